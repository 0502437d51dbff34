"""Clearing up, now and then."""

from __future__ import annotations

import structlog

from community.deliveries.housekeeping import Housekeeping

log = structlog.get_logger(__name__)


class Janitor:
    """Runs `Housekeeping` and logs what went."""

    def __init__(self, housekeeping: Housekeeping) -> None:
        self._housekeeping = housekeeping

    async def run_once(self) -> None:
        cleared = await self._housekeeping.clear_up()
        log.info(
            "housekeeping.done",
            expired=cleared.expired,
            receipts=cleared.receipts,
            deliveries=cleared.deliveries,
        )
