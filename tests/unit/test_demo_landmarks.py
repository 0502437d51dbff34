"""Where the demo's clock can be turned to, by the clocks on people's walls."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.demo.landmarks import a_week_later, moment_at, next_morning
from community.communities.views import Holiday
from community.walltime import instant_of, wall_of
from sandbox.page.director import CannotTurn

ZONE = "America/Los_Angeles"
NO_HOLIDAYS: tuple[Holiday, ...] = ()


def at(text: str) -> datetime:
    """A wall time in Los Angeles, as an instant."""
    return instant_of(wall(text), ZONE)


def wall(text: str) -> datetime:
    """A naive wall time."""
    return datetime.fromisoformat(text)


def test_before_eight_the_next_morning_is_todays() -> None:
    assert next_morning(at("2026-09-08T07:59"), ZONE, NO_HOLIDAYS) == at("2026-09-08T08:00")


def test_at_eight_it_is_tomorrows() -> None:
    assert next_morning(at("2026-09-08T08:00"), ZONE, NO_HOLIDAYS) == at("2026-09-09T08:00")


def test_weekends_have_no_morning() -> None:
    assert next_morning(at("2026-09-11T17:00"), ZONE, NO_HOLIDAYS) == at("2026-09-14T08:00")
    assert next_morning(at("2026-09-12T06:00"), ZONE, NO_HOLIDAYS) == at("2026-09-14T08:00")


def test_nor_have_the_communitys_holidays() -> None:
    thanksgiving = [Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving")]
    assert next_morning(at("2026-11-25T12:00"), ZONE, thanksgiving) == at("2026-11-30T08:00")


@pytest.mark.parametrize("day", ["2026-10-30", "2027-03-12"])
def test_a_week_over_a_clock_change_ends_at_the_same_time_on_the_wall(day: str) -> None:
    before = at(f"{day}T15:30")
    after = a_week_later(before, ZONE)
    assert wall_of(after, ZONE).time() == wall_of(before, ZONE).time()
    assert (after - before).total_seconds() != 7 * 86400


def test_a_date_is_meant_in_the_communitys_zone() -> None:
    moment = moment_at(wall("2026-11-02T09:00"), at("2026-10-30T09:00"), ZONE)
    assert moment == datetime(2026, 11, 2, 17, tzinfo=UTC)


def test_a_time_that_clocks_skip_moves_on_by_the_jump() -> None:
    moment = moment_at(wall("2027-03-14T02:30"), at("2027-03-13T09:00"), ZONE)
    assert wall_of(moment, ZONE) == wall("2027-03-14T03:30")


def test_the_past_is_refused_with_the_time_it_is() -> None:
    with pytest.raises(CannotTurn, match="it is Friday 30 October 2026, 9:00 am already"):
        moment_at(wall("2026-10-30T09:00"), at("2026-10-30T09:00"), ZONE)


def test_more_than_400_days_ahead_is_refused() -> None:
    now = at("2026-10-30T09:00")
    assert moment_at(wall("2027-12-04T08:00"), now, ZONE)
    with pytest.raises(CannotTurn, match="400 days"):
        moment_at(wall("2027-12-05T09:00"), now, ZONE)
