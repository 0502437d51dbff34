"""Slack's HTTP requests: only Slack's own get in, and every sort is read."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from bot.slack_requests import NotFromSlack, SignatureCheck, UnreadableRequest, is_ssl_check, read_payload
from community.clock import MovableClock

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 9, 7, 15, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def signed(body: bytes, at: datetime = NOW) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


@pytest.fixture
def check() -> SignatureCheck:
    return SignatureCheck(SECRET, MovableClock(NOW))


def test_what_slack_signed_gets_in(check: SignatureCheck) -> None:
    check.check("text=é".encode(), signed("text=é".encode()))


@pytest.mark.parametrize("age", [timedelta(seconds=299), timedelta(seconds=-299)])
def test_a_clock_may_differ_by_just_under_five_minutes(check: SignatureCheck, age: timedelta) -> None:
    check.check(b"x", signed(b"x", NOW - age))


@pytest.mark.parametrize("age", [timedelta(seconds=301), timedelta(seconds=-301)])
def test_an_old_or_future_signature_is_refused(check: SignatureCheck, age: timedelta) -> None:
    with pytest.raises(NotFromSlack):
        check.check(b"x", signed(b"x", NOW - age))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "٣", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": str(int(NOW.timestamp())), "X-Slack-Signature": "v0=été"},
        {"X-Slack-Request-Timestamp": str(int(NOW.timestamp())), "X-Slack-Signature": "v0=\udcff"},
        {"X-Slack-Request-Timestamp": str(int(NOW.timestamp()))},
    ],
)
def test_odd_headers_are_refused_and_break_nothing(check: SignatureCheck, headers: dict[str, str]) -> None:
    with pytest.raises(NotFromSlack):
        check.check(b"x", headers)


def test_a_changed_body_is_refused(check: SignatureCheck) -> None:
    with pytest.raises(NotFromSlack):
        check.check(b"y", signed(b"x"))


def test_a_command_that_speaks_of_a_payload_is_read_whole() -> None:
    form = urlencode({"command": "/cop", "text": "fix the payload parser", "channel_name": "payload-team"})
    assert read_payload(form.encode(), FORM)["text"] == "fix the payload parser"


def test_a_click_is_read_from_its_form_field() -> None:
    body = urlencode({"payload": '{"type": "block_actions"}'}).encode()
    assert read_payload(body, FORM) == {"type": "block_actions"}


def test_an_event_is_read_from_json() -> None:
    assert read_payload(b'{"type": "event_callback"}', "application/json") == {"type": "event_callback"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=1", FORM),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unreadable(body: bytes, content_type: str) -> None:
    with pytest.raises(UnreadableRequest):
        read_payload(body, content_type)


def test_slacks_look_at_our_certificate_is_recognised() -> None:
    assert is_ssl_check(b"token=abc&ssl_check=1")
    assert not is_ssl_check(b"text=ssl_check=1")
