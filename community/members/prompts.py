"""What a person can stop: groups of prompts, each the kinds of message that repeat."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from community.errors import StaleButton
from community.ids import DeliveryKind

PROMPT_GROUPS: Mapping[str, frozenset[DeliveryKind]] = {
    "rsvp_nudges": frozenset({DeliveryKind.RSVP_NUDGE}),
    "reminders": frozenset({DeliveryKind.STARTING_SOON}),
    "feedback": frozenset({DeliveryKind.FEEDBACK_REQUEST, DeliveryKind.FEEDBACK_REMINDER}),
    "pdsa": frozenset({DeliveryKind.CYCLE_PROMPT, DeliveryKind.CYCLE_PROMPT_REMINDER}),
    "invitations": frozenset({DeliveryKind.PROBLEM_INVITATION}),
    "follow_ups": frozenset({DeliveryKind.PROBLEM_FOLLOW_UP}),
    "report_backs": frozenset({DeliveryKind.REPORT_BACK}),
}


def kinds_of(prompts: str) -> frozenset[DeliveryKind]:
    """The kinds of message a stop button's word stands for; raises `StaleButton` for a foreign word."""
    try:
        return PROMPT_GROUPS[prompts]
    except KeyError:
        raise StaleButton("This button is from an older version. Open the app's Home tab instead.") from None


def stopped_groups(stopped: Collection[str]) -> tuple[str, ...]:
    """The groups of prompts that `stopped` (a member's stopped kinds) covers whole."""
    return tuple(group for group, kinds in PROMPT_GROUPS.items() if kinds <= set(stopped))
