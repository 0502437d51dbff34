"""A running sandbox with two people, two channels and an app that may do everything, and a client for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from community.clock import MovableClock
from sandbox.delivery import Patience
from sandbox.model import Channel, InstalledApp, User
from sandbox.server import SandboxServer
from sandbox.team import everything_manifest
from sandbox.workspace import Workspace

MONDAY = datetime(2026, 9, 7, 15, tzinfo=UTC)
QUICK = Patience(deadline=0.3, retry_delays=(0.0, 0.01, 0.02))


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox in which Ada and the bot are in #math-plc, and Ada alone in the private #leaders."""

    server: SandboxServer
    clock: MovableClock
    app: InstalledApp
    ada: User
    ben: User
    math: Channel
    leaders: Channel

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client that never tries twice."""
        token = self.app.bot_token if token is None else token
        return AsyncWebClient(token=token, base_url=self.server.api_url, retry_handlers=[], timeout=5)

    def without_scopes(self, *scopes: str) -> None:
        self.app.scopes = self.app.scopes - set(scopes)


@asynccontextmanager
async def a_sandbox(
    patience: Patience = QUICK, manifest: dict[str, Any] | None = None
) -> AsyncIterator[Sandbox]:
    """A sandbox whose clock stands still until it is moved, without rate limits."""
    clock = MovableClock(MONDAY)
    workspace = Workspace(clock)
    ada = workspace.add_person("Ada Osei", tz="America/New_York")
    ben = workspace.add_person("Ben Whitehorse")
    app = workspace.install_app(manifest or everything_manifest())
    math = workspace.add_channel("math-plc", members=[ada.id, app.bot_user_id])
    leaders = workspace.add_channel("leaders", private=True, members=[ada.id])
    async with SandboxServer(workspace, patience=patience) as server:
        server.limits.enabled = False
        yield Sandbox(server, clock, app, ada, ben, math, leaders)


async def refusal(call: Awaitable[AsyncSlackResponse]) -> str:
    """The error code with which the sandbox refuses a call; fails if it does not."""
    return str((await refusal_in_full(call))["error"])


async def refusal_in_full(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """The whole answer with which the sandbox refuses a call; fails if it does not."""
    try:
        answer = await call
    except SlackApiError as error:
        data = error.response.data
        assert isinstance(data, dict), data
        return data
    raise AssertionError(f"The sandbox accepted the call: {answer.data!r}")


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def a_modal(**more: Any) -> dict[str, Any]:
    """A modal with one text field, `title`/`entry`."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "title",
                "label": {"type": "plain_text", "text": "Title"},
                "element": {"type": "plain_text_input", "action_id": "entry"},
            }
        ],
        **more,
    }


def a_home(text: str = "Hello") -> dict[str, Any]:
    return {"type": "home", "blocks": [section(text)]}
