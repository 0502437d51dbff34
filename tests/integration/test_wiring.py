"""The whole bot, as `build` makes it: nothing is left out, nothing is done twice."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest_asyncio
from structlog.testing import capture_logs

from bot.logs import configure_logging
from bot.manifest import BOT_EVENTS
from bot.settings import LogFormat, LogLevel
from bot.wiring import Convener, Parts, build
from community.clock import MovableClock
from community.ids import DeliveryKind
from sandbox.events import event_callback
from sandbox.faults import Fault
from storage.queries.inspection import count_deliveries
from storage.queries.workspaces import list_installed
from storage.unit_of_work import Store
from tests.support.community_stage import SETUP, well
from tests.support.logs import logging_as_it_was
from tests.support.running import run_once
from tests.support.slack_side import Slack, a_slack

LISTENING = Parts(hears_socket=True, serves_http=False, does_jobs=False)


@pytest_asyncio.fixture
async def slack(clock: MovableClock) -> AsyncIterator[Slack]:
    async with a_slack(clock=clock) as slack:
        yield slack


@pytest_asyncio.fixture
async def convener(slack: Slack, store: Store, clock: MovableClock) -> AsyncIterator[Convener]:
    """Listening, but sending only when a test says so."""
    convener = build(slack.settings(), clock=clock, store=store)
    await convener.start(LISTENING)
    yield convener
    await convener.stop()


async def set_up_community(slack: Slack) -> None:
    await slack.ada.runs("/cop setup", channel="math-plc")
    well(await slack.ada.submits(dict(SETUP)))
    await slack.server.settle()


def test_slack_is_asked_for_the_events_that_are_listened_to_and_no_others(convener: Convener) -> None:
    assert set(convener.boundary._events) == set(BOT_EVENTS)


def test_every_kind_of_message_has_a_composer(convener: Convener) -> None:
    assert set(convener.composers) == set(DeliveryKind)


async def test_an_event_delivered_three_times_is_done_once_and_acknowledged_each_time(
    convener: Convener, slack: Slack
) -> None:
    await set_up_community(slack)
    newcomer = slack.workspace.add_person("Carmen Ruiz")
    about = {
        "type": "member_joined_channel",
        "user": newcomer.id,
        "channel": slack.channel.id,
        "channel_type": "C",
    }
    payload = event_callback(slack.app, slack.workspace.team_id, about, "Ev0AGAIN", slack.workspace.unix())
    with capture_logs() as logged:
        for _ in range(3):
            slack.server.deliveries.send_callback(slack.app, payload)
            await slack.server.settle()
    assert [entry["event"] for entry in logged].count("event.repeated") == 2
    assert slack.server.deliveries.failed == []


async def test_a_message_whose_answer_is_lost_is_found_in_slack_and_not_posted_again(
    convener: Convener, slack: Slack, clock: MovableClock, store: Store
) -> None:
    await set_up_community(slack)
    lost = slack.server.faults.add(Fault.APPLY_THEN_DROP, "chat.postMessage", count=1)
    await run_once(clock, convener.dispatcher)
    assert lost.count == 0, "the fault must have happened"
    posts = [entry for entry in slack.workspace.journal if entry.action == "post" and entry.key is not None]
    keys = [entry.key for entry in posts]
    assert keys
    assert len(keys) == len(set(keys))
    async with store.reading() as session:
        assert set(await count_deliveries(session)) <= {"sent", "planned"}


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
