"""Who is asked for feedback, and the messages that ask.

A survey is laid out when the session ends, ten minutes before it opens, so that the requests go out on time.
Until it opens, those asked follow what is known of who came; afterwards who says "I was here" is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from community.communities.reading import get_community
from community.communities.views import Community
from community.convenings import touchpoints
from community.convenings.reading import find_convenings, list_participants
from community.convenings.touchpoints import Participant
from community.convenings.views import Convening
from community.deliveries import Wanted, add, plan, plan_many
from community.feedback.anonymity import SHOWN_FROM, new_key
from community.feedback.rewording import next_questions
from community.feedback.survey import stored
from community.home_refresh import touch_homes
from community.ids import ConveningId, DeliveryKind, UserId
from community.work import Work
from storage.queries import convenings as convening_queries
from storage.queries import feedback as queries


async def open_survey(work: Work, convening: Convening) -> None:
    """Lay the survey out with the questions in force now, and plan its messages; once for each convening."""
    if await queries.find_survey(work.session, convening.id) is not None:
        return
    is_new = await queries.insert_survey(
        work.session,
        {
            "convening_id": convening.id,
            "community_id": convening.community_id,
            "questions": stored(await next_questions(work, convening.community_id)),
            "opens_at": touchpoints.feedback_opens_at(convening),
            "closes_at": touchpoints.feedback_closes_at(convening),
            "summary_at": touchpoints.summary_at(convening),
            "hash_key": new_key(),
        },
    )
    if not is_new:
        return
    community = await get_community(work.session, convening.workspace_id, convening.community_id)
    await _ask(work, convening, community)
    await plan_summary(work, convening, community, touchpoints.summary_at(convening))
    await touch_homes(work, convening.community_id)


async def ask_late_arrival(work: Work, convening: Convening, user_id: UserId) -> None:
    """Somebody says they are (or were) there: if the survey is laid out, they are asked as well."""
    survey = await queries.find_survey(work.session, convening.id, to_change=True)
    if survey is None or survey.closes_at <= work.now:
        return
    community = await get_community(work.session, convening.workspace_id, convening.community_id)
    if work.now < survey.opens_at:
        await _ask(work, convening, community)
        return
    await queries.invite(work.session, convening.id, [user_id])
    people = [one for one in await list_participants(work.session, convening) if one.user_id == user_id]
    await _plan_requests(work, convening, community, people, asked={user_id})
    await touch_homes(work, convening.community_id, [user_id])


async def ask_again(work: Work, community: Community) -> None:
    """After the community was edited: reminders keep to its holidays, summaries go to its facilitators."""
    surveys = await queries.hold_open_surveys(work.session, community.id, work.now)
    convenings = await find_convenings(work.session, [ConveningId(one.convening_id) for one in surveys])
    for survey in surveys:
        convening = convenings[ConveningId(survey.convening_id)]
        people = await list_participants(work.session, convening)
        asked = {UserId(user_id) for user_id in await queries.invited_to(work.session, convening.id)}
        await _plan_requests(work, convening, community, people, asked=asked)
        if work.now < survey.summary_at:
            await plan_summary(work, convening, community, survey.summary_at)


async def plan_summary(work: Work, convening: Convening, community: Community, summary_at: datetime) -> None:
    """`summary_at`: of the survey."""
    await plan(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        subject=_summary_subject(convening),
        wanted=touchpoints.summary_touchpoints(
            convening, community.facilitators, summary_at, community.holidays
        ),
        now=work.now,
    )


async def plan_final_summary(work: Work, convening: Convening) -> None:
    """What all have said, once nothing is added any more, and with it the way to every comment.

    Nothing below five answers, for there is nothing to read. Whoever is still to get the first summary gets
    all of it with that.
    """
    _, answered = await queries.count_answers(work.session, convening.id)
    if answered < SHOWN_FROM:
        return
    subject = _summary_subject(convening)
    waiting = await convening_queries.planned_under(
        work.session, convening.workspace_id, [subject], DeliveryKind.FEEDBACK_SUMMARY
    )
    community = await get_community(work.session, convening.workspace_id, convening.community_id)
    told = sorted(set(community.facilitators) - {row.recipient for row in waiting})
    await add(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        subject=subject,
        wanted=touchpoints.final_summary_touchpoints(convening, told, work.now, community.holidays),
        now=work.now,
    )


def _summary_subject(convening: Convening) -> str:
    return f"survey:{convening.id}"


async def _ask(work: Work, convening: Convening, community: Community) -> None:
    """Make those asked be those who are to be asked by what is known now."""
    people = await list_participants(work.session, convening)
    asked = {person.user_id for person in touchpoints.asked_for_feedback(people)}
    invited = await queries.invited_to(work.session, convening.id)
    await queries.uninvite(work.session, convening.id, invited - asked)
    await queries.invite(work.session, convening.id, asked - invited)
    await _plan_requests(work, convening, community, people, asked=asked)


async def _plan_requests(
    work: Work,
    convening: Convening,
    community: Community,
    people: Iterable[Participant],
    *,
    asked: Collection[UserId],
) -> None:
    wanted = {
        touchpoints.survey_subject(convening, person.user_id): _requests(convening, community, person)
        if person.user_id in asked
        else []
        for person in people
    }
    await plan_many(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        wanted=wanted,
        now=work.now,
    )


def _requests(convening: Convening, community: Community, person: Participant) -> list[Wanted]:
    return [
        *touchpoints.feedback_touchpoints(convening, person),
        *touchpoints.reminder_touchpoints(convening, person, community.holidays),
    ]
