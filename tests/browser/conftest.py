"""A real Chromium for the tests of the page. Where there is none they are skipped, and the run says so."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
)
PATIENCE_MS = 30_000  # how long what is expected may take: the machine may be busy with other things
_LOST_NETWORK = ("Failed to load resource", "WebSocket connection to")
_LISTENING = re.compile(r"DevTools listening on (ws://\S+)")


class PageOf(Protocol):
    """Opens a window of its own: other storage than every other, so that two windows are two people."""

    async def __call__(self, url: str, **options: Any) -> Page:
        """A page at an address. `options` are those of Playwright's `Browser.new_context`."""
        ...


def find_chromium() -> str | None:
    """Where Chromium is on this machine, `None` if it is not."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Chromium for all tests of this process; each test connects to it anew."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    profile = tmp_path_factory.mktemp("chromium")
    command = [path, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
    log = profile / "said"
    with log.open("w") as said, subprocess.Popen(command, stderr=said, stdout=said) as process:  # noqa: S603 # a browser found by name
        try:
            yield _address(process, log)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address it says it listens on; it says so within a second or two."""
    for _ in range(300):
        if found := _LISTENING.search(log.read_text(errors="replace")):
            return found[1]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"Chromium did not start: {log.read_text(errors='replace')[-500:]}")


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Chromium, for one test."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        yield browser
        await browser.close()


@pytest.fixture
async def page_of(browser: Browser) -> AsyncIterator[PageOf]:
    """Opens windows. A test fails if one of them met an error nobody caught, or logged one."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def open_page(url: str, **options: Any) -> Page:
        context = await browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", _collector(errors))
        await page.goto(url)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert errors == []


def _collector(errors: list[str]) -> Callable[[ConsoleMessage], None]:
    """Collects errors of scripts; that an address answered 4xx, or not at all, is the test's business."""

    def collect(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_LOST_NETWORK):
            errors.append(message.text)

    return collect
