"""Questions to the authors of learnings, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import insert_into
from storage.tables import CommunityRow, LearningQuestionRow, LearningRow


async def insert(session: AsyncSession, values: Mapping[str, Any]) -> int:
    statement = insert_into(session, LearningQuestionRow).values(dict(values))
    question_id: int = (await session.execute(statement.returning(LearningQuestionRow.id))).scalar_one()
    return question_id


async def find(session: AsyncSession, workspace_id: str, question_id: int) -> LearningQuestionRow | None:
    """The question, if its learning is of a community of this workspace."""
    query = (
        select(LearningQuestionRow)
        .join(LearningRow, LearningRow.id == LearningQuestionRow.learning_id)
        .join(CommunityRow, CommunityRow.id == LearningRow.community_id)
        .where(LearningQuestionRow.id == question_id, CommunityRow.workspace_id == workspace_id)
    )
    found: LearningQuestionRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def has_open(session: AsyncSession, learning_id: str, asker: str) -> bool:
    """Whether this person waits for an answer about this learning."""
    query = select(LearningQuestionRow.id).where(
        LearningQuestionRow.learning_id == learning_id,
        LearningQuestionRow.asker == asker,
        LearningQuestionRow.answered_at.is_(None),
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
