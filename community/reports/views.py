"""What a report tells: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from community.communities.views import Community
from community.convenings.views import Convening
from community.feedback.views import FeedbackTrend
from community.ids import UserId
from community.learnings.views import Learning
from community.objectives.views import Progress
from community.pdsa.views import Cycle, RunChart
from community.teams.views import Team


@dataclass(frozen=True, slots=True)
class ReportedConvening:
    convening: Convening
    attended: int | None  # None: nobody was noted
    going: int
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedCycle:
    cycle: Cycle
    charts: tuple[RunChart, ...]


@dataclass(frozen=True, slots=True)
class TeamRequirement:
    owner: str  # the team's name, or ""
    person: UserId | None
    finished: int
    required: int


@dataclass(frozen=True, slots=True)
class Report:
    """A community over a period. `names`: what to print for a user id, since paper knows no mentions."""

    community: Community
    kind: str  # council, period, annual
    from_on: date
    to_on: date  # included
    made_at: datetime
    team: Team | None  # council pages
    convenings: tuple[ReportedConvening, ...]
    feedback: tuple[FeedbackTrend, ...]
    cycles: tuple[ReportedCycle, ...]
    requirement: tuple[TeamRequirement, ...]
    objectives: tuple[Progress, ...]
    learnings: tuple[Learning, ...]
    to_scale: tuple[str, ...]  # strategies to scale: adopted cycles and what they said of scaling
    names: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.convenings or self.cycles or self.learnings or self.feedback)


@dataclass(frozen=True, slots=True)
class ReportBack:
    """One team's page after a convening, and what became of it."""

    convening: Convening
    team: Team
    learnings: tuple[Learning, ...]
    shared_on: date | None
    council_said: str
    to_say: tuple[str, ...] = ()  # sentences to copy


@dataclass(frozen=True, slots=True)
class ReportBacks:
    """Which teams have reported back on a convening: for facilitators."""

    convening: Convening
    backs: tuple[ReportBack, ...]
