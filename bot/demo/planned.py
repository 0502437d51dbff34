"""What the bot means to send, in the words of whoever watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from community.deliveries.upcoming import Coming
from message_templates.renderer import Renderer
from sandbox.page.director import Planned, PlannedMessage
from sandbox.workspace import Workspace

LINES: Final = 40


class PlannedWords:
    """Puts plain words to what is planned. Keep the one you build."""

    def __init__(self, render: Renderer) -> None:
        self._kinds: Mapping[str, str] = render.words("KINDS")

    def planned(self, coming: Sequence[Coming], workspace: Workspace) -> Planned:
        """The first lines, and how many there are beyond them."""
        lines = [self._line(one, workspace) for one in coming[:LINES]]
        return Planned(lines, max(0, len(coming) - LINES))

    def _line(self, coming: Coming, workspace: Workspace) -> PlannedMessage:
        return PlannedMessage(
            due_at=coming.due_at,
            kind=coming.kind,
            label=self._kinds.get(coming.kind, coming.kind),
            to=to_whom(coming.recipients, workspace),
            state=coming.state,
            subject=coming.title,
        )


def to_whom(recipients: Sequence[str], workspace: Workspace) -> str:
    """`#math-plc`, `Ada Marsh`, or `Ada Marsh and 5 others`."""
    first, others = _name(recipients[0], workspace), len(recipients) - 1
    if not others:
        return first
    return f"{first} and {others} {'other' if others == 1 else 'others'}"


def _name(recipient: str, workspace: Workspace) -> str:
    if recipient in workspace.channels:
        return f"#{workspace.channels[recipient].name}"
    if recipient in workspace.users:
        return workspace.users[recipient].real_name
    return "somebody who is not here any more"
