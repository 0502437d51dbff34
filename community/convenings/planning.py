"""From what a convening calls for to planned messages, in the transaction that made it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from community.communities.views import Community
from community.convenings import touchpoints
from community.convenings.changes import changes_since, known
from community.convenings.reading import find_convenings, list_participants
from community.convenings.touchpoints import Participant
from community.convenings.views import Convening
from community.deliveries import Wanted, plan_many, touch
from community.ids import ConveningId, DeliveryKind, UserId
from community.work import Work
from storage.queries import convenings as queries

RECAPS_WITHIN = timedelta(days=30)  # after the end: a recap waits for the end of the longest holidays
MOST_CONVENINGS = 200  # well over a school year's


async def plan_convening(work: Work, convening: Convening, community: Community) -> None:
    """Everything, for everybody: after scheduling, moving and cancelling."""
    people = await list_participants(work.session, convening)
    wanted = touchpoints.planned_for(convening, people, community.holidays, work.now)
    await _plan(work, convening, wanted)


async def plan_channel(work: Work, convening: Convening, community: Community) -> None:
    """The channel's part: after an edit that did not move the session."""
    wanted = touchpoints.channel_touchpoints(convening, community.holidays, work.now)
    await _plan(work, convening, {touchpoints.channel_subject(convening): wanted})


async def plan_channel_again(work: Work, community: Community) -> None:
    """The channel's part of every convening to come or just over: after the community's holidays changed."""
    since = work.now - RECAPS_WITHIN
    ids = await queries.upcoming_ids(work.session, community.id, ending_after=since, most=MOST_CONVENINGS)
    for convening in (await find_convenings(work.session, [ConveningId(one) for one in ids])).values():
        await plan_channel(work, convening, community)


async def plan_person(work: Work, convening: Convening, person: Participant) -> None:
    """One person's part: after an answer."""
    await _plan(work, convening, touchpoints.personal_plan(convening, person, work.now))


async def plan_people(work: Work, convening: Convening) -> None:
    """Everybody's part, so that who joined since the announcement is nudged as well."""
    wanted: dict[str, list[Wanted]] = {}
    for person in await list_participants(work.session, convening):
        wanted |= touchpoints.personal_plan(convening, person, work.now)
    await _plan(work, convening, wanted)


async def tell_change(work: Work, before: Convening, convening: Convening) -> None:
    """The news for those who had answered: one message each, also for two edits in a row.

    Who has not been sent the news of an earlier edit gets one message about both, or none if the second undid
    the first.
    """
    told = await _answered(work, convening)
    subjects = {touchpoints.change_subject(convening, user_id): user_id for user_id in told}
    waiting = await queries.planned_under(
        work.session, convening.workspace_id, list(subjects), DeliveryKind.CHANGED
    )
    last_known: dict[str, Mapping[str, Any]] = {row.subject: row.context["before"] for row in waiting}
    wanted = {
        subject: _news(convening, user_id, last_known.get(subject, known(before)), work.now)
        for subject, user_id in subjects.items()
    }
    await _plan(work, convening, wanted)


async def tell_cancellation(work: Work, convening: Convening) -> None:
    wanted = {
        touchpoints.change_subject(convening, user_id): [
            touchpoints.cancelled_message(convening, user_id, work.now)
        ]
        for user_id in await _answered(work, convening)
    }
    await _plan(work, convening, wanted)


async def touch_announcement(work: Work, convening: Convening) -> None:
    """Have the posted announcement edited; nothing happens if it is not posted yet."""
    await _touch(work, convening, touchpoints.announcement_edit(convening, work.now))


async def touch_attendance(work: Work, convening: Convening) -> None:
    await _touch(work, convening, touchpoints.attendance_edit(convening, work.now))


def _news(
    convening: Convening, user_id: UserId, last_known: Mapping[str, Any], now: datetime
) -> list[Wanted]:
    if not changes_since(last_known, convening):
        return []
    return [touchpoints.changed_message(convening, user_id, last_known, now)]


async def _answered(work: Work, convening: Convening) -> list[UserId]:
    """Members who had answered, to whatever time: they count on what they were told."""
    people = {person.user_id for person in await list_participants(work.session, convening)}
    answers = await queries.answers_to(work.session, [convening.id])
    return [UserId(row.user_id) for row in answers.get(convening.id, ()) if row.user_id in people]


async def _plan(work: Work, convening: Convening, wanted: Mapping[str, Sequence[Wanted]]) -> None:
    await plan_many(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        wanted=wanted,
        now=work.now,
    )


async def _touch(work: Work, convening: Convening, wanted: Wanted) -> None:
    await touch(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        subject=touchpoints.channel_subject(convening),
        wanted=wanted,
        now=work.now,
    )
