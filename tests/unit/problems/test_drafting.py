"""What the form of a problem accepts, and what it says beside which field."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from community.communities.views import Community, Holiday, Purpose
from community.errors import InvalidInput
from community.ids import ChannelId, CommunityId, WorkspaceId
from community.problems.drafting import (
    LEARNING_NOT_SHARED,
    LENGTHS,
    CheckedProblem,
    check,
    check_follow_up,
    check_reflection,
    takeaway_lines,
)
from community.problems.views import FollowUpDraft, ReflectionDraft
from tests.support.problems import a_problem_draft

LA = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 9, 7, 15, tzinfo=UTC)  # Monday 8:00
COMMUNITY = Community(
    id=CommunityId(1),
    workspace_id=WorkspaceId("T1"),
    name="Math PLC",
    purpose=Purpose("math teachers", "want more talk in class", "lead discussions"),
    home_channel=ChannelId("C1"),
    leaders_channel=None,
    zone="America/Los_Angeles",
    year_starts_on=date(2026, 8, 24),
    year_ends_on=date(2027, 6, 11),
    semester_ends_on=date(2027, 1, 15),
    digest_weekday=4,
    digest_time=time(15),
    facilitators=(),
    holidays=(Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving"),),
    skips_quiet_weeks=False,
    version=1,
)


def checked(now: datetime = NOW, *, accepted: bool = False, **changes: Any) -> CheckedProblem:
    return check(a_problem_draft(**changes), COMMUNITY, now, accepted=accepted)


def refused(now: datetime = NOW, *, accepted: bool = False, **changes: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as raised:
        checked(now, accepted=accepted, **changes)
    return raised.value


def begins(**changes: Any) -> str:
    return f"{checked(**changes).begins_at.astimezone(LA):%a %d %b %H:%M}"


def test_without_a_day_it_begins_on_the_next_working_morning() -> None:
    assert begins() == "Tue 08 Sep 09:00"
    assert begins(now=datetime(2026, 9, 11, 20, tzinfo=UTC)) == "Mon 14 Sep 09:00"
    assert begins(begins_time=time(13, 15)) == "Tue 08 Sep 13:15"


def test_today_without_an_hour_means_now() -> None:
    assert begins(begins_on=date(2026, 9, 7)) == "Mon 07 Sep 08:01"


def test_a_live_thread_begins_at_any_hour_of_any_day() -> None:
    assert begins(begins_on=date(2026, 9, 12), begins_time=time(20), pace="live") == "Sat 12 Sep 20:00"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": "  "}, "title", "title"),
        ({"focus_question": ""}, "focus_question", "Ask one question"),
        ({"pace": "hasty"}, "pace", "live, normal or slow"),
        ({"begins_on": date(2026, 9, 4)}, "begins_on", "is past"),
        (
            {"begins_on": date(2026, 9, 8), "begins_time": time(7)},
            "begins_time",
            "between 8:00 am and 5:00 pm",
        ),
        ({"begins_on": date(2026, 9, 7), "begins_time": time(8)}, "begins_time", "is past"),
        ({"begins_on": date(2026, 9, 12)}, "begins_on", "Monday 14 September 2026 is the next one"),
        ({"begins_on": date(2026, 11, 26)}, "begins_on", "is a holiday"),
        ({"begins_on": date(2026, 9, 9), "begins_time": time(18)}, "begins_time", "or the live pace"),
        ({"begins_on": date(2028, 9, 11)}, "begins_on", "more than a year away"),
        ({"begins_on": date(1, 1, 1)}, "begins_on", "Choose a year"),
        (
            {"begins_on": date(2027, 3, 14), "begins_time": time(2, 30), "pace": "live"},
            "begins_time",
            "Choose 3:00 am or later",
        ),
    ],
)
def test_problems_are_said_beside_their_field(changes: dict[str, Any], field: str, words: str) -> None:
    found = refused(accepted=True, **changes)
    assert words in found.problems[field]
    assert found.warnings == {}


@pytest.mark.parametrize("field", sorted(LENGTHS))
def test_too_long_is_said_beside_the_field(field: str) -> None:
    most, changes = LENGTHS[field], dict[str, Any]()
    changes[field] = "a " * most
    assert f"At most {most} characters" in refused(**changes).problems[field]


def test_a_problem_without_evidence_may_be_shared_all_the_same() -> None:
    found = refused(numbers=" ", observations="")
    assert (list(found.warnings), found.problems) == (["numbers"], {})
    assert checked(numbers="", observations="", accepted=True).words["numbers"] == ""
    assert checked(numbers="", observations="They look down").words["numbers"] == ""


def test_details_of_a_student_are_asked_about_beside_each_field() -> None:
    found = refused(tried="I called 555-123-4567", observations="my student Maria is silent")
    assert sorted(found.warnings) == ["observations", "tried"]
    assert checked(observations="my student Maria is silent", accepted=True)


def test_a_beginning_after_the_school_year_is_asked_about() -> None:
    assert "school year ends" in refused(begins_on=date(2027, 6, 14)).warnings["begins_on"]


def test_lines_are_trimmed() -> None:
    kept = checked(title="  Quiet \n students ", numbers=" 3 of 27\n4 of 26 ")
    assert (kept.words["title"], kept.words["numbers"]) == ("Quiet students", "3 of 27\n4 of 26")


def test_takeaways_are_lines_without_bullets() -> None:
    assert takeaway_lines("- Wait longer\n\n • Ask again \n*") == ("Wait longer", "Ask again")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ReflectionDraft(), "heard"),
        (ReflectionDraft(heard="x" * 2001), "heard"),
        (ReflectionDraft(heard="x", takeaways="\n".join("abcdefghijk")), "takeaways"),
        (ReflectionDraft(heard="x", takeaways="x" * 501), "takeaways"),
        (ReflectionDraft(heard="x", shares=True), "takeaways"),
    ],
)
def test_a_reflection_says_something_and_shares_lines(draft: ReflectionDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        check_reflection(draft, accepted=False)
    assert list(raised.value.problems) == [field]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (FollowUpDraft(), "tried"),
        (FollowUpDraft(tried="x", went="worked", shares=True), "learning"),
        (FollowUpDraft(tried="x", learning="y" * 501), "learning"),
    ],
)
def test_a_follow_up_says_what_was_tried(draft: FollowUpDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        check_follow_up(draft, accepted=True)
    assert list(raised.value.problems) == [field]


def test_a_reflection_asks_about_what_may_tell_who_a_student_is_where_others_read_it() -> None:
    named = "My student Maria began by herself"
    draft = ReflectionDraft(heard=named, will_try=named, takeaways=named, shares=True)
    with pytest.raises(InvalidInput) as raised:
        check_reflection(draft, accepted=False)
    assert list(raised.value.warnings) == ["heard", "will_try", "takeaways"]
    assert check_reflection(draft, accepted=True) == (named,)


def test_of_a_follow_up_only_what_is_shared_is_looked_at() -> None:
    named = "My student Maria began by herself"
    check_follow_up(FollowUpDraft(tried=named, result=named), accepted=False)
    draft = FollowUpDraft(tried="x", learning=named, went="worked", shares=True)
    with pytest.raises(InvalidInput) as raised:
        check_follow_up(draft, accepted=False)
    assert list(raised.value.warnings) == ["learning"]
    assert "student Maria" in raised.value.warnings["learning"]


def test_a_learning_without_the_tick_is_asked_about_for_it_is_not_kept() -> None:
    draft = FollowUpDraft(tried="x", learning="Waiting works")
    with pytest.raises(InvalidInput) as raised:
        check_follow_up(draft, accepted=False)
    assert (raised.value.problems, raised.value.warnings) == ({}, {"learning": LEARNING_NOT_SHARED})
    check_follow_up(draft, accepted=True)


@pytest.mark.parametrize("went", ["", "splendidly"])
def test_how_it_went_is_one_of_three_and_asked_of_what_is_shared(went: str) -> None:
    check_follow_up(FollowUpDraft(tried="x", went=went), accepted=False)
    with pytest.raises(InvalidInput) as raised:
        check_follow_up(FollowUpDraft(tried="x", went=went, learning="y", shares=True), accepted=False)
    assert list(raised.value.problems) == ["went"]
