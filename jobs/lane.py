"""One workspace's queue while this process speaks for it: every channel in order, channels side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from community.clock import Clock
from community.deliveries.outbox import Outbox
from community.deliveries.outcomes import Outcome, to_retry, unsettled
from community.deliveries.views import Delivery
from community.ids import DeliveryId, Operation, WorkspaceId
from jobs.composing import Composed, Skip
from jobs.gateway import SlackBusy, SlackGateway, SlackTrouble, SlackUnsure
from jobs.journal import Journal, Written
from jobs.sending import INTERNAL_ERROR, Sender

log = structlog.get_logger(__name__)

QUICK_PAUSES = (1.0, 4.0)  # seconds; trouble is often over by then, and the channel keeps its order
LOOK_AGAIN = 1.0  # seconds between looks for what has become due while others are being sent
LEASE_ENDS = "lease_ends"  # our own word: another worker is about to take over
# What waited longer for a free call is composed again: it may be untrue by now.
FRESH = timedelta(seconds=0.5)
BATCH = 1000  # messages and edits of a lane held in memory
HOMES = 200  # and Homes beside them: two minutes of what Slack lets us draw

Observer = Callable[[Outcome, datetime], None]
# Whom it goes to, and whether it is their Home: Homes are slow, and in no order with messages.
Queue = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Tools:
    """What all lanes of one dispatcher share."""

    outbox: Outbox
    gateway: SlackGateway
    clock: Clock
    journal: Journal
    sender: Sender
    begins: asyncio.Semaphore  # rows that may be marked as being sent
    calls: asyncio.Semaphore  # calls to Slack that may be under way
    call_timeout: timedelta
    observe: Observer | None


class Lane:
    """One workspace while we speak for it."""

    def __init__(self, tools: Tools, workspace_id: WorkspaceId, leased_until: datetime) -> None:
        self.workspace_id = workspace_id
        self.leased_until = leased_until
        self.is_lost = False
        self.task: asyncio.Task[None] | None = None
        self._tools = tools
        self._clock = tools.clock
        self._taken: set[DeliveryId] = set()  # fetched and not yet written as settled
        self._homes: set[DeliveryId] = set()  # those of them that are Homes
        self._queues: dict[Queue, deque[Delivery]] = {}
        self._speakers: set[asyncio.Task[None]] = set()
        self._resting: set[asyncio.Task[None]] = set()  # speakers that only wait: they may be sent home
        self._writing: set[Written] = set()
        self._few_left = asyncio.Event()
        self._is_looking = True  # reading from the database
        self._is_stopping = False

    async def run(self) -> None:
        """Send until nothing is due, we are stopped, or the lane is lost."""
        try:
            await self._serve()
        except Exception:
            self.stop()
            raise
        finally:
            # Whatever happened: a lane served anew while a speaker of ours still sends would send it twice.
            await self._finish()

    async def _serve(self) -> None:
        while not self._is_ending:
            for delivery in await self._fetch():
                self._hand_over(delivery)
            if not self._taken:
                break
            self._is_looking = False
            await self._few_left_or_a_moment()
            self._is_looking = True

    async def _finish(self) -> None:
        if self._speakers:
            await asyncio.wait(self._speakers)
        if self._writing:
            await asyncio.wait(self._writing)

    def stop(self) -> None:
        self._is_stopping = True
        for speaker in self._resting:
            speaker.cancel()
        self._few_left.set()

    def lose(self) -> None:
        """Somebody else holds the lane: what we have not begun is theirs."""
        if not self.is_lost:
            log.warning("deliveries.lane.lost", workspace=self.workspace_id)
        self.is_lost = True
        self.stop()

    @property
    def is_busy(self) -> bool:
        """Whether anything goes on here that does not wait for the clock: database or network."""
        return self._is_looking or bool(self._writing) or len(self._resting) < len(self._speakers)

    @property
    def _is_ending(self) -> bool:
        return self._is_stopping or self.is_lost

    @property
    def _outlives_a_call(self) -> bool:
        return not self._is_ending and self.leased_until >= self._clock.now() + self._tools.call_timeout

    async def _fetch(self) -> list[Delivery]:
        room = BATCH - len(self._taken - self._homes)
        room_for_homes = HOMES - len(self._homes)
        if room <= 0 and room_for_homes <= 0:
            return []
        return await self._tools.outbox.due(
            self.workspace_id, taken=self._taken, at_most=room, homes_at_most=room_for_homes
        )

    def _hand_over(self, delivery: Delivery) -> None:
        is_home = delivery.operation is Operation.HOME
        self._taken.add(delivery.id)
        if is_home:
            self._homes.add(delivery.id)
        queue = (delivery.recipient, is_home)
        if queue in self._queues:
            self._queues[queue].append(delivery)
            return
        self._queues[queue] = deque([delivery])
        speaker = asyncio.create_task(self._speak(queue))
        self._speakers.add(speaker)
        speaker.add_done_callback(self._speakers.discard)

    async def _few_left_or_a_moment(self) -> None:
        """Wait until more should be fetched; at the latest after a moment, for what has become due since."""
        self._few_left.clear()
        waits = [
            asyncio.ensure_future(self._few_left.wait()),
            asyncio.ensure_future(self._clock.sleep(LOOK_AGAIN)),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _speak(self, queue: Queue) -> None:
        """Send a channel's messages, one after the other."""
        waiting = self._queues[queue]
        while waiting and not self._is_ending:
            delivery = waiting.popleft()
            try:
                outcome = await self._deliver(delivery)
            except Exception:  # a mistake of ours: this row waits, its channel goes on
                log.exception("deliveries.delivery.failed", delivery=delivery.id)
                outcome = unsettled(delivery, INTERNAL_ERROR, self._clock.now() + timedelta(minutes=1))
            self._close(delivery, outcome)
        del self._queues[queue]

    def _close(self, delivery: Delivery, outcome: Outcome | None) -> None:
        if outcome is None:
            self._forget(delivery.id)
            return
        written = self._tools.journal.settle(outcome)
        self._writing.add(written)
        written.add_done_callback(self._writing.discard)
        # Not before it is written: fetched again meanwhile, it would look as if a crash had left it.
        written.add_done_callback(lambda _: self._forget(delivery.id))
        if self._tools.observe:
            self._tools.observe(outcome, self._clock.now())

    def _forget(self, delivery_id: DeliveryId) -> None:
        self._taken.discard(delivery_id)
        self._homes.discard(delivery_id)
        if len(self._taken) in (0, BATCH // 4):
            self._few_left.set()

    async def _deliver(self, delivery: Delivery) -> Outcome | None:
        """See one delivery through. `None`: it is not ours to send (cancelled meanwhile, lane lost)."""
        await self._turn(delivery)
        async with self._tools.begins:
            begun = None if self._is_ending else await self._tools.journal.begin(delivery)
            if begun is None:
                return None
            result = await self._attempt(begun)
        return result if isinstance(result, Outcome) else await self._try_again(begun, result)

    async def _try_again(self, begun: Delivery, trouble: SlackTrouble) -> Outcome:
        """Try until it is settled, or trouble lasts longer than a channel should wait for it."""
        pauses = iter(QUICK_PAUSES)
        while True:
            if isinstance(trouble, SlackUnsure):
                begun = replace(begun, is_unsettled=True)  # the next attempt looks before it sends
            pause = 0.0 if isinstance(trouble, SlackBusy) else next(pauses, None)
            if pause is None or not self._outlives_a_call:
                return self._tools.sender.give_back(begun, trouble)
            await self._rest(self._clock.sleep(pause))
            await self._turn(begun)
            result = await self._attempt(begun)
            if isinstance(result, Outcome):
                return result
            trouble = result

    async def _attempt(self, begun: Delivery) -> Outcome | SlackTrouble:
        """Compose together with all that were begun together; send when a call is free."""
        composed = await self._tools.sender.compose(begun)
        composed_at = self._clock.now()
        if not isinstance(composed, Composed | Skip):
            return composed
        async with self._tools.calls:
            if self._clock.now() - composed_at > FRESH:
                composed = await self._tools.sender.compose(begun)
            if not isinstance(composed, Composed | Skip):
                return composed
            if self._outlives_a_call:
                return await self._tools.sender.send(begun, composed)
        make = unsettled if begun.is_unsettled else to_retry
        return make(begun, LEASE_ENDS, self._clock.now())

    async def _turn(self, delivery: Delivery) -> None:
        """Wait for Slack's limits; before the row is begun, so that until then it can still be cancelled."""
        turn = self._tools.gateway.turn(
            self.workspace_id, delivery.operation, delivery.recipient, delivery.priority
        )
        await self._rest(turn)

    async def _rest(self, waiting: Awaitable[None]) -> None:
        """Wait for something that need not be waited for when we are stopped."""
        speaker = asyncio.current_task()
        assert speaker is not None  # noqa: S101 - speakers are tasks
        self._resting.add(speaker)
        try:
            await waiting
        finally:
            self._resting.discard(speaker)
