"""PDSA cycles on both databases: planned, begun, moved, handed over, seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from community.clock import MovableClock
from community.errors import (
    CommunityNotFound,
    CycleClosed,
    CycleNotFound,
    CyclePaused,
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotAMember,
    RepeatedRequest,
    WrongStage,
)
from community.ids import CycleId, DeliveryKind, UserId, WorkspaceId
from community.pdsa.views import Cycle, MeasureDraft, Stage
from community.work import Caller
from storage.tables import CheckinRow, CycleRow, MeasureRow, ObservationRow, PersonRow, ProblemRow
from storage.unit_of_work import Store
from tests.support.cycles import FRIDAY, MONDAY, OTTO, Pdsa, a_pdsa, a_plan
from tests.support.plc import FAY
from tests.support.teams import ADA, BEN, CAT, DAN, EVE

LATER = FRIDAY + timedelta(days=14)


@pytest.fixture
async def pdsa(store: Store, clock: MovableClock) -> Pdsa:
    return await a_pdsa(store, clock)


async def set_stage(pdsa: Pdsa, cycle: Cycle, stage: Stage, **values: object) -> Cycle:
    """What checking in, studying and acting make of a cycle."""
    async with pdsa.store.transaction() as session:
        changed = update(CycleRow).where(CycleRow.id == cycle.id).values(stage=stage, **values)
        await session.execute(changed)
    return await pdsa.cycle(cycle.id)


async def observe(pdsa: Pdsa, cycle: Cycle, *values: float) -> None:
    """A check-in with these values, a day each from the start on."""
    async with pdsa.store.transaction() as session:
        noted = {"noted_by": ADA, "noted_at": pdsa.clock.now()}
        checkin = insert(CheckinRow).values(cycle_id=cycle.id, status="on_track", links=[], **noted)
        checkin_id = (await session.execute(checkin.returning(CheckinRow.id))).scalar_one()
        for days, value in enumerate(values):
            await session.execute(
                insert(ObservationRow).values(
                    measure_id=cycle.measures[0].id,
                    checkin_id=checkin_id,
                    observed_on=MONDAY + timedelta(days=days),
                    value=value,
                    noted_at=pdsa.clock.now(),
                )
            )


# --- planning -----------------------------------------------------------------------------------------------


async def test_a_started_cycle_is_kept_its_card_posted_and_its_plan_asked_for(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    assert (cycle.stage, cycle.number, cycle.team) == (Stage.PLAN, 1, pdsa.team)
    assert (cycle.lead, cycle.note_taker) == (ADA, BEN)
    assert [(each.name, each.baseline, each.target) for each in cycle.measures] == [("Exit tickets", 40, 60)]
    assert [row.key for row in await pdsa.planned(DeliveryKind.CYCLE_CARD)] == [f"pdsa.card:{cycle.id}"]
    assert await pdsa.asked() == [("plan_due", ADA, "09-11 16:00"), ("plan_due", BEN, "09-11 16:00")]
    assert await pdsa.events() == ["planned"]
    assert (ADA, "pdsa.cycle.planned") in await pdsa.audited()


async def test_the_same_submission_twice_starts_one_cycle(pdsa: Pdsa) -> None:
    caller, draft = pdsa.caller(ADA, "view:V1"), a_plan(team_id=pdsa.team.id)
    await pdsa.services.cycles.start(caller, pdsa.community_id, draft, accepted=False)
    with pytest.raises(RepeatedRequest):
        await pdsa.services.cycles.start(caller, pdsa.community_id, draft, accepted=False)
    assert len((await pdsa.services.cycles.mine(pdsa.caller(), pdsa.community_id)).lines) == 1


async def test_a_cycle_alone_is_led_by_whoever_starts_it(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(OTTO, team_id=None)
    assert (cycle.team, cycle.lead, cycle.note_taker, cycle.owner_name) == (None, OTTO, None, None)


async def test_nobody_starts_a_cycle_for_another_team_but_facilitators(pdsa: Pdsa) -> None:
    for stranger in (OTTO, EVE):
        with pytest.raises(InvalidInput) as refused:
            await pdsa.start(stranger)
        assert list(refused.value.problems) == ["team"]
    assert (await pdsa.start(FAY)).lead == ADA


async def test_a_new_form_offers_the_persons_teams_and_six_weeks_from_monday(pdsa: Pdsa) -> None:
    form = await pdsa.services.cycles.form(pdsa.caller(), pdsa.community_id)
    assert [team.name for team in form.teams] == ["Lincoln grade 4"]
    assert form.draft.team_id == pdsa.team.id
    assert (form.draft.starts_on, form.draft.ends_on) == (MONDAY, FRIDAY)
    assert form.missing == ("the prediction", "a measure", "what evidence you will collect")
    alone = await pdsa.services.cycles.form(pdsa.caller(OTTO), pdsa.community_id)
    assert (alone.teams, alone.draft.team_id) == ((), None)
    assert (await pdsa.services.cycles.form(pdsa.caller(EVE), pdsa.community_id)).teams == ()


async def test_cycles_of_a_team_are_numbered_within_the_school_year(pdsa: Pdsa) -> None:
    last_year = await pdsa.start(starts_on=date(2026, 3, 2), ends_on=date(2026, 4, 3))
    first, second = await pdsa.start(), await pdsa.start()
    alone = await pdsa.start(ADA, team_id=None)
    assert [each.number for each in (last_year, first, second, alone)] == [1, 1, 2, 1]


async def test_a_plan_is_edited_in_place_while_planning_and_nothing_is_told(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    card = await pdsa.edit(cycle, change="Wait ten seconds.", starts_on=MONDAY + timedelta(days=7))
    assert card.cycle.change == "Wait ten seconds."
    assert await pdsa.events() == ["planned"]
    assert (ADA, "pdsa.cycle.edited") in await pdsa.audited()
    assert [which for which, _, at in await pdsa.asked() if at == "09-18 16:00"] == ["plan_due", "plan_due"]


async def test_saving_a_plan_unchanged_changes_nothing(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    assert (await pdsa.edit(cycle)).cycle.version == cycle.version


async def test_an_amended_plan_keeps_its_old_words_and_tells_them(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.edit(
        cycle,
        prediction="Three times as many.",
        measures=(MeasureDraft("Exit tickets", "%", "up", "40", "70"),),
    )
    entry = await pdsa.services.cycles.story(3)
    assert entry is not None
    assert (entry.what, entry.by) == ("amended", ADA)
    assert entry.lines == (
        ("Prediction", "Three times as many."),
        ("Prediction, before", "Twice as many will explain their answer."),
        ("Measures", "Exit tickets (%, more is better, from 40 to 70)"),
        ("Measures, before", "Exit tickets (%, more is better, from 40 to 60)"),
    )


async def test_a_measure_that_has_values_can_be_renamed_and_not_taken_away(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await observe(pdsa, cycle, 41, 44)
    with pytest.raises(InvalidInput) as refused:
        await pdsa.edit(cycle, measures=(MeasureDraft(),))
    assert list(refused.value.problems) == ["measure1_name"]
    card = await pdsa.edit(cycle, measures=(MeasureDraft("Tickets", "%", "up"),))
    assert [(chart.measure.name, chart.count) for chart in card.charts] == [("Tickets", 2)]


async def test_who_opened_the_form_before_somebody_elses_change_is_told_of_it(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.edit(cycle, BEN, change="Wait ten seconds.")
    save = pdsa.services.cycles.save_plan
    draft = a_plan(team_id=pdsa.team.id, change="Wait three seconds.")
    with pytest.raises(EditedMeanwhile, match="Ben changed this cycle") as refused:
        await save(pdsa.caller(), cycle.id, draft, version=cycle.version, accepted=True)
    card = await save(pdsa.caller(), cycle.id, draft, version=refused.value.version, accepted=True)
    assert card.cycle.change == "Wait three seconds."


async def test_a_cycle_changes_its_team_only_while_it_is_planned(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(team_id=None)
    assert (await pdsa.edit(cycle, team_id=pdsa.team.id)).cycle.team == pdsa.team
    await pdsa.services.cycles.begin(pdsa.caller(), cycle.id)
    with pytest.raises(InvalidInput) as refused:
        await pdsa.edit(cycle, team_id=None)
    assert list(refused.value.problems) == ["team"]


# --- moving -------------------------------------------------------------------------------------------------


async def test_an_incomplete_plan_does_not_begin(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(prediction="", measures=(MeasureDraft(),), evidence_student=" ")
    lacking = "the prediction, a measure and what evidence you will collect"
    with pytest.raises(WrongStage, match=lacking):
        await pdsa.services.cycles.begin(pdsa.caller(), cycle.id)
    assert (await pdsa.card(cycle)).missing == (
        "the prediction",
        "a measure",
        "what evidence you will collect",
    )


async def test_a_cycle_begins_is_finished_paused_resumed_extended_and_closed(pdsa: Pdsa) -> None:
    cycle, cycles = await pdsa.start(), pdsa.services.cycles
    assert (await cycles.begin(pdsa.caller(BEN), cycle.id)).cycle.stage is Stage.DO
    paused = await cycles.pause(pdsa.caller(DAN), cycle.id, " Snow days ")
    assert (paused.cycle.is_paused, paused.cycle.pause_reason, paused.due.which) == (True, "Snow days", None)
    assert not await pdsa.asked()
    resumed = await cycles.resume(pdsa.caller(CAT), cycle.id, LATER)
    assert (resumed.cycle.is_paused, resumed.cycle.ends_on) == (False, LATER)
    extended = await cycles.extend(pdsa.caller(FAY), cycle.id, LATER + timedelta(days=7), "Holidays")
    assert extended.cycle.ends_on == LATER + timedelta(days=7)
    assert (await cycles.finish_doing(pdsa.caller(), cycle.id)).cycle.stage is Stage.STUDY
    closed = await cycles.close_early(pdsa.caller(), cycle.id, "We moved schools")
    assert (closed.cycle.stage, closed.cycle.closed_early) == (Stage.DONE, True)
    assert not await pdsa.asked()
    assert await pdsa.events() == [
        "planned", "began", "paused", "resumed", "extended", "finished_doing", "closed_early",
    ]  # fmt: skip
    told = [(row.thread_of, row.recipient) for row in await pdsa.planned(DeliveryKind.CYCLE_STORY)]
    assert told == [(f"pdsa.card:{cycle.id}", "C1")] * 6


async def test_what_moving_asks_is_said_beside_the_field(pdsa: Pdsa) -> None:
    cycle, cycles, ada = await pdsa.started_and_begun(), pdsa.services.cycles, pdsa.caller()
    refused: dict[str, Callable[[], Awaitable[object]]] = {
        "Say why": lambda: cycles.pause(ada, cycle.id, " "),
        "At most 500": lambda: cycles.close_early(ada, cycle.id, "x" * 501),
        "Choose the new end": lambda: cycles.extend(ada, cycle.id, None, "more time"),
        "Choose a later day": lambda: cycles.extend(ada, cycle.id, FRIDAY, "more time"),
        "more than a year": lambda: cycles.extend(ada, cycle.id, date(2028, 1, 1), "more time"),
        "leads the cycle already": lambda: cycles.hand_over(ada, cycle.id, ADA),
        "Choose somebody of Lincoln": lambda: cycles.hand_over(ada, cycle.id, OTTO),
        "Only members of Math PLC": lambda: cycles.hand_over(ada, cycle.id, UserId("UNOBODY")),
    }
    for sentence, action in refused.items():
        with pytest.raises(InvalidInput, match=sentence):
            await action()
    await cycles.pause(ada, cycle.id, "Snow")
    for ends_on, sentence in ((None, "Choose the day"), (date(2026, 9, 1), "is past")):
        with pytest.raises(InvalidInput, match=sentence):
            await cycles.resume(ada, cycle.id, ends_on)


async def test_the_end_offered_after_a_pause_makes_up_for_it(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    with pytest.raises(WrongStage, match="not paused"):
        await pdsa.services.cycles.resume_form(pdsa.caller(), cycle.id)
    await pdsa.services.cycles.pause(pdsa.caller(), cycle.id, "Snow")
    for days, later in ((5, 5), (3, 7), (90, 98)):  # in all 5, 8 and 98 days; the eighth is a Saturday
        pdsa.clock.advance(timedelta(days=days))
        _, ends_on = await pdsa.services.cycles.resume_form(pdsa.caller(BEN), cycle.id)
        assert ends_on == FRIDAY + timedelta(days=later)
    with pytest.raises(NotAllowed):
        await pdsa.services.cycles.resume_form(pdsa.caller(OTTO), cycle.id)


async def test_who_takes_a_cycle_over_is_told_and_asked_in_place_of_the_one_before(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    card = await pdsa.services.cycles.hand_over(pdsa.caller(), cycle.id, DAN)
    assert (card.cycle.lead, card.cycle.note_taker) == (DAN, BEN)
    told = await pdsa.planned(DeliveryKind.CYCLE_HANDED_OVER)
    assert [(row.recipient, row.context["by"]) for row in told] == [(DAN, ADA)]
    assert {person for _, person, _ in await pdsa.asked()} == {DAN, BEN}


async def test_taking_a_cycle_over_oneself_is_not_told_to_oneself(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.services.cycles.hand_over(pdsa.caller(DAN), cycle.id, DAN)
    assert not await pdsa.planned(DeliveryKind.CYCLE_HANDED_OVER)


async def test_who_hands_on_what_they_did_alone_sees_it_go_from_their_home(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(OTTO, team_id=None)
    async with pdsa.store.transaction() as session:
        await session.execute(update(PersonRow).values(home_opened_at=pdsa.clock.now()))
    assert await pdsa.planned(DeliveryKind.HOME) == []
    await pdsa.services.cycles.hand_over(pdsa.caller(OTTO), cycle.id, DAN)
    assert OTTO in {row.recipient for row in await pdsa.planned(DeliveryKind.HOME)}


async def test_a_cycle_alone_is_handed_to_any_member(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(OTTO, team_id=None)
    assert (await pdsa.services.cycles.hand_over(pdsa.caller(OTTO), cycle.id, DAN)).cycle.lead == DAN
    with pytest.raises(NotAllowed):
        await pdsa.services.cycles.pause(pdsa.caller(OTTO), cycle.id, "why not")


# --- who may ------------------------------------------------------------------------------------------------

STRANGER, GUEST, LEADER = UserId("USTRANGER"), UserId("UGUEST"), UserId("ULEADER")
LOOKS = ("card", "ramp")
MAY = {ADA: "all", BEN: "all", CAT: "all", DAN: "all", FAY: "all", EVE: "look", OTTO: "look"}


def everything(pdsa: Pdsa, person: str, cycle: Cycle) -> dict[str, Callable[[], Awaitable[object]]]:
    """Every action on a cycle, done so that only permission can refuse it."""
    cycles, caller = pdsa.services.cycles, pdsa.caller(person)
    plan = replace(a_plan(team_id=pdsa.team.id), change=f"As {person} has it")
    return {
        "card": lambda: cycles.card(caller, cycle.id),
        "ramp": lambda: cycles.ramp(caller, cycle.id),
        "form": lambda: cycles.form(caller, pdsa.community_id, cycle_id=cycle.id),
        "save_plan": lambda: cycles.save_plan(caller, cycle.id, plan, version=cycle.version, accepted=True),
        "begin": lambda: cycles.begin(caller, cycle.id),
        "pause": lambda: cycles.pause(caller, cycle.id, "Snow"),
        "resume": lambda: cycles.resume(caller, cycle.id, LATER),
        "extend": lambda: cycles.extend(caller, cycle.id, LATER + timedelta(days=1), "Snow"),
        "finish_doing": lambda: cycles.finish_doing(caller, cycle.id),
        "hand_over": lambda: cycles.hand_over(caller, cycle.id, BEN),
        "close_early": lambda: cycles.close_early(caller, cycle.id, "Done"),
    }


@pytest.mark.parametrize("person", MAY)
async def test_the_team_and_facilitators_work_on_a_cycle_and_every_member_looks(
    pdsa: Pdsa, person: str
) -> None:
    cycle = await pdsa.start()
    for name, action in everything(pdsa, person, cycle).items():
        if name in LOOKS or MAY[UserId(person)] == "all":
            await action()
        else:
            with pytest.raises(NotAllowed, match="Lincoln grade 4"):
                await action()


@pytest.mark.parametrize("person", [STRANGER, GUEST, LEADER])
async def test_who_does_not_belong_to_the_community_may_not_even_look(pdsa: Pdsa, person: str) -> None:
    async with pdsa.store.transaction() as session:
        about = {"workspace_id": "T1", "name": "Somebody", "zone": None, "seen_at": pdsa.clock.now()}
        await session.execute(insert(PersonRow).values(user_id=GUEST, is_guest=True, **about))
    cycle = await pdsa.start()
    for action in everything(pdsa, person, cycle).values():
        with pytest.raises(NotAMember):
            await action()
    for refused in (
        pdsa.services.cycles.mine(pdsa.caller(person), pdsa.community_id),
        pdsa.services.cycles.form(pdsa.caller(person), pdsa.community_id),
        pdsa.services.cycles.start(pdsa.caller(person), pdsa.community_id, a_plan(), accepted=True),
    ):
        with pytest.raises(NotAMember):
            await refused


async def test_another_workspace_finds_no_cycle_here(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    foreigner = Caller(WorkspaceId("T2"), ADA)
    with pytest.raises(CycleNotFound):
        await pdsa.services.cycles.card(foreigner, cycle.id)
    with pytest.raises(CommunityNotFound):
        await pdsa.services.cycles.start(foreigner, pdsa.community_id, a_plan(), accepted=True)
    with pytest.raises(CycleNotFound):
        await pdsa.services.cycles.begin(pdsa.caller(), CycleId(99))


async def test_who_left_the_community_may_not_go_on(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.plc.leave(DAN)
    with pytest.raises(NotAMember):
        await pdsa.services.cycles.begin(pdsa.caller(DAN), cycle.id)


async def test_a_paused_and_a_closed_cycle_say_so(pdsa: Pdsa) -> None:
    cycle, cycles = await pdsa.started_and_begun(), pdsa.services.cycles
    await cycles.pause(pdsa.caller(), cycle.id, "Snow")
    with pytest.raises(CyclePaused, match="Snow"):
        await cycles.finish_doing(pdsa.caller(), cycle.id)
    await cycles.close_early(pdsa.caller(), cycle.id, "Enough")
    refusals: list[Callable[[], Awaitable[object]]] = [
        lambda: cycles.resume(pdsa.caller(), cycle.id, LATER),
        lambda: cycles.close_early(pdsa.caller(), cycle.id, "Again"),
        lambda: pdsa.edit(cycle, change="Another"),
    ]
    for action in refusals:
        with pytest.raises(CycleClosed, match="Enough"):
            await action()


# --- the next cycle, and what is seen -----------------------------------------------------------------------


async def test_the_next_cycle_carries_problem_learning_measures_and_the_refined_change(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    with pytest.raises(WrongStage, match="when this one is decided"):
        await pdsa.services.cycles.form(pdsa.caller(), pdsa.community_id, previous_id=cycle.id)
    acted = {"learnt": "Silence is hard.", "decision": "adapt", "next_step": "Wait, then pair talk."}
    await set_stage(pdsa, cycle, Stage.DONE, closed_at=pdsa.clock.now(), **acted)
    form = await pdsa.services.cycles.form(pdsa.caller(), pdsa.community_id, previous_id=cycle.id)
    draft = form.draft
    assert (draft.problem, draft.shared_learning) == (cycle.problem, "Silence is hard.")
    assert (draft.change, draft.prediction) == ("Wait, then pair talk.", "")
    assert [(each.name, each.baseline) for each in draft.measures] == [("Exit tickets", "40")]
    following = (
        await pdsa.services.cycles.start(pdsa.caller(), pdsa.community_id, draft, accepted=True)
    ).cycle
    assert (following.previous_id, (await pdsa.cycle(cycle.id)).next_id) == (cycle.id, following.id)
    ramp = await pdsa.services.cycles.ramp(pdsa.caller(OTTO), following.id)
    assert [card.cycle.id for card in ramp] == [cycle.id, following.id]


async def test_of_two_teammates_who_start_the_next_cycle_at_once_one_does(pdsa: Pdsa) -> None:
    before = await pdsa.started_and_begun()
    await pdsa.services.cycles.close_early(pdsa.caller(), before.id, "The class was merged")
    results = await asyncio.gather(
        pdsa.start(ADA, previous_id=before.id), pdsa.start(BEN, previous_id=before.id), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Cycle", "WrongStage"]
    with pytest.raises(WrongStage, match="has its next cycle already"):
        await pdsa.services.cycles.form(pdsa.caller(), pdsa.community_id, previous_id=before.id)


async def test_a_card_that_cannot_be_posted_is_tried_as_long_as_its_cycle_lasts(pdsa: Pdsa) -> None:
    await pdsa.start()
    (card,) = await pdsa.planned(DeliveryKind.CYCLE_CARD)
    assert card.expires_at.date() > FRIDAY


async def test_a_cycle_from_a_problem_carries_its_words_and_never_its_presenter(pdsa: Pdsa) -> None:
    async with pdsa.store.transaction() as session:
        problem_id = await session.scalar(
            insert(ProblemRow)
            .values(
                workspace_id="T1",
                community_id=pdsa.community_id,
                channel="C1",
                presenter=OTTO,
                is_anonymous=True,
                state="closed",
                title="Few explain",
                numbers="8 of 26",
                focus_question="How do we get them talking?",
                will_try="Wait time",
                begins_at=pdsa.clock.now(),
                created_at=pdsa.clock.now(),
            )
            .returning(ProblemRow.id)
        )
    form = await pdsa.services.cycles.form(pdsa.caller(), pdsa.community_id, problem_id=problem_id)
    assert form.draft.problem == "Few explain\n8 of 26\nFocus question: How do we get them talking?"
    assert (form.draft.change, form.draft.team_id) == ("Wait time", pdsa.team.id)
    assert OTTO not in repr(form.draft)
    card = await pdsa.services.cycles.start(
        pdsa.caller(),
        pdsa.community_id,
        replace(form.draft, team_id=None),
        accepted=True,
    )
    assert card.cycle.problem_id == problem_id


async def test_a_member_sees_their_teams_cycles_with_the_longest_due_first(pdsa: Pdsa) -> None:
    over = await pdsa.start(title="Over")
    await set_stage(pdsa, over, Stage.DONE, closed_at=pdsa.clock.now(), decision="adopt")
    given_up = await pdsa.start(title="Given up")
    await pdsa.services.cycles.close_early(pdsa.caller(), given_up.id, "No time")
    await pdsa.start(title="Later", starts_on=date(2026, 9, 28))
    await pdsa.start(title="Sooner")
    await pdsa.start(OTTO, team_id=None, title="Otto's")
    mine = await pdsa.services.cycles.mine(pdsa.caller(BEN), pdsa.community_id)
    titles = [line.cycle.title for line in mine.lines]
    assert (titles, mine.finished, mine.is_facilitator) == (["Sooner", "Later", "Over", "Given up"], 1, False)
    others = await pdsa.services.cycles.mine(pdsa.caller(OTTO), pdsa.community_id)
    assert [line.cycle.title for line in others.lines] == ["Otto's"]


async def test_a_card_counts_check_ins_and_shows_the_last_with_its_values(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await observe(pdsa, cycle, 41, 44, 47)
    card = await pdsa.card(cycle)
    assert card.checkins == 1
    assert card.last_checkin is not None
    ((measure, seen),) = card.last_checkin.observations
    assert (measure.name, [each.value for each in seen]) == ("Exit tickets", [41, 44, 47])
    assert [chart.median for chart in card.charts] == [44]
    assert (card.can_act, (await pdsa.card(cycle, OTTO)).can_act) == (True, False)
    assert await pdsa.services.cycles.card_for(cycle.id) == card


async def test_composers_get_nothing_of_what_is_gone(pdsa: Pdsa) -> None:
    assert await pdsa.services.cycles.card_for(CycleId(99)) is None
    assert await pdsa.services.cycles.story(99) is None


async def test_a_card_is_drawn_anew_when_its_cycle_becomes_late_once_a_day(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.at(datetime(2026, 9, 10, 16, tzinfo=UTC))
    edits = len(pdsa.slack.edits)
    await pdsa.at(datetime(2026, 9, 15, 6, 59, tzinfo=UTC))
    assert len(pdsa.slack.edits) == edits
    for _ in range(3):
        await pdsa.at(datetime(2026, 9, 15, 7, 0, 5, tzinfo=UTC))  # midnight in Los Angeles
    await pdsa.at(datetime(2026, 9, 15, 7, 0, 10, tzinfo=UTC))
    assert len(pdsa.slack.edits) == edits + 1
    assert (await pdsa.card(cycle)).due.days_late == 1


async def test_the_state_of_the_measures_is_kept_by_their_place(pdsa: Pdsa) -> None:
    """A form's third measure stays the third, with its values, when the second is taken away."""
    drafts = tuple(MeasureDraft(name) for name in ("One", "Two", "Three"))
    cycle = await pdsa.start(measures=drafts)
    third = cycle.measures[2].id
    card = await pdsa.edit(cycle, measures=(drafts[0], MeasureDraft(), drafts[2]))
    assert [(each.position, each.name) for each in card.cycle.measures] == [(1, "One"), (3, "Three")]
    assert card.cycle.measures[1].id == third
    async with pdsa.store.reading() as session:
        assert await session.get(MeasureRow, third) is not None


async def test_of_two_who_begin_at_once_one_is_told_that_it_has_begun(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    begin = pdsa.services.cycles.begin
    ended = await asyncio.gather(
        begin(pdsa.caller(BEN), cycle.id), begin(pdsa.caller(), cycle.id), return_exceptions=True
    )
    refused = [one for one in ended if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [WrongStage]
    assert "the cycle is in “do”" in str(refused[0])
    assert await pdsa.events() == ["planned", "began"]
