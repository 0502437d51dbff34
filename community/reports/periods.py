"""Reading `/cop report this year`, `fall`, `September`, `since 1 Oct`, `2026-09-01 to 2026-12-18`.

A small grammar, never a guess: what is not in it is said, with what to write instead. Days are those of the
community's zone. A month, a season or a day without a year is the latest that has begun; a period that lasts
beyond today is reported as far as it has come.

| words | mean |
|---|---|
| nothing, `this year` | the school year so far |
| `last year`, `2025-26` | a school year: a year before, or so many years before, with the same days |
| `first semester`, `second semester` | the two parts of this school year |
| `fall`, `winter`, `spring`, `summer` | September to November, December to February, and so on |
| `September`, `Sep 2025`, `2026-09`, `2026` | that month, that year |
| `this month`, `last month`, `last 30 days`, `last 6 weeks` | counted from today |
| `since 1 Oct` | from that day until today |
| `1 Sep to 18 Dec`, `September to November` | both included |

Fall begins with the school year, where that starts in July or August.

`annual` asks for the review of a school year: of this one, `annual last year`, `annual 2025-26`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from community.communities.views import Community
from community.errors import InvalidInput
from community.reports.views import Period, ReportKind
from community.said_days import (
    Days,
    counted_back,
    day_or_longer,
    is_two_days,
    latest,
    month_end,
    said_plainly,
    year_of,
)
from community.walltime import day_words

FIELD: Final = "period"  # beside which the form says what is wrong
FROM: Final = "from_on"  # the same of two days
TO: Final = "to_on"
NO_DAY: Final = "Choose a day, or say in words which time you mean."
LONGEST_QUOTED: Final = 60
HOW: Final = "Write it like “this year”, “fall”, “September”, “since 1 Oct” or “2026-09-01 to 2026-12-18”."

HOW_ANNUAL: Final = "Write “annual”, “annual last year” or “annual 2025-26”."

_SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}  # their first month
_SEASON_MONTHS: Final = 3
_SCHOOL_YEAR: Final = re.compile(r"(20\d\d)[-/–](\d\d|20\d\d)", re.ASCII)
_ANNUAL: Final = re.compile(r"(?:annual(?: review)?|review|end of year)(?: (?:of|for))?(?: (?:the )?(.+))?")
_NAMED: Final = re.compile(r"([a-z]+)\.?(?: (\d{4}))?", re.ASCII)
_SPANS: Final = (" to ", " until ", " till ", " through ", " – ", " — ", " - ")  # `2026-09-01` has no blanks


def read_asked(words: str, community: Community, today: date) -> tuple[ReportKind, Period]:
    """Which report the words ask for. Raises as `read_period`."""
    said = said_plainly(words)
    annual = _ANNUAL.fullmatch(said)
    if annual is None:
        return ReportKind.PERIOD, read_period(words, community, today)
    days = _school_year(annual[1] or "", community)
    if days is None:
        raise InvalidInput({FIELD: f"I cannot tell which school year “{_quoted(words)}” means. {HOW_ANNUAL}"})
    return ReportKind.ANNUAL, checked(days, today)


def read_period(words: str, community: Community, today: date) -> Period:
    """What the words mean. Raises `InvalidInput` beside `period` for what they do not say, or not clearly."""
    days = _read(said_plainly(words), community, today)
    if days is None:
        raise InvalidInput({FIELD: f"I cannot tell which days “{_quoted(words)}” means. {HOW}"})
    return checked(days, today)


def chosen(from_on: date | None, to_on: date | None, today: date) -> Period:
    """Two days, both included. Raises `InvalidInput` beside `from_on` and `to_on`."""
    if from_on is None or to_on is None:
        missing = {FROM: from_on, TO: to_on}
        raise InvalidInput({name: NO_DAY for name, day in missing.items() if day is None})
    return checked((from_on, to_on), today, from_field=FROM, to_field=TO)


def checked(days: Days, today: date, *, from_field: str = FIELD, to_field: str = FIELD) -> Period:
    """Those days as far as they have come. Raises `InvalidInput` beside the field that is wrong."""
    from_on, to_on = days
    if to_on < from_on:
        why = f"The report would end on {day_words(to_on)}, before it begins on {day_words(from_on)}."
        raise InvalidInput({to_field: why})
    if from_on > today:
        why = f"{day_words(from_on)} is still to come: there is nothing to report yet."
        raise InvalidInput({from_field: why})
    return Period(from_on, min(to_on, today))


def _read(said: str, community: Community, today: date) -> Days | None:
    readers: tuple[Callable[[], Days | None], ...] = (
        lambda: _of_the_year(said, community),
        lambda: counted_back(said, today),
        lambda: _since(said, today),
        lambda: _from_to(said, today),
        lambda: _season(said, community, today),
        lambda: _unit(said, today),
    )
    return next((found for reader in readers if (found := reader()) is not None), None)


def _of_the_year(said: str, community: Community) -> Days | None:
    """Words whose days stand in the community's settings."""
    begins, ends, middle = community.year_starts_on, community.year_ends_on, community.semester_ends_on
    semesters = {
        **dict.fromkeys(("first semester", "semester 1", "fall semester"), (begins, middle)),
        **dict.fromkeys(("second semester", "semester 2", "spring semester"), (_after(middle), ends)),
    }
    return semesters[said] if said in semesters else _school_year(said, community)


def _school_year(said: str, community: Community) -> Days | None:
    this = community.year_starts_on, community.year_ends_on
    named = {
        **dict.fromkeys(("", "year", "this year", "school year", "this school year", "the year"), this),
        **dict.fromkeys(("last year", "last school year"), _years_later(this, -1)),
    }
    if said in named:
        return named[said]
    years = _SCHOOL_YEAR.fullmatch(said)
    if years is None or int(years[2]) % 100 != (int(years[1]) + 1) % 100:
        return None
    return _years_later(this, int(years[1]) - this[0].year)


def _since(said: str, today: date) -> Days | None:
    word, _, rest = said.partition(" ")
    if word not in ("since", "from") or any(between in said for between in _SPANS):
        return None
    begins = _unit(rest, today)
    return None if begins is None else (begins[0], max(today, begins[0]))


def _from_to(said: str, today: date) -> Days | None:
    """Two days, or months. The second without a year is the first such after the first one."""
    said = said.removeprefix("from ")
    if said.startswith("between "):
        said = said.removeprefix("between ").replace(" and ", " to ", 1)
    for between in _SPANS:
        first, found, second = said.partition(between)
        if found:
            return _pair(first.strip(), second.strip(), today)
    return None


def _pair(first: str, second: str, today: date) -> Days | None:
    begins = _unit(first, today)
    if begins is None:
        return None
    ends = (today, today) if second in ("today", "now") else _unit(second, today, not_before=begins[0])
    return None if ends is None else (begins[0], ends[1])


def _season(said: str, community: Community, today: date) -> Days | None:
    found = _NAMED.fullmatch(said)
    month = _SEASONS.get(found[1]) if found else None
    if found is None or month is None:
        return None
    given = year_of(found[2])
    if found[2] and given is None:
        return None
    first = date(given, month, 1) if given else latest(month, 1, today)
    if first is None:
        return None
    last = month_end(_months_later(first, _SEASON_MONTHS - 1))
    return (_from_the_start_of_school(first, community) if month == _SEASONS["fall"] else first), last


def _from_the_start_of_school(first: date, community: Community) -> date:
    """Where school starts in July or August, that is a part of its fall."""
    start = community.year_starts_on
    is_just_before = start.month in (7, 8) and start.year == first.year
    return start if is_just_before else first


def _unit(said: str, today: date, *, not_before: date | None = None) -> Days | None:
    """As `day_or_longer`. Raises `InvalidInput` for `3/12`."""
    if is_two_days(said):
        raise InvalidInput({FIELD: f"“{said}” is one day to some and another to others. Write 3 Dec."})
    return day_or_longer(said, today, not_before=not_before)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _years_later(days: Days, years: int) -> Days:
    return _in_year(days[0], years), _in_year(days[1], years)


def _in_year(day: date, years: int) -> date:
    """29 February becomes the 28th in other years."""
    last = monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _quoted(words: str) -> str:
    quoted = " ".join(words.split())
    return quoted if len(quoted) <= LONGEST_QUOTED else quoted[: LONGEST_QUOTED - 1] + "…"
