"""Builders for objectives: from 40 % to 70 % between September 2026 and May 2027."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from community.ids import CommunityId, ObjectiveId
from community.objectives.views import Objective, ObjectiveDraft
from community.pdsa.views import Observation

MAY = date(2027, 5, 30)


def an_objective(**changes: Any) -> Objective:
    usual: dict[str, Any] = {
        "id": ObjectiveId(5),
        "community_id": CommunityId(7),
        "name": "Pupils explain their answers",
        "measure": "Answers with a reason",
        "unit": "%",
        "better": "up",
        "baseline": 40.0,
        "target": 70.0,
        "by_on": MAY,
        "owner": None,
        "is_closed": False,
        "version": 1,
        "made_on": date(2026, 9, 7),
    }
    return Objective(**usual | changes)


def an_objective_draft(**changes: Any) -> ObjectiveDraft:
    """The form that makes `an_objective`."""
    usual: dict[str, Any] = {
        "name": "Pupils explain their answers",
        "measure": "Answers with a reason",
        "unit": "%",
        "better": "up",
        "baseline": "40 %",
        "target": "70",
        "by_on": MAY,
    }
    return ObjectiveDraft(**usual | changes)


def values(*found: float, first: date = date(2026, 9, 14), days: int = 28) -> tuple[Observation, ...]:
    """Four weeks apart, unless `days` says otherwise."""
    return tuple(Observation(first + n * timedelta(days=days), value) for n, value in enumerate(found))
