"""People on a stage press again when Slack shows trouble, unless the app has answered, only late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.scenarios.acting import clicks, types
from bot.simulation.cast import Cast, Habit, Member
from bot.simulation.ledger import Ledger
from bot.simulation.plan import SimulationPlan
from bot.simulation.school_year import SchoolYear
from bot.simulation.script.hands import Hands
from bot.stage import clients
from bot.stage.clients import TRIES, beside
from bot.stage.hours import Diary
from sandbox.delivery import Patience
from sandbox.messages import Content
from sandbox.people import Person
from sandbox.screens import NotOnScreen
from sandbox.server import SandboxServer
from sandbox.workspace import InstalledApp, Workspace
from tests.support.little_app import (
    MANIFEST,
    StoppedClock,
    asked,
    buttons,
    modal,
    over_socket_mode,
    plain,
    section,
)

Json = dict[str, Any]
DEADLINE_S = 0.3  # as Slack's three seconds


@dataclass
class LateApp:
    """Does at once what it is asked for, and acknowledges when nobody waits for it any more.

    `heard` counts what it was asked for. `is_mute`: it does nothing, either.
    """

    is_mute: bool = False
    heard: list[str] = field(default_factory=list)

    def listen(self, app: AsyncApp) -> None:
        @app.command("/schedule")
        async def opens(ack: Any, command: Json, client: AsyncWebClient) -> None:
            self.heard.append("command")
            if not self.is_mute:
                form = modal("form", "Form", asked("title", "Title", {"type": "plain_text_input"}))
                await client.views_open(trigger_id=command["trigger_id"], view=form)
            await self._late(ack)

        @app.action("sure")
        async def answers(ack: Any, body: Json, respond: Any) -> None:
            self.heard.append("click")
            if not self.is_mute:
                await respond(text="You are going", replace_original=False)
            await self._late(ack)

    async def _late(self, ack: Any) -> None:
        await asyncio.sleep(DEADLINE_S * 1.5)
        await ack()


@dataclass
class World:
    """Ada, and an app that answers late, in #math-plc."""

    app: LateApp
    ada: Person
    hands: Hands

    @property
    def member(self) -> Member:
        return self.hands.cast.members[0]


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(clients, "_BREATH_S", 0.02)
    workspace, late = Workspace(StoppedClock()), LateApp()
    user, app = workspace.add_person("Ada Osei"), workspace.install_app(MANIFEST)
    channel = workspace.add_channel("math-plc", members=[user.id, app.bot_user_id])
    async with AsyncExitStack() as stack:
        patience = Patience(deadline=DEADLINE_S, retry_delays=())
        server = await stack.enter_async_context(SandboxServer(workspace, patience=patience))
        client = await _serve(late, app, server, stack)
        await client.chat_postMessage(channel=channel.id, text="Come?", blocks=[buttons(("Yes", "sure"))])
        hands = _hands(server, Person(server, user), tmp_path, stack)
        yield World(late, hands.cast.members[0].person, hands)


async def _serve(
    late: LateApp, app: InstalledApp, server: SandboxServer, stack: AsyncExitStack
) -> AsyncWebClient:
    client = AsyncWebClient(token=app.bot_token, base_url=server.api_url)
    bolt = AsyncApp(client=client, signing_secret=app.signing_secret, process_before_response=True)
    late.listen(bolt)
    await stack.enter_async_context(over_socket_mode(bolt, app))
    return client


def _hands(server: SandboxServer, ada: Person, folder: Path, stack: AsyncExitStack) -> Hands:
    """The simulation's, of a cast that is Ada alone."""
    member = Member(ada, Habit.KEEN, Random(0))
    ledger = Ledger(folder, server.workspace)
    stack.callback(ledger.close)
    year = SchoolYear(SimulationPlan(2, 1, 7, date(2026, 11, 23), "America/Los_Angeles", folder))
    return Hands(year, Cast([member], member, member, member), server.workspace, Diary(), ledger)


async def test_a_click_that_is_answered_late_is_not_lost_nor_made_again(world: World) -> None:
    await world.hands.clicks_on(world.member, world.ada.messages("math-plc")[0], "Yes")
    assert world.hands.failed_acts == []
    assert world.app.heard == ["click"]
    assert world.ada.sees("You are going")


async def test_a_form_that_opens_late_is_there_and_not_asked_for_again(world: World) -> None:
    await world.hands.opens(world.member, "/schedule")
    assert world.hands.failed_acts == []
    assert world.app.heard == ["command"]
    assert world.ada.modal is not None


async def test_what_is_never_answered_is_tried_a_few_times_and_lost(world: World) -> None:
    world.app.is_mute = True
    await world.hands.clicks_on(world.member, world.ada.messages("math-plc")[0], "Yes")
    assert world.hands.failed_acts == ["Ada Osei: This didn’t work. The app may not be responding."]
    assert world.app.heard == ["click"] * TRIES


async def test_people_of_a_scenario_wait_for_late_answers_as_well(world: World) -> None:
    await clicks("Yes")(world.ada)
    await types("/schedule")(world.ada)
    assert world.app.heard == ["click", "command"]
    assert world.ada.modal is not None


async def test_beside_words_is_only_the_block_they_stand_in(world: World) -> None:
    workspace = world.hands.workspace
    channel = next(one for one in workspace.channels.values() if one.name == "math-plc")
    app = next(iter(workspace.apps.values()))
    menu = {"type": "overflow", "action_id": "more", "options": [{"text": plain("Ask"), "value": "1"}]}
    blocks = [section(f"{name} thing", block_id=name, accessory=menu) for name in ("one", "two")]
    message = workspace.add_message(channel, app.bot_user_id, Content("Two", blocks=blocks), app=app)
    shown = world.ada.screen.shown(message)
    assert [control.block_id for control in beside(shown, "two thing").controls] == ["two"]
    with pytest.raises(NotOnScreen, match="beside 'three thing'"):
        beside(shown, "three thing")
