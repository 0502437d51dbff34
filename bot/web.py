"""The web process: Slack over HTTP, installation, health and metrics. It keeps no state."""

from __future__ import annotations

import time
from typing import Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp

from bot.health import Health
from bot.metrics import Metrics
from bot.oauth import InstallationFailed, OAuthFlow
from bot.problems import CannotRun
from bot.slack_requests import (
    NotFromSlack,
    SignatureCheck,
    UnreadableRequest,
    bolt_request,
    is_ssl_check,
    read_payload,
)

LARGEST_REQUEST: Final = 4 * 1024 * 1024  # a view may hold 250 KB, and forms are escaped on the way
STATE_COOKIE: Final = "convener_installation"

log = structlog.get_logger(__name__)


class SlackDoor:
    """POST /slack/events: everything Slack sends over HTTP."""

    def __init__(self, app: AsyncApp, check: SignatureCheck, metrics: Metrics) -> None:
        self._app = app
        self._check = check
        self._metrics = metrics

    async def take(self, request: web.Request) -> web.Response:
        started = time.perf_counter()
        response = await self._answer(request)
        self._metrics.note_answer("http", response.status, time.perf_counter() - started)
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if is_ssl_check(body):
            return web.Response()
        try:
            self._check.check(body, request.headers)
            payload = read_payload(body, request.content_type)
        except NotFromSlack as error:
            log.info("request.not_from_slack", reason=str(error))
            return web.json_response({"error": "invalid request"}, status=401)
        except UnreadableRequest:
            return web.json_response({"error": "unreadable request"}, status=400)
        return await to_aiohttp_response(
            await self._app.async_dispatch(bolt_request(payload, request.headers))
        )


class InstallationDesk:
    """GET /slack/install and /slack/oauth_redirect."""

    def __init__(self, flow: OAuthFlow, *, is_https: bool) -> None:
        self._flow = flow
        self._is_https = is_https

    async def begin(self, _: web.Request) -> web.Response:
        url, state = await self._flow.begin()
        response = web.Response(status=302, headers={"Location": url})
        response.set_cookie(
            STATE_COOKIE, state, max_age=600, httponly=True, secure=self._is_https, samesite="Lax"
        )
        return response

    async def finish(self, request: web.Request) -> web.Response:
        if "error" in request.query:
            return _page(
                "Convener was not installed.", "You can close this page, or begin again.", status=400
            )
        code, state = request.query.get("code", ""), request.query.get("state", "")
        try:
            installed = await self._flow.finish(code, state, request.cookies.get(STATE_COOKIE, ""))
        except (InstallationFailed, CannotRun) as error:
            return _page("Convener was not installed.", str(error), status=400)
        response = _page("Convener is installed.", f"In {installed.name}, type /cop setup in a channel.")
        response.del_cookie(STATE_COOKIE)
        return response


class OperationsDesk:
    """GET /health (the process lives), /ready (it can do its work) and /metrics."""

    def __init__(self, health: Health, metrics: Metrics) -> None:
        self._health = health
        self._metrics = metrics

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        findings = await self._health.look()
        is_ready = all(finding == "ok" for finding in findings.values())
        return web.json_response(findings, status=200 if is_ready else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        await self._health.count_deliveries(self._metrics)
        return web.Response(body=self._metrics.exposition(), content_type="text/plain", charset="utf-8")


def operations_app(health: Health, metrics: Metrics) -> web.Application:
    """Health and metrics only: what a worker listens with."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    operations = OperationsDesk(health, metrics)
    app.router.add_get("/health", operations.health)
    app.router.add_get("/ready", operations.ready)
    app.router.add_get("/metrics", operations.metrics)
    return app


def add_slack(app: web.Application, door: SlackDoor) -> None:
    app.router.add_post("/slack/events", door.take)


def add_installation(app: web.Application, desk: InstallationDesk) -> None:
    app.router.add_get("/slack/install", desk.begin)
    app.router.add_get("/slack/oauth_redirect", desk.finish)


def _page(title: str, sentence: str, *, status: int = 200) -> web.Response:
    return web.Response(text=f"{title}\n\n{sentence}\n", status=status)
