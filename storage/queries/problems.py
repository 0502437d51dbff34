"""Problems of practice, their steps, and who has spoken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import Values
from storage.tables import CommunityRow, ContributionRow, DeliveryRow, ProblemRow, ProblemStepRow

UNDER_WAY = ("review", "sent_back", "planned", "open")  # the states of a problem that is not over

_SUBJECT = "problem:"
# Written into the statement, not bound: only so do both databases use the partial index on openings.
_IS_OPENING = DeliveryRow.kind == literal_column("'problems.opening'")


@dataclass(slots=True)
class WholeProblem:
    """A problem's row and what hangs on it."""

    row: ProblemRow
    community_name: str
    zone: str  # of the community, IANA
    steps: list[ProblemStepRow] = field(default_factory=list)  # in order; none before it is planned


@dataclass(frozen=True, slots=True)
class Spoken:
    """How much was said in one step of one problem, by peers alone."""

    step: int
    voices: int
    contributions: int


async def load_problems(
    session: AsyncSession, condition: ColumnElement[bool], *, to_change: bool = False
) -> list[WholeProblem]:
    """The problems that meet the condition, oldest first. `to_change`: held until the transaction ends."""
    query = (
        select(ProblemRow, CommunityRow.name, CommunityRow.zone)
        .join(CommunityRow, CommunityRow.id == ProblemRow.community_id)
        .where(condition)
        .order_by(ProblemRow.id)
        .execution_options(populate_existing=True)
    )
    if to_change:
        query = query.with_for_update(of=ProblemRow)
    whole = {row.id: WholeProblem(row, name, zone) for row, name, zone in await session.execute(query)}
    for step in await session.scalars(_steps_of(whole)) if whole else ():
        whole[step.problem_id].steps.append(step)
    return list(whole.values())


async def load_problem(
    session: AsyncSession, workspace_id: str, problem_id: int, *, to_change: bool = False
) -> WholeProblem | None:
    is_this = (ProblemRow.id == problem_id) & (ProblemRow.workspace_id == workspace_id)
    return next(iter(await load_problems(session, is_this, to_change=to_change)), None)


async def problem_of_thread(
    session: AsyncSession, workspace_id: str, channel: str, thread_ts: str
) -> ProblemRow | None:
    """The problem whose opening post began this thread. One statement, and cheap: any reply asks it."""
    number = cast(func.substr(DeliveryRow.subject, len(_SUBJECT) + 1), BigInteger)
    query = (
        select(ProblemRow)
        .join(DeliveryRow, number == ProblemRow.id)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.posted_ts == thread_ts,
            DeliveryRow.posted_channel == channel,
            _IS_OPENING,
        )
    )
    return await session.scalar(query)


async def insert_problem(session: AsyncSession, values: Values) -> int:
    problem_id: int = (
        await session.execute(insert(ProblemRow).values(values).returning(ProblemRow.id))
    ).scalar_one()
    return problem_id


async def update_problem(session: AsyncSession, problem_id: int, values: Values) -> None:
    await session.execute(update(ProblemRow).where(ProblemRow.id == problem_id).values(values))


async def spoken_in(
    session: AsyncSession, problem_ids: Collection[int], speakers_apart: Sequence[tuple[int, str]]
) -> dict[int, list[Spoken]]:
    """What peers said, by problem and step. `speakers_apart`: (problem, user) who are no peers in it."""
    if not problem_ids:
        return {}
    query = select(
        ContributionRow.problem_id, ContributionRow.step, ContributionRow.user_id, func.count()
    ).where(ContributionRow.problem_id.in_(problem_ids), ContributionRow.user_id.is_not(None))
    query = query.group_by(ContributionRow.problem_id, ContributionRow.step, ContributionRow.user_id)
    apart = set(speakers_apart)
    counts: dict[tuple[int, int], list[int]] = {}
    for problem_id, step, user_id, count in await session.execute(query):
        if (problem_id, user_id) not in apart:
            counts.setdefault((problem_id, step), []).append(count)
    found: dict[int, list[Spoken]] = {}
    for (problem_id, step), said in sorted(counts.items()):
        found.setdefault(problem_id, []).append(Spoken(step, len(said), sum(said)))
    return found


async def speakers_of(session: AsyncSession, problem_id: int) -> dict[int, dict[str | None, int]]:
    """How often each person spoke, by step; `None` stands for an anonymous presenter's words."""
    query = (
        select(ContributionRow.step, ContributionRow.user_id, func.count())
        .where(ContributionRow.problem_id == problem_id)
        .group_by(ContributionRow.step, ContributionRow.user_id)
    )
    found: dict[int, dict[str | None, int]] = {}
    for step, user_id, count in await session.execute(query):
        found.setdefault(step, {})[user_id] = count
    return found


def _steps_of(problem_ids: Collection[int]) -> Select[Any]:
    query = select(ProblemStepRow).where(ProblemStepRow.problem_id.in_(problem_ids))
    return query.order_by(ProblemStepRow.problem_id, ProblemStepRow.step).execution_options(
        populate_existing=True
    )
