"""`/cop status`: what the bot is going to send, and what facilitators can do about it."""

from __future__ import annotations

import pytest
import pytest_asyncio

from community.communities.views import Community, StatusPage
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well


@pytest_asyncio.fixture
async def community(stage: Stage, math: str, ada: Person) -> Community:
    community = await stage.community(ada)
    await stage.convening(ada)
    return community


async def page(stage: Stage, community: Community, ada: Person) -> StatusPage:
    return await stage.services.status.status(stage.caller(ada), community.id)


def the_list(ada: Person) -> ShownMessage:
    """There is one on the screen, whatever was clicked in it: each answer takes its place."""
    (shown,) = [shown for shown in ada.ephemerals if "What I am going to send" in shown.text]
    return shown


async def test_facilitators_see_what_is_planned(stage: Stage, community: Community, ada: Person) -> None:
    well(await ada.runs("/cop status"))
    assert "Announcement: Data walk" in the_list(ada).text


async def test_members_do_not(stage: Stage, community: Community, ben: Person) -> None:
    await ben.runs("/cop status", channel="math-plc")
    assert ben.sees("Only the facilitators of Math PLC can do this")


@pytest.mark.parametrize(("label", "gone"), [("Skip", True), ("Send now", False)])
async def test_a_message_is_skipped_or_sent_now_and_the_list_follows(
    label: str, gone: bool, stage: Stage, community: Community, ada: Person
) -> None:
    await ada.runs("/cop status")
    before = await page(stage, community, ada)
    well(await ada.clicks(label))
    await stage.settle()
    after = await page(stage, community, ada)
    assert (len(after.planned) < len(before.planned)) is gone
    if not gone:
        assert after.planned[0].due_at == stage.clock.now()
    assert the_list(ada)


async def test_a_note_is_added_and_the_list_shows_it(stage: Stage, community: Community, ada: Person) -> None:
    await ada.runs("/cop status")
    await ada.clicks("Add a note")
    well(await ada.submits({"Your note": "Bring your exit tickets"}))
    await stage.settle()
    assert any(line.note == "Bring your exit tickets" for line in (await page(stage, community, ada)).planned)
    assert ada.sees("Bring your exit tickets")


async def test_a_line_that_is_gone_says_so(stage: Stage, community: Community, ada: Person) -> None:
    await ada.runs("/cop status")
    old = the_list(ada)
    await ada.clicks("Skip", message=old)
    await stage.settle()
    await ada.clicks("Skip", message=old)
    await stage.settle()
    assert any("no longer" in shown.text or "skipped" in shown.text for shown in ada.ephemerals)
