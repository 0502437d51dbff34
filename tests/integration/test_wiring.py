"""The whole bot, as `build` makes it: nothing is left out, nothing is done twice."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.logs import configure_logging
from bot.manifest import BOT_EVENTS
from bot.settings import LogFormat, LogLevel
from bot.wiring import Convener, build
from community.clock import MovableClock
from community.ids import DeliveryKind
from storage.queries.workspaces import list_installed
from storage.unit_of_work import Store
from tests.support.logs import logging_as_it_was
from tests.support.running import run_once
from tests.support.slack_side import LISTENING, Slack, a_convener, a_slack, set_up_community


@pytest_asyncio.fixture
async def slack(clock: MovableClock) -> AsyncIterator[Slack]:
    async with a_slack(clock=clock) as slack:
        yield slack


@pytest_asyncio.fixture
async def convener(slack: Slack, store: Store, clock: MovableClock) -> AsyncIterator[Convener]:
    async with a_convener(slack, store, clock) as convener:
        yield convener


def test_slack_is_asked_for_the_events_that_are_listened_to_and_no_others(convener: Convener) -> None:
    # Messages of public and of private channels are asked for apart, and come as one.
    assert set(convener.boundary._events) == {event.partition(".")[0] for event in BOT_EVENTS}


def test_every_kind_of_message_has_a_composer(convener: Convener) -> None:
    assert set(convener.composers) == set(DeliveryKind)


async def test_an_uninstalled_bot_is_no_longer_counted_as_installed(
    convener: Convener, slack: Slack, store: Store
) -> None:
    async with store.reading() as session:
        assert [row.id for row in await list_installed(session)] == [slack.workspace.team_id]
    payload = {"type": "app_uninstalled", "event_ts": "1.0"}
    slack.workspace.emit_to(slack.app, payload)
    await slack.server.settle()
    async with store.reading() as session:
        assert await list_installed(session) == []


async def test_even_at_debug_level_no_words_of_a_person_and_no_token_are_logged(
    slack: Slack, store: Store, clock: MovableClock
) -> None:
    stream = io.StringIO()
    with logging_as_it_was():
        configure_logging(LogLevel.DEBUG, LogFormat.JSON, stream)
        convener = build(slack.settings(), clock=clock, store=store)
        await convener.start(LISTENING)
        await set_up_community(slack)
        await slack.ada.runs("/cop schedule Thu 3 Dec 3:30pm about somebody's hardship", channel="math-plc")
        await run_once(clock, convener.dispatcher)
        await convener.stop()
    logged = stream.getvalue()
    assert "request.done" in logged
    for secret in ("hardship", "word problems", slack.app.bot_token, slack.app.app_token):
        assert secret not in logged
