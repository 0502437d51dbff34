"""Feedback on both databases: asked, given, kept apart from its author, summed up, shared with consent."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from community.clock import MovableClock
from community.convenings.views import Convening, Recap
from community.deliveries.outbox import delivery_of
from community.errors import InvalidInput, NotAsked, RepeatedRequest, SurveyClosed
from community.feedback.reading import trend_of, waiting_for
from community.feedback.service import Feedback
from community.feedback.views import FeedbackSummary
from community.ids import ConveningId, DeliveryKind, LearningId, UserId
from community.learnings.views import LearningDraft, Search
from jobs.composers.feedback import NOT_NEEDED, FeedbackComposers
from jobs.composing import Composed
from message_templates.renderer import Renderer
from storage.tables import (
    CommitmentRow,
    DeliveryRow,
    LearningRow,
    PersonRow,
    ResponseRow,
    SurveyInvitationRow,
    SurveyRow,
)
from storage.unit_of_work import Store
from tests.support.outbox import Sent
from tests.support.plc import FAY, Plc, a_plc, everything_kept

MEMBERS = ["UBEN", "UCAT", "UDAN", "UEVE", "UFLO", "UGUS"]
MINUTE = timedelta(minutes=1)
SECRET = "I was lost the whole time"  # what an anonymous person writes


@pytest.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    return await a_plc(store, clock, MEMBERS)


async def a_session(plc: Plc, *present: str, **changes: Any) -> Convening:
    """One that is over and whose feedback has just opened; these people were there."""
    convening = await plc.schedule(**changes)
    await plc.at(convening.starts_at)
    for user_id in present:
        await plc.is_here(user_id, convening)
    await plc.at(convening.ends_at)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    return convening


async def recap_of(plc: Plc, convening: Convening) -> Recap:
    recap = await plc.services.convenings.recap(convening.workspace_id, convening.id)
    assert recap is not None
    return recap


async def summary_of(plc: Plc, convening: Convening) -> FeedbackSummary:
    summary = await plc.services.feedback.summary(convening.workspace_id, convening.id, UserId(FAY))
    assert summary is not None
    return summary


async def rows_of(plc: Plc, table: Any) -> list[Any]:
    async with plc.store.reading() as session:
        return list(await session.scalars(select(table)))


async def says(plc: Plc, user_id: str, convening: Convening, text: str, **changes: Any) -> None:
    """They share it with their feedback, by default under their name; or they change it to that."""
    comments = {"learning": text, "next_step": "I commit to it"}
    usual = {"comments": comments, "shares_learning": True, "shows_name": True}
    await plc.gives_feedback(user_id, convening, **usual | changes)


async def the_recap_goes(plc: Plc, convening: Convening) -> None:
    await plc.at(convening.ends_at + timedelta(hours=24))
    assert plc.sent(DeliveryKind.RECAP) == ["C1"]


async def edited_recap(plc: Plc) -> str:
    """What the recap shows once it has been edited, however often it was called for: once."""
    await plc.at(plc.clock.now() + MINUTE)
    (edit,) = edits_of(plc, DeliveryKind.RECAP)
    return edit.blocks


def edits_of(plc: Plc, kind: DeliveryKind) -> list[Sent]:
    return [edit for edit in plc.slack.edits if edit.key.startswith(f"{kind}:")]


async def learning_of(plc: Plc, text: str) -> LearningRow:
    found: LearningRow = next(row for row in await rows_of(plc, LearningRow) if row.text == text)
    return found


# --- who is asked -------------------------------------------------------------------------------------------


async def test_those_who_came_are_asked_once_it_opens(plc: Plc) -> None:
    convening = await plc.schedule()
    for user_id in ("UBEN", "UCAT"):
        await plc.answers(user_id, convening)
    await plc.at(convening.starts_at)
    await plc.is_here("UBEN", convening)
    await plc.is_here("UDAN", convening)
    await plc.at(convening.ends_at)
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == []
    await plc.at(convening.ends_at + timedelta(minutes=10))
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UBEN", "UDAN"]


class CountingFeedback(Feedback):
    """Notes how many people each look is about."""

    looks: tuple[int, ...] = ()

    async def requests(self, *args: Any) -> Any:
        self.looks += (len(args[-1]),)
        return await super().requests(*args)


async def test_those_asked_at_once_are_looked_for_once_and_read_the_same_words(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    await plc.gives_feedback("UBEN", convening)
    await plc.gives_feedback("UCAT", convening, is_anonymous=True)
    requests = [
        delivery_of(row)
        for row in await rows_of(plc, DeliveryRow)
        if row.kind == DeliveryKind.FEEDBACK_REQUEST
    ]
    feedback = CountingFeedback(plc.store, plc.clock)
    composers = FeedbackComposers(feedback, Renderer())

    composed = await asyncio.gather(*(composers.request(item) for item in requests))

    left_out = {item.recipient for item, one in zip(requests, composed, strict=True) if one == NOT_NEEDED}
    messages = {id(one.message) for one in composed if isinstance(one, Composed)}
    assert feedback.looks == (len(MEMBERS),)
    assert left_out == {"UBEN", "UCAT"}
    assert len(messages) == 1


async def test_if_nobody_was_noted_those_who_meant_to_come_are_asked(plc: Plc) -> None:
    convening = await plc.schedule()
    for user_id, answer in (("UBEN", "going"), ("UCAT", "maybe"), ("UDAN", "declined")):
        await plc.answers(user_id, convening, answer)
    await plc.at(convening.ends_at)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UBEN", "UCAT"]


async def test_who_says_later_that_they_came_is_asked_then(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    plc.clock.advance(timedelta(hours=2))
    await plc.is_here("UCAT", convening)
    await plc.tick()
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UBEN", "UCAT"]


async def test_who_is_noted_between_the_end_and_the_opening_takes_the_place_of_who_only_meant_to(
    plc: Plc,
) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    await plc.at(convening.ends_at)
    await plc.is_here("UCAT", convening)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UCAT"]


async def test_after_a_downtime_the_request_itself_lays_the_survey_out(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    await plc.answers("UCAT", convening)
    await plc.at(convening.starts_at)
    await plc.is_here("UBEN", convening)
    plc.clock.move_to(convening.ends_at + timedelta(hours=1))
    await plc.dispatcher.run_once()  # before the minute's chores
    assert plc.sent(DeliveryKind.FEEDBACK_REQUEST) == ["UBEN"]


async def test_nobody_is_asked_about_a_cancelled_session(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    await plc.services.convenings.cancel(plc.caller(), convening.id, "")
    await plc.at(convening.ends_at + timedelta(minutes=10))
    assert await rows_of(plc, SurveyRow) == []
    with pytest.raises(SurveyClosed, match="was cancelled"):
        await plc.services.feedback.form(plc.caller("UBEN"), convening.id)


async def test_the_reminder_goes_once_to_those_who_have_not_answered(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT", "UDAN")
    await plc.gives_feedback("UBEN", convening)
    await plc.gives_feedback("UCAT", convening, is_anonymous=True)
    for hours in (20, 30, 60):
        await plc.at(convening.ends_at + timedelta(hours=hours))
    assert plc.sent(DeliveryKind.FEEDBACK_REMINDER) == ["UDAN"]


# --- giving it ----------------------------------------------------------------------------------------------


async def test_the_form_has_the_questions_and_ones_own_answers(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    fresh = await plc.services.feedback.form(plc.caller("UBEN"), convening.id)
    assert (len(fresh.questions), fresh.has_answered) == (9, False)
    assert fresh.closes_at == convening.ends_at + timedelta(days=7, minutes=10)
    comments = {"next_step": "Wait longer", "learning": "Silence helps"}
    await plc.gives_feedback(
        "UBEN", convening, comments=comments, commits=True, shares_learning=True, shows_name=True
    )
    kept = await plc.services.feedback.form(plc.caller("UBEN"), convening.id)
    assert kept.has_answered
    assert kept.mine.comments == comments
    assert (kept.mine.commits, kept.mine.shares_learning, kept.mine.shows_name) == (True, True, True)


SHARED: dict[str, Any] = {"comments": {"next_step": "Wait longer", "learning": "Silence helps"}}


@pytest.mark.parametrize(
    "said",
    [
        {"comments": {"valuable": "The data"}},
        {**SHARED, "commits": True, "shares_learning": True, "shows_name": True},
        {**SHARED, "commits": True, "shares_learning": True},
        {**SHARED, "shows_name": True},
        {**SHARED, "is_anonymous": True, "shares_learning": True},
    ],
)
async def test_who_submits_is_shown_what_the_form_holds_from_then_on(plc: Plc, said: dict[str, Any]) -> None:
    convening = await a_session(plc, "UBEN")
    await plc.gives_feedback("UBEN", convening, **SHARED, commits=True, shares_learning=True, shows_name=True)
    shown = await plc.gives_feedback("UBEN", convening, **said)
    assert shown == await plc.services.feedback.form(plc.caller("UBEN"), convening.id)


@pytest.mark.parametrize("is_anonymous", [False, True])
async def test_an_answer_can_be_changed_and_counts_once(plc: Plc, is_anonymous: bool) -> None:
    convening = await a_session(plc, "UBEN")
    for said in ("First", "Second"):
        await plc.gives_feedback("UBEN", convening, comments={"valuable": said}, is_anonymous=is_anonymous)
    (row,) = await rows_of(plc, ResponseRow)
    assert row.comments == {"valuable": "Second"}
    assert (row.user_id is None) is is_anonymous


async def test_the_same_submission_twice_is_known(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    await plc.gives_feedback("UBEN", convening, receipt="view:V1")
    with pytest.raises(RepeatedRequest):
        await plc.gives_feedback("UBEN", convening, receipt="view:V1")


async def test_nothing_is_kept_of_an_answer_with_a_problem(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    with pytest.raises(InvalidInput) as refused:
        await plc.gives_feedback("UBEN", convening, ratings={"relevant": 3})
    assert set(refused.value.problems) == {"objectives_met", "voice_heard", "learnt", "worth_time"}
    assert await rows_of(plc, ResponseRow) == []


async def test_feedback_is_taken_only_while_open_and_from_those_asked(plc: Plc) -> None:
    convening = await plc.schedule()
    await plc.answers("UBEN", convening)
    with pytest.raises(SurveyClosed, match="not open yet"):
        await plc.gives_feedback("UBEN", convening)
    await plc.at(convening.ends_at)
    with pytest.raises(SurveyClosed, match="not open yet"):
        await plc.gives_feedback("UBEN", convening)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    with pytest.raises(NotAsked):
        await plc.gives_feedback("UCAT", convening)
    await plc.gives_feedback("UBEN", convening)
    plc.clock.move_to(convening.ends_at + timedelta(days=7, minutes=10))
    with pytest.raises(SurveyClosed, match="closed on Thursday 10 December 2026, 4:55 pm"):
        await plc.gives_feedback("UBEN", convening)


# --- anonymity ----------------------------------------------------------------------------------------------


def mentions(rows: list[dict[str, Any]], user_id: str) -> list[dict[str, Any]]:
    return [row for row in rows if user_id in json.dumps(row, default=str)]


async def test_nothing_kept_names_the_author_of_an_anonymous_answer(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    before = await everything_kept(plc.store)
    plc.clock.advance(timedelta(hours=1))
    await plc.gives_feedback(
        "UBEN",
        convening,
        is_anonymous=True,
        comments={"valuable": SECRET, "learning": SECRET},
        shares_learning=True,
        receipt="view:V1:h4sh:UBEN",
    )
    after = await everything_kept(plc.store)
    holding_it = {name for name, rows in after.items() if mentions(rows, SECRET)}
    assert holding_it == {"responses", "learnings"}
    for name in holding_it:
        assert mentions(after[name], "UBEN") == []
    # Nothing about Ben anywhere differs from before: the answer left no trace beside his name.
    for name, rows in after.items():
        assert mentions(rows, "UBEN") == mentions(before[name], "UBEN"), name
    (response,) = after["responses"]
    assert response["answered_on"] == date(2026, 12, 3)
    assert not [value for value in response.values() if hasattr(value, "hour")]


async def test_a_home_that_is_drawn_again_does_not_tell_whose_answer_it_was(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    async with plc.store.transaction() as session:
        await session.execute(update(PersonRow).values(home_opened_at=plc.clock.now()))
    await plc.gives_feedback("UBEN", convening, is_anonymous=True)
    touched = {row.recipient for row in await plc.planned(DeliveryKind.HOME)}
    assert touched == set(MEMBERS)


async def test_closing_forgets_who_answered(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT", "UDAN")
    await plc.gives_feedback("UBEN", convening, is_anonymous=True)
    await plc.gives_feedback("UCAT", convening)
    await plc.at(convening.ends_at + timedelta(hours=24))
    assert plc.sent(DeliveryKind.FEEDBACK_REMINDER) == ["UDAN"]
    await plc.at(convening.ends_at + timedelta(days=7, minutes=10))
    (survey,) = await rows_of(plc, SurveyRow)
    assert (survey.hash_key, survey.closed_at) == (None, plc.clock.now())
    responses = await rows_of(plc, ResponseRow)
    assert {row.voter_hash for row in responses} == {None}
    assert {row.user_id for row in responses} == {None, "UCAT"}
    assert await plc.deliveries(DeliveryKind.FEEDBACK_REMINDER) == []  # the sent ones told it too
    await plc.at(convening.ends_at + timedelta(days=8))
    assert plc.sent(DeliveryKind.FEEDBACK_REMINDER) == ["UDAN"]


async def test_changing_ones_mind_about_the_name_leaves_one_answer_and_no_link(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    comments = {"next_step": "Wait", "learning": "Silence helps"}
    await plc.gives_feedback(
        "UBEN", convening, comments=comments, commits=True, shares_learning=True, shows_name=True
    )
    (named,) = await rows_of(plc, ResponseRow)
    await plc.gives_feedback("UBEN", convening, comments=comments, shares_learning=True, is_anonymous=True)
    (anonymous,) = await rows_of(plc, ResponseRow)
    assert anonymous.id != named.id
    assert (anonymous.user_id, anonymous.is_anonymous) == (None, True)
    assert await rows_of(plc, CommitmentRow) == []
    (learning,) = await rows_of(plc, LearningRow)
    assert (learning.author, learning.is_withheld, learning.response_id) == (None, True, anonymous.id)
    await plc.gives_feedback("UBEN", convening)
    (again,) = await rows_of(plc, ResponseRow)
    assert (again.user_id, again.voter_hash) == ("UBEN", None)
    assert await rows_of(plc, LearningRow) == []


@pytest.mark.parametrize("is_anonymous", [False, True])
async def test_a_learning_without_a_name_is_withheld_until_five_have_answered(
    plc: Plc, is_anonymous: bool
) -> None:
    convening = await a_session(plc, *MEMBERS)
    comments = {"learning": "Silence helps"}
    await plc.gives_feedback(
        "UBEN", convening, is_anonymous=is_anonymous, comments=comments, shares_learning=True
    )
    for user_id in ("UCAT", "UDAN", "UEVE"):
        await plc.gives_feedback(user_id, convening)
        assert (await recap_of(plc, convening)).learnings == ()
    await plc.gives_feedback("UFLO", convening)
    (learning,) = (await recap_of(plc, convening)).learnings
    assert (learning.text, learning.author) == ("Silence helps", None)


async def test_once_they_are_anybodys_the_same_words_are_one_learning(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for number, user_id in enumerate(MEMBERS):
        words = ("Silence helps", "Wait", "silence helps!")[number % 3]
        await says(plc, user_id, convening, words, is_anonymous=True, shows_name=False)
    page = await plc.services.learnings.page(plc.caller(FAY), plc.community_id, Search())
    assert sorted(each.learning.also_said for each in page.found) == [1, 3]


async def test_the_order_of_answers_is_not_kept(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS:
        await plc.gives_feedback(user_id, convening, is_anonymous=True, comments={"valuable": user_id})
    if plc.store.dialect != "sqlite":
        return  # PostgreSQL has no row numbers to read
    async with plc.store.reading() as session:
        with pytest.raises(OperationalError, match="no such column: rowid"):
            await session.execute(text("SELECT rowid FROM responses"))


# --- summing up ---------------------------------------------------------------------------------------------


async def test_below_five_answers_facilitators_see_only_how_many(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:4]:
        await plc.gives_feedback(user_id, convening, comments={"valuable": SECRET})
    summary = await summary_of(plc, convening)
    assert (summary.answered, summary.asked, summary.is_shown) == (4, 6, False)
    assert (summary.ratings, summary.comments, summary.overall) == ((), (), None)
    assert SECRET not in repr(summary)


async def test_the_summary_goes_to_facilitators_once_enough_have_answered(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS[:4]:
        await plc.gives_feedback(user_id, convening)
        await plc.tick()
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == []
    (survey,) = await rows_of(plc, SurveyRow)
    assert survey.summary_at == convening.ends_at + timedelta(hours=48)
    await plc.gives_feedback("UFLO", convening, is_anonymous=True, comments={"change": "Start on time"})
    (survey,) = await rows_of(plc, SurveyRow)
    assert survey.summary_at == plc.clock.now()
    plc.clock.advance(MINUTE)
    await plc.tick()
    await plc.gives_feedback("UGUS", convening)
    await plc.at(convening.ends_at + timedelta(hours=49))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]
    summary = await summary_of(plc, convening)
    assert summary.overall == 4.0
    (group,) = summary.comments
    assert [(one.text, one.author) for one in group.comments] == [("Start on time", None)]


async def test_answers_at_the_same_moment_are_counted_one_after_the_other(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    await asyncio.gather(
        *(
            plc.gives_feedback(
                user_id, convening, is_anonymous=True, comments={"learning": user_id}, shares_learning=True
            )
            for user_id in MEMBERS
        )
    )
    await plc.tick()
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]
    assert len((await recap_of(plc, convening)).learnings) == 6


async def test_with_few_answers_the_summary_comes_after_48_hours(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS, starts_on=date(2026, 11, 30))
    await plc.gives_feedback("UBEN", convening)
    await plc.at(convening.ends_at + timedelta(hours=48) - MINUTE)
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == []
    await plc.at(convening.ends_at + timedelta(hours=48))
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]


async def test_who_no_longer_facilitates_gets_no_summary(plc: Plc) -> None:
    convening = await a_session(plc, *MEMBERS)
    assert await plc.services.feedback.summary(convening.workspace_id, convening.id, UserId("UBEN")) is None


async def test_the_trend_compares_with_the_latest_convening_enough_people_answered(plc: Plc) -> None:
    first = await a_session(plc, *MEMBERS, starts_on=date(2026, 11, 5))
    for user_id in MEMBERS[:5]:
        await plc.gives_feedback(user_id, first, ratings=dict.fromkeys(
            ("objectives_met", "relevant", "voice_heard", "learnt", "worth_time"), 3
        ))  # fmt: skip
    thin = await a_session(plc, *MEMBERS, starts_on=date(2026, 11, 12))
    await plc.gives_feedback("UBEN", thin)
    third = await a_session(plc, *MEMBERS, starts_on=date(2026, 11, 19))
    for user_id in MEMBERS[:5]:
        await plc.gives_feedback(user_id, third)
    summary = await summary_of(plc, third)
    assert (summary.overall, summary.previous_overall) == (4.0, 3.0)
    async with plc.store.reading() as session:
        line = await trend_of(session, third)
        hidden = await trend_of(session, thin)
    assert line is not None
    assert (line.answered, line.asked, line.overall, line.previous_overall) == (5, 6, 4.0, 3.0)
    assert hidden is not None
    assert (hidden.answered, hidden.overall) == (1, None)


# --- sharing ------------------------------------------------------------------------------------------------


async def test_commitments_and_learnings_are_told_in_the_recap_as_agreed(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT", "UDAN")
    await plc.gives_feedback(
        "UBEN", convening, comments={"learning": "Silence helps"}, shares_learning=True, shows_name=True
    )
    await plc.gives_feedback("UCAT", convening, comments={"learning": "Ask twice"}, shares_learning=True)
    await plc.gives_feedback(
        "UDAN", convening, comments={"next_step": "Wait longer", "learning": "Not for others"}, commits=True
    )
    recap = await recap_of(plc, convening)
    assert recap.attended == ("UBEN", "UCAT", "UDAN")
    # "Ask twice" came without a name: of three it could be guessed whose it is.
    assert [(one.text, one.author) for one in recap.learnings] == [("Silence helps", "UBEN")]
    assert [(one.user_id, one.text) for one in recap.commitments] == [("UDAN", "Wait longer")]


async def test_taking_consent_back_takes_the_learning_and_the_commitment_back(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    comments = {"next_step": "Wait longer", "learning": "Silence helps"}
    await plc.gives_feedback("UBEN", convening, comments=comments, commits=True, shares_learning=True)
    await plc.gives_feedback("UBEN", convening, comments=comments)
    recap = await recap_of(plc, convening)
    assert (recap.learnings, recap.commitments) == ((), ())
    assert await rows_of(plc, LearningRow) == []


async def test_a_learning_already_told_is_withdrawn_and_a_corrected_one_added(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    await plc.gives_feedback(
        "UBEN", convening, comments={"learning": "Silence helps"}, shares_learning=True, shows_name=True
    )
    await plc.at(convening.ends_at + timedelta(hours=24))
    assert plc.sent(DeliveryKind.RECAP) == ["C1"]
    await plc.gives_feedback(
        "UBEN", convening, comments={"learning": "Silence helps some"}, shares_learning=True, shows_name=True
    )
    rows = {row.text: row for row in await rows_of(plc, LearningRow)}
    forgotten = rows[""]
    assert forgotten.withdrawn_at is not None
    assert (forgotten.text_key, forgotten.author, forgotten.response_id) == ("", None, None)
    assert rows["Silence helps some"].withdrawn_at is None
    assert rows["Silence helps some"].digest_id is None
    assert [one.text for one in (await recap_of(plc, convening)).learnings] == ["Silence helps some"]


async def test_what_is_taken_back_after_the_recap_went_leaves_it(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    await says(plc, "UBEN", convening, "Silence helps", commits=True)
    await says(plc, "UCAT", convening, "Ask twice")
    await the_recap_goes(plc, convening)
    await plc.gives_feedback("UBEN", convening)
    shown = await edited_recap(plc)
    assert "Silence helps" not in shown
    assert "I commit to it" not in shown
    assert "Ask twice" in shown


async def test_a_learning_its_author_withdraws_or_takes_the_name_from_leaves_the_recap_or_the_name_does(
    plc: Plc,
) -> None:
    convening = await a_session(plc, "UBEN", "UCAT", "UDAN")
    await says(plc, "UBEN", convening, "Silence helps")
    await says(plc, "UCAT", convening, "Ask twice")
    await the_recap_goes(plc, convening)
    first, second = [await learning_of(plc, text) for text in ("Silence helps", "Ask twice")]
    await plc.services.learnings.withdraw(plc.caller("UBEN"), LearningId(first.id))
    unnamed = LearningDraft("Ask thrice", "strategy", "", shows_name=False)
    await plc.services.learnings.edit(plc.caller("UCAT"), LearningId(second.id), unnamed, version=1)
    shown = await edited_recap(plc)
    assert "Silence helps" not in shown
    assert "Ask thrice\\n— a member" in shown


async def test_what_takes_the_place_of_a_named_learning_without_a_name_does_not_come_into_the_recap(
    plc: Plc,
) -> None:
    """It would stand where the other stood a moment before, and everybody would know whose it is."""
    convening = await a_session(plc, *MEMBERS)
    for user_id in MEMBERS:
        await says(plc, user_id, convening, f"From {user_id}")
    await the_recap_goes(plc, convening)
    await says(plc, "UBEN", convening, "Now nobody's", is_anonymous=True, shows_name=False)
    assert (await learning_of(plc, "Now nobody's")).is_withheld is False
    shown = await edited_recap(plc)
    assert "Now nobody's" not in shown
    assert "From UBEN" not in shown
    assert "From UCAT" in shown


async def test_a_corrected_learning_with_its_name_stands_in_the_recap(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    await says(plc, "UBEN", convening, "Silence helps")
    await the_recap_goes(plc, convening)
    await says(plc, "UBEN", convening, "Silence helps some")
    assert "Silence helps some\\n— <@UBEN>" in await edited_recap(plc)


async def test_an_edited_recap_keeps_the_line_of_its_facilitator(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    await says(plc, "UBEN", convening, "Silence helps")
    async with plc.store.transaction() as session:
        recap = update(DeliveryRow).where(DeliveryRow.kind == DeliveryKind.RECAP)
        await session.execute(recap.values(note="Slides are in the thread"))
    await the_recap_goes(plc, convening)
    await plc.gives_feedback("UBEN", convening)
    assert "Slides are in the thread" in await edited_recap(plc)


async def test_a_recap_nobody_took_anything_from_is_left_alone(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    await says(plc, "UBEN", convening, "Silence helps", commits=True)
    await the_recap_goes(plc, convening)
    await says(plc, "UBEN", convening, "Silence helps", commits=True)
    await says(plc, "UCAT", convening, "Said late", is_anonymous=True, shows_name=False)
    await says(plc, "UCAT", convening, "Said otherwise", is_anonymous=True, shows_name=False)
    await plc.at(plc.clock.now() + MINUTE)
    assert edits_of(plc, DeliveryKind.RECAP) == []


async def test_saving_the_same_answer_again_leaves_a_told_learning_as_it_is(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN")
    for hours in (1, 24):
        await plc.at(convening.ends_at + timedelta(hours=hours))
        await plc.gives_feedback("UBEN", convening, comments={"learning": "Same"}, shares_learning=True)
    (row,) = await rows_of(plc, LearningRow)
    assert row.withdrawn_at is None


async def test_open_surveys_wait_on_each_persons_home(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    await plc.gives_feedback("UBEN", convening, is_anonymous=True)
    async with plc.store.reading() as session:
        for user_id, has_answered in (("UBEN", True), ("UCAT", False)):
            found = await waiting_for(session, convening.workspace_id, UserId(user_id), plc.clock.now())
            (item,) = found[plc.community_id]
            assert (item.convening_id, item.has_answered) == (convening.id, has_answered)
        assert await waiting_for(session, convening.workspace_id, UserId("UDAN"), plc.clock.now()) == {}


async def test_chores_done_twice_do_nothing_more(plc: Plc) -> None:
    convening = await a_session(plc, "UBEN", "UCAT")
    before = await everything_kept(plc.store)
    await plc.services.feedback.plan_due()
    assert await everything_kept(plc.store) == before
    async with plc.store.reading() as session:
        asked = await session.scalar(select(func.count()).select_from(SurveyInvitationRow))
    assert asked == 2
    assert ConveningId(convening.id) == convening.id
