"""In which workspaces the bot is installed, and with which token it speaks there.

One workspace, whose token is a setting (`OneWorkspace`), or any number, whose encrypted tokens are rows that
the OAuth flow writes (`InstalledWorkspaces`). Neither asks Slack anything while a request is being answered:
Bolt's own authorization answers a request *yes* and drops it when `auth.test` is refused, a 429 included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.web.async_client import AsyncWebClient

from bot.problems import CannotRun
from bot.slack_client import CALL_ERRORS, ask_patiently, error_code
from community.clock import Clock
from community.ids import UserId, WorkspaceId
from storage.queries import workspaces as rows
from storage.unit_of_work import Store

CACHED_FOR = timedelta(minutes=1)  # after this long another process's reinstallation is noticed

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    workspace_id: WorkspaceId
    name: str
    bot_user_id: UserId
    bot_id: str
    token: str = field(repr=False)
    scopes: frozenset[str]


class Installations(Protocol):
    """Who we are in which workspace."""

    async def start(self) -> None:
        """Make ready, once, before anything is asked. Raises `CannotRun`."""
        ...

    async def find(self, workspace_id: str | None) -> Installation | None:
        """The installation there, `None` where there is none. May read the database, never asks Slack."""
        ...

    async def forget(self, workspace_id: WorkspaceId) -> None:
        """The bot was uninstalled there, or its token revoked."""
        ...

    async def token_for(self, workspace_id: WorkspaceId) -> str:
        """The token to speak with there. Raises `LookupError` where there is none that can be read."""
        try:
            installation = await self.find(workspace_id)
        except CannotRun as trouble:
            log.error("installation.unreadable", workspace=workspace_id, reason=trouble.sentence)  # noqa: TRY400 - the sentence says it all
            raise LookupError(workspace_id) from trouble
        if installation is None:
            raise LookupError(workspace_id)
        return installation.token


class OneWorkspace(Installations):
    """A bot token from the settings: `auth.test` once at the start says whose it is."""

    def __init__(self, client: AsyncWebClient, store: Store, clock: Clock) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._installation: Installation | None = None

    async def start(self) -> None:
        self._installation = await who_am_i(self._client, self._clock)
        values = _columns(self._installation, None, self._clock.now())
        async with self._store.transaction() as session:
            await rows.save_workspace(session, self._installation.workspace_id, values)

    async def find(self, workspace_id: str | None) -> Installation | None:
        """Ours, or `None` for the id of another workspace. `None` as an id means: whichever it is."""
        ours = self._installation
        return ours if ours is not None and workspace_id in (None, ours.workspace_id) else None

    async def forget(self, workspace_id: WorkspaceId) -> None:
        async with self._store.transaction() as session:
            await rows.mark_uninstalled(session, workspace_id, self._clock.now())


class TokenVault:
    """Tokens at rest: encrypted with the newest key, readable with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def lock(self, token: str) -> bytes:
        return self._fernet.encrypt(token.encode())

    def unlock(self, locked: bytes) -> str:
        """Raises `CannotRun` when none of the keys fits."""
        try:
            return self._fernet.decrypt(locked).decode()
        except InvalidToken as error:
            raise CannotRun(
                "A stored Slack token cannot be read with CONVENER_SECRET_KEY.",
                "Add the key it was written with to the end of the list, or install the app there again.",
            ) from error


class InstalledWorkspaces(Installations):
    """Rows that the OAuth flow writes, with a small cache in front."""

    def __init__(self, store: Store, vault: TokenVault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._known: dict[str, tuple[datetime, Installation]] = {}

    async def start(self) -> None:
        """Nothing to do: installations are read when they are asked for."""

    async def find(self, workspace_id: str | None) -> Installation | None:
        if workspace_id is None:
            return None
        fresh_since = self._clock.now() - CACHED_FOR
        known = self._known.get(workspace_id)
        if known is not None and known[0] > fresh_since:
            return known[1]
        return await self._read(workspace_id)

    async def save(self, installation: Installation) -> None:
        """Keep a new installation, or the new token of one that was there."""
        values = _columns(installation, self._vault.lock(installation.token), self._clock.now())
        async with self._store.transaction() as session:
            await rows.save_workspace(session, installation.workspace_id, values)
        self._known.pop(installation.workspace_id, None)

    async def forget(self, workspace_id: WorkspaceId) -> None:
        async with self._store.transaction() as session:
            await rows.mark_uninstalled(session, workspace_id, self._clock.now())
        self._known.pop(workspace_id, None)

    async def _read(self, workspace_id: str) -> Installation | None:
        async with self._store.reading() as session:
            row = await rows.find_workspace(session, workspace_id)
        if row is None or row.bot_token is None:
            self._known.pop(
                workspace_id, None
            )  # what is not there is asked for again: it may be installed now
            return None
        installation = Installation(
            WorkspaceId(row.id),
            row.name,
            UserId(row.bot_user_id),
            row.bot_id,
            self._vault.unlock(row.bot_token),
            frozenset(row.scopes.split(",")),
        )
        self._known[workspace_id] = (self._clock.now(), installation)
        return installation


async def who_am_i(client: AsyncWebClient, clock: Clock) -> Installation:
    """Whose the client's token is, waiting out rate limits and short outages. Raises `CannotRun`."""
    try:
        answer = await ask_patiently(client.auth_test, clock)
    except CALL_ERRORS as error:
        raise _token_trouble(error) from error
    return Installation(
        WorkspaceId(answer["team_id"]),
        str(answer["team"]),
        UserId(answer["user_id"]),
        str(answer["bot_id"]),
        client.token or "",
        frozenset(scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")),
    )


def _token_trouble(error: Exception) -> CannotRun:
    code = error_code(error)
    if code is None:
        return CannotRun(
            f"Slack could not be reached ({type(error).__name__}).",
            "Check the network, the proxy and SLACK_API_URL, then start again.",
        )
    if code == "ratelimited":
        return CannotRun("Slack asks for patience (ratelimited).", "Start again in a few minutes.")
    return CannotRun(
        f"Slack does not accept SLACK_BOT_TOKEN ({code}).",
        "Copy the bot token again from your app's page, OAuth & Permissions; it begins with xoxb-.",
    )


def _columns(installation: Installation, locked: bytes | None, now: datetime) -> dict[str, Any]:
    return {
        "name": installation.name,
        "bot_user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "bot_token": locked,
        "scopes": ",".join(sorted(installation.scopes)),
        "installed_at": now,
        "uninstalled_at": None,
    }
