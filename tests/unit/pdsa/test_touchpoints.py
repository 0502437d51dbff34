"""What a team is asked and when: dates, weekends, holidays, clock changes, short cycles."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.views import Holiday
from community.ids import DeliveryKind, UserId
from community.pdsa.reading import PromptState
from community.pdsa.touchpoints import Asked, due_days, due_of, questions, redraw_at, wanted
from community.pdsa.views import CHECK_INS, Cycle, Due, Stage, Which
from community.walltime import is_working_day, wall_of
from tests.support.convenings import utc
from tests.support.cycles import FRIDAY, MONDAY, a_cycle
from tests.support.teams import ADA, BEN

FAY = UserId("UFAY")
ASKED = Asked(people=(ADA, BEN), facilitators=(FAY,))
DAY = timedelta(days=1)
BREAK = (Holiday(date(2026, 10, 5), date(2026, 10, 9), "Autumn break"),)


def begun(**changes: object) -> Cycle:
    return a_cycle(**{"stage": Stage.DO, **changes})


def days_of(cycle: Cycle, holidays: tuple[Holiday, ...] = ()) -> dict[str, str]:
    return {str(which): f"{day:%a %m-%d}" for which, day in due_days(cycle, holidays).items()}


# --- the days -----------------------------------------------------------------------------------------------


def test_each_stage_asks_its_questions_on_the_days_of_the_table() -> None:
    assert days_of(a_cycle()) == {"plan_due": "Fri 09-11"}
    assert days_of(begun()) == {
        "game_plan": "Thu 09-17",
        "mid_stream": "Mon 10-05",  # the middle is a Saturday
        "end_of_cycle": "Tue 10-20",
        "study_due": "Mon 10-26",
    }
    assert days_of(begun(stage=Stage.STUDY)) == {"study_due": "Mon 10-26"}
    assert days_of(begun(stage=Stage.ACT)) == {"act_due": "Fri 10-30"}
    assert days_of(begun(stage=Stage.DONE)) == {}


def test_a_question_that_falls_into_holidays_waits_for_the_first_working_day() -> None:
    assert days_of(begun(), BREAK)["mid_stream"] == "Mon 10-12"


def test_a_plan_is_asked_for_before_the_holidays_that_precede_the_start() -> None:
    before = (Holiday(date(2026, 9, 7), date(2026, 9, 11)),)
    assert days_of(a_cycle(), before) == {"plan_due": "Fri 09-04"}


def test_nobody_is_asked_for_a_plan_on_the_day_they_started_it() -> None:
    started = datetime(2026, 9, 11, 17, tzinfo=UTC)
    assert days_of(a_cycle(created_at=started)) == {"plan_due": "Mon 09-14"}


def test_the_game_plan_is_asked_for_in_the_first_week_even_if_that_is_earlier_than_usual() -> None:
    rest_of_the_week = (Holiday(date(2026, 9, 17), date(2026, 9, 20)),)
    assert days_of(begun(), rest_of_the_week)["game_plan"] == "Wed 09-16"
    whole_week = (Holiday(date(2026, 9, 15), date(2026, 9, 20)),)
    assert days_of(begun(), whole_week)["game_plan"] == "Mon 09-21"


def test_a_cycle_begun_late_is_asked_from_the_day_it_began() -> None:
    late = begun(began_at=datetime(2026, 9, 24, 20, tzinfo=UTC))
    assert days_of(late)["game_plan"] == "Mon 09-28"
    assert days_of(late)["mid_stream"] == "Thu 10-08"


def test_a_study_that_comes_late_has_its_decision_due_the_next_working_day() -> None:
    late = begun(stage=Stage.ACT, studied_at=datetime(2026, 11, 6, 20, tzinfo=UTC))
    assert days_of(late) == {"act_due": "Mon 11-09"}


@pytest.mark.parametrize(
    ("length", "asked"),
    [
        (0, []),
        (2, ["mid_stream"]),
        (4, ["end_of_cycle"]),
        (8, ["game_plan", "mid_stream", "end_of_cycle"]),
        (13, ["game_plan", "mid_stream", "end_of_cycle"]),
    ],
)
def test_a_short_cycle_is_asked_what_fits_into_it(length: int, asked: list[str]) -> None:
    cycle = begun(ends_on=MONDAY + timedelta(days=length))
    assert list(due_days(cycle, ())) == [*asked, "study_due"]


holidays = st.lists(
    st.builds(
        lambda first, length: Holiday(first, first + timedelta(days=length)),
        st.dates(date(2026, 8, 1), date(2027, 8, 1)),
        st.integers(0, 21),
    ),
    max_size=4,
).map(tuple)
cycles = st.builds(
    lambda starts_on, length, stage, zone, late: a_cycle(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=length),
        stage=stage,
        zone=zone,
        began_at=datetime.combine(starts_on + timedelta(days=late), time(18), UTC),
    ),
    st.dates(date(2026, 8, 1), date(2027, 6, 1)),
    st.integers(0, 120),
    st.sampled_from([Stage.PLAN, Stage.DO, Stage.STUDY, Stage.ACT]),
    st.sampled_from(["America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata"]),
    st.integers(-10, 30),
)


@given(cycles, holidays)
def test_every_question_comes_at_nine_on_a_working_day_in_order_and_reminders_too(
    cycle: Cycle, calendar: tuple[Holiday, ...]
) -> None:
    asked = questions(cycle, calendar, {})
    assert [question.which for question in asked] == list(due_days(cycle, calendar))
    for question in asked:
        for instant in (question.due_at, question.reminder_at, question.unanswered_at):
            wall = wall_of(instant, cycle.zone)
            assert wall.time() == time(9)
            assert is_working_day(wall.date(), calendar)
        assert question.due_at < question.ends_at <= question.due_at + timedelta(days=14)
        assert question.due_on + 2 * DAY <= wall_of(question.reminder_at, cycle.zone).date()
        assert question.reminder_at < question.unanswered_at
    for earlier, later in pairwise(asked):
        assert earlier.due_at < later.due_at
        assert earlier.ends_at <= later.due_at


@given(cycles, holidays)
def test_check_ins_come_while_the_cycle_goes_on_and_the_study_after_it(
    cycle: Cycle, calendar: tuple[Holiday, ...]
) -> None:
    days = due_days(cycle, calendar)
    for which in CHECK_INS:
        if which in days:
            assert cycle.starts_on < days[which] <= cycle.ends_on
    if Which.STUDY_DUE in days:
        assert days[Which.STUDY_DUE] > cycle.ends_on


@given(cycles, holidays)
def test_nobody_is_asked_a_question_more_than_twice_and_facilitators_are_told_once(
    cycle: Cycle, calendar: tuple[Holiday, ...]
) -> None:
    messages = wanted(cycle, calendar, {}, ASKED)
    assert len({message.key for message in messages}) == len(messages)
    for which in due_days(cycle, calendar):
        for person, most in ((ADA, 2), (BEN, 2), (FAY, 1)):
            to = [each for each in messages if each.recipient == person and each.context["which"] == which]
            assert 1 <= len(to) <= most


# --- clock changes ------------------------------------------------------------------------------------------


def test_questions_keep_to_nine_oclock_over_a_clock_change() -> None:
    autumn = begun(starts_on=date(2026, 10, 19), ends_on=date(2026, 11, 20))
    by_which = {question.which: question.due_at for question in questions(autumn, (), {})}
    assert by_which[Which.GAME_PLAN] == utc(2026, 10, 22, 16)
    assert by_which[Which.MID_STREAM] == utc(2026, 11, 4, 17)  # clocks went back on 1 November


# --- who, and for how long ----------------------------------------------------------------------------------


def sent(cycle: Cycle, prompts: dict[Which, PromptState], asked: Asked = ASKED) -> list[tuple[str, str, str]]:
    return [
        (message.kind.removeprefix("pdsa."), message.recipient, f"{message.due_at:%m-%d %H}")
        for message in wanted(cycle, (), prompts, asked)
        if message.context["which"] == Which.MID_STREAM
    ]


def test_lead_and_note_taker_are_asked_and_reminded_then_facilitators_get_a_line() -> None:
    assert sent(begun(), {}) == [
        ("prompt", ADA, "10-05 16"),
        ("prompt", BEN, "10-05 16"),
        ("prompt_reminder", ADA, "10-07 16"),
        ("prompt_reminder", BEN, "10-07 16"),
        ("unanswered", FAY, "10-09 16"),
    ]


def test_where_nobody_leads_the_facilitators_are_asked_and_not_told_of_themselves() -> None:
    nobody = Asked(people=(FAY,), facilitators=())
    assert sent(begun(), {}, nobody) == [("prompt", FAY, "10-05 16"), ("prompt_reminder", FAY, "10-07 16")]


def test_a_question_put_off_moves_its_reminder_and_the_line_to_facilitators() -> None:
    put_off = {Which.MID_STREAM: PromptState(snoozed_until=utc(2026, 10, 9, 16))}  # a Friday
    assert sent(begun(), put_off) == [
        ("prompt", ADA, "10-09 16"),
        ("prompt", BEN, "10-09 16"),
        ("prompt_reminder", ADA, "10-12 16"),
        ("prompt_reminder", BEN, "10-12 16"),
        ("unanswered", FAY, "10-14 16"),
    ]


def test_what_came_before_a_question_that_was_put_off_is_neither_late_nor_asked_again() -> None:
    put_off = {Which.MID_STREAM: PromptState(snoozed_until=utc(2026, 10, 9, 16))}
    due = due_of(begun(), (), put_off, date(2026, 10, 6))
    assert due == Due(Which.MID_STREAM, date(2026, 10, 9), 0)
    assert Which.GAME_PLAN not in [question.which for question in questions(begun(), (), put_off)]


def test_a_question_put_off_to_a_weekend_waits_for_monday() -> None:
    put_off = {Which.MID_STREAM: PromptState(snoozed_until=utc(2026, 10, 10, 16))}
    assert sent(begun(), put_off)[0] == ("prompt", ADA, "10-12 16")


def test_a_question_put_off_beyond_the_next_one_is_asked_no_more() -> None:
    put_off = {Which.MID_STREAM: PromptState(snoozed_until=utc(2026, 10, 21, 16))}
    assert sent(begun(), put_off) == []


def test_what_was_answered_is_not_asked_again_nor_what_a_later_check_in_settles() -> None:
    answered = {Which.MID_STREAM: PromptState(answered_by=BEN, answered_at=utc(2026, 10, 5, 20))}
    assert sent(begun(), answered) == []
    assert sent(begun(checked_in_at=utc(2026, 10, 6, 20)), {}) == []
    assert sent(begun(checked_in_at=utc(2026, 10, 2, 20)), {}) != []


def test_a_paused_or_closed_cycle_is_asked_nothing() -> None:
    for cycle in (begun(paused_at=utc(2026, 9, 20)), begun(stage=Stage.DONE)):
        assert wanted(cycle, (), {}, ASKED) == []
        assert due_of(cycle, (), {}, MONDAY) == Due(None, None, 0)


def test_a_question_lasts_until_the_next_one_or_two_weeks() -> None:
    ends = {question.which: question.ends_at for question in questions(begun(), (), {})}
    assert ends[Which.GAME_PLAN] == utc(2026, 10, 1, 16)
    assert ends[Which.MID_STREAM] == utc(2026, 10, 19, 16)
    assert ends[Which.END_OF_CYCLE] == utc(2026, 10, 26, 16)


def test_a_reminder_that_would_meet_the_next_question_is_left_out() -> None:
    cycle = begun(ends_on=MONDAY + timedelta(days=13))
    kinds = [m.kind for m in wanted(cycle, (), {}, ASKED) if m.context["which"] == Which.GAME_PLAN]
    assert DeliveryKind.CYCLE_PROMPT in kinds
    assert DeliveryKind.CYCLE_PROMPT_REMINDER not in kinds


# --- what is due, and since when ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 9, 14), Due(Which.GAME_PLAN, date(2026, 9, 17), 0)),
        (date(2026, 9, 17), Due(Which.GAME_PLAN, date(2026, 9, 17), 0)),
        (date(2026, 9, 20), Due(Which.GAME_PLAN, date(2026, 9, 17), 3)),
        (date(2026, 10, 6), Due(Which.MID_STREAM, date(2026, 10, 5), 1)),
        (date(2026, 11, 26), Due(Which.STUDY_DUE, date(2026, 10, 26), 31)),
    ],
)
def test_what_is_due_is_the_last_question_that_came_and_lateness_is_counted_from_it(
    today: date, due: Due
) -> None:
    assert due_of(begun(), (), {}, today) == due


def test_a_plan_is_late_from_the_day_the_cycle_should_begin() -> None:
    assert due_of(a_cycle(), (), {}, MONDAY) == Due(Which.PLAN_DUE, MONDAY, 0)
    assert due_of(a_cycle(), (), {}, MONDAY + DAY) == Due(Which.PLAN_DUE, MONDAY, 1)


def test_an_answered_question_gives_way_to_the_next() -> None:
    answered = {Which.GAME_PLAN: PromptState(answered_by=ADA, answered_at=utc(2026, 9, 17, 20))}
    assert due_of(begun(), (), answered, date(2026, 9, 20)).which is Which.MID_STREAM


def test_lateness_is_shown_anew_each_day_then_each_week_and_not_after_the_school_year() -> None:
    cycle, last_day = begun(), date(2027, 6, 11)
    on_time = Due(Which.STUDY_DUE, FRIDAY, 0)
    assert redraw_at(cycle, on_time, MONDAY, last_day) == utc(2026, 10, 24, 7)
    late = Due(Which.STUDY_DUE, FRIDAY, 3)
    assert redraw_at(cycle, late, FRIDAY + 3 * DAY, last_day) == utc(2026, 10, 27, 7)
    very_late = Due(Which.STUDY_DUE, FRIDAY, 20)
    assert redraw_at(cycle, very_late, FRIDAY + 20 * DAY, last_day) == utc(2026, 11, 19, 8)
    assert redraw_at(cycle, very_late, last_day, last_day) is None
    assert redraw_at(cycle, Due(None, None, 0), MONDAY, last_day) is None
