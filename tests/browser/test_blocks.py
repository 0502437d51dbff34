"""Blocks in a browser: what is read there, what is clicked, what is sent."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser

from community.clock import MovableClock
from sandbox.model import Json, User
from sandbox.reading import Reader
from sandbox.workspace import Workspace
from tests.browser.blocks_bench import Bench, a_bench

GOLDEN = Path(__file__).parent.parent / "golden"
FOLDERS = sorted(folder.name for folder in GOLDEN.iterdir() if any(folder.glob("*.json")))
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
_IDS = re.compile(r"\b([UC][0-9][0-9A-Z]{3,})\b")


@pytest.fixture
def workspace() -> Workspace:
    """A workspace with everybody and everything the golden files speak of, except for the channels nobody knows."""
    workspace = Workspace(MovableClock(NOW))
    for found in sorted(_ids()):
        if found.startswith("U"):
            workspace.add_person(f"Person {found[1:].title()}", user_id=found)
        elif found != "C01MATHPLC":
            workspace.add_channel(f"channel-{found.lower()}", channel_id=found)
    return workspace


def _ids() -> set[str]:
    return {
        found for file in GOLDEN.rglob("*.json") for found in _IDS.findall(file.read_text(encoding="utf-8"))
    }


@pytest.fixture
def ada(workspace: Workspace) -> User:
    return workspace.add_person("Ada Osei", tz="America/New_York", title="Instructional coach")


@pytest.fixture
async def bench(browser: Browser, workspace: Workspace, ada: User) -> AsyncIterator[Bench]:
    async with a_bench(browser, workspace, ada) as bench:
        yield bench


# --- every golden payload


def _payloads(folder: str) -> dict[str, Json]:
    files = sorted((GOLDEN / folder).glob("*.json"))
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


def _plain(words: str) -> list[str]:
    """Words without what only says how lines are set: quote marks at their beginning, white space."""
    said = re.sub(r"(?m)^\s*(?:> ?)+", "", words)
    return re.sub(r"\b(\d+)\.0\b", r"\1", said).split()


@pytest.mark.parametrize("folder", FOLDERS)
async def test_what_the_bot_sends_is_shown_word_for_word(
    folder: str, bench: Bench, workspace: Workspace, ada: User
) -> None:
    reader, payloads = Reader(workspace, ada), _payloads(folder)
    shown = await bench.ask("readAll", payloads)
    for name, payload in payloads.items():
        blocks = payload.get("blocks")
        expected = _plain(reader.blocks(blocks) if blocks else reader.mrkdwn(payload["text"]))
        assert expected, name
        assert shown[name]["faults"] == [], name
        assert _plain(shown[name]["words"]) == expected, name
