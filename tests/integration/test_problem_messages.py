"""What is composed about problems is what holds now: what was decided meanwhile is not sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from community.clock import MovableClock
from community.deliveries.views import Delivery
from community.ids import CommunityId, DeliveryId, DeliveryKind, Operation, ProblemId, WorkspaceId
from community.problems.views import Problem, Search
from jobs.composing import Skip
from sandbox.people import Person
from storage.unit_of_work import Store
from tests.support.community_stage import Stage, open_stage
from tests.support.problem_threads import a_moment, at, shares

FOR_FACILITATORS: tuple[tuple[DeliveryKind, dict[str, object]], ...] = (
    (DeliveryKind.PROBLEM_REVIEW, {}),
    (DeliveryKind.PROBLEM_UNANSWERED, {"step": 1}),
    (DeliveryKind.PROBLEM_NEEDS_FACILITATOR, {"reason": "presenter_left"}),
    (DeliveryKind.PROBLEM_SIMILAR, {"what": "metric"}),
)
FOR_PRESENTERS: tuple[tuple[DeliveryKind, dict[str, object]], ...] = (
    (DeliveryKind.PROBLEM_PRESENTER_REMINDER, {"step": 1}),
    (DeliveryKind.PROBLEM_FOLLOW_UP, {}),
)


@pytest_asyncio.fixture
async def stage(store: Store, clock: MovableClock) -> AsyncIterator[Stage]:
    async with open_stage(store, clock) as stage:
        yield stage


@pytest_asyncio.fixture
async def ended(stage: Stage) -> tuple[Problem, Person, Person]:
    """Ben's problem, which Ada ended after its first step."""
    ada, ben = stage.person("Ada Osei"), stage.person("Ben Whitehorse")
    stage.channel("math-plc", ada, ben)
    community = await stage.community(ada)
    await shares(stage, ben)
    await stage.until(at(9, 8, 9, 1))
    (line,) = (await stage.services.problems.page(stage.caller(ada), community.id, Search(), 1)).open
    problem = await stage.services.problems.end(stage.caller(ada), line.problem.id, "The schedule changed")
    await a_moment(stage)
    return problem, ada, ben


def a_delivery(kind: DeliveryKind, problem: Problem, recipient: str, **context: object) -> Delivery:
    now = problem.begins_at
    return Delivery(
        id=DeliveryId(1),
        workspace_id=WorkspaceId(problem.workspace_id),
        community_id=CommunityId(problem.community_id),
        kind=kind,
        operation=Operation.POST,
        subject=f"problem:{problem.id}",
        recipient=recipient,
        key=f"{kind}:{problem.id}",
        context=context,
        note="",
        thread_of=None,
        target_key=None,
        priority=20,
        due_at=now,
        expires_at=now + timedelta(days=1),
        revision=1,
        attempts=1,
        sending_since=now,
    )


async def composed(stage: Stage, delivery: Delivery) -> object:
    return await stage.convener.composers[delivery.kind](delivery)


@pytest.mark.parametrize(("kind", "context"), FOR_FACILITATORS)
async def test_what_facilitators_need_not_decide_any_more_is_not_sent(
    stage: Stage, ended: tuple[Problem, Person, Person], kind: DeliveryKind, context: dict[str, object]
) -> None:
    problem, ada, _ = ended
    assert isinstance(await composed(stage, a_delivery(kind, problem, ada.id, **context)), Skip)


@pytest.mark.parametrize(("kind", "context"), FOR_PRESENTERS)
async def test_a_presenter_is_not_reminded_of_what_is_over(
    stage: Stage, ended: tuple[Problem, Person, Person], kind: DeliveryKind, context: dict[str, object]
) -> None:
    problem, _, ben = ended
    assert isinstance(await composed(stage, a_delivery(kind, problem, ben.id, **context)), Skip)


async def test_nobody_else_gets_what_is_a_presenters(
    stage: Stage, ended: tuple[Problem, Person, Person]
) -> None:
    problem, ada, ben = ended
    closed = a_delivery(DeliveryKind.PROBLEM_CLOSED, problem, ben.id)
    assert not isinstance(await composed(stage, closed), Skip)
    assert isinstance(await composed(stage, replace(closed, recipient=ada.id)), Skip)


async def test_an_ended_thread_opens_no_step_and_invites_nobody(
    stage: Stage, ended: tuple[Problem, Person, Person]
) -> None:
    problem, ada, _ = ended
    due_at = problem.steps[1].opens_at.isoformat()
    step = a_delivery(DeliveryKind.PROBLEM_STEP, problem, problem.channel, step=2, due_at=due_at)
    invitation = a_delivery(DeliveryKind.PROBLEM_INVITATION, problem, ada.id)
    opening = a_delivery(DeliveryKind.PROBLEM_OPENING, problem, problem.channel)
    for delivery in (step, invitation, opening):
        assert isinstance(await composed(stage, delivery), Skip)


async def test_what_belongs_to_no_problem_any_more_is_not_sent(
    stage: Stage, ended: tuple[Problem, Person, Person]
) -> None:
    problem, ada, _ = ended
    gone = replace(problem, id=ProblemId(999))
    contexts: dict[DeliveryKind, dict[str, object]] = {
        DeliveryKind.PROBLEM_STEP: {"step": 2, "due_at": problem.begins_at.isoformat()},
        DeliveryKind.PROBLEM_STEP_UPDATE: {"step": 2},
        DeliveryKind.PROBLEM_VOICE: {"voice": 999},
        DeliveryKind.PROBLEM_HINT: {"step": 2, "why": "advice", "user": ada.id},
        **dict(FOR_FACILITATORS),
        **dict(FOR_PRESENTERS),
    }
    kinds = [kind for kind in DeliveryKind if kind.startswith("problems.")]
    for kind in kinds:
        delivery = a_delivery(kind, gone, ada.id, **contexts.get(kind, {}))
        assert isinstance(await composed(stage, delivery), Skip), kind
