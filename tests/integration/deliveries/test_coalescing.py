"""A hundred clicks become a few edits, and the last click is always in the last edit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.deliveries import touch
from community.ids import DeliveryKind, Operation
from storage.unit_of_work import Store
from tests.support.outbox import WORKSPACE, FakeSlack, a_dispatcher, a_wanted, plan_for, rows, states
from tests.support.running import run_once


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


async def click(store: Store, clock: MovableClock) -> None:
    edit = a_wanted(
        "edit",
        clock.now(),
        kind=DeliveryKind.ANNOUNCEMENT_UPDATE,
        operation=Operation.UPDATE,
        target_key="announcement",
    )
    async with store.transaction() as session:
        await touch(
            session,
            workspace_id=WORKSPACE,
            community_id=None,
            subject="convening:42",
            wanted=edit,
            now=clock.now(),
        )


async def announce(store: Store, clock: MovableClock) -> None:
    announcement = a_wanted("announcement", clock.now(), kind=DeliveryKind.ANNOUNCEMENT)
    await plan_for(store, clock.now(), [announcement])


async def test_a_hundred_clicks_in_ten_seconds_become_a_few_edits(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    dispatcher = a_dispatcher(store, clock, slack)
    await announce(store, clock)
    await run_once(clock, dispatcher)

    last_click = clock.now()
    for number in range(100):
        await click(store, clock)
        last_click = clock.now()
        clock.advance(timedelta(milliseconds=100))
        if number % 10 == 9:
            await run_once(clock, dispatcher)
    clock.advance(timedelta(seconds=3))
    await run_once(clock, dispatcher)

    assert 1 <= len(slack.edits) <= 7
    assert slack.edits[-1].at >= last_click
    assert {(edit.channel, edit.thread_ts, edit.key) for edit in slack.edits} == {
        ("C1", "1.0", "announcement")
    }
    assert (await rows(store))["edit"].revision == 100


async def test_a_click_while_the_edit_is_under_way_leads_to_another(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    async def click_meanwhile(_: str) -> None:
        slack.on_post = None
        await click(store, clock)

    dispatcher = a_dispatcher(store, clock, slack)
    await announce(store, clock)
    await run_once(clock, dispatcher)
    await click(store, clock)
    clock.advance(timedelta(seconds=3))

    slack.on_post = click_meanwhile
    await run_once(clock, dispatcher)
    assert (await states(store))["edit"] == "planned"
    clock.advance(timedelta(seconds=3))
    await run_once(clock, dispatcher)

    assert len(slack.edits) == 2
    assert (await states(store))["edit"] == "sent"


async def test_an_edit_of_what_is_not_posted_yet_is_needless(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    later = clock.now() + timedelta(hours=1)
    await plan_for(store, clock.now(), [a_wanted("announcement", later, kind=DeliveryKind.ANNOUNCEMENT)])
    await click(store, clock)
    clock.advance(timedelta(seconds=3))

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert (slack.edits, (await states(store))["edit"]) == ([], "skipped")
