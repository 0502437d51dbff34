"""The database before anything is asked of it: is it there, and does its schema fit this code?"""

from __future__ import annotations

from pathlib import Path

from bot.logs import without_secrets
from bot.problems import CannotRun
from storage.engine import UnknownDatabase, database_url
from storage.migrations import SchemaState, schema_state, upgrade

MIGRATE = "Run: convener migrate"


async def require_current_schema(url: str) -> SchemaState:
    """The schema's state when this code can work with it. Raises `CannotRun`."""
    if not _may_exist(url):
        raise CannotRun(f"There is no database yet at {without_secrets(url)}.", MIGRATE)
    state = await _state(url)
    if state.current is None:
        raise CannotRun("The database is empty.", MIGRATE)
    if not state.is_current:
        sentence = (
            f"The database's schema is {state.current}, but this version of Convener needs {state.head}."
        )
        raise CannotRun(
            sentence, f"{MIGRATE} (or start the version of Convener that wrote it, if that is newer)"
        )
    return state


async def migrate(url: str) -> tuple[SchemaState, SchemaState]:
    """Bring the schema to head; how it was and how it is. Raises `CannotRun`."""
    before = await _state(url)
    await upgrade(url)
    return before, await _state(url)


async def _state(url: str) -> SchemaState:
    try:
        return await schema_state(url)
    except Exception as error:  # each driver fails in its own way
        reason = without_secrets(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise CannotRun(
            f"The database at {without_secrets(url)} cannot be reached ({reason}).",
            "Check DATABASE_URL, and that the database server runs and lets this machine in.",
        ) from error


def _may_exist(url: str) -> bool:
    """False for a SQLite file that is not there: looking into it would create it."""
    try:
        parsed = database_url(url)
    except UnknownDatabase:
        return True  # asking for its state says what is wrong
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return not is_file or Path(str(parsed.database)).exists()
