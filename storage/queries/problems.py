"""Problems of practice, their steps, and who has spoken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    cast,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import (
    AuditRow,
    CommunityRow,
    ContributionRow,
    DeliveryRow,
    LearningRow,
    ProblemRow,
    ProblemStepRow,
)

UNDER_WAY = ("review", "sent_back", "planned", "open")  # the states of a problem that is not over

IS_PUBLIC = or_(ProblemRow.state.in_(("planned", "open", "closed")), ProblemRow.begun_at.is_not(None))

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
    """How often a peer spoke in one step. Peers: neither the presenter nor who stands in.

    An anonymous presenter who writes under their own name counts as a peer: a count without them would tell.
    """

    problem_id: int
    step: int
    user_id: str
    count: int


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


async def spoken_in(session: AsyncSession, problem_ids: Collection[int]) -> list[Spoken]:
    """What peers said in these problems, by step."""
    if not problem_ids:
        return []
    said = ContributionRow.problem_id, ContributionRow.step, ContributionRow.user_id
    query = (
        select(*said, func.count())
        .join(ProblemRow, ProblemRow.id == ContributionRow.problem_id)
        .where(
            ContributionRow.problem_id.in_(problem_ids),
            ContributionRow.user_id.is_not(None),
            or_(ProblemRow.is_anonymous, ContributionRow.user_id != ProblemRow.presenter),
            ContributionRow.user_id != func.coalesce(ProblemRow.stands_in, ""),
        )
        .group_by(*said)
    )
    found = await session.execute(query.order_by(*said))
    return [Spoken(problem_id, step, str(user_id), count) for problem_id, step, user_id, count in found]


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


async def has_another(
    session: AsyncSession, community_id: int, presenter: str, other_than: int | None = None
) -> bool:
    """Whether this person has a problem in the community that is not over."""
    query = select(ProblemRow.id).where(
        ProblemRow.community_id == community_id,
        ProblemRow.presenter == presenter,
        ProblemRow.state.in_(UNDER_WAY),
        ProblemRow.id != (other_than or 0),
    )
    return await session.scalar(query.limit(1)) is not None


async def presented_by(
    session: AsyncSession, community_id: int, user_ids: Collection[str]
) -> list[tuple[str, int]]:
    """Workspace and id of problems under way that one of these people presents, or stands in for."""
    presents = or_(ProblemRow.presenter.in_(user_ids), ProblemRow.stands_in.in_(user_ids))
    return await _ids(session, ProblemRow.community_id == community_id, presents)


async def under_way_in_channel(
    session: AsyncSession, workspace_id: str, channel: str
) -> list[tuple[str, int]]:
    """Workspace and id of the problems whose thread is in this channel and not over."""
    return await _ids(session, ProblemRow.workspace_id == workspace_id, ProblemRow.channel == channel)


async def under_way_in(session: AsyncSession, community_id: int) -> list[tuple[str, int]]:
    """Workspace and id of the community's problems that are not over."""
    return await _ids(session, ProblemRow.community_id == community_id)


async def open_in(session: AsyncSession, community_id: int) -> list[WholeProblem]:
    """The community's problems whose thread is open."""
    return await load_problems(
        session, (ProblemRow.community_id == community_id) & (ProblemRow.state == "open")
    )


async def want_catching_up(session: AsyncSession, workspace_id: str, channel: str, now: datetime) -> None:
    """Have the threads in this channel that are not over read again from Slack's history."""
    await session.execute(
        update(ProblemRow)
        .where(
            ProblemRow.workspace_id == workspace_id,
            ProblemRow.channel == channel,
            ProblemRow.state == "open",
        )
        .values(catch_up_at=now)
    )


async def standing_still(session: AsyncSession, due_before: datetime) -> list[tuple[str, int]]:
    """Workspace and id of problems whose next step was due then and has not opened, paused ones left out.

    Among them those that wait for voices.
    """
    query = (
        select(ProblemRow.workspace_id, ProblemRow.id)
        .join(ProblemStepRow, ProblemStepRow.problem_id == ProblemRow.id)
        .where(
            ProblemRow.state.in_(("planned", "open")),
            ProblemRow.paused_at.is_(None),
            ProblemStepRow.step == ProblemRow.step + 1,
            ProblemStepRow.opens_at <= due_before,
        )
        .order_by(ProblemRow.id)
    )
    return [(workspace_id, problem_id) for workspace_id, problem_id in await session.execute(query)]


async def states_of(session: AsyncSession, workspace_id: str, keys: Collection[str]) -> dict[str, str]:
    """The state of each of these messages that was ever planned."""
    query = select(DeliveryRow.key, DeliveryRow.state).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.key.in_(keys)
    )
    return {key: value for key, value in await session.execute(query)}  # noqa: C416 - typed as a pair


async def forgive(session: AsyncSession, workspace_id: str, key: str) -> None:
    """A message that Slack refused may be planned once more: what stood in the way is gone."""
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.workspace_id == workspace_id, DeliveryRow.key == key, DeliveryRow.state == "failed"
        )
        .values(state="cancelled")
    )


async def posted_at(
    session: AsyncSession, workspace_id: str, keys: Collection[str]
) -> dict[str, tuple[str, str]]:
    """Channel and timestamp of each of these messages that is in Slack."""
    query = select(DeliveryRow.key, DeliveryRow.posted_channel, DeliveryRow.posted_ts).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.key.in_(keys),
        DeliveryRow.posted_ts.is_not(None),
    )
    found = await session.execute(query)
    return {key: (channel, ts) for key, channel, ts in found if channel is not None and ts is not None}


async def notes_of(session: AsyncSession, workspace_id: str, keys: Collection[str]) -> dict[str, str]:
    """The facilitator's line with each of these messages."""
    query = select(DeliveryRow.key, DeliveryRow.note).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.key.in_(keys)
    )
    return {key: value for key, value in await session.execute(query)}  # noqa: C416 - typed as a pair


async def posted_openings(
    session: AsyncSession, workspace_id: str, channel: str, ts: str
) -> list[tuple[str, int]]:
    """Workspace and id of the problem not over whose opening post this is."""
    row = await problem_of_thread(session, workspace_id, channel, ts)
    return [] if row is None or row.state not in UNDER_WAY else [(row.workspace_id, row.id)]


async def forget_doings(session: AsyncSession, community_id: int, subject: str, user_id: str) -> None:
    """Strike from what is kept of who did what that this person did something to this subject."""
    await session.execute(
        delete(AuditRow).where(
            AuditRow.community_id == community_id, AuditRow.subject == subject, AuditRow.user_id == user_id
        )
    )


async def public_problems(session: AsyncSession, community_id: int, most: int) -> Sequence[ProblemRow]:
    """The newest problems that were put to the community, or are about to be."""
    query = select(ProblemRow).where(ProblemRow.community_id == community_id, IS_PUBLIC)
    return (await session.scalars(query.order_by(ProblemRow.id.desc()).limit(most))).all()


async def all_problems(session: AsyncSession, community_id: int) -> Sequence[ProblemRow]:
    """Every problem of the community, newest first."""
    query = select(ProblemRow).where(ProblemRow.community_id == community_id)
    return (await session.scalars(query.order_by(ProblemRow.id.desc()))).all()


async def takeaways_of(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """By problem, as the presenter wrote them."""
    found = await session.execute(select(ProblemRow.id, ProblemRow.takeaways).where(ProblemRow.id.in_(ids)))
    return {row[0]: row[1] for row in found}


async def takeaways_standing(session: AsyncSession, ids: Collection[int]) -> dict[int, list[str]]:
    """By problem, the words of its takeaways that are key learnings still."""
    query = select(LearningRow.problem_id, LearningRow.text).where(
        LearningRow.problem_id.in_(ids),
        LearningRow.source == "problem",
        LearningRow.withdrawn_at.is_(None),
    )
    found: dict[int, list[str]] = {}
    for problem_id, text in await session.execute(query.order_by(LearningRow.id)):
        found.setdefault(problem_id or 0, []).append(text)
    return found


async def to_tell(session: AsyncSession, community_id: int, most: int) -> list[ProblemRow]:
    """Closed problems no digest has told, in the order they closed."""
    query = (
        select(ProblemRow)
        .where(
            ProblemRow.community_id == community_id,
            ProblemRow.state == "closed",
            ProblemRow.digest_id.is_(None),
        )
        .order_by(ProblemRow.closed_at, ProblemRow.id)
        .limit(most)
        .with_for_update()
    )
    return list(await session.scalars(query))


async def _ids(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[tuple[str, int]]:
    query = select(ProblemRow.workspace_id, ProblemRow.id).where(*conditions, ProblemRow.state.in_(UNDER_WAY))
    # In one order everywhere: two transactions that hold the same problems must not wait for each other.
    found = await session.execute(query.order_by(ProblemRow.id))
    return [(workspace_id, problem_id) for workspace_id, problem_id in found]


def _steps_of(problem_ids: Collection[int]) -> Select[Any]:
    query = select(ProblemStepRow).where(ProblemStepRow.problem_id.in_(problem_ids))
    return query.order_by(ProblemStepRow.problem_id, ProblemStepRow.step).execution_options(
        populate_existing=True
    )
