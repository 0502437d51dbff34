"""The problems of practice of a simulation: who shares which, and what is special about its thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle

from bot.simulation.cast import Cast, Habit, Member
from bot.simulation.crews import Crew
from bot.simulation.school_year import SchoolYear
from sandbox.journal import Entry
from sandbox.screens import ShownMessage

_EVERY = 3  # weeks
_LAST_CHANCE = 2  # weeks before the end after which nobody begins one


class Manner(StrEnum):
    """What is special about a thread. One after the other they are met through the year."""

    NAMED = "named"  # as it should be; a cycle starts from it
    ANONYMOUS = "anonymous"  # the presenter speaks through the bot
    LEAVING = "leaving"  # the presenter leaves midway, and a facilitator takes over
    QUIET = "quiet"  # nobody says a word
    LIVE = "live"  # in an hour, and nobody writes the reflection
    STEERED = "steered"  # from a message; moved on, paused, given more time by its presenter


@dataclass(slots=True, eq=False)
class Thread:
    """A problem somebody shares. `opening` is its post once it is there; `replies` the latest of each."""

    number: int
    week: int
    manner: Manner
    presenter: Member
    id: str = ""
    opening: Entry | None = None
    replies: dict[str, ShownMessage] = field(default_factory=dict)
    times_quiet: int = 0

    @property
    def title(self) -> str:
        """Hostile, and like no other's beginning."""
        return f'Case {self.number}: word problems <!here> *left* & "blank"'

    @property
    def begins_title(self) -> str:
        return f"Case {self.number}: word problems"

    @property
    def is_anonymous(self) -> bool:
        return self.manner is Manner.ANONYMOUS

    @property
    def is_live(self) -> bool:
        return self.manner is Manner.LIVE


def plan_threads(cast: Cast, crews: Sequence[Crew], year: SchoolYear) -> list[Thread]:
    """One every few weeks, each by another member, in every manner in turn; none begins in a long holiday."""
    leaver = _leaver(crews)
    settled = cast.members[len(cast.facilitators) : -2]  # the last two leave and move away
    presenters = cycle(one for one in settled if one is not leaver and one.habit is not Habit.SILENT)
    weeks = range(1, year.weeks - _LAST_CHANCE, _EVERY)
    working = [week for week in weeks if not year.is_in_winter_break(year.day(week))]
    threads = []
    for number, (week, manner) in enumerate(zip(working, _manners(leaver), strict=False), 1):
        leaving = leaver if manner is Manner.LEAVING else None
        threads.append(Thread(number, week, manner, leaving or next(presenters)))
    return threads


def _manners(leaver: Member | None) -> Iterator[Manner]:
    """All of them, then all again without the leaving: one of those is enough."""
    staying = [manner for manner in Manner if manner is not Manner.LEAVING]
    yield from (Manner if leaver is not None else staying)
    yield from cycle(staying)


def _leaver(crews: Sequence[Crew]) -> Member | None:
    """Somebody who is neither lead nor note taker, and settled."""
    return next((crew.members[2] for crew in crews[:-2] if len(crew.members) > 2), None)
