"""The facilitators' table: every team by its cycle, the year's requirement, and who may miss it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from community.communities.reading import get_community
from community.communities.views import Community
from community.deliveries import Wanted
from community.errors import NotAllowed
from community.ids import CommunityId, CycleId, DeliveryKind, TeamId, UserId
from community.pdsa.cards import card_of, lines_of
from community.pdsa.keys import cycle_subject
from community.pdsa.reading import find_cycles, get_cycle
from community.pdsa.requirement import REQUIRED, Progress, risk
from community.pdsa.stages import how_it_ended
from community.pdsa.story import add_message
from community.pdsa.touchpoints import people_of
from community.pdsa.views import Cycle, CycleCard, CycleLine, CyclesOverview, OverviewLine
from community.permissions import require_facilitator
from community.teams.reading import list_teams
from community.teams.views import Team
from community.walltime import instant_of, today_in
from community.work import Caller, UseCases, Work, audit
from storage.queries import observations as queries

_USEFUL_FOR: Final = timedelta(days=3)

Owner = tuple[TeamId | None, UserId | None]  # a team, or a person alone; neither: whoever it was has left


class CycleOverviews(UseCases):
    """For facilitators. Raises `NotAllowed` for everybody else."""

    async def overview(self, caller: Caller, community_id: CommunityId) -> CyclesOverview:
        """A line for each team, and for each person alone with a cycle this school year.

        Those at risk come first, then the latest, then by name. A community without a team or cycle has none.
        """
        async with self._look() as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            return CyclesOverview(
                community=community,
                lines=await lines_of_year(work, community),
                required=REQUIRED,
                semester_ends_on=community.semester_ends_on,
                year_ends_on=community.year_ends_on,
            )

    async def nudge(self, caller: Caller, cycle_id: CycleId) -> CycleCard:
        """A friendly word to the lead and the note taker, once a day for each cycle at most.

        Raises `NotAllowed` if there was one today, if the cycle is over or paused, or if nobody leads it.
        """
        async with self._work(caller) as work:
            cycle = await get_cycle(work, caller.workspace_id, cycle_id, to_change=True)
            await require_facilitator(work, caller, cycle.community_id)
            await _nudge(work, caller, cycle)
            return await card_of(work, cycle, caller)


async def lines_of_year(work: Work, community: Community) -> tuple[OverviewLine, ...]:
    """The lines of `CycleOverviews.overview`. Whether somebody may see them is for the caller to ask."""
    teams = await list_teams(work.session, community.id)
    year_began = instant_of(datetime.combine(community.year_starts_on, datetime.min.time()), community.zone)
    ids = await queries.cycles_of_year(work.session, community.id, year_began)
    cycles = await find_cycles(work.session, [CycleId(one) for one in ids])
    theirs: dict[Owner, list[CycleLine]] = {(team.id, None): [] for team in teams}
    for line in await lines_of(work, list(cycles.values())):
        theirs.setdefault(_owner(line.cycle), []).append(line)
    by_id = {team.id: team for team in teams}
    today = today_in(community.zone, work.now)
    found = [_line(community, by_id, owner, lines, today) for owner, lines in theirs.items()]
    return tuple(sorted(found, key=_order))


def _line(
    community: Community,
    teams: dict[TeamId, Team],
    owner: Owner,
    lines: Sequence[CycleLine],
    today: date,
) -> OverviewLine:
    team_id, person = owner
    current = _current(lines)
    finished = sum(line.cycle.decision is not None and not line.cycle.is_open for line in lines)
    progress = Progress(
        finished=finished,
        ends_on=None if current is None else current.cycle.ends_on,
        days_late=0 if current is None else current.due.days_late,
    )
    why = risk(progress, community, today)
    checked_in = [line.cycle.checked_in_at for line in lines if line.cycle.checked_in_at is not None]
    return OverviewLine(
        team=None if team_id is None else teams[team_id],
        person=person,
        current=current,
        finished=finished,
        required=REQUIRED,
        is_at_risk=bool(why),
        risk=why,
        last_checkin_at=max(checked_in, default=None),
    )


def _current(lines: Iterable[CycleLine]) -> CycleLine | None:
    """The open cycle; of several the one that is furthest behind, then the oldest."""
    open_ones = (line for line in lines if line.cycle.is_open)
    return min(open_ones, key=lambda line: (-line.due.days_late, line.cycle.id), default=None)


def _owner(cycle: Cycle) -> Owner:
    return (cycle.team.id, None) if cycle.team is not None else (None, cycle.lead)


def _order(line: OverviewLine) -> tuple[bool, int, str]:
    days_late = line.current.due.days_late if line.current else 0
    name = line.team.name.casefold() if line.team else str(line.person or "")
    return not line.is_at_risk, -days_late, name


async def _nudge(work: Work, caller: Caller, cycle: Cycle) -> None:
    people = list(people_of(cycle))
    if not cycle.is_open:
        raise NotAllowed(f"There is nothing to nudge about: {how_it_ended(cycle)}")
    if cycle.is_paused:
        raise NotAllowed("It is paused, so nobody is asked. Whoever works on it, or you, can resume it.")
    if not people:
        raise NotAllowed("Nobody leads this cycle any more. Have it handed over first.")
    today = today_in(cycle.zone, work.now)
    keys = {f"{DeliveryKind.CYCLE_NUDGE}:{cycle.id}:{today}:{person}": person for person in people}
    if await queries.states_of(work.session, cycle.workspace_id, list(keys)):
        raise NotAllowed("They were nudged today already. Once a day is enough; try again tomorrow.")
    for key, person in keys.items():
        message = Wanted(DeliveryKind.CYCLE_NUDGE, key, person, work.now, work.now + _USEFUL_FOR)
        await add_message(work, cycle, message)
    await audit(work, caller, "pdsa.nudge.send", cycle_subject(cycle.id), cycle.community_id)
