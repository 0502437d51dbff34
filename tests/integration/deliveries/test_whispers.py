"""A whisper is shown to one person, once at most: nobody can look up whether it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.deliveries import Wanted
from community.deliveries.views import Delivery
from community.ids import DeliveryKind, Operation
from jobs.composing import Composed
from jobs.gateway import SlackRefused, SlackUnreachable, SlackUnsure
from message_templates.renderer import Message
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, a_community, a_dispatcher, a_wanted, plan_for, rows, states
from tests.support.running import run_once


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


def a_hint(clock: MovableClock, key: str = "hint", **changes: object) -> Wanted:
    usual = {"kind": DeliveryKind.PROBLEM_HINT, "operation": Operation.WHISPER, "thread_of": "opening"}
    return a_wanted(key, clock.now(), **usual | changes)


def an_opening(clock: MovableClock) -> Wanted:
    due_at = clock.now() - timedelta(minutes=1)
    return a_wanted("opening", due_at, kind=DeliveryKind.PROBLEM_OPENING)


async def test_it_goes_to_the_person_the_composer_names_in_the_thread(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)])

    await run_once(clock, a_dispatcher(store, clock, slack))

    ((person, whispered),) = slack.whispers
    assert (person, whispered.channel, whispered.thread_ts) == ("UBEN", "C1", "1.0")
    assert await states(store) == {"opening": "sent", "hint": "sent"}
    assert (await rows(store))["hint"].posted_ts is None


async def test_one_whose_answer_was_lost_counts_as_shown(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.after = [None, SlackUnsure("connection_lost")]
    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert len(slack.whispers) == 1
    assert slack.lookups == []
    assert (await states(store))["hint"] == "sent"


async def test_one_a_crash_left_in_doubt_counts_as_shown(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)])
    async with store.transaction() as session:
        left = update(DeliveryRow).where(DeliveryRow.key == "hint")
        await session.execute(left.values(state="sending", sending_since=clock.now()))

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.whispers == []
    assert (await states(store))["hint"] == "sent"


async def test_what_surely_was_not_shown_is_tried_again(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.before = [None, SlackUnreachable("http_503")]
    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert len(slack.whispers) == 1


async def test_without_its_thread_it_is_left_out(store: Store, clock: MovableClock, slack: FakeSlack) -> None:
    await plan_for(store, clock.now(), [a_hint(clock)])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.whispers == []
    assert await states(store) == {"hint": "skipped"}


async def test_one_that_is_refused_troubles_nobody(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community_id = await a_community(store, clock.now())
    slack.before = [None, SlackRefused("user_not_in_channel")]
    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)], community_id=community_id)

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert await states(store) == {"opening": "sent", "hint": "failed"}


async def test_one_that_names_nobody_is_a_mistake_of_ours_and_shown_to_nobody(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    async def nobody(delivery: Delivery) -> Composed:
        return Composed(message=Message(delivery.key, []))

    await plan_for(store, clock.now(), [an_opening(clock), a_hint(clock)])

    composers = {DeliveryKind.PROBLEM_HINT: nobody}
    await run_once(clock, a_dispatcher(store, clock, slack, composers=composers))

    assert slack.whispers == []
    assert (await rows(store))["hint"].last_error == "internal_error"
