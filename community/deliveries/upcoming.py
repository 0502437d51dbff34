"""What the outbox is going to post next, over all communities: for whoever turns a demo's clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from community.deliveries.status import Group, about_subjects
from community.ids import CommunityId, DeliveryKind, DeliveryState, Operation
from community.work import UseCases
from storage.tables import CommunityRow, DeliveryRow

_READ = 500  # rows looked at: enough for any list that somebody reads
_OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING)
_IS_POSTED = (DeliveryRow.state.in_(_OPEN), DeliveryRow.operation.in_((Operation.POST, Operation.FILE)))


@dataclass(frozen=True, slots=True)
class Coming:
    """Messages alike that wait to be posted: one kind, about one thing, due in one minute.

    `due_at` is when the first of them goes, politeness included. `title` is what they are about: a session, a
    cycle, a problem, or the community as a whole. `recipients` are ids of channels or people.
    """

    kind: DeliveryKind
    state: DeliveryState
    due_at: datetime
    title: str
    recipients: tuple[str, ...]
    community_id: CommunityId | None


@dataclass(frozen=True, slots=True)
class Outline:
    """`next_at`: when the next message wants to be posted, `None` if none is planned.

    `marks` are others as soon as messages have come, gone or moved.
    """

    next_at: datetime | None
    marks: tuple[object, ...]


class Upcoming(UseCases):
    """Reads the outbox. Edits, Homes and what only one person sees for a moment are left out."""

    async def outline(self) -> Outline:
        """When the next one goes, and whether anything about them has changed. Cheap, for every moment."""
        first, last = func.min(DeliveryRow.next_attempt_at), func.max(DeliveryRow.next_attempt_at)
        several = select(first, last, func.count(), func.max(DeliveryRow.id)).where(*_IS_POSTED)
        async with self._look() as work:
            found = (await work.session.execute(several)).one()
        return Outline(found[0], tuple(found))

    async def messages(self) -> list[Coming]:
        """The next messages, soonest first, those that are alike as one."""
        async with self._look() as work:
            rows = await work.session.scalars(
                select(DeliveryRow)
                .where(*_IS_POSTED)
                .order_by(DeliveryRow.next_attempt_at, DeliveryRow.priority, DeliveryRow.id)
                .limit(_READ)
            )
            alike = _alike(rows)
            about = await about_subjects(work, {group.head for group in alike}, "")
            named = await work.session.execute(select(CommunityRow.id, CommunityRow.name))
            names = {row.id: row.name for row in named}
        return [_coming(rows, about[group.head].title, names) for group, rows in alike.items()]


def _alike(rows: Iterable[DeliveryRow]) -> dict[Group, list[DeliveryRow]]:
    groups: dict[Group, list[DeliveryRow]] = defaultdict(list)
    for row in rows:
        groups[Group.of(row)].append(row)
    return groups


def _coming(alike: list[DeliveryRow], title: str, communities: Mapping[int, str]) -> Coming:
    first = alike[0]
    community = communities.get(first.community_id or 0, "")
    return Coming(
        kind=DeliveryKind(first.kind),
        state=DeliveryState(first.state),
        due_at=first.next_attempt_at,
        title=title or community,
        recipients=tuple(row.recipient for row in alike),
        community_id=None if first.community_id is None else CommunityId(first.community_id),
    )
