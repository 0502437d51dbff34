"""Convenings of a scenario: who schedules them, who comes, and what people say afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.demo.scenarios.acting import Company, Values, clicks, types
from bot.demo.scenarios.people import ADA

_GOING, _MAYBE, _DECLINED = "I'll be there", "Maybe", "Can't make it"
_QUESTIONS = ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time")
_SCALE = {
    "1": "1 · disagree fully",
    "2": "2 · disagree",
    "3": "3 · partly",
    "4": "4 · agree",
    "5": "5 · agree fully",
}
_LINK = "https://meet.example.org/math-plc"
_TWO_WEEKS, _NUDGED = timedelta(days=14), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody says afterwards. `ratings`: five digits, in the order of the questions.

    A `next_step` becomes a commitment, a `learning` is shared; under their name unless it `is_unnamed`.
    """

    who: str
    ratings: str
    valuable: str = ""
    change: str = ""
    next_step: str = ""
    learning: str = ""
    is_unnamed: bool = False

    @property
    def form(self) -> Values:
        """As the form of feedback takes it."""
        ratings = {name: _SCALE[said] for name, said in zip(_QUESTIONS, self.ratings, strict=True)}
        values: dict[str, object] = {**ratings, "valuable": self.valuable, "change": self.change}
        if self.next_step:
            values |= {"next_step": self.next_step, "commits": ["Make it my commitment"]}
        if self.learning:
            values |= {"learning": self.learning, "shares_learning": ["Share it in the recap and the digest"]}
        if self.learning and not self.is_unnamed:
            values["shows_name"] = ["Show my name with the learning"]
        if self.is_unnamed:
            values["is_anonymous"] = ["Keep my answers anonymous"]
        return values


@dataclass(frozen=True, slots=True)
class Session:
    """A convening, 75 minutes from 3:30 pm. `answers_late` answer yes once they are nudged.

    `announced_on`: another day than two weeks before.
    """

    on: date
    title: str
    scheduled_on: date
    objectives: str
    agenda: str
    going: tuple[str, ...]
    spotlight: str = ""
    maybe: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    answers_late: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()
    announced_on: date | None = None

    @property
    def invites_on(self) -> date:
        """The day on which it is announced, at nine."""
        return self.announced_on or self.on - _TWO_WEEKS


def invite(company: Company, session: Session) -> None:
    """Scheduled by Ada, announced by the bot, answered by the members."""
    command = f"/cop schedule {session.on.day} {session.on:%b} {session.on.year} 3:30pm 75m {session.title}"
    details: dict[str, object] = {
        "objectives": session.objectives,
        "mode": "Online",
        "link": _LINK,
        "agenda": session.agenda,
        "spotlight": session.spotlight,
    }
    if session.announced_on is not None:
        details |= {"announce_on": session.announced_on}
    company.on(session.scheduled_on, "9:40", ADA, types(command, details))
    # In bursts: one moment with many answers is quicker to play than many moments.
    for at, names, answer in (
        ("9:12", session.going, _GOING),
        ("11:40", session.maybe, _MAYBE),
        ("11:40", session.declined, _DECLINED),
    ):
        for name in names:
            company.on(session.invites_on, at, name, clicks(answer, near=session.title))


def hold(company: Company, session: Session) -> None:
    """It takes place: the last ones answer, people come, and say what it was worth."""
    for name in session.answers_late:
        company.on(session.on - _NUDGED, "12:05", name, clicks(_GOING, near=session.title))
    for name in session.came:
        company.on(session.on, "15:32", name, clicks("I'm here"))
    for voice in session.voices:
        gives = clicks("Give feedback", near=session.title, values=voice.form)
        company.on(session.on, "17:05", voice.who, gives)
