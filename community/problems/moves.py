"""The protocol moves: steps open and close, once and in order; a thread pauses, goes on, ends.

Each function changes the rows of a held thread and leaves planning to its caller. Whoever comes second (a
click and the clock at the same second, a message composed again after a crash) finds the step open already.
"""

from __future__ import annotations

from datetime import datetime

from community.errors import ProblemOver, WrongStep
from community.ids import UserId
from community.problems.thread import Thread, whole_minute
from community.problems.views import State, Step
from community.walltime import moment_words, wall_of
from storage.queries import problems as queries
from storage.tables import ProblemStepRow

NAMES = {
    Step.PRESENT: "presenting",
    Step.CLARIFY: "clarifying questions",
    Step.PROBE: "probing questions",
    Step.DISCUSS: "discussion",
    Step.REFLECT: "reflection",
    Step.CLOSE: "close",
}


def open_next(thread: Thread, *, opens_at: datetime | None = None) -> None:
    """Close the open step and open the one after it, now. `opens_at`: when it was due, which names its post.

    The close, once open, ends the protocol.
    """
    coming = thread.coming
    if coming is None:
        raise ProblemOver(_OVER)
    now = thread.work.now
    _close_open_step(thread)
    coming.opens_at, coming.opened_at = opens_at or now, now
    coming.ends_at = thread.calendar.end_of(Step(coming.step), whole_minute(now))
    if thread.row.begun_at is None:
        thread.row.begun_at, thread.row.state = now, State.OPEN
    thread.row.step = coming.step
    if coming.step == Step.CLOSE:
        coming.closed_at = now
        thread.row.state, thread.row.closed_at = State.CLOSED, now
    else:
        thread.lay_out(Step(coming.step + 1), coming.ends_at)


async def wait_for_voices(thread: Thread) -> bool:
    """Whether the open step goes on because nobody answered: extended once, then facilitators are asked."""
    now_step = thread.now_step
    if now_step is None or await is_answered(thread, now_step):
        return False
    if now_step.was_extended:
        now_step.asked_at = now_step.asked_at or thread.work.now
    else:
        now_step.was_extended = True
        extend(thread)
    return True


async def is_answered(thread: Thread, step: ProblemStepRow) -> bool:
    """Whether somebody spoke whose step it is.

    1 by the opening post, which presents the problem; 2 to 4 by any peer; 5 by the presenter (or who stands
    in), in the thread, through the bot, or with the reflection form.
    """
    if step.step == Step.PRESENT:
        return True
    spoken = (await queries.speakers_of(thread.work.session, thread.row.id)).get(step.step, {})
    presenting = thread.known_presenters | {None}  # None: through the bot
    if step.step == Step.REFLECT:
        return bool(thread.row.heard or thread.row.will_try or presenting & spoken.keys())
    return bool(spoken.keys() - presenting)


def extend(thread: Thread) -> None:
    """As much again for the open step; everything after it moves."""
    now_step = thread.now_step
    if now_step is not None:
        step = Step(now_step.step)
        thread.end_step_at(thread.calendar.extended(step, now_step.ends_at, whole_minute(thread.work.now)))
        now_step.asked_at = None


def answered_after_all(thread: Thread) -> None:
    """Somebody spoke after the facilitators were asked: the thread goes on with the next working day."""
    now_step = thread.now_step
    if now_step is not None:
        now_step.asked_at = None
        thread.end_step_at(thread.calendar.next_day(whole_minute(thread.work.now)))


def pause(thread: Thread) -> None:
    thread.row.paused_at = thread.row.paused_at or thread.work.now


def resume(thread: Thread) -> None:
    """Go on with what was left of the open step."""
    row, now_step, paused_at = thread.row, thread.now_step, thread.row.paused_at
    row.paused_at = None
    if now_step is not None and paused_at is not None:
        now = whole_minute(thread.work.now)
        thread.end_step_at(thread.calendar.resumed(now_step.ends_at, paused_at, now))
        now_step.asked_at = None


def begin_at(thread: Thread, instant: datetime) -> None:
    """Move the beginning of a thread that has not begun."""
    thread.row.begins_at = instant
    thread.lay_out(Step.PRESENT, instant)


def move_coming(thread: Thread, opens_at: datetime) -> None:
    """The step that opens next opens then, and everything after it follows; the open one lasts until then."""
    if thread.row.state == State.PLANNED:
        begin_at(thread, opens_at)
    elif thread.now_step is not None:
        thread.end_step_at(opens_at)


def end(thread: Thread, reason: str) -> None:
    """Over before all steps were done."""
    _close_open_step(thread)
    row = thread.row
    row.state, row.end_reason, row.closed_at, row.paused_at = State.ENDED, reason, thread.work.now, None


def needs_reason(*, has_begun: bool, is_theirs: bool) -> bool:
    """Whether who ends it must say why: those who took part read it, or the presenter of a withdrawn one."""
    return has_begun or not is_theirs


def take_over(thread: Thread, facilitator: UserId) -> None:
    """A facilitator presents from now on; who shared it stays its author."""
    thread.row.stands_in = None if facilitator == thread.row.presenter else facilitator


def require_open(thread: Thread) -> None:
    """Raises `ProblemOver` unless its steps can be moved."""
    require_under_way(thread)
    if thread.row.state != State.OPEN:
        raise WrongStep("This thread has not begun yet: it has no steps to move.")


def require_under_way(thread: Thread) -> None:
    """Raises `ProblemOver` with how it ended."""
    if not thread.is_under_way:
        raise ProblemOver(_OVER if thread.row.state == State.CLOSED else _ENDED)


def require_running(thread: Thread) -> None:
    """Raises `WrongStep` while it is paused."""
    if thread.row.paused_at is not None:
        since = moment_words(wall_of(thread.row.paused_at, thread.community.zone))
        raise WrongStep(f"This thread has been paused since {since}. Resume it first.")


def require_step(thread: Thread, step: int) -> None:
    """Raises `WrongStep` with the step that holds now, if a button was made for another one."""
    if thread.row.step != step:
        raise WrongStep(
            f"This button belongs to another step. The thread is at step {thread.row.step} now, "
            f"{NAMES[Step(thread.row.step)]}."
        )


def _close_open_step(thread: Thread) -> None:
    now_step = thread.now_step
    if now_step is not None and now_step.closed_at is None:
        now_step.closed_at, now_step.asked_at = thread.work.now, None


_OVER = "This thread is closed: all its steps are done."
_ENDED = "This thread was ended."
