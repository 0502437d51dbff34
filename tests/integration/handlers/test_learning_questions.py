"""Questions about a learning the digest has told, as people ask them and answer in its thread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest_asyncio

from community.communities.views import Community
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well

SILENCE = "Ninety seconds of silence doubles the hands that go up."
HOW, WATCH = "How do you keep time?", "With a watch."
AFTER_THE_DIGEST = datetime(2026, 9, 11, 23, tzinfo=UTC)  # a Friday, 16:00 in Los Angeles
SOON = timedelta(seconds=10)


@pytest_asyncio.fixture
async def plc(stage: Stage, math: str, ada: Person, ben: Person) -> Community:
    """Ada's community in #math-plc, where Ben is a member. What Ben shared was told in the first digest."""
    community = await stage.community(ada)
    well(await ben.runs("/cop learning", channel="math-plc"))
    well(await ben.submits({"What was learnt?": SILENCE}))
    await stage.until(AFTER_THE_DIGEST, planning_every=timedelta(days=1))
    return community


def digest_of(person: Person) -> ShownMessage:
    """The members' edition."""
    (digest,) = [one for one in person.messages("math-plc") if "This week in Math PLC" in one.text]
    return digest


def thread(person: Person) -> list[ShownMessage]:
    """What stands under the digest."""
    return list(person.thread(digest_of(person)))


async def asks(stage: Stage, person: Person) -> ShownMessage:
    """By the menu beside the learning; the question as it stands in the thread."""
    well(await person.clicks("Ask about it", message=digest_of(person)))
    assert person.modal is not None
    assert "into the thread of the digest" in person.modal.text
    well(await person.submits({"What would you like to know?": HOW}))
    await stage.until(stage.clock.now() + SOON)
    assert person.sees("It stands in the thread of the digest")
    (question,) = [one for one in thread(person) if HOW in one.text]
    return question


async def edits(person: Person, values: dict[str, object]) -> None:
    """Their only learning."""
    well(await person.runs("/cop learnings", channel="math-plc"))
    await person.clicks("Edit")
    well(await person.submits(values))


async def test_a_question_stands_in_the_thread_and_the_authors_reply_there_answers_it(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    question = await asks(stage, ada)
    assert "@Ada Osei asks @Ben Whitehorse" in question.text
    await ben.posts(WATCH, channel="math-plc", thread=digest_of(ben))
    await stage.until(stage.clock.now() + SOON)
    (question,) = [one for one in thread(ada) if HOW in one.text]
    assert "answered below" in question.text
    assert "Answer" not in question.buttons
    assert not [one for one in ben.screen.dms() if HOW in one.text]


async def test_by_the_button_the_bot_posts_the_answer_below(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    question = await asks(stage, ada)
    well(await ben.clicks("Answer", message=question))
    assert ben.modal is not None
    assert "in the thread" in ben.modal.text
    well(await ben.submits({"What would you say?": WATCH}))
    await stage.until(stage.clock.now() + SOON)
    (answer,) = [one for one in thread(ada) if WATCH in one.text]
    assert "@Ben Whitehorse answers @Ada Osei" in answer.text
    assert not [one for one in ada.screen.dms() if WATCH in one.text]


async def test_others_may_reply_but_not_answer(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    question = await asks(stage, ada)
    await ada.posts("I would like to know, too.", channel="math-plc", thread=digest_of(ada))
    await ada.clicks("Answer", message=question)
    await stage.until(stage.clock.now() + SOON)
    assert ada.sees("Only whoever shared the learning can answer this.")
    (question,) = [one for one in thread(ada) if HOW in one.text]
    assert "Answer" in question.buttons


async def test_what_a_form_promised_holds_though_the_author_puts_their_name_to_it_meanwhile(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await edits(ben, {"Your name": []})
    well(await ada.clicks("Ask about it", message=digest_of(ada)))
    assert ada.modal is not None
    assert "without your name" in ada.modal.text
    await edits(ben, {"Your name": ["Show my name with it"]})
    well(await ada.submits({"What would you like to know?": HOW}))
    await stage.until(stage.clock.now() + timedelta(days=3))
    assert not [one for one in thread(ada) if HOW in one.text]
    (asked,) = [one for one in ben.screen.dms() if HOW in one.text]
    assert "A colleague would like to know more" in asked.text
    assert "without your name" not in asked.text  # it is named now
