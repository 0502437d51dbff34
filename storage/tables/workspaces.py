"""Slack workspaces the bot is installed in, and the people it knows there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class WorkspaceRow(Base):
    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(primary_key=True)  # Slack's team id
    name: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str]
    bot_token: Mapped[bytes | None] = mapped_column(LargeBinary)  # encrypted; null in single-workspace mode
    scopes: Mapped[str] = mapped_column(default="")
    features: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what this workspace was seen to refuse
    installed_at: Mapped[datetime]
    uninstalled_at: Mapped[datetime | None]


class OAuthStateRow(Base):
    """A visit to Slack's consent page that has not come back yet; it may come back once."""

    __tablename__ = "oauth_states"

    state: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PersonRow(Base):
    __tablename__ = "people"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str | None]  # IANA, from the person's Slack profile
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    job: Mapped[str] = mapped_column(default="", server_default="")  # what their profile says they do
    home_opened_at: Mapped[datetime | None]  # only those who opened their Home get it refreshed
    seen_at: Mapped[datetime]
