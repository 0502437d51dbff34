"""The sandbox's rate limits, stamps, journal and schedule, without a server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.clock import MovableClock
from sandbox.errors import SlackError
from sandbox.faults import Fault, Faults
from sandbox.rate_limits import Limit, RateLimits
from sandbox.workspace import Entry, Workspace

MONDAY = datetime(2026, 9, 7, 15, tzinfo=UTC)


@given(waits=st.lists(st.floats(min_value=0, max_value=20), max_size=150))
def test_no_minute_ever_holds_more_calls_than_the_tier(waits: list[float]) -> None:
    clock = MovableClock(MONDAY)
    limits = RateLimits(clock)
    passed: list[datetime] = []
    for wait in waits:
        clock.advance(timedelta(seconds=wait))
        if limits.wait_for_method("A1", "conversations.list", Limit.TIER_2) == 0:
            passed.append(clock.now())
    almost_a_minute = timedelta(seconds=59.99)
    for start in passed:
        assert sum(start <= call < start + almost_a_minute for call in passed) <= 20


@given(waits=st.lists(st.floats(min_value=0, max_value=3), max_size=60))
def test_whoever_waits_as_long_as_told_may_post(waits: list[float]) -> None:
    clock = MovableClock(MONDAY)
    limits = RateLimits(clock)
    for wait in waits:
        clock.advance(timedelta(seconds=wait))
        told = limits.wait_for_channel("A1", "chat.postMessage", "C1")
        if told:
            clock.advance(timedelta(seconds=told))
            assert limits.wait_for_channel("A1", "chat.postMessage", "C1") == 0


def test_one_post_each_second_passes_for_ever() -> None:
    clock = MovableClock(MONDAY)
    limits = RateLimits(clock)
    for _ in range(500):
        assert limits.wait_for_channel("A1", "chat.postMessage", "C1") == 0
        clock.advance(timedelta(seconds=1))


def test_limits_can_be_switched_off() -> None:
    limits = RateLimits(MovableClock(MONDAY), enabled=False)
    assert {limits.wait_for_method("A1", "x", Limit.TIER_1) for _ in range(50)} == {0}
    assert limits.total_refused == 0


def test_the_journal_tells_its_subscribers_until_they_leave() -> None:
    workspace = Workspace(MovableClock(MONDAY))
    ada = workspace.add_person("Ada Osei")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    told: list[Entry] = []
    leave = workspace.journal.subscribe(told.append)
    workspace.post(channel.id, ada.id, "One")
    leave()
    workspace.post(channel.id, ada.id, "Two")
    assert [entry.text for entry in told] == ["One"]
    assert [entry.text for entry in workspace.journal.since(1)] == ["Two"]


def test_stamps_follow_the_clock_and_never_repeat_in_a_channel() -> None:
    clock = MovableClock(MONDAY)
    workspace = Workspace(clock)
    ada = workspace.add_person("Ada Osei")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    stamps = [workspace.post(channel.id, ada.id, "x").ts for _ in range(3)]
    clock.advance(timedelta(minutes=1))
    stamps.append(workspace.post(channel.id, ada.id, "x").ts)
    assert stamps == ["1788793200.000000", "1788793200.000001", "1788793200.000002", "1788793260.000000"]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda w, c, ben: w.post(c, ben, "x"), "not_in_channel"),
        (lambda w, c, ben: w.post("C404", ben, "x"), "channel_not_found"),
        (lambda w, c, ben: w.kick(c, ben, by=ben), "not_in_channel"),
        (lambda w, c, ben: w.unarchive(c, by=ben), "not_archived"),
        (lambda w, c, ben: w.rename(c, "math-plc", by=ben), "name_taken"),
        (lambda w, c, ben: w.change_user("U404", tz="UTC"), "user_not_found"),
    ],
)
def test_what_people_cannot_do(act: object, error: str) -> None:
    workspace = Workspace(MovableClock(MONDAY))
    ada, ben = workspace.add_person("Ada Osei"), workspace.add_person("Ben Ruiz")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    assert callable(act)
    with pytest.raises(SlackError, match=error):
        act(workspace, channel.id, ben.id)


def test_a_fault_with_a_count_befalls_that_many_calls_and_leaves_a_record() -> None:
    faults = Faults(MovableClock(MONDAY))
    faults.add(Fault.SERVER_ERROR, "chat.*", "views.open", count=2)
    drawn = [faults.for_call(name) for name in ("users.info", "chat.update", "views.open", "chat.delete")]
    assert [rule is not None for rule in drawn] == [False, True, True, False]
    assert [injected.method for injected in faults.injected] == ["chat.update", "views.open"]
    assert faults.for_delivery(Fault.DROP_SOCKET, "events_api") is None
