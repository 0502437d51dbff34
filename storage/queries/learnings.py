"""Learnings: kept, joined, endorsed, read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.base import table_of
from storage.queries.deliveries import insert_missing
from storage.tables import (
    CommunityRow,
    ConveningRow,
    CycleRow,
    DeliveryRow,
    EndorsementRow,
    LearningRow,
    LearningTagRow,
    ProblemRow,
)

_LATEST = 1_000  # learnings whose tags are offered to choose from
_LEARNINGS, _TAGS = table_of(LearningRow), table_of(LearningTagRow)


@dataclass(frozen=True, slots=True)
class WholeLearning:
    """A learning's row with what belongs to it."""

    row: LearningRow
    title: str  # of the convening, cycle or problem it came from
    tags: tuple[str, ...]
    endorsements: int
    also_said: int
    has_endorsed: bool  # the reader


async def insert_learning(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await session.execute(insert(_LEARNINGS), dict(values))


async def update_learning(session: AsyncSession, learning_id: str, values: Mapping[str, Any]) -> None:
    await session.execute(update(LearningRow).where(LearningRow.id == learning_id).values(dict(values)))


async def update_version(
    session: AsyncSession, learning_id: str, version: int, values: Mapping[str, Any]
) -> bool:
    """Whether the learning still had that version, was not withdrawn, and holds the values now."""
    statement = (
        update(LearningRow)
        .where(
            LearningRow.id == learning_id,
            LearningRow.version == version,
            LearningRow.withdrawn_at.is_(None),
        )
        .values(**values, version=version + 1)
        .returning(LearningRow.id)
    )
    return await session.scalar(statement) is not None


async def delete_learning(session: AsyncSession, learning_id: str) -> None:
    await session.execute(delete(LearningRow).where(LearningRow.id == learning_id))


async def find_learning(session: AsyncSession, workspace_id: str, learning_id: str) -> LearningRow | None:
    """The learning, if it is of a community of this workspace and anybody may see it, or could once."""
    from_here = LearningRow.community_id.in_(_communities(workspace_id))
    query = select(LearningRow).where(
        LearningRow.id == learning_id, LearningRow.is_withheld.is_(False), from_here
    )
    found: LearningRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def twin_of(
    session: AsyncSession, community_id: int, text_key: str, *, other_than: str = ""
) -> str | None:
    """The learning that said this first and stands by itself; None for words nobody (else) has shared."""
    query = select(LearningRow.id).where(
        LearningRow.community_id == community_id,
        LearningRow.text_key == text_key,
        LearningRow.id != other_than,
        LearningRow.joined_to.is_(None),
        LearningRow.is_withheld.is_(False),
        LearningRow.withdrawn_at.is_(None),
    )
    found: str | None = await session.scalar(query.order_by(LearningRow.shared_on, LearningRow.id).limit(1))
    return found


async def from_message(session: AsyncSession, community_id: int, channel: str, ts: str) -> LearningRow | None:
    """What was kept of this message and not withdrawn; not what was shared by way of a recap."""
    query = select(LearningRow).where(
        LearningRow.source == "message",
        LearningRow.source_channel == channel,
        LearningRow.source_ts == ts,
        LearningRow.community_id == community_id,
        LearningRow.withdrawn_at.is_(None),
    )
    found: LearningRow | None = await session.scalar(query.limit(1))
    return found


async def recap_place(session: AsyncSession, workspace_id: str, subject: str) -> tuple[str, str] | None:
    """Channel and timestamp of a convening's recap; None while it has not been posted."""
    query = select(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject == subject,
        DeliveryRow.kind == "convenings.recap",
        DeliveryRow.posted_ts.is_not(None),
    )
    found: DeliveryRow | None = await session.scalar(query.order_by(DeliveryRow.id.desc()).limit(1))
    return None if found is None else (str(found.posted_channel), str(found.posted_ts))


async def let_go_of_joined(session: AsyncSession, learning_id: str) -> None:
    """Those that had joined a learning which is gone: the first stands by itself, the others join it."""
    joined = select(LearningRow.id).where(LearningRow.joined_to == learning_id)
    ids = list(await session.scalars(joined.order_by(LearningRow.shared_on, LearningRow.id)))
    if not ids:
        return
    first, others = ids[0], ids[1:]
    await update_learning(session, first, {"joined_to": None})
    if others:
        await session.execute(update(LearningRow).where(LearningRow.id.in_(others)).values(joined_to=first))


async def communities_with_own(session: AsyncSession, workspace_id: str, user_id: str) -> list[int]:
    """The communities of the workspace in which something stands that this person may take back."""
    query = select(LearningRow.community_id).where(
        LearningRow.community_id.in_(_communities(workspace_id)),
        LearningRow.contact == user_id,
        LearningRow.withdrawn_at.is_(None),
        LearningRow.is_withheld.is_(False),
    )
    return list(await session.scalars(query.distinct().order_by(LearningRow.community_id)))


async def replace_tags(session: AsyncSession, learning_id: str, tags: Mapping[str, str]) -> None:
    """`tags`: the tag by its key."""
    await session.execute(delete(_TAGS).where(_TAGS.c.learning_id == learning_id))
    await add_tags(session, learning_id, tags)


async def add_tags(session: AsyncSession, learning_id: str, tags: Mapping[str, str]) -> None:
    """Of a learning that has none yet; `tags`: the tag by its key."""
    rows = [{"learning_id": learning_id, "tag_key": key, "tag": tag} for key, tag in tags.items()]
    if rows:
        await session.execute(insert(_TAGS), rows)


async def most_used_tags(session: AsyncSession, community_id: int, most: int) -> list[str]:
    """Of the latest learnings: every page of a search asks, and counting all there are would take longer
    than the search."""
    latest = (
        select(LearningRow.id)
        .where(
            LearningRow.community_id == community_id,
            LearningRow.withdrawn_at.is_(None),
            LearningRow.joined_to.is_(None),
            LearningRow.is_withheld.is_(False),
        )
        .order_by(LearningRow.shared_on.desc())
        .limit(_LATEST)
        .subquery()
    )
    query = (
        select(func.min(LearningTagRow.tag))
        .join(latest, latest.c.id == LearningTagRow.learning_id)
        .group_by(LearningTagRow.tag_key)
        .order_by(func.count().desc(), LearningTagRow.tag_key)
        .limit(most)
    )
    return [tag for tag in await session.scalars(query) if tag is not None]


async def endorse(session: AsyncSession, learning_id: str, user_id: str, at: datetime) -> None:
    row = {"learning_id": learning_id, "user_id": user_id, "endorsed_at": at}
    await insert_missing(session, EndorsementRow, [row])


async def take_back_endorsement(session: AsyncSession, learning_id: str, user_id: str) -> bool:
    """Whether there was one."""
    statement = delete(EndorsementRow).where(
        EndorsementRow.learning_id == learning_id, EndorsementRow.user_id == user_id
    )
    return await session.scalar(statement.returning(EndorsementRow.user_id)) is not None


async def load_learnings(
    session: AsyncSession, ids: Collection[str], reader: str | None
) -> dict[str, WholeLearning]:
    """The learnings of these ids, in four statements however many. `reader`: whose endorsement to tell."""
    wanted = list(ids)
    rows = await _rows_with_titles(session, wanted)
    tags = await _tags(session, wanted)
    endorsements = await _endorsements(session, wanted, reader)
    joined = await _joined(session, wanted)
    return {
        row.id: WholeLearning(row, title, tags.get(row.id, ()), *_split(endorsements, joined, row.id))
        for row, title in rows
    }


def _split(
    endorsements: Mapping[str, tuple[int, bool]], joined: Mapping[str, int], learning_id: str
) -> tuple[int, int, bool]:
    count, has_endorsed = endorsements.get(learning_id, (0, False))
    return count, joined.get(learning_id, 0), has_endorsed


async def _rows_with_titles(session: AsyncSession, ids: Sequence[str]) -> list[tuple[LearningRow, str]]:
    # A cycle of nobody's but its lead says who "a member" is; so does a problem, of what came of it: only its
    # presenter can tell that.
    is_named = LearningRow.author.is_not(None)
    of_cycle = case((or_(is_named, CycleRow.team_id.is_not(None)), CycleRow.title))
    of_problem = case((or_(is_named, LearningRow.source != "follow_up"), ProblemRow.title))
    title = func.coalesce(ConveningRow.title, of_cycle, of_problem, "")
    query = (
        select(LearningRow, title)
        .outerjoin(ConveningRow, ConveningRow.id == LearningRow.convening_id)
        .outerjoin(CycleRow, CycleRow.id == LearningRow.cycle_id)
        .outerjoin(ProblemRow, ProblemRow.id == LearningRow.problem_id)
        .where(LearningRow.id.in_(ids))
    )
    found = await session.execute(query.execution_options(populate_existing=True))
    return [(row, words) for row, words in found]


async def _tags(session: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    query = select(LearningTagRow.learning_id, LearningTagRow.tag).where(LearningTagRow.learning_id.in_(ids))
    found: dict[str, tuple[str, ...]] = {}
    for learning_id, tag in await session.execute(query.order_by(LearningTagRow.tag_key)):
        found[learning_id] = (*found.get(learning_id, ()), tag)
    return found


async def _endorsements(
    session: AsyncSession, ids: Sequence[str], reader: str | None
) -> dict[str, tuple[int, bool]]:
    own = func.count().filter(EndorsementRow.user_id == (reader or ""))
    query = (
        select(EndorsementRow.learning_id, func.count(), own)
        .where(EndorsementRow.learning_id.in_(ids))
        .group_by(EndorsementRow.learning_id)
    )
    return {learning_id: (count, bool(mine)) for learning_id, count, mine in await session.execute(query)}


async def _joined(session: AsyncSession, ids: Sequence[str]) -> dict[str, int]:
    """How many others said the same. Whoever says it twice is one voice, as far as one can tell."""
    first, other = aliased(LearningRow), aliased(LearningRow)
    query = (
        select(other.joined_to, func.count(said_by(other).distinct()))
        .join(first, first.id == other.joined_to)
        .where(
            other.joined_to.in_(ids),
            other.withdrawn_at.is_(None),
            other.is_withheld.is_(False),
            said_by(other) != said_by(first),
        )
        .group_by(other.joined_to)
    )
    return {learning_id: count for learning_id, count in await session.execute(query) if learning_id}


def said_by(learning: Any) -> Any:
    """One value for each person, as far as one can tell: of a learning nobody knows, a value of its own."""
    return func.coalesce(learning.contact, learning.id)


def _communities(workspace_id: str) -> Any:
    return select(CommunityRow.id).where(CommunityRow.workspace_id == workspace_id)
