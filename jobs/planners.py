"""What has to be planned because time passes, and not because somebody did something."""

from __future__ import annotations

from community.services import Services


class Planners:
    """Each is idempotent: any number of processes may run them as often as they like."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def follow_homes(self) -> None:
        """Every few seconds: Homes show that a session has begun, and feedback that has just opened."""
        await self._services.home.follow_time()

    async def run_once(self) -> None:
        """Every minute."""
        await self._services.convenings.plan_due()
        await self._services.feedback.plan_due()
        await self._services.problems.plan_due()
        await self._services.voices.plan_due()
        await self._services.digests.plan_next()
        await self._services.cycles.plan_due()
        await self._services.reports.plan_due()
        await self._services.message_learnings.forget_unanswered()
