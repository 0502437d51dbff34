"""Study and act: what a cycle has shown, and what becomes of the change."""

from __future__ import annotations

from typing import Final

from community.deliveries.views import Place
from community.errors import InvalidInput
from community.learnings.telling import touch_told
from community.pdsa.consent import Shares, share_problems, share_warnings
from community.pdsa.planning import follow_answer, keep_answer
from community.pdsa.reading import get_cycle
from community.pdsa.sharing import share
from community.pdsa.story import ACTED, STUDIED, note_event
from community.pdsa.views import ActDraft, Cycle, Stage, StudyDraft, Which
from community.work import Caller, Work
from storage.queries import observations as queries
from storage.queries.pdsa import update_cycle

HELD: Final = ("yes", "partly", "no", "cannot_tell")
DECISIONS: Final = ("adopt", "adapt", "abandon")

# What kind of learning a cycle's is: by the study, until the decision says more.
_KIND_BY_HELD: Final = {
    "yes": "success",
    "partly": "challenge",
    "no": "did_not_work",
    "cannot_tell": "question",
}
_KIND_BY_DECISION: Final = {"adopt": "strategy", "abandon": "did_not_work"}


async def study(
    work: Work,
    caller: Caller,
    cycle: Cycle,
    draft: StudyDraft,
    answered_in: Place | None,
    *,
    accepted: bool,
) -> Cycle:
    """Keep the study, share what the team agrees to share; the cycle as it is then: in act."""
    _check(draft, _study_problems(draft), accepted=accepted)
    values = {
        "stage": Stage.ACT,
        "held": draft.held,
        "data_says": draft.data_says.strip(),
        "successes": draft.successes.strip(),
        "challenges": draft.challenges.strip(),
        "learnt": draft.learnt.strip(),
        "studied_at": work.now,
    }
    await update_cycle(work.session, cycle.id, values)
    if draft.shares:
        kind = _KIND_BY_HELD[draft.held]
        await share(work, caller, cycle, draft.share, kind=kind, shows_name=draft.shows_name)
    return await _follow(work, caller, cycle, Which.STUDY_DUE, STUDIED, answered_in)


async def act(
    work: Work,
    caller: Caller,
    cycle: Cycle,
    draft: ActDraft,
    answered_in: Place | None,
    *,
    accepted: bool,
) -> Cycle:
    """Keep the decision, share what the team agrees to share; the cycle as it is then: done."""
    _check(draft, _act_problems(draft), accepted=accepted)
    values = {
        "stage": Stage.DONE,
        "decision": draft.decision,
        "act_start": draft.act_start.strip(),
        "act_stop": draft.act_stop.strip(),
        "act_keep": draft.act_keep.strip(),
        "act_scale": draft.act_scale.strip(),
        "next_step": draft.next_step.strip(),
        "closed_at": work.now,
    }
    await update_cycle(work.session, cycle.id, values)
    await _name_learnings(work, cycle, draft.decision)
    if draft.shares:
        kind = _KIND_BY_DECISION.get(draft.decision) or _KIND_BY_HELD[cycle.held or "cannot_tell"]
        await share(work, caller, cycle, draft.share, kind=kind, shows_name=draft.shows_name)
    return await _follow(work, caller, cycle, Which.ACT_DUE, ACTED, answered_in)


def _check(draft: Shares, problems: dict[str, str], *, accepted: bool) -> None:
    """Raises `InvalidInput` with what is wrong; with what would be lost unless the person has seen that."""
    problems |= share_problems(draft)
    warnings = {} if accepted else share_warnings(draft)
    if problems or warnings:
        raise InvalidInput(problems, warnings)


def _study_problems(draft: StudyDraft) -> dict[str, str]:
    problems = {}
    if draft.held not in HELD:
        problems["held"] = "Say whether the prediction held: yes, partly, no, or cannot tell."
    if not draft.learnt.strip():
        problems["learnt"] = "Write what you learnt, also if it is that the change did not help."
    return problems


def _act_problems(draft: ActDraft) -> dict[str, str]:
    if draft.decision in DECISIONS:
        return {}
    return {"decision": "Decide: adopt the change, adapt it, or abandon it."}


async def _name_learnings(work: Work, cycle: Cycle, decision: str) -> None:
    """The decision says more of what kind the study's learnings are; a digest's draft may show them."""
    was, kind = _KIND_BY_HELD.get(cycle.held or ""), _KIND_BY_DECISION.get(decision)
    if was is None or kind is None or kind == was:
        return
    for row in await queries.name_learnings(work.session, cycle.id, was, kind):
        await touch_told(work, cycle.workspace_id, row)


async def _follow(
    work: Work, caller: Caller, cycle: Cycle, which: Which, what: str, answered_in: Place | None
) -> Cycle:
    """Settle the question this answers, and tell the story."""
    await keep_answer(work, cycle, which, caller.user_id)
    cycle = await get_cycle(work, cycle.workspace_id, cycle.id)
    await note_event(work, cycle, what, caller.user_id)
    await follow_answer(work, cycle, which, answered_in)
    return cycle
