"""The agenda as people type it, one item a line: `Data walk, 20`, `Data walk 20 min`, `20 min Data walk`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from community.convenings.views import AgendaItem
from community.errors import InvalidInput

MOST_ITEMS = 30
LONGEST_TOPIC = 200

_BULLET = re.compile(r"^(?:[-*•–]|\d{1,2}[.)](?=\s))\s*")
_MINUTES = r"(?P<minutes>\d{1,4})\s*(?:m|min|mins|minute|minutes|['′])"
_HOURS = r"(?P<hours>\d{1,2})\s*(?:h|hr|hrs|hour|hours)\s*(?:(?P<more>\d{1,2})\s*(?:m|min|mins|minutes)?)?"
_LENGTH = rf"(?:{_HOURS}|{_MINUTES})"
_SEPARATOR = r"\s*(?:[,;:|–—]|\s-)\s*"
_SHAPES = tuple(
    re.compile(shape, re.ASCII | re.IGNORECASE)
    for shape in (
        rf"^(?P<topic>.*?\S)(?:{_SEPARATOR}|\s+)[(\[]?{_LENGTH}\.?[)\]]?$",
        rf"^(?P<topic>.*?\S){_SEPARATOR}[(\[]?(?P<minutes>\d{{1,4}})[)\]]?$",
        rf"^[(\[]?{_LENGTH}\.?[)\]]?(?:{_SEPARATOR}|\s+)(?P<topic>\S.*)$",
        rf"^(?P<minutes>\d{{1,4}}){_SEPARATOR}(?P<topic>\S.*)$",
    )
)


def parse_agenda(text: str) -> tuple[AgendaItem, ...]:
    """The items in order; empty lines count for nothing. Raises `InvalidInput` beside `agenda`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ITEMS:
        raise _problem(f"An agenda has at most {MOST_ITEMS} lines; this one has {len(lines)}.")
    return tuple(_read(line) for line in lines)


def check_fits(agenda: Sequence[AgendaItem], minutes: int) -> None:
    """Raises `InvalidInput` beside `agenda` when its items take longer than the session."""
    total = sum(item.minutes for item in agenda)
    if total > minutes:
        raise _problem(f"The agenda takes {total} minutes, the session only {minutes}.")


def agenda_text(agenda: Sequence[AgendaItem]) -> str:
    """The agenda as the form shows it again; `parse_agenda` reads it back to the same items."""
    return "\n".join(f"{item.topic}, {item.minutes} min" for item in agenda)


def _read(line: str) -> AgendaItem:
    bare = _BULLET.sub("", line, count=1)
    found = next((match for shape in _SHAPES if (match := shape.match(bare))), None)
    if found is None:
        raise _problem(f"“{_short(line)}” says no minutes. Write it like “Data walk, 20”.")
    item = AgendaItem(topic=found["topic"].strip(), minutes=_minutes(found))
    if item.minutes < 1:
        raise _problem(f"“{_short(line)}” takes no time. Give it at least a minute.")
    if len(item.topic) > LONGEST_TOPIC:
        raise _problem(f"“{_short(line)}” is too long: a topic has at most {LONGEST_TOPIC} characters.")
    return item


def _minutes(found: re.Match[str]) -> int:
    parts = found.groupdict()
    hours, more, minutes = (int(parts.get(name) or 0) for name in ("hours", "more", "minutes"))
    return hours * 60 + more + minutes


def _short(line: str) -> str:
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def _problem(sentence: str) -> InvalidInput:
    return InvalidInput({"agenda": sentence})
