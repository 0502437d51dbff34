"""Which days a report's words mean."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import InvalidInput
from community.reports.periods import HOW, read_asked, read_period
from community.reports.views import Period, ReportKind
from tests.support.convenings import a_community

TODAY = date(2026, 11, 23)  # a Monday, in the school year from 24 August 2026 to 11 June 2027
COMMUNITY = a_community()


def days(words: str, today: date = TODAY) -> tuple[str, str]:
    period = read_period(words, COMMUNITY, today)
    return f"{period.from_on}", f"{period.to_on}"


@pytest.mark.parametrize(
    ("words", "from_on", "to_on"),
    [
        ("", "2026-08-24", "2026-11-23"),
        ("This  Year", "2026-08-24", "2026-11-23"),
        ("last year", "2025-08-24", "2026-06-11"),
        ("2024-25", "2024-08-24", "2025-06-11"),
        ("2025/2026", "2025-08-24", "2026-06-11"),
        ("first semester", "2026-08-24", "2026-11-23"),
        ("fall", "2026-08-24", "2026-11-23"),
        ("autumn 2025", "2025-09-01", "2025-11-30"),
        ("winter", "2025-12-01", "2026-02-28"),
        ("spring", "2026-03-01", "2026-05-31"),
        ("summer 2025", "2025-06-01", "2025-08-31"),
        ("September", "2026-09-01", "2026-09-30"),
        ("sept. 2025", "2025-09-01", "2025-09-30"),
        ("December", "2025-12-01", "2025-12-31"),
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("November", "2026-11-01", "2026-11-23"),
        ("this month", "2026-11-01", "2026-11-23"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this week", "2026-11-23", "2026-11-23"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("last 30 days", "2026-10-25", "2026-11-23"),
        ("last 6 weeks", "2026-10-13", "2026-11-23"),
        ("since 1 Oct", "2026-10-01", "2026-11-23"),
        ("since October", "2026-10-01", "2026-11-23"),
        ("from Oct 1st", "2026-10-01", "2026-11-23"),
        ("since 2025-10-01", "2025-10-01", "2026-11-23"),
        ("2026-09-01 to 2026-12-18", "2026-09-01", "2026-11-23"),
        ("2026-09-01 - 2026-10-18", "2026-09-01", "2026-10-18"),
        ("1 Sep to 18 Oct", "2026-09-01", "2026-10-18"),
        ("from September 1, 2025 until today", "2025-09-01", "2026-11-23"),
        ("September to November", "2026-09-01", "2026-11-23"),
        ("1 Dec to 15 Jan", "2025-12-01", "2026-01-15"),
        ("between 1 Oct and 5 Oct", "2026-10-01", "2026-10-05"),
        ("Oct 5", "2026-10-05", "2026-10-05"),
        ("29 Feb", "2024-02-29", "2024-02-29"),
    ],
)
def test_words_mean_these_days(words: str, from_on: str, to_on: str) -> None:
    assert days(words) == (from_on, to_on)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("octember", "“octember”"),
        ("3/12", "one day to some"),
        ("since 3/12", "one day to some"),
        ("31 Feb", "I cannot tell"),
        ("2026-13-01", "I cannot tell"),
        ("1999", "I cannot tell"),
        ("last 0 days", "I cannot tell"),
        ("last 9999 weeks", "I cannot tell"),
        ("2026-10-05 to 2026-10-01", "before it begins"),
        ("spring semester", "still to come"),
        ("2027-01-01", "still to come"),
        ("since 2027-01-01", "still to come"),
        ("2026-28", "I cannot tell"),
        ("x" * 5_000, "…"),
        ("to", "I cannot tell"),
        ("<!channel>", "I cannot tell"),
    ],
)
def test_what_is_not_clear_is_said_beside_the_field(words: str, part: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_period(words, COMMUNITY, TODAY)
    sentence = refused.value.problems["period"]
    assert part in sentence
    assert len(sentence) < 300


def test_every_example_in_the_facilitators_guide_is_read() -> None:
    guide = (Path(__file__).parents[3] / "docs/guides/facilitators.md").read_text(encoding="utf-8")
    table = guide.split("| you type | days |")[1].split("\n\n")[0]
    examples = re.findall(r"`([^`]+)`", table)
    assert len(examples) > 15
    after_the_year = date(2027, 6, 30)  # when every one of them has begun
    for example in examples:
        assert read_period(example, COMMUNITY, after_the_year)


def test_who_is_not_understood_is_told_how_to_write_it() -> None:
    with pytest.raises(InvalidInput, match="this year"):
        read_period("whenever", COMMUNITY, TODAY)
    assert days("since 1 Oct") == ("2026-10-01", "2026-11-23")
    assert "since 1 Oct" in HOW


def test_a_school_year_that_starts_in_september_has_the_calendars_fall() -> None:
    community = a_community(year_starts_on=date(2026, 9, 8))
    assert read_period("fall", community, TODAY).from_on == date(2026, 9, 1)


def test_before_the_school_year_there_is_nothing_to_report() -> None:
    with pytest.raises(InvalidInput, match="24 August 2026 is still to come"):
        read_asked("annual", COMMUNITY, date(2026, 7, 1))


def test_after_the_school_year_the_report_ends_with_it() -> None:
    year = Period(date(2026, 8, 24), date(2027, 6, 11))
    assert read_asked("annual", COMMUNITY, date(2027, 7, 4)) == (ReportKind.ANNUAL, year)


@pytest.mark.parametrize(
    ("words", "from_on", "to_on"),
    [
        ("annual", "2026-08-24", "2026-11-23"),
        ("Annual Review", "2026-08-24", "2026-11-23"),
        ("end of year", "2026-08-24", "2026-11-23"),
        ("annual last year", "2025-08-24", "2026-06-11"),
        ("annual review of 2025-26", "2025-08-24", "2026-06-11"),
        ("annual 2024/2025", "2024-08-24", "2025-06-11"),
        ("review of the last year", "2025-08-24", "2026-06-11"),
    ],
)
def test_a_review_is_of_a_school_year(words: str, from_on: str, to_on: str) -> None:
    kind, period = read_asked(words, COMMUNITY, TODAY)
    assert kind is ReportKind.ANNUAL
    assert (f"{period.from_on}", f"{period.to_on}") == (from_on, to_on)


def test_other_words_ask_for_the_report_of_a_time() -> None:
    assert read_asked("fall", COMMUNITY, TODAY) == (
        ReportKind.PERIOD,
        Period(date(2026, 8, 24), date(2026, 11, 23)),
    )


@pytest.mark.parametrize("words", ["annual fall", "annual 2025", "review of October", "annual 2026-28"])
def test_a_review_of_no_school_year_is_said_beside_the_field(words: str) -> None:
    with pytest.raises(
        InvalidInput, match=f"which school year “{words}” means. Write “annual”, “annual last"
    ):
        read_asked(words, COMMUNITY, TODAY)


def test_a_leap_day_has_its_place_in_other_years() -> None:
    community = a_community(year_starts_on=date(2024, 2, 29), year_ends_on=date(2024, 12, 31))
    assert read_period("2025-26", community, TODAY).from_on == date(2025, 2, 28)


@given(words=st.text(max_size=60), today=st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_whatever_is_typed_is_a_period_in_order_or_a_sentence(words: str, today: date) -> None:
    with suppress(InvalidInput):
        period = read_period(words, COMMUNITY, today)
        assert period.from_on <= period.to_on <= today
