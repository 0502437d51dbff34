"""The story itself: a community is set up, meets for the first time, and reads its first digests."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.stage.days import Days
from bot.stage.hours import Diary
from bot.stage.stage import Stage, open_stage
from bot.story import work
from bot.story.teller import Pause, Teller, sleep_for
from community.clock import MovableClock
from sandbox.journal import Entry
from sandbox.people import Person

ZONE = "America/Los_Angeles"
HOME, LEADERS = "math-plc", "district-leaders"
FIRST_DAY = date(2026, 9, 14)  # a Monday

_PEOPLE = {
    "Ada Marsh": ZONE,
    "Ben Okafor": ZONE,
    "Carmen Ruiz": ZONE,
    "Dmitri Volkov": "America/New_York",
    "Emi Tanaka": ZONE,
    "Farah Haddad": "America/Denver",
    "Grace O'Neill": ZONE,
    "Hugo Lind": ZONE,
}
_LEADER = "Lena Whitfield"
_LEARNINGS = {
    "Carmen Ruiz": "Ninety seconds of silence before talk doubled the hands that went up.",
    "Farah Haddad": "Pupils explained the error to each other better than I did.",
}


async def tell(*, pace: bool, picture: Path | None, report: Path | None = None) -> None:
    """Play the story, printing it. `pace`: slowly enough to read along.

    `picture`: where to save it as SVG; `report`: where to save the printable report people get at the end.
    """
    clock = MovableClock(datetime.combine(FIRST_DAY, time(8, 55), ZoneInfo(ZONE)))
    with tempfile.TemporaryDirectory(prefix="convener-story-") as folder:
        async with open_stage(clock, f"sqlite:///{folder}/story.db") as stage:
            pause: Pause | None = sleep_for if pace else None
            teller = Teller(stage.workspace, ZONE, pause=pause, record=picture is not None)
            await _Story(stage, teller, draws=picture is not None).play()
            if picture is not None:
                teller.save(picture)
            if report is not None:
                await asyncio.to_thread(report.write_bytes, _printable(stage))


def _printable(stage: Stage) -> bytes:
    """The last page the bot shared as a file."""
    pages = [file for file in stage.workspace.files.values() if file.name.endswith(".html")]
    return pages[-1].content


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour, minute), ZoneInfo(ZONE))


class _Story:
    def __init__(self, stage: Stage, teller: Teller, *, draws: bool) -> None:
        self._draws = draws
        self._stage = stage
        self._teller = teller
        self._diary = Diary()
        self._people = {name: self._person(name, tz) for name, tz in _PEOPLE.items()}
        self._leader = self._person(_LEADER, ZONE)
        self._days = Days(stage, self._diary, lambda _: timedelta(minutes=30))
        self._told: set[str] = set()

    async def play(self) -> None:
        self._open_channels()
        self._stage.workspace.journal.subscribe(self._saw)
        self._teller.title(
            "Convener, two weeks in a minute. The bot is the real one; the workspace is a pretend Slack."
        )
        await self._stage.start_bot()
        chapters = (
            *(self._founding, self._answering, self._trying, self._reminding, self._asking),
            *(self._meeting, self._looking_back, self._reporting),
        )
        for chapter in chapters:
            await chapter()
        self._teller.says(
            "That was it. `make test` runs the tests; README.md says how to install it into Slack."
        )

    # --- chapters

    async def _founding(self) -> None:
        ada = self._people["Ada Marsh"]
        await self._until(_at(0, 9))
        self._teller.says(
            "Ada coaches mathematics teachers in three schools. She sets up their community in #math-plc."
        )
        await self._types(ada, "/cop setup")
        await self._submits(ada, _CHARTER | {"Facilitators": [ada, self._people["Ben Okafor"]]})
        await self._until(_at(0, 9, 20))
        await self._types(ada, "/cop schedule 24 Sep 3:30pm 75m SEL data walk")
        await self._submits(ada, _DETAILS)
        await self._until(_at(0, 9, 25))

    async def _answering(self) -> None:
        self._teller.says("Members answer with one click. Names and counts are edited into the announcement.")
        for name, answer, minutes in _ANSWERS:
            self._plan(_at(0, 10, minutes), self._people[name], answer)
        await self._until(_at(0, 12))
        await self._shows_announcement()
        await self._until(_at(1, 9))

    async def _trying(self) -> None:
        ada, ben = self._people["Ada Marsh"], self._people["Ben Okafor"]
        self._teller.says("Between convenings people try something: Ben plans a small test of a change.")
        await self._until(_at(1, 9, 30))
        await self._types(ben, "/cop pdsa start")
        await self._fills_in(ben, "the plan of a PDSA cycle", work.plan(FIRST_DAY + timedelta(days=1)))
        await self._until(_at(1, 9, 32))
        await self._presses(ben, "Begin to do it")
        await self._until(_at(1, 10))
        self._teller.says("Ada writes down what the community wants to reach.")
        await self._types(ada, "/cop objectives")
        await self._presses(ada, "New objective")
        await self._fills_in(ada, "the objective", work.OBJECTIVE)
        await self._until(_at(4, 15, 5))

    async def _reminding(self) -> None:
        self._teller.says(
            "Three days before, those who have not answered get one nudge, in their own morning."
        )
        await self._until(_at(7, 12))
        self._plan(_at(7, 12, 30), self._people["Hugo Lind"], "I'll be there")
        await self._until(_at(8, 8))

    async def _asking(self) -> None:
        dmitri, emi, ben = (self._people[name] for name in ("Dmitri Volkov", "Emi Tanaka", "Ben Okafor"))
        self._teller.says("Dmitri is stuck, and puts his problem of practice to his peers.")
        await self._types(dmitri, "/cop problem")
        await self._fills_in(dmitri, "his problem", work.PROBLEM)
        await self._until(_at(9, 9, 5))
        for number, name in enumerate(("Carmen Ruiz", "Farah Haddad", "Grace O'Neill")):
            self._diary.at(
                _at(10, 9, 10 + number),
                partial(self._replies, self._people[name], work.CLARIFYING[number]),
            )
        await self._until(_at(9, 12))
        days = [FIRST_DAY + timedelta(days=ahead) for ahead in (1, 3, 4, 7, 9)]
        await self._types(ben, "/cop pdsa checkin")
        await self._fills_in(ben, "what he saw, and five values", work.checkin(days))
        await self._types(emi, "/cop learning")
        await self._fills_in(emi, "what did not work", work.LEARNING)
        await self._until(_at(9, 16))

    async def _meeting(self) -> None:
        self._teller.says("Thursday, half past three.")
        await self._until(_at(10, 15, 31))
        for minute, name in enumerate(_CAME, start=32):
            self._plan(_at(10, 15, minute), self._people[name], "I'm here", "says they are here")
        await self._until(_at(10, 16, 50))
        self._teller.says("Ten minutes after the end Convener asks those who came how it was.")
        await self._until(_at(10, 17))
        await self._anonymous_commitment(self._people["Grace O'Neill"])
        for minutes, name in enumerate(_CAME[:-1], start=5):
            self._diary.at(_at(10, 17, minutes), partial(self._gives_feedback, self._people[name]))
        await self._until(_at(10, 18))

    async def _looking_back(self) -> None:
        if self._draws:
            self._teller.begin_picture()
        self._teller.says(
            "The next working day: the recap in the morning, the week's digest in the afternoon."
        )
        await self._until(_at(11, 15, 5))
        self._teller.says("Lena leads the district. She reads the same digest in #district-leaders.")
        await self._until(_at(11, 15, 10))

    async def _reporting(self) -> None:
        self._teller.says("Ada wants all of it on paper, for the board.")
        await self._types(self._people["Ada Marsh"], "/cop report this year")
        await self._until(_at(11, 15, 15))

    # --- doing

    async def _until(self, moment: datetime) -> None:
        await self._days.pass_until(moment)

    def _plan(self, at: datetime, who: Person, button: str, words: str = "") -> None:
        self._diary.at(at, partial(self._clicks, who, button, words or f"clicks “{button}”"))

    async def _clicks(self, who: Person, button: str, words: str) -> None:
        self._teller.does(who.name, words)
        _all_well(await who.clicks(button))

    async def _types(self, who: Person, command: str) -> None:
        self._teller.does(who.name, f"types {command}")
        await self._stage.hours.finish(_done(who.runs(command, channel=HOME)))

    async def _submits(self, who: Person, values: dict[str, object]) -> None:
        told = ", ".join(_spoken(label, value) for label, value in values.items())
        self._teller.does(who.name, f"fills in {told}")
        await self._stage.hours.finish(_done(who.submits(values)))
        await self._stage.settle()

    async def _fills_in(self, who: Person, what: str, values: dict[str, object]) -> None:
        """A long form, told in a few words."""
        self._teller.does(who.name, f"fills in {what}")
        await self._stage.hours.finish(_done(who.submits(values)))
        await self._stage.settle()

    async def _presses(self, who: Person, button: str) -> None:
        self._teller.does(who.name, f"clicks “{button}”")
        await self._stage.hours.finish(_done(who.clicks(button)))
        await self._stage.settle()

    async def _replies(self, who: Person, words: str) -> None:
        (opening,) = [
            shown for shown in who.messages(HOME) if str(work.PROBLEM["The problem, in a line"]) in shown.text
        ]
        self._teller.does(who.name, f"replies in the thread: {words}")
        await who.posts(words, thread=opening)

    async def _gives_feedback(self, who: Person) -> None:
        self._teller.does(who.name, "gives feedback")
        await who.clicks("Give feedback")
        _all_well(await who.submits(_feedback_of(who)))

    async def _anonymous_commitment(self, who: Person) -> None:
        """Bad input is said beside the field, and nothing typed is lost."""
        self._told.add("feedback")
        await who.clicks("Give feedback")
        self._told.discard("feedback")
        both = _feedback_of(who) | {"Anonymous": ["Keep my answers anonymous"]}
        outcome = await who.submits(both | {"Your next step": ["Make it my commitment"]})
        for label, error in outcome.errors.items():
            self._teller.does(who.name, f"is told beside “{label}”: {error}")
        await self._submits(who, {"Your next step": []})

    async def _shows_announcement(self) -> None:
        journal = self._stage.workspace.journal
        edits = [entry for entry in journal if entry.action == "update" and entry.channel_name == HOME]
        self._teller.shows(edits[-1], self._people["Ada Marsh"].id, f"#{HOME}")

    # --- showing

    def _saw(self, entry: Entry) -> None:
        """Everything new in a channel; of a message sent to many, and of forms, the first one."""
        if entry.action == "post" and entry.user is None:
            self._teller.shows(entry, self._viewer(entry), f"#{entry.channel_name}")
        elif entry.action in ("post", "ephemeral", "view") and entry.user is not None:
            self._saw_alone(entry)

    def _saw_alone(self, entry: Entry) -> None:
        user = self._stage.workspace.user(entry.user or "")
        kind = _kind_of(entry)
        if kind in self._told or user.is_bot:
            return
        self._told.add(kind)
        where = "direct message to" if entry.action == "post" else "only for"
        self._teller.shows(entry, user.id, f"{where} {user.real_name}")

    def _viewer(self, entry: Entry) -> str:
        return self._leader.id if entry.channel_name == LEADERS else self._people["Ada Marsh"].id

    # --- setting the stage

    def _person(self, name: str, tz: str) -> Person:
        return Person(self._stage.server, self._stage.workspace.add_person(name, tz=tz))

    def _open_channels(self) -> None:
        workspace, bot = self._stage.workspace, self._stage.app.bot_user_id
        workspace.add_channel(HOME, members=[*(person.id for person in self._people.values()), bot])
        members = [self._leader.id, self._people["Ada Marsh"].id, bot]
        workspace.add_channel(LEADERS, members=members, private=True)


_CHARTER: dict[str, object] = {
    "Name of the community": "Math PLC",
    "Purpose: for whom?": "teachers of mathematics in our three elementary schools",
    "… who share what interest or concern?": "pupils who give up on word problems",
    "… and learn together how best to do what?": "let pupils do the thinking and the talking",
    "Leaders' channel": LEADERS,
    "School year starts on": date(2026, 9, 1),
    "First semester ends on": date(2027, 1, 29),
    "School year ends on": date(2027, 6, 18),
}
_DETAILS: dict[str, object] = {
    "What will people be able to explain or do afterwards?": "Say what our exit tickets tell us.",
    "How do you meet?": "Online",
    "Link": "https://meet.example.org/math-plc",
    "Agenda": "Welcome, 10\nData walk, 45\nReflect and commit, 20",
}
_ANSWERS = (
    ("Carmen Ruiz", "I'll be there", 5),
    ("Dmitri Volkov", "I'll be there", 11),
    ("Farah Haddad", "Maybe", 17),
    ("Ben Okafor", "I'll be there", 23),
    ("Ada Marsh", "I'll be there", 24),
    ("Grace O'Neill", "I'll be there", 40),
    ("Emi Tanaka", "Can't make it", 52),
)
_NEXT_STEPS = {
    "Carmen Ruiz": "Start every lesson next week with a silent minute.",
    "Farah Haddad": "Let two pupils explain one error at the board.",
    "Ben Okafor": "Bring exit tickets of one class to the next convening.",
    "Grace O'Neill": "Read the problem aloud twice before anybody writes.",
}
_CAME = ("Ada Marsh", "Ben Okafor", "Carmen Ruiz", "Farah Haddad", "Hugo Lind", "Grace O'Neill")
_RATINGS = (
    "5 · agree fully",
    "4 · agree",
    "5 · agree fully",
    "3 · partly",
    "4 · agree",
    "5 · agree fully",
    "4 · agree",
)


def _feedback_of(who: Person) -> dict[str, object]:
    """By block id: the questions' wording is the community's own."""
    questions = ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time")
    turn = list(_PEOPLE).index(who.name)
    ratings = [_RATINGS[(turn * 3 + number) % len(_RATINGS)] for number in range(len(questions))]
    answers: dict[str, object] = dict(zip(questions, ratings, strict=True))
    if next_step := _NEXT_STEPS.get(who.name):
        answers["next_step"] = next_step
    if learning := _LEARNINGS.get(who.name):
        answers |= {
            "learning": learning,
            "shares_learning": ["Share it in the recap and the digest"],
            "shows_name": ["Show my name with the learning"],
            "commits": ["Make it my commitment"],
        }
    return answers


def _kind_of(entry: Entry) -> str:
    """What sort of message it is, so that of many alike one is shown."""
    if entry.key is not None:
        return entry.key.partition(":")[0]
    view = entry.view or {}
    return str(view.get("callback_id") or view.get("type") or entry.text)


def _spoken(label: str, value: object) -> str:
    named = value if isinstance(value, list) else [value]
    words = ", ".join(getattr(one, "name", None) or str(one).splitlines()[0] for one in named) or "nothing"
    return f"{label.strip('… ?')}: {words}"


def _all_well(outcome: object) -> None:
    if not getattr(outcome, "ok", False):
        raise RuntimeError(f"the story went wrong: {outcome}")


async def _done(act: Awaitable[object]) -> None:
    _all_well(await act)
