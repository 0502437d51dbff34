"""What an objective's values show, in a plain sentence that claims no more than they do.

A pace is named from three values on that lie three weeks apart or more, the newest of them no older than
sixty days. It is the slope of the straight line that fits them best (least squares), carried on from the
newest value to the objective's day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import linear_regression
from typing import Final

from community.objectives.series import rounded
from community.objectives.views import Objective
from community.pdsa.numbers import amount_words, number_words
from community.pdsa.views import Observation

UP: Final = "up"
ENOUGH: Final = 3  # values, for a pace
APART: Final = timedelta(days=21)  # the first from the last of them
STALE: Final = timedelta(days=60)
_NEAR: Final = timedelta(days=330)  # a day within goes without its year

Values = Sequence[Observation]


def share_of(objective: Objective, values: Values) -> float | None:
    """How much of the way from baseline to target is done; None where that cannot be said."""
    if objective.baseline is None or not values or objective.target == objective.baseline:
        return None
    share = (values[-1].value - objective.baseline) / (objective.target - objective.baseline)
    return share if math.isfinite(share) else None


def is_reached(objective: Objective, value: float) -> bool:
    return value >= objective.target if objective.better == UP else value <= objective.target


def sentence(objective: Objective, values: Values, today: date, *, teams: int = 0) -> str:
    """`From 40 % to 52 % since September; 18 points to go until May 30, on track at this pace.`

    `values`: in order of time, none after `today`. `teams`: how many teams' measures are averaged in them.
    """
    said = _said(objective, values, today)
    if objective.is_closed:
        said = f"No longer pursued. {said}"
    if values and teams > 1:
        said += f" Values are the average of what {teams} teams saw last."
    return said


def aim_words(objective: Objective, today: date) -> str:
    """`at least 70 % by May 30`."""
    side = "at least" if objective.better == UP else "at most"
    return f"{side} {_amount(objective, objective.target)} by {day_near(objective.by_on, today)}"


def day_near(day: date, today: date) -> str:
    """`May 30`; with its year when that does not go without saying."""
    return f"{day:%B} {day.day}" if abs(day - today) < _NEAR else f"{day:%B} {day.day}, {day.year}"


def _said(objective: Objective, values: Values, today: date) -> str:
    if not values:
        return _nothing_yet(objective, today)
    newest = values[-1]
    if is_reached(objective, newest.value):
        return (
            f"Reached: {_amount(objective, newest.value)} on {day_near(newest.observed_on, today)}; the aim "
            f"was {aim_words(objective, today)}."
        )
    moved = _moved(objective, values, today)
    if objective.is_closed or today > objective.by_on:
        short = _gap_words(objective, newest.value)
        return f"{moved}, {short} short of the aim: {aim_words(objective, today)}."
    return f"{moved}; {_to_go(objective, values, today)}"


def _nothing_yet(objective: Objective, today: date) -> str:
    began = "" if objective.baseline is None else f" It began at {_amount(objective, objective.baseline)}."
    return f"No values yet.{began} The aim is {aim_words(objective, today)}."


def _moved(objective: Objective, values: Values, today: date) -> str:
    """`From 40 % to 52 % since September`; a single value that nothing can be compared with stands alone."""
    newest = values[-1]
    if objective.baseline is None and len(values) == 1:
        return f"{_amount(objective, newest.value)} on {day_near(newest.observed_on, today)}"
    begun = _begun_at(objective, values)
    if newest.value == begun:
        return f"Still {_amount(objective, begun)}"
    since = _since(objective, values, today)
    away = "" if _is_nearer(objective, begun, newest.value) else ", away from the aim"
    return f"From {_amount(objective, begun)} to {_amount(objective, newest.value)} {since}{away}"


def _begun_at(objective: Objective, values: Values) -> float:
    return values[0].value if objective.baseline is None else objective.baseline


def _since(objective: Objective, values: Values, today: date) -> str:
    """The month it began in, or the day when all is of one month. A baseline is of the day it was set."""
    first = values[0].observed_on
    if objective.baseline is not None and objective.made_on is not None:
        first = min(first, objective.made_on)
    newest = values[-1].observed_on
    if first == newest:
        return f"on {day_near(newest, today)}"
    if (first.year, first.month) == (newest.year, newest.month):
        return f"since {day_near(first, today)}"
    return f"since {first:%B}" if abs(first - today) < _NEAR else f"since {first:%B %Y}"


def _is_nearer(objective: Objective, begun: float, newest: float) -> bool:
    return newest > begun if objective.better == UP else newest < begun


def _to_go(objective: Objective, values: Values, today: date) -> str:
    left = f"{_gap_words(objective, values[-1].value)} to go until {day_near(objective.by_on, today)}"
    unknown = _why_no_pace(values, today)
    if unknown:
        return f"{left}. {unknown}"
    return f"{left}, {_pace_words(objective, values)}."


def _why_no_pace(values: Values, today: date) -> str:
    """Why a pace would be a guess; empty when it can be told."""
    newest = values[-1].observed_on
    if len(values) < ENOUGH:
        count = "One value" if len(values) == 1 else f"{len(values)} values"
        return f"{count} so far: too few to tell the pace."
    if newest - values[0].observed_on < APART:
        return "The values lie too close together to tell the pace."
    if today - newest > STALE:
        return f"The newest value is of {day_near(newest, today)}: too old to tell the pace."
    return ""


def _pace_words(objective: Objective, values: Values) -> str:
    expected = _expected(objective, values)
    if is_reached(objective, expected) or math.isclose(expected, objective.target, rel_tol=1e-9):
        return "on track at this pace"
    if not _is_nearer(objective, values[-1].value, expected):
        return "but at the moment it is not getting nearer"
    about = amount_words(rounded(expected, 0), _unit(objective))
    return f"but at this pace it would be about {about} by then"


def _expected(objective: Objective, values: Values) -> float:
    """The value on the objective's day, if it goes on as it went."""
    newest = values[-1]
    days = [(each.observed_on - newest.observed_on).days for each in values]
    slope = linear_regression(days, [each.value for each in values]).slope
    return newest.value + slope * (objective.by_on - newest.observed_on).days


def _gap_words(objective: Objective, value: float) -> str:
    """`18 points` between two shares in per cent, else in the measure's own unit."""
    gap, unit = abs(objective.target - value), _unit(objective)
    if not unit.startswith("%"):
        return amount_words(gap, unit)
    return "1 point" if number_words(gap) == "1" else f"{number_words(gap)} points"


def _amount(objective: Objective, value: float) -> str:
    return amount_words(value, _unit(objective))


def _unit(objective: Objective) -> str:
    return " ".join(objective.unit.split())
