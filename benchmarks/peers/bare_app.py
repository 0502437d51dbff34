"""The peer of the acks: a Bolt app as its documentation begins, which acknowledges and does nothing else.

It has the same three listeners as are measured, keeps nothing, and answers nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import re

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.peers.living import say, until_told_to_end

PATH = "/slack/events"
ANYTHING = re.compile("")


def build(token: str, signing_secret: str, api_url: str) -> AsyncApp:
    client = AsyncWebClient(token=token, base_url=api_url)
    app = AsyncApp(signing_secret=signing_secret, client=client)
    app.command("/cop")(_only_ack)
    app.action(ANYTHING)(_only_ack)
    app.view(ANYTHING)(_only_ack)
    return app


async def _only_ack(ack: AsyncAck) -> None:
    await ack()


async def serve(app: AsyncApp, port: int) -> None:
    runner = web.AppRunner(app.server(port=port, path=PATH).web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    say(port=port)
    await until_told_to_end()
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--token", "--secret", "--api"):
        parser.add_argument(name, required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    asyncio.run(serve(build(given.token, given.secret, given.api), given.port))


if __name__ == "__main__":
    main()
