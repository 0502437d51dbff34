"""The protocol moves: next step, a longer one, a pause, an end, and a facilitator who takes over."""

from __future__ import annotations

from community.errors import NotAllowed
from community.problems.moves import needs_reason
from community.problems.views import Problem
from community.work import Caller
from handlers.answers import Answer, Open, Say
from handlers.desk import Desk
from handlers.payloads import Click, Submission
from handlers.problems_values import problem_of, step_of


class MovingListeners:
    """What presenters and facilitators do with a thread. A button of an earlier step is told so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._problems = desk.services.problems

    async def next_step(self, click: Click) -> Answer:
        problem = await self._problems.next_step(click.caller, problem_of(click.ref), step_of(click.ref))
        return self._moved(problem, "next_step")

    async def extend(self, click: Click) -> Answer:
        problem = await self._problems.extend(click.caller, problem_of(click.ref), step_of(click.ref))
        return self._moved(problem, "extended")

    async def pause(self, click: Click) -> Answer:
        return self._moved(await self._problems.pause(click.caller, problem_of(click.ref)), "paused")

    async def resume(self, click: Click) -> Answer:
        return self._moved(await self._problems.resume(click.caller, problem_of(click.ref)), "resumed")

    async def open_end(self, click: Click) -> Answer:
        problem = await self._problems.get(click.caller, problem_of(click.ref))
        await self._must_steer(problem, click.caller)
        ref_text = click.ref_text(in_place=True, problem=problem.id)
        is_theirs = click.caller.user_id in (problem.presenter, problem.stands_in)
        must_say = needs_reason(has_begun=problem.step is not None, is_theirs=is_theirs)
        return Open(self._desk.form("problems/end", ref_text, problem=problem, needs_reason=must_say))

    async def end(self, form: Submission) -> Answer:
        reason = form.values.text("reason")
        return self._moved(await self._problems.end(form.caller, problem_of(form.ref), reason), "ended")

    async def take_over(self, click: Click) -> Answer:
        return self._moved(await self._problems.take_over(click.caller, problem_of(click.ref)), "taken_over")

    async def _must_steer(self, problem: Problem, caller: Caller) -> None:
        """Nobody should give a reason that will be refused. The use case checks again."""
        community = await self._desk.services.communities.get(caller, problem.community_id)
        if caller.user_id not in (problem.presenter, problem.stands_in, *community.facilitators):
            raise NotAllowed(
                f"Only who presents this problem and the facilitators of {community.name} can end it."
            )

    def _moved(self, problem: Problem, what: str) -> Answer:
        return Say(self._desk.message("problems/moved", problem=problem, what=what))
