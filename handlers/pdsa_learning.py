"""Study and act: what the cycle has shown, and what is decided."""

from __future__ import annotations

from handlers.answers import Answer, Open, Say
from handlers.desk import Desk
from handlers.payloads import Click, Submission
from handlers.pdsa_values import answered_in, cycle_of, read_act, read_study


class LearningListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._checkins = desk.services.checkins

    async def open_study(self, click: Click) -> Answer:
        form = await self._checkins.study_form(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(in_place=True, cycle=form.cycle.id)
        return Open(self._desk.form("pdsa/study", ref_text, form=form))

    async def study(self, form: Submission) -> Answer:
        draft = read_study(form.values)
        card = await self._checkins.study(
            form.caller, cycle_of(form.ref), draft, answered_in=answered_in(form)
        )
        return Say(self._desk.message("pdsa/moved", card=card, what="studied"))

    async def open_act(self, click: Click) -> Answer:
        form = await self._checkins.act_form(click.caller, cycle_of(click.ref))
        ref_text = click.ref_text(in_place=True, cycle=form.cycle.id)
        return Open(self._desk.form("pdsa/act", ref_text, form=form))

    async def act(self, form: Submission) -> Answer:
        """The cycle is over; the answer offers the next one."""
        draft = read_act(form.values)
        card = await self._checkins.act(form.caller, cycle_of(form.ref), draft, answered_in=answered_in(form))
        return Say(self._desk.message("pdsa/acted", card=card))
