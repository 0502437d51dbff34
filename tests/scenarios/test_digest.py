"""Two weeks of digests: learnings come from everywhere, facilitators look them over, a leader helps."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.scenarios.test_from_setup_to_digest import LEARNING, NAME, SHARES, gives_feedback
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import a_moment, at, card_of, make_team, start_cycle

SELDOM = timedelta(days=1)
REVIEWED: dict[str, object] = {
    "Leaders' channel": "leaders",
    "Before the weekly digest goes": ["Show facilitators the draft a day before"],
}

BY_FORM = "Lots drawn by the pupils decide who speaks."
BY_SHORTCUT = "A photo of the board replaced the exit tickets we lost."
BY_REACTION = "Three minutes of waiting, and somebody begins."
FROM_A_CYCLE = "Ten seconds feel long, and work."
FROM_FEEDBACK = "Silent looking first brings out more voices."
HELP, OFFER = "Cover for two teachers on 1 October", "I can send two substitutes for the whole day."
OUTCOME = "Both went, and plan a cycle together now."


def posts(person: Person, text: str, channel: str = "math-plc") -> list[ShownMessage]:
    return [shown for shown in person.messages(channel) if text in shown.text and not shown.is_ephemeral]


def draft_of(person: Person) -> ShownMessage:
    """The draft among their direct messages, as it looks now."""
    (found,) = [shown for shown in person.dms if "The digest of Math PLC" in shown.text]
    return found


def in_order(text: str, *wanted: str) -> bool:
    """Whether the text holds all of these, in this order."""
    places = [text.find(each) for each in wanted]
    return -1 not in places and places == sorted(places)


async def learnings_arrive(stage: Stage, cast: Cast) -> None:
    """From a form, a message, another's message, a cycle and feedback, within the week."""
    ben, carmen, dmitri, emi, farah = cast.members
    well(await ben.runs("/cop learning", channel="math-plc"))
    well(await ben.submits({"What was learnt?": BY_FORM, "What kind is it?": "Strategy that works"}))

    said = await carmen.posts(BY_SHORTCUT, channel="math-plc")
    well(await carmen.uses_message_shortcut("Save as key learning", said))

    said = await emi.posts(BY_REACTION, channel="math-plc")
    await dmitri.reacts("bulb", said)
    await stage.settle()

    await make_team(stage, ben, carmen, emi)
    await start_cycle(stage, ben, {"Begins on": date(2026, 9, 7), "Ends on": date(2026, 9, 25)})
    await ben.clicks("Begin to do it", message=card_of(ben))
    await a_moment(stage)
    await ben.clicks("Go on to study", message=card_of(ben))
    await a_moment(stage)
    await ben.clicks("Study it", message=card_of(ben))
    share = {
        "What should others hear of it?": FROM_A_CYCLE,
        "Share it": ["Share this with the community and its leaders"],
    }
    well(await ben.submits({"Did the prediction hold?": "Partly", "What did you learn?": "To wait", **share}))

    await stage.convening(cast.ada, {"Date": date(2026, 9, 9)})
    await stage.jobs()
    await farah.clicks("I'll be there", channel="math-plc")
    await stage.until(at(9, 8, 12), planning_every=SELDOM)
    well(await emi.clicks("Yes, with my name"))

    await stage.until(at(9, 9, 17), planning_every=SELDOM)
    shares = {SHARES: ["Share it in the recap and the digest"], NAME: ["Show my name with the learning"]}
    await gives_feedback(stage, farah, {LEARNING: FROM_FEEDBACK, **shares})


async def test_what_is_learnt_is_looked_over_told_and_answered(stage: Stage, cast: Cast) -> None:
    ada, lea, ben, carmen = cast.ada, cast.lea, cast.ben, cast.carmen
    await stage.community(ada, changes=REVIEWED)
    await learnings_arrive(stage, cast)

    # Ben asks the leaders for something.
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Ask the leaders")
    outcome = await ben.submits({"What do you ask of them?": " "})
    assert "a sentence or two is enough" in outcome.errors["What do you ask of them?"]
    well(await ben.submits({"What do you ask of them?": HELP}))
    await stage.settle()

    # A day before, Ada gets the draft, with what came from all five.
    await stage.until(at(9, 10, 14, 59), planning_every=SELDOM)
    assert not [shown for shown in ada.dms if "The digest of Math PLC" in shown.text]
    await stage.until(at(9, 10, 15, 1), planning_every=SELDOM)
    draft = draft_of(ada)
    for learnt in (BY_FORM, BY_SHORTCUT, BY_REACTION, FROM_A_CYCLE, FROM_FEEDBACK):
        assert learnt in draft.text

    # Carmen takes hers back; the draft follows.
    well(await carmen.runs("/cop learnings photo", channel="math-plc"))
    well(await carmen.clicks("Take it back"))
    await a_moment(stage)
    assert BY_SHORTCUT not in draft_of(ada).text

    # Ada puts Farah's first, then Emi's, and Ben's not among those that lead; she adds a word, and holds it.
    await ada.clicks("Edit", message=draft_of(ada))
    outcome = await ada.submits({"What leads": FROM_FEEDBACK, "… second": FROM_FEEDBACK})
    assert outcome.errors == {"… second": "This one has a place above already."}
    well(
        await ada.submits(
            {
                "A few words on top": "Our first fortnight.",
                "A note to the leaders": "One ask, and it is small.",
                "… second": BY_REACTION,
                "What shall not lead": [BY_FORM],
            }
        )
    )
    await a_moment(stage)
    assert in_order(draft_of(ada).text, "Our first fortnight.", FROM_FEEDBACK, BY_REACTION, FROM_A_CYCLE)
    well(await ada.clicks("Hold", message=draft_of(ada)))
    await a_moment(stage)
    assert "is on hold" in draft_of(ada).text

    # Its hour passes, and nothing goes. She releases it, and it goes at once.
    await stage.until(at(9, 11, 15, 30), planning_every=SELDOM)
    assert not posts(ben, "This week in Math PLC")
    well(await ada.clicks("Release", message=draft_of(ada)))
    await a_moment(stage)
    assert "has gone out" in draft_of(ada).text
    (digest,) = posts(ben, "This week in Math PLC")
    assert in_order(digest.text, "Our first fortnight.", FROM_FEEDBACK, BY_REACTION, FROM_A_CYCLE)
    assert BY_FORM not in digest.text
    assert any(BY_FORM in reply.text for reply in ben.thread(digest))
    assert BY_SHORTCUT not in digest.text
    assert "One ask, and it is small." not in digest.text

    # Lea reads the leaders' edition. She is no member: she offers help, and asks about what leads.
    (for_leaders,) = posts(lea, "Math PLC, for leaders", "leaders")
    assert "One ask, and it is small." in for_leaders.text
    assert HELP in for_leaders.text
    well(await lea.clicks("Offer help", message=for_leaders))
    well(await lea.submits({"How can you help?": OFFER}))
    await stage.settle()
    assert lea.sees("your offer is on its way")
    well(await lea.clicks("Ask about it", message=for_leaders))
    assert lea.modal is not None
    assert FROM_FEEDBACK in lea.modal.text
    well(await lea.submits({"What would you like to know?": "How long do they look?"}))
    await stage.settle()
    well(await lea.clicks("Also by direct message", message=for_leaders))
    await stage.settle()
    assert lea.sees("by direct message, too")

    # A word taken back now is gone from what stands in Slack as well.
    well(await ben.runs("/cop learnings seconds", channel="math-plc"))
    well(await ben.clicks("Take it back"))
    await a_moment(stage)
    (digest,) = posts(ben, "This week in Math PLC")
    assert FROM_A_CYCLE not in digest.text
    assert "was taken back" in digest.text

    # On Monday Farah answers, the two are told of the offer, and Ben says what came of it.
    await stage.until(at(9, 14, 12), planning_every=SELDOM)
    well(await cast.farah.clicks("Answer"))
    well(await cast.farah.submits({"What would you say?": "Two minutes."}))
    assert any(OFFER in shown.text for shown in ada.dms)
    (news,) = [shown for shown in ben.dms if OFFER in shown.text]
    await ben.clicks("Say what came of it", message=news)
    well(await ben.submits({"What came of it?": OUTCOME}))
    well(await ben.runs("/cop asks", channel="math-plc"))
    well(await ben.clicks("Say how it ended"))
    well(await ben.submits({"How did it end?": "Covered, with thanks to Lea."}))
    await stage.until(at(9, 14, 17), planning_every=SELDOM)
    assert any("Two minutes." in shown.text for shown in lea.dms)

    # The next digest tells members and leaders, Lea herself too; nothing is told a second time.
    await stage.until(at(9, 18, 15, 5), planning_every=SELDOM)
    (_, digest) = posts(ben, "This week in Math PLC")
    for told in (OFFER, OUTCOME, "Covered, with thanks to Lea.", "1 question was answered"):
        assert told in digest.text
    assert BY_REACTION not in digest.text
    (_, for_leaders) = posts(lea, "Math PLC, for leaders", "leaders")
    assert OUTCOME in for_leaders.text
    assert "What we ask of you" not in for_leaders.text
    assert any(OUTCOME in shown.text for shown in lea.dms)

    # What was posted can be read again, by its day.
    well(await ben.runs("/cop digest 2026-09-10", channel="math-plc"))
    again = ben.ephemerals[-1]
    assert "As it was posted, with what changed since." in again.text
    assert FROM_FEEDBACK in again.text
    assert FROM_A_CYCLE not in again.text
    assert not stage.workspace.rejected_calls
    assert not stage.server.deliveries.failed
