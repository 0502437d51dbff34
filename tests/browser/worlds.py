"""A lively workspace to look at in a browser, without any app behind it, and somebody who turns its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.clock import MovableClock
from sandbox.messages import Content
from sandbox.model import Channel, File, InstalledApp, User
from sandbox.page.director import (
    CannotTurn,
    ClockState,
    Guide,
    GuideStep,
    Landmark,
    Planned,
    PlannedMessage,
    PointAt,
    Scenario,
    Scenarios,
    Speed,
    Topic,
    Where,
)
from sandbox.page.server import Page, PageServer
from sandbox.page.world import World
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

Json = dict[str, Any]
START = datetime(2026, 9, 4, 16, tzinfo=UTC)  # Friday, 9:00 in Los Angeles
ZONE = "America/Los_Angeles"
MANIFEST: Json = {
    "display_information": {"name": "Convener"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Convener"},
        "slash_commands": [
            {
                "command": "/cop",
                "description": "Your community of practice",
                "usage_hint": "help | schedule | status",
            },
            {"command": "/copy", "description": "Something else", "usage_hint": ""},
        ],
        "shortcuts": [
            {
                "name": "Share a problem",
                "type": "global",
                "callback_id": "share",
                "description": "Ask the community",
            },
            {"name": "Keep as a learning", "type": "message", "callback_id": "keep", "description": ""},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:history", "im:write"]}},
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}


class QuietDirector:
    """Turns the clock of a world at once, or, while it `dawdles`, sets out and stays on the way."""

    def __init__(self, clock: MovableClock) -> None:
        self._time = clock
        self._tell: list[Callable[[Topic], None]] = []
        self._clock = ClockState(clock.now(), ZONE, "paused")
        self._guide = Guide("A first look", ())
        self.dawdles = False
        self.orders: list[object] = []
        self.plans: list[PlannedMessage] = []

    # --- time

    def clock(self) -> ClockState:
        return replace(self._clock, now=self._time.now(), next_message_at=self._next())

    def _next(self) -> datetime | None:
        return min((plan.due_at for plan in self.plans), default=None)

    async def run(self, speed: Speed) -> None:
        self.orders.append(("run", speed))
        self._turn(mode="running", speed=speed)

    async def pause(self) -> None:
        self.orders.append("pause")
        self._turn(mode="paused", speed=1)

    async def go_to(self, landmark: Landmark) -> None:
        self.orders.append(landmark)
        days = {"next_message": timedelta(hours=5), "next_morning": timedelta(days=1)}
        self._travel(self._time.now() + days.get(landmark, timedelta(days=7)))

    async def travel_to(self, at: datetime) -> None:
        self.orders.append(at.isoformat(timespec="minutes"))
        goal = at.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        if goal < self._time.now():
            raise CannotTurn("That is in the past.")
        self._travel(goal)

    def _travel(self, goal: datetime) -> None:
        start = self._time.now()
        if self.dawdles:
            self._time.move_to(start + (goal - start) / 2)
            self._turn(mode="travelling", towards=goal, started_from=start)
        else:
            self._time.move_to(goal)
            self._turn()

    async def stop(self) -> None:
        self.orders.append("stop")
        self._turn(mode="paused", towards=None, started_from=None)

    def fails(self, sentence: str) -> None:
        """Time stops because of a mistake, as the demo's driver lets it."""
        self._turn(mode="paused", speed=1, towards=None, started_from=None, label=sentence)

    def _turn(self, **changes: Any) -> None:
        self._clock = replace(self._clock, **changes)
        self._say("clock")

    # --- the rest

    async def planned(self) -> Planned:
        return Planned(self.plans, more=3)

    async def scenarios(self) -> Scenarios:
        return Scenarios(
            "mid_year",
            [
                Scenario("empty", "An empty workspace", "Nobody has set anything up yet.", is_ready=True),
                Scenario(
                    "mid_year", "In the middle of the year", "Meetings, cycles and a problem.", is_ready=True
                ),
                Scenario("end_of_year", "The end of the year", "Reports are due."),
            ],
        )

    async def play(self, name: str) -> None:
        self.orders.append(("play", name))

    async def reset(self) -> None:
        self.orders.append("reset")

    def guide(self) -> Guide:
        return self._guide

    def offer(self, *steps: GuideStep) -> None:
        """Make these the steps of the tour."""
        self._guide = replace(self._guide, steps=steps)

    async def start_guide(self) -> None:
        self._guide = replace(self._guide, is_on=True, current=0)
        self._say("guide")

    async def end_guide(self) -> None:
        self._guide = replace(self._guide, is_on=False, current=None)
        self._say("guide")

    async def go_to_step(self, step: int) -> None:
        self._guide = replace(self._guide, current=step)
        self._say("guide")

    def subscribe(self, tell: Callable[[Topic], None]) -> Callable[[], None]:
        self._tell.append(tell)
        return lambda: self._tell.remove(tell)

    def _say(self, topic: Topic) -> None:
        for tell in list(self._tell):
            tell(topic)


@dataclass
class LivelyWorld:
    """Ada, a facilitator in Los Angeles; Ben in New York; Emi in Tokyo; a guest; and an app."""

    workspace: Workspace
    clock: MovableClock
    director: QuietDirector
    app: InstalledApp
    people: dict[str, User]
    math: Channel
    general: Channel
    leaders: Channel
    welcome: Channel
    url: str = ""
    page: Page = field(default_factory=Page)

    @property
    def ada(self) -> User:
        return self.people["Ada"]

    @property
    def ben(self) -> User:
        return self.people["Ben"]

    @property
    def emi(self) -> User:
        return self.people["Emi"]

    def says(self, who: User, text: str, channel: Channel | None = None, **more: Any) -> str:
        """Somebody writes, a minute after whatever was before; returns the message's ts."""
        self.clock.move_to(self.clock.now() + timedelta(minutes=1))
        return self.workspace.post((channel or self.math).id, who.id, text, **more).ts

    def app_says(self, text: str, channel: Channel | None = None, **more: Any) -> str:
        """The app posts a message with whatever blocks."""
        place = channel or self.math
        content = Content(text, more.pop("blocks", None), files=more.pop("files", []))
        return self.workspace.add_message(place, self.app.bot_user_id, content, app=self.app, **more).ts

    def fill(self, count: int, channel: Channel | None = None) -> list[str]:
        """Many messages by three people in turn, a few minutes apart."""
        writers = (self.ada, self.ben, self.emi)
        made = []
        for number in range(count):
            self.clock.move_to(self.clock.now() + timedelta(minutes=number % 7))
            text = f"Message {number}. " + "What do you notice? " * (number % 5)
            made.append(self.workspace.post((channel or self.math).id, writers[number // 2 % 3].id, text).ts)
        return made

    def home(self, who: User, *blocks: Json) -> None:
        """The app publishes somebody's Home."""
        self.workspace.views.publish(self.app, who.id, {"type": "home", "blocks": list(blocks)})


def a_lively_world() -> LivelyWorld:
    """The people and places, with nothing said yet."""
    clock = MovableClock(START)
    workspace = Workspace(clock)
    people = {
        "Ada": workspace.add_person("Ada Osei", title="Instructional coach", is_admin=True),
        "Ben": workspace.add_person("Ben Whitehorse", tz="America/New_York", title="Teacher, grade 6"),
        "Emi": workspace.add_person("Emi Tanaka", tz="Asia/Tokyo", title="Teacher, grade 7"),
        "Grace": workspace.add_person("Grace O'Neill", tz="Europe/Dublin", title="Principal"),
        "Gus": workspace.add_person("Gus Visitor", tz="America/Denver", is_guest=True),
    }
    app = workspace.install_app(MANIFEST)
    everybody = [person.id for person in people.values()]
    math = workspace.add_channel(
        "math-plc", members=[*(one for one in everybody if one != people["Grace"].id), app.bot_user_id]
    )
    math.topic = "Fractions as numbers, and how we know they are understood"
    math.purpose = "Teachers of grades 6 and 7 who look at how fractions are learned."
    general = workspace.add_channel("general", members=everybody)
    leaders = workspace.add_channel("leaders", private=True, members=[people["Ada"].id, people["Grace"].id])
    welcome = workspace.add_channel("science-plc", members=[people["Grace"].id])
    director = QuietDirector(clock)
    return LivelyWorld(workspace, clock, director, app, people, math, general, leaders, welcome)


@asynccontextmanager
async def showing(world: LivelyWorld, *, port: int = 0) -> AsyncIterator[LivelyWorld]:
    """The world as a page on a free port; `world.url` is its address."""
    async with SandboxServer(world.workspace) as server, PageServer(world.page, port=port) as serving:
        world.page.show(World(server, world.director))
        world.url = serving.url
        yield world


def a_week_of_talk(world: LivelyWorld) -> None:
    """What is to be seen in a channel: days, threads, reactions, edits, joins, files, something private."""
    workspace, math = world.workspace, world.math
    workspace.join(math.id, world.people["Grace"].id)
    first = world.says(
        world.ada, "Welcome, everybody. On *Thursday* we look at the exit tickets from grade 6."
    )
    world.says(world.ada, "Bring three that made you think. :bulb:")
    for who, name in ((world.ben, "+1"), (world.emi, "+1"), (world.people["Gus"], "tada")):
        workspace.react(math.id, first, who.id, name)
    asked = world.says(world.ben, "Does the *half page* count? See <https://example.org/tickets|the folder>.")
    for who, text in (
        (world.emi, "Yes, mine were half pages as well."),
        (world.ada, "Please do, Ben. They are the most honest ones."),
        (world.ben, "Good. I bring seven then."),
    ):
        world.says(who, text, thread_ts=asked)
    world.clock.move_to(world.clock.now() + timedelta(days=3, hours=1))
    edited = world.says(world.emi, "My class plotted 3/4 left of 2/3. Every single table.")
    workspace.edit(math.id, edited, world.emi.id, "My class plotted 3/4 left of 2/3. Nearly every table.")
    seen = f"<@{world.ada.id}> have you seen this in <#{world.general.id}>? It was the same in my class:"
    world.says(world.ben, f"{seen}\n> three is more than two")
    world.app_says("Math PLC meets on Thursday, 3:30 PM", blocks=ANNOUNCEMENT)
    report = File(
        "F1",
        "report.ics",
        "Math PLC, Thursday",
        world.app.bot_user_id,
        workspace.unix(),
        4,
        b"BEGIN:VCALENDAR",
        True,
        True,
        "text/calendar",
    )
    workspace.files[report.id] = report
    world.app_says("Here is the invitation.", files=[report])
    gone = world.says(world.people["Gus"], "Wrong channel, sorry")
    world.says(world.emi, "No harm done!", thread_ts=gone)
    workspace.delete(math.id, gone, world.people["Gus"].id)
    workspace.add_ephemeral(
        math,
        world.ada.id,
        Content("You are going to *Fractions as numbers*. I will remind you ten minutes before."),
        app=world.app,
    )
    world.says(world.people["Grace"], "See you on Thursday, then.", world.general)
    dm = workspace.direct_channel((world.ada.id, world.app.bot_user_id))
    world.app_says("Welcome! I look after *Math PLC*. Type `/cop help` whenever you wonder.", dm)
    talk = workspace.direct_channel((world.ada.id, world.ben.id))
    world.says(world.ben, "Could you swap rooms with me on Thursday?", talk)
    for who in (world.ada, world.ben, world.emi):
        world.home(who, *HOME)
    world.director.plans = [
        PlannedMessage(
            world.clock.now() + timedelta(hours=hours),
            "reminder",
            label,
            to,
            "planned",
            "Fractions as numbers",
        )
        for hours, label, to in (
            (5, "Reminder", "#math-plc"),
            (26, "Ten minutes to go", "Ben Whitehorse"),
            (27, "Request for feedback", "5 people"),
            (75, "Digest", "#math-plc"),
        )
    ]
    world.director.offer(
        GuideStep(
            "See who is here",
            "Ada runs this community. Look around as her.",
            world.ada.id,
            Where(channel=math.id),
            None,
            True,
        ),
        GuideStep(
            "Schedule a meeting",
            "Ada types a command, as in any Slack. Send it, and a form opens.",
            world.ada.id,
            Where(channel=math.id),
            PointAt(composer="/cop schedule"),
        ),
        GuideStep(
            "Say that you come",
            "Ben finds the announcement, and says yes.",
            world.ben.id,
            Where(channel=math.id),
            PointAt(control="I'll be there"),
        ),
        GuideStep("Let a day pass", "Go on to the next morning.", None, None, PointAt(time="next_morning")),
        GuideStep(
            "Look at your Home",
            "What is yours to do stands here.",
            world.ben.id,
            Where(home=world.app.id),
            PointAt(control="Share a problem"),
        ),
    )


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(text: str, **more: str) -> Json:
    return {"type": "button", "text": _plain(text), "action_id": text.lower(), **more}


ANNOUNCEMENT = [
    {"type": "header", "text": _plain("Fractions as numbers")},
    _section("*Thursday, 3:30 PM*, room 12 and on video.\nBring three exit tickets that made you think."),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "4 are coming · 1 has not said yet"}]},
    {
        "type": "actions",
        "elements": [_button("I'll be there", style="primary"), _button("I can't"), _button("Maybe")],
    },
]
HOME = [
    {"type": "header", "text": _plain("Math PLC")},
    _section("*Next:* Fractions as numbers, Thursday at 3:30 PM."),
    {"type": "divider"},
    {"type": "actions", "elements": [_button("Share a problem", style="primary"), _button("My cycle")]},
]
