"""Who shares what in a simulation, and how its people come back for what is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.simulation.cast import Cast, Habit, Member, gather
from bot.simulation.crews import form_crews
from bot.simulation.ledger import Ledger
from bot.simulation.plan import SimulationPlan
from bot.simulation.school_year import SchoolYear
from bot.simulation.script.hands import HOUR, Hands
from bot.simulation.threads import Manner, Thread, plan_threads
from bot.stage.hours import Diary
from community.clock import MovableClock
from sandbox.screens import NotOnScreen
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

NOON = datetime(2026, 9, 7, 19, tzinfo=UTC)
ZONE = "America/Los_Angeles"


def a_cast(members: int = 24) -> Cast:
    return gather(SandboxServer(Workspace(MovableClock(NOON))), members=members, zone=ZONE, seed=7)


def a_year(weeks: int) -> SchoolYear:
    return SchoolYear(SimulationPlan(weeks, 24, 7, date(2026, 9, 7), ZONE, Path("unused")))


def threads_of(cast: Cast, weeks: int) -> list[Thread]:
    return plan_threads(cast, form_crews(cast), a_year(weeks))


def test_every_manner_of_thread_is_met_in_a_year_and_the_leaving_once() -> None:
    manners = [thread.manner for thread in threads_of(a_cast(), 40)]
    assert set(manners) == set(Manner)
    assert manners[:6] == list(Manner)
    assert manners.count(Manner.LEAVING) == 1


def test_no_thread_begins_in_the_winter_break_or_at_the_very_end() -> None:
    year = a_year(40)
    weeks = [thread.week for thread in threads_of(a_cast(), 40)]
    assert not any(year.is_in_winter_break(year.day(week)) for week in weeks)
    assert max(weeks) < 38


def test_who_leaves_midway_presents_nothing_else_and_leads_no_team() -> None:
    cast = a_cast()
    crews, threads = form_crews(cast), threads_of(cast, 40)
    (leaver,) = [thread.presenter for thread in threads if thread.manner is Manner.LEAVING]
    others = [thread.presenter for thread in threads if thread.manner is not Manner.LEAVING]
    assert leaver not in others
    assert leaver not in [member for crew in crews for member in (crew.lead, crew.note_taker)]
    assert all(presenter.habit is not Habit.SILENT for presenter in others)


def test_in_a_small_community_nobody_leaves_midway() -> None:
    manners = [thread.manner for thread in threads_of(a_cast(6), 20)]
    assert Manner.LEAVING not in manners


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def hands(tmp_path: Path, diary: Diary) -> Iterator[Hands]:
    workspace = Workspace(MovableClock(NOON))
    ledger = Ledger(tmp_path, workspace)
    yield Hands(a_year(2), a_cast(), workspace, diary, ledger)
    ledger.close()


@pytest.mark.parametrize(("missing", "tries"), [(0, 1), (2, 3), (9, 4)])
async def test_people_come_back_a_few_times_for_what_is_not_there(
    hands: Hands, diary: Diary, missing: int, tries: int
) -> None:
    """An hour later, then later the same day, then the next day; not for ever."""
    tried = 0

    async def act(member: Member) -> None:
        nonlocal tried
        tried += 1
        if tried <= missing:
            raise NotOnScreen("not yet")

    await hands.perform(hands.cast.members[0], "looks", hands.insisting("looks", act))
    while again := diary.take_due(NOON + timedelta(days=3)):
        await again()
    assert tried == tries


async def test_what_is_put_off_waits_until_its_hour(hands: Hands, diary: Diary) -> None:
    async def act(member: Member) -> None:
        raise NotOnScreen("not yet")

    await hands.perform(hands.cast.members[0], "looks", hands.insisting("looks", act))
    assert diary.next_at() == NOON + HOUR
