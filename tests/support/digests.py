"""A community whose digests really go out, and things to tell in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community.clock import MovableClock
from community.communities.views import Community
from community.ids import ChannelId, CommunityId, ConveningId
from community.services import Services, build_services
from jobs.composers.communities import community_composers
from jobs.composers.digests import digest_composers
from jobs.composers.home import home_composers
from jobs.composers.learnings import learning_composers
from message_templates.renderer import Renderer
from storage.queries.deliveries import insert_missing
from storage.tables import (
    AttendanceRow,
    ConveningRow,
    DigestRow,
    LearningRow,
    MemberRow,
    ResponseRow,
    RsvpRow,
    SurveyInvitationRow,
    SurveyRow,
)
from storage.unit_of_work import Store
from tests.support.communities import WORKSPACE
from tests.support.outbox import FakeSlack, a_dispatcher


@dataclass
class Newsroom:
    """Plans and sends on a clock that only `at` moves."""

    store: Store
    clock: MovableClock
    slack: FakeSlack = field(init=False)
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.slack = FakeSlack(self.clock)
        self.services = build_services(self.store, self.clock)
        render = Renderer()
        composers = {
            **community_composers(self.services, render),
            **digest_composers(self.services, render, self.slack),
            **learning_composers(self.services, render, self.slack),
            **home_composers(self.services, render),
        }
        self._dispatcher = a_dispatcher(self.store, self.clock, self.slack, composers=composers)

    async def at(self, instant: datetime) -> None:
        """Go there, and do what is due: plan, send, plan."""
        self.clock.move_to(instant)
        await self.services.digests.plan_next()
        await self._dispatcher.run_once()
        await self.services.digests.plan_next()

    @property
    def is_busy(self) -> bool:
        """Whether `at` does something that does not wait for the clock: for `drive`."""
        return self._dispatcher.is_busy

    def posted(self, channel: ChannelId, word: str = "week in") -> list[datetime]:
        """When messages with this word in their text were posted there."""
        return [item.at for item in self.slack.sent if item.channel == channel and word in item.text]

    async def periods(self) -> list[DigestRow]:
        """Every period there is, oldest first."""
        async with self.store.reading() as session:
            return list(await session.scalars(select(DigestRow).order_by(DigestRow.covers_from)))


async def a_held_convening(
    store: Store, community: Community, starts_at: datetime, **changes: Any
) -> ConveningId:
    """An hour online that nobody answered and nobody was noted at."""
    usual = {
        "workspace_id": WORKSPACE,
        "community_id": community.id,
        "title": "Data walk",
        "objectives": "",
        "starts_local": starts_at.replace(tzinfo=None),
        "zone": "UTC",
        "minutes": 60,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "mode": "virtual",
        "place": "",
        "link": "https://meet.example.org/math",
        "spotlight": "",
        "announce_at": starts_at - timedelta(days=14),
        "state": "scheduled",
        "created_at": starts_at - timedelta(days=20),
        "created_by": "UADA",
    }
    async with store.transaction() as session:
        made = await session.scalar(insert(ConveningRow).values(usual | changes).returning(ConveningRow.id))
    assert made is not None
    return ConveningId(made)


async def answers(store: Store, convening_id: ConveningId, starts_at: datetime, **by: str) -> None:
    """RSVPs for that start, by user id, of people who are (or hereby become) members."""
    async with store.transaction() as session:
        convening = await session.get_one(ConveningRow, convening_id)
        for user_id, answer in by.items():
            await _is_member(session, convening, user_id)
            row = {"convening_id": convening_id, "user_id": user_id, "answer": answer, "note": ""}
            await session.execute(
                insert(RsvpRow).values(**row, for_starts_at=starts_at, answered_at=starts_at)
            )


async def _is_member(session: AsyncSession, convening: ConveningRow, user_id: str) -> None:
    place = {"community_id": convening.community_id, "workspace_id": convening.workspace_id}
    row = {
        **place,
        "user_id": user_id,
        "is_facilitator": False,
        "stopped": [],
        "joined_at": convening.created_at,
    }
    await insert_missing(session, MemberRow, [row])


async def leaves(store: Store, community_id: CommunityId, user_id: str, at: datetime) -> None:
    async with store.transaction() as session:
        await session.execute(
            update(MemberRow)
            .where(MemberRow.community_id == community_id, MemberRow.user_id == user_id)
            .values(left_at=at)
        )


async def came(store: Store, convening_id: ConveningId, at: datetime, *user_ids: str) -> None:
    async with store.transaction() as session:
        for user_id in user_ids:
            row = {"convening_id": convening_id, "user_id": user_id, "noted_at": at}
            await session.execute(insert(AttendanceRow).values(row))


async def a_survey(
    store: Store,
    community: Community,
    convening_id: ConveningId,
    opens_at: datetime,
    marks: Sequence[int],
    *,
    asked: Sequence[str] = ("U1", "U2", "U3", "U4", "U5", "U6"),
    summary_at: datetime | None = None,
) -> None:
    """A survey with one question: each mark is what one person gave. Summed up after 48 h at the latest."""
    survey = {
        "convening_id": convening_id,
        "community_id": community.id,
        "questions": [{"id": "worth_time", "kind": "rating", "text": "It was worth my time."}],
        "opens_at": opens_at,
        "closes_at": opens_at + timedelta(days=7),
        "summary_at": summary_at or opens_at + timedelta(hours=48),
    }
    async with store.transaction() as session:
        await session.execute(insert(SurveyRow).values(survey))
        for user_id in asked:
            await session.execute(
                insert(SurveyInvitationRow).values(convening_id=convening_id, user_id=user_id)
            )
        for user_id, mark in zip(asked, marks, strict=False):
            response = {"id": uuid4().hex, "convening_id": convening_id, "user_id": user_id}
            given = {"is_anonymous": False, "ratings": {"worth_time": mark}, "comments": {}}
            await session.execute(
                insert(ResponseRow).values(**response, **given, answered_on=opens_at.date())
            )


async def a_learning(store: Store, community_id: CommunityId, text: str, at: datetime, **changes: Any) -> str:
    usual = {
        "id": uuid4().hex,
        "community_id": community_id,
        "source": "feedback",
        "kind": "success",
        "text": text,
        "author": None,
        "is_withheld": False,
        "shared_on": at.date(),
    }
    async with store.transaction() as session:
        await session.execute(insert(LearningRow).values(usual | changes))
    return str((usual | changes)["id"])
