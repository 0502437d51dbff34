"""Who stands behind the page and moves the world: time, scenarios, plans, the guide.

A `Director` belongs to whoever runs an app beside the sandbox and owns its clock. The page asks it and shows
what it answers; `convener sandbox`, which runs on the clock on the wall, has none. All instants are aware
UTC, and are written as ISO text ending in `Z`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sandbox.model import Json, iso_text

Speed = Literal[1, 60]
ClockMode = Literal["running", "paused", "travelling", "playing"]
Landmark = Literal["next_message", "next_morning", "next_week"]
Topic = Literal["clock", "planned", "scenarios", "guide"]


class DirectorRefuses(Exception):
    """Something the director will not do. The message is the sentence the person reads."""


class CannotTurn(DirectorRefuses):
    """The clock cannot be turned that way: into the past, too far ahead, while a scenario is played."""


class CannotGuide(DirectorRefuses):
    """The guide has no such step, or there is none in this scenario."""


class NoSuchScenario(DirectorRefuses):
    """No scenario bears this name."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the time bar shows.

    `zone` is the IANA zone in which people speak of the time. `towards` is where a journey (mode
    `travelling`) or a scenario being played (`playing`) ends, `started_from` where it began: between them
    lies progress. `label` says in a sentence what is going on.
    """

    now: datetime
    zone: str
    mode: ClockMode
    speed: Speed = 1
    towards: datetime | None = None
    started_from: datetime | None = None
    label: str | None = None
    next_message_at: datetime | None = None

    def as_json(self) -> Json:
        return {
            "now": iso_text(self.now),
            "zone": self.zone,
            "mode": self.mode,
            "speed": self.speed,
            "towards": _instant(self.towards),
            "started_from": _instant(self.started_from),
            "label": self.label,
            "next_message_at": _instant(self.next_message_at),
        }


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """A message the app means to send. `label` and `to` are plain words; `subject` is what it is about."""

    due_at: datetime
    kind: str
    label: str
    to: str
    state: str
    subject: str

    def as_json(self) -> Json:
        return {
            "due_at": iso_text(self.due_at),
            "kind": self.kind,
            "label": self.label,
            "to": self.to,
            "state": self.state,
            "subject": self.subject,
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """The next messages, soonest first, and how many `more` there are after them."""

    messages: Sequence[PlannedMessage] = ()
    more: int = 0

    def as_json(self) -> Json:
        return {"messages": [message.as_json() for message in self.messages], "more": self.more}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A place to begin. `is_ready` says that it was kept from before and opens at once."""

    name: str
    title: str
    text: str
    is_ready: bool = False

    def as_json(self) -> Json:
        return {"name": self.name, "title": self.title, "text": self.text, "is_ready": self.is_ready}


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What can be begun, and the name of what is shown now."""

    current: str | None
    scenarios: Sequence[Scenario]

    def as_json(self) -> Json:
        return {"current": self.current, "scenarios": [scenario.as_json() for scenario in self.scenarios]}


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the page: a conversation by its id, an app's Home, or the direct messages with an app."""

    channel: str | None = None
    home: str | None = None
    dm: str | None = None

    def as_json(self) -> Json:
        return _given(channel=self.channel, home=self.home, dm=self.dm)


@dataclass(frozen=True, slots=True)
class PointAt:
    """What a step points at: the words on a control, a text to type, a way to turn time."""

    control: str | None = None
    composer: str | None = None
    time: str | None = None

    def as_json(self) -> Json:
        return _given(control=self.control, composer=self.composer, time=self.time)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of the tour. `as_user` is the id of whoever one acts as for it."""

    title: str
    text: str
    as_user: str | None = None
    where: Where | None = None
    point_at: PointAt | None = None
    is_done: bool = False

    def as_json(self) -> Json:
        return {
            "title": self.title,
            "text": self.text,
            "as": self.as_user,
            "where": self.where.as_json() if self.where else None,
            "point_at": self.point_at.as_json() if self.point_at else None,
            "is_done": self.is_done,
        }


@dataclass(frozen=True, slots=True)
class Guide:
    """The tour. `current` is the index of the step to do now, `None` when it is over or not begun."""

    title: str
    steps: Sequence[GuideStep]
    is_on: bool = False
    current: int | None = None

    def as_json(self) -> Json:
        return {
            "title": self.title,
            "is_on": self.is_on,
            "current": self.current,
            "steps": [step.as_json() for step in self.steps],
        }


class Director(Protocol):
    """Moves the world that the page shows.

    What takes long (a journey, a scenario being played) is begun and goes on by itself: the method returns at
    once, and subscribers hear of the rest. A new world is shown with `Page.show`, which tells every window.
    """

    # --- time

    def clock(self) -> ClockState:
        """The clock as it stands now."""
        ...

    async def run(self, speed: Speed) -> None:
        """Let time pass, `speed` times as fast as on the wall."""
        ...

    async def pause(self) -> None:
        """Let time stand still."""
        ...

    async def go_to(self, landmark: Landmark) -> None:
        """Begin a journey to the next message the app will send, or to the next morning or week.

        Raises `CannotTurn`, as when there is no next message.
        """
        ...

    async def travel_to(self, at: datetime) -> None:
        """Begin a journey to a naive wall time in the clock's `zone`.

        Raises `CannotTurn` for the past and for more than 400 days ahead.
        """
        ...

    async def stop(self) -> None:
        """End a journey where it is; without one nothing happens."""
        ...

    # --- what is to come, and where to begin

    async def planned(self) -> Planned:
        """What the app means to send."""
        ...

    async def scenarios(self) -> Scenarios:
        """Where one can begin."""
        ...

    async def play(self, name: str) -> None:
        """Begin a scenario; its world is shown when it has been played. Raises `NoSuchScenario`."""
        ...

    async def reset(self) -> None:
        """Begin the current scenario again."""
        ...

    # --- the guide

    def guide(self) -> Guide | None:
        """The tour of this scenario as it stands now, `None` where there is none."""
        ...

    async def start_guide(self) -> None:
        """Begin the tour, or go on with it."""
        ...

    async def end_guide(self) -> None:
        """Put the tour away."""
        ...

    async def go_to_step(self, step: int) -> None:
        """Make step number `step` (from 0) the current one. Raises `CannotGuide`."""
        ...

    # --- news

    def subscribe(self, tell: Callable[[Topic], None]) -> Callable[[], None]:
        """Call `tell` with what has changed, as often as it does; returns the function that ends it.

        Only to be called from the event loop's own thread. The page asks for the news itself, and sends
        clocks no more often than ten times a second.
        """
        ...


def _instant(at: datetime | None) -> str | None:
    return iso_text(at) if at is not None else None


def _given(**values: str | None) -> Json:
    return {name: value for name, value in values.items() if value is not None}
