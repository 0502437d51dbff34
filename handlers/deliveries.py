"""What the bot is going to send: seen, skipped, sent now, and added to by facilitators."""

from __future__ import annotations

from community.communities.views import Community, PlannedMessage
from community.errors import DeliveryNotFound
from community.ids import CommunityId
from community.work import Caller
from handlers.answers import Answer, Open, Say
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, Submission
from message_templates.ids import ActionId, FormId
from message_templates.renderer import Message
from message_templates.values import Ref, UnreadableRef

GONE = "This message was sent, skipped or replaced meanwhile. /cop status shows what is planned now."


def register(boundary: Boundary, desk: Desk) -> None:
    listeners = DeliveryListeners(desk)
    boundary.on_click(ActionId.STATUS_REFRESH, listeners.refresh)
    boundary.on_click(ActionId.MESSAGE_SKIP, listeners.skip)
    boundary.on_click(ActionId.MESSAGE_SEND_NOW, listeners.send_now)
    boundary.on_click(ActionId.MESSAGE_NOTE, listeners.open_note)
    boundary.on_submission(FormId.MESSAGE_NOTE, listeners.add_note)


class DeliveryListeners:
    """Every answer is the list as it is now, in the place of the list that was."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._status = desk.services.status

    async def show_status(self, asked: Command | Click, community: Community, _: str) -> Answer:
        return Say(await self._list(asked.caller, community.id))

    async def refresh(self, click: Click) -> Answer:
        return Say(await self._list(click.caller, click.community()))

    async def skip(self, click: Click) -> Answer:
        await self._status.skip(click.caller, click.community(), _group_of(click.ref))
        return Say(await self._list(click.caller, click.community()))

    async def send_now(self, click: Click) -> Answer:
        await self._status.send_now(click.caller, click.community(), _group_of(click.ref))
        return Say(await self._list(click.caller, click.community()))

    async def open_note(self, click: Click) -> Answer:
        page = await self._status.status(click.caller, click.community())
        planned = _line(page.planned, _group_of(click.ref))
        ref_text = click.ref_text(community=page.community.id, group=planned.group)
        return Open(self._desk.form("deliveries/note", ref_text, community=page.community, planned=planned))

    async def add_note(self, form: Submission) -> Answer:
        note = form.values.text("note")
        await self._status.add_note(form.caller, form.community(), _group_of(form.ref), note)
        return Say(await self._list(form.caller, form.community()))

    async def _list(self, caller: Caller, community_id: CommunityId) -> Message:
        return self._desk.message("deliveries/status", page=await self._status.status(caller, community_id))


def _line(planned: tuple[PlannedMessage, ...], group: str) -> PlannedMessage:
    for line in planned:
        if line.group == group:
            return line
    raise DeliveryNotFound(GONE)


def _group_of(ref: Ref) -> str:
    if ref.group is None:
        raise UnreadableRef("no message is named")
    return ref.group
