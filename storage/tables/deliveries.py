"""The outbox: one row is one message for one recipient. And the lanes by which it is emptied."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class DeliveryRow(Base):
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "workspace_id", "state", "next_attempt_at"),
        Index(None, "workspace_id", "subject"),
        Index(None, "workspace_id", "recipient", "state"),
        Index(None, "community_id", "state", "due_at"),
        Index(None, "state", "next_attempt_at"),
        # Every reply in any thread of any channel asks whether that thread is a problem's.
        Index(
            "ix_deliveries_openings",
            "workspace_id",
            "posted_ts",
            sqlite_where=text("kind = 'problems.opening'"),
            postgresql_where=text("kind = 'problems.opening'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int | None] = mapped_column(BigKey)
    kind: Mapped[str]
    operation: Mapped[str]  # post, update, file, home
    subject: Mapped[str]  # "convening:42", "convening:42/U123"
    recipient: Mapped[str]  # channel or user id
    thread_of: Mapped[str | None]  # key of the delivery whose thread this goes to
    target_key: Mapped[str | None]  # for updates: key of the delivery that is edited
    key: Mapped[str]  # what the message is; unique for ever
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(default="")  # a facilitator's line, shown with the message
    priority: Mapped[int]  # the smaller, the more useful to the reader
    state: Mapped[str] = mapped_column(default="planned")
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    is_pinned: Mapped[bool] = mapped_column(default=False)  # a facilitator chose the time: planning leaves it
    revision: Mapped[int] = mapped_column(default=1)  # rises when a coalesced update is wanted again
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    held_until: Mapped[datetime | None]  # politeness moved it from `due_at` to here
    sending_since: Mapped[datetime | None]  # first attempt: where to begin to look for it in the history
    posted_channel: Mapped[str | None]
    posted_ts: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]


class LaneRow(Base):
    __tablename__ = "lanes"
    __table_args__ = (Index(None, "leased_until"),)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    leased_until: Mapped[datetime | None]


class TroubleRow(Base):
    """A channel Slack refuses: facilitators were told, and are not told again until it works once more."""

    __tablename__ = "troubles"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(primary_key=True)  # "people" for direct messages
    error: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class ReceiptRow(Base):
    """What Slack has already asked for: a repeat finds its row and is dropped."""

    __tablename__ = "receipts"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "community_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int | None] = mapped_column(BigKey)
    user_id: Mapped[str]
    action: Mapped[str]  # area.object.verb
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
