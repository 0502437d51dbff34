"""The questions of a community on both databases: worded by facilitators, taken by the surveys after."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from community.clock import MovableClock
from community.convenings.views import Convening
from community.errors import CommunityNotFound, EditedMeanwhile, InvalidInput, NotAllowed, RepeatedRequest
from community.feedback.survey import DEFAULT_QUESTIONS
from community.feedback.views import CommunityWording, FeedbackForm, FeedbackSummary
from community.feedback.wording import DEFAULT_WORDING, draft_of
from community.ids import CommunityId, DeliveryKind, UserId, WorkspaceId
from community.work import Caller
from storage.tables import AuditRow, CommunityRow, MemberRow
from storage.unit_of_work import Store
from tests.support.plc import FAY, RATED, Plc, a_plc

MEMBERS = ["UBEN", "UCAT", "UDAN", "UEVE", "UFLO"]
USUAL = "\n".join(question.text for question in DEFAULT_WORDING.statements)
PROMPTS = "Whose voice did we miss?\nWhat surprised you?"


@pytest.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    return await a_plc(store, clock, MEMBERS)


async def rewords(plc: Plc, user_id: str = FAY, **changes: Any) -> CommunityWording:
    """What the form shows, opened now, with these changes, is saved."""
    caller = plc.caller(user_id, changes.pop("receipt", None))
    found = await plc.services.feedback.wording(plc.caller(), plc.community_id)
    version = changes.pop("version", found.community.version)
    draft = draft_of(found.wording)
    typed = type(draft)(**{name: getattr(draft, name) for name in draft.__slots__} | changes)
    return await plc.services.feedback.reword(caller, plc.community_id, typed, version=version)


async def a_session(plc: Plc, starts_on: date, *present: str) -> Convening:
    """One that is over and whose feedback has just opened; these people were there."""
    convening = await plc.schedule(starts_on=starts_on)
    await plc.at(convening.starts_at)
    for user_id in present:
        await plc.is_here(user_id, convening)
    await plc.at(convening.ends_at)
    await plc.at(convening.ends_at + timedelta(minutes=10))
    return convening


async def form_of(plc: Plc, convening: Convening, user_id: str = "UBEN") -> FeedbackForm:
    return await plc.services.feedback.form(plc.caller(user_id), convening.id)


async def asked_in(plc: Plc, convening: Convening) -> dict[str, str]:
    """The questions of a survey: id and words."""
    return {question.id: question.text for question in (await form_of(plc, convening)).questions}


async def summary_of(plc: Plc, convening: Convening) -> FeedbackSummary:
    summary = await plc.services.feedback.summary(convening.workspace_id, convening.id, UserId(FAY))
    assert summary is not None
    return summary


# --- wording them -------------------------------------------------------------------------------------------


async def test_a_community_begins_with_the_usual_questions(plc: Plc) -> None:
    found = await plc.services.feedback.wording(plc.caller(), plc.community_id)
    assert found.wording == DEFAULT_WORDING
    convening = await a_session(plc, date(2026, 12, 3), "UBEN")
    assert (await form_of(plc, convening)).questions == DEFAULT_QUESTIONS


async def test_what_was_worded_is_found_again_and_only_what_is_not_as_usual_is_kept(plc: Plc) -> None:
    saved = await rewords(plc, change="What next?", prompts_text=PROMPTS)
    found = await plc.services.feedback.wording(plc.caller(), plc.community_id)
    assert found == saved
    assert found.wording.prompts == tuple(PROMPTS.split("\n"))
    assert found.wording.statements == DEFAULT_WORDING.statements
    async with plc.store.reading() as session:
        settings = (await session.execute(select(CommunityRow.settings))).scalar_one()
    assert set(settings["feedback_wording"]) == {"change", "prompts"}


async def test_other_settings_of_the_community_stay(plc: Plc) -> None:
    async with plc.store.transaction() as session:
        await session.execute(update(CommunityRow).values(settings={"skips_quiet_weeks": True}))
    assert (await rewords(plc, prompts_text=PROMPTS)).community.skips_quiet_weeks


async def test_emptied_the_usual_questions_hold_again(plc: Plc) -> None:
    await rewords(plc, statements_text="We were kind.", valuable="Best?", prompts_text=PROMPTS)
    emptied = await rewords(plc, statements_text="", valuable="", prompts_text="")
    assert emptied.wording == DEFAULT_WORDING


async def test_a_statement_of_ones_own_gets_an_id_of_its_own_and_keeps_it(plc: Plc) -> None:
    added = await rewords(plc, statements_text=f"We were kind.\n{USUAL}")
    first, *others = added.wording.statements
    assert first.id not in {question.id for question in DEFAULT_QUESTIONS}
    assert tuple(others) == DEFAULT_WORDING.statements
    edited = await rewords(plc, statements_text=f"We were very kind.\n{USUAL}")
    assert edited.wording.statements[0].id == first.id


async def test_nothing_is_kept_of_a_form_with_a_problem(plc: Plc) -> None:
    with pytest.raises(InvalidInput) as refused:
        await rewords(plc, valuable="Best?", prompts_text="x" * 151)
    assert list(refused.value.problems) == ["prompts"]
    found = await plc.services.feedback.wording(plc.caller(), plc.community_id)
    assert (found.wording, found.community.version) == (DEFAULT_WORDING, 1)


async def test_only_facilitators_word_the_questions(plc: Plc) -> None:
    with pytest.raises(NotAllowed, match="Only the facilitators of Math PLC"):
        await plc.services.feedback.wording(plc.caller("UBEN"), plc.community_id)
    with pytest.raises(NotAllowed):
        await rewords(plc, "UBEN", valuable="Best?")
    stranger = Caller(WorkspaceId("TOTHER"), UserId(FAY))
    with pytest.raises(CommunityNotFound):
        await plc.services.feedback.wording(stranger, plc.community_id)
    with pytest.raises(CommunityNotFound):
        await plc.services.feedback.wording(plc.caller(), CommunityId(999))


async def test_the_second_of_two_facilitators_is_told_who_was_faster(plc: Plc) -> None:
    async with plc.store.transaction() as session:
        await session.execute(
            update(MemberRow).where(MemberRow.user_id == "UBEN").values(is_facilitator=True)
        )
    await rewords(plc, "UBEN", valuable="Best?", version=1)
    with pytest.raises(EditedMeanwhile, match="Uben changed this while you were editing") as refused:
        await rewords(plc, valuable="Most useful?", version=1)
    over_theirs = await rewords(plc, valuable="Most useful?", version=refused.value.version)
    assert over_theirs.wording.valuable == "Most useful?"


async def test_of_two_at_the_same_moment_one_is_told(plc: Plc) -> None:
    outcomes = await asyncio.gather(
        *(rewords(plc, valuable=text, version=1) for text in ("Best?", "Most useful?")),
        return_exceptions=True,
    )
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refused, EditedMeanwhile)


async def test_a_form_that_names_no_version_changes_nothing(plc: Plc) -> None:
    with pytest.raises(EditedMeanwhile):
        await rewords(plc, valuable="Best?", version=None)


async def test_the_same_form_twice_is_known_and_an_edit_is_audited_without_its_words(plc: Plc) -> None:
    await rewords(plc, valuable="Best?", receipt="view:V1")
    with pytest.raises(RepeatedRequest):
        await rewords(plc, valuable="Worst?", receipt="view:V1")
    async with plc.store.reading() as session:
        (row,) = await session.scalars(select(AuditRow))
    assert (row.action, row.user_id, row.details["version"]) == ("feedback.questions.edit", FAY, 2)
    assert "Best?" not in str(row.details)


# --- asking them --------------------------------------------------------------------------------------------


async def test_a_survey_takes_the_questions_in_force_and_keeps_them(plc: Plc) -> None:
    first = await a_session(plc, date(2026, 12, 3), "UBEN")
    await rewords(plc, statements_text="We were kind.", change="What next?")
    assert await asked_in(plc, first) == {question.id: question.text for question in DEFAULT_QUESTIONS}
    second = await a_session(plc, date(2026, 12, 10), "UBEN")
    asked = await asked_in(plc, second)
    assert next(iter(asked.values())) == "We were kind."
    assert asked["change"] == "What next?"
    assert list(asked)[2:] == ["change", "next_step", "learning"]


async def test_prompts_take_turns_from_survey_to_survey(plc: Plc) -> None:
    await a_session(plc, date(2026, 11, 5), "UBEN")
    await rewords(plc, prompts_text="One?\nTwo?\nThree?")
    prompts = []
    for day in (date(2026, 11, 12), date(2026, 11, 19), date(2026, 12, 3)):
        asked = await asked_in(plc, await a_session(plc, day, "UBEN"))
        prompts.append(asked["prompt"])
    assert prompts == ["Two?", "Three?", "One?"]


async def test_laying_a_survey_out_again_takes_no_turn(plc: Plc) -> None:
    await rewords(plc, prompts_text="One?\nTwo?")
    convening = await a_session(plc, date(2026, 12, 3), "UBEN", "UCAT")
    await plc.services.feedback.plan_due()
    for user_id in ("UBEN", "UCAT"):
        asked = await plc.services.feedback.requests(
            convening.workspace_id, convening.id, DeliveryKind.FEEDBACK_REQUEST, [UserId(user_id)]
        )
        assert list(asked) == [user_id]
    assert "One?" in (await asked_in(plc, convening)).values()


async def test_another_communitys_surveys_take_no_turn(plc: Plc) -> None:
    await rewords(plc, prompts_text="One?\nTwo?")
    async with plc.store.transaction() as session:
        row = (await session.execute(select(*CommunityRow.__mapper__.columns))).mappings().one()
        other = {**row, "id": row["id"] + 1, "home_channel": "C2", "settings": {}}
        await session.execute(insert(CommunityRow).values(other))
        fay = {"workspace_id": other["workspace_id"], "user_id": FAY, "is_facilitator": True, "stopped": []}
        joined_at = plc.clock.now()
        await session.execute(insert(MemberRow).values(community_id=other["id"], joined_at=joined_at, **fay))
    there = Plc(plc.store, plc.clock, plc.services, plc.slack, plc.dispatcher, CommunityId(other["id"]))
    await a_session(there, date(2026, 12, 3))
    convening = await a_session(plc, date(2026, 12, 10), "UBEN")
    assert (await asked_in(plc, convening))["prompt"] == "One?"


# --- answering them -----------------------------------------------------------------------------------------


async def test_answers_to_own_questions_are_summed_up_under_their_words(plc: Plc) -> None:
    await rewords(
        plc,
        statements_text="We were kind.\nWe laughed.",
        valuable="Best <!channel>?",
        prompts_text="Whose voice did we miss?",
    )
    convening = await a_session(plc, date(2026, 12, 3), *MEMBERS)
    rated = {
        question.id: 3 for question in (await form_of(plc, convening)).questions if question.kind == "rating"
    }
    for user_id in MEMBERS:
        await plc.gives_feedback(
            user_id, convening, ratings=rated, comments={"prompt": "The aides'", "valuable": "Talk"},
            is_anonymous=user_id == "UBEN",
        )  # fmt: skip
    await rewords(plc, statements_text="", prompts_text="Something else?")
    summary = await summary_of(plc, convening)
    assert [(line.question, line.average) for line in summary.ratings] == [
        ("We were kind.", 3.0),
        ("We laughed.", 3.0),
    ]
    said = {group.question: [one.text for one in group.comments] for group in summary.comments}
    assert said == {"Best <!channel>?": ["Talk"] * 5, "Whose voice did we miss?": ["The aides'"] * 5}
    await plc.at(convening.ends_at + timedelta(days=4))  # a Monday
    assert plc.sent(DeliveryKind.FEEDBACK_SUMMARY) == [FAY]


async def test_a_statement_that_is_not_asked_any_more_cannot_be_rated(plc: Plc) -> None:
    await rewords(plc, statements_text="We were kind.")
    convening = await a_session(plc, date(2026, 12, 3), "UBEN")
    (own,) = [one for one in (await form_of(plc, convening)).questions if one.kind == "rating"]
    with pytest.raises(InvalidInput) as refused:
        await plc.gives_feedback("UBEN", convening, ratings={"relevant": 4})
    assert list(refused.value.problems) == [own.id]


async def test_the_trend_compares_overall_means_though_the_statements_differ(plc: Plc) -> None:
    first = await a_session(plc, date(2026, 11, 12), *MEMBERS)
    for user_id in MEMBERS:
        await plc.gives_feedback(user_id, first, ratings=dict.fromkeys(RATED, 2))
    await rewords(plc, statements_text="We were kind.")
    second = await a_session(plc, date(2026, 11, 19), *MEMBERS)
    (own,) = [one.id for one in (await form_of(plc, second)).questions if one.kind == "rating"]
    for user_id in MEMBERS:
        await plc.gives_feedback(user_id, second, ratings={own: 5})
    summary = await summary_of(plc, second)
    assert (summary.overall, summary.previous_overall) == (5.0, 2.0)
