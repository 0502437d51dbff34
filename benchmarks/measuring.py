"""A measurement, and how it is printed: one row of a table and one line of JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Aim:
    """What the ratio should be at least (or at most)."""

    bound: float
    is_most: bool = False

    def is_met_by(self, ratio: float) -> bool:
        return ratio <= self.bound if self.is_most else ratio >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.is_most else '≥'} {self.bound}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Convener's figure beside its peer's; `ratio` is ours divided by theirs, both of one run."""

    name: str
    peer: str
    unit: str
    ours: float
    theirs: float
    ratio: float
    aim: Aim | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        return None if self.aim is None else self.aim.is_met_by(self.ratio)

    def as_json(self) -> str:
        said = asdict(self) | {"aim": str(self.aim) if self.aim else None, "is_met": self.is_met}
        return json.dumps(said, ensure_ascii=False)


def compared(
    name: str,
    peer: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    aim: Aim | None = None,
    **details: Any,
) -> Measurement:
    """Rounds of ours and theirs, taken in turns: the ratio is the median of the rounds' own ratios."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Measurement(
        name=name,
        peer=peer,
        unit=unit,
        ours=round(statistics.median(ours), 3),
        theirs=round(statistics.median(theirs), 3),
        ratio=round(statistics.median(ratios), 3),
        aim=aim,
        details={"ratios": [round(ratio, 3) for ratio in ratios], **details},
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; `values` must not be empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table_of(measurements: Sequence[Measurement]) -> Table:
    """One row each, with a heading wherever the peer changes."""
    table = Table(title="Convener beside its peers")
    for heading in ("what", "unit", "Convener", "peer", "ratio", "aim", ""):
        table.add_column(heading, justify="right" if heading in ("Convener", "peer", "ratio") else "left")
    for peer, group in groupby(measurements, key=lambda one: one.peer):
        table.add_section()
        table.add_row(f"[italic]beside: {peer}[/italic]")
        for one in group:
            table.add_row(*_cells(one))
    return table


def _cells(one: Measurement) -> tuple[str, ...]:
    return (
        one.name,
        one.unit,
        _figure(one.ours),
        _figure(one.theirs),
        f"[bold]{one.ratio:.2f}[/bold]",
        str(one.aim) if one.aim else "",
        {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}[one.is_met],
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
