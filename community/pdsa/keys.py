"""What the messages of a cycle are called, and the subjects they are planned under."""

from __future__ import annotations

from datetime import date

from community.ids import CycleId, DeliveryKind, UserId
from community.pdsa.views import Which


def cycle_subject(cycle_id: CycleId) -> str:
    """Of the card, its story, and everything that is told once: rows are added here, never planned."""
    return f"cycle:{cycle_id}"


def prompts_subject(cycle_id: CycleId) -> str:
    """Of questions, reminders and the line to facilitators: apart, as planning cancels what it lacks."""
    return f"prompts:{cycle_id}"


def card_key(cycle_id: CycleId) -> str:
    """Without anything that changes: a posted card is edited in place for ever."""
    return f"{DeliveryKind.CYCLE_CARD}:{cycle_id}"


def card_update_key(cycle_id: CycleId) -> str:
    return f"{DeliveryKind.CYCLE_CARD_UPDATE}:{cycle_id}"


def story_key(event_id: int) -> str:
    return f"{DeliveryKind.CYCLE_STORY}:{event_id}"


def prompt_key(cycle_id: CycleId, which: Which, due_on: date, user_id: UserId) -> str:
    """By the day it is due: a cycle that moves asks anew."""
    return f"{DeliveryKind.CYCLE_PROMPT}:{cycle_id}:{which}:{due_on}:{user_id}"


def reminder_key(cycle_id: CycleId, which: Which, due_on: date, user_id: UserId) -> str:
    return f"{DeliveryKind.CYCLE_PROMPT_REMINDER}:{cycle_id}:{which}:{due_on}:{user_id}"


def prompt_update_key(asked_key: str) -> str:
    """`asked_key`: of the message that asked, a question or its reminder; each is edited on its own."""
    return f"{DeliveryKind.CYCLE_PROMPT_UPDATE}:{asked_key}"


def unanswered_key(cycle_id: CycleId, which: Which, due_on: date, facilitator: UserId) -> str:
    return f"{DeliveryKind.CYCLE_UNANSWERED}:{cycle_id}:{which}:{due_on}:{facilitator}"


def handed_over_key(cycle_id: CycleId, event_id: int, user_id: UserId) -> str:
    return f"{DeliveryKind.CYCLE_HANDED_OVER}:{cycle_id}:{event_id}:{user_id}"
