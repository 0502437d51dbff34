"""Observations as people type them."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.pdsa.observations import UnreadableObservations, read_observations
from community.pdsa.views import Observation

STARTS_ON, TODAY = date(2026, 10, 1), date(2026, 11, 23)


def read(text: str, starts_on: date = STARTS_ON, today: date = TODAY) -> list[tuple[date, float]]:
    found = read_observations(text, starts_on=starts_on, today=today)
    return [(one.observed_on, one.value) for one in found]


def refusal(text: str, starts_on: date = STARTS_ON, today: date = TODAY) -> str:
    with pytest.raises(UnreadableObservations) as refused:
        read_observations(text, starts_on=starts_on, today=today)
    return str(refused.value)


def test_a_value_alone_is_of_today() -> None:
    assert read("12,5 %") == [(TODAY, 12.5)]


@pytest.mark.parametrize(
    "line",
    [
        "2026-10-05 12.5",
        "2026-10-5: 12,5",
        "2026/10/05\t12.5",
        "5 Oct: 12,5",
        "5. October 12.5 %",
        "5 oct 2026, 12.5",
        "Oct 5 12.5",
        "OCT. 5, 2026 12.5",
        "October 5: 12.5",
        "10/5 12.5",
        "10/5/2026 12.5",
        "5.10. 12,5",
        "5.10.2026 12,5",
    ],
)
def test_a_day_may_come_first_in_any_usual_way(line: str) -> None:
    assert read(line) == [(date(2026, 10, 5), 12.5)]


def test_a_number_that_is_no_month_is_the_day() -> None:
    assert read("25/10/2026 4") == [(date(2026, 10, 25), 4)]
    assert read("25/10 3") == [(date(2026, 10, 25), 3)]


def test_several_lines_come_in_order_of_time_and_empty_ones_do_not_count() -> None:
    assert read("\n12\n\n 5 Oct 3 \n2026-10-02 1\n") == [
        (date(2026, 10, 2), 1),
        (date(2026, 10, 5), 3),
        (TODAY, 12),
    ]


def test_no_text_is_no_observations() -> None:
    assert read(" \n ") == []


def test_a_day_without_a_year_is_taken_where_the_cycle_is() -> None:
    winter = {"starts_on": date(2026, 12, 1), "today": date(2027, 1, 20)}
    assert read("12/15 4\n1/15 5", **winter) == [(date(2026, 12, 15), 4), (date(2027, 1, 15), 5)]


def test_who_began_before_the_first_day_may_note_what_is_seen_today() -> None:
    assert read("4", starts_on=TODAY + timedelta(days=2)) == [(TODAY, 4)]


def test_a_day_to_come_is_refused() -> None:
    assert refusal("2026-11-24 3").startswith("Tuesday 24 November 2026 has not come yet: “2026-11-24 3”.")
    assert "25 December 2026 has not come yet" in refusal("25 Dec 3")


def test_a_day_before_the_cycle_is_refused_and_its_beginning_said() -> None:
    assert refusal("30 Sep 3") == (
        "Wednesday 30 September 2026 is before the cycle, which began on Thursday 1 October 2026: “30 Sep 3”."
    )


@pytest.mark.parametrize("line", ["2026-02-30 4", "13/13 4", "31 Sep 4", "2026-13-05 4"])
def test_a_day_that_is_in_no_calendar_is_refused(line: str) -> None:
    assert refusal(line).startswith(f"There is no such day: “{line}”.")


def test_two_values_of_one_day_are_refused_because_one_would_be_lost() -> None:
    assert refusal("12\n13").startswith("There are two values for today; the second is “13”.")
    assert "two values for Monday 5 October 2026" in refusal("5 Oct 1\n10/5 2")


@pytest.mark.parametrize(
    "line", ["five", "2026-10-05", "2026-10-05 many", "marbles 5 12", "12, 13, 14", "nan"]
)
def test_a_line_without_a_number_is_refused_and_how_to_write_it_said(line: str) -> None:
    assert refusal(f"2026-10-04 3\n{line}").endswith(
        "put its day before it if it is not of today: 2026-10-05 12.5."
    )


def test_a_number_with_two_readings_is_refused_here_too() -> None:
    assert "could mean 1234 or 1.2340" in refusal("5 Oct 1,234")


some_days = st.dates(STARTS_ON, TODAY)
some_values = st.integers(-(10**6), 10**6).map(lambda number: number / 4)


@given(st.dictionaries(some_days, some_values, max_size=30), st.randoms())
def test_what_is_written_out_is_read_back_whatever_the_order(
    values: dict[date, float], chance: random.Random
) -> None:
    lines = [f"{day} {value:.2f}" for day, value in values.items()]
    chance.shuffle(lines)
    expected = tuple(Observation(day, values[day]) for day in sorted(values))
    assert read_observations("\n".join(lines), starts_on=STARTS_ON, today=TODAY) == expected


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    found: tuple[Observation, ...] = ()
    with suppress(UnreadableObservations):
        found = read_observations(text, starts_on=STARTS_ON, today=TODAY)
    assert all(STARTS_ON <= one.observed_on <= TODAY for one in found)
