"""Every template, told hostile text wherever somebody may type: harmless, valid, and taken by Slack."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from bot.preview.case import Case, with_typed
from bot.preview.cases import CASES
from bot.preview.hostile import HOSTILE
from message_templates.renderer import Renderer
from sandbox.block_kit import check_blocks, check_view
from tests.support.slack_text import is_well_escaped, pings, text_objects
from tests.support.typed_text import typed_text

OWN_CASES = tuple(case for case in CASES if case.name not in HOSTILE)


def as_sent(rendered: dict[str, Any]) -> dict[str, Any]:
    """As it arrives: strict UTF-8 JSON, there and back."""
    arrived = json.loads(json.dumps(rendered, ensure_ascii=False, allow_nan=False).encode("utf-8"))
    assert isinstance(arrived, dict)
    return arrived


def mrkdwn_of(rendered: dict[str, Any]) -> list[str]:
    said = [found["text"] for found in text_objects(rendered) if found["type"] == "mrkdwn"]
    return [*said, rendered["text"]] if isinstance(rendered.get("text"), str) else said


def pinged_by(rendered: dict[str, Any]) -> set[str]:
    return {somebody for said in mrkdwn_of(rendered) for somebody in pings(said)}


def assert_harmless(case: Case, renderer: Renderer, text: str) -> None:
    rendered = as_sent(case.render(renderer, with_typed(case.context, text)))
    assert pinged_by(rendered) <= pinged_by(case.render(renderer))
    assert all(is_well_escaped(said) for said in mrkdwn_of(rendered))
    if case.surface == "message":
        assert check_blocks(rendered["blocks"], "message") == []
        assert len(rendered["text"]) <= 4_000
    elif case.surface in ("modal", "home"):
        assert check_view(rendered) == []


@pytest.mark.parametrize("case", OWN_CASES, ids=str)
def test_the_known_nuisances_do_no_harm(case: Case, renderer: Renderer) -> None:
    for text in HOSTILE.values():
        assert_harmless(case, renderer, text)


@pytest.mark.parametrize("case", OWN_CASES, ids=str)
def test_whatever_is_typed_does_no_harm(case: Case, renderer: Renderer) -> None:
    @settings(max_examples=8, deadline=None)  # times a hundred cases
    @given(text=typed_text)
    def whatever(text: str) -> None:
        assert_harmless(case, renderer, text)

    whatever()
