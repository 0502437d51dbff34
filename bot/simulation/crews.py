"""The teams of a simulation: who is in them, what they are like, and what their year is to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.simulation.cast import Cast, Member
from bot.simulation.school_year import SchoolYear
from sandbox.journal import Entry

CYCLES_A_YEAR = 3
_CONCLUDING = 2  # weeks after its end until a cycle is surely decided about and was looked at
_LONGEST, _SHORTEST = 6, 2  # weeks a cycle lasts


class Temperament(StrEnum):
    """How a team goes about its cycles."""

    DILIGENT = "diligent"  # answers each question, and the note taker would, too
    SILENT = "silent"  # begins, and is not heard of again
    STUCK = "stuck"  # waits for the reminder, gets stuck, wants help, and needs longer
    HANDING_OVER = "handing_over"  # plans by halves, puts off, and hands over to a teammate
    PAUSING = "pausing"  # pauses over a holiday


_TEAMS = (
    ("Lincoln", Temperament.DILIGENT),
    ("Maple", Temperament.SILENT),
    ("Cedar", Temperament.STUCK),
    ("Willow", Temperament.HANDING_OVER),
    ("Aspen", Temperament.PAUSING),
    ("Birch", Temperament.DILIGENT),
)


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a cycle is to be tried."""

    starts_on: date
    ends_on: date


@dataclass(slots=True, eq=False)
class Crew:
    """A team, and where it is with its cycles.

    `number` counts the cycles it has planned; `card` is the newest one's post, once it is there. `made_on`:
    when it became a team of the community.
    """

    name: str
    temperament: Temperament
    members: list[Member]
    lead: Member
    number: int = 0
    cycle_id: str = ""
    card: Entry | None = None
    made_on: date | None = None
    has_snoozed: bool = False
    has_handed_over: bool = False
    has_extended: bool = False

    @property
    def note_taker(self) -> Member:
        return self.members[1]

    def title(self, number: int) -> str:
        """What the n-th cycle is called: hostile, and the only one that begins like this."""
        return f'{self.name}, test {number} of <!here> *wait time* & "talk"'

    def begins_title(self, text: str) -> bool:
        """Whether a text, as Slack holds it, names this crew's newest cycle."""
        return f"{self.name}, test {self.number} of" in text


def form_crews(cast: Cast) -> list[Crew]:
    """All but the facilitators, dealt out like cards: two to a team at least, six teams at most."""
    people = cast.members[len(cast.facilitators) :]
    count = max(1, min(len(_TEAMS), len(people) // 2))
    dealt = [people[number::count] for number in range(count)]
    return [
        Crew(name, temperament, members, members[0])
        for (name, temperament), members in zip(_TEAMS, dealt, strict=False)
    ]


def terms_of(year: SchoolYear) -> tuple[Term, ...]:
    """The year's cycles as everybody plans them; in a short year they are short, or fewer."""
    third = (year.weeks - 4) // CYCLES_A_YEAR
    length = max(_SHORTEST, min(_LONGEST, third - 3))
    every = max(third, length + _CONCLUDING)
    starts = (1 + number * every for number in range(CYCLES_A_YEAR))
    return tuple(_term(year, week, length) for week in starts if week < year.weeks)


def fitting(terms: Sequence[Term], year: SchoolYear) -> int:
    """How many of them a diligent team has surely finished by the last look of the year."""
    last_look = year.day(year.weeks - 1)
    return sum(term.ends_on + timedelta(weeks=_CONCLUDING) <= last_look for term in terms)


def _term(year: SchoolYear, week: int, length: int) -> Term:
    return Term(year.day(week), year.day(week + length - 1, 4))
