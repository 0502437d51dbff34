"""Feedback after a convening: the form, and thanks."""

from __future__ import annotations

from community.feedback.views import FeedbackDraft
from community.ids import ConveningId
from handlers.answers import Answer, Open, Say
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, FormValues, Submission
from message_templates.ids import ActionId, FormId


def register(boundary: Boundary, desk: Desk) -> None:
    listeners = FeedbackListeners(desk)
    boundary.on_click(ActionId.FEEDBACK_OPEN, listeners.open_form)
    boundary.on_submission(FormId.FEEDBACK, listeners.submit)


class FeedbackListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feedback = desk.services.feedback

    async def open_form(self, click: Click) -> Answer:
        form = await self._feedback.form(click.caller, click.convening())
        ref_text = click.ref_text(in_place=True, convening=form.convening.id)
        return Open(self._desk.form("feedback/form", ref_text, form=form))

    async def submit(self, form: Submission) -> Answer:
        draft = read_feedback(form.values, form.convening())
        kept = await self._feedback.submit(form.caller, draft)
        return Say(self._desk.message("feedback/thanks", form=kept))


def read_feedback(values: FormValues, convening_id: ConveningId) -> FeedbackDraft:
    """The answers by question id: whatever was chosen is a rating, whatever was typed a comment.

    The questions are not known here on purpose: facilitators word them, and the survey keeps its own.
    """
    ratings = {name: int(value) for name, value in values.chosen().items() if value.isdecimal()}
    return FeedbackDraft(
        convening_id=convening_id,
        ratings=ratings,
        comments=values.typed(),
        is_anonymous=values.is_ticked("is_anonymous"),
        commits=values.is_ticked("commits"),
        shares_learning=values.is_ticked("shares_learning"),
        shows_name=values.is_ticked("shows_name"),
    )
