"""Check-ins: one click on a prompt, the form, and prompts that come later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from community.communities.views import Community
from community.errors import InvalidInput, WrongStage
from community.pdsa.stages import Action, is_possible
from community.pdsa.views import CheckinDraft, CheckinForm, CycleLine, Status, Which
from handlers.answers import Answer, Open, Refresh, Say, View
from handlers.asking_again import asked_again
from handlers.desk import Desk
from handlers.payloads import Click, Command, Shortcut, Submission
from handlers.pdsa_values import answered_in, cycle_of, find_which, get_which, read_checkin
from message_templates.ids import ActionId
from message_templates.values import Ref, UnreadableRef

STATUSES = {
    ActionId.CYCLE_ON_TRACK: Status.ON_TRACK,
    ActionId.CYCLE_SLOWER: Status.SLOWER,
    ActionId.CYCLE_STUCK: Status.STUCK,
}
SNOOZES = ("tomorrow", "monday", "next_week")
NOTHING_TO_CHECK = (
    "None of your cycles is under way. /cop pdsa shows where they are, and /cop pdsa start plans one."
)
NO_CYCLE_CHOSEN = "Choose the cycle that you check in on."


class CheckinListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._checkins = desk.services.checkins
        self._cycles = desk.services.cycles
        self._communities = desk.services.communities

    async def answer(self, click: Click) -> Answer:
        """How it is going, in one click. Whoever of the team is first answers for it."""
        status = STATUSES[ActionId(click.action)]
        result = await self._checkins.answer(
            click.caller,
            cycle_of(click.ref),
            get_which(click.ref),
            status,
            answered_in=answered_in(click),
        )
        return Say(self._desk.message("pdsa/checked_in", result=result))

    async def snooze(self, click: Click) -> Answer:
        until = click.ref.words
        if until not in SNOOZES:
            raise UnreadableRef("no time to ask again is named")
        prompt = await self._checkins.snooze(click.caller, cycle_of(click.ref), get_which(click.ref), until)
        return Say(self._desk.message("pdsa/snoozed", prompt=prompt))

    async def open_form(self, click: Click) -> Answer:
        which = find_which(click.ref)
        form = await self._checkins.form(click.caller, cycle_of(click.ref), which)
        ref_text = click.ref_text(in_place=True, cycle=form.cycle.id, which=_name_of(form.which))
        return Open(self._form(ref_text, form))

    async def check_in_somewhere(self, asked: Command | Click, community: Community, _: str) -> Answer:
        """The form of the one cycle under way; with several it asks which."""
        lines = await self._under_way(asked, community)
        return Open(
            await self._form_or_choice(asked, community, lines), removes_original=asked.answers_choice
        )

    async def check_in_anywhere(self, shortcut: Shortcut) -> Answer:
        """As `check_in_somewhere`, in whichever of the person's communities something is under way."""
        found = await self._communities.candidates(shortcut.caller, shortcut.channel)
        under_way = [(community, await self._under_way(shortcut, community)) for community in found]
        lines = [line for _, lines in under_way for line in lines]
        if not lines:
            raise WrongStage(NOTHING_TO_CHECK)
        community = next(community for community, lines in under_way if lines)
        return Open(await self._form_or_choice(shortcut, community, lines))

    async def choose(self, form: Submission) -> Answer:
        """The cycle is chosen: its form takes the place of the question."""
        chosen = form.values.choice("cycle") or ""
        if not chosen.isdecimal():
            raise InvalidInput({"cycle": NO_CYCLE_CHOSEN})
        checkin = await self._checkins.form(form.caller, cycle_of(Ref(cycle=int(chosen))), None)
        return Refresh(self._form(form.ref_text(cycle=checkin.cycle.id), checkin))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_checkin(form.values)
        try:
            result = await self._checkins.submit(
                form.caller,
                cycle_of(form.ref),
                find_which(form.ref),
                draft,
                accepted=form.values.is_ticked("accept"),
                answered_in=answered_in(form),
            )
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        return Say(self._desk.message("pdsa/checked_in", result=result))

    async def _under_way(self, asked: Command | Click | Shortcut, community: Community) -> list[CycleLine]:
        mine = await self._cycles.mine(asked.caller, community.id)
        return [line for line in mine.lines if line.can_act and is_possible(line.cycle, Action.CHECK_IN)]

    async def _form_or_choice(
        self, asked: Command | Click | Shortcut, community: Community, lines: Sequence[CycleLine]
    ) -> View:
        if not lines:
            raise WrongStage(NOTHING_TO_CHECK)
        if len(lines) > 1:
            ref_text = asked.ref_text(community=community.id)
            return self._desk.form("pdsa/choose", ref_text, lines=lines)
        form = await self._checkins.form(asked.caller, lines[0].cycle.id, None)
        ref_text = asked.ref_text(cycle=form.cycle.id, which=_name_of(form.which))
        return self._form(ref_text, form)

    async def _again(self, form: Submission, draft: CheckinDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        shown = await self._checkins.form(form.caller, cycle_of(form.ref), find_which(form.ref))
        return self._form(ref_text, replace(shown, draft=draft), **say)

    def _form(
        self, ref_text: str, form: CheckinForm, *, warnings: Sequence[str] = (), notice: str = ""
    ) -> View:
        return self._desk.form("pdsa/checkin", ref_text, form=form, warnings=warnings, notice=notice)


def _name_of(which: Which | None) -> str | None:
    return None if which is None else which.value
