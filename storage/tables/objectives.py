"""What a community wants to reach, in figures, and how far it has come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class ObjectiveRow(Base):
    __tablename__ = "objectives"
    __table_args__ = (UniqueConstraint("community_id", "name_key"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    name: Mapped[str]
    name_key: Mapped[str]  # without case and doubled spaces
    measure: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    better: Mapped[str]  # up, down
    baseline: Mapped[float | None]
    target: Mapped[float]
    by_on: Mapped[date]
    owner: Mapped[str | None]  # null once they have left
    closed_at: Mapped[datetime | None]  # no longer pursued: kept for the review
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ObjectiveValueRow(Base):
    """One value by form. A later value for the same day takes the place of the earlier."""

    __tablename__ = "objective_values"
    __table_args__ = (UniqueConstraint("objective_id", "observed_on"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    objective_id: Mapped[int] = mapped_column(BigKey, ForeignKey("objectives.id", ondelete="CASCADE"))
    observed_on: Mapped[date]
    value: Mapped[float]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]


class ObjectiveMeasureRow(Base):
    """A measure of a PDSA cycle that tells of an objective: its observations count as values."""

    __tablename__ = "objective_measures"
    __table_args__ = (Index(None, "measure_id"),)

    objective_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("objectives.id", ondelete="CASCADE"), primary_key=True
    )
    measure_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("measures.id", ondelete="CASCADE"), primary_key=True
    )
