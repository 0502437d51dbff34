"""What one person's Home shows, over all their communities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import ConveningRow, MemberRow, RsvpRow, SurveyRow


async def memberships(session: AsyncSession, workspace_id: str, user_id: str) -> list[MemberRow]:
    """The person's memberships, oldest community first."""
    query = select(MemberRow).where(
        MemberRow.workspace_id == workspace_id, MemberRow.user_id == user_id, MemberRow.left_at.is_(None)
    )
    return list(await session.scalars(query.order_by(MemberRow.community_id)))


async def next_convenings(
    session: AsyncSession, community_ids: Collection[int], user_id: str, now: datetime
) -> dict[int, tuple[ConveningRow, str | None]]:
    """By community, the next convening that is not over, with this person's answer for its time."""
    place = func.row_number().over(
        partition_by=ConveningRow.community_id, order_by=(ConveningRow.starts_at, ConveningRow.id)
    )
    to_come = (
        select(ConveningRow.id, place.label("place"))
        .where(
            ConveningRow.community_id.in_(community_ids),
            ConveningRow.state == "scheduled",
            ConveningRow.ends_at > now,
        )
        .subquery()
    )
    is_my_answer = and_(
        RsvpRow.convening_id == ConveningRow.id,
        RsvpRow.user_id == user_id,
        RsvpRow.for_starts_at == ConveningRow.starts_at,
    )
    query = (
        select(ConveningRow, RsvpRow.answer)
        .join(to_come, (to_come.c.id == ConveningRow.id) & (to_come.c.place == 1))
        .outerjoin(RsvpRow, is_my_answer)
    )
    return {row.community_id: (row, answer) for row, answer in await session.execute(query)}


async def communities_at_a_turn(session: AsyncSession, after: datetime, until: datetime) -> list[int]:
    """Communities where, in (after, until], a session began or ended or a survey opened."""
    turns = (ConveningRow.starts_at, ConveningRow.ends_at, SurveyRow.opens_at)
    query = (
        select(ConveningRow.community_id)
        .outerjoin(SurveyRow, SurveyRow.convening_id == ConveningRow.id)
        .where(
            ConveningRow.state == "scheduled",
            or_(*(and_(turn > after, turn <= until) for turn in turns)),
        )
        .distinct()
        .order_by(ConveningRow.community_id)
    )
    return list(await session.scalars(query))
