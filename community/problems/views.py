"""What callers see of problems of practice: frozen, complete, free of the database.

A `Problem` handed out for everybody to see has `presenter=None` when it is anonymous. Only what is named for
facilitators, or for the presenter, ever carries who it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

from community.communities.views import Community
from community.ids import ChannelId, CommunityId, ProblemId, UserId, WorkspaceId


class Step(IntEnum):
    """The consultancy protocol."""

    PRESENT = 1
    CLARIFY = 2
    PROBE = 3
    DISCUSS = 4
    REFLECT = 5
    CLOSE = 6


AFTER_CLOSE = 7  # the step of a reply that came later


class State(StrEnum):
    REVIEW = "review"  # a facilitator looks at it before others do
    SENT_BACK = "sent_back"  # … and asked for something
    PLANNED = "planned"  # begins at a set time
    OPEN = "open"
    CLOSED = "closed"  # all steps done
    ENDED = "ended"  # before that, with a reason


class Pace(StrEnum):
    LIVE = "live"  # minutes
    NORMAL = "normal"  # days
    SLOW = "slow"  # twice the days


@dataclass(frozen=True, slots=True)
class ProblemStep:
    step: Step
    opens_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    was_extended: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    id: ProblemId
    workspace_id: WorkspaceId
    community_id: CommunityId
    community_name: str
    channel: ChannelId
    zone: str  # of the community
    presenter: UserId | None  # None: anonymous, to whoever this was made for
    is_anonymous: bool
    stands_in: UserId | None  # a facilitator who took over; None, too, where the presenter is hidden
    state: State
    title: str
    numbers: str
    observations: str
    metric: str
    practice: str
    student_group: str
    tried: str
    focus_question: str
    pace: Pace
    begins_at: datetime
    step: Step | None  # None: not begun
    steps: tuple[ProblemStep, ...]
    paused_at: datetime | None
    end_reason: str
    heard: str
    will_try: str
    takeaways: str
    closed_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def now_step(self) -> ProblemStep | None:
        """The step that is open."""
        return next((each for each in self.steps if each.step == self.step), None)


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """What the form asks, not yet checked."""

    title: str = ""
    numbers: str = ""
    observations: str = ""
    metric: str = ""
    practice: str = ""
    student_group: str = ""
    tried: str = ""
    focus_question: str = ""
    begins_on: date | None = None  # None: the next working morning
    begins_time: time | None = None
    pace: str = "normal"
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class SimilarProblem:
    """A problem much like another: why is "metric", "group" or "words"."""

    id: ProblemId
    title: str
    state: State
    why: tuple[str, ...]
    closed_at: datetime | None = None
    takeaways: str = ""


@dataclass(frozen=True, slots=True)
class ProblemForm:
    """The form filled in: with what is there already, and with problems like it, if that is known."""

    community: Community
    draft: ProblemDraft
    similar: tuple[SimilarProblem, ...] = ()
    problem: Problem | None = None  # the one that is changed


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the presenter is told of a facilitator's review, by direct message."""

    problem: Problem
    note: str  # what is asked for, when it was sent back
    is_approved: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """What the person who shared a problem is told."""

    problem: Problem
    is_in_review: bool
    similar: tuple[SimilarProblem, ...]
    is_second: bool = False  # this person has another one open: that is why facilitators look at it first


@dataclass(frozen=True, slots=True)
class StepLink:
    step: Step
    url: str
    voices: int  # people who spoke in it


@dataclass(frozen=True, slots=True)
class PostedStep:
    """Where a step was announced, and how many peers spoke in it: what a link to it is made of."""

    step: Step
    channel: ChannelId
    ts: str
    voices: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening post: the problem while it is open, its summary once it is over."""

    problem: Problem
    voices: int  # different people who spoke, the presenter not counted
    contributions: int
    links: tuple[StepLink, ...] = ()  # for the summary
    similar: tuple[SimilarProblem, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepPost:
    """One step's announcement in the thread. `is_over`: edited once the next step has opened."""

    problem: Problem
    step: ProblemStep
    is_over: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """How evenly a thread was spoken in: figures, never names.

    `evenness`: 1.0 everybody said as much, towards 0.0 one did all the talking; None below two voices.
    """

    problem: Problem
    members: int
    voices: int
    contributions: int
    evenness: float | None
    by_step: tuple[tuple[Step, int, int], ...]  # step, voices, contributions


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to speak, by direct message. `role_alike`: the reader's job is the presenter's."""

    problem: Problem
    thread_url: str
    role_alike: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """What a person is told privately. `why`: advice, talking, presenter_listens, peers_wait, shows_name."""

    problem: Problem
    step: Step
    why: str


@dataclass(frozen=True, slots=True)
class ForPresenter:
    """A reminder before step 1 or 5, to the presenter (or who stands in)."""

    problem: Problem
    step: Step
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class ForFacilitator:
    """What facilitators see: `presenter` is always there, also of an anonymous problem.

    `reason`: unanswered, presenter_left, opening_deleted, channel_archived; of one that waits for review:
    review, or second (this person has another one open).
    """

    problem: Problem
    presenter: UserId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReflectionDraft:
    heard: str = ""
    will_try: str = ""
    takeaways: str = ""  # one a line: each becomes a key learning if `shares`
    shares: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    tried: str = ""
    result: str = ""
    learning: str = ""
    went: str = ""  # worked, partly, did_not_work: what kind of learning it is; asked of what is shared only
    shares: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a presenter wrote down two weeks later, for themselves: nobody else is shown it."""

    tried: str
    result: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem in a list."""

    problem: Problem
    voices: int
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What `/cop problems` looks for; empty fields do not narrow it."""

    words: str = ""
    metric: str = ""
    group: str = ""
    practice: str = ""

    @property
    def as_text(self) -> str:
        """As one may type it after `/cop problems`: `fractions; metric: exit tickets; group: grade 9`.

        Buttons that turn pages carry it (`ref(words=search.as_text)`); `read` understands it again.
        """
        named = {name: getattr(self, name) for name in _NARROWING}
        parts = [self.words, *(f"{name}: {value}" for name, value in named.items() if value)]
        return "; ".join(part.replace(";", ",") for part in parts if part)

    @classmethod
    def read(cls, text: str) -> Search:
        """What was typed after the command. Whatever names no field is words."""
        found = dict.fromkeys(("words", *_NARROWING), "")
        for part in text.split(";"):
            name, colon, value = part.partition(":")
            known = name.strip().casefold() if colon else ""
            name, value = (known, value) if known in _NARROWING else ("words", part)
            found[name] = f"{found[name]} {value.strip()}".strip()
        return cls(**found)


_NARROWING = ("metric", "group", "practice")


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    community: Community
    search: Search
    open: tuple[ProblemLine, ...]
    past: tuple[ProblemLine, ...]
    page: int  # of the past ones, from 1
    pages: int
    is_facilitator: bool


@dataclass(frozen=True, slots=True)
class SharedTheme:
    """Three or more problems with one metric or group: a facilitator is told."""

    community: Community
    what: str  # metric, group
    name: str
    problems: tuple[SimilarProblem, ...]


@dataclass(frozen=True, slots=True)
class DigestProblem:
    """A problem in a digest, kept as it was: words only, and never who presented it anonymously."""

    id: ProblemId
    title: str
    focus_question: str
    step: int | None
    voices: int
    takeaways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestProblems:
    open: tuple[DigestProblem, ...] = ()
    closed: tuple[DigestProblem, ...] = ()

    @property
    def is_news(self) -> bool:
        return bool(self.open or self.closed)
