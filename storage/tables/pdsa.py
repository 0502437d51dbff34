"""PDSA cycles: plan, check-ins, measures with their observations, study, act, and the story of it all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class CycleRow(Base):
    __tablename__ = "cycles"
    __table_args__ = (
        Index(None, "community_id", "stage"),
        Index(None, "community_id", "lead"),
        Index(None, "redraw_at"),
        Index(None, "team_id"),
        Index(None, "previous_id"),
        Index(None, "problem_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("teams.id", ondelete="SET NULL"))
    # Who is asked. Of a team: its lead and note taker, until somebody hands over. Alone: the owner.
    lead: Mapped[str | None]
    note_taker: Mapped[str | None]
    previous_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="SET NULL"))
    problem_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("problems.id", ondelete="SET NULL"))
    title: Mapped[str]
    stage: Mapped[str] = mapped_column(default="plan")  # plan, do, study, act, done
    # --- plan
    problem: Mapped[str]
    shared_learning: Mapped[str] = mapped_column(default="")
    change: Mapped[str]
    prediction: Mapped[str] = mapped_column(default="")
    evidence_adult: Mapped[str] = mapped_column(default="")
    evidence_student: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    # --- study
    held: Mapped[str | None]  # yes, partly, no, cannot_tell
    data_says: Mapped[str] = mapped_column(default="")
    successes: Mapped[str] = mapped_column(default="")
    challenges: Mapped[str] = mapped_column(default="")
    learnt: Mapped[str] = mapped_column(default="")
    # --- act
    decision: Mapped[str | None]  # adopt, adapt, abandon
    act_start: Mapped[str] = mapped_column(default="")
    act_stop: Mapped[str] = mapped_column(default="")
    act_keep: Mapped[str] = mapped_column(default="")
    act_scale: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    # --- how it goes
    status: Mapped[str | None]  # of the last check-in: on_track, slower, stuck
    checked_in_at: Mapped[datetime | None]  # the last check-in
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime | None]  # plan became do
    finished_doing_at: Mapped[datetime | None]  # do became study
    studied_at: Mapped[datetime | None]  # study became act
    closed_at: Mapped[datetime | None]  # act became done, or it was closed early
    closed_early: Mapped[bool] = mapped_column(default=False)
    close_reason: Mapped[str] = mapped_column(default="")
    redraw_at: Mapped[datetime | None]  # when the card no longer says rightly how late it is
    digest_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("digests.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)  # rises with every change: two people at once
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class MeasureRow(Base):
    __tablename__ = "measures"
    __table_args__ = (UniqueConstraint("cycle_id", "position"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    cycle_id: Mapped[int] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="CASCADE"))
    position: Mapped[int]  # 1 to 3
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    better: Mapped[str]  # up, down
    baseline: Mapped[float | None]
    target: Mapped[float | None]


class CheckinRow(Base):
    __tablename__ = "checkins"
    __table_args__ = (Index(None, "cycle_id", "noted_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    cycle_id: Mapped[int] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="CASCADE"))
    prompt: Mapped[str | None]  # game_plan, mid_stream, end_of_cycle; null: of one's own accord
    status: Mapped[str]  # on_track, slower, stuck
    happened: Mapped[str] = mapped_column(default="")
    surprises: Mapped[str] = mapped_column(default="")
    links: Mapped[list[Any]] = mapped_column(default=list)  # of evidence: http(s) addresses
    help_wanted: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]


class ObservationRow(Base):
    """One value of a measure at one time. A later value for the same day takes the place of the earlier."""

    __tablename__ = "observations"
    __table_args__ = (UniqueConstraint("measure_id", "observed_on"), Index(None, "checkin_id"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    measure_id: Mapped[int] = mapped_column(BigKey, ForeignKey("measures.id", ondelete="CASCADE"))
    checkin_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("checkins.id", ondelete="SET NULL"))
    observed_on: Mapped[date]
    value: Mapped[float]
    noted_at: Mapped[datetime]


class CyclePromptRow(Base):
    """What became of one question to a team: who answered it first, or until when somebody put it off."""

    __tablename__ = "cycle_prompts"

    cycle_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("cycles.id", ondelete="CASCADE"), primary_key=True
    )
    which: Mapped[str] = mapped_column(primary_key=True)  # plan_due … act_due
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    snoozed_by: Mapped[str | None]


class CycleEventRow(Base):
    """The story of a cycle, entry by entry: its thread, and its audit trail."""

    __tablename__ = "cycle_events"
    __table_args__ = (Index(None, "cycle_id", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    cycle_id: Mapped[int] = mapped_column(BigKey, ForeignKey("cycles.id", ondelete="CASCADE"))
    # planned, amended, began, checked_in, finished_doing, studied, acted, paused, resumed, extended,
    # closed_early, handed_over
    what: Mapped[str]
    by: Mapped[str | None]  # null: the bot
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # amended: field -> [before, after]
