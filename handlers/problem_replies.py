"""Replies in problems' threads are followed, everything else is let pass at no cost.

Slack tells of every message in every channel the bot is in. What is no reply in a thread ends here; of a
reply one indexed look says whether the thread is a problem's. Slack's shapes, by subtype:

| subtype | what happened | where it stands |
|---|---|---|
| none, thread_broadcast, file_share, me_message | written | the event itself |
| message_changed | edited; or deleted, but replies hang on it (`tombstone`) | `message`, `previous_message` |
| message_deleted | deleted | `deleted_ts`, `previous_message` |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from community.ids import UserId
from community.problems.listening import Said
from handlers.desk import Desk
from handlers.payloads import Event, instant_of_ts, readable

WRITTEN = (None, "thread_broadcast", "file_share", "me_message")
SLACKBOT = "USLACKBOT"

Message = Mapping[str, Any]


class ReplyListeners:
    def __init__(self, desk: Desk) -> None:
        self._problems = desk.services.problems
        self._voices = desk.services.voices

    async def listen(self, event: Event) -> None:
        match event.about.get("subtype"):
            case "message_changed":
                await self._changed(event, event.about.get("message") or {})
            case "message_deleted":
                await self._deleted(event, str(event.about.get("deleted_ts", "")))
            case subtype if subtype in WRITTEN:
                await self._heard(event, event.about)

    async def _changed(self, event: Event, message: Message) -> None:
        before = _before(event)
        if message.get("subtype") == "tombstone":
            await self._deleted(event, str(message.get("ts", "")))
        elif message.get("text") != before.get("text"):  # else Slack has only shown what a link leads to
            await self._heard(event, message)

    async def _heard(self, event: Event, message: Message) -> None:
        if is_reply(message) and is_persons(event, message):
            thread_ts = str(message["thread_ts"])
            await self._voices.heard(event.caller, event.channel, thread_ts, _said(message))

    async def _deleted(self, event: Event, ts: str) -> None:
        before = _before(event)
        if is_reply(before):
            await self._voices.deleted(event.caller, event.channel, str(before["thread_ts"]), ts)
        elif before.get("user") == event.bot_user_id:
            await self._problems.opening_deleted(event.caller, event.channel, ts)


def _before(event: Event) -> Message:
    """The message as it was."""
    found: Message = event.about.get("previous_message") or {}
    return found


def is_reply(message: Message) -> bool:
    """In a thread, and not its parent, which carries the thread's name once it has replies."""
    return message.get("thread_ts") not in (None, message.get("ts"))


def is_persons(event: Event, message: Message) -> bool:
    user = message.get("user")
    return bool(user) and not message.get("bot_id") and user not in (event.bot_user_id, SLACKBOT)


def _said(message: Message) -> Said:
    edited = message.get("edited") or {}
    return Said(
        ts=str(message["ts"]),
        user_id=UserId(str(message["user"])),
        text=readable(message.get("text") or ""),
        edited_at=instant_of_ts(edited["ts"]) if edited.get("ts") else None,
    )
