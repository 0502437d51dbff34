"""Questions to the authors of learnings, their answers, and where either stands in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.queries.deliveries import insert_into
from storage.tables import CommunityRow, DeliveryRow, DigestLearningRow, LearningQuestionRow, LearningRow


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of a digest in Slack. `key`: of the delivery that posted the digest."""

    key: str
    channel: str
    ts: str


async def insert(session: AsyncSession, values: Mapping[str, Any]) -> int:
    statement = insert_into(session, LearningQuestionRow).values(dict(values))
    question_id: int = (await session.execute(statement.returning(LearningQuestionRow.id))).scalar_one()
    return question_id


async def find(session: AsyncSession, workspace_id: str, question_id: int) -> LearningQuestionRow | None:
    """The question, if its learning is of a community of this workspace."""
    query = _of_workspace(workspace_id).where(LearningQuestionRow.id == question_id)
    found: LearningQuestionRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def has_open(
    session: AsyncSession, workspace_id: str, learning_id: str, asker: str, *, unreached: str
) -> bool:
    """Whether this person waits for an answer about this learning.

    They do not if they are told that their question did not reach the author, by a delivery of the kind
    `unreached`.
    """
    told_it_did_not = exists().where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.key == literal(f"{unreached}:") + cast(LearningQuestionRow.id, String),
    )
    query = select(LearningQuestionRow.id).where(
        LearningQuestionRow.learning_id == learning_id,
        LearningQuestionRow.asker == asker,
        LearningQuestionRow.answered_at.is_(None),
        ~told_it_did_not,
    )
    return await session.scalar(query.limit(1)) is not None


async def answer(session: AsyncSession, question_id: int, text: str, at: datetime) -> bool:
    """Whether it was open until now, and holds this answer."""
    statement = (
        update(LearningQuestionRow)
        .where(LearningQuestionRow.id == question_id, LearningQuestionRow.answered_at.is_(None))
        .values(answer=text, answered_at=at)
    )
    return await session.scalar(statement.returning(LearningQuestionRow.id)) is not None


async def about(session: AsyncSession, learning_id: str) -> list[int]:
    """The questions about a learning."""
    query = select(LearningQuestionRow.id).where(LearningQuestionRow.learning_id == learning_id)
    return list(await session.scalars(query.order_by(LearningQuestionRow.id)))


# --- threads ------------------------------------------------------------------------------------------------


async def thread_telling(
    session: AsyncSession, workspace_id: str, learning_id: str, channel: str, kind: str
) -> Thread | None:
    """Under the latest digest of that kind that told of the learning and stands in this channel."""
    subject = literal("digest:") + cast(DigestLearningRow.digest_id, String)
    query = (
        select(DeliveryRow.key, DeliveryRow.posted_channel, DeliveryRow.posted_ts)
        .join(DigestLearningRow, DeliveryRow.subject == subject)
        .where(
            DigestLearningRow.learning_id == learning_id,
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.kind == kind,
            DeliveryRow.posted_channel == channel,
            DeliveryRow.posted_ts.is_not(None),
        )
        .order_by(DigestLearningRow.digest_id.desc(), DeliveryRow.id.desc())
    )
    return _thread((await session.execute(query.limit(1))).first())


async def thread_of(session: AsyncSession, workspace_id: str, key: str) -> Thread | None:
    """The thread in which the message of that key stands; None if it stands in none, or not yet."""
    parent = aliased(DeliveryRow)
    query = (
        select(parent.key, parent.posted_channel, parent.posted_ts)
        .join(DeliveryRow, DeliveryRow.thread_of == parent.key)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            parent.workspace_id == workspace_id,
            DeliveryRow.key == key,
            DeliveryRow.posted_ts.is_not(None),
            parent.posted_ts.is_not(None),
        )
    )
    return _thread((await session.execute(query)).first())


async def posted_in_thread(session: AsyncSession, workspace_id: str, key: str) -> str | None:
    """Slack's name of the message of that key, if it stands in a thread."""
    query = select(DeliveryRow.posted_ts).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.key == key,
        DeliveryRow.thread_of.is_not(None),
    )
    found: str | None = await session.scalar(query)
    return found


async def open_in_thread(
    session: AsyncSession, workspace_id: str, channel: str, thread_ts: str, author: str
) -> list[LearningQuestionRow]:
    """What this person was asked in the thread under their name and has not answered, newest first.

    Cheap where nobody was asked: any reply in any thread asks.
    """
    query = _of_workspace(workspace_id).where(
        LearningQuestionRow.thread_ts == thread_ts,
        LearningQuestionRow.channel == channel,
        LearningQuestionRow.answered_at.is_(None),
        LearningRow.author == author,
        LearningRow.withdrawn_at.is_(None),
    )
    return list(await session.scalars(query.order_by(LearningQuestionRow.id.desc())))


def _thread(found: Any) -> Thread | None:
    """Of a row as selected above."""
    return None if found is None else Thread(found.key, found.posted_channel, found.posted_ts)


def _of_workspace(workspace_id: str) -> Select[Any]:
    return (
        select(LearningQuestionRow)
        .join(LearningRow, LearningRow.id == LearningQuestionRow.learning_id)
        .join(CommunityRow, CommunityRow.id == LearningRow.community_id)
        .where(CommunityRow.workspace_id == workspace_id)
    )
