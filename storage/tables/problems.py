"""Problems of practice: what was shared, the steps of the protocol, and who has spoken in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class ProblemRow(Base):
    __tablename__ = "problems"
    __table_args__ = (
        Index(None, "community_id", "state"),
        Index(None, "community_id", "metric_key"),
        Index(None, "community_id", "group_key"),
        Index(None, "workspace_id", "presenter"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    channel: Mapped[str]  # where its thread is: the community's home when it was shared
    presenter: Mapped[str]
    is_anonymous: Mapped[bool] = mapped_column(default=False)  # then only facilitators learn who presents
    stands_in: Mapped[str | None]  # a facilitator who took over from a presenter who left
    # review, sent_back, planned (approved, not begun), open, closed (all steps done), ended (before)
    state: Mapped[str]
    title: Mapped[str]
    numbers: Mapped[str] = mapped_column(default="")
    observations: Mapped[str] = mapped_column(default="")
    metric: Mapped[str] = mapped_column(default="")
    metric_key: Mapped[str] = mapped_column(default="")  # as compared: without case and doubled spaces
    practice: Mapped[str] = mapped_column(default="")
    student_group: Mapped[str] = mapped_column(default="")
    group_key: Mapped[str] = mapped_column(default="")
    tried: Mapped[str] = mapped_column(default="")
    focus_question: Mapped[str]
    protocol: Mapped[str] = mapped_column(default="consultancy")
    pace: Mapped[str] = mapped_column(default="normal")  # live (minutes), normal (days), slow
    begins_at: Mapped[datetime]
    step: Mapped[int] = mapped_column(default=0)  # 0: not begun; 1 to 6
    paused_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    review_note: Mapped[str] = mapped_column(default="")
    # --- what came of it
    heard: Mapped[str] = mapped_column(default="")
    will_try: Mapped[str] = mapped_column(default="")
    takeaways: Mapped[str] = mapped_column(default="")
    followed_up_at: Mapped[datetime | None]
    follow_up_tried: Mapped[str] = mapped_column(default="")
    follow_up_result: Mapped[str] = mapped_column(default="")
    catch_up_at: Mapped[datetime | None]  # when set, its thread is to be read from Slack's history again
    begun_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # closed or ended
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ProblemStepRow(Base):
    """One step of a thread: when it is to open and end, and when it did."""

    __tablename__ = "problem_steps"

    problem_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)  # 1 to 6
    opens_at: Mapped[datetime]  # planned while not open; then when it was due to open
    ends_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    was_extended: Mapped[bool] = mapped_column(default=False)  # by the bot, because nobody had answered
    asked_at: Mapped[datetime | None]  # the facilitators were asked what to do about the silence


class ContributionRow(Base):
    """A reply in a problem's thread. Its text is kept only where the community chose so."""

    __tablename__ = "contributions"
    __table_args__ = (Index(None, "problem_id", "step"),)

    problem_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    ts: Mapped[str] = mapped_column(primary_key=True)  # Slack's name of the message in its channel
    user_id: Mapped[str | None]  # null: an anonymous presenter's words, posted by the bot
    step: Mapped[int]  # the step it was said in; 7: after the close
    text: Mapped[str | None]
    said_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class VoiceRow(Base):
    """What an anonymous presenter says: kept until the bot has said it, then forgotten (text is emptied)."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    problem_id: Mapped[int] = mapped_column(BigKey, ForeignKey("problems.id", ondelete="CASCADE"), index=True)
    step: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]


class HintRow(Base):
    """That a person was told, once in a step, that something they said belongs to another one."""

    __tablename__ = "hints"

    problem_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)  # 0: this person wants no hints in this thread
    why: Mapped[str]
    hinted_at: Mapped[datetime]


class VoiceInvitationRow(Base):
    """That somebody who had not spoken was invited to."""

    __tablename__ = "voice_invitations"
    __table_args__ = (Index(None, "community_id", "user_id", "invited_at"),)

    problem_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    invited_at: Mapped[datetime]
    answer: Mapped[str | None]  # skip, not_for_me
