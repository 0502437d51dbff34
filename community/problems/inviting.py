"""Who is invited to speak, and when. Pure.

A few at a time, once a day for each thread, in the steps in which peers speak (2 to 4), never on the first
day of the thread nor in the first three hours of a step: people should have the chance to come by themselves.
In the community's working hours, on working days.
Nobody is invited twice to one thread, nor more often than once a week in all; who said "not for me", or
stopped invitations at their Home, is not asked at all; nor are facilitators, who host the thread.

First come those whose job is like the presenter's. For an anonymous problem that would point at them;
a job that fits the practice and the student group, which everybody can read, comes first then. Among equals
those who were never invited come first, then those whose last invitation is longest ago.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rapidfuzz import fuzz

from community.communities.views import Holiday
from community.problems.views import Step
from community.walltime import is_working_day, wall_of

FEW = 3
AT_MOST_EVERY = timedelta(days=7)
PATIENCE = timedelta(hours=3)  # after a step has opened
STEPS = (Step.CLARIFY, Step.PROBE, Step.DISCUSS)
DAY_BEGINS, DAY_ENDS = time(9), time(16)
ALIKE = 80  # of 100

_WORD = re.compile(r"\w+")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who has not spoken. `invited_at`: when last, to whichever thread."""

    user_id: str
    job: str
    invited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    user_id: str
    is_role_alike: bool  # with the presenter: never of an anonymous problem


def is_time_to_invite(
    now: datetime,
    *,
    begun_at: datetime,
    opened_at: datetime,
    last_at: datetime,
    zone: str,
    holidays: Sequence[Holiday],
) -> bool:
    """Whether a few may be invited now.

    `opened_at`: when the open step did. `last_at`: when others last were to this thread, or its beginning.
    """
    wall = wall_of(now, zone)
    earlier = {wall_of(instant, zone).date() for instant in (begun_at, last_at)}
    return (
        is_working_day(wall.date(), holidays)
        and DAY_BEGINS <= wall.time() < DAY_ENDS
        and max(earlier) < wall.date()
        and now >= opened_at + PATIENCE
    )


def choose(candidates: Sequence[Candidate], *, job: str, topic: str, is_anonymous: bool) -> list[Chosen]:
    """The few to invite. `job`: the presenter's. `topic`: the practice and student group of the problem."""
    like = topic if is_anonymous else job

    def rank(candidate: Candidate) -> tuple[bool, datetime, str]:
        return not is_alike(candidate.job, like), candidate.invited_at or _LONG_AGO, candidate.user_id

    return [
        Chosen(each.user_id, is_role_alike=not is_anonymous and is_alike(each.job, job))
        for each in sorted(candidates, key=rank)[:FEW]
    ]


def is_alike(one: str, other: str) -> bool:
    """Whether two jobs (or a job and a topic) share their words, however they are ordered."""
    one, other = _words(one), _words(other)
    return bool(one and other) and fuzz.token_set_ratio(one, other) >= ALIKE


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
