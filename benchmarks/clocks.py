"""A clock for benchmarks."""

from __future__ import annotations

from datetime import datetime

from community.clock import SystemClock


class ShiftedClock:
    """The machine's clock, that many days and hours away from now. It can be shifted on."""

    def __init__(self, start: datetime) -> None:
        self._system = SystemClock()
        self._shift = start - self._system.now()

    def now(self) -> datetime:
        return self._system.now() + self._shift

    async def sleep(self, seconds: float) -> None:
        await self._system.sleep(seconds)

    def shift_to(self, instant: datetime) -> None:
        self._shift += instant - self.now()
