"""Teams with their people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_into
from storage.tables import AuditRow, PersonRow, TeamPersonRow, TeamRow

_TEAMS, _PEOPLE = table_of(TeamRow), table_of(TeamPersonRow)
_ASKED_AT_ONCE = 500  # well under the number of variables either database takes

_WHOLE = select(*_TEAMS.c).where(_TEAMS.c.id.in_(bindparam("ids", expanding=True)))
_EVERYBODY = (
    select(_PEOPLE.c.team_id, _PEOPLE.c.user_id, _PEOPLE.c.is_observer)
    .where(_PEOPLE.c.team_id.in_(bindparam("ids", expanding=True)))
    .order_by(_PEOPLE.c.user_id)
)


@dataclass(frozen=True, slots=True)
class WholeTeam:
    """A team's columns and its people, by id."""

    row: Row[Any]
    members: list[str] = field(default_factory=list)
    observers: list[str] = field(default_factory=list)


async def load_teams(session: AsyncSession, ids: Collection[int]) -> dict[int, WholeTeam]:
    """Those of these teams that exist."""
    found: dict[int, WholeTeam] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        asked = {"ids": wanted[start : start + _ASKED_AT_ONCE]}
        found |= {row.id: WholeTeam(row) for row in await session.execute(_WHOLE, asked)}
        for team_id, user_id, is_observer in await session.execute(_EVERYBODY, asked):
            whole = found[team_id]
            (whole.observers if is_observer else whole.members).append(user_id)
    return found


async def hold_team(session: AsyncSession, team_id: int) -> None:
    """Hold the row until the end of the transaction: two editors come one after the other."""
    await session.execute(select(TeamRow.id).where(TeamRow.id == team_id).with_for_update())


async def teams_in(session: AsyncSession, community_id: int) -> list[int]:
    """The community's teams, in order of name."""
    query = select(TeamRow.id).where(TeamRow.community_id == community_id)
    return list(await session.scalars(query.order_by(TeamRow.name_key)))


async def teams_of(session: AsyncSession, community_id: int, user_id: str) -> list[int]:
    """The teams this person is in, as observer too, in order of name."""
    query = (
        select(TeamRow.id)
        .join(TeamPersonRow, TeamPersonRow.team_id == TeamRow.id)
        .where(TeamRow.community_id == community_id, TeamPersonRow.user_id == user_id)
    )
    return list(await session.scalars(query.order_by(TeamRow.name_key)))


async def teams_with_roles(session: AsyncSession, community_id: int, user_ids: Collection[str]) -> list[int]:
    """The teams one of these people, who may be a whole roster, leads, takes notes or decides in."""
    query = select(TeamRow.id, TeamRow.lead, TeamRow.note_taker, TeamRow.decision_maker).where(
        TeamRow.community_id == community_id
    )
    wanted = set(user_ids)
    rows = await session.execute(query)
    return sorted(row.id for row in rows if wanted & {row.lead, row.note_taker, row.decision_maker})


async def insert_team(session: AsyncSession, values: Values) -> int | None:
    """The new team's id, or `None` when a team of that name is there (perhaps since a moment ago)."""
    statement = insert_into(session, TeamRow).values(values).on_conflict_do_nothing()
    team_id: int | None = await session.scalar(statement.returning(TeamRow.id))
    return team_id


async def find_team_named(session: AsyncSession, community_id: int, name_key: str) -> int | None:
    query = select(TeamRow.id).where(TeamRow.community_id == community_id, TeamRow.name_key == name_key)
    found: int | None = await session.scalar(query)
    return found


async def update_team(session: AsyncSession, team_id: int, values: Values) -> None:
    await session.execute(update(TeamRow).where(TeamRow.id == team_id).values(values))


async def last_changer(session: AsyncSession, workspace_id: str, subject: str) -> str | None:
    """The name of whoever did something to this subject last."""
    person = (PersonRow.workspace_id == AuditRow.workspace_id) & (PersonRow.user_id == AuditRow.user_id)
    query = (
        select(PersonRow.name)
        .select_from(AuditRow)
        .outerjoin(PersonRow, person)
        .where(AuditRow.workspace_id == workspace_id, AuditRow.subject == subject)
        .order_by(AuditRow.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def replace_people(
    session: AsyncSession, workspace_id: str, team_id: int, people: Sequence[tuple[str, bool]]
) -> None:
    """Make these the people of the team: each an id, and whether they only observe."""
    await session.execute(delete(TeamPersonRow).where(TeamPersonRow.team_id == team_id))
    rows = [
        {"workspace_id": workspace_id, "team_id": team_id, "user_id": user_id, "is_observer": is_observer}
        for user_id, is_observer in people
    ]
    if rows:
        await session.execute(insert(TeamPersonRow), rows)


async def clear_roles(session: AsyncSession, team_ids: Collection[int], user_ids: Collection[str]) -> None:
    """These people lead, take notes or decide in these teams no longer."""
    for role in (TeamRow.lead, TeamRow.note_taker, TeamRow.decision_maker):
        held = update(TeamRow).where(TeamRow.id.in_(team_ids), role.in_(user_ids))
        await session.execute(held.values({role: None}))
