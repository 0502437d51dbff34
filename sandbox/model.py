"""The things a workspace holds: people, channels, messages, views, files and installed apps."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

Json = dict[str, Any]


class Clock(Protocol):
    """What the workspace asks for the time. A movable clock makes a school year pass in a minute."""

    def now(self) -> datetime:
        """The present instant as an aware UTC datetime."""
        ...


def iso_text(at: datetime) -> str:
    """An aware UTC instant as ISO text ending in `Z`."""
    return at.isoformat().replace("+00:00", "Z")


@dataclass(slots=True, eq=False)
class User:
    """A person, a guest or an app's bot user.

    `tz` is an IANA zone; `title` what their profile says they do; `bot_id` is set for bots only.
    """

    id: str
    name: str
    real_name: str
    tz: str
    email: str
    is_guest: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0
    title: str = ""


class ChannelKind(StrEnum):
    """What sort of conversation it is; the value is the `channel_type` of message events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass(slots=True, eq=False)
class File:
    """An uploaded file. `shared_ts` maps a channel id to the message that shows the file there."""

    id: str
    name: str
    title: str
    user_id: str
    created: int
    expected_length: int
    content: bytes = b""
    uploaded: bool = False
    completed: bool = False
    mimetype: str = "application/octet-stream"
    shared_ts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Message:
    """One message. `user_id` wrote it; `bot_id` and `app_id` say that an app did.

    `thread_ts` is the parent's `ts` in a reply and `None` elsewhere; `reply_ts` lists a parent's replies.
    `ephemeral_to` names the only person who sees it.
    """

    ts: str
    channel_id: str
    user_id: str
    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    edited_by: str | None = None
    ephemeral_to: str | None = None
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    reply_ts: list[str] = field(default_factory=list)
    extra: Json = field(default_factory=dict)

    @property
    def key(self) -> str | None:
        """The value of `metadata.event_payload["key"]`, if the app put one there."""
        payload = (self.metadata or {}).get("event_payload")
        return payload.get("key") if isinstance(payload, dict) else None


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation. `members` is an ordered set; `timeline` is the top level of `messages`, oldest first.

    `ephemerals` are shown but are no part of the history.
    """

    id: str
    name: str
    kind: ChannelKind
    created: int
    creator: str
    members: dict[str, None] = field(default_factory=dict)
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    last_us: int = 0  # the newest `ts` in microseconds, so that no two messages share one

    @property
    def is_private(self) -> bool:
        return self.kind is not ChannelKind.PUBLIC

    @property
    def is_direct(self) -> bool:
        return self.kind in (ChannelKind.DIRECT, ChannelKind.GROUP_DIRECT)


class TokenState(StrEnum):
    """Whether a token still opens the door; the value of a dead one is the error Slack answers."""

    LIVE = "live"
    REVOKED = "token_revoked"
    UNINSTALLED = "account_inactive"
    EXPIRED = "token_expired"


@dataclass(slots=True, eq=False)
class InstalledApp:
    """An app with its manifest, its secrets, and what the manifest grants it."""

    id: str
    name: str
    manifest: Json
    bot_user_id: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    client_id: str
    client_secret: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactivity: bool
    socket_mode: bool
    token_state: TokenState = TokenState.LIVE

    @property
    def is_installed(self) -> bool:
        return self.token_state is TokenState.LIVE


@dataclass(slots=True, eq=False)
class View:
    """A modal or a Home tab before one person's eyes.

    `payload` is what the app sent. `state` holds what the person has entered so far, as
    `{block_id: {action_id: {...}}}`; whoever acts for the person writes it, an update keeps what still fits.
    """

    id: str
    app_id: str
    user_id: str
    payload: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.payload["type"])


@dataclass(slots=True, eq=False)
class ScheduledMessage:
    """A message an app asked to be posted at `post_at`, in Unix seconds."""

    id: str
    app_id: str
    channel_id: str
    post_at: int
    created: int
    arguments: Json


@dataclass(frozen=True, slots=True)
class RejectedCall:
    """A Web API call that was refused: what a simulation counts as invalid."""

    method: str
    error: str
    messages: tuple[str, ...]
    at: datetime
