"""What callers see of digests: drafts, what was told, and what came back. Frozen, free of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from community.communities.views import Community
from community.feedback.views import FeedbackTrend
from community.ids import AskId, CommunityId, DigestId, LearningId, OfferId, UserId
from community.learnings.views import Source
from community.objectives.views import Progress
from community.pdsa.views import DigestCycles
from community.problems.views import DigestProblems

# Parts of a digest that people may want less of, and that a facilitator may leave out of one digest.
PARTS: Final = ("learnings", "objectives", "cycles", "problems", "feedback", "convenings")
MORE_AT_ONCE: Final = 10  # learnings in one message of the thread under a digest
LONGEST_INTRO: Final = 1_000  # characters
LONGEST_NOTE: Final = 1_000
LONGEST_WORDS: Final = 1_000  # of an ask, an offer, an outcome


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
class ToldLearning:
    """A learning in a digest, with the words that hold now: edited ones are told as edited.

    Of a withdrawn one nothing is left but that there was one. `gained`: told before, and found useful by so
    many more people since; 0 when it is told for the first time.
    """

    id: LearningId
    kind: str
    text: str
    author: UserId | None  # None: "a member"
    source: Source
    tags: tuple[str, ...] = ()
    endorsements: int = 0
    also_said: int = 0
    shared_on: date | None = None
    gained: int = 0
    is_withdrawn: bool = False

    @property
    def is_again(self) -> bool:
        return self.gained > 0


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Who may miss the year's requirement: a team by name, or a person alone (`owner` is "" then)."""

    owner: str
    person: UserId | None
    why: str  # a sentence


@dataclass(frozen=True, slots=True)
class Requirement:
    """How the community stands with the cycles a year asks for. For leaders."""

    required: int = 0  # cycles a year; 0: no team has a cycle
    owners: int = 0  # teams, and people alone
    met: int = 0  # owners that have finished them all
    at_risk: tuple[AtRisk, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """How many of the members were heard from in the period; never who was, or was not."""

    people: int = 0
    members: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody's offer of help. `outcome`: what came of it, "" while nobody has said."""

    id: OfferId
    ask_id: AskId | None
    ask_text: str  # "" for an offer on no ask
    offered_by: UserId
    text: str
    offered_at: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something a community asks of its leaders, with the offers of help on it, oldest first."""

    id: AskId
    text: str
    asked_by: UserId
    asked_at: datetime
    outcome: str = ""
    is_settled: bool = False
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class AnsweredQuestions:
    """That questions about a learning were answered: how many. What was said stays between the two."""

    learning: ToldLearning
    count: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What was told of a period, or would be now. `id`, `covers_to`: of a preview those of the open period.

    `learnings` lead, best first, at most five. Each learning stands in one of `learnings`, `bright_spots`,
    `did_not_work` and `more`.
    """

    id: DigestId
    community: Community
    covers_from: datetime
    covers_to: datetime
    learnings: tuple[ToldLearning, ...]
    feedback: tuple[FeedbackTrend, ...]
    held: tuple[HeldConvening, ...]
    next_convening: NextConvening | None
    cycles: DigestCycles = field(default_factory=DigestCycles)
    problems: DigestProblems = field(default_factory=DigestProblems)
    bright_spots: tuple[ToldLearning, ...] = ()
    did_not_work: tuple[ToldLearning, ...] = ()
    more: tuple[ToldLearning, ...] = ()
    objectives: tuple[Progress, ...] = ()
    requirement: Requirement = field(default_factory=Requirement)
    heard: Heard = field(default_factory=Heard)
    asks: tuple[Ask, ...] = ()  # of leaders: those open, then those settled in the period
    offers: tuple[Offer, ...] = ()  # made in the period, or whose outcome is told here
    answered: tuple[AnsweredQuestions, ...] = ()
    intro: str = ""  # a facilitator's words at the top of both editions
    leaders_note: str = ""  # a facilitator's words in the leaders' edition alone
    left_out: tuple[str, ...] = ()  # of `PARTS`: so that a quiet digest does not say nothing happened

    @property
    def all_learnings(self) -> tuple[ToldLearning, ...]:
        return (*self.learnings, *self.bright_spots, *self.did_not_work, *self.more)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is new. Cycles that only go on do not count, nor asks nobody answered yet."""
        return not (
            self.all_learnings
            or self.feedback
            or self.held
            or self.cycles.is_news
            or self.problems.is_news
            or self.offers
            or self.answered
            or any(ask.is_settled for ask in self.asks)
            or self.intro
        )

    @property
    def is_quiet_for_leaders(self) -> bool:
        """Whether there is nothing for leaders either: no note to them, and nothing newly asked of them."""
        is_asked = any(ask.asked_at >= self.covers_from for ask in self.asks)
        return self.is_quiet and not self.leaders_note and not is_asked

    @property
    def goes_to_members(self) -> bool:
        """Whether there is a members' edition: the community may want none in quiet weeks."""
        return not (self.is_quiet and self.community.skips_quiet_weeks)

    @property
    def goes_to_leaders(self) -> bool:
        """Whether there is a leaders' edition, as `goes_to_members`."""
        return not (self.is_quiet_for_leaders and self.community.skips_quiet_weeks)

    def more_page(self, page: int) -> tuple[ToldLearning, ...]:
        """What one message of the thread tells; `page` from 0, as in the delivery's context."""
        return self.more[page * MORE_AT_ONCE : (page + 1) * MORE_AT_ONCE]


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """What a facilitator makes of a draft.

    `first`: learnings that shall lead, in this order. `dropped`: learnings that shall not lead: they are
    told under "more". `without`: of `PARTS`, left out of this digest; what they would have told comes later.
    """

    intro: str = ""
    leaders_note: str = ""
    first: tuple[LearningId, ...] = ()
    dropped: tuple[LearningId, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessOf:
    """How many people want less of a part of the digest."""

    part: str
    people: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest that has not gone yet, as facilitators see it: `digest` is what would go now.

    `state`: open, held (by `held_by`, since `held_at`), gone. `due_at`: its hour; a held one may have passed
    it. `version`: to be sent back with an edit.
    """

    digest: Digest
    edit: DraftEdit
    due_at: datetime
    state: str
    held_by: UserId | None
    held_at: datetime | None
    version: int
    less_of: tuple[LessOf, ...] = ()

    @property
    def is_overdue(self) -> bool:
        """Held past its hour: released, it goes at once."""
        return self.state == "held" and self.due_at <= self.digest.covers_to


@dataclass(frozen=True, slots=True)
class AsksPage:
    """A page of `/cop asks`, from 1. `settled`: newest first. `offers`: on no ask, newest first.

    `may_settle`: the reader facilitates. `reads_by_dm`: they get the leaders' edition as a direct message.
    """

    community: Community
    open: tuple[Ask, ...]
    settled: tuple[Ask, ...]
    offers: tuple[Offer, ...]
    may_settle: bool
    reads_by_dm: bool
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class OfferForm:
    """What the form to offer help shows; `ask` None: help with anything in the digest."""

    community: Community
    digest_id: DigestId
    ask: Ask | None


@dataclass(frozen=True, slots=True)
class OfferNews:
    """An offer, for those who are told of it: facilitators, and who asked."""

    community: Community
    offer: Offer


@dataclass(frozen=True, slots=True)
class LessOfSaid:
    """What somebody wants less of now; `part` is the one just said or taken back."""

    community_id: CommunityId
    part: str
    parts: tuple[str, ...]
