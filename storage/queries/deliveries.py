"""SQL of the outbox that differs between the databases, or is more than a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.tables import DeliveryRow

Values = dict[str, Any]
Insert = sqlite.Insert | postgresql.Insert


def insert_into(session: AsyncSession, table: type[Base]) -> Insert:
    """An INSERT of this session's database, which knows ON CONFLICT."""
    return (
        postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
    )


async def insert_missing(session: AsyncSession, table: type[Base], rows: Sequence[Values]) -> None:
    """Insert those rows whose key is not taken; the others, made by another process, stay as they are."""
    if rows:
        await session.execute(insert_into(session, table).on_conflict_do_nothing(), list(rows))


async def want_again(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Insert coalesced rows, or want the ones there are once more.

    A planned row keeps its time, or a row touched every second would never be sent. A row that is being
    sent stays so: settling sees the higher revision and plans it again.
    """
    if not rows:
        return
    statement = insert_into(session, DeliveryRow)
    new = statement.excluded
    is_waiting = DeliveryRow.state.in_(("planned", "sending"))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "key"],
            set_={
                "revision": DeliveryRow.revision + 1,
                "state": case((DeliveryRow.state == "sending", "sending"), else_="planned"),
                "due_at": case((is_waiting, DeliveryRow.due_at), else_=new.due_at),
                "next_attempt_at": case((is_waiting, DeliveryRow.next_attempt_at), else_=new.next_attempt_at),
                "attempts": case((is_waiting, DeliveryRow.attempts), else_=0),
                "sending_since": case((is_waiting, DeliveryRow.sending_since), else_=None),
                "expires_at": case(
                    (DeliveryRow.expires_at > new.expires_at, DeliveryRow.expires_at), else_=new.expires_at
                ),
                "context": new.context,
                "target_key": new.target_key,
                "recipient": new.recipient,
            },
        ),
        list(rows),
    )
