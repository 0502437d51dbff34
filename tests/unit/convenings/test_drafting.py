from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from community.communities.views import Holiday, Person
from community.convenings.drafting import CheckedDraft, check, draft_of
from community.convenings.views import AgendaItem, Convening
from community.errors import InvalidInput
from community.ids import UserId
from tests.support.convenings import a_community, a_convening, a_draft, utc, wall

NOW = utc(2026, 11, 1, 17)
PEOPLE = {
    UserId("UBOT"): Person(UserId("UBOT"), "Helper", None, is_bot=True),
    UserId("UGONE"): Person(UserId("UGONE"), "Gil", None, is_deactivated=True),
    UserId("UFAY"): Person(UserId("UFAY"), "Fay", None),
}

AT_THE_START = {"announce_on": date(2026, 12, 3), "announce_time": time(15, 30)}
IN_THE_GAP = {
    "starts_on": date(2027, 3, 20),
    "announce_on": date(2027, 3, 14),
    "announce_time": time(2, 30),
}


def checked(existing: Convening | None = None, accepted: bool = False, **changes: Any) -> CheckedDraft:
    return check(a_draft(**changes), a_community(), PEOPLE, NOW, accepted=accepted, existing=existing)


def refused(existing: Convening | None = None, accepted: bool = False, **changes: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        checked(existing, accepted, **changes)
    return caught.value


def test_a_good_draft_gets_its_instants() -> None:
    draft = checked(title="  SEL   data walk ")
    assert draft.title == "SEL data walk"
    assert (draft.starts_at, draft.ends_at) == (utc(2026, 12, 3, 23, 30), utc(2026, 12, 4, 0, 45))
    assert draft.announce_at == utc(2026, 11, 19, 17)
    assert draft.agenda == (AgendaItem("Welcome", 10), AgendaItem("Data walk", 45))


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        ("title", {"title": " "}, "title"),
        ("title", {"title": "x" * 151}, "At most 150"),
        ("objectives", {"objectives": "x" * 2001}, "At most 2000"),
        ("starts_on", {"starts_on": None}, "Choose the day"),
        ("starts_on", {"starts_on": date(2026, 10, 1)}, "is past"),
        ("starts_time", {"starts_on": date(2026, 11, 1), "starts_time": time(8)}, "is past"),
        ("starts_on", {"starts_on": date(2199, 10, 1)}, "two years"),
        ("starts_on", {"starts_on": date(9999, 12, 31)}, "year"),
        ("starts_on", {"starts_on": date(1, 1, 1)}, "year"),
        ("starts_time", {"starts_time": None}, "Choose the time"),
        ("starts_time", {"starts_on": date(2027, 3, 14), "starts_time": time(2, 30)}, "no 2:30 am"),
        ("minutes", {"minutes_text": " "}, "how many minutes"),
        ("minutes", {"minutes_text": "0"}, "at least a minute"),
        ("minutes", {"minutes_text": "-75"}, "at least a minute"),
        ("minutes", {"minutes_text": "1441"}, "24 hours"),
        ("minutes", {"minutes_text": "25 hours"}, "24 hours"),
        ("minutes", {"minutes_text": "9" * 5000}, "24 hours"),
        ("minutes", {"minutes_text": "an  hour"}, "“an hour” is no length"),
        ("mode", {"mode": "hologram"}, "Choose"),
        ("agenda", {"agenda_text": "Data walk"}, "“Data walk”"),
        ("agenda", {"agenda_text": "Data walk, 80"}, "takes 80 minutes"),
        ("link", {"link": "meet.example.org"}, "https://"),
        ("link", {"link": "javascript:alert(1)"}, "https://"),
        ("link", {"link": "https://"}, "https://"),
        ("link", {"link": "https://[::1"}, "https://"),
        ("link", {"link": "https://a b.example"}, "https://"),
        ("facilitator", {"facilitator": UserId("UBOT")}, "Helper is an app"),
        ("note_taker", {"note_taker": UserId("UGONE")}, "Gil's account is deactivated"),
        ("announce_on", {"announce_on": date(2026, 12, 4)}, "before the session starts"),
        ("announce_on", AT_THE_START, "before the session"),
        ("announce_time", IN_THE_GAP, "no 2:30 am"),
    ],
)
def test_a_problem_is_said_beside_its_field(field: str, changes: dict[str, Any], said: str) -> None:
    problems = refused(accepted=True, **changes).problems
    assert list(problems) == [field]
    assert said in problems[field]


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        ("link", {"link": ""}, "no link"),
        ("place", {"mode": "in_person"}, "no place"),
        ("place", {"mode": "hybrid"}, "no place"),
        ("starts_on", {"starts_on": date(2027, 7, 1)}, "school year ends on Friday 11 June 2027"),
        ("starts_time", {"starts_on": date(2027, 11, 7), "starts_time": time(1, 30)}, "comes twice"),
    ],
)
def test_what_is_odd_can_be_accepted(field: str, changes: dict[str, Any], said: str) -> None:
    community = a_community(year_ends_on=date(2027, 6, 11))
    error = refused(**changes)
    assert error.problems == {}
    assert said in error.warnings[field]
    assert check(a_draft(**changes), community, PEOPLE, NOW, accepted=True)


def test_a_session_in_a_holiday_is_warned_of() -> None:
    holiday = Holiday(date(2026, 12, 21), date(2027, 1, 1), "Winter break")
    draft, community = a_draft(starts_on=date(2026, 12, 24)), a_community(holidays=(holiday,))
    with pytest.raises(InvalidInput) as refusal:
        check(draft, community, PEOPLE, NOW, accepted=False)
    assert "Winter break, until Friday 1 January 2027" in refusal.value.warnings["starts_on"]
    assert check(draft, community, PEOPLE, NOW, accepted=True)


def test_an_announcement_whose_time_is_past_is_asked_about() -> None:
    error = refused(announce_on=date(2026, 10, 1))
    assert error.problems == {}
    assert "announced at once" in error.warnings["announce_on"]
    assert checked(accepted=True, announce_on=date(2026, 10, 1)).announce_at == NOW


def test_of_a_start_that_comes_twice_the_first_is_kept() -> None:
    draft = checked(accepted=True, starts_on=date(2027, 11, 7), starts_time=time(1, 30))
    assert draft.starts_at == utc(2027, 11, 7, 8, 30)


def test_all_problems_are_said_at_once_with_the_warnings() -> None:
    error = refused(title="", minutes_text="0", link="")
    assert set(error.problems) == {"title", "minutes"}
    assert set(error.warnings) == {"link"}


def test_a_session_over_midnight_is_measured_in_time_that_passes() -> None:
    draft = checked(starts_on=date(2027, 3, 13), starts_time=time(23, 30), minutes_text="240")
    assert draft.ends_at - draft.starts_at == timedelta(hours=4)


def test_a_convening_shown_in_the_form_is_checked_to_the_same() -> None:
    convening = a_convening(announce_at=utc(2026, 11, 19, 17))
    again = check(draft_of(convening), a_community(), PEOPLE, NOW, accepted=False, existing=convening)
    for name in ("title", "starts_local", "starts_at", "ends_at", "agenda", "announce_at", "link"):
        assert getattr(again, name) == getattr(convening, name)


def test_a_session_that_goes_on_can_be_corrected_but_not_moved() -> None:
    existing = a_convening(wall(2026, 11, 1, 8, 30), announce_at=NOW - timedelta(days=3))
    draft = replace(draft_of(existing), link="https://other.example.org")
    corrected = check(draft, a_community(), PEOPLE, NOW, accepted=False, existing=existing)
    assert corrected.link == "https://other.example.org"
    moved = replace(draft, starts_time=time(11))
    with pytest.raises(InvalidInput, match="cannot be moved"):
        check(moved, a_community(), PEOPLE, NOW, accepted=False, existing=existing)


def test_an_announcement_that_has_gone_out_keeps_its_time() -> None:
    existing = a_convening(announce_at=NOW - timedelta(days=1))
    draft = replace(draft_of(existing), announce_on=date(2026, 11, 30))
    kept = check(draft, a_community(), PEOPLE, NOW, accepted=False, existing=existing)
    assert kept.announce_at == existing.announce_at
