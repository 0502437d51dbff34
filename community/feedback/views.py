"""What callers see of feedback. Nothing here lets a reader tell who wrote an anonymous answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.communities.views import Community
from community.convenings.views import Convening
from community.ids import ConveningId, UserId


@dataclass(frozen=True, slots=True)
class Question:
    """As asked; its wording is stored with the survey."""

    # objectives_met, relevant, voice_heard, learnt, worth_time, or own_… for a community's own statements;
    # valuable, change, prompt, next_step, learning
    id: str
    kind: str  # rating (agree 1..5) or open
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a community's next survey asks, as far as its facilitators word it."""

    statements: tuple[Question, ...]  # to agree with; each keeps its id while its wording is edited
    valuable: str
    change: str
    prompts: tuple[str, ...]  # one a survey, in turn; there need not be any


@dataclass(frozen=True, slots=True)
class WordingDraft:
    """What `/cop questions` asks, as typed."""

    statements_text: str  # one a line
    valuable: str
    change: str
    prompts_text: str  # one a line


@dataclass(frozen=True, slots=True)
class CommunityWording:
    community: Community
    wording: Wording


@dataclass(frozen=True, slots=True)
class MyFeedback:
    """One person's own answers, to prefill the form. All empty when nothing was answered yet."""

    ratings: dict[str, int]
    comments: dict[str, str]
    is_anonymous: bool = False
    commits: bool = False
    shares_learning: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    convening: Convening
    questions: tuple[Question, ...]
    closes_at: datetime
    mine: MyFeedback
    has_answered: bool


@dataclass(frozen=True, slots=True)
class FeedbackRequest:
    """What somebody who was there is asked to comment on, and until when."""

    convening: Convening
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    convening_id: ConveningId
    ratings: dict[str, int]
    comments: dict[str, str]
    is_anonymous: bool
    commits: bool  # "make what I will try next my commitment"
    shares_learning: bool
    shows_name: bool


@dataclass(frozen=True, slots=True)
class RatingLine:
    question: str
    average: float
    counts: tuple[int, int, int, int, int]  # how many said 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    author: UserId | None  # None: "a member"


@dataclass(frozen=True, slots=True)
class CommentGroup:
    question: str
    comments: tuple[Comment, ...]
    goes_on: bool = False  # on a page of comments: it begins on a page before


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    convening: Convening
    asked: int
    answered: int
    is_shown: bool  # False below five answers: then no ratings and no comments are here
    ratings: tuple[RatingLine, ...]
    comments: tuple[CommentGroup, ...]
    overall: float | None
    previous_overall: float | None  # of the convening before, for the trend
    closes_at: datetime
    is_closed: bool  # nothing is added any more, and comments can be read in full


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Comments in full, some of them at a time, for facilitators once feedback is closed."""

    convening: Convening
    asked: int
    answered: int
    is_shown: bool  # as in the summary
    groups: tuple[CommentGroup, ...]
    count: int  # comments on all pages
    page: int  # from 1
    pages: int


@dataclass(frozen=True, slots=True)
class FeedbackTrend:
    """Feedback in one line for the digest."""

    title: str
    answered: int
    asked: int
    overall: float | None  # None below five answers
    previous_overall: float | None
