"""When digests are due. The digest hour is wall time, so it stays the same hour across clock changes.

A period runs from one closing to the next, whatever happened to the hour, the weekday or the zone in between:
boundaries are stored, never computed again, so nothing is reported twice or never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from community.communities.views import Community, Holiday
from community.walltime import NoSuchWallTime, instant_of, is_working_day, resolve, today_in

WINDOW = timedelta(days=3)  # a digest is still worth reading this long after its hour
# After a digest, the next is at least this far: a changed weekday or hour must not bring two in a day.
SHORTEST_PERIOD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DigestHours:
    """The rhythm of a community's digest: one wall time a week, on the days of a school year."""

    weekday: int  # 0 is Monday
    at: time  # wall time in `zone`
    zone: str  # IANA
    first_on: date
    last_on: date  # included

    @classmethod
    def of(cls, community: Community) -> DigestHours:
        return cls(
            community.digest_weekday,
            community.digest_time,
            community.zone,
            community.year_starts_on,
            community.year_ends_on,
        )


def first_hour_after(hours: DigestHours, instant: datetime) -> datetime | None:
    """The first digest hour strictly after `instant`, aware UTC; `None` when the school year has no more."""
    day = max(today_in(hours.zone, instant), hours.first_on)
    day += timedelta(days=(hours.weekday - day.weekday()) % 7)
    while day <= hours.last_on:
        due_at = wall_instant(day, hours.at, hours.zone)
        if due_at > instant:
            return due_at
        day += timedelta(days=7)
    return None


def hour_after_digest(
    hours: DigestHours, *, due_at: datetime, closed_at: datetime, now: datetime
) -> datetime | None:
    """When the digest after one that was due at `due_at` and closed at `closed_at` is due.

    A digest sent early stands for its own week, so the hour it was meant for does not bring another. An hour
    more than `WINDOW` ago is passed over: its days are covered by the next.
    """
    return first_hour_after(hours, max(due_at, closed_at + SHORTEST_PERIOD, now - WINDOW))


def draft_due(hour: datetime, now: datetime, zone: str, holidays: Sequence[Holiday]) -> datetime | None:
    """When facilitators are shown the draft of a digest that is due at `hour`; it may be past already.

    A day before; if nobody works then in `zone`, on the last working day before that. `None` when that day is
    over and today nobody works either: over holidays nobody is shown anything.
    """
    days_before = (hour - timedelta(days=days) for days in range(1, 367))
    due_at = next((at for at in days_before if is_working_day(today_in(zone, at), holidays)), None)
    today = today_in(zone, now)
    if due_at is None or (today_in(zone, due_at) < today and not is_working_day(today, holidays)):
        return None
    return due_at


def is_missed(due_at: datetime, now: datetime) -> bool:
    """Whether a digest due at `due_at` is too late to be sent at `now`."""
    return due_at + WINDOW <= now


def wall_instant(day: date, at: time, zone: str) -> datetime:
    """The instant of a wall time, aware UTC.

    A time that spring skips becomes the first minute there is after it; of a time that comes twice in autumn,
    the first is meant.
    """
    try:
        return resolve(datetime.combine(day, at.replace(second=0, microsecond=0, fold=0)), zone).at
    except NoSuchWallTime as skipped:
        return instant_of(skipped.closes, zone)
