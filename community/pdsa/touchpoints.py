"""What a cycle's team is asked, and when: pure functions of what is known now.

Days are the community's; every question comes at 9:00 of a working day (Monday to Friday, no holiday): what
would fall on another day waits for the next one. Quiet hours and daily caps are the outbox's.

| question | while | due | asks for |
|---|---|---|---|
| plan_due | plan | the working day before the start | the plan, so that "do" can begin |
| game_plan | do | three days after the start, within the first week | who, what, when; evidence |
| mid_stream | do | the middle day | status |
| end_of_cycle | do | three days before the end | the data, organised |
| study_due | do, study | the working day after the end | the study |
| act_due | act | a week after the end; the working day after the study if that is later | a decision |

A cycle that begins late is asked from the day it began. Questions that would come on one day, or in the wrong
order, because the cycle is short: only the later one is asked. Nobody is asked for a plan on the day they
started it.

Each question goes to the lead and the note taker; where there is neither, to the facilitators. A reminder
follows two days later unless the next question is due by then; two working days after that, the facilitators
get a quiet line; never a third to the team. A question lasts until the next one, two weeks at most. An
answer, or any check-in since it was due, settles it. Putting it off moves all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from community.communities.views import Holiday
from community.deliveries import Wanted
from community.ids import DeliveryKind, UserId
from community.pdsa import keys
from community.pdsa.reading import Prompts
from community.pdsa.views import CHECK_INS, Cycle, Due, Stage, Which
from community.walltime import (
    MORNING,
    instant_of,
    is_working_day,
    next_working_day,
    today_in,
)

ONE_DAY = timedelta(days=1)
GAME_PLAN_AFTER = timedelta(days=3)
FIRST_WEEK = timedelta(days=6)
END_BEFORE = timedelta(days=3)
ACT_AFTER = timedelta(days=7)
REMIND_AFTER = timedelta(days=2)
TELL_AFTER = 2  # working days after the reminder
LASTS = timedelta(days=14)

Days = Mapping[Which, date]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to be asked, and who is told when no answer comes.

    `people`: of lead and note taker those who belong, can be reached and have not stopped this; where
    there is neither, the facilitators. `facilitators`: those told, without those asked.
    """

    people: tuple[UserId, ...]
    facilitators: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question in its window. `due_on`: the day it comes, in the community's zone."""

    which: Which
    due_on: date
    due_at: datetime
    ends_at: datetime
    reminder_at: datetime
    unanswered_at: datetime


def due_days(cycle: Cycle, holidays: Sequence[Holiday]) -> Days:
    """The questions of the stage the cycle is in, in order, and the working day each comes on."""
    match cycle.stage:
        case Stage.PLAN:
            return {Which.PLAN_DUE: _plan_due(cycle, holidays)}
        case Stage.DO:
            return _check_ins(cycle, holidays) | {Which.STUDY_DUE: study_due_on(cycle, holidays)}
        case Stage.STUDY:
            return {Which.STUDY_DUE: study_due_on(cycle, holidays)}
        case Stage.ACT:
            return {Which.ACT_DUE: _act_due(cycle, holidays)}
        case Stage.DONE:
            return {}


def due_of(cycle: Cycle, holidays: Sequence[Holiday], prompts: Prompts, today: date) -> Due:
    """What the cycle waits for, and since when it is late. A plan is late from the start on."""
    days = _open_days(cycle, holidays, prompts)
    if not days:
        return Due(None, None, 0)
    if cycle.stage is Stage.PLAN:
        days = {Which.PLAN_DUE: max(cycle.starts_on, days[Which.PLAN_DUE])}
    come = [which for which, day in days.items() if day <= today]
    which = come[-1] if come else next(iter(days))
    return Due(which, days[which], max(0, (today - days[which]).days))


def questions(cycle: Cycle, holidays: Sequence[Holiday], prompts: Prompts) -> list[Question]:
    """What is still to be asked, also what was asked and waits for its answer."""
    days = _open_days(cycle, holidays, prompts)
    due = {which: _morning(cycle, day) for which, day in days.items()}
    found = []
    # Not strict: where nothing is asked, the last one's None is left over.
    for which, following in zip(days, [*list(days)[1:], None], strict=False):
        ends_at = due[which] + LASTS
        if following is not None:
            ends_at = min(ends_at, due[following])
        if due[which] < ends_at:
            found.append(_question(cycle, holidays, which, days[which], due[which], ends_at))
    return found


def wanted(cycle: Cycle, holidays: Sequence[Holiday], prompts: Prompts, asked: Asked) -> list[Wanted]:
    """Every message of these questions: to the people asked, and to the facilitators who are told."""
    messages: list[Wanted] = []
    for question in questions(cycle, holidays, prompts):
        messages += [_prompt(cycle, question, person) for person in asked.people]
        if question.reminder_at < question.ends_at:
            messages += [_reminder(cycle, question, person) for person in asked.people]
        messages += [_unanswered(cycle, question, person) for person in asked.facilitators]
    return messages


def study_due_on(cycle: Cycle, holidays: Sequence[Holiday]) -> date:
    return next_working_day(cycle.ends_on, holidays)


def redraw_at(cycle: Cycle, due: Due, today: date, last_day: date) -> datetime | None:
    """When what is shown of being late is not true any more: daily for two weeks, then weekly; `None`: never.

    `last_day`: of the school year. What was forgotten in it is not counted on through the summer.
    """
    if due.due_on is None:
        return None
    following = today + (ONE_DAY if due.days_late < LASTS.days else timedelta(days=7))
    day = max(due.due_on + ONE_DAY, following)
    return None if day > max(last_day, due.due_on + LASTS) else _midnight(cycle, day)


def working_day_from(day: date, holidays: Sequence[Holiday]) -> date:
    """The day itself if people work on it, else the next one."""
    return next_working_day(day - ONE_DAY, holidays)


def working_day_before(day: date, holidays: Sequence[Holiday]) -> date:
    """The last working day before this one; with a calendar of nothing but holidays, the day before."""
    earlier = (day - timedelta(days=back) for back in range(1, 367))
    return next((each for each in earlier if is_working_day(each, holidays)), day - ONE_DAY)


def _plan_due(cycle: Cycle, holidays: Sequence[Holiday]) -> date:
    due_on = working_day_before(cycle.starts_on, holidays)
    if cycle.created_at is None:
        return due_on
    return max(due_on, next_working_day(today_in(cycle.zone, cycle.created_at), holidays))


def _check_ins(cycle: Cycle, holidays: Sequence[Holiday]) -> dict[Which, date]:
    starts_on = _began_on(cycle)
    kept: dict[Which, date] = {}
    latest = cycle.ends_on + ONE_DAY
    for which, day in (
        (Which.END_OF_CYCLE, working_day_from(cycle.ends_on - END_BEFORE, holidays)),
        (Which.MID_STREAM, working_day_from(starts_on + (cycle.ends_on - starts_on) // 2, holidays)),
        (Which.GAME_PLAN, _game_plan(starts_on, holidays)),
    ):
        if starts_on < day < latest:
            kept[which] = latest = day
    return {which: kept[which] for which in CHECK_INS if which in kept}


def _began_on(cycle: Cycle) -> date:
    if cycle.began_at is None:
        return cycle.starts_on
    return max(cycle.starts_on, today_in(cycle.zone, cycle.began_at))


def _game_plan(starts_on: date, holidays: Sequence[Holiday]) -> date:
    """Three days after the start; earlier if only so it is in the first week."""
    day = working_day_from(starts_on + GAME_PLAN_AFTER, holidays)
    if day <= starts_on + FIRST_WEEK:
        return day
    earlier = working_day_before(starts_on + GAME_PLAN_AFTER, holidays)
    return earlier if earlier > starts_on else day


def _act_due(cycle: Cycle, holidays: Sequence[Holiday]) -> date:
    due_on = working_day_from(cycle.ends_on + ACT_AFTER, holidays)
    if cycle.studied_at is None:
        return due_on
    return max(due_on, next_working_day(today_in(cycle.zone, cycle.studied_at), holidays))


def _open_days(cycle: Cycle, holidays: Sequence[Holiday], prompts: Prompts) -> Days:
    """Without what is settled, and put off where somebody did.

    What came before a question that was put off is not asked again in its stead.
    """
    if not cycle.is_open or cycle.is_paused:
        return {}
    days = {
        which: max(day, _snoozed_on(cycle, holidays, prompts, which))
        for which, day in due_days(cycle, holidays).items()
        if not _is_settled(cycle, prompts, which, day)
    }
    put_off = [place for place, which in enumerate(days) if _was_put_off(prompts, which)]
    return dict(list(days.items())[max(put_off, default=0) :])


def _is_settled(cycle: Cycle, prompts: Prompts, which: Which, day: date) -> bool:
    """Answered, or the team has checked in of its own accord since the question was due."""
    state = prompts.get(which)
    if state is not None and state.answered_at is not None:
        return True
    if which not in CHECK_INS or cycle.checked_in_at is None:
        return False
    return today_in(cycle.zone, cycle.checked_in_at) >= day


def _was_put_off(prompts: Prompts, which: Which) -> bool:
    return which in prompts and prompts[which].snoozed_until is not None


def _snoozed_on(cycle: Cycle, holidays: Sequence[Holiday], prompts: Prompts, which: Which) -> date:
    state = prompts.get(which)
    if state is None or state.snoozed_until is None:
        return date.min
    return working_day_from(today_in(cycle.zone, state.snoozed_until), holidays)


def _question(
    cycle: Cycle,
    holidays: Sequence[Holiday],
    which: Which,
    day: date,
    due_at: datetime,
    ends_at: datetime,
) -> Question:
    reminder_on = working_day_from(day + REMIND_AFTER, holidays)
    unanswered_on = reminder_on
    for _ in range(TELL_AFTER):
        unanswered_on = next_working_day(unanswered_on, holidays)
    return Question(which, day, due_at, ends_at, _morning(cycle, reminder_on), _morning(cycle, unanswered_on))


def _prompt(cycle: Cycle, question: Question, person: UserId) -> Wanted:
    return Wanted(
        kind=DeliveryKind.CYCLE_PROMPT,
        key=keys.prompt_key(cycle.id, question.which, question.due_on, person),
        recipient=person,
        due_at=question.due_at,
        expires_at=question.ends_at,
        context={"which": question.which},
    )


def _reminder(cycle: Cycle, question: Question, person: UserId) -> Wanted:
    return Wanted(
        kind=DeliveryKind.CYCLE_PROMPT_REMINDER,
        key=keys.reminder_key(cycle.id, question.which, question.due_on, person),
        recipient=person,
        due_at=question.reminder_at,
        expires_at=question.ends_at,
        context={"which": question.which},
    )


def _unanswered(cycle: Cycle, question: Question, facilitator: UserId) -> Wanted:
    return Wanted(
        kind=DeliveryKind.CYCLE_UNANSWERED,
        key=keys.unanswered_key(cycle.id, question.which, question.due_on, facilitator),
        recipient=facilitator,
        due_at=question.unanswered_at,
        expires_at=question.unanswered_at + LASTS,
        context={"which": question.which},
    )


def _morning(cycle: Cycle, day: date) -> datetime:
    return instant_of(datetime.combine(day, MORNING), cycle.zone)


def _midnight(cycle: Cycle, day: date) -> datetime:
    return instant_of(datetime.combine(day, datetime.min.time()), cycle.zone)


def people_of(cycle: Cycle) -> Iterable[UserId]:
    """Lead and note taker, each once."""
    return dict.fromkeys(person for person in (cycle.lead, cycle.note_taker) if person)
