"""Full-text search of learnings: FTS5 on SQLite, tsvector on PostgreSQL, over the same folded words.

Both search `learning_search.words`, which holds words already parted and folded, so both find the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Select,
    TextClause,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import insert_into
from storage.tables import EndorsementRow, LearningRow, LearningSearchRow, LearningTagRow

_FTS = table("learning_fts", column("rowid"), column("words"))
RANKED = 2_000  # hits that are weighed against each other, and at most counted
_ID_BITS = 62  # of a random number that fits a signed key on either database


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for, every word folded: only letters and digits, so none can be an operator."""

    phrases: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.phrases or self.words or self.beginnings)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows a search besides its words; empty fields do not."""

    kind: str = ""
    tag_key: str = ""
    since: date | None = None
    contact: str = ""  # only what is this person's own, named or not, also what joined another's


async def put_words(session: AsyncSession, community_id: int, learning_id: str, words: str) -> None:
    """Make the learning be found by these words, and by no others."""
    statement = insert_into(session, LearningSearchRow).values(
        # Random: in SQLite it is the row's place, and the order of arrival must not show.
        id=secrets.randbits(_ID_BITS),
        learning_id=learning_id,
        community_id=community_id,
        words=words,
    )
    await session.execute(
        statement.on_conflict_do_update(index_elements=["learning_id"], set_={"words": words})
    )


async def take_out(session: AsyncSession, learning_id: str) -> None:
    await session.execute(delete(LearningSearchRow).where(LearningSearchRow.learning_id == learning_id))


async def search_learnings(
    session: AsyncSession,
    community_id: int,
    terms: Terms,
    narrowing: Narrowing,
    *,
    count: int,
    limit: int,
    offset: int,
) -> list[str]:
    """Ids of learnings anybody may see: what fits best, then the more endorsed; of no words the newest.

    `count`: how many there are, as `count_found` says. More than `RANKED` have only common words in common,
    which say little about what fits, and to weigh them takes long: then the newest come first.
    """
    endorsed = (
        select(func.count())
        .select_from(EndorsementRow)
        .where(EndorsementRow.learning_id == LearningRow.id)
        .scalar_subquery()
        .desc()
    )
    query = _visible(community_id, narrowing)
    if terms.is_empty or count > RANKED:
        # By the day alone, which the index has: counting endorsements of all would cost with their number.
        query = query.order_by(LearningRow.shared_on.desc(), LearningRow.id)
        query = query if terms.is_empty else query.where(_says(session, terms))
    else:
        hits = _hits(session, community_id, terms, is_ranked=True)
        query = query.join(hits, hits.c.learning_id == LearningRow.id)
        query = query.order_by(hits.c.badness, endorsed, LearningRow.shared_on.desc(), LearningRow.id)
    return list(await session.scalars(query.limit(limit).offset(offset)))


async def count_found(session: AsyncSession, community_id: int, terms: Terms, narrowing: Narrowing) -> int:
    """How many there are. Those with the words are counted to `RANKED` + 1, which stands for any more."""
    query = _visible(community_id, narrowing)
    if not terms.is_empty:
        hits = _hits(session, community_id, terms)
        query = query.join(hits, hits.c.learning_id == LearningRow.id).limit(RANKED + 1)
    return int(await session.scalar(select(func.count()).select_from(query.subquery())) or 0)


def _visible(community_id: int, narrowing: Narrowing) -> Select[Any]:
    query = select(LearningRow.id).where(
        LearningRow.community_id == community_id,
        LearningRow.is_withheld.is_(False),
        LearningRow.withdrawn_at.is_(None),
    )
    if narrowing.contact:
        query = query.where(LearningRow.contact == narrowing.contact)
    else:
        query = query.where(LearningRow.joined_to.is_(None))
    if narrowing.kind:
        query = query.where(LearningRow.kind == narrowing.kind)
    if narrowing.since:
        query = query.where(LearningRow.shared_on >= narrowing.since)
    if narrowing.tag_key:
        query = query.join(LearningTagRow, LearningTagRow.learning_id == LearningRow.id).where(
            LearningTagRow.tag_key == narrowing.tag_key
        )
    return query


def _says(session: AsyncSession, terms: Terms) -> Any:
    """Whether the learning at hand has the words: for words so common that the first looked at have them."""
    if _is_postgresql(session):
        asked: Any = select(_vector().op("@@")(_tsquery(terms)))
    else:
        asked = select(literal_column("1")).where(_FTS.c.rowid == LearningSearchRow.id, _looked_for(terms))
    # A scalar, not EXISTS: PostgreSQL would make a join of that, and find every hit before the newest.
    return asked.where(LearningSearchRow.learning_id == LearningRow.id).scalar_subquery().is_(true())


def _hits(session: AsyncSession, community_id: int, terms: Terms, *, is_ranked: bool = False) -> CTE:
    """What the full-text index finds, once, with how badly it fits: the smaller, the better.

    Materialised: joined by itself, a planner without figures asks the index again for each learning of the
    community. Ranking reads every hit's words, and so is not done where they are only counted.
    """
    if _is_postgresql(session):
        found = _hits_on_postgresql(terms, is_ranked=is_ranked)
    else:
        found = _hits_on_sqlite(terms, is_ranked=is_ranked)
    found = found.where(LearningSearchRow.community_id == community_id)
    return found.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")


def _hits_on_sqlite(terms: Terms, *, is_ranked: bool) -> Select[Any]:
    badness: Any = func.bm25(literal_column("learning_fts")) if is_ranked else literal_column("0")
    found = select(_FTS.c.rowid.label("id"), badness.label("badness")).where(_looked_for(terms))
    places = found.cte("places").prefix_with("MATERIALIZED")
    named = select(LearningSearchRow.learning_id, places.c.badness)
    return named.join(places, LearningSearchRow.id == places.c.id)


def _hits_on_postgresql(terms: Terms, *, is_ranked: bool) -> Select[Any]:
    looked_for = _tsquery(terms)
    badness: Any = -func.ts_rank_cd(_vector(), looked_for) if is_ranked else literal_column("0")
    found = select(LearningSearchRow.learning_id, badness.label("badness"))
    return found.where(_vector().op("@@")(looked_for))


def _looked_for(terms: Terms) -> TextClause:
    return text("learning_fts MATCH :looked_for").bindparams(looked_for=_match(terms))


def _vector() -> Any:
    """The expression that the index of the migration stands on."""
    return func.to_tsvector(literal_column("'simple'"), LearningSearchRow.words)


def _match(terms: Terms) -> str:
    """FTS5's language; everything is quoted, so AND, NOT, NEAR are words like others."""
    parts = [f'"{" ".join(phrase)}"' for phrase in terms.phrases]
    parts += [f'"{word}"' for word in terms.words]
    parts += [f'"{word}" *' for word in terms.beginnings]
    return " AND ".join(parts)


def _tsquery(terms: Terms) -> Any:
    parts = [" <-> ".join(_lexemes(phrase)) for phrase in terms.phrases]
    parts += _lexemes(terms.words)
    parts += [f"{word}:*" for word in _lexemes(terms.beginnings)]
    return func.to_tsquery(literal_column("'simple'"), " & ".join(f"({part})" for part in parts))


def _lexemes(words: Sequence[str]) -> list[str]:
    return [f"'{word}'" for word in words]


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
