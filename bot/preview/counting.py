"""How much of what Slack takes a message or view uses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from message_templates import limits

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Count:
    """`count` of at most `most`. Characters are UTF-16 units, as Slack counts them."""

    name: str
    count: int
    most: int


def counts(surface: str, rendered: Json) -> list[Count]:
    """What is counted on this surface, the most telling first."""
    match surface:
        case "message":
            return list(_of_message(rendered))
        case "text":
            return [_characters(name, rendered[name], limits.SECTION_TEXT) for name in ("text", "plain")]
        case _:
            return list(_of_view(rendered))


def _of_message(message: Json) -> Iterator[Count]:
    blocks = message["blocks"]
    yield Count("blocks", len(blocks), limits.MESSAGE_BLOCKS)
    yield _characters("fallback text", message["text"], limits.MESSAGE_TEXT)
    yield from _longest_section(blocks)
    charts = sum(block["type"] == "data_visualization" for block in blocks)
    if charts:
        yield Count("charts", charts, limits.CHARTS)
    cells = [
        cell for block in blocks if block["type"] == "data_table" for row in block["rows"] for cell in row
    ]
    if cells:
        size = sum(units(cell.get("text", "")) for cell in cells)
        yield Count("characters in tables", size, limits.TABLE_CHARACTERS)


def _of_view(view: Json) -> Iterator[Count]:
    yield Count("blocks", len(view["blocks"]), limits.VIEW_BLOCKS)
    yield Count("bytes", len(json.dumps(view).encode()), limits.VIEW_BYTES)
    yield from _longest_section(view["blocks"])
    for part in ("title", "submit", "close"):
        if part in view:
            yield _characters(part, view[part]["text"], limits.VIEW_TITLE)
    if "private_metadata" in view:
        yield _characters("private metadata", view["private_metadata"], limits.PRIVATE_METADATA)


def _longest_section(blocks: list[Json]) -> Iterator[Count]:
    lengths = [
        units(block["text"]["text"]) for block in blocks if block["type"] == "section" and "text" in block
    ]
    if lengths:
        yield Count("longest section", max(lengths), limits.SECTION_TEXT)


def _characters(name: str, text: str, most: int) -> Count:
    return Count(name, units(text), most)


def units(text: str) -> int:
    """The length of `text` in UTF-16 units; an emoji has two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
