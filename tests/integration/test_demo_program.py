"""`convener demo` as people run it: a process that is started, used, stopped, killed and started again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE_S = 60.0
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is running: its process, and the page's own interface."""

    process: asyncio.subprocess.Process
    browser: aiohttp.ClientSession
    url: str
    said: str

    async def look(self, path: str) -> Json:
        async with self.browser.get(f"{self.url}control/{path}") as answer:
            found: Json = await answer.json()
            assert answer.status == 200, found
            return found

    async def orders(self, path: str, **body: object) -> Json:
        async with self.browser.post(f"{self.url}control/{path}", json=body) as answer:
            found: Json = await answer.json()
            assert answer.status < 300, found
            return found

    async def person(self, name: str) -> str:
        people = (await self.look("workspace"))["people"]
        return str(next(one["id"] for one in people if one["name"] == name))

    async def channel(self, name: str) -> str:
        channels = (await self.look("workspace"))["channels"]
        return str(next(one["id"] for one in channels if one["name"] == name))

    async def says(self, who: str, channel: str, text: str) -> Json:
        body = {"do": "post", "channel": await self.channel(channel), "text": text}
        return await self.orders(f"people/{await self.person(who)}/acts", **body)

    async def texts(self, who: str, channel: str) -> list[str]:
        place = f"people/{await self.person(who)}/conversations/{await self.channel(channel)}"
        return [message["text"] for message in (await self.look(place))["messages"]]

    async def is_quiet(self) -> Json:
        """The clock, once nothing is being played and nobody travels."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                clock = await self.look("clock")
                if clock["mode"] in ("running", "paused"):
                    return clock
                await asyncio.sleep(0.05)

    async def ends(self, how: signal.Signals) -> tuple[int, str, float]:
        """Exit code, what it said to the end, and how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(how)
        said, complained = await asyncio.wait_for(self.process.communicate(), PATIENCE_S)
        assert b"Traceback" not in complained, complained.decode()
        assert self.process.returncode is not None
        return self.process.returncode, said.decode(), time.monotonic() - began


async def launched(folder: Path, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "CONVENER_DEMO_DIR": str(folder / "demo"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def demo_in(folder: Path, *words: str) -> AsyncIterator[Demo]:
    """A demo that keeps itself in this folder, once its world is open."""
    process = await launched(folder, "demo", "--port", "0", "--no-browser", *words)
    assert process.stdout is not None
    try:
        said = ""
        while (found := re.search(r"http://\S+/", said)) is None:
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
            assert line, (await process.communicate())[1].decode()
            said += line.decode()
        async with aiohttp.ClientSession() as browser:
            demo = Demo(process, browser, found[0], said)
            await demo.is_quiet()
            yield demo
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def run(folder: Path, *words: str) -> tuple[int, str]:
    process = await launched(folder, *words)
    said, complained = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode is not None
    return process.returncode, (said + complained).decode()


async def test_after_an_orderly_end_everything_is_still_there(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        assert "listens on this machine only" in demo.said
        await demo.orders("clock", do="to", at="2026-09-10T07:45")
        await demo.is_quiet()
        await demo.says("Ben Okafor", "math-plc", "Who has a stopwatch?")
        await demo.orders("clock", do="pause")
        now = (await demo.look("clock"))["now"]
        code, said, seconds = await demo.ends(signal.SIGINT)
    assert code == 0
    assert "has ended. It goes on from here next time." in said
    assert seconds < 10  # alone on a machine it is below two
    async with demo_in(tmp_path) as demo:
        clock = await demo.look("clock")
        assert clock["mode"] == "paused"
        assert clock["now"][:16] == now[:16]
        assert "Who has a stopwatch?" in await demo.texts("Ada Marsh", "math-plc")


async def test_a_demo_that_was_killed_goes_on_from_a_moment_before(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        await demo.says("Ben Okafor", "math-plc", "Who has a stopwatch?")
        await _is_kept(tmp_path)
        await demo.ends(signal.SIGKILL)
    async with demo_in(tmp_path) as demo:
        assert "Who has a stopwatch?" in await demo.texts("Ada Marsh", "math-plc")
        assert (await demo.says("Ada Marsh", "math-plc", "I have!"))["ok"]


async def test_a_reset_begins_the_scenario_again(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        await demo.says("Ben Okafor", "math-plc", "Who has a stopwatch?")
        await demo.orders("reset")
        await demo.is_quiet()
        assert await demo.texts("Ada Marsh", "math-plc") == []
        assert (await demo.look("scenarios"))["current"] == "empty"


async def test_time_cannot_be_turned_back(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        order = {"do": "to", "at": "2026-09-01T09:00"}
        async with demo.browser.post(f"{demo.url}control/clock", json=order) as answer:
            assert answer.status == 400
            assert "Time only goes forward" in (await answer.json())["error"]["sentence"]
        async with demo.browser.post(f"{demo.url}control/clock", json={"do": "next_message"}) as answer:
            assert answer.status == 400
            assert "nothing to say yet" in (await answer.json())["error"]["sentence"]


async def test_what_is_planned_is_said_in_words(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        await _sets_up(demo)
        lines = (await demo.look("planned"))["messages"]
        digests = [line for line in lines if line["kind"] == "digests.members"]
        words = [(line["label"], line["to"], line["subject"]) for line in digests]
        assert words == [("Weekly digest", "#math-plc", "Math PLC")]
        clock = await demo.orders("clock", do="next_message")
        assert clock["mode"] == "travelling"
        clock = await demo.is_quiet()
        assert clock["now"] >= lines[0]["due_at"][:19]


async def test_a_taken_port_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = await run(tmp_path, "demo", "--no-browser", "--port", str(port))
    assert code == 1
    assert f"Another program uses port {port} already." in said
    assert f"--port {port + 1}" in said
    assert "Traceback" not in said


async def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    async with demo_in(tmp_path):
        code, said = await run(tmp_path, "demo", "--no-browser", "--port", "0")
        assert code == 1
        assert "Another demo is running on the folder" in said
        code, said = await run(tmp_path, "demo-reset")
        assert code == 1
        assert "End it first" in said


async def test_what_cannot_be_read_is_set_aside_and_a_new_world_begins(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        await demo.ends(signal.SIGTERM)
    (world,) = (tmp_path / "demo" / "kept").iterdir()
    (world / "workspace.snapshot").write_bytes(b"nonsense")
    async with demo_in(tmp_path) as demo:
        assert "was set aside" in demo.said
        assert await demo.texts("Ada Marsh", "math-plc") == []


async def test_demo_reset_forgets_everything(tmp_path: Path) -> None:
    async with demo_in(tmp_path) as demo:
        await demo.ends(signal.SIGINT)
    code, said = await run(tmp_path, "demo-reset")
    assert code == 0
    assert "Forgotten" in said
    assert not (tmp_path / "demo").exists()


async def test_an_unknown_scenario_is_told(tmp_path: Path) -> None:
    code, said = await run(tmp_path, "demo", "--no-browser", "--port", "0", "--scenario", "next_century")
    assert code == 1
    assert "There is no scenario next_century" in said
    assert "Traceback" not in said


async def _is_kept(folder: Path) -> None:
    """Wait for the next time the demo keeps itself."""
    kept = folder / "demo" / "kept"
    before = set(kept.glob("world-*"))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await asyncio.sleep(0.05)
            if not set(kept.glob("world-*")) <= before:
                return


async def _sets_up(demo: Demo) -> None:
    ada, channel = await demo.person("Ada Marsh"), await demo.channel("math-plc")
    await demo.orders(f"people/{ada}/acts", do="command", channel=channel, command="/cop setup")
    (view,) = (await demo.look(f"people/{ada}/modals"))["views"]
    charter = {
        "name": "Math PLC",
        "purpose_whom": "teachers of mathematics",
        "purpose_shared": "pupils who give up on word problems",
        "purpose_practice": "let pupils do the talking",
        "facilitators": [ada],
    }
    values = {block: {"value": entered} for block, entered in charter.items()}
    outcome = await demo.orders(f"people/{ada}/acts", do="submit", view_id=view["id"], values=values)
    assert outcome["ok"], outcome
