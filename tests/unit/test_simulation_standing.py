"""What the simulation reads of the teams' year on the facilitator's screen, and what it holds against it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.simulation.cast import gather
from bot.simulation.crews import Temperament, fitting, form_crews, terms_of
from bot.simulation.plan import SimulationPlan
from bot.simulation.school_year import SchoolYear
from bot.simulation.standing import Standings
from community.clock import MovableClock
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

SEMESTER_ENDS_ON = date(2027, 1, 28)
FIRST_LOOK, SECOND_LOOK, THIRD_LOOK = date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)

NOBODY_AT_RISK = """PDSA cycles in Math PLC
3 cycles a school year, the first by the end of the semester. At risk of missing that: nobody.
PDSA cycles by team
Team | Cycle | Stage | Due | Days late | Last check-in | Finished
Lincoln | Lincoln, test 2 of wait time | Do | Oct 5 | 3 | Sep 24 | 1 of 3
Maple | 2 of 9 never speak | Study | Oct 1 | 5 | none | 0 of 3
Worth a word from you
Maple: 5 days late
Lincoln: 3 days late
"""
MAPLE_AT_RISK = NOBODY_AT_RISK.replace("nobody", "1 of 2").replace("Maple: 5", "Maple: Waiting for 14")
AS_A_LIST = """PDSA cycles in Math PLC
At risk of missing that: nobody.
Lincoln · Do · 2 of 3 finished
Lincoln, test 3 of wait time: the mid-stream check-in, October 5
"""


def standings() -> Standings:
    return Standings({"Lincoln": Temperament.DILIGENT, "Maple": Temperament.SILENT})


def at_risk_since(seen: Standings, team: str) -> date | None:
    return seen.by_team[team].at_risk_since


def a_year(weeks: int) -> SchoolYear:
    start = date(2026, 9, 7)
    return SchoolYear(SimulationPlan(weeks, 24, 7, start, "America/Los_Angeles", Path("unused")))


@pytest.mark.parametrize(("shown", "finished"), [(NOBODY_AT_RISK, 1), (AS_A_LIST, 2)])
def test_finished_cycles_are_read_from_the_table_or_the_list(shown: str, finished: int) -> None:
    seen = standings()
    seen.note(FIRST_LOOK, shown)
    assert (seen.by_team["Lincoln"].finished, seen.by_team["Lincoln"].required) == (finished, 3)


def test_a_team_that_is_only_late_is_not_at_risk() -> None:
    seen = standings()
    seen.note(FIRST_LOOK, MAPLE_AT_RISK)
    assert seen.by_team["Maple"].at_risk_since == FIRST_LOOK
    assert seen.by_team["Lincoln"].at_risk_since is None


def test_at_risk_since_is_the_first_look_of_the_last_stretch() -> None:
    seen = standings()
    for look, shown in ((FIRST_LOOK, MAPLE_AT_RISK), (SECOND_LOOK, MAPLE_AT_RISK)):
        seen.note(look, shown)
    assert at_risk_since(seen, "Maple") == FIRST_LOOK
    seen.note(SECOND_LOOK, NOBODY_AT_RISK)
    assert at_risk_since(seen, "Maple") is None
    seen.note(THIRD_LOOK, MAPLE_AT_RISK)
    assert at_risk_since(seen, "Maple") == THIRD_LOOK


def test_a_diligent_team_behind_its_plan_is_astray() -> None:
    seen = standings()
    seen.note(FIRST_LOOK, MAPLE_AT_RISK)
    assert seen.astray(finished=1, semester_ends_on=SEMESTER_ENDS_ON) == []
    (astray,) = seen.astray(finished=2, semester_ends_on=SEMESTER_ENDS_ON)
    assert astray == "Lincoln: diligent, and only 1 of 2 cycles finished"


@pytest.mark.parametrize("shown", [NOBODY_AT_RISK, MAPLE_AT_RISK])
def test_a_silent_team_unnoticed_in_the_first_semester_is_astray(shown: str) -> None:
    seen = standings()
    seen.note(FIRST_LOOK if shown is NOBODY_AT_RISK else date(2027, 2, 1), shown)
    (astray,) = seen.astray(finished=0, semester_ends_on=SEMESTER_ENDS_ON)
    assert astray.startswith("Maple: silent, and not shown to be at risk")


def test_a_school_year_has_room_for_three_cycles_a_short_one_for_fewer() -> None:
    assert [len(terms_of(a_year(weeks))) for weeks in (2, 6, 40)] == [1, 2, 3]
    assert [fitting(terms_of(a_year(weeks)), a_year(weeks)) for weeks in (2, 6, 20, 40)] == [0, 1, 3, 3]


def test_one_of_the_years_cycles_spans_a_holiday() -> None:
    year = a_year(40)
    spans = [year.holiday_between(term.starts_on, term.ends_on) for term in terms_of(year)]
    assert [span.name if span else None for span in spans] == [None, "Winter break", None]


@pytest.mark.parametrize(("members", "teams"), [(6, 2), (10, 4), (24, 6)])
def test_everybody_but_the_facilitators_is_in_one_team(members: int, teams: int) -> None:
    server = SandboxServer(Workspace(MovableClock(datetime(2026, 9, 7, tzinfo=UTC))))
    cast = gather(server, members=members, zone="America/Los_Angeles", seed=7)
    crews = form_crews(cast)
    assert len(crews) == teams
    assert sorted(one.person.id for crew in crews for one in crew.members) == sorted(
        one.person.id for one in cast.members[2:]
    )
    assert len({crew.lead.person.id for crew in crews}) == teams
