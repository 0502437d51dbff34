"""Post-session surveys and their answers.

An anonymous response holds no user id, a coarse date instead of an instant, and a random key, so that
neither its order nor its time says who wrote it. While the survey is open a keyed hash stops double votes;
closing deletes the survey's key and every hash.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class SurveyRow(Base):
    __tablename__ = "surveys"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("convenings.id", ondelete="CASCADE"), primary_key=True
    )
    community_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("communities.id", ondelete="CASCADE"), index=True
    )
    questions: Mapped[list[Any]]  # the questions as asked: [{"id", "kind", "text"}]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    # When its summary is ready, for facilitators and for the digest: earlier once enough have answered.
    summary_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    hash_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # gone once closed
    # The digest that told of it.
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))


class SurveyInvitationRow(Base):
    """Who was asked: told apart from what anybody answered."""

    __tablename__ = "survey_invitations"

    convening_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("surveys.convening_id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)


class ResponseRow(Base):
    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("convening_id", "user_id"),
        UniqueConstraint("convening_id", "voter_hash"),
        {"sqlite_with_rowid": False},  # SQLite would number the answers as they come in
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # random: order of arrival must not show
    convening_id: Mapped[int] = mapped_column(BigKey, ForeignKey("surveys.convening_id", ondelete="CASCADE"))
    user_id: Mapped[str | None]  # null when anonymous
    voter_hash: Mapped[str | None]  # only for anonymous ones, only while open
    is_anonymous: Mapped[bool]
    ratings: Mapped[dict[str, Any]]  # question id -> 1..5
    comments: Mapped[dict[str, Any]]  # question id -> text
    answered_on: Mapped[date]


class CommitmentRow(Base):
    __tablename__ = "commitments"
    __table_args__ = (UniqueConstraint("convening_id", "user_id"), Index(None, "community_id"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    convening_id: Mapped[int] = mapped_column(BigKey, ForeignKey("convenings.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime]
