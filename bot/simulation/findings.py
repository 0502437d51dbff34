"""What the people of a simulation learnt, said, and agreed to share: each in words like no other's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.simulation.cast import Member

# As it stands in any text; in a digest it begins the quoted words.
MARK = re.compile(r"Finding (\d+):")
FEWEST_ANSWERS = 5  # below which nothing anonymous of a survey is told
_TAKEAWAYS = "takeaways"  # each line is one
_SHARED = ("share", _TAKEAWAYS, "learning")  # fields of forms about cycles and problems


@dataclass(slots=True, eq=False)
class Finding:
    """Something somebody learnt. `text` begins with its mark, by which it is found wherever it is told.

    `agreed_at`: when its author agreed to share it, None if they did not; `taken_back_at`: when they took
    that back. Both are instants before the act. `survey`: which it answers, `is_anonymous`: without a name.
    """

    number: int
    author: Member
    origin: str
    words: str
    agreed_at: datetime | None = None
    taken_back_at: datetime | None = None
    is_named: bool = True
    survey: str = ""
    is_anonymous: bool = False

    @property
    def mark(self) -> str:
        return f"Finding {self.number}:"

    @property
    def text(self) -> str:
        return f"{self.mark} {self.words}"


@dataclass(slots=True)
class Findings:
    """All of them. `answers`: when each answer to a survey was given, in order."""

    by_number: dict[int, Finding] = field(default_factory=dict)
    answers: dict[str, list[datetime]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.by_number.values())

    def new(self, author: Member, origin: str, words: str) -> Finding:
        """One more, which nobody has agreed to yet."""
        finding = Finding(len(self.by_number) + 1, author, origin, words)
        self.by_number[finding.number] = finding
        return finding

    def in_form(
        self, author: Member, values: Mapping[str, object]
    ) -> tuple[Mapping[str, object], list[Finding]]:
        """A form in which something is shared besides the rest: the same with words like no other's."""
        name = next((name for name in _SHARED if name in values), None)
        if name is None or not values.get("shares"):
            return values, []
        found = [
            self.new(author, "a form about something else", line) for line in _lines(name, str(values[name]))
        ]
        for finding in found:
            finding.is_named = bool(values.get("shows_name"))
        return {**values, name: "\n".join(finding.text for finding in found)}, found

    def note_answer(self, survey: str, at: datetime) -> None:
        self.answers.setdefault(survey, []).append(at)

    def tellable_at(self, finding: Finding) -> datetime | None:
        """From when on it may be told, of feedback without a name once enough have answered; None: never."""
        if finding.agreed_at is None or finding.is_named or not finding.survey:
            return finding.agreed_at
        enough_at = self.enough_at(finding.survey)
        return enough_at and max(finding.agreed_at, enough_at)

    def enough_at(self, survey: str) -> datetime | None:
        """When enough had answered a survey for its comments to be shown; None: they never had."""
        answers = self.answers.get(survey, [])
        return answers[FEWEST_ANSWERS - 1] if len(answers) >= FEWEST_ANSWERS else None

    def find(self, text: str) -> Finding | None:
        """The first that `text` has the mark of."""
        found = MARK.search(text)
        return self.by_number.get(int(found[1])) if found else None


def _lines(name: str, words: str) -> Sequence[str]:
    return words.splitlines() if name == _TAKEAWAYS else [words]
