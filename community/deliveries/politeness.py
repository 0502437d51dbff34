"""When a direct message may reach a person: quiet hours, holidays, a few a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.communities.views import Holiday
from community.deliveries.views import Delivery
from community.walltime import SATURDAY, is_holiday

DAY_BEGINS = time(8)
DAY_ENDS = time(20)
DAILY_CAP = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A capped message that waits for a person: what a cap has to choose among."""

    id: int
    recipient: str
    priority: int
    due_at: datetime
    at: datetime  # when it would go

    @property
    def usefulness(self) -> tuple[int, datetime, int]:
        return (self.priority, self.due_at, self.id)


def polite_time(
    instant: datetime, zone: ZoneInfo, holidays: Collection[Holiday] = (), *, skips_weekends: bool = False
) -> datetime:
    """The first instant from `instant` on that is between 8:00 and 20:00 in `zone` and on no holiday.

    `skips_weekends`: nor on a Saturday or Sunday.
    """
    local = instant.astimezone(zone)
    day, is_later = local.date(), False
    if local.time() >= DAY_ENDS:
        day, is_later = day + timedelta(days=1), True
    while is_holiday(day, holidays) or (skips_weekends and day.weekday() >= SATURDAY):
        day, is_later = day + timedelta(days=1), True
    if is_later or local.time() < DAY_BEGINS:
        return datetime.combine(day, DAY_BEGINS, zone).astimezone(instant.tzinfo)
    return instant


def next_morning(
    instant: datetime, zone: ZoneInfo, holidays: Collection[Holiday] = (), *, skips_weekends: bool = False
) -> datetime:
    """The beginning of the next day in `zone` on which messages may go."""
    tomorrow = instant.astimezone(zone).date() + timedelta(days=1)
    morning = datetime.combine(tomorrow, DAY_BEGINS, zone)
    return polite_time(morning, zone, holidays, skips_weekends=skips_weekends).astimezone(instant.tzinfo)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def over_the_cap(waiting: Iterable[Waiting], sent_today: int) -> set[int]:
    """Which of one person's messages of today must wait: all but the most useful few."""
    ranked: Sequence[Waiting] = sorted(waiting, key=lambda item: item.usefulness)
    return {item.id for item in ranked[max(0, DAILY_CAP - sent_today) :]}


def hold_until(delivery: Delivery, polite_at: datetime, now: datetime) -> datetime | None:
    """Until when a message is held back; `None`: it may go now.

    What would be stale by the polite hour waits for its end and expires, unless it is urgent: "cancelled"
    at night is better than "cancelled" at an empty room.
    """
    if polite_at <= now:
        return None
    if polite_at < delivery.expires_at:
        return polite_at
    return None if delivery.rule.is_urgent else delivery.expires_at
