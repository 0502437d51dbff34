"""The simulation's checks of problems' threads can fail: each is shown what it must find."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulation.thread_audit import Unnamed, how_they_ended, named, out_of_step, read_threads

OPENING, ADA, BEN, CARMEN = "100.1", "U1", "U2", "U3"
BEN_UNNAMED = Unnamed(title="Case 1", traces=(BEN, "Ben Whitehorse"), may_know=(ADA, BEN))


def a_line(action: str, key: str | None, text: str, **changes: Any) -> dict[str, Any]:
    line = {
        "at": "2026-09-08T16:00:00Z",
        "action": action,
        "user": None,
        "ts": OPENING,
        "thread_ts": None,
        "text": text,
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
        "view": None,
        "key": key,
    }
    return {**line, **changes}


def opening() -> dict[str, Any]:
    return a_line("post", "problems.opening:1", "Case 1. The question: …")


def step(number: int) -> dict[str, Any]:
    text = f"*Step {number} of 6 · …*"
    return a_line("post", f"problems.step:1:{number}:…", text, ts=f"200.{number}", thread_ts=OPENING)


def ended(words: str) -> dict[str, Any]:
    return a_line("update", "problems.opening:1", f"{words}: Case 1")


def steps(*numbers: int) -> list[dict[str, Any]]:
    return [opening(), *(step(number) for number in numbers)]


def wrong_in(lines: list[dict[str, Any]]) -> list[str]:
    return out_of_step(read_threads(lines))


@pytest.mark.parametrize(
    "lines",
    [
        [*steps(1, 2, 3, 4, 5, 6), ended("Closed")],
        [*steps(1, 2, 3, 4, 5), ended("Closed"), step(6)],  # its summary may be there a moment before
        [*steps(1, 2), ended("Ended early")],
        steps(1, 2, 3),
        steps(),
    ],
)
def test_steps_once_and_in_order_are_as_they_should_be(lines: list[dict[str, Any]]) -> None:
    assert wrong_in(lines) == []


@pytest.mark.parametrize(
    "lines",
    [
        steps(1, 2, 2),
        steps(1, 3),
        steps(2, 1),
        [*steps(1, 2, 3), ended("Closed")],
        [*steps(1, 2), ended("Ended early"), step(3)],
        [*steps(1, 2, 3, 4, 5), ended("Ended early"), step(6)],
    ],
)
def test_a_step_twice_left_out_or_after_the_end_is_found(lines: list[dict[str, Any]]) -> None:
    assert len(wrong_in(lines)) == 1


def test_what_a_step_says_counts_not_what_its_key_says() -> None:
    wrong = step(2) | {"blocks": step(3)["blocks"]}
    assert len(wrong_in([*steps(1), wrong])) == 1


def test_threads_are_counted_by_how_they_ended() -> None:
    lines = [*steps(1, 2), ended("Ended early")]
    assert how_they_ended(read_threads(lines)) == {"opened": 1, "ended": 1}
    assert how_they_ended(read_threads(steps(1))) == {"opened": 1, "open": 1}


@pytest.mark.parametrize(
    "line",
    [
        a_line("post", "problems.voice:7", f"<@{BEN}> says", thread_ts=OPENING, ts="300.1"),
        a_line("update", "problems.opening:1", "Closed: Case 1, of Ben Whitehorse"),
        a_line("post", f"problems.closed:1:{BEN}", "Case 1", user=CARMEN, ts="400.1"),
        a_line("ephemeral", None, f"A hint about <@{BEN}>", user=CARMEN, thread_ts=OPENING, ts="500.1"),
    ],
)
def test_a_message_that_names_who_is_not_to_be_named_is_found(line: dict[str, Any]) -> None:
    assert len(named([opening(), line], [BEN_UNNAMED])) == 1


@pytest.mark.parametrize(
    "line",
    [
        a_line("post", "problems.review:1", f"Case 1, of <@{BEN}>", user=ADA, ts="400.1"),
        a_line("post", "problems.closed:1", f"Case 1, of <@{BEN}>", user=BEN, ts="400.1"),
        a_line("post", None, f"I am <@{BEN}>", thread_ts=OPENING, ts="300.1", blocks=None),
        a_line("post", "convenings.recap:9", f"<@{BEN}> will try it", ts="600.1"),
        a_line("post", "problems.voice:7", "*A member* says", thread_ts=OPENING, ts="300.1"),
    ],
)
def test_facilitators_the_presenter_and_other_matters_may_name_them(line: dict[str, Any]) -> None:
    assert named([opening(), line], [BEN_UNNAMED]) == []
