"""Builders for teams."""

from __future__ import annotations

from typing import Any

from community.ids import CommunityId, TeamId, UserId
from community.teams.views import Team, TeamDraft
from tests.support.convenings import WORKSPACE

ADA, BEN, CAT, DAN, EVE = (UserId(name) for name in ("UADA", "UBEN", "UCAT", "UDAN", "UEVE"))
TEAM = (ADA, BEN, CAT, DAN, EVE)  # everybody of the usual team


def a_team(**changes: Any) -> Team:
    """Lincoln grade 4: led by Ada, Ben takes notes, Cat decides, Dan is with them, Eve observes."""
    usual: dict[str, Any] = {
        "id": TeamId(3),
        "workspace_id": WORKSPACE,
        "community_id": CommunityId(7),
        "name": "Lincoln grade 4",
        "site": "Lincoln Elementary",
        "school_level": "elementary",
        "lead": ADA,
        "note_taker": BEN,
        "decision_maker": CAT,
        "members": (ADA, BEN, CAT, DAN),
        "observers": (EVE,),
        "version": 1,
    }
    return Team(**usual | changes)


def a_team_draft(**changes: Any) -> TeamDraft:
    """The form that makes `a_team`."""
    usual: dict[str, Any] = {
        "name": "Lincoln grade 4",
        "site": "Lincoln Elementary",
        "school_level": "elementary",
        "lead": ADA,
        "note_taker": BEN,
        "decision_maker": CAT,
        "members": (DAN,),
        "observers": (EVE,),
    }
    return TeamDraft(**usual | changes)
