"""What a team is asked in the course of a cycle, as it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from community.clock import MovableClock
from community.deliveries.views import Place
from community.ids import DeliveryKind, UserId
from community.members.leaving import end_membership
from community.pdsa.planning import plan_cycle
from community.pdsa.views import Cycle, Due, Status, Which
from community.people import People
from community.work import Work
from storage.tables import DeliveryRow, MemberRow, PersonRow
from storage.unit_of_work import Store
from tests.support.communities import a_community_draft
from tests.support.convenings import HOME, utc
from tests.support.cycles import FRIDAY, MONDAY, Pdsa, a_pdsa, people
from tests.support.plc import FAY
from tests.support.teams import ADA, BEN, CAT, DAN

PROMPT, REMINDER = DeliveryKind.CYCLE_PROMPT, DeliveryKind.CYCLE_PROMPT_REMINDER
LINE, EDIT = DeliveryKind.CYCLE_UNANSWERED, DeliveryKind.CYCLE_PROMPT_UPDATE
ASKING = (PROMPT, REMINDER, LINE)
GAME_PLAN = utc(2026, 9, 17, 16)
MID_STREAM = utc(2026, 10, 5, 16)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def pdsa(store: Store, clock: MovableClock) -> Pdsa:
    return await a_pdsa(store, clock)


async def rows(pdsa: Pdsa) -> list[tuple[str, str, datetime, datetime, str]]:
    async with pdsa.store.reading() as session:
        found = await session.scalars(select(DeliveryRow).where(DeliveryRow.kind.in_(ASKING)))
        return sorted((row.key, row.recipient, row.due_at, row.expires_at, row.state) for row in found)


async def leave(pdsa: Pdsa, *user_ids: UserId) -> None:
    async with pdsa.store.transaction() as session:
        await end_membership(Work(session, pdsa.clock.now()), pdsa.community_id, user_ids)


async def clicks(pdsa: Pdsa, cycle: Cycle, by: str, which: Which = Which.GAME_PLAN) -> None:
    """A click under the latest message that asked this person."""
    async with pdsa.store.reading() as session:
        query = select(DeliveryRow).where(
            DeliveryRow.recipient == by, DeliveryRow.kind.in_((PROMPT, REMINDER))
        )
        asked = list(
            await session.scalars(query.where(DeliveryRow.state == "sent").order_by(DeliveryRow.id))
        )[-1]
    place = Place(asked.posted_channel or "", asked.posted_ts or "")
    await pdsa.services.checkins.answer(pdsa.caller(by), cycle.id, which, Status.ON_TRACK, answered_in=place)


async def edit_community(pdsa: Pdsa, **changes: Any) -> None:
    await pdsa.services.communities.setup(
        pdsa.caller(FAY),
        HOME,
        "math-plc",
        a_community_draft(**{"facilitators": (UserId(FAY),), **changes}),
        people=people(),
        version=1,
        accepted=True,
    )


# --- asking, reminding, telling -----------------------------------------------------------------------------


async def test_a_silent_team_is_asked_and_reminded_once_then_facilitators_get_one_line(pdsa: Pdsa) -> None:
    await pdsa.start()
    await pdsa.follow(utc(2026, 9, 21, 18))
    assert pdsa.sent(*ASKING) == [
        ("prompt", ADA, "09-11 16:00"),
        ("prompt", BEN, "09-11 16:00"),
        ("prompt_reminder", ADA, "09-14 16:00"),
        ("prompt_reminder", BEN, "09-14 16:00"),
        ("unanswered", FAY, "09-16 16:00"),
    ]
    await pdsa.at(utc(2026, 12, 1, 18))
    assert len(pdsa.sent(*ASKING)) == 5


async def test_beginning_answers_what_asked_for_the_plan_and_its_messages_say_so(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.at(utc(2026, 9, 11, 16))
    await pdsa.services.cycles.begin(pdsa.caller(BEN), cycle.id)
    edits = await pdsa.planned(EDIT)
    assert sorted((row.recipient, row.context["which"]) for row in edits) == [
        (ADA, "plan_due"),
        (BEN, "plan_due"),
    ]
    assert {which for which, _, _ in await pdsa.asked()} == {
        "game_plan", "mid_stream", "end_of_cycle", "study_due",
    }  # fmt: skip
    await pdsa.at(utc(2026, 9, 14, 17))
    assert not pdsa.sent(REMINDER, LINE)


async def test_who_answers_first_answers_for_the_team(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await clicks(pdsa, cycle, BEN)
    (edit,) = await pdsa.planned(EDIT)
    assert (edit.recipient, edit.context["which"]) == (ADA, "game_plan")
    assert edit.target_key == f"pdsa.prompt:{cycle.id}:game_plan:2026-09-17:{ADA}"
    await pdsa.follow(utc(2026, 9, 24, 18))
    assert pdsa.sent(REMINDER, LINE) == []
    assert [(item.key, item.text) for item in pdsa.slack.edits if item.channel == ADA] == [
        (edit.target_key, "Wait time: the game plan check-in is done")
    ]


async def test_a_reminder_that_was_sent_says_as_well_that_it_was_answered(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await pdsa.at(utc(2026, 9, 21, 16))
    assert [kind for kind, _, _ in pdsa.sent(REMINDER)] == ["prompt_reminder"] * 2
    await clicks(pdsa, cycle, BEN)
    edits = await pdsa.planned(EDIT)
    assert sorted((row.recipient, row.context["is_reminder"]) for row in edits) == [
        (ADA, False),
        (ADA, True),
        (BEN, False),
    ]


async def test_a_facilitators_line_stays_under_a_question_that_is_edited(pdsa: Pdsa) -> None:
    cycle = await pdsa.start(prediction="")
    async with pdsa.store.transaction() as session:
        line = update(DeliveryRow).where(DeliveryRow.kind == PROMPT, DeliveryRow.recipient == ADA)
        await session.execute(line.values(note="Bring your exit tickets"))
    await pdsa.at(utc(2026, 9, 11, 16))
    await pdsa.edit(cycle, prediction="Twice as many will explain their answer.")
    await pdsa.at(utc(2026, 9, 11, 17))
    (edited,) = [item for item in pdsa.slack.edits if item.channel == ADA]
    assert "Bring your exit tickets" in edited.blocks


@pytest.mark.parametrize("end", ["pause", "close_early"])
async def test_pausing_and_closing_take_back_whatever_was_to_be_asked(pdsa: Pdsa, end: str) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await getattr(pdsa.services.cycles, end)(pdsa.caller(), cycle.id, "Snow")
    assert await pdsa.planned(*ASKING) == []
    await pdsa.at(utc(2026, 10, 30, 18))
    assert len(pdsa.sent(*ASKING)) == 2


async def test_a_resumed_cycle_is_asked_by_its_new_end(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.services.cycles.pause(pdsa.caller(), cycle.id, "Snow")
    await pdsa.at(utc(2026, 10, 12, 17))
    await pdsa.services.cycles.resume(pdsa.caller(), cycle.id, date(2026, 11, 20))
    planned = [(which, at) for which, person, at in await pdsa.asked() if person == ADA]
    assert planned == [
        ("game_plan", "10-13 16:00"), ("mid_stream", "10-19 16:00"),
        ("end_of_cycle", "11-17 17:00"), ("study_due", "11-23 17:00"),
    ]  # fmt: skip
    await pdsa.at(utc(2026, 10, 12, 17))
    assert pdsa.sent(PROMPT) == []


async def test_what_fell_due_in_a_pause_is_asked_the_next_working_day_and_is_not_late(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(utc(2026, 10, 2, 15))
    await pdsa.services.cycles.pause(pdsa.caller(), cycle.id, "Snow")
    await pdsa.at(utc(2026, 10, 9, 18))  # a Friday; the middle was on Monday
    await pdsa.services.cycles.resume(pdsa.caller(), cycle.id, FRIDAY)
    assert (await pdsa.card(cycle)).due == Due(Which.MID_STREAM, date(2026, 10, 12), 0)
    await pdsa.at(utc(2026, 10, 12, 16))
    assert pdsa.sent(PROMPT)[-2:] == [("prompt", ADA, "10-12 16:00"), ("prompt", BEN, "10-12 16:00")]


async def test_what_was_late_before_a_pause_stays_late_after_it(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await pdsa.at(utc(2026, 9, 21, 18))
    await pdsa.services.cycles.pause(pdsa.caller(), cycle.id, "Snow")
    await pdsa.services.cycles.resume(pdsa.caller(), cycle.id, FRIDAY)
    assert (await pdsa.card(cycle)).due == Due(Which.GAME_PLAN, date(2026, 9, 17), 4)


async def test_going_on_to_study_draws_the_others_question_anew(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(utc(2026, 10, 26, 16))
    await pdsa.services.cycles.finish_doing(pdsa.caller(), cycle.id)
    await pdsa.at(utc(2026, 10, 26, 17))
    shown = {item.channel: item.blocks for item in pdsa.slack.edits if "study_due" in item.key}
    assert set(shown) == {ADA, BEN}
    assert all("Study it" in blocks and "Go on to study" not in blocks for blocks in shown.values())


# --- moving -------------------------------------------------------------------------------------------------


async def test_planning_again_changes_nothing(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    before = await rows(pdsa)
    for _ in range(3):
        pdsa.clock.advance(timedelta(hours=3))
        async with pdsa.store.transaction() as session:
            await plan_cycle(Work(session, pdsa.clock.now()), await pdsa.cycle(cycle.id))
        await pdsa.services.cycles.plan_due()
    assert await rows(pdsa) == before


async def test_moved_dates_move_what_is_planned(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.edit(cycle, starts_on=MONDAY + timedelta(days=14), ends_on=FRIDAY + timedelta(days=14))
    assert await pdsa.asked() == [("plan_due", ADA, "09-25 16:00"), ("plan_due", BEN, "09-25 16:00")]
    await pdsa.services.cycles.begin(pdsa.caller(), cycle.id)
    later = {which: at for which, _, at in await pdsa.asked()}
    assert (later["mid_stream"], later["study_due"]) == ("10-19 16:00", "11-09 17:00")


async def test_an_extended_cycle_is_asked_for_its_data_anew(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(utc(2026, 10, 20, 17))
    await clicks(pdsa, cycle, ADA, Which.END_OF_CYCLE)
    await pdsa.services.cycles.extend(pdsa.caller(), cycle.id, date(2026, 11, 13), "Sick leave")
    assert [which for which, person, _ in await pdsa.asked() if person == ADA][-2:] == [
        "end_of_cycle",
        "study_due",
    ]


async def test_a_question_that_moves_to_another_day_gone_by_is_not_asked_again(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(MID_STREAM)
    await pdsa.at(utc(2026, 10, 26, 17))
    asked = len(pdsa.sent(PROMPT))
    await pdsa.services.cycles.extend(pdsa.caller(), cycle.id, date(2026, 11, 13), "Data are missing")
    await pdsa.at(utc(2026, 10, 26, 18))  # the middle is on 14 October now
    assert len(pdsa.sent(PROMPT)) == asked
    assert [which for which, person, _ in await pdsa.asked() if person == ADA] == [
        "end_of_cycle",
        "study_due",
    ]


async def test_changed_holidays_and_zone_move_what_is_planned(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await edit_community(pdsa, holidays_text="2026-10-05 to 2026-10-09 Break", zone="America/New_York")
    assert [at for which, _, at in await pdsa.asked() if which == "mid_stream"] == ["10-12 13:00"] * 2
    assert (await pdsa.cycle(cycle.id)).zone == "America/New_York"


async def test_a_new_facilitator_gets_the_line_of_the_former_one(pdsa: Pdsa) -> None:
    await pdsa.started_and_begun()
    await edit_community(pdsa, facilitators=(CAT,))
    assert {row.recipient for row in await pdsa.planned(LINE)} == {CAT}


async def test_putting_off_asks_both_again_later(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await pdsa.services.checkins.snooze(pdsa.caller(BEN), cycle.id, Which.GAME_PLAN, "next_week")
    await pdsa.follow(utc(2026, 9, 30, 18))
    assert pdsa.sent(*ASKING) == [
        ("prompt", ADA, "09-17 16:00"),
        ("prompt", BEN, "09-17 16:00"),
        ("prompt", ADA, "09-24 16:00"),
        ("prompt", BEN, "09-24 16:00"),
        ("prompt_reminder", ADA, "09-28 16:00"),
        ("prompt_reminder", BEN, "09-28 16:00"),
        ("unanswered", FAY, "09-30 16:00"),
    ]


# --- when people are at work --------------------------------------------------------------------------------


async def test_what_comes_at_the_end_of_friday_waits_for_monday_where_the_person_is(pdsa: Pdsa) -> None:
    async with pdsa.store.transaction() as session:
        moved = update(PersonRow).where(PersonRow.user_id == BEN).values(zone="Asia/Tokyo")
        await session.execute(moved)
    await pdsa.start()
    await pdsa.follow(utc(2026, 9, 14, 12))
    assert pdsa.sent(PROMPT) == [
        ("prompt", ADA, "09-11 16:00"),
        ("prompt", BEN, "09-13 23:00"),  # Monday, 8:00 in Tokyo
    ]


async def test_beyond_the_daily_cap_friday_s_question_waits_for_monday(pdsa: Pdsa) -> None:
    for number in range(4):
        await pdsa.start(team_id=None, title=f"Cycle {number}")
    await pdsa.follow(utc(2026, 9, 14, 15, 30))
    assert [at for _, _, at in pdsa.sent(PROMPT)] == ["09-11 16:00"] * 3 + ["09-14 15:00"]


# --- people come, go, and stop ------------------------------------------------------------------------------


async def test_when_the_lead_leaves_the_note_taker_is_asked_then_the_facilitators(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    await leave(pdsa, ADA)
    led = await pdsa.cycle(cycle.id)
    assert (led.lead, led.note_taker) == (None, BEN)
    assert {person for _, person, _ in await pdsa.asked()} == {BEN}
    await leave(pdsa, BEN)
    assert {person for _, person, _ in await pdsa.asked()} == {FAY}
    assert await pdsa.planned(LINE) == []
    team = (await pdsa.services.teams.get(pdsa.caller(FAY), pdsa.team.id)).team
    assert (team.lead, team.note_taker, team.decision_maker) == (None, None, CAT)
    assert ADA in team.members


async def test_a_deactivated_lead_is_not_asked(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    gone = replace(people()[ADA], is_deactivated=True)
    await People(pdsa.store, pdsa.clock).remember(cycle.workspace_id, [gone])
    assert {person for _, person, _ in await pdsa.asked()} == {BEN}


async def test_a_lead_who_is_not_in_the_channel_yet_is_asked_once_they_join(pdsa: Pdsa) -> None:
    newcomer = UserId("UNEW")
    async with pdsa.store.transaction() as session:
        about = {"workspace_id": "T1", "name": "New", "zone": None, "seen_at": pdsa.clock.now()}
        await session.execute(insert(PersonRow).values(user_id=newcomer, **about))
    await pdsa.save_team(team_id=pdsa.team.id, lead=newcomer, note_taker=None)
    await pdsa.started_and_begun(CAT)
    assert {person for _, person, _ in await pdsa.asked()} == {FAY}
    described = replace(people()[BEN], user_id=newcomer, name="New")
    await pdsa.services.members.joined(pdsa.caller(newcomer), HOME, described)
    assert {person for _, person, _ in await pdsa.asked()} == {newcomer}
    assert {row.recipient for row in await pdsa.planned(LINE)} == {FAY}


async def test_a_lead_found_in_the_roster_is_asked_from_then_on(pdsa: Pdsa) -> None:
    """They joined while the bot was away."""
    cycle = await pdsa.started_and_begun()
    await pdsa.plc.leave(ADA)
    await pdsa.plc.leave(BEN)
    async with pdsa.store.transaction() as session:
        await plan_cycle(Work(session, pdsa.clock.now()), cycle)
    assert {person for _, person, _ in await pdsa.asked()} == {FAY}
    pdsa.clock.advance(MINUTE)
    await pdsa.services.members.sync_roster(pdsa.community_id, list(people().values()))
    assert {person for _, person, _ in await pdsa.asked()} == {ADA, BEN}


async def test_another_lead_of_the_team_takes_over_its_open_cycles(pdsa: Pdsa) -> None:
    led_by_ada, handed_to_dan = await pdsa.started_and_begun(), await pdsa.started_and_begun()
    await pdsa.services.cycles.hand_over(pdsa.caller(), handed_to_dan.id, DAN)
    await pdsa.save_team(team_id=pdsa.team.id, lead=CAT, note_taker=None)
    first, second = await pdsa.cycle(led_by_ada.id), await pdsa.cycle(handed_to_dan.id)
    assert [(each.lead, each.note_taker) for each in (first, second)] == [(CAT, None), (DAN, None)]
    assert {person for _, person, _ in await pdsa.asked()} == {CAT, DAN}


async def test_who_stopped_is_not_asked_and_if_all_did_facilitators_still_get_the_line(pdsa: Pdsa) -> None:
    cycle = await pdsa.started_and_begun()
    members = pdsa.services.members
    await members.stop_prompts(pdsa.caller(ADA), pdsa.community_id, "pdsa")
    assert {person for _, person, _ in await pdsa.asked()} == {BEN}
    await members.stop_prompts(pdsa.caller(BEN), pdsa.community_id, "pdsa")
    assert await pdsa.asked() == []
    await pdsa.follow(utc(2026, 9, 23, 16))
    assert pdsa.sent(*ASKING) == [("unanswered", FAY, "09-23 16:00")]
    await members.resume_prompts(pdsa.caller(ADA), pdsa.community_id, "pdsa")
    assert {person for _, person, _ in await pdsa.asked()} == {ADA}
    assert (await pdsa.cycle(cycle.id)).lead == ADA


async def test_who_takes_over_is_asked_what_is_open_at_once_and_not_reminded_of_it_at_once(
    pdsa: Pdsa,
) -> None:
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    await pdsa.at(utc(2026, 9, 22, 17))  # after the reminder
    await pdsa.services.cycles.hand_over(pdsa.caller(), cycle.id, DAN)
    await pdsa.at(utc(2026, 9, 22, 17, 5))
    to_dan = [(kind, at) for kind, person, at in pdsa.sent(*ASKING) if person == DAN]
    assert to_dan == [("prompt", "09-22 17:05")]


async def test_a_reminder_that_waits_for_the_morning_survives_planning_again(pdsa: Pdsa) -> None:
    """Its hour has come, yet it is not sent: a change of the cycle meanwhile must not lose it."""
    cycle = await pdsa.started_and_begun()
    await pdsa.at(GAME_PLAN)
    async with pdsa.store.transaction() as session:
        moved = update(PersonRow).where(PersonRow.user_id == BEN).values(zone="Asia/Tokyo")
        await session.execute(moved)
    await pdsa.at(utc(2026, 9, 21, 16))  # 1:00 in Tokyo
    await pdsa.edit(cycle, change="Wait ten seconds.")
    await pdsa.at(utc(2026, 9, 21, 23))
    assert ("prompt_reminder", BEN, "09-21 23:00") in pdsa.sent(REMINDER)


async def test_facilitators_see_what_is_planned_by_the_cycles_title(pdsa: Pdsa) -> None:
    await pdsa.started_and_begun(title="Wait time in grade 4")
    page = await pdsa.services.status.status(pdsa.caller(FAY), pdsa.community_id)
    assert [(line.kind, line.title, line.recipients) for line in page.planned[:3]] == [
        ("pdsa.prompt", "Wait time in grade 4", 2),
        ("pdsa.prompt_reminder", "Wait time in grade 4", 2),
        ("pdsa.unanswered", "Wait time in grade 4", 1),
    ]


async def test_members_who_belong_to_nothing_else_cost_planning_nothing(pdsa: Pdsa) -> None:
    """Who joins and leads no cycle changes no row."""
    await pdsa.started_and_begun()
    before = await rows(pdsa)
    await pdsa.services.members.joined(
        pdsa.caller("UNEW"), HOME, replace(people()[BEN], user_id=UserId("UNEW"), name="New")
    )
    assert await rows(pdsa) == before
    async with pdsa.store.reading() as session:
        assert await session.get(MemberRow, (pdsa.community_id, "UNEW")) is not None
