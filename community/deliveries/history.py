"""What became of every delivery: for the simulation's audit and for whoever has to account for a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.ids import DeliveryKind, DeliveryState, Operation
from community.work import UseCases
from storage.tables import DeliveryRow


@dataclass(frozen=True, slots=True)
class Kept:
    """One delivery's fate.

    `wanted_at` is its due time, or the polite hour it was held back to; the moment it was planned if that was
    later, as when somebody takes over a cycle whose question is open.
    """

    key: str
    kind: DeliveryKind
    operation: Operation
    state: DeliveryState
    recipient: str
    wanted_at: datetime
    expires_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None
    last_error: str | None

    @property
    def was_held_back(self) -> bool:
        """Whether it went stale before a polite hour came: quiet hours, holidays, the daily cap."""
        return self.state is DeliveryState.EXPIRED and self.wanted_at >= self.expires_at


class History(UseCases):
    """Reads the outbox as it is."""

    async def everything(self) -> list[Kept]:
        """Every delivery of every workspace, in the order of planning."""
        async with self._look() as work:
            rows = await work.session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))
            return [_kept(row) for row in rows]


def _kept(row: DeliveryRow) -> Kept:
    return Kept(
        key=row.key,
        kind=DeliveryKind(row.kind),
        operation=Operation(row.operation),
        state=DeliveryState(row.state),
        recipient=row.recipient,
        wanted_at=max(row.due_at, row.held_until or row.due_at, row.created_at),
        expires_at=row.expires_at,
        next_attempt_at=row.next_attempt_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
    )
