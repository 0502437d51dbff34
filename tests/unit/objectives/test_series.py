"""One value a day, of what was noted by form and what teams saw in the measures tied to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.objectives.series import rounded, together
from community.pdsa.views import Observation

MON, TUE, WED = date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 16)

days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
amounts = st.floats(-1e12, 1e12, allow_nan=False)
observations = st.builds(Observation, days, amounts)


def seen(team: str, day: date, value: float) -> tuple[str, Observation]:
    return team, Observation(day, value)


def pairs(found: tuple[Observation, ...]) -> list[tuple[date, float]]:
    return [(each.observed_on, each.value) for each in found]


def test_without_any_there_are_none() -> None:
    assert together({}, []) == ()


def test_what_was_noted_stands_in_order_of_time() -> None:
    assert pairs(together({WED: 3.0, MON: 1.0}, [])) == [(MON, 1.0), (WED, 3.0)]


def test_what_was_noted_counts_for_its_day_and_what_teams_saw_for_the_others() -> None:
    found = together({TUE: 50.0}, [seen("oaks", MON, 40), seen("oaks", TUE, 41), seen("oaks", WED, 42)])
    assert pairs(found) == [(MON, 40.0), (TUE, 50.0), (WED, 42.0)]


def test_teams_that_measure_on_different_days_do_not_make_the_line_jump() -> None:
    found = together({}, [seen("oaks", MON, 30), seen("elms", TUE, 60), seen("oaks", WED, 40)])
    assert pairs(found) == [(MON, 30.0), (TUE, 45.0), (WED, 50.0)]


def test_the_next_cycle_of_a_team_goes_on_from_its_last() -> None:
    of_first_cycle, of_second_cycle = seen("oaks", MON, 30), seen("oaks", WED, 60)
    assert pairs(together({}, [of_second_cycle, of_first_cycle])) == [(MON, 30.0), (WED, 60.0)]


def test_two_values_of_one_team_on_a_day_are_averaged_first() -> None:
    found = together({}, [seen("oaks", MON, 10), seen("oaks", MON, 20), seen("elms", MON, 45)])
    assert pairs(found) == [(MON, 30.0)]


def test_an_average_is_no_longer_than_people_would_say_it() -> None:
    found = together({}, [seen("oaks", MON, 1), seen("elms", MON, 1), seen("firs", MON, 2)])
    assert pairs(found) == [(MON, 1.33)]


@given(st.dictionaries(days, amounts), st.lists(st.tuples(st.sampled_from("abc"), observations)))
def test_each_day_is_there_once_and_within_what_was_seen(
    noted: dict[date, float], tied: list[tuple[str, Observation]]
) -> None:
    found = together(noted, tied)
    assert [each.observed_on for each in found] == sorted({*noted, *(each.observed_on for _, each in tied)})
    known = [*noted.values(), *(each.value for _, each in tied)]
    slack = max(map(abs, known), default=0) * 1e-9 + 0.005
    assert all(min(known) - slack <= each.value <= max(known) + slack for each in found)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(0.0, 2, 0.0), (52.333333, 2, 52.33), (1234.567, 0, 1235.0), (12.24, 0, 12.2), (0.00123456, 2, 0.00123)],
)
def test_rounding_keeps_what_counts(value: float, decimals: int, shown: float) -> None:
    assert rounded(value, decimals) == shown
