"""A problem is put to the community: at once, or after a facilitator has looked at it."""

from __future__ import annotations

from dataclasses import replace

from community.communities.reading import get_community
from community.communities.views import Community
from community.errors import EditedMeanwhile, NotAllowed, WrongStep
from community.ids import CommunityId, DeliveryKind, ProblemId
from community.permissions import require_facilitator
from community.problems.drafting import CheckedProblem, check
from community.problems.likeness import key_of
from community.problems.moves import begin_at, require_under_way
from community.problems.permissions import forget_presenter, note, require_presenter
from community.problems.planning import replan, tell_presenter
from community.problems.themes import similar_to, tell_themes, traits_of_row
from community.problems.thread import Thread, hold
from community.problems.views import Problem, ProblemDraft, Shared, State
from community.walltime import wall_of
from community.work import Caller, Work
from storage.queries import problems as queries
from storage.tables import ProblemRow


async def share(work: Work, caller: Caller, community_id: CommunityId, checked: CheckedProblem) -> Shared:
    """Keep a checked problem. It waits for review if the community wants that, or if it is a second one.

    What facilitators share themselves is not reviewed; nor is anything where there is no facilitator.
    """
    community = await get_community(work.session, caller.workspace_id, community_id)
    is_second = await queries.has_another(work.session, community_id, caller.user_id)
    is_reviewed = _is_reviewed(caller, community, is_second=is_second)
    state = State.REVIEW if is_reviewed else State.PLANNED
    problem_id = await _insert(work, caller, community, checked, state)
    thread = await hold(work, caller.workspace_id, problem_id)
    begin_at(thread, checked.begins_at)
    await _settle(thread)
    await note(thread, caller, "share")
    similar = await similar_to(work, community_id, traits_of_row(thread.row), other_than=problem_id)
    return Shared(thread.view(shows_presenter=True), is_reviewed, similar, is_second and is_reviewed)


async def save(
    thread: Thread, caller: Caller, draft: ProblemDraft, *, version: int, accepted: bool
) -> Problem:
    """Change what was shared, before it begins. What was sent back goes to review once more.

    So does an edit of what was approved: else the review could be gone around. Raises `EditedMeanwhile`.
    """
    require_presenter(thread, caller)
    require_under_way(thread)
    row = thread.row
    if row.state == State.OPEN:
        raise WrongStep("The thread has begun: what it is about stays as your peers have read it.")
    if row.version != version:
        raise EditedMeanwhile(
            "This problem was changed or sent back after you opened the form. Your text is kept here; "
            "save again to put it over what is there.",
            row.version,
        )
    was_named = row.state == State.PLANNED and not row.is_anonymous
    checked = check(
        _begun_at_last(thread, draft),
        thread.community,
        thread.work.now,
        accepted=accepted,
        was_named=was_named,
    )
    if checked.is_anonymous and not row.is_anonymous:
        await forget_presenter(thread)
    for name, value in _columns(checked).items():
        setattr(row, name, value)
    row.version += 1
    waits = row.state in (State.REVIEW, State.SENT_BACK)
    is_reviewed = waits or _is_reviewed(caller, thread.community, is_second=False)
    row.state = State.REVIEW if is_reviewed else State.PLANNED
    begin_at(thread, checked.begins_at)
    await _settle(thread)
    await note(thread, caller, "edit")
    return thread.view(shows_presenter=True)


async def approve(thread: Thread, caller: Caller, action: str) -> Problem:
    """A facilitator lets it go out: as planned, or at the next working hour if its time is past."""
    await _require_review(thread, caller)
    thread.row.state, thread.row.review_note = State.PLANNED, ""
    thread.row.version += 1
    if thread.row.begins_at <= thread.work.now:
        begin_at(thread, thread.calendar.next_slot(thread.work.now))
    await _settle(thread)
    await tell_presenter(thread, DeliveryKind.PROBLEM_REVIEWED)
    await note(thread, caller, action)
    return thread.view(shows_presenter=True)


async def send_back(thread: Thread, caller: Caller, words: str) -> Problem:
    """A facilitator asks for something first; `words` say what."""
    await _require_review(thread, caller)
    thread.row.state, thread.row.review_note = State.SENT_BACK, words
    thread.row.version += 1
    await replan(thread)
    await tell_presenter(thread, DeliveryKind.PROBLEM_REVIEWED)
    await note(thread, caller, "send_back")
    return thread.view(shows_presenter=True)


async def _require_review(thread: Thread, caller: Caller) -> None:
    await require_facilitator(thread.work, caller, thread.community.id)
    require_under_way(thread)
    if thread.row.state != State.REVIEW:
        raise NotAllowed(_WAITS_FOR_PRESENTER if thread.row.state == State.SENT_BACK else _APPROVED)


async def _settle(thread: Thread) -> None:
    await replan(thread)
    if thread.row.state == State.PLANNED:
        await tell_themes(thread)


def _is_reviewed(caller: Caller, community: Community, *, is_second: bool) -> bool:
    if not community.facilitators or caller.user_id in community.facilitators:
        return False
    return is_second or community.reviews_problems


def _begun_at_last(thread: Thread, draft: ProblemDraft) -> ProblemDraft:
    """A beginning that went by while it waited, and that nobody has touched, is the next working morning."""
    was = wall_of(thread.row.begins_at, thread.community.zone)
    is_same = (draft.begins_on, draft.begins_time) == (
        was.date(),
        was.time().replace(second=0, microsecond=0),
    )
    if is_same and thread.row.begins_at <= thread.work.now:
        return replace(draft, begins_on=None, begins_time=None)
    return draft


async def _insert(
    work: Work, caller: Caller, community: Community, checked: CheckedProblem, state: State
) -> ProblemId:
    row = ProblemRow(
        workspace_id=caller.workspace_id,
        community_id=community.id,
        channel=community.home_channel,
        presenter=caller.user_id,
        state=state,
        created_at=work.now,
        **_columns(checked),
    )
    work.session.add(row)
    await work.session.flush()
    return ProblemId(row.id)


def _columns(checked: CheckedProblem) -> dict[str, object]:
    return {
        **checked.words,
        "metric_key": key_of(checked.words["metric"]),
        "group_key": key_of(checked.words["student_group"]),
        "begins_at": checked.begins_at,
        "pace": checked.pace,
        "is_anonymous": checked.is_anonymous,
    }


_WAITS_FOR_PRESENTER = "This problem was sent back: it waits for its presenter."
_APPROVED = "This problem was approved already."
