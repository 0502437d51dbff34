"""Whether this process can do its work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.metrics import Metrics
from storage.migrations import schema_state
from storage.queries.inspection import count_deliveries, ping
from storage.unit_of_work import Store

PATIENCE_S: Final = 3.0
OK: Final = "ok"

log = structlog.get_logger(__name__)


class Health:
    """Asks the database, its schema and, in a process that has one, the Socket Mode connection."""

    def __init__(self, store: Store, database_url: str, socket: Callable[[], bool | None]) -> None:
        self._store = store
        self._database_url = database_url
        self._socket = socket
        self._schema_was_current = False  # it does not go back under a running process: one look suffices

    async def look(self) -> dict[str, str]:
        """Each part with `ok` or a word for its trouble."""
        findings = {"database": await _word_of(self._ask_database)}
        findings["schema"] = await _word_of(self._ask_schema) if findings["database"] == OK else "unknown"
        is_connected = self._socket()
        if is_connected is not None:
            findings["socket"] = OK if is_connected else "not connected"
        return findings

    async def count_deliveries(self, metrics: Metrics) -> None:
        """Bring the outbox gauge up to date; a database that is away leaves it empty."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._store.reading() as session:
                metrics.show_deliveries(await count_deliveries(session))
        except Exception as error:  # noqa: BLE001 - each driver fails in its own way, and metrics must still be read
            log.warning("metrics.deliveries_unknown", reason=type(error).__name__)
            metrics.show_deliveries({})

    async def _ask_database(self) -> str:
        async with self._store.reading() as session:
            await ping(session)
        return OK

    async def _ask_schema(self) -> str:
        self._schema_was_current = (
            self._schema_was_current or (await schema_state(self._database_url)).is_current
        )
        return OK if self._schema_was_current else "behind"


async def _word_of(ask: Callable[[], Awaitable[str]]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ask()
    except Exception as error:  # noqa: BLE001 - each driver fails in its own way, and health must be told
        log.warning("health.trouble", reason=type(error).__name__)
        return "unreachable"
