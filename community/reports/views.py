"""What a report tells: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zlib import crc32

from community.communities.views import Community
from community.convenings.views import Convening
from community.feedback.views import FeedbackTrend
from community.ids import UserId
from community.learnings.views import Learning
from community.objectives.views import Progress
from community.pdsa.views import Cycle, Measure, Observation, RunChart
from community.teams.views import Team

LONGEST_COUNCIL = 2_000  # characters of what a site council said


class ReportKind(StrEnum):
    COUNCIL = "council"  # one team's page for its site council after a convening
    PERIOD = "period"
    ANNUAL = "annual"  # the review at the end of a school year


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in the community's zone; `to_on` is included, and never later than the day of asking."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class ReportedConvening:
    convening: Convening
    attended: int | None  # None: nobody was noted
    going: int
    commitments: int = 0


@dataclass(frozen=True, slots=True)
class ReportedFeedback:
    """`is_open`: answers still come in, so there are no figures: two reports made one after the other would
    tell what the answer between them said."""

    trend: FeedbackTrend
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReportedCycle:
    """`measured`: all values of each measure, in order of time; its chart shows the newest."""

    cycle: Cycle
    charts: tuple[RunChart, ...]
    measured: tuple[tuple[Measure, tuple[Observation, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class TeamRequirement:
    owner: str  # the team's name, or ""
    person: UserId | None
    finished: int
    required: int


@dataclass(frozen=True, slots=True)
class ToScale:
    """A change a team adopted, and what it said of scaling it ("" if nothing). `said_by`: a team, or ""."""

    cycle: Cycle
    scale: str

    @property
    def said_by(self) -> str:
        return self.cycle.owner_name or ""


@dataclass(frozen=True, slots=True)
class Report:
    """A community over a period. `names`: what to print for a user id, since paper knows no mentions.

    `cycles`: open or closed within the period; `decided`: those with a decision taken in it, in that order.
    `learnings`: those found useful by most first; `learnings_count`: how many there are in all. `to_scale`
    and `strategies` (the most endorsed learnings of that kind) are of the annual review alone.
    """

    community: Community
    kind: ReportKind
    period: Period
    made_at: datetime
    team: Team | None  # council pages
    convenings: tuple[ReportedConvening, ...]
    feedback: tuple[ReportedFeedback, ...]
    cycles: tuple[ReportedCycle, ...]
    decided: tuple[Cycle, ...]
    requirement: tuple[TeamRequirement, ...]
    objectives: tuple[Progress, ...]
    learnings: tuple[Learning, ...]
    learnings_count: int
    to_scale: tuple[ToScale, ...]
    strategies: tuple[Learning, ...]
    names: tuple[tuple[UserId, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of the community."""
        return not (self.convenings or self.cycles or self.learnings or self.has_values)

    @property
    def has_values(self) -> bool:
        """Whether an objective has a value of one of these days."""
        days = [value.observed_on for each in self.objectives for value in each.values]
        return any(self.period.from_on <= day <= self.period.to_on for day in days)


@dataclass(frozen=True, slots=True)
class ReportBack:
    """One team's page after a convening, and what became of it. `to_say`: plain sentences to copy.

    `noted_by`: who noted the newest of it. `is_sent_to_reader`: the pages of this team come to them.
    """

    convening: Convening
    team: Team
    to_say: tuple[str, ...]
    shared_on: date | None
    council_said: str
    noted_by: UserId | None = None
    is_sent_to_reader: bool = False

    @property
    def said_version(self) -> int:
        return version_of_said(self.council_said)


def version_of_said(council_said: str) -> int:
    """Stands for the text a form was opened on: of two writers the slower is told, if the text differs."""
    return crc32(council_said.encode())


@dataclass(frozen=True, slots=True)
class BackLine:
    """What became of one team's page, in a list."""

    team: Team
    shared_on: date | None
    council_said: str


@dataclass(frozen=True, slots=True)
class ConveningBacks:
    """Which teams have reported back on a convening."""

    convening: Convening
    lines: tuple[BackLine, ...]

    @property
    def shared(self) -> int:
        return sum(line.shared_on is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReportBacks:
    """`/cop report back`: the latest convenings first. `is_facilitator`: all teams, else the reader's own."""

    community: Community
    convenings: tuple[ConveningBacks, ...]
    is_facilitator: bool


@dataclass(frozen=True, slots=True)
class Making:
    """A report that was asked for and is being made; its files come by direct message."""

    community: Community
    kind: ReportKind
    period: Period
