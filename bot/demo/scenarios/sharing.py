"""What people of a scenario tell each other, their leaders and their site councils, and what they note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.demo.scenarios.acting import Company, answers_with, chooses, clicks, types
from bot.demo.scenarios.people import ADA

Useful = tuple[date, str, str]  # on which day, to whom, and how the learning begins


@dataclass(frozen=True, slots=True)
class Learning:
    """What somebody tells by the form, with their name. `kind`: as the form words it."""

    on: date
    who: str
    words: str
    kind: str
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A team's page, and what became of it: `shown_on` to the site council, noted by `who`.

    `title`: how the convening it is about begins. `council_said`: empty if nothing was noted.
    """

    on: date
    who: str
    title: str
    shown_on: date
    council_said: str = ""


def share(company: Company, learning: Learning) -> None:
    """By `/cop learning`."""
    values = {
        "text": learning.words,
        "kind": learning.kind,
        "tags": learning.tags,
        "shows_name": ["Show my name with it"],
    }
    company.on(learning.on, "12:55", learning.who, types("/cop learning", values))


def find_useful(company: Company, found: Iterable[Useful]) -> None:
    """By the menu beside a learning, in the digest."""
    for day, who, words in found:
        company.on(day, "15:40", who, chooses("Useful to me", near=words))


def note_values(company: Company, seen: Mapping[date, str]) -> None:
    """Of the community's objective, each on its day."""
    for day, value in seen.items():
        noted = answers_with("/cop objectives", "Add a value", {"value": value, "on": day})
        company.on(day, "13:20", ADA, noted)


def write_on_top(company: Company, words: Mapping[date, str]) -> None:
    """Above a digest, when the facilitators read its draft on the day before."""
    for day, intro in words.items():
        edits = clicks("Edit", near="The digest of Math PLC", values={"intro": intro})
        company.on(day, "15:25", ADA, edits)


def tell_councils(company: Company, told: Iterable[Told]) -> None:
    """What teams tell their site councils, and what those say."""
    for one in told:
        shows = clicks("Shared on …", near=one.title, values={"on": one.shown_on})
        company.on(one.on, "12:45", one.who, shows)
        if one.council_said:
            hears = clicks("The council said …", near=one.title, values={"said": one.council_said})
            company.on(one.on, "12:50", one.who, hears)
