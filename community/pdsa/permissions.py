"""Who may work on a cycle: the people of its team, or whoever works alone, and the facilitators.

Every member of the community may look. Observers of a team look on, as their name says.
"""

from __future__ import annotations

from community.errors import NotAllowed
from community.ids import UserId
from community.pdsa.views import Cycle
from community.permissions import is_facilitator, require_member
from community.teams.views import Team
from community.work import Caller, Work


def belongs_to_team(team: Team, user_id: UserId) -> bool:
    """Whether this person works in the team, and does not only observe it."""
    named = (team.lead, team.note_taker, team.decision_maker)
    return user_id in named or user_id in team.members


def is_its_own(cycle: Cycle, user_id: UserId) -> bool:
    """Whether the cycle is this person's: their team's, or theirs alone."""
    if user_id in (cycle.lead, cycle.note_taker):
        return True
    return cycle.team is not None and belongs_to_team(cycle.team, user_id)


async def can_work_on(work: Work, caller: Caller, cycle: Cycle) -> bool:
    """Whether `require_worker` would let the caller pass, who is a member."""
    return is_its_own(cycle, caller.user_id) or await is_facilitator(work, caller, cycle.community_id)


async def require_worker(work: Work, caller: Caller, cycle: Cycle) -> None:
    """Raises `NotAMember` for strangers, `NotAllowed` for members of other teams, and for observers."""
    await require_member(work, caller, cycle.community_id)
    if await can_work_on(work, caller, cycle):
        return
    if cycle.team is None:
        owner = "whoever leads it" if cycle.lead is None else "the person who leads it"
        raise NotAllowed(f"Only {owner} and the facilitators can work on this cycle.")
    if caller.user_id in cycle.team.observers:
        raise NotAllowed(
            f"You observe {cycle.team.name}: only its members and the facilitators can work on its cycles."
        )
    raise NotAllowed(
        f"This is a cycle of {cycle.team.name}: only that team and the facilitators can do this."
    )
