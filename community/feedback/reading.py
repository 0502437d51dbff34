"""One person's own answers, what is waiting for them, and what all of them said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community.convenings.views import Convening
from community.feedback.anonymity import voter_hash
from community.feedback.figures import overall, summarise, trend
from community.feedback.survey import CheckedAnswers, questions_of
from community.feedback.views import FeedbackForm, FeedbackSummary, FeedbackTrend, MyFeedback
from community.home_views import HomeFeedback
from community.ids import CommunityId, ConveningId, UserId, WorkspaceId
from storage.queries import feedback as queries
from storage.tables import ResponseRow, SurveyRow

LOOK_BACK = 10  # surveys: further back a trend says little


async def form_of(
    session: AsyncSession, convening: Convening, survey: SurveyRow, user_id: UserId
) -> FeedbackForm:
    """The survey with this person's answers, if they have given any."""
    response = await find_own(session, survey, user_id)
    return FeedbackForm(
        convening=convening,
        questions=questions_of(survey.questions),
        closes_at=survey.closes_at,
        mine=await _mine(session, convening, response, user_id),
        has_answered=response is not None,
    )


def form_with(convening: Convening, survey: SurveyRow, answers: CheckedAnswers) -> FeedbackForm:
    """The survey as `form_of` has it, for somebody whose answers were kept just now."""
    return FeedbackForm(
        convening=convening,
        questions=questions_of(survey.questions),
        closes_at=survey.closes_at,
        mine=MyFeedback(
            ratings=answers.ratings,
            comments=answers.comments,
            is_anonymous=answers.is_anonymous,
            commits=answers.commitment is not None,
            shares_learning=answers.learning is not None,
            shows_name=answers.learning is not None and answers.shows_name,
        ),
        has_answered=True,
    )


async def find_own(session: AsyncSession, survey: SurveyRow, user_id: UserId) -> ResponseRow | None:
    """A person's answer. Once the survey is closed an anonymous one is nobody's any more."""
    mark = voter_hash(survey.hash_key, user_id) if survey.hash_key else None
    return await queries.find_response(session, survey.convening_id, user_id, mark)


async def waiting_for(
    session: AsyncSession, workspace_id: WorkspaceId, user_id: UserId, now: datetime
) -> dict[CommunityId, tuple[HomeFeedback, ...]]:
    """The surveys open for this person, by community, with whether they have answered."""
    found: dict[CommunityId, tuple[HomeFeedback, ...]] = {}
    for survey, convening in await queries.open_surveys_for(session, workspace_id, user_id, now):
        has_answered = await find_own(session, survey, user_id) is not None
        item = HomeFeedback(convening.id, convening.title, survey.closes_at, has_answered)
        community_id = CommunityId(survey.community_id)
        found[community_id] = (*found.get(community_id, ()), item)
    return found


async def previous_overall(
    session: AsyncSession, community_id: CommunityId, starts_at: datetime
) -> float | None:
    """The mean rating of the latest earlier convening that enough people answered, if there is one."""
    earlier = await queries.surveys_before(session, community_id, starts_at, most=LOOK_BACK)
    responses = await queries.responses_to(session, earlier)
    figures = (overall(responses.get(convening_id, [])) for convening_id in earlier)
    return next((figure for figure in figures if figure is not None), None)


async def summary_of(
    session: AsyncSession, convening: Convening, survey: SurveyRow, now: datetime
) -> FeedbackSummary:
    """What was answered: figures and comments from five answers on."""
    asked, _ = await queries.count_answers(session, convening.id)
    responses = (await queries.responses_to(session, [convening.id])).get(convening.id, [])
    return summarise(
        convening,
        questions_of(survey.questions),
        responses,
        asked=asked,
        previous_overall=await previous_overall(session, convening.community_id, convening.starts_at),
        closes_at=survey.closes_at,
        is_closed=survey.closes_at <= now,
    )


async def trend_of(session: AsyncSession, convening: Convening) -> FeedbackTrend | None:
    """Feedback on the convening in one line; `None` if nobody was asked."""
    asked = (await queries.count_asked(session, [convening.id])).get(convening.id, 0)
    if asked == 0:
        return None
    responses = (await queries.responses_to(session, [convening.id])).get(convening.id, [])
    before = await previous_overall(session, convening.community_id, convening.starts_at)
    return trend(convening.title, responses, asked=asked, previous_overall=before)


async def _mine(
    session: AsyncSession, convening: Convening, response: ResponseRow | None, user_id: UserId
) -> MyFeedback:
    if response is None:
        return MyFeedback(ratings={}, comments={})
    learning = await queries.learning_from(session, response.id)
    commitment = None
    if not response.is_anonymous:
        commitment = await queries.find_commitment(session, ConveningId(convening.id), user_id)
    return MyFeedback(
        ratings=dict(response.ratings),
        comments=dict(response.comments),
        is_anonymous=response.is_anonymous,
        commits=commitment is not None,
        shares_learning=learning is not None,
        shows_name=learning is not None and learning.author is not None,
    )
