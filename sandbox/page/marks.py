"""What each person has read and what is new to them.

The marks themselves are the workspace's (`last_read` and `threads_read`), so that they are kept with it.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sandbox.model import Channel, Message
from sandbox.workspace import Workspace

MOST_COUNTED = 200
_NO_NEWS = frozenset({"channel_join", "channel_leave", "group_join", "group_leave", "tombstone"})
_BROADCASTS = ("<!channel", "<!here", "<!everyone")


@dataclass(frozen=True, slots=True)
class Unread:
    """How many messages are new, and how many of them speak to the person. Both stop at `MOST_COUNTED`."""

    count: int = 0
    mentions: int = 0


class Marks:
    """One person's unread marks. What they wrote themselves never counts as new."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self._workspace = workspace
        self._user_id = user_id

    def last_read(self, channel: Channel) -> str | None:
        """The `ts` up to which they have read, `None` if nothing."""
        return self._workspace.last_read.get(self._user_id, {}).get(channel.id)

    def read(self, channel: Channel, ts: str) -> None:
        """They have read up to `ts`. Marks only move forward, and not past the newest message."""
        if not channel.timeline:
            return
        ts = min(ts, channel.timeline[-1])
        if ts > (self.last_read(channel) or ""):
            self._workspace.last_read.setdefault(self._user_id, {})[channel.id] = ts

    def read_all(self, channel: Channel) -> None:
        """They have read everything in a conversation, as when they join it or write in it."""
        if channel.timeline:
            self.read(channel, channel.timeline[-1])

    def read_thread(self, channel: Channel, parent: Message, ts: str) -> None:
        """They have read the replies to `parent` up to `ts`; as `read`, for a thread."""
        if not parent.reply_ts:
            return
        key, ts = f"{channel.id}:{parent.ts}", min(ts, parent.reply_ts[-1])
        marks = self._workspace.threads_read.setdefault(self._user_id, {})
        marks[key] = max(ts, marks.get(key, ""))

    def read_threads(self, channel: Channel) -> None:
        """They have read every thread that has something new for them."""
        for parent_ts in self.new_replies(channel):
            parent = channel.messages[parent_ts]
            self.read_thread(channel, parent, parent.reply_ts[-1])

    def new_replies(self, channel: Channel) -> Mapping[str, int]:
        """How many replies are new in the threads they follow, by the `ts` of what each hangs on.

        Somebody follows what they began, replied to or are named in. After a reply of their own only what
        comes later is new. Looked at are the newest `MOST_COUNTED` messages of the conversation.
        """
        newest = islice(reversed(channel.messages.values()), MOST_COUNTED)
        threads = dict.fromkeys(message.thread_ts for message in newest if message.thread_ts is not None)
        counted = {
            ts: self._count_new(channel, channel.messages[ts]) for ts in threads if ts in channel.messages
        }
        return {ts: count for ts, count in counted.items() if count > 0}

    def _count_new(self, channel: Channel, parent: Message) -> int:
        """How many replies to `parent` are new; none to whoever does not follow the thread."""
        marks = self._workspace.threads_read.get(self._user_id, {})
        seen = marks.get(f"{channel.id}:{parent.ts}", "")
        replies = [channel.messages[ts] for ts in parent.reply_ts]
        own = [reply.ts for reply in replies if reply.user_id == self._user_id]
        since = max([seen, *own[-1:]])
        count = sum(reply.ts > since and self._is_news(reply) for reply in replies)
        if count == 0 or own or parent.user_id == self._user_id:
            return count
        return count if any(self._is_named_in(message) for message in (parent, *replies)) else 0

    def is_unread(self, channel: Channel, message: Message) -> bool:
        """Whether this top-level message is new to them."""
        in_thread = message.thread_ts is not None and message.subtype != "thread_broadcast"
        return not in_thread and message.ts > (self.last_read(channel) or "") and self._is_news(message)

    def unread(self, channel: Channel) -> Unread:
        """What is new in a conversation. In direct messages every message speaks to the person."""
        news = list(self._news(channel))
        if channel.is_direct:
            return Unread(len(news), len(news))
        return Unread(len(news), sum(self._speaks_to_me(message) for message in news))

    def _news(self, channel: Channel) -> Iterator[Message]:
        last = self.last_read(channel)
        start = bisect_right(channel.timeline, last) if last is not None else 0
        for ts in channel.timeline[max(start, len(channel.timeline) - MOST_COUNTED) :]:
            if self._is_news(channel.messages[ts]):
                yield channel.messages[ts]

    def _is_news(self, message: Message) -> bool:
        return (
            message.user_id != self._user_id
            and message.subtype not in _NO_NEWS
            and message.ephemeral_to is None
        )

    def _speaks_to_me(self, message: Message) -> bool:
        return any(to_all in message.text for to_all in _BROADCASTS) or self._is_named_in(message)

    def _is_named_in(self, message: Message) -> bool:
        if f"<@{self._user_id}" in message.text:
            return True
        if not message.blocks:
            return False
        blocks = json.dumps(message.blocks)
        return f"<@{self._user_id}" in blocks or f'"user_id": "{self._user_id}"' in blocks


def read_everything(workspace: Workspace) -> None:
    """Nobody has anything new: how a world begins that was played before anybody looked."""
    for channel in workspace.channels.values():
        for user_id in channel.members:
            marks = Marks(workspace, user_id)
            marks.read_all(channel)
            marks.read_threads(channel)
