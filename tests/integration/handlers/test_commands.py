"""`/cop` itself: help, suggestions, and which community is meant."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.support.community_stage import SETUP, Stage, well


@pytest.mark.parametrize("command", ["/cop", "/cop help", "/cop  HELP ", "/cop help\nme"])
async def test_help_lists_what_one_can_do(command: str, stage: Stage, math: str, ada: Person) -> None:
    well(await ada.runs(command, channel="math-plc"))
    assert ada.sees("/cop schedule")


async def test_help_is_given_in_private_channels_and_direct_messages(stage: Stage, ada: Person) -> None:
    stage.channel("quiet", ada, private=True, with_bot=False)
    await ada.runs("/cop", channel="quiet")
    assert ada.sees("/cop schedule")
    ada.goes_to_dm()
    well(await ada.runs("/cop"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shedule", "schedule"),
        ("setpu", "setup"),
        ("stats", "status"),
        ("hlep", "help"),
        ("question", "questions"),
    ],
)
async def test_an_unknown_word_suggests_the_nearest(
    typed: str, meant: str, stage: Stage, math: str, ada: Person
) -> None:
    await ada.runs(f"/cop {typed}", channel="math-plc")
    assert ada.sees(f"/cop {meant}")


@pytest.mark.parametrize(
    ("typed", "meant"), [("plan a talk", "schedule"), ("cancel", "upcoming"), ("Edit", "upcoming")]
)
async def test_what_people_try_first_leads_to_where_it_is_done(
    typed: str, meant: str, stage: Stage, math: str, ada: Person
) -> None:
    await ada.runs(f"/cop {typed}", channel="math-plc")
    assert ada.sees(f"Did you mean /cop {meant}?")


@pytest.mark.parametrize("typed", ["xyzzy", "<!channel>", "*" * 3000, "مرحبا", "🦆"])
async def test_a_word_like_none_is_answered_without_a_guess(
    typed: str, stage: Stage, math: str, ada: Person
) -> None:
    well(await ada.runs(f"/cop {typed}", channel="math-plc"))
    assert ada.sees("/cop help")
    assert not ada.sees("Did you mean")


async def test_a_command_may_contain_the_word_payload(stage: Stage, math: str, ada: Person) -> None:
    well(await ada.runs("/cop payload", channel="math-plc"))
    assert ada.sees("payload")


@pytest.mark.parametrize("name", ["schedule", "upcoming", "status", "questions"])
async def test_where_there_is_no_community_it_says_what_to_do(
    name: str, stage: Stage, math: str, ada: Person
) -> None:
    await ada.runs(f"/cop {name}", channel="math-plc")
    assert ada.sees("There is no community here")
    assert ada.sees(f"/cop {name}")


async def test_elsewhere_the_persons_only_community_is_meant(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    stage.channel("lunch", ada)
    await ada.runs("/cop schedule", channel="lunch")
    assert ada.sees("For Math PLC")


async def test_with_several_communities_it_asks_and_carries_the_words_on(
    stage: Stage, math: str, ada: Person
) -> None:
    stage.channel("reading", ada)
    stage.channel("lunch", ada)
    await stage.community(ada)
    await stage.community(ada, "reading", {"Name of the community": "Reading circle"})
    await ada.runs("/cop schedule Fri 2 Oct 10am Book talk", channel="lunch")
    assert ada.sees("Which community do you mean?")
    (question,) = [shown for shown in ada.ephemerals if "Which community" in shown.text]
    reading = [control for control in question.controls if "Reading" in str(control.element)]
    assert reading
    await ada.clicks("This one", channel="lunch")
    assert ada.modal is not None
    assert ada.modal.values["Title"] == "Book talk"
    await stage.settle()
    assert not ada.sees("Which community do you mean?")


async def test_in_a_home_channel_its_community_is_meant_though_the_person_has_several(
    stage: Stage, math: str, ada: Person
) -> None:
    stage.channel("reading", ada)
    await stage.community(ada)
    await stage.community(ada, "reading", {**SETUP, "Name of the community": "Reading circle"})
    await ada.runs("/cop schedule", channel="reading")
    assert ada.sees("For Reading circle")
