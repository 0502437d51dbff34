"""Which learnings a digest may tell, which it told, and where that stands in Slack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.base import table_of
from storage.queries.learnings import said_by
from storage.tables import (
    DeliveryRow,
    DigestLearningRow,
    DigestRow,
    EndorsementRow,
    LearningQuestionRow,
    LearningRow,
    ProblemRow,
)

_LEARNINGS, _TOLD = table_of(LearningRow), table_of(DigestLearningRow)


@dataclass(frozen=True, slots=True)
class Tellable:
    """A learning as ranking needs it: without its words. `told_endorsements` None: no digest has told it."""

    id: str
    kind: str
    author: str | None
    convening_id: int | None
    cycle_id: int | None
    problem_id: int | None
    shared_on: date
    endorsements: int
    also_said: int
    told_endorsements: int | None


async def tellable(
    session: AsyncSession, community_id: int, endorsed_since: datetime, most: int
) -> list[Tellable]:
    """Learnings with consent that no digest has told, oldest first, `most` at most; and those told before
    that somebody endorsed since that instant."""
    untold = _shared(literal(None)).where(LearningRow.community_id == community_id)
    # By an expression: by the column alone SQLite walks the index of all days, three years of them.
    oldest_first = (func.coalesce(LearningRow.shared_on, LearningRow.shared_on), LearningRow.id)
    untold = untold.where(LearningRow.digest_id.is_(None)).order_by(*oldest_first).limit(most)
    endorsed = select(EndorsementRow.learning_id).where(EndorsementRow.endorsed_at >= endorsed_since)
    told = _shared(LearningRow.told_endorsements).where(
        of_community(community_id), LearningRow.digest_id.is_not(None), LearningRow.id.in_(endorsed)
    )
    found = [*await session.execute(untold), *await session.execute(told)]
    return [Tellable(*row) for row in found]


def of_community(community_id: int) -> ColumnElement[bool]:
    """For queries that begin with few rows of another table.

    The sum keeps the databases from beginning with all the learnings of the community instead.
    """
    return LearningRow.community_id + 0 == community_id


def _shared(told_endorsements: Any) -> Select[Any]:
    """What anybody may see, and stands by itself."""
    other = aliased(LearningRow)
    return select(
        LearningRow.id,
        LearningRow.kind,
        LearningRow.author,
        LearningRow.convening_id,
        LearningRow.cycle_id,
        LearningRow.problem_id,
        LearningRow.shared_on,
        _how_many(EndorsementRow.learning_id, LearningRow.id),
        _how_many_others(other),
        told_endorsements,
    ).where(
        LearningRow.is_withheld.is_(False),
        LearningRow.withdrawn_at.is_(None),
        LearningRow.joined_to.is_(None),
    )


def _how_many(column: Any, learning_id: Any, *also: Any) -> Any:
    counted = select(func.count()).where(column == learning_id, *also)
    return counted.correlate(LearningRow).scalar_subquery()


def _how_many_others(other: Any) -> Any:
    """Who said the same besides its author. Whoever says it twice is one voice, as in `load_learnings`."""
    counted = select(func.count(said_by(other).distinct())).where(
        other.joined_to == LearningRow.id,
        other.withdrawn_at.is_(None),
        other.is_withheld.is_(False),
        said_by(other) != said_by(LearningRow),
    )
    return counted.correlate(LearningRow).scalar_subquery()


async def take_learnings(
    session: AsyncSession, digest_id: int, rows: Sequence[Mapping[str, Any]], first_told: Collection[str]
) -> None:
    """Write where each stands in the digest (columns of `digest_learnings`), and that it has been told.

    `first_told`: those this digest is the first to tell; the others stay with the digest that was.
    """
    if not rows:
        return
    await session.execute(insert(_TOLD), [{**row, "digest_id": digest_id} for row in rows])
    remembered = update(_LEARNINGS).where(_LEARNINGS.c.id == bindparam("which"))
    remembered = remembered.values(told_endorsements=bindparam("count"))
    counts = [{"which": row["learning_id"], "count": row["endorsements"]} for row in rows]
    await session.execute(remembered, counts)
    if first_told:
        told_now = update(LearningRow).where(LearningRow.id.in_(first_told))
        await session.execute(told_now.values(digest_id=digest_id))


async def give_back(session: AsyncSession, digest_id: int) -> None:
    """As if the digest had told none of its learnings."""
    before = (
        select(DigestLearningRow.endorsements - DigestLearningRow.gained)
        .where(DigestLearningRow.digest_id == digest_id, DigestLearningRow.learning_id == LearningRow.id)
        .scalar_subquery()
    )
    again = select(DigestLearningRow.learning_id).where(
        DigestLearningRow.digest_id == digest_id, DigestLearningRow.gained > 0
    )
    await session.execute(
        update(LearningRow)
        .where(LearningRow.id.in_(again))
        .values(told_endorsements=before)
        .execution_options(synchronize_session=False)
    )
    first = update(LearningRow).where(LearningRow.digest_id == digest_id)
    await session.execute(first.values(digest_id=None, told_endorsements=0))
    await session.execute(delete(DigestLearningRow).where(DigestLearningRow.digest_id == digest_id))


async def told_by(session: AsyncSession, digest_id: int) -> list[DigestLearningRow]:
    """What the digest told, by part and place."""
    query = select(DigestLearningRow).where(DigestLearningRow.digest_id == digest_id)
    return list(await session.scalars(query.order_by(DigestLearningRow.part, DigestLearningRow.place)))


async def digests_showing(session: AsyncSession, community_id: int, learning_id: str) -> list[int]:
    """The digests that told of this learning, also as a takeaway of its problem or as one asked about, and
    the open one, whose draft may show it."""
    with_problem = (
        select(ProblemRow.digest_id)
        .join(LearningRow, LearningRow.problem_id == ProblemRow.id)
        .where(LearningRow.id == learning_id, ProblemRow.digest_id.is_not(None))
    )
    told = select(DigestLearningRow.digest_id).where(DigestLearningRow.learning_id == learning_id)
    still_open = select(DigestRow.id).where(
        DigestRow.community_id == community_id, DigestRow.covers_to.is_(None)
    )
    asked_about = select(LearningQuestionRow.digest_id).where(LearningQuestionRow.learning_id == learning_id)
    queries = (told, with_problem, asked_about, still_open)
    found = [each for query in queries for each in await session.scalars(query)]
    return [digest_id for digest_id in dict.fromkeys(found) if digest_id is not None]


async def posted_under(
    session: AsyncSession, workspace_id: str, subjects: Iterable[str]
) -> list[tuple[str, str, str]]:
    """Subject, key and recipient of every message of these subjects that stands in Slack, or is just sent:
    what is being sent may have been composed before the change it is asked for."""
    query = select(DeliveryRow.subject, DeliveryRow.key, DeliveryRow.recipient).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject.in_(list(subjects)),
        or_(DeliveryRow.posted_ts.is_not(None), DeliveryRow.state == "sending"),
        DeliveryRow.operation == "post",
    )
    found = await session.execute(query.order_by(DeliveryRow.id))
    return [(subject, key, recipient) for subject, key, recipient in found]


# --- questions ----------------------------------------------------------------------------------------------


async def answered_to_tell(session: AsyncSession, community_id: int) -> dict[str, list[int]]:
    """Answered questions no digest has told of: their ids, by learning."""
    query = (
        select(LearningQuestionRow.learning_id, LearningQuestionRow.id)
        .join(LearningRow, LearningRow.id == LearningQuestionRow.learning_id)
        .where(
            of_community(community_id),
            LearningRow.withdrawn_at.is_(None),
            LearningQuestionRow.answered_at.is_not(None),
            LearningQuestionRow.digest_id.is_(None),
        )
    )
    found: dict[str, list[int]] = {}
    for learning_id, question_id in await session.execute(query.order_by(LearningQuestionRow.id)):
        found.setdefault(learning_id, []).append(question_id)
    return found


async def assign_questions(session: AsyncSession, ids: Collection[int], digest_id: int) -> None:
    if ids:
        told = update(LearningQuestionRow).where(LearningQuestionRow.id.in_(ids))
        await session.execute(told.values(digest_id=digest_id))
