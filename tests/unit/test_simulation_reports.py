"""The simulation's checks of reports and objectives can fail: each is shown what it must find."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.simulation.objective_audit import Pursued, how_often, told_otherwise
from bot.simulation.report_audit import Asked, CouncilWord, councils_overheard, pages_astray, reports_astray

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = {("Lincoln", "Data walk 1"): date(2026, 9, 17), ("Maple", "Data walk 1"): date(2026, 9, 17)}
TEAMS = {"Lincoln": {"UBEN", "UCLEO"}, "Maple": {"UFARAH"}}
ASKED = Asked("UADA", "annual", NOON, is_promised=True)
WORD = CouncilWord(3, frozenset({"UBEN", "UCLEO"}))


def a_line(key: str | None, text: str = "", *, at: datetime = NOON, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "at": at.isoformat(),
        "action": "post",
        "key": key,
        "text": text,
        "blocks": [],
        "view": None,
    }
    where = {"user": None, "channel_name": "math-plc", "ts": "1.0"}
    return usual | where | changes


def a_page(team: str, user: str, title: str = "Data walk 1") -> dict[str, Any]:
    text = f"For your site council: what {team} can tell of {title}"
    return a_line(f"reports.back:1:{team}:{user}", text, user=user)


def a_file(ending: str, *, user: str = "UADA", at: datetime = NOON) -> dict[str, Any]:
    return a_line(f"reports.file:math-plc-annual-review-asked-1{ending}", at=at, action="file", user=user)


def for_leaders(said: str, *, at: datetime, key: str = "digests.leaders:4:C2") -> dict[str, Any]:
    words = f"*Progress to our objectives*\n• *Pupils explain*  ▰▰▱  {said}"
    return a_line(key, at=at, blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": words}}])


# --- pages --------------------------------------------------------------------------------------------------


def test_a_page_each_to_somebody_of_the_team_is_as_it_should_be() -> None:
    assert pages_astray([a_page("Lincoln", "UCLEO"), a_page("Maple", "UFARAH")], DUE, TEAMS) == []


def test_a_page_that_is_missing_comes_twice_or_to_a_stranger_is_found() -> None:
    lines = [
        a_page("Lincoln", "UBEN"),
        a_page("Lincoln", "UCLEO"),
        a_page("Lincoln", "UFARAH", "Data walk 2"),
    ]
    assert pages_astray(lines, DUE, TEAMS) == [
        "Lincoln on 'Data walk 1': 2 pages",
        "Lincoln on 'Data walk 2': came to UFARAH",
        "Maple on 'Data walk 1' of 2026-09-17: no page",
    ]


def test_what_a_council_said_is_found_wherever_others_read_it() -> None:
    theirs = a_line("reports.back:1", WORD.text, user="UBEN")
    facilitators = a_line(None, blocks=[{"text": WORD.text}], action="ephemeral", user="UADA")
    digest = a_line("digests.members:4", blocks=[{"text": WORD.text}])
    anothers = a_line("reports.back:2", WORD.text, user="UFARAH")
    assert councils_overheard([theirs, facilitators], [WORD], ["UADA"]) == []
    assert councils_overheard([digest, anothers], [WORD], ["UADA"]) == [
        "Council word 3: digests.members:4 to math-plc",
        "Council word 3: reports.back:2 to UFARAH",
    ]


# --- files --------------------------------------------------------------------------------------------------


def test_a_report_in_both_forms_is_as_it_should_be() -> None:
    assert reports_astray([a_file(".html"), a_file(".zip")], [ASKED], is_calm=True) == []


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ([], "0 pages, 0 sets"),
        ([a_file(".html")], "1 pages, 0 sets"),
        ([a_file(".html"), a_file(".zip"), a_file(".zip")], "1 pages, 2 sets"),
        ([a_file(".html"), a_file(".zip", user="UBEN")], "1 pages, 0 sets"),
        ([a_file(".html"), a_file(".zip", at=NOON + HOUR)], "1 pages, 0 sets"),
    ],
)
def test_a_report_that_did_not_come_once_in_each_form_is_found(
    files: list[dict[str, Any]], counts: str
) -> None:
    (found,) = reports_astray(files, [ASKED], is_calm=True)
    assert counts in found


def test_nothing_is_owed_to_whom_nothing_was_promised() -> None:
    assert reports_astray([], [Asked("UADA", "annual", NOON)], is_calm=True) == []


def test_on_slacks_bad_days_who_asked_again_may_get_two() -> None:
    twice = [a_file(".html"), a_file(".zip")] * 2
    assert reports_astray(twice, [ASKED], is_calm=False) == []


# --- objectives ---------------------------------------------------------------------------------------------


def an_objective() -> Pursued:
    return Pursued("Pupils explain", 40, 90, [(NOON - 2 * HOUR, 50), (NOON, 60)])


@pytest.mark.parametrize("key", ["digests.leaders:4:C2", "digests.reader:4:ULEA"])
def test_leaders_are_told_the_newest_figure(key: str) -> None:
    lines = [
        for_leaders("No values yet.", at=NOON - 3 * HOUR, key=key),
        for_leaders("20 % of the way", at=NOON - HOUR, key=key),
        for_leaders("40 % of the way", at=NOON + HOUR, key=key),
    ]
    assert told_otherwise(lines, [an_objective()]) == []
    assert how_often(lines, [an_objective()]) == 2


def test_an_old_figure_or_none_is_found() -> None:
    lines = [for_leaders(said, at=NOON + HOUR) for said in ("20 % of the way", "No values yet.")]
    found = told_otherwise(lines, [an_objective()])
    assert len(found) == 2
    assert all("noted as 40 % of the way" in each for each in found)


def test_a_figure_that_only_ends_like_the_noted_one_is_found() -> None:
    few = Pursued("Pupils explain", 0, 100, [(NOON, 5)])
    assert told_otherwise([for_leaders("▰▱ 45 % of the way", at=NOON + HOUR)], [few])
    assert not told_otherwise([for_leaders("▰▱ 5 % of the way", at=NOON + HOUR)], [few])


def test_of_a_value_that_was_just_being_saved_either_figure_will_do() -> None:
    told = [for_leaders(said, at=NOON) for said in ("20 % of the way", "40 % of the way")]
    assert told_otherwise(told, [an_objective()]) == []
