"""Builders for communities and their people, and a look at what was planned for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import select, update

from community.clock import Clock
from community.communities.service import Communities
from community.communities.views import Community, CommunityDraft, Person, Purpose
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.work import Caller
from storage.tables import AuditRow, DeliveryRow, MemberRow
from storage.unit_of_work import Store

WORKSPACE = WorkspaceId("T1")
HOME, LEADERS = ChannelId("C1"), ChannelId("C2")
ADA, BEN, CLEO, DEV = UserId("UADA"), UserId("UBEN"), UserId("UCLEO"), UserId("UDEV")
GIL, ROBOT, GUS = UserId("UGIL"), UserId("UROBOT"), UserId("UGUS")
ZONE = "America/Los_Angeles"
PEOPLE: Mapping[UserId, Person] = {
    ADA: Person(ADA, "Ada", ZONE),
    BEN: Person(BEN, "Ben", ZONE),
    CLEO: Person(CLEO, "Cleo", "Europe/Berlin"),
    DEV: Person(DEV, "Dev", ZONE),
    GIL: Person(GIL, "Gil the guest", ZONE, is_guest=True),
    ROBOT: Person(ROBOT, "Robot", None, is_bot=True),
    GUS: Person(GUS, "Gus who left", ZONE, is_deactivated=True),
}


def caller(user_id: UserId, receipt: str | None = None, workspace_id: WorkspaceId = WORKSPACE) -> Caller:
    return Caller(workspace_id, user_id, receipt)


def a_community_draft(**changes: Any) -> CommunityDraft:
    """Ada's Math PLC: the school year 2026/27 in Los Angeles, a digest on Fridays at 15:00."""
    usual: dict[str, Any] = {
        "name": "Math PLC",
        "purpose": Purpose("math teachers", "want more talk in class", "lead discussions"),
        "zone": ZONE,
        "facilitators": (ADA,),
        "leaders_channel": None,
        "year_starts_on": date(2026, 9, 1),
        "year_ends_on": date(2027, 6, 30),
        "semester_ends_on": date(2027, 1, 29),
        "digest_weekday": 4,
        "digest_time": time(15),
    }
    return CommunityDraft(**usual | changes)


async def set_up(
    store: Store,
    clock: Clock,
    by: UserId = ADA,
    *,
    channel: ChannelId = HOME,
    version: int | None = None,
    accepted: bool = True,
    receipt: str | None = None,
    **changes: Any,
) -> Community:
    return await Communities(store, clock).setup(
        caller(by, receipt),
        channel,
        "math-plc",
        a_community_draft(**changes),
        people=PEOPLE,
        version=version,
        accepted=accepted,
    )


async def deliveries(store: Store, *kinds: DeliveryKind) -> list[DeliveryRow]:
    """The rows of these kinds (of all if none is named), in the order they were planned."""
    query = select(DeliveryRow).order_by(DeliveryRow.id)
    if kinds:
        query = query.where(DeliveryRow.kind.in_(kinds))
    async with store.reading() as session:
        return list(await session.scalars(query))


async def mark(store: Store, key: str, state: str) -> None:
    """What the dispatcher made of a delivery."""
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).where(DeliveryRow.key == key).values(state=state))


async def members(store: Store) -> list[str]:
    """Who belongs to any community now, by id."""
    query = select(MemberRow.user_id).where(MemberRow.left_at.is_(None)).order_by(MemberRow.user_id)
    async with store.reading() as session:
        return list(await session.scalars(query))


async def audited(store: Store) -> list[tuple[str, str]]:
    """Who did what, in order."""
    async with store.reading() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.user_id, row.action) for row in rows]
