"""A Slack that does not know our charts is remembered, and gets the same in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from community.clock import MovableClock
from community.deliveries.views import Delivery
from community.ids import DeliveryKind
from community.native_charts import NativeCharts
from jobs.composing import Composed
from jobs.gateway import SlackRefused
from message_templates.renderer import Message
from storage.queries.workspaces import save_workspace
from storage.unit_of_work import Store
from tests.support.outbox import WORKSPACE, FakeSlack, a_dispatcher, a_wanted, plan_for, rows, states
from tests.support.running import run_once

CHART = {"type": "data_visualization"}
REFUSED = SlackRefused("invalid_blocks")


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


@pytest_asyncio.fixture
async def charts(store: Store, clock: MovableClock) -> NativeCharts:
    """Of a workspace the bot is installed in."""
    values = {"name": "Maple", "bot_user_id": "UBOT", "bot_id": "B1", "installed_at": clock.now()}
    async with store.transaction() as session:
        await save_workspace(session, WORKSPACE, values)
    return NativeCharts(store, clock)


def charting(charts: NativeCharts) -> Callable[[Delivery], Awaitable[Composed]]:
    """Composes a chart where Slack knows charts, and words elsewhere."""

    async def compose(delivery: Delivery) -> Composed:
        native = await charts.has(delivery.workspace_id)
        return Composed(Message("chart" if native else "words", [CHART] if native else []))

    return compose


async def send(store: Store, clock: MovableClock, slack: FakeSlack, **how: Any) -> None:
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])
    await run_once(clock, a_dispatcher(store, clock, slack, **how))


async def test_a_workspace_has_charts_until_its_slack_refuses_one(charts: NativeCharts) -> None:
    assert await charts.has(WORKSPACE)
    await charts.refused(WORKSPACE)
    assert not await charts.has(WORKSPACE)


async def test_a_workspace_nobody_knows_is_not_remembered(store: Store, clock: MovableClock) -> None:
    charts = NativeCharts(store, clock)
    await charts.refused(WORKSPACE)
    assert await charts.has(WORKSPACE)


async def test_a_refused_chart_is_sent_in_words_at_once_and_in_order(
    store: Store, clock: MovableClock, slack: FakeSlack, charts: NativeCharts
) -> None:
    slack.before = [REFUSED]
    composers = {DeliveryKind.REMINDER: charting(charts)}
    await send(store, clock, slack, composers=composers, charts_refused=charts.refused)
    assert [(item.key, item.text) for item in slack.sent] == [("a", "words"), ("b", "words")]
    assert await states(store) == {"a": "sent", "b": "sent"}
    assert not await charts.has(WORKSPACE)


async def test_where_charts_are_known_they_are_sent(
    store: Store, clock: MovableClock, slack: FakeSlack, charts: NativeCharts
) -> None:
    composers = {DeliveryKind.REMINDER: charting(charts)}
    await send(store, clock, slack, composers=composers, charts_refused=charts.refused)
    assert [item.text for item in slack.sent] == ["chart", "chart"]


async def test_blocks_refused_in_a_message_without_charts_are_a_failure_and_blame_no_chart(
    store: Store, clock: MovableClock, slack: FakeSlack, charts: NativeCharts
) -> None:
    slack.before = [REFUSED]
    await send(store, clock, slack, charts_refused=charts.refused)
    assert (await rows(store))["a"].state == "failed"
    assert await charts.has(WORKSPACE)
