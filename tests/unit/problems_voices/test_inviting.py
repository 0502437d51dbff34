"""Who is invited to speak, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from community.communities.views import Holiday
from community.problems.inviting import Candidate, choose, is_alike, is_time_to_invite

ZONE = "America/Los_Angeles"
TUESDAY = datetime(2026, 10, 6, 17, tzinfo=UTC)  # 10:00 there
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def is_time(now: datetime, *, last_at: datetime = TUESDAY - DAY, holidays: tuple[Holiday, ...] = ()) -> bool:
    return is_time_to_invite(
        now,
        begun_at=TUESDAY - 3 * DAY,
        opened_at=TUESDAY - DAY,
        last_at=last_at,
        zone=ZONE,
        holidays=holidays,
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (TUESDAY, True),
        (TUESDAY - 2 * HOUR, False),  # 8:00
        (TUESDAY + 6 * HOUR, False),  # 16:00
        (TUESDAY + 5 * HOUR, True),
        (TUESDAY + 4 * DAY, False),  # Saturday
    ],
)
def test_in_working_hours_of_the_community(now: datetime, expected: bool) -> None:
    assert is_time(now) is expected


def test_not_on_a_holiday() -> None:
    assert not is_time(TUESDAY, holidays=(Holiday(date(2026, 10, 5), date(2026, 10, 6)),))


def test_once_a_day_by_the_communitys_calendar() -> None:
    assert not is_time(TUESDAY, last_at=TUESDAY - HOUR)
    assert is_time(TUESDAY, last_at=TUESDAY - 11 * HOUR)  # the evening before, there


def test_not_on_the_day_the_thread_began() -> None:
    begun = TUESDAY - HOUR
    assert not is_time_to_invite(
        TUESDAY + 3 * HOUR, begun_at=begun, opened_at=begun, last_at=begun, zone=ZONE, holidays=()
    )


def test_not_in_the_first_hours_of_a_step() -> None:
    before, opened = TUESDAY - DAY, TUESDAY - HOUR
    for now, expected in ((TUESDAY, False), (TUESDAY + 2 * HOUR, True)):
        found = is_time_to_invite(
            now, begun_at=before, opened_at=opened, last_at=before, zone=ZONE, holidays=()
        )
        assert found is expected


def someone(user_id: str, job: str = "", invited: int | None = None) -> Candidate:
    return Candidate(user_id, job, None if invited is None else TUESDAY - invited * DAY)


def test_three_at_a_time_alike_first_then_those_not_asked_for_longest() -> None:
    candidates = [
        someone("U1", "Principal", 10),
        someone("U2", "Principal", 20),
        someone("U3", "Principal"),
        someone("U4", "Math Teacher, grade 7", 8),
    ]
    chosen = choose(candidates, job="math teacher", topic="", is_anonymous=False)
    assert [(each.user_id, each.is_role_alike) for each in chosen] == [
        ("U4", True),
        ("U3", False),
        ("U2", False),
    ]


def test_of_an_anonymous_problem_the_presenters_job_decides_nothing() -> None:
    candidates = [someone("U1", "Math teacher"), someone("U2", "EL coordinator")]
    chosen = choose(candidates, job="Math teacher", topic="discussion EL coordinator", is_anonymous=True)
    assert [(each.user_id, each.is_role_alike) for each in chosen] == [("U2", False), ("U1", False)]
    other = choose(candidates, job="EL coordinator", topic="", is_anonymous=True)
    assert [each.user_id for each in other] == ["U1", "U2"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Math teacher", "Teacher, math", True),
        ("Math Teacher", "7th grade math teacher", True),
        ("Principal", "Teacher", False),
        ("", "", False),
        ("", "Teacher", False),
    ],
)
def test_jobs_are_alike_by_their_words(one: str, other: str, expected: bool) -> None:
    assert is_alike(one, other) is expected
