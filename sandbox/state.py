"""The ground of a workspace: who and what is in it, what time it is, and who is told of events."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.errors import SlackError
from sandbox.events import hears
from sandbox.ids import Ids, secret
from sandbox.journal import Journal
from sandbox.model import (
    Channel,
    ChannelKind,
    Clock,
    File,
    InstalledApp,
    Json,
    RejectedCall,
    ScheduledMessage,
    TokenState,
    User,
)

EventCallback = Callable[[InstalledApp, Json], None]


class State:
    """People, channels, apps and files of one workspace, with the look-ups everything else uses."""

    def __init__(
        self, clock: Clock, *, team_id: str = "T0SANDBOX", name: str = "Maple District", domain: str = "maple"
    ) -> None:
        self.clock = clock
        self.team_id = team_id
        self.name = name
        self.domain = domain
        self.base_url = "http://sandbox.invalid"  # the server sets its own when it listens
        self.ids = Ids()
        self.journal = Journal()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: dict[str, InstalledApp] = {}
        self.files: dict[str, File] = {}
        self.scheduled: dict[str, ScheduledMessage] = {}
        self.rejected_calls: list[RejectedCall] = []
        self.unknown_blocks: set[str] = set()  # types that this Slack refuses in messages: `invalid_blocks`
        self.last_read: dict[str, dict[str, str]] = {}  # by person and channel: the newest `ts` seen
        # By person and `channel:ts` of a thread: the newest reply seen.
        self.threads_read: dict[str, dict[str, str]] = {}
        # By person and `channel:ts`: what the inputs that stand in messages hold.
        self.chosen: dict[str, dict[str, dict[str, dict[str, Json]]]] = {}
        self._dead_tokens: dict[str, tuple[InstalledApp, TokenState]] = {}
        self._direct: dict[frozenset[str], Channel] = {}
        self._event_callbacks: list[EventCallback] = []

    # --- time

    def now(self) -> datetime:
        """The present on the workspace's clock, aware UTC."""
        return self.clock.now().astimezone(UTC)

    def unix(self) -> int:
        """The present in whole Unix seconds."""
        return int(self.now().timestamp())

    def new_ts(self, channel: Channel) -> str:
        """A `ts` later than every other in the channel, even while the clock stands still."""
        now = self.now()
        instant = int(now.replace(microsecond=0).timestamp()) * 1_000_000 + now.microsecond
        channel.last_us = max(instant, channel.last_us + 1)
        return f"{channel.last_us // 1_000_000:010d}.{channel.last_us % 1_000_000:06d}"

    # --- seeding: nobody is told

    def add_person(
        self,
        name: str,
        *,
        tz: str = "America/Los_Angeles",
        user_id: str | None = None,
        is_guest: bool = False,
        is_bot: bool = False,
        deleted: bool = False,
        is_admin: bool = False,
        title: str = "",
    ) -> User:
        """Put a person into the workspace. `name` is the full name; the handle comes from it.

        `tz` must be an IANA zone: an unknown one raises `zoneinfo.ZoneInfoNotFoundError`.
        """
        ZoneInfo(tz)
        handle = "".join(c if c.isalnum() else "." for c in name.lower()).strip(".") or "person"
        user = User(
            id=user_id or self.ids.next("U"),
            name=handle,
            real_name=name,
            tz=tz,
            email=f"{handle}@{self.domain}.example",
            is_guest=is_guest,
            is_bot=is_bot,
            deleted=deleted,
            is_admin=is_admin,
            updated=self.unix(),
            title=title,
        )
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *, private: bool = False, members: Iterable[str] = (), channel_id: str | None = None
    ) -> Channel:
        """Put a channel into the workspace; the first member counts as its creator."""
        member_ids = list(members)
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        creator = member_ids[0] if member_ids else "USLACKBOT"
        channel = Channel(
            id=channel_id or self.ids.next("C"),
            name=name.lstrip("#"),
            kind=kind,
            created=self.unix(),
            creator=creator,
            members=dict.fromkeys(self.user(user_id).id for user_id in member_ids),
        )
        self.channels[channel.id] = channel
        return channel

    def install_app(self, manifest: Json, *, app_id: str | None = None) -> InstalledApp:
        """Install an app with everything its manifest asks for: scopes, events, commands, tabs."""
        app = self._app_from(manifest, app_id or self.ids.next("A"))
        display_name = manifest.get("features", {}).get("bot_user", {}).get("display_name", app.name)
        bot_user = self.add_person(display_name, user_id=app.bot_user_id, is_bot=True)
        bot_user.bot_id, bot_user.app_id = app.bot_id, app.id
        self.apps[app.id] = app
        return app

    def _app_from(self, manifest: Json, app_id: str) -> InstalledApp:
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        home = features.get("app_home", {})
        return InstalledApp(
            id=app_id,
            name=manifest.get("display_information", {}).get("name", app_id),
            manifest=manifest,
            bot_user_id=self.ids.next("UBOT"),
            bot_id=self.ids.next("B"),
            bot_token=f"xoxb-{secret()}",
            app_token=f"xapp-1-{app_id}-{secret()}",
            signing_secret=secret(),
            verification_token=secret(12),
            client_id=f"{self.ids.next('1')}.{self.ids.next('2')}",
            client_secret=secret(),
            scopes=frozenset(scopes.get("bot", ())) | frozenset(scopes.get("bot_optional", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(command["command"] for command in features.get("slash_commands", ())),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_tab_read_only=home.get("messages_tab_read_only_enabled", False),
            interactivity=settings.get("interactivity", {}).get("is_enabled", False),
            socket_mode=settings.get("socket_mode_enabled", False),
        )

    # --- looking up

    def user(self, user_id: str) -> User:
        """The person with this id; `SlackError("user_not_found")` otherwise."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """The conversation with this id; `SlackError("channel_not_found")` otherwise."""
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def app_of_bot(self, user_id: str) -> InstalledApp | None:
        """The app whose bot user this is, if any."""
        user = self.users.get(user_id)
        return self.apps.get(user.app_id) if user is not None and user.app_id else None

    def direct_channel(self, user_ids: Iterable[str]) -> Channel:
        """The direct conversation of exactly these people, made when there is none yet."""
        people = frozenset(user_ids)
        if people not in self._direct:
            self._direct[people] = self._new_direct(sorted(people))
        return self._direct[people]

    def find_direct_channel(self, user_ids: Iterable[str]) -> Channel | None:
        """The direct conversation of exactly these people, if they ever had one."""
        return self._direct.get(frozenset(user_ids))

    def _new_direct(self, people: list[str]) -> Channel:
        group = len(people) > 2
        channel = Channel(
            id=self.ids.next("G" if group else "D"),
            name=f"mpdm-{'--'.join(self.user(p).name for p in people)}-1" if group else "directmessage",
            kind=ChannelKind.GROUP_DIRECT if group else ChannelKind.DIRECT,
            created=self.unix(),
            creator=people[0],
            members=dict.fromkeys(people),
        )
        self.channels[channel.id] = channel
        return channel

    def person_in(self, channel: Channel) -> str | None:
        """Whose direct message this is: the human of a one-to-one conversation with a bot, else `None`."""
        if channel.kind is not ChannelKind.DIRECT:
            return None
        return next((u for u in channel.members if not self.users[u].is_bot), None)

    # --- tokens

    def app_for_token(self, token: str) -> tuple[InstalledApp, TokenState]:
        """Whose token this is and whether it still works; `SlackError("invalid_auth")` if nobody's."""
        if token in self._dead_tokens:
            return self._dead_tokens[token]
        for app in self.apps.values():
            if token == app.bot_token:
                return app, app.token_state
            if token == app.app_token:
                return app, TokenState.LIVE
        raise SlackError("invalid_auth")

    def _kill_bot_token(self, app: InstalledApp, state: TokenState) -> None:
        app.token_state = state
        self._dead_tokens[app.bot_token] = (app, state)

    def reinstall(self, app: InstalledApp) -> str:
        """Bring a removed app back, as OAuth does; returns its bot token, a new one if the old one died."""
        if not app.is_installed:
            app.bot_token = f"xoxb-{secret()}"
            app.token_state = TokenState.LIVE
            self.users[app.bot_user_id].deleted = False
        return app.bot_token

    # --- kept over a restart

    def dead_tokens(self) -> list[tuple[str, InstalledApp, TokenState]]:
        """Tokens that no longer open the door: whose they were, and how they died."""
        return [(token, app, state) for token, (app, state) in self._dead_tokens.items()]

    def take_in_dead_token(self, token: str, app: InstalledApp, state: TokenState) -> None:
        """Know a token that died before."""
        self._dead_tokens[token] = (app, state)

    def take_in_channel(self, channel: Channel) -> None:
        """Put in a conversation with all that was said in it; nobody is told."""
        self.channels[channel.id] = channel
        if channel.is_direct:
            self._direct[frozenset(channel.members)] = channel

    # --- events

    def subscribe_events(self, callback: EventCallback) -> Callable[[], None]:
        """Call `callback(app, event)` for every event an app must hear; returns the function that ends it."""
        self._event_callbacks.append(callback)
        return lambda: self._event_callbacks.remove(callback)

    def audience(self, event_type: str, channel: Channel | None = None) -> list[InstalledApp]:
        """The apps that must be told of such an event."""
        return [app for app in self.apps.values() if hears(app, event_type, channel)]

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Tell every app that listens for this event in this channel."""
        for app in self.audience(event["type"], channel):
            self.emit_to(app, event)

    def emit_to(self, app: InstalledApp, event: Json) -> None:
        """Tell one app, without asking whether it listens."""
        for callback in self._event_callbacks:
            callback(app, event)

    def event_ts(self) -> str:
        """The present as events write it: Unix seconds with six decimals."""
        return f"{self.now().timestamp():.6f}"
