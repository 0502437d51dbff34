"""Days as people say them: `3 Oct`, `September`, `2026-09-01`, `last week`. Pure.

What is said is in lower case, with one blank between words: see `said_plainly`. A day or a month without a
year is the latest that has begun.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

LONGEST_COUNT: Final = 2_000  # of "last 30 days", in days
YEARS: Final = range(2000, 2101)  # of which there may be something to report, or a slip of the pen

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NAMES: Final = {
    **{month: number for number, month in enumerate(_MONTHS, start=1)},
    **{month[:3]: number for number, month in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
_DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_LAST: Final = re.compile(r"last (\d{1,4}) (days?|weeks?)", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_NAMED: Final = re.compile(r"([a-z]+)\.?(?: (\d{4}))?", re.ASCII)
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]+)\.?,?(?: (\d{4}))?", re.ASCII)
_MONTH_DAY: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?", re.ASCII)
_SLASHED: Final = re.compile(r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?", re.ASCII)

Days = tuple[date, date]  # both included


def said_plainly(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())


def is_two_days(said: str) -> bool:
    """`3/12`: one day to some and another to others."""
    return _SLASHED.fullmatch(said) is not None


def counted_back(said: str, today: date) -> Days | None:
    this_month = today.replace(day=1)
    last_month = this_month - timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    named = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (this_month, today),
        "last month": (last_month.replace(day=1), last_month),
    }
    found = _LAST.fullmatch(said)
    if found is None:
        return named.get(said)
    days = int(found[1]) * _DAYS[found[2]]
    return (today - timedelta(days=days - 1), today) if 1 <= days <= LONGEST_COUNT else None


def day_or_longer(said: str, today: date, *, not_before: date | None = None) -> Days | None:
    """A day, a month or a year: its first day and its last; None for what is none of them.

    `not_before`: it is the first such day from then on, instead of the latest there has been.
    """
    if iso := _ISO.fullmatch(said):
        return _one_day(date_of(iso[1], int(iso[2]), int(iso[3])))
    if month := _ISO_MONTH.fullmatch(said):
        return _month(date_of(month[1], int(month[2]), 1))
    if said.isdecimal() and (year := year_of(said)):
        return date(year, 1, 1), date(year, 12, 31)
    return _named_day(said, today, not_before) or _named_month(said, today, not_before)


def _named_day(said: str, today: date, not_before: date | None) -> Days | None:
    if found := _DAY_MONTH.fullmatch(said):
        number, name, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(said):
        name, number, year = found.groups()
    else:
        return None
    month = _MONTH_NAMES.get(name)
    if month is None:
        return None
    return _one_day(
        date_of(year, month, int(number)) if year else _nearest(month, int(number), today, not_before)
    )


def _named_month(said: str, today: date, not_before: date | None) -> Days | None:
    found = _NAMED.fullmatch(said)
    month = _MONTH_NAMES.get(found[1]) if found else None
    if found is None or month is None:
        return None
    return _month(date_of(found[2], month, 1) if found[2] else _nearest(month, 1, today, not_before))


def _nearest(month: int, day: int, today: date, not_before: date | None) -> date | None:
    """The first such day from `not_before` on; without one, the latest there has been."""
    if not_before is None:
        return latest(month, day, today)
    floor = not_before.replace(day=1) if day == 1 else not_before
    return next(
        (one for year in (0, 1, 2, 3, 4) if (one := _day(floor.year + year, month, day)) and one >= floor),
        None,
    )


def latest(month: int, day: int, today: date) -> date | None:
    """The latest such day that is not to come; 29 February may be four years ago, or eight."""
    years = range(today.year, today.year - 9, -1)
    return next((one for year in years if (one := _day(year, month, day)) and one <= today), None)


def _one_day(day: date | None) -> Days | None:
    return None if day is None else (day, day)


def _month(first: date | None) -> Days | None:
    return None if first is None else (first, month_end(first))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def year_of(text: str | None) -> int | None:
    year = int(text) if text else 0
    return year if year in YEARS else None


def date_of(year: str | None, month: int, day: int) -> date | None:
    known = year_of(year)
    return None if known is None else _day(known, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
