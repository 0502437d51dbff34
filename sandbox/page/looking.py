"""What one person sees, as the page reads it: Slack's own JSON, with what a client adds under `page`."""

from collections.abc import Sequence
from urllib.parse import quote

from sandbox.composing import as_typed
from sandbox.model import Channel, ChannelKind, File, InstalledApp, Json, Message, User, View, iso_text
from sandbox.page.marks import Marks
from sandbox.page.paging import Span, is_ts, stretch
from sandbox.page.refusals import bad_request, not_found
from sandbox.page.world import World
from sandbox.screens import blocks_of
from sandbox.shapes import message_shape, view_shape

_UNEDITABLE = frozenset({"channel_join", "channel_leave", "tombstone"})


def workspace_json(world: World, *, is_preview: bool = False) -> Json:
    """What is the same for everybody: the team, its people, apps and channels, and what the page can do."""
    workspace, director = world.workspace, world.director
    return {
        "team": {"id": workspace.team_id, "name": workspace.name},
        "now": iso_text(workspace.now()),
        "people": [_person_json(user) for user in workspace.users.values()],
        "apps": [_app_json(app) for app in workspace.apps.values() if app.is_installed],
        "channels": [
            {"id": channel.id, "name": channel.name, "kind": channel.kind.value}
            for channel in workspace.channels.values()
            if not channel.is_direct
        ],
        "abilities": {
            "time": director is not None,
            "scenarios": director is not None,
            "planned": director is not None,
            "guide": director is not None and director.guide() is not None,
            "preview": is_preview,
        },
    }


def _person_json(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.real_name,
        "handle": user.name,
        "title": user.title,
        "tz": user.tz,
        "is_guest": user.is_guest,
        "is_admin": user.is_admin,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
    }


def _app_json(app: InstalledApp) -> Json:
    features: Json = app.manifest.get("features", {})
    return {
        "id": app.id,
        "name": app.name,
        "bot_user_id": app.bot_user_id,
        "home_tab": app.home_tab,
        "messages_tab": app.messages_tab,
        "commands": [
            {name: command.get(name, "") for name in ("command", "description", "usage_hint")}
            for command in features.get("slash_commands", ())
        ],
        "shortcuts": [
            {name: shortcut.get(name, "") for name in ("name", "type", "callback_id", "description")}
            for shortcut in features.get("shortcuts", ())
        ],
    }


def quoted(name: str) -> str:
    """A name as part of an address. Half a surrogate pair in it becomes a question mark."""
    return quote(name, safe="", errors="replace")


class Looker:
    """Looks at a world with one person's eyes. What is not for them is not there: `Refusal` with 404."""

    def __init__(self, world: World, user: User) -> None:
        self.user = user
        self._world = world
        self._workspace = world.workspace
        self._hands = world.hands(user)
        self._marks = Marks(world.workspace, user.id)

    # --- the side bar

    def sidebar(self) -> Json:
        """Conversations with what is new in them, channels one could join, Homes, how many forms are open."""
        channels = sorted(
            self._hands.screen.channels(), key=lambda channel: (channel.is_direct, channel.name)
        )
        return {
            "conversations": [self._conversation(channel) for channel in channels],
            "joinable": self._joinable(),
            "homes": [app.id for app in self._workspace.apps.values() if app.home_tab and app.is_installed],
            "modals": len(self._workspace.views.stack(self.user.id)),
        }

    def _conversation(self, channel: Channel) -> Json:
        unread = self._marks.unread(channel)
        return {
            "id": channel.id,
            "name": self._name(channel),
            "kind": channel.kind.value,
            "with": self._others(channel) if channel.is_direct else [],
            "app_id": self._app_id(channel),
            "is_archived": channel.is_archived,
            "topic": channel.topic,
            "purpose": channel.purpose,
            "member_count": len(channel.members),
            "unread": unread.count,
            "mentions": unread.mentions,
            "threads": self._marks.new_replies(channel),
            "can_post": self.can_post(channel),
        }

    def _others(self, channel: Channel) -> list[str]:
        """Whom a direct conversation is with; notes to oneself are with oneself."""
        return [member for member in channel.members if member != self.user.id] or [self.user.id]

    def _name(self, channel: Channel) -> str:
        if not channel.is_direct:
            return channel.name
        return ", ".join(self._workspace.users[user_id].real_name for user_id in self._others(channel))

    def _app_id(self, channel: Channel) -> str | None:
        app = self._app_of(channel)
        return app.id if app is not None else None

    def _app_of(self, channel: Channel) -> InstalledApp | None:
        if channel.kind is not ChannelKind.DIRECT:
            return None
        return self._workspace.app_of_bot(self._others(channel)[0])

    def can_post(self, channel: Channel) -> bool:
        """Whether there is a place to type: not in archived channels, nor where an app takes no messages."""
        app = self._app_of(channel)
        is_closed = app is not None and (not app.messages_tab or app.messages_tab_read_only)
        return not channel.is_archived and not is_closed

    def _joinable(self) -> list[Json]:
        if self.user.is_guest:
            return []  # guests are let into channels by others
        public = (c for c in self._workspace.channels.values() if c.kind is ChannelKind.PUBLIC)
        others = [c for c in public if self.user.id not in c.members and not c.is_archived]
        return [
            {"id": channel.id, "name": channel.name, "member_count": len(channel.members)}
            for channel in sorted(others, key=lambda channel: channel.name)
        ]

    # --- conversations

    def channel(self, channel_id: str) -> Channel:
        """A conversation this person is in, an archived one too."""
        channel = self._workspace.channels.get(channel_id)
        if channel is None or self.user.id not in channel.members:
            raise not_found("channel_not_found")
        return channel

    def conversation(self, channel_id: str, span: Span) -> Json:
        """A stretch of a conversation, what only this person sees included."""
        channel = self.channel(channel_id)
        mine = [message.ts for message in self._ephemerals(channel) if message.thread_ts is None]
        part = stretch((channel.timeline, mine), span)
        return {
            "conversation": {**self._conversation(channel), "members": list(channel.members)},
            "messages": [self.message(channel, self.find(channel, ts)) for ts in part.ts],
            "has_older": part.has_older,
            "has_newer": part.has_newer,
            "last_read": self._marks.last_read(channel),
        }

    def thread(self, channel_id: str, ts: str) -> Json:
        """A message and its replies; `ts` may be that of a reply."""
        if not is_ts(ts):
            raise bad_request("A thread is named by the ts of its first message.")
        channel = self.channel(channel_id)
        named = self.find(channel, ts)
        parent = self.find(channel, named.thread_ts) if named.thread_ts is not None else named
        whispers = [m for m in self._ephemerals(channel) if m.thread_ts == parent.ts]
        replies = [*(channel.messages[reply] for reply in parent.reply_ts), *whispers]
        replies.sort(key=lambda message: message.ts)
        return {
            "parent": self.message(channel, parent),
            "replies": [self.message(channel, reply) for reply in replies],
        }

    def _ephemerals(self, channel: Channel) -> list[Message]:
        return [message for message in channel.ephemerals.values() if message.ephemeral_to == self.user.id]

    def find(self, channel: Channel, ts: str) -> Message:
        """A message of the conversation that this person can see."""
        message = channel.messages.get(ts) or channel.ephemerals.get(ts)
        if message is None or message.ephemeral_to not in (None, self.user.id):
            raise not_found("message_not_found")
        return message

    # --- messages

    def message(self, channel: Channel, message: Message) -> Json:
        """One message. What is under `page` is for this person only."""
        author = self._workspace.users.get(message.user_id)
        is_mine = message.user_id == self.user.id
        shape = message_shape(self._workspace, message, with_metadata=True)
        return shape | {
            "page": {
                "channel": channel.id,
                "author": {
                    "id": message.user_id,
                    "name": author.real_name if author is not None else message.user_id,
                    "is_bot": author is not None and author.is_bot,
                },
                "is_ephemeral": message.ephemeral_to is not None,
                "is_mine": is_mine,
                "can_edit": is_mine and message.subtype not in _UNEDITABLE and not channel.is_archived,
                "typed": as_typed(self._workspace, message.text) if is_mine else None,
                "files": [self._file_json(file) for file in message.files],
                "values": self._hands.values_in(channel.id, message.ts, blocks_of(message)),
                "unread": self._marks.is_unread(channel, message),
            }
        }

    def _file_json(self, file: File) -> Json:
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "size": len(file.content),
            "href": f"/control/people/{self.user.id}/files/{quoted(file.id)}/{quoted(file.name)}",
        }

    def file(self, file_id: str) -> File:
        """A file that stands in a message this person can see."""
        file = self._workspace.files.get(file_id)
        if file is None or not any(self._shows(channel_id, file) for channel_id in file.shared_ts):
            raise not_found("file_not_found")
        return file

    def _shows(self, channel_id: str, file: File) -> bool:
        channel = self._workspace.channels.get(channel_id)
        if channel is None or self.user.id not in channel.members:
            return False
        message = channel.messages.get(file.shared_ts[channel_id])
        return message is not None and file in message.files

    # --- views

    def home(self, app_id: str) -> Json | None:
        """An app's Home tab as last published for this person."""
        app = self._workspace.apps.get(app_id)
        if app is None:
            raise not_found("app_not_found")
        view = self._workspace.views.home(app, self.user.id)
        return self.view(view) if view is not None else None

    def modals(self) -> Sequence[Json]:
        """The forms open before this person, the one in front last."""
        return [self.view(view) for view in self._workspace.views.stack(self.user.id)]

    def view(self, view: View) -> Json:
        """One view, with what stands in it beside its fields."""
        notes = self._hands.notes(view)
        return view_shape(self._workspace, view) | {
            "page": {
                "app_id": view.app_id,
                "errors": dict(notes.errors),
                "trouble": notes.trouble,
                "is_loading": notes.is_loading,
            }
        }
