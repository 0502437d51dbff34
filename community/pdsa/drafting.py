"""What the plan's form must hold before it is kept: sentences, by the field they stand beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from community.communities.views import Community
from community.errors import InvalidInput
from community.ids import MeasureId
from community.pdsa.numbers import number_words, read_if_any
from community.pdsa.views import Cycle, Measure, MeasureDraft, PlanDraft
from community.walltime import day_words

LENGTHS: Mapping[str, int] = {
    "title": 150,
    "problem": 3000,
    "shared_learning": 3000,
    "change": 3000,
    "prediction": 3000,
    "evidence_adult": 3000,
    "evidence_student": 3000,
}
LONGEST_NAME = 75  # of a measure: it heads a chart
LONGEST_UNIT = 20
MOST_MEASURES = 3
SHORTEST = timedelta(days=7)
LONGEST = timedelta(days=366)  # a year mistyped is a cycle nobody ever studies
UP, DOWN = "up", "down"

Sentences = dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedMeasure:
    """A measure whose numbers were read. `position`: 1 to 3, its place in the form."""

    position: int
    name: str
    unit: str
    better: str
    baseline: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A draft that can be kept: every word trimmed, every number read."""

    title: str
    problem: str
    shared_learning: str
    change: str
    prediction: str
    evidence_adult: str
    evidence_student: str
    starts_on: date
    ends_on: date
    measures: tuple[CheckedMeasure, ...]


def check(
    draft: PlanDraft,
    community: Community,
    today: date,
    *,
    accepted: bool,
    existing: Cycle | None = None,
    observed: Collection[MeasureId] = (),
) -> CheckedPlan:
    """The draft with its numbers read.

    `observed`: measures of `existing` that have values, which must stay. Raises `InvalidInput` with what is
    wrong, and with warnings unless they are `accepted`.
    """
    problems = _words(draft)
    warnings: Sentences = {}
    _dates(draft, community, today, existing, problems, warnings)
    measures = _measures(draft.measures, problems, warnings)
    problems |= _taken_away(measures, existing, observed)
    is_complete = not problems and (accepted or not warnings)
    if not is_complete or draft.starts_on is None or draft.ends_on is None:
        raise InvalidInput(problems, {} if accepted else warnings)
    return CheckedPlan(
        title=" ".join(draft.title.split()),
        problem=draft.problem.strip(),
        shared_learning=draft.shared_learning.strip(),
        change=draft.change.strip(),
        prediction=draft.prediction.strip(),
        evidence_adult=draft.evidence_adult.strip(),
        evidence_student=draft.evidence_student.strip(),
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        measures=measures,
    )


def measure_words(measure: Measure | CheckedMeasure) -> str:
    """`Exit tickets (%, more is better, from 40 to 60)`."""
    about = [measure.unit, "more is better" if measure.better == UP else "less is better"]
    baseline = "" if measure.baseline is None else f"from {number_words(measure.baseline)}"
    target = "" if measure.target is None else f"to {number_words(measure.target)}"
    about.append(f"{baseline} {target}".strip())
    return f"{measure.name} ({', '.join(each for each in about if each)})"


def _words(draft: PlanDraft) -> Sentences:
    problems: Sentences = {}
    for name, sentence in (
        ("title", "Give the cycle a title."),
        ("problem", "Say which problem you work on."),
        ("change", "Say which change you will test."),
    ):
        if not getattr(draft, name).strip():
            problems[name] = sentence
    for name, most in LENGTHS.items():
        length = len(getattr(draft, name).strip())
        if length > most:
            problems[name] = f"At most {most} characters fit here; these are {length}."
    return problems


def _dates(
    draft: PlanDraft,
    community: Community,
    today: date,
    existing: Cycle | None,
    problems: Sentences,
    warnings: Sentences,
) -> None:
    for field, day in (("starts_on", draft.starts_on), ("ends_on", draft.ends_on)):
        if day is None:
            problems[field] = "Choose the day."
        elif not 2000 <= day.year <= 2200:
            problems[field] = "Choose a year people will live to see."
    if draft.starts_on is None or draft.ends_on is None or problems.keys() & {"starts_on", "ends_on"}:
        return
    if draft.ends_on < draft.starts_on:
        problems["ends_on"] = f"This is before the start, {day_words(draft.starts_on)}."
    elif draft.ends_on - draft.starts_on > LONGEST:
        problems["ends_on"] = "A cycle lasts a year at most. Check the year."
    elif existing is None or draft.ends_on != existing.ends_on or draft.starts_on != existing.starts_on:
        found = _doubts(draft.starts_on, draft.ends_on, community, today)
        if found:
            warnings["ends_on"] = found


def _doubts(starts_on: date, ends_on: date, community: Community, today: date) -> str:
    doubts = []
    if ends_on - starts_on < SHORTEST - timedelta(days=1):
        doubts.append("This is shorter than a week: there is little time to see anything change.")
    if ends_on > community.year_ends_on:
        doubts.append(f"The school year ends on {day_words(community.year_ends_on)}, before this cycle.")
    if ends_on < today:
        doubts.append("This day is past: the study would be due at once.")
    return " ".join(doubts)


def _measures(
    drafts: tuple[MeasureDraft, ...], problems: Sentences, warnings: Sentences
) -> tuple[CheckedMeasure, ...]:
    checked: list[CheckedMeasure] = []
    for position, draft in enumerate(drafts[:MOST_MEASURES], 1):
        if not _is_empty(draft):
            measure = _measure(position, draft, problems, warnings)
            _refuse_double(measure, checked, problems)
            checked.append(measure)
    return tuple(checked)


def _is_empty(draft: MeasureDraft) -> bool:
    """A direction alone is the form's default."""
    return not any(text.strip() for text in (draft.name, draft.unit, draft.baseline, draft.target))


def _measure(position: int, draft: MeasureDraft, problems: Sentences, warnings: Sentences) -> CheckedMeasure:
    field = f"measure{position}"
    name, unit = " ".join(draft.name.split()), " ".join(draft.unit.split())
    if not name:
        problems[f"{field}_name"] = "Name what you count, or leave the whole measure empty."
    elif len(name) > LONGEST_NAME:
        problems[f"{field}_name"] = f"At most {LONGEST_NAME} characters fit here; these are {len(name)}."
    if len(unit) > LONGEST_UNIT:
        problems[f"{field}_unit"] = f"At most {LONGEST_UNIT} characters fit here; these are {len(unit)}."
    if draft.better not in (UP, DOWN):
        problems[f"{field}_better"] = "Choose whether more or less is better."
    measure = CheckedMeasure(
        position,
        name,
        unit,
        draft.better,
        baseline=read_if_any(draft.baseline, f"{field}_baseline", problems),
        target=read_if_any(draft.target, f"{field}_target", problems),
    )
    if _aims_the_wrong_way(measure):
        warnings[f"{field}_target"] = _wrong_way(measure)
    return measure


def _refuse_double(measure: CheckedMeasure, before: Collection[CheckedMeasure], problems: Sentences) -> None:
    names = {each.name.casefold(): each.position for each in before if each.name}
    first = names.get(measure.name.casefold())
    if first is not None:
        problems[f"measure{measure.position}_name"] = (
            f"Measure {first} has this name already. Give each its own, so that charts can be told apart."
        )


def _aims_the_wrong_way(measure: CheckedMeasure) -> bool:
    if measure.baseline is None or measure.target is None:
        return False
    if measure.better == UP:
        return measure.target < measure.baseline
    return measure.better == DOWN and measure.target > measure.baseline


def _wrong_way(measure: CheckedMeasure) -> str:
    side, better = ("below", "more") if measure.better == UP else ("above", "less")
    target, baseline = number_words(measure.target or 0), number_words(measure.baseline or 0)
    return f"The target {target} is {side} the baseline {baseline}, though {better} is said to be better."


def _taken_away(
    measures: tuple[CheckedMeasure, ...], existing: Cycle | None, observed: Collection[MeasureId]
) -> Sentences:
    """A measure that has values stays: rename it, but what was seen is not thrown away."""
    kept = {measure.position for measure in measures}
    return {
        f"measure{measure.position}_name": f"“{measure.name}” has values already, so it stays. Rename it if "
        "you like."
        for measure in (existing.measures if existing else ())
        if measure.id in observed and measure.position not in kept
    }
