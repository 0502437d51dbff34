"""Planning: what is wanted becomes rows, and rows no longer wanted go. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, case, update
from sqlalchemy.ext.asyncio import AsyncSession

from community.deliveries.kinds import COALESCED, KINDS
from community.deliveries.outcomes import UNSURE
from community.ids import CommunityId, DeliveryKind, DeliveryState, Operation, WorkspaceId
from storage.queries.deliveries import change_rows, insert_missing, rows_under, want_again
from storage.tables import DeliveryRow

_SUBJECTS_AT_ONCE = 400  # well under the number of variables either database takes

# A row in one of these may become planned again when it is wanted again; sent, failed and skipped are final.
_REVIVABLE = (DeliveryState.CANCELLED, DeliveryState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that should be sent, once, in its window.

    `key` says what the message *is*; it is unique for ever in its workspace, so put into it what makes a
    message another message (the start of a convening: moved, people are told again).
    `recipient`: a channel id, or a user id for a direct message. `due_at`, `expires_at`: aware instants.
    `thread_of`: key of the delivery whose thread this goes to. `target_key`: key of the delivery an UPDATE
    edits. `context`: small, fits JSON, ids only.
    """

    kind: DeliveryKind
    key: str
    recipient: str
    due_at: datetime
    expires_at: datetime
    operation: Operation = Operation.POST
    thread_of: str | None = None
    target_key: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


async def plan(
    session: AsyncSession,
    *,
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    subject: str,
    wanted: Sequence[Wanted],
    now: datetime,
    leaving: Sequence[DeliveryKind] = (),
) -> None:
    """Make the planned rows of `subject` equal to `wanted`.

    Inserts new keys (unless their window is over already), moves times (not of rows a facilitator pinned),
    cancels what is no longer wanted, revives what is wanted again. Never touches what is being sent, was
    sent, failed or was skipped; nor coalesced rows, which belong to `touch`; nor the kinds `leaving`, which
    were added to the subject one by one.
    """
    await plan_many(
        session,
        workspace_id=workspace_id,
        community_id=community_id,
        wanted={subject: wanted},
        now=now,
        leaving=leaving,
    )


async def plan_many(
    session: AsyncSession,
    *,
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    wanted: Mapping[str, Sequence[Wanted]],
    now: datetime,
    leaving: Sequence[DeliveryKind] = (),
) -> None:
    """`plan` for many subjects (a convening and each of its people) in a few statements."""
    subjects = iter(wanted)
    while chunk := list(islice(subjects, _SUBJECTS_AT_ONCE)):
        there = await _rows_of(session, workspace_id, chunk, (*COALESCED, *leaving))
        plan = _Plan(now)
        for subject in chunk:
            plan.compare(subject, wanted[subject], there.get(subject, {}))
        await plan.carry_out(session, workspace_id, community_id)


async def add(
    session: AsyncSession,
    *,
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    subject: str,
    wanted: Sequence[Wanted],
    now: datetime,
) -> None:
    """Insert what is wanted and not there, beside what `subject` has planned: for one-off messages."""
    await insert_missing(
        session, DeliveryRow, [_new_row(workspace_id, community_id, subject, item, now) for item in wanted]
    )


async def touch(
    session: AsyncSession,
    *,
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    subject: str,
    wanted: Wanted,
    now: datetime,
) -> None:
    """Want a coalesced row (an edit, a Home tab) once more: a hundred touches become a few sendings.

    It goes at `wanted.due_at`, or after its kind's gap, whichever is later; touched again while it waits, it
    keeps its time.
    """
    await touch_many(
        session, workspace_id=workspace_id, community_id=community_id, wanted={subject: wanted}, now=now
    )


async def touch_many(
    session: AsyncSession,
    *,
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    wanted: Mapping[str, Wanted],
    now: datetime,
) -> None:
    """`touch` for many subjects, one row each (the Home tabs of all members), in one statement."""
    rows = [
        _new_row(workspace_id, community_id, subject, item, now, due_at=max(item.due_at, now + _gap(item)))
        for subject, item in wanted.items()
    ]
    await want_again(session, rows)


async def revive_failed(
    session: AsyncSession, *, workspace_id: WorkspaceId, recipient: str, now: datetime
) -> None:
    """Plan again what Slack refused for `recipient` and is still in its window: the channel works again.

    What may stand in Slack already goes on as being sent: whoever takes it up looks for it first.
    """
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.recipient == recipient,
            DeliveryRow.state == DeliveryState.FAILED,
            DeliveryRow.expires_at > now,
        )
        .values(
            state=case(
                (DeliveryRow.last_error == UNSURE, DeliveryState.SENDING.value),
                else_=DeliveryState.PLANNED.value,
            ),
            next_attempt_at=now,
            attempts=0,
            last_error=None,
        )
    )


class _Plan:
    """The difference between what is there and what is wanted."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._new: list[tuple[str, Wanted]] = []
        self._changed: list[dict[str, Any]] = []
        self._unwanted: list[int] = []

    def compare(self, subject: str, wanted: Iterable[Wanted], there: Mapping[str, Row[Any]]) -> None:
        keys = set()
        for item in wanted:
            keys.add(item.key)
            row = there.get(item.key)
            if row is None:
                self._add(subject, item)
            elif row.state in _REVIVABLE:
                self._revive(row, item)
            elif row.state == DeliveryState.PLANNED and not row.is_pinned:
                self._adjust(row, item)
        self._unwanted += [
            row.id for key, row in there.items() if key not in keys and row.state == DeliveryState.PLANNED
        ]

    async def carry_out(
        self, session: AsyncSession, workspace_id: WorkspaceId, community_id: CommunityId | None
    ) -> None:
        rows = [_new_row(workspace_id, community_id, subject, item, self._now) for subject, item in self._new]
        await insert_missing(session, DeliveryRow, rows)
        # A worker may have begun to send since we looked: only what is still waiting is changed.
        await change_rows(session, self._changed, only_in=(DeliveryState.PLANNED, *_REVIVABLE))
        # Each by its id: among many ids and a state SQLite goes by the state, through all that is planned.
        cancelled = [{"row_id": row_id, "state": DeliveryState.CANCELLED} for row_id in self._unwanted]
        await change_rows(session, cancelled, only_in=(DeliveryState.PLANNED,))

    def _add(self, subject: str, item: Wanted) -> None:
        if item.expires_at > self._now:
            self._new.append((subject, item))

    def _revive(self, row: Row[Any], item: Wanted) -> None:
        if item.expires_at > self._now:
            fresh = {"state": DeliveryState.PLANNED, "attempts": 0, "sending_since": None, "last_error": None}
            self._changed.append({"row_id": row.id, **fresh, **_wanted_values(item), **_times(item.due_at)})

    def _adjust(self, row: Row[Any], item: Wanted) -> None:
        values = _wanted_values(item)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if row.due_at != item.due_at:
            # Only then: planning again must not hurry a row that waits for a retry or for the morning.
            changed |= _times(item.due_at)
        if changed:
            self._changed.append({"row_id": row.id, **changed})


async def _rows_of(
    session: AsyncSession,
    workspace_id: WorkspaceId,
    subjects: Sequence[str],
    other_than: Sequence[DeliveryKind],
) -> dict[str, dict[str, Row[Any]]]:
    found: dict[str, dict[str, Row[Any]]] = {}
    for row in await rows_under(session, workspace_id, subjects, other_than=other_than):
        found.setdefault(row.subject, {})[row.key] = row
    return found


def _new_row(
    workspace_id: WorkspaceId,
    community_id: CommunityId | None,
    subject: str,
    item: Wanted,
    now: datetime,
    due_at: datetime | None = None,
) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "community_id": community_id,
        "subject": subject,
        "kind": item.kind,
        "key": item.key,
        "note": "",
        "state": DeliveryState.PLANNED,
        "is_pinned": False,
        "revision": 1,
        "attempts": 0,
        "created_at": now,
        **_wanted_values(item),
        **_times(due_at or item.due_at),
    }


def _wanted_values(item: Wanted) -> dict[str, Any]:
    return {
        "operation": item.operation,
        "recipient": item.recipient,
        "thread_of": item.thread_of,
        "target_key": item.target_key,
        "context": dict(item.context),
        "priority": KINDS[item.kind].priority,
        "expires_at": item.expires_at,
    }


def _times(due_at: datetime) -> dict[str, Any]:
    return {"due_at": due_at, "next_attempt_at": due_at, "held_until": None}


def _gap(item: Wanted) -> Any:
    return KINDS[item.kind].gap
