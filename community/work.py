"""The frame of every use case: who asks, one transaction, one receipt."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from community.clock import Clock
from community.errors import Crossed, RepeatedRequest
from community.ids import CommunityId, UserId, WorkspaceId
from storage.base import table_of
from storage.tables import AuditRow, ReceiptRow
from storage.unit_of_work import Store

# On the tables, not on their rows' classes, and put together once: every click needs them.
_AUDIT = insert(table_of(AuditRow))
_RECEIPT = insert(table_of(ReceiptRow))

_DEADLOCK = "40P01"  # PostgreSQL's word for it; SQLite has one writer


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `receipt` names what Slack sent (event id, view id and hash, trigger), if Slack sent it."""

    workspace_id: WorkspaceId
    user_id: UserId
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a use case works with: an open transaction and the one instant it happens at."""

    session: AsyncSession
    now: datetime


class UseCases:
    """Base of the services. Each public method is one use case: one `_work`, `_chore` or `_look` block."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @asynccontextmanager
    async def _work(self, caller: Caller) -> AsyncIterator[Work]:
        """One transaction for somebody's request. Raises `RepeatedRequest` if this receipt was worked before.

        The receipt is kept only if the block ends well: what was refused may be sent again. Raises `Crossed`
        when the database ended it to free another one; asked again it goes well.
        """
        with _deadlocks_told_apart():
            async with self._store.transaction() as session:
                work = Work(session, self._clock.now())
                await _take_receipt(work, caller)
                yield work

    @asynccontextmanager
    async def _chore(self) -> AsyncIterator[Work]:
        """One write transaction of the bot's own."""
        async with self._store.transaction() as session:
            yield Work(session, self._clock.now())

    @asynccontextmanager
    async def _look(self) -> AsyncIterator[Work]:
        """A consistent look; nothing done here is kept."""
        async with self._store.reading() as session:
            yield Work(session, self._clock.now())


async def audit(
    work: Work,
    caller: Caller,
    action: str,
    subject: str,
    community_id: CommunityId | None,
    **details: object,
) -> None:
    """Keep that `caller` did `action` (`area.object.verb`) to `subject`. `details`: ids, fit for JSON."""
    entry = {
        "workspace_id": caller.workspace_id,
        "community_id": community_id,
        "user_id": caller.user_id,
        "action": action,
        "subject": subject,
        "details": details,
        "at": work.now,
    }
    await work.session.execute(_AUDIT, entry)


@contextmanager
def _deadlocks_told_apart() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _DEADLOCK:
            raise Crossed from error
        raise


async def _take_receipt(work: Work, caller: Caller) -> None:
    if caller.receipt is None:
        return
    row = {"workspace_id": caller.workspace_id, "receipt": caller.receipt, "received_at": work.now}
    try:
        await work.session.execute(_RECEIPT, row)
    except IntegrityError as error:
        raise RepeatedRequest("This has been done already.") from error
