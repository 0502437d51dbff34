"""Messages in channels: replies in problems' threads count, and everything else costs nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import event, select

from jobs.catching_up import CatchingUp
from sandbox.people import Person
from sandbox.screens import ShownMessage
from storage.tables import ContributionRow
from storage.unit_of_work import Store
from tests.support.community_stage import Stage
from tests.support.problem_threads import UNNAMED, at, dms, opening, shares

ADVICE = "You should try exit tickets."
INVITED = "how you see it would help"


@pytest_asyncio.fixture
async def carmen(stage: Stage, ben: Person) -> Person:
    return stage.person("Carmen Ruiz")


@pytest_asyncio.fixture
async def thread(stage: Stage, ada: Person, ben: Person, carmen: Person) -> AsyncIterator[ShownMessage]:
    """Ben's problem in #math-plc, where Carmen is too; the clarifying questions have begun."""
    stage.channel("math-plc", ada, ben, carmen)
    await stage.community(ada)
    await shares(stage, ben)
    await stage.until(at(9, 9, 9, 1))
    yield opening(ada)


def hints(person: Person, post: ShownMessage) -> list[ShownMessage]:
    """What only they see in the thread."""
    return [shown for shown in person.ephemerals if shown.thread_ts == post.ts]


async def kept(stage: Stage) -> list[tuple[str | None, int]]:
    """Who spoke in which step."""
    async with stage.store.reading() as session:
        rows = await session.scalars(select(ContributionRow).order_by(ContributionRow.said_at))
        return [(row.user_id, row.step) for row in rows]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    engine = store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_replies_are_followed_with_their_edits_and_deletions(
    stage: Stage, thread: ShownMessage, carmen: Person, ben: Person
) -> None:
    asked = await carmen.posts("How many pupils are there?", thread=thread)
    slip = await carmen.posts("Which grade?", thread=thread)
    await ben.posts("Twenty-four.", thread=thread)
    await stage.settle()
    await carmen.edits(asked, "How many pupils are in the class?")
    await carmen.deletes(slip)
    await stage.settle()
    assert await kept(stage) == [(carmen.id, 2), (ben.id, 2)]


async def test_a_broadcast_reply_and_one_with_only_a_picture_count(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    workspace = stage.workspace
    workspace.post(thread.channel_id, carmen.id, "For all: which unit?", thread_ts=thread.ts, broadcast=True)
    workspace.post(thread.channel_id, carmen.id, "", thread_ts=thread.ts)
    await stage.settle()
    assert await kept(stage) == [(carmen.id, 2), (carmen.id, 2)]


async def test_advice_among_the_questions_gets_one_private_hint(
    stage: Stage, thread: ShownMessage, carmen: Person, ben: Person
) -> None:
    for text in (ADVICE, "Try a timer.", "Which unit is it?"):
        await carmen.posts(text, thread=thread)
    await stage.jobs()
    assert len(hints(carmen, thread)) == 1
    assert hints(ben, thread) == []


async def test_no_more_hints_come_once_they_were_turned_off(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    await carmen.posts(ADVICE, thread=thread)
    await stage.jobs()
    (hint,) = hints(carmen, thread)
    await carmen.clicks("Not now", message=hint)
    await stage.settle()
    await stage.until(at(9, 10, 9, 1))  # the probing questions
    await carmen.posts(ADVICE, thread=thread)
    await stage.jobs()
    assert len(hints(carmen, thread)) <= 1


async def test_who_has_not_spoken_is_invited_on_the_next_working_day(
    stage: Stage, thread: ShownMessage, ada: Person, ben: Person, carmen: Person
) -> None:
    await ada.posts("How many pupils are there?", thread=thread)
    await stage.until(at(9, 9, 11), planning_every=timedelta(minutes=30))
    assert dms(carmen, INVITED) == []
    await stage.until(at(9, 9, 13), planning_every=timedelta(minutes=30))
    assert len(dms(carmen, INVITED)) == 1
    assert dms(ben, INVITED) == dms(ada, INVITED) == []
    await stage.until(at(9, 11, 13))
    assert len(dms(carmen, INVITED)) == 1


async def test_what_was_said_while_the_bot_was_out_of_the_channel_is_read_when_it_is_back(
    stage: Stage, thread: ShownMessage, ada: Person, carmen: Person
) -> None:
    job = CatchingUp(stage.services, stage.convener.gateway, stage.clock)
    await job.run_once()
    stage.workspace.leave(thread.channel_id, stage.app.bot_user_id)
    await stage.settle()
    await carmen.posts("Which unit is it?", thread=thread)
    await stage.settle()
    assert await kept(stage) == []
    stage.workspace.join(thread.channel_id, stage.app.bot_user_id)
    await stage.settle()
    await job.run_once()
    assert await kept(stage) == [(carmen.id, 2)]


async def test_an_administrator_deletes_what_the_bot_said_for_a_presenter(
    stage: Stage, ada: Person, ben: Person, carmen: Person
) -> None:
    stage.channel("math-plc", ada, ben, carmen)
    await stage.community(ada)
    await shares(stage, ben, {"Your name": [UNNAMED]})
    await stage.until(at(9, 9, 9, 1))
    (row,) = await stage.services.voices.threads_wanted()
    await stage.services.voices.speak(stage.caller(ben), row.problem_id, 2, "Twenty-four of them.")
    await stage.jobs()
    post = opening(ada)
    (voice,) = [reply for reply in ada.thread(post) if "Twenty-four of them." in reply.text]
    assert await kept(stage) == [(None, 2)]
    channel = stage.workspace.channels[post.channel_id]
    stage.workspace.remove_message(channel, channel.messages[voice.ts], by=ada.id)
    await stage.settle()
    assert await kept(stage) == []


async def test_what_is_no_reply_costs_no_look_at_the_database(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    with statements(stage.store) as asked:
        await carmen.posts("Good morning!", channel="math-plc")
        await stage.settle()
    assert asked == []


async def test_an_edit_or_a_deletion_of_what_is_no_reply_costs_one_look_each(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    """Whether a key learning was kept of it."""
    message = await carmen.posts("Good morning!", channel="math-plc")
    await stage.settle()
    with statements(stage.store) as asked:
        await carmen.edits(message, "Good morning all!")
        await carmen.deletes(message)
        await stage.settle()
    assert len([each for each in asked if each.startswith("SELECT")]) == 2
    assert all("INSERT" not in each for each in asked)


async def test_a_reply_in_another_thread_costs_two_looks(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    """Whether the thread is a problem's, and whether its writer was asked about a learning there."""
    message = await carmen.posts("Who brings cake?", channel="math-plc")
    await stage.settle()
    with statements(stage.store) as asked:
        await carmen.posts("I do", thread=message)
        await stage.settle()
    assert len([each for each in asked if each.startswith("SELECT")]) == 2
    assert all("INSERT" not in each for each in asked)


async def test_what_bots_say_in_the_thread_is_nobodys_voice(
    stage: Stage, thread: ShownMessage, carmen: Person
) -> None:
    robot = stage.person("Robo Bot", is_bot=True)
    stage.workspace.join(thread.channel_id, robot.id)
    stage.workspace.emit(
        {
            "type": "message",
            "channel": thread.channel_id,
            "user": robot.id,
            "text": "Beep?",
            "ts": "1789000000.000100",
            "thread_ts": thread.ts,
            "bot_id": "B0OTHER",
        },
        stage.workspace.channels[thread.channel_id],
    )
    await stage.settle()
    assert await kept(stage) == []


async def test_the_opening_post_deleted_by_an_administrator_is_told_to_the_facilitators(
    stage: Stage, thread: ShownMessage, ada: Person, carmen: Person
) -> None:
    channel = stage.workspace.channels[thread.channel_id]
    stage.workspace.remove_message(channel, channel.messages[thread.ts], by=ada.id)
    await stage.settle()
    await stage.jobs()
    assert dms(ada, "deleted")
    assert not dms(carmen, "deleted")


async def test_a_parent_deleted_as_a_tombstone_is_a_deletion_too(
    stage: Stage, thread: ShownMessage, ada: Person
) -> None:
    before = stage.workspace.channels[thread.channel_id].messages[thread.ts]
    stage.workspace.emit(
        {
            "type": "message",
            "subtype": "message_changed",
            "channel": thread.channel_id,
            "message": {"subtype": "tombstone", "user": "USLACKBOT", "ts": thread.ts, "thread_ts": thread.ts},
            "previous_message": {"user": before.user_id, "ts": thread.ts, "thread_ts": thread.ts},
            "ts": "1789000000.000200",
        },
        stage.workspace.channels[thread.channel_id],
    )
    await stage.settle()
    await stage.jobs()
    assert dms(ada, "deleted")


async def test_an_anonymous_presenters_reply_is_whispered_about_to_them_alone(
    stage: Stage, ada: Person, ben: Person, carmen: Person
) -> None:
    stage.channel("math-plc", ada, ben, carmen)
    await stage.community(ada)
    await shares(stage, ben, {"Your name": [UNNAMED]})
    await stage.until(at(9, 9, 9, 1))
    post = opening(carmen)
    await ben.posts("Twenty-four.", thread=post)
    await stage.jobs()
    assert len(hints(ben, post)) == 1
    assert hints(carmen, post) == hints(ada, post) == []
    said_by_bot = [seen for seen in (post, *carmen.thread(post)) if seen.app_id is not None]
    assert all(ben.id not in str(seen.shape) for seen in said_by_bot)
