"""One whole cycle of a team, from `/cop pdsa start` to the next cycle opened, as its people saw it."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import PLAN, a_moment, at, card_of, make_team, prompts_to, story_of

SELDOM = timedelta(days=1)
HALF_A_PLAN = {
    label: PLAN[label]
    for label in ("Title", "Problem of practice", "The change you will test", "Begins on", "Ends on")
}
THE_REST = {
    label: value
    for label, value in PLAN.items()
    if label not in HALF_A_PLAN and label != "What did you look at together?"
}


async def asked_about(stage: Stage, person: Person, words: str) -> ShownMessage:
    """The one question of these words that this person was sent."""
    (found,) = prompts_to(person, words)
    return found


async def test_a_cycle_from_plan_to_the_next_one(stage: Stage, cast: Cast) -> None:
    """Ben leads and hands over to Emi; Carmen takes notes. Ada facilitates."""
    ada, ben, carmen, emi = cast.ada, cast.ben, cast.carmen, cast.emi
    community = await stage.community(ada)
    await make_team(stage, ben, carmen, emi)
    assert ben.sees("The team is there:")

    # Ben saves half a plan. Its card is posted, and says what is missing.
    await ben.runs("/cop pdsa start", channel="math-plc")
    well(await ben.submits(HALF_A_PLAN))
    await stage.settle()
    assert ben.sees("is planned")
    await stage.jobs()
    card = card_of(emi)
    assert "Complete the plan" in card.buttons
    assert "Still to be filled in" in card.text

    # The working day before the start the two are reminded of the plan, not earlier.
    await stage.until(at(9, 18, 8, 59), planning_every=SELDOM)
    assert not prompts_to(ben, "is planned to begin on")
    await stage.until(at(9, 18, 9, 1), planning_every=SELDOM)
    plan_due = await asked_about(stage, ben, "is planned to begin on")
    assert [len(prompts_to(one, "is planned to begin on")) for one in (carmen, emi, ada)] == [1, 0, 0]

    # Ben completes it, with a second measure; what he typed before he asked for one is still there.
    await ben.clicks("Complete the plan", message=plan_due)
    await ben.fills(THE_REST)
    well(await ben.clicks("Add a measure"))
    assert ben.modal is not None
    assert ben.modal.values["Measure 1"] == "Answers with a reason"
    well(await ben.submits({"Measure 2": "Seconds waited", "Where does measure 2 begin?": "1,5"}))
    await a_moment(stage)
    assert "Begin to do it" in card_of(ben).buttons
    assert any("Begin to do it" in shown.buttons for shown in carmen.dms)

    # On the first day they begin. Everybody sees it on the card, and its thread tells it.
    await stage.until(at(9, 21, 8, 30), planning_every=SELDOM)
    well(await ben.clicks("Begin to do it", message=card_of(ben)))
    await a_moment(stage)
    assert "Check in" in card_of(emi).buttons
    assert "Do has begun" in story_of(emi, card)

    # Game plan, on Thursday: Ben is too busy and puts it off until Monday; nobody is asked meanwhile.
    await stage.until(at(9, 24, 9, 1), planning_every=SELDOM)
    game_plan = await asked_about(stage, ben, "What is your game plan?")
    well(await ben.chooses("Ask me later", "On Monday", message=game_plan))
    await stage.settle()
    assert ben.sees("I will ask about")
    await stage.until(at(9, 28, 8, 59), planning_every=SELDOM)
    assert not prompts_to(ben, "I ask once more")

    # On Monday they are asked again. Carmen is first, with one click; Ben's question says so.
    await stage.until(at(9, 28, 9, 1), planning_every=SELDOM)
    again = prompts_to(carmen, "What is your game plan?")[-1]
    well(await carmen.clicks("On track", message=again))
    await a_moment(stage)
    assert "Noted for" in carmen.dms[-1].text
    assert any("Carmen Ruiz has taken care of the game plan" in shown.text for shown in ben.dms)
    await stage.until(at(9, 28, 9, 12), planning_every=SELDOM)  # a click waits for words, then it is told
    assert story_of(ada, card).count("Check-in") == 1

    # Ben hands the cycle over to Emi, who is told and may do everything.
    await ben.clicks("Hand it over", message=card_of(ben))
    well(await ben.submits({"To whom?": emi}))
    await a_moment(stage)
    assert any("has handed" in shown.text for shown in emi.dms)
    assert "led by @Emi Tanaka" in card_of(ada).text

    # Half way nobody answers: one reminder each, two days later, then a quiet line to Ada, never a third.
    await stage.until(at(10, 5, 9, 1), planning_every=SELDOM)
    assert [len(prompts_to(one, "half way through")) for one in (ben, carmen, emi)] == [0, 1, 1]
    await stage.until(at(10, 7, 9, 1), planning_every=SELDOM)
    assert [len(prompts_to(one, "I ask once more")) for one in (ben, carmen, emi)] == [0, 1, 1]
    await stage.until(at(10, 8, 17), planning_every=SELDOM)
    assert not prompts_to(ada, "there is no answer yet")
    await stage.until(at(10, 9, 9, 1), planning_every=SELDOM)
    await asked_about(stage, ada, "there is no answer yet")
    await stage.until(at(10, 12, 17), planning_every=SELDOM)
    assert [len(prompts_to(one, "half way through")) for one in (carmen, emi)] == [2, 2]

    # Three days before the end Emi is stuck, adds what she saw and what would help; Ada is told, once.
    await stage.until(at(10, 13, 9, 1), planning_every=SELDOM)
    await emi.clicks("Stuck", message=await asked_about(stage, emi, "Is the data together?"))
    await stage.settle()
    await emi.clicks("Add what you saw", message=emi.dms[-1])
    well(
        await emi.submits(
            {
                "Answers with a reason (%)": "Sep 25: 33 %\n2026-10-02: 41,5\nOct 9: 44",
                "What would help you?": "Somebody who times the pauses with us",
            }
        )
    )
    await stage.settle()
    assert emi.sees("41.5")
    await stage.until(at(10, 13, 9, 30), planning_every=SELDOM)
    help_wanted = await asked_about(stage, ada, "is stuck")
    assert "Somebody who times the pauses with us" in help_wanted.text
    assert "Stuck" in card_of(ada).text

    # The working day after the end: study. The prediction is read back, with the data before them.
    await stage.until(at(10, 19, 9, 1), planning_every=SELDOM)
    study_due = await asked_about(stage, emi, "What do the data say?")
    assert "Half the class explains its answer" in study_due.text
    well(await emi.clicks("Go on to study", message=study_due))
    await stage.settle()
    await emi.clicks("Study it", message=emi.dms[-1])
    assert emi.modal is not None
    assert "Half the class explains its answer" in emi.modal.text
    assert "44" in emi.modal.text
    outcome = await emi.submits(
        {"Did the prediction hold?": "Partly", "What did you learn?": "Ten seconds feel long, and work"}
    )
    well(outcome)
    await a_moment(stage)
    assert "held in part" in story_of(ada, card)
    assert "Decide" in card_of(ada).buttons

    # Act: they adapt. Everybody reads it in the thread; the cycle is done.
    await emi.clicks("Decide", message=emi.dms[-1])
    well(
        await emi.submits(
            {
                "What becomes of the change?": "Adapt",
                "Start": "Count to ten aloud in the first week",
                "What next?": "Wait five seconds, and ask a second pupil",
            }
        )
    )
    await a_moment(stage)
    assert "is done" in emi.dms[-1].text
    assert "Decided: this cycle is done" in story_of(ada, card)

    # One click opens the next cycle: the problem, what was learnt and the refined change are there.
    await emi.clicks("Start the next cycle", message=emi.dms[-1])
    assert emi.modal is not None
    values = emi.modal.values
    assert values["Problem of practice"] == PLAN["Problem of practice"]
    assert values["The change you will test"] == "Wait five seconds, and ask a second pupil"
    assert values["What did you look at together?"] == "Ten seconds feel long, and work"
    dates = {"Begins on": date(2026, 10, 26), "Ends on": date(2026, 11, 20)}
    well(await emi.submits({"Title": "Wait time, second try", **dates}))
    await a_moment(stage)
    next_card = card_of(ada, "Wait time, second try")
    assert next_card.ts != card.ts
    assert "Start the next cycle" not in card_of(ada).buttons

    # The two can be read as a chain.
    await emi.clicks("Everything about it", message=next_card)
    await stage.settle()
    await emi.clicks("The chain of cycles", message=emi.ephemerals[-1])
    await stage.settle()
    assert emi.sees("How one cycle led to the next")

    # Ada sees it all in one table, and what was done is kept.
    await ada.runs("/cop pdsa", channel="math-plc")
    await stage.settle()
    assert ada.sees("Wait time, second try")
    mine = await stage.services.cycles.mine(stage.caller(emi), community.id)
    assert [line.cycle.title for line in mine.lines] == ["Wait time, second try", str(PLAN["Title"])]
    assert mine.finished == 1
    assert not stage.workspace.rejected_calls
    assert not stage.server.deliveries.failed
