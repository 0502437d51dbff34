"""What is sent about PDSA cycles, composed from what holds at the moment of sending."""

from __future__ import annotations

from typing import Any

from community.deliveries.views import Delivery
from community.ids import CycleId, DeliveryKind, UserId
from community.pdsa.views import Prompt, Which
from community.services import Services
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Renderer

GONE = Skip("cycle_gone")
NOT_NEEDED = Skip("not_needed")
ANSWERED = Skip("answered")


def pdsa_composers(services: Services, render: Renderer) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area."""
    channel = ChannelComposers(services, render)
    prompts = PromptComposers(services, render)
    personal = PersonalComposers(services, render)
    return {
        DeliveryKind.CYCLE_CARD: channel.card,
        DeliveryKind.CYCLE_CARD_UPDATE: channel.card,
        DeliveryKind.CYCLE_STORY: channel.story,
        DeliveryKind.CYCLE_PROMPT: prompts.prompt,
        DeliveryKind.CYCLE_PROMPT_REMINDER: prompts.reminder,
        DeliveryKind.CYCLE_PROMPT_UPDATE: prompts.update,
        DeliveryKind.CYCLE_UNANSWERED: prompts.unanswered,
        DeliveryKind.CYCLE_HELP_WANTED: personal.help_wanted,
        DeliveryKind.CYCLE_INTRODUCTION: personal.introduction,
        DeliveryKind.CYCLE_NUDGE: personal.nudge,
        DeliveryKind.CYCLE_HANDED_OVER: personal.handed_over,
    }


class ChannelComposers:
    """What the home channel sees: the card, and its story below it."""

    def __init__(self, services: Services, render: Renderer) -> None:
        self._cycles = services.cycles
        self._charts = services.native_charts
        self._render = render

    async def card(self, delivery: Delivery) -> Composed | Skip:
        """Posted, and edited ever after: also of a cycle that is over."""
        card = await self._cycles.card_for(CycleId(delivery.subject_id))
        return GONE if card is None else Composed(self._render.message("pdsa/card", card=card))

    async def story(self, delivery: Delivery) -> Composed | Skip:
        entry = await self._cycles.story(delivery.context["event"])
        if entry is None:
            return GONE
        native = await self._charts.has(delivery.workspace_id)
        return Composed(self._render.message("pdsa/story", entry=entry, native=native))


class PromptComposers:
    """Questions to those who lead a cycle, and the quiet line to facilitators."""

    def __init__(self, services: Services, render: Renderer) -> None:
        self._checkins = services.checkins
        self._charts = services.native_charts
        self._render = render

    async def prompt(self, delivery: Delivery) -> Composed | Skip:
        return await self._ask(delivery, is_reminder=False)

    async def reminder(self, delivery: Delivery) -> Composed | Skip:
        return await self._ask(delivery, is_reminder=True)

    async def update(self, delivery: Delivery) -> Composed | Skip:
        """The posted question, as it stands now: a teammate has answered it, say."""
        prompt = await self._find(delivery, is_reminder=delivery.context["is_reminder"])
        if prompt is None:
            return NOT_NEEDED
        line = await self._checkins.line_under(delivery.workspace_id, delivery.target_key or "")
        return await self._message(delivery, prompt, line)

    async def unanswered(self, delivery: Delivery) -> Composed | Skip:
        reader = UserId(delivery.recipient)
        prompt = await self._checkins.unanswered(CycleId(delivery.subject_id), _which(delivery), reader)
        if prompt is None:
            return ANSWERED
        return Composed(self._render.message("pdsa/unanswered", prompt=prompt))

    async def _ask(self, delivery: Delivery, *, is_reminder: bool) -> Composed | Skip:
        prompt = await self._find(delivery, is_reminder=is_reminder)
        if prompt is None:
            return NOT_NEEDED
        return ANSWERED if prompt.answered_by else await self._message(delivery, prompt, delivery.note)

    async def _find(self, delivery: Delivery, *, is_reminder: bool) -> Prompt | None:
        return await self._checkins.prompt(
            delivery.workspace_id,
            CycleId(delivery.subject_id),
            _which(delivery),
            UserId(delivery.recipient),
            is_reminder=is_reminder,
        )

    async def _message(self, delivery: Delivery, prompt: Prompt, note: str) -> Composed:
        native = await self._charts.has(delivery.workspace_id)
        message = self._render.message("pdsa/prompt", prompt=prompt, note=note, native=native)
        return Composed(message)


class PersonalComposers:
    """News for one person: help is wanted, peers are found, somebody asks, a cycle is theirs now."""

    def __init__(self, services: Services, render: Renderer) -> None:
        self._cycles = services.cycles
        self._checkins = services.checkins
        self._render = render

    async def help_wanted(self, delivery: Delivery) -> Composed | Skip:
        reader = UserId(delivery.recipient)
        found = await self._checkins.help_wanted(delivery.context["checkin"], reader)
        return GONE if found is None else self._message("pdsa/help_wanted", help=found)

    async def introduction(self, delivery: Delivery) -> Composed | Skip:
        """The facilitator's line is the delivery's note."""
        other, by = CycleId(delivery.context["other"]), UserId(delivery.context["by"])
        cycle_id = CycleId(delivery.subject_id)
        found = await self._checkins.introduction(cycle_id, other, by, delivery.note)
        return GONE if found is None else self._message("pdsa/introduction", introduction=found)

    async def nudge(self, delivery: Delivery) -> Composed | Skip:
        card = await self._cycles.card_for(CycleId(delivery.subject_id))
        if card is None:
            return GONE
        return self._message("pdsa/nudge", card=card) if card.cycle.is_open else NOT_NEEDED

    async def handed_over(self, delivery: Delivery) -> Composed | Skip:
        """Unless it was handed on meanwhile, or is over."""
        card = await self._cycles.card_for(CycleId(delivery.subject_id))
        if card is None:
            return GONE
        if not card.cycle.is_open or card.cycle.lead != delivery.recipient:
            return NOT_NEEDED
        by = UserId(delivery.context["by"])
        return self._message("pdsa/handed_over", cycle=card.cycle, by=by)

    def _message(self, template: str, **context: Any) -> Composed:
        return Composed(self._render.message(template, **context))


def _which(delivery: Delivery) -> Which:
    return Which(delivery.context["which"])
