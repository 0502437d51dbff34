"""Digests: stored period boundaries, drafts, what was posted, kept as posted, and what came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
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
    # --- what facilitators made of the draft
    intro: Mapped[str] = mapped_column(default="", server_default="")
    leaders_note: Mapped[str] = mapped_column(default="", server_default="")
    # {"first": [learning ids, as they shall lead], "dropped": [learning ids], "without": [parts]}
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    held_at: Mapped[datetime | None]  # not to be sent until a facilitator says so
    held_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # two facilitators at once


class DigestLearningRow(Base):
    """A learning in a digest that has gone. Its words stay in `learnings`, so that withdrawing takes them."""

    __tablename__ = "digest_learnings"
    __table_args__ = (
        Index(None, "learning_id"),
        {"sqlite_with_rowid": False},  # as with learnings: order of arrival must not show
    )

    digest_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True
    )
    learning_id: Mapped[str] = mapped_column(ForeignKey("learnings.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str]  # learnings, bright_spots, did_not_work, more
    place: Mapped[int]  # within its part, from 0
    endorsements: Mapped[int]  # when it was told
    gained: Mapped[int]  # endorsements since an earlier digest told it; 0: told for the first time


class AskRow(Base):
    """Something a community asks of its leaders, shown in their edition until it is settled."""

    __tablename__ = "asks"
    __table_args__ = (Index(None, "community_id", "closed_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    text: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    # The digest that told what came of it.
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))


class OfferRow(Base):
    """A leader's offer of help: on an ask, or on anything in a digest."""

    __tablename__ = "offers"
    __table_args__ = (Index(None, "community_id", "digest_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    ask_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("asks.id", ondelete="SET NULL"))
    offered_in: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
    offered_by: Mapped[str]
    text: Mapped[str]
    offered_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]
    # The digest that told what came of it.
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))


class LessOfRow(Base):
    """That somebody wants less of a part of the digest: facilitators see how many, never who."""

    __tablename__ = "less_of"

    community_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    # learnings, objectives, cycles, problems, feedback, convenings
    part: Mapped[str] = mapped_column(primary_key=True)
    said_at: Mapped[datetime]


class DigestReaderRow(Base):
    """A leader who wants the leaders' edition as a direct message."""

    __tablename__ = "digest_readers"

    community_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class ReportBackRow(Base):
    """A team's page of key learnings after a convening: when it was shared, what the site council said."""

    __tablename__ = "report_backs"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("convenings.id", ondelete="CASCADE"), primary_key=True
    )
    team_id: Mapped[int] = mapped_column(BigKey, ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    shared_on: Mapped[date | None]
    council_said: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str | None]
    noted_at: Mapped[datetime | None]
