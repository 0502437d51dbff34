"""Problems of practice, as people meet them: sharing, review, moving on, speaking, finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
import pytest_asyncio

from bot.preview.hostile import HOSTILE
from community.ids import ProblemId
from sandbox.faults import Fault
from sandbox.people import Person
from tests.support.community_stage import SETUP, Stage, well
from tests.support.problem_threads import (
    BLANK_PAGES,
    GROUP,
    HEARD,
    METRIC,
    NAME,
    NUMBERS,
    OBSERVATIONS,
    QUESTION,
    REFLECTION,
    TITLE,
    TRIED,
    UNNAMED,
    WILL_TRY,
    a_moment,
    at,
    dms,
    opening,
    shares,
    steps,
    whispers,
)

PROBLEM = str(BLANK_PAGES[TITLE])
REVIEWED = {"Problems of practice": ["A facilitator looks at each before others see it"]}
ONLY_MOVERS = "Only who presents this problem and the facilitators of Math PLC can do this"


@pytest_asyncio.fixture
async def carmen(stage: Stage, math: str) -> Person:
    carmen = stage.person("Carmen Ruiz")
    stage.workspace.channels[math].members[carmen.id] = None
    return carmen


@pytest_asyncio.fixture
async def everyone(stage: Stage, ada: Person, ben: Person, carmen: Person) -> Sequence[Person]:
    """In the community: Ada facilitates, Ben and Carmen teach."""
    await stage.community(ada)
    return (ada, ben, carmen)


async def begins(stage: Stage, ben: Person, **changes: object) -> None:
    """Ben's problem is in the channel, and its first step is open."""
    await shares(stage, ben, changes)
    await stage.until(at(9, 8, 9, 1))


async def moves_on(stage: Stage, ben: Person, times: int = 1) -> None:
    for _ in range(times):
        well(await ben.clicks("Next step", message=steps(ben)[-1]))
        await stage.settle()
        await stage.jobs()


# --- sharing -----------------------------------------------------------------------------


async def test_a_message_becomes_a_problem_by_its_shortcut(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    said = await carmen.posts("They wait until a partner has the first line.", channel="math-plc")
    well(await ben.uses_message_shortcut("Make this a problem", said))
    assert ben.modal is not None
    assert ben.modal.values[OBSERVATIONS] == "They wait until a partner has the first line."
    assert "Carmen" not in ben.modal.text
    well(await ben.submits(BLANK_PAGES))
    await stage.settle()
    assert ben.sees("Thank you for putting this to your peers")
    assert not carmen.sees("Thank you for putting this to your peers")


async def test_the_global_shortcut_asks_which_community_is_meant(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, _ = everyone
    stage.channel("reading", ada, ben)
    await stage.community(ada, "reading", {**SETUP, "Name of the community": "Reading circle"})
    well(await ben.uses_shortcut("problems.share"))
    well(await ben.submits({"You are in several communities. Which one do you mean?": "Reading circle"}))
    assert ben.modal is not None
    assert ben.sees("Put it to Reading circle")
    well(await ben.submits(BLANK_PAGES))
    await stage.settle()
    assert dms(ben, "Thank you for putting this to your peers")


async def test_a_message_keeps_its_words_while_the_community_is_chosen(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, _ = everyone
    stage.channel("reading", ada, ben)
    stage.channel("lunch", ben)
    await stage.community(ada, "reading", {**SETUP, "Name of the community": "Reading circle"})
    words = "They hide the page.\n" + HOSTILE["quotes"] * 3 + "x" * 1500
    said = await ben.posts(words, channel="lunch")
    well(await ben.uses_message_shortcut("problems.from_message", said))
    well(await ben.submits({"You are in several communities. Which one do you mean?": "Math PLC"}))
    assert ben.modal is not None
    assert str(ben.modal.values[OBSERVATIONS]).startswith("They hide the page.")
    assert str(ben.modal.values[OBSERVATIONS]).endswith("x" * 1500)
    refused = await ben.submits({**BLANK_PAGES})
    assert "At most 1000 characters fit here" in refused.errors[OBSERVATIONS]


async def test_who_belongs_nowhere_is_told_where_to_go(stage: Stage, everyone: Sequence[Person]) -> None:
    stranger = stage.person("Sam Stranger")
    well(await stranger.uses_shortcut("problems.share"))
    await stage.settle()
    assert stranger.sees("There is no community here, and you are not in one elsewhere")


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    _, ben, _ = everyone
    await ben.runs("/cop problem", channel="math-plc")
    outcome = await ben.submits({**BLANK_PAGES, QUESTION: " ", "Begin on": date(2026, 9, 1)})
    assert {QUESTION, "Begin on"} <= outcome.errors.keys()
    assert ben.modal is not None
    assert ben.modal.values[NUMBERS] == BLANK_PAGES[NUMBERS]


async def test_what_may_tell_who_a_student_is_is_asked_about_once(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    _, ben, _ = everyone
    await ben.runs("/cop problem", channel="math-plc")
    await ben.submits({**BLANK_PAGES, TRIED: "I wrote to maria.lopez@example.org"})
    assert ben.modal is not None
    assert ben.sees("Please have a look before you go on")
    assert ben.modal.values[TRIED] == "I wrote to maria.lopez@example.org"
    well(await ben.submits({"Seen, and meant that way?": ["Share it all the same"]}))
    await stage.settle()
    assert ben.sees("Thank you for putting this to your peers")


async def test_it_can_be_edited_until_it_begins(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await shares(stage, ben)
    shared = ben.ephemerals[-1]
    await carmen.clicks("Edit it", message=shared)
    assert carmen.modal is None
    well(await ben.clicks("Edit it"))
    assert ben.modal is not None
    assert "Others have worked on something like it" not in ben.modal.text
    assert ben.modal.values[TITLE] == PROBLEM
    assert ben.modal.values["Begin on"] == "2026-09-08"
    well(await ben.submits({TITLE: "Half of them leave the page empty"}))
    await stage.settle()
    assert ben.sees("is saved")
    await stage.until(at(9, 8, 9, 1))
    assert opening(carmen, "Half of them leave the page empty")
    await ben.clicks("Edit it", message=shared)
    await stage.settle()
    assert ben.screen.modal() is None
    assert ben.sees("The thread has begun")


async def test_an_edit_over_another_one_is_asked_about(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, _ = everyone
    await stage.community(ada, changes=REVIEWED)
    await shares(stage, ben)
    await stage.jobs()
    await ben.clicks("Edit it")
    await ada.clicks("Send it back")
    well(await ada.submits({"What would make it ready?": "Leave out the grade, please."}))
    await ben.submits({TITLE: "Half of them leave the page empty"})
    assert ben.sees("was changed or sent back after you opened the form")
    assert ben.modal is not None
    assert ben.modal.values[TITLE] == "Half of them leave the page empty"
    well(await ben.submits())
    await stage.settle()
    assert ben.sees("is saved")


async def test_hostile_words_are_shown_and_ping_nobody(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben, **{TITLE: HOSTILE["channel"], NUMBERS: HOSTILE["mention"], METRIC: "<@U1>"})
    post = next(shown for shown in carmen.messages("math-plc") if HOSTILE["channel"] in shown.text)
    assert "<!channel>" not in post.shape["text"]
    assert not stage.workspace.rejected_calls


# --- review -----------------------------------------------------------------------------


async def test_a_reviewed_problem_is_seen_by_nobody_until_it_is_approved(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await stage.community(ada, changes=REVIEWED)
    await shares(stage, ben)
    await stage.jobs()
    assert ben.sees("A facilitator looks at it first")
    await carmen.runs("/cop problems", channel="math-plc")
    assert not carmen.sees(PROBLEM)
    (asked,) = dms(ada, "would like to go to")
    well(await ada.clicks("Let it begin", message=asked))
    await stage.settle()
    assert dms(ada, "I tell the presenter")
    await ada.clicks("Let it begin", message=asked)
    await stage.settle()
    assert ada.sees("This problem was approved already")
    await stage.until(at(9, 8, 9, 1))
    assert dms(ben, "Good news")
    assert opening(carmen)


async def test_a_problem_sent_back_is_mended_and_looked_at_again(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, _ = everyone
    await stage.community(ada, changes=REVIEWED)
    await shares(stage, ben)
    await stage.jobs()
    await ada.clicks("Send it back")
    outcome = await ada.submits({"What would make it ready?": " "})
    assert outcome.errors
    well(await ada.submits({"What would make it ready?": "Leave out the grade, please."}))
    await stage.settle()
    await stage.jobs()
    (back,) = dms(ben, "Leave out the grade, please.")
    well(await ben.clicks("Edit it", message=back))
    well(await ben.submits({GROUP: ""}))
    await stage.settle()
    await stage.jobs()
    assert len(dms(ada, "would like to go to")) == 1


async def test_members_review_nothing_even_with_a_facilitators_button(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await stage.community(ada, changes=REVIEWED)
    await shares(stage, ben)
    await stage.jobs()
    (asked,) = dms(ada, "would like to go to")
    await carmen.clicks("Let it begin", message=asked)
    await stage.until(at(9, 8, 9, 1))
    assert not carmen.sees(PROBLEM)
    well(await ada.clicks("Let it begin", message=asked))


async def test_a_second_problem_waits_for_a_facilitators_word(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await shares(stage, ben)
    await shares(stage, ben, {TITLE: "Nobody reads my comments"})
    await stage.jobs()
    assert ben.sees("Nobody reads my comments")
    assert not ben.sees("Nobody reads my comments begins")
    well(await ada.clicks("Allow another"))
    await stage.until(at(9, 8, 9, 1))
    assert opening(carmen)
    assert opening(carmen, "Nobody reads my comments")


# --- moving on -----------------------------------------------------------------------------


async def test_peers_cannot_move_a_thread(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    for label in ("Next step", "More time", "Pause"):
        await carmen.clicks(label, message=steps(carmen)[-1])
        await stage.settle()
        assert carmen.ephemerals[-1].text.startswith(ONLY_MOVERS)
    await carmen.clicks("End early", message=steps(carmen)[-1])
    await stage.settle()
    assert carmen.modal is None
    assert carmen.sees("Only who presents this problem and the facilitators of Math PLC can end it")


async def test_a_button_of_an_earlier_step_is_told_so(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, _ = everyone
    await begins(stage, ben)
    first = steps(ben)[-1]
    await moves_on(stage, ben)
    await ada.clicks("Next step", message=first)
    await stage.settle()
    assert ada.sees("This button belongs to another step")
    assert len(steps(ada)) == 2


async def test_more_time_moves_what_comes_after(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, _ = everyone
    await begins(stage, ben)
    well(await ada.clicks("More time", message=steps(ada)[-1]))
    await stage.settle()
    assert ada.sees("has more time")
    await stage.until(at(9, 9, 9, 2))
    assert len(steps(ada)) == 1
    await stage.until(at(9, 10, 9, 2))
    assert len(steps(ada)) == 2


async def test_a_paused_thread_stands_still_until_it_goes_on(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    well(await ben.clicks("Pause", message=steps(ben)[-1]))
    await a_moment(stage)
    assert "Paused" in steps(carmen)[-1].text
    assert "Paused" in opening(carmen).text
    await stage.until(at(9, 11, 10))
    assert len(steps(ben)) == 1
    well(await ben.clicks("Resume", message=steps(ben)[-1]))
    await stage.settle()
    await stage.until(at(9, 14, 10))
    assert len(steps(ben)) == 2


async def test_a_silent_step_has_a_day_more_and_then_a_facilitator_decides(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await stage.until(at(9, 10, 9, 2))
    assert "There is more time now" in steps(carmen)[-1].text
    assert not dms(ada, "It is quiet in")
    await stage.until(at(9, 11, 9, 30))
    (asked,) = dms(ada, "It is quiet in")
    assert len(steps(carmen)) == 2
    assert not dms(ben, "It is quiet in")
    well(await ada.clicks("Next step", message=asked))
    await stage.settle()
    await a_moment(stage)
    assert dms(ada, "moves on")
    assert steps(carmen)[-1].text.startswith("Step 3")


async def test_ending_early_says_why_and_not_who(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await ada.clicks("End early", message=steps(ada)[-1])
    refused = await ada.submits({"Why? Everybody in the channel will read this.": "  "})
    assert "Say in a few words why" in refused.errors["Why? Everybody in the channel will read this."]
    well(await ada.submits({"Why? Everybody in the channel will read this.": "The schedule changed"}))
    await a_moment(stage)
    summary = opening(carmen)
    assert "Why it ended early" in summary.text
    assert "The schedule changed" in summary.text
    assert "Ada" not in summary.text
    await stage.until(at(9, 20, 12))
    assert len(steps(carmen)) == 1
    assert not steps(carmen)[-1].buttons


# --- speaking -----------------------------------------------------------------------------


async def test_the_bot_speaks_for_an_anonymous_presenter_and_for_nobody_else(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben, **{NAME: [UNNAMED]})
    assert "a member" in opening(carmen).text
    await carmen.clicks("Say something", message=steps(carmen)[-1])
    await stage.settle()
    assert carmen.modal is None
    assert carmen.sees("Only the presenter can say something here through me")
    well(await ben.clicks("Say something", message=steps(ben)[-1]))
    outcome = await ben.submits({"What should your peers know to see it as you do?": " "})
    assert outcome.errors
    well(await ben.submits({"What should your peers know to see it as you do?": "They begin in pairs."}))
    await stage.settle()
    await stage.jobs()
    (said,) = [reply for reply in carmen.thread(opening(carmen)) if "They begin in pairs." in reply.text]
    assert said.text.startswith("A member")
    assert "Ben" not in said.text


async def test_the_reflection_waits_for_its_step(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben, 4)
    last = steps(ben)[-1]
    assert "Write the reflection" in last.buttons
    await carmen.clicks("Write the reflection", message=last)
    await stage.settle()
    assert carmen.sees("Only who presents this problem can do that")
    await ben.clicks("Write the reflection", message=last)
    outcome = await ben.submits({**REFLECTION, HEARD: " ", WILL_TRY: " "})
    assert HEARD in outcome.errors
    well(await ben.submits({HEARD: REFLECTION[HEARD]}))
    await stage.settle()
    assert ben.sees("2 takeaways go on as key learnings")
    await ada.clicks("Write the reflection", message=last)
    await stage.settle()
    assert not ada.modal


async def test_what_a_presenter_says_and_reflects_is_looked_at_for_students_names(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    words = "What should your peers know to see it as you do?"
    well(await ben.clicks("Say something", message=steps(ben)[-1]))
    await ben.submits({words: "My student Maria begins in pairs."})
    assert ben.sees("Please have a look before you go on")
    assert ben.modal is not None
    assert ben.modal.values[words] == "My student Maria begins in pairs."
    well(await ben.submits({words: "A student of mine begins in pairs."}))
    await moves_on(stage, ben, 4)
    well(await ben.clicks("Write the reflection", message=steps(ben)[-1]))
    await ben.submits({HEARD: "That my student Maria waits for me"})
    assert ben.sees("“student Maria” looks like a student's name")
    well(await ben.submits({"Seen, and meant that way?": ["Close with it all the same"]}))
    await a_moment(stage)
    assert "waits for me" in opening(carmen).text


async def test_invitations_are_skipped_or_stopped_for_good(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    await stage.until(at(9, 9, 16))
    (invited,) = dms(carmen, "how you see it would help")
    well(await carmen.clicks("Not for me", message=invited))
    await stage.settle()
    assert dms(carmen, "no more invitations to speak")
    well(await carmen.clicks("Send them again"))
    await stage.settle()
    assert not dms(carmen, "no more invitations to speak")


async def test_not_now_ends_the_hints_of_a_thread(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben)
    await carmen.posts("You should try exit tickets.", thread=opening(carmen))
    await stage.settle()
    await a_moment(stage)
    (hint,) = whispers(carmen, "Now is the time for short questions")
    assert hint.thread_ts == opening(carmen).ts
    well(await carmen.clicks("Not now", message=hint))
    await stage.settle()
    assert carmen.sees("no more hints for you in this thread")
    await moves_on(stage, ben)
    await carmen.posts("You should try exit tickets, I said.", thread=opening(carmen))
    await stage.settle()
    await a_moment(stage)
    assert not whispers(carmen, "Now is the time")
    assert not ben.sees("no more hints")


async def test_how_it_went_is_asked_once_and_told_once(stage: Stage, everyone: Sequence[Person]) -> None:
    _, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben, 4)
    await ben.clicks("Write the reflection", message=steps(ben)[-1])
    well(await ben.submits(REFLECTION))
    await stage.until(at(9, 22, 16))
    (asked,) = dms(ben, "What did you try, and how did it go?")
    await carmen.clicks("Say how it went", message=asked)
    assert carmen.modal is None
    well(await ben.clicks("Say how it went", message=asked))
    outcome = await ben.submits({"What I tried": "Waiting", "Your learning": ["Share it as a key learning"]})
    assert set(outcome.errors) == {"What others can learn from it", "How did it go?"}
    learning = {"What others can learn from it": "Five of the eleven begin now"}
    well(await ben.submits({**learning, "How did it go?": "It helped"}))
    await stage.settle()
    assert ben.sees("Thank you for coming back to")
    assert not dms(ben, "What did you try, and how did it go?")
    await ben.clicks("Say how it went", message=asked)
    await stage.settle()
    assert ben.sees("You have told how it went")


async def test_what_came_of_it_stays_with_the_presenter_and_a_learning_is_not_dropped_unasked(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben, 4)
    await ben.clicks("Write the reflection", message=steps(ben)[-1])
    well(await ben.submits(REFLECTION))
    await stage.until(at(9, 22, 16))
    well(await ben.clicks("Say how it went"))
    own = {"What I tried": "Waiting", "What came of it": "Six began by themselves"}
    await ben.submits({**own, "What others can learn from it": "Waiting is a skill"})
    assert ben.modal is not None
    assert ben.sees("Your learning goes no further without the tick below it, and I do not keep it.")
    assert ben.modal.values["What others can learn from it"] == "Waiting is a skill"
    well(await ben.submits({"Seen, and meant that way?": ["Save it all the same"]}))
    await stage.settle()
    for person in (ben, carmen, ada):
        await person.runs("/cop problems", channel="math-plc")
        await person.clicks("Show", message=person.ephemerals[-1])
        await stage.settle()
        assert ("Six began by themselves" in person.ephemerals[-1].text) == (person is ben), person.name
    for person, is_told in ((ben, True), (carmen, False)):
        well(await person.clicks("Start a PDSA cycle", message=person.ephemerals[-1]))
        await stage.settle()
        assert person.modal is not None
        assert ("Others read a cycle's plan" in person.modal.text) == is_told
        learned = str(person.modal.values["What did you look at together?"])
        assert ("What came of it: Six began by themselves" in learned) == is_told
        await person.closes_modal()


# --- the summary --------------------------------------------------------------------------


async def test_the_summary_leaves_out_a_step_whose_post_was_deleted(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben, 2)
    channel = stage.workspace.channels[opening(carmen).channel_id]
    second = channel.messages[steps(carmen)[1].ts]
    stage.workspace.remove_message(channel, second, by=ada.id)
    await moves_on(stage, ben, 2)
    well(await ada.clicks("Close it", message=steps(ada)[-1]))
    await stage.settle()
    await a_moment(stage)
    links = opening(carmen).text.partition("Read it step by step")[2]
    assert "Probing questions" in links
    assert "Clarifying questions" not in links


async def test_the_summary_waits_while_slack_gives_no_links(stage: Stage, everyone: Sequence[Person]) -> None:
    ada, ben, carmen = everyone
    await begins(stage, ben)
    await moves_on(stage, ben, 4)
    stage.server.faults.add(Fault.UNAVAILABLE, "chat.getPermalink", count=7)
    well(await ada.clicks("Close it", message=steps(ada)[-1]))
    await stage.settle()
    await a_moment(stage)
    await a_moment(stage)
    assert stage.server.faults.injected
    assert "Read it step by step" in opening(carmen).text


# --- finding -----------------------------------------------------------------------------


async def test_the_list_turns_pages_and_keeps_what_was_searched_for(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    for number in range(1, 8):
        await shares(stage, ben, {TITLE: f"Blank page {number}"})
        await stage.services.problems.end(stage.caller(ada), ProblemId(number), "Tried out")
    await shares(stage, carmen, {TITLE: "Too loud in the hallway", NUMBERS: "90 decibels"})
    await ben.runs("/cop problems blank", channel="math-plc")
    listed = ben.ephemerals[-1].text
    assert "page 1 of 2" in listed
    assert "hallway" not in listed
    await ben.clicks("Older")
    await stage.settle()
    assert "page 2 of 2" in ben.ephemerals[-1].text
    assert "hallway" not in ben.ephemerals[-1].text
    well(await ben.clicks("Search"))
    assert ben.modal is not None
    assert ben.modal.values["Words"] == "blank"
    well(await ben.submits({"Words": "hallway"}))
    await stage.settle()
    assert "Too loud in the hallway" in ben.ephemerals[-1].text


async def test_three_of_one_metric_become_a_convening_with_a_click(
    stage: Stage, everyone: Sequence[Person]
) -> None:
    ada, ben, carmen = everyone
    dmitri = stage.person("Dmitri Volkov")
    await dmitri.joins("math-plc")
    await shares(stage, ben)
    await shares(stage, carmen, {TITLE: "They copy the first line", METRIC: "exit tickets  handed in"})
    assert carmen.sees("others have worked on something like it")
    await shares(stage, dmitri, {TITLE: "Nobody checks the result"})
    await stage.jobs()
    (told,) = dms(ada, "share the metric")
    await ben.clicks("Plan a convening on it", message=told)
    await stage.settle()
    assert ben.modal is None
    well(await ada.clicks("Plan a convening on it", message=told))
    assert ada.modal is not None
    assert ada.modal.values["Title"] == "Problems of practice: Exit tickets handed in"
    assert "They copy the first line" in str(ada.modal.values["Agenda"])
    well(
        await ada.submits(
            {"Date": date(2026, 10, 1), "Start": at(10, 1, 15, 30).time(), "Link": "https://x.org"}
        )
    )


@pytest.mark.parametrize("label", ["Show", "Balance of voices"])
async def test_strangers_see_nothing_of_it(stage: Stage, everyone: Sequence[Person], label: str) -> None:
    ada, ben, _ = everyone
    await begins(stage, ben)
    await ada.runs("/cop problems", channel="math-plc")
    shown = ada.ephemerals[-1]
    if label != "Show":
        await ada.clicks("Show", message=shown)
        await stage.settle()
        shown = ada.ephemerals[-1]
    lea = stage.person("Lea Okafor")
    stage.channel("lobby", lea)
    await lea.clicks(label, message=shown)
    await stage.settle()
    assert not lea.sees(PROBLEM)
