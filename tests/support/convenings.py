"""Builders for convenings and the people at them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from community.communities.views import Community, Holiday, Purpose
from community.convenings.touchpoints import Participant
from community.convenings.views import AgendaItem, Convening, ConveningDraft
from community.ids import ChannelId, CommunityId, ConveningId, UserId, WorkspaceId
from community.walltime import instant_of

ZONE = "America/Los_Angeles"
WORKSPACE = WorkspaceId("T1")
HOME = ChannelId("C1")
THURSDAY = datetime.combine(date(2026, 12, 3), time(15, 30))


def a_community(**changes: Any) -> Community:
    usual: dict[str, Any] = {
        "id": CommunityId(7),
        "workspace_id": WORKSPACE,
        "name": "Math PLC",
        "purpose": Purpose("math teachers", "want more talk in class", "lead discussions"),
        "home_channel": HOME,
        "leaders_channel": None,
        "zone": ZONE,
        "year_starts_on": date(2026, 8, 24),
        "year_ends_on": date(2027, 6, 11),
        "semester_ends_on": date(2027, 1, 15),
        "digest_weekday": 4,
        "digest_time": time(15),
        "facilitators": (UserId("UFAY"),),
        "holidays": (Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving"),),
        "skips_quiet_weeks": False,
        "version": 1,
    }
    return Community(**usual | changes)


def a_convening(starts_local: datetime = THURSDAY, **changes: Any) -> Convening:
    """75 minutes online on a Thursday afternoon in Los Angeles, announced two weeks before."""
    zone = changes.get("zone", ZONE)
    minutes = changes.get("minutes", 75)
    starts_at = instant_of(starts_local, zone)
    usual: dict[str, Any] = {
        "id": ConveningId(42),
        "workspace_id": WORKSPACE,
        "community_id": CommunityId(7),
        "community_name": "Math PLC",
        "home_channel": HOME,
        "title": "SEL data walk",
        "objectives": "Explain what the fall survey says",
        "starts_local": starts_local,
        "zone": zone,
        "minutes": minutes,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "mode": "virtual",
        "place": "",
        "link": "https://meet.example.org/abc",
        "facilitator": UserId("UFAY"),
        "note_taker": None,
        "spotlight": "",
        "announce_at": starts_at - timedelta(days=14),
        "agenda": (AgendaItem("Welcome", 10), AgendaItem("Data walk", 45)),
        "is_cancelled": False,
        "cancel_reason": "",
        "sequence": 0,
        "version": 1,
    }
    return Convening(**usual | changes)


def a_draft(**changes: Any) -> ConveningDraft:
    usual: dict[str, Any] = {
        "title": "SEL data walk",
        "objectives": "Explain what the fall survey says",
        "starts_on": date(2026, 12, 3),
        "starts_time": time(15, 30),
        "minutes_text": "75",
        "mode": "virtual",
        "place": "",
        "link": "https://meet.example.org/abc",
        "agenda_text": "Welcome, 10\nData walk, 45 min",
        "facilitator": UserId("UFAY"),
        "note_taker": None,
        "spotlight": "",
        "announce_on": None,
    }
    return ConveningDraft(**usual | changes)


def a_participant(name: str = "UBEN", **changes: Any) -> Participant:
    return Participant(UserId(name), **changes)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall time: naive on purpose."""
    return utc(year, month, day, hour, minute).replace(tzinfo=None)
