"""What check-ins write, and what is counted over many cycles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_into
from storage.tables import (
    CheckinRow,
    CycleRow,
    DeliveryRow,
    LearningRow,
    MeasureRow,
    ObservationRow,
)

_CHECKINS, _CYCLES, _OBSERVATIONS = table_of(CheckinRow), table_of(CycleRow), table_of(ObservationRow)

# --- check-ins ----------------------------------------------------------------------------------------------


async def insert_checkin(session: AsyncSession, values: Values) -> int:
    checkin_id: int = (
        await session.execute(insert(_CHECKINS).values(values).returning(_CHECKINS.c.id))
    ).scalar_one()
    return checkin_id


async def update_checkin(session: AsyncSession, checkin_id: int, values: Values) -> None:
    await session.execute(update(_CHECKINS).where(_CHECKINS.c.id == checkin_id).values(values))


async def answer_to(session: AsyncSession, cycle_id: int, which: str, user_id: str) -> CheckinRow | None:
    """This person's check-in that answered the question; the newest, should there be more."""
    query = select(CheckinRow).where(
        CheckinRow.cycle_id == cycle_id, CheckinRow.prompt == which, CheckinRow.noted_by == user_id
    )
    query = query.order_by(CheckinRow.id.desc()).limit(1).execution_options(populate_existing=True)
    found: CheckinRow | None = await session.scalar(query)
    return found


async def note_status(session: AsyncSession, cycle_id: int, status: str, now: datetime) -> None:
    """How the cycle goes. Its version stays: a check-in is no edit, nor in the way of one."""
    of_this = update(_CYCLES).where(_CYCLES.c.id == cycle_id)
    await session.execute(of_this.values(status=status, checked_in_at=now))


# --- observations -------------------------------------------------------------------------------------------


async def keep_observations(session: AsyncSession, rows: Sequence[Values]) -> None:
    """A value takes the place of an earlier one for the same measure and day."""
    if not rows:
        return
    statement = insert_into(session, ObservationRow)
    new = {name: statement.excluded[name] for name in ("value", "checkin_id", "noted_at")}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["measure_id", "observed_on"], set_=new), list(rows)
    )


async def values_on(
    session: AsyncSession, measure_ids: Collection[int], days: Collection[date]
) -> dict[tuple[int, date], float]:
    """The values there are of these measures on these days, by measure and day."""
    query = select(_OBSERVATIONS.c.measure_id, _OBSERVATIONS.c.observed_on, _OBSERVATIONS.c.value).where(
        _OBSERVATIONS.c.measure_id.in_(measure_ids), _OBSERVATIONS.c.observed_on.in_(days)
    )
    found = await session.execute(query)
    return {(measure_id, day): value for measure_id, day, value in found}


async def count_observations(
    session: AsyncSession, community_id: int, since: datetime, until: datetime
) -> int:
    """How many were noted in [since, until) in the community's cycles."""
    query = (
        select(func.count())
        .select_from(ObservationRow)
        .join(MeasureRow, MeasureRow.id == ObservationRow.measure_id)
        .join(CycleRow, CycleRow.id == MeasureRow.cycle_id)
        .where(
            CycleRow.community_id == community_id,
            ObservationRow.noted_at >= since,
            ObservationRow.noted_at < until,
        )
    )
    return (await session.execute(query)).scalar_one()


# --- many cycles --------------------------------------------------------------------------------------------


async def cycles_of_year(session: AsyncSession, community_id: int, since: datetime) -> list[int]:
    """The community's cycles that are open, or were closed at or after `since`."""
    query = select(_CYCLES.c.id).where(
        _CYCLES.c.community_id == community_id,
        or_(_CYCLES.c.stage != "done", _CYCLES.c.closed_at >= since),
    )
    return sorted(await session.scalars(query))


async def newest_cycles(session: AsyncSession, community_id: int, most: int) -> list[int]:
    """The community's newest cycles, open or acted on."""
    query = (
        select(_CYCLES.c.id)
        .where(_CYCLES.c.community_id == community_id, _CYCLES.c.closed_early.is_(False))
        .order_by(_CYCLES.c.id.desc())
        .limit(most)
    )
    return sorted(await session.scalars(query))


async def closed_to_report(session: AsyncSession, community_id: int, most: int) -> list[int]:
    """Cycles that are over and that no digest has told, oldest first."""
    query = (
        select(_CYCLES.c.id)
        .where(
            _CYCLES.c.community_id == community_id,
            _CYCLES.c.stage == "done",
            _CYCLES.c.digest_id.is_(None),
        )
        .order_by(_CYCLES.c.closed_at, _CYCLES.c.id)
        .limit(most)
    )
    return list(await session.scalars(query))


async def assign_cycles(session: AsyncSession, ids: Collection[int], digest_id: int) -> None:
    if ids:
        await session.execute(update(_CYCLES).where(_CYCLES.c.id.in_(ids)).values(digest_id=digest_id))


# --- learnings ----------------------------------------------------------------------------------------------


async def name_learnings(session: AsyncSession, cycle_id: int, was: str, kind: str) -> list[LearningRow]:
    """What was shared when the cycle was studied, and is of the kind it `was` given then, is of this `kind`.

    What somebody gave another kind by hand keeps it, and what a digest has told stays as told. Gives those
    that changed.
    """
    of_this = update(LearningRow).where(
        LearningRow.cycle_id == cycle_id,
        LearningRow.via == "",
        LearningRow.kind == was,
        LearningRow.digest_id.is_(None),
        LearningRow.withdrawn_at.is_(None),
    )
    changed = of_this.values(kind=kind).returning(LearningRow)
    return list(await session.scalars(changed.execution_options(populate_existing=True)))


# --- what was told ------------------------------------------------------------------------------------------

_STATES = select(DeliveryRow.key, DeliveryRow.state).where(
    DeliveryRow.workspace_id == bindparam("workspace_id"),
    DeliveryRow.key.in_(bindparam("keys", expanding=True)),
)


async def states_of(session: AsyncSession, workspace_id: str, keys: Collection[str]) -> dict[str, str]:
    """The state of each of these messages; those never planned are missing."""
    found = await session.execute(_STATES, {"workspace_id": workspace_id, "keys": list(keys)})
    return {row.key: row.state for row in found}


async def note_on(session: AsyncSession, workspace_id: str, keys: Collection[str], note: str) -> None:
    """Put a line of a facilitator under these messages, which are still to be sent."""
    of_these = update(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.key.in_(keys), DeliveryRow.state == "planned"
    )
    await session.execute(of_these.values(note=note))
