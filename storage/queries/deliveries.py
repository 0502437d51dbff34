"""SQL of the outbox that differs between the databases, or is more than a line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Update, and_, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base, table_of
from storage.tables import DeliveryRow, LaneRow

Values = dict[str, Any]
_TABLE = table_of(DeliveryRow)
Insert = sqlite.Insert | postgresql.Insert


def insert_into(session: AsyncSession, table: type[Base]) -> Insert:
    """An INSERT of this session's database, which knows ON CONFLICT."""
    return (
        postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
    )


async def insert_missing(session: AsyncSession, table: type[Base], rows: Sequence[Values]) -> None:
    """Insert those rows whose key is not taken; the others, made by another process, stay as they are."""
    if rows:
        await session.execute(_missing_inserted(session.get_bind().dialect.name, table), list(rows))


@cache
def _missing_inserted(dialect: str, table: type[Base]) -> Insert:
    """Built once, and on the table: on its rows' class it would be put together anew at every click."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table_of(table))
    missing: Insert = statement.on_conflict_do_nothing()
    return missing


_PLANNED_COLUMNS = (
    "id", "subject", "key", "state", "is_pinned", "due_at", "operation", "recipient",
    "thread_of", "target_key", "context", "priority", "expires_at",
)  # fmt: skip
_UNDER_SUBJECTS = select(*(_TABLE.c[name] for name in _PLANNED_COLUMNS)).where(
    _TABLE.c.workspace_id == bindparam("workspace_id"),
    _TABLE.c.subject.in_(bindparam("subjects", expanding=True)),
    _TABLE.c.kind.not_in(bindparam("other_than", expanding=True)),
)


async def rows_under(
    session: AsyncSession, workspace_id: str, subjects: Collection[str], *, other_than: Collection[str]
) -> Sequence[Row[Any]]:
    """What there is under these subjects in any state, without the kinds `other_than`.

    Columns, not objects: every click compares them, and makes nothing else of them.
    """
    asked = {"workspace_id": workspace_id, "subjects": list(subjects), "other_than": list(other_than)}
    return (await session.execute(_UNDER_SUBJECTS, asked)).all()


async def want_again(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Insert coalesced rows, or want the ones there are once more.

    A planned row keeps its time, or a row touched every second would never be sent; unless it is wanted
    sooner, and has not been tried. A row that is being sent stays so: settling sees the higher revision and
    plans it again.
    """
    if rows:
        await session.execute(_wanted_again(session.get_bind().dialect.name), list(rows))


@cache
def _wanted_again(dialect: str) -> Insert:
    """Built once for each kind of database: every click wants an edit, and building this takes long."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(_TABLE)
    new = statement.excluded
    # Not `in_`: its parameters cannot be expanded when many rows go at once.
    is_waiting = or_(DeliveryRow.state == "planned", DeliveryRow.state == "sending")
    is_hurried = and_(
        DeliveryRow.state == "planned", DeliveryRow.attempts == 0, new.due_at < DeliveryRow.due_at
    )
    again: Insert = statement.on_conflict_do_update(
        index_elements=["workspace_id", "key"],
        set_={
            "revision": DeliveryRow.revision + 1,
            "state": case((DeliveryRow.state == "sending", "sending"), else_="planned"),
            "due_at": case((is_hurried, new.due_at), (is_waiting, DeliveryRow.due_at), else_=new.due_at),
            "next_attempt_at": case(
                (is_hurried, new.next_attempt_at),
                (is_waiting, DeliveryRow.next_attempt_at),
                else_=new.next_attempt_at,
            ),
            "attempts": case((is_waiting, DeliveryRow.attempts), else_=0),
            "sending_since": case((is_waiting, DeliveryRow.sending_since), else_=None),
            "expires_at": case(
                (DeliveryRow.expires_at > new.expires_at, DeliveryRow.expires_at), else_=new.expires_at
            ),
            "context": new.context,
            "target_key": new.target_key,
            "recipient": new.recipient,
        },
    )
    return again


async def claim_lanes(
    session: AsyncSession,
    *,
    holder: str,
    workspaces: Sequence[str],
    now: datetime,
    until: datetime,
    at_most: int,
) -> list[str]:
    """Take the lanes of `workspaces` that are free, or whose holder's lease ran out. One guarded statement.

    On PostgreSQL two workers that claim at once skip what the other is just taking.
    """
    await insert_missing(session, LaneRow, [{"workspace_id": workspace} for workspace in workspaces])
    free = (
        select(LaneRow.workspace_id)
        .where(
            LaneRow.workspace_id.in_(workspaces),
            or_(LaneRow.holder.is_(None), LaneRow.holder == holder, LaneRow.leased_until <= now),
        )
        .order_by(LaneRow.workspace_id)
        .limit(at_most)
        .with_for_update(skip_locked=True)  # SQLite has no such words, and needs none: it has one writer
    )
    taken = await session.scalars(
        update(LaneRow)
        .where(LaneRow.workspace_id.in_(free.scalar_subquery()))
        .values(holder=holder, leased_until=until)
        .returning(LaneRow.workspace_id)
        .execution_options(synchronize_session=False)
    )
    return list(taken)


async def hold_rows(session: AsyncSession, ids: Sequence[int]) -> None:
    """Lock these rows until the end of the transaction, in the order of their keys.

    In that order people's requests come to them, too (an announcement, then one Home after the other). In
    any other, two transactions could each hold what the other waits for.
    """
    if ids and session.get_bind().dialect.name == "postgresql":
        rows = select(DeliveryRow.id).where(DeliveryRow.id.in_(ids)).order_by(DeliveryRow.key)
        await session.execute(rows.with_for_update())


async def change_rows(session: AsyncSession, rows: Sequence[Values], *, only_in: Sequence[str]) -> None:
    """Change many rows in as few statements as can be: one for all that change the same columns.

    Each row: `row_id` and the columns' new values. Rows that are in none of the states `only_in` (any more)
    are left alone.
    """
    alike: dict[frozenset[str], list[Values]] = {}
    for row in rows:
        alike.setdefault(frozenset(row) - {"row_id"}, []).append(row)
    connection = await session.connection()
    for names, group in alike.items():
        values = [{"row_id": row["row_id"]} | {f"new_{name}": row[name] for name in names} for row in group]
        await connection.execute(_rows_changed(names, tuple(only_in)), values)


@cache  # few are the sets of columns that change together
def _rows_changed(names: frozenset[str], only_in: tuple[str, ...]) -> Update:
    return (
        update(_TABLE)
        .where(_TABLE.c.id == bindparam("row_id"), or_(*(_TABLE.c.state == state for state in only_in)))
        .values({name: bindparam(f"new_{name}", type_=_TABLE.c[name].type) for name in sorted(names)})
    )


async def plan_again(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Coalesced rows wanted again while they were being sent. Each row: `row_id`, `sent_revision`, `due`."""
    if rows:
        connection = await session.connection()
        await connection.execute(_planned_again(), list(rows))


@cache
def _planned_again() -> Update:
    due = bindparam("due", type_=_TABLE.c.due_at.type)
    return (
        update(_TABLE)
        .where(_TABLE.c.id == bindparam("row_id"), _TABLE.c.revision > bindparam("sent_revision"))
        .values(state="planned", due_at=due, next_attempt_at=due, attempts=0, sending_since=None)
    )
