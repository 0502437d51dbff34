"""Somebody has just joined, or wants again what they had stopped: their part in what is planned already."""

from __future__ import annotations

from community.convenings.planning import plan_person
from community.convenings.reading import find_convenings, find_participant
from community.ids import CommunityId, ConveningId, UserId
from community.pdsa.planning import plan_for_people
from community.work import Work
from storage.queries.convenings import upcoming_ids

_MOST = 20  # convenings; those after them are planned again long before they send anything


async def plan_what_is_to_come(work: Work, community_id: CommunityId, user_id: UserId) -> None:
    """Plan this person's messages about convenings to come, as their answers and wishes now are."""
    ids = await upcoming_ids(work.session, community_id, ending_after=work.now, most=_MOST)
    convenings = await find_convenings(work.session, [ConveningId(each) for each in ids])
    for convening in convenings.values():
        if convening.starts_at <= work.now:
            continue  # who is asked for feedback is settled from the start on
        person = await find_participant(work.session, convening, user_id)
        if person is not None:
            await plan_person(work, convening, person)
    await plan_for_people(work, community_id, [user_id])
