"""When feedback closes, on both databases: the final summary, and every comment in full."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from community.clock import MovableClock
from community.errors import NotAllowed, SurveyClosed, SurveyOpen
from community.ids import DeliveryKind
from storage.tables import HolidayRow, MemberRow
from storage.unit_of_work import Store
from tests.integration.test_feedback import MEMBERS, MINUTE, SECRET, a_session
from tests.support.convenings import utc
from tests.support.plc import FAY, Plc, a_plc

CLOSES = timedelta(days=7, minutes=10)  # after the end
THURSDAY = date(2026, 12, 3)
MONDAY_MORNING = utc(2026, 12, 7, 16, 1)  # 8:01 where Fay is


@pytest.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    return await a_plc(store, clock, MEMBERS)


async def a_holiday(plc: Plc, starts_on: date, ends_on: date) -> None:
    days = {"community_id": plc.community_id, "starts_on": starts_on, "ends_on": ends_on, "name": "Break"}
    async with plc.store.transaction() as session:
        await session.execute(insert(HolidayRow).values(days))


async def test_answers_after_the_first_summary_come_with_the_final_one(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:4]:
        await plc.gives_feedback(user_id, convening, comments={"valuable": SECRET})
    await plc.at(convening.ends_at + timedelta(days=4))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]
    assert "4 of 6 answered" in plc.text_of(DeliveryKind.FEEDBACK_SUMMARY)
    await plc.gives_feedback("UFLO", convening, comments={"change": "Start on time"})
    await plc.at(convening.ends_at + timedelta(days=7))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]
    await plc.at(convening.ends_at + CLOSES)
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY, FAY]
    assert "is closed: 5 of 6 answered" in plc.text_of(DeliveryKind.FEEDBACK_SUMMARY)
    await plc.at(convening.ends_at + timedelta(days=9))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY, FAY]


async def test_the_first_summary_does_not_come_at_the_weekend(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS, starts_on=THURSDAY)
    await plc.gives_feedback("UBEN", convening)
    for days in (2, 3):  # Saturday, Sunday
        await plc.at(convening.ends_at + timedelta(days=days))
        assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == []
    await plc.at(MONDAY_MORNING)
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]


@pytest.mark.parametrize("weeks", [1, 2, 9])
async def test_both_summaries_wait_for_the_end_of_holidays(plc: Plc, weeks: int) -> None:
    convening = await a_session(plc, *MEMBERS, starts_on=THURSDAY)
    ends_on = THURSDAY + timedelta(weeks=weeks, days=3)
    await a_holiday(plc, THURSDAY + timedelta(days=1), ends_on)
    for user_id in MEMBERS[:5]:
        await plc.gives_feedback(user_id, convening)
    morning = MONDAY_MORNING + timedelta(weeks=weeks)
    for instant in (convening.ends_at + CLOSES, morning - timedelta(hours=15)):
        await plc.at(instant)
        assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == []
    await plc.at(morning)
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]
    assert "is closed: 5 of 6 answered" in plc.text_of(DeliveryKind.FEEDBACK_SUMMARY)


async def test_below_five_answers_there_is_no_final_summary(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:4]:
        await plc.gives_feedback(user_id, convening)
    for days in (4, 8, 9):
        await plc.at(convening.ends_at + timedelta(days=days))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]


async def test_who_still_waits_for_the_first_summary_gets_all_of_it_in_one(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:5]:
        await plc.gives_feedback(user_id, convening)
    plc.clock.move_to(convening.ends_at + CLOSES)
    await plc.services.feedback.plan_due()
    (waiting,) = await plc.deliveries(DeliveryKind.FEEDBACK_SUMMARY)
    assert waiting.state == "planned"


async def test_the_final_summary_goes_to_those_who_facilitate_when_feedback_closes(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:5]:
        await plc.gives_feedback(user_id, convening)
    await plc.at(convening.ends_at + timedelta(days=1))
    async with plc.store.transaction() as session:
        await session.execute(
            update(MemberRow).where(MemberRow.user_id == "UBEN").values(is_facilitator=True)
        )
    await plc.at(convening.ends_at + CLOSES)
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == ["UBEN", FAY, FAY]


async def test_facilitators_read_every_comment_in_full_once_feedback_is_closed(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    at_length = {user_id: f"{user_id} " + "word & word\n" * 150 for user_id in MEMBERS}
    for user_id in MEMBERS:
        await plc.gives_feedback(
            user_id, convening, comments={"valuable": at_length[user_id]}, is_anonymous=user_id == "UBEN"
        )
    comments = plc.services.feedback.comments
    plc.clock.move_to(convening.ends_at + timedelta(days=7, minutes=9))
    with pytest.raises(SurveyOpen, match="once feedback closes: Thursday 10 December 2026, 4:55 pm"):
        await comments(plc.caller(), convening.id, 1)
    plc.clock.advance(MINUTE)
    pages = [await comments(plc.caller(), convening.id, number) for number in (1, 2)]
    assert [(page.page, page.pages, page.count, page.answered) for page in pages] == [
        (1, 2, 6, 6),
        (2, 2, 6, 6),
    ]
    read = {one.text: one.author for page in pages for group in page.groups for one in group.comments}
    assert read == {
        said.strip(): None if user_id == "UBEN" else user_id for user_id, said in at_length.items()
    }
    with pytest.raises(NotAllowed, match="Only the facilitators"):
        await comments(plc.caller("UBEN"), convening.id, 1)


async def test_below_five_answers_nobody_reads_a_comment_even_when_closed(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:4]:
        await plc.gives_feedback(user_id, convening, comments={"valuable": SECRET})
    plc.clock.move_to(convening.ends_at + timedelta(days=8))
    page = await plc.services.feedback.comments(plc.caller(), convening.id, 1)
    assert (page.is_shown, page.count, page.groups) == (False, 0, ())


async def test_of_a_session_without_survey_there_are_no_comments(plc: Plc) -> None:
    convening = await plc.schedule()
    with pytest.raises(SurveyClosed, match="No feedback was asked"):
        await plc.services.feedback.comments(plc.caller(), convening.id, 1)
