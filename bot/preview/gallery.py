"""What there is to look at, by area and template, and everything the page may ask about it.

Rendering takes milliseconds for a message and seconds for all of them, so it is done beside the event loop.
"""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from bot.preview.cases import CASES
from bot.preview.fresh import FreshTemplates
from bot.preview.pages import PAGES
from bot.preview.showing import Exhibit, Json, Place, show
from bot.preview.survey import State, Survey

EXHIBITS: tuple[Exhibit, ...] = (*CASES, *PAGES)


class NotExhibited(LookupError):
    """There is no such template, or it has no such case."""


class Gallery:
    """Every case, over the templates as they are at the moment. `goldens` is `None` where there are none."""

    def __init__(
        self, templates: FreshTemplates, goldens: Path | None, exhibits: Sequence[Exhibit] = EXHIBITS
    ) -> None:
        self._place = Place(templates, goldens)
        self._exhibits = {str(exhibit): exhibit for exhibit in exhibits}
        self._survey = Survey(exhibits, self._place)
        self._surveying = asyncio.Lock()  # a survey asked for twice is done once

    def index(self) -> Json:
        """The areas, the templates in each, and the names of their cases, as the page lists them."""
        by_template = sorted(self._exhibits.values(), key=attrgetter("template"))  # stable: cases in order
        templates = [_template(name, list(group)) for name, group in groupby(by_template, _template_name)]
        areas = [
            {"name": name, "templates": list(group)}
            for name, group in groupby(templates, lambda t: t["area"])
        ]
        return {"areas": areas, "has_goldens": self._place.goldens is not None}

    def revision(self) -> str:
        """Another word whenever a template or a golden file was saved."""
        return self._survey.revision()

    async def show(self, template: str, case: str) -> Json:
        """All about one case. Raises `NotExhibited`."""
        return await asyncio.to_thread(show, self._find(template, case), self._place)

    async def states(self) -> dict[str, State | None]:
        """How each case stands to its golden file, or that its template fails."""
        async with self._surveying:
            return await asyncio.to_thread(self._survey.states)

    async def found(self, words: str) -> list[str]:
        """The cases that say these words."""
        async with self._surveying:
            return await asyncio.to_thread(self._survey.found, words)

    def _find(self, template: str, case: str) -> Exhibit:
        try:
            return self._exhibits[f"{template}.{case}"]
        except KeyError:
            raise NotExhibited(f"{template} has no case “{case}”.") from None


def _template_name(exhibit: Exhibit) -> str:
    return exhibit.template


def _template(name: str, exhibits: Sequence[Exhibit]) -> Json:
    area, _, own = name.partition("/")
    return {
        "name": name,
        "area": area,
        "title": own.replace("_", " "),
        "surface": exhibits[0].surface,
        "cases": [exhibit.name for exhibit in exhibits],
    }
