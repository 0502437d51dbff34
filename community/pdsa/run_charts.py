"""Run charts: values in time order around their median, and what may be more than chance.

The signals are those of Anhøj and Olesen, "Run charts revisited" (PLoS ONE 2014). Let n be the number of
useful points, those not on the median. A run is a stretch of useful points on one side of it; the curve
crosses it between two useful points on different sides.

- Unusually long: a run of more than round(log2 n) + 3 points.
- Unusually few crossings: fewer than the 5 % quantile of Binomial(n - 1, 1/2).

With n = 24 that is more than 8, and fewer than 8; with n = 10, more than 6, and fewer than 2. Rounding is
half to even. Below ten useful points nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from statistics import median
from typing import Final

from community.pdsa.numbers import amount_words, number_words
from community.pdsa.views import Measure, Observation, RunChart

SHOWN: Final = 20  # points that Slack's line chart takes
ENOUGH: Final = 10  # useful points, for a signal to mean anything


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of useful points on one side of the median. `length`: how many."""

    is_above: bool
    length: int
    first: date
    last: date


def run_chart(measure: Measure, observations: Iterable[Observation]) -> RunChart:
    """The chart of these observations, in whatever order. Raises `ValueError` for NaN and infinity."""
    points = sorted(observations, key=lambda point: (point.observed_on, point.value))
    if not all(math.isfinite(point.value) for point in points):
        raise ValueError("An observation is a finite number.")
    centre = median(point.value for point in points) if points else None
    runs = _runs(points, centre)
    useful = sum(run.length for run in runs)
    has_enough = useful >= ENOUGH
    signals = tuple(_signals(measure, runs, useful, centre)) if has_enough and centre is not None else ()
    return RunChart(
        measure=measure,
        shown=tuple(points[-SHOWN:]),
        count=len(points),
        median=centre,
        useful=useful,
        longest_run=max((run.length for run in runs), default=0),
        crossings=max(len(runs) - 1, 0),
        longest_run_limit=longest_run_limit(useful) if has_enough else None,
        crossings_limit=crossings_limit(useful) if has_enough else None,
        sentence=_sentence(measure, points, centre, useful, bool(signals)),
        signals=signals,
    )


def longest_run_limit(useful: int) -> int:
    """The longest run that is still usual among so many useful points (at least one)."""
    return round(math.log2(useful)) + 3


@cache
def crossings_limit(useful: int) -> int:
    """The fewest crossings that are still usual: the 5 % quantile of Binomial(useful - 1, 1/2), exactly."""
    chances, crossings = useful - 1, 0
    ways = reached = 1  # of 2 ** chances: those with just so many crossings, and with so many at most
    while 20 * reached < 2**chances:
        ways = ways * (chances - crossings) // (crossings + 1)
        crossings += 1
        reached += ways
    return crossings


def _runs(points: Sequence[Observation], centre: float | None) -> list[Run]:
    """In order of time. Points on the median are on no side: they neither end a run nor count."""
    if centre is None:
        return []
    useful = [point for point in points if point.value != centre]
    runs = [(above, list(run)) for above, run in groupby(useful, key=lambda point: point.value > centre)]
    return [Run(above, len(run), run[0].observed_on, run[-1].observed_on) for above, run in runs]


def _signals(measure: Measure, runs: Sequence[Run], useful: int, centre: float) -> Iterable[str]:
    limit, fewest, crossings = longest_run_limit(useful), crossings_limit(useful), len(runs) - 1
    longest = max(runs, key=lambda run: (run.length, run.last))
    if longest.length > limit:
        yield _long_run(measure, longest, limit, centre)
    if crossings < fewest:
        yield (
            f"The values cross the middle {_times(crossings)}; if nothing had changed, {fewest} times or "
            "more would be usual. They keep to one side for long: look at what was different between those "
            "times."
        )


def _long_run(measure: Measure, run: Run, limit: int, centre: float) -> str:
    side = "above" if run.is_above else "below"
    change = "better" if run.is_above == (measure.better == "up") else "worse"
    return (
        f"{run.length} values in a row, from {_day(run.first)} to {_day(run.last)}, are {side} the middle "
        f"({amount_words(centre, measure.unit)}). If nothing had changed, {limit} at most would be usual. "
        f"Something has probably changed, in those days for the {change}: ask what was different."
    )


def _sentence(
    measure: Measure, points: Sequence[Observation], centre: float | None, useful: int, has_signals: bool
) -> str:
    if centre is None:
        return "No values yet."
    said = [_range(measure, points, centre), *_given(measure)]
    if len(points) > SHOWN:
        said.append(f"The chart shows the newest {SHOWN}.")
    if useful < ENOUGH:
        said.append(
            f"Not enough data yet to tell a change from chance: that takes {ENOUGH} values off the middle, "
            f"and there are {useful}."
        )
    elif not has_signals:
        said.append("They go up and down as they would by chance: no sign of a change.")
    return " ".join(said)


def _range(measure: Measure, points: Sequence[Observation], centre: float) -> str:
    newest = amount_words(points[-1].value, measure.unit)
    if len(points) == 1:
        return f"1 value: {newest} on {_day(points[0].observed_on)}."
    return (
        f"{len(points)} values from {_day(points[0].observed_on)} to {_day(points[-1].observed_on)}; their "
        f"middle (the median) is {amount_words(centre, measure.unit)}, the newest is {newest}."
    )


def _given(measure: Measure) -> Iterable[str]:
    """Where the team began and where it wants to be, as far as the plan says."""
    named = (("baseline", measure.baseline), ("target", measure.target))
    given = [f"{name} {number_words(value)}" for name, value in named if value is not None]
    if given:
        yield ", ".join(given).capitalize() + "."


def _times(count: int) -> str:
    return {0: "not once", 1: "only once"}.get(count, f"only {count} times")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
