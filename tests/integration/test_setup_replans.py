"""An edited community: what waits for a working day moves, summaries go to whoever facilitates now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.convenings.views import Convening
from community.ids import DeliveryKind, UserId
from community.services import Services, build_services
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, CLEO, HOME, PEOPLE, caller, deliveries, set_up
from tests.support.convenings import a_draft

THURSDAY = date(2026, 9, 10)
FRIDAY_MORNING = datetime(2026, 9, 11, 16, tzinfo=UTC)  # 9:00 in Los Angeles
MONDAY_MORNING = FRIDAY_MORNING + timedelta(days=3)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def services(store: Store, clock: MovableClock) -> Services:
    return build_services(store, clock)


@pytest.fixture
async def convening(services: Services, store: Store, clock: MovableClock) -> Convening:
    """Thursday afternoon; Ada facilitates, Ben is going."""
    community = await set_up(store, clock)
    await services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    draft = a_draft(starts_on=THURSDAY, starts_time=time(15, 30), facilitator=ADA)
    convening = await services.convenings.schedule(caller(ADA), community.id, draft, accepted=True)
    await services.convenings.answer(caller(BEN), convening.id, "going", convening.starts_at)
    return convening


async def due(store: Store, kind: DeliveryKind) -> list[tuple[str, datetime]]:
    """To whom a kind is planned, and when; in order of their ids."""
    planned = [row for row in await deliveries(store, kind) if row.state == "planned"]
    return sorted((row.recipient, row.due_at) for row in planned)


async def the_session_ends(services: Services, clock: MovableClock, convening: Convening) -> None:
    clock.move_to(convening.ends_at + MINUTE)
    await services.feedback.plan_due()


async def test_a_new_holiday_moves_the_recap_of_a_convening_to_come(
    store: Store, clock: MovableClock, convening: Convening
) -> None:
    assert await due(store, DeliveryKind.RECAP) == [(HOME, FRIDAY_MORNING)]
    await set_up(store, clock, version=1, holidays_text="2026-09-11 Staff day")
    assert await due(store, DeliveryKind.RECAP) == [(HOME, MONDAY_MORNING)]
    await set_up(store, clock, version=2)
    assert await due(store, DeliveryKind.RECAP) == [(HOME, FRIDAY_MORNING)]


async def test_a_new_holiday_moves_recap_and_feedback_reminders_of_a_session_just_over(
    services: Services, store: Store, clock: MovableClock, convening: Convening
) -> None:
    await the_session_ends(services, clock, convening)
    assert await due(store, DeliveryKind.FEEDBACK_REMINDER) == [(BEN, FRIDAY_MORNING)]
    await set_up(store, clock, version=1, holidays_text="2026-09-11 Staff day")
    assert await due(store, DeliveryKind.RECAP) == [(HOME, MONDAY_MORNING)]
    assert await due(store, DeliveryKind.FEEDBACK_REMINDER) == [(BEN, MONDAY_MORNING)]
    assert await due(store, DeliveryKind.FEEDBACK_REQUEST) == [(BEN, convening.ends_at + 10 * MINUTE)]


async def test_what_was_sent_is_not_sent_again_for_a_changed_holiday(
    store: Store, clock: MovableClock, convening: Convening
) -> None:
    clock.move_to(FRIDAY_MORNING + MINUTE)
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(state="sent"))
    await set_up(store, clock, version=1, holidays_text="2026-09-11 Staff day")
    assert await due(store, DeliveryKind.RECAP) == []
    assert await due(store, DeliveryKind.ANNOUNCEMENT) == []


async def test_the_summary_goes_to_those_who_facilitate_when_it_is_ready(
    services: Services, store: Store, clock: MovableClock, convening: Convening
) -> None:
    await the_session_ends(services, clock, convening)
    ready_at = convening.ends_at + timedelta(hours=48)
    assert await due(store, DeliveryKind.FEEDBACK_SUMMARY) == [(ADA, ready_at)]
    await set_up(store, clock, version=1, facilitators=(ADA, CLEO))
    assert await due(store, DeliveryKind.FEEDBACK_SUMMARY) == [(ADA, ready_at), (CLEO, ready_at)]
    await set_up(store, clock, version=2, facilitators=(CLEO,), by=CLEO)
    assert await due(store, DeliveryKind.FEEDBACK_SUMMARY) == [(CLEO, ready_at)]


async def test_who_facilitates_after_the_summary_was_ready_is_not_sent_it(
    services: Services, store: Store, clock: MovableClock, convening: Convening
) -> None:
    await the_session_ends(services, clock, convening)
    clock.move_to(convening.ends_at + timedelta(hours=49))
    await set_up(store, clock, version=1, facilitators=(ADA, CLEO))
    told: list[UserId] = [UserId(user_id) for user_id, _ in await due(store, DeliveryKind.FEEDBACK_SUMMARY)]
    assert told == [ADA]
