"""The benchmarks run from end to end with tiny counts; how fast anything is, is not looked at."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from benchmarks.__main__ import BENCHMARKS, measure
from benchmarks.limits import least_seconds
from benchmarks.measuring import Aim, Measurement, compared, percentile, table_of
from benchmarks.sizes import SMOKE

MEASURED = {
    "acks": ["acks.help", "acks.rsvp", "acks.feedback"],
    "sending": ["sending.due"],
    "limits": ["limits.many_people", "limits.one_channel"],
    "startup": ["startup.time", "startup.memory"],
    "pdsa": ["pdsa.planning", "pdsa.charting", "pdsa.check_in"],
    "digests": ["digests.draft", "digests.closing", "digests.reading"],
    "search": ["search.sqlite", "search.postgresql"],
}


@pytest.mark.parametrize("name", BENCHMARKS)
async def test_every_benchmark_gives_ratios_to_a_named_peer(name: str) -> None:
    found = await measure([name], SMOKE, Console(file=io.StringIO()))

    assert [one.name for one in found] == MEASURED[name]
    assert all(one.peer and one.ours > 0 and one.theirs > 0 and one.ratio > 0 for one in found)


async def test_under_the_limits_nothing_is_refused() -> None:
    found = await measure(["limits"], SMOKE, Console(file=io.StringIO()))

    assert [one.details["refused"] for one in found] == [0, 0]
    assert [one.details["messages"] for one in found] == [SMOKE.limited, SMOKE.reminders]


def test_the_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    found = compared("acks.help", "a peer", "acks/s", [10, 30, 20], [20, 20, 20], aim=Aim(0.9))

    assert (found.ours, found.theirs, found.ratio) == (20, 20, 1.0)
    assert found.is_met


def test_an_aim_may_be_a_most() -> None:
    assert Aim(1.05, is_most=True).is_met_by(1.0)
    assert not Aim(1.05, is_most=True).is_met_by(1.1)


def test_a_measurement_is_one_line_of_json_and_a_row_of_the_table() -> None:
    found = Measurement("limits.one_channel", "a peer", "seconds", 12, 10, 1.2, Aim(1.05, is_most=True))
    screen = io.StringIO()
    Console(file=screen, width=110).print(table_of([found]))

    line = json.loads(found.as_json())
    assert (line["name"], line["aim"], line["is_met"]) == ("limits.one_channel", "≤ 1.05", False)
    assert "\n" not in found.as_json()
    assert "limits.one_channel" in screen.getvalue()


def test_the_least_time_is_that_of_the_tighter_limit() -> None:
    assert least_seconds([], burst=4) == 0
    assert least_seconds([f"D{number}" for number in range(300)], burst=4) == 0
    assert least_seconds([f"D{number}" for number in range(301)], burst=4) == 60
    assert least_seconds(["C1"] * 30 + ["C2"] * 3, burst=4) == 26


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.99) == 1.0
