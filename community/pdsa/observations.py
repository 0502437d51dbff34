"""Observations of a measure as people type them: one a line, a value alone or a day and a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from community.pdsa.numbers import UnreadableNumber, read_number, shortened
from community.pdsa.views import Observation
from community.walltime import day_words

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH: Final = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAYS: Final = tuple(
    re.compile(rf"{day}(?P<between>[\s:;,=]+)(?P<value>\S.*)")
    for day in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",  # 2026-10-05
        r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?",  # 25/10: no month is the 25th
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",  # 10/5/2026
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})",  # 10/5
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",  # 5.10.2026
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.",  # 5.10.
        rf"(?P<day>\d{{1,2}})\.?\s?{_MONTH},?\s(?P<year>20\d\d)",  # 5 Oct 2026
        rf"(?P<day>\d{{1,2}})\.?\s?{_MONTH}",  # 5 Oct
        rf"{_MONTH}\s(?P<day>\d{{1,2}}),?\s(?P<year>20\d\d)",  # Oct 5, 2026
        rf"{_MONTH}\s(?P<day>\d{{1,2}})",  # Oct 5
    )
)


class UnreadableObservations(ValueError):
    """A line could not be read, or cannot be; the text is a sentence that quotes it."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days an observation can be of: from the cycle's first day to today, both included."""

    starts_on: date
    today: date


def read_observations(text: str, *, starts_on: date, today: date) -> tuple[Observation, ...]:
    """The observations of `text` in order of time; a line without a day is of `today`.

    A day without a year is taken where it falls between `starts_on`, the cycle's first day, and `today`.
    Raises `UnreadableObservations` at the first line that has no number, whose day is not in the calendar, in
    the future or before the cycle, or is on an earlier line as well: a measure has one value a day.
    """
    window = Window(min(starts_on, today), today)  # who begins early may note what they see
    found: dict[date, float] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        observation = _read_line(line, window)
        if observation.observed_on in found:
            raise UnreadableObservations(_said_twice(line, observation.observed_on, window))
        found[observation.observed_on] = observation.value
    return tuple(Observation(day, found[day]) for day in sorted(found))


def _read_line(line: str, window: Window) -> Observation:
    for pattern in _DAYS:
        match = pattern.fullmatch(line)
        if match is not None and _month(match["month"]):
            return Observation(_day(match, line, window), _value(match["value"]))
    return Observation(window.today, _value(line))


def _value(text: str) -> float:
    try:
        return read_number(text)
    except UnreadableNumber as error:
        raise UnreadableObservations(
            f"{error} One value a line; put its day before it if it is not of today: 2026-10-05 12.5."
        ) from error


def _day(match: re.Match[str], line: str, window: Window) -> date:
    day = _written_day(match, line, window)
    if day > window.today:
        raise UnreadableObservations(
            f"{day_words(day)} has not come yet: “{shortened(line)}”. Note what was seen until today."
        )
    if day < window.starts_on:
        raise UnreadableObservations(
            f"{day_words(day)} is before the cycle, which began on {day_words(window.starts_on)}: "
            f"“{shortened(line)}”."
        )
    return day


def _written_day(match: re.Match[str], line: str, window: Window) -> date:
    groups = match.groupdict()
    month, day = _month(groups["month"]), int(groups["day"])
    years = [int(groups["year"])] if groups.get("year") else _years(window)
    days = [found for year in years if (found := _in_calendar(year, month, day))]
    if not days:
        raise UnreadableObservations(f"There is no such day: “{shortened(line)}”. Write 2026-10-05 12.5.")
    return next((day for day in days if window.starts_on <= day <= window.today), days[0])


def _years(window: Window) -> list[int]:
    """Where a day without a year may lie; this year first: the sentence about a wrong day names it."""
    return list(range(window.today.year, window.starts_on.year - 1, -1))


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(written: str) -> int:
    """Its number, of digits or of an English name cut to three letters or more; 0 for a word that is none."""
    if written.isdigit():
        return int(written)
    return next((n for n, name in enumerate(_MONTHS, start=1) if name.startswith(written.lower())), 0)


def _said_twice(line: str, day: date, window: Window) -> str:
    which = "today" if day == window.today else day_words(day)
    return (
        f"There are two values for {which}; the second is “{shortened(line)}”. A measure has one value a "
        "day: put the day before each value, as in 2026-10-05 12.5."
    )
