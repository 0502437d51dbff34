"""Worker processes that die in the middle, and worker processes that share one database."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from community.clock import MovableClock, SystemClock
from community.deliveries import Wanted, plan_many
from community.deliveries.outbox import Outbox
from community.ids import DeliveryKind, Operation, WorkspaceId
from jobs.dispatcher import Dispatcher
from sandbox.faults import Fault
from sandbox.model import Channel, InstalledApp
from sandbox.server import SandboxServer
from sandbox.team import everything_manifest
from sandbox.workspace import Workspace
from storage.engine import open_engine
from storage.unit_of_work import Store
from tests.support.databases import PostgresServer
from tests.support.gateways import a_gateway, no_limits
from tests.support.outbox import a_wanted, plan_for, say_the_key, states
from tests.support.running import run_once
from tests.support.slack_side import eventually
from tests.support.worker import start_worker

HANG_S = 20.0  # longer than the test takes: Slack has the message, and its answer never comes


@dataclass(frozen=True, slots=True)
class Slack:
    server: SandboxServer
    app: InstalledApp

    def a_channel(self, name: str) -> Channel:
        return self.server.workspace.add_channel(name, members=[self.app.bot_user_id])


@asynccontextmanager
async def a_slack() -> AsyncIterator[Slack]:
    workspace = Workspace(SystemClock())
    app = workspace.install_app(everything_manifest())
    async with SandboxServer(workspace) as server:
        server.limits.enabled = False
        yield Slack(server, app)


def keys(channel: Channel) -> list[str]:
    return [message.key for message in channel.messages.values() if message.key]


async def take_over(store: Store, slack: Slack) -> None:
    """Another worker, once the lease of the dead one has run out."""
    clock = MovableClock(SystemClock().now() + timedelta(minutes=10))
    async with a_gateway(slack.server.api_url, slack.app.bot_token, clock, no_limits(clock)) as gateway:
        composers = dict.fromkeys(DeliveryKind, say_the_key)
        await run_once(clock, Dispatcher(Outbox(store, clock), gateway, composers, clock))


async def test_a_worker_killed_between_send_and_settle_leaves_one_message(
    store: Store, database_url: str
) -> None:
    async with a_slack() as slack:
        channel = slack.a_channel("math-plc")
        now = SystemClock().now()
        wanted = [a_wanted(key, now, recipient=channel.id) for key in ("a", "b", "c")]
        await plan_for(store, now, wanted)
        slack.server.faults.add(Fault.APPLY_THEN_TIMEOUT, "chat.postMessage", count=1, hang=HANG_S)

        worker = await start_worker(database_url, slack.server.api_url, slack.app.bot_token)
        await eventually(lambda: keys(channel) == ["a"])
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
        assert await states(store) == {"a": "sending", "b": "planned", "c": "planned"}

        await take_over(store, slack)

        assert keys(channel) == ["a", "b", "c"]
        assert set((await states(store)).values()) == {"sent"}


async def test_a_direct_message_and_a_file_survive_the_same_death(store: Store, database_url: str) -> None:
    async with a_slack() as slack:
        channel = slack.a_channel("math-plc")
        ada = slack.server.workspace.add_person("Ada Osei")
        now = SystemClock().now()
        direct = a_wanted("direct", now, recipient=ada.id, kind=DeliveryKind.WELCOME)
        file = a_wanted("file", now, recipient=channel.id, operation=Operation.FILE)
        await plan_for(store, now, [direct, file])
        for method in ("chat.postMessage", "files.completeUploadExternal"):
            slack.server.faults.add(Fault.APPLY_THEN_TIMEOUT, method, count=1, hang=HANG_S)

        worker = await start_worker(database_url, slack.server.api_url, slack.app.bot_token)
        await eventually(lambda: direct_keys(slack, ada.id) == ["direct"] and len(channel.messages) == 1)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
        await take_over(store, slack)

        assert direct_keys(slack, ada.id) == ["direct"]
        assert len(channel.messages) == 1
        assert set((await states(store)).values()) == {"sent"}


def direct_keys(slack: Slack, user_id: str) -> list[str]:
    channel = slack.server.workspace.find_direct_channel([user_id, slack.app.bot_user_id])
    return keys(channel) if channel else []


async def test_two_workers_on_one_postgresql_send_each_once_and_in_order(postgres: PostgresServer) -> None:
    async with postgres.database() as url, a_slack() as slack:
        channels = [slack.a_channel(f"community-{number}") for number in range(60)]
        store = Store(open_engine(url))
        for workspace in range(20):
            await plan_workspace(store, workspace, channels[workspace * 3 : workspace * 3 + 3])
        await store.close()

        workers = [
            await start_worker(url, slack.server.api_url, slack.app.bot_token, lanes=3) for _ in range(2)
        ]
        sent = [int((await worker.communicate())[0]) for worker in workers]

        assert sum(sent) == 1000
        assert all(sent), f"both workers should have had lanes: {sent}"
        everything = [key for channel in channels for key in keys(channel)]
        assert max(Counter(everything).values()) == 1
        assert len(everything) == 1000
        for channel in channels:
            assert keys(channel) == sorted(keys(channel))


async def plan_workspace(store: Store, number: int, channels: list[Channel]) -> None:
    """Fifty reminders for three channels, to be sent in the order of their keys."""
    now = SystemClock().now()
    wanted: dict[str, list[Wanted]] = {}
    for n in range(50):
        due_at = now - timedelta(seconds=60 - n // 2)  # some share their moment: then the id decides
        row = a_wanted(f"{number:02}:{n:02}", due_at, recipient=channels[n % 3].id)
        wanted[f"convening:{n}"] = [row]
    async with store.transaction() as session:
        await plan_many(
            session, workspace_id=WorkspaceId(f"T{number}"), community_id=None, wanted=wanted, now=now
        )


async def test_a_worker_that_lost_its_lane_sends_nothing_more(store: Store) -> None:
    """Its begins are refused: somebody else may be sending the same rows."""
    async with a_slack() as slack:
        channel = slack.a_channel("math-plc")
        clock = MovableClock(SystemClock().now())
        await plan_for(
            store, clock.now(), [a_wanted(key, clock.now(), recipient=channel.id) for key in "abc"]
        )
        thief = Outbox(store, clock)
        async with a_gateway(slack.server.api_url, slack.app.bot_token, clock, no_limits(clock)) as gateway:
            composers = dict.fromkeys(DeliveryKind, say_the_key)
            dispatcher = Dispatcher(Outbox(store, clock), gateway, composers, clock)
            await dispatcher.tick()
            clock.advance(timedelta(minutes=10))
            assert await thief.claim("thief", lease=timedelta(hours=1), at_most=1) == ["T1"]
            await eventually(lambda: not dispatcher.is_busy)
            await dispatcher.stop()

        assert len(keys(channel)) <= 1
        assert "planned" in (await states(store)).values()
