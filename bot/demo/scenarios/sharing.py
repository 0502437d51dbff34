"""Key learnings and figures in a scenario: who tells what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.demo.scenarios.acting import Act, Company, answers_with, types


@dataclass(frozen=True, slots=True)
class Learning:
    """What somebody tells by the form. `kind`: as the form words it; `is_unnamed`: from "a member"."""

    on: date
    who: str
    words: str
    kind: str
    tags: str = ""
    is_unnamed: bool = False


def share(company: Company, learning: Learning) -> None:
    """By `/cop learning`."""
    name = [] if learning.is_unnamed else ["Show my name with it"]
    values = {"text": learning.words, "kind": learning.kind, "tags": learning.tags, "shows_name": name}
    company.on(learning.on, "12:55", learning.who, types("/cop learning", values))


def value_seen(day: date, value: str) -> Act:
    """A value of the community's objective, for that day."""
    return answers_with("/cop objectives", "Add a value", {"value": value, "on": day})
