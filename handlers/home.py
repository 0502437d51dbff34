"""The Home tab: what is next for one person, in all their communities."""

from __future__ import annotations

from community.services import Services
from community.work import Caller
from handlers.answers import View
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Event
from message_templates.renderer import Renderer


def register(boundary: Boundary, desk: Desk) -> None:
    boundary.on_event("app_home_opened", HomeListeners(desk).opened)


class HomePage:
    """Draws a person's Home from what is true now."""

    def __init__(self, services: Services, render: Renderer) -> None:
        self._services = services
        self._render = render

    async def view_for(self, caller: Caller) -> View:
        communities = await self._services.home.home_for(caller)
        return self._render.home("home/home", communities=communities)


class HomeListeners:
    def __init__(self, desk: Desk) -> None:
        self._services = desk.services
        self._page = HomePage(desk.services, desk.render)

    async def opened(self, event: Event) -> None:
        """Shown at once, for the person is looking; from now on the bot keeps it up to date.

        Noted first: nobody would draw again what changes between the drawing and the note.
        """
        if event.about.get("tab", "home") != "home":
            return
        await self._services.people.home_opened(event.caller)
        view = await self._page.view_for(event.caller)
        await event.client.views_publish(user_id=event.caller.user_id, view=view)
