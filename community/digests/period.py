"""A digest's row as rules see it: its boundaries, its hour, and what facilitators made of its draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.digests.views import DraftEdit
from community.ids import CommunityId, DigestId, LearningId, UserId
from storage.tables import DigestRow


@dataclass(frozen=True, slots=True)
class Period:
    """`covers_to` None: the period is open. `held_at` set: its digest waits for a facilitator's word."""

    id: DigestId
    community_id: CommunityId
    covers_from: datetime
    covers_to: datetime | None
    due_at: datetime
    snapshot: dict[str, Any] | None
    edit: DraftEdit
    held_at: datetime | None
    held_by: UserId | None
    version: int

    @classmethod
    def of(cls, row: DigestRow) -> Period:
        return cls(
            id=DigestId(row.id),
            community_id=CommunityId(row.community_id),
            covers_from=row.covers_from,
            covers_to=row.covers_to,
            due_at=row.due_at,
            snapshot=row.snapshot,
            edit=_edit_of(row),
            held_at=row.held_at,
            held_by=None if row.held_by is None else UserId(row.held_by),
            version=row.version,
        )

    @property
    def is_open(self) -> bool:
        return self.covers_to is None

    @property
    def is_held(self) -> bool:
        return self.is_open and self.held_at is not None


def columns_of(edit: DraftEdit) -> dict[str, Any]:
    """What the row keeps of an edit."""
    choices = {"first": list(edit.first), "dropped": list(edit.dropped), "without": list(edit.without)}
    return {"intro": edit.intro, "leaders_note": edit.leaders_note, "choices": choices}


def _edit_of(row: DigestRow) -> DraftEdit:
    return DraftEdit(
        intro=row.intro,
        leaders_note=row.leaders_note,
        first=tuple(LearningId(one) for one in row.choices.get("first", ())),
        dropped=tuple(LearningId(one) for one in row.choices.get("dropped", ())),
        without=tuple(row.choices.get("without", ())),
    )
