"""What is typed after `/cop learnings`, read into a search, and written again for buttons that turn pages.

`exit tickets #Grade-4 did not work since 3 Oct`: a tag after #, a kind by its name, a day after "since". What
is in quotes, and what is none of these, are words to look for. Pure.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from community.learnings.views import KINDS, Search

_KIND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "did not work": "did_not_work",
        "didn't work": "did_not_work",
        "successes": "success",
        "strategies": "strategy",
        **{f"{kind}s": kind for kind in ("challenge", "question", "resource")},
        **{kind: kind for kind in KINDS},
    }
)
ANY_KIND: Final = "any"  # said when the words hold a kind's name and mean the word
_MONTHS: Final = {
    name.casefold(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name
} | {"sept": 9}

_QUOTED: Final = re.compile(r'("[^"]*"|“[^”]*”)')
_PLACE: Final = re.compile("\0([0-9]+)\0")  # where something quoted stood
_TAG: Final = re.compile(r"(?<!\S)#([^\s#,;\"]+)")
_SAID_KIND: Final = re.compile(r"(?<!\S)kind:(\w+)(?!\S)", re.IGNORECASE)
_KIND: Final = re.compile(rf"(?<!\S)({'|'.join(map(re.escape, _KIND_WORDS))})(?!\S)", re.IGNORECASE)
_SINCE: Final = re.compile(
    r"(?<!\S)since:?\s+(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]{3,9})\.?(?:,?\s+(?P<year>\d{4}))?"
    r"|(?P<month2>[a-z]{3,9})\.?\s+(?P<day2>\d{1,2})(?:,?\s+(?P<year2>\d{4}))?"
    r")(?!\S)",
    re.IGNORECASE,
)


def read_search(text: str, today: date) -> Search:
    """Never an error: what cannot be read is looked for. A day without a year is the last until `today`."""
    quoted = _QUOTED.findall(text)
    places = iter(f" \0{number}\0 " for number in range(len(quoted)))
    search, rest = _narrow(Search(), _QUOTED.sub(lambda _: next(places), text.replace("\0", " ")), today)
    words = _PLACE.sub(lambda place: quoted[int(place[1])], rest)
    return replace(search, words=" ".join(words.split()))


def search_text(search: Search) -> str:
    """As one may type it; `read_search` makes the same of it again."""
    kind = search.kind
    if not kind and _KIND.search(_QUOTED.sub(" ", search.words)):
        kind = ANY_KIND
    parts = (
        search.words,
        f"kind:{kind}" if kind else "",
        f"#{'-'.join(search.tag.split())}" if search.tag else "",
        f"since {search.since:%Y-%m-%d}" if search.since else "",
    )
    return " ".join(part for part in parts if part)


def _narrow(search: Search, text: str, today: date) -> tuple[Search, str]:
    """What `text` narrows, and the rest of it."""
    if (since := _SINCE.search(text)) and (day := _day(since, today)):
        search, text = replace(search, since=day), _without(text, since)
    if tag := _TAG.search(text):
        search, text = replace(search, tag=tag[1]), _without(text, tag)
    if said := _SAID_KIND.search(text):
        kind = said[1].casefold()
        if kind in (*KINDS, ANY_KIND):
            return replace(search, kind="" if kind == ANY_KIND else kind), _without(text, said)
    # Not every match is a key: without case, "i" is also the letter without its dot.
    if (named := _KIND.search(text)) and (meant := _KIND_WORDS.get(named[1].casefold())):
        return replace(search, kind=meant), _without(text, named)
    return search, text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _day(found: re.Match[str], today: date) -> date | None:
    if found["iso"]:
        return _in_calendar(*(int(part) for part in found["iso"].split("-")))
    month = _MONTHS.get((found["month"] or found["month2"]).casefold())
    if month is None:
        return None
    day, year = int(found["day"] or found["day2"]), found["year"] or found["year2"]
    if year:
        return _in_calendar(int(year), month, day)
    this_year = _in_calendar(today.year, month, day)
    return this_year if this_year and this_year <= today else _in_calendar(today.year - 1, month, day)


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
