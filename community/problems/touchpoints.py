"""Which messages a problem calls for, and when: pure functions of what is known now.

All belong to the subject `problem:42`. What is said in passing (voices, hints, invitations, a word to the
facilitators about something that happened) is added beside and left alone by planning: `IN_PASSING`.

| kind | to | due | not after |
|---|---|---|---|
| review | facilitators, while it waits for them | at once | a month after it was to begin |
| opening | channel | when it begins | an hour after that day's work; live: an hour later |
| step | thread | when the step opens | the same; once open, three days |
| presenter reminder | who presents | the working morning before steps 1 and 5 (5: not live) | the step |
| unanswered | facilitators | a step was extended once and still nobody answered | 14 days |
| follow-up | presenter | two weeks after the close, the working morning then or after | 14 days |

A step's key holds the instant it opens at: moved, its announcement is another message. The opening's holds
none, since it is edited in place. No key, context or channel message names an anonymous presenter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from community.deliveries import Wanted
from community.ids import DeliveryKind, Operation, ProblemId, UserId
from community.problems.steps import Calendar
from community.problems.views import Problem, ProblemStep, State, Step

DUE_AT, STEP, REASON = "due_at", "step", "reason"  # of a delivery's context

IN_PASSING = (
    DeliveryKind.PROBLEM_VOICE,
    DeliveryKind.PROBLEM_HINT,
    DeliveryKind.PROBLEM_INVITATION,
    DeliveryKind.PROBLEM_REVIEWED,
    DeliveryKind.PROBLEM_NEEDS_FACILITATOR,
    DeliveryKind.PROBLEM_CLOSED,
    DeliveryKind.PROBLEM_SIMILAR,
)

STEP_LASTS = timedelta(days=3)  # a step that is open is still announced so much later
AFTER_WORK = timedelta(hours=1)
REVIEW_LASTS = timedelta(days=30)
UNANSWERED_LASTS = timedelta(days=14)
FOLLOW_UP_DAYS = 14
FOLLOW_UP_LASTS = timedelta(days=14)
TELLING_LASTS = timedelta(days=7)
EDITS_LAST = timedelta(days=7)  # an edit of a posted message is still worth making


@dataclass(frozen=True, slots=True)
class Around:
    """What decides beside the problem itself. `presenter`: who presents now, if they still belong."""

    calendar: Calendar
    facilitators: tuple[UserId, ...]
    presenter: UserId | None
    shared_at: datetime
    asked_at: datetime | None = None  # the facilitators were asked about the silence in the open step
    wants_follow_up: bool = False  # not told yet, and this person wants to be asked


def subject_of(problem_id: ProblemId) -> str:
    return f"problem:{problem_id}"


def opening_key(problem_id: ProblemId) -> str:
    return f"{DeliveryKind.PROBLEM_OPENING}:{problem_id}"


def step_key(problem_id: ProblemId, step: ProblemStep) -> str:
    return f"{DeliveryKind.PROBLEM_STEP}:{problem_id}:{step.step}:{stamp(step.opens_at)}"


def stamp(instant: datetime) -> str:
    """In UTC and whole, so that two steps of a moved thread never share a key."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def touchpoints(problem: Problem, around: Around) -> list[Wanted]:
    """All that is to be planned for the problem. `problem.presenter` is not looked at: see `Around`."""
    match problem.state:
        case State.REVIEW:
            return _review(problem, around)
        case State.PLANNED | State.OPEN:
            return [
                _opening(problem, around.calendar),
                *_steps(problem, around),
                *_reminders(problem, around),
                *_unanswered(problem, around),
            ]
        case State.CLOSED:
            return [_opening(problem, around.calendar), *_opened(problem), *_follow_up(problem, around)]
    return []


def next_step(problem: Problem) -> ProblemStep | None:
    """The step that opens next, of a problem that is planned or open."""
    if problem.state not in (State.PLANNED, State.OPEN):
        return None
    return next((step for step in problem.steps if step.opened_at is None), None)


def window_end(opens_at: datetime, calendar: Calendar) -> datetime:
    """Until when something due then may still be posted: later it waits for the next working hour."""
    return calendar.work_ends(opens_at) + AFTER_WORK


def opening_edit(problem: Problem, now: datetime) -> Wanted:
    return _edit(
        DeliveryKind.PROBLEM_OPENING_UPDATE,
        f"{DeliveryKind.PROBLEM_OPENING_UPDATE}:{problem.id}",
        problem,
        opening_key(problem.id),
        now,
    )


def step_edit(problem: Problem, step: ProblemStep, now: datetime) -> Wanted:
    key = f"{DeliveryKind.PROBLEM_STEP_UPDATE}:{problem.id}:{step.step}"
    wanted = _edit(DeliveryKind.PROBLEM_STEP_UPDATE, key, problem, step_key(problem.id, step), now)
    return replace(wanted, context={STEP: int(step.step)})


def for_facilitators(
    kind: DeliveryKind,
    problem: Problem,
    facilitators: Iterable[UserId],
    what: str,
    due_at: datetime,
    lasts: timedelta,
    **context: object,
) -> list[Wanted]:
    """A direct message to each facilitator; `what` tells this one from others of its kind."""
    return [
        Wanted(
            kind=kind,
            key=f"{kind}:{problem.id}:{what}:{user_id}",
            recipient=user_id,
            due_at=due_at,
            expires_at=due_at + lasts,
            context=context,
        )
        for user_id in facilitators
    ]


def to_presenter(kind: DeliveryKind, problem: Problem, person: UserId, what: str, due_at: datetime) -> Wanted:
    """A direct message to who presents: the recipient alone says who that is."""
    return Wanted(
        kind=kind,
        key=f"{kind}:{problem.id}:{what}",
        recipient=person,
        due_at=due_at,
        expires_at=due_at + TELLING_LASTS,
    )


def _review(problem: Problem, around: Around) -> list[Wanted]:
    lasts = max(problem.begins_at - around.shared_at, timedelta(0)) + REVIEW_LASTS
    return for_facilitators(
        DeliveryKind.PROBLEM_REVIEW,
        problem,
        around.facilitators,
        str(problem.version),
        around.shared_at,
        lasts,
    )


def _opening(problem: Problem, calendar: Calendar) -> Wanted:
    return Wanted(
        kind=DeliveryKind.PROBLEM_OPENING,
        key=opening_key(problem.id),
        recipient=problem.channel,
        due_at=problem.begins_at,
        expires_at=window_end(problem.begins_at, calendar),
    )


def _steps(problem: Problem, around: Around) -> list[Wanted]:
    coming = next_step(problem)
    waits = problem.paused_at is not None or around.asked_at is not None
    wanted = _opened(problem)
    if coming is not None and not waits:
        wanted.append(_step(problem, coming, window_end(coming.opens_at, around.calendar)))
    return wanted


def _opened(problem: Problem) -> list[Wanted]:
    """Steps that somebody has opened are announced, in order, even if the next one follows at once."""
    return [
        _step(problem, step, step.opens_at + STEP_LASTS)
        for step in problem.steps
        if step.opened_at is not None
    ]


def _step(problem: Problem, step: ProblemStep, expires_at: datetime) -> Wanted:
    return Wanted(
        kind=DeliveryKind.PROBLEM_STEP,
        key=step_key(problem.id, step),
        recipient=problem.channel,
        due_at=step.opens_at,
        expires_at=expires_at,
        thread_of=opening_key(problem.id),
        context={STEP: int(step.step), DUE_AT: step.opens_at.isoformat()},
    )


def _reminders(problem: Problem, around: Around) -> list[Wanted]:
    """Before step 1 only if it was shared before that morning: nobody is reminded of what they just did."""
    if around.presenter is None or problem.paused_at is not None or around.asked_at is not None:
        return []
    wanted: list[Wanted] = []
    for step in problem.steps:
        asks = step.step is Step.PRESENT or (step.step is Step.REFLECT and not around.calendar.is_live)
        due_at = around.calendar.morning_before(step.opens_at)
        if asks and step.opened_at is None and around.shared_at < due_at < step.opens_at:
            wanted.append(_reminder(problem, step, around.presenter, due_at))
    return wanted


def _reminder(problem: Problem, step: ProblemStep, person: UserId, due_at: datetime) -> Wanted:
    kind = DeliveryKind.PROBLEM_PRESENTER_REMINDER
    return Wanted(
        kind=kind,
        key=f"{kind}:{problem.id}:{step.step}:{stamp(step.opens_at)}",
        recipient=person,
        due_at=due_at,
        expires_at=step.opens_at,
        context={STEP: int(step.step)},
    )


def _unanswered(problem: Problem, around: Around) -> list[Wanted]:
    if around.asked_at is None or problem.step is None or problem.paused_at is not None:
        return []
    return for_facilitators(
        DeliveryKind.PROBLEM_UNANSWERED,
        problem,
        around.facilitators,
        f"{problem.step}:{stamp(around.asked_at)}",
        around.asked_at,
        UNANSWERED_LASTS,
        **{STEP: int(problem.step)},
    )


def _follow_up(problem: Problem, around: Around) -> list[Wanted]:
    if not around.wants_follow_up or around.presenter is None or problem.closed_at is None:
        return []
    due_at = around.calendar.morning_on_or_after(problem.closed_at + timedelta(days=FOLLOW_UP_DAYS))
    kind = DeliveryKind.PROBLEM_FOLLOW_UP
    return [
        Wanted(
            kind=kind,
            key=f"{kind}:{problem.id}",
            recipient=around.presenter,
            due_at=due_at,
            expires_at=due_at + FOLLOW_UP_LASTS,
        )
    ]


def _edit(kind: DeliveryKind, key: str, problem: Problem, target_key: str, now: datetime) -> Wanted:
    return Wanted(
        kind=kind,
        key=key,
        recipient=problem.channel,
        due_at=now,
        expires_at=now + EDITS_LAST,
        operation=Operation.UPDATE,
        target_key=target_key,
    )
