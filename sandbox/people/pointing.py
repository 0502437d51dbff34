"""One control among many, by its ids; and what an app is told when it is clicked."""

from collections.abc import Iterable
from typing import Literal

from sandbox.controls import Control, all_options, elements_in
from sandbox.forms import CannotEnter
from sandbox.model import Json
from sandbox.reading import Reader
from sandbox.screens import NotOnScreen

Typing = Literal["character", "enter"]
_TYPED_KINDS = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input")
_TRIGGERS = {"character": "on_character_entered", "enter": "on_enter_pressed"}


def control_at(blocks: Iterable[Json], block_id: str, action_id: str, reader: Reader) -> Control:
    """What stands in these blocks under these ids, fields of forms too; `NotOnScreen` if nothing does."""
    for block in blocks:
        for owner, element in elements_in(block):
            ids = (str(owner.get("block_id", "")), str(element.get("action_id", "")))
            if ids == (block_id, action_id) and element["type"] != "image":
                return _control(owner, element, reader)
    raise NotOnScreen("What you meant to click is not there any more.")


def _control(block: Json, element: Json, reader: Reader) -> Control:
    return Control(
        kind=str(element["type"]),
        label=reader.text_object(element.get("text") or element.get("placeholder")),
        nearby=reader.text_object(block.get("text") or block.get("label")),
        block_id=str(block.get("block_id", "")),
        action_id=str(element.get("action_id", "")),
        element=element,
        options=all_options(element),
    )


def face_details(face: Json) -> Json:
    """What an action says of a button clicked: of a pair, `face` is the one of the two."""
    return {name: face[name] for name in ("text", "value", "style", "url") if name in face}


def entry_details(control: Control, entry: str) -> Json:
    """What an action says of an overflow menu's entry, meant by its value or text."""
    for option in control.options:
        if entry in (option["text"]["text"], option["value"]):
            return {"selected_option": option}
    raise CannotEnter(f"The menu has no entry {entry!r}")


def wants_to_hear(blocks: Iterable[Json], control: Control, typing: Typing | None) -> bool:
    """Whether the app is told at once of what is entered here.

    In fields one types into it hears of each character, or of Enter, as it asked; elsewhere of each choice.
    """
    owners = (owner for block in blocks for owner, _ in elements_in(block))
    owner = next(one for one in owners if str(one.get("block_id", "")) == control.block_id)
    if owner.get("type") != "input":
        return True
    if not owner.get("dispatch_action"):
        return False
    if control.kind not in _TYPED_KINDS:
        return True
    wanted = control.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return typing is not None and _TRIGGERS[typing] in wanted
