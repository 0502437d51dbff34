"""Where each team stands in its year, read from what the facilitator's `/cop pdsa` shows every week."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.simulation.crews import Temperament

_HEAD = "At risk of missing that:"
_AT_RISK = re.compile(rf"{_HEAD} (\d+) of \d+")
_FINISHED = re.compile(r"(\d+) of (\d+)")
_WORTH_A_WORD = "Worth a word from you"


@dataclass(slots=True)
class Standing:
    """Of one team, as last seen. `at_risk_since`: the look from which on it was at risk each time."""

    temperament: Temperament
    finished: int = 0
    required: int = 0
    at_risk_since: date | None = None

    def as_dict(self) -> dict[str, object]:
        since = self.at_risk_since
        return {
            "temperament": self.temperament.value,
            "finished": self.finished,
            "required": self.required,
            "at_risk_since": since.isoformat() if since else None,
        }


class Standings:
    """`by_team`: what was seen of each team, by its name."""

    def __init__(self, temperaments: Mapping[str, Temperament]) -> None:
        self.by_team = {name: Standing(temperament) for name, temperament in temperaments.items()}

    def note(self, today: date, text: str) -> None:
        """Take in what is on the screen."""
        at_risk = _at_risk(text)
        for name, standing in self.by_team.items():
            line = next((line for line in text.splitlines() if _is_about(line, name)), "")
            if count := _FINISHED.search(line.rpartition("|")[2] or line):
                standing.finished, standing.required = int(count[1]), int(count[2])
            if not any(line.startswith(f"{name}:") for line in at_risk):
                standing.at_risk_since = None
            elif standing.at_risk_since is None:
                standing.at_risk_since = today

    def astray(self, *, finished: int, semester_ends_on: date) -> list[str]:
        """What is not as it should be: a diligent team with fewer than `finished`, a silent one unnoticed."""
        return [
            f"{name}: {why}"
            for name, standing in self.by_team.items()
            if (why := _why_astray(standing, finished, semester_ends_on))
        ]


def _why_astray(standing: Standing, finished: int, semester_ends_on: date) -> str:
    since = standing.at_risk_since
    if standing.temperament is Temperament.DILIGENT and standing.finished < finished:
        return f"diligent, and only {standing.finished} of {finished} cycles finished"
    if standing.temperament is Temperament.SILENT and (since is None or since > semester_ends_on):
        return "silent, and not shown to be at risk before the first semester ended"
    return ""


def _at_risk(text: str) -> Sequence[str]:
    """The lines about teams at risk: they stand first among those worth a word."""
    count = _AT_RISK.search(text)
    lines = [line for line in text.partition(_WORTH_A_WORD)[2].splitlines() if ":" in line]
    return lines[: int(count[1])] if count else []


def _is_about(line: str, name: str) -> bool:
    """A row of the table, or a line of the list where Slack has no tables."""
    return line.startswith((f"{name} | ", f"{name} · "))
