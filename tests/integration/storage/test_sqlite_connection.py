"""Statements run where they are called; what may wait runs in the connection's own thread."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite_connection import PromptConnection, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[PromptConnection]:
    opened = await connect(str(tmp_path / "some.db"), isolation_level=None, check_same_thread=False)
    yield opened  # type: ignore[misc] # awaiting it gives aiosqlite's own type
    await opened.close()


@pytest.fixture
async def threads(connection: PromptConnection) -> list[str]:
    """The thread of each call of the SQL function `note()`, in order."""
    seen: list[str] = []
    await connection.create_function("note", 0, lambda: seen.append(threading.current_thread().name))
    await connection.execute("CREATE TABLE things (name TEXT)")
    await connection.execute("INSERT INTO things VALUES ('one')")
    return seen


@pytest.mark.parametrize(
    "statement",
    ["SELECT note()", "INSERT INTO things SELECT note()", "UPDATE things SET name = note()"],
)
async def test_a_statement_runs_where_it_is_called(
    connection: PromptConnection, threads: list[str], statement: str
) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute(statement)
        await cursor.fetchall()

    assert threads == [threading.current_thread().name]


async def test_what_may_touch_many_rows_runs_in_the_connections_thread(
    connection: PromptConnection, threads: list[str]
) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("DELETE FROM things WHERE note() IS NULL")

    assert len(threads) == 1
    assert threads != [threading.current_thread().name]


@pytest.mark.parametrize("ending", ["close", "stop"])
async def test_closed_in_the_middle_of_a_statement_it_lets_go_of_its_lock(
    connection: PromptConnection, tmp_path: Path, ending: str
) -> None:
    await connection.execute("CREATE TABLE things (name TEXT)")
    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
    unfinished = await connection.execute("INSERT INTO things VALUES ('one'), ('two') RETURNING name")
    await unfinished.fetchone()
    if ending == "close":
        await connection.close()
    else:
        stopped = connection.stop()
        assert stopped is not None
        await stopped
    other = sqlite3.connect(tmp_path / "some.db", isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    assert other.execute("SELECT count(*) FROM things").fetchone() == (0,)
    other.close()
    del unfinished  # until here it would have kept the lock


@pytest.mark.filterwarnings("ignore:Exception in thread:pytest.PytestUnhandledThreadExceptionWarning")
def test_once_its_event_loop_is_over_it_lets_go_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    left = [_left_in_the_middle_of_a_statement(path)]
    thread = left[0]._thread
    thread.join(timeout=10)
    assert not thread.is_alive()
    file = left[0]._conn
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        left.pop()
        gc.collect()
    assert not [each for each in warned if each.category is ResourceWarning]
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        file.execute("SELECT 1")


def _left_in_the_middle_of_a_statement(path: Path) -> PromptConnection:
    """Its loop is over before SQLite has an answer for it."""
    may_answer = threading.Event()

    async def begin() -> PromptConnection:
        opened = await connect(str(path), isolation_level=None, check_same_thread=False)
        await opened.create_function("wait", 0, lambda: may_answer.wait(10))
        await opened.execute("CREATE TABLE things (name TEXT)")
        await opened.execute("INSERT INTO things VALUES ('one')")
        deleting = asyncio.ensure_future(opened.execute("DELETE FROM things WHERE wait()"))
        await asyncio.sleep(0)
        assert not deleting.done()
        return opened  # type: ignore[return-value] # awaiting it gives aiosqlite's own type

    opened = asyncio.run(begin())
    may_answer.set()
    return opened


async def test_waiting_for_another_writer_does_not_hold_the_event_loop(
    connection: PromptConnection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with connection.cursor() as cursor:
        waiting = asyncio.create_task(cursor.execute("BEGIN IMMEDIATE"))
        await asyncio.sleep(0.01)
        was_waiting = not waiting.done()
        other.execute("ROLLBACK")
        await waiting
        await connection.rollback()
    other.close()

    assert was_waiting


async def test_after_waiting_for_another_writer_the_transaction_is_a_writing_one(
    connection: PromptConnection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "some.db", isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    async with connection.cursor() as cursor:
        waiting = asyncio.create_task(cursor.execute("BEGIN IMMEDIATE"))
        await asyncio.sleep(0.01)
        other.execute("ROLLBACK")
        await waiting
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        await connection.rollback()
    other.close()


async def test_who_begins_at_once_still_waits_for_locks_afterwards(connection: PromptConnection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
        await cursor.execute("SELECT timeout FROM pragma_busy_timeout")
        assert [row[0] for row in await cursor.fetchall()] == [30_000]
        await connection.rollback()


async def test_beginning_twice_is_an_error_at_once(connection: PromptConnection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            await cursor.execute("BEGIN IMMEDIATE")
        await connection.rollback()


async def test_rows_rowcounts_and_errors_are_the_drivers_own(connection: PromptConnection) -> None:
    await connection.execute("CREATE TABLE things (name TEXT UNIQUE)")
    async with connection.cursor() as cursor:
        await cursor.execute("INSERT INTO things VALUES (?), (?)", ("one", "two"))
        assert cursor.rowcount == 2
        await cursor.execute("SELECT name FROM things ORDER BY name")
        assert [row[0] for row in await cursor.fetchall()] == ["one", "two"]
        with pytest.raises(sqlite3.IntegrityError):
            await cursor.execute("INSERT INTO things VALUES (?)", ("one",))


async def test_a_rollback_undoes(connection: PromptConnection) -> None:
    await connection.execute("CREATE TABLE things (name TEXT)")
    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
        await cursor.execute("INSERT INTO things VALUES ('one')")
        await connection.rollback()
        await cursor.execute("SELECT count(*) FROM things")
        assert [row[0] for row in await cursor.fetchall()] == [0]


async def test_a_new_file_that_somebody_else_is_making_ready_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    # SQLite itself would not wait at all: as when two connections want the new file's journal at once.
    opening = asyncio.ensure_future(connect(str(path), timeout=0))
    assert not (await asyncio.wait([opening], timeout=0.05))[0], "it must neither fail nor come too soon"
    other.rollback()
    other.close()

    opened = await opening
    async with opened.execute("PRAGMA journal_mode") as cursor:
        assert await cursor.fetchone() == ("wal",)
    await opened.close()
