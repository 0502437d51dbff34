from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.convenings.touchpoints import (
    Participant,
    announcement_edit,
    asked_for_feedback,
    attendance_edit,
    attendance_key,
    cancelled_message,
    changed_message,
    channel_touchpoints,
    default_announce_at,
    feedback_closes_at,
    feedback_touchpoints,
    final_summary_touchpoints,
    personal_touchpoints,
    planned_for,
    reminder_touchpoints,
    summary_at,
    summary_touchpoints,
)
from community.convenings.views import Convening
from community.deliveries import Wanted
from community.ids import DeliveryKind, Operation, UserId
from community.walltime import instant_of, wall_of
from tests.support.convenings import ZONE, a_convening, a_participant, utc, wall

LONG_BEFORE = utc(2026, 11, 1)
START = utc(2026, 12, 3, 23, 30)


def by_kind(wanted: list[Wanted]) -> dict[DeliveryKind, Wanted]:
    found = {item.kind: item for item in wanted}
    assert len(found) == len(wanted)
    return found


def test_the_channel_gets_its_messages_in_their_windows() -> None:
    convening = a_convening(announce_at=utc(2026, 11, 19, 17))
    wanted = by_kind(channel_touchpoints(convening, (), LONG_BEFORE))
    windows = {kind: (item.due_at, item.expires_at) for kind, item in wanted.items()}
    end = convening.ends_at
    assert windows == {
        DeliveryKind.ANNOUNCEMENT: (utc(2026, 11, 19, 17), START),
        DeliveryKind.CALENDAR: (utc(2026, 11, 19, 17), end),
        DeliveryKind.REMINDER: (START - timedelta(days=1), START - timedelta(hours=1)),
        DeliveryKind.STARTING_SOON_THREAD: (START - timedelta(minutes=10), START + timedelta(minutes=10)),
        DeliveryKind.ATTENDANCE: (START, end),
        DeliveryKind.RECAP: (utc(2026, 12, 4, 17), utc(2026, 12, 7, 17)),
    }
    assert {item.recipient for item in wanted.values()} == {convening.home_channel}


def test_messages_of_the_session_go_to_the_announcements_thread() -> None:
    wanted = by_kind(channel_touchpoints(a_convening(), (), LONG_BEFORE))
    in_thread = {kind for kind, item in wanted.items() if item.thread_of == "convenings.announcement:42"}
    assert in_thread == {
        DeliveryKind.CALENDAR,
        DeliveryKind.STARTING_SOON_THREAD,
        DeliveryKind.ATTENDANCE,
    }
    assert wanted[DeliveryKind.CALENDAR].operation is Operation.FILE


def test_keys_say_what_the_message_is() -> None:
    wanted = by_kind(channel_touchpoints(a_convening(), (), LONG_BEFORE))
    assert wanted[DeliveryKind.ANNOUNCEMENT].key == "convenings.announcement:42"
    assert wanted[DeliveryKind.REMINDER].key == "convenings.reminder:42:2026-12-03T15:30-08:00:24h:C1"


def test_the_recap_waits_for_a_working_day() -> None:
    friday = a_convening(wall(2026, 12, 4, 15, 30))
    break_ = (Holiday(friday.starts_local.date() + timedelta(days=3), wall(2026, 12, 8).date()),)
    recap = by_kind(channel_touchpoints(friday, break_, LONG_BEFORE))[DeliveryKind.RECAP]
    assert recap.due_at == utc(2026, 12, 9, 17)
    assert recap.expires_at == utc(2026, 12, 12, 17)


def test_an_announcement_within_the_last_day_takes_the_reminders_place() -> None:
    convening = a_convening(announce_at=START - timedelta(hours=20))
    wanted = by_kind(channel_touchpoints(convening, (), convening.announce_at))
    assert DeliveryKind.REMINDER not in wanted
    assert DeliveryKind.ANNOUNCEMENT in wanted


def test_a_session_moved_close_is_reminded_of_at_once() -> None:
    now = START - timedelta(hours=5)
    reminder = by_kind(channel_touchpoints(a_convening(), (), now))[DeliveryKind.REMINDER]
    assert reminder.due_at == now


def test_a_cancelled_session_only_leaves_its_calendar_entry() -> None:
    convening = a_convening(is_cancelled=True, sequence=1)
    after_announcement = convening.announce_at + timedelta(days=1)
    wanted = channel_touchpoints(convening, (), after_announcement)
    assert [item.key for item in wanted] == ["convenings.calendar:42:1"]
    assert channel_touchpoints(convening, (), convening.announce_at - timedelta(days=1)) == []
    assert personal_touchpoints(convening, a_participant(answer="going"), LONG_BEFORE) == []
    assert feedback_touchpoints(convening, a_participant(answer="going")) == []


def test_only_who_has_not_answered_is_nudged() -> None:
    convening = a_convening(announce_at=LONG_BEFORE)
    nudge = by_kind(personal_touchpoints(convening, a_participant(), LONG_BEFORE))[DeliveryKind.RSVP_NUDGE]
    assert (nudge.due_at, nudge.expires_at) == (utc(2026, 11, 30, 17), START - timedelta(days=1))
    assert nudge.recipient == "UBEN"
    declined = a_participant(answer="declined")
    assert personal_touchpoints(convening, declined, LONG_BEFORE) == []


def test_nobody_is_nudged_about_what_was_just_announced() -> None:
    announced = START - timedelta(days=2, hours=12)
    late = a_convening(announce_at=announced)
    nudge = by_kind(personal_touchpoints(late, a_participant(), announced))[DeliveryKind.RSVP_NUDGE]
    assert nudge.due_at == announced + timedelta(days=1)
    too_late = a_convening(announce_at=START - timedelta(days=2))
    assert personal_touchpoints(too_late, a_participant(), too_late.announce_at) == []


def test_a_nudge_whose_hour_is_past_is_not_made_up_for() -> None:
    assert personal_touchpoints(a_convening(), a_participant(), utc(2026, 11, 30, 17)) == []


@pytest.mark.parametrize("answer", ["going", "maybe"])
def test_who_means_to_come_is_told_before_the_start(answer: str) -> None:
    wanted = by_kind(personal_touchpoints(a_convening(), a_participant(answer=answer), LONG_BEFORE))
    soon = wanted[DeliveryKind.STARTING_SOON]
    assert (soon.due_at, soon.expires_at) == (START - timedelta(minutes=10), START + timedelta(minutes=10))


def test_what_a_person_stopped_is_not_planned() -> None:
    stopped = frozenset(
        {DeliveryKind.RSVP_NUDGE, DeliveryKind.STARTING_SOON, DeliveryKind.FEEDBACK_REQUEST,
         DeliveryKind.FEEDBACK_REMINDER}
    )  # fmt: skip
    for answer in (None, "going"):
        person = a_participant(answer=answer, stopped=stopped)
        assert personal_touchpoints(a_convening(), person, LONG_BEFORE) == []
        assert feedback_touchpoints(a_convening(), person) == []
        assert reminder_touchpoints(a_convening(), person, ()) == []


def test_feedback_is_asked_ten_minutes_after_the_end_and_once_more_on_the_next_working_day() -> None:
    convening, person = a_convening(), a_participant(is_present=True)
    (request,) = feedback_touchpoints(convening, person)
    assert request.due_at == convening.ends_at + timedelta(minutes=10)
    assert request.expires_at == request.due_at + timedelta(days=7)
    (reminder,) = reminder_touchpoints(convening, person, ())
    assert (reminder.due_at, reminder.expires_at) == (utc(2026, 12, 4, 17), request.expires_at)


def test_a_break_longer_than_the_survey_leaves_no_reminder() -> None:
    convening = a_convening()
    day = convening.starts_local.date()
    winter = (Holiday(day + timedelta(days=1), day + timedelta(days=14)),)
    assert reminder_touchpoints(convening, a_participant(), winter) == []


def test_feedback_is_asked_of_who_came_and_else_of_who_meant_to() -> None:
    going, maybe = a_participant("U1", answer="going"), a_participant("U2", answer="maybe")
    declined, silent = a_participant("U3", answer="declined"), a_participant("U4")
    assert asked_for_feedback([going, maybe, declined, silent]) == [going, maybe]
    walked_in = replace(silent, is_present=True)
    assert asked_for_feedback([going, maybe, declined, walked_in]) == [walked_in]


def test_the_summary_comes_after_48_hours_or_when_it_is_ready() -> None:
    convening = a_convening()
    (later,) = summary_touchpoints(convening, [UserId("UFAY")], summary_at(convening), ())
    assert later.due_at == convening.ends_at + timedelta(hours=48)
    ready_at = convening.ends_at + timedelta(hours=3)
    (sooner,) = summary_touchpoints(convening, [UserId("UFAY")], ready_at, ())
    assert sooner.due_at == ready_at
    assert sooner.key == later.key


def test_a_summary_waits_for_the_end_of_any_holidays() -> None:
    convening = a_convening()  # on a Thursday, the third of December
    (usual,) = summary_touchpoints(convening, [UserId("UFAY")], summary_at(convening), ())
    assert usual.expires_at == usual.due_at + timedelta(days=30)
    closure = Holiday(date(2026, 12, 4), date(2027, 1, 31), "Closed for works")
    (late,) = summary_touchpoints(convening, [UserId("UFAY")], summary_at(convening), [closure])
    assert late.expires_at == utc(2027, 2, 4, 17)  # three days after the first morning at work


def test_the_final_summary_is_another_message_than_the_first() -> None:
    convening = a_convening()
    closed_at = feedback_closes_at(convening)
    (first,) = summary_touchpoints(convening, [UserId("UFAY")], summary_at(convening), ())
    (final,) = final_summary_touchpoints(convening, [UserId("UFAY")], closed_at, ())
    assert final.key != first.key
    assert (final.kind, final.due_at) == (first.kind, closed_at)


def test_edits_aim_at_what_was_posted() -> None:
    convening = a_convening()
    edit = announcement_edit(convening, LONG_BEFORE)
    assert (edit.operation, edit.target_key) == (Operation.UPDATE, "convenings.announcement:42")
    assert attendance_edit(convening, LONG_BEFORE).target_key == attendance_key(convening)


def test_news_of_two_changes_are_two_messages_and_a_cancellation_is_one() -> None:
    first = changed_message(a_convening(sequence=1), UserId("UBEN"), {}, LONG_BEFORE)
    second = changed_message(a_convening(sequence=2), UserId("UBEN"), {}, LONG_BEFORE)
    assert first.key != second.key
    cancelled = a_convening(is_cancelled=True)
    news = cancelled_message(cancelled, UserId("UBEN"), LONG_BEFORE)
    assert news.key == cancelled_message(cancelled, UserId("UBEN"), START).key


def test_the_announcement_comes_two_weeks_before_or_at_once() -> None:
    assert default_announce_at(wall(2026, 12, 3, 15, 30), ZONE, LONG_BEFORE) == utc(2026, 11, 19, 17)
    now = utc(2026, 11, 25)
    assert default_announce_at(wall(2026, 12, 3, 15, 30), ZONE, now) == now


some_convening = st.builds(
    lambda starts, minutes, days, zone: a_convening(
        starts, minutes=minutes, zone=zone, announce_at=instant_of(starts, zone) - timedelta(days=days)
    ),
    st.datetimes(wall(2026, 1, 1), wall(2028, 1, 1)).map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(1, 24 * 60),
    st.floats(0.01, 60),
    st.sampled_from([ZONE, "Europe/Berlin", "Asia/Kathmandu"]),
)
some_people = st.lists(
    st.builds(
        a_participant,
        st.sampled_from(["U1", "U2", "U3", "U4"]),
        answer=st.sampled_from([None, "going", "maybe", "declined"]),
        is_present=st.booleans(),
    ),
    unique_by=lambda one: one.user_id,
)
before_start = st.floats(0, 100).map(lambda days: timedelta(days=days))


def all_wanted(convening: Convening, people: list[Participant], now: datetime) -> list[Wanted]:
    wanted = [item for items in planned_for(convening, people, (), now).values() for item in items]
    return [*wanted, *(item for one in people for item in reminder_touchpoints(convening, one, ()))]


@given(some_convening, some_people, before_start)
def test_every_message_has_a_window_and_a_key_of_its_own(
    convening: Convening,
    people: list[Participant],
    before: timedelta,
) -> None:
    wanted = all_wanted(convening, people, convening.starts_at - before)
    assert all(item.due_at < item.expires_at for item in wanted)
    assert len({item.key for item in wanted}) == len(wanted)


@given(some_convening, some_people, before_start)
def test_nothing_is_due_before_the_moment_it_is_planned_at(
    convening: Convening,
    people: list[Participant],
    before: timedelta,
) -> None:
    now = max(convening.announce_at, convening.starts_at - before)
    announced = {DeliveryKind.ANNOUNCEMENT}
    wanted = all_wanted(convening, people, now)
    assert all(item.due_at >= now for item in wanted if item.kind not in announced)


@given(some_convening, some_people)
def test_planning_twice_wants_the_same(convening: Convening, people: list[Participant]) -> None:
    now = convening.announce_at - timedelta(days=1)
    assert all_wanted(convening, people, now) == all_wanted(convening, people, now)


@given(some_convening, some_people, st.integers(1, 10_000))
def test_a_moved_session_is_told_of_anew_but_announced_once(
    convening: Convening,
    people: list[Participant],
    minutes: int,
) -> None:
    starts_at = convening.starts_at + timedelta(minutes=minutes)
    moved = replace(
        convening,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=convening.minutes),
        starts_local=wall_of(starts_at, convening.zone),
    )
    now = convening.announce_at - timedelta(days=1)
    lasting = {DeliveryKind.ANNOUNCEMENT, DeliveryKind.CALENDAR}  # the file goes by its sequence
    before = {item.key: item.kind for item in all_wanted(convening, people, now)}
    after = {item.key: item.kind for item in all_wanted(moved, people, now)}
    assert {before[key] for key in before.keys() & after.keys()} <= lasting
    assert "convenings.announcement:42" in before.keys() & after.keys()
