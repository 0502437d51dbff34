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
from community.walltime import day_words

FIELD: Final = "period"  # beside which the form says what is wrong
FROM: Final = "from_on"  # the same of two days
TO: Final = "to_on"
NO_DAY: Final = "Choose a day, or say in words which time you mean."
LONGEST_QUOTED: Final = 60
LONGEST_COUNT: Final = 2_000  # of "last 30 days", in days
YEARS: Final = range(2000, 2101)  # of which there may be something to report, or a slip of the pen
HOW: Final = "Write it like “this year”, “fall”, “September”, “since 1 Oct” or “2026-09-01 to 2026-12-18”."

HOW_ANNUAL: Final = "Write “annual”, “annual last year” or “annual 2025-26”."

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NAMES: Final = {
    **{month: number for number, month in enumerate(_MONTHS, start=1)},
    **{month[:3]: number for number, month in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
_SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}  # their first month
_SEASON_MONTHS: Final = 3
_DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_LAST: Final = re.compile(r"last (\d{1,4}) (days?|weeks?)", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_SCHOOL_YEAR: Final = re.compile(r"(20\d\d)[-/–](\d\d|20\d\d)", re.ASCII)
_ANNUAL: Final = re.compile(r"(?:annual(?: review)?|review|end of year)(?: (?:of|for))?(?: (?:the )?(.+))?")
_NAMED: Final = re.compile(r"([a-z]+)\.?(?: (\d{4}))?", re.ASCII)
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?,?(?: (\d{4}))?", re.ASCII)
_MONTH_DAY: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?", re.ASCII)
_SLASHED: Final = re.compile(r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?", re.ASCII)
_SPANS: Final = (" to ", " until ", " till ", " through ", " – ", " — ", " - ")  # `2026-09-01` has no blanks

Days = tuple[date, date]


def read_asked(words: str, community: Community, today: date) -> tuple[ReportKind, Period]:
    """Which report the words ask for. Raises as `read_period`."""
    said = _said(words)
    annual = _ANNUAL.fullmatch(said)
    if annual is None:
        return ReportKind.PERIOD, read_period(words, community, today)
    days = _school_year(annual[1] or "", community)
    if days is None:
        raise InvalidInput({FIELD: f"I cannot tell which school year “{_quoted(words)}” means. {HOW_ANNUAL}"})
    return ReportKind.ANNUAL, checked(days, today)


def read_period(words: str, community: Community, today: date) -> Period:
    """What the words mean. Raises `InvalidInput` beside `period` for what they do not say, or not clearly."""
    days = _read(_said(words), community, today)
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
        lambda: _counted_back(said, today),
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


def _counted_back(said: str, today: date) -> Days | None:
    this_month = today.replace(day=1)
    last_month = this_month - timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    named = {
        "today": (today, today),
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
    given = _year(found[2])
    if found[2] and given is None:
        return None
    first = date(given, month, 1) if given else _latest(month, 1, today)
    if first is None:
        return None
    last = _month_end(_months_later(first, _SEASON_MONTHS - 1))
    return (_from_the_start_of_school(first, community) if month == _SEASONS["fall"] else first), last


def _from_the_start_of_school(first: date, community: Community) -> date:
    """Where school starts in July or August, that is a part of its fall."""
    start = community.year_starts_on
    is_just_before = start.month in (7, 8) and start.year == first.year
    return start if is_just_before else first


def _unit(said: str, today: date, *, not_before: date | None = None) -> Days | None:
    """A day, a month or a year: its first day and its last. Raises `InvalidInput` for `3/12`."""
    if _SLASHED.fullmatch(said):
        raise InvalidInput({FIELD: f"“{said}” is one day to some and another to others. Write 3 Dec."})
    if iso := _ISO.fullmatch(said):
        return _one_day(_date(iso[1], int(iso[2]), int(iso[3])))
    if month := _ISO_MONTH.fullmatch(said):
        return _month(_date(month[1], int(month[2]), 1))
    if said.isdecimal() and (year := _year(said)):
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
        _date(year, month, int(number)) if year else _nearest(month, int(number), today, not_before)
    )


def _named_month(said: str, today: date, not_before: date | None) -> Days | None:
    found = _NAMED.fullmatch(said)
    month = _MONTH_NAMES.get(found[1]) if found else None
    if found is None or month is None:
        return None
    return _month(_date(found[2], month, 1) if found[2] else _nearest(month, 1, today, not_before))


def _nearest(month: int, day: int, today: date, not_before: date | None) -> date | None:
    """The first such day from `not_before` on; without one, the latest there has been."""
    if not_before is None:
        return _latest(month, day, today)
    floor = not_before.replace(day=1) if day == 1 else not_before
    return next(
        (one for year in (0, 1, 2, 3, 4) if (one := _day(floor.year + year, month, day)) and one >= floor),
        None,
    )


def _latest(month: int, day: int, today: date) -> date | None:
    """The latest such day that is not to come; 29 February may be four years ago, or eight."""
    years = range(today.year, today.year - 9, -1)
    return next((one for year in years if (one := _day(year, month, day)) and one <= today), None)


def _one_day(day: date | None) -> Days | None:
    return None if day is None else (day, day)


def _month(first: date | None) -> Days | None:
    return None if first is None else (first, _month_end(first))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


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


def _year(text: str | None) -> int | None:
    year = int(text) if text else 0
    return year if year in YEARS else None


def _date(year: str | None, month: int, day: int) -> date | None:
    known = _year(year)
    return None if known is None else _day(known, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _said(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())


def _quoted(words: str) -> str:
    quoted = " ".join(words.split())
    return quoted if len(quoted) <= LONGEST_QUOTED else quoted[: LONGEST_QUOTED - 1] + "…"
