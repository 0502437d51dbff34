"""What reports count, and what became of the pages for site councils."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_missing
from storage.queries.learnings import WholeLearning, load_learnings
from storage.queries.objectives import PURSUED_FIRST
from storage.tables import (
    CommitmentRow,
    ConveningRow,
    CycleRow,
    EndorsementRow,
    LearningRow,
    MemberRow,
    ObjectiveRow,
    ObjectiveValueRow,
    ReportBackRow,
    SurveyRow,
    TeamRow,
)

_LOADED_AT_ONCE = 500  # well under the number of variables either database takes


# --- pages for site councils --------------------------------------------------------------------------------


async def backs_to_plan(session: AsyncSession, since: datetime, now: datetime) -> list[tuple[int, int]]:
    """Convening and team, for each convening that ended after `since` and each team that was there by then,
    has no page of it yet, and whose lead, note taker or decision maker belongs to the community."""
    has_reporter = exists().where(
        MemberRow.community_id == TeamRow.community_id,
        MemberRow.user_id.in_((TeamRow.lead, TeamRow.note_taker, TeamRow.decision_maker)),
        MemberRow.left_at.is_(None),
    )
    is_there = exists().where(
        ReportBackRow.convening_id == ConveningRow.id, ReportBackRow.team_id == TeamRow.id
    )
    query = (
        select(ConveningRow.id, TeamRow.id)
        .join(TeamRow, TeamRow.community_id == ConveningRow.community_id)
        .where(
            ConveningRow.state == "scheduled",
            ConveningRow.ends_at <= now,
            ConveningRow.ends_at > since,
            TeamRow.created_at <= ConveningRow.ends_at,
            has_reporter,
            ~is_there,
        )
        .order_by(ConveningRow.id, TeamRow.id)
    )
    return [(convening_id, team_id) for convening_id, team_id in await session.execute(query)]


async def insert_backs(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> None:
    rows = [{"convening_id": one, "team_id": other, "council_said": ""} for one, other in pairs]
    await insert_missing(session, ReportBackRow, rows)


async def forget_unnoted(session: AsyncSession, convening_id: int, team_id: int) -> None:
    """There is no page of it yet, after all; where something was noted, it stays."""
    this = delete(ReportBackRow).where(
        ReportBackRow.convening_id == convening_id,
        ReportBackRow.team_id == team_id,
        ReportBackRow.noted_at.is_(None),
    )
    await session.execute(this)


async def find_back(session: AsyncSession, convening_id: int, team_id: int) -> ReportBackRow | None:
    query = select(ReportBackRow).where(
        ReportBackRow.convening_id == convening_id, ReportBackRow.team_id == team_id
    )
    found: ReportBackRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def hold_back(session: AsyncSession, convening_id: int, team_id: int) -> ReportBackRow:
    """The row of a team's page, made if need be, held until the end of the transaction."""
    await insert_backs(session, [(convening_id, team_id)])
    query = select(ReportBackRow).where(
        ReportBackRow.convening_id == convening_id, ReportBackRow.team_id == team_id
    )
    held = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return held.one()


async def note_back(session: AsyncSession, convening_id: int, team_id: int, values: Values) -> None:
    """Keep this of a team's page, whether there is a row for it yet or not."""
    await insert_backs(session, [(convening_id, team_id)])
    this = update(ReportBackRow).where(
        ReportBackRow.convening_id == convening_id, ReportBackRow.team_id == team_id
    )
    await session.execute(this.values(dict(values)))


async def backs_of(session: AsyncSession, convening_ids: Collection[int]) -> list[ReportBackRow]:
    query = select(ReportBackRow).where(ReportBackRow.convening_id.in_(convening_ids))
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def latest_with_backs(session: AsyncSession, community_id: int, most: int) -> list[int]:
    """The convenings that teams report back on, the latest first."""
    query = (
        select(ConveningRow.id)
        .where(
            ConveningRow.community_id == community_id,
            exists().where(ReportBackRow.convening_id == ConveningRow.id),
        )
        .order_by(ConveningRow.starts_at.desc(), ConveningRow.id.desc())
        .limit(most)
    )
    return list(await session.scalars(query))


async def neighbours(
    session: AsyncSession, community_id: int, starts_at: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the convening before the one that starts then ended, and when the next one starts."""
    takes_place = (ConveningRow.community_id == community_id, ConveningRow.state == "scheduled")
    before = select(func.max(ConveningRow.ends_at)).where(*takes_place, ConveningRow.starts_at < starts_at)
    after = select(func.min(ConveningRow.starts_at)).where(*takes_place, ConveningRow.starts_at > starts_at)
    return await session.scalar(before), await session.scalar(after)


# --- what happened in a period ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The same days as dates, both included, and as instants, `until` excluded."""

    from_on: date
    to_on: date
    since: datetime
    until: datetime


async def has_anything(session: AsyncSession, community_id: int, span: Span, now: datetime) -> bool:
    """Whether there is anything to report: looked at by a few index probes, however long the time."""
    held = exists().where(
        ConveningRow.community_id == community_id,
        ConveningRow.state == "scheduled",
        ConveningRow.ends_at >= span.since,
        ConveningRow.ends_at < min(span.until, now),
    )
    shared = exists().where(*_told(community_id, span))
    tried = exists().where(*_under_way(community_id, span))
    noted = exists().where(
        ObjectiveValueRow.objective_id == ObjectiveRow.id,
        *_pursued(community_id, span),
        ObjectiveValueRow.observed_on >= span.from_on,
        ObjectiveValueRow.observed_on <= span.to_on,
    )
    return bool(await session.scalar(select(or_(held, shared, tried, noted))))


async def learnings_of(
    session: AsyncSession, community_id: int, span: Span, most: int, *, kind: str = ""
) -> list[WholeLearning]:
    """Of what was shared: what most people found useful first, then the newest; the rest by chance."""
    query = select(LearningRow.id).where(*_told(community_id, span))
    if kind:
        query = query.where(LearningRow.kind == kind, _endorsed() > 0)
    return await _loaded(session, query.order_by(*_best_first()).limit(most))


async def learnings_to_tell(
    session: AsyncSession, community_id: int, convening_id: int, span: Span, most: int
) -> list[WholeLearning]:
    """What came of this convening, and what was shared beside it within these days; best first."""
    of_this = LearningRow.convening_id == convening_id
    query = select(LearningRow.id).where(
        LearningRow.community_id == community_id, *_visible(), or_(of_this, _shared_within(span))
    )
    return await _loaded(session, query.order_by(of_this.desc(), *_best_first()).limit(most))


async def count_learnings(session: AsyncSession, community_id: int, span: Span) -> int:
    query = select(func.count()).select_from(LearningRow).where(*_told(community_id, span))
    return (await session.execute(query)).scalar_one()


async def cycles_under_way(
    session: AsyncSession, community_id: int, span: Span, *, team_id: int | None = None
) -> list[int]:
    """The cycles that were open on any of these days, or closed on one, the oldest first."""
    query = select(CycleRow.id).where(*_under_way(community_id, span))
    if team_id is not None:
        query = query.where(CycleRow.team_id == team_id)
    return list(await session.scalars(query.order_by(CycleRow.starts_on, CycleRow.id)))


async def objectives_pursued(session: AsyncSession, community_id: int, span: Span) -> Sequence[Row[Any]]:
    """The objectives that were pursued on any of these days, as rows of `objectives_in` and in its order."""
    query = select(*table_of(ObjectiveRow).c).where(*_pursued(community_id, span))
    return (await session.execute(query.order_by(*PURSUED_FIRST))).all()


async def count_commitments(session: AsyncSession, convening_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(CommitmentRow.convening_id, func.count())
        .where(CommitmentRow.convening_id.in_(convening_ids))
        .group_by(CommitmentRow.convening_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def surveys_closed(session: AsyncSession, convening_ids: Collection[int]) -> dict[int, bool]:
    """Of the convenings that had a survey: whether it is closed."""
    query = select(SurveyRow.convening_id, SurveyRow.closed_at.is_not(None)).where(
        SurveyRow.convening_id.in_(convening_ids)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


def _told(community_id: int, span: Span) -> Sequence[ColumnElement[bool]]:
    return LearningRow.community_id == community_id, _shared_within(span), *_visible()


def _shared_within(span: Span) -> ColumnElement[bool]:
    return LearningRow.shared_on.between(span.from_on, span.to_on)


def _visible() -> Sequence[ColumnElement[bool]]:
    """Neither taken back, nor waiting for five answers, nor counted with another."""
    return (
        LearningRow.withdrawn_at.is_(None),
        LearningRow.is_withheld.is_(False),
        LearningRow.joined_to.is_(None),
    )


def _under_way(community_id: int, span: Span) -> Sequence[ColumnElement[bool]]:
    return (
        CycleRow.community_id == community_id,
        CycleRow.created_at < span.until,
        or_(CycleRow.closed_at.is_(None), CycleRow.closed_at >= span.since),
    )


def _pursued(community_id: int, span: Span) -> Sequence[ColumnElement[bool]]:
    """Set by the last of these days, and not closed before the first."""
    return (
        ObjectiveRow.community_id == community_id,
        ObjectiveRow.created_at < span.until,
        or_(ObjectiveRow.closed_at.is_(None), ObjectiveRow.closed_at >= span.since),
    )


def _endorsed() -> Any:
    return (
        select(func.count())
        .select_from(EndorsementRow)
        .where(EndorsementRow.learning_id == LearningRow.id)
        .correlate(LearningRow)
        .scalar_subquery()
    )


def _best_first() -> Sequence[Any]:
    # By random ids in the end: the order of arrival must not show.
    return _endorsed().desc(), LearningRow.shared_on.desc(), LearningRow.id


async def _loaded(session: AsyncSession, query: Select[Any]) -> list[WholeLearning]:
    ids = list(await session.scalars(query))
    found: Mapping[str, WholeLearning] = {}
    for start in range(0, len(ids), _LOADED_AT_ONCE):
        found = {**found, **await load_learnings(session, ids[start : start + _LOADED_AT_ONCE], None)}
    return [found[learning_id] for learning_id in ids if learning_id in found]
