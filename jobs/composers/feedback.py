"""What is sent about feedback. Why one was not sent is never said: it could tell who has answered."""

from __future__ import annotations

from typing import Protocol

from community.deliveries.views import Delivery
from community.feedback.service import Feedback
from community.ids import ConveningId, DeliveryKind, UserId
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Renderer

NOT_NEEDED = Skip("not_needed")


class HasFeedback(Protocol):
    @property
    def feedback(self) -> Feedback: ...


def feedback_composers(services: HasFeedback, render: Renderer) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area."""
    composers = FeedbackComposers(services.feedback, render)
    return {
        DeliveryKind.FEEDBACK_REQUEST: composers.request,
        DeliveryKind.FEEDBACK_REMINDER: composers.reminder,
        DeliveryKind.FEEDBACK_SUMMARY: composers.summary,
    }


class FeedbackComposers:
    def __init__(self, feedback: Feedback, render: Renderer) -> None:
        self._feedback = feedback
        self._render = render

    async def request(self, delivery: Delivery) -> Composed | Skip:
        return await self._ask(delivery, "feedback/request")

    async def reminder(self, delivery: Delivery) -> Composed | Skip:
        return await self._ask(delivery, "feedback/reminder")

    async def summary(self, delivery: Delivery) -> Composed | Skip:
        summary = await self._feedback.summary(
            delivery.workspace_id, ConveningId(delivery.subject_id), UserId(delivery.recipient)
        )
        if summary is None:
            return NOT_NEEDED
        return Composed(message=self._render.message("feedback/summary", summary=summary))

    async def _ask(self, delivery: Delivery, template: str) -> Composed | Skip:
        form = await self._feedback.request(
            delivery.workspace_id,
            ConveningId(delivery.subject_id),
            UserId(delivery.recipient),
            delivery.kind,
        )
        if form is None:
            return NOT_NEEDED
        message = self._render.message(
            template, convening=form.convening, closes_at=form.closes_at, note=delivery.note
        )
        return Composed(message=message)
