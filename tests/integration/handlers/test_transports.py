"""The same over HTTP and Socket Mode, with a database that fails and a Slack that repeats itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text
from structlog.testing import capture_logs

from community.clock import MovableClock
from community.ids import ChannelId
from sandbox.faults import Fault
from sandbox.people import Person
from storage.unit_of_work import Store
from tests.support.community_stage import DATA_WALK, SETUP, Stage, Transport, open_stage, well


@pytest_asyncio.fixture(params=["socket", "http"])
async def stage(request: pytest.FixtureRequest, store: Store, clock: MovableClock) -> AsyncIterator[Stage]:
    transport: Transport = request.param
    async with open_stage(store, clock, transport) as stage:
        yield stage


async def break_database(stage: Stage) -> None:
    """From now on no convening can be kept."""
    async with stage.store.transaction() as session:
        await session.execute(text("ALTER TABLE convenings RENAME TO convenings_gone"))


async def mend_database(stage: Stage) -> None:
    async with stage.store.transaction() as session:
        await session.execute(text("ALTER TABLE convenings_gone RENAME TO convenings"))


async def test_a_command_a_form_and_a_click_go_through(stage: Stage, math: str, ada: Person) -> None:
    community = await stage.community(ada)
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    await ada.clicks("Who answered")
    assert ada.modal is not None
    assert (await stage.services.convenings.upcoming(stage.caller(ada), community.id))[0].unanswered >= 0


async def test_a_form_stays_open_with_the_text_when_the_database_is_down(
    stage: Stage, math: str, ada: Person
) -> None:
    community = await stage.community(ada)
    await ada.runs("/cop schedule")
    await ada.fills(DATA_WALK)
    await break_database(stage)
    outcome = await ada.submits()
    assert "Something went wrong on my side" in str(outcome.errors)
    assert ada.modal is not None
    assert ada.modal.values["Title"] == "Data walk"
    await mend_database(stage)
    well(await ada.submits())
    assert ada.screen.modal() is None
    assert len(await stage.services.convenings.upcoming(stage.caller(ada), community.id)) == 1


async def test_a_command_and_a_click_say_so_when_the_database_is_down(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    await break_database(stage)
    well(await ada.clicks("Who answered"))
    await stage.settle()
    assert ada.sees("Something went wrong on my side")
    well(await ada.runs("/cop upcoming"))


async def test_an_event_that_fails_is_sent_again_until_it_goes_well(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    carmen = stage.person("Carmen Ruiz")
    with capture_logs() as logs:
        async with stage.store.transaction() as session:
            await session.execute(text("ALTER TABLE members RENAME TO members_gone"))
        stage.workspace.join(math, carmen.id)
        async with asyncio.timeout(2):
            while not any(line["event"] == "event.failed" for line in logs):  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.005)
        async with stage.store.transaction() as session:
            await session.execute(text("ALTER TABLE members_gone RENAME TO members"))
        await stage.settle()
    assert not stage.server.deliveries.failed
    nowhere = ChannelId("C0NOWHERE")
    assert await stage.services.communities.candidates(stage.caller(carmen), nowhere)


async def test_an_event_sent_twice_is_worked_once(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    stage.server.faults.add(Fault.DUPLICATE, "member_joined_channel")
    carmen = stage.person("Carmen Ruiz")
    await carmen.joins("math-plc")
    await stage.settle()
    assert not stage.server.deliveries.failed


async def test_a_form_that_slack_opened_too_late_says_try_again(stage: Stage, math: str, ada: Person) -> None:
    stage.server.faults.add(Fault.EXPIRE_TRIGGER, "views.open", count=1)
    outcome = await ada.runs("/cop setup", channel="math-plc")
    well(outcome)
    assert outcome.modal is None
    assert ada.sees("could not open the form in time")
    assert (await ada.runs("/cop setup")).modal is not None


async def test_nothing_slack_refused_was_ever_shown(stage: Stage, math: str, ada: Person) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    await ada.submits(SETUP)
    await stage.settle()
    assert not stage.workspace.rejected_calls


async def test_a_database_that_hangs_is_told_in_time_and_the_form_can_be_sent_again(
    stage: Stage, math: str, ada: Person
) -> None:
    community = await stage.community(ada)
    await ada.runs("/cop schedule")
    await ada.fills(DATA_WALK)
    stage.convener.boundary._deadline = 0.3
    async with stage.store.transaction() as session:
        if stage.store.dialect == "postgresql":
            await session.execute(text("LOCK TABLE convenings IN ACCESS EXCLUSIVE MODE"))
        outcome = await ada.submits()
    assert "Something went wrong on my side" in str(outcome.errors)
    stage.convener.boundary._deadline = 2.5
    well(await ada.submits())
    assert len(await stage.services.convenings.upcoming(stage.caller(ada), community.id)) == 1
