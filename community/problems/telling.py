"""What composers show: the opening post, a step's announcement, and direct messages, as they hold now."""

from __future__ import annotations

from community.communities.reading import find_community
from community.errors import ProblemNotFound
from community.ids import ChannelId, CommunityId, ProblemId, UserId, WorkspaceId
from community.problems import touchpoints
from community.problems.planning import presenter_there
from community.problems.reading import get_problem, problem_view
from community.problems.searching import contributions_of, voices_of
from community.problems.themes import similar_to, traits_of_row
from community.problems.thread import Thread
from community.problems.views import (
    ForFacilitator,
    ForPresenter,
    Opening,
    PostedStep,
    Problem,
    Reviewed,
    State,
    Step,
    StepPost,
)
from community.work import Work
from storage.queries import problems as queries


async def look(work: Work, workspace_id: WorkspaceId, problem_id: ProblemId) -> Thread | None:
    """The problem to be read, not to be changed."""
    try:
        whole = await get_problem(work.session, workspace_id, problem_id)
    except ProblemNotFound:
        return None
    community = await find_community(work.session, CommunityId(whole.row.community_id))
    return None if community is None else Thread(work, whole, community)


async def opening_of(thread: Thread) -> Opening:
    """For everybody: without the presenter of an anonymous problem."""
    problem_id = ProblemId(thread.row.id)
    spoken = await queries.spoken_in(thread.work.session, [problem_id])
    key = touchpoints.opening_key(problem_id)
    notes = await queries.notes_of(thread.work.session, thread.row.workspace_id, [key])
    is_over = not thread.is_under_way
    return Opening(
        problem=thread.view(),
        voices=voices_of(spoken, problem_id),
        contributions=contributions_of(spoken, problem_id),
        similar=()
        if is_over
        else await similar_to(
            thread.work, thread.community.id, traits_of_row(thread.row), other_than=problem_id
        ),
        note=notes.get(key, ""),
    )


async def step_post(thread: Thread, step: Step) -> StepPost | None:
    """The announcement of a step that was opened; `None` of one that was not."""
    problem = thread.view()
    found = next((each for each in problem.steps if each.step == step and each.opened_at), None)
    if found is None:
        return None
    key = touchpoints.step_key(problem.id, found)
    notes = await queries.notes_of(thread.work.session, problem.workspace_id, [key])
    is_over = found.closed_at is not None or not thread.is_under_way
    return StepPost(problem, found, is_over, notes.get(key, ""))


async def posted_steps(thread: Thread) -> tuple[PostedStep, ...]:
    """Where each step stands in Slack, in order; those that are not posted are left out."""
    problem = thread.view()
    keys = {touchpoints.step_key(problem.id, each): each.step for each in problem.steps if each.opened_at}
    places = await queries.posted_at(thread.work.session, problem.workspace_id, list(keys))
    spoken = await queries.spoken_in(thread.work.session, [problem.id])
    return tuple(
        PostedStep(step, ChannelId(places[key][0]), places[key][1], voices_of(spoken, problem.id, step))
        for key, step in keys.items()
        if key in places
    )


async def for_presenter(thread: Thread, step: Step, person: UserId) -> ForPresenter | None:
    """A reminder of a step to come; `None` if it has opened, waits, or this person presents no more."""
    row = thread.step_row(step)
    coming = thread.coming
    waits = thread.row.paused_at is not None or coming is None or row is None or row.opened_at is not None
    if row is None or waits or person != await presenter_there(thread):
        return None
    return ForPresenter(thread.view(shows_presenter=True), step, row.opens_at)


async def to_presenter(thread: Thread, person: UserId, *states: State) -> Problem | None:
    """The problem for who presents it, in one of these states; `None` if this person does no more."""
    if thread.row.state not in states or person != await presenter_there(thread):
        return None
    return thread.view(shows_presenter=True)


async def reviewed(thread: Thread, person: UserId) -> Reviewed | None:
    """What a facilitator said; `None` once it waits for another look."""
    if thread.row.state in (State.REVIEW, State.ENDED) or person != await presenter_there(thread):
        return None
    is_approved = thread.row.state != State.SENT_BACK
    return Reviewed(thread.view(shows_presenter=True), thread.row.review_note, is_approved)


async def for_facilitators(thread: Thread, reason: str) -> ForFacilitator | None:
    """`None` when it is over, or when a presenter who left is back, or somebody has stepped in for them."""
    has_presenter = reason == "presenter_left" and await presenter_there(thread) is not None
    if not thread.is_under_way or has_presenter:
        return None
    presenter = UserId(thread.row.presenter)
    return ForFacilitator(problem_view(thread.whole, shows_presenter=True), presenter, reason)


async def for_review(thread: Thread) -> ForFacilitator | None:
    """`None` once a facilitator has said something. `reason`: "second" if the person has another one open."""
    row = thread.row
    if row.state != State.REVIEW:
        return None
    is_second = await queries.has_another(thread.work.session, row.community_id, row.presenter, row.id)
    return await for_facilitators(thread, "second" if is_second else "review")
