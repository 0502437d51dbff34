"""An invented team, and a manifest that asks for everything: what a sandbox that runs alone begins with."""

from sandbox.model import Channel, Json
from sandbox.web_api.door import METHODS
from sandbox.workspace import Workspace

PEOPLE = (
    ("Ada Osei", "America/Los_Angeles"),
    ("Ben Whitehorse", "America/Los_Angeles"),
    ("Carmen Ruiz", "America/Denver"),
    ("Dmitri Volkov", "America/Chicago"),
    ("Emi Tanaka", "Asia/Tokyo"),
    ("Farah Haddad", "America/New_York"),
    ("Grace O'Neill", "Europe/Dublin"),
    ("Hòa Nguyễn", "Pacific/Auckland"),
)
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "tokens_revoked",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "member_joined_channel",
    "member_left_channel",
    "channel_left",
    "group_left",
    "reaction_added",
    "reaction_removed",
    "pin_added",
    "pin_removed",
    "file_shared",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "group_rename",
    "channel_deleted",
    "group_deleted",
    "group_archive",
    "group_unarchive",
    "user_change",
    "team_join",
]
SCOPES = [
    "app_mentions:read",
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
    "channels:join",
    "chat:write",
    "chat:write.public",
    "chat:write.customize",
    "commands",
]


def invite_team(workspace: Workspace) -> list[Channel]:
    """Put eight people of several zones and three channels into a workspace; returns the channels."""
    people = [workspace.add_person(name, tz=tz) for name, tz in PEOPLE]
    everybody = [person.id for person in people]
    return [
        workspace.add_channel("math-plc", members=everybody),
        workspace.add_channel("general", members=everybody),
        workspace.add_channel("leaders", private=True, members=everybody[:3]),
    ]


def everything_manifest(*commands: str) -> Json:
    """A manifest that asks for every scope and event the sandbox knows, over Socket Mode."""
    scopes = set(SCOPES).union(*(method.scopes for method in METHODS.values()))
    return {
        "display_information": {"name": "Sandbox app"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "sandbox app", "always_online": True},
            "slash_commands": [
                {"command": command, "description": "A command"} for command in commands or ("/hello",)
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
