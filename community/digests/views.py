"""What callers see of a digest: read from its snapshot, as it was when the period closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from community.communities.views import Community
from community.convenings.views import SharedLearning
from community.feedback.views import FeedbackTrend
from community.ids import DigestId
from community.pdsa.views import DigestCycles
from community.problems.views import DigestProblems


@dataclass(frozen=True, slots=True)
class HeldConvening:
    title: str
    starts_at: datetime
    attended: int | None  # None: nobody was noted
    going: int


@dataclass(frozen=True, slots=True)
class NextConvening:
    title: str
    starts_at: datetime
    going: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Digest:
    id: DigestId
    community: Community
    covers_from: datetime
    covers_to: datetime
    learnings: tuple[SharedLearning, ...]
    feedback: tuple[FeedbackTrend, ...]
    held: tuple[HeldConvening, ...]
    next_convening: NextConvening | None
    cycles: DigestCycles = field(default_factory=DigestCycles)
    problems: DigestProblems = field(default_factory=DigestProblems)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened. Cycles that only go on do not count: they are no news."""
        return not (
            self.learnings or self.feedback or self.held or self.cycles.is_news or self.problems.is_news
        )
