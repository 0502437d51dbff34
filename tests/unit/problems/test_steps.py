"""The protocol's calendar: working hours, days off, clocks that change, minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.problems.steps import DAY_BEGINS, DAY_ENDS, DAYS, MINUTES, Calendar
from community.problems.views import Pace, Step
from community.walltime import instant_of, is_working_day, wall_of

LA = "America/Los_Angeles"
ZONES = (LA, "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC")
THANKSGIVING = Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving")


def here(year: int, month: int, day: int, hour: int = 9, minute: int = 0, zone: str = LA) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def a_calendar(
    begins_at: datetime, pace: Pace = Pace.NORMAL, zone: str = LA, holidays: tuple[Holiday, ...] = ()
) -> Calendar:
    return Calendar.of(pace, zone, holidays, begins_at)


def opens(calendar: Calendar, begins_at: datetime) -> list[datetime]:
    slots = calendar.lay_out(Step.PRESENT, begins_at)
    return [slot.opens_at.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None) for slot in slots]


def test_a_thread_of_a_week_skips_the_weekend() -> None:
    begins_at = here(2026, 9, 8)  # a Tuesday
    calendar = a_calendar(begins_at)
    # Discussion takes two working days: Friday, and Monday.
    assert [moment.day for moment in opens(calendar, begins_at)] == [8, 9, 10, 11, 15, 16]
    assert {moment.time() for moment in opens(calendar, begins_at)} == {time(9)}


def test_the_slow_pace_takes_twice_the_days() -> None:
    begins_at = here(2026, 9, 7)
    days = [moment.date().day for moment in opens(a_calendar(begins_at, Pace.SLOW), begins_at)]
    assert days == [7, 9, 11, 15, 21, 23]


def test_a_live_thread_takes_minutes_even_on_a_sunday_evening() -> None:
    begins_at = here(2026, 9, 6, 20)
    slots = a_calendar(begins_at, Pace.LIVE).lay_out(Step.PRESENT, begins_at)
    assert [(slot.opens_at - begins_at) // timedelta(minutes=1) for slot in slots] == [0, 10, 15, 25, 40, 47]
    assert sum(MINUTES.values()) == 47


def test_holidays_are_no_days() -> None:
    begins_at = here(2026, 11, 24)
    calendar = a_calendar(begins_at, holidays=(THANKSGIVING,))
    assert [moment.date() for moment in opens(calendar, begins_at)] == [
        date(2026, 11, 24),
        date(2026, 11, 25),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 3),
        date(2026, 12, 4),
    ]


@pytest.mark.parametrize("begins_on", [date(2026, 10, 29), date(2027, 3, 11)])  # clocks change in between
def test_the_hour_stays_across_a_clock_change(begins_on: date) -> None:
    begins_at = instant_of(datetime.combine(begins_on, time(14, 30)), LA)
    assert {moment.time() for moment in opens(a_calendar(begins_at), begins_at)} == {time(14, 30)}


def test_a_step_opened_late_in_the_day_has_the_next_day_for_itself() -> None:
    calendar = a_calendar(here(2026, 9, 8))
    assert calendar.end_of(Step.CLARIFY, here(2026, 9, 8, 12, 59)) == here(2026, 9, 9)
    assert calendar.end_of(Step.CLARIFY, here(2026, 9, 8, 13, 1)) == here(2026, 9, 10)
    assert calendar.end_of(Step.CLARIFY, here(2026, 9, 8, 22)) == here(2026, 9, 10)
    assert calendar.end_of(Step.CLARIFY, here(2026, 9, 12, 10)) == here(2026, 9, 15)  # a Saturday


def test_extending_gives_as_much_again_from_the_end_or_from_now() -> None:
    calendar = a_calendar(here(2026, 9, 8))
    end = here(2026, 9, 9)
    assert calendar.extended(Step.CLARIFY, end, here(2026, 9, 8, 10)) == here(2026, 9, 10)
    assert calendar.extended(Step.DISCUSS, end, here(2026, 9, 8, 10)) == here(2026, 9, 11)
    assert calendar.extended(Step.CLARIFY, end, here(2026, 9, 11, 10)) == here(2026, 9, 14)


def test_resuming_gives_back_the_days_that_were_left() -> None:
    calendar = a_calendar(here(2026, 9, 8))
    paused_at, end = here(2026, 9, 9, 10), here(2026, 9, 11)
    assert calendar.resumed(end, paused_at, here(2026, 9, 21, 10)) == here(2026, 9, 23)
    assert calendar.resumed(paused_at, paused_at, here(2026, 9, 21, 10)) == here(2026, 9, 22)


def test_resuming_a_live_thread_gives_back_the_minutes() -> None:
    calendar = a_calendar(here(2026, 9, 8), Pace.LIVE)
    resumed = calendar.resumed(here(2026, 9, 8, 9, 10), here(2026, 9, 8, 9, 4), here(2026, 9, 8, 9, 30))
    assert resumed == here(2026, 9, 8, 9, 36)


def test_the_next_slot_is_now_in_working_hours_and_else_the_next_working_hour() -> None:
    calendar = a_calendar(here(2026, 9, 8, 10))
    assert calendar.next_slot(here(2026, 9, 8, 15, 7)) == here(2026, 9, 8, 15, 7)
    assert calendar.next_slot(here(2026, 9, 8, 3)) == here(2026, 9, 8, 10)
    assert calendar.next_slot(here(2026, 9, 8, 18)) == here(2026, 9, 9, 10)
    assert calendar.next_slot(here(2026, 9, 12, 12)) == here(2026, 9, 14, 10)
    live = a_calendar(here(2026, 9, 8, 10), Pace.LIVE)
    assert live.next_slot(here(2026, 9, 12, 23)) == here(2026, 9, 12, 23)


def test_a_reminder_comes_on_the_working_morning_before() -> None:
    calendar = a_calendar(here(2026, 9, 8, 14), holidays=(THANKSGIVING,))
    assert calendar.morning_before(here(2026, 9, 9, 14)) == here(2026, 9, 8)
    assert calendar.morning_before(here(2026, 9, 14, 14)) == here(2026, 9, 11)
    assert calendar.morning_before(here(2026, 11, 30, 14)) == here(2026, 11, 25)


def test_an_evening_beginning_is_brought_within_the_working_hours() -> None:
    assert a_calendar(here(2026, 9, 8, 21)).opens_time == DAY_ENDS
    assert a_calendar(here(2026, 9, 8, 5)).opens_time == DAY_BEGINS


def test_a_year_of_nothing_but_holidays_still_ends() -> None:
    begins_at = here(2026, 9, 8)
    calendar = a_calendar(begins_at, holidays=(Holiday(date(2026, 1, 1), date(2028, 12, 31)),))
    slots = calendar.lay_out(Step.PRESENT, begins_at)
    assert all(earlier.opens_at < later.opens_at for earlier, later in pairwise(slots))


paces = st.sampled_from(list(Pace))
zones = st.sampled_from(ZONES)
days = st.dates(date(2026, 8, 1), date(2028, 8, 1))
holiday_lists = st.lists(
    st.builds(lambda day, length: Holiday(day, day + timedelta(days=length)), days, st.integers(0, 30)),
    max_size=6,
).map(tuple)
moments = st.builds(lambda day, hour, minute: datetime.combine(day, time(hour, minute)), days,
                    st.integers(0, 23), st.integers(0, 59))  # fmt: skip


@given(paces, zones, holiday_lists, moments)
def test_slots_follow_each_other_without_a_gap(
    pace: Pace, zone: str, holidays: tuple[Holiday, ...], wall: datetime
) -> None:
    begins_at = instant_of(wall, zone)
    slots = a_calendar(begins_at, pace, zone, holidays).lay_out(Step.PRESENT, begins_at)
    assert [slot.step for slot in slots] == list(Step)
    assert slots[0].opens_at == begins_at
    assert all(earlier.ends_at == later.opens_at for earlier, later in pairwise(slots))
    assert all(slot.opens_at < slot.ends_at for slot in slots[:-1])
    assert slots[-1].opens_at == slots[-1].ends_at


@given(st.sampled_from([Pace.NORMAL, Pace.SLOW]), zones, holiday_lists, moments)
def test_later_steps_open_in_working_hours_at_one_wall_time(
    pace: Pace, zone: str, holidays: tuple[Holiday, ...], wall: datetime
) -> None:
    begins_at = instant_of(wall, zone)
    calendar = a_calendar(begins_at, pace, zone, holidays)
    walls = [wall_of(slot.opens_at, zone) for slot in calendar.lay_out(Step.PRESENT, begins_at)[1:]]
    assert {moment.time() for moment in walls} == {calendar.opens_time}
    assert DAY_BEGINS <= calendar.opens_time <= DAY_ENDS
    assert all(is_working_day(moment.date(), holidays) for moment in walls)


@given(
    st.sampled_from([Pace.NORMAL, Pace.SLOW]), zones, holiday_lists, moments, st.sampled_from(list(Step)[:5])
)
def test_a_step_has_at_least_its_working_days_less_the_hours_it_opened_late(
    pace: Pace, zone: str, holidays: tuple[Holiday, ...], wall: datetime, step: Step
) -> None:
    calendar = a_calendar(instant_of(wall, zone), pace, zone, holidays)
    opens_at = instant_of(wall, zone)
    day, last = wall.date(), wall_of(calendar.end_of(step, opens_at), zone).date()
    between = [day + timedelta(days=ahead) for ahead in range(1, (last - day).days + 1)]
    assert sum(is_working_day(one, holidays) for one in between) >= DAYS[step]
    assert calendar.end_of(step, opens_at) - opens_at >= timedelta(hours=18)


@given(paces, zones, holiday_lists, moments, st.integers(0, 60 * 24 * 5))
def test_extending_never_shortens_and_moves_all_that_follows(
    pace: Pace, zone: str, holidays: tuple[Holiday, ...], wall: datetime, later: int
) -> None:
    begins_at = instant_of(wall, zone)
    calendar = a_calendar(begins_at, pace, zone, holidays)
    before = calendar.lay_out(Step.PRESENT, begins_at)
    extended = calendar.extended(Step.PRESENT, before[0].ends_at, begins_at + timedelta(minutes=later))
    after = calendar.lay_out(Step.CLARIFY, extended)
    assert extended > before[0].ends_at
    assert all(new.opens_at > old.opens_at for new, old in zip(after, before[1:], strict=True))


@given(zones, holiday_lists, moments, moments)
def test_the_next_slot_is_never_past_and_always_workable(
    zone: str, holidays: tuple[Holiday, ...], begins: datetime, wall: datetime
) -> None:
    calendar = a_calendar(instant_of(begins, zone), Pace.NORMAL, zone, holidays)
    now = instant_of(wall, zone)
    slot = calendar.next_slot(now)
    assert slot >= now
    assert calendar.is_working_hour(slot)
