"""The three ways to run: everything at once, the web process, the worker. Each ends cleanly when told to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from aiohttp import web

from bot.database import require_current_schema
from bot.problems import CannotRun
from bot.settings import Settings
from bot.stopping import listen_for_stop
from bot.wiring import EVERYTHING, WEB, WORKER, Convener, Parts, build
from community.clock import SystemClock

WEB_PORT: Final = 3000
SHUTDOWN_S: Final = 5.0

log = structlog.get_logger(__name__)


async def run_everything(settings: Settings) -> None:
    """Socket Mode, clock and dispatcher; health and metrics too when PORT is set."""
    settings.require_socket_mode()
    await _run(settings, EVERYTHING)


async def run_web(settings: Settings) -> None:
    """Slack over HTTP, on PORT (or 3000)."""
    settings.require_http()
    await _run(settings, WEB)


async def run_worker(settings: Settings) -> None:
    """Clock and dispatcher; health and metrics too when PORT is set."""
    settings.require_worker()
    await _run(settings, WORKER)


async def _run(settings: Settings, parts: Parts) -> None:
    """Start, wait until told to stop, stop. Raises `CannotRun` for what can be known at the start."""
    told_to_stop = listen_for_stop()
    await require_current_schema(settings.database_url)
    convener = build(settings, clock=SystemClock())
    port = settings.port or (WEB_PORT if parts.serves_http else None)
    try:
        if not await _starts_before(told_to_stop, convener, parts):
            return
        async with _listening(convener.web_app(parts), settings.host, port):
            log.info("convener.started", socket=parts.hears_socket, http=port, jobs=parts.does_jobs)
            await told_to_stop.wait()
            log.info("convener.stopping")
    finally:
        await convener.stop()
        log.info("convener.stopped")


async def _starts_before(told_to_stop: asyncio.Event, convener: Convener, parts: Parts) -> bool:
    """False when the wish to stop comes while we are still starting (and waiting for Slack, perhaps)."""
    starting = asyncio.create_task(convener.start(parts))
    waiting = asyncio.create_task(told_to_stop.wait())
    done, _ = await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in {starting, waiting} - done:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if starting in done:
        await starting
    return starting in done


def _reason(error: OSError) -> str:
    """In a few words: asyncio wraps the reason of a failed bind in a sentence that says the address again."""
    return os.strerror(error.errno) if error.errno else str(error)


@asynccontextmanager
async def _listening(application: web.Application, host: str, port: int | None) -> AsyncIterator[None]:
    """Listen meanwhile; requests under way at the end are finished first. Without a port: nothing."""
    if port is None:
        yield
        return
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise CannotRun(
            f"{host}:{port} cannot be listened on ({_reason(error)}).",
            "Another program listens there, perhaps another Convener: stop it, or set another PORT.",
        ) from error
    try:
        yield
    finally:
        await runner.cleanup()
