"""The dispatcher's write-behind journal: marks of concurrent sendings go into the database together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from community.clock import Clock
from community.deliveries.outbox import Ledger, Outbox
from community.deliveries.outcomes import Outcome
from community.deliveries.views import Delivery
from community.ids import WorkspaceId

log = structlog.get_logger(__name__)

_TRIES = 5  # how often a group is written before it is given up; what was sent is then found in Slack again
_PAUSE = 1.0  # seconds between the tries

Written = asyncio.Future[None]
Begun = asyncio.Future[Delivery | None]


class Journal:
    """Begins and settles, committed in groups.

    While one group is being written the next one gathers: under load a hundred marks cost one commit, and a
    lone one waits for nobody.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        holder: str,
        call_timeout: timedelta,
        on_lost: Callable[[WorkspaceId], None],
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._holder = holder
        self._call_timeout = call_timeout
        self._on_lost = on_lost
        self._begins: list[tuple[Delivery, Begun]] = []
        self._outcomes: list[tuple[Outcome, Written]] = []
        self._writer: asyncio.Task[None] | None = None
        self.is_resting = False  # the database is away; all that is left is to wait for the clock

    async def begin(self, delivery: Delivery) -> Delivery | None:
        """Mark it as being sent. Returns it as it is now, or `None`: then it must not be sent by us, now."""
        begun: Begun = asyncio.get_running_loop().create_future()
        self._begins.append((delivery, begun))
        self._wake()
        return await begun

    def settle(self, outcome: Outcome) -> Written:
        """Write how it ended, soon; the future is done once it is written, or given up."""
        written: Written = asyncio.get_running_loop().create_future()
        self._outcomes.append((outcome, written))
        self._wake()
        return written

    async def written(self) -> None:
        """Wait until all is written."""
        if self._writer is not None:
            await self._writer

    def _wake(self) -> None:
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._begins or self._outcomes:
            begins, self._begins = self._begins, []
            outcomes, self._outcomes = self._outcomes, []
            ledger = await self._record([item for item, _ in outcomes], [item for item, _ in begins])
            for _, written in outcomes:
                written.set_result(None)
            for delivery, begun in begins:
                if not begun.done():
                    begun.set_result(ledger.begun.get(delivery.id))
            self._report_lost(ledger, [item for item, _ in begins])

    async def _record(self, outcomes: list[Outcome], begins: list[Delivery]) -> Ledger:
        """One group commit. If the database is away the outcomes are tried again; nothing is begun."""
        for _ in range(_TRIES):
            try:
                return await self._outbox.record(
                    self._holder,
                    outcomes=outcomes,
                    begins=begins,
                    lease_until=self._clock.now() + self._call_timeout,
                )
            except (
                Exception
            ):  # any failure of the database; the outermost place that can do something about it
                log.exception("deliveries.journal.failed", outcomes=len(outcomes), begins=len(begins))
                begins = []
                self.is_resting = True
                await self._clock.sleep(_PAUSE)
                self.is_resting = False
        log.error("deliveries.journal.given_up", deliveries=[item.delivery.id for item in outcomes])
        return Ledger({}, {})

    def _report_lost(self, ledger: Ledger, begins: list[Delivery]) -> None:
        for workspace_id in {item.workspace_id for item in begins} - ledger.held.keys():
            self._on_lost(workspace_id)
