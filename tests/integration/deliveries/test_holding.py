"""People are written to in their day, outside holidays, and a few times a day at most."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from community.clock import MovableClock
from community.deliveries import Wanted
from community.ids import DeliveryKind
from storage.tables import DeliveryRow, HolidayRow
from storage.unit_of_work import Store
from tests.support.outbox import (
    FakeSlack,
    a_community,
    a_dispatcher,
    a_person,
    a_wanted,
    plan_for,
    rows,
    states,
)
from tests.support.running import run_once

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


def a_nudge(key: str, due_at: datetime, *, days: int = 7, **changes: object) -> Wanted:
    usual = {"kind": DeliveryKind.RSVP_NUDGE, "recipient": "U1", "expires_at": due_at + days * DAY}
    return a_wanted(key, due_at, **usual | changes)


async def test_it_is_night_where_the_person_is(store: Store, clock: MovableClock, slack: FakeSlack) -> None:
    await a_person(store, clock.now(), "U1", "Asia/Tokyo")  # 8:00 in Los Angeles is midnight there
    await a_person(store, clock.now(), "U2", "America/New_York")
    community = await a_community(store, clock.now())
    nudges = [a_nudge("tokyo", clock.now()), a_nudge("york", clock.now(), recipient="U2")]
    await plan_for(store, clock.now(), nudges, community_id=community)
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    assert slack.keys() == ["york"]

    row = (await rows(store))["tokyo"]
    assert row.next_attempt_at == row.held_until == datetime(2026, 9, 8, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    clock.move_to(row.next_attempt_at)
    await run_once(clock, dispatcher)
    assert slack.keys() == ["york", "tokyo"]


async def test_whose_zone_is_unknown_lives_in_the_communitys(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    clock.advance(13 * HOUR)  # 21:00 in Los Angeles
    await plan_for(store, clock.now(), [a_nudge("a", clock.now())], community_id=community)

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == []
    assert (await rows(store))["a"].held_until == datetime(2026, 9, 8, 8, tzinfo=ANGELES)


async def test_a_holiday_of_the_community_is_kept(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    async with store.transaction() as session:
        holiday = {"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 8), "name": "Labor Day"}
        await session.execute(insert(HolidayRow).values(community_id=community, **holiday))
    await plan_for(
        store,
        clock.now(),
        [a_nudge("person", clock.now()), a_wanted("channel", clock.now())],
        community_id=community,
    )

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["channel"]
    assert (await rows(store))["person"].held_until == datetime(2026, 9, 9, 8, tzinfo=ANGELES)


async def test_what_would_be_stale_in_the_morning_expires_but_the_urgent_goes_at_night(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    clock.advance(13 * HOUR)
    now = clock.now()
    wanted = [
        a_nudge("nudge", now, expires_at=now + 2 * HOUR),
        a_nudge("cancelled", now, expires_at=now + 2 * HOUR, kind=DeliveryKind.CANCELLED),
        a_nudge("cancelled later", now, kind=DeliveryKind.CANCELLED),
        a_nudge("soon", now, expires_at=now + HOUR, kind=DeliveryKind.STARTING_SOON),
    ]
    await plan_for(store, now, wanted, community_id=community)
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    clock.advance(3 * HOUR)
    await run_once(clock, dispatcher)

    assert sorted(slack.keys()) == ["cancelled", "soon"]
    assert (await states(store))["nudge"] == "expired"
    assert (await states(store))["cancelled later"] == "planned"


async def test_a_person_gets_three_messages_a_day_the_most_useful_ones(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    now = clock.now()
    wanted = [a_nudge(f"nudge {n}", now) for n in range(3)]
    wanted += [a_nudge("feedback", now + HOUR, kind=DeliveryKind.FEEDBACK_REQUEST)]
    wanted += [a_nudge("soon", now, kind=DeliveryKind.STARTING_SOON)]
    wanted += [a_nudge("somebody else", now, recipient="U2")]
    await plan_for(store, now, wanted, community_id=community)
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    assert sorted(slack.keys()) == ["nudge 0", "nudge 1", "somebody else", "soon"]  # a place is kept
    clock.move_to(now + HOUR)
    await run_once(clock, dispatcher)
    assert slack.keys()[-1] == "feedback"

    assert (await rows(store))["nudge 2"].held_until == datetime(2026, 9, 8, 8, tzinfo=ANGELES)
    clock.advance(DAY)
    await run_once(clock, dispatcher)
    assert slack.keys()[-1] == "nudge 2"


async def test_what_a_facilitator_sends_by_hand_goes_at_any_hour(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    clock.advance(13 * HOUR)
    await plan_for(store, clock.now(), [a_nudge("a", clock.now())], community_id=community)
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(is_pinned=True))

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a"]


async def test_what_a_crash_left_in_doubt_is_looked_for_even_at_night(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    clock.advance(13 * HOUR)  # begun at dusk, taken up again in quiet hours
    await plan_for(store, clock.now(), [a_nudge("a", clock.now())], community_id=community)
    async with store.transaction() as session:
        begun = {"state": "sending", "attempts": 1, "sending_since": clock.now() - HOUR}
        await session.execute(update(DeliveryRow).values(begun))

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a"]
    assert await states(store) == {"a": "sent"}
