"""What a team says while its cycle goes on: check-ins, study, act; and help for those who want it."""

from __future__ import annotations

from dataclasses import replace

from community.communities.reading import get_community
from community.deliveries.views import Place
from community.errors import PromptAnswered, StaleButton
from community.ids import CycleId, UserId, WorkspaceId
from community.pdsa import peers, studying
from community.pdsa.asking import answered_words, find_prompt, put_off
from community.pdsa.cards import card_of, charts_of
from community.pdsa.checkin_draft import ReadCheckin, read_checkin
from community.pdsa.numbers import amount_words
from community.pdsa.permissions import require_worker
from community.pdsa.planning import asked_of, follow_answer, keep_answer, plan_cycle
from community.pdsa.reading import checkin_view, find_cycle, get_cycle, prompts_of
from community.pdsa.stages import Action, require_possible
from community.pdsa.story import CHECKED_IN, note_event
from community.pdsa.touchpoints import due_of
from community.pdsa.views import (
    CHECK_INS,
    ActDraft,
    ActForm,
    CheckedIn,
    Checkin,
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
from storage.queries import observations as queries
from storage.tables import CheckinRow


class Checkins(UseCases):
    """Raises the errors of `community.errors`; those of a wrong stage say where the cycle is."""

    # --- check-ins ------------------------------------------------------------------------------------------

    async def form(self, caller: Caller, cycle_id: CycleId, which: Which | None) -> CheckinForm:
        """With what the caller has said to this prompt already. `which` is `None`: of one's own accord.

        If a teammate has answered the prompt, it is a check-in of one's own accord.
        """
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.CHECK_IN)
            which, mine = await _question(work, caller, cycle, which)
            draft = CheckinDraft() if mine is None else _draft_of(mine)
            return CheckinForm(cycle, draft, which, (await charts_of(work, [cycle]))[cycle.id])

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
            first, mine = await _first_answer(work, caller, cycle, which)
            if first is not None and mine is None:
                raise PromptAnswered(answered_words(first))
            said = ReadCheckin(status) if mine is None else replace(_said(mine, cycle), status=status)
            return await _keep(work, caller, cycle, which, said, mine, answered_in, is_click=True)

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

        Raises `InvalidInput` by field (status, observations1 to 3, links), with warnings unless `accepted`.
        If a teammate answered the prompt meanwhile, what was typed is kept as one of one's own accord.
        """
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.CHECK_IN, to_change=True)
            said = read_checkin(draft, cycle, today_in(cycle.zone, work.now), accepted=accepted)
            which, mine = await _question(work, caller, cycle, which)
            return await _keep(work, caller, cycle, which, said, mine, answered_in)

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

    async def unanswered(self, cycle_id: CycleId, which: Which) -> Prompt | None:
        """For composers: what nobody has answered; `None` if somebody has, or it is not asked any more."""
        async with self._look() as work:
            cycle = await find_cycle(work.session, cycle_id)
            prompt = None if cycle is None else await find_prompt(work, cycle, which)
            return None if prompt is None or prompt.answered_by is not None else prompt

    # --- study and act --------------------------------------------------------------------------------------

    async def study_form(self, caller: Caller, cycle_id: CycleId) -> StudyForm:
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.STUDY)
            return StudyForm(cycle, StudyDraft(), (await charts_of(work, [cycle]))[cycle.id])

    async def study(
        self, caller: Caller, cycle_id: CycleId, draft: StudyDraft, *, answered_in: Place | None = None
    ) -> CycleCard:
        """Keep what was found, and go on to act. Raises `InvalidInput` (held, learnt, share)."""
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.STUDY, to_change=True)
            cycle = await studying.study(work, caller, cycle, draft, answered_in)
            return await card_of(work, cycle, caller)

    async def act_form(self, caller: Caller, cycle_id: CycleId) -> ActForm:
        async with self._look() as work:
            cycle = await _workable(work, caller, cycle_id, Action.ACT)
            return ActForm(cycle, ActDraft(), (await charts_of(work, [cycle]))[cycle.id])

    async def act(
        self, caller: Caller, cycle_id: CycleId, draft: ActDraft, *, answered_in: Place | None = None
    ) -> CycleCard:
        """Keep the decision; the cycle is done. Raises `InvalidInput` (decision)."""
        async with self._work(caller) as work:
            cycle = await _workable(work, caller, cycle_id, Action.ACT, to_change=True)
            cycle = await studying.act(work, caller, cycle, draft, answered_in)
            return await card_of(work, cycle, caller)

    # --- help -----------------------------------------------------------------------------------------------

    async def help_wanted(self, checkin_id: int) -> HelpWanted | None:
        """For composers: who wants help, and who may give it. `None`: no longer so."""
        async with self._look() as work:
            return await peers.find_help_wanted(work, checkin_id)

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


async def _question(
    work: Work, caller: Caller, cycle: Cycle, which: Which | None
) -> tuple[Which | None, CheckinRow | None]:
    """The question a check-in answers, and the caller's own earlier answer to it, which it completes.

    A check-in of one's own accord answers what the team is being asked at the time.
    """
    if which is None or which not in CHECK_INS:
        return await _asked_now(work, cycle), None
    first, mine = await _first_answer(work, caller, cycle, which)
    return (None, None) if first is not None and mine is None else (which, mine)


async def _asked_now(work: Work, cycle: Cycle) -> Which | None:
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    prompts = (await prompts_of(work.session, [cycle.id]))[cycle.id]
    today = today_in(cycle.zone, work.now)
    due = due_of(cycle, community.holidays, prompts, today)
    is_asked = due.due_on is not None and due.due_on <= today
    return due.which if is_asked and due.which in CHECK_INS else None


async def _first_answer(
    work: Work, caller: Caller, cycle: Cycle, which: Which
) -> tuple[UserId | None, CheckinRow | None]:
    """Who answered this question first, and the check-in they did it with if that was the caller."""
    if which not in CHECK_INS:
        raise StaleButton("This button is from an older version. Open the app's Home tab instead.")
    state = (await prompts_of(work.session, [cycle.id]))[cycle.id].get(which)
    first = None if state is None else state.answered_by
    if first != caller.user_id:
        return first, None
    return first, await queries.answer_to(work.session, cycle.id, which, caller.user_id)


async def _keep(
    work: Work,
    caller: Caller,
    cycle: Cycle,
    which: Which | None,
    said: ReadCheckin,
    mine: CheckinRow | None,
    answered_in: Place | None,
    *,
    is_click: bool = False,
) -> CheckedIn:
    """`mine`: the check-in that is completed. `is_click`: words may follow."""
    already_helps = mine is not None and _said(mine, cycle).helps
    checkin_id = await _keep_checkin(work, caller, cycle, which, said, mine)
    understood = await _keep_observations(work, cycle, said, checkin_id)
    await queries.note_status(work.session, cycle.id, said.status, work.now)
    if which is not None:
        await keep_answer(work, cycle, which, caller.user_id)
    cycle = await get_cycle(work, cycle.workspace_id, cycle.id)
    await _follow(work, cycle, which, answered_in)
    await note_event(work, cycle, CHECKED_IN, caller.user_id, checkin_id=checkin_id)
    if said.helps:
        await peers.ask_facilitators(
            work, cycle, checkin_id, caller.user_id, is_again=already_helps, is_click=is_click
        )
    return CheckedIn(cycle, _view(work, caller, which, said), understood, helps=said.helps)


async def _keep_checkin(
    work: Work,
    caller: Caller,
    cycle: Cycle,
    which: Which | None,
    said: ReadCheckin,
    mine: CheckinRow | None,
) -> int:
    values = {
        "status": said.status,
        "happened": said.happened,
        "surprises": said.surprises,
        "links": list(said.links),
        "help_wanted": said.help_wanted,
        "noted_at": work.now,
    }
    if mine is not None:
        await queries.update_checkin(work.session, mine.id, values)
        return mine.id
    who = {"cycle_id": cycle.id, "prompt": which, "noted_by": caller.user_id}
    return await queries.insert_checkin(work.session, who | values)


async def _keep_observations(work: Work, cycle: Cycle, said: ReadCheckin, checkin_id: int) -> tuple[str, ...]:
    """How each value was read, in words: `Exit tickets: 5 October, 12.5 % (in place of 11 %)`."""
    measures = [measure.id for measure, _ in said.observations]
    days = {one.observed_on for _, observations in said.observations for one in observations}
    before = await queries.values_on(work.session, measures, days)
    rows, understood = [], []
    for measure, observations in said.observations:
        for one in observations:
            rows.append(
                {
                    "measure_id": measure.id,
                    "checkin_id": checkin_id,
                    "observed_on": one.observed_on,
                    "value": one.value,
                    "noted_at": work.now,
                }
            )
            words = f"{one.observed_on.day} {one.observed_on:%B}, {amount_words(one.value, measure.unit)}"
            earlier = before.get((measure.id, one.observed_on))
            replaced = "" if earlier is None else f" (in place of {amount_words(earlier, measure.unit)})"
            understood.append(f"{measure.name}: {words}{replaced}")
    await queries.keep_observations(work.session, rows)
    return tuple(understood)


async def _follow(work: Work, cycle: Cycle, which: Which | None, answered_in: Place | None) -> None:
    """A check-in settles what was asked: no reminder any more, and the others' messages say who answered."""
    if which is None:
        await plan_cycle(work, cycle)
    else:
        await follow_answer(work, cycle, which, answered_in)


def _view(work: Work, caller: Caller, which: Which | None, said: ReadCheckin) -> Checkin:
    return Checkin(
        by=caller.user_id,
        at=work.now,
        which=which,
        status=said.status,
        happened=said.happened,
        surprises=said.surprises,
        links=said.links,
        help_wanted=said.help_wanted,
        observations=said.observations,
    )


def _said(row: CheckinRow, cycle: Cycle) -> ReadCheckin:
    view = checkin_view(row, cycle, ())
    return ReadCheckin(view.status, view.happened, view.surprises, view.links, view.help_wanted)


def _draft_of(row: CheckinRow) -> CheckinDraft:
    """Without observations: those noted are in the chart, and more may be added."""
    return CheckinDraft(
        status=row.status,
        happened=row.happened,
        surprises=row.surprises,
        links_text="\n".join(row.links),
        help_wanted=row.help_wanted,
    )
