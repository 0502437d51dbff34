"""`/cop questions`, as facilitators meet it, and what is asked afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from bot.preview.hostile import HOSTILE
from community.feedback.wording import DEFAULT_WORDING
from sandbox.people import Person
from tests.support.community_stage import SETUP, Stage, well

STATEMENTS, PROMPTS = "Statements to agree with, from 1 to 5", "Questions that take turns"
VALUABLE, CHANGE = "What was most valuable?", "What should change?"
USUAL = "\n".join(statement.text for statement in DEFAULT_WORDING.statements)
OWN = {STATEMENTS: "We were kind.", VALUABLE: "Best?", PROMPTS: "Whose voice did we miss?"}


async def opens_feedback(stage: Stage, ada: Person, ben: Person) -> None:
    """Ben says he comes, and when the session is over he opens the form."""
    await stage.convening(ada, {"Date": date(2026, 9, 8), "Start": time(10)})
    await stage.jobs()
    await ben.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    await stage.until(datetime(2026, 9, 8, 19, tzinfo=UTC))
    await ben.clicks("Give feedback")


async def test_the_form_shows_the_usual_questions(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    well(await ada.runs("/cop questions", channel="math-plc"))
    assert ada.modal is not None
    assert ada.modal.title == "Feedback questions"
    assert ada.modal.values[STATEMENTS] == USUAL
    assert ada.modal.values[VALUABLE] == DEFAULT_WORDING.valuable
    assert ada.modal.values[CHANGE] == DEFAULT_WORDING.change
    assert not ada.modal.values[PROMPTS]
    assert ada.sees("What will you try before we meet again?")


async def test_what_is_saved_is_told_and_shown_again(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await ada.runs("/cop questions", channel="math-plc")
    well(await ada.submits(OWN))
    await stage.settle()
    assert ada.sees("1 statement to agree with, and a question of your own")
    await ada.runs("/cop questions", channel="math-plc")
    assert ada.modal is not None
    assert {label: ada.modal.values[label] for label in OWN} == OWN


async def test_emptied_fields_bring_the_usual_questions_back(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    for typed in (OWN, dict.fromkeys(OWN, "")):
        await ada.runs("/cop questions", channel="math-plc")
        well(await ada.submits(typed))
        await stage.settle()
    await ada.runs("/cop questions", channel="math-plc")
    assert ada.modal is not None
    assert ada.modal.values[STATEMENTS] == USUAL
    assert not ada.modal.values[PROMPTS]


async def test_members_are_told_who_may(stage: Stage, math: str, ada: Person, ben: Person) -> None:
    await stage.community(ada)
    outcome = await ben.runs("/cop questions", channel="math-plc")
    assert outcome.modal is None
    assert ben.sees("Only the facilitators of Math PLC can do this")


async def test_a_form_sent_by_somebody_who_facilitates_no_longer_is_refused_and_stays(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada, changes={"Facilitators": [ada, ben]})
    await ben.runs("/cop questions", channel="math-plc")
    await stage.community(ada, changes={"Facilitators": [ada]})
    outcome = await ben.submits(OWN)
    assert "Only the facilitators" in outcome.errors[STATEMENTS]
    assert ben.modal is not None
    assert ben.modal.values[VALUABLE] == "Best?"


async def test_problems_stand_beside_their_fields(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await ada.runs("/cop questions", channel="math-plc")
    lines = "\n".join(f"Line {number}" for number in range(13))
    wrong = {STATEMENTS: lines, VALUABLE: "x" * 151, CHANGE: "y" * 151, PROMPTS: lines}
    outcome = await ada.submits(wrong)
    assert "At most 7 lines" in outcome.errors[STATEMENTS]
    assert "this one has 151" in outcome.errors[VALUABLE]
    assert "this one has 151" in outcome.errors[CHANGE]
    assert "At most 12 lines" in outcome.errors[PROMPTS]
    well(await ada.submits(OWN | {CHANGE: ""}))


async def test_the_second_of_two_editors_is_told_and_keeps_the_text(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    community = await stage.community(ada, changes={"Facilitators": [ada, ben]})
    for person in (ada, ben):
        await person.runs("/cop questions", channel="math-plc")
    well(await ada.submits({VALUABLE: "Ada's?"}))
    await ben.submits({VALUABLE: "Ben's?"})
    assert ben.modal is not None
    assert ben.modal.values[VALUABLE] == "Ben's?"
    assert ben.sees("changed this while you were editing")
    well(await ben.submits())
    assert ben.screen.modal() is None
    found = await stage.services.feedback.wording(stage.caller(ben), community.id)
    assert found.wording.valuable == "Ben's?"


async def test_with_several_communities_it_asks_and_opens_the_form_of_the_one_meant(
    stage: Stage, math: str, ada: Person
) -> None:
    stage.channel("reading", ada)
    stage.channel("lunch", ada)
    await stage.community(ada)
    await stage.community(ada, "reading", {**SETUP, "Name of the community": "Reading circle"})
    await ada.runs("/cop questions", channel="lunch")
    await ada.clicks("This one", channel="lunch")
    assert ada.modal is not None
    assert ada.modal.title == "Feedback questions"
    await stage.settle()
    assert not ada.sees("Which community do you mean?")


async def test_the_next_feedback_asks_what_was_saved(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    await ada.runs("/cop questions", channel="math-plc")
    well(await ada.submits(OWN))
    await stage.settle()
    await opens_feedback(stage, ada, ben)
    assert ben.modal is not None
    assert {"We were kind.", "Best?", "Whose voice did we miss?"} <= set(ben.modal.values)
    assert "It was time well spent." not in ben.modal.values
    well(await ben.submits({"We were kind.": "4 · agree", "Whose voice did we miss?": "The aides'"}))


async def test_whatever_facilitators_type_can_be_asked_and_pings_nobody(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    nuisances = [HOSTILE[name] for name in ("channel", "quotes", "emoji", "right_to_left", "control", "date")]
    await stage.community(ada)
    await ada.runs("/cop questions", channel="math-plc")
    typed = {STATEMENTS: "\n".join(nuisances), VALUABLE: HOSTILE["mention"], PROMPTS: HOSTILE["newlines"]}
    well(await ada.submits(typed))
    await stage.settle()
    await opens_feedback(stage, ada, ben)
    assert ben.modal is not None
    assert {HOSTILE["channel"], HOSTILE["mention"], HOSTILE["emoji"], "one"} <= set(ben.modal.values)
