"""What is sent about problems of practice, composed from what holds at the moment of sending.

What goes to a channel, or to anybody but facilitators, is made of views without the presenter of an anonymous
problem: there is nothing in them that a template could let slip.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import structlog

from community.deliveries.views import Delivery
from community.ids import ChannelId, DeliveryKind, ProblemId, UserId, WorkspaceId
from community.problems.service import Problems
from community.problems.touchpoints import DUE_AT, REASON, STEP
from community.problems.views import ForFacilitator, Invitation, Opening, State, Step, StepLink
from community.problems.voices import Voices
from jobs.composing import Composed, Composer, Skip
from jobs.gateway import SlackGateway, SlackRefused, SlackUnreachable, SlackUnsure
from message_templates.renderer import Renderer

log = structlog.get_logger(__name__)

GONE = Skip("problem_gone")
NOT_NEEDED = Skip("not_needed")  # decided meanwhile, or the person is none any more who is to hear of it
MOVED = Skip("step_moved")

UNANSWERED = "unanswered"
LINK_SECONDS = 4.0  # composing and the call after it must end within what the dispatcher takes for a call


class HasProblems(Protocol):
    @property
    def problems(self) -> Problems: ...

    @property
    def voices(self) -> Voices: ...


def problem_composers(
    services: HasProblems, render: Renderer, gateway: SlackGateway
) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area. `gateway` is asked for links and nothing else."""
    thread = ThreadComposers(services, render, gateway)
    personal = PersonalComposers(services, render, gateway)
    facilitators = FacilitatorComposers(services, render)
    return {
        DeliveryKind.PROBLEM_OPENING: thread.opening,
        DeliveryKind.PROBLEM_OPENING_UPDATE: thread.opening_update,
        DeliveryKind.PROBLEM_STEP: thread.step,
        DeliveryKind.PROBLEM_STEP_UPDATE: thread.step_update,
        DeliveryKind.PROBLEM_VOICE: thread.voice,
        DeliveryKind.PROBLEM_HINT: personal.hint,
        DeliveryKind.PROBLEM_INVITATION: personal.invitation,
        DeliveryKind.PROBLEM_PRESENTER_REMINDER: personal.presenter_reminder,
        DeliveryKind.PROBLEM_REVIEWED: personal.reviewed,
        DeliveryKind.PROBLEM_CLOSED: personal.closed,
        DeliveryKind.PROBLEM_FOLLOW_UP: personal.follow_up,
        DeliveryKind.PROBLEM_REVIEW: facilitators.review,
        DeliveryKind.PROBLEM_UNANSWERED: facilitators.unanswered,
        DeliveryKind.PROBLEM_NEEDS_FACILITATOR: facilitators.needs_facilitator,
        DeliveryKind.PROBLEM_SIMILAR: facilitators.similar,
    }


class ThreadComposers:
    """What the channel sees."""

    def __init__(self, services: HasProblems, render: Renderer, gateway: SlackGateway) -> None:
        self._problems = services.problems
        self._voices = services.voices
        self._render = render
        self._links = Links(services.problems, gateway)

    async def opening(self, delivery: Delivery) -> Composed | Skip:
        opening = await self._problems.opening_for(delivery.workspace_id, _problem_id(delivery))
        if opening is None:
            return GONE
        if opening.problem.state not in (State.PLANNED, State.OPEN):
            return NOT_NEEDED  # over before it began; or edited a moment ago, and to be reviewed once more
        return self._opening(replace(opening, note=delivery.note))

    async def opening_update(self, delivery: Delivery) -> Composed | Skip:
        """While it is open: where it stands. Once it is over: the summary, with a link to each step."""
        problem_id = _problem_id(delivery)
        opening = await self._problems.opening_for(delivery.workspace_id, problem_id)
        if opening is None:
            return GONE
        if opening.problem.closed_at is not None:
            opening = replace(opening, links=await self._links.of(delivery.workspace_id, problem_id))
        return self._opening(opening)

    async def step(self, delivery: Delivery) -> Composed | Skip:
        """Opens the step: the thread moves on when this is sent, and not before."""
        post = await self._problems.open_step(
            delivery.workspace_id,
            _problem_id(delivery),
            _step(delivery),
            datetime.fromisoformat(delivery.context[DUE_AT]),
        )
        return (
            MOVED if post is None else self._message("problems/step", post=replace(post, note=delivery.note))
        )

    async def step_update(self, delivery: Delivery) -> Composed | Skip:
        post = await self._problems.step_post(delivery.workspace_id, _problem_id(delivery), _step(delivery))
        return GONE if post is None else self._message("problems/step", post=post)

    async def voice(self, delivery: Delivery) -> Composed | Skip:
        """What an anonymous presenter says. Nothing here knows who that is."""
        voice = await self._voices.voice(delivery.workspace_id, delivery.context["voice"])
        if voice is None:
            return GONE
        return self._message("problems/voice", problem=voice.problem, text=voice.text)

    def _opening(self, opening: Opening) -> Composed:
        return self._message("problems/opening", opening=opening)

    def _message(self, template: str, **context: Any) -> Composed:
        return Composed(message=self._render.message(template, **context))


class PersonalComposers:
    """What presenters and members get."""

    def __init__(self, services: HasProblems, render: Renderer, gateway: SlackGateway) -> None:
        self._problems = services.problems
        self._voices = services.voices
        self._render = render
        self._links = Links(services.problems, gateway)

    async def hint(self, delivery: Delivery) -> Composed | Skip:
        """Shown in the thread to one person only."""
        found = await self._voices.hint(delivery.workspace_id, _problem_id(delivery), delivery.context)
        if found is None:
            return NOT_NEEDED
        return Composed(message=self._render.message("problems/hint", hint=found.hint), to=found.to)

    async def invitation(self, delivery: Delivery) -> Composed | Skip:
        """With a way to the thread; without one there is nothing to be invited to."""
        found = await self._voices.invitation(*_to(delivery), delivery.context)
        place = await self._problems.thread_place(delivery.workspace_id, _problem_id(delivery))
        if found is None or place is None:
            return NOT_NEEDED
        url = await self._links.to(delivery.workspace_id, ChannelId(place.channel), place.ts)
        if not url:
            return GONE
        invitation = Invitation(found.problem, url, found.role_alike)
        return self._message("problems/invitation", invitation=invitation)

    async def reviewed(self, delivery: Delivery) -> Composed | Skip:
        said = await self._problems.reviewed(*_to(delivery))
        if said is None:
            return NOT_NEEDED
        return self._message(
            "problems/reviewed", problem=said.problem, note=said.note, is_approved=said.is_approved
        )

    async def closed(self, delivery: Delivery) -> Composed | Skip:
        problem = await self._problems.closed(*_to(delivery))
        return NOT_NEEDED if problem is None else self._message("problems/closed", problem=problem)

    async def follow_up(self, delivery: Delivery) -> Composed | Skip:
        problem = await self._problems.to_follow_up(*_to(delivery))
        if problem is None:
            return NOT_NEEDED
        return self._message("problems/follow_up", problem=problem)

    async def presenter_reminder(self, delivery: Delivery) -> Composed | Skip:
        reminder = await self._problems.for_presenter(*_to(delivery), _step(delivery))
        return (
            NOT_NEEDED
            if reminder is None
            else self._message("problems/presenter_reminder", reminder=reminder)
        )

    def _message(self, template: str, **context: Any) -> Composed:
        return Composed(message=self._render.message(template, **context))


class FacilitatorComposers:
    """What facilitators get. They alone, beside the presenter, learn who presents."""

    def __init__(self, services: HasProblems, render: Renderer) -> None:
        self._problems = services.problems
        self._render = render

    async def review(self, delivery: Delivery) -> Composed | Skip:
        view = await self._problems.for_review(delivery.workspace_id, _problem_id(delivery))
        if view is None:
            return NOT_NEEDED
        opening = await self._problems.opening_for(delivery.workspace_id, _problem_id(delivery))
        return self._message("problems/review", view=view, similar=opening.similar if opening else ())

    async def unanswered(self, delivery: Delivery) -> Composed | Skip:
        """Unless the thread has gone on meanwhile."""
        view = await self._find(delivery, UNANSWERED)
        step = None if view is None else view.problem.now_step
        if view is None or step is None or step.step != delivery.context[STEP]:
            return NOT_NEEDED
        return self._message("problems/unanswered", view=view, step=step)

    async def needs_facilitator(self, delivery: Delivery) -> Composed | Skip:
        view = await self._find(delivery, delivery.context[REASON])
        return NOT_NEEDED if view is None else self._message("problems/needs_facilitator", view=view)

    async def similar(self, delivery: Delivery) -> Composed | Skip:
        theme = await self._problems.shared_theme(
            delivery.workspace_id, _problem_id(delivery), delivery.context["what"]
        )
        return NOT_NEEDED if theme is None else self._message("problems/similar", theme=theme)

    async def _find(self, delivery: Delivery, reason: str) -> ForFacilitator | None:
        return await self._problems.for_facilitators(delivery.workspace_id, _problem_id(delivery), reason)

    def _message(self, template: str, **context: Any) -> Composed:
        return Composed(message=self._render.message(template, **context))


class Links:
    """Addresses of messages, asked for while a message about them is composed."""

    def __init__(self, problems: Problems, gateway: SlackGateway) -> None:
        self._problems = problems
        self._gateway = gateway

    async def of(self, workspace_id: WorkspaceId, problem_id: ProblemId) -> tuple[StepLink, ...]:
        """One for each step that still stands in Slack. Raises `SlackTrouble`."""
        posted = await self._problems.posted_steps(workspace_id, problem_id)
        urls = await asyncio.gather(*(self.to(workspace_id, each.channel, each.ts) for each in posted))
        return tuple(
            StepLink(each.step, url, each.voices) for each, url in zip(posted, urls, strict=True) if url
        )

    async def to(self, workspace_id: WorkspaceId, channel: ChannelId, ts: str) -> str:
        """ "" for a message that was deleted, or whose channel the bot is not in any more.

        Raises `SlackTrouble`, never one that leaves it open whether something was done.
        """
        try:
            async with asyncio.timeout(LINK_SECONDS):
                return await self._gateway.permalink(workspace_id, channel, ts)
        except SlackRefused as refused:
            log.info("problems.link.missing", workspace=workspace_id, reason=refused.code)
            return ""
        except (SlackUnsure, TimeoutError) as error:
            raise SlackUnreachable("no_link_in_time") from error


def _problem_id(delivery: Delivery) -> ProblemId:
    return ProblemId(delivery.subject_id)


def _to(delivery: Delivery) -> tuple[WorkspaceId, ProblemId, UserId]:
    """Which problem, and whom a direct message about it is for."""
    return delivery.workspace_id, _problem_id(delivery), UserId(delivery.recipient)


def _step(delivery: Delivery) -> Step:
    return Step(delivery.context[STEP])
