"""Problems of practice: shared, edited, and looked at by a facilitator before others see them.

Who presents anonymously is nobody's business: the boundary writes no person into the log for this area, and
what a listener answers only the person who asked can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed, WrongStep
from community.ids import CommunityId
from community.problems.views import Problem, ProblemDraft, ProblemForm, State
from community.work import Caller
from handlers.answers import Answer, Nothing, Open, Refresh, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, MessageShortcut, Shortcut, Submission
from handlers.problems_finding import FindingListeners
from handlers.problems_moving import MovingListeners
from handlers.problems_speaking import SpeakingListeners
from handlers.problems_values import draft_of, problem_of, read_problem
from message_templates.ids import ActionId, FormId, ShortcutId

NO_COMMUNITY_CHOSEN = "Choose the community whose members you want to ask."
ONLY_PRESENTER = "Only who presents this problem can edit it."
HAS_BEGUN = "The thread has begun: what it is about stays as your peers have read it."

Asked = Command | Click | Shortcut | MessageShortcut


def register(boundary: Boundary, desk: Desk) -> None:
    _register_sharing(boundary, SharingListeners(desk))
    _register_review(boundary, ReviewListeners(desk))
    _register_moving(boundary, MovingListeners(desk))
    _register_speaking(boundary, SpeakingListeners(desk))
    _register_finding(boundary, FindingListeners(desk))


def _register_sharing(boundary: Boundary, sharing: SharingListeners) -> None:
    boundary.on_click(ActionId.PROBLEM_SHARE, sharing.open_form_of)
    boundary.on_click(ActionId.PROBLEM_EDIT, sharing.open_edit)
    boundary.on_submission(FormId.PROBLEM, sharing.save)
    boundary.on_shortcut(ShortcutId.SHARE_PROBLEM, sharing.start_anywhere)
    boundary.on_message_shortcut(ShortcutId.PROBLEM_FROM_MESSAGE, sharing.start_from_message)
    boundary.on_submission(FormId.CHOOSE_COMMUNITY, sharing.go_on_with_community)


def _register_review(boundary: Boundary, review: ReviewListeners) -> None:
    boundary.on_click(ActionId.PROBLEM_APPROVE, review.approve)
    boundary.on_click(ActionId.PROBLEM_SEND_BACK, review.open_send_back)
    boundary.on_submission(FormId.PROBLEM_SEND_BACK, review.send_back)
    boundary.on_click(ActionId.PROBLEM_ALLOW_ANOTHER, review.allow_another)


def _register_moving(boundary: Boundary, moving: MovingListeners) -> None:
    boundary.on_click(ActionId.PROBLEM_NEXT_STEP, moving.next_step)
    boundary.on_click(ActionId.PROBLEM_EXTEND, moving.extend)
    boundary.on_click(ActionId.PROBLEM_PAUSE, moving.pause)
    boundary.on_click(ActionId.PROBLEM_RESUME, moving.resume)
    boundary.on_click(ActionId.PROBLEM_END, moving.open_end)
    boundary.on_submission(FormId.PROBLEM_END, moving.end)
    boundary.on_click(ActionId.PROBLEM_TAKE_OVER, moving.take_over)


def _register_speaking(boundary: Boundary, speaking: SpeakingListeners) -> None:
    boundary.on_click(ActionId.PROBLEM_SPEAK, speaking.open_voice)
    boundary.on_submission(FormId.PROBLEM_VOICE, speaking.speak)
    boundary.on_click(ActionId.PROBLEM_HINTS_OFF, speaking.silence_hints)
    boundary.on_click(ActionId.INVITATION_SKIP, speaking.skip_invitation)
    boundary.on_click(ActionId.INVITATION_NOT_FOR_ME, speaking.want_no_invitations)
    boundary.on_click(ActionId.PROBLEM_REFLECT, speaking.open_reflection)
    boundary.on_submission(FormId.PROBLEM_REFLECTION, speaking.reflect)
    boundary.on_click(ActionId.PROBLEM_FOLLOW_UP, speaking.open_follow_up)
    boundary.on_submission(FormId.PROBLEM_FOLLOW_UP, speaking.follow_up)


def _register_finding(boundary: Boundary, finding: FindingListeners) -> None:
    boundary.on_click(ActionId.PROBLEM_SHOW, finding.show)
    boundary.on_click(ActionId.PROBLEM_BALANCE, finding.show_balance)
    boundary.on_click(ActionId.PROBLEMS_PAGE, finding.turn_page)
    boundary.on_click(ActionId.PROBLEMS_FIND, finding.open_find)
    boundary.on_submission(FormId.PROBLEMS_FIND, finding.find)
    boundary.on_click(ActionId.PROBLEM_CONVENE, finding.open_convening)
    boundary.on_click(ActionId.PROBLEM_THREAD, _link_opened)


class SharingListeners:
    """The form: opened by a command, a button or a shortcut; sent; shown again if something must be read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._problems = desk.services.problems

    async def open_form(self, asked: Asked, community: Community, words: str) -> Answer:
        """`words`: what was typed after the command, or stands in the message it was made of."""
        form = await self._problems.form(asked.caller, community.id, text=words)
        ref_text = asked.ref_text(community=community.id)
        return Open(
            self._form(ref_text, form), removes_original=isinstance(asked, Click) and asked.answers_choice
        )

    async def open_form_of(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        return await self.open_form(click, community, "")

    async def start_anywhere(self, shortcut: Shortcut) -> Answer:
        return await self._somewhere(shortcut, "")

    async def start_from_message(self, shortcut: MessageShortcut) -> Answer:
        """The message's words are in the form; who wrote it and where is not kept."""
        return await self._somewhere(shortcut, shortcut.text)

    async def go_on_with_community(self, form: Submission) -> Answer:
        """One of several communities was chosen: the form takes the place of the question."""
        chosen = form.values.choice("community") or ""
        if not chosen.isdecimal():
            raise InvalidInput({"community": NO_COMMUNITY_CHOSEN})
        community = await self._communities.get(form.caller, CommunityId(int(chosen)))
        fresh = await self._problems.form(form.caller, community.id, text=form.values.text("words"))
        return Refresh(self._form(form.ref_text(community=community.id), fresh))

    async def _somewhere(self, asked: Shortcut | MessageShortcut, words: str) -> Answer:
        """In the channel's community, or the person's only one; with none or several it says so or asks."""
        found = await self._communities.candidates(asked.caller, asked.channel)
        if not found:
            return Say(self._desk.message("communities/none", command="/cop problem"))
        if len(found) > 1:
            return Open(
                self._desk.form("communities/choose_form", asked.ref_text(), communities=found, words=words)
            )
        return await self.open_form(asked, found[0], words)

    async def open_edit(self, click: Click) -> Answer:
        problem = await self._problems.get(click.caller, problem_of(click.ref))
        _must_be_editable(problem, click.caller)
        ref_text = click.ref_text(
            in_place=True, community=problem.community_id, problem=problem.id, version=problem.version
        )
        form = await self._with_draft(click, problem.community_id, draft_of(problem), problem)
        return Open(self._form(ref_text, form, problem=problem))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_problem(form.values)
        try:
            if form.ref.problem is not None:
                return await self._save_again(form, draft)
            shared = await self._problems.share(
                form.caller, form.community(), draft, accepted=form.values.is_ticked("accept")
            )
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        return Say(self._desk.message("problems/shared", shared=shared))

    async def _save_again(self, form: Submission, draft: ProblemDraft) -> Answer:
        problem = await self._problems.save(
            form.caller,
            problem_of(form.ref),
            draft,
            version=form.ref.version or 0,
            accepted=form.values.is_ticked("accept"),
        )
        return Say(self._desk.message("problems/moved", problem=problem, what="saved"))

    async def _again(self, form: Submission, draft: ProblemDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        problem = None
        if form.ref.problem is not None:
            problem = await self._problems.get(form.caller, problem_of(form.ref))
        shown = await self._with_draft(form, form.community(), draft, problem)
        return self._form(ref_text, shown, problem=problem, **say)

    async def _with_draft(
        self,
        asked: Click | Submission,
        community_id: CommunityId,
        draft: ProblemDraft,
        problem: Problem | None,
    ) -> ProblemForm:
        """The form with what was typed, and the problems that are much like it, itself not among them."""
        form = await self._problems.form(asked.caller, community_id)
        found = await self._problems.similar(asked.caller, community_id, draft)
        others = tuple(each for each in found if problem is None or each.id != problem.id)
        return replace(form, draft=draft, similar=others)

    def _form(
        self,
        ref_text: str,
        form: ProblemForm,
        *,
        problem: Problem | None = None,
        warnings: Sequence[str] = (),
        notice: str = "",
    ) -> View:
        """`problem`: the one that is edited."""
        return self._desk.form(
            "problems/problem", ref_text, form=form, problem=problem, warnings=warnings, notice=notice
        )


class ReviewListeners:
    """What a facilitator says of a problem before others see it; said where the question stood."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._problems = desk.services.problems

    async def approve(self, click: Click) -> Answer:
        problem = await self._problems.approve(click.caller, problem_of(click.ref))
        return self._moved(problem, "approved")

    async def open_send_back(self, click: Click) -> Answer:
        problem = await self._problems.get(click.caller, problem_of(click.ref))
        ref_text = click.ref_text(in_place=True, problem=problem.id)
        return Open(self._desk.form("problems/send_back", ref_text, problem=problem))

    async def send_back(self, form: Submission) -> Answer:
        problem = await self._problems.send_back(form.caller, problem_of(form.ref), form.values.text("note"))
        return self._moved(problem, "sent_back")

    async def allow_another(self, click: Click) -> Answer:
        problem = await self._problems.allow_another(click.caller, problem_of(click.ref))
        return self._moved(problem, "allowed")

    def _moved(self, problem: Problem, what: str) -> Answer:
        return Say(self._desk.message("problems/moved", problem=problem, what=what))


def _must_be_editable(problem: Problem, caller: Caller) -> None:
    """Nobody should fill in a form that will be refused. The use case checks again."""
    if caller.user_id not in (problem.presenter, problem.stands_in):
        raise NotAllowed(ONLY_PRESENTER)
    if problem.state not in (State.REVIEW, State.SENT_BACK, State.PLANNED):
        raise WrongStep(HAS_BEGUN)


async def _link_opened(_: Click) -> Answer:
    """The browser has opened the thread; Slack reports the click all the same."""
    return Nothing()
