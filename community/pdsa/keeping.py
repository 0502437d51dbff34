"""A check-in as it is kept: which question it answers, what it writes, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from community.communities.reading import get_community
from community.deliveries.views import Place
from community.errors import PromptAnswered, StaleButton
from community.ids import UserId
from community.pdsa import peers
from community.pdsa.asking import answered_by_words
from community.pdsa.checkin_draft import ReadCheckin, Seen
from community.pdsa.numbers import amount_words
from community.pdsa.planning import follow_answer, keep_answer, plan_cycle
from community.pdsa.reading import checkin_view, get_cycle, prompts_of
from community.pdsa.story import CHECKED_IN, note_change, tell_checkin
from community.pdsa.touchpoints import due_of
from community.pdsa.views import (
    CHECK_INS,
    CheckedIn,
    Checkin,
    CheckinDraft,
    Cycle,
    Measure,
    Observation,
    Status,
    Which,
)
from community.walltime import today_in
from community.work import Caller, Work
from storage.queries import observations as queries
from storage.tables import CheckinRow

OLD_BUTTON = "This button is from an older version. Open the app's Home tab instead."


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a check-in answers.

    `which`: the question; `None` if nothing is being asked. `mine`: the caller's own earlier answer to it,
    which is completed. `is_click`: said in one click, so that words may follow. `answered_in`: the message
    whose place the answer takes.
    """

    which: Which | None = None
    mine: CheckinRow | None = None
    is_click: bool = False
    answered_in: Place | None = None


async def occasion_of(work: Work, caller: Caller, cycle: Cycle, which: Which | None) -> Occasion:
    """Of a form that was opened on `which`, or of one's own accord.

    Of one's own accord it answers what the team is being asked at the time. What a teammate has answered
    meanwhile is not answered again: then it answers nothing, but is kept.
    """
    if which is None or which not in CHECK_INS:
        return Occasion(await _asked_now(work, cycle))
    first, mine = await _first_answer(work, caller, cycle, which)
    return Occasion() if first is not None and mine is None else Occasion(which, mine)


async def occasion_of_click(work: Work, caller: Caller, cycle: Cycle, which: Which) -> Occasion:
    """Raises `PromptAnswered` if a teammate was first, `StaleButton` if no check-in answers this."""
    first, mine = await _first_answer(work, caller, cycle, which)
    if first is not None and mine is None:
        raise PromptAnswered(await answered_by_words(work, cycle, first))
    return Occasion(which, mine, is_click=True)


async def keep_status(
    work: Work, caller: Caller, cycle: Cycle, status: Status, occasion: Occasion
) -> CheckedIn:
    """How it is going, with what was written to the same question before. The same again changes nothing."""
    mine = occasion.mine
    if mine is None:
        return await keep(work, caller, cycle, ReadCheckin(status), occasion)
    said = replace(_said(mine, cycle), status=status)
    if mine.status == status:
        helpers = await peers.helpers_of(work, cycle, caller.user_id) if said.helps else ()
        return CheckedIn(cycle, checkin_view(mine, cycle, ()), helps=bool(helpers))
    return await keep(work, caller, cycle, said, occasion)


async def keep(work: Work, caller: Caller, cycle: Cycle, said: ReadCheckin, occasion: Occasion) -> CheckedIn:
    """Keep it with its observations, settle what was asked, tell the story; if need be the facilitators."""
    checkin_id = await _keep_words(work, caller, cycle, said, occasion)
    understood = await _keep_observations(work, said.observations, checkin_id)
    await queries.note_status(work.session, cycle.id, said.status, work.now)
    if occasion.which is not None:
        await keep_answer(work, cycle, occasion.which, caller.user_id)
    cycle = await get_cycle(work, cycle.workspace_id, cycle.id)
    await note_change(work, cycle, CHECKED_IN, caller.user_id)
    await _settle(work, cycle, occasion)
    await tell_checkin(work, cycle, caller.user_id, checkin_id, is_click=occasion.is_click)
    helpers = await peers.helpers_of(work, cycle, caller.user_id) if said.helps else ()
    await peers.ask_facilitators(
        work,
        cycle,
        checkin_id,
        helpers,
        has_new_words=_has_new_words(said, occasion.mine),
        waits=occasion.is_click,
    )
    return CheckedIn(cycle, _view(work, caller, said, occasion), understood, helps=bool(helpers))


def draft_of(row: CheckinRow) -> CheckinDraft:
    """What was said, for its form. Without observations: those are in the chart, and more may be added."""
    return CheckinDraft(
        status=row.status,
        happened=row.happened,
        surprises=row.surprises,
        links_text="\n".join(row.links),
        help_wanted=row.help_wanted,
    )


async def _asked_now(work: Work, cycle: Cycle) -> Which | None:
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    prompts = (await prompts_of(work.session, [cycle.id]))[cycle.id]
    today = today_in(cycle.zone, work.now)
    due = due_of(cycle, community.holidays, prompts, today)
    is_asked = due.due_on is not None and due.due_on <= today
    return due.which if is_asked and due.which in CHECK_INS else None


async def _first_answer(
    work: Work, caller: Caller, cycle: Cycle, which: Which
) -> tuple[UserId | None, CheckinRow | None]:
    """Who answered this question first, and the check-in they did it with if that was the caller."""
    if which not in CHECK_INS:
        raise StaleButton(OLD_BUTTON)
    state = (await prompts_of(work.session, [cycle.id]))[cycle.id].get(which)
    first = None if state is None else state.answered_by
    if first != caller.user_id:
        return first, None
    return first, await queries.answer_to(work.session, cycle.id, which, caller.user_id)


async def _keep_words(work: Work, caller: Caller, cycle: Cycle, said: ReadCheckin, occasion: Occasion) -> int:
    """The check-in's id."""
    values = {
        "status": said.status,
        "happened": said.happened,
        "surprises": said.surprises,
        "links": list(said.links),
        "help_wanted": said.help_wanted,
        "noted_at": work.now,
    }
    if occasion.mine is not None:
        await queries.update_checkin(work.session, occasion.mine.id, values)
        return occasion.mine.id
    who = {"cycle_id": cycle.id, "prompt": occasion.which, "noted_by": caller.user_id}
    return await queries.insert_checkin(work.session, who | values)


async def _keep_observations(work: Work, seen: Seen, checkin_id: int) -> tuple[str, ...]:
    """How each value was read, in words."""
    measures = [measure.id for measure, _ in seen]
    days = {one.observed_on for _, observations in seen for one in observations}
    before = await queries.values_on(work.session, measures, days)
    rows = [
        {
            "measure_id": measure.id,
            "checkin_id": checkin_id,
            "observed_on": one.observed_on,
            "value": one.value,
            "noted_at": work.now,
        }
        for measure, one in _each(seen)
    ]
    await queries.keep_observations(work.session, rows)
    return tuple(_understood(measure, one, before) for measure, one in _each(seen))


def _each(seen: Seen) -> Iterator[tuple[Measure, Observation]]:
    return ((measure, one) for measure, observations in seen for one in observations)


def _understood(measure: Measure, one: Observation, before: Mapping[tuple[int, date], float]) -> str:
    """`Exit tickets: 5 October, 12.5 % (in place of 11 %)`."""
    words = f"{one.observed_on.day} {one.observed_on:%B}, {amount_words(one.value, measure.unit)}"
    earlier = before.get((measure.id, one.observed_on))
    replaced = "" if earlier is None else f" (in place of {amount_words(earlier, measure.unit)})"
    return f"{measure.name}: {words}{replaced}"


async def _settle(work: Work, cycle: Cycle, occasion: Occasion) -> None:
    """No reminder any more, and the others' messages say who answered."""
    if occasion.which is None:
        await plan_cycle(work, cycle)
    else:
        await follow_answer(work, cycle, occasion.which, occasion.answered_in)


def _has_new_words(said: ReadCheckin, mine: CheckinRow | None) -> bool:
    return mine is not None and bool(said.help_wanted) and said.help_wanted != mine.help_wanted


def _view(work: Work, caller: Caller, said: ReadCheckin, occasion: Occasion) -> Checkin:
    return Checkin(
        by=caller.user_id,
        at=work.now,
        which=occasion.which,
        status=said.status,
        happened=said.happened,
        surprises=said.surprises,
        links=said.links,
        help_wanted=said.help_wanted,
        observations=said.observations,
    )


def _said(row: CheckinRow, cycle: Cycle) -> ReadCheckin:
    view = checkin_view(row, cycle, ())
    return ReadCheckin(view.status, view.happened, view.surprises, view.links, view.help_wanted)
