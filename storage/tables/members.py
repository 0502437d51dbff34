"""Who belongs to a community, in which role, and what each has asked not to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class MemberRow(Base):
    __tablename__ = "members"
    __table_args__ = (Index(None, "workspace_id", "user_id"),)

    community_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    is_facilitator: Mapped[bool] = mapped_column(default=False)
    stopped: Mapped[list[Any]] = mapped_column(default=list)  # delivery kinds this person stopped
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
