"""One attempt at one delivery: compose from the state that holds now; then call Slack and say how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from community.clock import Clock
from community.deliveries.outcomes import (
    UNSURE,
    Outcome,
    expired,
    failed,
    sent,
    skipped,
    to_retry,
    unsettled,
)
from community.deliveries.views import Delivery, Place
from community.ids import Operation, UserId, WorkspaceId
from jobs.backoff import Backoff
from jobs.composing import Composed, Composers, Skip
from jobs.gateway import (
    FileUpload,
    Posted,
    SlackGateway,
    SlackRefused,
    SlackTrouble,
    SlackUnreachable,
    SlackUnsure,
)

log = structlog.get_logger(__name__)

COMPOSER_TRIES = 5  # a composer that raises is tried this often, in case what it needs comes to be
INVALID_BLOCKS = "invalid_blocks"  # what a Slack says that does not know our charts
INTERNAL_ERROR = "internal_error"  # our own word, in Slack's manner: we could not write the message

# How long after its window a message is looked for that may be in Slack, or not. A workspace that has removed
# the bot never answers.
_DOUBT_LASTS = timedelta(days=2)
_SKEW = timedelta(minutes=1)  # by how much Slack's clock may be behind ours


# Remembers that a workspace's Slack refuses charts and tables of its own making.
ChartsRefused = Callable[[WorkspaceId], Awaitable[None]]


class Sender:
    """Sends one delivery once. It never raises for what can go wrong with a single row.

    `charts_refused`: from then on composers must make messages for that workspace without native charts.
    """

    def __init__(
        self,
        gateway: SlackGateway,
        composers: Composers,
        clock: Clock,
        backoff: Backoff,
        charts_refused: ChartsRefused | None = None,
    ) -> None:
        self._gateway = gateway
        self._composers = composers
        self._clock = clock
        self._backoff = backoff
        self._charts_refused = charts_refused

    async def compose(self, delivery: Delivery) -> Composed | Skip | Outcome | SlackTrouble:
        """What to send by what holds now; or how it ended without, or what stands in the way for now.

        `delivery` must have been begun: from then on a change that touches it wants it once more.
        """
        if delivery.is_unsettled and delivery.operation is Operation.WHISPER:
            # Perhaps shown, and nowhere to look: said twice, a gentle hint would be a rebuke.
            return sent(delivery, None)
        try:
            return await self._composers[delivery.kind](delivery)
        except SlackTrouble as trouble:
            return trouble  # it asked Slack for the address of a message; nothing was sent
        except Exception:  # a composer may fail in any way; its row must not stop the others
            log.exception("deliveries.composing.failed", delivery=delivery.id, kind=delivery.kind)
            return self._could_not_compose(delivery)

    async def send(self, delivery: Delivery, composed: Composed | Skip) -> Outcome | SlackTrouble:
        """How it ended, or the trouble that stands in the way for now: then it must be composed again."""
        try:
            if isinstance(composed, Skip):
                return await self._leave_out(delivery, composed)
            return await self._reach_slack(delivery, composed)
        except SlackRefused as refused:
            return await self._refused(delivery, composed, refused.code)
        except SlackTrouble as trouble:
            return trouble

    def give_back(self, delivery: Delivery, trouble: SlackTrouble) -> Outcome:
        """Trouble that did not pass: the row is taken up again later, until its window closes."""
        again_at = self._clock.now() + self._backoff.after(delivery.attempts)
        if delivery.is_unsettled or isinstance(trouble, SlackUnsure):
            if again_at >= delivery.expires_at + _DOUBT_LASTS:
                return failed(delivery, UNSURE)
            return unsettled(delivery, trouble.code, again_at)
        if again_at >= delivery.expires_at:
            return expired(delivery, trouble.code)
        return to_retry(delivery, trouble.code, again_at)

    async def _leave_out(self, delivery: Delivery, skip: Skip) -> Outcome:
        """Nothing to send any more; but what stands in Slack already must be known, to be edited."""
        if delivery.is_unsettled and delivery.operation is Operation.POST:
            found = await self._look_for(delivery, None)
            if found is not None and found.place is not None:
                return found
        return skipped(delivery, skip.reason)

    async def _reach_slack(self, delivery: Delivery, composed: Composed) -> Outcome:
        if delivery.is_unsettled and delivery.operation in (Operation.POST, Operation.FILE):
            found = await self._look_for(delivery, composed.file)
            if found is not None:
                return found
        if delivery.expires_at <= self._clock.now():
            return expired(delivery, None)
        posted = await self._call(delivery, composed)
        return sent(delivery, Place(posted.channel, posted.ts) if posted else None)

    async def _refused(
        self, delivery: Delivery, composed: Composed | Skip, code: str
    ) -> Outcome | SlackTrouble:
        """Final; but a native chart is trouble that passes: composed again, the message goes without it."""
        message = composed.message if isinstance(composed, Composed) else None
        if (
            code != INVALID_BLOCKS
            or self._charts_refused is None
            or not (message and message.has_native_charts)
        ):
            return failed(delivery, code)
        log.info("charts.refused", workspace=delivery.workspace_id, kind=delivery.kind)
        await self._charts_refused(delivery.workspace_id)
        return SlackUnreachable(code)

    async def _look_for(self, delivery: Delivery, file: FileUpload | None) -> Outcome | None:
        """Whether an earlier attempt reached Slack after all. `None`: it did not."""
        try:
            found = await self._gateway.find_posted(
                delivery.workspace_id,
                delivery.recipient,
                thread_ts=_thread(delivery),
                key=delivery.key,
                since=(delivery.sending_since or delivery.due_at) - _SKEW,
                file_name=file.name if file else None,
            )
        except SlackRefused:
            # Without a look it is not sent again (twice is worse than perhaps once); facilitators are told.
            return failed(delivery, UNSURE)
        return sent(delivery, Place(found.channel, found.ts)) if found else None

    async def _call(self, delivery: Delivery, composed: Composed) -> Posted | None:
        workspace_id, place = delivery.workspace_id, delivery.place
        match delivery.operation:
            case Operation.POST if composed.message:
                return await self._gateway.post(
                    workspace_id,
                    delivery.recipient,
                    composed.message,
                    thread_ts=_thread(delivery),
                    key=delivery.key,
                )
            case Operation.FILE if composed.file:
                return await self._gateway.upload(
                    workspace_id, delivery.recipient, _thread(delivery), composed.file, delivery.key
                )
            case Operation.UPDATE if composed.message and place and delivery.target_key:
                await self._gateway.update(
                    workspace_id, place.channel, place.ts, composed.message, delivery.target_key
                )
            case Operation.HOME if composed.view is not None:
                await self._gateway.publish_home(workspace_id, UserId(delivery.recipient), composed.view)
            case Operation.WHISPER if composed.message and composed.to:
                await self._gateway.whisper(
                    workspace_id,
                    delivery.recipient,
                    composed.to,
                    composed.message,
                    thread_ts=_thread(delivery),
                )
            case _:
                raise SlackRefused(INTERNAL_ERROR)  # the composer made something else than the row asks for
        return None

    def _could_not_compose(self, delivery: Delivery) -> Outcome:
        if delivery.attempts >= COMPOSER_TRIES:
            return failed(delivery, UNSURE if delivery.is_unsettled else INTERNAL_ERROR)
        again_at = self._clock.now() + self._backoff.after(delivery.attempts)
        if delivery.is_unsettled:
            return unsettled(delivery, INTERNAL_ERROR, again_at)
        return to_retry(delivery, INTERNAL_ERROR, again_at)


def _thread(delivery: Delivery) -> str | None:
    return delivery.place.ts if delivery.thread_of and delivery.place else None
