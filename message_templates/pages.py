"""The environment of pages: whole HTML files, to be opened in a browser and printed.

Apart from that of messages, for the two escape differently: here Jinja's own autoescape holds, `Markup` is
HTML, and no filter makes Slack's tokens. What people typed also loses the characters nobody can see that
would turn the words after them around; the templates put `dir="auto"` around it.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from message_templates import filters, svg
from message_templates.compiled import COMPILED
from message_templates.errors import InvalidObject
from message_templates.text import tidy


def paragraphs(text: object) -> Markup:
    """Typed text as paragraphs: an empty line parts two, a line end stays one. Nothing, of nothing."""
    blocks = (block.strip() for block in tidy(str(text)).split("\n\n"))
    said = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks if block)
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(block) for block in said)


def words_only(value: Any) -> Any:
    """Jinja's `finalize`: typed text is tidied; a None would read "None" in front of people."""
    if value is None:
        raise InvalidObject("None has no words: say what to show instead")
    return tidy(value) if isinstance(value, str) and not isinstance(value, Markup) else value


FILTERS = {
    **{
        name: filters.FILTERS[name]
        for name in (
            *("decimal", "duration", "in_zone", "number", "percent", "plural", "short_day", "trend"),
            *("wall", "wall_date", "wall_day", "line"),
        )
    },
    "paragraphs": paragraphs,
}
"""What a page may write after a bar, besides Jinja's own that know nothing of markup."""

CHARTS = {"line_chart": svg.line_chart, "bar_chart": svg.bar_chart}


def environment_of_pages(folder: Path) -> Environment:
    """Strict and escaping, for HTML."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=words_only,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=COMPILED,
    )
    environment.filters = {name: environment.filters[name] for name in filters.KEPT} | FILTERS
    environment.globals |= CHARTS
    return environment
