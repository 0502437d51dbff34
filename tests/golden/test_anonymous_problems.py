"""Who presents an anonymous problem stands in no message and no view, but in those for facilitators."""

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from bot.preview.case import Case
from bot.preview.cases import CASES
from bot.preview.samples_problems import PRESENTER
from community.problems.views import Problem
from message_templates.renderer import Renderer

FOR_FACILITATORS = {"problems/review", "problems/unanswered", "problems/needs_facilitator"}


def is_for_others(case: Case) -> bool:
    return case.template not in FOR_FACILITATORS and not case.context.get("is_facilitator", False)


def has_problem(case: Case) -> bool:
    return f"{PRESENTER}" in repr(case.context) and case.template.startswith("problems/")


CASES_FOR_OTHERS = tuple(case for case in CASES if is_for_others(case) and has_problem(case))


def anonymous(value: Any) -> Any:
    """`value` with every problem in it anonymous, and carrying its presenter all the same."""
    if isinstance(value, Problem):
        return replace(value, is_anonymous=True, presenter=PRESENTER)
    if isinstance(value, tuple | list):
        return type(value)(anonymous(part) for part in value)
    if isinstance(value, dict):
        return {key: anonymous(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        own = {part.name: getattr(value, part.name) for part in fields(value) if part.init}
        return replace(value, **{key: anonymous(part) for key, part in own.items()})
    return value


@pytest.mark.parametrize("case", CASES_FOR_OTHERS, ids=str)
def test_even_a_view_that_knows_the_presenter_does_not_give_them_away(case: Case, renderer: Renderer) -> None:
    rendered = case.render(renderer, anonymous(dict(case.context)))
    assert PRESENTER not in json.dumps(rendered)


def test_an_invitation_does_not_say_that_the_reader_shares_the_job_of_who_is_anonymous(
    renderer: Renderer,
) -> None:
    case = next(case for case in CASES if str(case) == "problems/invitation.usual")
    assert "same job" in json.dumps(case.render(renderer))
    assert "same job" not in json.dumps(case.render(renderer, anonymous(dict(case.context))))


def test_most_of_the_cases_are_looked_at() -> None:
    assert len(CASES_FOR_OTHERS) > 100
