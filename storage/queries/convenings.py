"""Convenings with what hangs on them, and the few statements an answer costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Insert, insert_into
from storage.tables import (
    AgendaItemRow,
    AttendanceRow,
    AuditRow,
    CommunityRow,
    ConveningRow,
    DeliveryRow,
    MemberRow,
    PersonRow,
    RsvpRow,
    SurveyRow,
)


@dataclass(frozen=True, slots=True)
class WholeConvening:
    """A convening with its agenda in order.

    `row`: the columns of `convenings`, and of its community `community_name` and `home_channel`.
    """

    row: Row[Any]
    agenda: tuple[tuple[str, int], ...]  # topic and minutes


@dataclass(frozen=True, slots=True)
class Encounter:
    """A convening as one person meets it: what an answer needs to know, read at once."""

    whole: WholeConvening
    is_member: bool  # belongs now
    stopped: frozenset[str]  # the kinds of messages this member stopped
    has_home: bool  # has opened their Home once
    answer: str | None
    note: str
    for_starts_at: datetime | None  # the start the answer was given for


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A member who belongs now and whose account works, with their answer and presence at one convening."""

    user_id: str
    stopped: Sequence[str]
    answer: str | None
    for_starts_at: datetime | None
    is_present: bool


# What every message or click asks is built once: putting a statement together takes as long as running it.
# And it asks for columns of tables: making objects of rows, which nobody changes, takes longer still.
_CONVENINGS, _AGENDA = table_of(ConveningRow), table_of(AgendaItemRow)
_COMMUNITIES, _MEMBERS, _PEOPLE = table_of(CommunityRow), table_of(MemberRow), table_of(PersonRow)
_RSVPS = table_of(RsvpRow)

_WHOLE_COLUMNS = (*_CONVENINGS.c, _COMMUNITIES.c.name.label("community_name"), _COMMUNITIES.c.home_channel)
_WHOLE = (
    select(*_WHOLE_COLUMNS)
    .join(_COMMUNITIES, _COMMUNITIES.c.id == _CONVENINGS.c.community_id)
    .where(_CONVENINGS.c.id.in_(bindparam("ids", expanding=True)))
)
_AGENDAS = (
    select(_AGENDA.c.convening_id, _AGENDA.c.topic, _AGENDA.c.minutes)
    .where(_AGENDA.c.convening_id.in_(bindparam("ids", expanding=True)))
    .order_by(_AGENDA.c.convening_id, _AGENDA.c.position)
)


async def load_convenings(session: AsyncSession, ids: Collection[int]) -> dict[int, WholeConvening]:
    """Those of these convenings that exist, in two statements however many they are."""
    if not ids:
        return {}
    rows = await session.execute(_WHOLE, {"ids": list(ids)})
    agendas = await _agendas(session, ids)
    return {row.id: WholeConvening(row, tuple(agendas.get(row.id, ()))) for row in rows}


async def load_convening(
    session: AsyncSession, workspace_id: str, convening_id: int, *, to_change: bool = False
) -> WholeConvening | None:
    """`to_change` holds the row until the end of the transaction: two editors come one after the other."""
    if to_change:
        await session.execute(
            select(ConveningRow.id).where(ConveningRow.id == convening_id).with_for_update()
        )
    found = (await load_convenings(session, [convening_id])).get(convening_id)
    return found if found is not None and found.row.workspace_id == workspace_id else None


def _meeting() -> Select[Any]:
    user_id: BindParameter[str] = bindparam("user_id")
    is_member = and_(
        _MEMBERS.c.community_id == _CONVENINGS.c.community_id,
        _MEMBERS.c.user_id == user_id,
        _MEMBERS.c.left_at.is_(None),
    )
    is_person = and_(_PEOPLE.c.workspace_id == _CONVENINGS.c.workspace_id, _PEOPLE.c.user_id == user_id)
    is_rsvp = and_(_RSVPS.c.convening_id == _CONVENINGS.c.id, _RSVPS.c.user_id == user_id)
    return (
        select(
            *_WHOLE_COLUMNS,
            _MEMBERS.c.user_id.label("member"),
            _MEMBERS.c.stopped,
            _PEOPLE.c.home_opened_at,
            _RSVPS.c.answer,
            _RSVPS.c.note,
            _RSVPS.c.for_starts_at,
            _AGENDA.c.topic,
            _AGENDA.c.minutes.label("topic_minutes"),
        )
        .join(_COMMUNITIES, _COMMUNITIES.c.id == _CONVENINGS.c.community_id)
        .outerjoin(_MEMBERS, is_member)
        .outerjoin(_PEOPLE, is_person)
        .outerjoin(_RSVPS, is_rsvp)
        .outerjoin(_AGENDA, _AGENDA.c.convening_id == _CONVENINGS.c.id)
        .where(
            _CONVENINGS.c.id == bindparam("convening_id"),
            _CONVENINGS.c.workspace_id == bindparam("workspace_id"),
        )
        .order_by(_AGENDA.c.position)
    )


# A convening being moved waits for answers under way, and they for it: none plans for the old time.
_MEETING = _meeting().with_for_update(read=True, of=_CONVENINGS)


async def meet(session: AsyncSession, workspace_id: str, convening_id: int, user_id: str) -> Encounter | None:
    """All that an RSVP click asks about, in one statement; keeps the convening from being moved meanwhile.

    `None`: no such convening in the workspace.
    """
    asked = {"workspace_id": workspace_id, "convening_id": convening_id, "user_id": user_id}
    rows = (await session.execute(_MEETING, asked)).all()
    if not rows:
        return None
    row = rows[0]
    agenda = tuple((row.topic, row.topic_minutes) for row in rows if row.topic is not None)
    return Encounter(
        whole=WholeConvening(row, agenda),
        is_member=row.member is not None,
        stopped=frozenset(row.stopped or ()),
        has_home=row.home_opened_at is not None,
        answer=row.answer,
        note=row.note or "",
        for_starts_at=row.for_starts_at,
    )


async def upcoming_ids(
    session: AsyncSession, community_id: int, *, ending_after: datetime, most: int
) -> list[int]:
    """The scheduled convenings that are not over, the next first."""
    query = select(ConveningRow.id).where(
        ConveningRow.community_id == community_id,
        ConveningRow.state == "scheduled",
        ConveningRow.ends_at > ending_after,
    )
    return list(await session.scalars(query.order_by(ConveningRow.starts_at, ConveningRow.id).limit(most)))


async def starting_between(session: AsyncSession, earliest: datetime, latest: datetime) -> list[int]:
    """The scheduled convenings that start in that window, of every workspace."""
    query = select(ConveningRow.id).where(
        ConveningRow.state == "scheduled",
        ConveningRow.starts_at > earliest,
        ConveningRow.starts_at <= latest,
    )
    return list(await session.scalars(query.order_by(ConveningRow.id)))


async def begun_but_open(
    session: AsyncSession, now: datetime, edit_kind: str, *, since: datetime
) -> list[int]:
    """Convenings begun after `since` whose announcement was not edited then: it still shows RSVP buttons."""
    edit_key = literal(f"{edit_kind}:") + cast(ConveningRow.id, String)
    is_edited = exists().where(
        DeliveryRow.workspace_id == ConveningRow.workspace_id,
        DeliveryRow.key == edit_key,
        DeliveryRow.due_at >= ConveningRow.starts_at,
    )
    query = select(ConveningRow.id).where(
        ConveningRow.state == "scheduled",
        ConveningRow.starts_at <= now,
        ConveningRow.starts_at > since,
        ~is_edited,
    )
    return list(await session.scalars(query.order_by(ConveningRow.id)))


async def ended_without_survey(session: AsyncSession, now: datetime, *, since: datetime) -> list[int]:
    """Scheduled convenings that ended after `since` and have no survey yet."""
    query = select(ConveningRow.id).where(
        ConveningRow.state == "scheduled",
        ConveningRow.ends_at <= now,
        ConveningRow.ends_at > since,
        ~exists().where(SurveyRow.convening_id == ConveningRow.id),
    )
    return list(await session.scalars(query.order_by(ConveningRow.id)))


def _participating() -> Select[str, list[str], str, datetime, bool]:
    convening_id: BindParameter[int] = bindparam("convening_id")
    is_person = and_(PersonRow.workspace_id == MemberRow.workspace_id, PersonRow.user_id == MemberRow.user_id)
    is_rsvp = and_(RsvpRow.convening_id == convening_id, RsvpRow.user_id == MemberRow.user_id)
    is_here = and_(AttendanceRow.convening_id == convening_id, AttendanceRow.user_id == MemberRow.user_id)
    return (
        select(
            MemberRow.user_id,
            MemberRow.stopped,
            RsvpRow.answer,
            RsvpRow.for_starts_at,
            AttendanceRow.user_id.is_not(None),
        )
        .outerjoin(PersonRow, is_person)
        .outerjoin(RsvpRow, is_rsvp)
        .outerjoin(AttendanceRow, is_here)
        .where(
            MemberRow.community_id == bindparam("community_id"),
            MemberRow.left_at.is_(None),
            or_(PersonRow.user_id.is_(None), and_(~PersonRow.is_deactivated, ~PersonRow.is_bot)),
        )
        .order_by(MemberRow.user_id)
    )


_PARTICIPANTS = _participating()
_SOME_PARTICIPANTS = _PARTICIPANTS.where(MemberRow.user_id.in_(bindparam("user_ids", expanding=True)))


async def participants(
    session: AsyncSession, convening_id: int, community_id: int, *, only: Collection[str] | None = None
) -> list[ParticipantRow]:
    """Members who belong now and whose account works; a person the bot has not heard of counts as working.

    `only`: those of these who are among them.
    """
    asked: dict[str, object] = {"convening_id": convening_id, "community_id": community_id}
    if only is None:
        rows = await session.execute(_PARTICIPANTS, asked)
    else:
        rows = await session.execute(_SOME_PARTICIPANTS, asked | {"user_ids": list(only)})
    return [ParticipantRow(*row) for row in rows]


async def answers_to(session: AsyncSession, ids: Collection[int]) -> dict[int, list[RsvpRow]]:
    """All answers, to whatever time they were given, in order of answering."""
    query = select(RsvpRow).where(RsvpRow.convening_id.in_(ids))
    found: dict[int, list[RsvpRow]] = {}
    for row in await session.scalars(query.order_by(RsvpRow.answered_at, RsvpRow.user_id)):
        found.setdefault(row.convening_id, []).append(row)
    return found


async def present_at(session: AsyncSession, convening_id: int) -> list[str]:
    """Who said "I'm here", in that order."""
    query = select(AttendanceRow.user_id).where(AttendanceRow.convening_id == convening_id)
    return list(await session.scalars(query.order_by(AttendanceRow.noted_at, AttendanceRow.user_id)))


async def keep_answer(
    session: AsyncSession,
    convening_id: int,
    user_id: str,
    *,
    answer: str,
    note: str,
    for_starts_at: datetime,
    answered_at: datetime,
) -> None:
    """Insert the answer, or put it in the place of the one before."""
    values = {
        "convening_id": convening_id,
        "user_id": user_id,
        "answer": answer,
        "note": note,
        "for_starts_at": for_starts_at,
        "answered_at": answered_at,
    }
    await session.execute(_answer_kept(session.get_bind().dialect.name), values)


@cache
def _answer_kept(dialect: str) -> Insert:
    """The statement, built once for each kind of database; on the table, which is faster than on its rows."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table_of(RsvpRow))
    changing = ("answer", "note", "for_starts_at", "answered_at")
    kept: Insert = statement.on_conflict_do_update(
        index_elements=["convening_id", "user_id"],
        set_={name: statement.excluded[name] for name in changing},
    )
    return kept


async def keep_presence(session: AsyncSession, convening_id: int, user_id: str, noted_at: datetime) -> bool:
    """Whether this is the first time the person says so."""
    statement = (
        insert_into(session, AttendanceRow)
        .values(convening_id=convening_id, user_id=user_id, noted_at=noted_at)
        .on_conflict_do_nothing()
        .returning(AttendanceRow.user_id)
    )
    return (await session.execute(statement)).first() is not None


async def replace_agenda(session: AsyncSession, convening_id: int, items: Sequence[tuple[str, int]]) -> None:
    await session.execute(delete(AgendaItemRow).where(AgendaItemRow.convening_id == convening_id))
    rows = [
        {"convening_id": convening_id, "position": position, "topic": topic, "minutes": minutes}
        for position, (topic, minutes) in enumerate(items)
    ]
    if rows:
        await session.execute(insert(AgendaItemRow), rows)


async def planned_under(
    session: AsyncSession, workspace_id: str, subjects: Collection[str], kind: str
) -> list[DeliveryRow]:
    """The messages of one kind under these subjects that have not begun to be sent."""
    if not subjects:
        return []
    query = select(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject.in_(subjects),
        DeliveryRow.kind == kind,
        DeliveryRow.state == "planned",
    )
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def note_of(session: AsyncSession, workspace_id: str, key: str) -> str:
    """The facilitator's line of a message; "" without one."""
    query = select(DeliveryRow.note).where(DeliveryRow.workspace_id == workspace_id, DeliveryRow.key == key)
    return await session.scalar(query) or ""


async def find_delivery(session: AsyncSession, workspace_id: str, key: str) -> DeliveryRow | None:
    """The delivery of that key; `None` once it is forgotten."""
    query = select(DeliveryRow).where(DeliveryRow.workspace_id == workspace_id, DeliveryRow.key == key)
    found: DeliveryRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def add_context(session: AsyncSession, workspace_id: str, key: str, added: Mapping[str, Any]) -> None:
    """Put this into the context of a delivery, beside what is there."""
    row = await find_delivery(session, workspace_id, key)
    if row is not None:
        changed = update(DeliveryRow).where(DeliveryRow.id == row.id)
        await session.execute(changed.values(context={**row.context, **added}))


async def edits_since(
    session: AsyncSession, workspace_id: str, subject: str, action: str, *, version: int
) -> list[tuple[AuditRow, str | None]]:
    """Who edited since that version, and their name; the newest first."""
    query = (
        select(AuditRow, PersonRow.name)
        .outerjoin(
            PersonRow,
            and_(PersonRow.workspace_id == AuditRow.workspace_id, PersonRow.user_id == AuditRow.user_id),
        )
        .where(AuditRow.workspace_id == workspace_id, AuditRow.subject == subject, AuditRow.action == action)
        .order_by(AuditRow.id.desc())
        .limit(20)
    )
    rows = await session.execute(query)
    return [(row, name) for row, name in rows if row.details.get("version", 0) > version]


async def _agendas(session: AsyncSession, ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = {}
    for convening_id, topic, minutes in await session.execute(_AGENDAS, {"ids": list(ids)}):
        found.setdefault(convening_id, []).append((topic, minutes))
    return found
