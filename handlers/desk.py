"""What every listener works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.clock import Clock
from community.services import Services
from community.work import Caller
from handlers.answers import Say, View
from handlers.directory import Directory
from message_templates.renderer import Message, Renderer


@dataclass(frozen=True, slots=True)
class Desk:
    """The community's use cases, the wording, and who people are."""

    services: Services
    render: Renderer
    directory: Directory
    clock: Clock

    def message(self, template: str, **context: Any) -> Message:
        return self.render.message(template, **context)

    async def say_with_charts(
        self, caller: Caller, template: str, *, is_beside: bool = False, **context: Any
    ) -> Say:
        """A message of a template that takes `native`, with what this workspace's Slack can show."""
        plain = self.message(template, native=False, **context)
        if not await self.services.native_charts.has(caller.workspace_id):
            return Say(plain, is_beside=is_beside)
        native = self.message(template, native=True, **context)
        fallback = plain if native.has_native_charts else None
        return Say(native, without_charts=fallback, is_beside=is_beside)

    def form(self, template: str, ref_text: str, **context: Any) -> View:
        """A modal that comes back with `ref_text`."""
        return self.render.modal(template, private_metadata=ref_text, ref_text=ref_text, **context)
