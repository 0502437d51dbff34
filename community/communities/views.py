"""What callers see of a community: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from community.ids import ChannelId, CommunityId, UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class Purpose:
    """The three parts of a purpose statement."""

    whom: str  # for whom
    shared: str  # who share what interest or concern
    practice: str  # and commit to learn together how best to do what


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without messages to people, both ends included."""

    starts_on: date
    ends_on: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Community:
    id: CommunityId
    workspace_id: WorkspaceId
    name: str
    purpose: Purpose
    home_channel: ChannelId
    leaders_channel: ChannelId | None
    zone: str  # IANA
    year_starts_on: date
    year_ends_on: date
    semester_ends_on: date
    digest_weekday: int  # 0 is Monday
    digest_time: time  # wall time in `zone`
    facilitators: tuple[UserId, ...]
    holidays: tuple[Holiday, ...]
    skips_quiet_weeks: bool
    version: int
    channel_trouble: str | None = None  # Slack's word for why the home channel cannot be posted to
    reviews_problems: bool = False  # a facilitator looks at a problem of practice before others do
    keeps_contributions: bool = False  # the words of replies in problem threads are stored, not only counted
    learning_reaction: str = "bulb"  # the emoji that makes a message a key learning, by name; "": none does
    reviews_digest: bool = False  # facilitators get the digest's draft a day before


@dataclass(frozen=True, slots=True)
class CommunityDraft:
    """What `/cop setup` asks, already typed; words not yet checked."""

    name: str
    purpose: Purpose
    zone: str
    facilitators: tuple[UserId, ...]
    leaders_channel: ChannelId | None
    year_starts_on: date | None
    year_ends_on: date | None
    semester_ends_on: date | None
    digest_weekday: int
    digest_time: time
    holidays_text: str = ""  # one a line: "2026-11-26 to 2026-11-27 Thanksgiving"
    skips_quiet_weeks: bool = False
    reviews_problems: bool = False
    keeps_contributions: bool = False
    learning_reaction: str = ":bulb:"  # as typed: a name, a name between colons, or the emoji itself
    reviews_digest: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the workspace as Slack describes them."""

    user_id: UserId
    name: str
    zone: str | None
    is_bot: bool = False
    is_guest: bool = False
    is_deactivated: bool = False
    job: str = ""  # what their profile says they do: who is alike in role


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """What the bot is going to send: one line of `/cop status`; like messages to many people are one line."""

    group: str  # names the line in buttons: kind, subject's head and minute, at most 100 characters
    kind: str  # DeliveryKind
    title: str  # of the convening, or the community's name
    recipient: str  # a channel or user id
    recipients: int  # how many people or channels this line stands for
    is_channel: bool
    due_at: datetime
    note: str
    can_take_note: bool
    can_go_now: bool = True  # False: it tells of a session that has not begun, or not ended


@dataclass(frozen=True, slots=True)
class FailedMessage:
    kind: str
    title: str
    recipient: str
    is_channel: bool
    state: str  # failed or expired
    error: str  # Slack's word, e.g. is_archived; "" for expired
    advice: str  # plain words: what to do about it
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusPage:
    community: Community
    planned: tuple[PlannedMessage, ...]
    planned_more: int
    failed: tuple[FailedMessage, ...]
