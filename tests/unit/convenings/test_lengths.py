from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.convenings.lengths import read_length


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("75", 75),
        (" 75 ", 75),
        ("75 min", 75),
        ("75m", 75),
        ("90 Minutes", 90),
        ("1h", 60),
        ("1h15", 75),
        ("1 h 15 min", 75),
        ("2 hours", 120),
        ("0", 0),
        ("-5", -5),
    ],
)
def test_a_length_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert read_length(typed) == minutes


@pytest.mark.parametrize("typed", ["", "an hour", "1.5", "1,5 h", "1:15", "٧٥", "75 apples", "min", "-"])
def test_what_is_no_length_is_none(typed: str) -> None:
    assert read_length(typed) is None


@given(st.integers(0, 10**9))
def test_what_the_form_shows_is_read_as_the_same(minutes: int) -> None:
    assert read_length(str(minutes)) == minutes


@given(st.text(alphabet="0123456789hm -min"))
def test_whatever_is_typed_is_read_or_not_but_breaks_nothing(typed: str) -> None:
    found = read_length(typed)
    assert found is None or found < 10**10
