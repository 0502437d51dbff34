"""The one place that commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from storage.engine import WRITES


class Store:
    """The database as use cases see it: a block is a transaction, and it commits when it ends well."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing_engine = engine.execution_options(**{WRITES: True})
        # SQLite has one writer at a time. In one process writers queue here, in order, instead of polling
        # the file's lock with growing pauses.
        self._turn = asyncio.Lock() if self.dialect == "sqlite" else None

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes: committed when the block ends well, rolled back when it raises.

        Never call Slack inside: other writers would wait for the network.
        """
        async with self._writers_turn(), self._session(self._writing_engine) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A consistent look at the database; nothing done in it is kept."""
        async with self._session(self._engine) as session:
            yield session

    async def close(self) -> None:
        await self._engine.dispose()

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False)

    def _writers_turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._turn is None else self._turn
