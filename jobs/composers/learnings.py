"""What is sent about key learnings, composed from what holds at the moment of sending.

Where a learning comes from "a member", what is composed here holds no name: neither the author's for whoever
asks, nor the asker's for the author.
"""

from __future__ import annotations

from typing import Protocol

import structlog

from community.deliveries.instead import NAME_TAKEN_AWAY
from community.deliveries.kinds import is_person
from community.deliveries.views import Delivery
from community.ids import DeliveryKind
from community.learnings.asking import LearningQuestions
from community.learnings.messages import ASKED, NO, YES, MessageLearnings
from community.learnings.views import LearningRequest, Question
from jobs.composing import Composed, Composer, Skip
from jobs.gateway import SlackGateway, SlackRefused
from message_templates.renderer import Renderer

log = structlog.get_logger(__name__)

_QUESTION, _ANSWER = "learnings/question", "learnings/answer"

GONE = Skip("learning_gone")
NOT_NEEDED = Skip("not_needed")  # answered or taken back meanwhile
GOES_DIRECTLY = Skip(NAME_TAKEN_AWAY)  # not in the thread any more


class HasLearnings(Protocol):
    @property
    def message_learnings(self) -> MessageLearnings: ...

    @property
    def learning_questions(self) -> LearningQuestions: ...


def learning_composers(
    services: HasLearnings, render: Renderer, gateway: SlackGateway
) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area. `gateway` is asked for links and nothing else."""
    requests = RequestComposers(services, render, gateway)
    questions = QuestionComposers(services, render)
    return {
        DeliveryKind.LEARNING_REQUEST: requests.request,
        DeliveryKind.LEARNING_REQUEST_UPDATE: requests.request_update,
        DeliveryKind.LEARNING_ANSWERED: requests.answered,
        DeliveryKind.LEARNING_QUESTION: questions.question,
        DeliveryKind.LEARNING_ANSWER: questions.answer,
        DeliveryKind.LEARNING_UNREACHED: questions.unreached,
        DeliveryKind.LEARNING_QUESTION_UPDATE: questions.update,
    }


class RequestComposers:
    """Whether a message may be kept: to its author; and what came of it, to whoever asked."""

    def __init__(self, services: HasLearnings, render: Renderer, gateway: SlackGateway) -> None:
        self._messages = services.message_learnings
        self._render = render
        self._gateway = gateway

    async def request(self, delivery: Delivery) -> Composed | Skip:
        request = await self._find(delivery)
        if request is None or request.state != ASKED:
            return NOT_NEEDED
        return await self._message("learnings/request", delivery, request)

    async def request_update(self, delivery: Delivery) -> Composed | Skip:
        request = await self._find(delivery)
        return GONE if request is None else await self._message("learnings/request", delivery, request)

    async def answered(self, delivery: Delivery) -> Composed | Skip:
        request = await self._find(delivery)
        if request is None or request.state not in (YES, NO) or request.asked_by != delivery.recipient:
            return NOT_NEEDED
        return await self._message("learnings/answered", delivery, request)

    async def _find(self, delivery: Delivery) -> LearningRequest | None:
        return await self._messages.request(delivery.workspace_id, delivery.subject_id)

    async def _message(self, template: str, delivery: Delivery, request: LearningRequest) -> Composed:
        url = await self._link(delivery, request)
        return Composed(message=self._render.message(template, request=request, url=url))

    async def _link(self, delivery: Delivery, request: LearningRequest) -> str:
        """ "" for a message that was deleted, or whose channel the bot is not in."""
        try:
            return await self._gateway.permalink(delivery.workspace_id, request.channel, request.ts)
        except SlackRefused as refused:
            log.info("learnings.link.missing", workspace=delivery.workspace_id, reason=refused.code)
            return ""


class QuestionComposers:
    """A question to the author, and the answer to whoever asked: in a digest's thread, or directly."""

    def __init__(self, services: HasLearnings, render: Renderer) -> None:
        self._questions = services.learning_questions
        self._render = render

    async def question(self, delivery: Delivery) -> Composed | Skip:
        question = await self._questions.question(delivery.workspace_id, delivery.subject_id)
        if question is None:
            return GONE
        return NOT_NEEDED if question.is_answered else self._said(_QUESTION, delivery, question)

    async def answer(self, delivery: Delivery) -> Composed | Skip:
        question = await self._questions.question(delivery.workspace_id, delivery.subject_id)
        if question is None:
            return GONE
        return self._said(_ANSWER, delivery, question) if question.answer else NOT_NEEDED

    async def unreached(self, delivery: Delivery) -> Composed | Skip:
        """To whoever asked, who waits for an answer that cannot come."""
        question = await self._questions.question(delivery.workspace_id, delivery.subject_id)
        if question is None:
            return GONE
        if question.is_answered:
            return NOT_NEEDED
        return Composed(message=self._render.message("learnings/unreached", question=question))

    async def update(self, delivery: Delivery) -> Composed | Skip:
        """Of whatever was posted of a question: which message it is stands in its key."""
        question = await self._questions.question(
            delivery.workspace_id, delivery.subject_id, even_if_withdrawn=True
        )
        if question is None:
            return GONE
        is_answer = (delivery.target_key or "").startswith(f"{DeliveryKind.LEARNING_ANSWER}:")
        return self._message(_ANSWER if is_answer else _QUESTION, delivery, question)

    def _said(self, template: str, delivery: Delivery, question: Question) -> Composed | Skip:
        """For the first time: nothing without names is said in a thread."""
        if question.asker is None and not is_person(delivery.recipient):
            return GOES_DIRECTLY
        return self._message(template, delivery, question)

    def _message(self, template: str, delivery: Delivery, question: Question) -> Composed:
        where = "" if is_person(delivery.recipient) else "_in_thread"
        return Composed(message=self._render.message(f"{template}{where}", question=question))
