"""Convenings on both databases: scheduled, changed, answered, attended, told of."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event, insert, update

from community.clock import MovableClock
from community.convenings.views import Convening, RsvpResult
from community.errors import (
    ConveningCancelled,
    ConveningMoved,
    ConveningNotFound,
    ConveningStarted,
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotAMember,
    RepeatedRequest,
)
from community.ids import DeliveryKind, UserId, WorkspaceId
from community.work import Caller
from storage.tables import MemberRow, PersonRow
from storage.unit_of_work import Store
from tests.support.convenings import a_draft, utc
from tests.support.plc import FAY, Plc, a_plc

MEMBERS = ["UBEN", "UCAT", "UDAN"]
START = utc(2026, 12, 3, 23, 30)
ANNOUNCED = utc(2026, 11, 19, 17)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    return await a_plc(store, clock, MEMBERS)


# --- scheduling ---------------------------------------------------------------------------------------------


async def test_a_scheduled_convening_is_kept_with_its_agenda_and_plans_its_messages(plc: Plc) -> None:
    convening = await plc.schedule()
    assert (convening.starts_at, convening.announce_at) == (START, ANNOUNCED)
    assert [item.topic for item in convening.agenda] == ["Welcome", "Data walk"]
    planned = [(row.kind, row.recipient) for row in await plc.planned()]
    nudges = [(DeliveryKind.RSVP_NUDGE, user_id) for user_id in [*MEMBERS, FAY]]
    assert planned == [
        (DeliveryKind.ANNOUNCEMENT, "C1"),
        (DeliveryKind.CALENDAR, "C1"),
        *nudges,
        (DeliveryKind.REMINDER, "C1"),
        (DeliveryKind.STARTING_SOON_THREAD, "C1"),
        (DeliveryKind.ATTENDANCE, "C1"),
        (DeliveryKind.RECAP, "C1"),
    ]


async def test_only_facilitators_schedule(plc: Plc) -> None:
    with pytest.raises(NotAllowed):
        await plc.services.convenings.schedule(plc.caller("UBEN"), plc.community_id, a_draft(), accepted=True)
    stranger = Caller(WorkspaceId("T2"), UserId(FAY))
    with pytest.raises(Exception, match="no such community"):
        await plc.services.convenings.schedule(stranger, plc.community_id, a_draft(), accepted=True)


async def test_the_same_submission_twice_schedules_once(plc: Plc) -> None:
    caller = plc.caller(receipt="view:V1")
    await plc.services.convenings.schedule(caller, plc.community_id, a_draft(), accepted=False)
    with pytest.raises(RepeatedRequest):
        await plc.services.convenings.schedule(caller, plc.community_id, a_draft(), accepted=False)
    assert len(await plc.services.convenings.upcoming(plc.caller(), plc.community_id)) == 1


async def test_an_app_as_facilitator_is_refused(plc: Plc) -> None:
    await plc.join("UAPP", is_bot=True)
    with pytest.raises(InvalidInput) as refused:
        await plc.schedule(facilitator=UserId("UAPP"))
    assert list(refused.value.problems) == ["facilitator"]


async def test_apps_deactivated_people_and_those_who_left_are_not_nudged(plc: Plc) -> None:
    await plc.join("UAPP", is_bot=True)
    await plc.join("UGONE", is_deactivated=True)
    await plc.leave("UDAN")
    await plc.schedule()
    nudged = [row.recipient for row in await plc.planned(DeliveryKind.RSVP_NUDGE)]
    assert nudged == ["UBEN", "UCAT", FAY]


async def test_who_joins_later_is_nudged_as_well(plc: Plc) -> None:
    await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.join("UEVE")
    await plc.at(ANNOUNCED + timedelta(hours=2))
    assert "UEVE" in [row.recipient for row in await plc.planned(DeliveryKind.RSVP_NUDGE)]


async def test_planning_again_changes_nothing(plc: Plc) -> None:
    await plc.schedule()
    before = [(row.key, row.due_at, row.state) for row in await plc.planned()]
    for _ in range(3):
        plc.clock.advance(timedelta(hours=2))
        await plc.services.convenings.plan_due()
    assert [(row.key, row.due_at, row.state) for row in await plc.planned()] == before


# --- the life of a session ----------------------------------------------------------------------------------


async def test_a_convening_is_told_of_from_announcement_to_recap(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    assert plc.sent(DeliveryKind.ANNOUNCEMENT) == ["C1"]
    assert plc.slack.files == ["convening-1-0.ics"]
    await plc.answers("UBEN", convening, "going")
    await plc.answers("UCAT", convening, "declined")
    await plc.at(utc(2026, 11, 30, 17))
    assert plc.sent(DeliveryKind.RSVP_NUDGE) == ["UDAN", FAY]
    await plc.at(START - timedelta(days=1))
    assert plc.sent(DeliveryKind.REMINDER) == ["C1"]
    await plc.at(START - timedelta(minutes=10))
    assert plc.sent(DeliveryKind.STARTING_SOON) == ["UBEN"]
    assert plc.sent(DeliveryKind.STARTING_SOON_THREAD) == ["C1"]
    await plc.at(START)
    assert plc.sent(DeliveryKind.ATTENDANCE) == ["C1"]
    await plc.is_here("UBEN", convening)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UBEN"]
    await plc.at(utc(2026, 12, 4, 17))
    assert plc.sent(DeliveryKind.RECAP) == ["C1"]


async def test_messages_of_the_session_stand_in_the_announcements_thread(plc: Plc) -> None:
    await plc.schedule()
    for instant in (ANNOUNCED, START - timedelta(minutes=10), START):
        await plc.at(instant)
    threads = {item.key.split(":")[0]: item.thread_ts for item in plc.slack.sent}
    assert threads[DeliveryKind.ANNOUNCEMENT] is None
    assert threads[DeliveryKind.ATTENDANCE] == threads[DeliveryKind.STARTING_SOON_THREAD] == "1.0"


async def test_a_convening_scheduled_late_is_announced_at_once(plc: Plc) -> None:
    await plc.at(START - timedelta(hours=6))
    await plc.schedule()
    await plc.tick()
    assert plc.sent(DeliveryKind.ANNOUNCEMENT) == ["C1"]
    kinds = {row.kind for row in await plc.planned()}
    assert not kinds & {DeliveryKind.REMINDER, DeliveryKind.RSVP_NUDGE}


async def test_an_answer_is_edited_into_the_announcement(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    for user_id in MEMBERS:
        await plc.answers(user_id, convening)
    await plc.at(ANNOUNCED + MINUTE)
    assert [item.key for item in plc.slack.edits] == ["convenings.announcement:1"]
    shown = await plc.services.convenings.get(plc.caller(), convening.id)
    assert shown.answers.going == tuple(MEMBERS)
    assert shown.unanswered == 1


async def test_once_the_session_begins_the_announcement_loses_its_buttons_once(plc: Plc) -> None:
    await plc.schedule()
    await plc.at(ANNOUNCED)
    edits = len(plc.slack.edits)
    for minutes in range(5):
        await plc.at(START + minutes * MINUTE)
    assert len(plc.slack.edits) == edits + 1
    assert "Will you be there?" not in plc.slack.edits[-1].text


async def test_an_announcement_loses_its_buttons_also_if_the_bot_was_down_all_session(plc: Plc) -> None:
    await plc.schedule()
    await plc.at(ANNOUNCED)
    edits = len(plc.slack.edits)
    await plc.at(START + timedelta(days=2))
    await plc.at(START + timedelta(days=2, minutes=1))
    assert len(plc.slack.edits) == edits + 1
    assert "Will you be there?" not in plc.slack.edits[-1].text


async def test_a_facilitators_note_stays_with_the_announcement_when_it_is_edited(plc: Plc) -> None:
    convening = await plc.schedule()
    (row,) = await plc.planned(DeliveryKind.ANNOUNCEMENT)
    group = next(
        line.group
        for line in (await plc.services.status.status(plc.caller(), plc.community_id)).planned
        if line.kind == row.kind
    )
    await plc.services.status.add_note(plc.caller(), plc.community_id, group, "Bring a laptop")
    shown = await plc.services.convenings.for_announcement(plc.caller().workspace_id, convening.id)
    assert shown is not None
    assert shown.note == "Bring a laptop"


# --- answers ------------------------------------------------------------------------------------------------


async def test_an_answer_can_be_changed_and_keeps_its_note(plc: Plc) -> None:
    convening = await plc.schedule()
    first = await plc.answers("UBEN", convening, "going")
    assert (first.previous, first.note) == (None, "")
    noted = await plc.services.convenings.add_note(plc.caller("UBEN"), convening.id, " Ten minutes late ")
    assert (noted.answer, noted.note) == ("going", "Ten minutes late")
    second = await plc.answers("UBEN", convening, "maybe")
    assert (second.previous, second.answer, second.note) == ("going", "maybe", "Ten minutes late")


async def test_an_answer_plans_that_person_alone(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening, "going")
    mine = {row.kind for row in await plc.planned() if row.recipient == "UBEN"}
    assert mine == {DeliveryKind.STARTING_SOON, DeliveryKind.FEEDBACK_REQUEST}
    await plc.answers("UBEN", convening, "declined")
    assert [row for row in await plc.planned() if row.recipient == "UBEN"] == []
    assert len(await plc.planned(DeliveryKind.RSVP_NUDGE)) == 3


async def test_a_note_needs_an_answer_and_fits(plc: Plc) -> None:
    convening = await plc.schedule()
    for note in ("hello", "x" * 301):
        with pytest.raises(InvalidInput) as refused:
            await plc.services.convenings.add_note(plc.caller("UBEN"), convening.id, note)
        assert list(refused.value.problems) == ["note"]


async def test_answers_close_at_the_start(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(START - MINUTE)
    await plc.answers("UBEN", convening)
    await plc.at(START)
    with pytest.raises(ConveningStarted, match="has started"):
        await plc.answers("UBEN", convening)


async def test_an_old_button_says_what_is_true_now(plc: Plc) -> None:
    convening = await plc.schedule()
    moved = await plc.edit(convening, starts_time=time(16))
    with pytest.raises(ConveningMoved, match="Thursday 3 December 2026, 4:00 pm"):
        await plc.answers("UBEN", convening)
    await plc.services.convenings.cancel(plc.caller(), moved.id, "Snow")
    with pytest.raises(ConveningCancelled, match="was cancelled: Snow"):
        await plc.answers("UBEN", moved)


async def test_strangers_cannot_answer(plc: Plc) -> None:
    convening = await plc.schedule()
    with pytest.raises(NotAMember, match="Math PLC"):
        await plc.answers("UEVE", convening)
    await plc.leave("UBEN")
    with pytest.raises(NotAMember):
        await plc.answers("UBEN", convening)
    elsewhere = Caller(WorkspaceId("T2"), UserId("UCAT"))
    with pytest.raises(ConveningNotFound):
        await plc.services.convenings.answer(elsewhere, convening.id, "going", START)


async def test_an_answer_costs_few_statements(plc: Plc) -> None:
    convening = await plc.schedule()
    counted: list[str] = []
    engine = plc.store._engine.sync_engine

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    await plc.services.convenings.answer(plc.caller("UBEN", "click:1"), convening.id, "going", START)
    event.remove(engine, "before_cursor_execute", count)
    said = [line for line in counted if not line.lstrip().upper().startswith(("BEGIN", "PRAGMA"))]
    # receipt; read; answer; planned rows read, inserted, cancelled; the announcement's edit
    assert len(said) <= 7, said


# --- attendance ---------------------------------------------------------------------------------------------


async def test_saying_i_am_here_counts_once_and_is_shown(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.at(START)
    for _ in range(2):
        await plc.is_here("UBEN", convening)
    await plc.is_here("UCAT", convening)
    await plc.at(START + MINUTE)
    here = await plc.services.convenings.here(plc.caller().workspace_id, convening.id)
    assert here is not None
    assert here.people == ("UBEN", "UCAT")
    assert "convenings.attendance" in plc.slack.edits[-1].key


async def test_presence_is_noted_around_the_session_only(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(START - timedelta(minutes=11))
    with pytest.raises(ConveningStarted, match="has not begun"):
        await plc.is_here("UBEN", convening)
    await plc.at(START - timedelta(minutes=10))
    await plc.is_here("UBEN", convening)
    with pytest.raises(NotAMember):
        await plc.is_here("UEVE", convening)
    await plc.at(convening.ends_at + timedelta(hours=12))
    with pytest.raises(ConveningStarted, match="is over"):
        await plc.is_here("UCAT", convening)


# --- changes ------------------------------------------------------------------------------------------------


async def test_moving_a_session_tells_who_answered_and_asks_again(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.answers("UBEN", convening, "going")
    await plc.answers("UCAT", convening, "declined")
    moved = await plc.edit(convening, starts_on=date(2026, 12, 4))
    assert (moved.sequence, moved.version) == (1, 2)
    shown = await plc.services.convenings.get(plc.caller(), convening.id)
    assert (shown.answers.going, shown.unanswered) == ((), 4)
    await plc.tick()
    assert plc.sent(DeliveryKind.CHANGED) == ["UBEN", "UCAT"]
    assert plc.sent(DeliveryKind.ANNOUNCEMENT) == ["C1"]
    await plc.at(ANNOUNCED + MINUTE)
    assert plc.slack.files == ["convening-1-0.ics", "convening-1-1.ics"]
    assert plc.slack.edits[-1].key == "convenings.announcement:1"


async def test_planned_messages_follow_a_moved_session(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening, "going")
    moved = await plc.edit(convening, starts_time=time(16))
    rows = {row.kind: row for row in await plc.planned()}
    assert rows[DeliveryKind.REMINDER].due_at == moved.starts_at - timedelta(days=1)
    assert "T16:00-08:00" in rows[DeliveryKind.REMINDER].key
    assert DeliveryKind.STARTING_SOON not in rows  # Ben has not answered for the new time
    assert len(await plc.planned(DeliveryKind.RSVP_NUDGE)) == 4


async def test_two_edits_in_a_row_are_one_piece_of_news(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    once = await plc.edit(convening, starts_time=time(16))
    twice = await plc.edit(once, link="https://other.example.org")
    assert twice.sequence == 2
    await plc.tick()
    assert plc.sent(DeliveryKind.CHANGED) == ["UBEN"]
    (row,) = [row for row in await plc.deliveries(DeliveryKind.CHANGED) if row.state == "sent"]
    assert row.context["before"]["starts_local"] == "2026-12-03T15:30"


async def test_an_edit_undone_before_anybody_heard_is_no_news(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    moved = await plc.edit(convening, starts_time=time(16))
    await plc.edit(moved, starts_time=time(15, 30))
    await plc.tick()
    assert plc.sent(DeliveryKind.CHANGED) == []
    shown = await plc.services.convenings.get(plc.caller(), convening.id)
    assert shown.answers.going == ("UBEN",)


async def test_answering_while_the_news_is_on_its_way_does_not_stop_it(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    moved = await plc.edit(convening, starts_time=time(16))
    await plc.answers("UBEN", moved)
    await plc.tick()
    assert plc.sent(DeliveryKind.CHANGED) == ["UBEN"]


async def test_answers_racing_a_move_leave_no_message_for_the_old_time(plc: Plc) -> None:
    convening = await plc.schedule()
    done = await asyncio.gather(
        *(plc.answers(user_id, convening) for user_id in MEMBERS[:2]),
        plc.edit(convening, starts_time=time(16)),
        plc.answers(MEMBERS[2], convening),
        return_exceptions=True,
    )
    assert {type(one) for one in done} <= {RsvpResult, Convening, ConveningMoved}
    assert [row.key for row in await plc.planned() if "T15:30" in row.key] == []


async def test_of_two_editors_at_once_one_is_told(plc: Plc) -> None:
    convening = await plc.schedule()
    done = await asyncio.gather(
        plc.edit(convening, starts_time=time(16)),
        plc.edit(convening, minutes_text="60"),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Convening", "EditedMeanwhile"]


async def test_a_new_agenda_is_no_news_but_is_shown(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.answers("UBEN", convening)
    edited = await plc.edit(convening, agenda_text="Data walk, 60")
    assert (edited.sequence, edited.version) == (0, 2)
    await plc.at(ANNOUNCED + MINUTE)
    assert plc.sent(DeliveryKind.CHANGED) == []
    assert len(plc.slack.edits) == 1


async def test_saving_without_a_change_changes_nothing(plc: Plc) -> None:
    convening = await plc.schedule()
    assert (await plc.edit(convening)).version == convening.version


async def test_the_second_of_two_editors_is_told_who_changed_what(plc: Plc) -> None:
    convening = await plc.schedule()
    async with plc.store.transaction() as session:
        await session.execute(
            insert(PersonRow).values(
                workspace_id="T1", user_id=FAY, name="Fay", zone=None, seen_at=plc.clock.now()
            )
        )
    newer = await plc.edit(convening, link="https://other.example.org", title="Walk")
    with pytest.raises(EditedMeanwhile) as refused:
        await plc.edit(convening, minutes_text="60")
    assert "Fay changed the title and link" in str(refused.value)
    assert refused.value.version == newer.version
    over_theirs = replace(convening, version=refused.value.version)
    assert (await plc.edit(over_theirs, minutes_text="60")).title == "SEL data walk"


async def test_cancelling_takes_back_what_was_planned_and_tells_who_answered(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.answers("UBEN", convening)
    cancelled = await plc.services.convenings.cancel(plc.caller(), convening.id, "Snow day")
    assert (cancelled.is_cancelled, cancelled.sequence) == (True, 1)
    await plc.at(ANNOUNCED + MINUTE)
    assert plc.sent(DeliveryKind.CANCELLED) == ["UBEN"]
    assert plc.slack.files[-1] == "convening-1-1.ics"
    assert plc.slack.edits[-1].text.startswith("Cancelled")
    await plc.at(convening.ends_at + timedelta(days=3))
    assert await plc.planned() == []
    after = {item.key.split(":")[0] for item in plc.slack.sent if item.at > ANNOUNCED + MINUTE}
    assert after == set()


async def test_a_convening_nobody_heard_of_is_cancelled_in_silence(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.services.convenings.cancel(plc.caller(), convening.id, "")
    await plc.at(ANNOUNCED)
    assert (plc.slack.sent, plc.slack.files, await plc.planned()) == ([], [], [])


async def test_what_is_over_or_cancelled_cannot_be_changed(plc: Plc) -> None:
    convening = await plc.schedule()
    with pytest.raises(NotAllowed):
        await plc.services.convenings.cancel(plc.caller("UBEN"), convening.id, "")
    await plc.at(convening.ends_at)
    with pytest.raises(ConveningStarted):
        await plc.services.convenings.cancel(plc.caller(), convening.id, "")
    other = await plc.schedule(starts_on=date(2026, 12, 17))
    await plc.services.convenings.cancel(plc.caller(), other.id, "")
    with pytest.raises(ConveningCancelled):
        await plc.edit(other, minutes_text="60")


# --- what composers notice themselves -----------------------------------------------------------------------


async def test_a_message_planned_for_somebody_who_left_is_not_sent(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.at(ANNOUNCED)
    await plc.answers("UBEN", convening)
    await plc.leave("UBEN")
    await plc.at(START - timedelta(minutes=10))
    (soon,) = await plc.deliveries(DeliveryKind.STARTING_SOON)
    assert (soon.state, soon.last_error) == ("skipped", "left")


async def test_stopped_prompts_are_respected_at_the_last_moment(plc: Plc) -> None:
    await plc.schedule()
    await plc.at(ANNOUNCED)
    async with plc.store.transaction() as session:
        await session.execute(
            update(MemberRow).where(MemberRow.user_id == "UBEN").values(stopped=[DeliveryKind.RSVP_NUDGE])
        )
    await plc.at(utc(2026, 11, 30, 17))
    assert plc.sent(DeliveryKind.RSVP_NUDGE) == ["UCAT", "UDAN", FAY]


# --- clocks -------------------------------------------------------------------------------------------------


async def test_a_session_keeps_its_local_hour_over_a_clock_change(plc: Plc) -> None:
    convening = await plc.schedule(starts_on=date(2026, 11, 2))
    assert convening.starts_local == datetime.combine(date(2026, 11, 2), time(15, 30))
    assert convening.starts_at == utc(2026, 11, 2, 23, 30)
    assert convening.announce_at == utc(2026, 10, 19, 16)


async def test_a_session_over_midnight_asks_for_feedback_after_its_end(plc: Plc) -> None:
    convening = await plc.schedule(starts_time=time(23, 30), minutes_text="90")
    assert convening.ends_at == utc(2026, 12, 4, 9)
    await plc.answers("UBEN", convening)
    (request,) = await plc.planned(DeliveryKind.FEEDBACK_REQUEST)
    assert request.due_at == utc(2026, 12, 4, 9, 10)


async def test_upcoming_lists_what_is_not_over_the_next_first(plc: Plc) -> None:
    later = await plc.schedule(starts_on=date(2026, 12, 17), title="Later")
    sooner = await plc.schedule()
    await plc.answers("UBEN", sooner)
    listed = await plc.services.convenings.upcoming(plc.caller("UBEN"), plc.community_id)
    assert [item.convening.title for item in listed] == ["SEL data walk", "Later"]
    assert [len(item.answers.going) for item in listed] == [1, 0]
    await plc.at(sooner.ends_at)
    listed = await plc.services.convenings.upcoming(plc.caller(), plc.community_id)
    assert [item.convening.id for item in listed] == [later.id]
    with pytest.raises(NotAMember):
        await plc.services.convenings.upcoming(plc.caller("UEVE"), plc.community_id)
