"""What must hold after a simulation: nothing twice, nothing lost, nothing refused, nothing late."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulation.ledger import Ledger
from community.deliveries.history import Kept
from community.ids import DeliveryKind, DeliveryState, Operation
from sandbox.faults import Fault, Injected
from sandbox.model import RejectedCall

_SENT_STATES = {DeliveryState.SENT}
_OPEN = {DeliveryState.PLANNED, DeliveryState.SENDING}
# What Slack answers to a call that was wrong in itself, unlike a channel that is gone or a limit.
_INVALID = (
    "invalid_",
    "missing_",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "view_too_large",
    "unknown_",
)
_GRACE = timedelta(minutes=1)
_AFTERMATH = timedelta(seconds=15)  # of a fault: a request may be told to wait, and then fail
_SORRY = "Something went wrong on my side"  # message_templates/errors/unexpected.j2


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which being late is nobody's fault of ours."""

    begins_at: datetime
    ends_at: datetime


def excused(injected: Iterable[Injected], outages: Iterable[Span], retry_after: timedelta) -> list[Span]:
    """Outages, and the waits that injected 429s asked for."""
    waits = [
        Span(fault.at, fault.at + retry_after) for fault in injected if fault.fault is Fault.RATE_LIMITED
    ]
    return sorted([*outages, *waits], key=lambda span: span.begins_at)


def lateness(due_at: datetime, came_at: datetime, spans: Sequence[Span]) -> timedelta:
    """How long after its time something came, without the excused stretches in between."""
    late, until = came_at - due_at, due_at
    for span in spans:
        begins, ends = max(span.begins_at, until), min(span.ends_at, came_at)
        if ends > begins:
            late -= ends - begins
            until = ends
    return max(late, timedelta(0))


def latest(kept: Iterable[Kept], spans: Sequence[Span]) -> tuple[float, str]:
    """The worst lateness in seconds, and whose it was."""
    late = [
        (lateness(row.wanted_at, row.sent_at, spans).total_seconds(), row.key)
        for row in kept
        if row.state in _SENT_STATES and row.sent_at is not None
    ]
    return max(late, default=(0.0, ""))


def duplicates(ledger: Ledger) -> list[str]:
    return sorted(f"{key} ×{count}" for key, count in ledger.posted.items() if count > 1)


def lost(kept: Iterable[Kept], ledger: Ledger, ended_at: datetime) -> list[str]:
    """What should have been seen and was not, as the store tells it and as people saw it."""
    return sorted(filter(None, (_loss(row, ledger, ended_at) for row in kept)))


def _loss(row: Kept, ledger: Ledger, ended_at: datetime) -> str | None:
    if row.was_held_back:
        return None  # nobody is disturbed in a holiday: counted by itself, in `held_back`
    if row.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
        return f"{row.key}: {row.state} {row.last_error or ''}".strip()
    if row.state in _OPEN and row.next_attempt_at < ended_at - _GRACE:
        return f"{row.key}: still {row.state}"
    # Files of reports are told apart by their names: `report_audit` looks whether they came.
    is_message = (
        row.operation in (Operation.POST, Operation.FILE) and row.kind is not DeliveryKind.REPORT_FILE
    )
    if row.state is DeliveryState.SENT and is_message and not ledger.posted[row.key]:
        return f"{row.key}: sent, they say, and nobody saw it"
    return None


def refused(calls: Iterable[RejectedCall]) -> list[str]:
    return [
        f"{call.method}: {call.error} {'; '.join(call.messages)}".strip()
        for call in calls
        if call.error.startswith(_INVALID)
    ]


def errors_shown(lines: Iterable[Mapping[str, Any]], injected: Iterable[Injected]) -> list[str]:
    """Where the bot told people that it had no answer, and no injected fault had just taken it from it.

    `lines`: of the transcript.
    """
    faults = [fault.at for fault in injected]
    shown = (line for line in lines if _SORRY in json.dumps([line["text"], line["blocks"], line["view"]]))
    return [f"{line['at']} to {line['user']}" for line in shown if not _is_caused(line["at"], faults)]


def _is_caused(shown_at: str, faults: Iterable[datetime]) -> bool:
    at = datetime.fromisoformat(shown_at)
    return any(timedelta(0) <= at - fault <= _AFTERMATH for fault in faults)


def by_kind(kept: Iterable[Kept]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for row in kept:
        counts.setdefault(row.kind, Counter())[row.state] += 1
    return {kind: dict(sorted(states.items())) for kind, states in sorted(counts.items())}
