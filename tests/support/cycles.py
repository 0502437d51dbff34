"""Builders for PDSA cycles, and a community with a team on a real database.

pdsa = await a_pdsa(store, clock)
card = await pdsa.start()
await pdsa.begin(card)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.clock import MovableClock
from community.communities.views import Person
from community.ids import CommunityId, CycleId, DeliveryKind, MeasureId, TeamId, UserId
from community.pdsa.reading import find_cycle
from community.pdsa.views import Cycle, CycleCard, Measure, MeasureDraft, PlanDraft, Stage
from community.services import Services
from community.teams.views import Team
from community.work import Caller
from jobs.composers.pdsa import pdsa_composers
from message_templates.renderer import Renderer
from storage.tables import AuditRow, CycleEventRow, DeliveryRow
from storage.unit_of_work import Store
from tests.support.convenings import HOME, WORKSPACE, ZONE
from tests.support.outbox import FakeSlack, a_dispatcher
from tests.support.plc import FAY, Plc, a_plc
from tests.support.teams import ADA, BEN, TEAM, a_team, a_team_draft

OTTO = UserId("UOTTO")  # a member of the community, of no team
MONDAY = date(2026, 9, 14)  # the usual cycle: six weeks from a Monday to a Friday
FRIDAY = date(2026, 10, 23)
COMPLETE: dict[str, Any] = {
    "prediction": "Twice as many will explain their answer.",
    "measures": (MeasureDraft("Exit tickets", "%", "up", "40", "60"),),
    "evidence_student": "Exit tickets on Fridays.",
}


def a_measure(position: int = 1, **changes: Any) -> Measure:
    usual: dict[str, Any] = {
        "id": MeasureId(position),
        "position": position,
        "name": "Exit tickets",
        "unit": "%",
        "better": "up",
        "baseline": 40.0,
        "target": 60.0,
    }
    return Measure(**usual | changes)


def a_cycle(**changes: Any) -> Cycle:
    """Lincoln grade 4 tests wait time for six weeks; the plan is complete, and nothing has happened yet."""
    usual: dict[str, Any] = {
        "id": CycleId(12),
        "workspace_id": WORKSPACE,
        "community_id": CommunityId(7),
        "community_name": "Math PLC",
        "home_channel": HOME,
        "zone": ZONE,
        "team": a_team(),
        "lead": ADA,
        "note_taker": BEN,
        "number": 1,
        "previous_id": None,
        "next_id": None,
        "problem_id": None,
        "title": "Wait time",
        "stage": Stage.PLAN,
        "problem": "Few students explain their answers.",
        "shared_learning": "An article on wait time.",
        "change": "Wait five seconds after a question.",
        "prediction": "Twice as many will explain their answer.",
        "measures": (a_measure(),),
        "evidence_adult": "A peer times us.",
        "evidence_student": "Exit tickets on Fridays.",
        "starts_on": MONDAY,
        "ends_on": FRIDAY,
        "held": None,
        "data_says": "",
        "successes": "",
        "challenges": "",
        "learnt": "",
        "decision": None,
        "act_start": "",
        "act_stop": "",
        "act_keep": "",
        "act_scale": "",
        "next_step": "",
        "status": None,
        "checked_in_at": None,
        "paused_at": None,
        "pause_reason": "",
        "closed_at": None,
        "closed_early": False,
        "close_reason": "",
        "version": 1,
    }
    return Cycle(**usual | changes)


def a_plan(**changes: Any) -> PlanDraft:
    """A complete plan of one person alone; `team_id` makes it a team's."""
    usual: dict[str, Any] = {
        "title": "Wait time",
        "problem": "Few students explain their answers.",
        "change": "Wait five seconds after a question.",
        "starts_on": MONDAY,
        "ends_on": FRIDAY,
    }
    return PlanDraft(**usual | COMPLETE | changes)


@dataclass
class Pdsa:
    """A community facilitated by Fay, with the team Lincoln grade 4, and Otto who is in no team."""

    plc: Plc
    team: Team

    @property
    def store(self) -> Store:
        return self.plc.store

    @property
    def clock(self) -> MovableClock:
        return self.plc.clock

    @property
    def services(self) -> Services:
        return self.plc.services

    @property
    def slack(self) -> FakeSlack:
        return self.plc.slack

    @property
    def community_id(self) -> CommunityId:
        return self.plc.community_id

    def caller(self, user_id: str = ADA, receipt: str | None = None) -> Caller:
        return self.plc.caller(user_id, receipt)

    async def at(self, instant: datetime) -> None:
        """Move the clock there and do what the minute asks for."""
        self.clock.move_to(instant)
        await self.services.cycles.plan_due()
        await self.plc.dispatcher.run_once()

    async def start(self, by: str = ADA, **changes: Any) -> Cycle:
        draft = a_plan(**{"team_id": self.team.id, **changes})
        card = await self.services.cycles.start(self.caller(by), self.community_id, draft, accepted=True)
        return card.cycle

    async def started_and_begun(self, by: str = ADA, **changes: Any) -> Cycle:
        """In "do"."""
        cycle = await self.start(by, **changes)
        return (await self.services.cycles.begin(self.caller(by), cycle.id)).cycle

    async def cycle(self, cycle_id: CycleId) -> Cycle:
        async with self.store.reading() as session:
            cycle = await find_cycle(session, cycle_id)
            assert cycle is not None
            return cycle

    async def card(self, cycle: Cycle, reader: str = ADA) -> CycleCard:
        return await self.services.cycles.card(self.caller(reader), cycle.id)

    async def edit(self, cycle: Cycle, by: str = ADA, **changes: Any) -> CycleCard:
        """Open the plan's form, change these fields, save."""
        form = await self.services.cycles.form(self.caller(by), self.community_id, cycle_id=cycle.id)
        return await self.services.cycles.save_plan(
            self.caller(by),
            cycle.id,
            replace(form.draft, **changes),
            version=form.cycle.version if form.cycle else 0,
            accepted=True,
        )

    async def save_team(self, by: str = ADA, team_id: TeamId | None = None, **changes: Any) -> Team:
        version = None
        if team_id is not None:
            version = (await self.services.teams.get(self.caller(FAY), team_id)).team.version
        saved = await self.services.teams.save(
            self.caller(by),
            self.community_id,
            team_id,
            a_team_draft(**changes),
            version=version,
            people=people(),
            accepted=True,
        )
        return saved.team

    async def planned(self, *kinds: DeliveryKind) -> list[DeliveryRow]:
        return await self.plc.planned(*kinds)

    async def asked(self) -> list[tuple[str, str, str]]:
        """The questions that are planned: `(which, to whom, UTC)`, in order of time."""
        rows = await self.planned(DeliveryKind.CYCLE_PROMPT)
        return [(row.context["which"], row.recipient, f"{row.due_at:%m-%d %H:%M}") for row in rows]

    async def events(self) -> list[str]:
        async with self.store.reading() as session:
            return [
                row.what for row in await session.scalars(select(CycleEventRow).order_by(CycleEventRow.id))
            ]

    async def audited(self) -> list[tuple[str, str]]:
        async with self.store.reading() as session:
            rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [(row.user_id, row.action) for row in rows]

    def sent(self, *kinds: DeliveryKind) -> list[tuple[str, str, str]]:
        """What was sent of these kinds: `(kind without its area, to whom, UTC)`, in order of time."""
        found = [(item.at, item.key.split(":")[0], item.channel) for item in self.slack.sent]
        return [
            (kind.removeprefix("pdsa."), channel, f"{at:%m-%d %H:%M}")
            for at, kind, channel in sorted(found)
            if kind in kinds
        ]

    async def follow(self, until: datetime) -> None:
        """Let time pass by quarters of an hour, doing what the minute asks for."""
        while self.clock.now() < until:
            await self.at(min(until, self.clock.now() + timedelta(minutes=15)))


def people() -> dict[UserId, Person]:
    """What Slack says of everybody here."""
    return {each: Person(each, each.removeprefix("U").title(), ZONE) for each in (*TEAM, OTTO, UserId(FAY))}


async def a_pdsa(store: Store, clock: MovableClock) -> Pdsa:
    """On real use cases, with the real words of what is sent about cycles."""
    plc = await a_plc(store, clock, [*TEAM, OTTO])
    composers = pdsa_composers(plc.services, Renderer())
    plc.dispatcher = a_dispatcher(store, clock, plc.slack, composers=composers)
    saved = await plc.services.teams.save(
        plc.caller(ADA),
        plc.community_id,
        None,
        a_team_draft(),
        version=None,
        people=people(),
        accepted=True,
    )
    return Pdsa(plc, saved.team)
