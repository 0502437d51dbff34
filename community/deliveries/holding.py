"""Holding direct messages back: quiet hours, holidays, the daily cap. Decided when they are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from community.communities.views import Holiday
from community.deliveries.kinds import CAPPED
from community.deliveries.politeness import (
    Waiting,
    hold_until,
    local_day,
    next_morning,
    over_the_cap,
    polite_time,
)
from community.deliveries.views import Delivery
from community.ids import CommunityId, DeliveryId, DeliveryState, WorkspaceId
from community.work import Work
from storage.queries.deliveries import change_rows
from storage.tables import CommunityRow, DeliveryRow, HolidayRow, PersonRow

_ONE_DAY = timedelta(hours=26)  # reaches over every local day, also a long one

Holidays = Mapping[CommunityId | None, Sequence[Holiday]]


async def hold_back(work: Work, workspace_id: WorkspaceId, due: Sequence[Delivery]) -> set[DeliveryId]:
    """Move what must not reach its person now to when it may. Returns what was moved.

    What a facilitator sends by hand (`is_pinned`) goes as they chose. What was begun before, in polite hours,
    may be in Slack already: it must be looked for, and a row that is being sent cannot be put off.
    """
    polite = [item for item in due if _may_wait(item)]
    if not polite:
        return set()
    zones = await _zones(work, workspace_id, polite)
    holidays = await _holidays(work, {item.community_id for item in polite})
    held = _held_by_the_hour(polite, zones, holidays, work.now)
    awake = [item for item in polite if item.id not in held and item.rule.is_capped]
    held |= await _held_by_the_cap(work, workspace_id, awake, zones, holidays)
    rows = [{"row_id": row, "next_attempt_at": until, "held_until": until} for row, until in held.items()]
    await change_rows(work.session, rows, only_in=[DeliveryState.PLANNED])
    return set(held)


def _may_wait(item: Delivery) -> bool:
    return item.is_direct and item.rule.is_polite and not item.is_pinned and not item.is_unsettled


def _held_by_the_hour(
    polite: Sequence[Delivery], zones: Mapping[str, ZoneInfo], holidays: Holidays, now: datetime
) -> dict[DeliveryId, datetime]:
    held = {}
    for item in polite:
        polite_at = polite_time(
            now,
            zones[item.recipient],
            holidays.get(item.community_id, ()),
            skips_weekends=item.rule.skips_weekends,
        )
        until = hold_until(item, polite_at, now)
        if until is not None:
            held[item.id] = until
    return held


async def _held_by_the_cap(
    work: Work,
    workspace_id: WorkspaceId,
    awake: Sequence[Delivery],
    zones: Mapping[str, ZoneInfo],
    holidays: Holidays,
) -> dict[DeliveryId, datetime]:
    people = {item.recipient for item in awake}
    if not people:
        return {}
    sent = await _sent_today(work, workspace_id, people, zones)
    waiting = await _waiting_today(work, workspace_id, people, zones)
    too_many = {
        item for person in people for item in over_the_cap(waiting.get(person, ()), sent.get(person, 0))
    }
    return {
        item.id: min(
            next_morning(
                work.now,
                zones[item.recipient],
                holidays.get(item.community_id, ()),
                skips_weekends=item.rule.skips_weekends,
            ),
            item.expires_at,
        )
        for item in awake
        if item.id in too_many
    }


async def _zones(work: Work, workspace_id: WorkspaceId, polite: Sequence[Delivery]) -> dict[str, ZoneInfo]:
    """Each recipient's zone: their own, or their community's where Slack told us none."""
    own = await work.session.execute(
        select(PersonRow.user_id, PersonRow.zone).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.user_id.in_({item.recipient for item in polite}),
            PersonRow.zone.is_not(None),
        )
    )
    communities = await work.session.execute(
        select(CommunityRow.id, CommunityRow.zone).where(
            CommunityRow.id.in_({item.community_id for item in polite})
        )
    )
    zone_of_person = {row.user_id: row.zone for row in own}
    zone_of_community = {row.id: row.zone for row in communities}
    return {
        item.recipient: _zone(zone_of_person.get(item.recipient) or zone_of_community.get(item.community_id))
        for item in polite
    }


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, LookupError, OSError):  # a zone Slack knows and this machine does not
        return ZoneInfo("UTC")


async def _holidays(work: Work, communities: Collection[CommunityId | None]) -> Holidays:
    rows = await work.session.execute(
        select(HolidayRow.community_id, HolidayRow.starts_on, HolidayRow.ends_on).where(
            HolidayRow.community_id.in_([item for item in communities if item is not None])
        )
    )
    found: dict[CommunityId | None, list[Holiday]] = defaultdict(list)
    for community_id, starts_on, ends_on in rows:
        found[CommunityId(community_id)].append(Holiday(starts_on, ends_on))
    return found


async def _sent_today(
    work: Work, workspace_id: WorkspaceId, people: Collection[str], zones: Mapping[str, ZoneInfo]
) -> dict[str, int]:
    reached_at = func.coalesce(DeliveryRow.sent_at, DeliveryRow.sending_since, type_=DeliveryRow.sent_at.type)
    rows = await work.session.execute(
        select(DeliveryRow.recipient, reached_at).where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.recipient.in_(people),
            DeliveryRow.state.in_((DeliveryState.SENT, DeliveryState.SENDING)),
            DeliveryRow.kind.in_(CAPPED),
            reached_at > work.now - _ONE_DAY,
        )
    )
    counts: dict[str, int] = defaultdict(int)
    for recipient, at in rows:
        zone = zones[recipient]
        counts[recipient] += local_day(at, zone) == local_day(work.now, zone)
    return counts


async def _waiting_today(
    work: Work, workspace_id: WorkspaceId, people: Collection[str], zones: Mapping[str, ZoneInfo]
) -> dict[str, list[Waiting]]:
    """All that waits for these people today, also what is not due yet: it may be the more useful."""
    rows = await work.session.execute(
        select(
            DeliveryRow.id,
            DeliveryRow.recipient,
            DeliveryRow.priority,
            DeliveryRow.due_at,
            DeliveryRow.next_attempt_at,
        ).where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.recipient.in_(people),
            DeliveryRow.state == DeliveryState.PLANNED,
            DeliveryRow.kind.in_(CAPPED),
            DeliveryRow.next_attempt_at <= work.now + _ONE_DAY,
        )
    )
    waiting: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows:
        item = Waiting(*row)
        zone = zones[item.recipient]
        if local_day(max(item.at, work.now), zone) == local_day(work.now, zone):
            waiting[item.recipient].append(item)
    return waiting
