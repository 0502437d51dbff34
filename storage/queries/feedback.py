"""Surveys, answers, and what people agreed to share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Insert, insert_into, insert_missing
from storage.tables import (
    CommitmentRow,
    ConveningRow,
    DeliveryRow,
    LearningRow,
    ResponseRow,
    SurveyInvitationRow,
    SurveyRow,
)

_RESPONSES, _INVITATIONS = table_of(ResponseRow), table_of(SurveyInvitationRow)
_LEARNINGS, _COMMITMENTS = table_of(LearningRow), table_of(CommitmentRow)

# What every answer asks and writes, put together once. What it only writes goes by the table.
_SURVEY = (
    select(SurveyRow)
    .where(SurveyRow.convening_id == bindparam("convening_id"))
    .execution_options(populate_existing=True)
)
_SURVEY_TO_CHANGE = _SURVEY.with_for_update()
_INVITATION = select(_INVITATIONS.c.user_id).where(
    _INVITATIONS.c.convening_id == bindparam("convening_id"), _INVITATIONS.c.user_id == bindparam("user_id")
)
_INVITED_AMONG = select(_INVITATIONS.c.user_id).where(
    _INVITATIONS.c.convening_id == bindparam("convening_id"),
    _INVITATIONS.c.user_id.in_(bindparam("user_ids", expanding=True)),
)
_ANSWERED_AMONG = select(_RESPONSES.c.user_id, _RESPONSES.c.voter_hash).where(
    _RESPONSES.c.convening_id == bindparam("convening_id"),
    or_(
        _RESPONSES.c.user_id.in_(bindparam("user_ids", expanding=True)),
        _RESPONSES.c.voter_hash.in_(bindparam("marks", expanding=True)),
    ),
)
_RESPONSE_OF = (
    select(ResponseRow)
    .where(
        ResponseRow.convening_id == bindparam("convening_id"),
        # A hash that is NULL is nobody's.
        or_(ResponseRow.user_id == bindparam("user_id"), ResponseRow.voter_hash == bindparam("voter_hash")),
    )
    .execution_options(populate_existing=True)
)
_RESPONSE_CHANGED = update(_RESPONSES).where(_RESPONSES.c.id == bindparam("response_id"))
_COUNTS = select(
    select(func.count())
    .where(_INVITATIONS.c.convening_id == bindparam("convening_id"))
    .scalar_subquery()
    .label("asked"),
    select(func.count())
    .where(_RESPONSES.c.convening_id == bindparam("convening_id"))
    .scalar_subquery()
    .label("answered"),
)
_LEARNING_FROM = (
    select(LearningRow)
    .where(LearningRow.response_id == bindparam("response_id"), LearningRow.withdrawn_at.is_(None))
    .execution_options(populate_existing=True)
)
_WITHHELD = (
    select(_LEARNINGS.c.id, _LEARNINGS.c.text_key)
    .where(_LEARNINGS.c.convening_id == bindparam("convening_id"), _LEARNINGS.c.is_withheld)
    .order_by(_LEARNINGS.c.id)
)


async def find_survey(
    session: AsyncSession, convening_id: int, *, to_change: bool = False
) -> SurveyRow | None:
    """`to_change` holds it until the end of the transaction: answers are counted one after the other."""
    query = _SURVEY_TO_CHANGE if to_change else _SURVEY
    found: SurveyRow | None = await session.scalar(query, {"convening_id": convening_id})
    return found


async def insert_survey(session: AsyncSession, values: Mapping[str, Any]) -> bool:
    """Whether it was not there yet."""
    statement = (
        insert_into(session, SurveyRow)
        .values(dict(values))
        .on_conflict_do_nothing()
        .returning(SurveyRow.convening_id)
    )
    return (await session.execute(statement)).first() is not None


async def count_surveys(session: AsyncSession, community_id: int) -> int:
    """How many were laid out in the community so far."""
    query = select(func.count()).where(SurveyRow.community_id == community_id)
    return (await session.execute(query)).scalar_one()


async def sum_up_at(session: AsyncSession, convening_id: int, summary_at: datetime) -> None:
    """From then on facilitators and the next digest are told."""
    of_this = update(SurveyRow).where(SurveyRow.convening_id == convening_id)
    await session.execute(of_this.values(summary_at=summary_at))


async def hold_open_surveys(session: AsyncSession, community_id: int, now: datetime) -> list[SurveyRow]:
    """Those not over yet, held until the end of the transaction: answers that change them come after."""
    query = select(SurveyRow).where(SurveyRow.community_id == community_id, SurveyRow.closes_at > now)
    query = query.order_by(SurveyRow.convening_id).with_for_update()
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def due_to_close(session: AsyncSession, now: datetime) -> list[SurveyRow]:
    query = select(SurveyRow).where(SurveyRow.closes_at <= now, SurveyRow.closed_at.is_(None))
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def close_survey(session: AsyncSession, convening_id: int, now: datetime) -> None:
    """After this nothing connects a person with an anonymous answer.

    Answers are written anew in the order of their random ids: PostgreSQL keeps rows as they were written,
    each with the number of its transaction.
    """
    ids = select(ResponseRow.id).where(ResponseRow.convening_id == convening_id)
    keys = [{"key": response_id} for response_id in sorted(await session.scalars(ids))]
    forgotten = update(_RESPONSES).where(_RESPONSES.c.id == bindparam("key")).values(voter_hash=null())
    if keys:
        await session.execute(forgotten, keys)
    await session.execute(
        update(SurveyRow).where(SurveyRow.convening_id == convening_id).values(closed_at=now, hash_key=null())
    )


async def forget_who_was_reminded(
    session: AsyncSession, workspace_id: str, subjects: Collection[str], *, request: str, reminder: str
) -> None:
    """A reminder that was sent, or was not needed, says who had answered by then: those rows go."""
    tells = or_(
        DeliveryRow.kind == reminder, (DeliveryRow.kind == request) & (DeliveryRow.state == "skipped")
    )
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.subject.in_(subjects),
            tells,
            DeliveryRow.state != "sending",
        )
    )


async def invited_to(session: AsyncSession, convening_id: int) -> set[str]:
    query = select(SurveyInvitationRow.user_id).where(SurveyInvitationRow.convening_id == convening_id)
    return set(await session.scalars(query))


async def is_invited(session: AsyncSession, convening_id: int, user_id: str) -> bool:
    asked = {"convening_id": convening_id, "user_id": user_id}
    return await session.scalar(_INVITATION, asked) is not None


async def invited_without_answer(
    session: AsyncSession, convening_id: int, marks: Mapping[str, str]
) -> set[str]:
    """Those of these people who were asked and have not answered. `marks`: the hash that stands for each."""
    asked = {"convening_id": convening_id, "user_ids": list(marks)}
    invited = set(await session.scalars(_INVITED_AMONG, asked))
    answers = (await session.execute(_ANSWERED_AMONG, asked | {"marks": list(marks.values())})).all()
    named, unnamed = {row.user_id for row in answers}, {row.voter_hash for row in answers}
    return {user_id for user_id in invited - named if marks[user_id] not in unnamed}


async def invite(session: AsyncSession, convening_id: int, user_ids: Collection[str]) -> None:
    rows = [{"convening_id": convening_id, "user_id": user_id} for user_id in user_ids]
    await insert_missing(session, SurveyInvitationRow, rows)


async def uninvite(session: AsyncSession, convening_id: int, user_ids: Collection[str]) -> None:
    await session.execute(
        delete(SurveyInvitationRow).where(
            SurveyInvitationRow.convening_id == convening_id, SurveyInvitationRow.user_id.in_(user_ids)
        )
    )


async def find_response(
    session: AsyncSession, convening_id: int, user_id: str, voter_hash: str | None
) -> ResponseRow | None:
    """One person's answer: under their name, or under the hash that stands for them while it is open."""
    asked = {"convening_id": convening_id, "user_id": user_id, "voter_hash": voter_hash}
    found: ResponseRow | None = await session.scalar(_RESPONSE_OF, asked)
    return found


async def insert_response(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await session.execute(insert(_RESPONSES), dict(values))


async def update_response(session: AsyncSession, response_id: str, values: Mapping[str, Any]) -> None:
    await session.execute(_RESPONSE_CHANGED, {"response_id": response_id, **values})


async def delete_response(session: AsyncSession, response_id: str) -> None:
    await session.execute(delete(ResponseRow).where(ResponseRow.id == response_id))


async def responses_to(session: AsyncSession, ids: Collection[int]) -> dict[int, list[ResponseRow]]:
    """By convening; in order of their random ids, so that the order says nothing."""
    query = select(ResponseRow).where(ResponseRow.convening_id.in_(ids)).order_by(ResponseRow.id)
    found: dict[int, list[ResponseRow]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.convening_id, []).append(row)
    return found


async def count_answers(session: AsyncSession, convening_id: int) -> tuple[int, int]:
    """How many were asked, and how many answered."""
    row = (await session.execute(_COUNTS, {"convening_id": convening_id})).one()
    return row.asked, row.answered


async def count_asked(session: AsyncSession, ids: Collection[int]) -> dict[int, int]:
    rows = await session.execute(
        select(SurveyInvitationRow.convening_id, func.count())
        .where(SurveyInvitationRow.convening_id.in_(ids))
        .group_by(SurveyInvitationRow.convening_id)
    )
    return {row[0]: row[1] for row in rows}


async def surveys_before(
    session: AsyncSession, community_id: int, starts_at: datetime, *, most: int
) -> list[int]:
    """The convenings of the community that had a survey and began before that instant; the latest first."""
    query = (
        select(SurveyRow.convening_id)
        .join(ConveningRow, ConveningRow.id == SurveyRow.convening_id)
        .where(SurveyRow.community_id == community_id, ConveningRow.starts_at < starts_at)
        .order_by(ConveningRow.starts_at.desc())
        .limit(most)
    )
    return list(await session.scalars(query))


async def open_surveys_for(
    session: AsyncSession, workspace_id: str, user_id: str, now: datetime
) -> list[tuple[SurveyRow, ConveningRow]]:
    """The surveys this person is asked to answer now, the first to close first."""
    rows = await session.execute(
        select(SurveyRow, ConveningRow)
        .join(ConveningRow, ConveningRow.id == SurveyRow.convening_id)
        .join(SurveyInvitationRow, SurveyInvitationRow.convening_id == SurveyRow.convening_id)
        .where(
            SurveyInvitationRow.user_id == user_id,
            ConveningRow.workspace_id == workspace_id,
            ConveningRow.state == "scheduled",
            SurveyRow.opens_at <= now,
            SurveyRow.closes_at > now,
        )
        .order_by(SurveyRow.closes_at, SurveyRow.convening_id)
    )
    return [(survey, convening) for survey, convening in rows]


async def keep_commitment(
    session: AsyncSession, *, community_id: int, convening_id: int, user_id: str, text: str, made_at: datetime
) -> None:
    values = {
        "community_id": community_id,
        "convening_id": convening_id,
        "user_id": user_id,
        "text": text,
        "made_at": made_at,
    }
    await session.execute(_commitment_kept(session.get_bind().dialect.name), values)


@cache
def _commitment_kept(dialect: str) -> Insert:
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(_COMMITMENTS)
    kept: Insert = statement.on_conflict_do_update(
        index_elements=["convening_id", "user_id"], set_={"text": statement.excluded.text}
    )
    return kept


async def drop_commitment(session: AsyncSession, convening_id: int, user_id: str) -> None:
    await session.execute(
        delete(CommitmentRow).where(
            CommitmentRow.convening_id == convening_id, CommitmentRow.user_id == user_id
        )
    )


async def find_commitment(session: AsyncSession, convening_id: int, user_id: str) -> CommitmentRow | None:
    found: CommitmentRow | None = await session.scalar(
        select(CommitmentRow).where(
            CommitmentRow.convening_id == convening_id, CommitmentRow.user_id == user_id
        )
    )
    return found


async def commitments_of(session: AsyncSession, convening_id: int) -> Sequence[CommitmentRow]:
    query = select(CommitmentRow).where(CommitmentRow.convening_id == convening_id)
    return list(await session.scalars(query.order_by(CommitmentRow.id)))


async def shared_learnings_of(session: AsyncSession, convening_id: int) -> Sequence[LearningRow]:
    """What may be told: neither withdrawn nor withheld. In order of random ids."""
    query = select(LearningRow).where(
        LearningRow.convening_id == convening_id,
        LearningRow.withdrawn_at.is_(None),
        ~LearningRow.is_withheld,
    )
    return list(await session.scalars(query.order_by(LearningRow.id)))


async def learning_from(session: AsyncSession, response_id: str) -> LearningRow | None:
    """What was shared in this answer and not withdrawn."""
    found: LearningRow | None = await session.scalar(_LEARNING_FROM, {"response_id": response_id})
    return found


async def withheld_of(session: AsyncSession, convening_id: int) -> list[tuple[str, str]]:
    """What waits until enough have answered: id and `text_key` of each, in order of their random ids."""
    found = await session.execute(_WITHHELD, {"convening_id": convening_id})
    return [(learning_id, text_key) for learning_id, text_key in found]


async def was_sent(session: AsyncSession, workspace_id: str, subject: str, kind: str) -> bool:
    """Whether a message of that kind about the subject has gone out, or may have."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject == subject,
        DeliveryRow.kind == kind,
        DeliveryRow.state.in_(("sending", "sent")),
    )
    return await session.scalar(query.limit(1)) is not None
