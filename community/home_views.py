"""What one person's Home shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.communities.views import Community, StatusPage
from community.pdsa.views import CycleLine
from community.problems.views import ProblemLine


@dataclass(frozen=True, slots=True)
class HomeConvening:
    convening_id: int
    title: str
    starts_at: datetime
    zone: str
    mode: str
    place: str
    link: str
    my_answer: str | None  # going, maybe, declined
    has_begun: bool = False  # then it takes no answers any more


@dataclass(frozen=True, slots=True)
class HomeFeedback:
    convening_id: int
    title: str
    closes_at: datetime
    has_answered: bool


@dataclass(frozen=True, slots=True)
class HomeCommunity:
    """One community as one person's Home shows it."""

    community: Community
    is_facilitator: bool
    next_convening: HomeConvening | None
    feedback: tuple[HomeFeedback, ...]
    status: StatusPage | None  # facilitators only
    stopped: tuple[str, ...] = ()  # groups of prompts: rsvp_nudges, reminders, feedback, pdsa …
    cycles: tuple[CycleLine, ...] = ()  # the person's own, and their teams': open ones, what is due first
    problems: tuple[ProblemLine, ...] = ()  # open ones
