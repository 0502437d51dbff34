"""What became of every learning: for the simulation's audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from community.work import UseCases
from storage.tables import DigestRow, LearningRow


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One learning's fate. `digest_id`: the digest that told it first, if one has."""

    text: str = field(repr=False)
    source: str
    shared_on: date
    digest_id: int | None
    is_withheld: bool
    is_withdrawn: bool
    is_joined: bool


class LearningHistory(UseCases):
    """Reads learnings and digests as they are."""

    async def everything(self) -> list[KeptRow]:
        """Every learning of every community, in no order that means anything."""
        async with self._look() as work:
            rows = await work.session.scalars(select(LearningRow))
            return [_kept(row) for row in rows]

    async def digests(self) -> dict[int, datetime]:
        """Until when each digest that has gone covers, by its id."""
        async with self._look() as work:
            rows = await work.session.scalars(select(DigestRow).order_by(DigestRow.covers_from))
            return {row.id: row.covers_to for row in rows if row.covers_to is not None}


def _kept(row: LearningRow) -> KeptRow:
    return KeptRow(
        text=row.text,
        source=row.source,
        shared_on=row.shared_on,
        digest_id=row.digest_id,
        is_withheld=row.is_withheld,
        is_withdrawn=row.withdrawn_at is not None,
        is_joined=row.joined_to is not None,
    )
