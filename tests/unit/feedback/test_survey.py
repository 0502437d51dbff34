from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import InvalidInput
from community.feedback.anonymity import new_id, new_key, untraceable, voter_hash
from community.feedback.figures import overall, summarise
from community.feedback.survey import DEFAULT_QUESTIONS, RATING, check, questions_of, stored
from community.feedback.views import FeedbackDraft, FeedbackSummary
from community.ids import ConveningId, UserId, WorkspaceId
from community.work import Caller
from storage.tables import ResponseRow
from tests.support.convenings import a_convening

RATED = {question.id: 4 for question in DEFAULT_QUESTIONS if question.kind == RATING}


def a_draft(**changes: Any) -> FeedbackDraft:
    usual: dict[str, Any] = {
        "convening_id": ConveningId(42),
        "ratings": RATED,
        "comments": {},
        "is_anonymous": False,
        "commits": False,
        "shares_learning": False,
        "shows_name": False,
    }
    return FeedbackDraft(**usual | changes)


def a_response(number: int, mark: int = 4, **changes: Any) -> ResponseRow:
    usual: dict[str, Any] = {"ratings": dict.fromkeys(RATED, mark), "comments": {}, "user_id": f"U{number}"}
    return ResponseRow(**usual | changes)


def summed_up(responses: Sequence[ResponseRow], *, asked: int, previous_overall: float) -> FeedbackSummary:
    return summarise(
        a_convening(),
        DEFAULT_QUESTIONS,
        responses,
        asked=asked,
        previous_overall=previous_overall,
        closes_at=datetime(2026, 12, 10, tzinfo=UTC),
        is_closed=False,
    )


def test_five_things_are_rated_and_four_are_told() -> None:
    kinds = [question.kind for question in DEFAULT_QUESTIONS]
    assert (kinds.count("rating"), kinds.count("open")) == (5, 4)
    assert questions_of(stored(DEFAULT_QUESTIONS)) == DEFAULT_QUESTIONS


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("relevant", {"ratings": {name: 3 for name in RATED if name != "relevant"}}),
        ("relevant", {"ratings": RATED | {"relevant": 6}}),
        ("commits", {"is_anonymous": True, "commits": True, "comments": {"next_step": "Try it"}}),
        ("next_step", {"commits": True, "comments": {"next_step": "  "}}),
        ("shows_name", {"is_anonymous": True, "shows_name": True}),
        ("learning", {"shares_learning": True}),
        ("valuable", {"comments": {"valuable": "x" * 3001}}),
    ],
)
def test_a_problem_is_said_beside_its_question(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(a_draft(**changes), DEFAULT_QUESTIONS)
    assert list(refused.value.problems) == [field]


def test_only_what_was_asked_is_kept_and_empty_words_are_not() -> None:
    draft = a_draft(
        ratings=RATED | {"colour": 3}, comments={"valuable": " Talk ", "change": " ", "secret": "x"}
    )
    answers = check(draft, DEFAULT_QUESTIONS)
    assert answers.ratings == RATED
    assert answers.comments == {"valuable": "Talk"}


def test_consent_decides_what_is_shared() -> None:
    comments = {"next_step": "Try it", "learning": "It works"}
    silent = check(a_draft(comments=comments), DEFAULT_QUESTIONS)
    assert (silent.commitment, silent.learning) == (None, None)
    told = check(a_draft(comments=comments, commits=True, shares_learning=True), DEFAULT_QUESTIONS)
    assert (told.commitment, told.learning, told.shows_name) == ("Try it", "It works", False)


def test_nothing_is_shown_below_five_answers() -> None:
    four = [a_response(number, comments={"valuable": "Talk"}) for number in range(4)]
    hidden = summed_up(four, asked=9, previous_overall=3.0)
    assert (hidden.answered, hidden.asked, hidden.is_shown) == (4, 9, False)
    assert (hidden.ratings, hidden.comments, hidden.overall, hidden.previous_overall) == ((), (), None, None)


def test_five_answers_are_summed_up() -> None:
    five = [a_response(number, mark=number) for number in range(1, 6)]
    five[0].comments = {"valuable": "Talk"}
    five[1].comments, five[1].user_id = {"valuable": "Quiet"}, None
    shown = summed_up(five, asked=6, previous_overall=2.5)
    assert shown.overall == 3.0
    assert shown.previous_overall == 2.5
    assert [line.counts for line in shown.ratings] == [(1, 1, 1, 1, 1)] * 5
    (group,) = shown.comments
    assert [(one.text, one.author) for one in group.comments] == [("Talk", "U1"), ("Quiet", None)]


@given(st.lists(st.integers(1, 5), min_size=5))
def test_the_overall_mean_lies_between_the_marks(marks: list[int]) -> None:
    mean = overall([a_response(number, mark) for number, mark in enumerate(marks)])
    assert mean is not None
    assert min(marks) - 1e-9 <= mean <= max(marks) + 1e-9


def test_a_hash_knows_its_person_only_with_the_key() -> None:
    key, other = new_key(), new_key()
    ben = UserId("UBEN")
    assert voter_hash(key, ben) == voter_hash(key, ben)
    assert voter_hash(key, ben) != voter_hash(other, ben)
    assert voter_hash(key, ben) != voter_hash(key, UserId("UCAT"))
    assert new_id() != new_id()


def test_a_receipt_of_feedback_names_nobody_but_knows_a_repeat() -> None:
    caller = Caller(WorkspaceId("T1"), UserId("UBEN"), receipt="view:V1:hash:UBEN")
    first, second = untraceable(caller).receipt, untraceable(caller).receipt
    assert first == second
    assert first is not None
    assert "UBEN" not in first
    assert untraceable(Caller(WorkspaceId("T1"), UserId("UBEN"))).receipt is None
