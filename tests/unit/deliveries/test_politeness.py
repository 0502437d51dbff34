"""Quiet hours, holidays, and a few messages a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.deliveries.politeness import Waiting, next_morning, over_the_cap, polite_time

ANGELES = ZoneInfo("America/Los_Angeles")
AUCKLAND = ZoneInfo("Pacific/Auckland")
ZONES = [ANGELES, AUCKLAND, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Europe/Dublin"), ZoneInfo("UTC")]
INSTANTS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
THANKSGIVING = Holiday(date(2026, 11, 26), date(2026, 11, 27))


def angeles(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ANGELES).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "polite"),
    [
        (angeles(2026, 9, 8, 9, 0), angeles(2026, 9, 8, 9, 0)),
        (angeles(2026, 9, 8, 8, 0), angeles(2026, 9, 8, 8, 0)),
        (angeles(2026, 9, 8, 7, 59), angeles(2026, 9, 8, 8, 0)),
        (angeles(2026, 9, 8, 20, 0), angeles(2026, 9, 9, 8, 0)),
        (angeles(2026, 9, 8, 23, 59), angeles(2026, 9, 9, 8, 0)),
        (angeles(2026, 10, 31, 22, 0), angeles(2026, 11, 1, 8, 0)),  # the clock goes back that night
        (angeles(2027, 3, 13, 22, 0), angeles(2027, 3, 14, 8, 0)),  # and forward in this one
        (angeles(2026, 11, 25, 21, 0), angeles(2026, 11, 28, 8, 0)),  # the holidays follow
        (angeles(2026, 11, 26, 12, 0), angeles(2026, 11, 28, 8, 0)),
    ],
)
def test_a_polite_time_is_the_next_in_the_day_and_outside_holidays(asked: datetime, polite: datetime) -> None:
    assert polite_time(asked, ANGELES, [THANKSGIVING]) == polite


@pytest.mark.parametrize(
    ("asked", "polite"),
    [
        (angeles(2026, 9, 11, 19, 59), angeles(2026, 9, 11, 19, 59)),  # a Friday
        (angeles(2026, 9, 11, 20, 0), angeles(2026, 9, 14, 8, 0)),
        (angeles(2026, 9, 12, 12, 0), angeles(2026, 9, 14, 8, 0)),
        (angeles(2026, 9, 13, 21, 0), angeles(2026, 9, 14, 8, 0)),
        (angeles(2026, 11, 25, 21, 0), angeles(2026, 11, 30, 8, 0)),  # holidays until Friday
    ],
)
def test_what_keeps_to_working_days_waits_for_monday(asked: datetime, polite: datetime) -> None:
    assert polite_time(asked, ANGELES, [THANKSGIVING], skips_weekends=True) == polite


def test_beyond_the_cap_the_next_morning_is_no_saturday_for_what_keeps_to_working_days() -> None:
    friday = angeles(2026, 9, 11, 9, 0)
    assert next_morning(friday, ANGELES) == angeles(2026, 9, 12, 8, 0)
    assert next_morning(friday, ANGELES, skips_weekends=True) == angeles(2026, 9, 14, 8, 0)


@given(INSTANTS, st.sampled_from(ZONES), st.booleans())
def test_what_keeps_to_working_days_comes_on_none_but_those(
    asked: datetime, zone: ZoneInfo, is_next_morning: bool
) -> None:
    find = next_morning if is_next_morning else polite_time
    local = find(asked, zone, skips_weekends=True).astimezone(zone)
    assert local.weekday() < 5
    assert time(8) <= local.time() < time(20)


@given(
    INSTANTS,
    st.sampled_from(ZONES),
    st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 20)), max_size=5),
)
def test_a_polite_time_is_never_earlier_never_quiet_never_a_holiday(
    asked: datetime, zone: ZoneInfo, days: list[tuple[date, int]]
) -> None:
    holidays = [Holiday(first, first + timedelta(days=length)) for first, length in days]

    polite = polite_time(asked, zone, holidays)

    local = polite.astimezone(zone)
    assert polite >= asked
    assert time(8) <= local.time() < time(20)
    assert not any(holiday.starts_on <= local.date() <= holiday.ends_on for holiday in holidays)
    assert polite_time(polite, zone, holidays) == polite


@given(INSTANTS, st.sampled_from(ZONES))
def test_the_next_morning_is_on_another_day_and_within_two(asked: datetime, zone: ZoneInfo) -> None:
    morning = next_morning(asked, zone)
    assert morning.astimezone(zone).date() == asked.astimezone(zone).date() + timedelta(days=1)
    assert morning.astimezone(zone).time() == time(8)


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(0, 5))
def test_the_cap_keeps_the_most_useful(priorities: list[int], sent_today: int) -> None:
    now = datetime(2026, 9, 7, 15, tzinfo=UTC)
    waiting = [Waiting(number, "U1", priority, now, now) for number, priority in enumerate(priorities)]

    too_many = over_the_cap(waiting, sent_today)

    kept = [item for item in waiting if item.id not in too_many]
    assert len(kept) == min(len(waiting), max(0, 3 - sent_today))
    assert all(a.usefulness < b.usefulness for a in kept for b in waiting if b.id in too_many)
