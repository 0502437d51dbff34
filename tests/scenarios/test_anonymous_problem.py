"""Who presents a problem anonymously only facilitators learn: nothing shown, sent, kept or logged tells it.

Ben presents, and does everything a presenter can do. Then everything that anybody else could have seen is
searched for his id and his name.
"""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import select

from bot.logs import configure_logging
from bot.settings import LogFormat, LogLevel
from community.ids import ChannelId, DigestId
from community.problems.digesting import take_problems, with_takeaways
from community.work import Work
from sandbox.journal import Entry
from sandbox.people import Person
from storage.tables import DeliveryRow, LearningRow
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well
from tests.support.logs import logging_as_it_was
from tests.support.plc import everything_kept
from tests.support.problem_threads import (
    BLANK_PAGES,
    NAME,
    REFLECTION,
    TITLE,
    UNNAMED,
    a_moment,
    at,
    dms,
    opening,
    shares,
    steps,
    whispers,
)

A_DAY = timedelta(days=1)
ANONYMOUSLY = {NAME: [UNNAMED]}
# The one table that says who presents; what Slack sent, without a word of what it was about; and deliveries,
# which say whom they are for, and are looked at one by one.
MAY_NAME = {"problems", "receipts", "deliveries"}


@dataclass
class Watch:
    """What could be seen and read since the watch began."""

    stage: Stage
    cast: Cast
    log: io.StringIO
    since: int
    known_before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def traces(self) -> tuple[str, str]:
        return self.cast.ben.id, self.cast.ben.name

    def shown_to_others(self) -> list[Entry]:
        """What the bot showed in channels, or to anybody but Ben and the facilitator."""
        return [
            entry
            for entry in self.stage.workspace.journal.since(self.since)
            if entry.by == self.stage.app.bot_user_id
            and entry.user not in (self.cast.ben.id, self.cast.ada.id)
        ]

    def messages_of_channels(self) -> list[str]:
        """Every message of the bot that stands in a channel, with its metadata, as JSON."""
        channels = (each for each in self.stage.workspace.channels.values() if not each.is_direct)
        return [
            json.dumps([message.text, message.blocks, message.metadata])
            for channel in channels
            for message in channel.messages.values()
            if message.user_id == self.stage.app.bot_user_id
        ]

    def names_ben(self, text: str) -> bool:
        return any(trace in text for trace in self.traces)


@contextmanager
def logged(stream: io.StringIO) -> Iterator[None]:
    """Everything the bot logs, at debug level, as a server would have it."""
    with logging_as_it_was():
        configure_logging(LogLevel.DEBUG, LogFormat.JSON, stream)
        yield


@pytest_asyncio.fixture
async def watch(stage: Stage, cast: Cast) -> AsyncIterator[Watch]:
    """The community is there and introduced; from now on nothing may tell who presents."""
    await stage.community(cast.ada, changes={"Leaders' channel": "leaders"})
    await stage.jobs()
    stream = io.StringIO()
    with logged(stream):
        known = await everything_kept(stage.store)
        yield Watch(stage, cast, stream, len(stage.workspace.journal), known)


async def speaks(stage: Stage, person: Person, label: str, words: str) -> None:
    """The presenter clicks in the newest step and types; the bot says it."""
    well(await person.clicks(label, message=steps(person)[-1]))
    assert person.modal is not None
    (field_of_words,) = person.modal.labels
    well(await person.submits({field_of_words: words}))
    await stage.settle()
    await a_moment(stage)


async def clicks(stage: Stage, person: Person, label: str) -> None:
    well(await person.clicks(label, message=steps(person)[-1]))
    await a_moment(stage)


async def leads_a_thread(stage: Stage, cast: Cast) -> None:
    """All that a presenter can do from the first form to the follow-up, with peers around."""
    ben, carmen = cast.ben, cast.carmen
    await ben.runs("/cop problem", channel="math-plc")
    await ben.submits({**BLANK_PAGES, **ANONYMOUSLY, TITLE: "x" * 150})
    well(await ben.submits({TITLE: BLANK_PAGES[TITLE]}))
    await stage.settle()
    well(await ben.clicks("Edit it"))
    well(await ben.submits({"Tried so far": "Nothing yet"}))
    await stage.until(at(9, 8, 9, 1))
    await speaks(stage, ben, "Say something", "They begin when they sit in pairs.")
    for label in ("Pause", "Resume", "More time", "Next step"):
        await clicks(stage, ben, label)
    await carmen.posts("Is it the same eleven each time?", thread=opening(carmen))
    await speaks(stage, ben, "Answer", "Mostly the same ones.")
    await stage.until(stage.clock.now().replace(hour=20))
    for _ in range(3):
        await clicks(stage, ben, "Next step")
    await speaks(stage, ben, "Say something", "Thank you all.")
    well(await ben.clicks("Write the reflection", message=steps(ben)[-1]))
    well(await ben.submits(REFLECTION))
    await a_moment(stage)
    well(await ben.clicks("Start a PDSA cycle", message=dms(ben, "Thank you for letting")[0]))
    assert ben.sees("You presented this problem without your name, and a cycle shows whose it is")
    await ben.closes_modal()
    await stage.until(at(9, 23, 18), planning_every=A_DAY)
    well(await ben.clicks("Say how it went"))
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


async def look_around(stage: Stage, cast: Cast) -> None:
    """A member and a leader look wherever they can look."""
    for person, channel in ((cast.carmen, "math-plc"), (cast.lea, "leaders")):
        await person.runs("/cop problems", channel=channel)
        await stage.settle()
        if person is cast.carmen:
            well(await person.clicks("Show", message=person.ephemerals[-1]))
        await person.opens_home()
    await cast.ben.runs("/cop problem", channel="math-plc")  # a form others must not see either
    await cast.ben.closes_modal()
    await stage.settle()


async def test_nothing_tells_who_presents_but_to_facilitators(watch: Watch) -> None:
    stage, cast = watch.stage, watch.cast
    await leads_a_thread(stage, cast)
    await look_around(stage, cast)
    await stage.until(at(9, 25, 16), planning_every=A_DAY)  # the week's digests, for members and leaders

    # What the others saw: messages, forms, lists, Homes, digests; and what stands in the channels.
    shown = watch.shown_to_others()
    assert {"post", "update", "ephemeral", "view"} <= {entry.action for entry in shown}
    assert any("Waiting is a way of helping" in json.dumps(entry.blocks) for entry in shown)
    assert [entry for entry in shown if watch.names_ben(json.dumps(entry.as_dict(), default=str))] == []
    assert [message for message in watch.messages_of_channels() if watch.names_ben(message)] == []

    # What the log says, at its most talkative: nothing about Ben at all, although he did a lot.
    lines = watch.log.getvalue().splitlines()
    assert sum("problems." in line for line in lines) > 20
    assert [line for line in lines if watch.names_ben(line)] == []

    # What is planned and was sent: only what is for him, and for facilitators, says for whom it is.
    for row in await deliveries(stage):
        assert not watch.names_ben(f"{row.subject} {row.key} {row.context} {row.thread_of} {row.target_key}")
        if row.recipient != cast.ben.id:
            assert not watch.names_ben(str(vars(row)))

    # What is kept: one column of one table says it. Learnings have no author, contributions no person.
    kept = await everything_kept(stage.store)
    for table, rows in kept.items():
        if table not in MAY_NAME:
            new = (row for row in rows if row not in watch.known_before[table])
            assert [row for row in new if watch.names_ben(str(row))] == [], table
    async with stage.store.reading() as session:
        assert {row.author for row in await session.scalars(select(LearningRow))} == {None}


async def test_the_facilitators_do_learn_who_presents(watch: Watch) -> None:
    """Else the search above might find nothing because there is nothing."""
    stage, cast = watch.stage, watch.cast
    await shares(stage, cast.ben, ANONYMOUSLY)
    await cast.ada.runs("/cop problems", channel="math-plc")
    well(await cast.ada.clicks("Show"))
    await stage.settle()
    assert "Ben Whitehorse (anonymous: only the facilitators know)" in cast.ada.ephemerals[-1].text
    await cast.carmen.runs("/cop problems", channel="math-plc")
    well(await cast.carmen.clicks("Show"))
    await stage.settle()
    assert "Presented by a member" in cast.carmen.ephemerals[-1].text


async def test_what_a_digest_takes_names_nobody(watch: Watch) -> None:
    stage, cast = watch.stage, watch.cast
    await leads_a_thread(stage, cast)
    (community,) = await stage.services.communities.candidates(
        stage.caller(cast.ada), ChannelId(cast.ada.screen.channel("math-plc").id)
    )
    async with stage.store.transaction() as session:
        work = Work(session, stage.clock.now())
        taken = await with_takeaways(work, await take_problems(work, community, DigestId(1)))
        await session.rollback()
    assert not watch.names_ben(repr(taken))


async def test_a_reply_under_their_own_name_is_hinted_to_them_alone(watch: Watch) -> None:
    """Slack shows their name, and that cannot be helped; but the bot does not say what it means."""
    stage, cast = watch.stage, watch.cast
    await shares(stage, cast.ben, ANONYMOUSLY)
    await stage.until(at(9, 8, 9, 1))
    await cast.ben.posts("It is mine, by the way.", thread=opening(cast.ben))
    await stage.settle()
    await a_moment(stage)
    assert len(whispers(cast.ben, "You present this without your name")) == 1
    assert not cast.carmen.sees("You present this without your name")
    assert [entry for entry in watch.shown_to_others() if watch.names_ben(json.dumps(entry.blocks))] == []
    for row in await deliveries(stage):
        if row.recipient != cast.ben.id:
            assert not watch.names_ben(str(vars(row)))
    assert [line for line in watch.log.getvalue().splitlines() if watch.names_ben(line)] == []


async def test_an_anonymous_presenter_who_leaves_is_named_to_the_facilitators_only(watch: Watch) -> None:
    stage, cast = watch.stage, watch.cast
    await shares(stage, cast.ben, ANONYMOUSLY)
    await stage.until(at(9, 8, 9, 1))
    await cast.ben.leaves("math-plc")
    await stage.settle()
    await a_moment(stage)
    (told,) = dms(cast.ada, "Its presenter has left")
    assert cast.ben.name in told.text
    well(await cast.ada.clicks("Take over", message=told))
    await a_moment(stage)
    await stage.until(at(9, 11, 10))
    # Nor that anybody stands in: it would say for whom, of all who have just left.
    assert not [text for text in watch.messages_of_channels() if "stands in" in text or "standing in" in text]
    assert [entry for entry in watch.shown_to_others() if watch.names_ben(json.dumps(entry.blocks))] == []


async def deliveries(stage: Stage) -> list[DeliveryRow]:
    async with stage.store.reading() as session:
        return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.subject.like("problem:%"))))
