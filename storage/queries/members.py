"""Who belongs where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import Values, insert_into
from storage.tables import DeliveryRow, MemberRow

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


async def list_members(session: AsyncSession, community_id: int) -> list[MemberRow]:
    """Everybody who belongs now, by id."""
    query = select(MemberRow).where(MemberRow.community_id == community_id, BELONGS)
    return list(
        await session.scalars(query.order_by(MemberRow.user_id).execution_options(populate_existing=True))
    )


async def facilitators_of(session: AsyncSession, community_id: int) -> list[str]:
    """Who facilitates the community now, by id."""
    query = select(MemberRow.user_id).where(
        MemberRow.community_id == community_id, MemberRow.is_facilitator, BELONGS
    )
    return list(await session.scalars(query.order_by(MemberRow.user_id)))


async def left_since(session: AsyncSession, community_id: int, instant: datetime) -> set[str]:
    """Who left at or after `instant`."""
    query = select(MemberRow.user_id).where(
        MemberRow.community_id == community_id, MemberRow.left_at >= instant
    )
    return set(await session.scalars(query))


async def enter(
    session: AsyncSession,
    workspace_id: str,
    community_id: int,
    user_ids: Collection[str],
    now: datetime,
    *,
    as_facilitators: bool = False,
) -> None:
    """Make these people members (and facilitators, if asked so) from now on; who belongs already, since then.

    What somebody stopped in an earlier membership stays stopped.
    """
    if not user_ids:
        return
    statement = insert_into(session, MemberRow)
    returns = case((BELONGS, MemberRow.joined_at), else_=statement.excluded.joined_at)
    role = {"is_facilitator": True} if as_facilitators else {}
    rows: list[Values] = [
        {
            "workspace_id": workspace_id,
            "community_id": community_id,
            "user_id": user_id,
            "is_facilitator": as_facilitators,
            "stopped": [],
            "joined_at": now,
            "left_at": None,
        }
        for user_id in sorted(user_ids)
    ]
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["community_id", "user_id"], set_={"joined_at": returns, "left_at": None, **role}
        ),
        rows,
    )


async def leave(session: AsyncSession, community_id: int, user_ids: Collection[str], now: datetime) -> None:
    """End these memberships."""
    await session.execute(
        update(MemberRow)
        .where(MemberRow.community_id == community_id, MemberRow.user_id.in_(user_ids), BELONGS)
        .values(left_at=now)
    )


async def keep_facilitators(session: AsyncSession, community_id: int, user_ids: Collection[str]) -> None:
    """Whoever is not among these is a facilitator no longer."""
    await session.execute(
        update(MemberRow)
        .where(MemberRow.community_id == community_id, MemberRow.user_id.not_in(user_ids))
        .values(is_facilitator=False)
    )


async def cancel_messages_to(
    session: AsyncSession, community_id: int, user_ids: Collection[str], kinds: Sequence[str] | None = None
) -> None:
    """Take back what is planned to be sent to these people (of these kinds) in the community's name."""
    statement = update(DeliveryRow).where(
        DeliveryRow.community_id == community_id,
        DeliveryRow.state == "planned",
        DeliveryRow.recipient.in_(user_ids),
    )
    if kinds is not None:
        statement = statement.where(DeliveryRow.kind.in_(kinds))
    await session.execute(statement.values(state="cancelled"))
