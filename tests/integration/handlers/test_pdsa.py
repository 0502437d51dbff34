"""Cycles as people plan, move and watch them: forms, buttons, the ⋯ menu, the table of all teams."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import pytest_asyncio

from community.ids import CycleId, UserId
from community.pdsa.views import Cycle
from message_templates.ids import ActionId
from message_templates.values import make_ref
from sandbox.faults import Fault
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import PLAN, Crew, a_crew, a_moment, card_of, start_cycle, story_of

ACCEPT = "Seen, and meant that way?"
LONG = timedelta(days=7)
NOT_THEIRS = "only that team and the facilitators"


@pytest_asyncio.fixture
async def crew(stage: Stage) -> Crew:
    return await a_crew(stage)


@pytest_asyncio.fixture
async def card(stage: Stage, crew: Crew) -> ShownMessage:
    """Of a cycle of Ben's team whose plan is complete."""
    return await start_cycle(stage, crew.ben)


async def cycle_now(stage: Stage, crew: Crew, number: int = 1) -> Cycle:
    return (await stage.services.cycles.card(stage.caller(crew.ada), CycleId(number))).cycle


async def clicks(stage: Stage, person: Person, label: str, message: ShownMessage) -> None:
    """A click, and all that comes of it."""
    well(await person.clicks(label, message=message))
    await a_moment(stage)


# --- the plan -----------------------------------------------------------------------------------------------


async def test_a_plan_full_of_mistakes_is_corrected_field_by_field_and_keeps_all_that_was_typed(
    stage: Stage, crew: Crew
) -> None:
    ben = crew.ben
    await ben.runs("/cop pdsa start", channel="math-plc")
    await ben.fills(PLAN)
    well(await ben.clicks("Add a measure"))
    mistakes: dict[str, object] = {
        "Title": " ",
        "Where does measure 1 begin?": "about a third",
        "Measure 2": "answers with a REASON",
        "Where should measure 2 be in the end?": "1,234",
        "Ends on": date(2026, 9, 20),
    }
    outcome = await ben.submits(mistakes)
    assert set(outcome.errors) == set(mistakes)
    assert "before the start" in outcome.errors["Ends on"]
    assert ben.modal is not None
    kept = {**PLAN, **mistakes, "Begins on": "2026-09-21", "Ends on": "2026-09-20"}
    assert {label: ben.modal.values[label] for label in kept} == kept
    mended = {**PLAN, "Measure 2": "Seconds waited", "Where should measure 2 be in the end?": "1234"}
    well(await ben.submits(mended))
    await stage.settle()
    cycle = await cycle_now(stage, crew)
    assert [(one.name, one.baseline, one.target) for one in cycle.measures] == [
        ("Answers with a reason", 31.0, 50.0),
        ("Seconds waited", None, 1234.0),
    ]


async def test_what_is_odd_in_a_plan_is_asked_about_and_may_be_meant(stage: Stage, crew: Crew) -> None:
    ben = crew.ben
    await ben.runs("/cop pdsa start", channel="math-plc")
    odd = {"Ends on": date(2026, 9, 23), "Where should measure 1 be in the end?": "20"}
    well(await ben.submits({**PLAN, **odd}))
    assert ben.modal is not None
    assert "shorter than a week" in ben.modal.text
    assert "below the baseline" in ben.modal.text
    assert ben.modal.values["Title"] == PLAN["Title"]
    well(await ben.submits({ACCEPT: ["Save it all the same"]}))
    await stage.settle()
    assert ben.sees("is planned")


async def test_measures_are_added_up_to_three(stage: Stage, crew: Crew) -> None:
    await crew.ben.runs("/cop pdsa start", channel="math-plc")
    await crew.ben.fills({"Measure 1": "Answers with a reason"})
    for _ in range(2):
        well(await crew.ben.clicks("Add a measure"))
    assert crew.ben.modal is not None
    assert "Measure 3" in crew.ben.modal.labels
    assert "Add a measure" not in crew.ben.modal.buttons
    assert crew.ben.modal.values["Measure 1"] == "Answers with a reason"


async def test_a_form_closed_before_it_could_be_shown_anew_is_nobodys_trouble(
    stage: Stage, crew: Crew
) -> None:
    await crew.ben.runs("/cop pdsa start", channel="math-plc")
    stage.server.faults.add(Fault.ERROR, "views.update", error="not_found", count=1)
    well(await crew.ben.clicks("Add a measure"))
    assert crew.ben.modal is not None
    assert crew.ben.modal.title == "Plan a PDSA cycle"


async def test_a_plan_is_edited_by_one_after_the_other_and_the_second_is_told(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    for person in (crew.ben, crew.carmen):
        await person.clicks("Edit the plan", message=card)
    well(await crew.ben.submits({"Title": "Wait time, all grades"}))
    well(await crew.carmen.submits({"The change you will test": "Wait five seconds"}))
    assert crew.carmen.modal is not None
    assert crew.carmen.modal.values["The change you will test"] == "Wait five seconds"
    well(await crew.carmen.submits())
    cycle = await cycle_now(stage, crew)
    assert (cycle.title, cycle.change) == (PLAN["Title"], "Wait five seconds")
    assert cycle.team is not None


async def test_a_plan_amended_later_keeps_the_old_words_in_the_thread(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await clicks(stage, crew.ben, "Begin to do it", card)
    await clicks(stage, crew.ben, "Everything about it", card)
    await crew.ben.clicks("Amend the plan", message=crew.ben.ephemerals[-1])
    well(await crew.ben.submits({"The change you will test": "Wait five seconds"}))
    await a_moment(stage)
    told = story_of(crew.emi, card)
    assert "Wait ten seconds after each question" in told
    assert "Wait five seconds" in told


async def test_whose_cycle_it_is_may_change_until_it_begins(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.clicks("Edit the plan", message=card)
    assert crew.ben.modal is not None
    assert crew.ben.modal.values["Who tries it?"] == "Lincoln grade 4"
    well(await crew.ben.submits({"Who tries it?": "I work on it alone"}))
    assert (await cycle_now(stage, crew)).team is None
    await a_moment(stage)
    await clicks(stage, crew.ben, "Begin to do it", card_of(crew.ben))
    await crew.ben.clicks("Edit the plan", message=card)
    assert crew.ben.modal is not None
    assert "Who tries it?" not in crew.ben.modal.labels


async def test_one_person_may_work_alone(stage: Stage, crew: Crew) -> None:
    await start_cycle(stage, crew.gus)
    cycle = await cycle_now(stage, crew)
    assert (cycle.team, cycle.lead) == (None, crew.gus.id)


async def test_a_saved_team_starts_its_cycle_from_there(stage: Stage, crew: Crew) -> None:
    saved = next(shown for shown in crew.farah.ephemerals if "Start a cycle" in shown.buttons)
    await crew.farah.clicks("Start a cycle", message=saved)
    well(await crew.farah.submits(PLAN))
    cycle = await cycle_now(stage, crew)
    assert cycle.owner_name == "Maple grade 4"


async def test_a_word_nobody_knows_is_told_what_there_is(stage: Stage, crew: Crew) -> None:
    await crew.ben.runs("/cop pdsa frobnicate", channel="math-plc")
    assert crew.ben.sees("/cop pdsa checkin")


# --- moving -------------------------------------------------------------------------------------------------


async def test_the_menu_of_the_card_pauses_resumes_moves_and_closes(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    ben = crew.ben
    await ben.clicks("Pause it", message=card)
    well(await ben.submits({"Why? People will read this.": "State tests"}))
    await a_moment(stage)
    assert (await cycle_now(stage, crew)).is_paused
    assert "State tests" in card_of(crew.emi).text

    await ben.clicks("Resume it", message=card_of(ben))
    well(await ben.submits({"Its end now": date(2026, 10, 23)}))
    await a_moment(stage)
    assert (await cycle_now(stage, crew)).ends_on == date(2026, 10, 23)

    await ben.clicks("Extend it", message=card_of(ben))
    well(
        await ben.submits(
            {"New end": date(2026, 10, 30), "Why? People will read this.": "Two weeks of data are missing"}
        )
    )
    await a_moment(stage)
    assert (await cycle_now(stage, crew)).ends_on == date(2026, 10, 30)

    await ben.clicks("Close it early", message=card_of(ben))
    well(await ben.submits({"Why? People will read this.": "The class was merged"}))
    await a_moment(stage)
    assert (await cycle_now(stage, crew)).closed_early
    told = story_of(crew.emi, card)
    for words in ("State tests", "Two weeks of data are missing", "The class was merged"):
        assert words in told
    assert "Pause it" not in [
        option["text"]["text"] for one in card_of(ben).controls for option in one.options
    ]


async def test_a_pause_beyond_the_end_is_made_up_for_by_the_end_that_is_offered(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.clicks("Pause it", message=card)
    well(await crew.ben.submits({"Why? People will read this.": "State tests"}))
    await a_moment(stage)
    assert "Resume it" in card_of(crew.ben).buttons
    ends_on = (await cycle_now(stage, crew)).ends_on
    await stage.until(stage.clock.now() + timedelta(weeks=9), planning_every=LONG)
    await crew.ben.clicks("Resume it", message=card_of(crew.ben))
    well(await crew.ben.submits())
    assert (await cycle_now(stage, crew)).ends_on == ends_on + timedelta(weeks=9)


async def test_an_end_that_is_none_stands_beside_its_field(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.clicks("Extend it", message=card)
    outcome = await crew.ben.submits(
        {"New end": date(2026, 9, 1), "Why? People will read this.": "We want less of it"}
    )
    assert set(outcome.errors) == {"New end"}
    assert crew.ben.modal is not None
    assert crew.ben.modal.values["Why? People will read this."] == "We want less of it"


@pytest.mark.parametrize("who", ["dmitri", "farah", "gus", "lea"])
async def test_a_cycle_is_handed_to_somebody_of_the_team_only(
    who: str, stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    others = {"farah": crew.farah, "gus": crew.gus, "dmitri": crew.dmitri}
    to = others.get(who) or stage.person("Lea Okafor")
    await crew.ben.clicks("Hand it over", message=card)
    outcome = await crew.ben.submits({"To whom?": to})
    assert set(outcome.errors) == {"To whom?"}
    assert (await cycle_now(stage, crew)).lead == crew.ben.id


async def test_an_old_button_of_a_stage_that_has_passed_says_where_the_cycle_is(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await clicks(stage, crew.ben, "Begin to do it", card)
    await clicks(stage, crew.carmen, "Begin to do it", card)
    assert crew.carmen.sees("the cycle is in “do”")
    await crew.carmen.clicks("Edit the plan", message=card)
    assert crew.carmen.modal is not None  # it is amended now
    assert crew.carmen.modal.title == "Amend the plan"


async def test_what_cannot_be_done_with_a_paused_cycle_is_said_before_anybody_writes(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.clicks("Pause it", message=card)
    well(await crew.ben.submits({"Why? People will read this.": "State tests"}))
    await a_moment(stage)
    for label in ("Extend it", "Hand it over", "Edit the plan"):
        await crew.carmen.clicks(label, message=card)
        await stage.settle()
        assert crew.carmen.screen.modal() is None, label
        assert "State tests" in crew.carmen.ephemerals[-1].text, label


# --- who may ------------------------------------------------------------------------------------------------

MAY = ("ben", "carmen", "emi", "ada")
MAY_NOT = ("dmitri", "farah", "gus")
FORMS = ("Edit the plan", "Pause it", "Extend it", "Hand it over", "Close it early")


@pytest.mark.parametrize("who", MAY)
async def test_the_team_and_the_facilitators_work_on_a_cycle(
    who: str, stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    person: Person = getattr(crew, who)
    for label in FORMS:
        well(await person.clicks(label, message=card))
        assert person.screen.modal() is not None, label
        await person.closes_modal()
    await clicks(stage, person, "Begin to do it", card)
    assert (await cycle_now(stage, crew)).stage == "do"


@pytest.mark.parametrize("who", MAY_NOT)
async def test_an_observer_another_team_and_a_guest_may_look_but_not_work(
    who: str, stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    person: Person = getattr(crew, who)
    for label in (*FORMS, "Begin to do it"):
        await person.clicks(label, message=card)
        await stage.settle()
        assert person.screen.modal() is None, label
        assert "facilitators" in person.ephemerals[-1].text, label
    assert (await cycle_now(stage, crew)).stage == "plan"
    await clicks(stage, person, "Everything about it", card)
    assert person.sees(str(PLAN["Problem of practice"]))
    assert "Begin to do it" not in person.ephemerals[-1].buttons


async def test_a_stranger_and_a_leader_see_nothing_of_it(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    """Lea reads the digest in the leaders' channel; Sam is nobody here. Both got the card forwarded."""
    lea, sam = stage.person("Lea Okafor"), stage.person("Sam Stranger")
    stage.channel("leaders", crew.ada, lea, private=True)
    for person in (lea, sam):
        for label in (*FORMS, "Begin to do it", "Everything about it"):
            await person.clicks(label, message=card)
            await stage.settle()
            assert person.screen.modal() is None, (person.name, label)
        assert not person.sees(str(PLAN["Problem of practice"]))
    assert (await cycle_now(stage, crew)).stage == "plan"


async def test_somebody_who_left_the_team_may_not_send_the_form_and_keeps_what_was_typed(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.emi.clicks("Edit the plan", message=card)
    await crew.emi.fills({"The change you will test": "Wait five seconds"})
    await crew.ben.runs("/cop team Lincoln grade 4", channel="math-plc")
    well(await crew.ben.submits({"Members": [crew.ben, crew.carmen]}))
    outcome = await crew.emi.submits()
    assert NOT_THEIRS in str(outcome.errors)
    assert crew.emi.modal is not None
    assert crew.emi.modal.values["The change you will test"] == "Wait five seconds"


# --- watching -----------------------------------------------------------------------------------------------


async def test_members_see_their_own_cycles_and_facilitators_all_teams(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.carmen.runs("/cop pdsa", channel="math-plc")
    assert crew.carmen.sees("Your PDSA cycles in Math PLC")
    assert crew.carmen.sees(str(PLAN["Title"]))
    await crew.farah.runs("/cop pdsa", channel="math-plc")
    assert crew.farah.sees("You have no PDSA cycle")
    await crew.ada.runs("/cop pdsa", channel="math-plc")
    await stage.settle()
    shown = crew.ada.ephemerals[-1].text
    assert "Lincoln grade 4" in shown
    assert "Maple grade 4" in shown


async def test_a_facilitator_nudges_a_team_once_a_day_and_the_table_stays(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    """Three months later nothing has happened, and the semester nears its end."""
    await stage.until(stage.clock.now().replace(month=12, day=14, hour=18), planning_every=LONG)
    await crew.ada.runs("/cop pdsa", channel="math-plc")
    await stage.settle()
    table = next(shown for shown in crew.ada.ephemerals if "Nudge" in shown.buttons)
    well(await crew.ada.clicks("Nudge", message=table))
    await a_moment(stage)
    assert any("Your facilitators ask how" in shown.text for shown in crew.ben.dms)
    assert any(shown.ts == table.ts and "Nudge" in shown.buttons for shown in crew.ada.ephemerals)
    await crew.ada.clicks("Nudge", message=table)
    await a_moment(stage)
    assert len([shown for shown in crew.ben.dms if "Your facilitators ask how" in shown.text]) == 1
    await crew.carmen.clicks("Nudge", message=table)
    await stage.settle()
    assert crew.carmen.sees("Only the facilitators")


async def test_a_look_from_a_direct_message_leaves_the_question_where_it_is(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    await crew.ben.clicks("Hand it over", message=card)
    well(await crew.ben.submits({"To whom?": crew.emi}))
    await a_moment(stage)
    told = crew.emi.dms[-1]
    well(await crew.emi.clicks("Everything about it", message=told))
    await stage.settle()
    assert crew.emi.sees(str(PLAN["Problem of practice"]))
    assert any(shown.ts == told.ts and shown.text == told.text for shown in crew.emi.dms)


async def test_a_look_from_home_comes_as_a_direct_message(
    stage: Stage, crew: Crew, card: ShownMessage
) -> None:
    button = {
        "type": "button",
        "action_id": ActionId.CYCLE_SHOW,
        "text": {"type": "plain_text", "text": "Have a look"},
        "value": make_ref(cycle=1),
    }
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    workspace = stage.caller(crew.emi).workspace_id
    await stage.convener.gateway.publish_home(workspace, UserId(crew.emi.id), home)
    well(await crew.emi.clicks("Have a look", where="home"))
    await stage.settle()
    assert str(PLAN["Problem of practice"]) in crew.emi.dms[-1].text
