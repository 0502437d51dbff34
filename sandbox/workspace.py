"""A pretend Slack workspace: its people, channels, messages, views and apps, on a clock of its own.

    workspace = Workspace(clock)
    ada = workspace.add_person("Ada Osei", tz="America/New_York")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    app = workspace.install_app(manifest)
    workspace.join(channel.id, app.bot_user_id)
    workspace.post(channel.id, ada.id, "Hello")

What people do is a method here (`post`, `join`, `archive`, `change_user`, ...) and tells the apps that
listen. Everything a person could see is in `workspace.journal`.
"""

from typing import Any

from sandbox.conversations import Conversations
from sandbox.errors import SlackError
from sandbox.journal import Entry, Journal
from sandbox.messages import Content
from sandbox.model import (
    Channel,
    ChannelKind,
    Clock,
    File,
    InstalledApp,
    Json,
    Message,
    RejectedCall,
    ScheduledMessage,
    TokenState,
    User,
    View,
)
from sandbox.oauth import OAuthCodes
from sandbox.shapes import user_shape, view_shape
from sandbox.triggers import ResponseUrls, Triggers
from sandbox.views import Views

__all__ = [
    "Channel",
    "ChannelKind",
    "Clock",
    "Content",
    "Entry",
    "File",
    "InstalledApp",
    "Journal",
    "Message",
    "RejectedCall",
    "ScheduledMessage",
    "SlackError",
    "User",
    "View",
    "Workspace",
]

_CHANGEABLE = frozenset({"name", "real_name", "tz", "email", "is_admin", "is_guest", "deleted"})


class Workspace(Conversations):
    """The whole workspace. `views`, `triggers` and `response_urls` hold what is on people's screens."""

    def __init__(
        self, clock: Clock, *, team_id: str = "T0SANDBOX", name: str = "Maple District", domain: str = "maple"
    ) -> None:
        super().__init__(clock, team_id=team_id, name=name, domain=domain)
        self.views = Views(self)
        self.triggers = Triggers()
        self.response_urls = ResponseUrls(clock)
        self.oauth_codes = OAuthCodes(clock)

    # --- people come, change and go

    def change_user(self, user_id: str, **changes: Any) -> User:
        """Change a person's `tz`, `real_name`, `email`, ...; apps hear `user_change`."""
        user = self.user(user_id)
        for name, value in changes.items():
            if name not in _CHANGEABLE:
                raise TypeError(f"A person has no changeable {name!r}")
            setattr(user, name, value)
        user.updated = self.unix()
        self._tell_of_user("user_change", user)
        return user

    def deactivate(self, user_id: str) -> None:
        """Deactivate a person: they leave every channel, their modals close, apps hear `user_change`."""
        for channel in self.channels.values():
            if not channel.is_direct:
                channel.members.pop(user_id, None)
        self.views.clear(user_id)
        self.change_user(user_id, deleted=True)

    def welcome(self, user: User) -> None:
        """Tell the apps that this person, added before, joined the team (`team_join`)."""
        self._tell_of_user("team_join", user)

    def _tell_of_user(self, event_type: str, user: User) -> None:
        for app in self.audience(event_type):
            shape = user_shape(self, user, with_email="users:read.email" in app.scopes)
            self.emit_to(app, {"type": event_type, "user": shape, "event_ts": self.event_ts()})

    def open_app_home(self, app: InstalledApp, user_id: str, *, tab: str = "home") -> None:
        """A person looks at the app's Home (or Messages) tab; the app hears `app_home_opened`."""
        channel = self.direct_channel((user_id, app.bot_user_id))
        event: Json = {"type": "app_home_opened", "user": user_id, "channel": channel.id, "tab": tab}
        view = self.views.home(app, user_id)
        if view is not None and tab == "home":
            event["view"] = view_shape(self, view)
        if app in self.audience("app_home_opened"):
            self.emit_to(app, {**event, "event_ts": self.event_ts()})

    # --- apps go

    def uninstall(self, app: InstalledApp) -> None:
        """Somebody removes the app: its token dies first, then it hears so, in no promised order."""
        self._kill_bot_token(app, TokenState.UNINSTALLED)
        self.users[app.bot_user_id].deleted = True
        for channel in self.channels.values():
            if not channel.is_direct:
                channel.members.pop(app.bot_user_id, None)
        self._tell_of_tokens(app)
        if app in self.audience("app_uninstalled"):
            self.emit_to(app, {"type": "app_uninstalled", "event_ts": self.event_ts()})

    def revoke_tokens(self, app: InstalledApp) -> None:
        """Somebody revokes the app's bot token."""
        self._kill_bot_token(app, TokenState.REVOKED)
        self._tell_of_tokens(app)

    def expire_token(self, app: InstalledApp) -> None:
        """The bot token runs out, as rotated tokens do; nobody is told."""
        self._kill_bot_token(app, TokenState.EXPIRED)

    def _tell_of_tokens(self, app: InstalledApp) -> None:
        if app in self.audience("tokens_revoked"):
            tokens: dict[str, list[str]] = {"oauth": [], "bot": [app.bot_user_id]}
            self.emit_to(app, {"type": "tokens_revoked", "tokens": tokens, "event_ts": self.event_ts()})

    # --- time passes

    def post_scheduled(self) -> int:
        """Post the scheduled messages that are due; returns how many were taken off the list.

        As a known defect of Slack has it, those with metadata are dropped unposted.
        """
        due = sorted(
            (m for m in self.scheduled.values() if m.post_at <= self.unix()), key=lambda m: m.post_at
        )
        for scheduled in due:
            del self.scheduled[scheduled.id]
            if "metadata" not in scheduled.arguments:
                self._post_scheduled(scheduled)
        return len(due)

    def _post_scheduled(self, scheduled: ScheduledMessage) -> None:
        app, channel = self.apps[scheduled.app_id], self.channels[scheduled.channel_id]
        if not app.is_installed or channel.is_archived:
            return
        given = scheduled.arguments
        content = Content(given.get("text", ""), given.get("blocks"), given.get("attachments"))
        self.add_message(channel, app.bot_user_id, content, thread_ts=given.get("thread_ts"), app=app)
