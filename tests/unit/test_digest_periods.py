"""The digest's hour: the same on every wall clock, whatever the zone's clocks do; one a week, none twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.digests.periods import (
    SHORTEST_PERIOD,
    WINDOW,
    DigestHours,
    draft_due,
    first_hour_after,
    hour_after_digest,
    is_missed,
    wall_instant,
)

ZONES = [
    "America/Los_Angeles", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata",
    "Pacific/Apia", "Pacific/Chatham", "America/St_Johns", "Africa/Cairo", "UTC",
]  # fmt: skip
SEPTEMBER = datetime(2026, 9, 7, 12, tzinfo=UTC)


def hours(weekday: int = 4, at: time = time(15), zone: str = "America/Los_Angeles") -> DigestHours:
    return DigestHours(weekday, at, zone, date(2026, 9, 1), date(2027, 6, 30))


def in_zone(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def all_hours(rhythm: DigestHours, since: datetime) -> list[datetime]:
    found: list[datetime] = []
    due_at = first_hour_after(rhythm, since)
    while due_at is not None:
        found.append(due_at)
        due_at = hour_after_digest(rhythm, due_at=due_at, closed_at=due_at, now=due_at)
    return found


def test_forty_weeks_over_both_clock_changes_are_forty_digests_at_the_same_hour() -> None:
    start = datetime(2026, 9, 7, 7, tzinfo=UTC)
    found = [due_at for due_at in all_hours(hours(), start) if due_at < start + timedelta(weeks=40)]
    assert len(found) == 40
    assert {in_zone(due_at, "America/Los_Angeles").time() for due_at in found} == {time(15)}
    assert len({due_at.time() for due_at in found}) == 2  # in UTC the hour moved, and moved back


def test_an_hour_that_spring_skips_becomes_the_first_minute_after() -> None:
    rhythm = hours(weekday=6, at=time(2, 30))
    due_at = first_hour_after(rhythm, datetime(2027, 3, 13, 12, tzinfo=UTC))
    assert due_at == datetime(2027, 3, 14, 10, tzinfo=UTC)  # 3:00 am, the minute after 1:59
    assert due_at is not None
    following = hour_after_digest(rhythm, due_at=due_at, closed_at=due_at, now=due_at)
    assert following is not None
    assert in_zone(following, rhythm.zone).time() == time(2, 30)


def test_of_an_hour_that_comes_twice_in_autumn_the_first_is_meant() -> None:
    assert wall_instant(date(2026, 11, 1), time(1, 30), "America/Los_Angeles") == datetime(
        2026, 11, 1, 8, 30, tzinfo=UTC
    )


def test_there_is_no_hour_outside_the_school_year() -> None:
    assert first_hour_after(hours(), datetime(2027, 6, 26, tzinfo=UTC)) is None
    first = first_hour_after(hours(), datetime(2026, 1, 1, tzinfo=UTC))
    assert first is not None
    assert in_zone(first, "America/Los_Angeles").date() == date(2026, 9, 4)


def test_the_years_last_day_counts() -> None:
    rhythm = hours(weekday=date(2027, 6, 30).weekday(), at=time(23, 59))
    last = all_hours(rhythm, SEPTEMBER)[-1]
    assert in_zone(last, rhythm.zone).date() == date(2027, 6, 30)


def test_a_digest_sent_early_stands_for_its_own_week() -> None:
    friday = datetime(2026, 9, 11, 22, tzinfo=UTC)
    monday = datetime(2026, 9, 7, 18, tzinfo=UTC)
    following = hour_after_digest(hours(), due_at=friday, closed_at=monday, now=monday)
    assert following == friday + timedelta(weeks=1)


def test_after_a_downtime_the_last_hour_still_in_its_window_is_used() -> None:
    friday = datetime(2026, 9, 11, 22, tzinfo=UTC)
    three_weeks_later = friday + timedelta(weeks=3, days=2)
    following = hour_after_digest(hours(), due_at=friday, closed_at=friday, now=three_weeks_later)
    assert following == friday + timedelta(weeks=3)


@pytest.mark.parametrize(("late", "missed"), [(timedelta(days=2, hours=23), False), (WINDOW, True)])
def test_a_digest_is_missed_after_three_days(late: timedelta, missed: bool) -> None:
    assert is_missed(SEPTEMBER, SEPTEMBER + late) is missed


rhythms = st.builds(
    hours,
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)


@given(rhythms)
def test_hours_are_a_week_apart_on_the_wall(rhythm: DigestHours) -> None:
    found = all_hours(rhythm, datetime(2026, 8, 1, tzinfo=UTC))
    days = [in_zone(due_at, rhythm.zone).date() for due_at in found]
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {7}
    assert {day.weekday() for day in days} == {rhythm.weekday}
    assert len(found) in (43, 44)
    off = [due_at for due_at in found if in_zone(due_at, rhythm.zone).time() != rhythm.at]
    assert len(off) <= 1  # the one week in which spring may skip the hour


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_changed_periods_neither_overlap_nor_crowd(data: st.DataObject) -> None:
    """Each step: the digest goes out early or late or not at all, then the community changes its mind."""
    rhythm = data.draw(rhythms)
    due_at = first_hour_after(rhythm, SEPTEMBER)
    closings = [SEPTEMBER]
    for _ in range(12):
        if due_at is None:
            break
        delay = data.draw(st.timedeltas(timedelta(days=-3), WINDOW - timedelta(minutes=1)))
        closed_at = max(due_at + delay, closings[-1] + timedelta(minutes=1))
        closings.append(closed_at)
        rhythm = data.draw(st.just(rhythm) | rhythms)
        now = closed_at + data.draw(st.timedeltas(timedelta(0), timedelta(days=30)))
        following = hour_after_digest(rhythm, due_at=due_at, closed_at=closed_at, now=now)
        if following is not None:
            assert following > due_at
            assert following > closed_at + SHORTEST_PERIOD
            assert not is_missed(following, now)
        due_at = following
    assert closings == sorted(closings)


# --- drafts -------------------------------------------------------------------------------------------------

WINTER = (Holiday(date(2026, 12, 21), date(2027, 1, 1)),)
FALL_DAY = (Holiday(date(2026, 10, 8), date(2026, 10, 8)),)


@pytest.mark.parametrize(
    ("hour", "holidays", "shown_on"),
    [
        (date(2026, 10, 9), (), date(2026, 10, 8)),
        (date(2026, 10, 9), FALL_DAY, date(2026, 10, 7)),
        (date(2026, 10, 12), (), date(2026, 10, 9)),  # of a Monday's digest on Friday
        (date(2026, 12, 25), WINTER, date(2026, 12, 18)),
        (date(2027, 1, 4), WINTER, date(2026, 12, 18)),
    ],
    ids=str,
)
def test_a_draft_is_shown_on_the_last_working_day_before_its_digest(
    hour: date, holidays: tuple[Holiday, ...], shown_on: date
) -> None:
    zone, at = "America/Los_Angeles", time(15)
    due_at = wall_instant(hour, at, zone)
    early = due_at - timedelta(days=40)
    assert draft_due(due_at, early, zone, holidays) == wall_instant(shown_on, at, zone)


def test_a_draft_whose_day_is_over_is_shown_on_working_days_alone() -> None:
    zone = "America/Los_Angeles"
    due_at = wall_instant(date(2027, 1, 4), time(15), zone)
    on_holiday = wall_instant(date(2026, 12, 31), time(15), zone)
    on_the_day = wall_instant(date(2027, 1, 4), time(9), zone)
    assert draft_due(due_at, on_holiday, zone, WINTER) is None
    assert draft_due(due_at, on_the_day, zone, WINTER) == wall_instant(date(2026, 12, 18), time(15), zone)


def test_where_nobody_ever_works_no_draft_is_shown() -> None:
    due_at = wall_instant(date(2027, 1, 4), time(15), "UTC")
    always = (Holiday(date(2025, 1, 1), date(2028, 1, 1)),)
    assert draft_due(due_at, due_at - timedelta(days=1), "UTC", always) is None
