"""What must hold of objectives: a digest tells the figures that were noted, and no others.

Read from the transcript, held against the values people of the script noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulation.transcript import Line, seen_at

_FOR_LEADERS = ("digests.leaders:", "digests.reader:")
_BLINK = timedelta(minutes=2)  # between a value and a digest that is just composed


@dataclass(slots=True, eq=False)
class Pursued:
    """An objective of the script, in per cent. `noted`: when which value was saved, in order."""

    name: str
    baseline: int
    target: int
    noted: list[tuple[datetime, int]] = field(default_factory=list)

    def told_as(self, at: datetime) -> tuple[str, ...]:
        """The figures of a digest composed at that instant; of two if a value was just being saved."""
        return tuple({self._figures(at - _BLINK), self._figures(at + _BLINK)})

    def _figures(self, at: datetime) -> str:
        values = [value for noted_at, value in self.noted if noted_at <= at]
        if not values:
            return "No values yet."
        share = (values[-1] - self.baseline) / (self.target - self.baseline)
        return f" {round(100 * share)} % of the way"  # with the space: 5 % is not 45 %


def told_otherwise(lines: Iterable[Line], pursued: Sequence[Pursued]) -> list[str]:
    """The leaders' digests that tell of an objective what was not noted."""
    return [
        f"{line['key']} at {line['at']}: {objective.name}, {wrong}"
        for line in lines
        if _is_for_leaders(line)
        for objective, told in _told(line, pursued)
        if (wrong := _why_wrong(told, objective.told_as(seen_at(line))))
    ]


def how_often(lines: Iterable[Line], pursued: Sequence[Pursued]) -> int:
    """How many times leaders were told how far an objective has come."""
    posted = (line for line in lines if _is_for_leaders(line))
    return sum("of the way" in told for line in posted for _, told in _told(line, pursued))


def _is_for_leaders(line: Line) -> bool:
    return line["action"] == "post" and (line["key"] or "").startswith(_FOR_LEADERS)


def _why_wrong(told: str, figures: Sequence[str]) -> str:
    return (
        ""
        if any(each in told for each in figures)
        else f"noted as {' or '.join(each.strip() for each in figures)}: {told!r}"
    )


def _told(line: Line, pursued: Sequence[Pursued]) -> Iterator[tuple[Pursued, str]]:
    """What the line says of each objective that it says something of."""
    for block in line["blocks"]:
        text = block.get("text")
        for said in (text["text"] if isinstance(text, dict) else "").splitlines():
            for objective in pursued:
                if said.startswith(f"• *{objective.name}*"):
                    yield objective, said
