"""What is typed after `/cop learnings`, read into a search, and written again for buttons that turn pages.

`exit tickets #Grade-4 did not work since 3 Oct`: a tag after #, a kind by its name; after "since" a day, a
month or `last week`. What is in quotes, and what is none of these, are words to look for. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from community.learnings.views import KINDS, Search
from community.said_days import counted_back, day_or_longer, said_plainly

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

_QUOTED: Final = re.compile(r'("[^"]*"|“[^”]*”)')
_PLACE: Final = re.compile("\0([0-9]+)\0")  # where something quoted stood
_TAG: Final = re.compile(r"(?<!\S)#([^\s#,;\"]+)")
_SAID_KIND: Final = re.compile(r"(?<!\S)kind:(\w+)(?!\S)", re.IGNORECASE)
_KIND: Final = re.compile(rf"(?<!\S)({'|'.join(map(re.escape, _KIND_WORDS))})(?!\S)", re.IGNORECASE)
_SINCE: Final = re.compile(r"(?<!\S)since:?\s+", re.IGNORECASE)
_DAY: Final = re.compile(r"\S+(?:\s+\S+){0,2}")  # at most three words, of which a day may take the first


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
    search, text = _from_a_day(search, text, today)
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


def _from_a_day(search: Search, text: str, today: date) -> tuple[Search, str]:
    for since in _SINCE.finditer(text):
        words = _DAY.match(text, since.end())
        for end in _ends(words) if words else ():
            if (day := _day(text[since.end() : end], today)) is not None:
                return replace(search, since=day), f"{text[: since.start()]} {text[end:]}"
    return search, text


def _ends(words: re.Match[str]) -> list[int]:
    """Where the third of the words ends, the second, the first."""
    return [words.start() + one.end() for one in re.finditer(r"\S+", words[0])][::-1]


def _day(words: str, today: date) -> date | None:
    """The first day of what they say."""
    said = said_plainly(words)
    days = counted_back(said, today) or day_or_longer(said, today)
    return None if days is None else days[0]


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
