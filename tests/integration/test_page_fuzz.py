"""Whatever a script sends to the page, the answer is a refusal or an outcome, and never a failure."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random

import pytest

from sandbox.messages import Content
from sandbox.page.acts.table import ACTS
from tests.support.little_app import RICH, SCHEDULE, plain, section
from tests.support.pages import Json, PageStage, a_page

SEEDS = range(2)
ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\x00",
    "<!channel>",
    "\u202eabc",
    "😀" * 500,
    [],
    [[]],
    {},
    {"value": None},
    {"type": "rich_text", "elements": []},
    {"view_id": "V00000001"},
)
FIELDS = (
    "channel",
    "ts",
    "thread_ts",
    "text",
    "name",
    "command",
    "with",
    "app",
    "callback_id",
    "place",
    "view_id",
    "block_id",
    "action_id",
    "entered",
    "typed",
    "values",
    "when",
)


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


def a_menu(stage: PageStage) -> None:
    """The app asks something in the channel."""
    options = [{"text": plain(f"Option {n}"), "value": f"o{n}"} for n in range(3)]
    menu = {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"), "options": options}
    content = Content("Pick", [section("Pick", block_id="row", accessory=menu)])
    stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)


def known_values(stage: PageStage, view: Json, ts: str) -> dict[str, list[object]]:
    """What each field would hold in an act that makes sense."""
    blocks = [block["block_id"] for block in view["blocks"]]
    return {
        "channel": [stage.math.id, stage.leaders.id],
        "ts": [ts],
        "thread_ts": [ts],
        "text": ["Hello"],
        "name": ["tada"],
        "command": ["/whisper", "/many"],
        "with": [[stage.ben.id], [stage.app.bot_user_id]],
        "app": [stage.app.id],
        "callback_id": ["note", "keep"],
        "place": [{"view_id": view["id"]}, {"channel": stage.math.id, "ts": ts}],
        "view_id": [view["id"]],
        "block_id": [*blocks, "row"],
        "action_id": ["value", "pick", "city"],
        "entered": ["2026-12-03", "oslo", ["virtual"], "o1", 1_796_224_500, stage.ben.id],
        "typed": ["Os"],
        "values": [{block: {"value": "x"}} for block in blocks],
        "when": ["character", "enter"],
    }


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_act_makes_the_server_fail(stage: PageStage, seed: int) -> None:
    stage.hurry()  # the app knows nothing of most of this, and does not answer
    chance = Random(seed)
    for _ in range(120):
        if not await stage.modals(stage.ada):
            stage.workspace.views.open(stage.app, stage.ada.id, chance.choice([SCHEDULE, RICH]))
        if not stage.math.timeline:
            a_menu(stage)
        known = known_values(stage, (await stage.modals(stage.ada))[-1], stage.math.timeline[-1])
        body: Json = {"do": chance.choice(list(ACTS))}
        for name in FIELDS:
            if chance.random() < 0.85:
                body[name] = chance.choice(ODD if chance.random() < 0.15 else known[name])
        status, answer = await stage.post(f"people/{stage.ada.id}/acts", body)
        assert status < 500, (body, answer)
        for path in ("sidebar", "modals", f"conversations/{stage.math.id}", f"homes/{stage.app.id}"):
            status, answer = await stage.get(f"people/{stage.ada.id}/{path}")
            assert status in (200, 404), (body, path, answer)
        if stage.ada.id not in stage.math.members:
            await stage.act(stage.ada, "join", channel=stage.math.id)
