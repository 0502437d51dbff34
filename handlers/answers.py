"""What a listener answers: *what* the person should see. The boundary knows where, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from message_templates.renderer import Message

View = dict[str, Any]  # a modal or a Home tab as the renderer makes it


@dataclass(frozen=True, slots=True)
class Nothing:
    """All is well and there is nothing to see: a form closes, a click is acknowledged."""


@dataclass(frozen=True, slots=True)
class Say:
    """A message only the person who asked sees.

    After a command it is the command's answer. After a click on a message of their own (direct or ephemeral)
    it takes that message's place; after a click in a channel it is a new one; after a click on Home the Home
    itself is shown anew. After a form it appears where the form was opened.

    `is_beside`: after a click it takes no message's place, for what was clicked is still of use; from Home it
    is a direct message.
    `without_charts` is the same in words, for a Slack that does not know the charts in `message`; None where
    there are none. `Desk.say_with_charts` makes both.
    """

    message: Message
    without_charts: Message | None = None
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """A form to open: on top of the one that is open, if the click was in one."""

    view: View
    removes_original: bool = False  # the ephemeral question that led here has been answered


@dataclass(frozen=True, slots=True)
class Refresh:
    """The open form once more: with what was typed kept, and something to be read first or more to fill in.

    After a click within a form it takes that form's place; Slack keeps what is in a field as long as its
    block id and action id stay.
    """

    view: View


@dataclass(frozen=True, slots=True)
class Problems:
    """What keeps the form open: a sentence for each field by name. Unknown names show at the first field."""

    by_field: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it was not done. What the person had before them stays: a message, a form and all typed in it."""

    sentence: str = ""
    code: str | None = None  # of an unexpected error: shown instead of a sentence, and found in the log


Answer = Nothing | Say | Open | Refresh | Problems | Refusal
