"""Numbers in the notation of whoever types them."""

from __future__ import annotations

import math
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.pdsa.numbers import LARGEST, UnreadableNumber, amount_words, number_words, read_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("1,5", 1.5),
        ("1.5", 1.5),
        (" 12 % ", 12),
        ("12%", 12),
        ("12,5\u00a0%", 12.5),
        ("-3", -3),
        ("\u22123", -3),
        ("+3", 3),
        (",5", 0.5),
        ("0,125", 0.125),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("1234,567", 1234.567),
    ],
)
def test_reads_a_number_in_the_persons_notation(typed: str, value: float) -> None:
    assert read_number(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "many",
        "12 students",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "1e5",
        "1_000",
        "3/4",
        "½",
        "12 5",
        "1.2.3",
    ],
)
def test_refuses_what_is_no_number_and_quotes_it(typed: str) -> None:
    with pytest.raises(UnreadableNumber, match=r"is not a number\. Write the number alone") as refused:
        read_number(typed)
    assert f"“{typed}”" in str(refused.value)


@pytest.mark.parametrize("typed", ["1,234", "1.234"])
def test_a_number_with_two_readings_is_refused_and_both_are_said(typed: str) -> None:
    with pytest.raises(UnreadableNumber) as refused:
        read_number(typed)
    assert str(refused.value) == f"“{typed}” could mean 1234 or 1.2340. Write 1234 or 1.2340."


def test_both_readings_can_be_written_as_the_sentence_says() -> None:
    assert (read_number("1234"), read_number("1.2340")) == (1234, 1.234)


def test_a_number_too_large_for_a_chart_is_refused() -> None:
    with pytest.raises(UnreadableNumber, match="too large"):
        read_number("9" * 400)


def test_a_long_text_is_quoted_short() -> None:
    with pytest.raises(UnreadableNumber) as refused:
        read_number("x" * 3000)
    assert len(str(refused.value)) < 150


@given(st.floats(-LARGEST, LARGEST, allow_nan=False))
def test_what_is_shown_can_be_typed_again(value: float) -> None:
    shown = number_words(value)
    if not re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", shown):  # those have two readings
        assert read_number(shown) == pytest.approx(value, rel=1e-11)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_finite_number_or_refused_in_words(typed: str) -> None:
    with suppress(UnreadableNumber):
        assert math.isfinite(read_number(typed))


def test_numbers_are_shown_without_exponents_and_without_the_noise_of_floats() -> None:
    shown = [number_words(value) for value in (12.0, 12.5, 0.1 + 0.2, -0.0, 1e12, 0.000001, 1234567.8)]
    assert shown == ["12", "12.5", "0.3", "0", "1000000000000", "0.000001", "1234567.8"]


def test_an_amount_has_its_unit_if_there_is_one() -> None:
    assert (amount_words(12.5, "%"), amount_words(3, "")) == ("12.5 %", "3")
