"""What a team says while its cycle goes on: check-ins, study, act; and help for those who want it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from community.deliveries.views import Place
from community.ids import CycleId, UserId, WorkspaceId
from community.pdsa import peers, studying
from community.pdsa.asking import find_prompt, put_off
from community.pdsa.cards import card_of, charts_of
from community.pdsa.checkin_draft import read_checkin
from community.pdsa.keeping import draft_of, keep, keep_status, occasion_of, occasion_of_click
from community.pdsa.permissions import require_worker
from community.pdsa.planning import asked_of
from community.pdsa.reading import find_cycle, get_cycle
from community.pdsa.sharing import CHECK_IN, share
from community.pdsa.stages import Action, require_possible
from community.pdsa.views import (
    ActDraft,
    ActForm,
    CheckedIn,
    CheckinDraft,
    CheckinForm,
    Cycle,
    CycleCard,
    HelpWanted,
    Introduction,
    Prompt,
    Status,
    StudyDraft,
    StudyForm,
    Which,
)
from community.permissions import require_facilitator
from community.walltime import today_in
from community.work import Caller, UseCases, Work
from storage.queries.convenings import note_of

_KIND_BY_STATUS: Final = {
    Status.ON_TRACK: "success",
    Status.SLOWER: "challenge",
    Status.STUCK: "challenge",
}


class Checkins(UseCases):
    """Raises the errors of `community.errors`; those of a wrong stage say where the cycle is."""

    # --- check-ins ------------------------------------------------------------------------------------------

    async def form(self, caller: Caller, cycle_id: CycleId, which: Which | None) -> CheckinForm:
        """With what the caller has said to this prompt already. `which` is `None`: of one's own accord.

        If a teammate has answered the prompt, it is a check-in of one's own accord.
        """
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.CHECK_IN)
            occasion = await occasion_of(work, caller, cycle, which)
            draft = CheckinDraft() if occasion.mine is None else draft_of(occasion.mine)
            charts = (await charts_of(work, [cycle]))[cycle.id]
            return CheckinForm(cycle, draft, occasion.which, charts)

    async def answer(
        self,
        caller: Caller,
        cycle_id: CycleId,
        which: Which,
        status: Status,
        *,
        answered_in: Place | None = None,
    ) -> CheckedIn:
        """One click: how it is going. Said again by the same person, the later holds.

        `answered_in`: the message whose place the answer takes; here, and below. Raises `PromptAnswered` if a
        teammate was first.
        """
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.CHECK_IN, to_change=True)
            occasion = await occasion_of_click(work, caller, cycle, which)
            occasion = replace(occasion, answered_in=answered_in)
            return await keep_status(work, caller, cycle, status, occasion)

    async def submit(
        self,
        caller: Caller,
        cycle_id: CycleId,
        which: Which | None,
        draft: CheckinDraft,
        *,
        accepted: bool,
        answered_in: Place | None = None,
    ) -> CheckedIn:
        """Keep the check-in; after one's own click of the same prompt, complete that one.

        Raises `InvalidInput` by field (status, observations1 to 3, links, share), with warnings unless
        `accepted`.
        If a teammate answered the prompt meanwhile, what was typed is kept as one of one's own accord.
        """
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.CHECK_IN, to_change=True)
            said = read_checkin(draft, cycle, today_in(cycle.zone, work.now), accepted=accepted)
            occasion = replace(await occasion_of(work, caller, cycle, which), answered_in=answered_in)
            kept = await keep(work, caller, cycle, said, occasion)
            if said.share:
                kind = _KIND_BY_STATUS[said.status]
                name = said.shows_name
                await share(work, caller, cycle, said.share, kind=kind, shows_name=name, via=CHECK_IN)
            return kept

    # --- questions to the team ------------------------------------------------------------------------------

    async def snooze(self, caller: Caller, cycle_id: CycleId, which: Which, until: str) -> Prompt:
        """Ask the team again `tomorrow`, on `monday`, or in a week (`next_week`), at 9:00 of a working day.

        Raises `PromptAnswered`, and `WrongStage` if it is not asked any more.
        """
        async with self._work(caller) as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id, to_change=True)
            await require_worker(work, caller, cycle)
            return await put_off(work, caller, cycle, which, until)

    async def prompt(
        self, workspace_id: WorkspaceId, cycle_id: CycleId, which: Which, user_id: UserId, is_reminder: bool
    ) -> Prompt | None:
        """For composers: the question as this person would meet it, with `answered_by` if it was answered.

        `None`: it is not asked any more, or not of this person, who may have left or stopped such messages.
        """
        async with self._look() as work:
            cycle = await find_cycle(work.session, cycle_id)
            if cycle is None or cycle.workspace_id != workspace_id:
                return None
            prompt = await find_prompt(work, cycle, which, is_reminder=is_reminder)
            if prompt is None or prompt.answered_by is not None:
                return prompt
            return prompt if user_id in (await asked_of(work, cycle)).people else None

    async def unanswered(self, cycle_id: CycleId, which: Which, reader: UserId) -> Prompt | None:
        """For composers: what nobody has answered.

        `None` if somebody has, if it is not asked any more, or if `reader` facilitates no longer.
        """
        async with self._look() as work:
            cycle = await find_cycle(work.session, cycle_id)
            prompt = None if cycle is None else await find_prompt(work, cycle, which)
            if cycle is None or prompt is None or prompt.answered_by is not None:
                return None
            return prompt if reader in (await asked_of(work, cycle)).facilitators else None

    async def line_under(self, workspace_id: WorkspaceId, key: str) -> str:
        """For composers: what a facilitator has put under a posted question; "" if nothing."""
        async with self._look() as work:
            return await note_of(work.session, workspace_id, key)

    # --- study and act --------------------------------------------------------------------------------------

    async def study_form(self, caller: Caller, cycle_id: CycleId) -> StudyForm:
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.STUDY)
            return StudyForm(cycle, StudyDraft(), (await charts_of(work, [cycle]))[cycle.id])

    async def study(
        self,
        caller: Caller,
        cycle_id: CycleId,
        draft: StudyDraft,
        *,
        accepted: bool = False,
        answered_in: Place | None = None,
    ) -> CycleCard:
        """Keep what was found, and go on to act.

        Raises `InvalidInput` (held, learnt, share), with a warning unless `accepted`: what is written to be
        shared and not ticked is not kept.
        """
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.STUDY, to_change=True)
            cycle = await studying.study(work, caller, cycle, draft, answered_in, accepted=accepted)
            return await card_of(work, cycle, caller)

    async def act_form(self, caller: Caller, cycle_id: CycleId) -> ActForm:
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.ACT)
            return ActForm(cycle, ActDraft(), (await charts_of(work, [cycle]))[cycle.id])

    async def act(
        self,
        caller: Caller,
        cycle_id: CycleId,
        draft: ActDraft,
        *,
        accepted: bool = False,
        answered_in: Place | None = None,
    ) -> CycleCard:
        """Keep the decision; the cycle is done. Raises `InvalidInput` (decision, share) as `study`."""
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.ACT, to_change=True)
            cycle = await studying.act(work, caller, cycle, draft, answered_in, accepted=accepted)
            return await card_of(work, cycle, caller)

    # --- help -----------------------------------------------------------------------------------------------

    async def help_wanted(self, checkin_id: int, reader: UserId) -> HelpWanted | None:
        """For composers: who wants help, and who may give it. `None`: no longer so, or not for `reader`."""
        async with self._look() as work:
            return await peers.find_help_wanted(work, checkin_id, reader)

    async def peers(self, caller: Caller, cycle_id: CycleId) -> HelpWanted:
        """For a facilitator: who works on something similar. Raises `WrongStage` without any check-in yet."""
        async with self._look() as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id)
            await require_facilitator(work, caller, cycle.community_id)
            return await peers.help_for(work, cycle)

    async def introduce(self, caller: Caller, cycle_id: CycleId, other: CycleId, note: str) -> Introduction:
        """Have the leads of both told of each other, once. `note`: a line of the facilitator's."""
        async with self._work(caller) as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id)
            await require_facilitator(work, caller, cycle.community_id)
            return await peers.introduce(work, caller, cycle, other, note)

    async def introduction(
        self, cycle_id: CycleId, other_id: CycleId, facilitator: UserId, note: str
    ) -> Introduction | None:
        """For composers: `cycle_id` is the reader's own. `None` if either is gone."""
        async with self._look() as work:
            to = await find_cycle(work.session, cycle_id)
            other = await find_cycle(work.session, other_id)
            if to is None or other is None:
                return None
            return Introduction(to, other, facilitator, note)


async def _workable(
    work: Work, caller: Caller, cycle_id: CycleId, action: Action, *, to_change: bool = False
) -> Cycle:
    """The cycle, if the caller may work on it and it is the time for this."""
    cycle = await get_cycle(work, caller.workspace_id, cycle_id, to_change=to_change)
    await require_worker(work, caller, cycle)
    require_possible(cycle, action)
    return cycle
