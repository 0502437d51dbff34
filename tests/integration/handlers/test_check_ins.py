"""Check-ins as people make them: by a click on a question, by the command, by the shortcut."""

from __future__ import annotations

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

from community.ids import CycleId
from community.pdsa.views import CycleCard
from sandbox.people import Person
from sandbox.screens import ShownMessage
from storage.tables import LearningRow, MemberRow
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import PLAN, Crew, a_crew, a_moment, at, card_of, prompts_to, start_cycle

SELDOM = timedelta(days=1)
VALUES = "Answers with a reason (%)"
HELP = "What would help you?"


@pytest_asyncio.fixture
async def crew(stage: Stage) -> Crew:
    return await a_crew(stage)


@pytest_asyncio.fixture
async def card(stage: Stage, crew: Crew) -> ShownMessage:
    """Of a cycle of Ben's team that is being done, two weeks after its start."""
    return await begun(stage, crew.ben)


async def begun(stage: Stage, person: Person, title: str = str(PLAN["Title"])) -> ShownMessage:
    card = await start_cycle(stage, person, {"Title": title})
    well(await person.clicks("Begin to do it", message=card))
    await a_moment(stage)
    return card_of(person, title)


async def card_now(stage: Stage, crew: Crew) -> CycleCard:
    return await stage.services.cycles.card(stage.caller(crew.ada), CycleId(1))


async def the_mid_stream_question(stage: Stage, person: Person) -> ShownMessage:
    """As this person was asked it, on Monday morning."""
    await stage.until(at(10, 5, 9, 1), planning_every=SELDOM)
    return prompts_to(person, "half way through")[-1]


async def test_values_that_are_none_stand_beside_their_field_and_everything_typed_stays(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await stage.until(at(10, 5, 8), planning_every=SELDOM)
    ben = crew.ben
    await ben.clicks("Check in", message=card)
    said = {"How is it going?": "On track", "What surprised you?": "The quiet ones spoke"}
    for wrong in ("a lot", "2026-12-24: 12", "2026-09-01: 12", "1,234", "NaN"):
        outcome = await ben.submits({**said, VALUES: wrong})
        assert set(outcome.errors) == {VALUES}, wrong
        assert ben.modal is not None
        assert ben.modal.values["What surprised you?"] == "The quiet ones spoke"
        assert ben.modal.values[VALUES] == wrong
    outcome = await ben.submits({VALUES: "12", "Links to evidence": "on my desk"})
    assert set(outcome.errors) == {"Links to evidence"}
    well(await ben.submits({VALUES: "2026-09-25: 33 %\nOct 2: 41,5", "Links to evidence": None}))
    await stage.settle()
    assert ben.sees("25 September, 33 %")
    assert ben.sees("2 October, 41.5 %")
    (chart,) = (await card_now(stage, crew)).charts
    assert [point.value for point in chart.shown] == [33.0, 41.5]


async def test_who_clicks_second_is_told_who_was_first_and_nothing_changes(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    question = await the_mid_stream_question(stage, crew.ben)
    theirs = prompts_to(crew.carmen, "half way through")[-1]
    well(await crew.ben.clicks("On track", message=question))
    await crew.carmen.clicks("Stuck", message=theirs)
    await stage.settle()
    assert "answered this for the team already" in crew.carmen.dms[-1].text
    assert (await card_now(stage, crew)).cycle.status == "on_track"


async def test_a_click_is_completed_in_its_place_and_the_answer_stays_there(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    question = await the_mid_stream_question(stage, crew.ben)
    well(await crew.ben.clicks("Slower", message=question))
    await a_moment(stage)
    await crew.ben.clicks("Add what you saw", message=crew.ben.dms[-1])
    assert crew.ben.modal is not None
    assert crew.ben.modal.values["How is it going?"] == "Slower than planned"
    well(await crew.ben.submits({VALUES: "35"}))
    await a_moment(stage)
    (mine,) = [shown for shown in crew.ben.dms if shown.ts == question.ts]
    assert "5 October, 35 %" in mine.text
    assert (await card_now(stage, crew)).checkins == 1
    assert len([shown for shown in crew.carmen.dms if "Ben Whitehorse has taken care" in shown.text]) >= 1


async def test_the_command_opens_the_one_cycle_and_asks_which_of_several(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    carmen = crew.carmen
    await carmen.runs("/cop pdsa checkin", channel="math-plc")
    assert carmen.modal is not None
    assert str(PLAN["Title"]) in carmen.modal.text
    await carmen.closes_modal()
    await begun(stage, carmen, "Number talks")
    await carmen.runs("/cop pdsa checkin")
    well(await carmen.submits({"Which cycle do you mean?": "Number talks"}))
    assert carmen.modal is not None
    assert "Number talks" in carmen.modal.text
    well(await carmen.submits({"How is it going?": "On track"}))
    await stage.settle()
    assert carmen.sees("Noted for Number talks")


async def test_who_observes_a_team_is_not_offered_its_check_in(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.dmitri.runs("/cop pdsa checkin", channel="math-plc")
    assert crew.dmitri.sees("None of your cycles is under way")
    await crew.dmitri.runs("/cop pdsa")
    await stage.settle()
    assert crew.dmitri.ephemerals[-1].buttons[0] == "Have a look"


async def test_the_shortcut_checks_in_from_anywhere_and_answers_in_a_direct_message(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.uses_shortcut("pdsa.check_in")
    well(await crew.ben.submits({"How is it going?": "On track"}))
    await a_moment(stage)
    assert "Noted for Wait time in grade 4" in crew.ben.dms[-1].text


async def test_who_has_no_cycle_under_way_is_told_so(stage: Stage, crew: Crew, card: ShownMessage) -> None:
    await crew.farah.runs("/cop pdsa checkin", channel="math-plc")
    assert crew.farah.sees("None of your cycles is under way")
    await crew.farah.uses_shortcut("pdsa.check_in")
    assert crew.farah.modal is not None
    assert "None of your cycles is under way" in crew.farah.modal.text


async def test_a_question_may_be_stopped_for_good(stage: Stage, crew: Crew, card: ShownMessage) -> None:
    question = await the_mid_stream_question(stage, crew.ben)
    well(await crew.ben.clicks("Stop asking me", message=question))
    await a_moment(stage)
    async with stage.store.reading() as session:
        row = (await session.scalars(select(MemberRow).where(MemberRow.user_id == crew.ben.id))).one()
    assert set(row.stopped) == {"pdsa.prompt", "pdsa.prompt_reminder"}
    await stage.until(at(10, 8, 9), planning_every=SELDOM)
    asked_again = [
        [shown for shown in person.dms if shown.ts > question.ts and "once more" in shown.text]
        for person in (crew.ben, crew.carmen)
    ]
    assert [len(found) for found in asked_again] == [0, 1]


async def test_help_that_is_wanted_reaches_the_facilitator_who_puts_two_teams_in_touch(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await begun(stage, crew.farah, "Wait time, our way")
    await crew.ben.clicks("Check in", message=card)
    well(await crew.ben.submits({"How is it going?": "Stuck", HELP: "Who times the pauses?"}))
    await a_moment(stage)
    wanted = prompts_to(crew.ada, "Who times the pauses?")[-1]
    assert "Wait time, our way" in wanted.text

    await crew.ada.clicks("Put them in touch", message=wanted)
    well(await crew.ada.submits({"A line from you": "You both wait for answers"}))
    await a_moment(stage)
    for person, other in ((crew.ben, "Wait time, our way"), (crew.farah, "Wait time in grade 4")):
        told = prompts_to(person, "You both wait for answers")
        assert len(told) == 1, person.name
        assert other in told[0].text
    assert any(shown.ts == wanted.ts and shown.text == wanted.text for shown in crew.ada.dms)


async def test_only_facilitators_put_teams_in_touch(stage: Stage, crew: Crew, card: ShownMessage) -> None:
    await begun(stage, crew.farah, "Wait time, our way")
    await crew.ben.clicks("Check in", message=card)
    well(await crew.ben.submits({"How is it going?": "Stuck"}))
    await a_moment(stage)
    wanted = prompts_to(crew.ada, "stuck")[-1]
    await crew.ben.clicks("Put them in touch", message=wanted)
    await stage.settle()
    assert crew.ben.screen.modal() is None


async def test_who_is_gone_is_asked_no_more_but_the_note_taker_then_the_facilitators(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    stage.workspace.deactivate(crew.ben.id)
    await a_moment(stage)
    await stage.until(at(10, 5, 9, 1), planning_every=SELDOM)
    assert [len(prompts_to(one, "half way through")) for one in (crew.carmen, crew.emi, crew.ada)] == [
        1,
        0,
        0,
    ]
    await crew.carmen.leaves("math-plc")
    await a_moment(stage)
    await stage.until(at(10, 13, 9, 1), planning_every=SELDOM)
    assert [len(prompts_to(one, "Is the data together?")) for one in (crew.carmen, crew.emi)] == [0, 0]
    assert prompts_to(crew.ada, "Is the data together?")


async def test_what_is_written_for_others_without_the_tick_is_asked_about_before_it_is_lost(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    ben = crew.ben
    for_others = "Anything others could learn from already?"
    await ben.clicks("Check in", message=card)
    await ben.submits({"How is it going?": "On track", for_others: "A clock helps"})
    assert_asked_about(ben, for_others, "A clock helps")
    well(await ben.submits({"Share it": ["Share this with the community and its leaders"]}))
    await a_moment(stage)
    well(await ben.clicks("Go on to study", message=card_of(ben)))
    await a_moment(stage)
    await ben.clicks("Study it", message=card_of(ben))
    for_others = "What should others hear of it?"
    said = {"Did the prediction hold?": "Yes", "What did you learn?": "To wait"}
    await ben.submits({**said, for_others: "Say why you wait"})
    assert_asked_about(ben, for_others, "Say why you wait")
    well(await ben.submits({"Seen, and meant that way?": ["Save it all the same"]}))
    await a_moment(stage)
    assert (await card_now(stage, crew)).cycle.stage == "act"
    await ben.clicks("Decide", message=card_of(ben))
    await ben.submits({"What becomes of the change?": "Adopt", for_others: "Grade 5 next"})
    assert_asked_about(ben, for_others, "Grade 5 next")
    well(await ben.submits({"Share it": ["Share this with the community and its leaders"]}))
    await a_moment(stage)
    async with stage.store.reading() as session:
        shared = list(await session.scalars(select(LearningRow.text).order_by(LearningRow.text)))
    assert shared == ["A clock helps", "Grade 5 next"]


def assert_asked_about(person: Person, field: str, words: str) -> None:
    assert person.modal is not None
    assert "goes no further without the tick" in person.modal.text
    assert person.modal.values[field] == words
