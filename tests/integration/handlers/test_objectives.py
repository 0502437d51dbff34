"""Objectives, as people set them, look at them and add values with `/cop objectives`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from community.communities.views import Community
from community.objectives.views import Progress
from sandbox.people import Outcome, Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import NOTHING, Stage, well
from tests.support.pdsa_stage import Crew, a_crew, a_moment, at, start_cycle

NATIVE = {"data_visualization", "data_table"}
ACCEPT = "Seen, and meant that way?"
NAME, MEASURES = "Pupils explain their answers", "Which measures of PDSA cycles tell of it?"
TARGET, VALUE, DAY = "Where do you want to be?", "What did you see (%)?", "On which day?"

# What the form asks, by its labels.
OBJECTIVE: Mapping[str, object] = {
    "What do you want to reach?": NAME,
    "What is counted?": "Answers with a reason",
    "Unit": "%",
    "Where do you begin?": "40,0",
    TARGET: "70 %",
    "By when?": date(2027, 5, 30),
}


@pytest.fixture
async def carmen(stage: Stage) -> Person:
    return stage.person("Carmen Ruiz")


@pytest.fixture
async def community(stage: Stage, ada: Person, ben: Person, carmen: Person) -> Community:
    stage.channel("math-plc", ada, ben, carmen)
    return await stage.community(ada)


async def set_objective(
    stage: Stage, person: Person, changes: Mapping[str, object] = NOTHING, *, words: str = NAME
) -> Outcome:
    """By a facilitator, in #math-plc."""
    await person.runs(f"/cop objectives {words}", channel="math-plc")
    outcome = await person.submits({**OBJECTIVE, **changes})
    await stage.settle()
    return outcome


async def look(stage: Stage, person: Person) -> ShownMessage:
    await person.runs("/cop objectives", channel="math-plc")
    await stage.settle()
    return person.ephemerals[-1]


async def add_value(stage: Stage, person: Person, value: str, on: date | None = None) -> Outcome:
    await person.clicks("Add a value", message=await look(stage, person))
    given: dict[str, object] = {VALUE: value} | ({DAY: on} if on else {})
    outcome = await person.submits(given)
    await stage.settle()
    return outcome


async def objectives(stage: Stage, community: Community, person: Person) -> tuple[Progress, ...]:
    page = await stage.services.objectives.page(stage.caller(person), community.id)
    return page.objectives


def kinds(message: ShownMessage) -> set[str]:
    return {block["type"] for block in message.blocks}


async def test_where_there_is_none_a_facilitator_is_offered_one_and_a_member_told(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    shown = await look(stage, ada)
    await ada.clicks("New objective", message=shown)
    assert ada.modal is not None
    assert ada.modal.title == "New objective"
    theirs = await look(stage, ben)
    assert "Your facilitators set them" in theirs.text
    assert "New objective" not in theirs.buttons


async def test_an_objective_is_set_and_everybody_sees_it(
    stage: Stage, community: Community, ada: Person, ben: Person, carmen: Person
) -> None:
    well(await set_objective(stage, ada, {"Who looks after it?": ben}))
    assert ada.sees("The objective is set:")
    (found,) = await objectives(stage, community, ben)
    assert (found.objective.name, found.objective.baseline, found.objective.target) == (NAME, 40.0, 70.0)
    assert (found.objective.unit, found.objective.owner) == ("%", ben.id)
    theirs = await look(stage, carmen)
    assert "No values yet. It began at 40 %." in theirs.text
    assert not {"Edit", "Add a value"} & set(theirs.buttons)


async def test_the_owner_adds_values_and_the_answer_says_what_they_show(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await set_objective(stage, ada, {"Who looks after it?": ben})
    well(await add_value(stage, ben, "44,5 %"))
    assert ben.sees("Noted: 44.5 % on Mon, Sep 7")
    assert ben.sees("too few to tell the pace")
    well(await add_value(stage, ben, "43", date(2026, 9, 1)))
    (found,) = await objectives(stage, community, ada)
    assert [each.value for each in found.values] == [43.0, 44.5]


async def test_a_value_that_cannot_be_is_refused_beside_its_field_and_stays(
    stage: Stage, community: Community, ada: Person
) -> None:
    await set_objective(stage, ada)
    await ada.clicks("Add a value", message=await look(stage, ada))
    outcome = await ada.submits({VALUE: "about half", DAY: date(2026, 9, 8)})
    assert "“about half” is not a number" in outcome.errors[VALUE]
    assert "has not come yet" in outcome.errors[DAY]
    assert ada.modal is not None
    assert ada.modal.values[VALUE] == "about half"
    outcome = await ada.submits({VALUE: "", DAY: date(2026, 9, 7)})
    assert "Write the value" in outcome.errors[VALUE]
    well(await ada.submits({VALUE: "50"}))


async def test_an_odd_value_is_asked_about_and_can_be_taken_back(
    stage: Stage, community: Community, ada: Person
) -> None:
    await set_objective(stage, ada)
    await add_value(stage, ada, "440")
    assert ada.modal is not None
    assert "440 % is not between 0 % and 100 %" in ada.modal.text
    assert ada.modal.values[VALUE] == "440"
    well(await ada.submits({ACCEPT: ["Save it all the same"]}))
    await stage.settle()
    await ada.clicks("Add a value", message=await look(stage, ada))
    well(await ada.submits({"Was it a mistake?": ["Take back what was noted for this day"]}))
    await stage.settle()
    assert ada.sees("Taken back: 440 %")
    (found,) = await objectives(stage, community, ada)
    assert found.values == ()


async def test_who_may_not_add_values_is_told_and_gets_no_form(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await set_objective(stage, ada)
    mine = await look(stage, ada)
    for button in ("Add a value", "Edit", "New objective"):
        await ben.clicks(button, message=mine)
        await stage.settle()
        assert ben.screen.modal() is None, button


async def test_words_of_a_member_show_the_list_and_open_nothing(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    await set_objective(stage, ada)
    await ben.runs(f"/cop objectives {NAME}", channel="math-plc")
    await stage.settle()
    assert ben.screen.modal() is None
    assert ben.sees(NAME)


async def test_an_objective_is_edited_by_its_name_and_closed(
    stage: Stage, community: Community, ada: Person
) -> None:
    await set_objective(stage, ada)
    await ada.runs("/cop objectives PUPILS explain their answers", channel="math-plc")
    assert ada.modal is not None
    assert ada.modal.title == "Edit the objective"
    assert ada.modal.values["Where do you begin?"] == "40"
    well(await ada.submits({"Is it still pursued?": ["No longer: keep it for the review of the year"]}))
    await stage.settle()
    assert ada.sees("Closed, and kept for the review of the year:")
    shown = await look(stage, ada)
    assert "No longer pursued" in shown.text
    assert "Add a value" not in shown.buttons


async def test_what_is_wrong_stands_beside_its_field_and_all_that_was_typed_stays(
    stage: Stage, community: Community, ada: Person
) -> None:
    await set_objective(stage, ada)
    outcome = await set_objective(
        stage, ada, {TARGET: "1,234", "By when?": date(2026, 9, 1)}, words="Another"
    )
    assert "“1,234” could mean 1234 or 1.2340" in outcome.errors[TARGET]
    assert "is past" in outcome.errors["By when?"]
    outcome = await ada.submits({TARGET: "60", "By when?": date(2027, 5, 30)})
    assert "There is an objective of this name" in outcome.errors["What do you want to reach?"]
    assert ada.modal is not None
    assert ada.modal.values["What is counted?"] == "Answers with a reason"
    well(await ada.submits({"What do you want to reach?": "Another"}))
    assert len(await objectives(stage, community, ada)) == 2


async def test_a_target_on_the_wrong_side_is_asked_about_and_may_be_meant(
    stage: Stage, community: Community, ada: Person
) -> None:
    well(await set_objective(stage, ada, {TARGET: "30"}))
    assert ada.modal is not None
    assert "The target 30 % is below the baseline 40 %" in ada.modal.text
    assert ada.modal.values["What is counted?"] == "Answers with a reason"
    well(await ada.submits({ACCEPT: ["Save it all the same"]}))
    (found,) = await objectives(stage, community, ada)
    assert found.objective.target == 30.0


async def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(
    stage: Stage, ada: Person, ben: Person
) -> None:
    stage.channel("math-plc", ada, ben)
    community = await stage.community(ada, changes={"Facilitators": [ada, ben]})
    await set_objective(stage, ada)
    for person in (ada, ben):
        await person.runs(f"/cop objectives {NAME}", channel="math-plc")
    well(await ada.submits({TARGET: "80"}))
    well(await ben.submits({TARGET: "90"}))
    assert ben.modal is not None
    assert "Ada changed this objective while you were editing" in ben.modal.text
    assert ben.modal.values[TARGET] == "90"
    well(await ben.submits())
    (found,) = await objectives(stage, community, ada)
    assert found.objective.target == 90.0


async def test_hostile_words_ping_nobody(
    stage: Stage, community: Community, ada: Person, ben: Person
) -> None:
    well(
        await set_objective(
            stage,
            ada,
            {
                "What do you want to reach?": "<!channel> wins",
                "What is counted?": "<@U1> & *x*",
                "Unit": "<!here>",
            },
        )
    )
    shown = await look(stage, ben)
    assert "<!channel> wins" in shown.text
    assert "<!channel>" not in str(shown.blocks)
    assert "<!here>" not in str(shown.blocks)


async def test_a_stranger_sees_no_objectives(stage: Stage, community: Community, ada: Person) -> None:
    await set_objective(stage, ada)
    lea = stage.person("Lea Okafor")
    stage.channel("lobby", lea)
    await lea.runs("/cop objectives", channel="lobby")
    assert lea.sees("There is no community here")


# --- charts, and measures of cycles -------------------------------------------------------------------------


@pytest.fixture
async def crew(stage: Stage) -> Crew:
    return await a_crew(stage)


async def test_what_a_team_measures_is_tied_in_the_form_and_drawn_with_the_target(
    stage: Stage, crew: Crew
) -> None:
    card = await start_cycle(stage, crew.ben)
    await crew.ben.clicks("Begin to do it", message=card)
    well(await set_objective(stage, crew.ada, {MEASURES: ["Wait time in grade 4: Answers with a reason"]}))
    await stage.until(at(10, 5, 8, 30))
    await crew.ben.runs("/cop pdsa checkin", channel="math-plc")
    well(
        await crew.ben.submits(
            {
                "How is it going?": "On track",
                "Answers with a reason (%)": "Sep 25: 44\nOct 2: 48\nOct 5: 51,5",
            }
        )
    )
    await a_moment(stage)
    shown = await look(stage, crew.emi)
    assert "data_visualization" in kinds(shown)
    chart = next(block for block in shown.blocks if block["type"] == "data_visualization")["chart"]
    drawn = {series["name"]: [each["value"] for each in series["data"]] for series in chart["series"]}
    assert drawn == {"Value": [44, 48, 51.5], "Target": [70, 70, 70]}
    assert "Measured in cycles: Wait time in grade 4 (Answers with a reason)" in shown.text


async def test_where_slack_refuses_charts_the_values_come_in_words(
    stage: Stage, community: Community, ada: Person
) -> None:
    await set_objective(stage, ada)
    await add_value(stage, ada, "42", date(2026, 9, 1))
    await add_value(stage, ada, "44")
    stage.workspace.unknown_blocks |= NATIVE
    shown = await look(stage, ada)
    assert not kinds(shown) & NATIVE
    assert "Sep 1: 42 · Sep 7: 44" in shown.text
