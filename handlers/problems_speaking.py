"""Who speaks in a thread: the presenter through the bot, those who were invited or hinted, and at the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from community.errors import InvalidInput
from community.problems.drafting import takeaway_lines
from community.problems.views import FollowUpDraft, ReflectionDraft
from handlers.answers import Answer, Nothing, Open, Say, View
from handlers.asking_again import asked_again
from handlers.desk import Desk
from handlers.payloads import Click, Submission
from handlers.problems_values import problem_of, read_follow_up, read_reflection, step_of

NEW: dict[str, Any] = {"warnings": (), "notice": ""}  # a form nobody has sent yet


class SpeakingListeners:
    """What a presenter, and a peer who was written to, answer. Every answer is theirs alone to see."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._problems = desk.services.problems
        self._voices = desk.services.voices

    async def open_voice(self, click: Click) -> Answer:
        """What an anonymous presenter says is typed into a form, and posted by the bot."""
        step = step_of(click.ref)
        problem = await self._voices.may_speak(click.caller, problem_of(click.ref), step)
        ref_text = click.ref_text(problem=problem.id, step=step.value)
        return Open(self._desk.form("problems/speak", ref_text, problem=problem, step=step, words="", **NEW))

    async def speak(self, form: Submission) -> Answer:
        """Nothing is answered: the words appear in the thread a moment later."""
        words, problem_id, step = form.values.text("words"), problem_of(form.ref), step_of(form.ref)
        try:
            await self._voices.speak(form.caller, problem_id, step, words, accepted=_is_accepted(form))
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._words_again, form, words))
        return Nothing()

    async def silence_hints(self, click: Click) -> Answer:
        await self._voices.hints_off(click.caller, problem_of(click.ref))
        return Say(self._desk.message("problems/hints_off"))

    async def skip_invitation(self, click: Click) -> Answer:
        problem = await self._voices.invitation_skip(click.caller, problem_of(click.ref))
        return Say(self._desk.message("problems/invitation_answered", problem=problem, answer="skip"))

    async def want_no_invitations(self, click: Click) -> Answer:
        problem = await self._voices.invitation_not_for_me(click.caller, problem_of(click.ref))
        return Say(self._desk.message("problems/invitation_answered", problem=problem, answer="not_for_me"))

    async def open_reflection(self, click: Click) -> Answer:
        problem, draft = await self._problems.reflection_form(click.caller, problem_of(click.ref))
        ref_text = click.ref_text(in_place=True, problem=problem.id)
        return Open(self._desk.form("problems/reflection", ref_text, problem=problem, draft=draft, **NEW))

    async def reflect(self, form: Submission) -> Answer:
        draft, problem_id = read_reflection(form.values), problem_of(form.ref)
        try:
            problem = await self._problems.reflect(
                form.caller, problem_id, draft, accepted=_is_accepted(form)
            )
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._reflection_again, form, draft))
        learnings = len(takeaway_lines(draft.takeaways)) if draft.shares else 0
        return Say(self._desk.message("problems/reflected", problem=problem, learnings=learnings))

    async def open_follow_up(self, click: Click) -> Answer:
        problem, draft = await self._problems.follow_up_form(click.caller, problem_of(click.ref))
        ref_text = click.ref_text(in_place=True, problem=problem.id)
        return Open(self._desk.form("problems/follow_up_form", ref_text, problem=problem, draft=draft, **NEW))

    async def follow_up(self, form: Submission) -> Answer:
        draft, problem_id = read_follow_up(form.values), problem_of(form.ref)
        try:
            problem = await self._problems.follow_up(
                form.caller, problem_id, draft, accepted=_is_accepted(form)
            )
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._follow_up_again, form, draft))
        return Say(self._desk.message("problems/followed_up", problem=problem, learned=draft.shares))

    # --- shown once more, as they were sent, with what must be read first

    async def _words_again(self, form: Submission, words: str, ref_text: str, **say: Any) -> View:
        step = step_of(form.ref)
        problem = await self._voices.may_speak(form.caller, problem_of(form.ref), step)
        return self._desk.form(
            "problems/speak", ref_text, problem=problem, step=step, words=words, **NEW | say
        )

    async def _reflection_again(
        self, form: Submission, draft: ReflectionDraft, ref_text: str, **say: Any
    ) -> View:
        problem, _ = await self._problems.reflection_form(form.caller, problem_of(form.ref))
        return self._desk.form("problems/reflection", ref_text, problem=problem, draft=draft, **NEW | say)

    async def _follow_up_again(
        self, form: Submission, draft: FollowUpDraft, ref_text: str, **say: Any
    ) -> View:
        problem, _ = await self._problems.follow_up_form(form.caller, problem_of(form.ref))
        return self._desk.form("problems/follow_up_form", ref_text, problem=problem, draft=draft, **NEW | say)


def _is_accepted(form: Submission) -> bool:
    return form.values.is_ticked("accept")
