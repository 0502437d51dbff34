"""A renderer of the templates as they are now: what an editor saved shows at the next look."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from message_templates.renderer import HERE, Renderer


class FreshTemplates:
    """The templates below a folder, compiled anew as soon as one of them is saved, comes or goes."""

    def __init__(self, folder: Path = HERE) -> None:
        self.folder = folder
        self._renderer = Renderer(folder)
        self._revision = self.revision()

    def revision(self) -> str:
        """Another word whenever a template is another. Looks at the times of about a hundred files."""
        return stamp(self.folder.rglob("*.j2"))

    def renderer(self) -> Renderer:
        revision = self.revision()
        if revision != self._revision:
            self._renderer, self._revision = Renderer(self.folder), revision
        return self._renderer

    def source(self, template: str) -> Path | None:
        """The file of a template or a shared part named as a `RenderError` names it, if there is one."""
        near = (self.folder / f"{template}{suffix}" for suffix in (".j2", ".html.j2"))
        return next((path for path in near if path.is_file()), None)


def stamp(files: Iterable[Path]) -> str:
    """A short word for when these files were saved last."""
    return sha256(repr(sorted(_times(files))).encode()).hexdigest()[:16]


def _times(files: Iterable[Path]) -> Iterator[tuple[str, int]]:
    for path in files:
        try:
            yield path.as_posix(), path.stat().st_mtime_ns
        except FileNotFoundError:  # an editor that saves by renaming: the next look finds it
            continue
