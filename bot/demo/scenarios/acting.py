"""What people of a scenario do: at their hour, in their own client, with what is on their screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.demo.scenarios.people import HOME, ZONE
from bot.stage.clients import accept_warnings, beside, patiently
from bot.stage.days import Days
from bot.stage.hours import Diary
from bot.stage.stage import Stage
from sandbox.errors import SlackError
from sandbox.forms import CannotEnter
from sandbox.page.marks import read_everything
from sandbox.people import Outcome, Person
from sandbox.screens import NotOnScreen, ShownMessage

Act = Callable[[Person], Awaitable[None]]
Progress = Callable[[datetime], None]
Values = Mapping[str, object]

_NEAR_A_MEETING, _ON_ITS_DAY = timedelta(minutes=10), timedelta(hours=1)
_IN_A_THREAD, _SELDOM = timedelta(hours=3), timedelta(hours=12)
_STILL_NEWS = timedelta(days=1)
_MEETING_BEGINS, _MEETING_ENDS = 15, 18  # hours on the wall


class ScenarioFailed(Exception):
    """Somebody could not do what the scenario has them do. The message says who, when and what."""


class Company:
    """The people of a scenario and their diary.

    `meets_on`: the days on which they convene; `thinks_on`: those on which a problem is talked through. On
    other days the bot's planners look seldom: what comes then was planned long before.
    """

    def __init__(self, stage: Stage, *, meets_on: Collection[date], thinks_on: Collection[date]) -> None:
        self._stage = stage
        self._meets_on = frozenset(meets_on)
        self._thinks_on = frozenset(thinks_on)
        self._diary = Diary()
        users = stage.workspace.users.values()
        self._people = {u.real_name: Person(stage.server, u) for u in users if not u.is_bot}

    def at(self, moment: datetime, who: str, act: Act) -> None:
        """Put it into the diary."""
        self._diary.at(moment, partial(self._perform, self._people[who], act))

    def on(self, day: date, at: str, who: str, act: Act) -> None:
        """The same, by the community's wall: `at` is "9:05"."""
        self.at(wall(day, at), who, act)

    async def play(self, until: datetime, progress: Progress) -> None:
        """Live through everything that is written in the diary, with the bot. Raises `ScenarioFailed`.

        What came before the last day is new to nobody in the end.
        """
        days = Days(self._stage, self._diary, self._pace)
        await days.pass_until(until - _STILL_NEWS, progress)
        read_everything(self._stage.workspace)
        await days.pass_until(until, progress)

    async def _perform(self, person: Person, act: Act) -> None:
        try:
            await act(person)
        except (NotOnScreen, SlackError, CannotEnter) as missing:
            when = self._stage.clock.now().astimezone(ZoneInfo(ZONE))
            raise ScenarioFailed(f"{person.name}, {when:%a %d %b %Y %H:%M}: {missing}") from missing

    def _pace(self, now: datetime) -> timedelta:
        """How long the planners may wait."""
        local = now.astimezone(ZoneInfo(ZONE))
        if local.date() in self._meets_on:
            is_near = _MEETING_BEGINS <= local.hour < _MEETING_ENDS
            return _NEAR_A_MEETING if is_near else _ON_ITS_DAY
        return _IN_A_THREAD if local.date() in self._thinks_on else _SELDOM


def wall(day: date, at: str) -> datetime:
    """That moment on the community's wall; `at` is "9:05"."""
    hour, minute = at.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), ZoneInfo(ZONE))


# --- acts


def types(command: str, values: Values | None = None, channel: str = HOME) -> Act:
    """Run a slash command, and send its form filled in with `values`."""

    async def act(person: Person) -> None:
        await _well(person, lambda: person.runs(command, channel=channel))
        if values is not None:
            await _sends(person, values)

    return act


def clicks(button: str, *, near: str = "", values: Values | None = None) -> Act:
    """Click a button of the newest message that has it and says `near`, and send the form it opens."""

    async def act(person: Person) -> None:
        message = find_message(person, near, button)
        await _well(person, lambda: person.clicks(button, message=message))
        if values is not None:
            await _sends(person, values)

    return act


def chooses(entry: str, *, near: str, values: Values | None = None) -> Act:
    """Take an entry of the ⋯ menu right beside the words `near`, in the newest message that has both."""

    async def act(person: Person) -> None:
        message = beside(find_message(person, near, entry), near)
        await _well(person, lambda: person.clicks(entry, message=message))
        if values is not None:
            await _sends(person, values)

    return act


def answers_with(command: str, button: str, values: Values) -> Act:
    """Run a command, click a button of what it answers, and send the form."""

    async def act(person: Person) -> None:
        await _well(person, lambda: person.runs(command, channel=HOME))
        await _well(person, lambda: person.clicks(button, message=person.ephemerals[-1]))
        await _sends(person, values)

    return act


def says(words: str, channel: str = HOME) -> Act:
    """Write a message."""

    async def act(person: Person) -> None:
        await person.posts(words, channel=channel)

    return act


def replies(words: str, *, to: str) -> Act:
    """Write below the newest message that is headed `to`."""

    async def act(person: Person) -> None:
        await person.posts(words, thread=_find(person, lambda shown: to in _headings(shown)))

    return act


def reacts(emoji: str, *, to: str) -> Act:
    """Put an emoji on the newest message with these words."""

    async def act(person: Person) -> None:
        await person.reacts(emoji, find_message(person, to))

    return act


def saves(name: str, *, what: str) -> Act:
    """Use a message's shortcut on the newest message with these words."""

    async def act(person: Person) -> None:
        await _well(person, lambda: person.uses_message_shortcut(name, find_message(person, what)))

    return act


async def opens_home(person: Person) -> None:
    """Look at the bot's Home tab; from then on it is kept up to date."""
    await person.opens_home()


# --- finding


def find_message(person: Person, words: str, button: str = "") -> ShownMessage:
    """The newest message with these words and this button or menu entry. Raises `NotOnScreen`."""
    return _find(person, lambda shown: words in shown.text and (not button or _offers(shown, button)))


def _find(person: Person, is_meant: Callable[[ShownMessage], bool]) -> ShownMessage:
    for message in person.screen.newest_first():
        shown = person.screen.shown(message)
        if is_meant(shown):
            return shown
    raise NotOnScreen(f"no such message; the newest is: {person.last_seen_text[:300]}")


def _headings(shown: ShownMessage) -> list[str]:
    return [str(block["text"]["text"]) for block in shown.blocks if block["type"] == "header"]


def _offers(shown: ShownMessage, label: str) -> bool:
    entries = (str(one["text"]["text"]) for control in shown.controls for one in control.options)
    return label in shown.buttons or label in entries


# --- forms


async def _sends(person: Person, values: Values) -> None:
    """Fill in the form in front and send it; what it only asks about is accepted."""
    await person.fills(values)
    outcome = await patiently(person, person.submits)
    if await accept_warnings(person):
        outcome = await patiently(person, person.submits)
    _all_well(outcome)
    if person.modal is not None:
        raise NotOnScreen(f"the form “{person.modal.title}” is still there: {person.modal.text[:200]}")


async def _well(person: Person, attempt: Callable[[], Awaitable[Outcome]]) -> None:
    _all_well(await patiently(person, attempt))


def _all_well(outcome: Outcome) -> None:
    if outcome.trouble is not None or outcome.errors:
        raise NotOnScreen(f"it did not work: {outcome.trouble or dict(outcome.errors)}")
