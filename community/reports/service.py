"""Reports: what a team tells its site council, and what facilitators read of their community."""

from __future__ import annotations

from datetime import date
from typing import Any

from community.communities.reading import get_community
from community.communities.views import Community
from community.convenings.reading import get_convening
from community.convenings.views import Convening
from community.deliveries.views import Delivery
from community.errors import ConvenerError, InvalidInput, NotAllowed
from community.ids import CommunityId, ConveningId, TeamId, UserId
from community.pdsa.permissions import belongs_to_team
from community.permissions import is_facilitator, require_facilitator, require_member
from community.reports import councils, noting
from community.reports.files import AskedFile, council_files, report_files, want_files
from community.reports.gathering import gather, has_anything
from community.reports.periods import FIELD, FROM, chosen, read_asked
from community.reports.views import (
    Making,
    Period,
    Report,
    ReportBack,
    ReportBacks,
    ReportKind,
)
from community.teams.reading import get_team, teams_of
from community.teams.views import Team
from community.walltime import day_words, today_in
from community.work import Caller, UseCases, Work, audit


class Reports(UseCases):
    """Files are deliveries: nothing is made while somebody waits for an answer.

    Reports of the whole community are for its facilitators; a team's page is for its people and them.
    """

    async def ask(self, caller: Caller, community_id: CommunityId, words: str) -> Making:
        """Have a report made, and sent to the caller. `words`: as `read_asked` takes them.

        Raises `NotAllowed`, and `InvalidInput` beside `period` for a period that is unclear, still to come
        or without anything to report: then nothing is sent.
        """
        async with self._work(caller) as work:
            community = await _facilitated(work, caller, community_id)
            kind, period = read_asked(words, community, today_in(community.zone, work.now))
            return await _ask(work, caller, community, kind, period)

    async def ask_between(
        self, caller: Caller, community_id: CommunityId, from_on: date | None, to_on: date | None
    ) -> Making:
        """As `ask`, for two days, both included; what is wrong is said beside `from_on` or `to_on`."""
        async with self._work(caller) as work:
            community = await _facilitated(work, caller, community_id)
            period = chosen(from_on, to_on, today_in(community.zone, work.now))
            return await _ask(work, caller, community, ReportKind.PERIOD, period, beside=FROM)

    async def back(self, caller: Caller, convening_id: ConveningId, team_id: TeamId) -> ReportBack:
        """A team's page as it reads now. Raises `NotAllowed`, `ConveningNotFound`, `TeamNotFound`."""
        async with self._look() as work:
            convening, team = await _reportable(work, caller, convening_id, team_id)
            return await councils.back_of(work, convening, team, caller.user_id)

    async def ask_page(self, caller: Caller, convening_id: ConveningId, team_id: TeamId) -> ReportBack:
        """Have the page made as a file to print, and sent to the caller. Raises as `back`."""
        async with self._work(caller) as work:
            convening, team = await _reportable(work, caller, convening_id, team_id)
            await want_files(work, caller, convening.community_id, council_files(convening, team))
            return await councils.back_of(work, convening, team, caller.user_id)

    async def shared(
        self, caller: Caller, convening_id: ConveningId, team_id: TeamId, on: date | None
    ) -> ReportBack:
        """Note the day on which the council heard of it. Raises as `back`, `InvalidInput` beside `on`."""
        async with self._work(caller) as work:
            convening, team = await _reportable(work, caller, convening_id, team_id)
            await noting.note_shared(work, caller, convening, team, on)
            return await councils.back_of(work, convening, team, caller.user_id)

    async def not_shared(self, caller: Caller, convening_id: ConveningId, team_id: TeamId) -> ReportBack:
        """The day was noted by mistake. Raises as `back`, `InvalidInput` beside `takes_back`."""
        async with self._work(caller) as work:
            convening, team = await _reportable(work, caller, convening_id, team_id)
            await noting.note_not_shared(work, caller, convening, team)
            return await councils.back_of(work, convening, team, caller.user_id)

    async def council_said(
        self, caller: Caller, convening_id: ConveningId, team_id: TeamId, text: str, *, version: int
    ) -> ReportBack:
        """Note what the council said, or take it away with an empty text; no digest tells it.

        `version`: the `said_version` the form was opened on. Raises as `back`, `InvalidInput` beside `said`,
        and `EditedMeanwhile`.
        """
        async with self._work(caller) as work:
            convening, team = await _reportable(work, caller, convening_id, team_id)
            await noting.note_said(work, caller, convening, team, text, version)
            return await councils.back_of(work, convening, team, caller.user_id)

    async def backs(self, caller: Caller, community_id: CommunityId) -> ReportBacks:
        """Which teams have reported back on the latest convenings; who does not facilitate sees their own.

        Raises `NotAMember`, and `NotAllowed` for somebody in no team, or who only observes.
        """
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            sees_all = await is_facilitator(work, caller, community_id)
            if not sees_all and not await _works_in_a_team(work, caller, community_id):
                raise NotAllowed(
                    f"Only the facilitators of {community.name} see which teams have reported back, and the "
                    "people who work in a team their own."
                )
            only_of = None if sees_all else caller.user_id
            convenings = await councils.latest_backs(work, community, only_of)
            return ReportBacks(community, convenings, sees_all)

    async def page_to_send(self, delivery: Delivery) -> ReportBack | None:
        """For composers: the page as it is to be sent now, or `None` if it is not this person's any more.

        Whoever has the lead's role since then is sent it instead.
        """
        async with self._chore() as work:
            try:
                convening, team = await _both(
                    work, delivery.workspace_id, delivery.context["convening"], delivery.context["team"]
                )
            except ConvenerError:
                return None
            recipient = UserId(delivery.recipient)
            if convening.is_cancelled or not await councils.reaches(
                work, convening, team, recipient, delivery.expires_at
            ):
                return None
            return await councils.back_of(work, convening, team, recipient)

    async def make(self, delivery: Delivery) -> Report | None:
        """For composers: what a file is to hold, or `None` if its reader may not have it any more.

        It may be empty: what there was to report when it was asked for has been taken back since.
        """
        asked = AskedFile.of(delivery.context)
        reader = Caller(delivery.workspace_id, UserId(delivery.recipient))
        async with self._look() as work:
            try:
                return await _make(work, reader, CommunityId(delivery.subject_id), asked)
            except ConvenerError:
                return None

    async def not_made(self, delivery: Delivery) -> Making | None:
        """For composers: what was asked for and does not come. `None`: its community is gone."""
        asked = AskedFile.of(delivery.context)
        community_id = CommunityId(delivery.subject_id)
        async with self._look() as work:
            try:
                community = await get_community(work.session, delivery.workspace_id, community_id)
            except ConvenerError:
                return None
            return Making(community, asked.kind, asked.period)

    async def plan_due(self) -> None:
        """The minute's chores: the pages of convenings that have ended."""
        async with self._chore() as work:
            await councils.plan_pages(work)


async def _facilitated(work: Work, caller: Caller, community_id: CommunityId) -> Community:
    await require_facilitator(work, caller, community_id)
    return await get_community(work.session, caller.workspace_id, community_id)


async def _works_in_a_team(work: Work, caller: Caller, community_id: CommunityId) -> bool:
    teams = await teams_of(work.session, community_id, caller.user_id)
    return any(belongs_to_team(team, caller.user_id) for team in teams)


async def _ask(
    work: Work, caller: Caller, community: Community, kind: ReportKind, period: Period, *, beside: str = FIELD
) -> Making:
    if not await has_anything(work, community, period):
        raise InvalidInput({beside: _nothing(community, period)})
    await want_files(work, caller, community.id, report_files(community, kind, period))
    subject = f"community:{community.id}"
    days = {"from_on": str(period.from_on), "to_on": str(period.to_on)}
    await audit(work, caller, "reports.report.make", subject, community.id, kind=str(kind), **days)
    return Making(community, kind, period)


def _nothing(community: Community, period: Period) -> str:
    days = f"from {day_words(period.from_on)} to {day_words(period.to_on)}"
    if period.from_on == period.to_on:
        days = f"on {day_words(period.from_on)}"
    return (
        f"There is nothing to report {days}: {community.name} had no convening, no cycle, no learning and no "
        "value of an objective then. No file was made."
    )


async def _both(work: Work, workspace_id: Any, convening_id: int, team_id: int) -> tuple[Convening, Team]:
    convening = await get_convening(work.session, workspace_id, ConveningId(convening_id))
    team = await get_team(work.session, workspace_id, TeamId(team_id))
    if team.community_id != convening.community_id:
        raise NotAllowed(f"{team.name} is a team of another community.")
    return convening, team


async def _reportable(
    work: Work, caller: Caller, convening_id: ConveningId, team_id: TeamId
) -> tuple[Convening, Team]:
    convening, team = await _both(work, caller.workspace_id, convening_id, team_id)
    await councils.require_reporter(work, caller, team)
    if convening.ends_at > work.now:
        raise NotAllowed(f"“{convening.title}” is not over yet: there is nothing to report back.")
    return convening, team


async def _make(work: Work, reader: Caller, community_id: CommunityId, asked: AskedFile) -> Report:
    if asked.kind is ReportKind.COUNCIL:
        convening, team = await _reportable(work, reader, ConveningId(asked.convening), TeamId(asked.team))
        return await councils.council_report(work, convening, team)
    community = await _facilitated(work, reader, community_id)
    return await gather(work, community, asked.kind, asked.period)
