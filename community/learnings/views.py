"""What callers see of key learnings: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from community.communities.views import Community
from community.ids import CommunityId, LearningId, QuestionId, UserId

KINDS = ("success", "strategy", "did_not_work", "challenge", "question", "resource")
LONGEST = 3_000  # characters of a learning
LONGEST_QUESTION = 1_000  # characters of a question about one, and of its answer


@dataclass(frozen=True, slots=True)
class Source:
    """Where a learning came from. `kind`: feedback, pdsa, problem, follow_up, message, recap, form.

    `title`: of the convening, cycle or problem; "" for a message or a form. `channel` and `ts`: of the
    message or the recap. `state`: "", edited or deleted, for a message that changed since.
    """

    kind: str
    title: str = ""
    channel: str | None = None
    ts: str | None = None
    state: str = ""
    convening_id: int | None = None
    cycle_id: int | None = None
    problem_id: int | None = None


@dataclass(frozen=True, slots=True)
class Learning:
    id: LearningId
    community_id: CommunityId
    kind: str
    text: str
    author: UserId | None  # None: "a member"
    source: Source
    tags: tuple[str, ...]
    shared_on: date
    endorsements: int
    also_said: int
    is_withdrawn: bool
    version: int


@dataclass(frozen=True, slots=True)
class LearningForReader:
    """A learning with what this reader may do with it."""

    learning: Learning
    has_endorsed: bool = False
    may_edit: bool = False  # whose it is, or a facilitator
    source_url: str = ""  # a link to the message it came from
    is_mine: bool = False  # also if it goes without a name
    may_ask: bool = False  # somebody can be asked about it, and it is not the reader


@dataclass(frozen=True, slots=True)
class LearningDraft:
    """What `/cop learning` asks, not yet checked."""

    text: str = ""
    kind: str = "success"
    tags_text: str = ""  # with commas between
    shows_name: bool = True


@dataclass(frozen=True, slots=True)
class LearningForm:
    community: Community
    draft: LearningDraft
    learning: Learning | None = None  # the one that is edited
    is_mine: bool = True  # then its author decides about the name
    convening_title: str = ""  # of the convening whose recap led here


@dataclass(frozen=True, slots=True)
class KeptLearning:
    """What came of keeping one. `joined`: somebody had said the same, so it was counted there; `is_own`: that
    was the same person, whom it counts once. `is_known`: this very message is kept already."""

    learning: Learning
    joined: bool = False
    is_own: bool = False
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class LearningRequest:
    """Somebody would like to keep this person's message as a learning."""

    id: int
    community_name: str
    asked_by: UserId
    author: UserId
    text: str  # "" once answered
    channel: str
    ts: str
    state: str  # asked, yes, no, withdrawn, expired


@dataclass(frozen=True, slots=True)
class Search:
    """What `/cop learnings` looks for. `words` may hold "quoted phrases" and beginnings of words."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class LearningsPage:
    community: Community
    search: Search
    found: tuple[LearningForReader, ...]
    count: int
    page: int  # from 1
    pages: int
    tags: tuple[str, ...] = ()  # the most used, to choose from
    is_own_only: bool = False  # the reader is no member: only what is theirs is shown
    are_many: bool = False  # more than `count` have the words: the pages show the newest

    def with_found(self, found: tuple[LearningForReader, ...]) -> LearningsPage:
        return replace(self, found=found)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a learning's author, and the answer once there is one ("" until then).

    About a learning of "a member" the bot carries both: then `asker` and `answered_by` are None, for either
    reader. `answer` stays "" if the author replied in the thread themselves.
    """

    id: QuestionId
    learning: Learning
    asker: UserId | None
    text: str
    answer: str
    answered_by: UserId | None
    asked_at: datetime
    is_answered: bool = False
    is_in_thread: bool = False  # asked in the thread of a digest, for all to read


# Of a question: in a digest's thread for all to read; to the author, with the asker's name; or without names.
Way = Literal["thread", "named", "unnamed"]


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What the form to ask shows. `is_in_thread`: it will stand in the thread of a digest."""

    learning: Learning
    is_in_thread: bool = False

    @property
    def way(self) -> Way:
        """What the form tells of who will read the question, and whose name."""
        if self.learning.author is None:
            return "unnamed"
        return "thread" if self.is_in_thread else "named"
