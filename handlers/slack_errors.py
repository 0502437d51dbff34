"""What the SDK raises, and Slack's word in it."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

# AttributeError and TypeError: what the SDK stumbles over when an answer is no JSON object.
SLACK_FAILURES = (
    SlackApiError,
    SlackRequestError,
    aiohttp.ClientError,
    TimeoutError,
    AttributeError,
    TypeError,
)


def slack_code(error: BaseException) -> str | None:
    """Slack's word for what it refused; None if it gave none. The response may be of any type."""
    response = error.response if isinstance(error, SlackApiError) else None
    data = getattr(response, "data", response)
    return str(data["error"]) if isinstance(data, dict) and "error" in data else None
