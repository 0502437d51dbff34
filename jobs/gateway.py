"""What the jobs need of Slack. `bot/slack_gateway.py` fulfils it; nothing here knows an SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from community.communities.views import Person
from community.ids import ChannelId, Operation, UserId, WorkspaceId
from message_templates.renderer import Message


class SlackTrouble(Exception):
    """Slack did not do what it was asked. `code` is Slack's word for it, or ours in the same manner."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class SlackBusy(SlackTrouble):
    """Too many requests: nothing was done. Ask again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__("ratelimited")


class SlackRefused(SlackTrouble):
    """Slack says no, and will say no again."""


class SlackUnreachable(SlackTrouble):
    """Nothing was done, and it may go well later: no connection, Slack in maintenance, a bad token."""


class SlackUnsure(SlackTrouble):
    """It may have been done or not: the connection was lost, or the answer made no sense."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands. A file has no `ts` of its own ("")."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of a thread, as Slack's history has it now."""

    ts: str
    user_id: UserId | None  # None: no person wrote it
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file for a thread. `name` tells it from other files of the same thread."""

    name: str
    content: bytes
    title: str
    comment: str


class SlackGateway(Protocol):
    """Slack, one workspace at a time.

    `channel` may be a user id where a direct message is meant. Every method raises `SlackTrouble`.
    """

    async def turn(
        self, workspace_id: WorkspaceId, operation: Operation, channel: str, priority: int
    ) -> None:
        """Wait until Slack's limits allow one more `operation`, and take that place.

        Ask before each of the five calls below; who waits with the smaller `priority` goes first.
        """
        ...

    async def post(
        self, workspace_id: WorkspaceId, channel: str, message: Message, *, thread_ts: str | None, key: str
    ) -> Posted: ...

    async def update(
        self, workspace_id: WorkspaceId, channel: str, ts: str, message: Message, key: str
    ) -> None:
        """Edit in place. `key` is that of the message edited: its metadata would be lost otherwise."""
        ...

    async def upload(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str | None, file: FileUpload, key: str
    ) -> Posted: ...

    async def publish_home(
        self, workspace_id: WorkspaceId, user_id: UserId, view: Mapping[str, Any]
    ) -> None: ...

    async def whisper(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        user_id: UserId,
        message: Message,
        *,
        thread_ts: str | None,
    ) -> None:
        """Show something to one person only. No history has it: whether it was shown, nobody can look up."""
        ...

    async def find_posted(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        *,
        thread_ts: str | None,
        key: str,
        since: datetime,
        file_name: str | None = None,
    ) -> Posted | None:
        """Look in the channel's history for what was posted under `key`; a file is known by its name."""
        ...

    async def permalink(self, workspace_id: WorkspaceId, channel: str, ts: str) -> str:
        """The address of a message."""
        ...

    async def replies(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str, *, since: datetime
    ) -> list[Reply]:
        """What people (no apps) wrote in a thread from `since` on, oldest first, without its parent.

        Raises `SlackRefused("thread_not_found")` where the parent is deleted, too.
        """
        ...

    async def members_of(self, workspace_id: WorkspaceId, channel: ChannelId) -> list[UserId]: ...

    async def person(self, workspace_id: WorkspaceId, user_id: UserId) -> Person: ...
