"""What Slack sends, read once into typed values. Nothing behind this module sees a payload's dictionary."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from community.communities.views import Person
from community.ids import ChannelId, CommunityId, ConveningId, UserId, WorkspaceId
from community.work import Caller
from message_templates.ids import ActionId
from message_templates.values import Ref, UnreadableRef, make_ref, read_ref

Body = Mapping[str, Any]


class Surface(Enum):
    """Where on the person's screen something was clicked: it decides where the answer goes."""

    CHANNEL = auto()  # a message everyone sees
    DIRECT = auto()  # a message of the person's own conversation with the bot
    EPHEMERAL = auto()  # a message only this person sees
    HOME = auto()
    MODAL = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `text` is what followed it, with Slack's `<@U1|ada>` written as a person would."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    name: str
    channel: ChannelId
    channel_name: str
    text: str
    trigger_id: str
    respond: AsyncWebhookClient | None = field(repr=False, compare=False)

    @property
    def answers_choice(self) -> bool:
        """Never: a command asks, and is not asked."""
        return False

    def ref_text(self, **ids: object) -> str:
        """The metadata of a form opened by this command: the given ids, and where the command was run."""
        return make_ref(**({"channel": self.channel} | ids))


@dataclass(frozen=True, slots=True)
class Click:
    """A button that was pressed."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    action: str
    value: str | None
    surface: Surface
    channel: ChannelId | None  # of the message; None on Home and in a modal
    message_ts: str | None
    trigger_id: str
    respond: AsyncWebhookClient | None = field(repr=False, compare=False)  # None on Home and in a modal
    opened_from: Ref  # in a modal: what its metadata says; empty elsewhere
    values: FormValues = field(repr=False, compare=False)  # in a modal: what its fields hold; empty elsewhere
    view_id: str | None  # of the modal or the Home tab; None in a message

    @property
    def answers_choice(self) -> bool:
        """Whether it says which community is meant: that question has been answered, and may go."""
        return self.action == ActionId.COMMUNITY_CHOOSE

    @property
    def ref(self) -> Ref:
        """What the button points to. Raises `UnreadableRef` for an older or foreign value."""
        return read_ref(self.value)

    def community(self) -> CommunityId:
        """Raises `UnreadableRef` when the button names no community."""
        return community_of(self.ref)

    def convening(self) -> ConveningId:
        """Raises `UnreadableRef` when the button names no convening."""
        return convening_of(self.ref)

    def ref_text(self, *, in_place: bool = False, **ids: object) -> str:
        """The metadata of a form opened by this click: the given ids, and where its answer will be shown.

        `in_place`: it takes the place of the direct message that was clicked, which has served its purpose.
        """
        return make_ref(**(self._origin(in_place=in_place) | ids))

    def _origin(self, *, in_place: bool) -> dict[str, object]:
        if self.surface is Surface.MODAL:
            return {"channel": self.opened_from.channel, "ts": self.opened_from.ts}
        if in_place and self.surface is Surface.DIRECT:
            return {"channel": self.channel, "ts": self.message_ts}
        return {"channel": self.channel}


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent. Its `inputs` are the names beside which a problem can be shown, in order."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    form: str
    metadata: str
    values: FormValues
    inputs: tuple[str, ...]

    @property
    def ref(self) -> Ref:
        """What the form is about. Raises `UnreadableRef` for an older or foreign form."""
        return read_ref(self.metadata)

    def community(self) -> CommunityId:
        """Raises `UnreadableRef` when the form names no community."""
        return community_of(self.ref)

    def convening(self) -> ConveningId:
        """Raises `UnreadableRef` when the form names no convening."""
        return convening_of(self.ref)

    def ref_text(self, **ids: object) -> str:
        """The metadata of this form shown once more: as it was, with the given ids instead."""
        return make_ref(**(self.ref.model_dump(exclude_none=True) | ids))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global shortcut: started from anywhere, so what it says is a direct message."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    name: str
    trigger_id: str

    @property
    def channel(self) -> ChannelId:
        """Where its answers go: the person, by direct message."""
        return ChannelId(self.caller.user_id)

    def ref_text(self, **ids: object) -> str:
        """The metadata of a form opened by this shortcut: its answer will be a direct message."""
        return make_ref(**({"channel": self.channel} | ids))


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """A shortcut from a message's menu. `text` is what the message says, as a person would type it."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    name: str
    trigger_id: str
    channel: ChannelId
    ts: str
    thread_ts: str | None
    text: str = field(repr=False)
    author: UserId | None  # None: no person wrote it

    def ref_text(self, **ids: object) -> str:
        """The metadata of a form opened by this shortcut: its answer will be shown where the message is."""
        return make_ref(**({"channel": self.channel} | ids))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the workspace. `about` is Slack's inner event."""

    caller: Caller
    client: AsyncWebClient = field(repr=False, compare=False)
    type: str
    about: Body = field(repr=False)
    is_about_bot: bool  # the person of the event is the bot itself
    bot_user_id: str = ""

    @property
    def channel(self) -> ChannelId:
        """The channel's id: some events carry it alone, some within an object. Empty when there is none."""
        found = self.about.get("channel")
        return ChannelId(str(found.get("id", "") if isinstance(found, Mapping) else found or ""))

    @property
    def channel_name(self) -> str:
        """Of a rename: the new name, without the #."""
        found = self.about.get("channel")
        return str(found.get("name", "")) if isinstance(found, Mapping) else ""


class FormValues:
    """The state of a form's inputs by field name. What was left empty is `None`, `""`, `False` or `()`."""

    def __init__(self, state: Mapping[str, Mapping[str, Body]]) -> None:
        self._elements = {name: next(iter(block.values())) for name, block in state.items() if block}

    def text(self, name: str) -> str:
        return storable(str(self._of(name, "value") or "")).strip()

    def choice(self, name: str) -> str | None:
        """Of a menu or radio buttons."""
        chosen = self._of(name, "selected_option")
        return str(chosen["value"]) if chosen else None

    def ticks(self, name: str) -> frozenset[str]:
        """The values ticked in a group of check boxes."""
        return frozenset(str(option["value"]) for option in self._of(name, "selected_options") or ())

    def is_ticked(self, name: str) -> bool:
        """Of a check box that stands alone."""
        return bool(self.ticks(name))

    def user(self, name: str) -> UserId | None:
        found = self._of(name, "selected_user")
        return UserId(found) if found else None

    def users(self, name: str) -> tuple[UserId, ...]:
        return tuple(UserId(user) for user in self._of(name, "selected_users") or ())

    def channel(self, name: str) -> ChannelId | None:
        found = self._of(name, "selected_conversation") or self._of(name, "selected_channel")
        return ChannelId(found) if found else None

    def date(self, name: str) -> date | None:
        found = self._of(name, "selected_date")
        return date.fromisoformat(found) if found else None

    def time(self, name: str) -> time | None:
        found = self._of(name, "selected_time")
        return time.fromisoformat(found) if found else None

    def chosen(self) -> dict[str, str]:
        """Every menu and radio field that was answered, with the value chosen."""
        choices = {name: self.choice(name) for name in self._elements}
        return {name: value for name, value in choices.items() if value is not None}

    def typed(self) -> dict[str, str]:
        """Every text field, with what was typed; empty text included."""
        is_text = {name for name, element in self._elements.items() if "value" in element}
        return {name: self.text(name) for name in self._elements if name in is_text}

    def _of(self, name: str, key: str) -> Any:
        return self._elements.get(name, {}).get(key)


def read_command(body: Body, context: AsyncBoltContext) -> Command:
    caller = _caller(context, body["user_id"], f"command:{body['trigger_id']}")
    return Command(
        caller=caller,
        client=_client(context),
        name=body["command"],
        channel=ChannelId(body["channel_id"]),
        channel_name=body.get("channel_name", ""),
        text=readable(body.get("text", "")),
        trigger_id=body["trigger_id"],
        respond=_responder(body, _client(context)),
    )


def read_click(body: Body, context: AsyncBoltContext) -> Click:
    action = body["actions"][0]
    container = body.get("container", {})
    return Click(
        caller=_caller(context, body["user"]["id"], f"click:{body['trigger_id']}"),
        client=_client(context),
        action=action.get("action_id", ""),
        value=_clicked_value(action),
        surface=_surface(body, container),
        channel=_channel_of_click(body, container),
        message_ts=container.get("message_ts"),
        trigger_id=body["trigger_id"],
        respond=_responder(body, _client(context)),
        opened_from=_metadata(body),
        values=_values_of(body.get("view") or {}),
        view_id=(body.get("view") or {}).get("id"),
    )


def read_shortcut(body: Body, context: AsyncBoltContext) -> Shortcut | MessageShortcut:
    """Slack names both alike; one that was started on a message brings the message."""
    caller = _caller(context, body["user"]["id"], f"shortcut:{body['trigger_id']}")
    client, name, trigger_id = _client(context), body.get("callback_id", ""), body["trigger_id"]
    if body.get("type") != "message_action":
        return Shortcut(caller, client, name, trigger_id)
    message = body.get("message") or {}
    return MessageShortcut(
        caller=caller,
        client=client,
        name=name,
        trigger_id=trigger_id,
        channel=ChannelId(body["channel"]["id"]),
        ts=str(body.get("message_ts") or message.get("ts", "")),
        thread_ts=message.get("thread_ts"),
        text=readable(message.get("text") or ""),
        author=UserId(message["user"]) if message.get("user") and not message.get("bot_id") else None,
    )


def read_submission(body: Body, context: AsyncBoltContext) -> Submission:
    view = body["view"]
    user = body["user"]["id"]
    return Submission(
        caller=_caller(context, user, f"view:{view['id']}:{view.get('hash', '')}:{user}"),
        client=_client(context),
        form=view.get("callback_id", ""),
        metadata=view.get("private_metadata", ""),
        values=_values_of(view),
        inputs=tuple(block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"),
    )


def read_event(body: Body, context: AsyncBoltContext) -> Event:
    about = body["event"]
    user = about.get("user", "")
    user_id = str(user.get("id", "") if isinstance(user, Mapping) else user)
    return Event(
        caller=_caller(context, user_id, f"event:{body['event_id']}" if "event_id" in body else None),
        client=_client(context),
        type=about.get("type", ""),
        about=about,
        is_about_bot=bool(user_id) and user_id == context.bot_user_id,
        bot_user_id=context.bot_user_id or "",
    )


def person_from(user: Body) -> Person:
    """A person as `users.info`, `user_change` and `team_join` describe them."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), user.get("real_name"), profile.get("real_name"), user.get("name"))
    return Person(
        user_id=UserId(user["id"]),
        name=storable(next((name for name in names if name), user["id"])),
        zone=user.get("tz") or None,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        is_deactivated=bool(user.get("deleted")),
        job=storable(str(profile.get("title") or "")),
    )


def readable(text: str) -> str:
    """Words as they were typed: `<@U1|ada>` is @ada, `<#C1|math>` is #math, `<https://x|x>` its address."""
    return storable(html.unescape(_ENTITY.sub(_as_typed, text))).strip()


def instant_of_ts(ts: str) -> datetime:
    """When Slack took the message of that name."""
    return datetime.fromtimestamp(float(ts), UTC)


def storable(text: str) -> str:
    """Without NUL and halves of characters, which JSON can carry and PostgreSQL cannot keep.

    Its driver would quote the whole text in its error, and so in the log.
    """
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ENTITY = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def _as_typed(entity: re.Match[str]) -> str:
    mark, target, label = entity.groups()
    if mark == "":
        return target.removeprefix("mailto:")
    return f"{'#' if mark == '#' else '@'}{label or target}"


def community_of(ref: Ref) -> CommunityId:
    if ref.community is None:
        raise UnreadableRef("no community is named")
    return CommunityId(ref.community)


def convening_of(ref: Ref) -> ConveningId:
    if ref.convening is None:
        raise UnreadableRef("no convening is named")
    return ConveningId(ref.convening)


def _caller(context: AsyncBoltContext, user_id: str, receipt: str | None) -> Caller:
    # The workspace the bot is installed in, not the person's own: they differ in shared channels.
    return Caller(WorkspaceId(context.team_id or ""), UserId(user_id), receipt)


def _client(context: AsyncBoltContext) -> AsyncWebClient:
    if context.client is None:
        raise RuntimeError("Bolt gave no client")
    return context.client


def _responder(body: Body, client: AsyncWebClient) -> AsyncWebhookClient | None:
    """Bolt's own `respond` opens a connection for each reply, and repeats one whose connection broke."""
    url = body.get("response_url")
    if not url:
        return None
    responder = AsyncWebhookClient(url, session=client.session, retry_handlers=[])
    responder.proxy = client.proxy  # without one it would look into the environment, past NO_PROXY
    return responder


def _clicked_value(action: Body) -> str | None:
    chosen = action.get("selected_option") or {}
    value = action.get("value") or chosen.get("value")
    return None if value is None else str(value)


def _surface(body: Body, container: Body) -> Surface:
    if container.get("type") == "view" or "view" in body:
        return Surface.HOME if body.get("view", {}).get("type") == "home" else Surface.MODAL
    if container.get("is_ephemeral"):
        return Surface.EPHEMERAL
    channel = _channel_of_click(body, container) or ""
    return Surface.DIRECT if channel.startswith("D") else Surface.CHANNEL


def _channel_of_click(body: Body, container: Body) -> ChannelId | None:
    found = container.get("channel_id") or (body.get("channel") or {}).get("id")
    return ChannelId(found) if found else None


def _values_of(view: Body) -> FormValues:
    return FormValues((view.get("state") or {}).get("values") or {})


def _metadata(body: Body) -> Ref:
    try:
        return read_ref((body.get("view") or {}).get("private_metadata"))
    except UnreadableRef:
        return Ref()
