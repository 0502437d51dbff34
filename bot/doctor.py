"""`convener doctor`: is everything as it must be, and if not, how is it mended?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.database import require_current_schema
from bot.installations import Installation, InstalledWorkspaces, TokenVault, who_am_i
from bot.manifest import BOT_SCOPES
from bot.problems import CannotRun
from bot.settings import FOR_MANY_WORKSPACES, SHOULD_BE, Settings
from bot.slack_client import CALL_ERRORS, ask_patiently, error_code, make_client
from bot.socket_mode import open_connection
from community.clock import Clock
from community.ids import WorkspaceId
from storage.engine import open_engine
from storage.queries.inspection import CommunityChannels, list_community_channels
from storage.queries.workspaces import list_installed
from storage.unit_of_work import Store

SKEW_ALLOWED: Final = timedelta(seconds=30)
HELLO_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's. `advice` says how to mend what is not well."""

    subject: str
    is_well: bool
    sentence: str
    advice: str = ""


class Doctor:
    """Looks at one thing after the other; each look ends in a finding, whatever happens."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._store: Store | None = None  # only once the database has been found well

    async def examine(self) -> AsyncIterator[Finding]:
        """Everything there is to say; the first trouble is often the cause of the next."""
        yield await self._look_at_database()
        for finding in self._look_at_ways_in():
            yield finding
        if self._settings.app_token is not None:
            yield await self._look_at_socket_mode(self._settings.app_token.get_secret_value())
        if self._settings.bot_token is not None:
            token = self._settings.bot_token.get_secret_value()
            async for finding in self._look_at_workspace(make_client(self._settings, token)):
                yield finding
        else:
            async for finding in self._look_at_installations():
                yield finding

    async def close(self) -> None:
        if self._store is not None:
            await self._store.close()

    # --- one look each ----------------------------------------------------------------------------------

    async def _look_at_database(self) -> Finding:
        try:
            state = await require_current_schema(self._settings.database_url)
        except CannotRun as trouble:
            return Finding("database", False, trouble.sentence, trouble.advice)
        self._store = Store(open_engine(self._settings.database_url))
        return Finding("database", True, f"reachable ({self._store.dialect}), schema {state.current}")

    def _look_at_ways_in(self) -> Iterable[Finding]:
        """Which tokens are there, and what they are enough for."""
        settings = self._settings
        if settings.bot_token is None and settings.client_id is None:
            yield _not_set("SLACK_BOT_TOKEN")
        elif settings.bot_token is None:
            yield from (_not_set(variable, _FOR_MANY) for variable in settings.missing(*FOR_MANY_WORKSPACES))
        if settings.app_token is None and settings.signing_secret is None:
            yield _not_set(
                "SLACK_APP_TOKEN", "convener run needs it (for convener web: SLACK_SIGNING_SECRET)"
            )
        elif settings.signing_secret is not None:
            yield Finding("signing secret", True, "set, so that convener web can serve Slack over HTTP")
        if settings.bot_token is not None and settings.client_id is not None:
            yield Finding(
                "mode", True, "one workspace: SLACK_BOT_TOKEN is set, so SLACK_CLIENT_ID is not used"
            )

    async def _look_at_socket_mode(self, app_token: str) -> Finding:
        client = make_client(self._settings)
        try:
            url = await open_connection(client, app_token, self._clock)
            await _hear_hello(url, client.proxy)
        except CannotRun as trouble:
            return Finding("socket mode", False, trouble.sentence, trouble.advice)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Finding(
                "socket mode",
                False,
                f"Slack gave an address, but the connection failed ({type(error).__name__}).",
                "Check that the network and the proxy let WebSockets (wss) through.",
            )
        return Finding("socket mode", True, "SLACK_APP_TOKEN is accepted, and Slack says hello")

    async def _look_at_installations(self) -> AsyncIterator[Finding]:
        """Every workspace whose token is a row."""
        if self._store is None or not self._settings.fernet_keys:
            return
        kept = InstalledWorkspaces(self._store, TokenVault(self._settings.fernet_keys), self._clock)
        for workspace_id in await self._installed():
            try:
                installation = await kept.find(workspace_id)
            except CannotRun as trouble:
                yield Finding(f"installation in {workspace_id}", False, trouble.sentence, trouble.advice)
                continue
            if installation is not None:
                async for finding in self._look_at_workspace(make_client(self._settings, installation.token)):
                    yield finding

    async def _look_at_workspace(self, client: AsyncWebClient) -> AsyncIterator[Finding]:
        try:
            installation = await who_am_i(client, self._clock)
        except CannotRun as trouble:
            yield Finding("bot token", False, trouble.sentence, trouble.advice)
            return
        yield Finding("bot token", True, f"accepted in {installation.name} ({installation.workspace_id})")
        yield _judge_scopes(installation)
        yield await self._look_at_time(client)
        for community in await self._communities(installation.workspace_id):
            async for finding in self._look_at_community(client, community):
                yield finding

    async def _look_at_time(self, client: AsyncWebClient) -> Finding:
        answer = await ask_patiently(client.auth_test, self._clock)
        return judge_skew(self._clock.now(), str(answer.headers.get("Date", "")))

    async def _look_at_community(
        self, client: AsyncWebClient, community: CommunityChannels
    ) -> AsyncIterator[Finding]:
        yield await self._look_at_channel(client, community.home, f"home of {community.name}", is_home=True)
        if community.leaders is not None:
            subject = f"leaders' channel of {community.name}"
            yield await self._look_at_channel(client, community.leaders, subject, is_home=False)

    async def _look_at_channel(
        self, client: AsyncWebClient, channel: str, subject: str, *, is_home: bool
    ) -> Finding:
        try:
            answer = await ask_patiently(lambda: client.conversations_info(channel=channel), self._clock)
        except CALL_ERRORS as error:
            reason = error_code(error) or type(error).__name__
            return Finding(subject, False, f"{channel} cannot be seen ({reason}).", _INVITE)
        found = answer["channel"]
        name = f"#{found.get('name', channel)}"
        if found.get("is_archived"):
            return Finding(subject, False, f"{name} is archived.", "Unarchive it, or set up another channel.")
        if not found.get("is_member") and (is_home or found.get("is_private")):
            return Finding(subject, False, f"The bot is not in {name}.", _INVITE)
        return Finding(subject, True, f"{name} can be posted to")

    # --- what is looked at ------------------------------------------------------------------------------

    async def _installed(self) -> list[WorkspaceId]:
        if self._store is None:
            return []
        async with self._store.reading() as session:
            return [WorkspaceId(row.id) for row in await list_installed(session)]

    async def _communities(self, workspace_id: WorkspaceId) -> list[CommunityChannels]:
        if self._store is None:
            return []
        async with self._store.reading() as session:
            communities = await list_community_channels(session)
        return [community for community in communities if community.workspace_id == workspace_id]


_FOR_MANY: Final = "SLACK_CLIENT_ID is set, so many workspaces are served, which needs it"
_INVITE: Final = "In that channel type: /invite @convener"


def judge_skew(now: datetime, slacks_date: str) -> Finding:
    """How far our clock is from Slack's `Date` header (HTTP's format, whole seconds)."""
    try:
        skew = abs(now - parsedate_to_datetime(slacks_date))
    except (ValueError, TypeError):
        return Finding("clock", True, "could not be compared: Slack's answer carried no date")
    if skew > SKEW_ALLOWED:
        return Finding(
            "clock",
            False,
            f"This machine's clock is {round(skew.total_seconds())} seconds from Slack's.",
            "Switch time synchronisation (NTP) on: messages would come at the wrong time.",
        )
    return Finding("clock", True, "agrees with Slack's")


def _judge_scopes(installation: Installation) -> Finding:
    missing = [scope for scope in BOT_SCOPES if scope not in installation.scopes]
    if not missing:
        return Finding("scopes", True, "all that the manifest asks for are granted")
    without = "; ".join(f"{scope} ({BOT_SCOPES[scope]})" for scope in missing)
    return Finding(
        "scopes",
        False,
        f"Not granted: {without}.",
        "Bring the app's manifest up to date (convener manifest), then install the app again.",
    )


def _not_set(variable: str, why: str = "every way of running needs it") -> Finding:
    return Finding(variable, False, f"is not set; {why}.", f"It should be {SHOULD_BE[variable]}.")


async def _hear_hello(url: str, proxy: str | None) -> None:
    async with (
        asyncio.timeout(HELLO_S),
        aiohttp.ClientSession() as session,
        session.ws_connect(url, proxy=proxy) as socket,
    ):
        hello = await socket.receive_json()
        if hello.get("type") != "hello":
            raise ValueError("something else than hello")
