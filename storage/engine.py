"""Opening the database: one engine for SQLite (the default) and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.sqlite_connection import BEGIN_READING, BEGIN_WRITING, WAIT_FOR_LOCKS, connect

WRITES = "convener_writes"  # execution option: this connection's transactions are going to write

# An error's text would quote what a statement was given, and with it what people typed into forms.
HIDE_PARAMETERS = True

# FULL: a commit survives a power cut. With NORMAL the mark "about to be sent" could be lost, and the
# message would be sent twice.
SQLITE_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    WAIT_FOR_LOCKS,
    "PRAGMA temp_store=MEMORY",
)


# As many as the dispatcher has messages in hand: opening one anew costs more than what is read through it.
SQLITE_CONNECTIONS = 20


class UnknownDatabase(ValueError):
    """The database URL names neither SQLite nor PostgreSQL."""


def database_url(text: str) -> URL:
    """The URL with its async driver. Takes `sqlite:///path`, `postgresql://…` and the older `postgres://…`.

    Raises `UnknownDatabase` for anything else.
    """
    try:
        url = make_url(
            text.replace("postgres://", "postgresql://", 1) if text[:11] == "postgres://" else text
        )
    except Exception as error:  # SQLAlchemy raises several kinds for a malformed URL
        raise UnknownDatabase(f"this is not a database URL: {error}") from error
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    if url.get_backend_name() == "postgresql":
        return _for_asyncpg(url.set(drivername="postgresql+asyncpg"))
    raise UnknownDatabase("the database must be sqlite:///… or postgresql://…")


def open_engine(url: str) -> AsyncEngine:
    """An engine for `url`; nothing is connected yet. Raises `UnknownDatabase`."""
    resolved = database_url(url)
    if resolved.get_backend_name() == "sqlite":
        return _open_sqlite(resolved)
    return create_async_engine(
        resolved, hide_parameters=HIDE_PARAMETERS, pool_pre_ping=True, pool_size=10, max_overflow=10
    )


def _for_asyncpg(url: URL) -> URL:
    """Hosted databases hand out libpq's `sslmode`; asyncpg calls it `ssl`."""
    mode = url.query.get("sslmode")
    if mode is None:
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def _open_sqlite(url: URL) -> AsyncEngine:
    how = {"async_creator_fn": connect, "check_same_thread": False}
    engine = create_async_engine(
        url,
        hide_parameters=HIDE_PARAMETERS,
        connect_args=how,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=SQLITE_CONNECTIONS,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Without this the driver begins transactions by itself, late and deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads first and writes later fails at once when somebody wrote in between.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(BEGIN_WRITING if writes else BEGIN_READING)
