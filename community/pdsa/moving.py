"""What pausing, extending, closing and handing over ask: sentences beside the field."""

from __future__ import annotations

from datetime import date, timedelta

from community.errors import InvalidInput
from community.ids import UserId
from community.pdsa.permissions import belongs_to_team
from community.pdsa.views import Cycle
from community.walltime import day_words, today_in
from community.work import Work
from storage.queries import pdsa as queries

LONGEST_REASON = 500
FRIDAY = 4
FURTHEST = timedelta(days=366)  # a year mistyped is a cycle nobody ever studies


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises `InvalidInput` beside `reason`."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput({"reason": "Say why, in a few words: it is kept with the cycle."})
    if len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": f"At most {LONGEST_REASON} characters fit here."})
    return reason


def check_resumed_end(cycle: Cycle, ends_on: date | None, today: date) -> date:
    """The end of a cycle that goes on. Raises `InvalidInput` beside `ends_on`."""
    if ends_on is None:
        raise InvalidInput({"ends_on": "Choose the day it ends on now."})
    if ends_on < today:
        raise InvalidInput({"ends_on": f"{day_words(ends_on)} is past. Choose a day to come."})
    if ends_on < cycle.starts_on:
        raise InvalidInput({"ends_on": f"This is before the start, {day_words(cycle.starts_on)}."})
    return _near_enough(ends_on, today)


def suggested_end(cycle: Cycle, today: date) -> date:
    """The end of a paused cycle that goes on today: as much later as the pause was long, at no weekend."""
    paused_on = today if cycle.paused_at is None else today_in(cycle.zone, cycle.paused_at)
    later = cycle.ends_on + (today - paused_on)
    return max(later - timedelta(days=max(0, later.weekday() - FRIDAY)), today)


def check_later_end(cycle: Cycle, ends_on: date | None, today: date) -> date:
    """The end of a cycle that is extended. Raises `InvalidInput` beside `ends_on`."""
    if ends_on is None:
        raise InvalidInput({"ends_on": "Choose the new end."})
    if ends_on <= cycle.ends_on:
        raise InvalidInput(
            {"ends_on": f"It ends on {day_words(cycle.ends_on)} as it is. Choose a later day."}
        )
    if ends_on < today:
        raise InvalidInput({"ends_on": f"{day_words(ends_on)} is past. Choose a day to come."})
    return _near_enough(ends_on, today)


async def check_successor(work: Work, cycle: Cycle, to: UserId) -> UserId:
    """Who is to lead the cycle from now on. Raises `InvalidInput` beside `to`.

    Of a team's cycle somebody of the team; of a person's own anybody who belongs to the community.
    """
    if to == cycle.lead:
        raise InvalidInput({"to": "This person leads the cycle already."})
    reachable = await queries.reachable(work.session, cycle.community_id, [to])
    if to not in {row.user_id for row in reachable}:
        raise InvalidInput({"to": f"Only members of {cycle.community_name} whose account works can lead."})
    if cycle.team is not None and not belongs_to_team(cycle.team, to):
        raise InvalidInput(
            {"to": f"Choose somebody of {cycle.team.name}, or add this person to the team first."}
        )
    return to


def _near_enough(ends_on: date, today: date) -> date:
    if ends_on - today > FURTHEST:
        raise InvalidInput({"ends_on": "This is more than a year away. Check the year."})
    return ends_on
