"""One question to a team as it stands now, and putting it off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from community.communities.reading import get_community
from community.communities.views import Community, Holiday
from community.errors import PromptAnswered, StaleButton, WrongStage
from community.ids import UserId
from community.pdsa.cards import charts_of, name_of
from community.pdsa.missing import missing_in
from community.pdsa.planning import plan_cycle
from community.pdsa.reading import Prompts, PromptState, prompts_of
from community.pdsa.story import touch_card
from community.pdsa.touchpoints import questions, working_day_from
from community.pdsa.views import Cycle, Prompt, Which
from community.walltime import MORNING, day_words, instant_of, today_in
from community.work import Caller, Work
from storage.queries import pdsa as queries

ONE_DAY: Final = timedelta(days=1)
MONDAY: Final = 0


async def find_prompt(work: Work, cycle: Cycle, which: Which, *, is_reminder: bool = False) -> Prompt | None:
    """The question; with `answered_by` once somebody was first. `None`: it is not asked any more."""
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    prompts = (await prompts_of(work.session, [cycle.id]))[cycle.id]
    state = prompts.get(which, PromptState())
    due_on = _due_on(cycle, community, prompts, which)
    if due_on is None:
        return None
    return Prompt(
        cycle=cycle,
        which=which,
        due_on=due_on,
        is_reminder=is_reminder,
        answered_by=state.answered_by,
        snoozed_until=state.snoozed_until,
        missing=missing_in(cycle) if which is Which.PLAN_DUE else (),
        charts=(await charts_of(work, [cycle]))[cycle.id] if which is Which.STUDY_DUE else (),
    )


async def put_off(work: Work, caller: Caller, cycle: Cycle, which: Which, until: str) -> Prompt:
    """Ask again at 9:00 of that working day; question, reminder and the line to facilitators move along.

    `until`: tomorrow, monday, next_week. Raises `PromptAnswered`, `WrongStage` if it is not asked any more,
    `StaleButton` for a foreign word.
    """
    await require_asked(work, cycle, which)
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    day = snoozed_to(until, today_in(cycle.zone, work.now), community.holidays)
    at = instant_of(datetime.combine(day, MORNING), cycle.zone)
    await queries.keep_prompt(
        work.session, cycle.id, which, {"snoozed_until": at, "snoozed_by": caller.user_id}, only_if_open=True
    )
    await touch_card(work, cycle)
    await plan_cycle(work, cycle, community)
    prompt = await find_prompt(work, cycle, which)
    if prompt is None:
        raise WrongStage(f"By {day_words(day)} the cycle will have moved on: it cannot be put off so far.")
    return prompt


async def require_asked(work: Work, cycle: Cycle, which: Which) -> None:
    """Raises `PromptAnswered` with who was first, or `WrongStage` if the cycle has moved on."""
    prompt = await find_prompt(work, cycle, which)
    if prompt is None:
        raise WrongStage(f"This is not asked any more: “{cycle.title}” has moved on to “{cycle.stage}”.")
    if prompt.answered_by is not None:
        raise PromptAnswered(await answered_by_words(work, cycle, prompt.answered_by))


async def answered_by_words(work: Work, cycle: Cycle, by: UserId) -> str:
    """By name: a sentence of an error mentions nobody."""
    name = await name_of(work, cycle, by)
    return f"{name or 'A teammate'} has answered this for the team already. Nothing was changed."


def snoozed_to(until: str, today: date, holidays: tuple[Holiday, ...]) -> date:
    """The working day that is meant: the day itself, or the next one on which people work."""
    days = {
        "tomorrow": today + ONE_DAY,
        "monday": today + timedelta(days=7 - (today.weekday() - MONDAY) % 7),
        "next_week": today + timedelta(days=7),
    }
    if until not in days:
        raise StaleButton("This menu is from an older version. Open the app's Home tab instead.")
    return working_day_from(days[until], holidays)


def _due_on(cycle: Cycle, community: Community, prompts: Prompts, which: Which) -> date | None:
    """The day it is asked on; of an answered one the day of the answer, `None` if it is not asked."""
    state = prompts.get(which)
    if state is not None and state.answered_at is not None:
        return today_in(cycle.zone, state.answered_at)
    asked = questions(cycle, community.holidays, prompts)
    return next((question.due_on for question in asked if question.which is which), None)
