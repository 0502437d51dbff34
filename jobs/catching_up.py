"""What was said in problems' threads while nobody told the bot, read from Slack's history."""

from __future__ import annotations

import structlog

from community.clock import Clock
from community.ids import UserId
from community.problems.listening import Said
from community.problems.voices import ThreadWanted
from community.services import Services
from community.work import Caller
from jobs.gateway import Reply, SlackGateway, SlackRefused, SlackTrouble

log = structlog.get_logger(__name__)

THREAD_GONE = ("thread_not_found", "message_not_found")


class CatchingUp:
    """Reads the threads that are wanted, outside any transaction. A reading that is lost is still wanted."""

    def __init__(self, services: Services, gateway: SlackGateway, clock: Clock) -> None:
        self._voices = services.voices
        self._problems = services.problems
        self._gateway = gateway
        self._clock = clock
        self._is_new_here = True  # this process has just begun: others may have been away until now

    async def run_once(self) -> None:
        """Bring every wanted thread up to date; the first time, every thread that is open."""
        if self._is_new_here:
            await self._voices.want_all_threads()
            self._is_new_here = False
        for wanted in await self._voices.threads_wanted():
            try:
                await self._read(wanted)
            except SlackRefused as refusal:
                await self._refused(wanted, refusal.code)
            except SlackTrouble as trouble:
                # Busy or unreachable: it stays wanted.
                log.info("thread_not_read", problem_id=wanted.problem_id, error=trouble.code)

    async def forget_said(self) -> None:
        """What the bot has said for anonymous presenters stands in the thread, and need not be kept."""
        await self._voices.forget_said()

    async def _read(self, wanted: ThreadWanted) -> None:
        read_at = self._clock.now()
        replies = await self._gateway.replies(
            wanted.workspace_id, wanted.channel, wanted.thread_ts, since=wanted.since
        )
        said = [_said(reply, reply.user_id) for reply in replies if reply.user_id is not None]
        await self._voices.replies_read(wanted, said, read_at)

    async def _refused(self, wanted: ThreadWanted, code: str) -> None:
        log.info("thread_refused", problem_id=wanted.problem_id, error=code)
        await self._voices.thread_refused(wanted)
        if code in THREAD_GONE:
            nobody = Caller(wanted.workspace_id, UserId(""))
            await self._problems.opening_deleted(nobody, wanted.channel, wanted.thread_ts)


def _said(reply: Reply, user_id: UserId) -> Said:
    return Said(reply.ts, user_id, reply.text, reply.edited_at)
