"""PDSA cycles with what hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_into
from storage.queries.teams import WholeTeam, load_teams
from storage.tables import (
    CheckinRow,
    CommunityRow,
    CycleEventRow,
    CyclePromptRow,
    CycleRow,
    DeliveryRow,
    MeasureRow,
    MemberRow,
    ObservationRow,
    PersonRow,
    ProblemRow,
)

_CYCLES, _MEASURES, _OBSERVATIONS = table_of(CycleRow), table_of(MeasureRow), table_of(ObservationRow)
_CHECKINS, _PROMPTS, _COMMUNITIES = table_of(CheckinRow), table_of(CyclePromptRow), table_of(CommunityRow)
OPEN = ("plan", "do", "study", "act")  # named each, for the index
_ASKED_AT_ONCE = 500  # well under the number of variables either database takes

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_WHOLE: Select[Any] = (
    select(
        *_CYCLES.c,
        _COMMUNITIES.c.name.label("community_name"),
        _COMMUNITIES.c.home_channel,
        _COMMUNITIES.c.zone,
        _COMMUNITIES.c.year_starts_on,
    )
    .join(_COMMUNITIES, _COMMUNITIES.c.id == _CYCLES.c.community_id)
    .where(_CYCLES.c.id.in_(_IDS))
)
_MEASURES_OF = (
    select(*_MEASURES.c)
    .where(_MEASURES.c.cycle_id.in_(_IDS))
    .order_by(_MEASURES.c.cycle_id, _MEASURES.c.position)
)
_NEXT_OF = (
    select(_CYCLES.c.previous_id, func.min(_CYCLES.c.id).label("next_id"))
    .where(_CYCLES.c.previous_id.in_(_IDS))
    .group_by(_CYCLES.c.previous_id)
)
_SIBLING_COLUMNS = (
    _CYCLES.c.id,
    _CYCLES.c.community_id,
    _CYCLES.c.team_id,
    _CYCLES.c.lead,
    _CYCLES.c.starts_on,
)
_OF_TEAMS: Select[Any] = select(*_SIBLING_COLUMNS).where(_CYCLES.c.team_id.in_(_IDS))
_ALONE: Select[Any] = select(*_SIBLING_COLUMNS).where(
    _CYCLES.c.team_id.is_(None),
    _CYCLES.c.community_id.in_(_IDS),
    _CYCLES.c.lead.in_(bindparam("leads", expanding=True)),
)
_OBSERVED = (
    select(_OBSERVATIONS.c.measure_id, _OBSERVATIONS.c.observed_on, _OBSERVATIONS.c.value)
    .where(_OBSERVATIONS.c.measure_id.in_(_IDS))
    .order_by(_OBSERVATIONS.c.measure_id, _OBSERVATIONS.c.observed_on)
)


@dataclass(frozen=True, slots=True)
class WholeCycle:
    """A cycle's columns, of its community `community_name`, `home_channel`, `zone`; and what hangs on it."""

    row: Row[Any]
    team: WholeTeam | None
    measures: tuple[Row[Any], ...]  # in order of position
    number: int  # the how-manieth of its team, or of this person alone, in its school year
    next_id: int | None


async def load_cycles(session: AsyncSession, ids: Collection[int]) -> dict[int, WholeCycle]:
    """Those of these cycles that exist, in a handful of statements for each 500."""
    found: dict[int, WholeCycle] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        found |= await _load(session, wanted[start : start + _ASKED_AT_ONCE])
    return found


async def load_cycle(
    session: AsyncSession, workspace_id: str, cycle_id: int, *, to_change: bool = False
) -> WholeCycle | None:
    """`to_change` holds the row until the end of the transaction: two people come one after the other."""
    if to_change:
        await session.execute(select(CycleRow.id).where(CycleRow.id == cycle_id).with_for_update())
    found = (await load_cycles(session, [cycle_id])).get(cycle_id)
    return found if found is not None and found.row.workspace_id == workspace_id else None


async def _load(session: AsyncSession, ids: Sequence[int]) -> dict[int, WholeCycle]:
    rows = (await session.execute(_WHOLE, {"ids": ids})).all()
    teams = await load_teams(session, {row.team_id for row in rows if row.team_id is not None})
    measures: dict[int, list[Row[Any]]] = defaultdict(list)
    for measure in await session.execute(_MEASURES_OF, {"ids": ids}):
        measures[measure.cycle_id].append(measure)
    next_ids = {row.previous_id: row.next_id for row in await session.execute(_NEXT_OF, {"ids": ids})}
    numbers = await _numbers(session, rows)
    return {
        row.id: WholeCycle(
            row, teams.get(row.team_id), tuple(measures[row.id]), numbers[row.id], next_ids.get(row.id)
        )
        for row in rows
    }


async def _numbers(session: AsyncSession, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Each cycle's number among its owner's of the same school year, in the order they were started."""
    years: dict[tuple[object, ...], list[int]] = defaultdict(list)
    begins = {row.community_id: row.year_starts_on for row in rows}
    for sibling in await _siblings(session, rows):
        years[(*_owner(sibling), school_year(sibling.starts_on, begins[sibling.community_id]))].append(
            sibling.id
        )
    numbers = {}
    for row in rows:
        there = years.get((*_owner(row), school_year(row.starts_on, row.year_starts_on)), [])
        numbers[row.id] = max(1, sum(sibling <= row.id for sibling in there))
    return numbers


async def _siblings(session: AsyncSession, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    teams = {row.team_id for row in rows if row.team_id is not None}
    alone = [row for row in rows if row.team_id is None and row.lead is not None]
    found: list[Row[Any]] = []
    if teams:
        found += (await session.execute(_OF_TEAMS, {"ids": list(teams)})).all()
    if alone:
        communities, leads = {row.community_id for row in alone}, {row.lead for row in alone}
        found += (await session.execute(_ALONE, {"ids": list(communities), "leads": list(leads)})).all()
    # A team moved to another community does not exist; a stray row of one is left out all the same.
    known = {row.community_id for row in rows}
    return [row for row in found if row.community_id in known]


def _owner(row: Row[Any]) -> tuple[object, object]:
    """The team, or the community and the person."""
    return ("team", row.team_id) if row.team_id is not None else (row.community_id, row.lead)


def school_year(day: date, year_starts_on: date) -> int:
    """The year in which the school year of `day` began; every year begins on the same day of the calendar."""
    has_begun = (day.month, day.day) >= (year_starts_on.month, year_starts_on.day)
    return day.year if has_begun else day.year - 1


async def insert_cycle(session: AsyncSession, values: Values) -> int:
    cycle_id: int = (
        await session.execute(insert(CycleRow).values(values).returning(CycleRow.id))
    ).scalar_one()
    return cycle_id


async def update_cycle(session: AsyncSession, cycle_id: int, values: Values) -> None:
    """Change these columns; the version rises by one."""
    statement = update(CycleRow).where(CycleRow.id == cycle_id)
    await session.execute(statement.values(values | {"version": CycleRow.version + 1}))


async def keep_measures(session: AsyncSession, cycle_id: int, measures: Sequence[Values]) -> None:
    """Make these the measures, by their `position`; one that stays keeps its id, and with it its values."""
    positions = [measure["position"] for measure in measures]
    there = select(MeasureRow.position).where(MeasureRow.cycle_id == cycle_id)
    known = set(await session.scalars(there))
    await session.execute(
        delete(MeasureRow).where(MeasureRow.cycle_id == cycle_id, MeasureRow.position.not_in(positions))
    )
    for measure in measures:
        if measure["position"] in known:
            kept = update(MeasureRow).where(
                MeasureRow.cycle_id == cycle_id, MeasureRow.position == measure["position"]
            )
            await session.execute(kept.values(measure))
        else:
            await session.execute(insert(MeasureRow).values(measure | {"cycle_id": cycle_id}))


async def observed(
    session: AsyncSession, measure_ids: Collection[int]
) -> dict[int, list[tuple[date, float]]]:
    """The values of each of these measures in order of time."""
    found: dict[int, list[tuple[date, float]]] = defaultdict(list)
    wanted = sorted(measure_ids)
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        asked = {"ids": wanted[start : start + _ASKED_AT_ONCE]}
        for measure_id, observed_on, value in await session.execute(_OBSERVED, asked):
            found[measure_id].append((observed_on, value))
    return found


async def observed_in(session: AsyncSession, checkin_ids: Collection[int]) -> list[ObservationRow]:
    """The values these check-ins brought, in order of measure and time."""
    if not checkin_ids:
        return []
    query = select(ObservationRow).where(ObservationRow.checkin_id.in_(checkin_ids))
    return list(await session.scalars(query.order_by(ObservationRow.measure_id, ObservationRow.observed_on)))


async def count_checkins(session: AsyncSession, cycle_ids: Collection[int]) -> dict[int, int]:
    query = select(CheckinRow.cycle_id, func.count().label("checkins")).where(
        CheckinRow.cycle_id.in_(cycle_ids)
    )
    rows = await session.execute(query.group_by(CheckinRow.cycle_id))
    return {row.cycle_id: row.checkins for row in rows}


async def last_checkins(session: AsyncSession, cycle_ids: Collection[int]) -> dict[int, CheckinRow]:
    """The newest check-in of each of these cycles that has any."""
    newest = (
        select(func.max(CheckinRow.id))
        .where(CheckinRow.cycle_id.in_(cycle_ids))
        .group_by(CheckinRow.cycle_id)
    )
    query = select(CheckinRow).where(CheckinRow.id.in_(newest)).execution_options(populate_existing=True)
    return {row.cycle_id: row for row in await session.scalars(query)}


async def find_checkin(session: AsyncSession, checkin_id: int) -> CheckinRow | None:
    return await session.get(CheckinRow, checkin_id, populate_existing=True)


async def prompts_of(session: AsyncSession, cycle_ids: Collection[int]) -> list[CyclePromptRow]:
    """What became of what these cycles were asked."""
    query = select(CyclePromptRow).where(CyclePromptRow.cycle_id.in_(cycle_ids))
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def find_event(session: AsyncSession, event_id: int) -> CycleEventRow | None:
    return await session.get(CycleEventRow, event_id)


async def insert_event(session: AsyncSession, values: Values) -> int:
    statement = insert(CycleEventRow).values(values).returning(CycleEventRow.id)
    event_id: int = (await session.execute(statement)).scalar_one()
    return event_id


async def checkin_events(session: AsyncSession, cycle_id: int) -> list[CycleEventRow]:
    """The entries of its story that tell of check-ins, the newest first."""
    query = select(CycleEventRow).where(
        CycleEventRow.cycle_id == cycle_id, CycleEventRow.what == "checked_in"
    )
    return list(await session.scalars(query.order_by(CycleEventRow.id.desc())))


async def send_at(session: AsyncSession, workspace_id: str, keys: Collection[str], at: datetime) -> bool:
    """Have what is planned of these messages sent at this instant; `False`: none of them waits any more."""
    if not keys:
        return False
    waiting = update(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id, DeliveryRow.key.in_(keys), DeliveryRow.state == "planned"
    )
    moved = waiting.values(due_at=at, next_attempt_at=at).returning(DeliveryRow.id)
    return bool((await session.scalars(moved.execution_options(synchronize_session=False))).all())


@dataclass(frozen=True, slots=True)
class ReachableRow:
    """A member who belongs now and whose account works."""

    user_id: str
    is_facilitator: bool
    stopped: Sequence[str]


async def reachable(
    session: AsyncSession, community_id: int, user_ids: Collection[str]
) -> list[ReachableRow]:
    """Those of these people, and the facilitators, who can be asked something; in order of id."""
    account = (PersonRow.workspace_id == MemberRow.workspace_id) & (PersonRow.user_id == MemberRow.user_id)
    query = (
        select(MemberRow.user_id, MemberRow.is_facilitator, MemberRow.stopped)
        .outerjoin(PersonRow, account)
        .where(
            MemberRow.community_id == community_id,
            MemberRow.left_at.is_(None),
            or_(MemberRow.is_facilitator, MemberRow.user_id.in_(user_ids)),
            func.coalesce(PersonRow.is_deactivated, False).is_(False),
            func.coalesce(PersonRow.is_bot, False).is_(False),
        )
    )
    rows = await session.execute(query.order_by(MemberRow.user_id))
    return [ReachableRow(user_id, is_facilitator, stopped) for user_id, is_facilitator, stopped in rows]


async def keep_prompt(
    session: AsyncSession, cycle_id: int, which: str, values: Values, *, only_if_open: bool = False
) -> bool:
    """Write what became of a question; whether it was written. `only_if_open`: not over an answer."""
    statement = insert_into(session, CyclePromptRow).values(cycle_id=cycle_id, which=which, **values)
    kept = statement.on_conflict_do_update(
        index_elements=["cycle_id", "which"],
        set_={name: statement.excluded[name] for name in values},
        where=CyclePromptRow.answered_at.is_(None) if only_if_open else None,
    )
    return await session.scalar(kept.returning(CyclePromptRow.which)) is not None


async def forget_prompts(session: AsyncSession, cycle_id: int, which: Collection[str]) -> None:
    """Ask these anew: their days have moved."""
    await session.execute(
        delete(CyclePromptRow).where(CyclePromptRow.cycle_id == cycle_id, CyclePromptRow.which.in_(which))
    )


async def asked_messages(
    session: AsyncSession, workspace_id: str, subject: str, kinds: Collection[str], which: str
) -> list[DeliveryRow]:
    """The messages that asked this and stand in somebody's direct messages, or may."""
    query = select(DeliveryRow).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject == subject,
        DeliveryRow.kind.in_(kinds),
        DeliveryRow.state.in_(("sending", "sent")),
    )
    return [row for row in await session.scalars(query) if row.context.get("which") == which]


async def take_redraws(session: AsyncSession, now: datetime, *, most: int) -> list[int]:
    """Cycles whose card is to be drawn anew because time has passed; each is taken once."""
    due = select(CycleRow.id).where(CycleRow.redraw_at <= now).order_by(CycleRow.redraw_at).limit(most)
    taken = (
        update(CycleRow)
        .where(CycleRow.id.in_(due.with_for_update(skip_locked=True).scalar_subquery()))
        .values(redraw_at=None)
        .returning(CycleRow.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(await session.scalars(taken))


async def has_redraws(session: AsyncSession, now: datetime) -> bool:
    query = select(CycleRow.id).where(CycleRow.redraw_at <= now).limit(1)
    return await session.scalar(query) is not None


async def set_redraw(session: AsyncSession, cycle_id: int, redraw_at: datetime | None) -> None:
    await session.execute(update(CycleRow).where(CycleRow.id == cycle_id).values(redraw_at=redraw_at))


async def find_problem(session: AsyncSession, community_id: int, problem_id: int) -> ProblemRow | None:
    """A problem of practice of this community that others have seen."""
    query = select(ProblemRow).where(
        ProblemRow.id == problem_id,
        ProblemRow.community_id == community_id,
        ProblemRow.state.in_(("open", "closed", "ended")),
    )
    return await session.scalar(query)


async def open_cycles_of_people(
    session: AsyncSession, community_id: int, user_ids: Collection[str]
) -> list[int]:
    """Open cycles whose lead or note taker is one of these people, who may be a whole roster."""
    query = select(CycleRow.id, CycleRow.lead, CycleRow.note_taker).where(
        CycleRow.community_id == community_id, CycleRow.stage.in_(OPEN)
    )
    wanted = set(user_ids)
    return sorted(row.id for row in await session.execute(query) if wanted & {row.lead, row.note_taker})


async def open_cycles_of_team(session: AsyncSession, team_id: int) -> list[int]:
    query = select(CycleRow.id).where(CycleRow.team_id == team_id, CycleRow.stage != "done")
    return sorted(await session.scalars(query))


async def open_cycles_in(session: AsyncSession, community_id: int) -> list[int]:
    query = select(CycleRow.id).where(CycleRow.community_id == community_id, CycleRow.stage.in_(OPEN))
    return sorted(await session.scalars(query))


async def cycles_of_person(
    session: AsyncSession, community_id: int, user_id: str, team_ids: Iterable[int]
) -> list[int]:
    """Cycles, open and over, of these teams, and those this person leads or takes notes for."""
    query = select(CycleRow.id).where(
        CycleRow.community_id == community_id,
        or_(CycleRow.team_id.in_(list(team_ids)), CycleRow.lead == user_id, CycleRow.note_taker == user_id),
    )
    return sorted(await session.scalars(query))
