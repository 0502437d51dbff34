"""Communities: charter, settings, holidays."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class CommunityRow(Base):
    __tablename__ = "communities"
    __table_args__ = (UniqueConstraint("workspace_id", "home_channel"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(index=True)
    home_channel: Mapped[str]
    home_channel_name: Mapped[str] = mapped_column(default="")
    leaders_channel: Mapped[str | None]
    name: Mapped[str]
    purpose_whom: Mapped[str]
    purpose_shared: Mapped[str]
    purpose_practice: Mapped[str]
    zone: Mapped[str]  # IANA
    year_starts_on: Mapped[date]
    year_ends_on: Mapped[date]
    semester_ends_on: Mapped[date]
    digest_weekday: Mapped[int]  # 0 is Monday
    digest_time: Mapped[time]  # wall time in `zone`
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)  # rises with every edit: two editors at once
    roster_wanted_at: Mapped[datetime | None]  # when set, the member list is to be read from Slack again
    channel_trouble: Mapped[str | None]  # Slack's word for why the home channel cannot be posted to
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class HolidayRow(Base):
    __tablename__ = "holidays"
    __table_args__ = (Index(None, "community_id", "starts_on"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day, included
    name: Mapped[str] = mapped_column(default="")
