"""What must hold of reports: every team gets one page for each convening, what a council said stays where it
was said, and a report that was asked for arrives once.

Read from the transcript, held against what people of the script did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.simulation.transcript import Line, seen_at

PAGE, FILE = "reports.back:", "reports.file:"
COUNCIL = re.compile(r"Council word (\d+):")
_PAGE_OF = re.compile(r"what (?P<team>.+) can tell of (?P<title>.+)\Z", re.DOTALL)
_ARRIVES_WITHIN = timedelta(minutes=30)  # a killed bot may be in between
_FORMATS = (".html", ".zip")

Page = tuple[str, str]  # of which team, about which convening


@dataclass(slots=True, eq=False)
class Asked:
    """A report somebody asked for, and whether they were told that it is being made."""

    user: str
    words: str
    at: datetime
    is_promised: bool = False


@dataclass(frozen=True, slots=True)
class CouncilWord:
    """What a site council said. `readers`: the people of the team; facilitators read it, too."""

    number: int
    readers: frozenset[str]

    @property
    def text(self) -> str:
        return f"Council word {self.number}: they would like to see it in grade 5 as well"


# --- pages for site councils


def pages_astray(
    lines: Iterable[Line], due: Mapping[Page, date], teams: Mapping[str, Collection[str]]
) -> list[str]:
    """Pages that did not come once, or to somebody else. `due`: all there must be, and their convening's day;
    `teams`: who is in each, by name."""
    found: dict[Page, list[Line]] = {}
    for line in lines:
        if line["action"] == "post" and (line["key"] or "").startswith(PAGE):
            found.setdefault(_page_of(line), []).append(line)
    missing = [f"{team} on {title!r} of {due[team, title]}: no page" for team, title in due.keys() - found]
    twice = [
        f"{team} on {title!r}: {len(pages)} pages" for (team, title), pages in found.items() if len(pages) > 1
    ]
    strayed = [
        f"{team} on {title!r}: came to {page['user']}"
        for (team, title), pages in found.items()
        for page in pages
        if page["user"] not in teams.get(team, ())
    ]
    return sorted([*missing, *twice, *strayed])


def _page_of(line: Line) -> Page:
    found = _PAGE_OF.search(line["text"])
    return (found["team"], found["title"]) if found else ("?", line["text"])


def councils_overheard(
    lines: Iterable[Line], said: Iterable[CouncilWord], facilitators: Collection[str]
) -> list[str]:
    """Where others than a team's people and the facilitators see what its council said."""
    readers = {each.number: each.readers | set(facilitators) for each in said}
    return [
        f"Council word {number}: {line['key'] or line['ts']} to {line['user'] or line['channel_name']}"
        for line in lines
        for number in {int(each) for each in COUNCIL.findall(_all_of(line))}
        if line["user"] not in readers.get(number, ())
    ]


def _all_of(line: Line) -> str:
    return json.dumps([line["text"], line["blocks"], line["view"]], ensure_ascii=False)


# --- files


def reports_astray(lines: Iterable[Line], asked: Sequence[Asked], *, is_calm: bool) -> list[str]:
    """Reports that were promised and did not come once in each form.

    `is_calm`: Slack had no bad days. On those people ask again when they hear nothing, and may get two.
    """
    files = [line for line in lines if line["action"] == "file" and (line["key"] or "").startswith(FILE)]
    found = ((one, [_count(one, files, ending) for ending in _FORMATS]) for one in asked if one.is_promised)
    return [
        f"{one.words!r}, asked by {one.user} at {one.at}: {counts[0]} pages, {counts[1]} sets of tables"
        for one, counts in found
        if min(counts) < 1 or (is_calm and max(counts) > 1)
    ]


def _count(asked: Asked, files: Iterable[Line], ending: str) -> int:
    return sum(
        line["user"] == asked.user
        and line["key"].endswith(ending)
        and asked.at <= seen_at(line) <= asked.at + _ARRIVES_WITHIN
        for line in files
    )
