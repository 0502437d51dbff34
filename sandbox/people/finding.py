"""Finding what a person means to click: in the form in front, in the messages, on the Home tab."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sandbox.controls import Control, controls_in
from sandbox.model import InstalledApp, Json, Message, User, View
from sandbox.screens import NotOnScreen, Screen, ShownMessage, blocks_of
from sandbox.workspace import Workspace

Home = Literal["home"]
_LISTED = 25  # how many controls an error message names


@dataclass(frozen=True, slots=True)
class Target:
    """Something found on the screen: a control, the app behind it, and the view or message it stands in."""

    control: Control
    app: InstalledApp
    where: View | ShownMessage


_Where: TypeAlias = View | Message | ShownMessage


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look. `message` is a snapshot taken earlier, `channel` a name; by default everywhere."""

    message: ShownMessage | None = None
    channel: str | None = None
    where: Home | None = None
    latest: bool = True

    @property
    def is_before_the_modal(self) -> bool:
        """Whether an open form is in front of it."""
        return self.message is None and self.where is None


class Finder:
    """Looks for controls with one person's eyes."""

    def __init__(self, workspace: Workspace, screen: Screen, user: User, app: InstalledApp) -> None:
        self._workspace = workspace
        self._screen = screen
        self._user = user
        self._app = app

    def find(self, wanted: Callable[[Control], bool], name: str, place: Place) -> Target:
        """The control meant; `NotOnScreen` says what is there instead."""
        seen: list[Control] = []
        for control, where in self._controls(place):
            if wanted(control):
                return self._target(control, where)
            if len(seen) < _LISTED:
                seen.append(control)
        raise self._not_found(name, seen)

    def _controls(self, place: Place) -> Iterator[tuple[Control, _Where]]:
        if place.message is not None:
            yield from ((control, place.message) for control in place.message.controls)
        elif place.where == "home":
            yield from self._at_home()
        elif (top := self._workspace.views.top(self._user.id)) is not None:
            yield from ((control, top) for control in self._read(top.payload["blocks"]))
        else:
            yield from self._in_messages(place)
            if place.channel is None:
                yield from self._at_home()

    def _at_home(self) -> Iterator[tuple[Control, View]]:
        home = self._workspace.views.home(self._app, self._user.id)
        if home is not None:
            yield from ((control, home) for control in self._read(home.payload["blocks"]))

    def _in_messages(self, place: Place) -> Iterator[tuple[Control, Message]]:
        channel = self._screen.channel(place.channel) if place.channel is not None else None
        messages: Iterable[Message] = self._screen.newest_first(channel)
        for message in messages if place.latest else reversed(list(messages)):
            yield from ((control, message) for control in self._read(blocks_of(message)))

    def _read(self, blocks: Iterable[Json]) -> list[Control]:
        return controls_in(blocks, self._screen.reader)

    def _target(self, control: Control, where: _Where) -> Target:
        shown = self._screen.shown(where) if isinstance(where, Message) else where
        app = self._workspace.apps[shown.app_id] if shown.app_id else self._app
        return Target(control, app, shown)

    def _not_found(self, name: str, controls: list[Control]) -> NotOnScreen:
        modal = self._screen.modal()
        where = f"in the form “{modal.title}”" if modal is not None else "on the screen"
        there = ", ".join(control.described() for control in controls) or "nothing to click"
        return NotOnScreen(f"{self._user.real_name} cannot find {name!r} {where}; there is: {there}")
