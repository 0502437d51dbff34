"""The real gateway, against the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.rate_limits import CALLS_A_MINUTE, SlackLimits
from bot.slack_gateway import SlackWebGateway
from community.clock import Clock
from community.ids import WorkspaceId


def no_limits(clock: Clock) -> SlackLimits:
    """For a Slack without limits."""
    return SlackLimits(clock, dict.fromkeys(CALLS_A_MINUTE, 10**9), channel_pause=timedelta(0))


@dataclass(frozen=True, slots=True)
class OneToken:
    token: str

    async def token_for(self, workspace_id: WorkspaceId) -> str:
        return self.token


@asynccontextmanager
async def a_gateway(
    api_url: str, token: str, clock: Clock, limits: SlackLimits | None = None
) -> AsyncIterator[SlackWebGateway]:
    client = AsyncWebClient(base_url=api_url, retry_handlers=[])
    client.proxy = None
    gateway = SlackWebGateway(client, OneToken(token), limits or SlackLimits(clock))
    try:
        yield gateway
    finally:
        await gateway.close()
