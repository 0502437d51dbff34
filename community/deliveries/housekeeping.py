"""Clearing up behind the outbox. Everything here may run twice, or at once in many processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from community.deliveries.kinds import COALESCED
from community.deliveries.trouble import PEOPLE, TROUBLE_LASTS
from community.ids import DeliveryState
from community.work import UseCases, Work
from storage.tables import DeliveryRow, ReceiptRow, TroubleRow

RECEIPTS_KEPT = timedelta(days=1)  # Slack gives up repeating long before
DELIVERIES_KEPT = timedelta(days=400)  # a school year and the summer after it: keys must not be made anew

_DONE = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.EXPIRED,
    DeliveryState.CANCELLED,
    DeliveryState.SKIPPED,
)


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many rows of each sort went."""

    expired: int
    receipts: int
    deliveries: int


class Housekeeping(UseCases):
    async def clear_up(self) -> Cleared:
        """Expire what was not sent in time; forget old receipts, deliveries and troubles with people."""
        async with self._chore() as work:
            await _forget_troubles_with_people(work)
            return Cleared(await _expire(work), await _forget_receipts(work), await _forget_deliveries(work))


async def _expire(work: Work) -> int:
    """Also rows of workspaces whose lane nobody serves, so that facilitators see them in /cop status."""
    gone = await work.session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.PLANNED, DeliveryRow.expires_at <= work.now)
        .values(state=DeliveryState.EXPIRED)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


async def _forget_receipts(work: Work) -> int:
    gone = await work.session.scalars(
        delete(ReceiptRow)
        .where(ReceiptRow.received_at < work.now - RECEIPTS_KEPT)
        .returning(ReceiptRow.receipt)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


async def _forget_deliveries(work: Work) -> int:
    """Not the coalesced ones: there is one of each, and it is used again."""
    gone = await work.session.scalars(
        delete(DeliveryRow)
        .where(
            DeliveryRow.state.in_(_DONE),
            DeliveryRow.expires_at < work.now - DELIVERIES_KEPT,
            DeliveryRow.kind.not_in(COALESCED),
        )
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


async def _forget_troubles_with_people(work: Work) -> None:
    # A message that gets through to one person says nothing of another, so these end by time alone.
    await work.session.execute(
        delete(TroubleRow).where(TroubleRow.channel == PEOPLE, TroubleRow.since < work.now - TROUBLE_LASTS)
    )
