"""Feedback: the form, its answers, their summary, and the bot's chores around them."""

from __future__ import annotations

from collections.abc import Collection

from community.communities.reading import get_community
from community.convenings import touchpoints
from community.convenings.reading import convening_view, find_convenings, get_convening
from community.convenings.recapping import touch_recap
from community.convenings.views import Convening
from community.errors import NotAsked, SurveyClosed, SurveyOpen
from community.feedback.anonymity import SHOWN_FROM, new_id, untraceable, voter_hash
from community.feedback.asking import open_survey, plan_final_summary, plan_summary
from community.feedback.comments import page_of
from community.feedback.reading import find_own, form_of, form_with, summary_of
from community.feedback.requesting import lay_out, requests_to
from community.feedback.rewording import reword, wording_in_force
from community.feedback.survey import CheckedAnswers, check, questions_of
from community.feedback.views import (
    CommentPage,
    CommunityWording,
    FeedbackDraft,
    FeedbackForm,
    FeedbackRequest,
    FeedbackSummary,
    WordingDraft,
)
from community.home_refresh import touch_homes
from community.ids import CommunityId, ConveningId, DeliveryKind, UserId, WorkspaceId
from community.learnings.sharing import Shared, share, stop_withholding
from community.permissions import is_facilitator, require_facilitator
from community.walltime import moment_words, today_in, wall_of
from community.work import Caller, UseCases, Work
from storage.queries import convenings as convening_queries
from storage.queries import feedback as queries
from storage.tables import ResponseRow, SurveyRow

READY_AT = 0.8  # of those asked: enough for the summary
# A survey is laid out at the end of its session; after a downtime, as long as there is time to answer.
_LAID_OUT_WITHIN = touchpoints.FEEDBACK_LASTS


class Feedback(UseCases):
    """Everything about feedback. Raises the errors of `community.errors`."""

    async def form(self, caller: Caller, convening_id: ConveningId) -> FeedbackForm:
        """The survey with the caller's own answers. Raises `SurveyClosed`, `NotAsked`."""
        async with self._look() as work:
            convening, survey = await _open_for(work, caller, convening_id)
            return await form_of(work.session, convening, survey, caller.user_id)

    async def submit(self, caller: Caller, draft: FeedbackDraft) -> FeedbackForm:
        """Keep the caller's answers in the place of any before. `InvalidInput`: nothing was kept."""
        async with self._work(untraceable(caller)) as work:
            convening, survey = await _open_for(work, caller, draft.convening_id, to_change=True)
            answers = check(draft, questions_of(survey.questions))
            before = await find_own(work.session, survey, caller.user_id)
            response_id = await _keep_response(work, convening, survey, caller.user_id, answers, before)
            await _keep_commitment(work, convening, caller.user_id, answers, before)
            await _share_learning(work, convening, caller.user_id, answers, response_id, before)
            await _follow(work, convening, survey, shares=answers.learning is not None)
            return form_with(convening, survey, answers)

    async def wording(self, caller: Caller, community_id: CommunityId) -> CommunityWording:
        """The questions of the next survey, for facilitators to word. Raises `NotAllowed`."""
        async with self._look() as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            return CommunityWording(community, await wording_in_force(work, community_id))

    async def reword(
        self, caller: Caller, community_id: CommunityId, draft: WordingDraft, *, version: int | None
    ) -> CommunityWording:
        """Ask differently from the next survey on; those laid out keep their questions.

        `version`: of the community the form was opened on. Raises `InvalidInput`, `NotAllowed`, and
        `EditedMeanwhile` if somebody was faster; nothing is changed then.
        """
        async with self._work(caller) as work:
            await require_facilitator(work, caller, community_id)
            wording = await reword(work, caller, community_id, draft, version)
            community = await get_community(work.session, caller.workspace_id, community_id)
            return CommunityWording(community, wording)

    async def requests(
        self,
        workspace_id: WorkspaceId,
        convening_id: ConveningId,
        kind: DeliveryKind,
        user_ids: Collection[UserId],
    ) -> dict[UserId, FeedbackRequest]:
        """For composers: what these people are asked, without those of whom nothing is asked (any more).

        Lays the survey out if the minute's chore has not come to it yet.
        """
        async with self._look() as work:
            found = await requests_to(work, workspace_id, convening_id, kind, user_ids)
        if found is None:
            async with self._chore() as work:
                await lay_out(work, workspace_id, convening_id)
                found = await requests_to(work, workspace_id, convening_id, kind, user_ids)
        return found or {}

    async def summary(
        self, workspace_id: WorkspaceId, convening_id: ConveningId, user_id: UserId
    ) -> FeedbackSummary | None:
        """For composers: what was answered, for a facilitator; figures only from five answers on.

        `None` if this person no longer facilitates the community.
        """
        async with self._look() as work:
            whole = await convening_queries.load_convening(work.session, workspace_id, convening_id)
            survey = await queries.find_survey(work.session, convening_id)
            if whole is None or survey is None:
                return None
            convening = convening_view(whole)
            reader = Caller(workspace_id, user_id)
            if not await is_facilitator(work, reader, convening.community_id):
                return None
            return await summary_of(work.session, convening, survey, work.now)

    async def comments(self, caller: Caller, convening_id: ConveningId, page: int) -> CommentPage:
        """Every comment in full, for facilitators; `page` from 1, else the nearest there is.

        Raises `ConveningNotFound`, `NotAllowed`; `SurveyOpen` until feedback is closed.
        """
        async with self._look() as work:
            convening = await get_convening(work.session, caller.workspace_id, convening_id)
            await require_facilitator(work, caller, convening.community_id)
            survey = await _closed_survey(work, convening)
            return page_of(await summary_of(work.session, convening, survey, work.now), page)

    async def plan_due(self) -> None:
        """The minute's chores: surveys of sessions that have ended, and those whose time is over."""
        async with self._chore() as work:
            await _lay_out_surveys(work)
            for survey in await queries.due_to_close(work.session, work.now):
                await _close(work, survey)


async def _open_for(
    work: Work, caller: Caller, convening_id: ConveningId, *, to_change: bool = False
) -> tuple[Convening, SurveyRow]:
    """The survey, if it is open and the caller was asked."""
    convening = await get_convening(work.session, caller.workspace_id, convening_id)
    survey = await queries.find_survey(work.session, convening_id, to_change=to_change)
    if convening.is_cancelled:
        raise SurveyClosed(f"“{convening.title}” was cancelled, so there is no feedback to give.")
    if survey is None or work.now < survey.opens_at:
        raise SurveyClosed(f"Feedback on “{convening.title}” is not open yet.")
    if survey.closed_at is not None or work.now >= survey.closes_at:
        closed = moment_words(wall_of(survey.closes_at, convening.zone))
        raise SurveyClosed(f"Feedback on “{convening.title}” closed on {closed}.")
    if not await queries.is_invited(work.session, convening_id, caller.user_id):
        raise NotAsked(f"Feedback on “{convening.title}” is asked of those who were there.")
    return convening, survey


async def _closed_survey(work: Work, convening: Convening) -> SurveyRow:
    survey = await queries.find_survey(work.session, convening.id)
    if survey is None:
        raise SurveyClosed(f"No feedback was asked on “{convening.title}”.")
    if work.now < survey.closes_at:
        closes = moment_words(wall_of(survey.closes_at, convening.zone))
        raise SurveyOpen(
            f"Comments on “{convening.title}” can be read in full once feedback closes: {closes}."
        )
    return survey


async def _keep_response(
    work: Work,
    convening: Convening,
    survey: SurveyRow,
    user_id: UserId,
    answers: CheckedAnswers,
    before: ResponseRow | None,
) -> str:
    """Returns the response's id. Named and anonymous answers never share a row, nor an id."""
    values = {
        "ratings": answers.ratings,
        "comments": answers.comments,
        "answered_on": today_in(convening.zone, work.now),
    }
    if before is not None and before.is_anonymous == answers.is_anonymous:
        await queries.update_response(work.session, before.id, values)
        return before.id
    response_id = new_id()
    author: dict[str, object] = {"user_id": user_id, "voter_hash": None, "is_anonymous": False}
    if answers.is_anonymous:
        mark = voter_hash(survey.hash_key or b"", user_id)
        author = {"user_id": None, "voter_hash": mark, "is_anonymous": True}
    await queries.insert_response(
        work.session, {"id": response_id, "convening_id": convening.id, **values, **author}
    )
    return response_id


async def _keep_commitment(
    work: Work,
    convening: Convening,
    user_id: UserId,
    answers: CheckedAnswers,
    before: ResponseRow | None,
) -> None:
    """Only an earlier answer with a name can have made a commitment that goes now, also from the recap."""
    may_have_made_one = before is not None and not before.is_anonymous
    made = await queries.find_commitment(work.session, convening.id, user_id) if may_have_made_one else None
    if made is not None and made.text != answers.commitment:
        await touch_recap(work, convening.workspace_id, convening.community_id, convening.id)
    if answers.commitment is None:
        if made is not None:
            await queries.drop_commitment(work.session, convening.id, user_id)
        return
    await queries.keep_commitment(
        work.session,
        community_id=convening.community_id,
        convening_id=convening.id,
        user_id=user_id,
        text=answers.commitment,
        made_at=work.now,
    )


async def _share_learning(
    work: Work,
    convening: Convening,
    user_id: UserId,
    answers: CheckedAnswers,
    response_id: str,
    before: ResponseRow | None,
) -> None:
    """Without a name a learning waits until it could be anybody's of five. The replaced answer goes last."""
    shared = None
    if answers.learning is not None:
        author = user_id if answers.shows_name else None
        shared = Shared(answers.learning, author, is_withheld=not answers.shows_name)
    replaces = before.id if before is not None else None
    await share(work, convening, shared, response_id=response_id, replaces=replaces)
    if replaces is not None and replaces != response_id:
        await queries.delete_response(work.session, replaces)


async def _follow(work: Work, convening: Convening, survey: SurveyRow, *, shares: bool) -> None:
    """What an answer sets going. Nothing here tells whose it was: everybody's Home is drawn again.

    `shares`: a learning came with it, which may have been kept as withheld.
    """
    asked, answered = await queries.count_answers(work.session, convening.id)
    if answered == SHOWN_FROM or (answered > SHOWN_FROM and shares):
        await stop_withholding(work, convening)
    if work.now < survey.summary_at and _is_ready(asked, answered):
        await queries.sum_up_at(work.session, convening.id, work.now)
        community = await get_community(work.session, convening.workspace_id, convening.community_id)
        await plan_summary(work, convening, community, work.now)
    await touch_homes(work, convening.community_id)


def _is_ready(asked: int, answered: int) -> bool:
    """Whether to sum up before the 48 hours are over: once enough answered for figures, or everybody did."""
    return answered >= asked or (answered >= SHOWN_FROM and answered >= READY_AT * asked)


async def _lay_out_surveys(work: Work) -> None:
    since = work.now - _LAID_OUT_WITHIN
    ids = await convening_queries.ended_without_survey(work.session, work.now, since=since)
    for convening in (await find_convenings(work.session, [ConveningId(one) for one in ids])).values():
        await open_survey(work, convening)


async def _close(work: Work, survey: SurveyRow) -> None:
    """Closing keeps the answers and forgets whose they were. Facilitators may read all of them now."""
    convening_id = ConveningId(survey.convening_id)
    convening = (await find_convenings(work.session, [convening_id]))[convening_id]
    invited = await queries.invited_to(work.session, convening_id)
    await queries.close_survey(work.session, convening_id, work.now)
    await queries.forget_who_was_reminded(
        work.session,
        convening.workspace_id,
        [touchpoints.survey_subject(convening, UserId(user_id)) for user_id in invited],
        request=DeliveryKind.FEEDBACK_REQUEST,
        reminder=DeliveryKind.FEEDBACK_REMINDER,
    )
    await plan_final_summary(work, convening)
    await touch_homes(work, convening.community_id)
