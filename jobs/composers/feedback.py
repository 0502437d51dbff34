"""What is sent about feedback. Why one was not sent is never said: it could tell who has answered."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from community.deliveries.views import Delivery
from community.feedback.service import Feedback
from community.ids import ConveningId, DeliveryKind, UserId
from jobs.composing import Composed, Composer, Skip
from jobs.gathering import Gathering
from message_templates.renderer import Renderer

NOT_NEEDED = Skip("not_needed")

ALIKE = 64  # messages kept, for the next of the people who get the same


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
        self._requests = Gathering(feedback.requests)
        # All who were there get the very same words: they are put together once. Nobody changes a message.
        self._words = lru_cache(maxsize=ALIKE)(render.message)

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
        session = delivery.workspace_id, ConveningId(delivery.subject_id), delivery.kind
        request = await self._requests.find(session, UserId(delivery.recipient))
        if request is None:
            return NOT_NEEDED
        message = self._words(
            template, convening=request.convening, closes_at=request.closes_at, note=delivery.note
        )
        return Composed(message=message)
