"""The simulation's checks can fail: each is shown what it must find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.simulation.audit import (
    Span,
    by_kind,
    duplicates,
    errors_shown,
    excused,
    lateness,
    latest,
    lost,
    refused,
)
from bot.simulation.ledger import Ledger
from bot.simulation.plan import Summary
from community.clock import MovableClock
from community.deliveries.history import Kept
from community.ids import DeliveryKind, DeliveryState, Operation
from message_templates.renderer import Renderer
from sandbox.faults import Fault, Injected
from sandbox.model import RejectedCall
from sandbox.workspace import Content, Workspace

NINE = datetime(2026, 9, 17, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

SENT = Kept(
    key="convenings.reminder:1",
    kind=DeliveryKind.REMINDER,
    operation=Operation.POST,
    state=DeliveryState.SENT,
    recipient="C1",
    wanted_at=NINE,
    expires_at=NINE + 60 * MINUTE,
    next_attempt_at=NINE,
    sent_at=NINE,
    last_error=None,
)


def a_ledger(folder: Path, *keys: str) -> Ledger:
    """What was seen: one post under each key."""
    workspace = Workspace(MovableClock(NINE))
    ada = workspace.add_person("Ada")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    ledger = Ledger(folder, workspace)
    for key in keys:
        payload = {"event_type": "convener_delivery", "event_payload": {"key": key}}
        workspace.add_message(channel, ada.id, Content("hello", metadata=payload))
    ledger.close()
    return ledger


def test_a_message_seen_twice_is_a_duplicate(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, SENT.key, SENT.key, "convenings.recap:1")
    assert duplicates(ledger) == [f"{SENT.key} ×2"]


def test_what_was_sent_and_seen_is_not_lost(tmp_path: Path) -> None:
    assert lost([SENT], a_ledger(tmp_path, SENT.key), NINE + 60 * MINUTE) == []


def test_what_nobody_saw_is_lost_whatever_the_store_says(tmp_path: Path) -> None:
    assert len(lost([SENT], a_ledger(tmp_path), NINE + 60 * MINUTE)) == 1


def test_failed_stale_and_forgotten_messages_are_lost(tmp_path: Path) -> None:
    rows = [
        replace(SENT, key="a", state=DeliveryState.FAILED, last_error="is_archived"),
        replace(SENT, key="b", state=DeliveryState.EXPIRED),
        replace(SENT, key="c", state=DeliveryState.PLANNED),
        replace(SENT, key="d", state=DeliveryState.SENDING),
    ]
    found = lost(rows, a_ledger(tmp_path), NINE + 60 * MINUTE)
    assert [line.partition(":")[0] for line in found] == ["a", "b", "c", "d"]


def test_what_is_still_to_come_and_what_politeness_held_back_is_not_lost(tmp_path: Path) -> None:
    rows = [
        replace(SENT, state=DeliveryState.PLANNED, next_attempt_at=NINE + 120 * MINUTE),
        replace(SENT, state=DeliveryState.EXPIRED, wanted_at=SENT.expires_at),
        replace(SENT, state=DeliveryState.CANCELLED),
        replace(SENT, state=DeliveryState.SKIPPED),
    ]
    assert lost(rows, a_ledger(tmp_path), NINE + 60 * MINUTE) == []


def test_lateness_is_what_no_outage_excuses() -> None:
    outage = Span(NINE + MINUTE, NINE + 6 * MINUTE)
    assert lateness(NINE, NINE + 7 * MINUTE, []) == 7 * MINUTE
    assert lateness(NINE, NINE + 7 * MINUTE, [outage]) == 2 * MINUTE
    assert lateness(NINE, NINE + MINUTE / 2, [outage]) == MINUTE / 2


def test_overlapping_excuses_count_once() -> None:
    spans = [Span(NINE, NINE + 3 * MINUTE), Span(NINE + MINUTE, NINE + 4 * MINUTE)]
    assert lateness(NINE, NINE + 10 * MINUTE, spans) == 6 * MINUTE


def test_only_the_429s_that_were_injected_excuse() -> None:
    injected = [Injected(NINE, "chat.postMessage", Fault.RATE_LIMITED), Injected(NINE, "x", Fault.TIMEOUT)]
    assert excused(injected, [], MINUTE) == [Span(NINE, NINE + MINUTE)]


def test_the_latest_message_is_named() -> None:
    late = replace(SENT, key="late", sent_at=NINE + 2 * MINUTE)
    assert latest([SENT, late], []) == (120.0, "late")


def test_calls_that_were_wrong_in_themselves_are_refused_calls() -> None:
    calls = [
        RejectedCall("chat.postMessage", "invalid_blocks", ("no more than 50 items",), NINE),
        RejectedCall("chat.postMessage", "is_archived", (), NINE),
    ]
    assert refused(calls) == ["chat.postMessage: invalid_blocks no more than 50 items"]


def test_a_summary_holds_only_without_faults_of_ours() -> None:
    def summary(**figures: object) -> Summary:
        return Summary(12, 24, 7, False, "sqlite", **figures)  # type: ignore[arg-type] # as each case says

    assert summary().holds
    assert not summary(duplicates=["x"]).holds
    assert not summary(lost=["x"]).holds
    assert not summary(rejected_calls=["x"]).holds
    assert not summary(max_lateness_s=61.0).holds
    for wrong in ("cycles_astray", "threads_astray", "named", "errors_shown"):
        assert not summary(**{wrong: ["x"]}).holds
        assert summary(**{wrong: ["x"]}).as_dict()["details"][wrong] == ["x"]


def test_deliveries_are_counted_by_kind_and_state() -> None:
    rows = [SENT, SENT, replace(SENT, state=DeliveryState.CANCELLED)]
    assert by_kind(rows) == {"convenings.reminder": {"cancelled": 1, "sent": 2}}


def test_an_error_without_an_answer_is_found_wherever_it_was_shown() -> None:
    sorry = Renderer().text("errors/unexpected", plain=True, code="cf2a5")
    line: dict[str, object] = {"at": "2026-09-17T16:00:00Z", "user": "U1", "blocks": None, "view": None}
    shown = [
        line | {"text": sorry},
        line | {"text": "", "view": {"blocks": [sorry]}},
        line | {"text": "All is well"},
    ]
    assert errors_shown(shown, []) == ["2026-09-17T16:00:00Z to U1"] * 2


@pytest.mark.parametrize(("seconds", "is_excused"), [(0, True), (12, True), (16, False), (-1, False)])
def test_an_error_is_excused_by_a_fault_just_before_it(seconds: int, is_excused: bool) -> None:
    line: dict[str, object] = {"at": "2026-09-17T16:00:00Z", "user": "U1", "blocks": None, "view": None}
    sorry = Renderer().text("errors/unexpected", plain=True, code="cf2a5")
    fault = Injected(NINE - timedelta(seconds=seconds), "views.open", Fault.SERVER_ERROR)
    assert (errors_shown([line | {"text": sorry}], [fault]) == []) == is_excused
