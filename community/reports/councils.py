"""Reporting back: each team's page for its site council after a convening, and what became of it.

The page is planned when the convening ends, for the next working day at 9:00, so that facilitators see it in
`/cop status`. What a council said is kept beside it and told to facilitators alone: it becomes a learning
only if somebody shares it as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from community.communities.reading import get_community
from community.communities.views import Community
from community.convenings.reading import find_convenings
from community.convenings.views import Convening
from community.deliveries import Wanted, add
from community.errors import NotAllowed
from community.ids import ConveningId, DeliveryKind, TeamId, UserId
from community.learnings.reading import view_of
from community.learnings.views import Learning
from community.pdsa.permissions import belongs_to_team
from community.permissions import is_facilitator, require_member
from community.reports.gathering import names_of, reported_cycles, span_of
from community.reports.telling import sentences
from community.reports.views import (
    BackLine,
    ConveningBacks,
    Period,
    Report,
    ReportBack,
    ReportedConvening,
    ReportedCycle,
    ReportKind,
)
from community.teams.reading import find_teams
from community.teams.views import Team
from community.walltime import next_working_morning, today_in, wall_of
from community.work import Caller, Work
from storage.queries import members as member_queries
from storage.queries import reports as queries
from storage.queries.digests import convenings_held
from storage.queries.reports import Span
from storage.tables import ReportBackRow

LASTS: Final = timedelta(days=14)  # after that the page is of use to nobody
PLANNED_WITHIN: Final = timedelta(days=14)  # of the end, should nothing have run meanwhile
LATEST: Final = 3  # convenings in the list
MOST_LEARNINGS: Final = 30  # on one page

Pair = tuple[ConveningId, TeamId]


def subject_of(convening_id: ConveningId, team_id: TeamId) -> str:
    """Apart from the convening's own messages, which are planned anew without asking for this one."""
    return f"report:{convening_id}/{team_id}"


async def reporter_of(work: Work, team: Team) -> UserId | None:
    """Who gets the page: of lead, note taker and decision maker the first who belongs to the community.

    A team's form lets a facilitator name people who are not in the channel (yet).
    """
    for person in (team.lead, team.note_taker, team.decision_maker):
        if person is not None and await _belongs(work, team, person):
            return person
    return None


async def plan_pages(work: Work) -> None:
    """The page of each team for each convening that has ended, once.

    Where nobody is there to get it, it waits for somebody: they may be named within `PLANNED_WITHIN`.
    """
    pairs = await queries.backs_to_plan(work.session, work.now - PLANNED_WITHIN, work.now)
    await queries.insert_backs(work.session, pairs)
    convenings = await find_convenings(work.session, [ConveningId(one) for one, _ in pairs])
    teams = await find_teams(work.session, [TeamId(one) for _, one in pairs])
    for convening_id, team_id in pairs:
        convening = convenings[ConveningId(convening_id)]
        community = await get_community(work.session, convening.workspace_id, convening.community_id)
        due_at = next_working_morning(convening.ends_at, convening.zone, community.holidays)
        team = teams[TeamId(team_id)]
        reporter = await reporter_of(work, team)
        if reporter is not None:
            await _send(work, convening, team, reporter, due_at, due_at + LASTS)


async def reaches(
    work: Work, convening: Convening, team: Team, recipient: UserId, expires_at: datetime
) -> bool:
    """Whether the page is this person's to have. If somebody else has the role now, they get it instead;
    if nobody has, it is planned once more when somebody is named.
    """
    reporter = await reporter_of(work, team)
    if reporter == recipient:
        return not await _has_stopped(work, convening, recipient)
    if reporter is None:
        await queries.forget_unnoted(work.session, convening.id, team.id)
    else:
        await _send(work, convening, team, reporter, work.now, expires_at)
    return False


async def require_reporter(work: Work, caller: Caller, team: Team) -> None:
    """Raises `NotAMember` for strangers, `NotAllowed` for all but who works in the team and facilitators.

    Who has left the channel is still among a team's people, and old buttons stay on their screen.
    """
    await require_member(work, caller, team.community_id)
    if belongs_to_team(team, caller.user_id):
        return
    if not await is_facilitator(work, caller, team.community_id):
        raise NotAllowed(
            f"This page is for {team.name}. Only its people and the facilitators can see it and note what "
            "the site council said."
        )


async def back_of(work: Work, convening: Convening, team: Team, reader: UserId) -> ReportBack:
    page = await _page(work, convening, team)
    row = await queries.find_back(work.session, convening.id, team.id)
    return ReportBack(
        convening=convening,
        team=team,
        to_say=sentences(convening, team, page.learnings, page.cycles, dict(page.names)),
        shared_on=row.shared_on if row else None,
        council_said=row.council_said if row else "",
        noted_by=UserId(row.noted_by) if row and row.noted_by else None,
        is_sent_to_reader=await reporter_of(work, team) == reader,
    )


async def council_report(work: Work, convening: Convening, team: Team) -> Report:
    """The same as a page to print, with the run charts of the team."""
    page = await _page(work, convening, team)
    return Report(
        community=page.community,
        kind=ReportKind.COUNCIL,
        period=page.period,
        made_at=work.now,
        team=team,
        convenings=await _reported(work, convening),
        feedback=(),
        cycles=page.cycles,
        decided=(),
        requirement=(),
        objectives=(),
        learnings=page.learnings,
        learnings_count=len(page.learnings),
        to_scale=(),
        strategies=(),
        names=page.names,
    )


async def latest_backs(
    work: Work, community: Community, only_of: UserId | None
) -> tuple[ConveningBacks, ...]:
    """What became of the pages of the latest convenings; `only_of`: of the teams this person works in."""
    ids = [ConveningId(one) for one in await queries.latest_with_backs(work.session, community.id, LATEST)]
    convenings = await find_convenings(work.session, ids)
    rows = await queries.backs_of(work.session, ids)
    teams = await find_teams(work.session, {TeamId(row.team_id) for row in rows})
    shown = {key: team for key, team in teams.items() if only_of is None or belongs_to_team(team, only_of)}
    found = [ConveningBacks(convenings[one], _lines(one, rows, shown)) for one in ids if one in convenings]
    return tuple(each for each in found if each.lines)


def _lines(
    convening_id: int, rows: Iterable[ReportBackRow], teams: dict[TeamId, Team]
) -> tuple[BackLine, ...]:
    """Those that have shared theirs first, then by name."""
    lines = [
        BackLine(teams[TeamId(row.team_id)], row.shared_on, row.council_said)
        for row in rows
        if row.convening_id == convening_id and row.team_id in teams
    ]
    return tuple(sorted(lines, key=lambda line: (line.shared_on is None, line.team.name.casefold())))


async def _send(
    work: Work, convening: Convening, team: Team, reporter: UserId, due_at: datetime, expires_at: datetime
) -> None:
    message = Wanted(
        kind=DeliveryKind.REPORT_BACK,
        key=f"{DeliveryKind.REPORT_BACK}:{convening.id}:{team.id}:{reporter}",
        recipient=reporter,
        due_at=due_at,
        expires_at=expires_at,
        context={"convening": convening.id, "team": team.id},
    )
    await add(
        work.session,
        workspace_id=convening.workspace_id,
        community_id=convening.community_id,
        subject=subject_of(convening.id, team.id),
        wanted=[message],
        now=work.now,
    )


async def _belongs(work: Work, team: Team, person: UserId) -> bool:
    return await member_queries.belongs(work.session, team.workspace_id, team.community_id, person)


async def _has_stopped(work: Work, convening: Convening, user_id: UserId) -> bool:
    member = await member_queries.find_member(work.session, convening.community_id, user_id)
    return member is not None and DeliveryKind.REPORT_BACK in member.stopped


@dataclass(frozen=True, slots=True)
class _Page:
    """What there is to tell. `names`: of the team's own people alone."""

    community: Community
    period: Period
    learnings: tuple[Learning, ...]
    cycles: tuple[ReportedCycle, ...]
    names: tuple[tuple[UserId, str], ...]


async def _page(work: Work, convening: Convening, team: Team) -> _Page:
    community = await get_community(work.session, convening.workspace_id, convening.community_id)
    period = await _period(work, convening)
    span = span_of(community, period)
    cycles = await queries.cycles_under_way(work.session, community.id, span, team_id=team.id)
    learnings = await _learnings(work, convening, team, span, cycles)
    people = {each.author for each in learnings} & set(team.everybody)
    names = await names_of(work, community, [*people, team.lead])
    return _Page(community, period, learnings, await reported_cycles(work, cycles), names)


async def _learnings(
    work: Work, convening: Convening, team: Team, span: Span, cycles: Sequence[int]
) -> tuple[Learning, ...]:
    """Those of the team's cycles and its people with a name first, then those of the convening, then others.

    Who wrote what goes without a name plays no part: first in the list, it would be known as the team's.
    """
    found = await queries.learnings_to_tell(
        work.session, convening.community_id, convening.id, span, MOST_LEARNINGS
    )
    learnings = (view_of(whole) for whole in found)
    return tuple(sorted(learnings, key=lambda one: not _is_theirs(one, team, cycles)))


def _is_theirs(learning: Learning, team: Team, cycles: Sequence[int]) -> bool:
    is_named = learning.author is not None and learning.author in team.everybody
    return is_named or learning.source.cycle_id in cycles


async def _period(work: Work, convening: Convening) -> Period:
    """From the convening before until the day before the next; as far as it has come."""
    before, after = await queries.neighbours(work.session, convening.community_id, convening.starts_at)
    held_on = convening.starts_local.date()
    today = today_in(convening.zone, work.now)
    ends = today if after is None else min(today, _day(convening, after) - timedelta(days=1))
    begins = held_on if before is None else _day(convening, before)
    return Period(min(begins, held_on), max(ends, held_on))


async def _reported(work: Work, convening: Convening) -> tuple[ReportedConvening, ...]:
    ends_at = convening.ends_at
    held = await convenings_held(
        work.session, convening.community_id, ends_at, ends_at + timedelta(seconds=1)
    )
    return tuple(
        ReportedConvening(convening, came or None, going)
        for row, came, going in held
        if row.id == convening.id
    )


def _day(convening: Convening, instant: datetime) -> date:
    return wall_of(instant, convening.zone).date()
