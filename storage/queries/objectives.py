"""Objectives with their values, and the measures of PDSA cycles that tell of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_into
from storage.tables import CycleRow, MeasureRow, ObjectiveMeasureRow, ObjectiveRow, ObjectiveValueRow

_OBJECTIVES, _VALUES, _TIES = (
    table_of(ObjectiveRow),
    table_of(ObjectiveValueRow),
    table_of(ObjectiveMeasureRow),
)
_CYCLES, _MEASURES = table_of(CycleRow), table_of(MeasureRow)
_MEASURES_WITH_CYCLE: Select[Any] = select(
    *_MEASURES.c, _CYCLES.c.title.label("cycle_title"), _CYCLES.c.team_id, _CYCLES.c.lead
).join_from(_MEASURES, _CYCLES, _CYCLES.c.id == _MEASURES.c.cycle_id)

_VALUES_OF = (
    select(_VALUES.c.objective_id, _VALUES.c.observed_on, _VALUES.c.value)
    .where(_VALUES.c.objective_id.in_(bindparam("ids", expanding=True)))
    .order_by(_VALUES.c.objective_id, _VALUES.c.observed_on)
)
_TIES_OF: Select[Any] = (
    _MEASURES_WITH_CYCLE.add_columns(_TIES.c.objective_id)
    .join(_TIES, _TIES.c.measure_id == _MEASURES.c.id)
    .where(_TIES.c.objective_id.in_(bindparam("ids", expanding=True)))
    .order_by(_MEASURES.c.cycle_id, _MEASURES.c.position)
)

# Those pursued by their day, then those closed, the newest first.
PURSUED_FIRST: Sequence[ColumnElement[Any]] = (
    _OBJECTIVES.c.closed_at.is_not(None),
    _OBJECTIVES.c.closed_at.desc(),
    _OBJECTIVES.c.by_on,
    _OBJECTIVES.c.id,
)

# --- objectives ---------------------------------------------------------------------------------------------


async def objectives_in(session: AsyncSession, community_id: int) -> Sequence[Row[Any]]:
    """The community's objectives: those pursued by their day, then those closed, the newest first."""
    query = select(*_OBJECTIVES.c).where(_OBJECTIVES.c.community_id == community_id)
    return (await session.execute(query.order_by(*PURSUED_FIRST))).all()


async def find_objective(
    session: AsyncSession, workspace_id: str, objective_id: int, *, to_change: bool = False
) -> Row[Any] | None:
    """`to_change` holds the row until the end of the transaction: two people come one after the other."""
    query = select(*_OBJECTIVES.c).where(
        _OBJECTIVES.c.id == objective_id, _OBJECTIVES.c.workspace_id == workspace_id
    )
    found = await session.execute(query.with_for_update() if to_change else query)
    return found.one_or_none()


async def find_named(session: AsyncSession, community_id: int, name_key: str) -> Row[Any] | None:
    query = select(*_OBJECTIVES.c).where(
        _OBJECTIVES.c.community_id == community_id, _OBJECTIVES.c.name_key == name_key
    )
    return (await session.execute(query)).one_or_none()


async def count_open(session: AsyncSession, community_id: int) -> int:
    query = (
        select(func.count())
        .select_from(_OBJECTIVES)
        .where(_OBJECTIVES.c.community_id == community_id, _OBJECTIVES.c.closed_at.is_(None))
    )
    return (await session.execute(query)).scalar_one()


async def insert_objective(session: AsyncSession, values: Values) -> int | None:
    """Its id, or `None` when one of that name is there (perhaps since a moment ago)."""
    statement = insert_into(session, ObjectiveRow).values(values).on_conflict_do_nothing()
    objective_id: int | None = await session.scalar(statement.returning(ObjectiveRow.id))
    return objective_id


async def update_objective(session: AsyncSession, objective_id: int, values: Values) -> None:
    """Change these columns; the version rises by one."""
    of_this = update(_OBJECTIVES).where(_OBJECTIVES.c.id == objective_id)
    await session.execute(of_this.values(values | {"version": _OBJECTIVES.c.version + 1}))


async def clear_owners(session: AsyncSession, community_id: int, user_ids: Collection[str]) -> None:
    """These people, who may be a whole roster, own no objective of the community any more."""
    query = select(_OBJECTIVES.c.id, _OBJECTIVES.c.owner).where(
        _OBJECTIVES.c.community_id == community_id, _OBJECTIVES.c.owner.is_not(None)
    )
    wanted = set(user_ids)
    theirs = [row.id for row in await session.execute(query) if row.owner in wanted]
    if theirs:
        await session.execute(update(_OBJECTIVES).where(_OBJECTIVES.c.id.in_(theirs)).values(owner=None))


# --- values -------------------------------------------------------------------------------------------------


async def values_of(session: AsyncSession, ids: Collection[int]) -> dict[int, dict[date, float]]:
    """What was noted by form for each of these objectives, by day."""
    found: dict[int, dict[date, float]] = defaultdict(dict)
    for objective_id, observed_on, value in await session.execute(_VALUES_OF, {"ids": sorted(ids)}):
        found[objective_id][observed_on] = value
    return found


async def keep_value(session: AsyncSession, values: Values) -> None:
    """It takes the place of an earlier one of the same day."""
    statement = insert_into(session, ObjectiveValueRow).values(values)
    new = {name: statement.excluded[name] for name in ("value", "noted_by", "noted_at")}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["objective_id", "observed_on"], set_=new)
    )


async def take_value_back(session: AsyncSession, objective_id: int, observed_on: date) -> bool:
    """Whether there was one of that day."""
    gone = delete(_VALUES).where(_VALUES.c.objective_id == objective_id, _VALUES.c.observed_on == observed_on)
    return await session.scalar(gone.returning(_VALUES.c.id)) is not None


# --- measures of cycles that tell of it ---------------------------------------------------------------------


async def ties_of(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """The measures tied to each of these objectives, each with its `cycle_title`, `team_id` and `lead`."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await session.execute(_TIES_OF, {"ids": sorted(ids)}):
        found[row.objective_id].append(row)
    return found


async def measures_to_tie(
    session: AsyncSession, community_id: int, ends_after: date, tied: Collection[int], most: int
) -> list[Row[Any]]:
    """Measures of the community's cycles: those `tied` first, then of cycles that end later, newest first."""
    is_tied = _MEASURES.c.id.in_(sorted(tied))
    query = _MEASURES_WITH_CYCLE.where(
        _CYCLES.c.community_id == community_id, or_(_CYCLES.c.ends_on >= ends_after, is_tied)
    )
    in_order = query.order_by(is_tied.desc(), _MEASURES.c.cycle_id.desc(), _MEASURES.c.position)
    return list(await session.execute(in_order.limit(most)))


async def replace_ties(session: AsyncSession, objective_id: int, measure_ids: Collection[int]) -> None:
    await session.execute(delete(_TIES).where(_TIES.c.objective_id == objective_id))
    rows = [
        {"objective_id": objective_id, "measure_id": measure_id} for measure_id in sorted(set(measure_ids))
    ]
    if rows:
        await session.execute(insert(_TIES), rows)
