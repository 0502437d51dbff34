"""Rows into views: what a problem of practice is, for whoever asks within a transaction.

A view is made for somebody: `shows_presenter` only for facilitators and the presenter. Everybody else gets an
anonymous problem without any trace of whose it is.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import ProblemNotFound
from community.ids import ChannelId, CommunityId, ProblemId, UserId, WorkspaceId
from community.permissions import is_facilitator, require_member
from community.problems.views import Pace, Problem, ProblemStep, State, Step
from community.work import Caller, Work
from storage.queries import problems as queries
from storage.queries.problems import WholeProblem
from storage.tables import ProblemRow, ProblemStepRow

_GONE = "There is no such problem of practice here any more."


def problem_view(whole: WholeProblem, *, shows_presenter: bool = False) -> Problem:
    """`shows_presenter`: also of an anonymous problem, so only for facilitators and the presenter.

    Others do not learn who stands in either: that it began when somebody left would say for whom.
    """
    row = whole.row
    is_hidden = row.is_anonymous and not shows_presenter
    return Problem(
        id=ProblemId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
        community_name=whole.community_name,
        channel=ChannelId(row.channel),
        zone=whole.zone,
        presenter=None if is_hidden else UserId(row.presenter),
        is_anonymous=row.is_anonymous,
        stands_in=None if is_hidden or row.stands_in is None else UserId(row.stands_in),
        state=State(row.state),
        title=row.title,
        numbers=row.numbers,
        observations=row.observations,
        metric=row.metric,
        practice=row.practice,
        student_group=row.student_group,
        tried=row.tried,
        focus_question=row.focus_question,
        pace=Pace(row.pace),
        begins_at=row.begins_at,
        step=Step(row.step) if row.step else None,
        steps=tuple(step_view(step) for step in whole.steps),
        paused_at=row.paused_at,
        end_reason=row.end_reason,
        heard=row.heard,
        will_try=row.will_try,
        takeaways=row.takeaways,
        closed_at=row.closed_at,
        version=row.version,
    )


def step_view(row: ProblemStepRow) -> ProblemStep:
    return ProblemStep(
        step=Step(row.step),
        opens_at=row.opens_at,
        ends_at=row.ends_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        was_extended=row.was_extended,
    )


async def get_problem(
    session: AsyncSession, workspace_id: WorkspaceId, problem_id: ProblemId, *, to_change: bool = False
) -> WholeProblem:
    """Raises `ProblemNotFound` for one of another workspace as for none."""
    whole = await queries.load_problem(session, workspace_id, problem_id, to_change=to_change)
    if whole is None:
        raise ProblemNotFound(_GONE)
    return whole


async def find_problem(
    session: AsyncSession, workspace_id: WorkspaceId, problem_id: ProblemId, *, shows_presenter: bool = False
) -> Problem | None:
    """The problem as everybody may see it, unless `shows_presenter`; `None` if there is none."""
    whole = await queries.load_problem(session, workspace_id, problem_id)
    return None if whole is None else problem_view(whole, shows_presenter=shows_presenter)


async def problem_of_thread(
    session: AsyncSession, workspace_id: WorkspaceId, channel: ChannelId, thread_ts: str
) -> ProblemRow | None:
    """The problem whose opening post began this thread, whatever its state. One indexed look."""
    return await queries.problem_of_thread(session, workspace_id, channel, thread_ts)


async def seen_by(work: Work, caller: Caller, problem_id: ProblemId) -> Problem:
    """The problem as this member may see it.

    Raises `ProblemNotFound`, `NotAMember`; and `ProblemNotFound` to others before it was approved.
    """
    whole = await get_problem(work.session, caller.workspace_id, problem_id)
    await require_member(work, caller, CommunityId(whole.row.community_id))
    is_theirs = caller.user_id in (whole.row.presenter, whole.row.stands_in)
    knows = is_theirs or await is_facilitator(work, caller, CommunityId(whole.row.community_id))
    if not knows and not is_public(whole.row):
        raise ProblemNotFound(_GONE)
    return problem_view(whole, shows_presenter=knows)


def is_public(row: ProblemRow) -> bool:
    """Whether members may see it: it was put to the community, or is about to be."""
    return row.state in (State.PLANNED, State.OPEN, State.CLOSED) or row.begun_at is not None


def speaks_for(row: ProblemRow) -> UserId:
    """Who presents: the presenter, or the facilitator who took over."""
    return UserId(row.stands_in or row.presenter)
