"""What comes of a problem: the presenter's reflection, its takeaways, and how it went two weeks later."""

from __future__ import annotations

from community.errors import NotAllowed, ProblemOver, WrongStep
from community.ids import DeliveryKind, UserId
from community.learnings.keeping import NewLearning, keep
from community.learnings.words import tags_of
from community.problems.drafting import KINDS_OF_LEARNING, check_follow_up, check_reflection
from community.problems.moves import open_next, require_running
from community.problems.permissions import note, require_presenter
from community.problems.planning import replan, tell_presenter
from community.problems.takeaways import FROM_PROBLEM
from community.problems.thread import Thread
from community.problems.views import FollowUp, FollowUpDraft, Problem, ReflectionDraft, State, Step
from community.walltime import today_in
from community.work import Caller

FROM_FOLLOW_UP = "follow_up"


async def reflect(thread: Thread, caller: Caller, draft: ReflectionDraft, *, accepted: bool) -> Problem:
    """Keep the reflection, share its takeaways, and close the thread: all steps are done.

    Until something was kept it may come after the close, too.
    """
    require_reflecting(thread, caller)
    takeaways = check_reflection(draft, accepted=accepted)
    row = thread.row
    row.heard, row.will_try = draft.heard.strip(), draft.will_try.strip()
    row.takeaways = "\n".join(takeaways) if draft.shares else ""
    if draft.shares:
        for takeaway in takeaways:
            await _learn(thread, caller, FROM_PROBLEM, "strategy", takeaway, shows_name=draft.shows_name)
    if row.state == State.OPEN:
        open_next(thread)
        await tell_presenter(thread, DeliveryKind.PROBLEM_CLOSED)
    await replan(thread)
    await note(thread, caller, "reflect")
    return thread.view(shows_presenter=True)


def require_reflecting(thread: Thread, caller: Caller) -> None:
    """Raises `NotAllowed`, `WrongStep`, `ProblemOver` unless the caller may reflect now."""
    require_presenter(thread, caller)
    row = thread.row
    if row.state == State.CLOSED and not (row.heard or row.will_try):
        return
    if row.state in (State.CLOSED, State.ENDED):
        raise ProblemOver("This thread is closed, and what was said in its reflection is kept.")
    if row.state != State.OPEN or row.step != Step.REFLECT:
        raise WrongStep("The reflection comes in step 5, when your peers have talked.")
    require_running(thread)


async def follow_up(thread: Thread, caller: Caller, draft: FollowUpDraft, *, accepted: bool) -> Problem:
    """Keep what was tried and came of it for the presenter alone; share the learning if they want that."""
    require_following_up(thread, caller)
    check_follow_up(draft, accepted=accepted)
    row = thread.row
    row.follow_up_tried, row.follow_up_result = draft.tried.strip(), draft.result.strip()
    row.followed_up_at = thread.work.now
    if draft.shares:
        kind, text = KINDS_OF_LEARNING[draft.went], draft.learning.strip()
        await _learn(thread, caller, FROM_FOLLOW_UP, kind, text, shows_name=draft.shows_name)
    await replan(thread)
    await note(thread, caller, "follow_up")
    return thread.view(shows_presenter=True)


def require_following_up(thread: Thread, caller: Caller) -> None:
    """Raises `NotAllowed`, `WrongStep`, `ProblemOver` unless the caller may tell how it went.

    Whoever stood in may not: it is the presenter's own practice, and what they write is shown to them alone.
    """
    if not _is_theirs(thread, caller):
        raise NotAllowed("Only who shared this problem can say what came of it.")
    if thread.row.state != State.CLOSED:
        raise WrongStep("This comes two weeks after the thread has closed.")
    if thread.row.followed_up_at is not None:
        raise ProblemOver("You have told how it went. Thank you.")


def own_follow_up(thread: Thread, caller: Caller) -> FollowUp | None:
    """What the caller wrote down of their own problem; None of others', and before they did."""
    row = thread.row
    if row.followed_up_at is None or not _is_theirs(thread, caller):
        return None
    return FollowUp(row.follow_up_tried, row.follow_up_result)


def _is_theirs(thread: Thread, caller: Caller) -> bool:
    return caller.user_id == thread.row.presenter


def _author(thread: Thread, caller: Caller, *, shows_name: bool) -> UserId | None:
    """Nobody for an anonymous problem, whatever was ticked: a learning with a name would say whose it is."""
    return caller.user_id if shows_name and not thread.row.is_anonymous else None


async def _learn(
    thread: Thread, caller: Caller, source: str, kind: str, text: str, *, shows_name: bool
) -> None:
    """The caller's own: whoever wrote it changes it, takes it back and is asked, whoever presents besides."""
    row, author = thread.row, _author(thread, caller, shows_name=shows_name)
    new = NewLearning(
        community_id=thread.community.id,
        source=source,
        problem_id=row.id,
        kind=kind,
        text=text,
        tags=_tags(thread, source, author),
        author=author,
        # An anonymous presenter stands in one column of one table alone; facilitators may take this back.
        contact=None if row.is_anonymous else caller.user_id,
        shared_on=today_in(thread.community.zone, thread.work.now),
    )
    await keep(thread.work, new)


def _tags(thread: Thread, source: str, author: UserId | None) -> tuple[str, ...]:
    """Metric and group; but those of a follow-up without a name would say whose problem it came from."""
    if source == FROM_FOLLOW_UP and author is None:
        return ()
    return tags_of(thread.row.metric, thread.row.student_group)
