"""What callers see of deliveries: frozen, free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.deliveries.kinds import KINDS, KindRule, is_person
from community.ids import CommunityId, DeliveryId, DeliveryKind, Operation, WorkspaceId


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was posted. `ts` is "" for a file."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one recipient, as composers and the dispatcher see it."""

    id: DeliveryId
    workspace_id: WorkspaceId
    community_id: CommunityId | None
    kind: DeliveryKind
    operation: Operation
    subject: str  # "convening:42", "convening:42/U123"
    recipient: str  # channel or user id
    key: str
    context: Mapping[str, Any]
    note: str  # a facilitator's line, "" if none
    thread_of: str | None  # key of the delivery whose thread it goes to
    target_key: str | None  # key of the delivery an UPDATE edits
    priority: int
    due_at: datetime
    expires_at: datetime
    revision: int
    attempts: int  # sendings begun, this one included once it has begun
    sending_since: datetime | None  # first beginning: it may have reached Slack since then
    is_pinned: bool = False  # a facilitator chose its time
    is_in_trouble: bool = False  # facilitators were told that its channel refuses
    is_unsettled: bool = False  # a sending was begun and never settled: it may be in Slack already
    place: Place | None = None  # of the thread's parent, or of the message to edit; filled in when it begins

    @property
    def rule(self) -> KindRule:
        return KINDS[self.kind]

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message to a person."""
        return self.operation is Operation.POST and is_person(self.recipient)

    @property
    def person(self) -> str | None:
        """The one person a subject like `convening:42/U123` is about."""
        return self.subject.partition("/")[2] or None

    @property
    def subject_id(self) -> int:
        """The number in the subject: convening, community or digest. Raises `ValueError` if there is none."""
        return int(self.subject.partition("/")[0].partition(":")[2])
