"""Rich text: sections, lists, quotes and preformatted text, and what stands inside them."""

from collections.abc import Mapping

from sandbox.block_kit.shapes import (
    ByType,
    Check,
    Shape,
    address,
    anything,
    boolean,
    integer,
    list_of,
    one_of,
    string,
)

_ID = string(255)
_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = Shape(dict.fromkeys(_STYLES, boolean))


def _part(*required: str, **fields: Check) -> Shape:
    return Shape({"type": anything, "style": _STYLE, **fields}, required=required)


_PARTS: Mapping[str, Check] = {
    "text": _part("text", text=string()),
    "channel": _part("channel_id", channel_id=_ID),
    "user": _part("user_id", user_id=_ID),
    "usergroup": _part("usergroup_id", usergroup_id=_ID),
    "team": _part("team_id", team_id=_ID),
    "emoji": _part("name", name=_ID, unicode=_ID, skin_tone=integer(1, 6)),
    "link": _part("url", url=address, text=string(), unsafe=boolean),
    "date": _part(
        "timestamp",
        "format",
        timestamp=integer(),
        format=string(),
        url=address,
        fallback=string(),
    ),
    "broadcast": _part("range", range=one_of("here", "channel", "everyone")),
    "color": _part("value", value=_ID),
}
_PARTS_LIST = list_of(ByType(_PARTS))
_PREFORMATTED_PARTS = list_of(ByType({"text": _PARTS["text"], "link": _PARTS["link"]}))

_SECTION = Shape({"type": anything, "elements": _PARTS_LIST}, required=("elements",))
_CONTAINERS: Mapping[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Shape(
        {"type": anything, "elements": _PARTS_LIST, "border": integer(0, 1)}, required=("elements",)
    ),
    "rich_text_preformatted": Shape(
        {"type": anything, "elements": _PREFORMATTED_PARTS, "border": integer(0, 1), "language": _ID},
        required=("elements",),
    ),
    "rich_text_list": Shape(
        {
            "type": anything,
            "elements": list_of(ByType({"rich_text_section": _SECTION}), 1),
            "style": one_of("bullet", "ordered"),
            "indent": integer(0, 8),
            "offset": integer(0),
            "border": integer(0, 1),
        },
        required=("elements", "style"),
    ),
}

RICH_TEXT_ELEMENTS = list_of(ByType(_CONTAINERS), 1)
RICH_TEXT = ByType(
    {
        "rich_text": Shape(
            {"type": anything, "block_id": _ID, "elements": RICH_TEXT_ELEMENTS}, required=("elements",)
        )
    }
)
"""A rich text block standing inside something else: a cell, a title, an input's first value."""
