"""Messages: written, edited, deleted, shown to one person, reacted to and pinned.

The verbs on ids (`post`, `edit`, `delete`, `react`, ...) are what people do. The verbs on objects
(`add_message`, `change_message`, ...) are what both people and the Web API come down to; they check
nothing, write the journal and tell the apps.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import SlackError
from sandbox.journal import Action, Entry
from sandbox.model import Channel, File, InstalledApp, Json, Message
from sandbox.shapes import file_shape, message_shape
from sandbox.state import State

_INTERACTIVE_PLACES = ("accessory", "element")


@dataclass(slots=True)
class Content:
    """What a message says; `None` means that there is none of it."""

    text: str = ""
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    files: list[File] = field(default_factory=list)


class Messages(State):
    """A workspace's messages, on top of who and what is in it."""

    # --- what people do

    def post(
        self,
        channel_id: str,
        user_id: str,
        text: str,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Message:
        """A person writes a message, or a reply when `thread_ts` is given.

        Raises `SlackError`: `not_in_channel`, `is_archived`, `thread_not_found`.
        """
        channel = self._channel_open_to(channel_id, user_id)
        if thread_ts is not None and thread_ts not in channel.messages:
            raise SlackError("thread_not_found")
        return self.add_message(
            channel, user_id, Content(text), thread_ts=thread_ts, broadcast=broadcast, client_msg_id=True
        )

    def edit(self, channel_id: str, ts: str, user_id: str, text: str) -> Message:
        """A person edits their own message; `SlackError("cant_update_message")` for anybody else's."""
        channel = self._channel_open_to(channel_id, user_id)
        message = self._own_message(channel, ts, user_id, "cant_update_message")
        self.change_message(channel, message, Content(text), by=user_id)
        return message

    def delete(self, channel_id: str, ts: str, user_id: str) -> None:
        """A person deletes their own message; `SlackError("cant_delete_message")` for anybody else's."""
        channel = self._channel_open_to(channel_id, user_id)
        self.remove_message(
            channel, self._own_message(channel, ts, user_id, "cant_delete_message"), by=user_id
        )

    def react(self, channel_id: str, ts: str, user_id: str, name: str) -> None:
        """A person adds an emoji; `SlackError("already_reacted")` the second time."""
        channel = self._channel_open_to(channel_id, user_id)
        self.add_reaction(channel, self.message(channel, ts), user_id, name)

    def unreact(self, channel_id: str, ts: str, user_id: str, name: str) -> None:
        """A person takes an emoji back; `SlackError("no_reaction")` if it was not there."""
        channel = self._channel_open_to(channel_id, user_id)
        self.remove_reaction(channel, self.message(channel, ts), user_id, name)

    def message(self, channel: Channel, ts: str) -> Message:
        """The message with this `ts`; `SlackError("message_not_found")` otherwise."""
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def _channel_open_to(self, channel_id: str, user_id: str) -> Channel:
        channel = self.channel(channel_id)
        if self.user(user_id).id not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def _own_message(self, channel: Channel, ts: str, user_id: str, otherwise: str) -> Message:
        message = self.message(channel, ts)
        if message.user_id != user_id or message.subtype in ("channel_join", "channel_leave", "tombstone"):
            raise SlackError(otherwise)
        return message

    # --- what happens

    def add_message(
        self,
        channel: Channel,
        user_id: str,
        content: Content,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        subtype: str | None = None,
        app: InstalledApp | None = None,
        client_msg_id: bool = False,
        extra: Json | None = None,
    ) -> Message:
        """Put a message into a channel, write the journal and tell the apps."""
        message = Message(
            ts=self.new_ts(channel),
            channel_id=channel.id,
            user_id=user_id,
            text=content.text,
            blocks=self.with_ids(content.blocks),
            attachments=content.attachments,
            thread_ts=thread_ts,
            subtype="thread_broadcast" if broadcast and thread_ts else subtype,
            bot_id=app.bot_id if app else None,
            app_id=app.id if app else None,
            metadata=content.metadata,
            files=content.files,
            extra=dict(extra or {}),
        )
        if client_msg_id:
            message.extra["client_msg_id"] = self.ids.next("m-")
        self._file_away(channel, message)
        self.note("file" if content.files else "post", channel, message, by=user_id)
        self._tell_of_new(channel, message)
        return message

    def _file_away(self, channel: Channel, message: Message) -> None:
        channel.messages[message.ts] = message
        if message.thread_ts is None or message.subtype == "thread_broadcast":
            channel.timeline.append(message.ts)
        if message.thread_ts is not None:
            insort(channel.messages[message.thread_ts].reply_ts, message.ts)

    def change_message(self, channel: Channel, message: Message, content: Content, *, by: str) -> None:
        """Replace what a message says; metadata stays unless new metadata is given."""
        listeners = self.audience("message", channel)
        before = message_shape(self, message) if listeners else {}
        message.text, message.blocks = content.text, self.with_ids(content.blocks)
        message.attachments = content.attachments
        message.metadata = content.metadata if content.metadata is not None else message.metadata
        message.edited_ts, message.edited_by = self.event_ts(), by
        self.note("update", channel, message, by=by)
        for app in listeners:
            self.emit_to(app, self._changed_event(channel, message, before))

    def _changed_event(self, channel: Channel, message: Message, before: Json) -> Json:
        return {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind.value,
            "message": message_shape(self, message),
            "previous_message": before,
            "ts": self.event_ts(),
            "event_ts": self.event_ts(),
        }

    def remove_message(self, channel: Channel, message: Message, *, by: str) -> None:
        """Delete a message. A parent with replies leaves a tombstone, as Slack does."""
        listeners = self.audience("message", channel)
        before = message_shape(self, message) if listeners else {}
        self.note("delete", channel, message, by=by)
        if message.reply_ts:
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks = message.attachments = message.metadata = None
            message.files.clear()
        else:
            self._take_out(channel, message)
        for app in listeners:
            self.emit_to(app, self._deleted_event(channel, message, before))

    def _take_out(self, channel: Channel, message: Message) -> None:
        del channel.messages[message.ts]
        _discard(channel.timeline, message.ts)
        if message.ts in channel.pins:
            channel.pins.remove(message.ts)
        parent = channel.messages.get(message.thread_ts) if message.thread_ts else None
        if parent is not None:
            _discard(parent.reply_ts, message.ts)

    def _deleted_event(self, channel: Channel, message: Message, before: Json) -> Json:
        return {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind.value,
            "deleted_ts": message.ts,
            "previous_message": before,
            "ts": self.event_ts(),
            "event_ts": self.event_ts(),
        }

    def _tell_of_new(self, channel: Channel, message: Message) -> None:
        listeners = self.audience("message", channel)
        mentioned = [
            app
            for app in self.audience("app_mention", channel)
            if f"<@{app.bot_user_id}" in message.text and app.id != message.app_id
        ]
        if not listeners and not mentioned:
            return
        event = self.message_event(channel, message)
        for app in listeners:
            self.emit_to(app, event)
        for app in mentioned:
            self.emit_to(app, {**event, "type": "app_mention"})

    def message_event(self, channel: Channel, message: Message) -> Json:
        """The inner event of a new message."""
        return {
            **message_shape(self, message),
            "channel": channel.id,
            "channel_type": channel.kind.value,
            "event_ts": message.ts,
        }

    # --- ephemeral messages

    def add_ephemeral(
        self,
        channel: Channel,
        user_id: str,
        content: Content,
        *,
        app: InstalledApp,
        thread_ts: str | None = None,
    ) -> Message:
        """Show a message to one person only; it is no part of the history."""
        message = Message(
            ts=self.new_ts(channel),
            channel_id=channel.id,
            user_id=app.bot_user_id,
            text=content.text,
            blocks=self.with_ids(content.blocks),
            attachments=content.attachments,
            thread_ts=thread_ts,
            bot_id=app.bot_id,
            app_id=app.id,
            ephemeral_to=user_id,
        )
        channel.ephemerals[message.ts] = message
        self.note("ephemeral", channel, message, by=app.bot_user_id)
        return message

    def change_ephemeral(self, channel: Channel, message: Message, content: Content) -> None:
        """Replace an ephemeral message, which only a response_url can do."""
        message.text, message.blocks = content.text, self.with_ids(content.blocks)
        message.attachments = content.attachments
        self.note("update", channel, message, by=message.user_id)

    def remove_ephemeral(self, channel: Channel, message: Message) -> None:
        """Take an ephemeral message away, which only a response_url can do."""
        if channel.ephemerals.pop(message.ts, None) is not None:
            self.note("delete", channel, message, by=message.user_id)

    # --- reactions and pins

    def add_reaction(self, channel: Channel, message: Message, user_id: str, name: str) -> None:
        who = message.reactions.setdefault(name, [])
        if user_id in who:
            raise SlackError("already_reacted")
        who.append(user_id)
        self._tell_of_reaction("reaction_added", channel, message, user_id, name)

    def remove_reaction(self, channel: Channel, message: Message, user_id: str, name: str) -> None:
        who = message.reactions.get(name, [])
        if user_id not in who:
            raise SlackError("no_reaction")
        who.remove(user_id)
        if not who:
            del message.reactions[name]
        self._tell_of_reaction("reaction_removed", channel, message, user_id, name)

    def _tell_of_reaction(
        self, event_type: str, channel: Channel, message: Message, user_id: str, name: str
    ) -> None:
        sign = "+" if event_type == "reaction_added" else "-"
        self.note("reaction", channel, message, by=user_id, text=f"{sign}:{name}:")
        event = {
            "type": event_type,
            "user": user_id,
            "reaction": name,
            "item_user": message.user_id,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "event_ts": self.event_ts(),
        }
        self.emit(event, channel)

    def pin(self, channel: Channel, message: Message, user_id: str) -> None:
        if message.ts in channel.pins:
            raise SlackError("already_pinned")
        if len(channel.pins) >= 100:
            raise SlackError("too_many_pins")
        channel.pins.append(message.ts)
        self._tell_of_pin("pin_added", channel, message, user_id)

    def unpin(self, channel: Channel, message: Message, user_id: str) -> None:
        if message.ts not in channel.pins:
            raise SlackError("no_pin")
        channel.pins.remove(message.ts)
        self._tell_of_pin("pin_removed", channel, message, user_id)

    def _tell_of_pin(self, event_type: str, channel: Channel, message: Message, user_id: str) -> None:
        if not self.audience(event_type, channel):
            return
        item = {"type": "message", "channel": channel.id, "message": message_shape(self, message)}
        event = {"type": event_type, "user": user_id, "channel_id": channel.id, "item": item}
        self.emit({**event, "event_ts": self.event_ts()}, channel)

    # --- files

    def share_file(
        self,
        file: File,
        channel: Channel,
        *,
        app: InstalledApp,
        comment: str = "",
        thread_ts: str | None = None,
        blocks: list[Json] | None = None,
    ) -> Message:
        """Show an uploaded file in a channel, as a message that carries it."""
        return self.share_files([file], channel, app=app, comment=comment, thread_ts=thread_ts, blocks=blocks)

    def share_files(
        self,
        files: Sequence[File],
        channel: Channel,
        *,
        app: InstalledApp,
        comment: str = "",
        thread_ts: str | None = None,
        blocks: list[Json] | None = None,
    ) -> Message:
        """Show uploaded files together in one message."""
        message = self.add_message(
            channel,
            app.bot_user_id,
            Content(comment, blocks=blocks, files=list(files)),
            thread_ts=thread_ts,
            subtype="file_share",
            app=app,
        )
        for file in files:
            file.shared_ts[channel.id] = message.ts
            self._tell_of_file(file, channel)
        return message

    def _tell_of_file(self, file: File, channel: Channel) -> None:
        if self.audience("file_shared", channel):
            event: Json = {"type": "file_shared", "file_id": file.id, "user_id": file.user_id}
            event |= {"file": {"id": file_shape(self, file)["id"]}, "channel_id": channel.id}
            self.emit({**event, "event_ts": self.event_ts()}, channel)

    # --- the journal

    def note(
        self, action: Action, channel: Channel, message: Message, *, by: str, text: str | None = None
    ) -> None:
        """Write down that somebody could see this."""
        self.journal.append(
            Entry(
                at=self.now(),
                action=action,
                channel=channel.id,
                channel_name=channel.name,
                user=message.ephemeral_to or self.person_in(channel),
                ts=message.ts,
                thread_ts=message.thread_ts,
                text=message.text if text is None else text,
                blocks=message.blocks,
                key=message.key,
                by=by,
            )
        )

    def with_ids(self, blocks: list[Json] | None) -> list[Json] | None:
        """The blocks with the `block_id`s and `action_id`s Slack makes up where an app left them out."""
        if not blocks:
            return None
        return [self._with_ids(block) for block in blocks]

    def _with_ids(self, block: Json) -> Json:
        block = dict(block)
        block.setdefault("block_id", self.ids.next("b"))
        for place in _INTERACTIVE_PLACES:
            if isinstance(block.get(place), dict):
                block[place] = self._with_action_id(block[place])
        if block.get("type") in ("actions", "context_actions"):
            block["elements"] = [self._with_action_id(element) for element in block.get("elements", [])]
        return block

    def _with_action_id(self, element: Any) -> Any:
        if not isinstance(element, dict) or element.get("type") == "image" or "action_id" in element:
            return element
        return {**element, "action_id": self.ids.next("a")}


def _discard(ordered: list[str], ts: str) -> None:
    """Remove `ts` from a sorted list if it is there."""
    at = bisect_left(ordered, ts)
    if at < len(ordered) and ordered[at] == ts:
        del ordered[at]
