"""From what a problem calls for to planned messages, in the transaction that made it so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from community.deliveries import Wanted, add, plan, touch
from community.home_refresh import touch_homes
from community.ids import CommunityId, DeliveryKind, ProblemId, UserId, WorkspaceId
from community.problems import touchpoints
from community.problems.thread import Thread
from community.problems.touchpoints import IN_PASSING, Around
from community.problems.views import Problem, State
from community.work import Work
from storage.queries import members as members_queries


async def replan(thread: Thread) -> None:
    """Make what is planned be what the problem calls for now, and have what is posted edited.

    Everything that changes a problem ends with this. Doing it twice changes nothing but an edit.
    """
    await thread.work.session.flush()
    problem = thread.view()
    await plan(
        thread.work.session,
        workspace_id=problem.workspace_id,
        community_id=problem.community_id,
        subject=touchpoints.subject_of(problem.id),
        wanted=touchpoints.touchpoints(problem, await _around(thread)),
        now=thread.work.now,
        leaving=IN_PASSING,
    )
    await touch_posts(thread)
    await touch_homes(thread.work, problem.community_id)


async def touch_posts(thread: Thread) -> None:
    """Have the opening post edited, and the announcements of the open step and the one before it."""
    problem, now = thread.view(), thread.work.now
    recent = [step for step in problem.steps if step.opened_at and step.step >= thread.row.step - 1]
    edits = [touchpoints.opening_edit(problem, now)]
    edits += [touchpoints.step_edit(problem, step, now) for step in recent]
    for wanted in edits:
        await touch(
            thread.work.session,
            workspace_id=problem.workspace_id,
            community_id=problem.community_id,
            subject=touchpoints.subject_of(problem.id),
            wanted=wanted,
            now=now,
        )


async def touch_openings(work: Work, problems: Iterable[Problem]) -> None:
    """Have the opening posts of these edited, and nothing else."""
    for problem in problems:
        await touch(
            work.session,
            workspace_id=problem.workspace_id,
            community_id=problem.community_id,
            subject=touchpoints.subject_of(problem.id),
            wanted=touchpoints.opening_edit(problem, work.now),
            now=work.now,
        )


async def want_facilitators(thread: Thread, reason: str, since: datetime | None = None) -> None:
    """Tell the facilitators that somebody must take over or end it, and why.

    Once for each reason and day: the day of `since`, today if it is `None`.
    """
    wanted = touchpoints.for_facilitators(
        DeliveryKind.PROBLEM_NEEDS_FACILITATOR,
        thread.view(),
        thread.community.facilitators,
        f"{reason}:{since or thread.work.now:%Y-%m-%d}",
        thread.work.now,
        touchpoints.UNANSWERED_LASTS,
        **{touchpoints.REASON: reason},
    )
    await tell(thread, wanted)


async def tell_presenter(thread: Thread, kind: DeliveryKind) -> None:
    """Tell who presents what became of the problem, unless they have left."""
    person = await presenter_there(thread)
    if person is not None:
        what = touchpoints.stamp(thread.work.now)
        await tell(thread, [touchpoints.to_presenter(kind, thread.view(), person, what, thread.work.now)])


async def tell(thread: Thread, wanted: list[Wanted]) -> None:
    """Something said in passing: it is not part of what the problem's state calls for."""
    await add(
        thread.work.session,
        workspace_id=WorkspaceId(thread.row.workspace_id),
        community_id=CommunityId(thread.row.community_id),
        subject=touchpoints.subject_of(ProblemId(thread.row.id)),
        wanted=wanted,
        now=thread.work.now,
    )


async def presenter_there(thread: Thread) -> UserId | None:
    """Who presents now, if they still belong to the community."""
    row = thread.row
    person = row.stands_in or row.presenter
    belongs = await members_queries.belongs(thread.work.session, row.workspace_id, row.community_id, person)
    return UserId(person) if belongs else None


async def _around(thread: Thread) -> Around:
    now_step = thread.now_step
    return Around(
        calendar=thread.calendar,
        facilitators=thread.community.facilitators,
        presenter=await presenter_there(thread),
        shared_at=thread.row.created_at,
        asked_at=None if now_step is None else now_step.asked_at,
        wants_follow_up=await _wants_follow_up(thread),
    )


async def _wants_follow_up(thread: Thread) -> bool:
    """Only who shared the problem has something to tell, and only if they have not stopped being asked."""
    row = thread.row
    if row.state != State.CLOSED or row.followed_up_at is not None or row.stands_in is not None:
        return False
    member = await members_queries.find_member(thread.work.session, row.community_id, row.presenter)
    return member is not None and DeliveryKind.PROBLEM_FOLLOW_UP not in member.stopped
