"""Feedback after a convening: the form, thanks, what people wrote; and its questions, as they are worded."""

from __future__ import annotations

from community.communities.views import Community
from community.errors import EditedMeanwhile
from community.feedback.views import FeedbackDraft, WordingDraft
from community.feedback.wording import ALWAYS_ASKED, draft_of
from community.ids import ConveningId
from handlers.answers import Answer, Open, Refresh, Say, View
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, FormValues, Submission, Surface
from message_templates.ids import ActionId, FormId


def register(boundary: Boundary, desk: Desk) -> None:
    listeners = FeedbackListeners(desk)
    boundary.on_click(ActionId.FEEDBACK_OPEN, listeners.open_form)
    boundary.on_submission(FormId.FEEDBACK, listeners.submit)
    boundary.on_click(ActionId.FEEDBACK_COMMENTS, listeners.show_comments)
    boundary.on_submission(FormId.QUESTIONS, QuestionListeners(desk).save)


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

    async def show_comments(self, click: Click) -> Answer:
        """The first page in a window of its own; a button in there turns to another."""
        page = await self._feedback.comments(click.caller, click.convening(), click.ref.page or 1)
        view = self._desk.form("feedback/comments", click.ref_text(), page=page)
        return Refresh(view) if click.surface is Surface.MODAL else Open(view)


class QuestionListeners:
    """What facilitators do with the questions of their community."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._feedback = desk.services.feedback

    async def open_questions(self, asked: Command | Click, community: Community, _: str) -> Answer:
        found = await self._feedback.wording(asked.caller, community.id)
        ref_text = asked.ref_text(community=community.id, version=found.community.version)
        form = self._form(ref_text, found.community, draft_of(found.wording))
        return Open(form, removes_original=asked.answers_choice)

    async def save(self, form: Submission) -> Answer:
        draft = read_wording(form.values)
        try:
            kept = await self._feedback.reword(form.caller, form.community(), draft, version=form.ref.version)
        except EditedMeanwhile as error:
            community = await self._communities.get(form.caller, form.community())
            newer = form.ref_text(version=error.version)
            return Refresh(self._form(newer, community, draft, notice=str(error)))
        return Say(
            self._desk.message("feedback/questions_saved", community=kept.community, wording=kept.wording)
        )

    def _form(self, ref_text: str, community: Community, draft: WordingDraft, *, notice: str = "") -> View:
        return self._desk.form(
            "feedback/questions",
            ref_text,
            community=community,
            draft=draft,
            always_asked=ALWAYS_ASKED,
            notice=notice,
        )


def read_wording(values: FormValues) -> WordingDraft:
    return WordingDraft(
        statements_text=values.text("statements"),
        valuable=values.text("valuable"),
        change=values.text("change"),
        prompts_text=values.text("prompts"),
    )


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
