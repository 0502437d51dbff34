"""Key learnings: what somebody agreed to share."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class LearningRow(Base):
    __tablename__ = "learnings"
    __table_args__ = (
        Index(None, "community_id", "digest_id"),
        {"sqlite_with_rowid": False},  # as with responses: order of arrival must not show
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # random, for the reason given in `feedback`
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    source: Mapped[str]  # feedback, pdsa, problem, follow_up
    convening_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("convenings.id", ondelete="SET NULL"))
    cycle_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="SET NULL"))
    problem_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("problems.id", ondelete="SET NULL"))
    response_id: Mapped[str | None] = mapped_column(ForeignKey("responses.id", ondelete="SET NULL"))
    # success, strategy, did_not_work, challenge, question, resource
    kind: Mapped[str] = mapped_column(default="success")
    text: Mapped[str]
    author: Mapped[str | None]  # null: shown as "a member"
    is_withheld: Mapped[bool] = mapped_column(default=False)  # anonymous, and fewer than five have answered
    shared_on: Mapped[date]
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]
