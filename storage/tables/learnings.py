"""Key learnings: what somebody agreed to share, who found it useful, and what was asked about it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class LearningRow(Base):
    __tablename__ = "learnings"
    __table_args__ = (
        Index(None, "community_id", "digest_id"),
        Index(None, "community_id", "shared_on"),
        Index(None, "community_id", "text_key"),
        Index(None, "source_channel", "source_ts"),
        # Every answer to a survey asks what was shared in it, and by others who were there.
        Index(None, "convening_id"),
        Index(None, "response_id"),
        {"sqlite_with_rowid": False},  # as with responses: order of arrival must not show
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # random, for the reason given in `feedback`
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    source: Mapped[str]  # feedback, pdsa, problem, follow_up, message, recap, form
    convening_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("convenings.id", ondelete="SET NULL"))
    cycle_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="SET NULL"))
    problem_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("problems.id", ondelete="SET NULL"))
    response_id: Mapped[str | None] = mapped_column(ForeignKey("responses.id", ondelete="SET NULL"))
    # success, strategy, did_not_work, challenge, question, resource
    kind: Mapped[str] = mapped_column(default="success")
    text: Mapped[str]
    text_key: Mapped[str] = mapped_column(default="", server_default="")  # as compared: the same words join
    author: Mapped[str | None]  # null: shown as "a member"
    # Who gets questions about it and may take it back, whether named or not; shown to nobody. Null where
    # nobody must know: of what came with feedback and without a name.
    contact: Mapped[str | None]
    is_withheld: Mapped[bool] = mapped_column(default=False)  # unnamed, and fewer than five have answered
    shared_on: Mapped[date]
    # The message it was taken from, or the recap that led to it; and what became of that since: "", edited,
    # deleted.
    source_channel: Mapped[str | None]
    source_ts: Mapped[str | None]
    source_state: Mapped[str] = mapped_column(default="", server_default="")
    via: Mapped[str] = mapped_column(default="", server_default="")  # shortcut, reaction, check_in
    # The learning that said the same before: this one is counted there and shown nowhere itself.
    joined_to: Mapped[str | None] = mapped_column(ForeignKey("learnings.id", ondelete="SET NULL"), index=True)
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
    told_endorsements: Mapped[int] = mapped_column(default=0, server_default="0")  # when a digest last had it
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    withdrawn_at: Mapped[datetime | None]


class LearningTagRow(Base):
    """A word by which learnings are gathered: a metric, a group, an objective, or anything."""

    __tablename__ = "learning_tags"
    __table_args__ = (Index(None, "tag_key"), {"sqlite_with_rowid": False})

    learning_id: Mapped[str] = mapped_column(ForeignKey("learnings.id", ondelete="CASCADE"), primary_key=True)
    tag_key: Mapped[str] = mapped_column(primary_key=True)  # without case, accents and doubled spaces
    tag: Mapped[str]


class LearningSearchRow(Base):
    """What a learning is found by. The migration puts the full-text index of either database on `words`.

    Withheld and withdrawn learnings may stand here: whoever searches leaves them out.
    """

    __tablename__ = "learning_search"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)  # random
    learning_id: Mapped[str] = mapped_column(ForeignKey("learnings.id", ondelete="CASCADE"), unique=True)
    community_id: Mapped[int] = mapped_column(BigKey)
    words: Mapped[str]  # parted by spaces, folded: letters and digits only


class EndorsementRow(Base):
    """That somebody found a learning useful."""

    __tablename__ = "endorsements"
    __table_args__ = (Index(None, "endorsed_at"), {"sqlite_with_rowid": False})

    learning_id: Mapped[str] = mapped_column(ForeignKey("learnings.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    endorsed_at: Mapped[datetime]


class LearningRequestRow(Base):
    """That a message's author was asked whether it may be kept as a learning, and what they said."""

    __tablename__ = "learning_requests"
    __table_args__ = (UniqueConstraint("workspace_id", "channel", "ts"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    channel: Mapped[str]
    ts: Mapped[str]
    author: Mapped[str]
    asked_by: Mapped[str]
    via: Mapped[str]  # shortcut, reaction
    kind: Mapped[str]  # as in `learnings`; of messages always success
    text: Mapped[str]  # emptied once answered with no, withdrawn, or expired
    state: Mapped[str] = mapped_column(default="asked")  # asked, yes, no, withdrawn, expired
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class LearningQuestionRow(Base):
    """A question to a learning's author, in a digest's thread or by direct message.

    For "a member" the bot carries question and answer. An answer the author wrote in the thread themselves
    is not kept: then `answer` is empty though `answered_at` is set.
    """

    __tablename__ = "learning_questions"
    __table_args__ = (
        Index(None, "learning_id"),
        Index(None, "digest_id"),
        Index(None, "asked_at"),
        # Every reply in any thread of any channel asks whether somebody was asked there.
        Index(None, "thread_ts"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    learning_id: Mapped[str] = mapped_column(ForeignKey("learnings.id", ondelete="CASCADE"))
    asker: Mapped[str]
    # Asked of "a member": the asker stays without a name, too, even if the author puts theirs to it later.
    is_unnamed: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    # Of the members' edition under which it was asked; null: by direct message.
    channel: Mapped[str | None]
    thread_ts: Mapped[str | None]
    answer: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
