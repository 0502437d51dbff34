"""The Home tab: what is next for one person."""

from __future__ import annotations

from datetime import timedelta

from sandbox.people import Person
from tests.support.community_stage import Stage, well


async def test_somebody_without_a_community_is_welcomed(stage: Stage, ada: Person) -> None:
    await ada.opens_home()
    await stage.settle()
    assert ada.home is not None
    assert "You are not in a community of practice yet" in ada.home.text


async def test_home_takes_an_answer_and_shows_it(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await stage.convening(ada)
    await ada.opens_home()
    assert ada.home is not None
    assert "Will you be there?" in ada.home.text
    await ada.clicks("I'll be there", where="home")
    await stage.settle()
    assert ada.home is not None
    assert "You are going." in ada.home.text


async def test_a_refusal_on_home_is_shown_in_front_of_it(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await stage.convening(ada)
    await ada.opens_home()
    stage.clock.advance(timedelta(days=60))
    await ada.clicks("I'll be there", where="home")
    assert ada.modal is not None
    assert ada.modal.title == "That did not work"


async def test_facilitators_open_forms_from_home(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await ada.opens_home()
    await ada.clicks("Settings", where="home")
    assert ada.modal is not None
    assert ada.modal.title == "Community settings"
    well(await ada.submits({"Name of the community": "Math circle"}))
    await stage.settle()
    await ada.opens_home()
    assert ada.home is not None
    assert "Math circle" in ada.home.text
    await ada.clicks("Schedule a convening", where="home")
    assert ada.modal is not None
    assert ada.modal.title == "Schedule a convening"


async def test_the_messages_tab_publishes_nothing(stage: Stage, ada: Person) -> None:
    stage.workspace.open_app_home(stage.app, ada.id, tab="messages")
    await stage.settle()
    assert ada.home is None
