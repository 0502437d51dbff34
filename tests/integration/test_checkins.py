"""Check-ins on both databases: clicked, completed, read, told to facilitators, put off."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.errors import (
    CycleClosed,
    CycleNotFound,
    CyclePaused,
    InvalidInput,
    NotAllowed,
    NotAMember,
    PromptAnswered,
    RepeatedRequest,
    StaleButton,
    WrongStage,
)
from community.ids import CycleId, DeliveryKind
from community.pdsa.consent import NOT_SHARED
from community.pdsa.views import CheckedIn, CheckinDraft, CycleCard, MeasureDraft, Status, Which
from storage.tables import (
    CheckinRow,
    CycleEventRow,
    CyclePromptRow,
    DeliveryRow,
    LearningRow,
    ObservationRow,
)
from storage.unit_of_work import Store
from tests.support.checkins import BEN, CAT, DAN, ENDS_ON, EVE, FAY, GUS, Cop, a_cop
from tests.support.outbox import WORKSPACE

GAME_PLAN_ON = date(2026, 9, 24)
MID_STREAM_ON = date(2026, 10, 5)
PROMPT, REMINDER = DeliveryKind.CYCLE_PROMPT, DeliveryKind.CYCLE_PROMPT_REMINDER


@pytest.fixture
async def cop(store: Store, clock: MovableClock) -> Cop:
    return await a_cop(store, clock)


@pytest.fixture
async def card(cop: Cop) -> CycleCard:
    return await cop.doing()


async def click(
    cop: Cop,
    card: CycleCard,
    by: str = BEN,
    status: Status = Status.ON_TRACK,
    which: Which = Which.GAME_PLAN,
    receipt: str | None = None,
) -> CheckedIn:
    return await cop.checkins.answer(cop.caller(by, receipt), card.cycle.id, which, status)


async def now(cop: Cop, card: CycleCard) -> CycleCard:
    return await cop.cycles.card(cop.caller(), card.cycle.id)


async def refusal(cop: Cop, card: CycleCard, **draft: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        await cop.checks_in(BEN, card, **draft)
    return refused.value


# --- one click ----------------------------------------------------------------------------------------------


async def test_one_click_is_a_check_in(cop: Cop, card: CycleCard) -> None:
    cop.at(GAME_PLAN_ON, 10)
    await click(cop, card, status=Status.SLOWER)
    after = await now(cop, card)
    assert after.checkins == 1
    assert after.last_checkin is not None
    assert (after.last_checkin.by, after.last_checkin.which) == (BEN, Which.GAME_PLAN)
    assert (after.cycle.status, after.cycle.checked_in_at) == (Status.SLOWER, cop.clock.now())


async def test_a_click_leaves_the_plans_version_so_that_nobodys_edit_is_in_conflict(
    cop: Cop, card: CycleCard
) -> None:
    await click(cop, card)
    assert (await now(cop, card)).cycle.version == card.cycle.version


async def test_whoever_answers_first_answers_for_the_team(cop: Cop, card: CycleCard) -> None:
    await click(cop, card, by=CAT)
    with pytest.raises(PromptAnswered, match="Ucat has answered this for the team already"):
        await click(cop, card, by=BEN)
    assert len(await cop.rows(CheckinRow)) == 1


async def test_the_same_person_may_change_their_mind(cop: Cop, card: CycleCard) -> None:
    await click(cop, card)
    await click(cop, card, status=Status.STUCK)
    (checkin,) = await cop.rows(CheckinRow)
    assert checkin.status == "stuck"
    assert (await now(cop, card)).cycle.status is Status.STUCK


async def test_of_two_who_click_at_once_one_answers_for_the_team(cop: Cop, card: CycleCard) -> None:
    results = await asyncio.gather(click(cop, card, by=BEN), click(cop, card, by=CAT), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["CheckedIn", "PromptAnswered"]
    assert len(await cop.rows(CheckinRow)) == 1


async def test_the_same_click_again_tells_the_story_once(cop: Cop, card: CycleCard) -> None:
    for _ in range(2):
        result = await click(cop, card)
    assert result.checkin.status is Status.ON_TRACK
    assert [row.what for row in await cop.rows(CycleEventRow)].count("checked_in") == 1


async def test_a_repeated_click_is_one_check_in(cop: Cop, card: CycleCard) -> None:
    await click(cop, card, receipt="trigger-1")
    with pytest.raises(RepeatedRequest):
        await click(cop, card, receipt="trigger-1")
    assert len(await cop.rows(CheckinRow)) == 1


async def test_an_answered_question_is_neither_reminded_nor_told_and_the_others_message_says_who(
    cop: Cop, card: CycleCard
) -> None:
    assert {row.recipient for row in await cop.deliveries(PROMPT, state="planned")} == {BEN, CAT}
    cop.at(GAME_PLAN_ON, 10)
    await click(cop, card)
    waiting = await cop.deliveries(PROMPT, REMINDER, DeliveryKind.CYCLE_UNANSWERED, state="planned")
    assert all("game_plan" not in row.key for row in waiting)
    for_cat = await cop.checkins.prompt(WORKSPACE, card.cycle.id, Which.GAME_PLAN, CAT, False)
    assert for_cat is not None
    assert for_cat.answered_by == BEN


async def test_a_click_on_what_no_check_in_answers_is_an_old_button(cop: Cop, card: CycleCard) -> None:
    with pytest.raises(StaleButton):
        await click(cop, card, which=Which.STUDY_DUE)


async def test_a_check_in_is_told_in_the_cards_thread(cop: Cop, card: CycleCard) -> None:
    await cop.checks_in(BEN, card, "12,5", happened="We waited")
    event = (await cop.rows(CycleEventRow))[-1]
    entry = await cop.cycles.story(event.id)
    assert entry is not None
    assert (entry.what, entry.by, entry.status) == ("checked_in", BEN, Status.ON_TRACK)
    assert entry.lines == (("What happened", "We waited"),)
    assert [chart.count for chart in entry.charts] == [1]


# --- the form -----------------------------------------------------------------------------------------------


async def test_values_are_read_and_it_is_said_how(cop: Cop, card: CycleCard) -> None:
    cop.at(GAME_PLAN_ON, 10)
    result = await cop.checks_in(BEN, card, "9/22 31\n23 Sep: 32,5\n40 %")
    assert result.understood == (
        "Answers with a reason: 22 September, 31 %",
        "Answers with a reason: 23 September, 32.5 %",
        "Answers with a reason: 24 September, 40 %",
    )
    (chart,) = (await now(cop, card)).charts
    assert [point.value for point in chart.shown] == [31, 32.5, 40]


async def test_a_later_value_of_a_day_takes_the_place_of_the_earlier_and_that_is_said(
    cop: Cop, card: CycleCard
) -> None:
    await cop.checks_in(BEN, card, "31")
    result = await cop.checks_in(CAT, card, "33")
    assert result.understood == ("Answers with a reason: 21 September, 33 % (in place of 31 %)",)
    assert [row.value for row in await cop.rows(ObservationRow)] == [33]


async def test_a_form_after_ones_own_click_completes_that_check_in(cop: Cop, card: CycleCard) -> None:
    await click(cop, card)
    form = await cop.checkins.form(cop.caller(), card.cycle.id, Which.GAME_PLAN)
    assert (form.which, form.draft.status) == (Which.GAME_PLAN, "on_track")
    await cop.checks_in(BEN, card, "31", which=Which.GAME_PLAN, happened="We waited")
    (checkin,) = await cop.rows(CheckinRow)
    assert (checkin.happened, checkin.prompt) == ("We waited", "game_plan")


async def test_completing_again_begins_with_what_was_said(cop: Cop, card: CycleCard) -> None:
    said: dict[str, Any] = {"happened": "We waited", "links_text": "https://a.example/1\nhttps://a.example/2"}
    await cop.checks_in(BEN, card, which=Which.GAME_PLAN, **said)
    draft = (await cop.checkins.form(cop.caller(), card.cycle.id, Which.GAME_PLAN)).draft
    assert (draft.happened, draft.links_text) == (said["happened"], said["links_text"])


async def test_what_was_typed_is_kept_if_a_teammate_was_faster(cop: Cop, card: CycleCard) -> None:
    await click(cop, card, by=CAT)
    assert (await cop.checkins.form(cop.caller(), card.cycle.id, Which.GAME_PLAN)).which is None
    result = await cop.checks_in(BEN, card, which=Which.GAME_PLAN, happened="We waited")
    assert result.checkin.which is None
    assert [row.noted_by for row in await cop.rows(CheckinRow)] == [CAT, BEN]


async def test_a_check_in_of_ones_own_accord_answers_what_is_being_asked(cop: Cop, card: CycleCard) -> None:
    early = await cop.checks_in(DAN, card)
    cop.at(GAME_PLAN_ON, 8)
    asked = await cop.checks_in(DAN, card)
    again = await cop.checks_in(DAN, card)
    which = [result.checkin.which for result in (early, asked, again)]
    assert which == [None, Which.GAME_PLAN, None]


async def test_bad_input_gets_its_sentence_beside_the_field_and_nothing_is_kept(
    cop: Cop, card: CycleCard
) -> None:
    refused = await refusal(cop, card, values="many", status="", links_text="see my desk")
    assert set(refused.problems) == {"status", "observations1", "links"}
    assert "“many” is not a number" in refused.problems["observations1"]
    assert "“see” is no web address" in refused.problems["links"]
    assert await cop.rows(CheckinRow) == []


async def test_a_day_to_come_or_before_the_cycle_is_refused(cop: Cop, card: CycleCard) -> None:
    assert "has not come yet" in (await refusal(cop, card, values="2026-09-22 3")).problems["observations1"]
    assert "before the cycle" in (await refusal(cop, card, values="2026-09-20 3")).problems["observations1"]


async def test_who_began_early_may_note_what_was_seen_since_then(cop: Cop) -> None:
    early = await cop.doing(starts_on=date(2026, 9, 25))
    cop.at(date(2026, 9, 23))
    result = await cop.checks_in(BEN, early, "2026-09-21 31\n2026-09-22 33")
    assert len(result.understood) == 2
    assert "before the cycle" in (await refusal(cop, early, values="2026-09-20 3")).problems["observations1"]


async def test_a_share_beyond_a_hundred_is_asked_about_and_can_be_kept(cop: Cop, card: CycleCard) -> None:
    refused = await refusal(cop, card, values="120")
    assert refused.problems == {}
    assert refused.warnings["observations1"].startswith("120 % is not between 0 % and 100 %.")
    draft = CheckinDraft(status="on_track", observations=("120",))
    await cop.checkins.submit(cop.caller(), card.cycle.id, None, draft, accepted=True)
    assert [row.value for row in await cop.rows(ObservationRow)] == [120]


async def test_each_measure_has_its_own_field(cop: Cop) -> None:
    two = await cop.doing(measures=(MeasureDraft("Talk"), MeasureDraft("Quiet")))
    result = await cop.checks_in(BEN, two, observations=("1", "2"))
    assert result.understood == ("Talk: 21 September, 1", "Quiet: 21 September, 2")


# --- where it is refused ------------------------------------------------------------------------------------


async def test_only_the_team_and_the_facilitators_check_in(cop: Cop, card: CycleCard) -> None:
    for allowed in (BEN, CAT, DAN, FAY):
        await cop.checks_in(allowed, card)
    with pytest.raises(NotAllowed, match="only that team and the facilitators"):
        await cop.checks_in(EVE, card)
    with pytest.raises(NotAMember):
        await cop.checks_in(GUS, card)
    with pytest.raises(NotAllowed):
        await click(cop, card, by=EVE)


async def test_nobody_checks_in_while_it_is_planned_paused_or_over(cop: Cop, card: CycleCard) -> None:
    planned = await cop.plan()
    with pytest.raises(WrongStage, match="Nobody can check in now: the cycle is in “plan”"):
        await cop.checks_in(BEN, planned)
    await cop.cycles.pause(cop.caller(), card.cycle.id, "Testing week")
    with pytest.raises(CyclePaused, match="Testing week"):
        await click(cop, card)
    await cop.cycles.close_early(cop.caller(), card.cycle.id, "Ben moved")
    with pytest.raises(CycleClosed, match="closed early"):
        await cop.checkins.form(cop.caller(), card.cycle.id, None)


async def test_a_cycle_that_is_not_there_is_not_found(cop: Cop) -> None:
    with pytest.raises(CycleNotFound):
        await cop.checkins.form(cop.caller(), CycleId(99), None)


# --- help ---------------------------------------------------------------------------------------------------

HELP = DeliveryKind.CYCLE_HELP_WANTED


async def test_a_team_that_is_stuck_reaches_the_facilitator_with_time_to_add_words(
    cop: Cop, card: CycleCard
) -> None:
    await click(cop, card, status=Status.STUCK)
    (told,) = await cop.deliveries(HELP)
    assert told.recipient == FAY
    assert (told.due_at - cop.clock.now()).total_seconds() == 600
    await cop.checks_in(BEN, card, which=Which.GAME_PLAN, status="stuck", help_wanted="A timer")
    assert len(await cop.deliveries(HELP)) == 1
    wanted = await cop.checkins.help_wanted(told.context["checkin"], FAY)
    assert wanted is not None
    assert (wanted.checkin.help_wanted, wanted.checkin.status) == ("A timer", Status.STUCK)


async def test_words_added_after_the_facilitator_was_told_are_told_once_more(
    cop: Cop, card: CycleCard
) -> None:
    await click(cop, card, status=Status.STUCK)
    async with cop.store.transaction() as session:
        await session.execute(update(DeliveryRow).where(DeliveryRow.kind == HELP).values(state="sent"))
    for _ in range(2):
        await cop.checks_in(BEN, card, which=Which.GAME_PLAN, status="stuck", help_wanted="A timer")
    assert sorted(row.state for row in await cop.deliveries(HELP)) == ["planned", "sent"]


async def test_help_wanted_reaches_the_facilitator_also_when_all_is_on_track(
    cop: Cop, card: CycleCard
) -> None:
    result = await cop.checks_in(BEN, card, help_wanted="A timer")
    assert result.helps
    assert [row.recipient for row in await cop.deliveries(HELP)] == [FAY]


async def test_a_facilitator_is_not_told_of_what_they_said_themselves(cop: Cop, card: CycleCard) -> None:
    await cop.checks_in(FAY, card, status="stuck")
    assert await cop.deliveries(HELP) == []


async def test_help_is_wanted_no_longer_once_it_goes_well_again(cop: Cop, card: CycleCard) -> None:
    await click(cop, card, status=Status.STUCK)
    (told,) = await cop.deliveries(HELP)
    await click(cop, card, status=Status.ON_TRACK)
    assert await cop.checkins.help_wanted(told.context["checkin"], FAY) is None


async def test_what_a_later_check_in_says_counts(cop: Cop, card: CycleCard) -> None:
    await click(cop, card, status=Status.STUCK)
    (told,) = await cop.deliveries(HELP)
    await cop.checks_in(DAN, card)
    assert await cop.checkins.help_wanted(told.context["checkin"], FAY) is None


async def test_peers_work_on_something_similar_and_the_most_alike_come_first(
    cop: Cop, card: CycleCard
) -> None:
    for name, title, measure in (
        ("Oak", "Wait time in grade 5", "Answers with a reason"),
        ("Elm", "Longer wait time for answers", "Pauses"),
        ("Fir", "Reading logs at home", "Minutes"),
    ):
        await _cycle_of(cop, name, title, measure)
    await cop.checks_in(BEN, card, status="stuck")
    found = await cop.checkins.peers(cop.caller(FAY), card.cycle.id)
    assert [line.cycle.owner_name for line in found.peers] == ["Oak", "Elm"]


async def _cycle_of(cop: Cop, name: str, title: str, measure: str) -> CycleCard:
    team_id = await cop.team(name, EVE)
    words = "Few pupils explain" if "ait" in title else "Families read little"
    change = "Wait ten seconds after each question" if "ait" in title else "Send a log home"
    return await cop.doing(
        EVE,
        team_id=team_id,
        title=title,
        problem=words,
        change=change,
        measures=(MeasureDraft(measure),),
    )


async def test_peers_are_for_facilitators(cop: Cop, card: CycleCard) -> None:
    with pytest.raises(NotAllowed):
        await cop.checkins.peers(cop.caller(BEN), card.cycle.id)
    with pytest.raises(WrongStage, match="Nobody has checked in"):
        await cop.checkins.peers(cop.caller(FAY), card.cycle.id)


async def test_two_leads_are_introduced_once(cop: Cop, card: CycleCard) -> None:
    other = await _cycle_of(cop, "Oak", "Wait time in grade 5", "Answers with a reason")
    for _ in range(2):
        shown = await cop.checkins.introduce(
            cop.caller(FAY), card.cycle.id, other.cycle.id, " Oak has timers "
        )
    assert (shown.to.id, shown.other.id, shown.note) == (card.cycle.id, other.cycle.id, "Oak has timers")
    told = await cop.deliveries(DeliveryKind.CYCLE_INTRODUCTION)
    assert {(row.recipient, row.subject, row.context["other"], row.note) for row in told} == {
        (BEN, f"cycle:{card.cycle.id}", other.cycle.id, "Oak has timers"),
        (EVE, f"cycle:{other.cycle.id}", card.cycle.id, "Oak has timers"),
    }
    for_eve = await cop.checkins.introduction(other.cycle.id, card.cycle.id, FAY, "Oak has timers")
    assert for_eve is not None
    assert for_eve.other.title == card.cycle.title


async def test_who_was_introduced_before_is_not_introduced_again(cop: Cop, card: CycleCard) -> None:
    other = await _cycle_of(cop, "Oak", "Wait time in grade 5", "Answers with a reason")
    await cop.checkins.introduce(cop.caller(FAY), card.cycle.id, other.cycle.id, "")
    async with cop.store.transaction() as session:
        told = update(DeliveryRow).where(DeliveryRow.kind == DeliveryKind.CYCLE_INTRODUCTION)
        await session.execute(told.values(state="sent"))
    with pytest.raises(NotAllowed, match="put in touch already"):
        await cop.checkins.introduce(cop.caller(FAY), card.cycle.id, other.cycle.id, "Once more")


async def test_a_cycle_is_not_introduced_to_itself_or_to_nobody(cop: Cop, card: CycleCard) -> None:
    for other in (card.cycle.id, CycleId(99)):
        with pytest.raises(CycleNotFound):
            await cop.checkins.introduce(cop.caller(FAY), card.cycle.id, other, "")
    with pytest.raises(NotAllowed):
        await cop.checkins.introduce(cop.caller(BEN), card.cycle.id, card.cycle.id, "")


# --- questions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("tomorrow", date(2026, 9, 25)),
        ("monday", date(2026, 9, 28)),
        ("next_week", date(2026, 10, 1)),
    ],
)
async def test_a_question_put_off_is_asked_again_that_morning(
    cop: Cop, card: CycleCard, until: str, day: date
) -> None:
    cop.at(GAME_PLAN_ON, 10)
    prompt = await cop.checkins.snooze(cop.caller(CAT), card.cycle.id, Which.GAME_PLAN, until)
    assert prompt.due_on == day
    asked = [row for row in await cop.deliveries(PROMPT, state="planned") if "game_plan" in row.key]
    assert {row.recipient for row in asked} == {BEN, CAT}
    cop.at(day, 9)
    assert {row.due_at for row in asked} == {cop.clock.now()} == {prompt.snoozed_until}


async def test_a_question_cannot_be_put_off_beyond_the_next_one(cop: Cop) -> None:
    short = await cop.doing(ends_on=date(2026, 9, 30))
    with pytest.raises(WrongStage, match="it cannot be put off so far"):
        await cop.checkins.snooze(cop.caller(), short.cycle.id, Which.MID_STREAM, "next_week")
    assert [row.snoozed_until for row in await cop.rows(CyclePromptRow)] == [None]  # that of the plan


async def test_what_is_answered_or_over_cannot_be_put_off(cop: Cop, card: CycleCard) -> None:
    with pytest.raises(StaleButton):
        await cop.checkins.snooze(cop.caller(), card.cycle.id, Which.GAME_PLAN, "never")
    await click(cop, card)
    with pytest.raises(PromptAnswered):
        await cop.checkins.snooze(cop.caller(CAT), card.cycle.id, Which.GAME_PLAN, "tomorrow")
    with pytest.raises(WrongStage, match="not asked any more"):
        await cop.checkins.snooze(cop.caller(CAT), card.cycle.id, Which.ACT_DUE, "tomorrow")
    with pytest.raises(NotAllowed):
        await cop.checkins.snooze(cop.caller(EVE), card.cycle.id, Which.MID_STREAM, "tomorrow")


async def test_a_question_is_for_those_who_lead_and_only_while_it_is_asked(cop: Cop, card: CycleCard) -> None:
    async def asked(user_id: str, which: Which = Which.GAME_PLAN) -> bool:
        caller = cop.caller(user_id)
        found = await cop.checkins.prompt(caller.workspace_id, card.cycle.id, which, caller.user_id, False)
        return found is not None

    assert [await asked(person) for person in (BEN, CAT, DAN, FAY)] == [True, True, False, False]
    assert not await asked(BEN, Which.ACT_DUE)
    await cop.cycles.pause(cop.caller(), card.cycle.id, "Testing week")
    assert not await asked(BEN)


async def test_a_question_about_a_plan_says_what_it_lacks(cop: Cop) -> None:
    lacking = await cop.plan(prediction="", starts_on=MID_STREAM_ON, ends_on=ENDS_ON)
    prompt = await cop.checkins.prompt(WORKSPACE, lacking.cycle.id, Which.PLAN_DUE, BEN, True)
    assert prompt is not None
    assert prompt.is_reminder
    assert prompt.missing == ("the prediction",)


async def test_what_nobody_has_answered_is_told_until_somebody_has(cop: Cop, card: CycleCard) -> None:
    quiet = await cop.checkins.unanswered(card.cycle.id, Which.GAME_PLAN, FAY)
    assert quiet is not None
    assert quiet.due_on == GAME_PLAN_ON
    await click(cop, card)
    assert await cop.checkins.unanswered(card.cycle.id, Which.GAME_PLAN, FAY) is None
    assert await cop.checkins.unanswered(CycleId(99), Which.GAME_PLAN, FAY) is None


# --- the story ----------------------------------------------------------------------------------------------

STORY = DeliveryKind.CYCLE_STORY


async def entries(cop: Cop) -> list[tuple[str, float]]:
    """What the thread is told of check-ins: its state, and in how many minutes it goes."""
    told = {row.id: row.what for row in await cop.rows(CycleEventRow)}
    return [
        (row.state, (row.due_at - cop.clock.now()).total_seconds() / 60)
        for row in await cop.deliveries(STORY)
        if told[row.context["event"]] == "checked_in"
    ]


async def test_a_click_waits_for_words_and_the_thread_is_told_once(cop: Cop, card: CycleCard) -> None:
    await click(cop, card)
    assert await entries(cop) == [("planned", 10)]
    await click(cop, card, status=Status.SLOWER)
    assert await entries(cop) == [("planned", 10)]
    await cop.checks_in(BEN, card, "31", which=Which.GAME_PLAN, status="slower", happened="We waited")
    assert await entries(cop) == [("planned", 0)]
    (event,) = [row for row in await cop.rows(CycleEventRow) if row.what == "checked_in"]
    entry = await cop.cycles.story(event.id)
    assert entry is not None
    assert (entry.status, entry.lines) == (Status.SLOWER, (("What happened", "We waited"),))


async def test_words_that_come_after_a_click_was_told_are_told_as_well(cop: Cop, card: CycleCard) -> None:
    await click(cop, card)
    async with cop.store.transaction() as session:
        await session.execute(update(DeliveryRow).where(DeliveryRow.kind == STORY).values(state="sent"))
    await cop.checks_in(BEN, card, which=Which.GAME_PLAN, happened="We waited")
    assert sorted(state for state, _ in await entries(cop)) == ["planned", "sent"]


async def test_another_check_in_is_another_entry(cop: Cop, card: CycleCard) -> None:
    await click(cop, card)
    await cop.checks_in(CAT, card, happened="We waited")
    assert sorted(await entries(cop)) == [("planned", 0), ("planned", 10)]


async def test_who_asks_for_help_as_the_only_facilitator_is_not_told_that_others_hear_of_it(
    cop: Cop, card: CycleCard
) -> None:
    assert not (await cop.checks_in(FAY, card, status="stuck")).helps
    assert (await cop.checks_in(BEN, card, status="stuck")).helps


async def test_who_facilitates_no_longer_gets_no_line_about_teams(cop: Cop, card: CycleCard) -> None:
    await cop.checks_in(BEN, card, status="stuck")
    (told,) = await cop.deliveries(HELP)
    for reader in (FAY, DAN):
        is_for_them = reader == FAY
        line = await cop.checkins.unanswered(card.cycle.id, Which.MID_STREAM, reader)
        wanted = await cop.checkins.help_wanted(told.context["checkin"], reader)
        assert (line is not None, wanted is not None) == (is_for_them, is_for_them)


# --- shared with others -------------------------------------------------------------------------------------


async def learnings(cop: Cop) -> list[tuple[str, str | None, str | None, str, str]]:
    return [(row.text, row.author, row.contact, row.source, row.kind) for row in await cop.rows(LearningRow)]


@pytest.mark.parametrize(("shows_name", "author"), [(True, BEN), (False, None)])
async def test_with_consent_a_check_in_shares_a_learning_with_or_without_a_name(
    cop: Cop, card: CycleCard, shows_name: bool, author: str | None
) -> None:
    await cop.checks_in(BEN, card, share="A clock helps.", shares=True, shows_name=shows_name)
    assert await learnings(cop) == [("A clock helps.", author, BEN, "pdsa", "success")]


async def test_without_consent_a_check_in_shares_nothing_and_drops_nothing_unasked(
    cop: Cop, card: CycleCard
) -> None:
    refused = await refusal(cop, card, share="A clock helps.")
    assert (refused.problems, refused.warnings) == ({}, {"share": NOT_SHARED})
    assert (await now(cop, card)).checkins == 0
    await cop.checks_in(BEN, card, share="A clock helps.", accepted=True)
    assert await learnings(cop) == []
    refused = await refusal(cop, card, shares=True)
    assert list(refused.problems) == ["share"]
