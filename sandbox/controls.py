"""Buttons, menus and pickers as a person finds them: by the words on or beside them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.model import Json
from sandbox.reading import Reader


@dataclass(frozen=True, slots=True)
class Control:
    """Something to click or choose from. `label` is what is written on it, `nearby` what stands beside it.

    `kind` is the element's type; a feedback pair is two controls that share an `action_id`.
    """

    kind: str
    label: str
    nearby: str
    block_id: str
    action_id: str
    element: Json
    options: tuple[Json, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether a person (or a test that knows the ids) would mean this control by `name`."""
        wanted = name.casefold().strip()
        return wanted in (self.label.casefold(), self.action_id.casefold(), self.block_id.casefold()) or (
            bool(self.nearby) and wanted == self.nearby.casefold()
        )

    @property
    def is_button(self) -> bool:
        return self.kind in ("button", "workflow_button", "icon_button", "feedback_buttons")

    def described(self) -> str:
        """How an error message lists it."""
        return f"[{self.label}]" if self.is_button else f"{self.kind} “{self.label or self.nearby}”"


def controls_in(blocks: Iterable[Json], reader: Reader) -> list[Control]:
    """Everything in these blocks that acts at once; the fields of a form are not among them."""
    return [control for block in blocks for control in _of_block(block, reader)]


def elements_in(block: Json) -> Iterator[tuple[Json, Json]]:
    """Pairs of a block and an element in it that may be clicked or filled, however deep it stands."""
    for place in ("accessory", "element"):
        if isinstance(block.get(place), dict):
            yield block, block[place]
    if block.get("type") in ("actions", "context_actions"):
        yield from ((block, element) for element in block.get("elements", ()))
    if block.get("type") == "card":
        yield from ((block, button) for button in block.get("actions", ()))
    nested = block.get("child_blocks", ()) if block.get("type") == "container" else ()
    nested = block.get("elements", ()) if block.get("type") == "carousel" else nested
    for child in nested:
        yield from elements_in(child)


def all_options(element: Json) -> tuple[Json, ...]:
    """The options of a menu, whether or not they stand in groups."""
    groups = element.get("option_groups", ())
    return (*element.get("options", ()), *(option for group in groups for option in group["options"]))


def _of_block(block: Json, reader: Reader) -> Iterator[Control]:
    for owner, element in elements_in(block):
        if element["type"] == "image" or (owner.get("type") == "input" and not owner.get("dispatch_action")):
            continue
        yield from _of_element(owner, element, reader)


def _of_element(block: Json, element: Json, reader: Reader) -> Iterator[Control]:
    nearby = reader.text_object(block.get("text") or block.get("label"))
    faces: list[object] = [element.get("text") or element.get("placeholder")]
    if element["type"] == "feedback_buttons":
        faces = [element["positive_button"]["text"], element["negative_button"]["text"]]
    for face in faces:
        yield Control(
            kind=element["type"],
            label=reader.text_object(face),
            nearby=nearby,
            block_id=str(block.get("block_id", "")),
            action_id=str(element.get("action_id", "")),
            element=element,
            options=all_options(element),
        )
