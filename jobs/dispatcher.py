"""Emptying the outbox: lanes by lease, channels in order, each message exactly once.

A lane is one workspace's queue; while we hold its lease nobody else speaks for that workspace.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from community.clock import Clock
from community.deliveries.outbox import Outbox
from community.ids import WorkspaceId
from jobs.backoff import Backoff
from jobs.composing import Composers
from jobs.gateway import SlackGateway
from jobs.journal import Journal
from jobs.lane import Lane, Observer, Tools
from jobs.sending import ChartsRefused, Sender

log = structlog.get_logger(__name__)

CALL_TIMEOUT = timedelta(seconds=20)  # no call to Slack takes longer; the gateway sees to it
LEASE = timedelta(seconds=90)
BEGUN_PER_CALL = (
    4  # rows are marked ahead of their calls, so that one commit marks many and no call waits for it
)


class Dispatcher:
    """Sends what is due. Any number of them, in any number of processes, may share one database.

    `concurrency`: calls to Slack under way at once. `max_lanes`: workspaces served at once, so that other
    workers get some. `observe` is told how each sending ended, for metrics. `charts_refused` is told of a
    workspace whose Slack refuses native charts; composers then make its messages without them.
    """

    def __init__(
        self,
        outbox: Outbox,
        gateway: SlackGateway,
        composers: Composers,
        clock: Clock,
        *,
        concurrency: int = 20,
        max_lanes: int = 32,
        lease: timedelta = LEASE,
        call_timeout: timedelta = CALL_TIMEOUT,
        chance: random.Random | None = None,
        observe: Observer | None = None,
        charts_refused: ChartsRefused | None = None,
    ) -> None:
        self.holder = f"{os.getpid()}-{uuid4().hex[:12]}"
        self._outbox = outbox
        self._clock = clock
        self._max_lanes = max_lanes
        self._lease = lease
        self._tools = Tools(
            outbox=outbox,
            gateway=gateway,
            clock=clock,
            journal=Journal(outbox, clock, self.holder, call_timeout, self._lose),
            sender=Sender(
                gateway,
                composers,
                clock,
                Backoff(chance or random.Random()),  # noqa: S311 - jitter
                charts_refused,
            ),
            begins=asyncio.Semaphore(concurrency * BEGUN_PER_CALL),
            calls=asyncio.Semaphore(concurrency),
            call_timeout=call_timeout,
            observe=observe,
        )
        self._lanes: dict[WorkspaceId, Lane] = {}
        self._claiming = asyncio.Lock()
        self._is_stopping = False

    @property
    def is_busy(self) -> bool:
        """Whether database or network work is under way. If not, all that is left waits for the clock.

        For whoever moves a clock by hand: let the event loop go round a few times after each move, then wait
        until this is false before the next.
        """
        if self._tools.journal.is_resting:
            return False
        return self._claiming.locked() or any(lane.is_busy for lane in self._lanes.values())

    async def tick(self) -> None:
        """Take free lanes with due rows and begin to serve them; does not wait for the sending."""
        if self._is_stopping or self._claiming.locked():
            return
        async with self._claiming:
            room = self._max_lanes - len(self._lanes)
            claimed_at = self._clock.now()
            claimed = await self._outbox.claim(
                self.holder, lease=self._lease, at_most=room, serving=self._lanes.keys()
            )
            for workspace_id in claimed:
                self._serve(workspace_id, claimed_at + self._lease)

    async def run_once(self) -> None:
        """Send until nothing that we may take is due."""
        await self.tick()
        while self._lanes:
            await asyncio.wait([lane.task for lane in self._lanes.values() if lane.task])
            await self.tick()

    async def stop(self) -> None:
        """Begin nothing more, finish what is under way, write it down, let go of the lanes."""
        self._is_stopping = True
        async with self._claiming:  # a claim under way ends first, so that its lanes are let go of too
            lanes = list(self._lanes.values())
        for lane in lanes:
            lane.stop()
        await asyncio.gather(*(lane.task for lane in lanes if lane.task), return_exceptions=True)
        await self._tools.journal.written()

    def _serve(self, workspace_id: WorkspaceId, leased_until: datetime) -> None:
        lane = Lane(self._tools, workspace_id, leased_until)
        self._lanes[workspace_id] = lane
        lane.task = asyncio.create_task(self._run(lane), name=f"lane {workspace_id}")

    async def _run(self, lane: Lane) -> None:
        keeping = asyncio.create_task(self._keep(lane))
        try:
            await lane.run()
            await self._outbox.release(self.holder, [lane.workspace_id])
        except Exception:  # the outermost loop of a lane: another round takes it up again
            log.exception("deliveries.lane.failed", workspace=lane.workspace_id)
        finally:
            keeping.cancel()
            self._lanes.pop(lane.workspace_id, None)

    async def _keep(self, lane: Lane) -> None:
        """Renew the lane's lease for as long as it is served."""
        while not lane.is_lost:
            await self._clock.sleep(self._lease.total_seconds() / 3)
            try:
                held = await self._outbox.renew(self.holder, [lane.workspace_id], lease=self._lease)
            except Exception:  # the database is away; begins are fenced, so an old lease does no harm
                log.exception("deliveries.lease.not_renewed", workspace=lane.workspace_id)
                continue
            if lane.workspace_id in held:
                lane.leased_until = held[lane.workspace_id]
            else:
                lane.lose()

    def _lose(self, workspace_id: WorkspaceId) -> None:
        if lane := self._lanes.get(workspace_id):
            lane.lose()
