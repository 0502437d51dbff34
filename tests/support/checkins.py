"""A team on the morning its cycle begins, on a real database; what it does, by the real use cases.

cop = await a_cop(store, clock)          # Fay facilitates; Ben, Cat and Dan are in Lincoln grade 4
card = await cop.doing()                 # a cycle of theirs that has just begun
await cop.checks_in(BEN, card, "12,5")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, select

from community.clock import MovableClock
from community.ids import CommunityId, DeliveryKind, TeamId, UserId
from community.pdsa.checking import Checkins
from community.pdsa.overview import CycleOverviews
from community.pdsa.service import Cycles
from community.pdsa.views import (
    ActDraft,
    CheckedIn,
    CheckinDraft,
    CycleCard,
    MeasureDraft,
    PlanDraft,
    StudyDraft,
    Which,
)
from community.services import build_services
from community.walltime import instant_of
from community.work import Caller
from storage.tables import DeliveryRow, MemberRow, PersonRow, TeamPersonRow, TeamRow
from storage.unit_of_work import Store
from tests.support.convenings import ZONE
from tests.support.outbox import WORKSPACE, a_community

FAY, BEN, CAT, DAN = UserId("UFAY"), UserId("UBEN"), UserId("UCAT"), UserId("UDAN")
EVE = UserId("UEVE")  # a member of the community, of no team
GUS = UserId("UGUS")  # a stranger
STARTS_ON, ENDS_ON = date(2026, 9, 21), date(2026, 10, 16)  # a Monday, and the Friday of the fourth week
EARLY = time(8)


def a_plan(team_id: TeamId | None, **changes: Any) -> PlanDraft:
    """A complete plan of four weeks with one measure, a percentage that should rise."""
    usual: dict[str, Any] = {
        "team_id": team_id,
        "title": "Wait time in grade 4",
        "problem": "Few pupils explain their answer",
        "change": "Wait ten seconds after each question",
        "prediction": "Half the class explains its answer by mid-October",
        "measures": (MeasureDraft("Answers with a reason", "%", "up", "31", "50"),),
        "evidence_adult": "Ben times the pauses",
        "evidence_student": "Exit ticket each Friday",
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
    }
    return PlanDraft(**usual | changes)


@dataclass
class Cop:
    store: Store
    clock: MovableClock
    community_id: CommunityId
    team_id: TeamId
    cycles: Cycles
    checkins: Checkins
    overviews: CycleOverviews

    def caller(self, user_id: str = BEN, receipt: str | None = None) -> Caller:
        return Caller(WORKSPACE, UserId(user_id), receipt)

    def at(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move the clock to that wall time of the community."""
        self.clock.move_to(instant_of(datetime.combine(day, time(hour, minute)), ZONE))

    async def plan(self, by: str = BEN, **changes: Any) -> CycleCard:
        draft = a_plan(changes.pop("team_id", self.team_id), **changes)
        return await self.cycles.start(self.caller(by), self.community_id, draft, accepted=True)

    async def doing(self, by: str = BEN, **changes: Any) -> CycleCard:
        planned = await self.plan(by, **changes)
        return await self.cycles.begin(self.caller(by), planned.cycle.id)

    async def studying(self, by: str = BEN, **changes: Any) -> CycleCard:
        begun = await self.doing(by, **changes)
        return await self.cycles.finish_doing(self.caller(by), begun.cycle.id)

    async def acting(self, by: str = BEN, **changes: Any) -> CycleCard:
        studying = await self.studying(by, **changes)
        draft = StudyDraft(held="partly", learnt="Ten seconds are long")
        return await self.checkins.study(self.caller(by), studying.cycle.id, draft)

    async def finished(self, by: str = BEN, decision: str = "adopt", **changes: Any) -> CycleCard:
        acting = await self.acting(by, **changes)
        return await self.checkins.act(self.caller(by), acting.cycle.id, ActDraft(decision=decision))

    async def checks_in(
        self,
        by: str,
        card: CycleCard,
        values: str = "",
        *,
        which: Which | None = None,
        accepted: bool = False,
        **said: Any,
    ) -> CheckedIn:
        """On track, unless `said` says otherwise; `values` of the first measure."""
        draft = CheckinDraft(**{"status": "on_track", "observations": (values,), **said})
        return await self.checkins.submit(self.caller(by), card.cycle.id, which, draft, accepted=accepted)

    async def deliveries(self, *kinds: DeliveryKind, state: str | None = None) -> list[DeliveryRow]:
        """Of these kinds, in order of time and key."""
        query = select(DeliveryRow).where(DeliveryRow.kind.in_(kinds))
        if state is not None:
            query = query.where(DeliveryRow.state == state)
        async with self.store.reading() as session:
            return list(await session.scalars(query.order_by(DeliveryRow.due_at, DeliveryRow.key)))

    async def rows(self, table: Any) -> list[Any]:
        async with self.store.reading() as session:
            return list(await session.scalars(select(table).order_by(*table.__table__.primary_key.columns)))

    async def team(
        self, name: str, lead: str | None, note_taker: str | None = None, members: Sequence[str] = ()
    ) -> TeamId:
        values = {
            "workspace_id": WORKSPACE,
            "community_id": self.community_id,
            "name": name,
            "name_key": name.casefold(),
            "lead": lead,
            "note_taker": note_taker,
            "created_at": self.clock.now(),
            "created_by": FAY,
        }
        async with self.store.transaction() as session:
            made = insert(TeamRow).values(values).returning(TeamRow.id)
            team_id = TeamId((await session.execute(made)).scalar_one())
            for user_id in dict.fromkeys(person for person in (lead, note_taker, *members) if person):
                person = {"team_id": team_id, "workspace_id": WORKSPACE, "user_id": user_id}
                await session.execute(insert(TeamPersonRow).values(person))
        return team_id


async def a_cop(store: Store, clock: MovableClock) -> Cop:
    """Math PLC early on 21 September: Ben leads Lincoln grade 4, Cat takes notes, Dan is in it."""
    clock.move_to(instant_of(datetime.combine(STARTS_ON, EARLY), ZONE))
    community_id = await a_community(store, clock.now())
    services = build_services(store, clock)
    cop = Cop(
        store,
        clock,
        community_id,
        TeamId(0),
        services.cycles,
        services.checkins,
        services.cycle_overview,
    )
    async with store.transaction() as session:
        for user_id in (FAY, BEN, CAT, DAN, EVE):
            person = {"workspace_id": WORKSPACE, "user_id": user_id}
            named = {"name": user_id.title(), "zone": ZONE, "seen_at": clock.now()}
            await session.execute(insert(PersonRow).values(person | named))
            if user_id != FAY:
                member = {"community_id": community_id, "stopped": [], "joined_at": clock.now()}
                await session.execute(insert(MemberRow).values(person | member))
    cop.team_id = await cop.team("Lincoln grade 4", BEN, CAT, [DAN])
    return cop
