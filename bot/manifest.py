"""The Slack app manifest: what the app may do and what it hears of, said once.

The doctor compares a workspace's grants with `BOT_SCOPES`; a test compares the committed `manifest.yaml`
with what this module makes.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from message_templates.ids import ShortcutId

Manifest = dict[str, Any]

COMMAND: Final = "/cop"

# Each scope and what would not work without it.
BOT_SCOPES: Final = {
    "commands": "the /cop command and the shortcuts",
    "chat:write": "posting announcements, reminders, digests, and hints that only one person sees",
    "chat:write.public": "posting in a public leaders' channel without joining it",
    "channels:read": "knowing the members and the state of public channels",
    "groups:read": "knowing the members and the state of private channels",
    "channels:join": "joining the public channel a community is set up in",
    "channels:history": (
        "looking whether a message has already been posted, so that none is posted twice; "
        "and following replies in threads of problems of practice"
    ),
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
    "im:write": "opening direct messages",
    "im:read": "knowing the direct messages the bot is in",
    "reactions:read": "keeping a message as a key learning when somebody marks it with the community's emoji",
    "files:write": "sharing calendar files",
    "users:read": "names, time zones, and who is a guest, a bot or deactivated",
}

# Slack allows ten, names of 24 characters and descriptions of 150.
SHORTCUTS: Final[tuple[Manifest, ...]] = (
    {
        "name": "Check in on a cycle",
        "type": "global",
        "callback_id": ShortcutId.CHECK_IN.value,
        "description": "Say how your team's PDSA cycle is going, and what you saw",
    },
    {
        "name": "Share a problem",
        "type": "global",
        "callback_id": ShortcutId.SHARE_PROBLEM.value,
        "description": "Put a problem of practice to your peers",
    },
    {
        "name": "Make this a problem",
        "type": "message",
        "callback_id": ShortcutId.PROBLEM_FROM_MESSAGE.value,
        "description": "Begin a problem of practice with what this message says",
    },
    {
        "name": "Save as key learning",
        "type": "message",
        "callback_id": ShortcutId.SAVE_LEARNING.value,
        "description": "Keep what this message says for the whole community, with its author's yes",
    },
)

BOT_EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "member_joined_channel",
    "member_left_channel",
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "message.channels",
    "message.groups",
    "reaction_added",
    "reaction_removed",
    "group_archive",
    "group_unarchive",
    "group_rename",
    "group_deleted",
    "group_left",
    "user_change",
    "team_join",
)


def build_manifest(public_url: str | None = None) -> Manifest:
    """The manifest as Slack's schema has it: for Socket Mode, or for HTTP under an https origin."""
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": _display_information(),
        "features": _features(public_url),
        "oauth_config": _oauth_config(public_url),
        "settings": _settings(public_url),
    }


def manifest_yaml(public_url: str | None = None) -> str:
    """The manifest as text to paste into Slack's "Create app from manifest"."""
    return yaml.safe_dump(build_manifest(public_url), sort_keys=False, allow_unicode=True, width=110)


def _display_information() -> Manifest:
    return {
        "name": "Convener",
        "description": (
            "Runs communities of practice: convenings, feedback, PDSA cycles, problems of practice, "
            "key learnings"
        ),
        "long_description": (
            "Convener keeps a community of practice going. It announces convenings and takes RSVPs, reminds "
            "people at a good hour, notes who came and collects feedback; asks teams how their PDSA cycles "
            "go, and draws their run charts; hosts problems of practice by a consultancy protocol; and posts "
            "a weekly digest of what was learnt to members and to leaders."
        ),
        "background_color": "#1d4e5f",
    }


def _features(public_url: str | None) -> Manifest:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "convener", "always_online": True},
        "shortcuts": [dict(shortcut) for shortcut in SHORTCUTS],
        "slash_commands": [_command(public_url)],
    }


def _command(public_url: str | None) -> Manifest:
    command: Manifest = {
        "command": COMMAND,
        "description": "Your community of practice: convenings, PDSA cycles, problems, teams",
        "usage_hint": "[schedule | upcoming | pdsa | problem | problems | team | status | setup | help]",
        "should_escape": True,
    }
    return command if public_url is None else {**command, "url": _events_url(public_url)}


def _oauth_config(public_url: str | None) -> Manifest:
    scopes: Manifest = {"scopes": {"bot": list(BOT_SCOPES)}}
    if public_url is None:
        return scopes
    return {"redirect_urls": [f"{public_url}/slack/oauth_redirect"], **scopes}


def _settings(public_url: str | None) -> Manifest:
    events: Manifest = {"bot_events": list(BOT_EVENTS)}
    interactivity: Manifest = {"is_enabled": True}
    if public_url is not None:
        events = {"request_url": _events_url(public_url), **events}
        interactivity["request_url"] = _events_url(public_url)
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": public_url is None,
        # Rotation cannot be switched off again, and two requests at once spend the same refresh token.
        "token_rotation_enabled": False,
    }


def _events_url(public_url: str) -> str:
    return f"{public_url}/slack/events"
