"""Periods, and what happened within them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import insert_into
from storage.queries.digest_learnings import give_back
from storage.tables import (
    AskRow,
    AttendanceRow,
    CommunityRow,
    ConveningRow,
    CycleRow,
    DeliveryRow,
    DigestRow,
    LearningQuestionRow,
    MemberRow,
    OfferRow,
    ProblemRow,
    RsvpRow,
    SurveyRow,
)

# --- periods ------------------------------------------------------------------------------------------------


async def list_communities_to_plan(
    session: AsyncSession, now: datetime, window: timedelta
) -> list[tuple[int, datetime]]:
    """Communities whose digest wants a look: none yet, the latest is closed, or it was missed.

    With the instant each was set up at.
    """
    newest = (
        select(func.max(DigestRow.covers_from))
        .where(DigestRow.community_id == CommunityRow.id)
        .correlate(CommunityRow)
        .scalar_subquery()
    )
    is_newest = (DigestRow.community_id == CommunityRow.id) & (DigestRow.covers_from == newest)
    wants_a_look = or_(
        DigestRow.id.is_(None), DigestRow.covers_to.is_not(None), DigestRow.due_at <= now - window
    )
    yesterday = (now - timedelta(days=1)).date()  # the year's last day may still last in some zone
    query = (
        select(CommunityRow.id, CommunityRow.created_at)
        .outerjoin(DigestRow, is_newest)
        .where(wants_a_look, CommunityRow.year_ends_on >= yesterday)
    )
    found = await session.execute(query.order_by(CommunityRow.id))
    return [(community_id, created_at) for community_id, created_at in found]


async def newest_digests(session: AsyncSession, community_id: int, count: int) -> list[DigestRow]:
    """The latest digests of a community, newest first."""
    query = select(DigestRow).where(DigestRow.community_id == community_id)
    newest = query.order_by(DigestRow.covers_from.desc()).limit(count)
    return list(await session.scalars(newest.execution_options(populate_existing=True)))


async def choices_before(
    session: AsyncSession, community_id: int, covers_from: datetime, count: int
) -> list[tuple[datetime, dict[str, Any]]]:
    """Where earlier digests of a community began, newest first, with what facilitators chose for them."""
    query = select(DigestRow.covers_from, DigestRow.choices).where(
        DigestRow.community_id == community_id, DigestRow.covers_from < covers_from
    )
    found = await session.execute(query.order_by(DigestRow.covers_from.desc()).limit(count))
    return [(began, choices) for began, choices in found]


async def find_digest(session: AsyncSession, digest_id: int) -> DigestRow | None:
    query = select(DigestRow).where(DigestRow.id == digest_id)
    found: DigestRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def lock_digest(session: AsyncSession, digest_id: int) -> DigestRow | None:
    """The digest, locked until the transaction ends: two editions that close it wait for each other."""
    query = select(DigestRow).where(DigestRow.id == digest_id).with_for_update()
    found: DigestRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def open_digest(
    session: AsyncSession, community_id: int, covers_from: datetime, due_at: datetime
) -> int | None:
    """The new digest's id; `None` when another process opened this period at the same time."""
    values = {"community_id": community_id, "covers_from": covers_from, "due_at": due_at}
    statement = insert_into(session, DigestRow).values(values).on_conflict_do_nothing()
    digest_id: int | None = await session.scalar(statement.returning(DigestRow.id))
    return digest_id


async def move_digest(session: AsyncSession, digest_id: int, due_at: datetime) -> bool:
    """Whether the digest was still open and is now due at that instant."""
    statement = (
        update(DigestRow)
        .where(DigestRow.id == digest_id, DigestRow.covers_to.is_(None))
        .values(due_at=due_at)
        .returning(DigestRow.id)
    )
    return await session.scalar(statement) is not None


async def edit_draft(session: AsyncSession, digest_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Whether the digest is still open, had that version, and holds the values now."""
    statement = (
        update(DigestRow)
        .where(DigestRow.id == digest_id, DigestRow.version == version, DigestRow.covers_to.is_(None))
        .values(**values, version=version + 1)
        .returning(DigestRow.id)
    )
    return await session.scalar(statement) is not None


async def hold_draft(
    session: AsyncSession, digest_id: int, held_at: datetime | None, held_by: str | None
) -> None:
    """With `None`: let it go."""
    held = update(DigestRow).where(DigestRow.id == digest_id)
    await session.execute(held.values(held_at=held_at, held_by=held_by))


async def close_digest(
    session: AsyncSession, digest_id: int, covers_to: datetime, snapshot: dict[str, Any]
) -> None:
    await session.execute(
        update(DigestRow).where(DigestRow.id == digest_id).values(covers_to=covers_to, snapshot=snapshot)
    )


async def reopen_digest(session: AsyncSession, digest_id: int) -> None:
    """Forget a snapshot nobody was shown: what it held belongs to the period again."""
    await give_back(session, digest_id)
    for told in (SurveyRow, CycleRow, ProblemRow, LearningQuestionRow, AskRow, OfferRow):
        await session.execute(update(told).where(told.digest_id == digest_id).values(digest_id=None))
    await session.execute(
        update(DigestRow).where(DigestRow.id == digest_id).values(covers_to=None, snapshot=None)
    )


async def states_of_editions(session: AsyncSession, workspace_id: str, subject: str) -> list[tuple[str, str]]:
    """Key and state of every message of a digest."""
    query = select(DeliveryRow.key, DeliveryRow.state).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.subject == subject
    )
    return [(key, state) for key, state in await session.execute(query)]


async def goes_at(session: AsyncSession, workspace_id: str, keys: Collection[str]) -> datetime | None:
    """When the first of these messages is planned to go, but for those pinned one by one; `None` for none."""
    query = select(func.min(DeliveryRow.due_at)).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.key.in_(keys),
        DeliveryRow.state.in_(("planned", "sending")),
        DeliveryRow.is_pinned.is_(False),
    )
    found: datetime | None = await session.scalar(query)
    return found


async def posted_digest(
    session: AsyncSession, community_id: int, not_before: datetime | None
) -> DigestRow | None:
    """The latest digest that has gone; or the first that closed at or after an instant."""
    query = select(DigestRow).where(DigestRow.community_id == community_id, DigestRow.covers_to.is_not(None))
    if not_before is None:
        query = query.order_by(DigestRow.covers_to.desc())
    else:
        query = query.where(DigestRow.covers_to >= not_before).order_by(DigestRow.covers_to)
    found: DigestRow | None = await session.scalar(query.limit(1))
    return found


# --- what happened in a period ------------------------------------------------------------------------------


async def convenings_held(
    session: AsyncSession, community_id: int, since: datetime, until: datetime
) -> list[tuple[ConveningRow, int, int]]:
    """Convenings that ended in [since, until), in order, with how many came and how many had said so."""
    came = _count(AttendanceRow.convening_id)
    query = (
        select(ConveningRow, came, _answered("going"))
        .where(*_takes_place(community_id), ConveningRow.ends_at >= since, ConveningRow.ends_at < until)
        .order_by(ConveningRow.starts_at, ConveningRow.id)
    )
    return [(row, attended, going) for row, attended, going in await session.execute(query)]


async def next_convening(
    session: AsyncSession, community_id: int, now: datetime
) -> tuple[ConveningRow, int, int] | None:
    """The next convening that has not begun, with how many are going and how many may be."""
    query = (
        select(ConveningRow, _answered("going"), _answered("maybe"))
        .where(*_takes_place(community_id), ConveningRow.starts_at > now)
        .order_by(ConveningRow.starts_at, ConveningRow.id)
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return None if found is None else (found[0], found[1], found[2])


async def surveys_to_report(session: AsyncSession, community_id: int, now: datetime, most: int) -> list[int]:
    """The convenings whose feedback is summed up by now and that no digest has told, oldest first."""
    query = (
        select(SurveyRow.convening_id)
        .join(ConveningRow, ConveningRow.id == SurveyRow.convening_id)
        .where(
            SurveyRow.community_id == community_id,
            SurveyRow.digest_id.is_(None),
            SurveyRow.summary_at <= now,
        )
        .order_by(ConveningRow.starts_at, ConveningRow.id)
        .limit(most)
    )
    return list(await session.scalars(query))


async def assign_surveys(session: AsyncSession, convening_ids: Collection[int], digest_id: int) -> None:
    if convening_ids:
        told = update(SurveyRow).where(SurveyRow.convening_id.in_(convening_ids))
        await session.execute(told.values(digest_id=digest_id))


def _takes_place(community_id: int) -> tuple[Any, ...]:
    return ConveningRow.community_id == community_id, ConveningRow.state == "scheduled"


def _count(column: Any) -> Any:
    return select(func.count()).where(column == ConveningRow.id).correlate(ConveningRow).scalar_subquery()


def _answered(answer: str) -> Any:
    """How many of those who still belong gave this answer for the time that holds."""
    belongs = exists().where(
        MemberRow.community_id == ConveningRow.community_id,
        MemberRow.user_id == RsvpRow.user_id,
        MemberRow.left_at.is_(None),
    )
    return (
        select(func.count())
        .where(
            belongs,
            RsvpRow.convening_id == ConveningRow.id,
            RsvpRow.answer == answer,
            RsvpRow.for_starts_at == ConveningRow.starts_at,
        )
        .correlate(ConveningRow)
        .scalar_subquery()
    )
