"""Messages of channels: whoever follows them, in one place, for Slack tells of each message once.

Links of key learnings come first: what they note may be noted twice, while replies are heard once.
"""

from __future__ import annotations

from community.learnings.asking import LearningQuestions
from community.learnings.messages import MessageLearnings
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Event, readable
from handlers.problem_replies import WRITTEN, ReplyListeners, is_persons, is_reply


def register(boundary: Boundary, desk: Desk) -> None:
    boundary.on_event("message", ChannelListeners(desk).listen)


class ChannelListeners:
    def __init__(self, desk: Desk) -> None:
        self._replies = ReplyListeners(desk)
        self._sources = SourceListeners(desk.services.message_learnings)
        self._answers = AnswerListeners(desk.services.learning_questions)

    async def listen(self, event: Event) -> None:
        await self._sources.listen(event)
        # A thread is a problem's, or a digest's, or nobody's: at most one of the two hears it.
        await self._answers.listen(event)
        await self._replies.listen(event)


class SourceListeners:
    """Messages that were kept as learnings, or may be: edited or deleted since."""

    def __init__(self, messages: MessageLearnings) -> None:
        self._messages = messages

    async def listen(self, event: Event) -> None:
        message = event.about.get("message") or {}
        match event.about.get("subtype"):
            case "message_deleted":
                await self._note(event, str(event.about.get("deleted_ts", "")), None)
            case "message_changed" if message.get("subtype") == "tombstone":
                await self._note(event, str(message.get("ts", "")), None)
            case "message_changed" if _has_other_words(event):
                await self._note(event, str(message.get("ts", "")), readable(message.get("text") or ""))

    async def _note(self, event: Event, ts: str, text: str | None) -> None:
        await self._messages.message_changed(event.caller.workspace_id, event.channel, ts, text)


class AnswerListeners:
    """Replies of authors who were asked something in the thread of a digest."""

    def __init__(self, questions: LearningQuestions) -> None:
        self._questions = questions

    async def listen(self, event: Event) -> None:
        said = event.about
        if said.get("subtype") in WRITTEN and is_reply(said) and is_persons(event, said):
            thread_ts, ts = str(said["thread_ts"]), str(said["ts"])
            await self._questions.replied(event.caller, event.channel, thread_ts, ts)


def _has_other_words(event: Event) -> bool:
    """Else Slack has only shown what a link leads to."""
    before, after = (event.about.get(which) or {} for which in ("previous_message", "message"))
    return bool(before.get("text") != after.get("text"))
