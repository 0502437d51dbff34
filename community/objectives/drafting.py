"""What the forms of objectives must hold before they are kept: sentences, by the field they stand beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from community.communities.views import Community, Person
from community.errors import InvalidInput
from community.ids import UserId
from community.objectives.views import Objective, ObjectiveDraft
from community.pdsa.drafting import DOWN, LONGEST_UNIT, UP
from community.pdsa.numbers import amount_words, number_words, read_if_any, shortened
from community.pdsa.views import Measure
from community.walltime import day_words

LONGEST: Mapping[str, int] = {"name": 100, "measure": 150, "unit": LONGEST_UNIT}
FARTHEST = timedelta(days=3653)  # a day mistyped by a century would never come
EARLIEST = date(2000, 1, 1)  # of a value: older ones are slips of the pen
UNIT, WAY = "in another unit", "better in the other direction"

Sentences = dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known around a form: who is who, what may be tied to it, and what it was before.

    `people`: what Slack says of them; `belonging`: who belongs to the community; `today`: in its zone.
    """

    community: Community
    people: Mapping[UserId, Person]
    belonging: Collection[UserId]
    measures: Collection[Measure]
    today: date
    existing: Objective | None = None


@dataclass(frozen=True, slots=True)
class CheckedObjective:
    """A draft that can be kept: every word trimmed, every number read."""

    name: str
    measure: str
    unit: str
    better: str
    baseline: float | None
    target: float
    by_on: date
    owner: UserId | None
    measures: tuple[int, ...]
    is_closed: bool


def check(draft: ObjectiveDraft, asked: Asked, *, accepted: bool) -> CheckedObjective:
    """The draft with its numbers read; of its measures those that may be tied.

    Raises `InvalidInput` with what is wrong, and with warnings unless they are `accepted`.
    """
    problems = _words(draft) | _day(draft, asked) | _unfit_owner(draft, asked)
    baseline = read_if_any(draft.baseline, "baseline", problems)
    target = read_if_any(draft.target, "target", problems)
    if target is None:
        problems.setdefault("target", "Say where you want to be, as a number.")
    warnings = _beyond(draft.unit, baseline=baseline, target=target) | _wrong_way(draft, baseline, target)
    warnings |= _absent_owner(draft, asked) | _unlike(draft, asked)
    is_complete = not problems and (accepted or not warnings)
    if not is_complete or target is None or draft.by_on is None:
        raise InvalidInput(problems, {} if accepted else warnings)
    return CheckedObjective(
        name=_one_line(draft.name),
        measure=_one_line(draft.measure),
        unit=_one_line(draft.unit),
        better=draft.better,
        baseline=baseline,
        target=target,
        by_on=draft.by_on,
        owner=draft.owner,
        measures=tuple(measure.id for measure in _tied(draft, asked)),
        is_closed=draft.is_closed,
    )


def check_value(text: str, on: date | None, *, unit: str, today: date, accepted: bool) -> tuple[float, date]:
    """What was seen, and when. Raises `InvalidInput` beside `value` or `on`; warnings unless `accepted`."""
    problems: Sentences = {}
    value = read_if_any(text, "value", problems)
    if value is None:
        problems.setdefault("value", "Write the value, as a number.")
    day = _value_day(on, today, problems)
    warnings = {} if accepted else _beyond(unit, value=value)
    if problems or warnings or value is None or day is None:
        raise InvalidInput(problems, warnings)
    return value, day


def _value_day(on: date | None, today: date, problems: Sentences) -> date | None:
    if on is None:
        problems["on"] = "Choose the day."
    elif on > today:
        problems["on"] = f"{day_words(on)} has not come yet. Note what was seen until today."
    elif on < EARLIEST:
        problems["on"] = "That is long ago. Check the year."
    return on


def draft_of(objective: Objective, measures: Iterable[int]) -> ObjectiveDraft:
    """The form filled in with the objective as it stands."""
    return ObjectiveDraft(
        name=objective.name,
        measure=objective.measure,
        unit=objective.unit,
        better=objective.better,
        baseline="" if objective.baseline is None else number_words(objective.baseline),
        target=number_words(objective.target),
        by_on=objective.by_on,
        owner=objective.owner,
        measures=tuple(measures),
        is_closed=objective.is_closed,
    )


def name_key(name: str) -> str:
    """A name as it is compared: without case and doubled spaces."""
    return _one_line(name).casefold()


def _words(draft: ObjectiveDraft) -> Sentences:
    problems: Sentences = {}
    if not draft.name.strip():
        problems["name"] = "Say in a few words what you want to reach."
    if not draft.measure.strip():
        problems["measure"] = "Say what is counted, so that everybody counts the same."
    if draft.better not in (UP, DOWN):
        problems["better"] = "Choose whether more or less is better."
    for field, most in LONGEST.items():
        length = len(_one_line(getattr(draft, field)))
        if length > most:
            problems[field] = f"At most {most} characters fit here; these are {length}."
    return problems


def _day(draft: ObjectiveDraft, asked: Asked) -> Sentences:
    """A day that has passed since it was chosen may stay: the objective is looked back on."""
    if draft.by_on is None:
        return {"by_on": "Choose the day by which you want to be there."}
    if asked.existing is not None and draft.by_on == asked.existing.by_on:
        return {}
    if draft.by_on < asked.today:
        return {"by_on": f"{day_words(draft.by_on)} is past. Choose a day that is still to come."}
    if draft.by_on - asked.today > FARTHEST:
        return {"by_on": "That is more than ten years away. Check the year."}
    return {}


def _beyond(unit: str, **numbers: float | None) -> Sentences:
    """Of a share in per cent, what cannot be one, by the field it stands in."""
    if not unit.strip().startswith("%"):
        return {}
    return {
        field: f"{amount_words(number, '%')} is not between 0 % and 100 %. Keep it if it is meant so."
        for field, number in numbers.items()
        if number is not None and not 0 <= number <= 100
    }


def _wrong_way(draft: ObjectiveDraft, baseline: float | None, target: float | None) -> Sentences:
    if baseline is None or target is None:
        return {}
    if target == baseline:
        return {"target": "The target is where you begin: there is no way to go."}
    if draft.better not in (UP, DOWN) or (target > baseline) == (draft.better == UP):
        return {}
    side, better = ("below", "more") if draft.better == UP else ("above", "less")
    unit = _one_line(draft.unit)[:LONGEST_UNIT]
    return {
        "target": f"The target {amount_words(target, unit)} is {side} the baseline "
        f"{amount_words(baseline, unit)}, though {better} is said to be better."
    }


def _unfit_owner(draft: ObjectiveDraft, asked: Asked) -> Sentences:
    owner = asked.people.get(draft.owner) if draft.owner else None
    if owner is None:
        return {}
    if owner.is_bot:
        return {"owner": f"{owner.name} is an app. Choose a person."}
    if owner.is_deactivated:
        return {"owner": f"{owner.name}'s account is deactivated. Choose somebody else."}
    return {}


def _absent_owner(draft: ObjectiveDraft, asked: Asked) -> Sentences:
    if draft.owner is None or draft.owner in asked.belonging:
        return {}
    name = asked.people[draft.owner].name if draft.owner in asked.people else "The owner"
    return {
        "owner": f"{name} is not in the channel of {asked.community.name} yet, and cannot add values until "
        "then."
    }


def _unlike(draft: ObjectiveDraft, asked: Asked) -> Sentences:
    """The first of the tied measures that is counted otherwise than the objective."""
    for measure in _tied(draft, asked):
        other = _difference(measure, draft)
        if other:
            return {
                "measures": f"“{shortened(measure.name)}” is {other} than the objective: its values would "
                "not belong with the others."
            }
    return {}


def _difference(measure: Measure, draft: ObjectiveDraft) -> str:
    if _one_line(measure.unit).casefold() != _one_line(draft.unit).casefold():
        return UNIT
    return "" if measure.better == draft.better else WAY


def _tied(draft: ObjectiveDraft, asked: Asked) -> list[Measure]:
    """Those chosen that are still there, once each."""
    return [measure for measure in asked.measures if measure.id in draft.measures]


def _one_line(text: str) -> str:
    return " ".join(text.split())
