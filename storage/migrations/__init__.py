"""How a schema comes to be: the migrations, run from the program and not from a shell.

A new one: change `storage/tables`, then `python -m storage.migrations "what changed"`, then read what was
written in `versions/`. A test compares the migrations with the tables on both databases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import WRITES, open_engine

HERE = Path(__file__).parent
Result = TypeVar("Result")

# Any number: two releases that start together must not both create the tables.
_POSTGRESQL_LOCK = 20260907


@dataclass(frozen=True, slots=True)
class SchemaState:
    current: str | None  # the database's revision; None when it is empty
    head: str  # the newest revision this code knows

    @property
    def is_current(self) -> bool:
        return self.current == self.head

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of the code wrote it: `write_revision` numbers them, in one length."""
        return self.current is not None and self.current > self.head


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing when it is there. Safe to run twice at once."""
    await _with_connection(url, lambda connection: _run(connection, command.upgrade, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the schema back; `base` drops everything."""
    await _with_connection(url, lambda connection: _run(connection, command.downgrade, revision))


async def write_revision(url: str, message: str) -> None:
    """Write a migration from the difference between the database at `url` (at head) and the tables."""

    def write(config: Config, _: str) -> None:
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")

    await _with_connection(url, lambda connection: _run(connection, write, "head"))


async def schema_state(url: str) -> SchemaState:
    """Where the schema of `url` stands. Raises what the driver raises when there is no database."""
    return await _with_connection(url, _state)


def _state(connection: Connection) -> SchemaState:
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    assert head is not None, "the package holds no migration"  # noqa: S101 - packaging, not input
    return SchemaState(MigrationContext.configure(connection).get_current_revision(), head)


def _run(connection: Connection, step: Callable[[Config, str], None], revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _POSTGRESQL_LOCK})
    step(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


async def _with_connection(url: str, work: Callable[[Connection], Result]) -> Result:
    engine = open_engine(url).execution_options(**{WRITES: True})
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
