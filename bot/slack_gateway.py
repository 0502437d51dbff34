"""Slack as the jobs see it, over the Web API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.rate_limits import SlackLimits
from bot.slack_client import CALL_ERRORS
from bot.slack_errors import trouble_of
from community.communities.views import Person
from community.deliveries import is_person
from community.ids import ChannelId, Operation, UserId, WorkspaceId
from handlers.payloads import instant_of_ts, person_from, readable
from jobs.gateway import FileUpload, Posted, Reply, SlackBusy, SlackRefused, SlackUnreachable, SlackUnsure
from message_templates.renderer import Message

EVENT_TYPE: Final = "convener_delivery"  # marks our messages in Slack; the payload's `key` says which it is
CALL_TIMEOUT_S: Final = 15.0  # must stay below the dispatcher's CALL_TIMEOUT
PAGE: Final = 200

POST, UPDATE, HOME = "chat.postMessage", "chat.update", "views.publish"
WHISPER = "chat.postEphemeral"
UPLOAD_URL, UPLOAD = "files.getUploadURLExternal", "files.completeUploadExternal"
_METHODS: Final = {
    Operation.POST: (POST,),
    Operation.UPDATE: (UPDATE,),
    Operation.HOME: (HOME,),
    Operation.FILE: (UPLOAD_URL, UPLOAD),
    Operation.WHISPER: (WHISPER,),
}

Json = dict[str, Any]


class TokenSource(Protocol):
    async def token_for(self, workspace_id: WorkspaceId) -> str:
        """The bot token of a workspace. Raises `LookupError` where the bot is not installed (any more)."""
        ...


class SlackWebGateway:
    """Fulfils `jobs.gateway.SlackGateway`.

    `client` needs no token and must have no retry handlers: it is this class that knows what may be repeated.
    """

    def __init__(self, client: AsyncWebClient, tokens: TokenSource, limits: SlackLimits) -> None:
        self._client = client
        self._tokens = tokens
        self._limits = limits
        self._direct: dict[tuple[str, str], str] = {}  # person -> the channel of our direct messages

    async def close(self) -> None:
        if self._client.session is not None:
            await self._client.session.close()

    async def turn(
        self, workspace_id: WorkspaceId, operation: Operation, channel: str, priority: int
    ) -> None:
        posts_to = channel if operation in (Operation.POST, Operation.FILE) else None
        for method in _METHODS[operation]:
            await self._limits.turn(workspace_id, method, channel=posts_to, priority=priority)

    async def post(
        self, workspace_id: WorkspaceId, channel: str, message: Message, *, thread_ts: str | None, key: str
    ) -> Posted:
        arguments: Json = {
            "channel": channel,
            **_content(message, key),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread_ts:
            arguments["thread_ts"] = thread_ts
        answer = await self._call(workspace_id, POST, arguments, channel=channel)
        return Posted(answer["channel"], answer["ts"])

    async def update(
        self, workspace_id: WorkspaceId, channel: str, ts: str, message: Message, key: str
    ) -> None:
        await self._call(workspace_id, UPDATE, {"channel": channel, "ts": ts, **_content(message, key)})

    async def upload(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str | None, file: FileUpload, key: str
    ) -> Posted:
        target = await self._conversation(workspace_id, channel)
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):  # three calls, but the lease was measured for one
                file_id = await self._bring_up(workspace_id, file)
                return await self._share(workspace_id, channel, target, thread_ts, file, file_id)
        except TimeoutError as late:
            raise SlackUnsure("no_answer_in_time") from late

    async def publish_home(self, workspace_id: WorkspaceId, user_id: UserId, view: Mapping[str, Any]) -> None:
        await self._call(workspace_id, HOME, {"user_id": user_id, "view": dict(view)})

    async def whisper(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        user_id: UserId,
        message: Message,
        *,
        thread_ts: str | None,
    ) -> None:
        arguments: Json = {
            "channel": channel,
            "user": user_id,
            "text": message.text,
            "blocks": message.blocks,
        }
        if thread_ts:
            arguments["thread_ts"] = thread_ts
        await self._call(workspace_id, WHISPER, arguments)

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
        target = await self._conversation(workspace_id, channel)
        arguments: Json = {
            "channel": target,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": "1",
        }
        method = "conversations.history"
        if thread_ts:
            method, arguments["ts"] = "conversations.replies", thread_ts
        async for message in self._pages(workspace_id, method, arguments, "messages"):
            if _is_it(message, key, file_name):
                return Posted(target, "" if file_name else str(message["ts"]))
        return None

    async def permalink(self, workspace_id: WorkspaceId, channel: str, ts: str) -> str:
        arguments: Json = {"channel": channel, "message_ts": ts}
        answer = await self._read(workspace_id, "chat.getPermalink", arguments)
        return str(answer["permalink"])

    async def replies(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str, *, since: datetime
    ) -> list[Reply]:
        arguments: Json = {"channel": channel, "ts": thread_ts, "oldest": f"{since.timestamp():.6f}"}
        found = []
        async for message in self._pages(workspace_id, "conversations.replies", arguments, "messages"):
            if message["ts"] != thread_ts:
                found.append(message)
            elif message.get("subtype") == "tombstone":
                raise SlackRefused("thread_not_found")  # deleted; only its replies keep a place for it
        return [_reply(message) for message in found if _is_persons(message)]

    async def members_of(self, workspace_id: WorkspaceId, channel: ChannelId) -> list[UserId]:
        pages = self._pages(workspace_id, "conversations.members", {"channel": channel}, "members")
        return [UserId(user_id) async for user_id in pages]

    async def person(self, workspace_id: WorkspaceId, user_id: UserId) -> Person:
        answer = await self._read(workspace_id, "users.info", {"user": user_id})
        return person_from(answer["user"])

    async def _bring_up(self, workspace_id: WorkspaceId, file: FileUpload) -> str:
        """Upload the bytes; nobody sees them yet, so trouble here means that nothing was done."""
        try:
            place = await self._call(
                workspace_id, UPLOAD_URL, {"filename": file.name, "length": len(file.content)}, is_get=True
            )
            async with self._session().post(
                place["upload_url"], data=file.content, proxy=self._client.proxy
            ) as response:
                response.raise_for_status()
        except (SlackUnsure, aiohttp.ClientError) as error:
            raise SlackUnreachable("upload_failed") from error
        return str(place["file_id"])

    async def _share(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        target: str,
        thread_ts: str | None,
        file: FileUpload,
        file_id: str,
    ) -> Posted:
        arguments: Json = {
            "files": [{"id": file_id, "title": file.title}],
            "channel_id": target,
            "initial_comment": file.comment,
        }
        if thread_ts:
            arguments["thread_ts"] = thread_ts
        await self._call(workspace_id, UPLOAD, arguments, channel=channel)
        return Posted(target, "")

    async def _conversation(self, workspace_id: WorkspaceId, channel: str) -> str:
        """The channel to read: a person's direct messages with us have an id of their own."""
        if not is_person(channel):
            return channel
        known = self._direct.get((workspace_id, channel))
        if known is None:
            await self._limits.turn(workspace_id, "conversations.open")
            answer = await self._call(workspace_id, "conversations.open", {"users": channel})
            known = self._direct[workspace_id, channel] = str(answer["channel"]["id"])
        return known

    async def _pages(
        self, workspace_id: WorkspaceId, method: str, arguments: Json, name: str
    ) -> AsyncIterator[Any]:
        """Every item of a list that comes in pages."""
        cursor = ""
        while True:
            page = await self._read(
                workspace_id, method, arguments | {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
            )
            for item in page[name]:
                yield item
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _read(self, workspace_id: WorkspaceId, method: str, arguments: Json) -> Json:
        await self._limits.turn(workspace_id, method)
        return await self._call(workspace_id, method, arguments, is_get=True)

    async def _call(
        self,
        workspace_id: WorkspaceId,
        method: str,
        arguments: Json,
        *,
        is_get: bool = False,
        channel: str | None = None,
    ) -> Json:
        """One call, whose turn has come. Raises `SlackTrouble`. `channel`: it posts there."""
        headers = {"Authorization": f"Bearer {await self._token(workspace_id)}"}
        self._session()
        try:
            if is_get:
                answer = await self._client.api_call(
                    method, http_verb="GET", params=arguments, headers=headers
                )
            else:
                answer = await self._client.api_call(method, json=arguments, headers=headers)
        except CALL_ERRORS as error:
            trouble = trouble_of(error)
            if isinstance(trouble, SlackBusy):
                self._limits.pause(workspace_id, method, trouble.retry_after)
            raise trouble from error
        finally:
            self._limits.ended(workspace_id, method, channel=channel)
        if not isinstance(answer.data, dict):
            raise SlackUnsure("unreadable_answer")
        return answer.data

    async def _token(self, workspace_id: WorkspaceId) -> str:
        try:
            return await self._tokens.token_for(workspace_id)
        except LookupError as error:
            raise SlackUnreachable("not_installed") from error

    def _session(self) -> aiohttp.ClientSession:
        """One session for all calls. The SDK would open a connection for each, and a given session brings its
        own timeout: the client's is ignored then."""
        session = self._client.session
        if session is None or session.closed:
            session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S),
                connector=aiohttp.TCPConnector(limit=0),  # the dispatcher decides how many
            )
            self._client.session = session
        return session


def _content(message: Message, key: str) -> Json:
    return {
        "text": message.text,
        "blocks": message.blocks,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
    }


def _is_persons(message: Json) -> bool:
    return bool(message.get("user")) and not message.get("bot_id")


def _reply(message: Json) -> Reply:
    edited = message.get("edited") or {}
    return Reply(
        ts=str(message["ts"]),
        user_id=UserId(message["user"]),
        text=readable(message.get("text") or ""),
        edited_at=instant_of_ts(edited["ts"]) if edited.get("ts") else None,
    )


def _is_it(message: Json, key: str, file_name: str | None) -> bool:
    if file_name is not None:
        return any(file.get("name") == file_name for file in message.get("files") or ())
    metadata = message.get("metadata") or {}
    return (
        metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("key") == key
    )
