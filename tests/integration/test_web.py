"""The web process: Slack's requests, installing from a browser, health and metrics."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.health import Health
from bot.installations import InstalledWorkspaces, TokenVault
from bot.metrics import Metrics
from bot.oauth import OAuthFlow
from bot.slack_app import build_slack_app
from bot.slack_client import make_client
from bot.slack_requests import SignatureCheck
from bot.web import STATE_COOKIE, InstallationDesk, SlackDoor, add_installation, add_slack, operations_app
from community.clock import SystemClock
from handlers.boundary import ANYTHING
from sandbox.http_events import signature
from storage.engine import open_engine
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.slack_side import Slack, a_slack, listening

PUBLIC_URL = "https://convener.example.org"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Site:
    """A web process of a bot that serves many workspaces, and a browser without cookies."""

    slack: Slack
    address: str
    browser: aiohttp.ClientSession
    kept: InstalledWorkspaces
    store: Store
    metrics: Metrics
    heard: list[str]

    async def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with self.browser.post(f"{self.address}/slack/events", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str, **cookies: str) -> tuple[int, str]:
        crumbs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        async with self.browser.get(self.address + path, headers={"Cookie": crumbs}) as answer:
            return answer.status, await answer.text()


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Slack]:
    async with a_slack(PUBLIC_URL) as slack:
        yield slack


@pytest_asyncio.fixture
async def site(slack: Slack, store: Store, database_url: str) -> AsyncIterator[Site]:
    async with a_site(slack, store, database_url) as site:
        yield site


@asynccontextmanager
async def a_site(slack: Slack, store: Store, database_url: str) -> AsyncIterator[Site]:
    clock, metrics, heard = SystemClock(), Metrics(), list[str]()
    settings = slack.settings(
        SLACK_CLIENT_ID=slack.app.client_id,
        SLACK_CLIENT_SECRET=slack.app.client_secret,
        PUBLIC_URL=PUBLIC_URL,
    )
    kept = InstalledWorkspaces(store, TokenVault([Fernet.generate_key().decode()]), clock)
    app = build_slack_app(make_client(settings), kept, serves_one=False)

    async def hear(ack: AsyncAck, command: dict[str, str], context: AsyncBoltContext) -> None:
        heard.append(f"{context.team_id}: {command['text']}")
        await ack("Heard.")

    app.command(ANYTHING)(hear)
    application = operations_app(Health(store, database_url, lambda: None), metrics)
    add_slack(application, SlackDoor(app, SignatureCheck(slack.app.signing_secret, clock), metrics))
    flow = OAuthFlow(settings, make_client(settings), kept, store, clock)
    add_installation(application, InstallationDesk(flow, is_https=True))
    async with listening(application) as address, aiohttp.ClientSession() as browser:
        slack.server.deliver_to(slack.app, f"{address}/slack/events")
        yield Site(slack, address, browser, kept, store, metrics, heard)


# --- Slack's requests


async def test_slack_is_told_the_challenge_when_the_address_is_entered(site: Site) -> None:
    assert await site.slack.server.verify_request_url(site.slack.app)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": "v0=00"},
        {"X-Hub-Signature-256": "sha256=00"},
    ],
)
async def test_what_is_not_slacks_is_answered_401_whatever_its_body(
    site: Site, headers: dict[str, str]
) -> None:
    assert (await site.post(b"{ no json", JSON | headers))[0] == 401
    assert (await site.post(b"command=%2Fcop", FORM | headers))[0] == 401
    assert site.heard == []


async def test_a_signature_that_is_not_ascii_is_answered_401(site: Site) -> None:
    headers = signature(site.slack.app, b"x") | {"X-Slack-Signature": "v0=\u00e9"}
    assert (await site.post(b"x", FORM | headers))[0] == 401


async def test_signed_nonsense_is_answered_400(site: Site) -> None:
    assert (await site.post(b"{", JSON | signature(site.slack.app, b"{")))[0] == 400


async def test_slacks_look_at_the_certificate_is_answered(site: Site) -> None:
    assert await site.post(b"ssl_check=1&token=x", FORM) == (200, "")


async def test_a_workspace_without_installation_is_told_so(site: Site) -> None:
    body = urlencode({"command": "/cop", "text": "help", "team_id": "T0OTHER", "user_id": "U1"}).encode()
    status, answer = await site.post(body, FORM | signature(site.slack.app, body))
    assert status == 200
    assert "not installed in this workspace" in answer


async def test_a_database_that_is_away_makes_slack_try_again(
    slack: Slack, site: Site, tmp_path: object
) -> None:
    gone = Store(open_engine(f"sqlite:////nowhere/{id(tmp_path)}.db"))
    try:
        async with a_site(slack, gone, "sqlite:////nowhere/convener.db") as broken:
            event = {
                "type": "event_callback",
                "team_id": "T1",
                "event_id": "Ev1",
                "event": {"type": "user_change"},
            }
            body = json.dumps(event).encode()
            assert (await broken.post(body, JSON | signature(slack.app, body)))[0] == 500
    finally:
        await gone.close()


# --- installing from a browser


async def visit_slack(site: Site) -> tuple[dict[str, str], str]:
    """Begin an installation and agree to it: what Slack sends back, and the cookie left in the browser."""
    async with site.browser.get(f"{site.address}/slack/install", allow_redirects=False) as answer:
        consent, cookie = answer.headers["Location"], answer.cookies[STATE_COOKIE]
    assert cookie["secure"]
    assert cookie["httponly"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(consent).query).items()}
    allow = f"{site.slack.workspace.base_url}/oauth/v2/allow?{urlencode(query | {'user': site.slack.ada.id})}"
    async with site.browser.get(consent) as page, site.browser.get(allow, allow_redirects=False) as agreed:
        assert page.status == 200
        back = agreed.headers["Location"]
    assert back.startswith(f"{PUBLIC_URL}/slack/oauth_redirect?")
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}, cookie.value


async def come_back(site: Site, given: dict[str, str], cookie: str) -> tuple[int, str]:
    return await site.get(f"/slack/oauth_redirect?{urlencode(given)}", **{STATE_COOKIE: cookie})


async def test_who_agrees_on_slacks_page_has_installed_the_bot_and_it_answers(site: Site) -> None:
    given, cookie = await visit_slack(site)
    status, page = await come_back(site, given, cookie)
    assert (status, page.splitlines()[0]) == (200, "Convener is installed.")
    installation = await site.kept.find(site.slack.workspace.team_id)
    assert installation is not None
    assert installation.bot_user_id == site.slack.app.bot_user_id
    assert "chat:write" in installation.scopes
    await site.slack.ada.runs("/cop fix the payload parser", channel="math-plc")
    assert site.heard == [f"{site.slack.workspace.team_id}: fix the payload parser"]


async def test_a_visit_is_good_once(site: Site) -> None:
    given, cookie = await visit_slack(site)
    assert (await come_back(site, given, cookie))[0] == 200
    status, page = await come_back(site, given, cookie)
    assert status == 400
    assert "begin the installation again" in page


async def test_a_link_made_in_another_browser_installs_nothing(site: Site) -> None:
    given, _ = await visit_slack(site)
    assert (await come_back(site, given, "of-another-browser"))[0] == 400
    assert (await site.get(f"/slack/oauth_redirect?{urlencode(given)}"))[0] == 400
    assert await site.kept.find(site.slack.workspace.team_id) is None


async def test_a_code_slack_does_not_know_installs_nothing(site: Site) -> None:
    given, cookie = await visit_slack(site)
    status, page = await come_back(site, given | {"code": "invented"}, cookie)
    assert status == 400
    assert "invalid_code" in page


async def test_who_declines_on_slacks_page_is_told_that_nothing_happened(site: Site) -> None:
    status, page = await site.get("/slack/oauth_redirect?error=access_denied")
    assert (status, page.splitlines()[0]) == (400, "Convener was not installed.")


# --- health and metrics


async def test_a_healthy_process_is_live_and_ready(site: Site) -> None:
    assert (await site.get("/health"))[0] == 200
    status, findings = await site.get("/ready")
    assert (status, json.loads(findings)) == (200, {"database": "ok", "schema": "ok"})


async def test_without_its_database_a_process_is_live_but_not_ready(slack: Slack) -> None:
    nowhere = "sqlite:////nowhere/convener.db"
    gone = Store(open_engine(nowhere))
    application = operations_app(Health(gone, nowhere, lambda: False), Metrics())
    async with listening(application) as address, aiohttp.ClientSession() as browser:
        async with browser.get(f"{address}/health") as live, browser.get(f"{address}/ready") as ready:
            assert (live.status, ready.status) == (200, 503)
            assert await ready.json() == {
                "database": "unreachable",
                "schema": "unknown",
                "socket": "not connected",
            }
        async with browser.get(f"{address}/metrics") as metrics:
            assert metrics.status == 200
    await gone.close()


async def test_metrics_count_deliveries_by_state_lateness_and_answers(site: Site) -> None:
    now = SystemClock().now()
    async with site.store.transaction() as session:
        row = {"operation": "post", "subject": "convening:1", "recipient": "C1", "priority": 1, "kind": "k"}
        times = {"due_at": now, "expires_at": now, "next_attempt_at": now, "created_at": now}
        session.add(DeliveryRow(workspace_id="T1", key="a", state="sent", **row, **times))
        session.add(DeliveryRow(workspace_id="T1", key="b", state="failed", **row, **times))
    site.metrics.note_sent("convenings.reminder", 3.0)
    await site.post(b"ssl_check=1", FORM)
    _, exposition = await site.get("/metrics")
    assert 'convener_deliveries{state="sent"} 1.0' in exposition
    assert 'convener_deliveries{state="failed"} 1.0' in exposition
    assert 'convener_delivery_lateness_seconds_bucket{kind="convenings.reminder",le="5.0"} 1.0' in exposition
    assert 'convener_slack_request_seconds_count{status="200",transport="http"} 1.0' in exposition
