"""How a sending can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.deliveries.views import Delivery, Place
from community.ids import DeliveryState

# Our own word in place of Slack's: it neither confirmed the message nor lets us look for it. Such a row has
# failed, but may stand in Slack: before it is ever sent again it must be looked for.
UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery that was begun. Made by the functions below."""

    delivery: Delivery
    state: DeliveryState
    place: Place | None = None
    error: str | None = None
    again_at: datetime | None = None  # when to take it up again, for those not at their end


def sent(delivery: Delivery, place: Place | None) -> Outcome:
    """Slack has it. `place` is `None` where nothing new was posted (an edit, a Home tab)."""
    return Outcome(delivery, DeliveryState.SENT, place=place)


def failed(delivery: Delivery, error: str) -> Outcome:
    """It will never go; facilitators are told."""
    return Outcome(delivery, DeliveryState.FAILED, error=error)


def skipped(delivery: Delivery, reason: str) -> Outcome:
    """There was nothing to send any more."""
    return Outcome(delivery, DeliveryState.SKIPPED, error=reason)


def expired(delivery: Delivery, error: str | None) -> Outcome:
    """Its window closed while it was tried."""
    return Outcome(delivery, DeliveryState.EXPIRED, error=error)


def to_retry(delivery: Delivery, error: str, again_at: datetime) -> Outcome:
    """Surely not in Slack; to be sent again."""
    return Outcome(delivery, DeliveryState.PLANNED, error=error, again_at=again_at)


def unsettled(delivery: Delivery, error: str, again_at: datetime) -> Outcome:
    """Perhaps in Slack: whoever takes it up looks there first."""
    return Outcome(delivery, DeliveryState.SENDING, error=error, again_at=again_at)
