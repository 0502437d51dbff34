"""Messages, modals and Home tabs as wholes."""

import json
from collections.abc import Collection, Mapping
from typing import Final

from sandbox.block_kit.blocks import BLOCKS
from sandbox.block_kit.inspection import Inspection, Problem, Surface
from sandbox.block_kit.shapes import Check, Json, Shape, anything, boolean, list_of, plain_text, string

MAX_BLOCKS: Final[Mapping[Surface, int]] = {"message": 50, "modal": 100, "home": 100}
MAX_VIEW_BYTES = 250_000
MAX_MESSAGE_TEXT = 40_000
MAX_MESSAGE_WITH_MARKDOWN = 13_200
"""Characters of JSON; undocumented, observed when a message holds markdown blocks."""

_BLOCK_LISTS: Final[Mapping[Surface, Check]] = {
    "message": list_of(BLOCKS["message"], 0, MAX_BLOCKS["message"]),
    "modal": list_of(BLOCKS["modal"], 1, MAX_BLOCKS["modal"]),
    "home": list_of(BLOCKS["home"], 1, MAX_BLOCKS["home"]),
}


def check_blocks(
    blocks: object,
    surface: Surface = "message",
    pointer: str = "/blocks",
    *,
    unknown: Collection[str] = (),
) -> list[Problem]:
    """The problems of a list of blocks; pointers begin with `pointer`.

    `unknown`: types of blocks that this workspace's Slack does not take (yet).
    """
    found = Inspection(surface, frozenset(unknown))
    _BLOCK_LISTS[surface](blocks, pointer, found)
    if found.markdown_characters:
        _check_message_size(blocks, pointer, found)
    return found.problems


def _check_message_size(blocks: object, pointer: str, found: Inspection) -> None:
    size = len(_json(blocks))
    if size > MAX_MESSAGE_WITH_MARKDOWN:
        found.report(pointer, "blocks are too long", code="msg_blocks_too_long", type="max_length", got=size)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


_VIEW: Mapping[str, Check] = {
    "type": anything,
    "blocks": anything,
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
    "private_metadata": string(3000, least=0),
}
_HOME_VIEW = Shape(_VIEW, required=("blocks",))
_MODAL_VIEW = Shape(
    {
        **_VIEW,
        "title": plain_text(24),
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    required=("title", "blocks"),
)


def check_view(view: object, pointer: str = "/view") -> list[Problem]:
    """The problems of a modal or a Home tab, as `views.open`, `update`, `push` and `publish` take it."""
    found = Inspection("modal")
    if not isinstance(view, dict):
        found.wrong_type(pointer, "an object")
    elif "type" not in view:
        found.missing(pointer, "type")
    elif view["type"] == "modal":
        _check_modal(view, pointer, found)
    elif view["type"] == "home":
        _check_home(view, pointer, found)
    else:
        found.unsupported(pointer, view["type"])
    return found.problems


def _check_modal(view: Json, pointer: str, found: Inspection) -> None:
    _MODAL_VIEW(view, pointer, found)
    _check_view_blocks(view, pointer, found)
    if found.inputs and "submit" not in view:
        found.missing(pointer, "submit")


def _check_home(view: Json, pointer: str, found: Inspection) -> None:
    found.surface = "home"
    _HOME_VIEW(view, pointer, found)
    _check_view_blocks(view, pointer, found)


def _check_view_blocks(view: Json, pointer: str, found: Inspection) -> None:
    if "blocks" in view:
        _BLOCK_LISTS[found.surface](view["blocks"], f"{pointer}/blocks", found)
    size = len(_json(view).encode("utf-8", "surrogatepass"))
    if size > MAX_VIEW_BYTES:
        found.report(
            pointer, "view is too large", code="view_too_large", type="max_bytes", expected=MAX_VIEW_BYTES
        )


_MESSAGE_FIELDS: Mapping[str, Check] = {
    "text": string(MAX_MESSAGE_TEXT, least=0),
    "attachments": list_of(anything, 0, 100),
}


def check_message(message: object, pointer: str = "") -> list[Problem]:
    """The problems of what a message shows: `text`, `blocks`, and the blocks in `attachments`.

    Other arguments of `chat.postMessage` (channel, metadata …) are not looked at.
    """
    found = Inspection("message")
    if not isinstance(message, dict):
        found.wrong_type(pointer, "an object")
        return found.problems
    for name, check in _MESSAGE_FIELDS.items():
        if name in message:
            check(message[name], f"{pointer}/{name}", found)
    if not any(message.get(name) for name in ("text", "blocks", "attachments")):
        found.missing(pointer, "text")
    if "blocks" in message:
        found.problems.extend(check_blocks(message["blocks"], "message", f"{pointer}/blocks"))
    found.problems.extend(_attachment_problems(message.get("attachments"), f"{pointer}/attachments"))
    return found.problems


def _attachment_problems(attachments: object, pointer: str) -> list[Problem]:
    problems: list[Problem] = []
    for index, attachment in enumerate(attachments if isinstance(attachments, list) else []):
        here = f"{pointer}/{index}"
        if not isinstance(attachment, dict):
            problems.append(Problem("wrong_type", "must provide an object", here))
        elif "blocks" in attachment:
            problems.extend(check_blocks(attachment["blocks"], "message", f"{here}/blocks"))
    return problems
