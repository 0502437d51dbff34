"""Convenings: one explicit row per occurrence, with its agenda, RSVPs and attendance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class ConveningRow(Base):
    __tablename__ = "convenings"
    __table_args__ = (Index(None, "community_id", "starts_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    title: Mapped[str]
    objectives: Mapped[str] = mapped_column(default="")
    # The wall time is the truth; `starts_at` and `ends_at` are derived from it and `zone`.
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    minutes: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mode: Mapped[str]  # virtual, in_person, hybrid
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    facilitator: Mapped[str | None]
    note_taker: Mapped[str | None]
    spotlight: Mapped[str] = mapped_column(default="")
    announce_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="scheduled")  # scheduled, cancelled
    cancel_reason: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)  # the calendar's SEQUENCE: rises when people must know
    version: Mapped[int] = mapped_column(default=1)  # rises with every edit: two editors at once
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class AgendaItemRow(Base):
    __tablename__ = "agenda_items"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("convenings.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    minutes: Mapped[int]


class RsvpRow(Base):
    __tablename__ = "rsvps"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("convenings.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str]  # going, maybe, declined
    note: Mapped[str] = mapped_column(default="")
    for_starts_at: Mapped[datetime]  # an answer given for another time does not count
    answered_at: Mapped[datetime]


class AttendanceRow(Base):
    __tablename__ = "attendances"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("convenings.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]
