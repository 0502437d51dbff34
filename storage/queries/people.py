"""The people of a workspace as the bot knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import table_of
from storage.queries.deliveries import Values, insert_into
from storage.tables import CommunityRow, MemberRow, PersonRow

_Item = TypeVar("_Item")

_PEOPLE, _MEMBERS, _COMMUNITIES = table_of(PersonRow), table_of(MemberRow), table_of(CommunityRow)
_AMONG = _PEOPLE.c.user_id.in_(bindparam("user_ids", expanding=True))

_ASKED_AT_ONCE = 500  # well under the number of variables either database takes


async def list_people(session: AsyncSession, workspace_id: str, user_ids: Collection[str]) -> list[PersonRow]:
    """Those of `user_ids` the bot has heard of."""
    found: list[PersonRow] = []
    for chunk in _chunks(sorted(user_ids)):
        query = select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.user_id.in_(chunk))
        found += await session.scalars(query)
    return found


async def keep_people(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Insert these people, or write over what was known of them (not when they opened their Home)."""
    for chunk in _chunks(rows):
        statement = insert_into(session, PersonRow)
        described = ("name", "zone", "is_bot", "is_guest", "is_deactivated", "job", "seen_at")
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "user_id"],
                set_={name: statement.excluded[name] for name in described},
            ),
            list(chunk),
        )


async def note_home_opened(session: AsyncSession, workspace_id: str, user_id: str, now: datetime) -> None:
    """Remember that this person has a Home to refresh; somebody unheard of gets a row without a name."""
    statement = insert_into(session, PersonRow).values(
        workspace_id=workspace_id, user_id=user_id, name="", zone=None, is_bot=False, is_guest=False,
        is_deactivated=False, home_opened_at=now, seen_at=now,
    )  # fmt: skip
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "user_id"], set_={"home_opened_at": now}
        )
    )


async def home_openers(
    session: AsyncSession, community_id: int, user_ids: Collection[str] | None, *, facilitators_only: bool
) -> dict[str, list[str]]:
    """Who has opened their Home, by workspace: of these, or of a community's members or facilitators."""
    query = _openers(are_members=user_ids is None or facilitators_only, facilitators_only=facilitators_only)
    asked: dict[str, object] = {"community_id": community_id}
    if user_ids is not None:
        query = query.where(_AMONG)
        asked["user_ids"] = list(user_ids)
    openers: dict[str, list[str]] = {}
    for workspace_id, user_id in await session.execute(query, asked):
        openers.setdefault(workspace_id, []).append(user_id)
    return openers


@cache  # nearly every change asks this
def _openers(*, are_members: bool, facilitators_only: bool) -> Select[str, str]:
    query = select(_PEOPLE.c.workspace_id, _PEOPLE.c.user_id).where(_PEOPLE.c.home_opened_at.is_not(None))
    community_id: BindParameter[int] = bindparam("community_id")
    if are_members:
        is_member = and_(
            _MEMBERS.c.workspace_id == _PEOPLE.c.workspace_id, _MEMBERS.c.user_id == _PEOPLE.c.user_id
        )
        query = query.join(_MEMBERS, is_member).where(
            _MEMBERS.c.community_id == community_id, _MEMBERS.c.left_at.is_(None)
        )
    else:
        query = query.join(_COMMUNITIES, _COMMUNITIES.c.workspace_id == _PEOPLE.c.workspace_id).where(
            _COMMUNITIES.c.id == community_id
        )
    if facilitators_only:
        query = query.where(_MEMBERS.c.is_facilitator)
    return query.order_by(_PEOPLE.c.user_id)


def _chunks(items: Sequence[_Item]) -> Iterable[Sequence[_Item]]:
    return (items[start : start + _ASKED_AT_ONCE] for start in range(0, len(items), _ASKED_AT_ONCE))
