"""Delivery over HTTP: signed exact bytes to the app's request URL."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import Attempt, Outcome
from sandbox.ids import secret
from sandbox.model import InstalledApp, Json

JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts to the request URL of one app after the other. `start` and `stop` own the HTTP session."""

    name = "http"

    def __init__(self) -> None:
        self.request_urls: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(trust_env=False)

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, attempt: Attempt) -> Outcome:
        """Sign and post one attempt; see `Outcome` for what can come of it."""
        body, content_type = _encode(attempt)
        headers = {"Content-Type": content_type, **signature(attempt.app, body)}
        if attempt.number:
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}
        return await self._post(self.request_urls[attempt.app.id], body, headers, attempt.deadline)

    async def verify(self, app: InstalledApp, deadline: float) -> bool:
        """Slack's url_verification: whether the app gives the challenge back."""
        challenge = secret()
        given: Json = {"type": "url_verification", "token": app.verification_token, "challenge": challenge}
        body = json.dumps(given).encode()
        headers = {"Content-Type": JSON_TYPE, **signature(app, body)}
        outcome = await self._post(self.request_urls[app.id], body, headers, deadline)
        answer = outcome.body
        return challenge in (answer, answer.get("challenge") if isinstance(answer, dict) else None)

    async def _post(self, url: str, body: bytes, headers: dict[str, str], deadline: float) -> Outcome:
        if self._session is None:
            raise RuntimeError("The sandbox's server is not running")
        patience = aiohttp.ClientTimeout(total=deadline)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=patience, max_redirects=2
            ) as response:
                return await _outcome(response)
        except TimeoutError:
            return Outcome(late=True, error="timeout")
        except aiohttp.TooManyRedirects:
            return Outcome(error="too_many_redirects")
        except aiohttp.ClientError:
            return Outcome(error="connection_failed")


def signature(app: InstalledApp, body: bytes, *, timestamp: int | None = None) -> dict[str, str]:
    """The signing headers of a body. The stamp is real time: apps compare it with their own clock."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encode(attempt: Attempt) -> tuple[bytes, str]:
    if attempt.kind == "events_api":
        return json.dumps(attempt.payload).encode(), JSON_TYPE
    if attempt.kind == "slash_commands":
        return urlencode(attempt.payload).encode(), FORM_TYPE
    return urlencode({"payload": json.dumps(attempt.payload)}).encode(), FORM_TYPE


async def _outcome(response: aiohttp.ClientResponse) -> Outcome:
    text = await response.text()
    error = None if 200 <= response.status < 300 else "http_error"
    return Outcome(
        body=_body(text, response.content_type),
        status=response.status,
        error=error,
        no_retry=response.headers.get("X-Slack-No-Retry") == "1",
    )


def _body(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type != JSON_TYPE:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
