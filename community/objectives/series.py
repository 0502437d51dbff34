"""The values of an objective: what was noted by form, and what teams saw in the measures tied to it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from statistics import fmean

from community.pdsa.views import Observation

Seen = tuple[Hashable, Observation]  # whose cycle it is of, and what was seen


def together(noted: Mapping[date, float], seen: Iterable[Seen]) -> tuple[Observation, ...]:
    """One value a day, in order of time.

    What was noted by form counts for its day. On other days it is the average of what each team saw last:
    teams measure on different days, and a line that jumped from one team to the next would tell of neither.
    Several values of one team on a day are averaged first; a team's next cycle goes on from its last.
    """
    by_day: dict[date, dict[Hashable, list[float]]] = defaultdict(lambda: defaultdict(list))
    for owner, observation in seen:
        by_day[observation.observed_on][owner].append(observation.value)
    newest: dict[Hashable, float] = {}
    values = []
    for day in sorted({*noted, *by_day}):
        newest |= {owner: fmean(theirs) for owner, theirs in by_day.get(day, {}).items()}
        value = noted[day] if day in noted else rounded(fmean(newest.values()), 2)
        values.append(Observation(day, value))
    return tuple(values)


def rounded(value: float, decimals: int) -> float:
    """To so many decimals; small numbers to three digits that count, so that none becomes 0."""
    if value == 0:
        return 0.0
    return round(value, max(decimals, 2 - math.floor(math.log10(abs(value)))))
