"""The tour, taken by people through the real bot: each step is done when its act is, and not before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.demo.scenarios import SCENARIOS
from bot.demo.scenarios.acting import Act, Company, clicks, replies, types, wall
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    DMITRI,
    EMI,
    FARAH,
    HOME,
    LEADERS,
    LENA,
)
from bot.demo.tour import Tour
from bot.stage.stage import Stage, open_stage
from community.clock import MovableClock
from sandbox.journal import Entry
from sandbox.page.director import GuideStep

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 9, day) for day in (8, 9, 10, 11))
PROBLEM = "The same five pupils carry every discussion"
SETUP: dict[str, object] = {
    "name": "Math PLC",
    "purpose_whom": "teachers",
    "purpose_shared": "word problems",
    "purpose_practice": "let pupils talk",
    "leaders_channel": LEADERS,
}
QUESTIONS = ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time")
RATINGS: dict[str, object] = dict.fromkeys(QUESTIONS, "4 · agree")
LEARNT: dict[str, object] = {
    "learning": "Silence before talk",
    "shares_learning": ["Share it in the recap and the digest"],
    "shows_name": ["Show my name with the learning"],
}


@dataclass
class Newcomer:
    """Takes the tour, one act at a time."""

    stage: Stage
    tour: Tour
    company: Company
    news: list[str] = field(default_factory=list)

    async def does(self, name: str, act: Act) -> None:
        """Somebody does something now; ten seconds later everything that follows is there."""
        now = self.stage.clock.now()
        self.company.at(now + timedelta(seconds=1), name, act)
        await self.turns_to(now + timedelta(seconds=11))

    async def turns_to(self, moment: datetime) -> None:
        await self.company.play(moment, lambda _: None)

    @property
    def steps(self) -> list[GuideStep]:
        return list(self.tour.guide(is_on=True, current=0).steps)

    @property
    def done(self) -> int:
        """How many steps are done, from the first on; none after the first that is not."""
        marks = [step.is_done for step in self.steps]
        count = marks.index(False) if False in marks else len(marks)
        assert not any(marks[count:]), marks
        return count

    def typed(self) -> str:
        """What the step to be done offers to write."""
        point_at = self.steps[self.done].point_at
        assert point_at is not None
        assert point_at.composer is not None
        return point_at.composer

    def points_at(self) -> dict[str, str]:
        """What the step to be done points at."""
        point_at = self.steps[self.done].point_at
        assert point_at is not None
        return dict(point_at.as_json())

    def last_points_at(self) -> tuple[str, dict[str, str]]:
        """Of the last step: whom it means, and what it points at."""
        last = self.steps[-1]
        assert last.point_at is not None
        return self.stage.workspace.user(last.as_user or "").real_name, dict(last.point_at.as_json())


@asynccontextmanager
async def a_newcomer(folder: Path) -> AsyncIterator[Newcomer]:
    scenario = next(one for one in SCENARIOS if one.name == "empty")
    async with open_stage(MovableClock(scenario.begins_at), f"sqlite:///{folder}/tour.db") as stage:
        stage.ping_s = 1.0
        await stage.start_bot()
        await scenario.play(stage, lambda _: None)
        tour = Tour(stage.workspace, stage.app)
        follow(stage, tour)
        yield Newcomer(stage, tour, Company(stage, meets_on=[THURSDAY], thinks_on=[WEDNESDAY, THURSDAY]))


def follow(stage: Stage, tour: Tour) -> Callable[[], None]:
    """Let the tour see everything that happens; returns the function that ends it."""

    def saw(entry: Entry) -> None:
        tour.saw(entry)

    return stage.workspace.journal.subscribe(saw)


async def test_the_ten_steps_are_done_one_after_the_other(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        assert (len(newcomer.steps), newcomer.done) == (10, 0)

        await newcomer.does(ADA, types("/cop help"))
        assert newcomer.done == 0
        await newcomer.does(ADA, types(newcomer.typed(), SETUP))
        assert newcomer.done == 1

        assert newcomer.typed() == "/cop schedule Thu 10 Sep 3:30pm 60m What our exit tickets say"
        await newcomer.does(ADA, types(newcomer.typed(), {"link": "https://meet.example.org"}))
        assert newcomer.done == 2

        await newcomer.does(BEN, types("/cop upcoming"))
        assert newcomer.done == 2
        await newcomer.does(BEN, clicks("I'll be there"))
        assert newcomer.done == 3

        asked = {"title": PROBLEM, "focus_question": "How could others begin to talk?"}
        await newcomer.does(DMITRI, types(newcomer.typed(), asked))
        assert newcomer.done == 4

        assert newcomer.points_at() == {"time": "next_message"}
        await newcomer.turns_to(wall(WEDNESDAY, "8:00"))
        assert newcomer.done == 4
        await newcomer.turns_to(wall(WEDNESDAY, "9:05"))
        assert newcomer.done == 5

        plan = {"title": "Wait time", "problem": "Few explain", "change": "Wait ten seconds"}
        await newcomer.does(FARAH, types(newcomer.typed(), plan))
        assert newcomer.done == 6

        await newcomer.does(DMITRI, replies("It begins in the big room.", to=PROBLEM))
        assert newcomer.points_at() == {"time": "next_message"}
        await newcomer.turns_to(wall(THURSDAY, "9:05"))
        assert newcomer.done == 6
        assert newcomer.points_at() == {"control": "Reply in thread"}
        await newcomer.does(CARMEN, replies("How long do you wait after a question?", to=PROBLEM))
        assert newcomer.done == 7

        assert newcomer.points_at() == {"time": "next_message"}
        await newcomer.turns_to(wall(THURSDAY, "17:00"))
        assert newcomer.points_at() == {"control": "Give feedback"}
        assert newcomer.done == 7
        await newcomer.does(BEN, clicks("Give feedback", values={**RATINGS, **LEARNT}))
        assert newcomer.done == 8

        assert newcomer.points_at() == {"time": "next_message"}
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        assert newcomer.done == 8
        await newcomer.does(CARMEN, clicks("Useful to me"))
        assert newcomer.done == 9

        assert newcomer.points_at() == {"control": "Offer help"}
        await newcomer.does(
            LENA, clicks("Offer help", values={"text": "I can cover two lessons in October."})
        )
        assert newcomer.done == 10


async def test_what_was_done_in_another_order_counts_when_it_is_done(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP))
        await newcomer.does(EMI, types("/cop pdsa start", {"title": "T", "problem": "P", "change": "C"}))
        await newcomer.does(EMI, types("/cop problem", {"title": PROBLEM, "focus_question": "How?"}))
        assert newcomer.tour.done == {"setup", "cycle", "problem"}
        again = Tour(newcomer.stage.workspace, newcomer.stage.app, newcomer.tour.done)
        assert again.guide(is_on=True, current=1).steps == newcomer.steps


async def test_without_a_leaders_channel_the_last_step_says_what_is_missing(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP | {"leaders_channel": None}))
        assert newcomer.steps[-1].point_at is not None
        assert newcomer.steps[-1].point_at.time == "next_message"
        await newcomer.does(ADA, types("/cop learning", {"text": "Silence before talk"}))
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        last = newcomer.steps[-1]
        assert last.point_at is not None
        assert last.point_at.composer == "/cop setup"
        assert "leaders' channel" in last.text


async def test_once_leaders_have_a_channel_the_last_step_goes_on_to_their_edition(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP | {"leaders_channel": None}))
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        assert newcomer.last_points_at() == (ADA, {"composer": "/cop setup"})
        await newcomer.does(ADA, types("/cop setup", {"leaders_channel": LEADERS}))
        assert newcomer.last_points_at() == (LENA, {"time": "next_message"})
        again = Tour(newcomer.stage.workspace, newcomer.stage.app, newcomer.tour.done)
        assert again.guide(is_on=True, current=9).steps == newcomer.steps
        await newcomer.turns_to(wall(FRIDAY + timedelta(weeks=1), "15:05"))
        assert newcomer.last_points_at() == (LENA, {"control": "Offer help"})


async def test_settings_saved_without_a_channel_for_leaders_are_asked_for_again(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP | {"leaders_channel": None}))
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        await newcomer.does(ADA, types("/cop setup", {"name": "Math circle"}))
        assert newcomer.last_points_at() == (LENA, {"time": "next_message"})
        await newcomer.turns_to(wall(FRIDAY + timedelta(weeks=1), "15:05"))
        assert newcomer.last_points_at() == (ADA, {"composer": "/cop setup"})


async def test_a_digest_without_learnings_and_leaders_can_be_answered_as_the_tour_says(
    tmp_path: Path,
) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP | {"leaders_channel": None}))
        await newcomer.does(EMI, types("/cop problem", {"title": PROBLEM, "focus_question": "How?"}))
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        step = newcomer.steps[8]
        assert step.point_at is not None
        assert step.point_at.control == "Share a learning"
        assert "Useful to me" not in step.text
        await newcomer.does(CARMEN, clicks("Share a learning", values={"text": "Drawing before writing"}))
        assert "digest" in newcomer.tour.done


async def test_each_way_to_answer_a_digest_counts(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        await newcomer.does(ADA, types("/cop setup", SETUP))
        await newcomer.does(BEN, types("/cop learning", {"text": "Silence before talk"}))
        await newcomer.turns_to(wall(FRIDAY, "15:05"))
        assert "digest" not in newcomer.tour.done
        ways: dict[str, Act] = {
            "asks the leaders": clicks("Ask the leaders", values={"text": "Cover for two lessons"}),
            "shares a learning": clicks("Share a learning", values={"text": "Drawing before writing"}),
            "wants less": clicks("Less of this", values={"part": "Feedback"}),
            "replies": replies("I will try that.", to="This week in Math PLC"),
        }
        for way, act in ways.items():
            tour = Tour(newcomer.stage.workspace, newcomer.stage.app)
            stop = follow(newcomer.stage, tour)
            assert "digest" not in tour.done
            await newcomer.does(CARMEN, act)
            assert "digest" in tour.done, way
            stop()


async def test_where_a_step_is_and_as_whom_is_told_by_ids(tmp_path: Path) -> None:
    async with a_newcomer(tmp_path) as newcomer:
        workspace = newcomer.stage.workspace
        first, last = newcomer.steps[0], newcomer.steps[-1]
        assert workspace.user(first.as_user or "").real_name == ADA
        assert workspace.user(last.as_user or "").real_name == LENA
        assert first.where is not None
        assert last.where is not None
        assert workspace.channels[first.where.channel or ""].name == HOME
        assert workspace.channels[last.where.channel or ""].name == LEADERS
