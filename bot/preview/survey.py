"""All cases at a glance: which differ from their golden files, which fail, which say some words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.preview.fresh import stamp
from bot.preview.showing import Exhibit, GoldenState, Place, golden_state, words_of
from message_templates.errors import RenderError
from message_templates.renderer import Renderer

State = GoldenState | Literal["error"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, rendered once. `state` is `None` where there are no golden files to compare it with."""

    state: State | None
    words: str


class Survey:
    """Every case rendered, and kept until a file is saved. Takes seconds: not for the event loop's thread."""

    def __init__(self, exhibits: Iterable[Exhibit], place: Place) -> None:
        self._exhibits = tuple(exhibits)
        self._place = place
        self._seen: Mapping[str, Seen] = {}
        self._revision = ""

    def revision(self) -> str:
        """Another word whenever a template or a golden file is another."""
        goldens = self._place.goldens
        files = () if goldens is None else goldens.rglob("*.*")
        return self._place.templates.revision() + stamp(files)

    def states(self) -> dict[str, State | None]:
        """The state of each case, by `template.case`."""
        return {name: seen.state for name, seen in self._look().items()}

    def found(self, words: str) -> list[str]:
        """The cases that say all of these words, wherever and however written."""
        wanted = words.casefold().split()
        return [name for name, seen in self._look().items() if all(word in seen.words for word in wanted)]

    def _look(self) -> Mapping[str, Seen]:
        revision = self.revision()
        if revision != self._revision:
            renderer = self._place.templates.renderer()
            self._seen = {str(exhibit): self._see(exhibit, renderer) for exhibit in self._exhibits}
            self._revision = revision
        return self._seen

    def _see(self, exhibit: Exhibit, renderer: Renderer) -> Seen:
        try:
            rendered = exhibit.render(renderer)
        except RenderError as error:
            return Seen("error", str(error).casefold())
        return Seen(golden_state(exhibit, rendered, self._place.goldens), words_of(rendered))
