"""The outbox as the dispatcher uses it: lanes, what is due, beginning and settling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from community.deliveries.holding import hold_back
from community.deliveries.instead import say_directly, tell_who_waits
from community.deliveries.outcomes import Outcome
from community.deliveries.trouble import tell_trouble, troubled_channels, works_again
from community.deliveries.views import Delivery, Place
from community.home_refresh import touch_homes
from community.ids import CommunityId, DeliveryId, DeliveryKind, DeliveryState, Operation, WorkspaceId
from community.work import UseCases, Work
from storage.queries.deliveries import change_rows, claim_lanes, hold_rows, plan_again
from storage.tables import DeliveryRow, LaneRow

_OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING)
_UNSAID = (DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.EXPIRED)
_PARENT_SOON = timedelta(seconds=5)  # how long a reply waits before it asks again whether it has its thread

_SHOWN_WITHIN = timedelta(
    seconds=10
)  # of a sending, at Home: hundreds in a row are one drawing in ten seconds


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one group commit found out: which rows are begun, which lanes are still ours."""

    begun: Mapping[DeliveryId, Delivery]
    held: Mapping[WorkspaceId, datetime]  # until when


class Outbox(UseCases):
    """Any number of workers may use it at once: a lane, one workspace's queue, belongs to one at a time."""

    async def claim(
        self, holder: str, *, lease: timedelta, at_most: int, serving: Collection[WorkspaceId] = ()
    ) -> list[WorkspaceId]:
        """Take up to `at_most` free lanes that have something to send, leaving out those in `serving`."""
        async with self._look() as work:
            waiting = await _workspaces_with_work(work)
        wanted = [workspace for workspace in waiting if workspace not in serving]
        if not wanted or at_most <= 0:
            return []
        async with self._chore() as work:
            taken = await claim_lanes(
                work.session,
                holder=holder,
                workspaces=wanted,
                now=work.now,
                until=work.now + lease,
                at_most=at_most,
            )
        return [WorkspaceId(workspace) for workspace in taken]

    async def renew(
        self, holder: str, workspaces: Collection[WorkspaceId], *, lease: timedelta
    ) -> Mapping[WorkspaceId, datetime]:
        """Lengthen the leases that are still `holder`'s: until when each is held now."""
        async with self._chore() as work:
            until = work.now + lease
            kept = await work.session.scalars(
                update(LaneRow)
                .where(LaneRow.holder == holder, LaneRow.workspace_id.in_(workspaces))
                .values(leased_until=until)
                .returning(LaneRow.workspace_id)
            )
            return {WorkspaceId(workspace): until for workspace in kept}

    async def release(self, holder: str, workspaces: Collection[WorkspaceId]) -> None:
        """Let go of lanes, so that another worker need not wait for the lease to run out."""
        async with self._chore() as work:
            await work.session.execute(
                update(LaneRow)
                .where(LaneRow.holder == holder, LaneRow.workspace_id.in_(workspaces))
                .values(holder=None, leased_until=None)
            )

    async def due(
        self,
        workspace_id: WorkspaceId,
        *,
        taken: Collection[DeliveryId],
        at_most: int,
        homes_at_most: int,
    ) -> list[Delivery]:
        """What is to be sent now, in order, without those in `taken`; then the Homes to be drawn.

        On the way: what is stale expires; direct messages wait for a polite hour or, beyond the daily cap,
        for the next day.
        """
        async with self._chore() as work:
            await _expire(work, workspace_id)
            rows = await _due_rows(work, workspace_id, taken, at_most=at_most)
            rows += await _due_rows(work, workspace_id, taken, at_most=homes_at_most, are_homes=True)
            held = await hold_back(work, workspace_id, rows)
            troubled = await troubled_channels(work, workspace_id) if rows else set()
        return [
            replace(row, is_in_trouble=True) if row.recipient in troubled else row
            for row in rows
            if row.id not in held
        ]

    async def record(
        self,
        holder: str,
        *,
        outcomes: Sequence[Outcome],
        begins: Sequence[Delivery],
        lease_until: datetime,
    ) -> Ledger:
        """One group commit: settle `outcomes`, then mark `begins` as being sent.

        Fenced: only for lanes that `holder` holds; begins only if the lease lasts until `lease_until`, so
        that nobody takes the row up while the call is under way. What is not in `begun` must not be sent.
        """
        async with self._chore() as work:
            held = await _lanes_held(work, holder, [item.delivery for item in outcomes] + list(begins))
            settled = [item for item in outcomes if item.delivery.workspace_id in held]
            await hold_rows(
                work.session, [item.delivery.id for item in settled] + [item.id for item in begins]
            )
            await _settle(work, settled)
            ready = [item for item in begins if held.get(item.workspace_id, work.now) >= lease_until]
            begun = await _begin(work, ready)
        return Ledger({item.id: item for item in begun}, held)

    async def next_due_at(self) -> datetime | None:
        """When the next delivery wants to go, `None` if there is none: for a clock that is moved by hand."""
        async with self._look() as work:
            return await work.session.scalar(
                select(func.min(DeliveryRow.next_attempt_at)).where(DeliveryRow.state.in_(_OPEN))
            )


async def _workspaces_with_work(work: Work) -> list[WorkspaceId]:
    found = await work.session.scalars(
        select(DeliveryRow.workspace_id)
        .where(DeliveryRow.state.in_(_OPEN), DeliveryRow.next_attempt_at <= work.now)
        .distinct()
    )
    return [WorkspaceId(workspace) for workspace in found]


async def _lanes_held(work: Work, holder: str, deliveries: Iterable[Delivery]) -> dict[WorkspaceId, datetime]:
    """Our lanes, locked: nobody takes one over until we have committed."""
    rows = await work.session.execute(
        select(LaneRow.workspace_id, LaneRow.leased_until)
        .where(LaneRow.holder == holder, LaneRow.workspace_id.in_({item.workspace_id for item in deliveries}))
        .with_for_update()
    )
    return {WorkspaceId(workspace): until for workspace, until in rows if until is not None}


async def _expire(work: Work, workspace_id: WorkspaceId) -> None:
    await work.session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.state == DeliveryState.PLANNED,
            DeliveryRow.next_attempt_at <= work.now,
            DeliveryRow.expires_at <= work.now,
        )
        .values(state=DeliveryState.EXPIRED)
    )


async def _due_rows(
    work: Work,
    workspace_id: WorkspaceId,
    taken: Collection[DeliveryId],
    *,
    at_most: int,
    are_homes: bool = False,
) -> list[Delivery]:
    if at_most <= 0:
        return []
    is_home = DeliveryRow.operation == Operation.HOME
    rows = await work.session.scalars(
        select(DeliveryRow)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.state.in_(_OPEN),
            DeliveryRow.next_attempt_at <= work.now,
            DeliveryRow.id.not_in(taken),
            is_home if are_homes else ~is_home,
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.priority, DeliveryRow.id)
        .limit(at_most)
    )
    return [delivery_of(row) for row in rows]


async def _begin(work: Work, begins: Sequence[Delivery]) -> list[Delivery]:
    places = await _places(work, begins)
    ready, waiting, hopeless = _sort_by_place(begins, places)
    await _postpone(work, waiting)
    await _drop(work, hopeless)
    if not ready:
        return []
    rows = await work.session.scalars(
        update(DeliveryRow)
        .where(
            DeliveryRow.id.in_(ready),
            or_(
                and_(DeliveryRow.state == DeliveryState.PLANNED, DeliveryRow.expires_at > work.now),
                DeliveryRow.state == DeliveryState.SENDING,  # also after its end: it may be in Slack already
            ),
        )
        .values(
            state=DeliveryState.SENDING,
            attempts=DeliveryRow.attempts + 1,
            sending_since=func.coalesce(DeliveryRow.sending_since, work.now),
        )
        .returning(DeliveryRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return [_begun(row, ready[DeliveryId(row.id)]) for row in rows]


def _begun(row: DeliveryRow, asked: tuple[Delivery, Place | None]) -> Delivery:
    before, place = asked
    return replace(
        delivery_of(row), place=place, is_unsettled=before.is_unsettled, is_in_trouble=before.is_in_trouble
    )


@dataclass(frozen=True, slots=True)
class _Parent:
    """The delivery another one replies to, or edits."""

    state: str
    place: Place | None


async def _places(work: Work, begins: Sequence[Delivery]) -> dict[tuple[str, str], _Parent]:
    keys = {key for item in begins if (key := item.thread_of or item.target_key)}
    if not keys:
        return {}
    rows = await work.session.execute(
        select(
            DeliveryRow.workspace_id,
            DeliveryRow.key,
            DeliveryRow.state,
            DeliveryRow.posted_channel,
            DeliveryRow.posted_ts,
        ).where(
            DeliveryRow.workspace_id.in_({item.workspace_id for item in begins}), DeliveryRow.key.in_(keys)
        )
    )
    return {
        (workspace, key): _Parent(state, Place(channel, ts) if channel and ts else None)
        for workspace, key, state, channel, ts in rows
    }


_Ready = dict[DeliveryId, tuple[Delivery, Place | None]]


def _sort_by_place(
    begins: Sequence[Delivery], parents: Mapping[tuple[str, str], _Parent]
) -> tuple[_Ready, list[Delivery], list[Delivery]]:
    """Ready to go (with their place), to wait for their parent, and without any hope of one."""
    ready: _Ready = {}
    waiting: list[Delivery] = []
    hopeless: list[Delivery] = []
    for item in begins:
        parent_key = item.thread_of or item.target_key
        parent = parents.get((item.workspace_id, parent_key)) if parent_key else None
        place = parent.place if parent else None
        if parent_key is None or place is not None:
            ready[item.id] = (item, place)
        elif parent is not None and parent.state in _OPEN:
            # An edit of what is not posted yet is needless: the post will show what holds then.
            is_needless = item.operation is Operation.UPDATE and parent.state == DeliveryState.PLANNED
            (hopeless if is_needless else waiting).append(item)
        elif item.operation is Operation.UPDATE or item.rule.needs_thread:
            hopeless.append(item)
        else:
            ready[item.id] = (
                item,
                None,
            )  # the thread never came to be: better in the channel than not at all
    return ready, waiting, hopeless


async def _postpone(work: Work, waiting: Sequence[Delivery]) -> None:
    if waiting:
        await work.session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_([item.id for item in waiting]), DeliveryRow.state.in_(_OPEN))
            .values(next_attempt_at=work.now + _PARENT_SOON)
        )


async def _drop(work: Work, hopeless: Sequence[Delivery]) -> None:
    if hopeless:
        await work.session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_([item.id for item in hopeless]), DeliveryRow.state.in_(_OPEN))
            .values(state=DeliveryState.SKIPPED, last_error="not_posted")
        )


async def _settle(work: Work, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    await change_rows(
        work.session,
        [_settled(item, work.now) for item in outcomes],
        only_in=[DeliveryState.SENDING],
    )
    await plan_again(
        work.session,
        [
            {"row_id": d.id, "sent_revision": d.revision, "due": work.now + d.rule.gap}
            for d in (item.delivery for item in outcomes)
            if d.rule.is_coalesced
        ],
    )
    for item in outcomes:
        if item.state in _UNSAID:
            await _go_on_after(work, item)
    await _note_what_works(work, outcomes)
    # What facilitators see at their Home of what is planned has changed.
    shown = {item.delivery.community_id for item in outcomes if item.delivery.rule.is_shown}
    for community_id in sorted(each for each in shown if each is not None):
        await touch_homes(work, community_id, facilitators_only=True, within=_SHOWN_WITHIN)


async def _go_on_after(work: Work, unsaid: Outcome) -> None:
    """Who waits is not told of what comes another way."""
    why = unsaid.error or unsaid.state
    if unsaid.state is not DeliveryState.EXPIRED and await say_directly(work, unsaid.delivery, why):
        return
    if unsaid.state is DeliveryState.FAILED:
        await tell_trouble(work, unsaid.delivery, why)
    await tell_who_waits(work, unsaid.delivery, why)


def _settled(outcome: Outcome, now: datetime) -> dict[str, Any]:
    delivery, place = outcome.delivery, outcome.place
    is_sent = outcome.state is DeliveryState.SENT
    again_at = outcome.again_at or now
    if outcome.state is DeliveryState.PLANNED:
        # Never beyond the end of the window: the row must be looked at then, to expire. A doubt outlasts it.
        again_at = min(again_at, delivery.expires_at)
    return {
        "row_id": delivery.id,
        "state": outcome.state,
        "last_error": outcome.error,
        "next_attempt_at": max(now, again_at),
        "posted_channel": place.channel if place else None,
        "posted_ts": place.ts if place else None,
        "sent_at": now if is_sent else None,
    }


async def _note_what_works(work: Work, outcomes: Sequence[Outcome]) -> None:
    channels: dict[WorkspaceId, set[str]] = {}
    for item in outcomes:
        if item.state is DeliveryState.SENT and item.delivery.is_in_trouble:
            channels.setdefault(item.delivery.workspace_id, set()).add(item.delivery.recipient)
    for workspace_id, posted in channels.items():
        await works_again(work, workspace_id, posted)


def delivery_of(row: DeliveryRow) -> Delivery:
    """The frozen view of a row."""
    return Delivery(
        id=DeliveryId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=None if row.community_id is None else CommunityId(row.community_id),
        kind=DeliveryKind(row.kind),
        operation=Operation(row.operation),
        subject=row.subject,
        recipient=row.recipient,
        key=row.key,
        context=row.context,
        note=row.note,
        thread_of=row.thread_of,
        target_key=row.target_key,
        priority=row.priority,
        due_at=row.due_at,
        expires_at=row.expires_at,
        revision=row.revision,
        attempts=row.attempts,
        sending_since=row.sending_since,
        is_pinned=row.is_pinned,
        is_unsettled=row.state == DeliveryState.SENDING,
    )
