"""The facilitators' table of cycles on both databases, and the nudge."""

from __future__ import annotations

from datetime import date

import pytest

from community.clock import MovableClock
from community.errors import CommunityNotFound, NotAllowed
from community.ids import CommunityId, DeliveryKind
from community.pdsa.views import CyclesOverview, OverviewLine
from storage.tables import AuditRow
from storage.unit_of_work import Store
from tests.support.checkins import BEN, CAT, EVE, FAY, Cop, a_cop

NUDGE = DeliveryKind.CYCLE_NUDGE


@pytest.fixture
async def cop(store: Store, clock: MovableClock) -> Cop:
    return await a_cop(store, clock)


async def table(cop: Cop) -> CyclesOverview:
    return await cop.overviews.overview(cop.caller(FAY), cop.community_id)


async def line_of(cop: Cop, name: str = "Lincoln grade 4") -> OverviewLine:
    return next(line for line in (await table(cop)).lines if line.team and line.team.name == name)


async def test_every_team_has_a_line_also_without_a_cycle(cop: Cop) -> None:
    await cop.team("Oak", EVE)
    shown = await table(cop)
    assert [line.team.name for line in shown.lines if line.team] == ["Lincoln grade 4", "Oak"]
    assert [(line.current, line.finished, line.is_at_risk) for line in shown.lines] == [(None, 0, False)] * 2
    assert (shown.required, shown.semester_ends_on) == (3, date(2027, 1, 15))


async def test_a_person_alone_has_a_line_once_they_have_a_cycle(cop: Cop) -> None:
    await cop.doing(EVE, team_id=None)
    (line,) = [line for line in (await table(cop)).lines if line.team is None]
    assert line.person == EVE
    assert line.current is not None


async def test_the_line_has_stage_due_date_and_the_last_check_in(cop: Cop) -> None:
    doing = await cop.doing()
    await cop.checks_in(BEN, doing)
    line = await line_of(cop)
    assert line.current is not None
    assert (line.current.cycle.stage, line.current.due.due_on) == ("do", date(2026, 9, 24))
    assert line.last_checkin_at == cop.clock.now()


async def test_of_two_open_cycles_the_one_furthest_behind_is_shown(cop: Cop) -> None:
    late = await cop.doing(title="Late", ends_on=date(2026, 10, 2))
    on_time = await cop.doing(title="On time", ends_on=date(2026, 12, 4))
    await cop.checks_in(BEN, late)
    cop.at(date(2026, 10, 12))
    await cop.checks_in(BEN, on_time)
    line = await line_of(cop)
    assert line.current is not None
    assert (line.current.cycle.title, line.current.due.days_late) == ("Late", 7)


async def test_only_cycles_acted_on_this_year_count(cop: Cop) -> None:
    await cop.finished()
    closed = await cop.doing()
    await cop.cycles.close_early(cop.caller(), closed.cycle.id, "Ben moved")
    await cop.plan()
    assert (await line_of(cop)).finished == 1


async def test_silent_teams_are_at_risk_before_the_first_semester_ends_and_come_first(cop: Cop) -> None:
    await cop.team("Ash", EVE)
    await cop.finished()
    cop.at(date(2026, 12, 14))
    shown = await table(cop)
    assert [(line.team.name, line.is_at_risk) for line in shown.lines if line.team] == [
        ("Ash", True),
        ("Lincoln grade 4", False),
    ]
    assert shown.lines[0].risk == "No cycle is under way, and the semester ends on Friday 15 January 2027."


async def test_a_cycle_nobody_goes_on_with_is_at_risk_and_says_how_late_it_is(cop: Cop) -> None:
    await cop.doing()
    cop.at(date(2026, 11, 9))
    line = await line_of(cop)
    assert line.current is not None
    assert line.current.due.days_late == (date(2026, 11, 9) - date(2026, 10, 19)).days
    assert line.risk == "The open cycle has been waiting for its next step for 21 days."


async def test_the_table_is_for_facilitators(cop: Cop) -> None:
    for user_id in (BEN, EVE):
        with pytest.raises(NotAllowed):
            await cop.overviews.overview(cop.caller(user_id), cop.community_id)
    with pytest.raises(CommunityNotFound):
        await cop.overviews.overview(cop.caller(FAY), CommunityId(99))


# --- nudges -------------------------------------------------------------------------------------------------


async def test_a_nudge_goes_to_lead_and_note_taker_once_a_day(cop: Cop) -> None:
    doing = await cop.doing()
    card = await cop.overviews.nudge(cop.caller(FAY), doing.cycle.id)
    assert card.cycle.id == doing.cycle.id
    assert [row.recipient for row in await cop.deliveries(NUDGE)] == [BEN, CAT]
    with pytest.raises(NotAllowed, match="nudged today already"):
        await cop.overviews.nudge(cop.caller(FAY), doing.cycle.id)
    cop.at(date(2026, 9, 22))
    await cop.overviews.nudge(cop.caller(FAY), doing.cycle.id)
    assert len(await cop.deliveries(NUDGE)) == 4
    assert [row.action for row in await cop.rows(AuditRow)].count("pdsa.nudge.send") == 2


async def test_there_is_nothing_to_nudge_about_a_cycle_that_is_over(cop: Cop) -> None:
    done = await cop.finished()
    with pytest.raises(NotAllowed, match="it ended on Monday 21 September 2026"):
        await cop.overviews.nudge(cop.caller(FAY), done.cycle.id)


async def test_nobody_is_nudged_about_a_paused_cycle(cop: Cop) -> None:
    card = await cop.doing()
    await cop.cycles.pause(cop.caller(), card.cycle.id, "Testing week")
    with pytest.raises(NotAllowed, match="paused"):
        await cop.overviews.nudge(cop.caller(FAY), card.cycle.id)


async def test_nudging_is_for_facilitators(cop: Cop) -> None:
    doing = await cop.doing()
    with pytest.raises(NotAllowed):
        await cop.overviews.nudge(cop.caller(BEN), doing.cycle.id)
    assert await cop.deliveries(NUDGE) == []
