"""Who belongs where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CommunityRow, DeliveryRow, MemberRow, PersonRow

BELONGS = MemberRow.left_at.is_(None)


def upserting(session: AsyncSession) -> Any:  # the two inserts share no public base class with ON CONFLICT
    """The `insert` of this database that knows ON CONFLICT."""
    return sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert


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
