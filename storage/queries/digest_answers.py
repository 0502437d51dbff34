"""What comes back on digests: asks, offers, less of this, readers by direct message; and who was heard."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import insert_missing
from storage.queries.digest_learnings import of_community
from storage.tables import (
    AskRow,
    CheckinRow,
    CommunityRow,
    ContributionRow,
    CycleRow,
    DigestReaderRow,
    EndorsementRow,
    LearningQuestionRow,
    LearningRow,
    LessOfRow,
    MemberRow,
    OfferRow,
    ProblemRow,
    ResponseRow,
)

# --- asks and offers ----------------------------------------------------------------------------------------


async def insert_ask(session: AsyncSession, values: Mapping[str, Any]) -> int:
    return int((await session.scalars(insert(AskRow).values(**values).returning(AskRow.id))).one())


async def insert_offer(session: AsyncSession, values: Mapping[str, Any]) -> int:
    return int((await session.scalars(insert(OfferRow).values(**values).returning(OfferRow.id))).one())


async def find_ask(
    session: AsyncSession, workspace_id: str, ask_id: int, *, to_change: bool = False
) -> AskRow | None:
    query = select(AskRow).where(AskRow.id == ask_id, AskRow.community_id.in_(_communities(workspace_id)))
    query = query.with_for_update() if to_change else query
    found: AskRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def find_offer(
    session: AsyncSession, workspace_id: str, offer_id: int, *, to_change: bool = False
) -> OfferRow | None:
    from_here = OfferRow.community_id.in_(_communities(workspace_id))
    query = select(OfferRow).where(OfferRow.id == offer_id, from_here)
    query = query.with_for_update() if to_change else query
    found: OfferRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def find_asks(session: AsyncSession, ids: Collection[int]) -> dict[int, AskRow]:
    found = await session.scalars(select(AskRow).where(AskRow.id.in_(ids)))
    return {row.id: row for row in found}


async def open_asks(session: AsyncSession, community_id: int, most: int) -> list[AskRow]:
    """Oldest first."""
    query = select(AskRow).where(AskRow.community_id == community_id, AskRow.closed_at.is_(None))
    return list(await session.scalars(query.order_by(AskRow.asked_at, AskRow.id).limit(most)))


async def settled_asks(
    session: AsyncSession, community_id: int, most: int, *, untold: bool = False
) -> list[AskRow]:
    """Newest first; `untold`: those whose end no digest has told, oldest first."""
    query = select(AskRow).where(AskRow.community_id == community_id, AskRow.closed_at.is_not(None))
    if untold:
        query = query.where(AskRow.digest_id.is_(None)).order_by(AskRow.closed_at, AskRow.id)
    else:
        query = query.order_by(AskRow.closed_at.desc(), AskRow.id.desc())
    return list(await session.scalars(query.limit(most)))


async def offers_on(session: AsyncSession, ask_ids: Collection[int]) -> list[OfferRow]:
    """Oldest first."""
    query = select(OfferRow).where(OfferRow.ask_id.in_(ask_ids))
    return list(await session.scalars(query.order_by(OfferRow.offered_at, OfferRow.id)))


async def offers_to_tell(
    session: AsyncSession, community_id: int, since: datetime, until: datetime, most: int
) -> list[OfferRow]:
    """Offers made in [since, until), and those whose outcome no digest has told; oldest first."""
    is_new = (OfferRow.offered_at >= since) & (OfferRow.offered_at < until)
    query = select(OfferRow).where(
        OfferRow.community_id == community_id,
        OfferRow.digest_id.is_(None),
        or_(is_new, OfferRow.outcome_at.is_not(None)),
    )
    return list(await session.scalars(query.order_by(OfferRow.offered_at, OfferRow.id).limit(most)))


async def offers_on_no_ask(session: AsyncSession, community_id: int, most: int) -> list[OfferRow]:
    """Newest first."""
    query = select(OfferRow).where(OfferRow.community_id == community_id, OfferRow.ask_id.is_(None))
    return list(await session.scalars(query.order_by(OfferRow.offered_at.desc(), OfferRow.id).limit(most)))


async def assign_asks(session: AsyncSession, ids: Collection[int], digest_id: int) -> None:
    if ids:
        await session.execute(update(AskRow).where(AskRow.id.in_(ids)).values(digest_id=digest_id))


async def assign_offers(session: AsyncSession, ids: Collection[int], digest_id: int) -> None:
    if ids:
        await session.execute(update(OfferRow).where(OfferRow.id.in_(ids)).values(digest_id=digest_id))


async def settle_ask(session: AsyncSession, ask_id: int, outcome: str, at: datetime) -> None:
    settled = update(AskRow).where(AskRow.id == ask_id)
    await session.execute(settled.values(outcome=outcome, closed_at=at))


async def note_outcome(session: AsyncSession, offer_id: int, outcome: str, at: datetime) -> None:
    """A later word is told anew, by the digest after."""
    noted = update(OfferRow).where(OfferRow.id == offer_id)
    await session.execute(noted.values(outcome=outcome, outcome_at=at, digest_id=None))


# --- less of this, readers ----------------------------------------------------------------------------------


async def say_less(session: AsyncSession, community_id: int, user_id: str, part: str, at: datetime) -> None:
    row = {"community_id": community_id, "user_id": user_id, "part": part, "said_at": at}
    await insert_missing(session, LessOfRow, [row])


async def take_back_less(session: AsyncSession, community_id: int, user_id: str, part: str) -> bool:
    """Whether it had been said."""
    statement = delete(LessOfRow).where(
        LessOfRow.community_id == community_id, LessOfRow.user_id == user_id, LessOfRow.part == part
    )
    return await session.scalar(statement.returning(LessOfRow.part)) is not None


async def less_of(session: AsyncSession, community_id: int, user_id: str) -> list[str]:
    query = select(LessOfRow.part).where(LessOfRow.community_id == community_id, LessOfRow.user_id == user_id)
    return list(await session.scalars(query.order_by(LessOfRow.part)))


async def count_less_of(session: AsyncSession, community_id: int) -> list[tuple[str, int]]:
    """How many of those who still belong want less of each part, most wanted first."""
    query = (
        select(LessOfRow.part, func.count())
        .join(
            MemberRow,
            (MemberRow.community_id == LessOfRow.community_id) & (MemberRow.user_id == LessOfRow.user_id),
        )
        .where(LessOfRow.community_id == community_id, MemberRow.left_at.is_(None))
        .group_by(LessOfRow.part)
    )
    found = await session.execute(query.order_by(func.count().desc(), LessOfRow.part))
    return [(part, count) for part, count in found]


async def put_reader(session: AsyncSession, community_id: int, user_id: str, at: datetime) -> None:
    row = {"community_id": community_id, "user_id": user_id, "since": at}
    await insert_missing(session, DigestReaderRow, [row])


async def take_reader(session: AsyncSession, community_id: int, user_id: str) -> None:
    await session.execute(
        delete(DigestReaderRow).where(
            DigestReaderRow.community_id == community_id, DigestReaderRow.user_id == user_id
        )
    )


async def readers_of(session: AsyncSession, community_id: int) -> list[str]:
    """Who gets the leaders' edition as a direct message."""
    query = select(DigestReaderRow.user_id).where(DigestReaderRow.community_id == community_id)
    return list(await session.scalars(query.order_by(DigestReaderRow.user_id)))


# --- who was heard ------------------------------------------------------------------------------------------


async def count_heard(
    session: AsyncSession,
    community_id: int,
    since: datetime,
    until: datetime,
    *,
    convening_ids: Collection[int],
    learning_ids: Collection[str],
) -> tuple[int, int]:
    """How many of those who belong were heard from, and how many belong.

    Heard is who answered the feedback of `convening_ids` or shared one of `learning_ids` by name; and who in
    [since, until) spoke in a problem's thread, checked in on a cycle, endorsed or asked.
    """
    belongs = (MemberRow.community_id == community_id, MemberRow.left_at.is_(None))
    voices = _voices(community_id, since, until, convening_ids, learning_ids)
    heard = select(func.count()).where(*belongs, MemberRow.user_id.in_(voices))
    everybody = select(func.count()).where(*belongs)
    return int(await session.scalar(heard) or 0), int(await session.scalar(everybody) or 0)


def _voices(
    community_id: int,
    since: datetime,
    until: datetime,
    convening_ids: Collection[int],
    learning_ids: Collection[str],
) -> Any:
    return union(
        select(ResponseRow.user_id).where(
            ResponseRow.convening_id.in_(convening_ids), ResponseRow.user_id.is_not(None)
        ),
        select(LearningRow.author).where(LearningRow.id.in_(learning_ids), LearningRow.author.is_not(None)),
        select(ContributionRow.user_id)
        .join(ProblemRow, ProblemRow.id == ContributionRow.problem_id)
        .where(
            ProblemRow.community_id == community_id,
            ContributionRow.user_id.is_not(None),
            *_within(ContributionRow.said_at, since, until),
        ),
        select(CheckinRow.noted_by)
        .join(CycleRow, CycleRow.id == CheckinRow.cycle_id)
        .where(CycleRow.community_id == community_id, *_within(CheckinRow.noted_at, since, until)),
        select(EndorsementRow.user_id)
        .join(LearningRow, LearningRow.id == EndorsementRow.learning_id)
        .where(of_community(community_id), *_within(EndorsementRow.endorsed_at, since, until)),
        select(LearningQuestionRow.asker)
        .join(LearningRow, LearningRow.id == LearningQuestionRow.learning_id)
        .where(of_community(community_id), *_within(LearningQuestionRow.asked_at, since, until)),
    )


def _within(column: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return column >= since, column < until


def _communities(workspace_id: str) -> Any:
    return select(CommunityRow.id).where(CommunityRow.workspace_id == workspace_id)
