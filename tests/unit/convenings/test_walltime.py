from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.errors import InvalidInput
from community.walltime import (
    NoSuchWallTime,
    instant_of,
    is_working_day,
    morning_before,
    next_working_day,
    next_working_morning,
    resolve,
    time_words,
    wall_of,
)
from tests.support.convenings import ZONE, utc, wall

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu")
some_wall = st.datetimes(min_value=wall(2020, 1, 1), max_value=wall(2035, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, fold=0)
)


def test_an_afternoon_in_los_angeles_is_an_instant() -> None:
    assert resolve(wall(2026, 12, 3, 15, 30), ZONE).at == utc(2026, 12, 3, 23, 30)
    assert resolve(wall(2026, 7, 2, 15, 30), ZONE).at == utc(2026, 7, 2, 22, 30)


def test_a_time_that_spring_skips_is_refused_and_the_jump_is_said() -> None:
    with pytest.raises(NoSuchWallTime) as refused:
        resolve(wall(2027, 3, 14, 2, 30), ZONE)
    assert str(refused.value) == (
        "On Sunday 14 March 2027 clocks in America/Los_Angeles go from 2:00 am straight to 3:00 am: "
        "there is no 2:30 am. Choose 3:00 am or later."
    )


def test_a_jump_of_half_an_hour_is_said_as_such() -> None:
    with pytest.raises(NoSuchWallTime, match="from 2:00 am straight to 2:30 am"):
        resolve(wall(2026, 10, 4, 2, 15), "Australia/Lord_Howe")


def test_of_a_time_that_comes_twice_the_first_is_taken() -> None:
    resolved = resolve(wall(2026, 11, 1, 1, 30), ZONE)
    assert resolved.is_twice
    assert resolved.at == utc(2026, 11, 1, 8, 30)
    assert not resolve(wall(2026, 11, 1, 3, 0), ZONE).is_twice


def test_the_bots_own_hours_move_over_a_jump() -> None:
    assert wall_of(instant_of(wall(2027, 3, 14, 2, 30), ZONE), ZONE) == wall(2027, 3, 14, 3, 30)


def test_an_unknown_zone_is_a_problem_of_its_field() -> None:
    for name in ("Los Angeles", "", "../etc/passwd", "\x00"):
        with pytest.raises(InvalidInput) as refused:
            resolve(wall(2026, 12, 3, 15), name)
        assert list(refused.value.problems) == ["zone"]


def test_working_days_skip_weekends_and_holidays() -> None:
    thanksgiving = [Holiday(date(2026, 11, 26), date(2026, 11, 27))]
    assert not is_working_day(date(2026, 11, 28), ())
    assert not is_working_day(date(2026, 11, 27), thanksgiving)
    assert next_working_day(date(2026, 11, 25), thanksgiving) == date(2026, 11, 30)
    assert next_working_day(date(2026, 12, 3), thanksgiving) == date(2026, 12, 4)


def test_a_calendar_of_nothing_but_holidays_still_has_a_next_weekday() -> None:
    assert next_working_day(date(2026, 12, 4), [Holiday(date(2026, 1, 1), date(2030, 1, 1))]) == date(
        2026, 12, 7
    )


def test_the_next_working_morning_is_nine_by_the_local_clock() -> None:
    friday_evening = utc(2026, 10, 31, 1)  # still Friday in Los Angeles; clocks go back on Sunday
    assert next_working_morning(friday_evening, ZONE, ()) == utc(2026, 11, 2, 17)
    assert morning_before(wall(2026, 11, 3, 15), 3, ZONE) == utc(2026, 10, 31, 16)


def test_midnight_and_noon_read_as_people_say_them() -> None:
    assert [time_words(one) for one in (time(0), time(12), time(15, 5))] == [
        "12:00 am",
        "12:00 pm",
        "3:05 pm",
    ]


@given(some_wall, st.sampled_from(ZONES))
def test_every_time_clocks_show_comes_back_from_its_instant(moment: datetime, zone: str) -> None:
    gap = None
    try:
        resolved = resolve(moment, zone)
    except NoSuchWallTime as skipped:
        gap = skipped
        resolved = resolve(skipped.closes, zone)
    assert gap is None or gap.opens <= moment < gap.closes
    shown = gap.closes if gap else moment
    assert wall_of(resolved.at, zone) == shown
    if resolved.is_twice:
        again = wall_of(resolved.at + _offset_drop(resolved.at, zone), zone)
        assert again == shown


@given(some_wall, st.sampled_from(ZONES))
def test_the_next_working_morning_is_later_and_on_a_working_day(moment: datetime, zone: str) -> None:
    after = instant_of(moment, zone)
    morning = next_working_morning(after, zone, ())
    assert after < morning <= after + timedelta(days=5)
    assert wall_of(morning, zone).time() == time(9)
    assert is_working_day(wall_of(morning, zone).date(), ())


def _offset_drop(first: datetime, zone: str) -> timedelta:
    """How far clocks go back around that instant."""
    rules = ZoneInfo(zone)
    before = first.astimezone(rules).utcoffset()
    after = (first + timedelta(hours=3)).astimezone(rules).utcoffset()
    assert before is not None
    assert after is not None
    return before - after
