"""What members click: answers, notes, "I'm here", and buttons that are too old."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio

from community.communities.views import Community
from community.convenings.views import ConveningWithAnswers
from message_templates.values import make_ref
from sandbox.messages import Content
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well

NUDGED_AT = datetime(2026, 9, 28, 16, 0, tzinfo=UTC)  # three days before, nine in the morning


@pytest_asyncio.fixture
async def community(stage: Stage, math: str, ada: Person, ben: Person) -> Community:
    """Ada facilitates, Ben is a member, and a convening has been announced."""
    community = await stage.community(ada)
    await stage.convening(ada, {"Announce on": date(2026, 9, 7), "Announce at": time(8, 0)})
    await stage.jobs()
    return community


def announcement(person: Person) -> ShownMessage:
    """As it is on the person's screen now."""
    return [shown for shown in person.messages("math-plc") if "I'll be there" in shown.buttons][-1]


async def nudged(stage: Stage, person: Person) -> ShownMessage:
    """The direct message that asks for an answer, three days before."""
    await stage.until(NUDGED_AT, planning_every=timedelta(days=30))
    return [shown for shown in person.dms if "I'll be there" in shown.buttons][-1]


async def the_convening(stage: Stage, community: Community, person: Person) -> ConveningWithAnswers:
    """The first, if there are several."""
    return (await stage.services.convenings.upcoming(stage.caller(person), community.id))[0]


def post(stage: Stage, channel_id: str, button: dict[str, str]) -> None:
    """A message of the bot's with one button, "Old one", as an earlier version might have made it."""
    label = {"type": "plain_text", "text": "Old one"}
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": label, **button}]}]
    channel = stage.workspace.channels[channel_id]
    stage.workspace.add_message(channel, stage.app.bot_user_id, Content("old", blocks), app=stage.app)


async def answers(stage: Stage, community: Community, person: Person) -> tuple[int, int, int]:
    found = (await the_convening(stage, community, person)).answers
    return len(found.going), len(found.maybe), len(found.declined)


@pytest.mark.parametrize(
    ("label", "said", "counted"),
    [
        ("I'll be there", "You are going to", (1, 0, 0)),
        ("Maybe", "You are down as maybe for", (0, 1, 0)),
        ("Can't make it", "You are not coming to", (0, 0, 1)),
    ],
)
async def test_a_click_in_the_channel_answers_and_says_so_to_that_person_alone(
    label: str,
    said: str,
    counted: tuple[int, int, int],
    stage: Stage,
    community: Community,
    ada: Person,
    ben: Person,
) -> None:
    well(await ben.clicks(label, channel="math-plc"))
    await stage.settle()
    assert await answers(stage, community, ada) == counted
    assert ben.sees(said)
    assert not ada.sees(said)


async def test_an_answer_can_be_changed_in_the_reply_which_is_replaced(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await ben.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    (reply,) = [shown for shown in ben.ephemerals if "You can change this" in shown.text]
    await ben.clicks("Can't make it", message=reply)
    await stage.settle()
    assert await answers(stage, community, ada) == (0, 0, 1)
    (reply,) = [shown for shown in ben.ephemerals if "You can change this" in shown.text]
    assert "not coming" in reply.text


async def test_an_answer_in_a_direct_message_takes_the_questions_place(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await nudged(stage, ben)
    before = len(ben.dms)
    await ben.clicks("I'll be there")
    await stage.settle()
    assert len(ben.dms) == before
    assert "You are going to" in ben.dms[-1].text


async def test_an_answer_in_the_list_of_convenings_shows_the_list_again(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await stage.convening(ada, {"Title": "Lesson study", "Date": date(2026, 10, 8)})
    await ben.runs("/cop upcoming", channel="math-plc")
    before = len(ben.ephemerals)
    well(await ben.clicks("Maybe", message=ben.ephemerals[-1]))
    await stage.settle()
    shown = ben.ephemerals[-1]
    assert len(ben.ephemerals) == before
    assert "Data walk" in shown.text
    assert "Lesson study" in shown.text
    assert shown.text.count("You said maybe.") == 1
    assert (shown.buttons.count("Maybe"), shown.buttons.count("I'll be there")) == (1, 2)
    assert await answers(stage, community, ada) == (0, 1, 0)


async def test_an_answer_in_the_welcome_leaves_its_text(
    stage: Stage, community: Community, ada: Person
) -> None:
    gil = stage.person("Gil New")
    await gil.joins("math-plc")
    await stage.settle()
    await stage.until(stage.clock.now() + timedelta(minutes=1))
    assert "Will you be there?" in gil.dms[-1].text
    before = len(gil.dms)
    well(await gil.clicks("I'll be there"))
    await stage.settle()
    assert len(gil.dms) == before
    assert "Welcome to" in gil.dms[-1].text
    assert "You are going." in gil.dms[-1].text
    well(await gil.clicks("Can't make it"))
    await stage.settle()
    assert "You can't make it." in gil.dms[-1].text
    assert await answers(stage, community, ada) == (0, 0, 1)


async def test_a_note_goes_with_the_answer_and_the_direct_message_shows_it(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await nudged(stage, ben)
    await ben.clicks("I'll be there")
    await stage.settle()
    await ben.clicks("Add a note")
    well(await ben.submits({"Your note": "I'll be 15 minutes late"}))
    await stage.settle()
    assert "15 minutes late" in ben.dms[-1].text
    (note,) = (await the_convening(stage, community, ada)).notes
    assert note.note == "I'll be 15 minutes late"


async def test_a_note_before_an_answer_says_what_comes_first(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await ben.clicks("Add a note", channel="math-plc")
    await stage.settle()
    assert ben.screen.modal() is None
    assert ben.sees("Answer first")


async def test_no_note_is_written_for_a_session_that_was_cancelled(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await ben.clicks("I'll be there")
    await stage.settle()
    shown = announcement(ben)
    await ada.runs("/cop upcoming")
    await ada.clicks("Cancel it")
    well(await ada.submits({}))
    await stage.settle()
    await ben.clicks("Add a note", message=shown)
    await stage.settle()
    assert ben.screen.modal() is None
    assert ben.sees("was cancelled")


async def test_a_stranger_is_told_how_to_become_a_member(
    stage: Stage, community: Community, ada: Person
) -> None:
    shown = announcement(ada)
    stranger = stage.person("Sam Stranger")
    await stranger.clicks("I'll be there", message=shown)
    await stage.settle()
    assert await answers(stage, community, ada) == (0, 0, 0)


async def test_after_the_start_an_answer_is_refused(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    item = await the_convening(stage, community, ada)
    stage.clock.move_to(item.convening.starts_at + timedelta(minutes=1))
    await ben.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    assert await answers(stage, community, ada) == (0, 0, 0)
    assert any("begun" in shown.text or "started" in shown.text for shown in ben.ephemerals)


async def test_a_button_made_for_another_time_says_the_time_that_holds_now(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    old = announcement(ben)
    await ada.runs("/cop upcoming")
    await ada.clicks("Edit", channel="math-plc")
    await ada.submits({"Start": time(17, 0)})
    await stage.settle()
    await ben.clicks("I'll be there", message=old)
    await stage.settle()
    assert await answers(stage, community, ada) == (0, 0, 0)
    assert any("moved" in shown.text for shown in ben.ephemerals)


async def test_a_button_of_a_cancelled_convening_says_so(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    old = announcement(ben)
    await ada.runs("/cop upcoming")
    await ada.clicks("Cancel it", channel="math-plc")
    await ada.submits()
    await stage.settle()
    await ben.clicks("I'll be there", message=old)
    await stage.settle()
    assert any("cancelled" in shown.text for shown in ben.ephemerals)


@pytest.mark.parametrize(
    "value", ["42", "", '{"v":9}', make_ref(community=1), make_ref(convening=10**6, at=1)]
)
async def test_a_foreign_button_says_a_friendly_sentence(
    value: str, stage: Stage, community: Community, ben: Person
) -> None:
    post(stage, community.home_channel, {"action_id": "convenings.rsvp.going", "value": value or "-"})
    before = len(ben.ephemerals)
    well(await ben.clicks("Old one", channel="math-plc"))
    await stage.settle()
    assert len(ben.ephemerals) == before + 1
    assert "code" not in ben.ephemerals[-1].text


async def test_a_button_nobody_listens_to_any_more_is_answered(
    stage: Stage, community: Community, ben: Person
) -> None:
    post(stage, community.home_channel, {"action_id": "from.the.past", "value": "1"})
    well(await ben.clicks("Old one", channel="math-plc"))
    await stage.settle()
    assert "older message" in ben.ephemerals[-1].text


async def test_links_to_calendars_are_acknowledged_and_say_nothing(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    shown = announcement(ada)
    before = len(ben.ephemerals)
    for label in shown.buttons:
        if "calendar" in label.lower() or "outlook" in label.lower():
            well(await ben.clicks(label, message=shown))
    await stage.settle()
    assert len(ben.ephemerals) == before


async def test_going_and_then_cant_clicked_at_once_ends_as_cant(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    shown = announcement(ada)
    await asyncio.gather(
        ben.clicks("I'll be there", message=shown), ben.clicks("Can't make it", message=shown)
    )
    await stage.settle()
    assert await answers(stage, community, ada) == (0, 0, 1)


async def test_stopping_a_prompt_can_be_taken_back_in_the_same_place(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    shown = await nudged(stage, ben)
    (stop,) = [label for label in shown.buttons if label == "No more nudges"]
    await ben.clicks(stop)
    await stage.settle()
    assert "Done: no more" in ben.dms[-1].text
    await ben.clicks("Send them again")
    await stage.settle()
    assert "again" in ben.dms[-1].text
    assert "Stop them" in ben.dms[-1].buttons
