"""Questions about key learnings, and their answers: two forms. The bot carries what is written."""

from __future__ import annotations

from handlers.answers import Answer, Nothing, Open, Say
from handlers.desk import Desk
from handlers.digests_values import place_of
from handlers.learnings_values import learning_of, question_of
from handlers.payloads import Click, Submission


class QuestionListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._questions = desk.services.learning_questions

    async def open_question(self, click: Click) -> Answer:
        form = await self._questions.may_ask(click.caller, learning_of(click.ref), channel=place_of(click))
        ref_text = click.ref_text(learning=form.learning.id, way=form.way)
        return Open(self._desk.form("learnings/ask", ref_text, form=form))

    async def ask(self, form: Submission) -> Answer:
        question = await self._questions.ask(
            form.caller,
            learning_of(form.ref),
            form.values.text("words"),
            channel=place_of(form),
            promised=form.ref.way,
        )
        return Say(self._desk.message("learnings/asked", question=question))

    async def open_answer(self, click: Click) -> Answer:
        question = await self._questions.to_answer(click.caller, question_of(click.ref))
        ref_text = click.ref_text(in_place=True, question=question.id)
        return Open(self._desk.form("learnings/answer_form", ref_text, question=question))

    async def answer(self, form: Submission) -> Answer:
        """The question's own message says from now on what was answered; in a thread it follows."""
        question = await self._questions.answer(form.caller, question_of(form.ref), form.values.text("words"))
        if question.is_in_thread:
            return Nothing()
        return Say(self._desk.message("learnings/question", question=question))
