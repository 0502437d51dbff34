"""What people on a stage do at their clients, whoever they are and whatever the script says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from sandbox.people import Outcome, Person
from sandbox.screens import NotOnScreen, ShownMessage

TRIES: Final = 4  # so often something is tried before it is given up
_BREATH_S: Final = 0.3  # real seconds in between: a lost connection takes as long to come back
_ACCEPT: Final = "accept"  # the tick under a form that asks whether something odd is meant

Attempt = Callable[[], Awaitable[Outcome]]


async def patiently(person: Person, attempt: Attempt) -> Outcome:
    """As people do: when Slack shows trouble (the machine is slow, a connection came back), press again.

    Unless something else is in front of them meanwhile, a form that came or went, or another message: then
    it was done, only late. `Outcome.trouble` is what is left of it, `modal` what is in front of them then.
    """
    before = _in_front_of(person)
    outcome = await attempt()
    for tries_left in reversed(range(TRIES)):
        if outcome.trouble is None:
            break
        await asyncio.sleep(_BREATH_S)
        if _in_front_of(person) != before:
            return replace(outcome, trouble=None, modal=person.modal)
        if tries_left:
            outcome = await attempt()
    return outcome


async def accept_warnings(person: Person) -> bool:
    """Tick what the form in front only asks about; whether it asks, and so is to be sent again."""
    modal = person.modal
    if modal is None or not any(field.is_called(_ACCEPT) for field in modal.fields):
        return False
    option = modal.field(_ACCEPT).element["options"][0]
    await person.fills({_ACCEPT: [option["text"]["text"]]})
    return True


def beside(shown: ShownMessage, words: str) -> ShownMessage:
    """The message with only what can be clicked right beside these words. Raises `NotOnScreen`."""
    ids = {block.get("block_id") for block in shown.blocks if words in str(block.get("text"))}
    controls = tuple(control for control in shown.controls if control.block_id in ids)
    if not controls:
        raise NotOnScreen(f"nothing to click beside {words!r}")
    first = controls[0].block_id
    return replace(shown, controls=tuple(control for control in controls if control.block_id == first))


def _in_front_of(person: Person) -> tuple[str | None, str | None]:
    """The form in front and the newest message, by their ids; a form is in front of everything."""
    modal, newest = person.modal, next(person.screen.newest_first(), None)
    return (modal.id if modal else None, newest.ts if newest else None)
