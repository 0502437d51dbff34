"""Digests: stored period boundaries, and what was posted, kept as posted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class DigestRow(Base):
    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("community_id", "covers_from"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    covers_from: Mapped[datetime]
    covers_to: Mapped[datetime | None]  # null while the period is open; the next one begins here
    due_at: Mapped[datetime]
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
