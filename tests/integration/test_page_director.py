"""The page and whoever moves its world: orders given, refusals passed on, news told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.page.director import (
    CannotGuide,
    CannotTurn,
    ClockState,
    Guide,
    GuideStep,
    Landmark,
    NoSuchScenario,
    Planned,
    PlannedMessage,
    PointAt,
    Scenario,
    Scenarios,
    Speed,
    Topic,
    Where,
)
from tests.support.pages import PageStage, a_page

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)


class Conductor:
    """A director that notes its orders and moves nothing by itself."""

    def __init__(self) -> None:
        self.orders: list[object] = []
        self.state = ClockState(
            NOON, "America/Los_Angeles", "paused", next_message_at=NOON + timedelta(days=1)
        )
        self.tour: Guide | None = Guide(
            "Ten minutes",
            [GuideStep("Look", "Look around.", "U00000001", Where(home="A1"), PointAt(control="Go"))],
        )
        self._tell: list[Callable[[Topic], None]] = []

    def say(self, topic: Topic) -> None:
        for tell in self._tell:
            tell(topic)

    def clock(self) -> ClockState:
        return self.state

    async def run(self, speed: Speed) -> None:
        self.orders.append(("run", speed))
        self.state = replace(self.state, mode="running", speed=speed)
        self.say("clock")

    async def pause(self) -> None:
        self.orders.append("pause")

    async def go_to(self, landmark: Landmark) -> None:
        if landmark == "next_message":
            raise CannotTurn("There is no message planned.")
        self.orders.append(landmark)

    async def travel_to(self, at: datetime) -> None:
        if at < datetime(2026, 11, 23):  # noqa: DTZ001 # a wall time, as the page sends it
            raise CannotTurn("That day is over.")
        self.orders.append(at)

    async def stop(self) -> None:
        self.orders.append("stop")

    async def planned(self) -> Planned:
        return Planned(
            [PlannedMessage(NOON, "x.reminder", "Reminder", "#math-plc", "planned", "Walk")], more=3
        )

    async def scenarios(self) -> Scenarios:
        return Scenarios("empty", [Scenario("empty", "Empty", "Nothing yet.", is_ready=True)])

    async def play(self, name: str) -> None:
        if name != "empty":
            raise NoSuchScenario("There is no scenario of this name.")
        self.orders.append(("play", name))

    async def reset(self) -> None:
        self.orders.append("reset")

    def guide(self) -> Guide | None:
        return self.tour

    async def start_guide(self) -> None:
        assert self.tour is not None
        self.tour = replace(self.tour, is_on=True, current=0)
        self.say("guide")

    async def end_guide(self) -> None:
        self.orders.append("end guide")

    async def go_to_step(self, step: int) -> None:
        if step:
            raise CannotGuide("The tour has no such step.")
        self.orders.append(("step", step))

    def subscribe(self, tell: Callable[[Topic], None]) -> Callable[[], None]:
        self._tell.append(tell)
        return lambda: self._tell.remove(tell)


@pytest.fixture
def director() -> Conductor:
    return Conductor()


@pytest.fixture
async def stage(director: Conductor) -> AsyncIterator[PageStage]:
    async with a_page(director) as stage:
        yield stage


async def test_the_clock_is_shown_and_turned(stage: PageStage, director: Conductor) -> None:
    status, clock = await stage.get("clock")
    assert status == 200
    assert clock == {
        "now": "2026-11-23T18:00:00Z",
        "zone": "America/Los_Angeles",
        "mode": "paused",
        "speed": 1,
        "towards": None,
        "started_from": None,
        "label": None,
        "next_message_at": "2026-11-24T18:00:00Z",
    }
    assert (await stage.post("clock", {"do": "run", "speed": 60}))[1]["mode"] == "running"
    for order in ({"do": "pause"}, {"do": "next_week"}, {"do": "next_morning"}, {"do": "stop"}):
        assert (await stage.post("clock", order))[0] == 200
    await stage.post("clock", {"do": "to", "at": "2026-12-01T09:00"})
    wall_time = datetime(2026, 12, 1, 9)  # noqa: DTZ001 # a wall time, in the clock's zone
    assert director.orders == [("run", 60), "pause", "next_week", "next_morning", "stop", wall_time]


async def test_a_director_refuses_with_its_own_sentence(stage: PageStage) -> None:
    for path, body, sentence in (
        ("clock", {"do": "next_message"}, "There is no message planned."),
        ("clock", {"do": "to", "at": "2026-01-01T09:00"}, "That day is over."),
        ("guide", {"do": "go", "step": 7}, "The tour has no such step."),
    ):
        status, answer = await stage.post(path, body)
        assert (status, answer["error"]["sentence"]) == (400, sentence)
    status, answer = await stage.post("scenarios", {"name": "nowhere"})
    assert (status, answer["error"]["code"]) == (404, "no_such_scenario")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {}),
        ("clock", {"do": "jump"}),
        ("clock", {"do": "run"}),
        ("clock", {"do": "run", "speed": 2}),
        ("clock", {"do": "run", "speed": True}),
        ("clock", {"do": "to", "at": "tomorrow"}),
        ("clock", {"do": "to", "at": "2026-12-01T09:00Z"}),
        ("clock", {"do": "to", "at": 5}),
        ("scenarios", {"name": 1}),
        ("guide", {"do": "dance"}),
        ("guide", {"do": "go", "step": "1"}),
    ],
)
async def test_orders_that_make_no_sense_never_reach_the_director(
    stage: PageStage, director: Conductor, path: str, body: object
) -> None:
    status, answer = await stage.post(path, body)
    assert (status, answer["error"]["code"]) == (400, "bad_request")
    assert director.orders == []


async def test_plans_scenarios_and_the_guide_are_shown(stage: PageStage, director: Conductor) -> None:
    planned = (await stage.get("planned"))[1]
    assert (planned["more"], planned["messages"][0]["to"]) == (3, "#math-plc")
    assert planned["messages"][0]["due_at"] == "2026-11-23T18:00:00Z"
    scenarios = (await stage.get("scenarios"))[1]
    assert scenarios["scenarios"] == [
        {"name": "empty", "title": "Empty", "text": "Nothing yet.", "is_ready": True}
    ]
    assert (await stage.post("scenarios", {"name": "empty"}))[0] == 202
    assert (await stage.post("reset", {}))[0] == 202
    assert director.orders == [("play", "empty"), "reset"]
    (step,) = (await stage.get("guide"))[1]["steps"]
    assert (step["as"], step["where"], step["point_at"]) == ("U00000001", {"home": "A1"}, {"control": "Go"})
    assert (await stage.post("guide", {"do": "start"}))[1]["current"] == 0
    assert (await stage.get("workspace"))[1]["abilities"] == {
        "time": True,
        "scenarios": True,
        "planned": True,
        "guide": True,
        "preview": False,
    }


async def test_what_the_director_does_is_told_to_every_window(stage: PageStage, director: Conductor) -> None:
    async with stage.window(stage.ada) as line:
        hello = await line.next("hello")
        assert hello["clock"]["mode"] == "paused"
        assert hello["guide"]["title"] == "Ten minutes"
        assert hello["scenarios"]["current"] == "empty"
        await stage.post("clock", {"do": "run", "speed": 1})
        assert (await line.next("clock"))["clock"]["mode"] == "running"
        await stage.post("guide", {"do": "start"})
        assert (await line.next("guide"))["guide"]["is_on"]
        director.say("planned")
        assert await line.next("planned") == {"type": "planned"}
        director.say("scenarios")
        assert (await line.next("scenarios"))["scenarios"]["current"] == "empty"


async def test_a_clock_that_races_is_told_ten_times_a_second(stage: PageStage, director: Conductor) -> None:
    async with stage.window(stage.ada) as line:
        await line.next("hello")
        for minute in range(500):
            director.state = replace(director.state, now=NOON + timedelta(minutes=minute))
            director.say("clock")
        clocks = [event["clock"]["now"] for event in await line.rest()]
        assert clocks == ["2026-11-24T02:19:00Z"]


async def test_nobody_acts_while_a_scenario_is_played(stage: PageStage, director: Conductor) -> None:
    director.state = replace(director.state, mode="playing")
    refusal = await stage.refused(stage.ada, "post", channel=stage.math.id, text="Hello")
    assert refusal == (409, "playing")


async def test_without_a_director_there_is_no_clock_to_turn() -> None:
    async with a_page() as stage:
        for path in ("clock", "planned", "scenarios", "guide"):
            status, answer = await stage.get(path)
            assert (status, answer["error"]["code"]) == (404, "no_director")
        assert (await stage.post("clock", {"do": "pause"}))[0] == 404
        assert (await stage.post("reset", {}))[0] == 404


async def test_a_world_without_a_guide_has_none(stage: PageStage, director: Conductor) -> None:
    director.tour = None
    assert (await stage.get("guide"))[0] == 404
    assert not (await stage.get("workspace"))[1]["abilities"]["guide"]
