"""Scheduling, editing, cancelling and listing convenings, as facilitators do it."""

from __future__ import annotations

from datetime import date, time

import pytest
import pytest_asyncio

from community.communities.views import Community
from community.convenings.views import ConveningWithAnswers
from sandbox.people import Person
from tests.support.community_stage import DATA_WALK, Stage, well

ACCEPT = "Seen, and meant that way?"


@pytest_asyncio.fixture
async def community(stage: Stage, math: str, ada: Person) -> Community:
    return await stage.community(ada)


async def upcoming(stage: Stage, community: Community, person: Person) -> list[ConveningWithAnswers]:
    return await stage.services.convenings.upcoming(stage.caller(person), community.id)


async def test_a_form_sent_schedules_and_says_when_it_will_be_announced(
    stage: Stage, community: Community, ada: Person
) -> None:
    await stage.convening(ada)
    (item,) = await upcoming(stage, community, ada)
    assert item.convening.title == "Data walk"
    assert item.convening.starts_at.isoformat() == "2026-10-01T22:30:00+00:00"
    assert ada.sees("Scheduled:")
    assert ada.sees("Announcement in #math-plc")


async def test_the_words_after_the_command_fill_the_form(
    stage: Stage, community: Community, ada: Person
) -> None:
    await ada.runs("/cop schedule Thu 3 Dec 3:30pm 75m SEL data walk")
    assert ada.modal is not None
    values = ada.modal.values
    assert values["Title"] == "SEL data walk"
    assert values["Date"] == "2026-12-03"
    assert values["Start"] == "15:30"
    assert values["Length in minutes"] == "75"
    assert values["Facilitator"] == ada.id


async def test_what_could_not_be_read_is_said_in_the_form(
    stage: Stage, community: Community, ada: Person
) -> None:
    await ada.runs("/cop schedule 31/12 25:00 Data walk")
    assert ada.modal is not None
    assert ada.modal.values["Date"] in (None, "")
    assert "31/12" in ada.modal.text


async def test_a_mention_in_the_words_reads_as_typed(stage: Stage, community: Community, ada: Person) -> None:
    await ada.runs("/cop schedule Data & tea with @Ben Whitehorse <3")
    assert ada.modal is not None
    assert str(ada.modal.values["Title"]).startswith("Data & tea with @")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"Date": date(2026, 9, 1)}, "Date", "past"),
        ({"Length in minutes": "0"}, "Length in minutes", "at least a minute"),
        ({"Length in minutes": "1500"}, "Length in minutes", "24 hours"),
        ({"Link": "ftp://files"}, "Link", "https://"),
        ({"Agenda": "Welcome"}, "Agenda", ""),
        ({"Agenda": "Welcome, 90"}, "Agenda", ""),
        ({"Date": date(2027, 3, 14), "Start": time(2, 30)}, "Start", ""),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    wrong: dict[str, object], field: str, said: str, stage: Stage, community: Community, ada: Person
) -> None:
    await ada.runs("/cop schedule")
    outcome = await ada.submits({**DATA_WALK, **wrong})
    assert said in outcome.errors[field]
    assert ada.modal is not None
    assert ada.modal.values["Title"] == "Data walk"
    assert await upcoming(stage, community, ada) == []


async def test_a_bot_cannot_facilitate_a_session(stage: Stage, community: Community, ada: Person) -> None:
    robot = stage.person("Robo Bot", is_bot=True)
    await ada.runs("/cop schedule")
    outcome = await ada.submits({**DATA_WALK, "Facilitator": robot})
    assert "is an app" in outcome.errors["Facilitator"]


async def test_what_is_odd_is_asked_once_more_and_may_be_meant(
    stage: Stage, community: Community, ada: Person
) -> None:
    await ada.runs("/cop schedule")
    outcome = await ada.submits({**DATA_WALK, "Date": date(2027, 7, 8), "Link": None})
    well(outcome)
    assert ada.modal is not None
    assert "school year ends" in ada.modal.text
    assert "no link yet" in ada.modal.text
    assert ada.modal.values["Agenda"] == DATA_WALK["Agenda"]
    well(await ada.submits({ACCEPT: ["Schedule it all the same"]}))
    assert ada.screen.modal() is None
    assert len(await upcoming(stage, community, ada)) == 1


async def test_members_may_look_but_not_schedule(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await stage.convening(ada)
    outcome = await ben.runs("/cop schedule", channel="math-plc")
    assert outcome.modal is None
    assert ben.sees("Only the facilitators of Math PLC can do this")


async def test_somebody_who_lost_the_role_while_the_form_was_open_is_told_and_keeps_the_text(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await ada.runs("/cop setup")
    await ada.submits({"Facilitators": [ada, ben]})
    await ben.runs("/cop schedule", channel="math-plc")
    await ben.fills(DATA_WALK)
    await ada.runs("/cop setup")
    await ada.submits({"Facilitators": [ada]})
    outcome = await ben.submits()
    assert "Only the facilitators" in str(outcome.errors)
    assert ben.modal is not None
    assert ben.modal.values["Title"] == "Data walk"


async def test_a_facilitator_edits_from_the_list(stage: Stage, community: Community, ada: Person) -> None:
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    await ada.clicks("Edit")
    assert ada.modal is not None
    assert ada.modal.title == "Edit the convening"
    assert ada.modal.values["Start"] == "15:30"
    well(await ada.submits({"Start": time(16, 0)}))
    await stage.settle()
    (item,) = await upcoming(stage, community, ada)
    assert item.convening.starts_local.hour == 16
    assert ada.sees("Saved:")


async def edit_at_once(stage: Stage, first: Person, second: Person) -> None:
    """Both facilitators have the form open, and the first has saved."""
    await first.runs("/cop setup")
    await first.submits({"Facilitators": [first, second]})
    await stage.convening(first)
    await first.runs("/cop upcoming")
    await second.runs("/cop upcoming", channel="math-plc")
    await first.clicks("Edit", channel="math-plc")
    await second.clicks("Edit", channel="math-plc")
    well(await first.submits({"Title": "Ada's walk"}))


async def test_the_second_of_two_editors_is_told_what_changed_and_keeps_the_text(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await edit_at_once(stage, ada, ben)
    await ben.submits({"Title": "Ben's walk"})
    assert ben.modal is not None
    assert ben.modal.values["Title"] == "Ben's walk"
    assert (await upcoming(stage, community, ada))[0].convening.title == "Ada's walk"
    well(await ben.submits())
    assert ben.screen.modal() is None
    assert (await upcoming(stage, community, ada))[0].convening.title == "Ben's walk"


async def test_a_length_that_is_none_is_there_when_the_form_comes_back(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await edit_at_once(stage, ada, ben)
    await ben.submits({"Length in minutes": "a good hour"})
    assert ben.modal is not None
    assert "your text is kept here" in ben.modal.text.lower()
    assert ben.modal.values["Length in minutes"] == "a good hour"
    outcome = await ben.submits()
    assert "“a good hour” is no length" in outcome.errors["Length in minutes"]
    well(await ben.submits({"Length in minutes": "1h 30"}))
    (item,) = await upcoming(stage, community, ada)
    assert item.convening.minutes == 90


async def test_a_facilitator_cancels_with_a_reason(stage: Stage, community: Community, ada: Person) -> None:
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    await ada.clicks("Cancel it")
    well(await ada.submits({"Why? People will read this.": "Snow day"}))
    await stage.settle()
    assert await upcoming(stage, community, ada) == []
    assert ada.sees("is cancelled")
    assert ada.sees("Snow day")


async def test_a_list_that_is_old_says_what_is_true_now(
    stage: Stage, community: Community, ada: Person
) -> None:
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    (old_list,) = [shown for shown in ada.ephemerals if "Who answered" in shown.buttons]
    await ada.clicks("Cancel it", message=old_list)
    await ada.submits()
    await stage.settle()
    await ada.clicks("Cancel it", message=old_list)
    if ada.modal is not None:
        outcome = await ada.submits()
        assert "cancelled" in str(outcome.errors)
    else:
        await stage.settle()
        assert ada.sees("cancelled")


async def test_a_facilitator_sees_who_answered(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await stage.convening(ada)
    await ada.runs("/cop upcoming")
    await ada.clicks("Who answered")
    assert ada.modal is not None
    assert "Going (0)" in ada.modal.text


async def test_an_empty_list_offers_to_schedule(stage: Stage, community: Community, ada: Person) -> None:
    await ada.runs("/cop upcoming")
    assert ada.sees("has no convening planned")
    await ada.clicks("Schedule a convening", channel="math-plc")
    assert ada.modal is not None
    assert ada.modal.title == "Schedule a convening"
