"""What one person sees right now: their channels, direct messages, ephemeral messages, Home tab and modals.

What a `Screen` hands out are snapshots. A message or a form that changes later leaves them as they were, the
way an old picture of a screen stays old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge

from sandbox.controls import Control, controls_in
from sandbox.forms import Field, fields_of
from sandbox.model import Channel, ChannelKind, InstalledApp, Json, Message, User, View
from sandbox.reading import Reader
from sandbox.shapes import message_shape, view_shape
from sandbox.workspace import Workspace


class NotOnScreen(Exception):
    """A person reached for something that is not on their screen. The message says what is."""


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as one person sees it. `text` is all that can be read in it; `shape` is Slack's own JSON."""

    channel_id: str
    channel_name: str
    ts: str
    thread_ts: str | None
    author_id: str
    author: str
    app_id: str | None
    text: str
    controls: tuple[Control, ...]
    is_ephemeral: bool
    is_edited: bool
    files: tuple[str, ...]
    reactions: tuple[tuple[str, int], ...]
    shape: Json

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [control.label for control in self.controls if control.is_button]

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.shape.get("blocks", [])
        return blocks


@dataclass(frozen=True, slots=True)
class ShownView:
    """A modal or a Home tab as one person sees it. `submit` and `close` are button labels."""

    id: str
    app_id: str
    callback_id: str
    type: str
    title: str
    submit: str | None
    close: str | None
    text: str
    fields: tuple[Field, ...]
    controls: tuple[Control, ...]
    shape: Json

    @property
    def buttons(self) -> list[str]:
        return [control.label for control in self.controls if control.is_button]

    @property
    def labels(self) -> list[str]:
        """The labels of the fields, in order."""
        return [field.label for field in self.fields]

    @property
    def values(self) -> dict[str, object]:
        """What is in the fields now, by label: strings, option texts, ids, or lists of these."""
        return {field.label: _readable(field) for field in self.fields}

    def field(self, name: str) -> Field:
        """The field with this label, block id or action id; `NotOnScreen` names those there are."""
        for field in self.fields:
            if field.is_called(name):
                return field
        raise NotOnScreen(f"“{self.title}” has no field {name!r}, only: {', '.join(self.labels) or 'none'}")


def _readable(field: Field) -> object:
    value = field.value
    if isinstance(value, dict) and "text" in value:
        return field.chosen[0]
    return field.chosen if isinstance(value, list) and field.chosen else value


class Screen:
    """One person's Slack client, reading the workspace with that person's eyes and rights."""

    def __init__(self, workspace: Workspace, user: User) -> None:
        self._workspace = workspace
        self._user = user

    @property
    def reader(self) -> Reader:
        """Reads with the zone the person has now."""
        return Reader(self._workspace, self._user)

    # --- channels

    def channels(self) -> list[Channel]:
        """The conversations in the person's side bar, direct ones included, archived ones not."""
        every = self._workspace.channels.values()
        return [c for c in every if self._user.id in c.members and not c.is_archived]

    def channel(self, name: str) -> Channel:
        """A conversation the person is in, by name (with or without `#`) or id; `NotOnScreen` otherwise.

        Archived ones can still be read.
        """
        wanted = name.removeprefix("#")
        visible = [c for c in self._workspace.channels.values() if self._user.id in c.members]
        for channel in visible:
            if wanted in (channel.id, channel.name):
                return channel
        names = ", ".join(f"#{channel.name}" for channel in visible if not channel.is_direct)
        raise NotOnScreen(f"{self._user.real_name} is in no channel {name!r}, only in: {names or 'none'}")

    def direct_channel(self, app: InstalledApp) -> Channel | None:
        """The person's conversation with the app's bot, if there ever was one."""
        return self._workspace.find_direct_channel((self._user.id, app.bot_user_id))

    # --- messages

    def messages(self, channel: Channel) -> list[ShownMessage]:
        """What a channel shows, oldest first: its top level, and what only this person sees."""
        top = [channel.messages[ts] for ts in channel.timeline]
        mine = [m for m in channel.ephemerals.values() if m.ephemeral_to == self._user.id]
        return [self.shown(message) for message in merge(top, mine, key=_ts)]

    def thread(self, channel: Channel, ts: str) -> list[ShownMessage]:
        """A message and its replies, oldest first."""
        parent = self._workspace.message(channel, ts)
        return [self.shown(m) for m in (parent, *(channel.messages[ts] for ts in parent.reply_ts))]

    def dms(self) -> list[ShownMessage]:
        """What bots wrote to this person alone, oldest first; their ephemeral messages there included."""
        direct = [c for c in self.channels() if c.kind is ChannelKind.DIRECT]
        messages = [shown for channel in direct for shown in self.messages(channel) if shown.app_id]
        return sorted(messages, key=lambda shown: shown.ts)

    def ephemerals(self) -> list[ShownMessage]:
        """The messages only this person sees, oldest first."""
        hidden = (m for c in self.channels() for m in c.ephemerals.values())
        mine = (m for m in hidden if m.ephemeral_to == self._user.id)
        return [self.shown(message) for message in sorted(mine, key=_ts)]

    def newest_first(self, channel: Channel | None = None) -> Iterator[Message]:
        """Every message the person could scroll to, threads and ephemeral ones included, newest first."""
        channels = [channel] if channel is not None else self.channels()
        streams = [iterator for c in channels for iterator in self._streams(c)]
        return merge(*streams, key=_ts, reverse=True)

    def _streams(self, channel: Channel) -> tuple[Iterator[Message], Iterator[Message]]:
        mine = (m for m in reversed(channel.ephemerals.values()) if m.ephemeral_to == self._user.id)
        return reversed(channel.messages.values()), mine

    def shown(self, message: Message) -> ShownMessage:
        """A snapshot of one message."""
        channel = self._workspace.channels[message.channel_id]
        return ShownMessage(
            channel_id=channel.id,
            channel_name=channel.name,
            ts=message.ts,
            thread_ts=message.thread_ts,
            author_id=message.user_id,
            author=self.reader.person_name(message.user_id),
            app_id=message.app_id,
            text=self.message_text(message),
            controls=tuple(controls_in(blocks_of(message), self.reader)),
            is_ephemeral=message.ephemeral_to is not None,
            is_edited=message.edited_ts is not None,
            files=tuple(file.title or file.name for file in message.files),
            reactions=tuple((name, len(who)) for name, who in message.reactions.items()),
            shape=self._shape(message),
        )

    def _shape(self, message: Message) -> Json:
        shape = message_shape(self._workspace, message)
        return {**shape, "is_ephemeral": True} if message.ephemeral_to else shape

    def message_text(self, message: Message) -> str:
        """What a person reads: the blocks if there are any, else the text; attachments and file names too."""
        reader = self.reader
        pieces = [reader.blocks(message.blocks) if message.blocks else reader.mrkdwn(message.text)]
        for attachment in message.attachments or ():
            pieces.append(reader.mrkdwn(str(attachment.get("text") or attachment.get("fallback") or "")))
            pieces.append(reader.blocks(attachment.get("blocks", ())))
        pieces += [file.title or file.name for file in message.files]
        return "\n".join(piece for piece in pieces if piece)

    # --- views

    def modals(self) -> list[ShownView]:
        """The modals the person has open, the one in front last."""
        return [self.view(view) for view in self._workspace.views.stack(self._user.id)]

    def modal(self) -> ShownView | None:
        """The modal in front, if one is open."""
        top = self._workspace.views.top(self._user.id)
        return self.view(top) if top is not None else None

    def home(self, app: InstalledApp) -> ShownView | None:
        """The app's Home tab as last published for this person."""
        view = self._workspace.views.home(app, self._user.id)
        return self.view(view) if view is not None else None

    def view(self, view: View) -> ShownView:
        """A snapshot of one view with all that was entered."""
        blocks, reader = view.payload["blocks"], self.reader
        return ShownView(
            id=view.id,
            app_id=view.app_id,
            callback_id=str(view.payload.get("callback_id", "")),
            type=view.type,
            title=reader.text_object(view.payload.get("title")),
            submit=reader.text_object(view.payload.get("submit")) or None,
            close=reader.text_object(view.payload.get("close")) or None,
            text=reader.blocks(blocks),
            fields=tuple(fields_of(blocks, view.state, reader)),
            controls=tuple(controls_in(blocks, reader)),
            shape=view_shape(self._workspace, view),
        )

    # --- all of it

    def everything(self) -> Iterator[str]:
        """Every text on the screen or one scroll away: modals, Home tabs, messages with the newest first."""
        yield from (f"{view.title}\n{view.text}" for view in reversed(self.modals()))
        for app in self._workspace.apps.values():
            if (home := self.home(app)) is not None:
                yield home.text
        yield from (self.message_text(message) for message in self.newest_first())

    def sees(self, text: str) -> bool:
        """Whether `text` stands anywhere on the screen."""
        return any(text in shown for shown in self.everything())


def _ts(message: Message) -> str:
    return message.ts


def blocks_of(message: Message) -> list[Json]:
    """The blocks of a message, those in its attachments included."""
    attached = [block for a in message.attachments or () for block in a.get("blocks", ())]
    return [*(message.blocks or ()), *attached]
