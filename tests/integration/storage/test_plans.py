"""What every answer asks is found by an index, however many learnings there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries import feedback as queries
from storage.unit_of_work import Store

Question = Callable[[AsyncSession], Awaitable[object]]

FOUND_BY: dict[str, tuple[str, Question]] = {
    "what this answer shared": (
        "ix_learnings_response_id",
        lambda session: queries.learning_from(session, "r1"),
    ),
    "what this session's answers shared": (
        "ix_learnings_convening_id",
        lambda session: queries.shared_learnings_of(session, 1),
    ),
    "what is withheld of them": (
        "ix_learnings_convening_id",
        lambda session: queries.withheld_of(session, 1),
    ),
}


@pytest.mark.parametrize("asked", FOUND_BY)
async def test_what_was_shared_is_found_by_an_index(store: Store, asked: str) -> None:
    index, question = FOUND_BY[asked]

    async with store.transaction() as session:
        assert index in await plan_of(session, question)


async def plan_of(session: AsyncSession, question: Question) -> str:
    """How the database would find what the question asks for, if it were about more than a few rows."""
    connection = await session.connection()
    statements: list[tuple[str, tuple[object, ...]]] = []

    def note(_: object, __: object, statement: str, parameters: tuple[object, ...], *___: object) -> None:
        statements.append((statement, parameters))

    engine = connection.sync_connection
    event.listen(engine, "before_cursor_execute", note)
    await question(session)
    event.remove(engine, "before_cursor_execute", note)
    ((statement, parameters),) = statements
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    found = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row) for row in found)
