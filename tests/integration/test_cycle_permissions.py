"""Who may do what while a cycle goes on: every use case of check-ins and overview, asked by everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import insert

from community.clock import MovableClock
from community.errors import ConvenerError, CycleNotFound, NotAllowed, NotAMember
from community.ids import UserId, WorkspaceId
from community.pdsa.views import ActDraft, CheckinDraft, CycleCard, Status, StudyDraft, Which
from community.work import Caller
from storage.tables import MemberRow, PersonRow, TeamPersonRow
from storage.unit_of_work import Store
from tests.support.checkins import BEN, CAT, DAN, EVE, FAY, GUS, Cop, a_cop
from tests.support.outbox import WORKSPACE

OLGA = UserId("UOLGA")  # observes the team
GIL = UserId("UGIL")  # a guest, who belongs to the team like everybody else in it
ELSEWHERE = WorkspaceId("T2")

Do = Callable[[Cop, Caller, CycleCard], Awaitable[object]]
Case = tuple[str, Do]

CHECKED_IN: list[Case] = [
    ("form", lambda cop, caller, card: cop.checkins.form(caller, card.cycle.id, None)),
    (
        "answer",
        lambda cop, caller, card: cop.checkins.answer(
            caller, card.cycle.id, Which.GAME_PLAN, Status.ON_TRACK
        ),
    ),
    (
        "submit",
        lambda cop, caller, card: cop.checkins.submit(
            caller, card.cycle.id, None, CheckinDraft(status="stuck"), accepted=False
        ),
    ),
    (
        "snooze",
        lambda cop, caller, card: cop.checkins.snooze(caller, card.cycle.id, Which.GAME_PLAN, "tomorrow"),
    ),
]
STUDIED: list[Case] = [
    ("study_form", lambda cop, caller, card: cop.checkins.study_form(caller, card.cycle.id)),
    (
        "study",
        lambda cop, caller, card: cop.checkins.study(
            caller, card.cycle.id, StudyDraft(held="yes", learnt="To wait")
        ),
    ),
]
DECIDED: list[Case] = [
    ("act_form", lambda cop, caller, card: cop.checkins.act_form(caller, card.cycle.id)),
    ("act", lambda cop, caller, card: cop.checkins.act(caller, card.cycle.id, ActDraft(decision="adopt"))),
]
FACILITATED: list[Case] = [
    ("overview", lambda cop, caller, card: cop.overviews.overview(caller, cop.community_id)),
    ("nudge", lambda cop, caller, card: cop.overviews.nudge(caller, card.cycle.id)),
    ("peers", lambda cop, caller, card: cop.checkins.peers(caller, card.cycle.id)),
    ("introduce", lambda cop, caller, card: cop.checkins.introduce(caller, card.cycle.id, card.cycle.id, "")),
]
WORKS: dict[UserId, type[ConvenerError] | None] = {
    BEN: None,  # lead
    CAT: None,  # note taker
    DAN: None,  # member of the team
    GIL: None,
    FAY: None,  # facilitator
    OLGA: NotAllowed,
    EVE: NotAllowed,  # member of the community alone
    GUS: NotAMember,
}


@pytest.fixture
async def cop(store: Store, clock: MovableClock) -> Cop:
    cop = await a_cop(store, clock)
    async with store.transaction() as session:
        for user_id in (OLGA, GIL):
            person = {"workspace_id": WORKSPACE, "user_id": user_id}
            known = {"name": user_id, "zone": None, "seen_at": clock.now(), "is_guest": user_id == GIL}
            await session.execute(insert(PersonRow).values(person | known))
            member = {"community_id": cop.community_id, "stopped": [], "joined_at": clock.now()}
            await session.execute(insert(MemberRow).values(person | member))
            role = {"team_id": cop.team_id, "is_observer": user_id == OLGA}
            await session.execute(insert(TeamPersonRow).values(person | role))
    return cop


async def outcome(cop: Cop, do: Do, caller: Caller, card: CycleCard) -> type[ConvenerError] | None:
    try:
        await do(cop, caller, card)
    except (NotAllowed, NotAMember, CycleNotFound) as error:
        return type(error)
    return None


@pytest.mark.parametrize("name", [name for name, _ in CHECKED_IN])
async def test_check_ins_are_for_the_team_and_the_facilitators(cop: Cop, name: str) -> None:
    do = dict(CHECKED_IN)[name]
    for user_id, expected in WORKS.items():
        fresh = await cop.doing()
        assert await outcome(cop, do, cop.caller(user_id), fresh) is expected, user_id


@pytest.mark.parametrize("name", [name for name, _ in STUDIED])
async def test_the_study_is_for_the_team_and_the_facilitators(cop: Cop, name: str) -> None:
    do = dict(STUDIED)[name]
    for user_id, expected in WORKS.items():
        fresh = await cop.studying()
        assert await outcome(cop, do, cop.caller(user_id), fresh) is expected, user_id


@pytest.mark.parametrize("name", [name for name, _ in DECIDED])
async def test_the_decision_is_for_the_team_and_the_facilitators(cop: Cop, name: str) -> None:
    do = dict(DECIDED)[name]
    for user_id, expected in WORKS.items():
        fresh = await cop.acting()
        assert await outcome(cop, do, cop.caller(user_id), fresh) is expected, user_id


@pytest.mark.parametrize("name", [name for name, _ in FACILITATED])
async def test_the_whole_picture_and_help_are_for_facilitators(cop: Cop, name: str) -> None:
    do, card = dict(FACILITATED)[name], await cop.doing()
    await cop.checks_in(BEN, card)
    for user_id in (BEN, CAT, DAN, OLGA, EVE, GIL):
        assert await outcome(cop, do, cop.caller(user_id), card) is NotAllowed, user_id
    # Of the facilitator the introduction is refused for another reason: a cycle is no peer of itself.
    assert await outcome(cop, do, cop.caller(FAY), card) is (CycleNotFound if name == "introduce" else None)


@pytest.mark.parametrize(
    "name", [name for name, _ in CHECKED_IN + FACILITATED if name not in ("overview", "introduce")]
)
async def test_a_cycle_of_another_workspace_is_not_there(cop: Cop, name: str) -> None:
    do, card = dict(CHECKED_IN + FACILITATED)[name], await cop.doing()
    assert await outcome(cop, do, Caller(ELSEWHERE, BEN), card) is CycleNotFound
