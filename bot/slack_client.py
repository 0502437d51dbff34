"""The Web API client, and what its many ways of failing mean."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.settings import Settings, unseen_by_libraries
from community.clock import Clock

TIMEOUT_S: Final = 10

# A text/plain error page makes the SDK raise AttributeError; the others are its ordinary ways.
CALL_ERRORS: Final = (SlackApiError, SlackRequestError, aiohttp.ClientError, TimeoutError, AttributeError)

Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)


def make_client(settings: Settings, token: str | None = None) -> AsyncWebClient:
    """A client that never repeats a call by itself.

    The SDK's default handler repeats any call whose connection broke: chat.postMessage would post twice.
    """
    with unseen_by_libraries():
        client = AsyncWebClient(
            token=token,
            base_url=settings.slack_base_url,
            timeout=TIMEOUT_S,
            proxy=settings.slack_proxy,
            retry_handlers=[],
        )
    client.proxy = settings.slack_proxy
    return client


def share_connections(client: AsyncWebClient) -> None:
    """Let the client, and Bolt's copies of it, keep connections open: otherwise each call makes its own.

    Needs a running event loop. A session that is given brings its own timeout: the client's is then ignored.
    """
    client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))


async def close_connections(client: AsyncWebClient) -> None:
    if client.session is not None:
        await client.session.close()
        client.session = None


def error_code(error: Exception) -> str | None:
    """Slack's word for its refusal; `None` when Slack did not get as far as saying one."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response, AsyncSlackResponse):
        return None
    data = error.response.data
    return str(data["error"]) if isinstance(data, dict) and data.get("error") else None


def retry_after_s(error: Exception) -> int | None:
    """The seconds Slack asks to wait; `None` when it does not ask."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response, AsyncSlackResponse):
        return None
    named = str(error.response.headers.get("Retry-After", ""))
    if named.isdecimal():
        return int(named)
    return 1 if error.response.status_code == 429 else None


def is_refusal(error: Exception) -> bool:
    """Slack understood and said no: asking again will not help."""
    return error_code(error) is not None and retry_after_s(error) is None and not _is_slacks_fault(error)


async def ask_patiently(ask: Callable[[], Awaitable[Answer]], clock: Clock, attempts: int = 4) -> Answer:
    """Ask Slack, waiting out rate limits and outages, a few times. For calls that may be repeated only.

    Raises one of `CALL_ERRORS`: a refusal at once, anything else after the last attempt.
    """
    for attempt in range(attempts):
        try:
            return await ask()
        except CALL_ERRORS as error:
            if is_refusal(error) or attempt + 1 == attempts:
                raise
            pause_s = retry_after_s(error) or 2**attempt
            log.info("slack.waiting", seconds=pause_s, reason=error_code(error) or type(error).__name__)
            await clock.sleep(pause_s)
    raise asyncio.InvalidStateError("attempts must be positive")


def _is_slacks_fault(error: Exception) -> bool:
    return error_code(error) in {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
