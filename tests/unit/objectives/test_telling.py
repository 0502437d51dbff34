"""The sentence under an objective: what the values show, and no more than they do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.objectives.telling import ENOUGH, is_reached, sentence, share_of
from community.pdsa.views import Observation
from tests.support.objectives import MAY, an_objective, values

TODAY = date(2026, 11, 23)
RISING = values(44, 48, 52)


def said(found: tuple[Observation, ...], today: date = TODAY, *, teams: int = 0, **changes: Any) -> str:
    return sentence(an_objective(**changes), found, today, teams=teams)


def test_a_steady_rise_is_told_with_where_it_began_what_is_left_and_its_pace() -> None:
    assert said(RISING) == (
        "From 40 % to 52 % since September; 18 points to go until May 30, on track at this pace."
    )


def test_a_rise_that_is_too_slow_says_where_it_would_end() -> None:
    assert said(values(40, 40, 41)) == (
        "From 40 % to 41 % since September; 29 points to go until May 30, but at this pace it would be about "
        "44.6 % by then."
    )


def test_what_does_not_get_nearer_is_said_so() -> None:
    assert said(values(44, 44, 44)) == (
        "From 40 % to 44 % since September; 26 points to go until May 30, but at the moment it is not "
        "getting nearer."
    )


def test_what_went_the_wrong_way_is_said_plainly() -> None:
    assert said(values(38, 36)).startswith("From 40 % to 36 % since September, away from the aim; 34 points")


def test_what_stayed_is_still_there() -> None:
    assert said(values(40, 40)).startswith("Still 40 %; 30 points to go until May 30.")


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (values(44), "One value so far: too few to tell the pace."),
        (values(44, 48), "2 values so far: too few to tell the pace."),
        (
            values(44, 48, 52, first=date(2026, 11, 9), days=7),
            "The values lie too close together to tell the pace.",
        ),
        (
            values(44, 48, 52, first=date(2026, 8, 3), days=20),
            "The newest value is of September 12: too old to tell the pace.",
        ),
    ],
    ids=["one", "two", "close", "old"],
)
def test_with_too_little_to_go_by_no_pace_is_named(found: tuple[Observation, ...], why: str) -> None:
    assert said(found).endswith(why)
    assert "at this pace" not in said(found)


def test_without_values_the_beginning_and_the_aim_are_told() -> None:
    assert said(()) == "No values yet. It began at 40 %. The aim is at least 70 % by May 30."
    assert said((), baseline=None) == "No values yet. The aim is at least 70 % by May 30."


def test_a_first_value_without_a_baseline_stands_alone() -> None:
    assert said(values(44), baseline=None) == (
        "44 % on September 14; 26 points to go until May 30. One value so far: too few to tell the pace."
    )


def test_without_a_baseline_the_first_value_is_where_it_began() -> None:
    assert said(RISING, baseline=None).startswith("From 44 % to 52 % since September; 18 points")


def test_values_of_one_month_are_told_from_their_day() -> None:
    found = values(44, 46, first=date(2026, 11, 2), days=7)
    assert said(found, made_on=date(2026, 11, 1)).startswith("From 40 % to 46 % since November 1;")


def test_less_can_be_better() -> None:
    found = values(28, 24, 20)
    fewer: dict[str, Any] = {"better": "down", "baseline": 30.0, "target": 10.0, "unit": "tickets"}
    assert said(found, **fewer) == (
        "From 30 tickets to 20 tickets since September; 10 tickets to go until May 30, on track at this pace."
    )


@pytest.mark.parametrize(
    ("unit", "left"), [("%", "1 point "), ("% of pupils", "1 point "), ("pupils", "1 pupils "), ("", "1 ")]
)
def test_what_is_left_is_counted_in_the_objectives_unit(unit: str, left: str) -> None:
    assert f"; {left}to go until" in said(values(69), unit=unit)


def test_what_is_reached_is_told_first() -> None:
    assert said(values(44, 70)) == "Reached: 70 % on October 12; the aim was at least 70 % by May 30."


def test_when_the_day_has_passed_what_is_missing_is_told() -> None:
    assert said(RISING, today=MAY + timedelta(days=1)) == (
        "From 40 % to 52 % since September, 18 points short of the aim: at least 70 % by May 30."
    )
    assert "to go" in said(RISING, today=MAY)


def test_what_is_no_longer_pursued_says_so() -> None:
    assert said(RISING, is_closed=True).startswith("No longer pursued. From 40 % to 52 %")


def test_days_of_other_years_bear_them() -> None:
    found = said(values(44, 48, first=date(2025, 9, 14)), by_on=date(2028, 5, 30), made_on=None)
    assert "since September 2025" in found
    assert "until May 30, 2028" in found


def test_several_teams_values_are_told_to_be_averages() -> None:
    assert said(RISING, teams=2).endswith("Values are the average of what 2 teams saw last.")
    assert "average" not in said(RISING, teams=1)


@pytest.mark.parametrize(
    ("found", "share"),
    [((), None), (values(40), 0.0), (values(52), 0.4), (values(85), 1.5), (values(25), -0.5)],
)
def test_the_share_is_how_much_of_the_way_is_done(
    found: tuple[Observation, ...], share: float | None
) -> None:
    assert share_of(an_objective(), found) == share


@pytest.mark.parametrize("changes", [{"baseline": None}, {"baseline": 70.0}, {"baseline": 70.0 - 1e-14}])
def test_a_way_that_has_no_length_has_no_share(changes: dict[str, Any]) -> None:
    share = share_of(an_objective(**changes), values(1e12))
    assert share is None or abs(share) > 1e12


@given(
    st.lists(st.tuples(st.integers(0, 700), st.floats(-1e12, 1e12)), max_size=30),
    st.floats(-1e12, 1e12),
    st.none() | st.floats(-1e12, 1e12),
    st.sampled_from(("up", "down")),
    st.integers(0, 900),
)
def test_whatever_the_values_the_sentence_is_whole_and_claims_a_pace_of_enough_only(
    found: list[tuple[int, float]], target: float, baseline: float | None, better: str, by: int
) -> None:
    first = date(2026, 9, 1)
    points = tuple(
        Observation(first + timedelta(days=day), value) for day, value in sorted(dict(found).items())
    )
    objective = an_objective(
        target=target, baseline=baseline, better=better, by_on=first + timedelta(days=by)
    )
    today = max((each.observed_on for each in points), default=first)
    told = sentence(objective, points, today)
    assert told.endswith(".")
    assert "nan" not in told
    assert "inf" not in told
    assert told.startswith("Reached") is bool(points and is_reached(objective, points[-1].value))
    if "at this pace" in told:
        assert len(points) >= ENOUGH
