"""Holidays as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.holidays import UnreadableHolidays, read_holidays, write_holidays
from community.communities.views import Holiday

THANKSGIVING = Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving")


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-26 to 2026-11-27 Thanksgiving",
        "2026-11-26 - 2026-11-27: Thanksgiving",
        "  2026-11-26 TO 2026-11-27   Thanksgiving  ",
        "2026-11-26–2026-11-27, Thanksgiving",
    ],
)
def test_reads_first_and_last_day_and_a_name(line: str) -> None:
    assert read_holidays(line) == (THANKSGIVING,)


def test_one_date_is_one_day_and_needs_no_name() -> None:
    assert read_holidays("2026-11-11") == (Holiday(date(2026, 11, 11), date(2026, 11, 11)),)


def test_a_name_may_hold_numbers_and_dashes() -> None:
    (day,) = read_holidays("2026-11-11 In-service day 2 - elementary")
    assert day == Holiday(date(2026, 11, 11), date(2026, 11, 11), "In-service day 2 - elementary")


def test_no_text_is_no_holidays_and_order_is_that_of_time() -> None:
    assert read_holidays(" \n\n") == ()
    days = read_holidays("2026-12-21 to 2027-01-01 Winter\n\n2026-11-26 to 2026-11-27 Thanksgiving")
    assert [day.name for day in days] == ["Thanksgiving", "Winter"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Thanksgiving", "could not be read: “Thanksgiving”"),
        ("11/26/2026", "could not be read: “11/26/2026”"),
        ("2026-11-26Thanksgiving", "could not be read"),
        ("2026-02-30 to 2026-03-02", "There is no day 2026-02-30"),
        ("2026-11-27 to 2026-11-26 Thanksgiving", "The last day is before the first: “2026-11-27"),
        ("2026-01-01 to 2026-12-31 All year", "longer than 120 days"),
    ],
)
def test_quotes_the_line_that_cannot_be_read(line: str, why: str) -> None:
    with pytest.raises(UnreadableHolidays, match=why):
        read_holidays(f"2026-11-11 Veterans Day\n{line}")


def test_a_long_unreadable_line_is_quoted_short() -> None:
    with pytest.raises(UnreadableHolidays) as refused:
        read_holidays("x" * 3000)
    assert len(str(refused.value)) < 200


def test_more_lines_than_fit_are_refused() -> None:
    with pytest.raises(UnreadableHolidays, match="At most 100 lines"):
        read_holidays("2026-11-11\n" * 101)


@st.composite
def _holidays(draw: st.DrawFn) -> Holiday:
    starts_on = draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    name = draw(st.from_regex(r"([A-Za-z][A-Za-z0-9 '&<>-]{0,30}[a-z])?", fullmatch=True))
    # A name beginning with "to" and a date would be read as a last day; nobody calls a holiday that.
    return Holiday(starts_on, starts_on + timedelta(days=draw(st.integers(0, 120))), name)


@given(st.lists(_holidays(), max_size=20))
def test_what_is_written_is_read_back(holidays: list[Holiday]) -> None:
    read = read_holidays(write_holidays(holidays))
    assert sorted(read, key=repr) == sorted(holidays, key=repr)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    # Any other error would take the whole form down.
    with suppress(UnreadableHolidays):
        assert all(day.starts_on <= day.ends_on for day in read_holidays(text))
