"""The plan of a cycle: a new one, the next of a chain, one from a problem; edited, and amended later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput
from community.ids import CommunityId, CycleId, ProblemId, TeamId
from community.pdsa.views import CycleCard, MeasureDraft, PlanDraft, PlanForm, Stage
from community.work import Caller
from handlers.answers import Answer, Open, Refresh, Say, View
from handlers.asking_again import asked_again
from handlers.desk import Desk
from handlers.payloads import Click, Command, Submission, community_of
from handlers.pdsa_values import MOST_MEASURES, cycle_of, read_plan
from message_templates.values import Ref, make_ref

PRESENTED_UNNAMED = (
    "You presented this problem without your name, and a cycle shows whose it is. To stay unnamed, leave out "
    "what ties the two together, or ask a colleague to start it."
)
OWN_WORDS = (
    "What you wrote for yourself about what came of it is filled in, too. Others read a cycle's plan: take "
    "out what is to stay with you."
)


class PlanListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cycles = desk.services.cycles

    async def open_new(self, asked: Command | Click, community: Community, _: str) -> Answer:
        form = await self._cycles.form(asked.caller, community.id)
        ref_text = asked.ref_text(community=community.id)
        return Open(self._form(ref_text, form), removes_original=asked.answers_choice)

    async def open_from(self, click: Click) -> Answer:
        """A new cycle: of its own, as the next of a finished one, or from a problem of practice."""
        ref = click.ref
        community_id = await self._community_of(click.caller, ref)
        form = await self._shown(click.caller, community_id, ref)
        if ref.team is not None:
            form = replace(form, draft=replace(form.draft, team_id=TeamId(ref.team)))
        ref_text = click.ref_text(community=community_id, previous=ref.previous, problem=ref.problem)
        return Open(self._form(ref_text, form, notice=await self._caution(click.caller, ref)))

    async def _caution(self, caller: Caller, ref: Ref) -> str:
        """For who presented the problem: a cycle shows whose it is, and what only they have read so far."""
        if ref.problem is None:
            return ""
        problems, problem_id = self._desk.services.problems, ProblemId(ref.problem)
        problem = await problems.get(caller, problem_id)
        cautions = []
        if problem.is_anonymous and problem.presenter == caller.user_id:
            cautions.append(PRESENTED_UNNAMED)
        if await problems.own_follow_up(caller, problem_id) is not None:
            cautions.append(OWN_WORDS)
        return " ".join(cautions)

    async def open_plan(self, click: Click) -> Answer:
        """Edited while planning, amended later."""
        cycle = (await self._cycles.card(click.caller, cycle_of(click.ref))).cycle
        form = await self._cycles.form(click.caller, cycle.community_id, cycle_id=cycle.id)
        ref_text = click.ref_text(
            community=cycle.community_id,
            cycle=cycle.id,
            team=cycle.team.id if cycle.team else None,
            version=cycle.version,
        )
        return Open(self._form(ref_text, form))

    async def add_measure(self, click: Click) -> Answer:
        """The same form with everything typed, and fields for one measure more."""
        ref = click.opened_from
        draft = read_plan(click.values, ref)
        measures = (*draft.measures, MeasureDraft())[:MOST_MEASURES]
        form = await self._shown(click.caller, community_of(ref), ref)
        ref_text = make_ref(**ref.model_dump(exclude_none=True))
        return Refresh(self._form(ref_text, _with(form, replace(draft, measures=measures))))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_plan(form.values, form.ref)
        try:
            card = await self._save(form, draft)
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        return Say(self._desk.message("pdsa/moved", card=card, what=_what_happened(form.ref, card)))

    async def _save(self, form: Submission, draft: PlanDraft) -> CycleCard:
        accepted = form.values.is_ticked("accept")
        if form.ref.cycle is None:
            community_id = form.community()
            return await self._cycles.start(form.caller, community_id, draft, accepted=accepted)
        version = form.ref.version or 0
        return await self._cycles.save_plan(
            form.caller, cycle_of(form.ref), draft, version=version, accepted=accepted
        )

    async def _community_of(self, caller: Caller, ref: Ref) -> CommunityId:
        """A button on a finished cycle or on a problem may leave it to them."""
        if ref.community is None and ref.previous is not None:
            return (await self._cycles.card(caller, CycleId(ref.previous))).cycle.community_id
        if ref.community is None and ref.problem is not None:
            problem = await self._desk.services.problems.get(caller, ProblemId(ref.problem))
            return problem.community_id
        return community_of(ref)

    async def _shown(self, caller: Caller, community_id: CommunityId, ref: Ref) -> PlanForm:
        return await self._cycles.form(
            caller,
            community_id,
            cycle_id=None if ref.cycle is None else CycleId(ref.cycle),
            previous_id=None if ref.previous is None else CycleId(ref.previous),
            problem_id=None if ref.problem is None else ProblemId(ref.problem),
        )

    async def _again(self, form: Submission, draft: PlanDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        shown = await self._shown(form.caller, form.community(), form.ref)
        return self._form(ref_text, _with(shown, draft), **say)

    def _form(self, ref_text: str, form: PlanForm, *, warnings: Sequence[str] = (), notice: str = "") -> View:
        return self._desk.form("pdsa/plan", ref_text, form=form, warnings=warnings, notice=notice)


def _what_happened(ref: Ref, card: CycleCard) -> str:
    if ref.cycle is None:
        return "planned"
    return "saved" if card.cycle.stage is Stage.PLAN else "amended"


def _with(form: PlanForm, draft: PlanDraft) -> PlanForm:
    """The form with what was typed. What is missing is not said again: it may have been typed just now."""
    return replace(form, draft=draft, missing=())
