"""The names of things: identifiers never travel as bare strings or numbers."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)  # Slack's team id
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
CommunityId = NewType("CommunityId", int)
ConveningId = NewType("ConveningId", int)
DeliveryId = NewType("DeliveryId", int)
DigestId = NewType("DigestId", int)


class DeliveryKind(StrEnum):
    """What a message is, as `area.object`. One composer and one template answer to each."""

    ANNOUNCEMENT = "convenings.announcement"
    ANNOUNCEMENT_UPDATE = "convenings.announcement_update"
    CALENDAR = "convenings.calendar"
    RSVP_NUDGE = "convenings.rsvp_nudge"
    REMINDER = "convenings.reminder"
    STARTING_SOON = "convenings.starting_soon"
    STARTING_SOON_THREAD = "convenings.starting_soon_thread"
    ATTENDANCE = "convenings.attendance"
    ATTENDANCE_UPDATE = "convenings.attendance_update"
    CHANGED = "convenings.changed"
    CANCELLED = "convenings.cancelled"
    RECAP = "convenings.recap"
    FEEDBACK_REQUEST = "feedback.request"
    FEEDBACK_REMINDER = "feedback.reminder"
    FEEDBACK_SUMMARY = "feedback.summary"
    DIGEST_MEMBERS = "digests.members"
    DIGEST_LEADERS = "digests.leaders"
    WELCOME = "members.welcome"
    FACILITATOR_ADDED = "members.facilitator_added"
    COMMUNITY_READY = "communities.ready"
    TROUBLE = "communities.trouble"
    HOME = "home.refresh"


class Operation(StrEnum):
    """How a delivery reaches Slack."""

    POST = "post"
    UPDATE = "update"  # edits what another delivery posted
    FILE = "file"
    HOME = "home"  # publishes a person's Home tab


class DeliveryState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
