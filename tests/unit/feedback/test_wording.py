from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.hostile import HOSTILE
from community.errors import InvalidInput
from community.feedback.survey import DEFAULT_QUESTIONS, OPEN, RATING
from community.feedback.views import Question, Wording, WordingDraft
from community.feedback.wording import (
    DEFAULT_WORDING,
    LONGEST_LINE,
    draft_of,
    kept,
    questions_of_survey,
    read_wording,
    wording_of,
)
from tests.support.typed_text import typed_text

A, B, C = (Question(name, RATING, f"Statement {name}") for name in "abc")
ABC = Wording((A, B, C), "Best?", "Change?", ("One?", "Two?", "Three?"))


def reads(before: Wording = ABC, /, **changes: str) -> Wording:
    """What is kept when this is changed in the form; new ids are new1, new2, …"""
    numbers = count(1)
    shown = draft_of(before)
    usual = {name: getattr(shown, name) for name in shown.__slots__}
    return read_wording(WordingDraft(**usual | changes), before, lambda: f"new{next(numbers)}")


def ids_of(lines: Sequence[str], before: Wording = ABC) -> list[str]:
    return [statement.id for statement in reads(before, statements_text="\n".join(lines)).statements]


def problems_of(**changes: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        reads(**changes)
    return refused.value.problems


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        ((A.text, B.text, C.text), ["a", "b", "c"]),
        ((A.text, "We were kind.", C.text), ["a", "b", "c"]),  # edited in place
        ((C.text, A.text, B.text), ["c", "a", "b"]),  # moved
        ((A.text, C.text), ["a", "c"]),  # taken away
        ((A.text, "We were kind.", B.text, C.text), ["a", "new1", "b", "c"]),  # put between
        (("We were kind.", A.text, B.text, C.text), ["new1", "a", "b", "c"]),
        ((A.text, "We were kind.", C.text, "We laughed."), ["a", "b", "c", "new1"]),
        (("One.", "Two.", "Three.", "Four."), ["a", "b", "c", "new1"]),
        ((f"  {A.text} ", "", B.text.replace(" ", "\t "), C.text), ["a", "b", "c"]),  # white space is none
    ],
)
def test_a_statement_keeps_its_id_where_it_is_the_same_one(lines: Sequence[str], ids: list[str]) -> None:
    assert ids_of(lines) == ids


def test_the_usual_statements_keep_their_ids_while_they_are_edited_in_place() -> None:
    lines = [f"{statement.text} Really." for statement in DEFAULT_WORDING.statements]
    assert ids_of(lines, DEFAULT_WORDING) == [
        "objectives_met",
        "relevant",
        "voice_heard",
        "learnt",
        "worth_time",
    ]


@given(
    st.lists(st.sampled_from([A.text, B.text, C.text, "x", "y", "z"]), min_size=1, max_size=7, unique=True)
)
def test_no_two_statements_share_an_id_and_an_unchanged_one_keeps_its_own(lines: list[str]) -> None:
    statements = reads(statements_text="\n".join(lines)).statements
    assert [statement.text for statement in statements] == lines
    assert len({statement.id for statement in statements}) == len(lines)
    assert {one for one in statements if one in ABC.statements} == {
        one for one in ABC.statements if one.text in lines
    }


@pytest.mark.parametrize("nothing", ["", " \n\t\n ", "\u200b\u202e", "\x00\x07"])
def test_what_is_emptied_is_as_usual_again_and_prompts_are_gone(nothing: str) -> None:
    emptied = reads(statements_text=nothing, valuable=nothing, change=nothing, prompts_text=nothing)
    assert emptied == DEFAULT_WORDING
    assert emptied.prompts == ()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("statements", {"statements_text": "\n".join(f"Statement {number}" for number in range(8))}),
        ("statements", {"statements_text": f"Fine\n{'x' * (LONGEST_LINE + 1)}"}),
        ("statements", {"statements_text": "It was fine\nOther\nit was FINE"}),
        ("valuable", {"valuable": "x" * (LONGEST_LINE + 1)}),
        ("change", {"change": "x" * (LONGEST_LINE + 1)}),
        ("prompts", {"prompts_text": "\n".join(f"Prompt {number}?" for number in range(13))}),
        ("prompts", {"prompts_text": "x" * (LONGEST_LINE + 1)}),
    ],
)
def test_a_problem_is_said_beside_its_field(field: str, changes: dict[str, str]) -> None:
    assert list(problems_of(**changes)) == [field]


def test_all_problems_are_said_at_once_and_quote_the_line() -> None:
    long = "words " * 40
    problems = problems_of(statements_text="Same\nSame", prompts_text=long)
    assert problems["statements"] == "This line is here twice: “Same”."
    assert "has 239" in problems["prompts"]
    assert problems["prompts"].endswith("words…”.")


def test_seven_statements_of_150_characters_and_twelve_prompts_fit() -> None:
    lines = [f"{number:03}".ljust(LONGEST_LINE, "x") for number in range(12)]
    wording = reads(statements_text="\n".join(lines[:7]), prompts_text="\n".join(lines))
    assert (len(wording.statements), len(wording.prompts)) == (7, 12)


def test_the_usual_survey_asks_the_usual_questions() -> None:
    assert questions_of_survey(DEFAULT_WORDING, 3) == DEFAULT_QUESTIONS


def test_prompts_take_turns_and_the_next_step_and_the_learning_are_always_asked() -> None:
    asked = [questions_of_survey(ABC, number) for number in range(5)]
    assert [questions[5] for questions in asked] == [
        Question("prompt", OPEN, text) for text in ("One?", "Two?", "Three?", "One?", "Two?")
    ]
    assert [(one.id, one.text) for one in asked[0][:5]] == [
        *((one.id, one.text) for one in ABC.statements),
        ("valuable", "Best?"),
        ("change", "Change?"),
    ]
    assert asked[0][6:] == DEFAULT_QUESTIONS[-2:]


def as_kept(wording: Wording) -> Any:
    """There and back through the JSON of a column."""
    return json.loads(json.dumps(kept(wording)))


def test_only_what_is_not_as_usual_is_kept() -> None:
    assert as_kept(DEFAULT_WORDING) == {}
    assert as_kept(reads(DEFAULT_WORDING, change="What next?")) == {"change": "What next?"}
    assert wording_of({}) == DEFAULT_WORDING
    assert wording_of(as_kept(ABC)) == ABC


def test_what_the_form_shows_is_read_as_it_was() -> None:
    assert reads() == ABC


def read_or_refused(**changes: str) -> Wording | set[str]:
    """The wording, or the fields with a problem."""
    try:
        return reads(**changes)
    except InvalidInput as refused:
        return set(refused.problems)


@given(statements=typed_text, valuable=typed_text, prompts=typed_text)
def test_whatever_is_typed_is_refused_beside_its_field_or_can_be_asked(
    statements: str, valuable: str, prompts: str
) -> None:
    outcome = read_or_refused(statements_text=statements, valuable=valuable, prompts_text=prompts)
    if isinstance(outcome, set):
        assert outcome <= {"statements", "valuable", "prompts"}
        return
    assert wording_of(as_kept(outcome)) == outcome
    asked = questions_of_survey(outcome, 0)
    assert all(0 < len(question.text) <= LONGEST_LINE for question in asked)
    assert len({question.id for question in asked}) == len(asked)


@pytest.mark.parametrize("name", ["channel", "mention", "quotes", "emoji", "right_to_left", "date"])
def test_known_nuisances_are_kept_as_typed(name: str) -> None:
    typed = HOSTILE[name]
    assert reads(prompts_text=typed).prompts == (" ".join(typed.split()),)
