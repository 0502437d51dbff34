"""What became of messages, gathered for a moment and then told to whoever may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.journal import Entry
from sandbox.model import ChannelKind, Json, Message
from sandbox.page.looking import Looker
from sandbox.workspace import Workspace

_CHANGE_PARENT = frozenset({"post", "file", "delete", "ephemeral"})


@dataclass(frozen=True, slots=True)
class News:
    """Something became of one message. `only_for` names whose it was, if it was for one person's eyes."""

    channel_id: str
    ts: str
    thread_ts: str | None
    action: str
    only_for: str | None = None


class Newsroom:
    """Gathers what the journal says. Of one message only the last state is told, and what it was first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._news: dict[tuple[str, str], News] = {}

    def take(self, entry: Entry) -> None:
        """Note an entry about a message; others are left alone."""
        channel = self._workspace.channels.get(entry.channel or "")
        if channel is None or entry.ts is None:
            return
        only_for = entry.user if channel.kind is not ChannelKind.DIRECT else None
        self._add(News(channel.id, entry.ts, entry.thread_ts, entry.action, only_for))
        if entry.thread_ts is not None and entry.action in _CHANGE_PARENT:
            self._add(News(channel.id, entry.thread_ts, None, "update"))

    def _add(self, news: News) -> None:
        key = (news.channel_id, news.ts)
        first = self._news.get(key)
        keeps_first = first is not None and news.action != "delete"
        self._news[key] = replace(news, action=first.action) if first and keeps_first else news

    def hand_out(self) -> list[News]:
        """What was gathered since the last time, in order."""
        gathered, self._news = list(self._news.values()), {}
        return gathered


def events_for(looker: Looker, workspace: Workspace, news: Iterable[News]) -> list[Json]:
    """The news this person may hear, as live events with the messages as they are now."""
    told = (_event(looker, workspace, one) for one in news)
    return [event for event in told if event is not None]


def _event(looker: Looker, workspace: Workspace, news: News) -> Json | None:
    me, channel = looker.user.id, workspace.channels.get(news.channel_id)
    if channel is None or me not in channel.members or news.only_for not in (None, me):
        return None
    message = channel.messages.get(news.ts) or channel.ephemerals.get(news.ts)
    if message is not None and message.ephemeral_to not in (None, me):
        return None
    return {
        "type": "message",
        "channel": channel.id,
        "ts": news.ts,
        "thread_ts": news.thread_ts,
        "action": _action(news, message),
        "message": looker.message(channel, message) if message is not None else None,
    }


def _action(news: News, message: Message | None) -> str:
    """A deleted parent of replies stays as a tombstone: for the page that is a change."""
    if message is None:
        return "delete"
    return "update" if news.action == "delete" else news.action
