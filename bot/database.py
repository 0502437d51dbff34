"""The database before anything is asked of it: is it there, and does its schema fit this code?"""

from __future__ import annotations

from pathlib import Path

from bot.logs import without_secrets
from bot.problems import CannotRun
from storage.engine import UnknownDatabase, database_url
from storage.migrations import SchemaState, schema_state, upgrade

MIGRATE = "Run: convener migrate"
LOOK_AT_SERVER = "Check DATABASE_URL, and that the database server runs and lets this machine in."
LOOK_AT_FILE = "Check DATABASE_URL: its folder must be there and be writable, and the file a SQLite database."


async def require_current_schema(url: str) -> SchemaState:
    """The schema's state when this code can work with it. Raises `CannotRun`."""
    if not _may_exist(url):
        raise CannotRun(f"There is no database yet at {without_secrets(url)}.", MIGRATE)
    state = await _state(url)
    if state.current is None:
        raise CannotRun("The database is empty.", MIGRATE)
    _refuse_newer(state)
    if not state.is_current:
        raise CannotRun(
            f"The database's schema is {state.current}, but this version of Convener needs {state.head}.",
            MIGRATE,
        )
    return state


async def migrate(url: str) -> tuple[SchemaState, SchemaState]:
    """Bring the schema to head; how it was and how it is. Raises `CannotRun`."""
    before = await _state(url)
    _refuse_newer(before)
    await upgrade(url)
    return before, await _state(url)


def _refuse_newer(state: SchemaState) -> None:
    if state.is_newer:
        raise CannotRun(
            f"The database's schema is {state.current}; this version of Convener knows only {state.head}.",
            "Start the version of Convener that wrote it, or a newer one.",
        )


async def _state(url: str) -> SchemaState:
    try:
        return await schema_state(url)
    except Exception as error:  # each driver fails in its own way
        reason = without_secrets(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise CannotRun(
            f"The database at {without_secrets(url)} cannot be reached ({reason}).",
            LOOK_AT_FILE if _file_of(url) else LOOK_AT_SERVER,
        ) from error


def _may_exist(url: str) -> bool:
    """False for a SQLite file that is not there, in a folder that is: looking into it would create it."""
    file = _file_of(url)
    return file is None or file.exists() or not file.parent.is_dir()


def _file_of(url: str) -> Path | None:
    """The file of a SQLite database; `None` for any other, and for one in memory."""
    try:
        parsed = database_url(url)
    except UnknownDatabase:
        return None  # asking for its state says what is wrong
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if is_file else None
