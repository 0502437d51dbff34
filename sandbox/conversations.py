"""The life of channels: joined, left, invited to, archived, renamed, made private."""

from sandbox.errors import SlackError
from sandbox.messages import Content, Messages
from sandbox.model import Channel, ChannelKind, InstalledApp, Json


class Conversations(Messages):
    """What people and apps do to channels. Every verb writes Slack's system message and tells the apps."""

    def join(self, channel_id: str, user_id: str, *, inviter: str | None = None) -> bool:
        """Make a person or a bot a member; `False` if they already were. `is_archived` raises."""
        channel, user = self.channel(channel_id), self.user(user_id)
        if channel.is_archived:
            raise SlackError("is_archived")
        if user.id in channel.members:
            return False
        channel.members[user.id] = None
        self._say(channel, user.id, "channel_join", f"<@{user.id}> has joined the channel")
        event = self._membership_event("member_joined_channel", channel, user.id)
        self.emit({**event, "inviter": inviter} if inviter else event, channel)
        return True

    def leave(self, channel_id: str, user_id: str) -> bool:
        """A person or a bot leaves; `False` if they were no member."""
        return self._end_membership(self.channel(channel_id), user_id, actor=user_id)

    def kick(self, channel_id: str, user_id: str, *, by: str) -> None:
        """`by` removes somebody; `SlackError("not_in_channel")` if they were no member."""
        if not self._end_membership(self.channel(channel_id), user_id, actor=by):
            raise SlackError("not_in_channel")

    def remove_bot(self, channel_id: str, app: InstalledApp, *, by: str) -> None:
        """A person removes the app's bot; the bot hears only `channel_left` or `group_left`."""
        self.kick(channel_id, app.bot_user_id, by=by)

    def _end_membership(self, channel: Channel, user_id: str, *, actor: str) -> bool:
        if self.user(user_id).id not in channel.members:
            return False
        self._say(channel, user_id, "channel_leave", f"<@{user_id}> has left the channel")
        del channel.members[user_id]
        # A removed bot is no member any more, so it is not told by member_left_channel, only by *_left.
        self.emit(self._membership_event("member_left_channel", channel, user_id), channel)
        app = self.app_of_bot(user_id)
        left = "group_left" if channel.is_private else "channel_left"
        if app is not None and app in self.audience(left, channel):
            self.emit_to(app, self._event(left, channel=channel.id, actor_id=actor))
        return True

    def archive(self, channel_id: str, *, by: str) -> None:
        """Archive a channel; `SlackError("already_archived")` the second time."""
        channel = self.channel(channel_id)
        if channel.is_archived:
            raise SlackError("already_archived")
        self._say(channel, by, "channel_archive", f"<@{by}> archived the channel")
        channel.is_archived = True
        self.emit(self._event(_named("archive", channel), channel=channel.id, user=by), channel)

    def unarchive(self, channel_id: str, *, by: str) -> None:
        """Open an archived channel again; `SlackError("not_archived")` if it was open."""
        channel = self.channel(channel_id)
        if not channel.is_archived:
            raise SlackError("not_archived")
        channel.is_archived = False
        self._say(channel, by, "channel_unarchive", f"<@{by}> un-archived the channel")
        self.emit(self._event(_named("unarchive", channel), channel=channel.id, user=by), channel)

    def delete_channel(self, channel_id: str, *, by: str) -> None:
        """Delete a channel for ever, with all that was said in it; its id means nothing any more."""
        channel = self.channel(channel_id)
        self.emit(self._event(_named("deleted", channel), channel=channel.id, user=by), channel)
        del self.channels[channel.id]
        for file in self.files.values():
            file.shared_ts.pop(channel.id, None)
        for scheduled in [s for s in self.scheduled.values() if s.channel_id == channel.id]:
            del self.scheduled[scheduled.id]

    def rename(self, channel_id: str, name: str, *, by: str) -> None:
        """Give a channel another name; `SlackError("name_taken")` if another channel has it."""
        channel = self.channel(channel_id)
        self.check_name_is_free(name)
        old, channel.name = channel.name, name
        text = f'<@{by}> has renamed the channel from "{old}" to "{name}"'
        self._say(channel, by, "channel_name", text, old_name=old, name=name)
        described = {"id": channel.id, "name": name, "created": channel.created}
        self.emit(self._event(_named("rename", channel), channel=described), channel)

    def convert_to_private(self, channel_id: str, *, by: str) -> None:
        """Make a public channel private. Its id stays; whoever is no member loses sight of it."""
        channel = self.channel(channel_id)
        channel.kind = ChannelKind.PRIVATE
        self._say(channel, by, "channel_convert_to_private", f"<@{by}> made this channel *private*")

    def share_externally(self, channel_id: str) -> str:
        """A private channel is shared through Slack Connect: it gets a new id for ever, which is returned."""
        channel = self.channel(channel_id)
        old, channel.id = channel.id, self.ids.next("C")
        self.channels[channel.id] = self.channels.pop(old)
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel_id = channel.id
        for file in self.files.values():
            if old in file.shared_ts:
                file.shared_ts[channel.id] = file.shared_ts.pop(old)
        for scheduled in self.scheduled.values():
            if scheduled.channel_id == old:
                scheduled.channel_id = channel.id
        ids = {"old_channel_id": old, "new_channel_id": channel.id}
        self.emit(self._event("channel_id_changed", **ids), channel)
        return channel.id

    def set_topic(self, channel_id: str, topic: str, *, by: str) -> None:
        channel = self.channel(channel_id)
        channel.topic = topic
        self._say(channel, by, "channel_topic", f"<@{by}> set the channel topic: {topic}", topic=topic)

    def set_purpose(self, channel_id: str, purpose: str, *, by: str) -> None:
        channel = self.channel(channel_id)
        channel.purpose = purpose
        text = f"<@{by}> set the channel description: {purpose}"
        self._say(channel, by, "channel_purpose", text, purpose=purpose)

    def check_name_is_free(self, name: str) -> None:
        """`SlackError("name_taken")` if a channel, archived ones included, bears this name."""
        if any(c.name == name and not c.is_direct for c in self.channels.values()):
            raise SlackError("name_taken")

    def _say(self, channel: Channel, user_id: str, subtype: str, text: str, **extra: str) -> None:
        app = self.app_of_bot(user_id)
        self.add_message(channel, user_id, Content(text), subtype=subtype, app=app, extra=extra)

    def _membership_event(self, event_type: str, channel: Channel, user_id: str) -> Json:
        letter = "G" if channel.is_private else "C"
        return self._event(
            event_type, user=user_id, channel=channel.id, channel_type=letter, team=self.team_id
        )

    def _event(self, event_type: str, **fields: object) -> Json:
        return {"type": event_type, **fields, "event_ts": self.event_ts()}


def _named(what: str, channel: Channel) -> str:
    """`channel_archive`, or `group_archive` in a private channel."""
    return f"{'group' if channel.is_private else 'channel'}_{what}"
