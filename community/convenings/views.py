"""What callers see of convenings: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from community.ids import ChannelId, CommunityId, ConveningId, LearningId, UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class AgendaItem:
    topic: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Answers:
    """RSVPs that count for the time that holds now, in order of answering."""

    going: tuple[UserId, ...] = ()
    maybe: tuple[UserId, ...] = ()
    declined: tuple[UserId, ...] = ()

    def of(self, user_id: UserId) -> str | None:
        """What this person answered: going, maybe or declined."""
        said = {"going": self.going, "maybe": self.maybe, "declined": self.declined}
        return next((answer for answer, people in said.items() if user_id in people), None)


@dataclass(frozen=True, slots=True)
class RsvpNote:
    user_id: UserId
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class Convening:
    id: ConveningId
    workspace_id: WorkspaceId
    community_id: CommunityId
    community_name: str
    home_channel: ChannelId
    title: str
    objectives: str
    starts_local: datetime  # wall time, naive, in `zone`
    zone: str  # IANA
    minutes: int
    starts_at: datetime  # aware UTC
    ends_at: datetime
    mode: str  # virtual, in_person, hybrid
    place: str
    link: str
    facilitator: UserId | None
    note_taker: UserId | None
    spotlight: str
    announce_at: datetime
    agenda: tuple[AgendaItem, ...]
    is_cancelled: bool
    cancel_reason: str
    sequence: int
    version: int

    @property
    def unplanned_minutes(self) -> int:
        """Minutes of the session the agenda leaves open."""
        return self.minutes - sum(item.minutes for item in self.agenda)


@dataclass(frozen=True, slots=True)
class ConveningWithAnswers:
    convening: Convening
    answers: Answers
    notes: tuple[RsvpNote, ...]
    unanswered: int  # how many members have not answered; never their names


@dataclass(frozen=True, slots=True)
class RsvpResult:
    """One person's answer as it stands after their click."""

    convening: Convening
    answer: str  # going, maybe, declined
    note: str
    previous: str | None  # what they had answered before, for the time that holds now


@dataclass(frozen=True, slots=True)
class ConveningDraft:
    """What the schedule form asks, typed but not yet checked. `None` where nothing readable was given."""

    title: str
    objectives: str
    starts_on: date | None
    starts_time: time | None
    minutes_text: str  # "75", "75 min" or "1h15"
    mode: str
    place: str
    link: str
    agenda_text: str  # one a line: "Data walk, 20" or "Data walk 20 min"
    facilitator: UserId | None
    note_taker: UserId | None
    spotlight: str
    announce_on: date | None  # None: 14 days before at 9:00, at once if that is past
    announce_time: time | None = None


@dataclass(frozen=True, slots=True)
class Prefill:
    """What was read out of the words after `/cop schedule`, and what could not be."""

    title: str = ""
    starts_on: date | None = None
    starts_time: time | None = None
    minutes: int | None = None
    unread: tuple[str, ...] = ()  # sentences: what was not understood, to be shown in the form


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, in words fit for a list: ("when", old, new).

    `was_at`: the start people knew, an aware UTC instant, when it is another one now.
    """

    what: str  # when, where, link, title, length, mode
    before: str
    after: str
    was_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announcement shows. `note` is the facilitator's line that was posted with it."""

    item: ConveningWithAnswers
    has_started: bool
    note: str


@dataclass(frozen=True, slots=True)
class Here:
    """A session and who said they are there, in that order; `note` as with the announcement."""

    convening: Convening
    people: tuple[UserId, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Recap:
    convening: Convening
    attended: tuple[UserId, ...]
    attendance_known: bool
    learnings: tuple[SharedLearning, ...]
    commitments: tuple[SharedCommitment, ...]


@dataclass(frozen=True, slots=True)
class PostedRecap:
    """A recap that stands in Slack, as it reads now; `note` as with the announcement."""

    recap: Recap
    note: str


@dataclass(frozen=True, slots=True)
class SharedLearning:
    id: LearningId
    text: str
    author: UserId | None  # None: "a member"
    convening_title: str = ""


@dataclass(frozen=True, slots=True)
class SharedCommitment:
    user_id: UserId
    text: str
