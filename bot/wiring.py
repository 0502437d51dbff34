"""Everything concrete is built here and nowhere else: from settings to a bot that can be started."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.health import Health
from bot.installations import Installations, InstalledWorkspaces, OneWorkspace, TokenVault
from bot.metrics import Metrics
from bot.oauth import OAuthFlow
from bot.rate_limits import SlackLimits
from bot.settings import Settings
from bot.slack_app import build_slack_app
from bot.slack_client import close_connections, make_client, share_connections
from bot.slack_gateway import SlackWebGateway
from bot.slack_requests import SignatureCheck
from bot.socket_mode import SocketMode
from bot.web import InstallationDesk, SlackDoor, add_installation, add_slack, operations_app
from community.clock import Clock, SystemClock
from community.deliveries.housekeeping import Housekeeping
from community.deliveries.outbox import Outbox
from community.deliveries.outcomes import Outcome
from community.ids import DeliveryState
from community.services import Services, build_services
from handlers.boundary import Boundary
from handlers.registration import register_all
from jobs.catching_up import CatchingUp
from jobs.composers.communities import community_composers
from jobs.composers.convenings import convening_composers
from jobs.composers.digests import digest_composers
from jobs.composers.feedback import feedback_composers
from jobs.composers.home import home_composers
from jobs.composers.learnings import learning_composers
from jobs.composers.pdsa import pdsa_composers
from jobs.composers.problems import problem_composers
from jobs.composers.reports import report_composers
from jobs.composing import Composers
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Janitor
from jobs.lane import Observer
from jobs.planners import Planners
from jobs.rosters import Rosters
from jobs.schedule import Entry, Schedule, build_table
from message_templates.renderer import Renderer
from storage.engine import open_engine
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What of the bot a process runs."""

    hears_socket: bool  # Slack over Socket Mode
    serves_http: bool  # Slack over HTTP, and installation
    does_jobs: bool  # clock and dispatcher


EVERYTHING: Final = Parts(hears_socket=True, serves_http=False, does_jobs=True)
WEB: Final = Parts(hears_socket=False, serves_http=True, does_jobs=False)
WORKER: Final = Parts(hears_socket=False, serves_http=False, does_jobs=True)


@dataclass(slots=True)
class Convener:
    """A bot, built but at rest. `start` and `stop` it once each, inside one event loop."""

    settings: Settings
    clock: Clock
    metrics: Metrics
    store: Store
    services: Services
    render: Renderer
    installations: Installations
    slack: AsyncApp
    boundary: Boundary
    gateway: SlackWebGateway
    composers: Composers
    dispatcher: Dispatcher
    table: tuple[Entry, ...]  # what happens by the clock
    schedule: Schedule
    socket: SocketMode | None  # None without an app token
    _ending: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self, parts: Parts = EVERYTHING) -> None:
        """Begin with these parts. Raises `CannotRun`; `stop` is to be called then, too."""
        self._ending.push_async_callback(self.store.close)
        share_connections(self.slack.client)
        self._ending.push_async_callback(close_connections, self.slack.client)
        self._ending.push_async_callback(self.gateway.close)
        await self.installations.start()
        self._ending.push_async_callback(self.boundary.drain)
        if parts.hears_socket:
            await self._start_socket()
        if parts.does_jobs:
            self._start_jobs()

    async def stop(self) -> None:
        """End in the opposite order: nothing new is begun, what is under way is finished."""
        await self._ending.aclose()

    def web_app(self, parts: Parts) -> web.Application:
        """What this process listens with: health and metrics always, Slack where it serves HTTP."""
        application = operations_app(self._health(parts), self.metrics)
        if parts.serves_http:
            add_slack(application, self._slack_door())
            if isinstance(self.installations, InstalledWorkspaces):
                add_installation(application, self._installation_desk(self.installations))
        return application

    async def _start_socket(self) -> None:
        self.settings.require_socket_mode()
        if self.socket is not None:
            self._ending.push_async_callback(self.socket.stop)
            await self.socket.start()

    def _start_jobs(self) -> None:
        self._ending.push_async_callback(self.dispatcher.stop)
        self._ending.push_async_callback(self.schedule.stop)
        self.schedule.start()

    def _health(self, parts: Parts) -> Health:
        socket = self.socket if parts.hears_socket else None
        is_connected = (lambda: socket.is_connected) if socket is not None else (lambda: None)
        return Health(self.store, self.settings.database_url, is_connected)

    def _slack_door(self) -> SlackDoor:
        secret = self.settings.require("SLACK_SIGNING_SECRET").signing_secret
        # Slack stamps its requests with real time, whatever clock the community lives by.
        check = SignatureCheck(secret.get_secret_value() if secret else "", SystemClock())
        return SlackDoor(self.slack, check, self.metrics)

    def _installation_desk(self, kept: InstalledWorkspaces) -> InstallationDesk:
        flow = OAuthFlow(self.settings, make_client(self.settings), kept, self.store, self.clock)
        is_https = (self.settings.public_url or "").startswith("https://")
        return InstallationDesk(flow, is_https=is_https)


def build(settings: Settings, *, clock: Clock | None = None, store: Store | None = None) -> Convener:
    """A bot for these settings. Nothing is connected and nothing asked yet. Raises `SettingsError`.

    `clock`: the community's time; a movable one for tests and simulations. `store`: one that is open already.
    """
    clock = clock or SystemClock()
    store = store or Store(open_engine(settings.database_url))
    metrics, render, services = Metrics(), Renderer(), build_services(store, clock)
    installations = _installations(settings, store, clock)
    slack = build_slack_app(make_client(settings), installations, serves_one=settings.is_single_workspace)
    gateway = SlackWebGateway(make_client(settings), installations, SlackLimits(clock))
    composers = _composers(services, render, gateway)
    dispatcher = Dispatcher(
        Outbox(store, clock),
        gateway,
        composers,
        clock,
        observe=_observer(metrics),
        charts_refused=services.native_charts.refused,
    )
    table = build_table(
        dispatcher=dispatcher,
        planners=Planners(services),
        rosters=Rosters(services, gateway, clock),
        catching_up=CatchingUp(services, gateway, clock),
        janitor=Janitor(Housekeeping(store, clock)),
    )
    return Convener(
        settings=settings,
        clock=clock,
        metrics=metrics,
        store=store,
        services=services,
        render=render,
        installations=installations,
        slack=slack,
        boundary=register_all(slack, services, render, clock=clock, kept_installations=installations),
        gateway=gateway,
        composers=composers,
        dispatcher=dispatcher,
        table=table,
        schedule=Schedule(table, clock),
        socket=_socket(settings, slack, clock, metrics),
    )


def _installations(settings: Settings, store: Store, clock: Clock) -> Installations:
    settings.require_worker()
    if settings.bot_token is not None:
        return OneWorkspace(make_client(settings, settings.bot_token.get_secret_value()), store, clock)
    return InstalledWorkspaces(store, TokenVault(settings.fernet_keys), clock)


def _socket(settings: Settings, slack: AsyncApp, clock: Clock, metrics: Metrics) -> SocketMode | None:
    if settings.app_token is None:
        return None
    return SocketMode(slack, settings.app_token.get_secret_value(), clock, metrics)


def _composers(services: Services, render: Renderer, gateway: SlackWebGateway) -> Composers:
    return {
        **community_composers(services, render),
        **convening_composers(services, render),
        **feedback_composers(services, render),
        **digest_composers(services, render, gateway),
        **pdsa_composers(services, render),
        **problem_composers(services, render, gateway),
        **report_composers(services, render),
        **learning_composers(services, render, gateway),
        **home_composers(services, render),
    }


def _observer(metrics: Metrics) -> Observer:
    def observe(outcome: Outcome, at: datetime) -> None:
        if outcome.state is DeliveryState.SENT:
            late = at - outcome.delivery.due_at
            metrics.note_sent(outcome.delivery.kind, late.total_seconds())

    return observe
