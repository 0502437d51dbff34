"""What was begun together is composed together, ahead of its calls; and never goes out stale."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.deliveries.views import Delivery
from community.ids import DeliveryKind
from jobs.composing import Composed, Skip
from jobs.dispatcher import Dispatcher
from jobs.gateway import SlackBusy, SlackUnreachable
from jobs.gathering import Gathering
from message_templates.renderer import Message
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, a_dispatcher, a_wanted, plan_for, states
from tests.support.running import run_once

AT_ONCE = 10


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


class Board:
    """What messages tell: changed, or taken down, at any time."""

    def __init__(self) -> None:
        self.says = "old"
        self.is_down = False

    async def compose(self, delivery: Delivery) -> Composed | Skip:
        return Skip("taken_down") if self.is_down else Composed(message=Message(self.says, []))


@pytest.fixture
def board() -> Board:
    return Board()


def a_reader_of(board: Board, store: Store, clock: MovableClock, slack: FakeSlack) -> Dispatcher:
    return a_dispatcher(store, clock, slack, composers={DeliveryKind.REMINDER: board.compose}, concurrency=1)


async def test_people_whose_messages_are_begun_together_are_looked_for_once(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    looks: list[int] = []

    async def look(people: Collection[str]) -> Mapping[str, str]:
        looks.append(len(people))
        return {person: person for person in people}

    people = Gathering(look)

    async def greet(delivery: Delivery) -> Composed | Skip:
        return Composed(message=Message(await people.find((), delivery.recipient) or "nobody", []))

    everybody = [f"U{number:02}" for number in range(4 * AT_ONCE)]
    await plan_for(
        store, clock.now(), [a_wanted(person, clock.now(), recipient=person) for person in everybody]
    )

    composers = {DeliveryKind.REMINDER: greet}
    await run_once(clock, a_dispatcher(store, clock, slack, composers=composers, concurrency=AT_ONCE))

    assert sorted(item.text for item in slack.sent) == everybody
    assert looks == [len(everybody)]


@pytest.mark.parametrize("is_down", [False, True])
async def test_what_waited_for_a_free_call_is_composed_again(
    store: Store, clock: MovableClock, slack: FakeSlack, board: Board, is_down: bool
) -> None:
    first_is_out, answered = asyncio.Event(), asyncio.Event()

    async def slowly(_: str) -> None:
        first_is_out.set()
        await answered.wait()

    slack.on_post = slowly
    wanted = [a_wanted(channel, clock.now(), recipient=channel) for channel in ("C1", "C2")]
    await plan_for(store, clock.now(), wanted)
    dispatcher = a_reader_of(board, store, clock, slack)

    await dispatcher.tick()
    await first_is_out.wait()
    board.says, board.is_down = "new", is_down
    clock.advance(timedelta(seconds=1))
    answered.set()
    await run_once(clock, dispatcher)

    assert [item.text for item in slack.sent] == (["old"] if is_down else ["old", "new"])
    assert sorted((await states(store)).values()) == (["sent", "skipped"] if is_down else ["sent", "sent"])


@pytest.mark.parametrize("trouble", [SlackBusy(60.0), SlackUnreachable("http_503")])
@pytest.mark.parametrize("is_down", [False, True])
async def test_what_slack_did_not_take_is_composed_again(
    store: Store,
    clock: MovableClock,
    slack: FakeSlack,
    board: Board,
    trouble: SlackBusy | SlackUnreachable,
    is_down: bool,
) -> None:
    async def meanwhile(_: str) -> None:
        slack.on_post = None
        board.says, board.is_down = "new", is_down
        raise trouble

    slack.on_post = meanwhile
    await plan_for(store, clock.now(), [a_wanted("a", clock.now())])

    await run_once(clock, a_reader_of(board, store, clock, slack))

    assert [item.text for item in slack.sent] == ([] if is_down else ["new"])
    assert await states(store) == {"a": "skipped" if is_down else "sent"}
