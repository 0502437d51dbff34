"""Study and act on both databases: the prediction, the decision, what is shared and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.communities.reading import get_community
from community.errors import CycleClosed, InvalidInput, NotAllowed, NotAMember, WrongStage
from community.ids import DeliveryKind, DigestId
from community.learnings.service import Learnings
from community.pdsa.consent import NOT_SHARED
from community.pdsa.digesting import take_cycles
from community.pdsa.views import ActDraft, CycleCard, DigestCycles, Stage, StudyDraft
from community.work import Work
from storage.tables import CycleEventRow, DeliveryRow, DigestRow, LearningRow, LearningTagRow
from storage.unit_of_work import Store
from tests.support.checkins import BEN, CAT, ENDS_ON, EVE, FAY, GUS, Cop, a_cop
from tests.support.outbox import WORKSPACE, a_wanted, plan_for

STUDY = StudyDraft(held="partly", data_says=" It rose ", learnt=" Ten seconds are long ")


@pytest.fixture
async def cop(store: Store, clock: MovableClock) -> Cop:
    return await a_cop(store, clock)


async def study(
    cop: Cop, card: CycleCard, by: str = BEN, *, accepted: bool = False, **changes: Any
) -> CycleCard:
    draft = replace(STUDY, **changes)
    return await cop.checkins.study(cop.caller(by), card.cycle.id, draft, accepted=accepted)


async def act(
    cop: Cop, card: CycleCard, by: str = BEN, *, accepted: bool = False, **changes: Any
) -> CycleCard:
    draft = ActDraft(**{"decision": "adopt", **changes})
    return await cop.checkins.act(cop.caller(by), card.cycle.id, draft, accepted=accepted)


# --- study --------------------------------------------------------------------------------------------------


async def test_the_study_is_kept_and_leads_to_act(cop: Cop) -> None:
    card = await study(cop, await cop.studying())
    cycle = card.cycle
    assert (cycle.stage, cycle.held, cycle.data_says) == (Stage.ACT, "partly", "It rose")
    assert (cycle.learnt, cycle.studied_at) == ("Ten seconds are long", cop.clock.now())


async def test_the_form_has_the_run_chart_and_the_prediction(cop: Cop) -> None:
    doing = await cop.doing()
    await cop.checks_in(BEN, doing, "31")
    studying = await cop.cycles.finish_doing(cop.caller(), doing.cycle.id)
    form = await cop.checkins.study_form(cop.caller(CAT), studying.cycle.id)
    assert form.cycle.prediction == "Half the class explains its answer by mid-October"
    assert [chart.count for chart in form.charts] == [1]


async def test_whether_it_held_and_what_was_learnt_must_be_said(cop: Cop) -> None:
    studying = await cop.studying()
    with pytest.raises(InvalidInput) as refused:
        await study(cop, studying, held="maybe", learnt=" ", shares=True)
    assert set(refused.value.problems) == {"held", "learnt", "share"}
    assert (await cop.cycles.card(cop.caller(), studying.cycle.id)).cycle.stage is Stage.STUDY


async def test_a_study_comes_after_do_and_only_once(cop: Cop) -> None:
    doing = await cop.doing()
    with pytest.raises(WrongStage, match="the cycle is in “do”"):
        await study(cop, doing)
    acting = await cop.acting()
    with pytest.raises(WrongStage, match="decide to adopt, adapt or abandon"):
        await study(cop, acting)
    with pytest.raises(WrongStage):
        await cop.checkins.study_form(cop.caller(), acting.cycle.id)


async def test_only_those_who_work_on_it_study_and_decide(cop: Cop) -> None:
    studying = await cop.studying()
    for stranger, why in ((EVE, NotAllowed), (GUS, NotAMember)):
        with pytest.raises(why):
            await study(cop, studying, by=stranger)
        with pytest.raises(why):
            await cop.checkins.act_form(cop.caller(stranger), studying.cycle.id)
    acting = await study(cop, studying, by=FAY)
    assert (await act(cop, acting, by=CAT)).cycle.stage is Stage.DONE


async def test_the_story_tells_the_study_with_the_prediction_quoted(cop: Cop) -> None:
    await cop.acting()
    event = (await cop.rows(CycleEventRow))[-1]
    entry = await cop.cycles.story(event.id)
    assert entry is not None
    assert entry.lines[:2] == (
        ("Prediction", "Half the class explains its answer by mid-October"),
        ("Did it hold?", "It held in part"),
    )


async def test_after_the_study_only_the_decision_is_asked(cop: Cop) -> None:
    await cop.acting()
    asked = await cop.deliveries(DeliveryKind.CYCLE_PROMPT, state="planned")
    assert {row.context["which"] for row in asked} == {"act_due"}


# --- what is shared -----------------------------------------------------------------------------------------


async def test_without_consent_nothing_is_shared_and_nothing_dropped_unasked(cop: Cop) -> None:
    """The tick may only have been forgotten, and a study is written once."""
    studying = await cop.studying()
    with pytest.raises(InvalidInput) as refused:
        await study(cop, studying, share="Ten seconds are long")
    assert (refused.value.problems, refused.value.warnings) == ({}, {"share": NOT_SHARED})
    assert (await cop.cycles.card(cop.caller(), studying.cycle.id)).cycle.stage is Stage.STUDY
    await study(cop, studying, share="Ten seconds are long", accepted=True)
    assert await cop.rows(LearningRow) == []


async def test_with_consent_it_becomes_a_learning_of_the_cycle_with_or_without_a_name(cop: Cop) -> None:
    first = await study(cop, await cop.studying(), share=" Wait ", shares=True)
    second = await study(cop, await cop.studying(), share="Wait", shares=True, shows_name=True)
    learnings = {row.cycle_id: row for row in await cop.rows(LearningRow)}
    named = {cycle_id: row.author for cycle_id, row in learnings.items()}
    assert named == {first.cycle.id: None, second.cycle.id: BEN}
    told = learnings[first.cycle.id]
    assert (told.text, told.source, told.shared_on) == ("Wait", "pdsa", date(2026, 9, 21))


async def test_without_the_name_no_tag_leads_to_whoever_works_alone(cop: Cop) -> None:
    """Their measures stand on a card with their name in the channel; a team's tell of nobody."""
    shared = (("alone", None, False), ("alone, named", None, True), ("team", cop.team_id, False))
    for text, team_id, shows_name in shared:
        studying = await cop.studying(team_id=team_id)
        await study(cop, studying, share=text, shares=True, shows_name=shows_name)
    tags: dict[str, list[str]] = {row.text: [] for row in await cop.rows(LearningRow)}
    texts = {row.id: row.text for row in await cop.rows(LearningRow)}
    for tag in await cop.rows(LearningTagRow):
        tags[texts[tag.learning_id]].append(tag.tag)
    assert tags == {"alone": [], "alone, named": ["Answers with a reason"], "team": ["Answers with a reason"]}


@pytest.mark.parametrize(
    ("held", "kind"),
    [("yes", "success"), ("partly", "challenge"), ("no", "did_not_work"), ("cannot_tell", "question")],
)
async def test_what_kind_of_learning_it_is_follows_the_prediction(cop: Cop, held: str, kind: str) -> None:
    await study(cop, await cop.studying(), held=held, share="Wait", shares=True)
    assert [row.kind for row in await cop.rows(LearningRow)] == [kind]


@pytest.mark.parametrize(
    ("decision", "kind"), [("adopt", "strategy"), ("adapt", "challenge"), ("abandon", "did_not_work")]
)
async def test_the_decision_says_more_of_what_kind_it_is(cop: Cop, decision: str, kind: str) -> None:
    acting = await study(cop, await cop.studying(), share="Wait", shares=True)
    await act(cop, acting, decision=decision)
    assert [row.kind for row in await cop.rows(LearningRow)] == [kind]


async def test_a_kind_somebody_chose_by_hand_outlasts_the_decision(cop: Cop) -> None:
    acting = await study(cop, await cop.studying(), share="Wait", shares=True)
    (row,) = await cop.rows(LearningRow)
    learnings = Learnings(cop.store, cop.clock)
    form = await learnings.edit_form(cop.caller(), row.id)
    chosen = replace(form.draft, kind="resource")
    await learnings.edit(cop.caller(), row.id, chosen, version=row.version)
    await act(cop, acting)
    assert [row.kind for row in await cop.rows(LearningRow)] == ["resource"]


async def test_a_draft_of_the_digest_that_shows_it_follows_the_decision(cop: Cop) -> None:
    acting = await study(cop, await cop.studying(), share="Wait", shares=True)
    await a_posted_draft(cop)
    await act(cop, acting)
    (edit,) = await cop.deliveries(DeliveryKind.DIGEST_DRAFT_UPDATE)
    assert edit.state == "planned"


async def test_what_a_digest_has_told_stays_as_told(cop: Cop) -> None:
    acting = await study(cop, await cop.studying(), share="Wait", shares=True)
    digest_id = await a_digest(cop)
    async with cop.store.transaction() as session:
        learning = (await cop.rows(LearningRow))[0]
        (await session.get_one(LearningRow, learning.id)).digest_id = digest_id
    await act(cop, acting)
    assert [row.kind for row in await cop.rows(LearningRow)] == ["challenge"]


@pytest.mark.parametrize(
    ("decision", "kind"), [("adopt", "strategy"), ("adapt", "challenge"), ("abandon", "did_not_work")]
)
@pytest.mark.parametrize(("shows_name", "author"), [(True, CAT), (False, None)])
async def test_what_a_decision_has_for_others_becomes_a_learning_with_consent(
    cop: Cop, decision: str, kind: str, shows_name: bool, author: str | None
) -> None:
    said: dict[str, Any] = {"share": " Grade 5 next ", "shares": True, "shows_name": shows_name}
    await act(cop, await cop.acting(), by=CAT, decision=decision, **said)
    (row,) = await cop.rows(LearningRow)
    assert (row.text, row.kind, row.author, row.contact) == ("Grade 5 next", kind, author, CAT)


async def test_a_decision_drops_nothing_for_others_unasked(cop: Cop) -> None:
    acting = await cop.acting()
    with pytest.raises(InvalidInput) as refused:
        await act(cop, acting, share="Grade 5 next")
    assert (refused.value.problems, refused.value.warnings) == ({}, {"share": NOT_SHARED})
    with pytest.raises(InvalidInput) as refused:
        await act(cop, acting, shares=True)
    assert list(refused.value.problems) == ["share"]
    done = await act(cop, acting, share="Grade 5 next", accepted=True)
    assert done.cycle.stage is Stage.DONE
    assert await cop.rows(LearningRow) == []


# --- act ----------------------------------------------------------------------------------------------------


async def test_the_decision_ends_the_cycle(cop: Cop) -> None:
    card = await act(cop, await cop.acting(), decision="adapt", act_keep=" The timer ", next_step=" Five ")
    cycle = card.cycle
    assert (cycle.stage, cycle.decision, cycle.closed_early) == (Stage.DONE, "adapt", False)
    assert (cycle.act_keep, cycle.next_step, cycle.closed_at) == ("The timer", "Five", cop.clock.now())
    assert card.due.which is None
    assert await cop.deliveries(DeliveryKind.CYCLE_PROMPT, state="planned") == []


async def test_without_a_decision_it_goes_on(cop: Cop) -> None:
    with pytest.raises(InvalidInput) as refused:
        await act(cop, await cop.acting(), decision="")
    assert list(refused.value.problems) == ["decision"]


async def test_a_decision_is_made_once_and_not_before_the_study(cop: Cop) -> None:
    with pytest.raises(WrongStage, match="study what the test has shown"):
        await act(cop, await cop.studying())
    done = await cop.finished()
    with pytest.raises(CycleClosed, match="it ended on Monday 21 September 2026 with the decision to adopt"):
        await act(cop, done)


async def test_a_change_that_was_abandoned_is_not_put_into_the_next_plan(cop: Cop) -> None:
    for decision, change in (("abandon", ""), ("adopt", "Wait ten seconds after each question")):
        done = await cop.finished(decision=decision)
        form = await cop.cycles.form(cop.caller(), cop.community_id, previous_id=done.cycle.id)
        assert form.draft.change == change


async def test_the_next_cycle_carries_on_from_the_decision(cop: Cop) -> None:
    done = await act(cop, await cop.acting(), decision="adapt", next_step="Wait five seconds")
    form = await cop.cycles.form(cop.caller(), cop.community_id, previous_id=done.cycle.id)
    assert form.draft.problem == "Few pupils explain their answer"
    assert "Wait five seconds" in form.draft.change


# --- in a digest --------------------------------------------------------------------------------------------


async def a_digest(cop: Cop) -> int:
    async with cop.store.transaction() as session:
        digest = DigestRow(community_id=cop.community_id, covers_from=cop.clock.now(), due_at=cop.clock.now())
        session.add(digest)
        await session.flush()
        return digest.id


async def a_posted_draft(cop: Cop) -> None:
    """Of the open digest, as Fay has it before her."""
    digest_id, kind = await a_digest(cop), DeliveryKind.DIGEST_DRAFT
    draft = a_wanted(f"{kind}:{digest_id}:{FAY}", cop.clock.now(), kind=kind, recipient=FAY)
    await plan_for(
        cop.store, cop.clock.now(), [draft], subject=f"digest:{digest_id}", community_id=cop.community_id
    )
    async with cop.store.transaction() as session:
        posted = update(DeliveryRow).where(DeliveryRow.key == draft.key)
        await session.execute(posted.values(state="sent", posted_channel="D1", posted_ts="1.0"))


async def taken(cop: Cop) -> DigestCycles:
    """The digest of today: from this morning until late."""
    digest_id, since = DigestId(await a_digest(cop)), cop.clock.now()
    cop.clock.advance(timedelta(hours=10))
    async with cop.store.transaction() as session:
        community = await get_community(session, WORKSPACE, cop.community_id)
        return await take_cycles(Work(session, cop.clock.now()), community, digest_id, since)


async def test_a_digest_counts_open_cycles_by_stage_and_names_the_stuck(cop: Cop) -> None:
    await cop.plan()
    stuck = await cop.doing(title="Exit tickets")
    await cop.doing()
    await cop.checks_in(BEN, stuck, "31\n", status="stuck")
    told = await taken(cop)
    assert told.by_stage == (("plan", 1), ("do", 2))
    assert [(one.title, one.owner, one.stage) for one in told.stuck] == [
        ("Exit tickets", "Lincoln grade 4", "do")
    ]
    assert (told.observations, told.closed, told.is_news) == (1, (), True)


async def test_a_closed_cycle_is_told_once_with_its_decision(cop: Cop) -> None:
    await cop.finished(decision="abandon")
    early = await cop.doing(title="Exit tickets")
    await cop.cycles.close_early(cop.caller(), early.cycle.id, "Ben moved")
    told = await taken(cop)
    assert [(one.title, one.decision, one.closed_early) for one in told.closed] == [
        ("Wait time in grade 4", "abandon", False),
        ("Exit tickets", None, True),
    ]
    cop.at(ENDS_ON)
    again = await taken(cop)
    assert (again.closed, again.is_news) == ((), False)


async def test_who_is_past_the_study_is_stuck_no_longer(cop: Cop) -> None:
    doing = await cop.doing()
    await cop.checks_in(BEN, doing, status="stuck")
    await cop.cycles.finish_doing(cop.caller(), doing.cycle.id)
    await study(cop, doing)
    assert (await taken(cop)).stuck == ()
