"""The workspaces the bot is installed in, and OAuth visits under way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import OAuthStateRow, WorkspaceRow


async def save_workspace(session: AsyncSession, workspace_id: str, values: Mapping[str, Any]) -> None:
    """Insert or replace the columns given; an installation that comes back is installed again."""
    row = await session.get(WorkspaceRow, workspace_id)
    if row is None:
        session.add(WorkspaceRow(id=workspace_id, **values))
        return
    for name, value in values.items():
        setattr(row, name, value)


async def find_workspace(session: AsyncSession, workspace_id: str) -> WorkspaceRow | None:
    """The workspace's row while the bot is installed there."""
    query = select(WorkspaceRow).where(WorkspaceRow.id == workspace_id, WorkspaceRow.uninstalled_at.is_(None))
    return (await session.execute(query)).scalar_one_or_none()


async def list_installed(session: AsyncSession) -> list[WorkspaceRow]:
    query = select(WorkspaceRow).where(WorkspaceRow.uninstalled_at.is_(None)).order_by(WorkspaceRow.id)
    return list((await session.execute(query)).scalars())


async def mark_uninstalled(session: AsyncSession, workspace_id: str, now: datetime) -> None:
    """Forget the token: it is dead, or no longer ours to use."""
    gone = update(WorkspaceRow).where(WorkspaceRow.id == workspace_id)
    await session.execute(gone.values(bot_token=None, uninstalled_at=now))


async def features_of(session: AsyncSession, workspace_id: str) -> Mapping[str, Any]:
    """What the workspace's Slack was seen to take or refuse; empty while nothing is known."""
    query = select(WorkspaceRow.features).where(WorkspaceRow.id == workspace_id)
    return (await session.execute(query)).scalar_one_or_none() or {}


async def note_feature(session: AsyncSession, workspace_id: str, feature: str, *, has: bool) -> None:
    """Remember whether the workspace has a feature. Nothing is kept of a workspace the bot does not know."""
    row = await session.get(WorkspaceRow, workspace_id, with_for_update=True)
    if row is not None:
        row.features = {**row.features, feature: has}


async def add_oauth_state(session: AsyncSession, state: str, expires_at: datetime, now: datetime) -> None:
    """Remember a visit that begins; those that never came back are swept out on the way."""
    await session.execute(delete(OAuthStateRow).where(OAuthStateRow.expires_at <= now))
    session.add(OAuthStateRow(state=state, expires_at=expires_at))


async def take_oauth_state(session: AsyncSession, state: str, now: datetime) -> bool:
    """Whether this visit was under way; it is not any more. Of two takers at once one hears yes.

    One DELETE answers and takes in one: select-then-delete lets ten callers with one state all through.
    """
    taken = delete(OAuthStateRow).where(OAuthStateRow.state == state).returning(OAuthStateRow.expires_at)
    expires_at = (await session.execute(taken)).scalar_one_or_none()
    return expires_at is not None and expires_at > now
