"""Which app hears of which event, and the shapes of the events themselves."""

from sandbox.model import Channel, ChannelKind, InstalledApp, Json

_HISTORY_SCOPES = {
    ChannelKind.PUBLIC: "channels:history",
    ChannelKind.PRIVATE: "groups:history",
    ChannelKind.DIRECT: "im:history",
    ChannelKind.GROUP_DIRECT: "mpim:history",
}
_MESSAGE_SUBSCRIPTIONS = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
    ChannelKind.GROUP_DIRECT: "message.mpim",
}
_READ_SCOPES = {
    ChannelKind.PUBLIC: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DIRECT: "im:read",
    ChannelKind.GROUP_DIRECT: "mpim:read",
}
_SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "file_shared": "files:read",
    "user_change": "users:read",
    "team_join": "users:read",
}
_FREE = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})
_OUTSIDERS_TOO = frozenset({"channel_left", "group_left", "channel_created"})


def read_scope(kind: ChannelKind) -> str:
    """The scope that lets a bot read about a conversation of this kind."""
    return _READ_SCOPES[kind]


def history_scope(kind: ChannelKind) -> str:
    """The scope that lets a bot read the messages of a conversation of this kind."""
    return _HISTORY_SCOPES[kind]


def hears(app: InstalledApp, event_type: str, channel: Channel | None) -> bool:
    """Whether Slack would tell `app`: subscribed, granted the scope, and a member of the channel."""
    if not app.is_installed and event_type not in ("app_uninstalled", "tokens_revoked"):
        return False
    if _subscription(event_type, channel) not in app.events:
        return False
    if channel is not None and event_type not in _OUTSIDERS_TOO and app.bot_user_id not in channel.members:
        return False
    scope = _scope(event_type, channel)
    return scope is None or scope in app.scopes


def _subscription(event_type: str, channel: Channel | None) -> str:
    if event_type == "message" and channel is not None:
        return _MESSAGE_SUBSCRIPTIONS[channel.kind]
    return event_type


def _scope(event_type: str, channel: Channel | None) -> str | None:
    if event_type in _FREE:
        return None
    if event_type == "message" and channel is not None:
        return _HISTORY_SCOPES[channel.kind]
    if event_type in _SCOPES:
        return _SCOPES[event_type]
    return _READ_SCOPES[channel.kind] if channel is not None else None


def event_callback(app: InstalledApp, team_id: str, event: Json, event_id: str, event_time: int) -> Json:
    """The outer object of an event, as delivered over HTTP or inside a Socket Mode envelope."""
    return {
        "token": app.verification_token,
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team_id,
                "user_id": app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
