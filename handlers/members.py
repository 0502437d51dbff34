"""Who joins and leaves, who people are, and what they do not want to be sent."""

from __future__ import annotations

from community.communities.views import Person
from community.errors import StaleButton
from handlers.answers import Answer, Say
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Event, person_from
from message_templates.ids import ActionId

OLD_PROMPT = "This button is from an older message. The app's Home tab shows what you can stop and resume."


def register(boundary: Boundary, desk: Desk) -> None:
    members = MemberListeners(desk)
    boundary.on_event("member_joined_channel", members.joined)
    boundary.on_event("member_left_channel", members.left)
    boundary.on_event("user_change", members.person_changed)
    boundary.on_event("team_join", members.person_changed)
    boundary.on_click(ActionId.PROMPTS_STOP, members.stop_prompts)
    boundary.on_click(ActionId.PROMPTS_RESUME, members.resume_prompts)


class MemberListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._services = desk.services

    async def joined(self, event: Event) -> None:
        if event.is_about_bot:
            await self._services.communities.bot_returned(event.caller, event.channel)
            return
        caller = event.caller
        person = await self._desk.directory.find_person(event.client, caller.workspace_id, caller.user_id)
        await self._services.members.joined(caller, event.channel, person or _stranger(event))

    async def left(self, event: Event) -> None:
        if event.is_about_bot:
            await self._services.communities.bot_removed(event.caller, event.channel)
        else:
            await self._services.members.left(event.caller, event.channel)

    async def person_changed(self, event: Event) -> None:
        """Slack tells of everybody in the workspace; only those the bot has met are followed."""
        person, caller = person_from(event.about["user"]), event.caller
        if await self._services.people.find(caller.workspace_id, [person.user_id]):
            await self._services.people.remember(caller.workspace_id, [person], receipt=caller.receipt)

    async def stop_prompts(self, click: Click) -> Answer:
        community_id, prompts = click.community(), _prompts(click)
        await self._services.members.stop_prompts(click.caller, community_id, prompts)
        community = await self._services.communities.get(click.caller, community_id)
        return Say(self._desk.message("members/stopped", community=community, prompts=prompts))

    async def resume_prompts(self, click: Click) -> Answer:
        community_id, prompts = click.community(), _prompts(click)
        await self._services.members.resume_prompts(click.caller, community_id, prompts)
        community = await self._services.communities.get(click.caller, community_id)
        return Say(self._desk.message("members/resumed", community=community, prompts=prompts))


def _prompts(click: Click) -> str:
    if click.ref.prompts is None:
        raise StaleButton(OLD_PROMPT)
    return click.ref.prompts


def _stranger(event: Event) -> Person:
    """Somebody Slack could not describe in time: known by id until the roster is read again."""
    return Person(event.caller.user_id, name="", zone=None)
