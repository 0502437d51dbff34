"""PDSA cycles: planning them, moving them from stage to stage, showing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from community.communities.reading import get_community
from community.communities.views import Community
from community.deliveries import Wanted
from community.deliveries.views import Place
from community.errors import WrongStage
from community.ids import CommunityId, CycleId, DeliveryKind, ProblemId, UserId
from community.pdsa import amending, keys, moving, planning, prefill, story
from community.pdsa.cards import card_of, cards_of, lines_of, story_entry
from community.pdsa.drafting import CheckedPlan, check
from community.pdsa.missing import missing_in
from community.pdsa.permissions import is_its_own, require_worker
from community.pdsa.plan_forms import (
    changed_team,
    draft_from_problem,
    form_of,
    next_form,
    previous_cycle,
    team_for,
    teams_for,
)
from community.pdsa.plan_rows import ask_anew, insert_plan, rewrite_plan, write
from community.pdsa.reading import find_cycle, find_cycles, get_cycle, observations_of
from community.pdsa.stages import Action, require_possible
from community.pdsa.touchpoints import LASTS
from community.pdsa.views import (
    Cycle,
    CycleCard,
    CycleLine,
    MyCycles,
    PlanDraft,
    PlanForm,
    Stage,
    StoryEntry,
    Which,
)
from community.permissions import is_facilitator, require_member
from community.teams.reading import teams_of
from community.walltime import today_in
from community.work import Caller, UseCases, Work
from storage.queries import pdsa as queries

LONGEST_RAMP = 50  # cycles in one chain: over ten years of them


class Cycles(UseCases):
    """Plan and movement. Raises the errors of `community.errors`; permission is checked inside.

    The people of its team (not its observers) and the facilitators work on a cycle; every member may look.
    """

    async def form(
        self,
        caller: Caller,
        community_id: CommunityId,
        *,
        cycle_id: CycleId | None = None,
        previous_id: CycleId | None = None,
        problem_id: ProblemId | None = None,
    ) -> PlanForm:
        """The plan's form: of a cycle that is edited or amended, of the next one, from a problem, or new."""
        async with self._look() as work:
            if cycle_id is not None:
                return await form_of(work, caller, cycle_id)
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            teams = await teams_for(work, caller, community_id)
            fresh = prefill.empty_draft(community, teams, today_in(community.zone, work.now))
            if previous_id is not None:
                return await next_form(work, caller, community, teams, fresh, previous_id)
            if problem_id is not None:
                fresh = await draft_from_problem(work, caller, community, fresh, problem_id)
            return PlanForm(community, fresh, teams, missing=missing_in(fresh))

    async def start(
        self, caller: Caller, community_id: CommunityId, draft: PlanDraft, *, accepted: bool
    ) -> CycleCard:
        """Keep the plan and post its card. `accepted`: the person has seen the warnings."""
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            team = await team_for(work, caller, community_id, draft.team_id)
            checked = check(draft, community, today_in(community.zone, work.now), accepted=accepted)
            if draft.previous_id is not None:
                previous = await previous_cycle(work, caller, draft.previous_id, community_id, to_change=True)
                await story.touch_card(work, previous)  # it need not offer the next cycle any more
            cycle = await insert_plan(work, caller, community, team, draft, checked)
            await story.post_card(work, cycle)
            await story.note_event(work, cycle, story.PLANNED, caller.user_id)
            await planning.plan_cycle(work, cycle, community)
            return await card_of(work, cycle, caller)

    async def save_plan(
        self, caller: Caller, cycle_id: CycleId, draft: PlanDraft, *, version: int, accepted: bool
    ) -> CycleCard:
        """Edit the plan while planning; later amend it, and the old words are kept and told.

        Raises `EditedMeanwhile` if somebody changed the cycle after the form was opened on `version`.
        """
        async with self._work(caller) as work:
            before = await _to_work_on(work, caller, cycle_id)
            action = Action.EDIT_PLAN if before.stage is Stage.PLAN else Action.AMEND_PLAN
            require_possible(before, action)
            await amending.must_be_current(work, before, version)
            community = await get_community(work.session, caller.workspace_id, before.community_id)
            checked = await _check_again(work, before, draft, community, accepted=accepted)
            team = await changed_team(work, caller, before, draft.team_id)
            changed = amending.changes(before, checked)
            if not changed and team == before.team:
                return await card_of(work, before, caller)
            cycle = await rewrite_plan(work, caller, before, team, checked)
            await story.touch_homes_of(work, cycle, before)
            if action is Action.AMEND_PLAN:
                await story.note_event(work, cycle, story.AMENDED, caller.user_id, **changed)
            else:
                await story.note_change(work, cycle, story.EDITED, caller.user_id)
                await planning.touch_asked(work, cycle, Which.PLAN_DUE)  # it says what is still missing
            await planning.plan_cycle(work, cycle, community)
            return await card_of(work, cycle, caller)

    async def begin(
        self, caller: Caller, cycle_id: CycleId, *, answered_in: Place | None = None
    ) -> CycleCard:
        """Plan becomes do. Raises `WrongStage` while the plan lacks something.

        `answered_in`: the message whose place the answer takes.
        """
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.BEGIN)
            _must_be_complete(before)
            cycle = await write(work, before, {"stage": Stage.DO, "began_at": work.now})
            await planning.keep_answer(work, cycle, Which.PLAN_DUE, caller.user_id)
            return await _moved(
                work, caller, cycle, story.BEGAN, answers=Which.PLAN_DUE, answered_in=answered_in
            )

    async def finish_doing(
        self, caller: Caller, cycle_id: CycleId, *, answered_in: Place | None = None
    ) -> CycleCard:
        """Do becomes study. `answered_in`: the message whose place the answer takes."""
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.FINISH_DOING)
            cycle = await write(work, before, {"stage": Stage.STUDY, "finished_doing_at": work.now})
            return await _moved(
                work, caller, cycle, story.FINISHED_DOING, answers=Which.STUDY_DUE, answered_in=answered_in
            )

    async def pause(self, caller: Caller, cycle_id: CycleId, reason: str) -> CycleCard:
        """Nothing is asked until it is resumed. `InvalidInput` beside `reason`."""
        reason = moving.check_reason(reason)
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.PAUSE)
            cycle = await write(work, before, {"paused_at": work.now, "pause_reason": reason})
            return await _moved(work, caller, cycle, story.PAUSED, reason=reason)

    async def resume_form(self, caller: Caller, cycle_id: CycleId) -> tuple[Cycle, date]:
        """The cycle, and the end that makes up for its pause."""
        async with self._look() as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id)
            await require_worker(work, caller, cycle)
            require_possible(cycle, Action.RESUME)
            return cycle, moving.suggested_end(cycle, today_in(cycle.zone, work.now))

    async def resume(self, caller: Caller, cycle_id: CycleId, ends_on: date | None) -> CycleCard:
        """Go on, until `ends_on`. `InvalidInput` beside `ends_on`."""
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.RESUME)
            ends_on = moving.check_resumed_end(before, ends_on, today_in(before.zone, work.now))
            going_on = {"paused_at": None, "pause_reason": "", "ends_on": ends_on}
            cycle = await write(work, before, going_on)
            await ask_anew(work, before, cycle)
            await planning.ask_after_pause(work, cycle, before.paused_at or work.now)
            return await _moved(work, caller, cycle, story.RESUMED, ends_on=_days(before, cycle))

    async def extend(self, caller: Caller, cycle_id: CycleId, ends_on: date | None, reason: str) -> CycleCard:
        """A later end, and everything asked after it. `InvalidInput` beside `ends_on` or `reason`."""
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.EXTEND)
            ends_on = moving.check_later_end(before, ends_on, today_in(before.zone, work.now))
            reason = moving.check_reason(reason)
            cycle = await write(work, before, {"ends_on": ends_on})
            await ask_anew(work, before, cycle)
            return await _moved(
                work, caller, cycle, story.EXTENDED, ends_on=_days(before, cycle), reason=reason
            )

    async def close_early(self, caller: Caller, cycle_id: CycleId, reason: str) -> CycleCard:
        """It ends before it was acted on, and does not count. `InvalidInput` beside `reason`."""
        reason = moving.check_reason(reason)
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.CLOSE_EARLY)
            over = {"stage": Stage.DONE, "closed_at": work.now, "closed_early": True, "close_reason": reason}
            cycle = await write(work, before, over | {"paused_at": None})
            return await _moved(work, caller, cycle, story.CLOSED_EARLY, reason=reason)

    async def hand_over(self, caller: Caller, cycle_id: CycleId, to: UserId) -> CycleCard:
        """Another teammate leads from now on, is told, and is asked. `InvalidInput` beside `to`."""
        async with self._work(caller) as work:
            before = await _to_do(work, caller, cycle_id, Action.HAND_OVER)
            await moving.check_successor(work, before, to)
            cycle = await write(work, before, {"lead": to})
            await story.touch_homes_of(work, cycle, before)
            event_id = await story.note_event(
                work, cycle, story.HANDED_OVER, caller.user_id, to=to, before=before.lead
            )
            if to != caller.user_id:
                await _tell_successor(work, cycle, caller, event_id, to)
            await planning.plan_cycle(work, cycle)
            return await card_of(work, cycle, caller)

    async def card(self, caller: Caller, cycle_id: CycleId) -> CycleCard:
        """For members. Raises `CycleNotFound`, `NotAMember`."""
        async with self._look() as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id)
            await require_member(work, caller, cycle.community_id)
            return await card_of(work, cycle, caller)

    async def card_for(self, cycle_id: CycleId) -> CycleCard | None:
        """For composers: as the channel sees it; `None` if there is no such cycle any more."""
        async with self._look() as work:
            cycle = await find_cycle(work.session, cycle_id)
            return None if cycle is None else await card_of(work, cycle)

    async def mine(self, caller: Caller, community_id: CommunityId) -> MyCycles:
        """The caller's teams' cycles and their own: open ones first, the longest due on top."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            cycles = await _cycles_of(work, caller, community_id)
            this_year = [cycle for cycle in cycles if cycle.is_open or _is_of_this_year(cycle, community)]
            facilitates = await is_facilitator(work, caller, community_id)
            lines = [
                replace(line, can_act=facilitates or is_its_own(line.cycle, caller.user_id))
                for line in await lines_of(work, this_year)
            ]
            return MyCycles(
                community,
                lines=tuple(sorted(lines, key=_what_is_due_first)),
                finished=sum(not cycle.is_open and not cycle.closed_early for cycle in this_year),
                is_facilitator=facilitates,
            )

    async def ramp(self, caller: Caller, cycle_id: CycleId) -> tuple[CycleCard, ...]:
        """The chain of cycles this one is in, the oldest first. For members."""
        async with self._look() as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id)
            await require_member(work, caller, cycle.community_id)
            return tuple(await cards_of(work, await _chain(work, cycle), caller))

    async def story(self, event_id: int) -> StoryEntry | None:
        """For composers: one entry of a cycle's story; `None` if it is gone."""
        async with self._look() as work:
            event = await queries.find_event(work.session, event_id)
            cycle = None if event is None else await find_cycle(work.session, CycleId(event.cycle_id))
            return None if event is None or cycle is None else await story_entry(work, cycle, event)

    async def plan_due(self) -> None:
        """The minute's chore: what is shown of cycles that are late. Questions are planned already."""
        async with self._look() as work:
            if not await queries.has_redraws(work.session, work.now):
                return
        async with self._chore() as work:
            await planning.redraw_late(work)


async def _to_work_on(work: Work, caller: Caller, cycle_id: CycleId) -> Cycle:
    cycle = await get_cycle(work, caller.workspace_id, cycle_id, to_change=True)
    await require_worker(work, caller, cycle)
    return cycle


async def _to_do(work: Work, caller: Caller, cycle_id: CycleId, action: Action) -> Cycle:
    cycle = await _to_work_on(work, caller, cycle_id)
    require_possible(cycle, action)
    return cycle


def _must_be_complete(cycle: Cycle) -> None:
    missing = missing_in(cycle)
    if missing:
        listed = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        raise WrongStage(f"The plan is not complete yet: it lacks {listed}. Edit the plan, then begin “do”.")


async def _moved(
    work: Work,
    caller: Caller,
    cycle: Cycle,
    what: str,
    *,
    answers: Which | None = None,
    answered_in: Place | None = None,
    **details: object,
) -> CycleCard:
    """What follows every movement: it is told, and what is asked follows.

    `answers`: the question whose messages are drawn anew, but for the one `answered_in` its place.
    """
    await story.note_event(work, cycle, what, caller.user_id, **details)
    await planning.plan_cycle(work, cycle)
    if answers is not None:
        await planning.touch_asked(work, cycle, answers, answered_in)
    return await card_of(work, cycle, caller)


def _days(before: Cycle, after: Cycle) -> list[str]:
    return [before.ends_on.isoformat(), after.ends_on.isoformat()]


async def _tell_successor(work: Work, cycle: Cycle, caller: Caller, event_id: int, to: UserId) -> None:
    message = Wanted(
        kind=DeliveryKind.CYCLE_HANDED_OVER,
        key=keys.handed_over_key(cycle.id, event_id, to),
        recipient=to,
        due_at=work.now,
        expires_at=work.now + LASTS,
        context={"by": caller.user_id},
    )
    await story.add_message(work, cycle, message)


async def _check_again(
    work: Work, before: Cycle, draft: PlanDraft, community: Community, *, accepted: bool
) -> CheckedPlan:
    values = await observations_of(work.session, [before])
    return check(
        draft,
        community,
        today_in(community.zone, work.now),
        accepted=accepted,
        existing=before,
        observed=[measure_id for measure_id, seen in values.items() if seen],
    )


async def _cycles_of(work: Work, caller: Caller, community_id: CommunityId) -> list[Cycle]:
    teams = await teams_of(work.session, community_id, caller.user_id)
    ids = await queries.cycles_of_person(
        work.session, community_id, caller.user_id, [team.id for team in teams]
    )
    return list((await find_cycles(work.session, [CycleId(one) for one in ids])).values())


def _is_of_this_year(cycle: Cycle, community: Community) -> bool:
    if cycle.closed_at is None:
        return False
    return today_in(cycle.zone, cycle.closed_at) >= community.year_starts_on


def _what_is_due_first(line: CycleLine) -> tuple[bool, date, int]:
    return (not line.cycle.is_open, line.due.due_on or date.max, line.cycle.id)


async def _chain(work: Work, cycle: Cycle) -> Sequence[Cycle]:
    """From the first cycle to the latest, through this one."""
    earlier = await _follow(work, cycle, lambda each: each.previous_id)
    later = await _follow(work, cycle, lambda each: each.next_id)
    return [*reversed(earlier), cycle, *later]


async def _follow(work: Work, cycle: Cycle, step: Callable[[Cycle], CycleId | None]) -> list[Cycle]:
    found: list[Cycle] = []
    following = step(cycle)
    while following is not None and len(found) < LONGEST_RAMP:
        each = await find_cycle(work.session, following)
        if each is None:
            break
        found.append(each)
        following = step(each)
    return found
