"""Reading `/cop schedule Thu 3 Dec 3:30pm 75m SEL data walk`.

A small grammar, never a guess: a day (`Thu 3 Dec`, `Dec 3 2026`, `2026-12-03`, `tomorrow`, `Thu`), a time
(`3:30pm`, `15:30`, `3 pm`, `noon`) and a length (`75m`, `90 min`, `1h15`), each once, in any order, with
`on`, `at` and `for` before them if one likes. All other words, in their order, are the title. What looks like
a day or a time and was not taken stays in the title and is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from community.convenings.lengths import HOURS, MINUTES
from community.convenings.views import Prefill
from community.walltime import day_words, today_in

_WEEKDAY_NAMES = {
    **dict.fromkeys(("mon", "monday"), 0),
    **dict.fromkeys(("tue", "tues", "tuesday"), 1),
    **dict.fromkeys(("wed", "weds", "wednesday"), 2),
    **dict.fromkeys(("thu", "thur", "thurs", "thursday"), 3),
    **dict.fromkeys(("fri", "friday"), 4),
    **dict.fromkeys(("sat", "saturday"), 5),
    **dict.fromkeys(("sun", "sunday"), 6),
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905 - reads better than twelve quoted words
)
_MONTH_NAMES = {
    **{month: number for number, month in enumerate(_MONTHS, start=1)},
    **{month[:3]: number for number, month in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
_SLASHED = re.compile(r"(\d\d?)[/.](\d\d?)(?:[/.]\d{2,4})?", re.ASCII)
_HALF_DAY = re.compile(r"(\d\d?)(?:[:.](\d\d))?([ap])\.?m\.?", re.ASCII)
_WHOLE_DAY = re.compile(r"(\d\d?):(\d\d)", re.ASCII)
_LOOKS_LIKE_WHEN = re.compile(
    r"\d{1,4}[/.-]\d\d?[/.-]\d{1,4}|\d\d?/\d\d?|\d\d?:\d\d.*|\d{4}-\d\d?.*|\d\d?(?::\d\d)?[-–]\d\d?(?::\d\d)?([ap]m)?"
    r"|\d+(?:[.,]\d+)?(?:[ap]\.?m\.?|h|hrs?|hours?|m|mins?|minutes?)|midnight|midday|tonight|yesterday",
    re.ASCII,
)
_HALVES = ("am", "pm", "a.m.", "p.m.")
_PREPOSITIONS = {"day": "on", "time": "at", "length": "for"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    """So many words that say something: the value, or `None` and why not; `remark` is said either way."""

    words: int
    value: T | None
    remark: str = ""


_Reader = Callable[[list[str]], "_Found[T] | None"]


def prefill(text: str, *, zone: str, now: datetime) -> Prefill:
    """What the words say, and in `unread` what they might say; never raises, whatever the text.

    Days are those of `zone` at `now`. The title keeps every word that was not taken.
    """
    reading = _Reading(text.split())
    today = today_in(zone, now)
    day = reading.take("day", lambda words: _day(words, today))
    if day is None and not reading.remarks:
        day = reading.take("day", lambda words: _coming_weekday(words, today))
    starts_time = reading.take("time", _time)
    minutes = reading.take("length", _length)
    return Prefill(
        title=" ".join(word for word in reading.words if word),
        starts_on=day,
        starts_time=starts_time,
        minutes=minutes,
        unread=(*reading.remarks, *reading.leftovers()),
    )


@dataclass
class _Reading:
    """The words, out of which each taking cuts its own; a cut leaves a gap, so that neighbours stay apart."""

    words: list[str]
    remarks: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    def take(self, what: str, reader: _Reader[T]) -> T | None:
        """The value of the first place that has one. Unsure places and further ones are said."""
        value: T | None = None
        position = 0
        while position < len(self.words):
            found = reader([_bare(word) for word in self.words[position : position + 4]])
            if found is None:
                position += 1
                continue
            if value is None and found.value is not None:
                value = found.value
                self._cut(position, found, what)
            else:
                self._leave(position, found, what)
            position += found.words
        return value

    def leftovers(self) -> list[str]:
        """Sentences about words in the title that look like a day or a time and that nobody spoke of yet."""
        loose = (word for word in self.words if word and word not in self.said)
        return [
            f"“{word}” was not read. Days look like 3 Dec, times like 3:30pm, lengths like 75m."
            for word in loose
            if _LOOKS_LIKE_WHEN.fullmatch(_bare(word))
        ]

    def _cut(self, position: int, found: _Found[T], what: str) -> None:
        taken = slice(position, position + found.words)
        if found.remark:
            self.remarks.append(f"“{' '.join(self.words[taken])}” was read as {found.remark}.")
        self.words[taken] = [""] * found.words
        if position and _bare(self.words[position - 1]) == _PREPOSITIONS[what]:
            self.words[position - 1] = ""

    def _leave(self, position: int, found: _Found[T], what: str) -> None:
        words = self.words[position : position + found.words]
        reason = found.remark if found.value is None else f"there is a {what} already"
        self.remarks.append(f"“{' '.join(words)}” was not read: {reason}.")
        self.said.update(words)


def _bare(word: str) -> str:
    return word.strip(",;").casefold()


def _number(word: str) -> int | None:
    found = _DAY_NUMBER.fullmatch(word)
    return int(found[1]) if found else None


def _day(words: list[str], today: date) -> _Found[date] | None:
    """A day with its weekday before or after it, if there is one; the weekday must be the day's."""
    weekday = _WEEKDAY_NAMES.get(words[0])
    if weekday is not None:
        found = _plain_day(words[1:], today)
        return (
            None if found is None else _agreeing(_Found(found.words + 1, found.value, found.remark), weekday)
        )
    found = _plain_day(words, today)
    if found is None:
        return None
    after = words[found.words] if found.words < len(words) else ""
    if after in _WEEKDAY_NAMES:
        longer = _Found(found.words + 1, found.value, found.remark)
        return _agreeing(longer, _WEEKDAY_NAMES[after])
    return found


def _agreeing(found: _Found[date], weekday: int) -> _Found[date]:
    day = found.value
    if day is None or day.weekday() == weekday:
        return found
    return _Found(found.words, None, f"{day_words(day)} is not a {_WEEKDAYS[weekday]}")


def _plain_day(words: list[str], today: date) -> _Found[date] | None:
    if not words:
        return None
    if words[0] in ("today", "tomorrow"):
        return _Found(1, today + timedelta(days=words[0] == "tomorrow"))
    if iso := _ISO.fullmatch(words[0]):
        return _dated(1, int(iso[1]), int(iso[2]), int(iso[3]), today)
    if slashed := _SLASHED.fullmatch(words[0]):
        return _slashed(slashed, words[0])
    return _named_month(words, today)


def _slashed(found: re.Match[str], word: str) -> _Found[date] | None:
    """`3/12` is 3 December to some and 12 March to others."""
    one, other = int(found[1]), int(found[2])
    if "/" not in word and word.count(".") < 2:
        return None  # 2.5 is a number
    readings = {
        f"{day} {_MONTHS[month - 1].title()}"
        for day, month in ((one, other), (other, one))
        if _is_day(month, day)
    }
    doubt = " or ".join(sorted(readings)) or "no day"
    return _Found(1, None, f"it could be {doubt}; write the month’s name, like 3 Dec")


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _named_month(words: list[str], today: date) -> _Found[date] | None:
    """`3 Dec`, `Dec 3`, either with a year after it; without one, the next such day from today on."""
    if len(words) < 2:
        return None
    first, second = words[:2]
    number, month = _number(first), _MONTH_NAMES.get(second)
    if number is None or month is None:
        number, month = _number(second), _MONTH_NAMES.get(first)
    if number is None or month is None:
        return None
    if len(words) > 2 and _YEAR.fullmatch(words[2]):
        return _dated(3, int(words[2]), month, number, today)
    this_year = _date_or_none(today.year, month, number)
    if this_year is not None and this_year >= today:
        return _Found(2, this_year)
    return _next_year(month, number, today)


def _next_year(month: int, number: int, today: date) -> _Found[date]:
    day = _date_or_none(today.year + 1, month, number)
    if day is None:
        return _Found(2, None, "there is no such day")
    return _Found(2, day, f"{day_words(day)}, as this year’s is past")


def _dated(words: int, year: int, month: int, number: int, today: date) -> _Found[date]:
    day = _date_or_none(year, month, number)
    if day is None:
        return _Found(words, None, "there is no such day")
    if day < today:
        return _Found(words, None, f"{day_words(day)} is past")
    return _Found(words, day)


def _date_or_none(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _coming_weekday(words: list[str], today: date) -> _Found[date] | None:
    """`Thu` alone is the coming Thursday, never today; it is said, so that nobody is surprised."""
    weekday = _WEEKDAY_NAMES.get(words[0])
    if weekday is None:
        return None
    day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _Found(1, day, day_words(day))


def _time(words: list[str]) -> _Found[time] | None:
    if words[0] == "noon":
        return _Found(1, time(12))
    if _is_bare_hour(words):
        return _Found(2, None, f"write {words[1]}am or {words[1]}pm")
    joined = words[0] + words[1] if len(words) > 1 and words[1] in _HALVES else ""
    if found := _HALF_DAY.fullmatch(joined):
        return _half_day(2, found)
    if found := _HALF_DAY.fullmatch(words[0]):
        return _half_day(1, found)
    if found := _WHOLE_DAY.fullmatch(words[0]):
        return _whole_day(found)
    return None


def _is_bare_hour(words: list[str]) -> bool:
    """`at 4`, which is morning or afternoon; not `at 4 pm`."""
    hour = _number(words[1]) if words[0] == "at" and len(words) > 1 and words[1].isdecimal() else None
    has_half = len(words) > 2 and words[2] in _HALVES
    return hour is not None and 1 <= hour <= 12 and not has_half


def _half_day(words: int, found: re.Match[str]) -> _Found[time]:
    hour, minute = int(found[1]), int(found[2] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return _Found(words, None, "there is no such time")
    return _Found(words, time(hour % 12 + (12 if found[3] == "p" else 0), minute))


def _whole_day(found: re.Match[str]) -> _Found[time]:
    """`15:30` and `08:30` are sure; `3:30` is morning or afternoon."""
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        return _Found(1, None, "there is no such time")
    if 1 <= hour <= 11 and not found[1].startswith("0"):
        return _Found(1, None, f"write {found[0]}am or {found[0]}pm")
    return _Found(1, time(hour, minute))


def _length(words: list[str]) -> _Found[int] | None:
    """One or two words: `75m`, `90 min`, `1h`, `1h15`, `2 hours`; `for an hour`. Never a bare number."""
    if words[:3] == ["for", "an", "hour"]:
        return _Found(3, 60)
    for count in (2, 1):
        joined = "".join(words[:count])
        is_split = count == 2 and (len(words) < 2 or not words[0].isdecimal())
        found = None if is_split else HOURS.fullmatch(joined) or MINUTES.fullmatch(joined)
        if found is not None:
            return _spoken(count, found)
    return None


def _spoken(words: int, found: re.Match[str]) -> _Found[int]:
    amount = int(found[1])
    minutes = amount if found.re is MINUTES else amount * 60 + int(found[2] or 0)
    if not 1 <= minutes <= 24 * 60:
        return _Found(words, None, "a session lasts from a minute to a day")
    return _Found(words, minutes)
