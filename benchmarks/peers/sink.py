"""Slack's side of the acks: says yes to every call and every reply, as cheaply as it can.

It stands for Slack's machines, whose work is not ours; so it checks nothing and keeps only a count.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from aiohttp import web

from benchmarks.peers.living import say, until_told_to_end

# What `auth.test`, `chat.update` and a response_url are answered, all at once.
YES = json.dumps(
    {
        "ok": True,
        "url": "https://bench.slack.example/",
        "team": "Bench",
        "team_id": "T0BENCH",
        "user": "convener",
        "user_id": "UBOT",
        "bot_id": "B0BENCH",
        "channel": "D0BENCH",
        "ts": "1.000000",
    }
).encode()


class Sink:
    def __init__(self) -> None:
        self._replies = 0

    async def take(self, request: web.BaseRequest) -> web.Response:
        """GET tells how many replies have come so far; anything else is one."""
        await request.read()
        if request.method == "GET":
            return web.json_response({"replies": self._replies})
        self._replies += 1
        return web.Response(
            body=YES, content_type="application/json", headers={"x-oauth-scopes": "chat:write,commands"}
        )


async def serve(port: int) -> None:
    runner = web.ServerRunner(web.Server(Sink().take, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    say(port=port)
    await until_told_to_end()
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
