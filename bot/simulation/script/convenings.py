"""Convenings: who schedules, moves and cancels them, who comes, and what people say afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from functools import partial

from bot.simulation.cast import HOME, Habit, Member
from bot.simulation.school_year import ONE_DAY
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.script.words import HOSTILE_TEXT
from sandbox.journal import Entry
from sandbox.model import Json
from sandbox.screens import NotOnScreen, ShownMessage

GOING, MAYBE, DECLINED = "I'll be there", "Maybe", "Can't make it"
SESSIONS_BEGIN, SESSIONS_END = 15, 18  # hours on the wall between which people meet

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
_SCALE = ("1 · disagree fully", "2 · disagree", "3 · partly", "4 · agree", "5 · agree fully")
_SHARE = "Share it in the recap and the digest"
_ANONYMOUS = "Keep my answers anonymous"
_COMMIT = "Make it my commitment"
_READ_ALL, _NEXT_PAGE = "Read all comments", "Next page"


class ConveningScenes:
    """`scheduled` counts the convenings; `meeting_days` are the days on which people may meet.

    `held`: the day of each that is not cancelled, by its title.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.scheduled = 0
        self.meeting_days: set[date] = set()
        self.held: dict[str, date] = {}
        self.reactions: Mapping[str, Callable[[Entry], None]] = {
            "convenings.announcement": self._on_announcement,
            "convenings.rsvp_nudge": self._on_nudge,
            "convenings.changed": self._on_change,
            "convenings.attendance": self._on_attendance,
            "feedback.request": self._on_feedback_request,
            "feedback.reminder": self._on_feedback_reminder,
            "feedback.summary": self._on_feedback_summary,
        }

    # --- plans

    def begin(self) -> None:
        """Write the whole year's convenings into the diary."""
        facilitators = self._hands.cast.facilitators
        for number, week in enumerate(range(0, self._hands.year.weeks - 1, 2)):
            self._plan(number, week, facilitators[number % 2])

    def _plan(self, number: int, week: int, facilitator: Member) -> None:
        """Every second week on a Thursday; scheduled the week before, or three weeks ahead."""
        year = self._hands.year
        ahead = 2 if number % 2 and week >= 2 else 0
        meets_on = year.day(week + 1, 3)
        if year.is_in_winter_break(meets_on):
            return  # nobody meets then
        title = f"{_TITLES[number % len(_TITLES)]} {number + 1}"
        self.meeting_days.add(meets_on)
        scheduling = partial(self._schedule, title, meets_on, number)
        self._hands.on(year.day(week - ahead), time(9, 30), facilitator, "schedules", scheduling)
        changed_on = year.day(week + 1)
        match number % 6:
            case 2:
                self.meeting_days.add(meets_on + ONE_DAY)
                move = partial(self._move, title, meets_on + ONE_DAY)
                self._hands.on(changed_on, time(9, 45), facilitator, "moves", move)
            case 3:
                self._hands.on(changed_on, time(9, 45), facilitator, "cancels", partial(self._cancel, title))
            case 4:
                relink = partial(self._relink, title)
                self._hands.on(changed_on, time(9, 45), facilitator, "changes the link", relink)
            case _:
                pass

    async def _schedule(self, title: str, meets_on: date, number: int, member: Member) -> None:
        self.scheduled += 1
        words = f"{meets_on.day} {meets_on:%b} {meets_on.year} 3:30pm 75m {title}"
        await self._hands.opens(member, f"/cop schedule {words}")
        agenda = "Welcome, 10\nData walk, 40\nReflect and commit, 20"
        details: dict[str, object] = {
            "mode": "Online",
            "link": f"https://meet.example/{number}",
            "agenda": agenda,
        }
        if number % 5 == 1:
            details |= {"objectives": HOSTILE_TEXT, "spotlight": "Elm School & <friends>"}
        await self._hands.submits(member, {"starts_on": meets_on, **details})
        self.held[title] = meets_on

    async def _press_beside(self, member: Member, title: str, button: str) -> None:
        """Press a button of the convening's line in `/cop upcoming`."""
        await self._hands.until_it_works(member, partial(member.person.runs, "/cop upcoming", HOME))
        await self._hands.press(member, _beside(member.person.ephemerals[-1], title), button)

    async def _move(self, title: str, to: date, member: Member) -> None:
        await self._press_beside(member, title, "Edit")
        await self._hands.submits(member, {"starts_on": to})
        self.held[title] = to

    async def _relink(self, title: str, member: Member) -> None:
        await self._press_beside(member, title, "Edit")
        await self._hands.submits(member, {"link": "https://meet.example/another-room"})

    async def _cancel(self, title: str, member: Member) -> None:
        await self._press_beside(member, title, "Cancel it")
        await self._hands.submits(member, {"reason": "Snow day: the schools are closed."})
        self.held.pop(title, None)

    # --- answers

    def _on_announcement(self, entry: Entry) -> None:
        for member in self._hands.cast.members:
            if member.habit in (Habit.KEEN, Habit.HOSTILE, Habit.FORGETFUL):
                answer = GOING if member.chance.random() < 0.85 else member.chance.choice((MAYBE, DECLINED))
                self._answers(member, entry, answer, 0.2, 30)

    def _on_nudge(self, entry: Entry) -> None:
        member = self._hands.addressee(entry)
        if member is None:
            return
        if member.habit is Habit.LATE:
            self._answers(member, entry, GOING, 1, 18)
        elif member.habit is Habit.SILENT and member.chance.random() < 0.2:
            stop = self._hands.clicks("No more nudges", entry)
            self._hands.later(member, entry.at, HOUR, 9 * HOUR, "stops nudges", stop)

    def _on_change(self, entry: Entry) -> None:
        member = self._hands.addressee(entry)
        if member and member.habit is not Habit.SILENT:
            self._answers(member, entry, GOING, 0.1, 8)

    def _answers(self, member: Member, entry: Entry, answer: str, least_h: float, most_h: float) -> None:
        click = self._hands.clicks(answer, entry)
        self._hands.later(member, entry.at, least_h * HOUR, most_h * HOUR, f"answers {answer}", click)

    def _on_attendance(self, entry: Entry) -> None:
        for member in self._hands.cast.members:
            comes = {Habit.KEEN: 0.95, Habit.HOSTILE: 1.0, Habit.LATE: 0.8}.get(member.habit, 0.0)
            if member.chance.random() < comes:
                click = self._hands.clicks("I'm here", entry)
                self._hands.soon(member, entry.at, 12 * MINUTE, "says they are here", click)

    def _on_feedback_request(self, entry: Entry) -> None:
        member = self._hands.addressee(entry)
        if member and member.habit in (Habit.KEEN, Habit.HOSTILE):
            gives = self._gives_feedback(entry)
            self._hands.later(member, entry.at, 5 * MINUTE, 9 * HOUR, "gives feedback", gives)

    def _on_feedback_reminder(self, entry: Entry) -> None:
        member = self._hands.addressee(entry)
        if member and member.habit is Habit.LATE:
            gives = self._gives_feedback(entry)
            self._hands.later(member, entry.at, HOUR, 10 * HOUR, "gives feedback", gives)

    def _on_feedback_summary(self, entry: Entry) -> None:
        """The final one has a button: facilitators read every comment, page by page."""
        member = self._hands.addressee(entry)
        if member and _READ_ALL in str(entry.blocks):
            self._hands.later(member, entry.at, MINUTE, HOUR, "reads all comments", self._reads_all(entry))

    def _reads_all(self, entry: Entry) -> Act:
        async def act(member: Member) -> None:
            await self._hands.press(member, self._hands.still_there(member, entry), _READ_ALL)
            while (shown := member.person.modal) is not None and _NEXT_PAGE in shown.buttons:
                await self._hands.until_it_works(member, partial(member.person.clicks, _NEXT_PAGE))
                if member.person.modal == shown:
                    break  # Slack has trouble: enough read
            await member.person.closes_modal()

        return act

    def _gives_feedback(self, entry: Entry) -> Act:
        async def act(member: Member) -> None:
            message = self._hands.still_there(member, entry)
            await self._hands.press(member, message, "Give feedback")
            await self._answers_survey(entry, member)

        return act

    async def _answers_survey(self, entry: Entry, member: Member) -> None:
        survey, sent_at = (entry.key or "").split(":")[1], self._hands.workspace.now()
        findings, values = self._hands.findings, _feedback_of(member)
        finding = findings.new(member, "feedback", str(values["learning"])) if "learning" in values else None
        await self._hands.submits(member, values | ({"learning": finding.text} if finding else {}))
        findings.note_answer(survey, sent_at)
        if finding:
            finding.survey, finding.is_anonymous, finding.is_named = survey, "is_anonymous" in values, False
            finding.agreed_at = sent_at if "shares_learning" in values else None


def _feedback_of(member: Member) -> dict[str, object]:
    """Two of three who write down what they learnt agree to share it."""
    chance = member.chance
    ratings: dict[str, object] = {
        question: _SCALE[min(4, chance.choice((2, 3, 3, 4, 4, 4)))]
        for question in ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time")
    }
    is_anonymous = chance.random() < 0.3
    words: dict[str, object] = {"valuable": "Time to look at work together.", "change": "Start on time."}
    luck = chance.random()
    if member.habit is Habit.HOSTILE:
        words |= {"valuable": HOSTILE_TEXT, "learning": HOSTILE_TEXT, "shares_learning": [_SHARE]}
    elif luck < 0.5:
        words |= {"learning": chance.choice(_LEARNINGS), "shares_learning": [_SHARE]}
    elif luck < 0.75:
        words["learning"] = chance.choice(_LEARNINGS)  # for the facilitators, they think
    if is_anonymous:
        return {**ratings, **words, "is_anonymous": [_ANONYMOUS]}
    return {**ratings, **words, "next_step": "Try a number talk on Monday.", "commits": [_COMMIT]}


def _beside(shown: ShownMessage, title: str) -> ShownMessage:
    """The message with only the buttons that stand below the line with `title`."""
    ids = [block["block_id"] for block in _from_line(shown.blocks, title) if block["type"] == "actions"]
    if not ids:
        raise NotOnScreen(f"no line about {title!r} with buttons")
    return replace(shown, controls=tuple(control for control in shown.controls if control.block_id == ids[0]))


def _from_line(blocks: list[Json], title: str) -> list[Json]:
    lines = [number for number, block in enumerate(blocks) if title in str(block.get("text"))]
    return blocks[lines[0] :] if lines else []
