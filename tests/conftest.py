"""What every test may ask for: a fresh database of either kind, and a clock that stands still."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from community.clock import MovableClock
from storage.engine import open_engine
from storage.unit_of_work import Store
from tests.support.databases import DATABASES, PostgresServer, SqliteFiles


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """Without structlog's default tracebacks: drawing one with all locals takes longer than Slack waits."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ]
    )


@pytest.fixture(scope="session", autouse=True)
def processes_hear_ctrl_c() -> None:
    """Started in a shell's background the tests would ignore Ctrl-C, and so would the programs they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all processes of one test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres(run_folder: Path) -> PostgresServer:
    return PostgresServer(run_folder)


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest) -> SqliteFiles | PostgresServer:
    """Whoever asks for this, or for what hangs on it, runs once on each kind of database."""
    made: SqliteFiles | PostgresServer = request.getfixturevalue(
        "sqlite_files" if request.param == "sqlite" else "postgres"
    )
    return made


@pytest_asyncio.fixture
async def database_url(databases: SqliteFiles | PostgresServer) -> AsyncIterator[str]:
    """The URL of a fresh database that has the schema."""
    async with databases.database() as url:
        yield url


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = Store(open_engine(database_url))
    yield store
    await store.close()


@pytest.fixture
def clock() -> MovableClock:
    """Monday 7 September 2026, 8:00 in Los Angeles. It stands still until a test moves it."""
    return MovableClock(datetime(2026, 9, 7, 15, tzinfo=UTC))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was left out for want of a browser is said loudly: nobody reads a count of skipped tests."""
    left_out = [
        report
        for report in terminalreporter.getreports("skipped")
        if report.nodeid.startswith("tests/browser/")
    ]
    if left_out:
        sentence = f"No Chromium found: {len(left_out)} tests of the page in a browser were LEFT OUT."
        terminalreporter.write_line(sentence, red=True, bold=True)
