"""Looking at cycles: one's own, one with everything, its charts, its chain; and all teams, with help."""

from __future__ import annotations

from dataclasses import replace

from community.communities.views import Community
from community.errors import InvalidInput
from community.ids import CommunityId, CycleId
from community.work import Caller
from handlers.answers import Answer, Open, Say
from handlers.desk import Desk
from handlers.payloads import Click, Command, Submission
from handlers.pdsa_values import cycle_of
from message_templates.limits import MESSAGE_BLOCKS
from message_templates.renderer import Message

NO_PEERS_CHOSEN = "Choose whom to put them in touch with."


class WatchingListeners:
    """What anybody of the community may see."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cycles = desk.services.cycles

    async def show(self, click: Click) -> Answer:
        card = await self._cycles.card(click.caller, cycle_of(click.ref))
        return await self._desk.say_with_charts(click.caller, "pdsa/cycle", is_beside=True, card=card)

    async def show_chart(self, click: Click) -> Answer:
        card = await self._cycles.card(click.caller, cycle_of(click.ref))
        return await self._desk.say_with_charts(click.caller, "pdsa/chart", is_beside=True, card=card)

    async def show_ramp(self, click: Click) -> Answer:
        cards = await self._cycles.ramp(click.caller, cycle_of(click.ref))
        return Say(self._desk.message("pdsa/ramp", cards=cards), is_beside=True)


class OverviewListeners:
    """What facilitators see of all teams, and what they do when one needs them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cycles = desk.services.cycles
        self._overviews = desk.services.cycle_overview
        self._checkins = desk.services.checkins

    async def list_for(self, asked: Command | Click, community: Community) -> Say:
        """One's own cycles; for facilitators all teams, with their own below, if they have any."""
        mine = await self._cycles.mine(asked.caller, community.id)
        listed = self._desk.message("pdsa/mine", mine=mine)
        if not mine.is_facilitator:
            return Say(listed)
        overview = await self._overview(asked.caller, community.id)
        return _with_below(overview, listed) if mine.lines else overview

    async def show(self, click: Click) -> Answer:
        return await self._overview(click.caller, click.community())

    async def _overview(self, caller: Caller, community_id: CommunityId) -> Say:
        overview = await self._overviews.overview(caller, community_id)
        return await self._desk.say_with_charts(caller, "pdsa/overview", overview=overview)

    async def nudge(self, click: Click) -> Answer:
        card = await self._overviews.nudge(click.caller, cycle_of(click.ref))
        return Say(self._desk.message("pdsa/nudged", card=card), is_beside=True)

    async def open_peers(self, click: Click) -> Answer:
        help_wanted = await self._checkins.peers(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(cycle=help_wanted.cycle.id)
        return Open(self._desk.form("pdsa/peers", ref_text, help=help_wanted))

    async def introduce(self, form: Submission) -> Answer:
        chosen = form.values.choice("other") or ""
        if not chosen.isdecimal():
            raise InvalidInput({"other": NO_PEERS_CHOSEN})
        introduction = await self._checkins.introduce(
            form.caller, cycle_of(form.ref), CycleId(int(chosen)), form.values.text("note")
        )
        return Say(self._desk.message("pdsa/introduced", introduction=introduction))


def _with_below(say: Say, below: Message) -> Say:
    plain = say.without_charts
    return replace(
        say,
        message=_both(say.message, below),
        without_charts=None if plain is None else _both(plain, below),
    )


def _both(message: Message, below: Message) -> Message:
    """One under the other, if Slack takes as many blocks; else the first alone."""
    if len(message.blocks) + len(below.blocks) > MESSAGE_BLOCKS:
        return message
    return Message(message.text, [*message.blocks, *below.blocks])
