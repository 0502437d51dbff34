"""Study and act: what the cycle has shown, and what is decided."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from community.errors import InvalidInput
from community.pdsa.views import ActDraft, StudyDraft
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.desk import Desk
from handlers.payloads import Click, Submission
from handlers.pdsa_values import answered_in, cycle_of, read_act, read_study

NEW: dict[str, Any] = {"warnings": (), "notice": ""}  # a form nobody has sent yet


class LearningListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._checkins = desk.services.checkins

    async def open_study(self, click: Click) -> Answer:
        form = await self._checkins.study_form(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(in_place=True, cycle=form.cycle.id)
        return Open(self._desk.form("pdsa/study", ref_text, form=form, **NEW))

    async def study(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what would be lost is asked about once more."""
        draft = read_study(form.values)
        try:
            card = await self._checkins.study(
                form.caller,
                cycle_of(form.ref),
                draft,
                accepted=form.values.is_ticked("accept"),
                answered_in=answered_in(form),
            )
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._study_again, form, draft))
        return Say(self._desk.message("pdsa/moved", card=card, what="studied"))

    async def open_act(self, click: Click) -> Answer:
        form = await self._checkins.act_form(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(in_place=True, cycle=form.cycle.id)
        return Open(self._desk.form("pdsa/act", ref_text, form=form, **NEW))

    async def act(self, form: Submission) -> Answer:
        """The cycle is over; the answer offers the next one."""
        draft = read_act(form.values)
        try:
            card = await self._checkins.act(
                form.caller,
                cycle_of(form.ref),
                draft,
                accepted=form.values.is_ticked("accept"),
                answered_in=answered_in(form),
            )
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._act_again, form, draft))
        return Say(self._desk.message("pdsa/acted", card=card))

    # --- shown once more, as they were sent, with what must be read first

    async def _study_again(self, form: Submission, draft: StudyDraft, ref_text: str, **say: Any) -> View:
        shown = await self._checkins.study_form(form.caller, cycle_of(form.ref))
        return self._desk.form("pdsa/study", ref_text, form=replace(shown, draft=draft), **NEW | say)

    async def _act_again(self, form: Submission, draft: ActDraft, ref_text: str, **say: Any) -> View:
        shown = await self._checkins.act_form(form.caller, cycle_of(form.ref))
        return self._desk.form("pdsa/act", ref_text, form=replace(shown, draft=draft), **NEW | say)
