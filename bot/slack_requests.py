"""Slack's HTTP requests, checked and read before Bolt sees them.

Bolt parses a body before it verifies the signature, answers 500 to odd signature headers, and drops every
slash command in whose form the word "payload" occurs. So the signature is checked here first, the body is
read here, and Bolt is handed the payload as Socket Mode would hand it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from slack_bolt.request.async_request import AsyncBoltRequest

from community.clock import Clock

WINDOW_S: Final = 5 * 60


class NotFromSlack(Exception):
    """The signature is missing, wrong or old."""


class UnreadableRequest(Exception):
    """Signed by Slack, but not in a form we know."""


class SignatureCheck:
    """Slack's signature: HMAC of `v0:<timestamp>:<exact body>`, not older (or newer) than five minutes."""

    def __init__(self, signing_secret: str, clock: Clock) -> None:
        self._secret = signing_secret.encode()
        self._clock = clock

    def check(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Raises `NotFromSlack`. Whatever the headers hold, nothing else is raised."""
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
            raise NotFromSlack("no timestamp")
        if abs(self._clock.now().timestamp() - int(timestamp)) > WINDOW_S:
            raise NotFromSlack("too old")
        expected = hmac.new(
            self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256
        ).hexdigest()
        if not hmac.compare_digest(b"v0=" + expected.encode(), signature.encode(errors="replace")):
            raise NotFromSlack("wrong signature")


def read_payload(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload: JSON (events), a form's field `payload` (clicks, modals), or the form itself (commands).

    Raises `UnreadableRequest`.
    """
    try:
        text = body.decode()
        payload = json.loads(text) if content_type == "application/json" else _read_form(text)
    except ValueError as error:
        raise UnreadableRequest("neither JSON nor a form") from error
    if not isinstance(payload, dict):
        raise UnreadableRequest("not an object")
    return payload


def bolt_request(payload: dict[str, Any], headers: Mapping[str, str]) -> AsyncBoltRequest:
    """The request as Bolt takes it from Socket Mode: already parsed, already trusted."""
    return AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(headers))


def is_ssl_check(body: bytes) -> bool:
    """Slack looks from time to time whether our certificate is good; it expects 200 and nothing else."""
    return b"ssl_check=1" in body.split(b"&")


def _read_form(text: str) -> Any:
    form = dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form
