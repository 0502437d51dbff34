"""When two problems are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.problems.likeness import Traits, key_of, telling_words, traits_of, why_alike


def traits(metric: str = "", group: str = "", *texts: str) -> Traits:
    return traits_of(metric=metric, student_group=group, texts=texts)


@pytest.mark.parametrize("other", ["exit tickets", "  Exit   TICKETS ", "Exit-tickets!", "“exit tickets”"])
def test_metrics_are_compared_without_case_spacing_and_signs(other: str) -> None:
    assert why_alike(traits("Exit tickets"), traits(other)) == ("metric",)


def test_nothing_named_is_nothing_shared() -> None:
    assert why_alike(traits(), traits()) == ()


def test_groups_and_words_are_reasons_of_their_own() -> None:
    one = traits("", "Grade 7", "Quiet learners in whole-class discussion")
    other = traits("", "grade 7", "Discussions where quiet lerners speak")
    assert why_alike(one, other) == ("group", "words")


def test_words_that_every_problem_has_do_not_count() -> None:
    assert (
        why_alike(traits("", "", "How do my students help"), traits("", "", "How does your student help"))
        == ()
    )
    assert telling_words("What do you do when the students are with their teachers") == frozenset()


def test_two_common_words_are_too_few() -> None:
    assert why_alike(traits("", "", "fractions homework"), traits("", "", "fractions homework")) == ()


texts = st.text(max_size=120)


@given(texts, texts, texts, texts)
def test_likeness_is_mutual(metric: str, group: str, one: str, other: str) -> None:
    left, right = traits(metric, group, one), traits(metric, "", other)
    assert why_alike(left, right) == why_alike(right, left)


@given(texts)
def test_a_key_of_a_key_is_the_key(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)
