"""The layout blocks, and on which surfaces each may stand."""

from collections.abc import Mapping
from typing import Final

from sandbox.block_kit.data_blocks import data_block_shapes
from sandbox.block_kit.elements import (
    ACCESSORY,
    ACTION_ELEMENT,
    BUTTON,
    CONTEXT_ACTION,
    CONTEXT_ELEMENT,
    IDENTIFIER,
    IMAGE,
    INPUT_ELEMENT,
    MODAL_INPUT_ELEMENT,
    SLACK_FILE,
)
from sandbox.block_kit.inspection import Inspection, Surface
from sandbox.block_kit.rich_text import RICH_TEXT, RICH_TEXT_ELEMENTS
from sandbox.block_kit.shapes import (
    ByType,
    Check,
    Json,
    Shape,
    TextObject,
    address,
    anything,
    at_least_one_of,
    boolean,
    list_of,
    one_of,
    only_one_of,
    plain_text,
    string,
    web_address,
)

MAX_MARKDOWN_CHARACTERS = 12_000


def _block_id(value: object, pointer: str, found: Inspection) -> None:
    IDENTIFIER(value, pointer, found)
    if not isinstance(value, str):
        return
    if value in found.block_ids:
        found.report(pointer, f'block_id "{value[:100]}" already exists', type="unique")
    found.block_ids.add(value)


_BLOCK: Mapping[str, Check] = {"type": anything, "block_id": _block_id}


def _unique_action_ids(name: str) -> Check:
    """No two elements of one block may share an action_id."""

    def rule(block: object, pointer: str, found: Inspection) -> None:
        elements = block.get(name) if isinstance(block, dict) else None
        if not isinstance(elements, list) or len(elements) < 2:
            return
        seen: set[str] = set()
        for index, element in enumerate(elements):
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if not isinstance(action_id, str):
                continue
            if action_id in seen:
                found.report(
                    f"{pointer}/{name}/{index}/action_id",
                    f'action_id "{action_id[:100]}" already exists in this block',
                    type="unique",
                )
            seen.add(action_id)

    return rule


def _input_element(value: object, pointer: str, found: Inspection) -> None:
    """Files may be asked for in modals only."""
    (MODAL_INPUT_ELEMENT if found.surface == "modal" else INPUT_ELEMENT)(value, pointer, found)


def _count_input(block: Json, pointer: str, found: Inspection) -> None:
    found.inputs += 1


def _count_markdown(block: Json, pointer: str, found: Inspection) -> None:
    """12,000 characters for all markdown blocks of a message together."""
    text = block.get("text")
    found.markdown_characters += len(text) if isinstance(text, str) else 0
    if found.markdown_characters > MAX_MARKDOWN_CHARACTERS:
        found.too_long(f"{pointer}/text", MAX_MARKDOWN_CHARACTERS, found.markdown_characters)


def _divider_or_collapsible(block: Json, pointer: str, found: Inspection) -> None:
    if block.get("is_collapsible") is True and block.get("has_header_divider") is True:
        found.report(
            f"{pointer}/has_header_divider", "not allowed when is_collapsible is set", type="exclusive"
        )
    if block.get("default_collapsed") is True and block.get("is_collapsible") is not True:
        found.report(f"{pointer}/default_collapsed", "requires is_collapsible", type="requires")


_CARD = Shape(
    {
        **_BLOCK,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": TextObject(150),
        "subtitle": TextObject(150),
        "body": TextObject(200),
        "actions": list_of(BUTTON, 1, 25),
    },
    rules=(at_least_one_of("hero_image", "title", "actions", "body"), _unique_action_ids("actions")),
)
_TASK = Shape(
    {
        **_BLOCK,
        "task_id": IDENTIFIER,
        "title": string(3000),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": list_of(
            ByType({"url": Shape({"type": anything, "url": web_address, "text": string()}, ("url", "text"))})
        ),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    required=("task_id", "title", "status"),
)

_SHAPES: dict[str, Check] = {
    "section": Shape(
        {
            **_BLOCK,
            "text": TextObject(3000),
            "fields": list_of(TextObject(2000), 1, 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        rules=(at_least_one_of("text", "fields"),),
    ),
    "header": Shape({**_BLOCK, "text": plain_text(150)}, required=("text",)),
    "context": Shape({**_BLOCK, "elements": list_of(CONTEXT_ELEMENT, 1, 10)}, required=("elements",)),
    "actions": Shape(
        {**_BLOCK, "elements": list_of(ACTION_ELEMENT, 1, 25)},
        required=("elements",),
        rules=(_unique_action_ids("elements"),),
    ),
    "divider": Shape(_BLOCK),
    "image": Shape(
        {
            **_BLOCK,
            "image_url": web_address,
            "slack_file": SLACK_FILE,
            "alt_text": string(2000),
            "title": plain_text(2000),
        },
        required=("alt_text",),
        rules=(only_one_of("image_url", "slack_file", required=True),),
    ),
    "input": Shape(
        {
            **_BLOCK,
            "label": plain_text(2000),
            "hint": plain_text(2000),
            "element": _input_element,
            "optional": boolean,
            "dispatch_action": boolean,
        },
        required=("label", "element"),
        rules=(_count_input,),
    ),
    "rich_text": Shape({**_BLOCK, "elements": RICH_TEXT_ELEMENTS}, required=("elements",)),
    "video": Shape(
        {
            **_BLOCK,
            "title": plain_text(199),
            "title_url": web_address,
            "description": plain_text(200),
            "video_url": web_address,
            "thumbnail_url": web_address,
            "alt_text": string(2000),
            "author_name": string(49),
            "provider_name": string(49),
            "provider_icon_url": web_address,
        },
        required=("title", "video_url", "thumbnail_url", "alt_text"),
    ),
    "file": Shape(
        {**_BLOCK, "external_id": IDENTIFIER, "source": one_of("remote")}, required=("external_id", "source")
    ),
    "markdown": Shape({**_BLOCK, "text": string()}, required=("text",), rules=(_count_markdown,)),
    "context_actions": Shape(
        {**_BLOCK, "elements": list_of(CONTEXT_ACTION, 1, 5)},
        required=("elements",),
        rules=(_unique_action_ids("elements"),),
    ),
    "plan": Shape(
        {**_BLOCK, "title": string(3000), "tasks": list_of(ByType({"task_card": _TASK}))}, required=("title",)
    ),
    "task_card": _TASK,
    "alert": Shape(
        {
            **_BLOCK,
            "text": TextObject(200),
            "level": one_of("default", "info", "warning", "error", "success"),
        },
        required=("text",),
    ),
    "card": _CARD,
    "carousel": Shape(
        {**_BLOCK, "elements": list_of(ByType({"card": _CARD}), 1, 10)}, required=("elements",)
    ),
    "call": Shape(
        {**_BLOCK, "call_id": IDENTIFIER, "call": anything, "api_decoration_available": boolean},
        required=("call_id",),
    ),
    "auth_provider": Shape(
        {
            **_BLOCK,
            "value": string(150),
            "name": string(75),
            "description": string(150),
            "auth_url": address,
            "disconnect_url": address,
            "icon_url": address,
        }
    ),
    **data_block_shapes(_BLOCK),
}

_NESTED_KINDS = ("section", "header", "context", "actions", "divider", "image", "rich_text", "markdown")
_SHAPES["container"] = Shape(
    {
        **_BLOCK,
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": TextObject(150),
        "icon": IMAGE,
        "child_blocks": list_of(ByType({kind: _SHAPES[kind] for kind in _NESTED_KINDS}), 1, 10),
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    required=("child_blocks",),
    rules=(at_least_one_of("title", "rich_text_title"), _divider_or_collapsible),
)

_ANYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_NOT_EVERYWHERE: Mapping[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    "auth_provider": frozenset(),  # no documented surface takes it from an app
    "call": frozenset({"message"}),
    "carousel": frozenset({"message", "home"}),
    "container": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "data_table": frozenset({"message"}),
    "data_visualization": frozenset({"message"}),
    "file": frozenset({"message"}),
    "markdown": frozenset({"message"}),
    "plan": frozenset({"message"}),
    "table": frozenset({"message"}),
    "task_card": frozenset({"message"}),
}
BLOCKS: Final[Mapping[Surface, ByType]] = {
    surface: ByType(
        {kind: shape for kind, shape in _SHAPES.items() if surface in _NOT_EVERYWHERE.get(kind, _ANYWHERE)}
    )
    for surface in ("message", "modal", "home")
}
"""For each surface, the check of any block that may stand on it."""
