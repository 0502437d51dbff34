"""What callers see of teams: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass

from community.communities.views import Community
from community.ids import CommunityId, TeamId, UserId, WorkspaceId

SCHOOL_LEVELS = ("elementary", "middle", "high", "other")


@dataclass(frozen=True, slots=True)
class Team:
    id: TeamId
    workspace_id: WorkspaceId
    community_id: CommunityId
    name: str
    site: str
    school_level: str  # elementary, middle, high, other, or "" where it was not said
    lead: UserId | None  # None once the lead has left
    note_taker: UserId | None
    decision_maker: UserId | None
    members: tuple[UserId, ...]  # who try the change; lead, note taker and decision maker may be among them
    observers: tuple[UserId, ...]
    version: int

    @property
    def everybody(self) -> tuple[UserId, ...]:
        """Each once: lead, note taker, decision maker, members, observers."""
        named = (self.lead, self.note_taker, self.decision_maker, *self.members, *self.observers)
        return tuple(dict.fromkeys(person for person in named if person))


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """What `/cop team` asks, not yet checked."""

    name: str = ""
    site: str = ""
    school_level: str = ""
    lead: UserId | None = None
    note_taker: UserId | None = None
    decision_maker: UserId | None = None
    members: tuple[UserId, ...] = ()
    observers: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamWithGaps:
    """A team, and what the recommended make-up has and it has not: sentences. They block nothing."""

    team: Team
    gaps: tuple[str, ...]
    may_edit: bool  # for the caller


@dataclass(frozen=True, slots=True)
class TeamForm:
    """The form of `/cop team`, ready to be shown. `team`: the one that is edited, `None` for a new one."""

    community: Community
    draft: TeamDraft
    team: Team | None = None

    @property
    def version(self) -> int | None:
        return None if self.team is None else self.team.version
