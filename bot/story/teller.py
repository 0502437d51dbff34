"""Prints what people see and do, with the day and hour, as a chat would show it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from sandbox.controls import controls_in
from sandbox.journal import Entry
from sandbox.model import Json
from sandbox.reading import Reader
from sandbox.workspace import Workspace

Pause = Callable[[float], None]

_FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_WIDTH = 92
_STYLES = {"header": "bold", "context": "dim"}
_LOOK_S, _READ_S = 0.25, 1.1  # seconds to take in a line, and a message


class Teller:
    """Tells a story on the terminal. `pause` waits so that one can read along; nothing waits without one."""

    def __init__(self, workspace: Workspace, zone: str, *, pause: Pause | None, record: bool = False) -> None:
        self._workspace = workspace
        self._zone = ZoneInfo(zone)
        self._pause = pause or (lambda _: None)
        self._console = Console(width=_WIDTH, record=record, highlight=False)
        self._day = ""

    @property
    def console(self) -> Console:
        return self._console

    def title(self, text: str) -> None:
        self._console.print(Padding(Text(text, style="bold"), (1, 0, 0, 0)))

    def says(self, text: str) -> None:
        """The narrator."""
        self._mark_day()
        self._console.print(Padding(Text(text, style="italic"), (1, 0, 0, 0)))
        self._pause(_READ_S)

    def does(self, who: str, what: str) -> None:
        """Somebody does something."""
        self._mark_day()
        self._console.print(Text.assemble((f"{self._hour()}  ", "dim"), (who, "bold cyan"), f" {what}"))
        self._pause(_LOOK_S)

    def shows(self, entry: Entry, viewer_id: str, where: str) -> None:
        """Something appears on a screen, as `viewer_id` reads it."""
        self._mark_day()
        reader = Reader(self._workspace, self._workspace.user(viewer_id))
        blocks = entry.view["blocks"] if entry.view else entry.blocks
        body = Group(*_lines(reader, blocks)) if blocks else Text(reader.mrkdwn(entry.text))
        if entry.view:
            name = reader.text_object(entry.view.get("title"))
            where = f"{where} · form “{name}”"
        edited = " (edited)" if entry.action == "update" else ""
        title = Text.assemble((f"{self._hour()} ", "dim"), (f"{where}{edited}", "bold magenta"))
        self._console.print(Panel(body, title=title, title_align="left", border_style="dim", padding=(0, 1)))
        self._pause(_READ_S)

    def begin_picture(self) -> None:
        """Leave out of the picture what was told so far: nobody looks at one five screens high."""
        self._console.export_text(clear=True)

    def save(self, path: Path) -> None:
        """What was told since `begin_picture`, as a picture that loads nothing from elsewhere."""
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn = self._console.export_svg(title="Convener: the day after a session", unique_id="convener")
        path.write_text(_FONT_FROM_ELSEWHERE.sub("", drawn), encoding="utf-8")

    def _now(self) -> datetime:
        return self._workspace.now().astimezone(self._zone)

    def _hour(self) -> str:
        return f"{self._now():%H:%M}"

    def _mark_day(self) -> None:
        day = f"{self._now():%A, %d %B}".replace(" 0", " ")
        if day != self._day:
            self._day = day
            self._console.print(Padding(Rule(day, style="yellow"), (1, 0, 0, 0)))


def sleep_for(seconds: float) -> None:
    """Real time, for a reader."""
    time.sleep(seconds)


def _lines(reader: Reader, blocks: Iterable[Json]) -> Iterable[RenderableType]:
    for block in blocks:
        kind = block.get("type", "")
        if kind == "actions":
            yield _buttons(reader, [block])
        elif kind == "divider":
            yield Rule(style="dim")
        elif kind == "input":
            yield Text("▢ " + reader.text_object(block.get("label")))
        else:
            yield Text(reader.blocks([block]), style=_STYLES.get(kind, ""))


def _buttons(reader: Reader, blocks: Iterable[Json]) -> Text:
    line = Text()
    for control in controls_in(blocks, reader):
        line.append(f" {control.label} ", style="reverse")
        line.append("  ")
    return line
