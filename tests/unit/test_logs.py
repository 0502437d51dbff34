"""Logs: one line per event, and no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logging, without_secrets
from bot.settings import LogFormat, LogLevel
from tests.support.logs import logging_as_it_was


@pytest.fixture(autouse=True)
def logging_restored() -> Iterator[None]:
    with logging_as_it_was():
        yield


def lines_of(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_carry_the_event_its_fields_and_the_time() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.JSON, stream)
    structlog.get_logger("bot").info("delivery.sent", delivery_id=7)
    (line,) = lines_of(stream)
    assert line["event"] == "delivery.sent"
    assert line["delivery_id"] == 7
    assert line["level"] == "info"
    assert str(line["timestamp"]).endswith("Z")


def test_a_librarys_record_goes_the_same_way_with_its_secrets_struck_out() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.DEBUG, LogFormat.JSON, stream)
    logging.getLogger("slack_sdk.web").error("called with %s", "xoxb-12-hunter2")
    logging.getLogger("slack_sdk.web").debug("a body nobody may read")
    (line,) = lines_of(stream)
    assert line["event"] == "called with [secret]"


def test_secrets_in_a_traceback_are_struck_out_too() -> None:
    stream = io.StringIO()
    configure_logging(LogLevel.INFO, LogFormat.JSON, stream)
    error = ValueError("cannot reach postgresql://ada:hunter2@db/convener with xapp-1-A-hunter2")
    structlog.get_logger("bot").error("database.lost", exc_info=error)
    assert "hunter2" not in stream.getvalue()
    assert "db/convener" in stream.getvalue()


@pytest.mark.parametrize(
    "secret",
    ["xoxb-1-2-abc", "xoxp-1", "xapp-1-A0-9-ff", "xoxe.xoxb-1-Mi0y", "v0=" + "a" * 64],
)
def test_every_kind_of_slack_secret_is_struck_out(secret: str) -> None:
    assert without_secrets(f"token={secret}, next") == "token=[secret], next"


def test_ordinary_words_are_left_alone() -> None:
    sentence = "convening:42 at https://slack.com/api/chat.postMessage by U0123"
    assert without_secrets(sentence) == sentence
