"""The sandbox without rate limits, in a process of its own, with a whole district of people in it."""

from __future__ import annotations

import argparse
import asyncio

from benchmarks.peers.living import say, until_told_to_end
from bot.manifest import build_manifest
from sandbox.alone import RealClock
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace


async def serve(people: int, channels: int) -> None:
    workspace = Workspace(RealClock())
    app = workspace.install_app(build_manifest())
    members = [workspace.add_person(f"Person {number}").id for number in range(people)]
    homes = [
        workspace.add_channel(f"plc-{number}", members=[app.bot_user_id]).id for number in range(channels)
    ]
    server = SandboxServer(workspace)
    server.limits.enabled = False
    async with server:
        say(
            api_url=server.api_url,
            token=app.bot_token,
            bot_id=app.bot_user_id,
            people=members,
            channels=homes,
        )
        await until_told_to_end()
        # Each message counts once for every person's screen it is on: that of a direct message's one person.
        posted = sum(len(channel.messages) for channel in workspace.channels.values() if channel.is_direct)
        say(posted=posted, refused=len(workspace.rejected_calls))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--channels", type=int, required=True)
    given = parser.parse_args()
    asyncio.run(serve(given.people, given.channels))


if __name__ == "__main__":
    main()
