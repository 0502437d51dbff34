"""The people of a simulation: who they are, where they live, and what they are like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.server import SandboxServer

HOME = "math-plc"
LEADERS = "district-leaders"

FACILITATORS = ("Ada Marsh", "Ben Okafor")
LEADER = "Lena Whitfield"
STRANGER = "Sam Outsider"
NEWCOMER = "Nadia Newcomer"
HOSTILE_NAME = '<!channel> "Bobby" & <@U1> \u202eevil\u202c *bold*'

_FIRST = (
    "Carmen",
    "Dmitri",
    "Emi",
    "Farah",
    "Grace",
    "Hugo",
    "Imani",
    "Jonas",
    "Keiko",
    "Luis",
    "Maya",
    "Nils",
)
_LAST = (
    "Abara",
    "Bergström",
    "Castillo",
    "Delacroix",
    "Eze",
    "Fontaine",
    "García",
    "Hòa",
    "Ivanova",
    "Jansen",
)
_ELSEWHERE = ("America/New_York", "America/Chicago", "America/Denver", "Pacific/Honolulu", "Europe/London")


class Habit(StrEnum):
    """What somebody does with messages."""

    KEEN = "keen"  # answers soon, comes, gives feedback
    LATE = "late"  # answers once nudged, gives feedback once reminded
    SILENT = "silent"  # reads, and answers nothing
    FORGETFUL = "forgetful"  # says yes and does not come
    HOSTILE = "hostile"  # keen, with a name and with words that would break a careless bot


# Of ten members: what a facilitator would recognise. The first is the one with the hostile name.
_HABITS = (
    Habit.KEEN,
    Habit.LATE,
    Habit.KEEN,
    Habit.SILENT,
    Habit.KEEN,
    Habit.FORGETFUL,
    Habit.KEEN,
    Habit.LATE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A person with a habit. `chance` is theirs alone, so one more person changes nobody else's luck."""

    person: Person
    habit: Habit
    chance: Random

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.user.tz)

    def after(self, now: datetime, least: timedelta, most: timedelta) -> datetime:
        """Some moment in between, put off to the next morning if they would be asleep."""
        moment = now + least + (most - least) * self.chance.random()
        local = moment.astimezone(self.zone)
        if time(7) <= local.time() <= time(22):
            return moment
        day = local.date() if local.time() < time(7) else local.date() + timedelta(days=1)
        return datetime.combine(day, time(7, 30), self.zone)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. `members` are all in the home channel, the facilitators first."""

    members: list[Member]
    leader: Member
    stranger: Member
    newcomer: Member

    @property
    def facilitators(self) -> list[Member]:
        return self.members[: len(FACILITATORS)]

    def find(self, user_id: str) -> Member | None:
        everybody = (*self.members, self.leader, self.stranger, self.newcomer)
        return next((member for member in everybody if member.person.id == user_id), None)


def gather(server: SandboxServer, *, members: int, zone: str, seed: int) -> Cast:
    """Put an invented district into the sandbox's workspace. `members` counts the facilitators."""
    engage = _Engagement(server, zone, seed)
    joined = [engage.one(name, Habit.KEEN) for name in FACILITATORS]
    joined.append(engage.one(HOSTILE_NAME, Habit.HOSTILE))
    joined += [engage.one(_name(i), _HABITS[i % len(_HABITS)]) for i in range(members - len(joined))]
    leader, stranger = engage.one(LEADER, Habit.KEEN), engage.one(STRANGER, Habit.KEEN)
    return Cast(joined[:members], leader, stranger, engage.one(NEWCOMER, Habit.KEEN))


class _Engagement:
    def __init__(self, server: SandboxServer, zone: str, seed: int) -> None:
        self._server = server
        self._zone = zone
        self._seed = seed
        self._count = 0

    def one(self, name: str, habit: Habit) -> Member:
        number = self._count = self._count + 1
        away = number % 6 == 5
        zone = _ELSEWHERE[(number // 6) % len(_ELSEWHERE)] if away else self._zone
        user = self._server.workspace.add_person(name, tz=zone)
        chance = Random(f"{self._seed}/{number}")  # noqa: S311 - a story that repeats, no secret
        return Member(Person(self._server, user), habit, chance)


def _name(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[(number * 7 + number // len(_FIRST)) % len(_LAST)]}"
