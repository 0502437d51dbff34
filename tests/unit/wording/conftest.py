"""A renderer over templates that a test writes itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from message_templates.renderer import Renderer

Writer = Callable[..., Renderer]


@pytest.fixture
def renderer_of(tmp_path: Path) -> Writer:
    """`renderer_of(asked="…")` gives a renderer with the template `area/asked`."""

    def write(**sources: str) -> Renderer:
        folder = tmp_path / "area"
        folder.mkdir(exist_ok=True)
        for name, source in sources.items():
            (folder / f"{name}.j2").write_text(source, encoding="utf-8")
        return Renderer(tmp_path)

    return write
