"""Three cycles a year, one by the end of the first semester; who is at risk, by dates alone."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Community, Purpose
from community.ids import ChannelId, CommunityId, WorkspaceId
from community.pdsa.requirement import REQUIRED, Progress, risk

BEGINS, SEMESTER_ENDS, YEAR_ENDS = date(2026, 8, 24), date(2027, 1, 15), date(2027, 6, 11)
COMMUNITY = Community(
    id=CommunityId(7),
    workspace_id=WorkspaceId("T1"),
    name="Math PLC",
    purpose=Purpose("math teachers", "want more talk in class", "lead discussions"),
    home_channel=ChannelId("C1"),
    leaders_channel=None,
    zone="America/Los_Angeles",
    year_starts_on=BEGINS,
    year_ends_on=YEAR_ENDS,
    semester_ends_on=SEMESTER_ENDS,
    digest_weekday=4,
    digest_time=time(15),
    facilitators=(),
    holidays=(),
    skips_quiet_weeks=False,
    version=1,
)


def why(today: date, finished: int = 0, ends_on: date | None = None, days_late: int = 0) -> str:
    return risk(Progress(finished, ends_on, days_late), COMMUNITY, today)


def test_nobody_is_at_risk_when_the_year_begins() -> None:
    assert why(BEGINS) == ""


def test_without_a_cycle_under_way_six_weeks_before_the_semester_ends_it_is_too_late() -> None:
    assert why(date(2026, 12, 4)) == ""
    assert why(date(2026, 12, 5)) == (
        "No cycle is under way, and the semester ends on Friday 15 January 2027."
    )


def test_a_first_cycle_must_end_a_week_before_the_semester_does() -> None:
    assert why(date(2026, 12, 5), ends_on=date(2027, 1, 8)) == ""
    assert why(date(2026, 10, 1), ends_on=date(2027, 1, 9)) == (
        "The first cycle will not be finished by the end of the semester, Friday 15 January 2027."
    )


def test_a_cycle_that_waits_for_two_weeks_is_at_risk() -> None:
    assert why(date(2026, 10, 1), ends_on=date(2026, 9, 10), days_late=13) == ""
    assert why(date(2026, 10, 1), ends_on=date(2026, 9, 10), days_late=14) == (
        "The open cycle has been waiting for its next step for 14 days."
    )


def test_after_the_semester_the_first_cycle_stays_missing_until_it_is_finished() -> None:
    assert "No cycle was finished by the end of the first semester" in why(date(2027, 1, 16))
    assert "No cycle was finished" in why(date(2027, 1, 16), ends_on=date(2027, 2, 1))
    assert why(date(2027, 1, 16), finished=1) == ""


def test_what_is_missing_must_fit_into_the_rest_of_the_year() -> None:
    assert why(date(2027, 3, 19), finished=1) == ""
    assert why(date(2027, 3, 20), finished=1) == (
        "2 cycles are missing: more than there is time for until Friday 11 June 2027, when the year ends."
    )
    assert why(date(2027, 5, 1), finished=2).startswith("1 cycle is missing")
    assert why(date(2027, 5, 1), finished=2, ends_on=date(2027, 6, 4)) == ""


def test_a_cycle_overdue_is_counted_as_done_today_at_the_earliest() -> None:
    assert why(date(2027, 4, 30), finished=1, ends_on=date(2027, 2, 1)) == ""
    assert why(date(2027, 5, 1), finished=1, ends_on=date(2027, 2, 1)) != ""


def test_a_year_that_is_over_says_how_far_it_came() -> None:
    assert why(date(2027, 6, 12), finished=2) == "The year is over with 2 of 3 cycles finished."


@given(
    st.dates(BEGINS, date(2027, 8, 1)),
    st.integers(0, 60),
    st.one_of(st.none(), st.dates(BEGINS, YEAR_ENDS)),
)
def test_who_has_finished_all_is_never_at_risk(today: date, days_late: int, ends_on: date | None) -> None:
    assert why(today, REQUIRED, ends_on, days_late) == ""


@given(st.dates(BEGINS, date(2027, 8, 1)), st.integers(0, REQUIRED - 1))
def test_without_a_cycle_under_way_risk_never_goes_away_by_itself(today: date, finished: int) -> None:
    if why(today, finished):
        assert why(date.fromordinal(today.toordinal() + 1), finished)


@pytest.mark.parametrize("finished", [0, 1, 2])
def test_one_more_finished_cycle_is_never_worse(finished: int) -> None:
    for ordinal in range(BEGINS.toordinal(), YEAR_ENDS.toordinal() + 30):
        today = date.fromordinal(ordinal)
        assert why(today, finished) or not why(today, finished + 1)
