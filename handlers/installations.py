"""The bot is removed from a workspace, or its tokens are revoked."""

from __future__ import annotations

from typing import Protocol

from community.ids import WorkspaceId
from handlers.boundary import Boundary
from handlers.payloads import Event


class Installations(Protocol):
    """Who keeps the tokens."""

    async def forget(self, workspace_id: WorkspaceId) -> None:
        """The bot may not speak there any more. Doing it twice is harmless."""
        ...


def register(boundary: Boundary, installations: Installations) -> None:
    listeners = InstallationListeners(installations)
    boundary.on_event("app_uninstalled", listeners.uninstalled)
    boundary.on_event("tokens_revoked", listeners.tokens_revoked)


class InstallationListeners:
    """Slack sends both events in any order, with tokens that are dead already."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def uninstalled(self, event: Event) -> None:
        await self._installations.forget(event.caller.workspace_id)

    async def tokens_revoked(self, event: Event) -> None:
        """Tokens of single users may go without the bot's: only the bot's own matter."""
        if event.about.get("tokens", {}).get("bot"):
            await self._installations.forget(event.caller.workspace_id)
