"""A report as tables for a spreadsheet: CSV files in one archive.

What people typed must stay text: a cell that begins with `=`, `+`, `-` or `@` could be read as a formula
and reach out to other files or the web. Such a cell gets an apostrophe in front, which spreadsheets know as
"this is text". Where a comma parts decimals, Excel parts columns at semicolons and takes our quotes for
letters: what follows a semicolon, or another line, would be a cell of its own. So there is an apostrophe
after the one, and none of the other. Numbers are ours, and stay numbers. UTF-8 with a byte order mark,
since Excel takes the machine's own letters otherwise; lines end as RFC 4180 has them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from community.ids import UserId
from community.learnings.views import Learning
from community.pdsa.views import Cycle
from community.reports.views import Report
from community.walltime import wall_of

Cell = str | int | float | date | None
BOM: Final = "\ufeff"
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the archive's own beginning of time: the same report is the same bytes
_BEGINS: Final = "[=+\\-@＝＋－＠]"  # a formula; in Excel with wide letters, too
# After a semicolon quotes count as nothing: a pair of them there, as one is written, is an empty beginning.
_FORMULA: Final = re.compile(rf"^(?=\s*{_BEGINS})|;(?=[\s\"]*{_BEGINS})")
_A_MEMBER: Final = "a member"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name`: of the file, without its ending."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def archive(report: Report) -> bytes:
    """The sheets that have rows, each a CSV file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for sheet in sheets(report):
            if sheet.rows:
                files.writestr(
                    zipfile.ZipInfo(f"{sheet.name}.csv", _MADE), as_csv(sheet), zipfile.ZIP_DEFLATED
                )
    return packed.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def sheets(report: Report) -> tuple[Sheet, ...]:
    """All there are, the empty ones too."""
    names = dict(report.names)
    return (
        _convenings(report),
        _feedback(report),
        _cycles(report, names),
        _values(report),
        _decisions(report, names),
        _requirement(report, names),
        _objectives(report, names),
        _objective_values(report),
        _learnings("learnings", report.learnings, names),
        _learnings("strategies", report.strategies, names),
    )


def safe(text: str) -> str:
    """Typed text on one line that no spreadsheet takes for a formula."""
    on_one_line = " ".join(text.split())
    cleaned = "".join(letter for letter in on_one_line if unicodedata.category(letter) != "Cc")
    return _FORMULA.sub(r"\g<0>'", cleaned)


def _cell(value: Cell) -> str | int | float:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str():
            return safe(value)
    return value


def _convenings(report: Report) -> Sheet:
    return Sheet(
        "convenings",
        ("date", "title", "minutes", "mode", "said they would come", "came", "commitments"),
        tuple(
            (
                each.convening.starts_local.date(),
                each.convening.title,
                each.convening.minutes,
                each.convening.mode,
                each.going,
                each.attended,
                each.commitments,
            )
            for each in report.convenings
        ),
    )


def _feedback(report: Report) -> Sheet:
    """Without figures below five answers, and while answers come in."""
    return Sheet(
        "feedback",
        ("convening", "asked", "answered", "average of 1 to 5", "average before", "note"),
        tuple(
            (
                each.trend.title,
                each.trend.asked,
                each.trend.answered,
                _rounded(each.trend.overall),
                _rounded(each.trend.previous_overall) if each.trend.overall is not None else None,
                _why_no_figures(each.trend.overall, is_open=each.is_open),
            )
            for each in report.feedback
        ),
    )


def _why_no_figures(overall: float | None, *, is_open: bool) -> str:
    if is_open:
        return "answers are still coming in"
    return "" if overall is not None else "fewer than five answers"


def _cycles(report: Report, names: Mapping[UserId, str]) -> Sheet:
    return Sheet(
        "cycles",
        ("team", "cycle", "begins", "ends", "stage", "closed", "decision", "change", "prediction", "held"),
        tuple(
            (
                _owner(each.cycle, names),
                each.cycle.title,
                each.cycle.starts_on,
                each.cycle.ends_on,
                str(each.cycle.stage),
                _day(each.cycle.closed_at, report),
                _decision(each.cycle),
                each.cycle.change,
                each.cycle.prediction,
                each.cycle.held or "",
            )
            for each in report.cycles
        ),
    )


def _values(report: Report) -> Sheet:
    """All values of each measure, also those that are too old for its run chart."""
    return Sheet(
        "cycle values",
        ("cycle", "measure", "unit", "date", "value"),
        tuple(
            (each.cycle.title, measure.name, measure.unit, point.observed_on, point.value)
            for each in report.cycles
            for measure, values in each.measured
            for point in values
        ),
    )


def _decisions(report: Report, names: Mapping[UserId, str]) -> Sheet:
    return Sheet(
        "decisions",
        ("date", "team", "cycle", "decision", "start", "stop", "keep", "scale", "next step", "learnt"),
        tuple(
            (
                _day(cycle.closed_at, report),
                _owner(cycle, names),
                cycle.title,
                cycle.decision or "",
                cycle.act_start,
                cycle.act_stop,
                cycle.act_keep,
                cycle.act_scale,
                cycle.next_step,
                cycle.learnt,
            )
            for cycle in report.decided
        ),
    )


def _requirement(report: Report, names: Mapping[UserId, str]) -> Sheet:
    return Sheet(
        "cycles of the year",
        ("team", "finished", "required"),
        tuple(
            (each.owner or names.get(each.person or UserId(""), ""), each.finished, each.required)
            for each in report.requirement
        ),
    )


def _objectives(report: Report, names: Mapping[UserId, str]) -> Sheet:
    return Sheet(
        "objectives",
        (
            *("objective", "measure", "unit", "baseline", "target", "by", "owner", "closed"),
            *("newest value", "of", "share of the way"),
        ),
        tuple(
            (
                each.objective.name,
                each.objective.measure,
                each.objective.unit,
                each.objective.baseline,
                each.objective.target,
                each.objective.by_on,
                names.get(each.objective.owner, "") if each.objective.owner else "",
                "yes" if each.objective.is_closed else "no",
                each.values[-1].value if each.values else None,
                each.values[-1].observed_on if each.values else None,
                _rounded(each.share),
            )
            for each in report.objectives
        ),
    )


def _objective_values(report: Report) -> Sheet:
    return Sheet(
        "objective values",
        ("objective", "unit", "date", "value"),
        tuple(
            (each.objective.name, each.objective.unit, point.observed_on, point.value)
            for each in report.objectives
            for point in each.values
        ),
    )


def _learnings(name: str, learnings: Sequence[Learning], names: Mapping[UserId, str]) -> Sheet:
    return Sheet(
        name,
        ("date", "kind", "learning", "by", "from", "tags", "found useful by", "also said by"),
        tuple(
            (
                each.shared_on,
                each.kind.replace("_", " "),
                each.text,
                names.get(each.author, "") if each.author else _A_MEMBER,
                each.source.title,
                ", ".join(each.tags),
                each.endorsements,
                each.also_said,
            )
            for each in learnings
        ),
    )


def _owner(cycle: Cycle, names: Mapping[UserId, str]) -> str:
    return cycle.owner_name or (names.get(cycle.lead, "") if cycle.lead else "")


def _decision(cycle: Cycle) -> str:
    return "closed early" if cycle.closed_early else cycle.decision or ""


def _day(at: datetime | None, report: Report) -> date | None:
    return None if at is None else wall_of(at, report.community.zone).date()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
