"""One call of one method: who calls, with what, and what they may see."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from sandbox.errors import SlackError, invalid_arguments
from sandbox.events import read_scope
from sandbox.model import Channel, ChannelKind, InstalledApp, Json
from sandbox.rate_limits import Limit, RateLimits
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Workspace

T = TypeVar("T")


class Auth(Enum):
    """What a method wants to be called with."""

    BOT = "bot token"
    APP = "app token, in the header"
    NONE = "no token"


class RateLimited(Exception):
    """The call must wait `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(slots=True)
class Surroundings:
    """What the methods reach beside the workspace: the limits, the loop's timer, the socket tickets."""

    limits: RateLimits
    later: Callable[[float, Callable[[], object]], None]
    socket_url: Callable[[InstalledApp], str]


@dataclass(slots=True)
class Call:
    """A call on its way. `app` is the caller's; methods without a token must not look at it."""

    workspace: Workspace
    around: Surroundings
    args: Arguments
    method: str
    caller: InstalledApp | None
    authorization: str = ""

    @property
    def app(self) -> InstalledApp:
        if self.caller is None:
            raise SlackError("not_authed")
        return self.caller

    @property
    def bot(self) -> str:
        """The user id of the calling bot."""
        return self.app.bot_user_id

    def need_scope(self, *any_of: str) -> None:
        """`missing_scope`, with what is needed and provided, unless the app has one of these."""
        if not self.app.scopes.intersection(any_of):
            provided = ",".join(sorted(self.app.scopes))
            raise SlackError("missing_scope", needed=any_of[0], provided=provided)

    def visible_channel(self, name: str = "channel") -> Channel:
        """The conversation an argument names; `channel_not_found` also where the bot cannot see it."""
        channel_id = self.args.required(name)
        channel = self.workspace.channel(channel_id)
        if channel.is_private and self.bot not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def readable_channel(self, name: str = "channel") -> Channel:
        """As `visible_channel`, with the scope to read about its kind."""
        channel = self.visible_channel(name)
        self.need_scope(read_scope(channel.kind))
        return channel

    def managed_channel(self, *narrower: str) -> Channel:
        """A channel of people that the bot may manage: member, right scope, not archived, no direct message.

        `narrower` are ends of scopes that will do too: `write.topic` for `channels:write.topic`.
        """
        channel = self.visible_channel()
        if channel.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
        self.need_scope(*manage_scopes(channel.kind, *narrower))
        if self.bot not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def page(self, items: Sequence[T], *, default: int, most: int = 1000) -> tuple[Sequence[T], str]:
        """The asked-for page of a list and the cursor of the next one, `""` at the end."""
        limit = self.limit(default, most)
        start = self.cursor("offset")
        end = start + limit
        return items[start:end], encode_cursor("offset", end) if end < len(items) else ""

    def limit(self, default: int, most: int) -> int:
        """The `limit` argument; `invalid_limit` outside 1..`most`."""
        limit = self.args.integer("limit", default)
        if limit == 0:
            return default
        if not 1 <= limit <= most:
            raise SlackError("invalid_limit")
        return limit

    def cursor(self, kind: str) -> int:
        """The number within the `cursor` argument, 0 without one; `invalid_cursor` if it is not ours."""
        cursor = self.args.text("cursor")
        if not cursor:
            return 0
        try:
            name, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise SlackError("invalid_cursor") from None
        if name != kind or not number.isdecimal():
            raise SlackError("invalid_cursor")
        return int(number)


def encode_cursor(kind: str, number: int) -> str:
    """An opaque cursor that `Call.cursor(kind)` reads back."""
    return base64.b64encode(f"{kind}:{number}".encode()).decode()


def manage_scopes(kind: ChannelKind, *narrower: str) -> tuple[str, ...]:
    """The scopes any of which lets a bot manage a channel of this kind."""
    family = "groups" if kind is ChannelKind.PRIVATE else "channels"
    wide = "groups:write" if kind is ChannelKind.PRIVATE else "channels:manage"
    return (wide, *(f"{family}:{end}" for end in narrower))


def with_cursor(answer: Json, cursor: str) -> Json:
    """The answer with the next page's cursor where Slack puts it."""
    return {**answer, "response_metadata": {"next_cursor": cursor}}


def object_argument(call: Call, name: str) -> Json:
    """A required JSON object; `invalid_arguments` otherwise."""
    value = call.args.json(name)
    if value is None:
        raise invalid_arguments(f"missing required field: {name}")
    if not isinstance(value, dict):
        raise invalid_arguments(f"must be an object [json-pointer:/{name}]")
    return value


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: what performs it, the scopes of which it needs one, how often it may run."""

    name: str
    perform: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    limit: Limit = Limit.TIER_3
    auth: Auth = Auth.BOT
