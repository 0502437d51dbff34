"""What is due is sent: once, in its window, in order, whatever Slack does."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.deliveries import revive_failed
from community.deliveries.outbox import Outbox
from community.deliveries.outcomes import UNSURE
from community.deliveries.views import Delivery
from community.ids import DeliveryKind, Operation
from jobs.composing import Composed, Skip
from jobs.gateway import SlackBusy, SlackRefused, SlackUnreachable, SlackUnsure
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.outbox import (
    CHANNEL,
    WORKSPACE,
    FakeSlack,
    a_dispatcher,
    a_wanted,
    plan_for,
    rows,
    say_the_key,
    states,
)
from tests.support.running import drive, run_once

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


async def test_what_is_due_is_sent_and_what_is_not_waits(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    due_at = clock.now()
    await plan_for(store, due_at, [a_wanted("now", due_at), a_wanted("later", due_at + HOUR)])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["now"]
    assert await states(store) == {"now": "sent", "later": "planned"}
    row = (await rows(store))["now"]
    assert (row.posted_channel, row.posted_ts) == ("C1", "1.0")
    assert row.sent_at is not None
    assert due_at <= row.sent_at <= clock.now()  # the lane may have looked again since


async def test_nothing_is_sent_twice_by_running_twice(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    await plan_for(store, clock.now(), [a_wanted("now", clock.now())])
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    await run_once(clock, dispatcher)

    assert slack.keys() == ["now"]


async def test_a_channel_hears_things_in_due_order_then_by_usefulness(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    now = clock.now()
    wanted = [
        a_wanted("third", now, kind=DeliveryKind.RECAP),
        a_wanted("second", now, kind=DeliveryKind.REMINDER),
        a_wanted("first", now - SECOND, kind=DeliveryKind.RECAP),
        a_wanted("fourth", now, kind=DeliveryKind.RECAP),
    ]
    await plan_for(store, now, wanted)

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["first", "second", "third", "fourth"]


async def test_after_downtime_the_useful_is_sent_and_the_stale_expires(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    now = clock.now()
    stale = a_wanted("stale", now + HOUR, expires_at=now + 2 * HOUR)
    useful = a_wanted("useful", now + HOUR, expires_at=now + 30 * HOUR)
    await plan_for(store, now, [stale, useful])

    clock.advance(timedelta(hours=24))
    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["useful"]
    assert await states(store) == {"stale": "expired", "useful": "sent"}


async def test_a_busy_slack_is_asked_again_without_losing_the_order(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.before = [SlackBusy(30), SlackBusy(5)]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a", "b"]
    assert slack.lookups == []


async def test_trouble_that_passes_soon_keeps_the_order_of_the_channel(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.before = [SlackUnreachable("http_503"), SlackUnreachable("http_503")]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a", "b"]


async def test_a_lost_answer_is_looked_up_and_the_message_is_there_once(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.after = [SlackUnsure("connection_lost")]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now())])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a"]
    assert slack.lookups == ["a"]
    assert (await rows(store))["a"].posted_ts == "1.0"


async def test_a_lost_question_is_looked_up_and_asked_again(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.before = [SlackUnsure("connection_lost")]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now())])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert (slack.keys(), slack.lookups) == (["a"], ["a"])


async def test_what_a_crash_left_between_send_and_settle_is_not_sent_again(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])
    await run_once(clock, a_dispatcher(store, clock, slack))
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(state="sending", sent_at=None, posted_ts=None))
    slack.sent = slack.sent[:1]  # the second never reached Slack

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a", "b"]
    assert await states(store) == {"a": "sent", "b": "sent"}


async def test_what_a_crash_left_is_found_even_if_it_would_no_longer_be_sent(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    """Otherwise an announcement that stands in the channel could not be edited when it is called off."""

    async def nothing(delivery: Delivery) -> Composed | Skip:
        return Skip("convening_cancelled")

    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])
    await run_once(clock, a_dispatcher(store, clock, slack))
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(state="sending", sent_at=None, posted_ts=None))
    slack.sent = slack.sent[:1]  # the second never reached Slack

    await run_once(clock, a_dispatcher(store, clock, slack, composers={DeliveryKind.REMINDER: nothing}))

    assert slack.keys() == ["a"]
    assert await states(store) == {"a": "sent", "b": "skipped"}
    assert (await rows(store))["a"].posted_ts == "1.0"


async def test_a_doubt_that_outlasts_the_window_is_looked_into_now_and_then_and_ends(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.after = [SlackUnsure("connection_lost")]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now(), expires_at=clock.now() + HOUR)])
    dispatcher = a_dispatcher(store, clock, slack)
    slack.looks_refused = SlackUnreachable("not_installed")

    await run_once(clock, dispatcher)
    clock.advance(2 * HOUR)
    for _ in range(60):
        await run_once(clock, dispatcher)
        clock.advance(SECOND)
    tried = (await rows(store))["a"].attempts
    for _ in range(400):
        clock.advance(timedelta(minutes=15))
        await run_once(clock, dispatcher)

    row = (await rows(store))["a"]
    assert tried < 6
    assert (slack.keys(), row.state, row.last_error) == (["a"], "failed", UNSURE)


async def test_what_stands_in_a_channel_is_not_posted_again_when_the_bot_returns_to_it(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.after = [SlackUnsure("connection_lost")]
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])
    dispatcher = a_dispatcher(store, clock, slack)
    slack.looks_refused = SlackRefused("not_in_channel")
    await run_once(clock, dispatcher)
    assert await states(store) == {"a": "failed", "b": "sent"}

    slack.looks_refused = None
    async with store.transaction() as session:
        await revive_failed(session, workspace_id=WORKSPACE, recipient=CHANNEL, now=clock.now())
    await run_once(clock, dispatcher)

    assert slack.keys() == ["a", "b"]
    assert await states(store) == {"a": "sent", "b": "sent"}
    assert (await rows(store))["a"].posted_ts == "1.0"


async def test_what_may_stand_there_and_cannot_be_composed_is_looked_for_when_the_bot_returns(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    is_broken = True

    async def broken_at_first(delivery: Delivery) -> Composed | Skip:
        if is_broken:
            raise LookupError(delivery.key)
        return await say_the_key(delivery)

    await plan_for(store, clock.now(), [a_wanted("a", clock.now())])
    await run_once(clock, a_dispatcher(store, clock, slack))
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(state="sending", sent_at=None, posted_ts=None))
    dispatcher = a_dispatcher(store, clock, slack, composers={DeliveryKind.REMINDER: broken_at_first})
    for _ in range(8):
        await run_once(clock, dispatcher)
        clock.advance(timedelta(minutes=10))
    assert await states(store) == {"a": "failed"}

    is_broken = False
    async with store.transaction() as session:
        await revive_failed(session, workspace_id=WORKSPACE, recipient=CHANNEL, now=clock.now())
    await run_once(clock, dispatcher)

    assert slack.keys() == ["a"]
    assert await states(store) == {"a": "sent"}


async def test_a_file_is_found_again_by_its_name(store: Store, clock: MovableClock, slack: FakeSlack) -> None:
    slack.after = [SlackUnsure("connection_lost")]
    file = a_wanted("f", clock.now(), kind=DeliveryKind.CALENDAR, operation=Operation.FILE)
    await plan_for(store, clock.now(), [file])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert len(slack.files) == 1
    assert await states(store) == {"f": "sent"}


async def test_a_long_outage_is_survived_until_the_window_closes(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.refusing = {"C1": SlackUnreachable("http_503")}
    short = a_wanted("short", clock.now(), expires_at=clock.now() + HOUR)
    await plan_for(store, clock.now(), [short, a_wanted("long", clock.now())])
    dispatcher = a_dispatcher(store, clock, slack)

    for _ in range(12):
        await run_once(clock, dispatcher)
        clock.advance(timedelta(minutes=10))
    slack.refusing = {}
    clock.advance(timedelta(minutes=15))
    await run_once(clock, dispatcher)

    assert slack.keys() == ["long"]
    assert await states(store) == {"short": "expired", "long": "sent"}


async def test_a_refusal_fails_once_and_lets_the_others_through(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.refusing = {"C9": SlackRefused("is_archived")}
    wanted = [a_wanted("poison", clock.now(), recipient="C9"), a_wanted("fine", clock.now())]
    await plan_for(store, clock.now(), wanted)
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    await run_once(clock, dispatcher)

    assert slack.keys() == ["fine"]
    row = (await rows(store))["poison"]
    assert (row.state, row.last_error, row.attempts) == ("failed", "is_archived", 1)


async def test_a_composer_that_raises_is_tried_a_few_times_and_blocks_nobody(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    async def broken(delivery: Delivery) -> Composed | Skip:
        raise LookupError(delivery.key)

    await plan_for(
        store,
        clock.now(),
        [a_wanted("poison", clock.now(), kind=DeliveryKind.ANNOUNCEMENT), a_wanted("fine", clock.now())],
    )
    dispatcher = a_dispatcher(store, clock, slack, composers={DeliveryKind.ANNOUNCEMENT: broken})

    for _ in range(8):
        await run_once(clock, dispatcher)
        clock.advance(timedelta(minutes=10))

    assert slack.keys() == ["fine"]
    row = (await rows(store))["poison"]
    assert (row.state, row.last_error, row.attempts) == ("failed", "internal_error", 5)


async def test_a_composer_may_say_there_is_nothing_to_send(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    async def nothing(delivery: Delivery) -> Composed | Skip:
        return Skip("convening_cancelled")

    await plan_for(store, clock.now(), [a_wanted("a", clock.now())])

    dispatcher = a_dispatcher(store, clock, slack, composers={DeliveryKind.REMINDER: nothing})
    await run_once(clock, dispatcher)

    row = (await rows(store))["a"]
    assert (slack.keys(), row.state, row.last_error) == ([], "skipped", "convening_cancelled")


async def test_what_is_cancelled_before_its_turn_is_not_sent(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    async def cancel_b(key: str) -> None:
        await plan_for(store, clock.now(), [])

    slack.on_post = cancel_b
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.keys() == ["a"]
    assert await states(store) == {"a": "sent", "b": "cancelled"}


async def test_a_reply_waits_for_its_thread(store: Store, clock: MovableClock, slack: FakeSlack) -> None:
    reply = a_wanted("reply", clock.now() - SECOND, thread_of="parent")
    await plan_for(store, clock.now(), [reply, a_wanted("parent", clock.now())])
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    clock.advance(timedelta(seconds=10))
    await run_once(clock, dispatcher)

    assert [(item.key, item.thread_ts) for item in slack.sent] == [("parent", None), ("reply", "1.0")]


async def test_a_reply_whose_thread_never_came_goes_to_the_channel_but_its_file_does_not(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    slack.refusing = {"C9": SlackRefused("is_archived")}
    wanted = [
        a_wanted("parent", clock.now() - SECOND, recipient="C9"),
        a_wanted("reply", clock.now(), thread_of="parent"),
        a_wanted(
            "file", clock.now(), thread_of="parent", kind=DeliveryKind.CALENDAR, operation=Operation.FILE
        ),
    ]
    await plan_for(store, clock.now(), wanted)
    dispatcher = a_dispatcher(store, clock, slack)

    await run_once(clock, dispatcher)
    clock.advance(timedelta(seconds=10))
    await run_once(clock, dispatcher)

    assert [(item.key, item.thread_ts) for item in slack.sent] == [("reply", None)]
    assert (await states(store))["file"] == "skipped"


async def test_stopping_finishes_what_is_under_way_and_lets_go_of_the_lane(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    dispatcher = a_dispatcher(store, clock, slack)

    async def stop_soon(key: str) -> None:
        slack.on_post = None
        stopping.append(dispatcher.stop())

    stopping: list[Awaitable[None]] = []
    slack.on_post = stop_soon
    await plan_for(store, clock.now(), [a_wanted(key, clock.now()) for key in "abc"])
    await dispatcher.tick()
    while not stopping:
        await clock.sleep(0)
    await stopping[0]

    sent = len(slack.sent)
    assert 1 <= sent < 3
    assert sorted((await states(store)).values()) == ["planned"] * (3 - sent) + ["sent"] * sent
    assert await Outbox(store, clock).claim("another", lease=HOUR, at_most=9) == ["T1"]


async def test_two_dispatchers_on_one_database_send_each_once(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    await plan_for(
        store,
        clock.now(),
        [
            a_wanted(f"{n}", clock.now() + n * timedelta(milliseconds=1), recipient=f"C{n % 3}")
            for n in range(30)
        ],
    )
    clock.advance(SECOND)
    one, two = a_dispatcher(store, clock, slack), a_dispatcher(store, clock, slack)

    async def both() -> None:
        await one.tick()
        await two.tick()
        await one.run_once()
        await two.run_once()

    await drive(clock, both(), is_busy=lambda: one.is_busy or two.is_busy)

    assert sorted(map(int, slack.keys())) == list(range(30))
