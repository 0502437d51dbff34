"""What the people of a simulation do: what they have planned, and what they answer when the bot asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.simulation.cast import HOME, LEADERS, Cast, Habit, Member
from bot.simulation.hours import Diary
from bot.simulation.ledger import Ledger
from bot.simulation.plan import SimulationPlan
from sandbox.journal import Entry
from sandbox.model import Json
from sandbox.people import Outcome
from sandbox.screens import NotOnScreen, ShownMessage
from sandbox.workspace import Workspace

HOSTILE_TEXT = (
    '<!channel> <@U0> & "quotes" \\ {{ 7 * 7 }} \u202eright to left\u202c\n*bold* `code` 🎉 ' + "long " * 150
)
GOING, MAYBE, DECLINED = "I'll be there", "Maybe", "Can't make it"

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
SESSIONS_BEGIN, SESSIONS_END = 14, 20  # hours on the wall between which people meet
_BREATH_S = 0.3  # real seconds before somebody tries again: a lost connection takes as long to come back
_TRIES = 4  # people press again when Slack says it had trouble

_TITLES = (
    "SEL data walk",
    "Looking at student work",
    "Number talks, round one",
    "What our exit tickets say",
    "Spotlight: word problems at Elm School",
    "Planning the next small test",
)
_LEARNINGS = (
    "Ninety seconds of silence before talk doubled the hands that go up.",
    "Reading the problem aloud twice beats reading it once and explaining.",
    "Pairs chosen by the pupils worked worse than pairs drawn by lot.",
    "Asking what do you notice? first lets everybody begin.",
)


class Script:
    """Puts what people do into the diary: their plans at once, their answers when the bot has spoken."""

    def __init__(
        self, plan: SimulationPlan, cast: Cast, workspace: Workspace, diary: Diary, ledger: Ledger
    ) -> None:
        self._plan = plan
        self._cast = cast
        self._workspace = workspace
        self._diary = diary
        self._ledger = ledger
        self._zone = ZoneInfo(plan.zone)
        self._breaks_up_on = date(plan.start.year, 12, 21)
        self._is_back_on = date(plan.start.year + 1, 1, 2)
        self.convenings = 0
        self.meeting_days: set[date] = set()
        self.failed_acts: list[str] = []
        self._reactions: Mapping[str, Callable[[Entry], None]] = {
            "convenings.announcement": self._on_announcement,
            "convenings.rsvp_nudge": self._on_nudge,
            "convenings.changed": self._on_change,
            "convenings.attendance": self._on_attendance,
            "feedback.request": self._on_feedback_request,
            "feedback.reminder": self._on_feedback_reminder,
        }

    def begin(self) -> None:
        """Write the whole year's plans into the diary and begin to listen to the bot."""
        self._workspace.journal.subscribe(self._saw)
        first, second = self._cast.facilitators
        self._at(0, time(8, 30), first, "setup", self._set_up)
        for number, week in enumerate(range(0, self._plan.weeks - 1, 2)):
            self._plan_convening(number, week, (first, second)[number % 2])
        for week in range(self._plan.weeks):
            self._at(week, time(10, 15), first, "looks at status", self._runs("/cop status"))
            self._at(week, time(10, 20), second, "looks at upcoming", self._runs("/cop upcoming"))
        self._plan_comings_and_goings()

    # --- plans

    def _plan_convening(self, number: int, week: int, facilitator: Member) -> None:
        """Every second week on a Thursday; scheduled the week before, or three weeks ahead."""
        ahead = 2 if number % 2 and week >= 2 else 0
        meets_on = self._day(week + 1, 3)
        if self._breaks_up_on <= meets_on < self._is_back_on:
            return  # nobody meets in the winter break
        title = f"{_TITLES[number % len(_TITLES)]} {number + 1}"
        self.meeting_days |= {meets_on, meets_on + _DAY}  # it may be moved by a day
        self._at(
            week - ahead,
            time(9, 30),
            facilitator,
            "schedules",
            partial(self._schedule, title, meets_on, number),
        )
        match number % 6:
            case 2:
                self._at(
                    week + 1, time(9, 45), facilitator, "moves", partial(self._move, title, meets_on + _DAY)
                )
            case 3:
                self._at(week + 1, time(9, 45), facilitator, "cancels", partial(self._cancel, title))
            case 4:
                self._at(week + 1, time(9, 45), facilitator, "changes the link", partial(self._relink, title))
            case _:
                pass

    def _plan_comings_and_goings(self) -> None:
        newcomer, stranger, leader = self._cast.newcomer, self._cast.stranger, self._cast.leader
        self._at(1, time(11), newcomer, "joins", self._joins)
        self._at(1, time(12), stranger, "tries to schedule", self._tries_to_schedule)
        self._at(2, time(12), leader, "asks for help", self._runs("/cop help", channel=LEADERS))
        for number, member in enumerate(self._cast.members[3:]):
            if number % 3 == 0:
                self._at(0, time(13), member, "opens Home", self._opens_home)
        if len(self._cast.members) > 8:
            self._at(3, time(12), self._cast.members[-1], "leaves", self._leaves)
            self._at(2, time(12), self._cast.members[-2], "moves away", self._moves_away)

    def _at(
        self, week: int, at: time, who: Member, what: str, act: Callable[[Member], Awaitable[None]]
    ) -> None:
        moment = datetime.combine(self._day(max(week, 0), 0), at, self._zone)
        self._diary.at(moment, partial(self._perform, who, what, act))

    def _day(self, week: int, weekday: int) -> date:
        """The `weekday`-th day of a week of the simulation; weeks begin on the start's own weekday."""
        return self._plan.start + timedelta(weeks=week, days=weekday)

    # --- answers

    def _saw(self, entry: Entry) -> None:
        if entry.action != "post" or entry.key is None:
            return
        react = self._reactions.get(entry.key.partition(":")[0])
        if react is not None:
            react(entry)

    def _on_announcement(self, entry: Entry) -> None:
        for member in self._cast.members:
            if member.habit in (Habit.KEEN, Habit.HOSTILE, Habit.FORGETFUL):
                answer = GOING if member.chance.random() < 0.85 else member.chance.choice((MAYBE, DECLINED))
                self._later(
                    member, entry, 0.2 * _HOUR, 30 * _HOUR, f"answers {answer}", self._answers(answer, entry)
                )

    def _on_nudge(self, entry: Entry) -> None:
        member = self._addressee(entry)
        if member is None:
            return
        if member.habit is Habit.LATE:
            self._later(member, entry, _HOUR, 18 * _HOUR, f"answers {GOING}", self._answers(GOING, entry))
        elif member.habit is Habit.SILENT and member.chance.random() < 0.2:
            self._later(
                member, entry, _HOUR, 9 * _HOUR, "stops nudges", self._clicks("No more nudges", entry)
            )

    def _on_change(self, entry: Entry) -> None:
        member = self._addressee(entry)
        if member and member.habit is not Habit.SILENT:
            self._later(
                member, entry, 0.1 * _HOUR, 8 * _HOUR, f"answers {GOING}", self._answers(GOING, entry)
            )

    def _on_attendance(self, entry: Entry) -> None:
        for member in self._cast.members:
            comes = {Habit.KEEN: 0.95, Habit.HOSTILE: 1.0, Habit.LATE: 0.8}.get(member.habit, 0.0)
            if member.chance.random() < comes:
                self._soon(member, entry, 12 * _MINUTE, "says they are here", self._clicks("I'm here", entry))

    def _on_feedback_request(self, entry: Entry) -> None:
        member = self._addressee(entry)
        if member and member.habit in (Habit.KEEN, Habit.HOSTILE):
            self._later(member, entry, 5 * _MINUTE, 9 * _HOUR, "gives feedback", self._gives_feedback(entry))

    def _on_feedback_reminder(self, entry: Entry) -> None:
        member = self._addressee(entry)
        if member and member.habit is Habit.LATE:
            self._later(member, entry, _HOUR, 10 * _HOUR, "gives feedback", self._gives_feedback(entry))

    def _addressee(self, entry: Entry) -> Member | None:
        return self._cast.find(entry.user) if entry.user else None

    def _later(
        self,
        member: Member,
        entry: Entry,
        least: timedelta,
        most: timedelta,
        what: str,
        act: Callable[[Member], Awaitable[None]],
    ) -> None:
        self._diary.at(member.after(entry.at, least, most), partial(self._perform, member, what, act))

    def _soon(
        self,
        member: Member,
        entry: Entry,
        most: timedelta,
        what: str,
        act: Callable[[Member], Awaitable[None]],
    ) -> None:
        moment = entry.at + most * member.chance.random()
        self._diary.at(moment, partial(self._perform, member, what, act))

    # --- doing it

    async def _perform(self, member: Member, what: str, act: Callable[[Member], Awaitable[None]]) -> None:
        """One act. What somebody looks for and cannot find is noted, as it may well be gone by then."""
        try:
            await act(member)
        except NotOnScreen as missing:
            self._ledger.did(self._workspace.now(), member.person.id, what, missed=str(missing)[:200])
            return
        self._ledger.did(self._workspace.now(), member.person.id, what)

    async def _until_it_works(self, member: Member, attempt: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Press again when Slack shows trouble, as people do."""
        outcome = await attempt()
        for _ in range(_TRIES - 1):
            if outcome.trouble is None:
                return outcome
            await asyncio.sleep(_BREATH_S)
            outcome = await attempt()
        if outcome.trouble is not None:
            self.failed_acts.append(f"{member.person.name}: {outcome.trouble}")
        return outcome

    def _runs(self, command: str, channel: str = HOME) -> Callable[[Member], Awaitable[None]]:
        async def act(member: Member) -> None:
            await self._until_it_works(member, partial(member.person.runs, command, channel))

        return act

    async def _opens(self, member: Member, command: str) -> None:
        """Run a command until its form is there: a form that did not open is asked for again."""
        for _ in range(_TRIES):
            outcome = await self._until_it_works(member, partial(member.person.runs, command, HOME))
            if outcome.modal is not None:
                return
        raise NotOnScreen(f"{command} opened no form; on the screen: {member.person.last_seen_text[:200]}")

    async def _submits(self, member: Member, values: Mapping[str, object]) -> None:
        """Send a form; a warning is accepted, an error ends the attempt and is noted."""
        outcome = await self._until_it_works(member, partial(member.person.submits, values))
        modal = member.person.modal
        if modal is not None and any(field.is_called("accept") for field in modal.fields):
            option = modal.field("accept").element["options"][0]
            await member.person.fills({"accept": [option["text"]["text"]]})
            outcome = await self._until_it_works(member, member.person.submits)
        if outcome.errors:
            self.failed_acts.append(f"{member.person.name}: {dict(outcome.errors)}")
            await member.person.closes_modal()

    async def _set_up(self, member: Member) -> None:
        await self._opens(member, "/cop setup")
        year_ends_on = self._plan.start + timedelta(weeks=self._plan.weeks, days=6)
        await self._submits(
            member,
            {
                "name": "Math PLC",
                "purpose_whom": "teachers of mathematics in our elementary schools",
                "purpose_shared": "pupils who give up on word problems",
                "purpose_practice": "let pupils do the thinking",
                "zone": self._plan.zone,
                "facilitators": [one.person for one in self._cast.facilitators],
                "leaders_channel": LEADERS,
                "year_starts_on": self._plan.start,
                "semester_ends_on": self._plan.start + (year_ends_on - self._plan.start) / 2,
                "year_ends_on": year_ends_on,
                "holidays": self._holidays(),
            },
        )

    def _holidays(self) -> str:
        year, last = self._plan.start.year, self._is_back_on - _DAY
        return f"{year}-11-26 to {year}-11-27 Thanksgiving\n{self._breaks_up_on} to {last} Winter break"

    async def _schedule(self, title: str, meets_on: date, number: int, member: Member) -> None:
        self.convenings += 1
        words = f"{meets_on.day} {meets_on:%b} {meets_on.year} 3:30pm 75m {title}"
        await self._opens(member, f"/cop schedule {words}")
        agenda = "Welcome, 10\nData walk, 40\nReflect and commit, 20"
        details: dict[str, object] = {
            "mode": "Online",
            "link": f"https://meet.example/{number}",
            "agenda": agenda,
        }
        if number % 5 == 1:
            details |= {"objectives": HOSTILE_TEXT, "spotlight": "Elm School & <friends>"}
        await self._submits(member, {"starts_on": meets_on, **details})

    async def _press_beside(self, member: Member, title: str, button: str) -> None:
        """Press a button of the convening's line in `/cop upcoming`."""
        await self._until_it_works(member, partial(member.person.runs, "/cop upcoming", HOME))
        shown = member.person.ephemerals[-1]
        await self._press(member, _beside(shown, title), button)

    async def _press(self, member: Member, message: ShownMessage, button: str) -> None:
        for _ in range(_TRIES):
            outcome = await self._until_it_works(
                member, partial(member.person.clicks, button, message=message)
            )
            if outcome.modal is not None:
                return
        raise NotOnScreen(f"{button} opened no form")

    async def _move(self, title: str, to: date, member: Member) -> None:
        await self._press_beside(member, title, "Edit")
        await self._submits(member, {"starts_on": to})

    async def _relink(self, title: str, member: Member) -> None:
        await self._press_beside(member, title, "Edit")
        await self._submits(member, {"link": "https://meet.example/another-room"})

    async def _cancel(self, title: str, member: Member) -> None:
        await self._press_beside(member, title, "Cancel it")
        await self._submits(member, {"reason": "Snow day: the schools are closed."})

    def _clicks(self, button: str, entry: Entry) -> Callable[[Member], Awaitable[None]]:
        async def act(member: Member) -> None:
            message = self._still_there(member, entry)
            await self._until_it_works(member, partial(member.person.clicks, button, message=message))

        return act

    def _answers(self, answer: str, entry: Entry) -> Callable[[Member], Awaitable[None]]:
        return self._clicks(answer, entry)

    def _still_there(self, member: Member, entry: Entry) -> ShownMessage:
        """The message as it looks to them now."""
        channel = self._workspace.channels.get(entry.channel or "")
        message = channel.messages.get(entry.ts or "") if channel else None
        if channel is None or message is None or member.person.id not in channel.members:
            raise NotOnScreen("the message is gone")
        return member.person.screen.shown(message)

    def _gives_feedback(self, entry: Entry) -> Callable[[Member], Awaitable[None]]:
        async def act(member: Member) -> None:
            message = self._still_there(member, entry)
            await self._press(member, message, "Give feedback")
            await self._submits(member, self._feedback_of(member))

        return act

    def _feedback_of(self, member: Member) -> dict[str, object]:
        chance = member.chance
        ratings: dict[str, object] = {
            question: _SCALE[min(4, chance.choice((2, 3, 3, 4, 4, 4)))]
            for question in ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time")
        }
        is_anonymous = chance.random() < 0.3
        words: dict[str, object] = {"valuable": "Time to look at work together.", "change": "Start on time."}
        if member.habit is Habit.HOSTILE:
            words |= {"valuable": HOSTILE_TEXT, "learning": HOSTILE_TEXT, "shares_learning": [_SHARE]}
        elif chance.random() < 0.5:
            words |= {"learning": chance.choice(_LEARNINGS), "shares_learning": [_SHARE]}
        if is_anonymous:
            return {**ratings, **words, "is_anonymous": [_ANONYMOUS]}
        return {**ratings, **words, "next_step": "Try a number talk on Monday.", "commits": [_COMMIT]}

    async def _joins(self, member: Member) -> None:
        self._workspace.join(self._channel_id(HOME), member.person.id)
        self._cast.members.append(member)

    async def _leaves(self, member: Member) -> None:
        self._workspace.leave(self._channel_id(HOME), member.person.id)
        self._cast.members.remove(member)

    async def _moves_away(self, member: Member) -> None:
        self._workspace.change_user(member.person.id, tz="Asia/Tokyo")

    async def _opens_home(self, member: Member) -> None:
        await member.person.opens_home()

    async def _tries_to_schedule(self, member: Member) -> None:
        await self._until_it_works(member, partial(member.person.runs, "/cop schedule", "general"))

    def _channel_id(self, name: str) -> str:
        return next(channel.id for channel in self._workspace.channels.values() if channel.name == name)


_SCALE = ("1 · disagree fully", "2 · disagree", "3 · partly", "4 · agree", "5 · agree fully")
_SHARE = "Share it in the recap and the digest"
_ANONYMOUS = "Keep my answers anonymous"
_COMMIT = "Make it my commitment"


def _beside(shown: ShownMessage, title: str) -> ShownMessage:
    """The message with only the buttons that stand below the line with `title`."""
    ids = [block["block_id"] for block in _from_line(shown.blocks, title) if block["type"] == "actions"]
    if not ids:
        raise NotOnScreen(f"no line about {title!r} with buttons")
    return replace(shown, controls=tuple(control for control in shown.controls if control.block_id == ids[0]))


def _from_line(blocks: list[Json], title: str) -> list[Json]:
    lines = [number for number, block in enumerate(blocks) if title in str(block.get("text"))]
    return blocks[lines[0] :] if lines else []
