"""A convening that moves, then does not take place: everybody hears of it, and nobody twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well


def posts(person: Person, text: str) -> list[ShownMessage]:
    return [shown for shown in person.messages("math-plc") if text in shown.text and not shown.is_ephemeral]


def dms(person: Person, text: str) -> list[ShownMessage]:
    return [shown for shown in person.dms if text in shown.text]


def announcement(person: Person) -> ShownMessage:
    (found,) = [shown for shown in posts(person, "Data walk") if not shown.thread_ts]
    return found


def calendar_files(person: Person) -> list[str]:
    return [name for reply in person.thread(announcement(person)) for name in reply.files]


async def a_moment_later(stage: Stage) -> None:
    await stage.settle()
    await stage.until(stage.clock.now() + timedelta(minutes=2))


async def announced_and_answered(stage: Stage, cast: Cast) -> None:
    """Announced today; Ben goes, Carmen cannot, the others have not said."""
    await stage.community(cast.ada)
    await stage.convening(cast.ada, {"Announce on": date(2026, 9, 7), "Announce at": time(8, 0)})
    await a_moment_later(stage)
    await cast.ben.clicks("I'll be there", channel="math-plc")
    await cast.carmen.clicks("Can't make it", channel="math-plc")
    await a_moment_later(stage)


async def edit(stage: Stage, facilitator: Person, changes: dict[str, object]) -> None:
    await facilitator.runs("/cop upcoming", channel="math-plc")
    await facilitator.clicks("Edit", channel="math-plc")
    well(await facilitator.submits(changes))
    await a_moment_later(stage)


async def test_a_new_time_is_told_to_those_who_answered_and_asked_again(stage: Stage, cast: Cast) -> None:
    await announced_and_answered(stage, cast)
    old = announcement(cast.ben)
    files = len(calendar_files(cast.ben))
    await edit(stage, cast.ada, {"Date": date(2026, 10, 2), "Start": time(16, 0)})

    assert announcement(cast.ben).ts == old.ts
    assert announcement(cast.ben).is_edited
    assert "No answers yet" in announcement(cast.ben).text
    assert len(calendar_files(cast.ben)) == files + 1
    told = [len(dms(person, "Data walk of Math PLC has changed")) for person in cast.members]
    assert told == [1, 1, 0, 0, 0]

    await cast.ben.clicks("I'll be there", message=old)
    await stage.settle()
    assert any("has moved to" in shown.text for shown in cast.ben.ephemerals)
    assert "No answers yet" in announcement(cast.ben).text

    await cast.ben.clicks("I'll be there", message=dms(cast.ben, "has changed")[0])
    await a_moment_later(stage)
    assert "Going (1)" in announcement(cast.ben).text


async def test_a_new_place_is_told_and_the_answers_stand(stage: Stage, cast: Cast) -> None:
    await announced_and_answered(stage, cast)
    await edit(stage, cast.ada, {"Link": "https://meet.example.org/elsewhere"})
    assert "Going (1)" in announcement(cast.ben).text
    (told,) = dms(cast.ben, "has changed")
    assert "your answer stands" in told.text
    assert "I'll be there" not in told.buttons


async def test_what_nobody_needs_to_know_is_told_to_nobody(stage: Stage, cast: Cast) -> None:
    await announced_and_answered(stage, cast)
    await edit(stage, cast.ada, {"In the spotlight": "Dmitri's exit tickets"})
    assert "Dmitri's exit tickets" in announcement(cast.ben).text
    assert not dms(cast.ben, "has changed")


async def test_a_cancellation_is_told_and_nothing_more_is_sent(stage: Stage, cast: Cast) -> None:
    await announced_and_answered(stage, cast)
    old = announcement(cast.ben)
    await cast.ada.runs("/cop upcoming", channel="math-plc")
    await cast.ada.clicks("Cancel it", channel="math-plc")
    well(await cast.ada.submits({"Why? People will read this.": "Snow day"}))
    await a_moment_later(stage)

    assert announcement(cast.ben).ts == old.ts
    assert "will not take place" in announcement(cast.ben).text
    assert "Snow day" in announcement(cast.ben).text
    assert announcement(cast.ben).buttons == []
    assert [len(dms(person, "is cancelled")) for person in cast.members] == [1, 1, 0, 0, 0]

    before = [len(person.dms) for person in cast.members]
    await stage.until(datetime(2026, 10, 3, 0, 0, tzinfo=UTC), planning_every=timedelta(days=1))
    assert [len(person.dms) for person in cast.members] == before
    assert not posts(cast.ben, "Coming up: Data walk")

    await cast.dmitri.clicks("I'll be there", message=old)
    await stage.settle()
    assert any("was cancelled" in shown.text for shown in cast.dmitri.ephemerals)
