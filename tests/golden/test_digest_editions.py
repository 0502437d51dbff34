"""An edition is read in the channel, between other things: it stays short however much there is to tell."""

from typing import Any

import pytest

from bot.preview.case import Case
from bot.preview.cases.digests import CASES
from bot.preview.hostile import HOSTILE
from message_templates.renderer import Renderer

# Not those in which every name and every word is as long as a form takes it.
EDITIONS = [
    case
    for case in CASES
    if case.template in ("digests/members", "digests/leaders") and case.name not in HOSTILE
]
WIDTH = 110  # characters in a line of Slack's on a usual screen
HEADER, BUTTONS, GAP = 2, 2, 0.4  # in lines of text; charts stand beside the text and are not counted
LINES = 80  # a screen shows about sixty; a usual week is twenty-five


def height(blocks: list[dict[str, Any]]) -> float:
    """About how many lines of text these blocks are high."""
    return sum(_height(block) + GAP for block in blocks)


def _height(block: dict[str, Any]) -> float:
    if block["type"] in ("header", "actions"):
        return HEADER if block["type"] == "header" else BUTTONS
    texts = [block.get("text", {}), *block.get("elements", ())]
    lines = [line for text in texts for line in text.get("text", "").split("\n")]
    return sum(-(-len(line) // WIDTH) for line in lines if line)


@pytest.mark.parametrize("case", EDITIONS, ids=str)
def test_an_edition_is_about_a_screen_at_most(case: Case, renderer: Renderer) -> None:
    assert height(case.render(renderer)["blocks"]) <= LINES


def test_the_fullest_week_leaves_the_rest_behind_a_button(renderer: Renderer) -> None:
    many = next(case for case in EDITIONS if str(case) == "digests/members.many")
    blocks = case_blocks(many, renderer)
    assert "More" in [element["text"]["text"] for element in blocks[-2]["elements"]]


def test_a_week_that_is_told_whole_has_no_such_button(renderer: Renderer) -> None:
    usual = next(case for case in EDITIONS if str(case) == "digests/members.usual")
    blocks = case_blocks(usual, renderer)
    assert "More" not in [element["text"]["text"] for element in blocks[-2]["elements"]]


def case_blocks(case: Case, renderer: Renderer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = case.render(renderer)["blocks"]
    return found
