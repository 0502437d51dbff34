"""Requests to keep somebody's message as a learning, and what became of messages that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import insert_into
from storage.tables import CommunityRow, LearningRequestRow, LearningRow


async def ask(session: AsyncSession, values: Mapping[str, Any]) -> LearningRequestRow | None:
    """The new request; None when this message's author has been asked before."""
    statement = insert_into(session, LearningRequestRow).values(dict(values)).on_conflict_do_nothing()
    request_id: int | None = await session.scalar(statement.returning(LearningRequestRow.id))
    return None if request_id is None else await session.get_one(LearningRequestRow, request_id)


async def get(session: AsyncSession, workspace_id: str, request_id: int) -> LearningRequestRow | None:
    row = await session.get(LearningRequestRow, request_id, populate_existing=True)
    return row if row is not None and row.workspace_id == workspace_id else None


async def find(session: AsyncSession, workspace_id: str, channel: str, ts: str) -> LearningRequestRow | None:
    query = select(LearningRequestRow).where(
        LearningRequestRow.workspace_id == workspace_id,
        LearningRequestRow.channel == channel,
        LearningRequestRow.ts == ts,
    )
    found: LearningRequestRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def forget_old(session: AsyncSession, asked_before: datetime, at: datetime) -> int:
    """How many were asked before that and never answered: they are asked no more, their words forgotten."""
    statement = (
        update(LearningRequestRow)
        .where(LearningRequestRow.state == "asked", LearningRequestRow.asked_at < asked_before)
        .values(state="expired", answered_at=at, text="")
    )
    return len((await session.scalars(statement.returning(LearningRequestRow.id))).all())


async def settle(session: AsyncSession, request_id: int, state: str, at: datetime) -> None:
    """Answered, or withdrawn: the words are not needed any more."""
    await session.execute(
        update(LearningRequestRow)
        .where(LearningRequestRow.id == request_id)
        .values(state=state, answered_at=at, text="")
    )


async def ask_again(
    session: AsyncSession, request_id: int, values: Mapping[str, Any], *, only_if: str
) -> bool:
    """Whether the request was in the state `only_if`, and holds `values` now."""
    statement = (
        update(LearningRequestRow)
        .where(LearningRequestRow.id == request_id, LearningRequestRow.state == only_if)
        .values(dict(values))
    )
    return await session.scalar(statement.returning(LearningRequestRow.id)) is not None


async def hand_over(session: AsyncSession, request_id: int, asked_by: str) -> None:
    """Whoever asked does not want it any more, but this person does."""
    theirs = update(LearningRequestRow).where(LearningRequestRow.id == request_id)
    await session.execute(theirs.values(asked_by=asked_by))


async def note_words(session: AsyncSession, request_id: int, text: str) -> None:
    """The message was edited while its author is asked: what they say yes to is what it says."""
    await session.execute(
        update(LearningRequestRow).where(LearningRequestRow.id == request_id).values(text=text)
    )


async def own_by_reaction(
    session: AsyncSession, workspace_id: str, user_id: str, channel: str, ts: str
) -> LearningRow | None:
    """What this person kept of their own message by reacting to it."""
    query = (
        select(LearningRow)
        .join(CommunityRow, CommunityRow.id == LearningRow.community_id)
        .where(
            CommunityRow.workspace_id == workspace_id,
            LearningRow.source_channel == channel,
            LearningRow.source_ts == ts,
            LearningRow.author == user_id,
            LearningRow.via == "reaction",
            LearningRow.withdrawn_at.is_(None),
        )
    )
    found: LearningRow | None = await session.scalar(query.limit(1))
    return found


async def is_watched(session: AsyncSession, workspace_id: str, channel: str, ts: str) -> bool:
    kept = exists().where(LearningRow.source_channel == channel, LearningRow.source_ts == ts)
    asked = exists().where(
        LearningRequestRow.workspace_id == workspace_id,
        LearningRequestRow.channel == channel,
        LearningRequestRow.ts == ts,
    )
    return bool(await session.scalar(select(or_(kept, asked))))


async def note_source_state(
    session: AsyncSession, workspace_id: str, channel: str, ts: str, state: str
) -> list[LearningRow]:
    """The learnings of which that is news."""
    here = select(CommunityRow.id).where(CommunityRow.workspace_id == workspace_id)
    from_it = select(LearningRow).where(
        LearningRow.source_channel == channel,
        LearningRow.source_ts == ts,
        LearningRow.community_id.in_(here),
        LearningRow.source_state != state,
    )
    found = list(await session.scalars(from_it.order_by(LearningRow.id)))
    ids = [row.id for row in found]
    if ids:
        told = update(LearningRow).where(LearningRow.id.in_(ids))
        await session.execute(told.values(source_state=state))
    return found
