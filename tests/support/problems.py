"""Peers around a problem of practice, on a real database with the real use cases, and a Slack of a few lines.

room = await a_room(store, clock)
problem = await room.share("UBEN")
await room.run_until(problem.steps[1].opens_at)
room.announced()  # [(1, when), (2, when)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select, update

from community.clock import MovableClock
from community.communities.views import Community
from community.deliveries.outbox import Outbox
from community.deliveries.views import Delivery
from community.ids import ChannelId, CommunityId, DeliveryKind, ProblemId, UserId
from community.problems.service import Problems
from community.problems.touchpoints import DUE_AT, STEP
from community.problems.views import Problem, ProblemDraft, Shared, Step
from community.services import Services, build_services
from community.work import Caller
from jobs.composing import Composed, Composer, Skip
from jobs.dispatcher import Dispatcher
from message_templates.renderer import Message
from storage.tables import (
    AuditRow,
    CommunityRow,
    ContributionRow,
    DeliveryRow,
    HolidayRow,
    LearningRow,
    MemberRow,
    PersonRow,
    ProblemRow,
)
from storage.unit_of_work import Store
from tests.support.outbox import CHANNEL, WORKSPACE, FakeSlack, a_community, a_dispatcher
from tests.support.running import run_once

FAY, BEN, CAT, DAN = UserId("UFAY"), UserId("UBEN"), UserId("UCAT"), UserId("UDAN")  # Fay facilitates
_NUMBERS = count(1)
_WHILE = timedelta(hours=8)


def a_problem_draft(**changes: Any) -> ProblemDraft:
    """Quiet students in discussions; it begins on the next working morning."""
    usual: dict[str, Any] = {
        "title": "Three voices carry every discussion",
        "numbers": "3 of 27 students speak in a lesson",
        "observations": "The others look down when I ask",
        "metric": "Share of students who speak",
        "practice": "Whole-class discussion",
        "student_group": "Grade 7 multilingual learners",
        "tried": "Think-pair-share",
        "focus_question": "How do I make it safe for quiet students to speak?",
    }
    return ProblemDraft(**usual | changes)


@dataclass
class Room:
    """A community whose members help each other. Time moves only by `run_until`."""

    store: Store
    clock: MovableClock
    services: Services
    slack: FakeSlack
    dispatcher: Dispatcher
    outbox: Outbox
    community_id: CommunityId

    @property
    def problems(self) -> Problems:
        return self.services.problems

    def caller(self, user_id: str = FAY, receipt: str | None = None) -> Caller:
        return Caller(WORKSPACE, UserId(user_id), receipt)

    async def shares(self, by: str = BEN, **changes: Any) -> Shared:
        draft = a_problem_draft(**changes)
        return await self.problems.share(self.caller(by), self.community_id, draft, accepted=True)

    async def share(self, by: str = BEN, **changes: Any) -> Problem:
        return (await self.shares(by, **changes)).problem

    async def problem(self, problem_id: ProblemId, by: str = FAY) -> Problem:
        """As the facilitator sees it, or whoever is named."""
        return await self.problems.get(self.caller(by), problem_id)

    async def now_at(self, problem_id: ProblemId) -> Step | None:
        return (await self.problem(problem_id)).step

    async def tick(self) -> None:
        """What a minute asks for."""
        await self.problems.plan_due()
        await self.send()

    async def send(self) -> None:
        """What is due goes; the clock moves by the seconds a repeated call waits."""
        await run_once(self.clock, self.dispatcher)

    async def run_until(self, instant: datetime, *, every: timedelta = timedelta(hours=1)) -> None:
        """Let time pass, stopping at whatever is due and at least so often, until `instant` included."""
        while self.clock.now() < instant:
            due_at = await self.outbox.next_due_at()
            stop = min(instant, self.clock.now() + every)
            if due_at is not None and self.clock.now() < due_at < stop:
                stop = due_at
            self.clock.move_to(max(stop, self.clock.now()))
            await self.tick()
        await self.tick()

    async def run_to(self, problem_id: ProblemId, step: Step) -> Problem:
        """Let time pass until that step opens, somebody speaking in each step whose turn it is."""
        for _ in range(200):
            problem = await self.problem(problem_id)
            if problem.step is None:
                await self.run_until(max(problem.begins_at, self.clock.now() + _WHILE), every=_WHILE)
                continue
            await self.says(BEN if problem.step is Step.REFLECT else CAT, problem_id)
            if problem.step >= step:
                return problem
            await self.run_until(self.clock.now() + _WHILE, every=_WHILE)
        raise AssertionError(f"step {step} never opened")

    async def says(self, user_id: str | None, problem_id: ProblemId, step: int | None = None) -> None:
        """Somebody replies in the thread, in the step that is open or in `step`."""
        async with self.store.transaction() as session:
            row = await session.get(ProblemRow, problem_id)
            assert row is not None
            said = {"problem_id": problem_id, "ts": f"{next(_NUMBERS)}.5", "user_id": user_id}
            await session.execute(
                insert(ContributionRow).values(**said, step=step or row.step, said_at=self.clock.now())
            )

    def announced(self) -> list[tuple[int, datetime]]:
        """The steps that were announced in threads, in order, and when."""
        return [
            (int(item.key.split(":")[2]), item.at)
            for item in self.slack.sent
            if item.key.startswith(f"{DeliveryKind.PROBLEM_STEP}:")
        ]

    def sent(self, kind: DeliveryKind) -> list[str]:
        """To whom messages of a kind went."""
        return sorted(item.channel for item in self.slack.sent if item.key.startswith(f"{kind}:"))

    async def planned(self, *kinds: DeliveryKind) -> list[DeliveryRow]:
        """What is planned, in order of time; of these kinds, if any are given."""
        query = select(DeliveryRow).where(DeliveryRow.state == "planned")
        if kinds:
            query = query.where(DeliveryRow.kind.in_(kinds))
        async with self.store.reading() as session:
            return list(await session.scalars(query.order_by(DeliveryRow.due_at, DeliveryRow.key)))

    async def deliveries(self, kind: DeliveryKind) -> list[DeliveryRow]:
        """All of a kind, whatever became of them."""
        async with self.store.reading() as session:
            found = select(DeliveryRow).where(DeliveryRow.kind == kind).order_by(DeliveryRow.id)
            return list(await session.scalars(found))

    async def learnings(self) -> list[LearningRow]:
        async with self.store.reading() as session:
            return list(await session.scalars(select(LearningRow).order_by(LearningRow.text)))

    async def audited(self) -> list[tuple[str, str]]:
        """Who did what, in order."""
        async with self.store.reading() as session:
            rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [(row.user_id, row.action) for row in rows]

    async def joins(self, *user_ids: str, **marks: Any) -> None:
        """Members from now on; `marks` of the person, as `job="Math teacher"`."""
        now = self.clock.now()
        async with self.store.transaction() as session:
            for user_id in user_ids:
                membership = {"community_id": self.community_id, "user_id": user_id, "stopped": []}
                await session.execute(
                    insert(MemberRow).values(workspace_id=WORKSPACE, joined_at=now, **membership)
                )
                person = {"name": user_id.title(), "zone": "America/Los_Angeles", "seen_at": now, **marks}
                await session.execute(
                    insert(PersonRow).values(workspace_id=WORKSPACE, user_id=user_id, **person)
                )

    async def leaves(self, user_id: str) -> None:
        await self.services.members.left(self.caller(user_id), ChannelId(CHANNEL))

    async def set_up(self, **settings: bool) -> None:
        """Settings of the community, as `reviews_problems=True`."""
        async with self.store.transaction() as session:
            row = await session.get(CommunityRow, self.community_id)
            assert row is not None
            await session.execute(update(CommunityRow).values(settings=dict(row.settings) | settings))

    async def holiday(self, starts_on: Any, ends_on: Any) -> None:
        async with self.store.transaction() as session:
            day = {"community_id": self.community_id, "starts_on": starts_on, "ends_on": ends_on}
            await session.execute(insert(HolidayRow).values(**day, name="Holiday"))

    async def community(self) -> Community:
        found = await self.services.communities.find(self.community_id)
        assert found is not None
        return found


async def a_room(store: Store, clock: MovableClock, members: Sequence[str] = (BEN, CAT, DAN)) -> Room:
    """Math PLC, facilitated by Fay, with these members besides."""
    community_id = await a_community(store, clock.now())
    services = build_services(store, clock)
    slack = FakeSlack(clock)
    outbox = Outbox(store, clock)
    dispatcher = a_dispatcher(store, clock, slack, outbox=outbox, composers=_composers(services.problems))
    room = Room(store, clock, services, slack, dispatcher, outbox, community_id)
    await room.joins(*members)
    return room


def another_dispatcher(room: Room) -> Dispatcher:
    """Another process that sends, with the same Slack."""
    outbox = Outbox(room.store, room.clock)
    composers = _composers(room.problems)
    return a_dispatcher(room.store, room.clock, room.slack, outbox=outbox, composers=composers)


def _composers(problems: Problems) -> dict[DeliveryKind, Composer]:
    """Only what decides whether a message goes; the words are other tests'."""

    async def step(delivery: Delivery) -> Composed | Skip:
        post = await problems.open_step(
            delivery.workspace_id,
            ProblemId(delivery.subject_id),
            Step(delivery.context[STEP]),
            datetime.fromisoformat(delivery.context[DUE_AT]),
        )
        return Skip("moved") if post is None else Composed(message=Message(repr(post), []))

    async def opening(delivery: Delivery) -> Composed | Skip:
        shown = await problems.opening_for(delivery.workspace_id, ProblemId(delivery.subject_id))
        return Skip("gone") if shown is None else Composed(message=Message(repr(shown), []))

    async def step_update(delivery: Delivery) -> Composed | Skip:
        number = Step(delivery.context[STEP])
        post = await problems.step_post(delivery.workspace_id, ProblemId(delivery.subject_id), number)
        return Skip("gone") if post is None else Composed(message=Message(repr(post), []))

    return {
        DeliveryKind.PROBLEM_STEP: step,
        DeliveryKind.PROBLEM_OPENING: opening,
        DeliveryKind.PROBLEM_OPENING_UPDATE: opening,
        DeliveryKind.PROBLEM_STEP_UPDATE: step_update,
    }
