"""Communities with their facilitators and holidays, in as few statements as there are tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, desc, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import Values, insert_into
from storage.tables import (
    AuditRow,
    CommunityRow,
    DeliveryRow,
    HolidayRow,
    MemberRow,
    PersonRow,
    ProblemRow,
    TroubleRow,
)


@dataclass(frozen=True, slots=True)
class WholeCommunity:
    """A community's row and what hangs on it."""

    row: CommunityRow
    facilitators: list[str] = field(default_factory=list)  # those who belong now, by id
    holidays: list[HolidayRow] = field(default_factory=list)  # in order of time


async def load_communities(session: AsyncSession, ids: Collection[int]) -> dict[int, WholeCommunity]:
    """The communities of these ids that exist, in order of id."""
    if not ids:
        return {}
    rows = await _fresh(session, CommunityRow.id.in_(ids))
    whole = {row.id: WholeCommunity(row) for row in rows}
    facilitators = select(MemberRow.community_id, MemberRow.user_id).where(
        MemberRow.community_id.in_(ids), MemberRow.is_facilitator, MemberRow.left_at.is_(None)
    )
    for community_id, user_id in await session.execute(facilitators.order_by(MemberRow.user_id)):
        whole[community_id].facilitators.append(user_id)
    holidays = select(HolidayRow).where(HolidayRow.community_id.in_(ids))
    for holiday in await session.scalars(holidays.order_by(HolidayRow.starts_on, HolidayRow.id)):
        whole[holiday.community_id].holidays.append(holiday)
    return whole


async def find_by_home(session: AsyncSession, workspace_id: str, channel: str) -> CommunityRow | None:
    """The community whose home this channel is."""
    there = (CommunityRow.workspace_id == workspace_id) & (CommunityRow.home_channel == channel)
    return next(iter(await _fresh(session, there)), None)


async def list_by_channel(session: AsyncSession, workspace_id: str, channel: str) -> list[CommunityRow]:
    """The communities that have this channel as home or as leaders' channel."""
    is_theirs = or_(CommunityRow.home_channel == channel, CommunityRow.leaders_channel == channel)
    return await _fresh(session, (CommunityRow.workspace_id == workspace_id) & is_theirs)


async def list_rosters_wanted(session: AsyncSession) -> list[CommunityRow]:
    """Communities whose member list is to be read from Slack again, longest waiting first."""
    rows = await _fresh(session, CommunityRow.roster_wanted_at.is_not(None))
    return sorted(rows, key=lambda row: str(row.roster_wanted_at))


async def insert_community(session: AsyncSession, values: Values) -> int | None:
    """The new community's id, or `None` when the channel has one already (perhaps since a moment ago)."""
    statement = insert_into(session, CommunityRow).values(values).on_conflict_do_nothing()
    community_id: int | None = await session.scalar(statement.returning(CommunityRow.id))
    return community_id


async def settings_of(session: AsyncSession, community_id: int) -> dict[str, Any]:
    """As they are kept now, whatever the session has read before."""
    query = select(CommunityRow.settings).where(CommunityRow.id == community_id)
    return dict((await session.execute(query)).scalar_one())


async def update_community(session: AsyncSession, community_id: int, version: int, values: Values) -> bool:
    """Whether the community still had this version and took the values; its version rises by one."""
    statement = (
        update(CommunityRow)
        .where(CommunityRow.id == community_id, CommunityRow.version == version)
        .values(**values, version=version + 1)
    )
    return await session.scalar(statement.returning(CommunityRow.id)) is not None


async def move_channel(session: AsyncSession, workspace_id: str, old: str, new: str) -> None:
    """What was kept under a channel's old id is kept under its new one.

    In the keys of messages as well: planned under other keys, they would be sent once more.
    """
    for home in (CommunityRow.home_channel, CommunityRow.leaders_channel):
        there = update(CommunityRow).where(CommunityRow.workspace_id == workspace_id, home == old)
        await session.execute(there.values({home: new}))
    hosted = update(ProblemRow).where(ProblemRow.workspace_id == workspace_id, ProblemRow.channel == old)
    await session.execute(hosted.values(channel=new))
    naming = ("recipient", "posted_channel", "key", "thread_of", "target_key")
    sent_there = update(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.recipient == old
    )
    await session.execute(
        sent_there.values({name: func.replace(getattr(DeliveryRow, name), old, new) for name in naming})
    )
    troubled = update(TroubleRow).where(TroubleRow.workspace_id == workspace_id, TroubleRow.channel == old)
    await session.execute(troubled.values(channel=new))


async def last_editor(session: AsyncSession, community_id: int, actions: Collection[str]) -> str | None:
    """The name of whoever did one of these `actions` to the community last."""
    query = (
        select(PersonRow.name)
        .join(
            AuditRow,
            (AuditRow.workspace_id == PersonRow.workspace_id) & (AuditRow.user_id == PersonRow.user_id),
        )
        .where(AuditRow.community_id == community_id, AuditRow.action.in_(actions))
        .order_by(desc(AuditRow.at), desc(AuditRow.id))
        .limit(1)
    )
    return await session.scalar(query)


async def note_trouble(
    session: AsyncSession, workspace_id: str, community_id: int, channel: str, error: str, now: datetime
) -> bool:
    """Keep that Slack refuses this channel; whether that is news."""
    statement = insert_into(session, TroubleRow).values(
        workspace_id=workspace_id, community_id=community_id, channel=channel, error=error, since=now
    )
    found = await session.scalar(statement.on_conflict_do_nothing().returning(TroubleRow.channel))
    return found is not None


async def has_trouble(session: AsyncSession, community_id: int, channel: str, error: str) -> bool:
    query = select(TroubleRow.since).where(
        TroubleRow.community_id == community_id, TroubleRow.channel == channel, TroubleRow.error == error
    )
    return await session.scalar(query) is not None


async def _fresh(session: AsyncSession, condition: ColumnElement[bool]) -> list[CommunityRow]:
    query = select(CommunityRow).where(condition).order_by(CommunityRow.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))
