"""What a year asks of a team, and who may not reach it. Pure rules, by dates alone.

Three full cycles a school year, roughly one a quarter; at least one by the end of the first semester. What
counts is a cycle that was acted on in this school year; one that was closed early does not.

A team is at risk as soon as it can be foreseen that it will miss either, so that there is time to help:

- late: the open cycle has been waiting for its next step for two weeks;
- the semester: nothing is finished, and there is no time left for a first cycle. That takes six weeks when
  none is under way; of one under way, its planned end and a week for study and act must fit;
- the year: the cycles that are missing do not fit into what is left of it, counted the same way, one after
  the other.

Once the semester is over without a finished cycle, the team stays at risk until it finishes its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from community.communities.views import Community
from community.walltime import day_words

REQUIRED: Final = 3  # cycles a school year
CYCLE_TAKES: Final = timedelta(weeks=6)  # from planning to act, when it goes well
CONCLUDING_TAKES: Final = timedelta(weeks=1)  # study and act, after the planned end
TOO_LATE: Final = 14  # days a cycle may wait for its next step


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a team, or a person alone, has come in this school year.

    `ends_on`: the planned end of the open cycle, `None` without one. `days_late`: how long it waits.
    """

    finished: int
    ends_on: date | None = None
    days_late: int = 0


def risk(progress: Progress, community: Community, today: date) -> str:
    """Why the requirement may be missed, in a sentence; "" while all is well."""
    if progress.finished >= REQUIRED:
        return ""
    return (
        _late(progress)
        or _semester_missed(progress, community.semester_ends_on, today)
        or _year_missed(progress, community.year_ends_on, today)
    )


def _late(progress: Progress) -> str:
    if progress.days_late < TOO_LATE:
        return ""
    return f"The open cycle has been waiting for its next step for {progress.days_late} days."


def _semester_missed(progress: Progress, semester_ends_on: date, today: date) -> str:
    if progress.finished > 0:
        return ""
    if today > semester_ends_on:
        return f"No cycle was finished by the end of the first semester, {day_words(semester_ends_on)}."
    if _done_on(progress, 1, today) <= semester_ends_on:
        return ""
    if progress.ends_on is not None:
        return (
            f"The first cycle will not be finished by the end of the semester, {day_words(semester_ends_on)}."
        )
    return f"No cycle is under way, and the semester ends on {day_words(semester_ends_on)}."


def _year_missed(progress: Progress, year_ends_on: date, today: date) -> str:
    missing = REQUIRED - progress.finished
    if today > year_ends_on:
        return f"The year is over with {progress.finished} of {REQUIRED} cycles finished."
    if _done_on(progress, missing, today) <= year_ends_on:
        return ""
    cycles = "1 cycle is" if missing == 1 else f"{missing} cycles are"
    ends = day_words(year_ends_on)
    return f"{cycles} missing: more than there is time for until {ends}, when the year ends."


def _done_on(progress: Progress, cycles: int, today: date) -> date:
    """When that many cycles more can be done with, the open one first."""
    if progress.ends_on is None:
        return today + cycles * CYCLE_TAKES
    this_one = max(progress.ends_on + CONCLUDING_TAKES, today)
    return this_one + (cycles - 1) * CYCLE_TAKES
