"""`convener sandbox` with a stranger's small app, two processes, used by the control API."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "docs" / "examples"
PATIENCE_S = 20.0
ENDING_S = 5.0

Json = dict[str, Any]


@asynccontextmanager
async def running(*words: str, folder: Path, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process with nothing in its environment but what is given; it is ended by its id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, and see that it does."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), ENDING_S)
    except TimeoutError:
        process.kill()
        await process.communicate()


async def told_by(process: asyncio.subprocess.Process, last: str) -> str:
    """What it prints up to the line that holds `last`."""
    assert process.stdout is not None
    told = ""
    async with asyncio.timeout(PATIENCE_S):
        while last not in told:
            line = await process.stdout.readline()
            assert line, f"It ended: {told}"
            told += line.decode()
    return told


@dataclass(frozen=True, slots=True)
class Control:
    """The control API, used as a script would."""

    http: aiohttp.ClientSession
    address: str

    async def look(self, path: str) -> Json:
        async with self.http.get(f"{self.address}control/{path}") as answer:
            assert answer.status == 200, await answer.text()
            looked: Json = await answer.json()
            return looked

    async def act(self, user: str, **deed: Any) -> Json:
        async with self.http.post(f"{self.address}control/people/{user}/acts", json=deed) as answer:
            assert answer.status == 200, await answer.text()
            outcome: Json = await answer.json()
            return outcome

    async def newest(self, user: str, channel: str) -> Json:
        page = await self.look(f"people/{user}/conversations/{channel}")
        message: Json = page["messages"][-1]
        return message


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await look():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Running:
    """`convener sandbox`, its control API, and the variables it said an app needs."""

    process: asyncio.subprocess.Process
    control: Control
    variables: dict[str, str]


@asynccontextmanager
async def a_sandbox(folder: Path, *words: str) -> AsyncIterator[Running]:
    async with (
        running("-m", "bot", "sandbox", "--port", "0", *words, folder=folder) as process,
        aiohttp.ClientSession() as http,
    ):
        told = await told_by(process, "Ctrl-C")
        address = re.search(r"The page.*: (http://127\.0\.0\.1:\d+/)", told)
        assert address is not None, told
        variables = dict(line.split("=", 1) for line in told.splitlines() if line.startswith("SLACK_"))
        yield Running(process, Control(http, address[1]), variables)


async def test_the_example_of_the_guide_works_in_the_sandbox(tmp_path: Path) -> None:
    manifest = str(EXAMPLES / "hello-manifest.yaml")
    async with (
        a_sandbox(tmp_path, "--manifest", manifest) as sandbox,
        running(str(EXAMPLES / "hello.py"), folder=tmp_path, **sandbox.variables),
    ):
        control = sandbox.control
        assert set(sandbox.variables) == {
            "SLACK_API_URL",
            "SLACK_BOT_TOKEN",
            "SLACK_APP_TOKEN",
            "SLACK_SIGNING_SECRET",
        }

        async def is_connected() -> bool:
            return bool((await control.look("connections"))["apps"][0]["connections"])

        await until(is_connected)
        workspace = await control.look("workspace")
        assert [app["name"] for app in workspace["apps"]] == ["Hello"]
        assert workspace["apps"][0]["commands"][0]["usage_hint"] == "[somebody]"
        channel = next(one["id"] for one in workspace["channels"] if one["name"] == "math-plc")
        ada, ben = (one["id"] for one in workspace["people"][:2])

        said = await control.act(ada, do="command", channel=channel, command="/hello world")
        assert (said["ok"], said["trouble"]) == (True, None)
        message = await control.newest(ben, channel)
        assert message["text"] == "Hello world! How are you?"
        (block,) = message["blocks"]
        place = {"channel": channel, "ts": message["ts"]}
        clicked = await control.act(
            ben, do="act", place=place, block_id=block["block_id"], action_id=block["accessory"]["action_id"]
        )
        assert clicked["ok"]

        async def is_changed() -> bool:
            return bool((await control.newest(ada, channel))["text"] == f"<@{ben}> is fine.")

        await until(is_changed)
        kinds = {entry["kind"] for entry in (await control.look("traffic"))["entries"]}
        assert kinds == {"api", "slash_commands", "interactive", "response_url"}


async def test_the_example_is_as_short_as_the_guide_says() -> None:
    lines = [line for line in (EXAMPLES / "hello.py").read_text().splitlines() if line.strip()]
    assert len(lines) <= 22


WRONG = {
    "absent.yaml": (None, "absent.yaml cannot be read (No such file or directory)"),
    "broken.yaml": ("features: [", "is neither YAML nor JSON"),
    "broken.json": ('{"features": ', "is neither YAML nor JSON"),
    "list.yaml": ("- a\n", "holds no manifest"),
    "nameless.yaml": ("settings: {socket_mode_enabled: true}", "display_information.name is missing"),
    "far.yaml": (
        "display_information: {name: A}\nsettings: {event_subscriptions: {request_url: 'https://a.example/'}}",
        "could not be reached at https://a.example/",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_manifest_is_refused_with_a_plain_sentence(tmp_path: Path, name: str) -> None:
    text, said = WRONG[name]
    if text is not None:
        (tmp_path / name).write_text(text)
    async with running("-m", "bot", "sandbox", "--port", "0", "--manifest", name, folder=tmp_path) as process:
        told, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 2
    assert said in told.decode()
    assert "Traceback" not in told.decode()


async def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path) -> None:
    async with a_sandbox(tmp_path) as sandbox:
        port = sandbox.control.address.rstrip("/").rpartition(":")[2]
        async with running("-m", "bot", "sandbox", "--port", port, folder=tmp_path) as second:
            told, _ = await asyncio.wait_for(second.communicate(), PATIENCE_S)
    assert second.returncode == 1
    assert told.decode() == (
        f"Another program uses port {port} already.\n"
        "Choose another port, or let the sandbox choose: --port 0\n"
    )


async def test_ctrl_c_ends_it_cleanly_even_with_a_window_of_the_page_open(tmp_path: Path) -> None:
    async with a_sandbox(tmp_path) as sandbox:
        live = f"{sandbox.control.address}control/live"
        async with sandbox.control.http.ws_connect(live) as window:
            assert (await window.receive_json())["type"] == "hello"
            sandbox.process.send_signal(signal.SIGINT)
            told, _ = await asyncio.wait_for(sandbox.process.communicate(), ENDING_S)
    assert (told.decode(), sandbox.process.returncode) == ("The pretend Slack is gone.\n", 0)
