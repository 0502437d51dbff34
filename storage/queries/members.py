"""Who belongs where."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import MemberRow

BELONGS = MemberRow.left_at.is_(None)


async def find_member(session: AsyncSession, community_id: int, user_id: str) -> MemberRow | None:
    """The row of somebody who belongs, or once belonged, to the community."""
    return await session.get(MemberRow, (community_id, user_id), populate_existing=True)


async def belongs(
    session: AsyncSession, workspace_id: str, community_id: int, user_id: str, *, as_facilitator: bool = False
) -> bool:
    """Whether this person is a member now (a facilitator, if asked so)."""
    is_this_person = (
        MemberRow.community_id == community_id,
        MemberRow.user_id == user_id,
        MemberRow.workspace_id == workspace_id,
        BELONGS,
    )
    query = select(MemberRow.user_id).where(*is_this_person)
    if as_facilitator:
        query = query.where(MemberRow.is_facilitator)
    return await session.scalar(query) is not None


async def communities_of(session: AsyncSession, workspace_id: str, user_id: str) -> list[int]:
    """The communities this person belongs to, oldest first."""
    query = select(MemberRow.community_id).where(
        MemberRow.workspace_id == workspace_id, MemberRow.user_id == user_id, BELONGS
    )
    return list(await session.scalars(query.order_by(MemberRow.community_id)))
