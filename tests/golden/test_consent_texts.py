"""Whoever agrees to share a learning is told of everybody it may reach, also outside the community."""

import json

import pytest

from bot.preview.case import Case
from bot.preview.cases import CASES
from message_templates.renderer import Renderer

# What asks for a yes, or tells what one has just agreed to. Each has a case of that state, named here.
ASKED_IN = {
    "feedback/form": "fresh",
    "pdsa/checkin": "usual",
    "pdsa/study": "usual",
    "pdsa/act": "usual",
    "problems/reflection": "empty",
    "problems/follow_up_form": "empty",
    "learnings/form": "usual",
    "learnings/request": "usual",
    "learnings/kept": "usual",
}
CONSENTS = [case for case in CASES if ASKED_IN.get(case.template) == case.name]


def test_each_has_its_case() -> None:
    assert {case.template for case in CONSENTS} == set(ASKED_IN)


@pytest.mark.parametrize("case", CONSENTS, ids=str)
def test_site_councils_are_named_beside_the_digest(case: Case, renderer: Renderer) -> None:
    shown = json.dumps(case.render(renderer))
    assert "site councils" in shown
    assert "digest" in shown
