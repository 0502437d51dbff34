"""Whoever acts: their eyes, their hands, and what they are told."""

from collections.abc import Mapping
from typing import Any

from sandbox.model import Channel, InstalledApp, Json, Message, User
from sandbox.page.asked import Asked
from sandbox.page.looking import Looker
from sandbox.page.marks import Marks
from sandbox.page.refusals import Refusal
from sandbox.page.world import World
from sandbox.people.outcome import Outcome
from sandbox.screens import ShownMessage


class Actor:
    """One person in one world, who is about to do something."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.workspace = world.workspace
        self.user = user
        self.hands = world.hands(user)
        self.looker = Looker(world, user)
        self.marks = Marks(world.workspace, user.id)

    def refuse_while_playing(self) -> None:
        """Nobody acts in a scenario that is being played."""
        director = self.world.director
        if director is not None and director.clock().mode == "playing":
            raise Refusal(409, "playing", "A scenario is being played: wait until it has come to its end.")

    # --- what they mean

    def channel(self, asked: Asked) -> Channel:
        """The conversation they act in, which they must be in."""
        return self.looker.channel(asked.text("channel"))

    def message(self, asked: Asked) -> tuple[Channel, Message]:
        """The message they act on, which they must see."""
        channel = self.channel(asked)
        return channel, self.looker.find(channel, asked.text("ts"))

    def shown(self, asked: Asked) -> ShownMessage:
        """The same, as an app is told of it."""
        return self.hands.screen.shown(self.message(asked)[1])

    def installed_apps(self) -> list[InstalledApp]:
        return [app for app in self.workspace.apps.values() if app.is_installed]

    # --- what they are told

    def told(self, outcome: Outcome) -> Json:
        """What came of something an app was told of."""
        return self.done(
            ok=outcome.ok,
            delivered=outcome.delivered,
            trouble=outcome.trouble,
            errors=dict(outcome.errors),
        )

    def stopped(self, trouble: str | None = None, errors: Mapping[str, str] | None = None) -> Json:
        """Their own client did not let it out: a sentence about all of it, or some by block id."""
        return self.done(ok=False, delivered=False, trouble=trouble, errors=dict(errors or {}))

    def done(self, **more: Any) -> Json:
        """It is done; `more` is what else there is to say."""
        front = self.workspace.views.top(self.user.id)
        view_id = front.id if front is not None else None
        plain: Json = {
            "ok": True,
            "delivered": True,
            "trouble": None,
            "errors": {},
            "view_id": view_id,
            "ts": None,
        }
        return plain | more
