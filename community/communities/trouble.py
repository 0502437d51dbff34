"""What stops the bot from posting, in plain words, with what to do about it."""

from __future__ import annotations

from community.deliveries.outcomes import UNSURE

_ADVICE = {
    "is_archived": (
        "The channel is archived. Unarchive it in Slack and I will go on. A community cannot move: "
        "/cop setup in another channel begins a new one."
    ),
    "not_in_channel": "I am not in the channel any more. Type /invite and my name there, and I will go on.",
    "channel_not_found": (
        "I cannot see the channel: it was made private or deleted. If it is private now, type /invite and "
        "my name there; if it is gone, choose another in /cop setup."
    ),
    "restricted_action": (
        "The workspace does not let me post there. Ask a workspace admin to let apps post in the channel."
    ),
    "account_inactive": "The person's account is deactivated. Nothing to do unless that is a mistake.",
    "user_not_found": "Slack does not know this person any more. Nothing to do unless that is a mistake.",
    "messages_tab_disabled": (
        "The app's Messages tab is switched off. Ask whoever runs this app to switch it on in its settings."
    ),
    "missing_scope": "I lack a permission. Ask whoever runs this app to install it again.",
    "ekm_access_denied": "The workspace's admins suspended posting. Ask a workspace admin.",
    "internal_error": (
        "I could not write this message; that is a mistake in me. Ask whoever runs this app to read its log."
    ),
    UNSURE: (
        "The connection broke while I sent it, and I may not read the channel to see whether it arrived. "
        "Look there; if it is missing, tell people yourself."
    ),
}
_ADVICE["restricted_action_read_only_channel"] = _ADVICE["restricted_action"]


def advice_for(error: str) -> str:
    """What a facilitator can do about Slack's word `error`, as plain sentences."""
    return _ADVICE.get(
        error,
        f"Slack refused with “{error}”. Check that I am in the channel and may post there; "
        "if it goes on, ask whoever runs this app.",
    )
