"""Weeks of a community in seconds: what a simulation writes down, with good luck and with bad."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.simulation.plan import SimulationPlan
from bot.simulation.report import play_and_report
from bot.story.two_weeks import tell

pytestmark = pytest.mark.filterwarnings(
    # A bot that is killed leaves its connections to the garbage collector, as a crash does.
    "ignore:Unclosed:ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(autouse=True)
def _what_was_killed_is_collected_here() -> Iterator[None]:
    """Else the warnings come up in a test of another module, which does not expect them."""
    yield
    gc.collect()


def a_plan(out: Path, **changes: Any) -> SimulationPlan:
    values: dict[str, Any] = {
        "weeks": 2,
        "members": 10,
        "seed": 7,
        "start": date(2026, 10, 26),  # the clocks change on the Sunday between the two weeks
        "zone": "America/Los_Angeles",
        "out": out,
    }
    return SimulationPlan(**{**values, **changes})


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def test_two_weeks_over_a_clock_change_hold_and_are_written_down(tmp_path: Path) -> None:
    assert await play_and_report(a_plan(tmp_path))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["holds"]
    assert summary["convenings"] == 1
    seen = lines(tmp_path / "transcript.jsonl")
    assert [line["at"] for line in seen] == sorted(line["at"] for line in seen)
    assert summary["seen"] == len(seen)
    posted = [line for line in seen if line["action"] == "post"]  # what is taken back later edits them
    digests = [line for line in posted if (line["key"] or "").startswith("digests.members")]
    assert [wall_of(line) for line in digests] == ["Fri 15:00", "Fri 15:00"]
    acts = Counter(line["action"] for line in lines(tmp_path / "people.jsonl"))
    assert acts["setup"] == acts["schedules"] == 1
    assert acts["gives feedback"] >= 3
    assert summary["learnings"]["told_in_message"] >= 5
    assert summary["learnings"]["told_in_more"] >= 1
    assert summary["learnings"]["not_agreed"] >= 1


async def test_two_weeks_hold_with_faults_and_a_killed_bot(tmp_path: Path) -> None:
    assert await play_and_report(a_plan(tmp_path, faults=True))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["restarts"] == 1
    assert sum(summary["faults_injected"].values()) > 0
    assert summary["duplicates"] == summary["lost"] == summary["rejected_calls"] == 0


async def test_five_weeks_of_cycles_and_a_problem_hold_and_are_written_down(tmp_path: Path) -> None:
    assert await play_and_report(a_plan(tmp_path, weeks=5, members=8, start=date(2026, 9, 7)))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert {team: year["temperament"] for team, year in summary["cycles"].items()} == {
        "Lincoln": "diligent",
        "Maple": "silent",
        "Cedar": "stuck",
    }
    assert [year["finished"] for year in summary["cycles"].values()][:2] == [1, 0]
    assert summary["cycles"]["Maple"]["at_risk_since"] == "2026-09-14"  # the year is too short for three
    assert summary["problems"] == {"opened": 1, "closed": 1}
    done = {line["action"] for line in lines(tmp_path / "people.jsonl") if "missed" not in line}
    assert done >= {"makes a team", "is stuck", "studies", "decides", "writes the reflection", "replies"}
    steps = [line for line in lines(tmp_path / "transcript.jsonl") if is_a_step(line)]
    assert [line["key"].split(":")[2] for line in steps] == list("123456")
    opened = [wall_of(line)[4:] for line in steps]
    assert opened[0] == "09:00"
    assert all("08:00" <= hour <= "17:00" for hour in opened)  # a click may open one before its time


async def test_the_story_of_the_demo_is_told_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "demo.svg"
    await tell(pace=False, picture=picture)
    told = capsys.readouterr().out
    for chapter in ("/cop setup", "/cop schedule", "I'll be there", "Recap: SEL data walk", "for leaders"):
        assert chapter in told
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def is_a_step(line: dict[str, Any]) -> bool:
    return line["action"] == "post" and (line["key"] or "").startswith("problems.step:")


def wall_of(line: dict[str, Any]) -> str:
    at = datetime.fromisoformat(line["at"]).astimezone(UTC)
    return f"{at.astimezone(ZoneInfo('America/Los_Angeles')):%a %H:%M}"
