"""The Home tab: what is next for one person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from community.ids import DeliveryKind
from handlers.answers import View
from handlers.desk import Desk
from handlers.directory import Directory
from handlers.home import HomeListeners
from handlers.payloads import Event
from message_templates.renderer import Renderer
from sandbox.people import Person
from storage.tables import DeliveryRow
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


class SlowSlack(AsyncWebClient):
    """One that takes its time to show a Home, in which somebody does something. May fail at the first try."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]], *, fails: bool = False) -> None:
        super().__init__()
        self.shown: list[View] = []
        self._meanwhile = meanwhile
        self._fails = fails

    async def views_publish(self, *_: Any, **said: Any) -> Any:
        await self._meanwhile()
        if self._fails:
            self._fails = False
            raise TimeoutError
        self.shown.append(said["view"])


def opening(stage: Stage, person: Person, client: AsyncWebClient) -> Event:
    """A person opens their Home: what the listener hears of it."""
    caller = replace(stage.caller(person), receipt="event:Ev1")
    return Event(caller, client, "app_home_opened", {"tab": "home"}, is_about_bot=False)


def home_listeners(stage: Stage) -> HomeListeners:
    directory = Directory(stage.services)
    return HomeListeners(Desk(stage.services, Renderer(), directory, stage.clock))


async def homes_wanted(stage: Stage) -> list[str]:
    wanted = select(DeliveryRow.recipient).where(DeliveryRow.kind == DeliveryKind.HOME)
    async with stage.store.reading() as session:
        return list(await session.scalars(wanted.where(DeliveryRow.state == "planned")))


async def test_what_changes_while_a_home_is_first_shown_is_shown_after_it(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    await stage.jobs()

    async def schedules() -> None:
        await stage.convening(ada)

    slack = SlowSlack(schedules)
    await home_listeners(stage).opened(opening(stage, ben, slack))
    assert len(slack.shown) == 1
    assert "Data walk" not in str(slack.shown)
    assert await homes_wanted(stage) == [ben.id]


async def test_a_home_that_could_not_be_shown_is_shown_when_slack_says_so_again(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    slack = SlowSlack(stage.settle, fails=True)
    listeners = home_listeners(stage)
    with pytest.raises(TimeoutError):
        await listeners.opened(opening(stage, ada, slack))
    await listeners.opened(opening(stage, ada, slack))
    assert "Math PLC" in str(slack.shown)


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
