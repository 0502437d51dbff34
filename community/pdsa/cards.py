"""What is shown of a cycle: its card, and the entries of its story."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from community.communities.reading import find_communities
from community.ids import UserId
from community.pdsa import story
from community.pdsa.missing import missing_in
from community.pdsa.permissions import is_its_own
from community.pdsa.reading import (
    find_checkin,
    last_checkins,
    observations_of,
    prompts_of,
)
from community.pdsa.run_charts import run_chart
from community.pdsa.touchpoints import due_of
from community.pdsa.views import Checkin, Cycle, CycleCard, CycleLine, RunChart, StoryEntry
from community.permissions import is_facilitator
from community.walltime import day_words, today_in
from community.work import Caller, Work
from storage.queries import pdsa as queries
from storage.tables import CycleEventRow, PersonRow

FIELD_LABELS: Mapping[str, str] = {
    "title": "Title",
    "problem": "Problem of practice",
    "shared_learning": "Shared learning",
    "change": "Change to test",
    "prediction": "Prediction",
    "measures": "Measures",
    "evidence_adult": "Evidence of adult practice",
    "evidence_student": "Evidence of student impact",
    "starts_on": "Start",
    "ends_on": "End",
}
_HELD = {"yes": "It held", "partly": "It held in part", "no": "It did not hold", "cannot_tell": "Cannot tell"}


async def card_of(work: Work, cycle: Cycle, caller: Caller | None = None) -> CycleCard:
    """`caller`: the reader, `None` for the channel."""
    return (await cards_of(work, [cycle], caller))[0]


async def cards_of(work: Work, cycles: Sequence[Cycle], caller: Caller | None = None) -> list[CycleCard]:
    """In this order, in a few statements however many they are; each with its charts."""
    lines = await lines_of(work, cycles)
    counts = await queries.count_checkins(work.session, [cycle.id for cycle in cycles])
    newest = await last_checkins(work.session, cycles)
    charts = await charts_of(work, cycles)
    return [
        CycleCard(
            cycle=line.cycle,
            due=line.due,
            checkins=counts.get(line.cycle.id, 0),
            last_checkin=newest.get(line.cycle.id),
            charts=charts[line.cycle.id],
            missing=missing_in(line.cycle),
            can_act=await _can_act(work, caller, line.cycle),
        )
        for line in lines
    ]


async def lines_of(work: Work, cycles: Sequence[Cycle]) -> list[CycleLine]:
    """Each cycle with what it waits for, in this order."""
    communities = await find_communities(work.session, {cycle.community_id for cycle in cycles})
    prompts = await prompts_of(work.session, [cycle.id for cycle in cycles])
    return [
        CycleLine(
            cycle,
            due_of(
                cycle,
                communities[cycle.community_id].holidays,
                prompts[cycle.id],
                today_in(cycle.zone, work.now),
            ),
        )
        for cycle in cycles
    ]


async def charts_of(work: Work, cycles: Collection[Cycle]) -> dict[int, tuple[RunChart, ...]]:
    """By the cycle's id, a chart for each measure that has a value."""
    values = await observations_of(work.session, cycles)
    return {
        cycle.id: tuple(
            run_chart(measure, values[measure.id]) for measure in cycle.measures if values[measure.id]
        )
        for cycle in cycles
    }


async def story_entry(work: Work, cycle: Cycle, event: CycleEventRow) -> StoryEntry:
    """The entry as the thread shows it; a check-in that was completed since shows all there is now."""
    checkin = await _checkin(work, cycle, event)
    has_charts = event.what == story.STUDIED or (checkin is not None and bool(checkin.observations))
    return StoryEntry(
        cycle=cycle,
        what=event.what,
        by=UserId(event.by) if event.by else None,
        at=event.at,
        by_name=await name_of(work, cycle, event.by),
        to_name=await name_of(work, cycle, event.details.get("to")),
        lines=_lines(cycle, event, checkin),
        status=checkin.status if checkin else None,
        charts=(await charts_of(work, [cycle]))[cycle.id] if has_charts else (),
    )


async def name_of(work: Work, cycle: Cycle, user_id: str | None) -> str:
    """The name of somebody of the cycle's workspace; "" for nobody, and for a person never heard of."""
    person = await work.session.get(PersonRow, (cycle.workspace_id, user_id)) if user_id else None
    return person.name if person is not None else ""


async def _checkin(work: Work, cycle: Cycle, event: CycleEventRow) -> Checkin | None:
    if event.what != story.CHECKED_IN or "checkin_id" not in event.details:
        return None
    return await find_checkin(work.session, cycle, event.details["checkin_id"])


def _lines(cycle: Cycle, event: CycleEventRow, checkin: Checkin | None) -> tuple[tuple[str, str], ...]:
    match event.what:
        case story.AMENDED:
            found = _amended(event.details)
        case story.CHECKED_IN if checkin is not None:
            found = _seen(checkin)
        case story.STUDIED:
            found = _studied(cycle)
        case story.ACTED:
            found = _decided(cycle)
        case _:
            found = _moved(event.details)
    return tuple((label, text) for label, text in found if text)


def _amended(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = []
    for field, (before, after) in details.items():
        label = FIELD_LABELS.get(field, field)
        lines += [(label, after or "—"), (f"{label}, before", before or "—")]
    return lines


def _seen(checkin: Checkin) -> list[tuple[str, str]]:
    return [
        ("What happened", checkin.happened),
        ("Surprises", checkin.surprises),
        ("Evidence", "\n".join(checkin.links)),
        ("Help wanted", checkin.help_wanted),
    ]


def _studied(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        ("Prediction", cycle.prediction),
        ("Did it hold?", _HELD.get(cycle.held or "", "")),
        ("What the data say", cycle.data_says),
        ("Successes", cycle.successes),
        ("Challenges", cycle.challenges),
        ("What we learnt", cycle.learnt),
    ]


def _decided(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        ("Decision", (cycle.decision or "").capitalize()),
        ("Start", cycle.act_start),
        ("Stop", cycle.act_stop),
        ("Keep", cycle.act_keep),
        ("Scale", cycle.act_scale),
        ("What next", cycle.next_step),
    ]


def _moved(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    ends_on = details.get("ends_on")
    return [("Reason", str(details.get("reason", ""))), ("New end", _day_of(ends_on))]


def _day_of(moved: object) -> str:
    """Of `[before, after]`, dates as text."""
    from_to = moved if isinstance(moved, list) else []
    return day_words(date.fromisoformat(str(from_to[1]))) if len(from_to) == 2 else ""


async def _can_act(work: Work, caller: Caller | None, cycle: Cycle) -> bool:
    if caller is None or is_its_own(cycle, caller.user_id):
        return True
    return await is_facilitator(work, caller, cycle.community_id)
