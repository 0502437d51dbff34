"""A cycle moves: begun, done with doing, paused, resumed, extended, closed early, handed over."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from community.errors import InvalidInput, NotAllowed
from community.ids import UserId
from community.pdsa.stages import Action, require_possible
from community.pdsa.views import Cycle, CycleCard
from handlers.answers import Answer, Open, Say
from handlers.desk import Desk
from handlers.payloads import Click, Submission
from handlers.pdsa_values import answered_in, cycle_of
from message_templates.values import UnreadableRef

NOT_THEIRS = "Only the people who work on this cycle, and the facilitators, can do this."
NOBODY_CHOSEN = "Choose who goes on with it."

# What the ⋯ menu of a card offers, and the form it opens.
MENU: Mapping[str, tuple[Action, str]] = MappingProxyType(
    {
        "pause": (Action.PAUSE, "pdsa/pause"),
        "extend": (Action.EXTEND, "pdsa/extend"),
        "close": (Action.CLOSE_EARLY, "pdsa/close"),
    }
)
HAND_OVER, RESUME = "hand_over", "resume"


class MovingListeners:
    """What the team and the facilitators do with a cycle. The use case asks again who may, and when."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cycles = desk.services.cycles

    async def begin(self, click: Click) -> Answer:
        cycle_id = cycle_of(click.ref)
        card = await self._cycles.begin(click.caller, cycle_id, answered_in=answered_in(click))
        return self._moved(card, "began")

    async def finish_doing(self, click: Click) -> Answer:
        return self._moved(
            await self._cycles.finish_doing(
                click.caller, cycle_of(click.ref), answered_in=answered_in(click)
            ),
            "finished_doing",
        )

    async def open_menu(self, click: Click) -> Answer:
        """An entry of the ⋯ menu opens its form."""
        chosen = click.ref.words or ""
        if chosen == HAND_OVER:
            return await self.open_hand_over(click)
        if chosen == RESUME:
            return await self.open_resume(click)
        if chosen not in MENU:
            raise UnreadableRef("no entry of the menu is named")
        action, template = MENU[chosen]
        cycle = await self._for_action(click, action)
        ref_text = click.ref_text(in_place=True, cycle=cycle.id)
        return Open(self._desk.form(template, ref_text, cycle=cycle))

    async def open_resume(self, click: Click) -> Answer:
        cycle, ends_on = await self._cycles.resume_form(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(in_place=True, cycle=cycle.id)
        return Open(self._desk.form("pdsa/resume", ref_text, cycle=cycle, ends_on=ends_on))

    async def open_hand_over(self, click: Click) -> Answer:
        cycle = await self._for_action(click, Action.HAND_OVER)
        ref_text = click.ref_text(in_place=True, cycle=cycle.id)
        return Open(self._desk.form("pdsa/hand_over", ref_text, cycle=cycle, teammates=teammates_of(cycle)))

    async def pause(self, form: Submission) -> Answer:
        reason = form.values.text("reason")
        return self._moved(await self._cycles.pause(form.caller, cycle_of(form.ref), reason), "paused")

    async def resume(self, form: Submission) -> Answer:
        ends_on = form.values.date("ends_on")
        return self._moved(await self._cycles.resume(form.caller, cycle_of(form.ref), ends_on), "resumed")

    async def extend(self, form: Submission) -> Answer:
        ends_on, reason = form.values.date("ends_on"), form.values.text("reason")
        card = await self._cycles.extend(form.caller, cycle_of(form.ref), ends_on, reason)
        return self._moved(card, "extended")

    async def close_early(self, form: Submission) -> Answer:
        reason = form.values.text("reason")
        card = await self._cycles.close_early(form.caller, cycle_of(form.ref), reason)
        return self._moved(card, "closed_early")

    async def hand_over(self, form: Submission) -> Answer:
        to = form.values.user("to") or form.values.choice("to")
        if not to:
            raise InvalidInput({"to": NOBODY_CHOSEN})
        await self._desk.directory.acquaint(form.client, form.caller.workspace_id, [UserId(to)])
        card = await self._cycles.hand_over(form.caller, cycle_of(form.ref), UserId(to))
        return self._moved(card, "handed_over")

    async def _for_action(self, click: Click, action: Action) -> Cycle:
        """The cycle, if its form would not be refused: nobody should fill in one for nothing."""
        card = await self._cycles.card(click.caller, cycle_of(click.ref))
        if not card.can_act:
            raise NotAllowed(NOT_THEIRS)
        require_possible(card.cycle, action)
        return card.cycle

    def _moved(self, card: CycleCard, what: str) -> Answer:
        return Say(self._desk.message("pdsa/moved", card=card, what=what))


def teammates_of(cycle: Cycle) -> tuple[UserId, ...]:
    """Who could go on with it: the team without its observers and whoever leads the cycle now."""
    if cycle.team is None:
        return ()
    others = {*cycle.team.observers, cycle.lead}
    return tuple(person for person in cycle.team.everybody if person not in others)
