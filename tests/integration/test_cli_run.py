"""The program as it is run: a process of its own, with an environment, a folder and signals."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
import yaml

from bot.manifest import build_manifest
from sandbox.faults import Fault
from tests.support.databases import SqliteFiles
from tests.support.slack_side import Slack, a_slack

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    said: str
    complained: str


@dataclass(frozen=True, slots=True)
class Program:
    """`convener` in an empty folder, with nothing in its environment but what is given."""

    folder: Path

    async def start(self, *words: str, **variables: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *words: str, **variables: str) -> Ended:
        return await ended(await self.start(*words, **variables))


async def ended(process: asyncio.subprocess.Process) -> Ended:
    said, complained = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode is not None
    return Ended(process.returncode, said.decode(), complained.decode())


@pytest.fixture
def convener(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Slack]:
    async with a_slack() as slack:
        yield slack


@pytest_asyncio.fixture
async def database(sqlite_files: SqliteFiles) -> AsyncIterator[str]:
    async with sqlite_files.database() as url:
        yield url


def environment(slack: Slack, database: str = "sqlite:///convener.db", **others: str) -> dict[str, str]:
    return {
        "SLACK_API_URL": slack.server.api_url,
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "DATABASE_URL": database,
        "HOST": "127.0.0.1",
        **others,
    }


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def is_ready(port: int) -> dict[str, str]:
    """What /ready says, once it says that all is well."""
    async with asyncio.timeout(PATIENCE_S), aiohttp.ClientSession() as browser:
        while True:
            try:
                async with browser.get(f"http://127.0.0.1:{port}/ready") as answer:
                    findings: dict[str, str] = await answer.json()
                    if answer.status == 200:
                        return findings
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(
    convener: Program, command: str, port: int, **variables: str
) -> AsyncIterator[dict[str, str]]:
    """The program while it is ready; told to stop at the end, which it must do cleanly."""
    process = await convener.start(command, PORT=str(port), **variables)
    try:
        ready = asyncio.create_task(is_ready(port))
        gone = asyncio.create_task(process.wait())
        await asyncio.wait({ready, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not ready.done():
            ready.cancel()
            pytest.fail((await ended(process)).complained)
        yield ready.result()
        process.send_signal(signal.SIGTERM)
        end = await ended(process)
        assert end.code == 0, end.complained
        assert "Traceback" not in end.complained
        assert "convener.stopped" in end.complained
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# --- failing fast and plainly


def assert_plain(end: Ended, code: int, *words: str) -> None:
    assert end.code == code
    assert "Traceback" not in end.complained
    assert len(end.complained.splitlines()) <= 4
    for word in words:
        assert word in end.complained


async def test_without_tokens_run_names_each_and_where_to_find_it(convener: Program) -> None:
    assert_plain(
        await convener.run("run"), 2, "SLACK_BOT_TOKEN is not set", "SLACK_APP_TOKEN is not set", "xapp-"
    )


async def test_web_asks_for_the_signing_secret_and_worker_for_the_bot_token(convener: Program) -> None:
    assert_plain(await convener.run("web"), 2, "SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")
    assert_plain(await convener.run("worker"), 2, "SLACK_BOT_TOKEN")


async def test_swapped_tokens_are_noticed_before_slack_is_asked(convener: Program) -> None:
    end = await convener.run("run", SLACK_BOT_TOKEN="xapp-1", SLACK_APP_TOKEN="xoxb-1")
    assert_plain(end, 2, "SLACK_BOT_TOKEN is not right", "SLACK_APP_TOKEN is not right")


async def test_a_bot_token_slack_does_not_know_ends_the_start(
    convener: Program, slack: Slack, database: str
) -> None:
    end = await convener.run("run", **environment(slack, database, SLACK_BOT_TOKEN="xoxb-wrong"))
    assert_plain(end, 1, "Slack does not accept SLACK_BOT_TOKEN (invalid_auth).", "OAuth & Permissions")


async def test_an_app_token_slack_does_not_know_ends_the_start(
    convener: Program, slack: Slack, database: str
) -> None:
    end = await convener.run("run", **environment(slack, database, SLACK_APP_TOKEN="xapp-wrong"))
    assert_plain(end, 1, "Slack does not accept SLACK_APP_TOKEN (invalid_auth).", "connections:write")


async def test_an_unreachable_database_ends_the_start(convener: Program, slack: Slack) -> None:
    end = await convener.run("run", **environment(slack, "postgresql://ada:hunter2@127.0.0.1:9/convener"))
    assert_plain(end, 1, "The database at postgresql://", "cannot be reached", "Check DATABASE_URL")
    assert "hunter2" not in end.complained


async def test_without_a_database_it_is_said_how_to_make_one(convener: Program, slack: Slack) -> None:
    assert_plain(
        await convener.run("run", **environment(slack)), 1, "no database yet", "Run: convener migrate"
    )
    assert not (convener.folder / "convener.db").exists()


async def test_a_schema_that_is_behind_ends_the_start(convener: Program, slack: Slack, database: str) -> None:
    file = sqlite3.connect(database.removeprefix("sqlite:///"))
    file.execute("UPDATE alembic_version SET version_num = '0000'")
    file.commit()
    file.close()
    assert_plain(
        await convener.run("run", **environment(slack, database)), 1, "schema is 0000", "convener migrate"
    )


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_a_schema_of_a_newer_version_is_left_alone(
    convener: Program, slack: Slack, database: str, command: str
) -> None:
    file = sqlite3.connect(database.removeprefix("sqlite:///"))
    file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.commit()
    file.close()
    end = await convener.run(command, **environment(slack, database))
    assert_plain(end, 1, "schema is 9999", "the version of Convener that wrote it")


@pytest.mark.parametrize("command", ["run", "migrate", "doctor"])
async def test_a_database_file_in_a_folder_that_is_not_there_is_no_matter_of_servers(
    convener: Program, slack: Slack, command: str
) -> None:
    end = await convener.run(command, **environment(slack, "sqlite:////nowhere/convener.db"))
    assert end.code == 1
    assert "its folder must be there" in end.said + end.complained


async def test_a_port_that_is_taken_ends_the_start(convener: Program, slack: Slack, database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("web", "run"):
            end = await convener.run(command, **environment(slack, database, PORT=port))
            assert end.code == 1
            assert f"127.0.0.1:{port} cannot be listened on (Address already in use)." in end.complained
            assert "Traceback" not in end.complained


# --- running


async def test_run_answers_over_socket_mode_and_stops_when_told(
    convener: Program, slack: Slack, database: str
) -> None:
    dead_end = "http://127.0.0.1:9"  # libraries that look beside the settings would take this way
    beside = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s",
        "HTTP_PROXY": dead_end,
        "NO_PROXY": "127.0.0.1",
    }
    async with running(convener, "run", a_free_port(), **environment(slack, database, **beside)) as ready:
        assert ready == {"database": "ok", "schema": "ok", "socket": "ok"}
        outcome = await slack.ada.runs("/cop help", channel="math-plc")
        assert outcome.trouble is None
        assert slack.ada.screen.ephemerals()
    assert slack.server.sockets.connections(slack.app) == []


async def test_web_answers_over_http_and_a_worker_runs_beside_it(
    convener: Program, slack: Slack, database: str
) -> None:
    port = a_free_port()
    async with (
        running(convener, "web", port, **environment(slack, database)) as web,
        running(convener, "worker", a_free_port(), **environment(slack, database)) as worker,
    ):
        assert web == worker == {"database": "ok", "schema": "ok"}
        slack.server.deliver_to(slack.app, f"http://127.0.0.1:{port}/slack/events")
        assert (await slack.ada.runs("/cop help", channel="math-plc")).trouble is None


async def test_the_wish_to_stop_is_heard_while_slack_keeps_the_bot_waiting(
    convener: Program, slack: Slack, database: str
) -> None:
    slack.server.faults.add(Fault.RATE_LIMITED, "auth.test", retry_after=300)
    process = await convener.start("run", **environment(slack, database))
    async with asyncio.timeout(PATIENCE_S):
        while not slack.server.faults.injected:  # noqa: ASYNC110 - the sandbox sets no event
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGINT)
    end = await ended(process)
    assert (end.code, "Traceback" in end.complained) == (0, False)


# --- the other commands


async def test_migrate_makes_the_schema_and_then_finds_it_up_to_date(convener: Program) -> None:
    assert "from nothing to" in (await convener.run("migrate")).said
    assert (convener.folder / "convener.db").exists()
    assert "up to date" in (await convener.run("migrate")).said


async def test_doctor_ends_with_0_only_when_all_is_well(
    convener: Program, slack: Slack, database: str
) -> None:
    well = await convener.run("doctor", **environment(slack, database))
    assert (well.code, well.said.splitlines()[-1]) == (0, "All is well.")
    nothing = await convener.run("doctor")
    assert nothing.code == 1
    assert "WRONG SLACK_BOT_TOKEN: is not set" in nothing.said
    swapped = await convener.run("doctor", SLACK_BOT_TOKEN="xapp-1")
    assert swapped.code == 1
    assert "WRONG settings: SLACK_BOT_TOKEN is not right." in swapped.said


async def test_manifest_prints_what_slack_takes(convener: Program) -> None:
    assert yaml.safe_load((await convener.run("manifest")).said) == build_manifest()
    over_http = await convener.run("manifest", "--http", "https://convener.example.org/")
    assert yaml.safe_load(over_http.said) == build_manifest("https://convener.example.org")
    assert (await convener.run("manifest", "--http", "http://plain.example.org")).code == 2


async def test_sandbox_says_how_to_reach_it_and_a_bot_can_use_it(convener: Program, database: str) -> None:
    process = await convener.start("sandbox", "--port", "0")
    assert process.stdout is not None
    found: dict[str, str] = {}
    while "SLACK_SIGNING_SECRET" not in found:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)).decode().strip()
        name, is_setting, value = line.partition("=")
        found |= {name: value} if is_setting else {}
    well = await convener.run("doctor", DATABASE_URL=database, **found)
    process.send_signal(signal.SIGINT)
    assert (await ended(process)).code == 0
    assert well.code == 0, well.said


async def test_help_lists_every_command(convener: Program) -> None:
    said = (await convener.run("--help")).said
    for command in ("run", "web", "worker", "migrate", "doctor", "manifest", "sandbox"):
        assert f"\n  {command} " in said
