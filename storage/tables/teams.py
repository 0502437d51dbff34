"""Teams: the people of one school or district who work on something together inside a community."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigKey


class TeamRow(Base):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("community_id", "name_key"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str]
    community_id: Mapped[int] = mapped_column(BigKey, ForeignKey("communities.id", ondelete="CASCADE"))
    name: Mapped[str]
    name_key: Mapped[str]  # the name without case and doubled spaces: two teams of one name would confuse
    site: Mapped[str] = mapped_column(default="")
    school_level: Mapped[str] = mapped_column(default="")  # elementary, middle, high, other, ""
    lead: Mapped[str | None]  # null once the lead has left: facilitators are asked then
    note_taker: Mapped[str | None]
    decision_maker: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)  # rises with every edit: two editors at once
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class TeamPersonRow(Base):
    """Everybody of a team: its lead, note taker and decision maker, too."""

    __tablename__ = "team_people"
    __table_args__ = (Index(None, "workspace_id", "user_id"),)

    team_id: Mapped[int] = mapped_column(BigKey, ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    is_observer: Mapped[bool] = mapped_column(default=False)
