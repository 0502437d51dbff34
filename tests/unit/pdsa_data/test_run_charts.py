"""Run charts: published limits, hand-made series, and properties that hold for all."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.ids import MeasureId
from community.pdsa.run_charts import ENOUGH, SHOWN, crossings_limit, longest_run_limit, run_chart
from community.pdsa.views import Measure, Observation, RunChart

FIRST = date(2026, 10, 1)


def a_measure(better: str = "up", *, baseline: float | None = None, target: float | None = None) -> Measure:
    return Measure(MeasureId(1), 1, "Exit tickets", "%", better, baseline, target)


def days(values: Sequence[float]) -> list[Observation]:
    return [Observation(FIRST + timedelta(days=number), value) for number, value in enumerate(values)]


def chart(
    *values: float, better: str = "up", baseline: float | None = None, target: float | None = None
) -> RunChart:
    return run_chart(a_measure(better, baseline=baseline, target=target), days(values))


# --- limits -------------------------------------------------------------------------------------------------


def test_the_limits_are_the_published_ones() -> None:
    assert (longest_run_limit(24), crossings_limit(24)) == (8, 8)
    assert (longest_run_limit(10), crossings_limit(10)) == (6, 2)


def _chances(tosses: int) -> list[Fraction]:
    """How likely 0, 1, 2 … heads are, tossing one coin after the other."""
    chances = [Fraction(1)]
    for _ in range(tosses):
        before, after = [Fraction(0), *chances], [*chances, Fraction(0)]
        chances = [(one + other) / 2 for one, other in zip(before, after, strict=True)]
    return chances


@pytest.mark.parametrize("useful", range(ENOUGH, 101))
def test_the_fewest_usual_crossings_are_the_quantile_of_tossed_coins(useful: int) -> None:
    limit, chances = crossings_limit(useful), _chances(useful - 1)
    assert sum(chances[:limit]) < Fraction(5, 100) <= sum(chances[: limit + 1])


def test_the_limits_of_many_points_are_found_as_well() -> None:
    assert crossings_limit(3000) == pytest.approx(2999 / 2 - 1.645 * math.sqrt(2999) / 2, abs=1)


# --- figures ------------------------------------------------------------------------------------------------


def test_without_observations_there_is_a_chart_that_says_so() -> None:
    empty = chart()
    assert (empty.shown, empty.count, empty.median, empty.signals) == ((), 0, None, ())
    assert empty.sentence == "No values yet."


def test_one_value_is_its_own_median_and_no_useful_point() -> None:
    one = chart(12.5)
    assert (one.median, one.useful, one.longest_run, one.crossings) == (12.5, 0, 0, 0)
    assert one.sentence.startswith("1 value: 12.5 % on 1 October.")


def test_values_all_on_the_median_are_no_useful_points_however_many() -> None:
    flat = chart(*[7.0] * 30)
    assert (flat.useful, flat.longest_run, flat.crossings, flat.signals) == (0, 0, 0, ())
    assert flat.longest_run_limit is None
    assert "Not enough data yet" in flat.sentence


def test_a_point_on_the_median_neither_ends_a_run_nor_counts() -> None:
    tied = chart(1, 1, 5, 1, 9, 5, 9, 9, 5)
    assert (tied.median, tied.useful, tied.longest_run, tied.crossings) == (5, 6, 3, 1)


def test_up_and_down_is_a_crossing_each_time_and_no_signal() -> None:
    saw = chart(*[1, 9] * 6)
    assert (saw.median, saw.useful, saw.longest_run, saw.crossings) == (5, 12, 1, 11)
    assert saw.signals == ()
    assert saw.sentence.endswith("They go up and down as they would by chance: no sign of a change.")


def test_below_ten_useful_points_nothing_is_signalled() -> None:
    shift = chart(1, 1, 1, 1, 5, 9, 9, 9, 9)
    assert (shift.useful, shift.longest_run_limit, shift.crossings_limit, shift.signals) == (
        8,
        None,
        None,
        (),
    )
    assert "that takes 10 values off the middle, and there are 8." in shift.sentence


def test_a_run_as_long_as_the_limit_is_usual_and_one_longer_is_a_signal() -> None:
    at_limit = chart(*[9] * 7, *[1, 9] * 3, *[1] * 7)
    assert (at_limit.useful, at_limit.longest_run, at_limit.longest_run_limit) == (20, 7, 7)
    assert at_limit.signals == ()
    beyond = chart(*[9] * 8, *[1, 9] * 3, *[1] * 8)
    assert (beyond.useful, beyond.longest_run, beyond.longest_run_limit) == (22, 8, 7)
    assert [signal[:17] for signal in beyond.signals] == ["8 values in a row"]


def test_a_shift_is_told_in_words_with_its_days_and_its_direction() -> None:
    shift = chart(*[10] * 8, *[20] * 8)
    long_run, few_crossings = shift.signals
    assert long_run == (
        "8 values in a row, from 9 October to 16 October, are above the middle (15 %). If nothing had "
        "changed, 7 at most would be usual. Something has probably changed, in those days for the better: "
        "ask what was different."
    )
    assert few_crossings == (
        "The values cross the middle only once; if nothing had changed, 4 times or more would be usual. "
        "They keep to one side for long: look at what was different between those times."
    )


def test_better_is_what_the_plan_says() -> None:
    assert "for the worse" in chart(*[10] * 8, *[20] * 8, better="down").signals[0]


def test_the_sentence_names_range_median_newest_baseline_and_target() -> None:
    told = chart(10, 12, 14, baseline=8.5, target=20)
    assert told.sentence == (
        "3 values from 1 October to 3 October; their middle (the median) is 12 %, the newest is 14 %. "
        "Baseline 8.5, target 20. Not enough data yet to tell a change from chance: that takes 10 values off "
        "the middle, and there are 2."
    )


def test_only_the_newest_values_are_drawn_and_the_sentence_says_so() -> None:
    long = chart(*range(SHOWN + 5))
    assert [point.value for point in long.shown] == list(range(5, SHOWN + 5))
    assert long.count == SHOWN + 5
    assert f"The chart shows the newest {SHOWN}." in long.sentence


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        chart(1, 2, value)


# --- properties ---------------------------------------------------------------------------------------------

some_values = st.lists(st.integers(-20, 20).map(lambda number: number / 2), max_size=80)


@given(some_values, st.integers())
def test_the_order_of_input_does_not_matter(values: list[float], seed: int) -> None:
    shuffled = days(values)
    random.Random(seed).shuffle(shuffled)
    assert run_chart(a_measure(), shuffled) == run_chart(a_measure(), days(values))


@given(some_values)
def test_the_figures_belong_together(values: list[float]) -> None:
    found = chart(*values)
    assert found.useful == sum(value != found.median for value in values)
    assert found.longest_run + found.crossings <= max(found.useful, 0)
    assert (found.useful == 0) == (found.longest_run == 0)
    assert (found.longest_run_limit is None) == (found.crossings_limit is None) == (found.useful < ENOUGH)
    assert found.useful >= ENOUGH or found.signals == ()


@given(some_values)
def test_at_most_half_of_the_values_are_on_either_side_of_the_median(values: list[float]) -> None:
    middle = chart(*values).median
    if middle is not None:
        assert sum(value > middle for value in values) <= len(values) / 2
        assert sum(value < middle for value in values) <= len(values) / 2


@given(some_values)
def test_upside_down_and_backwards_the_figures_are_the_same(values: list[float]) -> None:
    def figures(found: RunChart) -> tuple[int, int, int, int]:
        return found.useful, found.longest_run, found.crossings, len(found.signals)

    there = figures(chart(*values))
    assert figures(chart(*[-value for value in values])) == there
    assert figures(chart(*reversed(values))) == there


def test_what_is_only_chance_is_seldom_taken_for_a_change() -> None:
    chance = random.Random(11)
    told = [bool(chart(*[chance.random() for _ in range(24)]).signals) for _ in range(1000)]
    assert sum(told) / 1000 < 0.15  # the rules' false alarms are about one chart in ten to twenty
