"""How evenly a thread was spoken in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.problems.balance import evenness


@pytest.mark.parametrize("counts", [[], [5], [0, 7, 0]])
def test_one_voice_cannot_be_uneven(counts: list[int]) -> None:
    assert evenness(counts) is None


@pytest.mark.parametrize("counts", [[1, 1], [4, 4, 4], [7] * 30])
def test_all_saying_as_much_is_one(counts: list[int]) -> None:
    assert evenness(counts) == 1.0


def test_a_known_value() -> None:
    assert evenness([3, 1]) == 0.811  # the entropy of a quarter and three quarters, in bits


def test_the_more_one_does_all_the_talking_the_less_even() -> None:
    assert (evenness([50, 1, 1]) or 1) < (evenness([5, 1, 1]) or 1) < (evenness([2, 1, 1]) or 1)


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=40))
def test_it_is_always_between_none_and_all(counts: list[int]) -> None:
    found = evenness(counts)
    assert found is None or 0 < found <= 1
    assert found == evenness(sorted(counts))
