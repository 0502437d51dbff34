"""Messages that become learnings: by shortcut, by the community's reaction, and with their author's yes."""

from __future__ import annotations

import asyncio

import structlog

from community.communities.views import Community
from community.errors import InvalidInput, NotAllowed
from community.ids import ChannelId, CommunityId, UserId
from community.learnings.messages import REACTION, SaidMessage
from community.learnings.views import KeptLearning, LearningRequest
from handlers.answers import Answer, Say
from handlers.desk import Desk
from handlers.learnings_values import request_of
from handlers.payloads import Click, Command, Event, MessageShortcut
from handlers.slack_errors import SLACK_FAILURES, slack_code
from handlers.slack_messages import SLACKBOT, find_message, read_message, read_reactions
from message_templates.renderer import Message
from message_templates.values import UnreadableRef

log = structlog.get_logger(__name__)

SAVE = "learning-of"  # what a choice among communities goes on with: never typed
SAY_SECONDS = 1.0
NO_PERSON = (
    "No person wrote this message, so nobody could agree to have it kept. Say it in your own words with "
    "/cop learning."
)
NOT_READ = "I cannot read this message any more. Say it in your own words with /cop learning."


class SavingListeners:
    """The shortcut: the message is kept, or its author asked, in the community it belongs to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._messages = desk.services.message_learnings

    async def save_message(self, shortcut: MessageShortcut) -> Answer:
        """In the channel's community, or the person's only one; with none or several it says so or asks."""
        message = said(shortcut.channel, shortcut.ts, shortcut.author, shortcut.text)
        found = await self._communities.candidates(shortcut.caller, shortcut.channel)
        if not found:
            return Say(self._desk.message("communities/none", command="/cop learning"))
        if len(found) > 1:
            words = f"{SAVE} {shortcut.channel} {shortcut.ts}"
            return Say(self._desk.message("communities/choose", communities=found, words=words))
        kept = await self._messages.save(shortcut.caller, found[0].id, message)
        return Say(shown(self._desk, kept))

    async def go_on(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """The community was chosen: the message is read from Slack, for a button cannot carry it."""
        channel, _, ts = words.partition(" ")
        if not isinstance(asked, Click) or not ts:
            raise UnreadableRef("no message is named")
        found = await find_message(asked.client, ChannelId(channel), ts)
        if found is None:
            raise NotAllowed(NOT_READ)
        message = said(ChannelId(channel), ts, found.author, found.text)
        kept = await self._messages.save(asked.caller, community.id, message)
        return Say(shown(self._desk, kept))


class RequestListeners:
    """The author's answer: one click."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._messages = desk.services.message_learnings

    async def say_yes(self, click: Click) -> Answer:
        return await self._answer(click, yes=True)

    async def say_yes_unnamed(self, click: Click) -> Answer:
        return await self._answer(click, yes=True, shows_name=False)

    async def say_no(self, click: Click) -> Answer:
        return await self._answer(click, yes=False)

    async def _answer(self, click: Click, *, yes: bool, shows_name: bool = True) -> Answer:
        answered = await self._messages.consent(
            click.caller, request_of(click.ref), yes=yes, shows_name=shows_name
        )
        if isinstance(answered, LearningRequest):
            return Say(self._desk.message("learnings/request", request=answered, url=""))
        return Say(self._desk.message("learnings/kept", kept=answered))


class ReactionListeners:
    """The community's emoji on a message in its home. Slack tells of every emoji in every channel."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._messages = desk.services.message_learnings

    async def added(self, event: Event) -> None:
        community_id, ts = await self._marked(event)
        if community_id is None or event.about.get("item_user") in (event.bot_user_id, SLACKBOT):
            return
        # What may pass is raised: Slack sends the event again, and nobody need react twice.
        found = await read_message(event.client, _channel(event), ts)
        if found is None or found.author is None:
            return  # there is nobody to ask, and an emoji deserves no lecture
        message = SaidMessage(_channel(event), ts, found.author, found.text)
        try:
            kept = await self._messages.save(event.caller, community_id, message, via=REACTION)
        except InvalidInput as error:
            # To its author, who can say it shorter; nobody else's emoji deserves a lecture.
            if message.author == event.caller.user_id:
                sentence = self._desk.render.text("errors/sentence", sentence=str(error))
                await self._say(event, Message(sentence, []))
            return
        await self._say(event, shown(self._desk, kept))

    async def removed(self, event: Event) -> None:
        community_id, ts = await self._marked(event)
        if community_id is None:
            return
        channel = _channel(event)
        wanted_by: tuple[UserId, ...] = ()
        if await self._messages.is_asked_for(event.caller, channel, ts):
            # What may pass is raised, as above.
            wanted_by = await read_reactions(event.client, channel, ts, str(event.about["reaction"]))
        await self._messages.unreacted(event.caller, channel, ts, wanted_by=wanted_by)

    async def _marked(self, event: Event) -> tuple[CommunityId | None, str]:
        """The community whose emoji this is, None for any other; and the message it is on."""
        item = event.about.get("item") or {}
        if item.get("type") != "message" or event.is_about_bot:
            return None, ""
        emoji = str(event.about.get("reaction", ""))
        workspace_id = event.caller.workspace_id
        found = await self._messages.community_of_reaction(workspace_id, _channel(event), emoji)
        return found, str(item.get("ts", ""))

    async def _say(self, event: Event, message: Message) -> None:
        """Beside the message, to whoever reacted. What cannot be said is logged: it is kept either way."""
        try:
            async with asyncio.timeout(SAY_SECONDS):
                await event.client.chat_postEphemeral(
                    channel=_channel(event),
                    user=event.caller.user_id,
                    text=message.text,
                    blocks=message.blocks,
                )
        except SLACK_FAILURES as error:
            log.info("learnings.reaction.not_told", reason=slack_code(error))


def said(channel: ChannelId, ts: str, author: UserId | None, text: str) -> SaidMessage:
    """Raises `NotAllowed` when no person wrote it."""
    if author is None or author == SLACKBOT:
        raise NotAllowed(NO_PERSON)
    return SaidMessage(channel, ts, author, text)


def shown(desk: Desk, kept: KeptLearning | LearningRequest) -> Message:
    if isinstance(kept, LearningRequest):
        return desk.message("learnings/requested", request=kept)
    return desk.message("learnings/kept", kept=kept)


def _channel(event: Event) -> ChannelId:
    return ChannelId(str((event.about.get("item") or {}).get("channel", "")))
