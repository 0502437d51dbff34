"""A problem of practice, from the form to what was learnt from it, as its people saw it."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from sandbox.screens import ShownMessage
from storage.tables import DeliveryRow, LearningRow
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well
from tests.support.problem_threads import (
    BLANK_PAGES,
    NUMBERS,
    QUESTION,
    REFLECTION,
    TITLE,
    a_moment,
    at,
    dms,
    opening,
    shares,
    steps,
    whispers,
)


async def test_a_problem_goes_through_all_its_steps(stage: Stage, cast: Cast) -> None:
    ada, ben, carmen, dmitri, emi, farah = cast.ada, *cast.members
    await stage.community(ada)

    # Ben opens the form. Without a question, or without evidence, he is told so and loses nothing.
    well(await ben.runs("/cop problem", channel="math-plc"))
    outcome = await ben.submits({**BLANK_PAGES, QUESTION: " ", NUMBERS: ""})
    assert QUESTION in outcome.errors
    await ben.submits({QUESTION: BLANK_PAGES[QUESTION]})
    assert ben.modal is not None
    assert ben.sees("Please have a look before you go on")
    assert ben.modal.values[TITLE] == BLANK_PAGES[TITLE]
    well(await ben.submits({NUMBERS: BLANK_PAGES[NUMBERS]}))
    await stage.settle()
    assert ben.screen.modal() is None
    assert ben.sees("Thank you for putting this to your peers")

    # It is in the channel when it was to begin, not earlier, with the first step below it.
    await stage.until(at(9, 8, 8, 59))
    assert not carmen.sees(str(BLANK_PAGES[QUESTION]))
    await stage.until(at(9, 8, 9, 2))
    post = opening(carmen)
    assert "Ben Whitehorse" in post.text
    assert [step.text.splitlines()[0] for step in steps(carmen)] == ["Step 1 of 6 · Presentation"]
    await ben.posts("It begins when they work alone. In pairs everybody has a first line.", thread=post)
    for person in (ada, carmen, dmitri):
        await person.posts("Thank you for sharing this, Ben.", thread=post)
    await stage.settle()

    # Step 2: facts. Dmitri has an idea already; only he is told that its time will come.
    await stage.until(at(9, 9, 9, 2))
    await carmen.posts("Is it the same eleven each time?", thread=post)
    await dmitri.posts("You should try to give them exit tickets with a first line on it.", thread=post)
    await stage.settle()
    await stage.jobs()
    assert len(whispers(dmitri, "bring it to the discussion")) == 1
    assert not carmen.sees("bring it to the discussion")
    await ben.posts("Mostly the same ones, yes.", thread=post)

    # Emi and Farah have said nothing. Each is invited, once, and nobody else.
    await stage.until(at(9, 9, 17))
    invited = [len(dms(person, "how you see it would help")) for person in cast.members]
    assert invited == [0, 0, 0, 1, 1]
    await emi.clicks("Skip this one")
    await stage.settle()
    assert emi.sees("stays open to read")

    # Step 3: nobody asks anything for a day, so there is a day more; then Farah, who was invited, does.
    await stage.until(at(9, 10, 9, 2))
    assert len(steps(carmen)) == 3
    await stage.until(at(9, 11, 9, 2))
    assert len(steps(carmen)) == 3
    assert "There is more time now" in steps(carmen)[-1].text
    await farah.posts("What would you hope to notice if you watched that quarter of an hour?", thread=post)
    await stage.settle()

    # Step 4, after the weekend: peers talk, Ben listens, or is reminded that he may.
    await stage.until(at(9, 14, 9, 2))
    assert steps(carmen)[-1].text.startswith("Step 4")
    await dmitri.posts("Mine write a first line before anybody speaks.", thread=post)
    await carmen.posts("That helped those who never began in my class, too.", thread=post)
    await ben.posts("But I have done all of that before and it did not work at all.", thread=post)
    await stage.settle()
    await stage.jobs()
    assert len(whispers(ben, "you may simply listen")) == 1

    # Carmen sees who steers; she cannot. Ada gives it no more time than it has, and looks at the balance.
    await carmen.clicks("Next step", message=steps(carmen)[-1])
    await stage.settle()
    assert carmen.sees("Only who presents this problem and the facilitators of Math PLC can do this")
    await ada.runs("/cop problems", channel="math-plc")
    assert ada.sees("step 4 of 6, discussion")
    await ada.clicks("Show", message=ada.ephemerals[-1])
    await stage.settle()
    await ada.clicks("Balance of voices")
    await stage.settle()
    assert ada.sees("4 of 5 members")

    # Step 5: Ben, who was reminded the morning before, writes what he takes from it.
    await stage.until(at(9, 15, 10))
    assert dms(ben, "The reflection on")
    await stage.until(at(9, 16, 9, 2))
    assert steps(ben)[-1].text.startswith("Step 5")
    well(await ben.clicks("Write the reflection", message=steps(ben)[-1]))
    well(await ben.submits(REFLECTION))
    await stage.settle()
    await a_moment(stage)

    # Step 6: the post is the summary now, with a way to each step.
    assert [step.text[:11] for step in steps(carmen)] == [f"Step {n} of 6" for n in range(1, 7)]
    summary = opening(carmen)
    for name in ("Presentation", "Clarifying questions", "Probing questions", "Discussion", "Reflection"):
        assert name in summary.text.partition("Read it step by step")[2]
    assert "Waiting is a way of helping" in summary.text
    assert "4 people spoke" in summary.text

    # The takeaways are learnings, with nobody's name, since Ben did not tick that.
    async with stage.store.reading() as session:
        learnings = list(await session.scalars(select(LearningRow).order_by(LearningRow.text)))
    assert [(each.source, each.text, each.author) for each in learnings] == [
        ("problem", "A first line spoken in pairs is half the work", None),
        ("problem", "Waiting is a way of helping", None),
    ]

    # He begins a PDSA cycle from it: its plan is filled in.
    well(await ben.clicks("Start a PDSA cycle", message=dms(ben, "is closed. Thank you for letting")[0]))
    assert ben.modal is not None
    assert any(str(BLANK_PAGES[TITLE]) in str(value) for value in ben.modal.values.values())
    await ben.closes_modal()

    # Two weeks later he says how it went, once asked; that is a learning, too.
    await stage.until(at(9, 30, 12))
    (asked,) = dms(ben, "What did you try, and how did it go?")
    well(await ben.clicks("Say how it went", message=asked))
    well(
        await ben.submits(
            {
                "What I tried": "Three minutes of waiting",
                "How did it go?": "It helped",
                "What others can learn from it": "Five of the eleven begin now",
                "Your learning": ["Share it as a key learning"],
            }
        )
    )
    await stage.settle()
    assert ben.sees("Thank you for coming back to")
    await carmen.runs("/cop problems begin by themselves", channel="math-plc")
    assert str(BLANK_PAGES[TITLE]) in carmen.ephemerals[-1].text

    # Two off-step replies, two hints; two quiet members, two invitations. Nothing came twice or was refused.
    sent = await sent_by_kind(stage)
    assert (sent["problems.hint"], sent["problems.invitation"]) == (2, 2)
    assert (sent["problems.opening"], sent["problems.step"], sent["problems.follow_up"]) == (1, 6, 1)
    assert sent["problems.unanswered"] == 0
    assert not stage.workspace.rejected_calls
    assert not stage.server.deliveries.failed


async def sent_by_kind(stage: Stage) -> Counter[str]:
    async with stage.store.reading() as session:
        return Counter(await session.scalars(select(DeliveryRow.kind).where(DeliveryRow.state == "sent")))


# --- what happens to threads ------------------------------------------------------------------------------


async def begins(stage: Stage, cast: Cast) -> ShownMessage:
    """Ben's thread has begun, and its second step is open."""
    await stage.community(cast.ada)
    await shares(stage, cast.ben)
    await stage.until(at(9, 9, 9, 2))
    return opening(cast.carmen)


async def test_edited_and_deleted_replies_count_as_they_stand(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    said = await cast.carmen.posts("Is it the same eleven each time?", thread=post)
    other = await cast.dmitri.posts("Since when?", thread=post)
    await stage.settle()
    await a_moment(stage)
    assert "2 people have spoken so far, in 2 replies" in opening(cast.emi).text
    await cast.carmen.edits(said, "You should try exit tickets.")
    await stage.settle()
    await a_moment(stage)
    assert "2 people have spoken so far, in 2 replies" in opening(cast.emi).text
    await cast.dmitri.deletes(other)
    await stage.settle()
    await a_moment(stage)
    assert "1 person has spoken so far, in 1 reply" in opening(cast.emi).text


async def test_a_reply_after_the_close_is_welcome_and_moves_nothing(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    for label in ("Next step", "Next step", "Next step", "Close it"):
        well(await cast.ada.clicks(label, message=steps(cast.ada)[-1]))
        await stage.settle()
        await a_moment(stage)
    assert steps(cast.emi)[-1].text.startswith("Step 6 of 6")
    await cast.emi.posts("You should try to wait for them, that is what helped in my class.", thread=post)
    await stage.settle()
    await a_moment(stage)
    assert not whispers(cast.emi, "Now is the time")
    assert len(steps(cast.emi)) == 6


async def test_when_the_post_is_deleted_a_facilitator_decides(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    channel = stage.workspace.channels[post.channel_id]
    stage.workspace.remove_message(channel, channel.messages[post.ts], by=cast.lea.id)
    await stage.settle()
    await a_moment(stage)
    (told,) = dms(cast.ada, "Its post in the channel was deleted")
    well(await cast.ada.clicks("End it", message=told))
    well(await cast.ada.submits({"Why? Everybody in the channel will read this.": "Its post is gone"}))
    await stage.settle()
    await stage.until(at(9, 16, 12))
    assert dms(cast.ada, "is ended")
    assert not stage.server.deliveries.failed


async def test_in_an_archived_channel_the_thread_waits_for_a_facilitator(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    stage.workspace.archive(post.channel_id, by=cast.lea.id)
    await stage.settle()
    await a_moment(stage)
    assert len(dms(cast.ada, "Its channel was archived")) == 1
    stage.workspace.unarchive(post.channel_id, by=cast.lea.id)
    stage.workspace.join(post.channel_id, stage.app.bot_user_id)
    await stage.settle()
    await cast.carmen.posts("Is it the same eleven each time?", thread=post)
    await stage.until(at(9, 11, 12))
    assert [step.text[:6] for step in steps(cast.carmen)] == ["Step 1", "Step 2", "Step 3"]


async def test_when_the_presenter_leaves_a_facilitator_speaks_and_reflects(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    await cast.carmen.posts("Is it the same eleven each time?", thread=post)
    stage.workspace.deactivate(cast.ben.id)
    await stage.settle()
    await a_moment(stage)
    (told,) = dms(cast.ada, "Its presenter has left")
    well(await cast.ada.clicks("Take over", message=told))
    await stage.settle()
    assert cast.ada.sees("You stand in for the presenter")
    for _ in range(3):
        well(await cast.ada.clicks("Next step", message=steps(cast.ada)[-1]))
        await stage.settle()
        await a_moment(stage)
    well(await cast.ada.clicks("Write the reflection", message=steps(cast.ada)[-1]))
    well(await cast.ada.submits(REFLECTION))
    await stage.settle()
    await a_moment(stage)
    assert "Read it step by step" in opening(cast.carmen).text


async def test_what_was_said_while_the_bot_was_away_counts_when_it_is_back(stage: Stage, cast: Cast) -> None:
    post = await begins(stage, cast)
    stage.workspace.remove_bot(post.channel_id, stage.app, by=cast.ada.id)
    await stage.settle()
    await cast.carmen.posts("Is it the same eleven each time?", thread=post)
    stage.workspace.join(post.channel_id, stage.app.bot_user_id)
    await stage.settle()
    await catches_up(stage)
    await a_moment(stage)
    assert "1 person has spoken so far, in 1 reply" in opening(cast.emi).text


async def catches_up(stage: Stage) -> None:
    """What the clock does every half a minute."""
    (entry,) = [entry for entry in stage.convener.table if entry.id == "problems.catch_up"]
    await entry.run()
