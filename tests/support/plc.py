"""A community on a real database, with the real use cases and composers, and a Slack of a few lines.

plc = await a_plc(store, clock, members=["UBEN", "UCAT"])
convening = await plc.schedule()
await plc.at(convening.announce_at)
assert plc.sent_to("C1") == [...]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from community.clock import MovableClock
from community.convenings.views import Convening, RsvpResult
from community.feedback.survey import DEFAULT_QUESTIONS, RATING
from community.feedback.views import FeedbackDraft, FeedbackForm
from community.ids import CommunityId, ConveningId, DeliveryKind, UserId
from community.services import Services, build_services
from community.work import Caller
from jobs.composers.convenings import convening_composers
from jobs.composers.feedback import feedback_composers
from jobs.dispatcher import Dispatcher
from message_templates.renderer import Renderer
from storage.base import Base
from storage.tables import DeliveryRow, MemberRow, PersonRow
from storage.unit_of_work import Store
from tests.support.convenings import a_draft
from tests.support.outbox import WORKSPACE, FakeSlack, a_community, a_dispatcher

FAY = "UFAY"  # the facilitator
RATED = {question.id: 4 for question in DEFAULT_QUESTIONS if question.kind == RATING}


@dataclass
class Plc:
    store: Store
    clock: MovableClock
    services: Services
    slack: FakeSlack
    dispatcher: Dispatcher
    community_id: CommunityId

    def caller(self, user_id: str = FAY, receipt: str | None = None) -> Caller:
        return Caller(WORKSPACE, UserId(user_id), receipt)

    async def at(self, instant: datetime) -> None:
        """Move the clock there and do what the minute asks for."""
        self.clock.move_to(instant)
        await self.tick()

    async def tick(self) -> None:
        await self.services.convenings.plan_due()
        await self.services.feedback.plan_due()
        await self.dispatcher.run_once()

    async def schedule(self, **changes: Any) -> Convening:
        draft = a_draft(**changes)
        return await self.services.convenings.schedule(self.caller(), self.community_id, draft, accepted=True)

    async def edit(self, convening: Convening, **changes: Any) -> Convening:
        """Fay changes these fields of the form and saves."""
        from_form = self.services.convenings.draft_of(convening)
        draft = type(from_form)(**{name: getattr(from_form, name) for name in from_form.__slots__} | changes)
        return await self.services.convenings.edit(
            self.caller(), convening.id, draft, version=convening.version, accepted=True
        )

    async def answers(self, user_id: str, convening: Convening, answer: str = "going") -> RsvpResult:
        return await self.services.convenings.answer(
            self.caller(user_id), convening.id, answer, convening.starts_at
        )

    async def is_here(self, user_id: str, convening: Convening) -> Convening:
        return await self.services.convenings.note_presence(self.caller(user_id), convening.id)

    async def gives_feedback(self, user_id: str, convening: Convening, **changes: Any) -> FeedbackForm:
        usual: dict[str, Any] = {
            "convening_id": ConveningId(convening.id),
            "ratings": RATED,
            "comments": {},
            "is_anonymous": False,
            "commits": False,
            "shares_learning": False,
            "shows_name": False,
        }
        caller = self.caller(user_id, changes.pop("receipt", None))
        return await self.services.feedback.submit(caller, FeedbackDraft(**usual | changes))

    async def join(self, *user_ids: str, **marks: Any) -> None:
        """Members from now on, known to the bot; `marks` of the person, as `is_bot=True`."""
        async with self.store.transaction() as session:
            for user_id in user_ids:
                membership = {"community_id": self.community_id, "user_id": user_id, "stopped": []}
                now = self.clock.now()
                await session.execute(
                    insert(MemberRow).values(workspace_id=WORKSPACE, joined_at=now, **membership)
                )
                person = {"name": user_id.title(), "zone": "America/Los_Angeles", "seen_at": now, **marks}
                await session.execute(
                    insert(PersonRow).values(workspace_id=WORKSPACE, user_id=user_id, **person)
                )

    async def leave(self, user_id: str) -> None:
        """Left, while nothing planned for them was taken back: what a composer must notice itself."""
        async with self.store.transaction() as session:
            await session.execute(
                update(MemberRow).where(MemberRow.user_id == user_id).values(left_at=self.clock.now())
            )

    async def planned(self, *kinds: DeliveryKind) -> list[DeliveryRow]:
        """What is planned, in order of time and key; of these kinds, if any are given."""
        query = select(DeliveryRow).where(DeliveryRow.state == "planned")
        if kinds:
            query = query.where(DeliveryRow.kind.in_(kinds))
        async with self.store.reading() as session:
            return list(await session.scalars(query.order_by(DeliveryRow.due_at, DeliveryRow.key)))

    async def deliveries(self, kind: DeliveryKind) -> list[DeliveryRow]:
        """All of a kind, whatever became of them."""
        async with self.store.reading() as session:
            query = select(DeliveryRow).where(DeliveryRow.kind == kind)
            return list(await session.scalars(query.order_by(DeliveryRow.id)))

    def sent(self, kind: DeliveryKind) -> list[str]:
        """To whom messages of a kind went, in order of their ids: people are written to side by side."""
        return sorted(item.channel for item in self.slack.sent if item.key.split(":")[0] == kind)

    def text_of(self, kind: DeliveryKind) -> str:
        """The latest message of a kind."""
        return next(item.text for item in reversed(self.slack.sent) if item.key.split(":")[0] == kind)


async def a_plc(store: Store, clock: MovableClock, members: Sequence[str] = ()) -> Plc:
    """Math PLC, facilitated by Fay, with these members besides."""
    community_id = await a_community(store, clock.now())
    services = build_services(store, clock)
    slack = FakeSlack(clock)
    render = Renderer()
    composers = convening_composers(services, render) | feedback_composers(services, render)
    dispatcher = a_dispatcher(store, clock, slack, composers=composers)
    plc = Plc(store, clock, services, slack, dispatcher, community_id)
    await plc.join(*members)
    return plc


async def everything_kept(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as a curious administrator reads them."""
    async with store.reading() as session:
        return {
            table.name: [dict(row._mapping) for row in await session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }
