"""Every message and view, in each of its cases, as Slack would get it."""

from pathlib import Path
from typing import Any

import pytest

from bot.preview.case import Case, as_file
from bot.preview.cases import CASES
from community.ids import DeliveryKind
from message_templates.ids import ActionId, FormId
from message_templates.renderer import Renderer
from sandbox.block_kit import check_blocks, check_view
from tests.support.slack_text import is_well_escaped, text_objects

GOLDEN = Path(__file__).parent


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_template_gives_what_its_golden_file_holds(
    case: Case, renderer: Renderer, *, rewrites: bool
) -> None:
    given, file = as_file(case.render(renderer)), case.golden_in(GOLDEN)
    if rewrites:
        file.parent.mkdir(exist_ok=True)
        file.write_text(given, encoding="utf-8")
    assert file.exists(), "a new case: `make goldens`, then read what was written"
    assert given == file.read_text(encoding="utf-8"), "`make goldens`, then read the diff"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_slack_takes_it(case: Case, renderer: Renderer) -> None:
    rendered = case.render(renderer)
    if case.surface == "message":
        assert check_blocks(rendered["blocks"], "message") == []
        assert is_well_escaped(rendered["text"])
    elif case.surface in ("modal", "home"):
        assert check_view(rendered) == []
    else:
        assert is_well_escaped(rendered["text"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_whole_tokens_and_escapes_use_slacks_markup(case: Case, renderer: Renderer) -> None:
    for found in text_objects(case.render(renderer)):
        if found["type"] == "mrkdwn":
            assert is_well_escaped(found["text"]), found["text"]


def test_every_template_has_a_case(renderer: Renderer) -> None:
    assert set(renderer.names()) == {case.template for case in CASES}


def test_every_golden_file_has_its_case() -> None:
    cases = {case.golden_in(GOLDEN) for case in CASES}
    assert len(cases) == len(CASES)
    assert set(GOLDEN.rglob("*.json")) <= cases


def test_every_modal_is_a_form_the_handlers_know(renderer: Renderer) -> None:
    for case in CASES:
        if case.surface == "modal":
            assert case.render(renderer)["callback_id"] in set(FormId)


def action_ids(value: Any) -> set[str]:
    """The action ids anywhere within a message or view."""
    if isinstance(value, list):
        return {found for part in value for found in action_ids(part)}
    if isinstance(value, dict):
        own = {value["action_id"]} if "action_id" in value else set()
        return own | {found for part in value.values() for found in action_ids(part)}
    return set()


def test_what_can_be_clicked_is_what_the_handlers_know(renderer: Renderer) -> None:
    offered = {found for case in CASES for found in action_ids(case.render(renderer))}
    assert offered - {"value"} == set(ActionId)


@pytest.mark.parametrize("count", range(1, 9))
def test_the_home_of_somebody_in_many_communities_is_not_too_long(renderer: Renderer, count: int) -> None:
    case = next(case for case in CASES if str(case) == "home/home.many")
    crowded = case.context["communities"][:1] * count
    assert check_view(case.render(renderer, {"communities": crowded})) == []


def test_every_kind_of_message_has_its_words(renderer: Renderer) -> None:
    module = renderer._environment.get_template("_macros.j2").module
    assert set(vars(module)["KINDS"]) == {str(kind) for kind in DeliveryKind}
