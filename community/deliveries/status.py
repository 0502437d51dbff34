"""`/cop status`: what is going to be sent, what was not, and a facilitator's hand in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from community.communities.reading import get_community
from community.communities.trouble import advice_for
from community.communities.views import FailedMessage, PlannedMessage, StatusPage
from community.deliveries.kinds import KINDS, is_person
from community.errors import DeliveryNotFound, DeliveryTooEarly
from community.home_refresh import touch_homes
from community.ids import CommunityId, DeliveryKind, DeliveryState
from community.permissions import require_facilitator
from community.work import Caller, UseCases, Work, audit
from storage.base import table_of
from storage.tables import ConveningRow, CycleRow, DeliveryRow, ProblemRow

LINES = 25
FAILED_DAYS = timedelta(days=14)
LONGEST_NOTE = 500

_SHOWN = tuple(kind for kind, rule in KINDS.items() if rule.is_shown)
_MINUTE = "%Y%m%d%H%M"
_TOLD = tuple(
    table_of(DeliveryRow).c[name]
    for name in ("kind", "subject", "recipient", "state", "due_at", "held_until", "note", "last_error")
)
_TOO_LATE = "It came due while I could not send it, and would have been stale. There is nothing to mend."


@dataclass(frozen=True, slots=True)
class Group:
    """Like messages to many people: one kind, about one thing, due in one minute."""

    kind: DeliveryKind
    head: str  # of the subject, e.g. "convening:42"
    minute: str  # UTC

    @classmethod
    def of(cls, row: DeliveryRow | Row[Any]) -> Group:
        return cls(
            DeliveryKind(row.kind),
            row.subject.partition("/")[0],
            row.due_at.astimezone(UTC).strftime(_MINUTE),
        )

    @classmethod
    def read(cls, text: str) -> Group:
        """From a button's value. Raises `DeliveryNotFound` for what we did not write."""
        try:
            kind, head, minute = text.split("|")
            datetime.strptime(minute, _MINUTE).replace(tzinfo=UTC)
            return cls(DeliveryKind(kind), head, minute)
        except ValueError as error:
            raise DeliveryNotFound(_GONE) from error

    def __str__(self) -> str:
        return f"{self.kind}|{self.head}|{self.minute}"

    @property
    def due_from(self) -> datetime:
        return datetime.strptime(self.minute, _MINUTE).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class About:
    """What a subject's head stands for. The instants are a session's, `None` where there is none."""

    title: str
    start: datetime | None = None
    end: datetime | None = None

    def has_come(self, kind: str, now: datetime) -> bool:
        """Whether a message of this kind would tell of something that has happened."""
        match KINDS[DeliveryKind(kind)].tells_after:
            case "start":
                return self.start is None or self.start <= now
            case "end":
                return self.end is None or self.end <= now
        return True


# What a subject begins with, for each thing it can be about.
_OF_CONVENINGS = ("convening", "survey", "change", "report")
_OF_CYCLES = ("cycle", "prompts")
_OF_PROBLEMS = ("problem",)

_GONE = "This message is not waiting any more: it was sent, skipped or replaced."
_TOO_EARLY = "This message tells of the session itself, so it cannot be sent before: it comes by itself."


class Status(UseCases):
    """For facilitators only: every method raises `NotAllowed` for others."""

    async def status(self, caller: Caller, community_id: CommunityId) -> StatusPage:
        """What is planned next, like messages as one line, and what went wrong in the last two weeks."""
        async with self._look() as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            waiting = await _rows(work, community_id, DeliveryRow.state == DeliveryState.PLANNED)
            wrong = await _rows(
                work,
                community_id,
                DeliveryRow.state.in_((DeliveryState.FAILED, DeliveryState.EXPIRED)),
                DeliveryRow.due_at > work.now - FAILED_DAYS,
            )
            heads = {row.subject.partition("/")[0] for row in (*waiting, *wrong)}
            about = await about_subjects(work, heads, community.name)
        planned = _planned(waiting, about, work.now)
        return StatusPage(community, planned[:LINES], max(0, len(planned) - LINES), _failed(wrong, about))

    async def skip(self, caller: Caller, community_id: CommunityId, group: str) -> None:
        """Never send these. Raises `DeliveryNotFound` if none of them waits any more."""
        async with self._work(caller) as work:
            await _change(work, caller, community_id, group, "skip", state=DeliveryState.SKIPPED)

    async def send_now(self, caller: Caller, community_id: CommunityId, group: str) -> None:
        """Send these at once, whatever the hour: the facilitator has chosen.

        Raises `DeliveryNotFound`, and `DeliveryTooEarly` for what tells of a session that is still to come.
        """
        async with self._work(caller) as work:
            hour = {"due_at": work.now, "next_attempt_at": work.now, "held_until": None, "is_pinned": True}
            await _change(work, caller, community_id, group, "send_now", **hour)
            await _require_its_time(work, Group.read(group))

    async def add_note(self, caller: Caller, community_id: CommunityId, group: str, note: str) -> None:
        """Show a line with these; an empty one takes it away. Raises `DeliveryNotFound`."""
        async with self._work(caller) as work:
            if not KINDS[Group.read(group).kind].takes_note:
                raise DeliveryNotFound("This kind of message takes no note.")
            await _change(work, caller, community_id, group, "note", note=note.strip()[:LONGEST_NOTE])


async def _change(
    work: Work, caller: Caller, community_id: CommunityId, group_text: str, action: str, **values: object
) -> None:
    await require_facilitator(work, caller, community_id)
    group = Group.read(group_text)
    changed = await work.session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.community_id == community_id, *_in_group(group))
        .values(values)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    count = len(changed.all())
    if not count or group.kind not in _SHOWN:
        raise DeliveryNotFound(_GONE)
    await audit(work, caller, f"deliveries.message.{action}", str(group), community_id, count=count)
    await touch_homes(work, community_id, facilitators_only=True)


async def _require_its_time(work: Work, group: Group) -> None:
    about = await about_subjects(work, {group.head}, "")
    if not about[group.head].has_come(group.kind, work.now):
        raise DeliveryTooEarly(_TOO_EARLY)


def _in_group(group: Group) -> Iterable[ColumnElement[bool]]:
    return (
        DeliveryRow.kind == group.kind,
        DeliveryRow.state == DeliveryState.PLANNED,
        DeliveryRow.due_at >= group.due_from,
        DeliveryRow.due_at < group.due_from + timedelta(minutes=1),
        or_(
            DeliveryRow.subject == group.head,
            DeliveryRow.subject.startswith(f"{group.head}/", autoescape=True),
        ),
    )


async def _rows(
    work: Work, community_id: CommunityId, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Columns, not objects: there are as many as members, and each facilitator's Home asks for them."""
    found = await work.session.execute(
        select(*_TOLD)
        .where(DeliveryRow.community_id == community_id, DeliveryRow.kind.in_(_SHOWN), *conditions)
        .order_by(DeliveryRow.due_at, DeliveryRow.priority, DeliveryRow.id)
    )
    return found.all()


async def about_subjects(work: Work, heads: Iterable[str], otherwise: str) -> dict[str, About]:
    """What each subject's head is about: session, cycle, problem; else the community, called `otherwise`."""
    heads = set(heads)
    found = dict.fromkeys(heads, About(otherwise))
    sessions = _numbers(heads, _OF_CONVENINGS)
    starts = select(ConveningRow.id, ConveningRow.title, ConveningRow.starts_at, ConveningRow.ends_at)
    for row in await work.session.execute(starts.where(ConveningRow.id.in_(sessions))):
        found |= dict.fromkeys(sessions[row.id], About(row.title, row.starts_at, row.ends_at))
    for rows, words in ((CycleRow, _OF_CYCLES), (ProblemRow, _OF_PROBLEMS)):
        named = _numbers(heads, words)
        titles = select(rows.id, rows.title).where(rows.id.in_(named))
        for number, title in await work.session.execute(titles) if named else ():
            found |= dict.fromkeys(named[number], About(title))
    return found


def _numbers(heads: Iterable[str], words: Sequence[str]) -> dict[int, list[str]]:
    """The heads that begin with one of these words, by their number."""
    found: dict[int, list[str]] = defaultdict(list)
    for head in heads:
        word, _, number = head.partition(":")
        if word in words:
            found[int(number)].append(head)
    return found


def _planned(
    rows: Iterable[Row[Any]], about: Mapping[str, About], now: datetime
) -> tuple[PlannedMessage, ...]:
    groups: dict[Group, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[Group.of(row)].append(row)
    return tuple(_planned_line(group, alike, about[group.head], now) for group, alike in groups.items())


def _planned_line(group: Group, alike: Sequence[Row[Any]], about: About, now: datetime) -> PlannedMessage:
    first = alike[0]
    return PlannedMessage(
        group=str(group),
        kind=group.kind,
        title=about.title,
        recipient=first.recipient,
        recipients=len(alike),
        is_channel=not is_person(first.recipient),
        due_at=min(row.held_until or row.due_at for row in alike),
        note=first.note,
        can_take_note=KINDS[group.kind].takes_note,
        can_go_now=about.has_come(group.kind, now),
    )


def _failed(rows: Iterable[Row[Any]], about: Mapping[str, About]) -> tuple[FailedMessage, ...]:
    """Newest first; like failures as one line."""
    groups: dict[tuple[str, str, str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.subject.partition("/")[0], row.state, row.last_error or ""].append(row)
    lines = [_failed_line(alike, about[head].title) for (_, head, _, _), alike in groups.items()]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _failed_line(alike: Sequence[Row[Any]], title: str) -> FailedMessage:
    last = alike[-1]
    has_failed = last.state == DeliveryState.FAILED
    error = last.last_error or ""
    return FailedMessage(
        kind=last.kind,
        title=title,
        recipient=last.recipient,
        is_channel=not is_person(last.recipient),
        state=last.state,
        error=error if has_failed else "",
        advice=advice_for(error) if has_failed else _TOO_LATE,
        count=len(alike),
        at=last.due_at,
    )
