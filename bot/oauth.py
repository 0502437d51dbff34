"""Installing the bot in a workspace from a browser (OAuth): out to Slack's consent page and back."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.installations import Installation, InstalledWorkspaces, who_am_i
from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from bot.slack_client import CALL_ERRORS, error_code, make_client
from community.clock import Clock
from storage.queries import workspaces as rows
from storage.unit_of_work import Store

VISIT_LASTS: Final = timedelta(minutes=10)

log = structlog.get_logger(__name__)


class InstallationFailed(Exception):
    """The visit to Slack did not end in an installation; the sentence is for the person in the browser."""


class OAuthFlow:
    """Begins visits and ends them. Visits under way are rows, so any web process can end them."""

    def __init__(
        self,
        settings: Settings,
        client: AsyncWebClient,
        kept: InstalledWorkspaces,
        store: Store,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._client = client
        self._kept = kept
        self._store = store
        self._clock = clock

    async def begin(self) -> tuple[str, str]:
        """Slack's page to send the person to, and the visit's state to leave in their browser."""
        state = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._store.transaction() as session:
            await rows.add_oauth_state(session, state, now + VISIT_LASTS, now)
        query = {
            "client_id": self._settings.client_id,
            "scope": ",".join(BOT_SCOPES),
            "state": state,
            "redirect_uri": self._redirect_url,
        }
        return f"{self._authorize_url}?{urlencode(query)}", state

    async def finish(self, code: str, state: str, browsers_state: str) -> Installation:
        """Trade the code for a token and keep it. Raises `InstallationFailed`.

        `browsers_state` is what `begin` left in the browser: a link made by somebody else does not have it.
        """
        is_ours = hmac.compare_digest(state.encode(), browsers_state.encode())
        if not is_ours or not await self._take(state):
            raise InstallationFailed("This link is no longer good. Please begin the installation again.")
        installation = await self._exchange(code)
        await self._kept.save(installation)
        log.info("installation.saved", workspace=installation.workspace_id)
        return installation

    async def _take(self, state: str) -> bool:
        async with self._store.transaction() as session:
            return await rows.take_oauth_state(session, state, self._clock.now())

    async def _exchange(self, code: str) -> Installation:
        try:
            answer = await self._client.api_call("oauth.v2.access", data=self._exchange_form(code))
        except CALL_ERRORS as error:
            reason = error_code(error) or type(error).__name__
            log.warning("installation.refused", reason=reason)
            raise InstallationFailed(f"Slack did not confirm the installation ({reason}).") from error
        return await who_am_i(make_client(self._settings, str(answer["access_token"])), self._clock)

    def _exchange_form(self, code: str) -> dict[str, str]:
        """What `client.oauth_v2_access` would send, whose way of sending the secret aiohttp gives up."""
        secret = self._settings.client_secret
        return {
            "client_id": self._settings.client_id or "",
            "client_secret": secret.get_secret_value() if secret is not None else "",
            "code": code,
            "redirect_uri": self._redirect_url,
        }

    @property
    def _redirect_url(self) -> str:
        return f"{self._settings.public_url}/slack/oauth_redirect"

    @property
    def _authorize_url(self) -> str:
        return self._settings.slack_api_url.removesuffix("/api") + "/oauth/v2/authorize"
