"""Charts and tables of Slack's own where Slack knows them; a table or words where it does not."""

from __future__ import annotations

import pytest
import pytest_asyncio

from community.ids import WorkspaceId
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import Crew, a_crew, a_moment, at, card_of, start_cycle

NATIVE = {"data_visualization", "data_table"}
VALUES = "Answers with a reason (%)"


@pytest_asyncio.fixture
async def crew(stage: Stage) -> Crew:
    return await a_crew(stage)


@pytest_asyncio.fixture
async def card(stage: Stage, crew: Crew) -> ShownMessage:
    """Of a cycle of Ben's team that is being done, two weeks after its start."""
    card = await start_cycle(stage, crew.ben)
    well(await crew.ben.clicks("Begin to do it", message=card))
    await stage.until(at(10, 5, 8, 30))
    return card_of(crew.ben)


@pytest.fixture
def old_slack(stage: Stage) -> None:
    stage.workspace.unknown_blocks |= NATIVE


async def notes_values(stage: Stage, person: Person, card: ShownMessage) -> None:
    await person.clicks("Check in", message=card)
    well(await person.submits({"How is it going?": "On track", VALUES: "Sep 25: 33\nOct 2: 41,5"}))
    await a_moment(stage)


async def has_charts(stage: Stage) -> bool:
    return await stage.services.native_charts.has(WorkspaceId(stage.workspace.team_id))


def kinds(message: ShownMessage) -> set[str]:
    return {block["type"] for block in message.blocks}


def refused(stage: Stage) -> int:
    """How often Slack refused blocks."""
    return len([call for call in stage.workspace.rejected_calls if call.error == "invalid_blocks"])


async def test_where_slack_knows_charts_the_thread_and_a_look_show_them(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await notes_values(stage, crew.ben, card)
    assert "data_visualization" in kinds(crew.emi.thread(card)[-1])
    well(await crew.emi.clicks("Everything about it", message=card))
    await a_moment(stage)
    assert "data_visualization" in kinds(crew.emi.ephemerals[-1])
    await crew.ada.runs("/cop pdsa", channel="math-plc")
    await a_moment(stage)
    assert "data_table" in kinds(crew.ada.ephemerals[-1])
    assert await has_charts(stage)
    assert refused(stage) == 0


@pytest.mark.usefixtures("old_slack")
async def test_a_chart_refused_in_a_delivery_is_told_in_words_and_never_tried_again(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await notes_values(stage, crew.ben, card)
    told = crew.emi.thread(card)[-1]
    assert not kinds(told) & NATIVE
    assert "41.5" in told.text
    assert not await has_charts(stage)
    assert refused(stage) == 1

    await notes_values(stage, crew.carmen, card)
    well(await crew.emi.clicks("Everything about it", message=card))
    await crew.ada.runs("/cop pdsa", channel="math-plc")
    await a_moment(stage)
    assert refused(stage) == 1


@pytest.mark.usefixtures("old_slack")
async def test_a_table_refused_in_the_answer_to_a_command_comes_in_words(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    well(await crew.ada.runs("/cop pdsa", channel="math-plc"))
    await stage.settle()
    shown = crew.ada.ephemerals[-1]
    assert not kinds(shown) & NATIVE
    assert "Lincoln grade 4" in shown.text
    assert not await has_charts(stage)


@pytest.mark.usefixtures("old_slack")
async def test_a_table_refused_in_the_answer_to_a_click_comes_in_words(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await start_cycle(stage, crew.ada, {"Title": "Mine", "Who tries it?": "I work on it alone"})
    stage.workspace.unknown_blocks.clear()
    await crew.ada.runs("/cop pdsa", channel="math-plc")
    await stage.settle()
    mine = crew.ada.ephemerals[-1]
    stage.workspace.unknown_blocks |= NATIVE
    well(await crew.ada.clicks("All teams", message=mine))
    await stage.settle()
    assert not any(kinds(shown) & NATIVE for shown in crew.ada.ephemerals[-1:])
    assert "Lincoln grade 4" in crew.ada.ephemerals[-1].text
    assert not await has_charts(stage)
