"""A sandbox that runs by itself, for any app: an invented team, real time, and a page to act on."""

import asyncio
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from sandbox.delivery import SLACKS_PATIENCE
from sandbox.manifests import request_url
from sandbox.model import InstalledApp, Json
from sandbox.page.server import Page
from sandbox.page.world import World
from sandbox.server import SandboxServer
from sandbox.team import EVENTS, invite_team
from sandbox.workspace import Workspace

REMEMBERED = 2000  # entries of the journal: a sandbox may be left open for days


class RealClock:
    """The clock on the wall."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def serve(port: int, manifest: Json) -> None:
    """Run a sandbox until cancelled, and say how to reach it. `OSError` if the port cannot be listened on.

    `manifest` is that of the app which is installed.
    """
    workspace = Workspace(RealClock())
    workspace.journal.remembered = REMEMBERED
    channels = invite_team(workspace)
    app = workspace.install_app(manifest)
    workspace.join(channels[0].id, app.bot_user_id)
    page = Page()
    server = SandboxServer(workspace, port=port, patience=SLACKS_PATIENCE, beside=page.add_routes)
    if (url := request_url(app.manifest)) is not None:
        server.deliver_to(app, url)
    page.show(World(server))
    async with server:
        _say(_introduction(server, app))
        await asyncio.Event().wait()


def _introduction(server: SandboxServer, app: InstalledApp) -> Iterable[str]:
    """Where the page is, what an app needs in its environment, and who is in the workspace."""
    workspace = server.workspace
    yield f"A pretend Slack, workspace {workspace.name} ({workspace.team_id}), with {app.name} installed."
    yield f"The page, for this machine only: {workspace.base_url}/"
    yield ""
    yield "What the app needs in its environment:"
    yield ""
    yield f"SLACK_API_URL={server.api_url}"
    yield f"SLACK_BOT_TOKEN={app.bot_token}"
    yield f"SLACK_APP_TOKEN={app.app_token}"
    yield f"SLACK_SIGNING_SECRET={app.signing_secret}"
    yield ""
    if strange := sorted(app.events.difference(EVENTS)):
        yield f"It asks for events that never happen here: {', '.join(strange)}."
        yield ""
    for user in workspace.users.values():
        yield f"{user.id}  {user.real_name} ({user.tz})"
    for channel in workspace.channels.values():
        yield f"{channel.id}  #{channel.name}"
    yield ""
    yield "Ctrl-C ends it; nothing is kept."


def _say(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
