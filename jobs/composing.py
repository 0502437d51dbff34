"""How a delivery becomes something to send: one composer for each kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from community.deliveries.views import Delivery
from community.ids import DeliveryKind, UserId
from jobs.gateway import FileUpload
from message_templates.renderer import Message


@dataclass(frozen=True, slots=True)
class Composed:
    """What to send; which of the three depends on the delivery's operation."""

    message: Message | None = None  # POST, UPDATE, WHISPER
    file: FileUpload | None = None  # FILE
    view: Mapping[str, Any] | None = None  # HOME
    to: UserId | None = None  # WHISPER: the one person who sees it in the delivery's channel


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing to send any more: cancelled meanwhile, the person left. `reason` is kept with the row."""

    reason: str


# Reads the state that holds now, not what held when the message was planned. Runs outside any transaction.
Composer = Callable[[Delivery], Awaitable[Composed | Skip]]
Composers = Mapping[DeliveryKind, Composer]
