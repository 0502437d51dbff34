"""Where somebody is in the tour: it goes on by itself as its steps are done."""

from __future__ import annotations

from collections.abc import Callable

from bot.demo.keeping import GuideMarks
from bot.demo.tour import Tour
from bot.demo.world import World
from sandbox.journal import Entry
from sandbox.page.director import CannotGuide, Guide


class Touring:
    """One world's tour. `tell` hears whenever it has changed. Steps count from 0."""

    def __init__(self, world: World, marks: GuideMarks, tell: Callable[[], None]) -> None:
        stage = world.stage
        self._tour = Tour(stage.workspace, stage.app, marks.done)
        self._is_on = marks.is_on
        self._current = marks.current
        self._tell = tell
        self.end_watching = stage.workspace.journal.subscribe(self._saw)
        self._settle()

    def guide(self) -> Guide:
        return self._tour.guide(is_on=self._is_on, current=self._current)

    def marks(self) -> GuideMarks:
        """What is to be kept of it."""
        return GuideMarks(self._is_on, self._current, tuple(sorted(self._tour.done)))

    def start(self) -> None:
        """Begin, or go on where it was put away."""
        self._is_on = True
        self._settle()
        self._tell()

    def end(self) -> None:
        self._is_on = False
        self._tell()

    def go_to(self, step: int) -> None:
        """Raises `CannotGuide` if there is no such step."""
        if not 0 <= step < len(self.guide().steps):
            raise CannotGuide(f"The tour has no step {step + 1}.")
        self._is_on, self._current = True, step
        self._tell()

    def _saw(self, entry: Entry) -> None:
        if self._tour.saw(entry):
            self._went_on()

    def _went_on(self) -> None:
        """A step was done: from it one goes on to the next that is not."""
        steps, current = self.guide().steps, self._current
        if current is not None and steps[current].is_done:
            later = range(current + 1, len(steps))
            self._current = next((number for number in later if not steps[number].is_done), None)
        self._settle()
        self._tell()

    def _settle(self) -> None:
        """Somewhere one must be while it is on: at the first step that is not done."""
        if self._is_on and self._current is None:
            steps = self.guide().steps
            self._current = next((number for number, step in enumerate(steps) if not step.is_done), None)
