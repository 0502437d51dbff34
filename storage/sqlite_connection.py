"""SQLite without a change of threads for every statement.

aiosqlite hands each step of each statement (open a cursor, execute, fetch, close) to a thread and waits to be
woken: 24 times for one RSVP, which took longer than the statements themselves. Within a transaction a
statement is over in microseconds, for nobody else may write and its pages are in memory. So it runs at once,
where it is called. What may wait still goes to the thread: for another process's lock (BEGIN IMMEDIATE, when
somebody has it), for the disk (COMMIT), or for many rows (DELETE, and many statements at once).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from typing import Any, Final

import aiosqlite
from aiosqlite.context import contextmanager

AT_ONCE: Final = ("SELECT", "INSERT", "UPDATE", "WITH")
BEGIN_READING: Final = "BEGIN"  # takes no lock yet
BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
LOCK_PATIENCE_S: Final = 30
WAIT_FOR_LOCKS: Final = f"PRAGMA busy_timeout={LOCK_PATIENCE_S * 1000}"  # ms
NEVER_WAIT: Final = "PRAGMA busy_timeout=0"


class LettingGo(sqlite3.Connection):
    """Gives its locks back when it is closed.

    SQLite itself keeps them until the last cursor is gone: a request that was cancelled in the middle of a
    statement would stop every writer until Python has cleared up after it.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


class PromptCursor(aiosqlite.Cursor):
    """Executes and fetches in the caller's thread, unless the statement may take long."""

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> PromptCursor:
        if sql.startswith(AT_ONCE) or sql == BEGIN_READING:
            self._cursor.execute(sql, parameters or ())  # type: ignore[arg-type] # any iterable does
        elif sql != BEGIN_WRITING or not _begins_writing(self._cursor.connection):
            await super().execute(sql, parameters)
        return self

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class PromptConnection(aiosqlite.Connection):
    """One at a time may use it, as SQLAlchemy does; `check_same_thread` must be off."""

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return PromptCursor(self, self._conn.cursor())

    async def rollback(self) -> None:
        """Every look at the database ends with one, and finds nothing to undo."""
        self._conn.rollback()

    def __del__(self) -> None:
        """Its thread ends when it has to answer an event loop that is over: then nobody could close it."""
        if not self._thread.is_alive() and self._connection is not None:
            self._connection.close()
            self._connection = None
        super().__del__()  # type: ignore[no-untyped-call] # aiosqlite leaves it without types


def connect(database: str, **options: Any) -> PromptConnection:
    """As `aiosqlite.connect`: to be awaited. Its thread does not keep the program from ending."""

    def open_file() -> sqlite3.Connection:
        opened: sqlite3.Connection = sqlite3.connect(database, factory=LettingGo, **options)
        _write_ahead(opened)
        return opened

    connection = PromptConnection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does for those it opens itself
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and the one writer do not wait for each other. Runs in the connection's own thread.

    While two processes open a new file at once, one of them is refused: for this SQLite does not heed
    `busy_timeout`. So it is asked again, for as long as a lock is waited for.
    """
    give_up_at = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as refused:
            if refused.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


def _begins_writing(connection: sqlite3.Connection) -> bool:
    """Whether a writing transaction has begun. If not, another process is writing, and may be for a while."""
    connection.execute(NEVER_WAIT)
    try:
        connection.execute(BEGIN_WRITING)
    except sqlite3.OperationalError as error:
        # The low byte: a database just created, or just recovered, is busy in ways of its own.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        connection.execute(WAIT_FOR_LOCKS)
    return True
