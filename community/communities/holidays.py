"""Holidays as people type them: one a line, a day or two with "to" between, then a name if one likes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from community.communities.views import Holiday

MOST_HOLIDAYS = 100
LONGEST_HOLIDAY = timedelta(days=120)  # a whole summer; anything longer is a slip of the pen
NAME_LENGTH = 80

_DAY = r"(\d{4}-\d{1,2}-\d{1,2})"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:to|until|–|—|-|\.\.)\s*{_DAY})?(?:[\s,:]+(.*))?", re.IGNORECASE)


class UnreadableHolidays(ValueError):
    """A line could not be read; the text is a sentence that quotes it."""


def read_holidays(text: str) -> tuple[Holiday, ...]:
    """The holidays of `text` in order of time. Raises `UnreadableHolidays` at the first line that is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_HOLIDAYS:
        raise UnreadableHolidays(f"At most {MOST_HOLIDAYS} lines fit here; these are {len(lines)}.")
    return tuple(sorted((_read_line(line) for line in lines), key=lambda holiday: holiday.starts_on))


def write_holidays(holidays: Iterable[Holiday]) -> str:
    """The text `read_holidays` reads: what the form shows when it is opened again."""
    return "\n".join(_write_line(holiday) for holiday in holidays)


def _read_line(line: str) -> Holiday:
    match = _LINE.fullmatch(line)
    if match is None:
        raise UnreadableHolidays(
            f"This line could not be read: “{_shortened(line)}”. "
            "Write 2026-11-26 to 2026-11-27 Thanksgiving, or one date."
        )
    first, last, name = match.groups()
    starts_on = _read_day(first, line)
    ends_on = _read_day(last, line) if last else starts_on
    if ends_on < starts_on:
        raise UnreadableHolidays(f"The last day is before the first: “{_shortened(line)}”.")
    if ends_on - starts_on > LONGEST_HOLIDAY:
        raise UnreadableHolidays(f"This is longer than {LONGEST_HOLIDAY.days} days: “{_shortened(line)}”.")
    return Holiday(starts_on, ends_on, (name or "").strip()[:NAME_LENGTH])


def _read_day(text: str, line: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableHolidays(f"There is no day {text}: “{_shortened(line)}”.") from None


def _write_line(holiday: Holiday) -> str:
    days = f"{holiday.starts_on}"
    if holiday.ends_on != holiday.starts_on:
        days += f" to {holiday.ends_on}"
    return f"{days} {holiday.name}".strip()


def _shortened(line: str) -> str:
    return line if len(line) <= 60 else line[:59] + "…"
