"""Looks at the whole database, for health, metrics and the doctor."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CommunityRow, DeliveryRow


@dataclass(frozen=True, slots=True)
class CommunityChannels:
    """Where a community speaks. `leaders` is `None` when it has no leaders' channel."""

    workspace_id: str
    name: str
    home: str
    leaders: str | None


async def ping(session: AsyncSession) -> None:
    """Raises if the database does not answer."""
    await session.execute(text("SELECT 1"))


async def count_deliveries(session: AsyncSession) -> dict[str, int]:
    """Rows of the outbox by state."""
    query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
    return {state: count for state, count in (await session.execute(query)).all()}  # noqa: C416 - typed rows


async def list_community_channels(session: AsyncSession) -> list[CommunityChannels]:
    query = select(
        CommunityRow.workspace_id, CommunityRow.name, CommunityRow.home_channel, CommunityRow.leaders_channel
    ).order_by(CommunityRow.id)
    return [CommunityChannels(*row) for row in await session.execute(query)]
