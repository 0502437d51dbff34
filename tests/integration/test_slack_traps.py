"""Traps of Slack, Bolt and the SDK that were met in practice. Each test fails without our way round it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from structlog.testing import capture_logs

from bot.installations import OneWorkspace
from bot.metrics import Metrics
from bot.problems import CannotRun
from bot.settings import Settings
from bot.slack_app import build_slack_app
from bot.slack_client import make_client
from bot.slack_requests import SignatureCheck
from bot.socket_mode import SocketMode
from bot.web import SlackDoor, add_slack
from bot.wiring import Convener
from community.clock import Clock, MovableClock, SystemClock
from community.work import Caller
from handlers.answers import Nothing
from handlers.boundary import Boundary
from handlers.payloads import Command, Event
from message_templates.renderer import Renderer
from sandbox.events import event_callback
from sandbox.faults import Fault
from storage.engine import open_engine
from storage.queries.inspection import count_deliveries
from storage.unit_of_work import Store
from tests.support.databases import SqliteFiles
from tests.support.running import run_once
from tests.support.slack_side import Slack, a_convener, a_slack, eventually, listening, set_up_community


class Bot:
    """A bot of the real parts, whose listeners only note what they hear."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        assert settings.signing_secret is not None
        assert settings.bot_token is not None
        assert settings.app_token is not None
        bot_token, app_token = settings.bot_token.get_secret_value(), settings.app_token.get_secret_value()
        self.heard: list[str] = []
        self.pause_s = 0.0
        self.metrics = Metrics()
        self.installations = OneWorkspace(make_client(settings, bot_token), store, clock)
        self.app = build_slack_app(make_client(settings), self.installations, serves_one=True)
        self.socket = SocketMode(self.app, app_token, clock, self.metrics, ping_s=0.2, check_s=0.1)
        check = SignatureCheck(settings.signing_secret.get_secret_value(), clock)
        self.door = SlackDoor(self.app, check, self.metrics)
        boundary = Boundary(Renderer(), _no_home)
        boundary.on_command("/cop", self._hear_command)
        boundary.on_event("member_joined_channel", self._hear_event)
        boundary.attach(self.app)

    async def _hear_command(self, command: Command) -> Nothing:
        await asyncio.sleep(self.pause_s)
        self.heard.append(command.text)
        return Nothing()

    async def _hear_event(self, event: Event) -> None:
        self.heard.append(event.type)


class HastyClock(SystemClock):
    """Real time, but nobody sleeps; `slept` holds how long they would have."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def _no_home(caller: Caller) -> dict[str, object]:
    raise AssertionError(f"nobody asked for {caller}'s Home")


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Slack]:
    async with a_slack() as slack:
        yield slack


@pytest.fixture
def hasty_clock() -> HastyClock:
    return HastyClock()


@pytest_asyncio.fixture
async def bot(slack: Slack, sqlite_files: SqliteFiles, hasty_clock: HastyClock) -> AsyncIterator[Bot]:
    async with sqlite_files.database() as url:
        store = Store(open_engine(url))
        yield Bot(slack.settings(), store, hasty_clock)
        await store.close()


@asynccontextmanager
async def over_http(bot: Bot, slack: Slack) -> AsyncIterator[None]:
    await bot.installations.start()
    application = web.Application()
    add_slack(application, bot.door)
    async with listening(application) as address:
        slack.server.deliver_to(slack.app, f"{address}/slack/events")
        yield


@asynccontextmanager
async def over_socket_mode(bot: Bot) -> AsyncIterator[None]:
    await bot.installations.start()
    await bot.socket.start()
    try:
        yield
    finally:
        await bot.socket.stop()


@pytest.mark.parametrize("channel_name", ["math-plc", "payload-team"])
async def test_a_command_with_the_word_payload_is_heard_over_http(
    bot: Bot, slack: Slack, channel_name: str
) -> None:
    if channel_name != slack.channel.name:
        slack.workspace.add_channel(channel_name, members=[slack.ada.id, slack.app.bot_user_id])
    async with over_http(bot, slack):
        outcome = await slack.ada.runs("/cop fix the payload parser", channel=channel_name)
    assert bot.heard == ["fix the payload parser"]
    assert outcome.trouble is None


async def test_a_socket_mode_address_that_leads_nowhere_is_given_up(bot: Bot, slack: Slack) -> None:
    sockets = slack.server.sockets
    async with over_socket_mode(bot):
        tickets_before = sockets.tickets_issued
        sockets.refuse(0.5)  # a ticket tried meanwhile is spent, as Slack's are
        sockets.drop(slack.app)
        await eventually(lambda: not bot.socket.is_connected)
        await eventually(lambda: bot.socket.is_connected)
        assert sockets.tickets_issued > tickets_before + 1
        await slack.ada.runs("/cop help", channel="math-plc")
    assert bot.heard == ["help"]


async def test_health_follows_the_socket_mode_connection(bot: Bot, slack: Slack) -> None:
    async with over_socket_mode(bot):
        await eventually(lambda: bot.socket.is_connected)
        slack.server.sockets.refuse(60)
        slack.server.sockets.drop(slack.app)
        await eventually(lambda: not bot.socket.is_connected)
        slack.server.sockets.refuse(0)
        await eventually(lambda: bot.socket.is_connected)
    assert not bot.socket.is_connected


async def test_what_is_under_way_when_the_bot_stops_is_finished_and_acknowledged(
    bot: Bot, slack: Slack
) -> None:
    bot.pause_s = 0.1
    async with over_socket_mode(bot):
        asking = asyncio.create_task(slack.ada.runs("/cop help", channel="math-plc"))
        await eventually(lambda: bot.socket.under_way == 1)
    outcome = await asking
    assert bot.heard == ["help"]
    assert outcome.trouble is None


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_an_event_nobody_listens_to_is_acknowledged(bot: Bot, slack: Slack, transport: str) -> None:
    async with over_http(bot, slack) if transport == "http" else over_socket_mode(bot):
        slack.workspace.rename(slack.channel.id, "maths-plc", by=slack.ada.id)
        await slack.server.settle()
    assert slack.server.deliveries.failed == []
    assert bot.heard == []


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_a_rate_limit_on_auth_test_loses_no_event_and_no_command(
    bot: Bot, slack: Slack, transport: str
) -> None:
    async with over_http(bot, slack) if transport == "http" else over_socket_mode(bot):
        slack.server.faults.add(Fault.RATE_LIMITED, "auth.test", retry_after=30)
        newcomer = slack.workspace.add_person("Carmen Ruiz")
        slack.workspace.join(slack.channel.id, newcomer.id)
        await slack.server.settle()
        outcome = await slack.ada.runs("/cop help", channel="math-plc")
    assert bot.heard == ["member_joined_channel", "help"]
    assert outcome.trouble is None


async def test_a_rate_limit_on_auth_test_at_the_start_is_waited_out(
    bot: Bot, slack: Slack, hasty_clock: HastyClock
) -> None:
    slack.server.faults.add(Fault.RATE_LIMITED, "auth.test", retry_after=12, count=1)
    await bot.installations.start()
    assert hasty_clock.slept == [12]
    assert await bot.installations.find(slack.workspace.team_id) is not None


async def test_a_revoked_bot_token_is_told_at_once(bot: Bot, slack: Slack, hasty_clock: HastyClock) -> None:
    slack.workspace.revoke_tokens(slack.app)
    with pytest.raises(CannotRun, match="SLACK_BOT_TOKEN"):
        await bot.installations.start()
    assert hasty_clock.slept == []


async def test_a_wrong_app_token_is_told_at_once_instead_of_being_tried_for_ever(
    slack: Slack, bot: Bot, hasty_clock: HastyClock
) -> None:
    socket = SocketMode(bot.app, "xapp-1-wrong", hasty_clock, bot.metrics)
    with pytest.raises(CannotRun, match="SLACK_APP_TOKEN"):
        await socket.start()
    assert hasty_clock.slept == []


async def test_a_post_whose_answer_is_lost_is_not_repeated_by_the_client(slack: Slack) -> None:
    slack.server.faults.add(Fault.APPLY_THEN_DROP, "chat.postMessage", count=1)
    client = make_client(slack.settings(), slack.app.bot_token)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=slack.channel.id, text="once")
    posted = [entry for entry in slack.workspace.journal if entry.action == "post" and entry.text == "once"]
    assert len(posted) == 1


async def test_other_variables_of_slacks_in_the_environment_change_nothing(
    slack: Slack, sqlite_files: SqliteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    monkeypatch.setenv("SLACK_VERIFICATION_TOKEN", "old")
    async with sqlite_files.database() as url:
        store = Store(open_engine(url))
        bot = Bot(slack.settings(), store, SystemClock())
        assert bot.app.oauth_flow is None
        async with over_http(bot, slack):
            await slack.ada.runs("/cop help", channel="math-plc")
        await store.close()
    assert bot.heard == ["help"]


# --- the whole bot


@pytest_asyncio.fixture
async def still_slack(clock: MovableClock) -> AsyncIterator[Slack]:
    async with a_slack(clock=clock) as slack:
        yield slack


@pytest_asyncio.fixture
async def convener(still_slack: Slack, store: Store, clock: MovableClock) -> AsyncIterator[Convener]:
    async with a_convener(still_slack, store, clock) as convener:
        await set_up_community(still_slack)
        yield convener


async def test_an_event_delivered_three_times_is_done_once_and_acknowledged_each_time(
    convener: Convener, still_slack: Slack
) -> None:
    newcomer = still_slack.workspace.add_person("Carmen Ruiz")
    about = {
        "type": "member_joined_channel",
        "user": newcomer.id,
        "channel": still_slack.channel.id,
        "channel_type": "C",
    }
    payload = event_callback(
        still_slack.app, still_slack.workspace.team_id, about, "Ev0AGAIN", still_slack.workspace.unix()
    )
    with capture_logs() as logged:
        for _ in range(3):
            still_slack.server.deliveries.send_callback(still_slack.app, payload)
            await still_slack.server.settle()
    assert [entry["event"] for entry in logged].count("event.repeated") == 2
    assert still_slack.server.deliveries.failed == []


async def test_a_message_whose_answer_is_lost_is_found_in_slack_and_not_posted_again(
    convener: Convener, still_slack: Slack, clock: MovableClock, store: Store
) -> None:
    lost = still_slack.server.faults.add(Fault.APPLY_THEN_DROP, "chat.postMessage", count=1)
    await run_once(clock, convener.dispatcher)
    assert lost.count == 0, "the fault must have happened"
    posts = [
        entry for entry in still_slack.workspace.journal if entry.action == "post" and entry.key is not None
    ]
    keys = [entry.key for entry in posts]
    assert keys
    assert len(keys) == len(set(keys))
    async with store.reading() as session:
        assert set(await count_deliveries(session)) <= {"sent", "planned"}
