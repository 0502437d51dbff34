"""The final summary of feedback, and every comment in full, as facilitators meet them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest_asyncio

from bot.preview.hostile import HOSTILE
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.test_from_setup_to_digest import ANONYMOUS, RATINGS
from tests.support.community_stage import Stage, well

VALUABLE = "What helped you most?"
READ_ALL = "Read all comments"
ENDS_AT = datetime(2026, 9, 8, 18, 15, tzinfo=UTC)  # a Tuesday, 11:15 in Los Angeles
CLOSED_AT = datetime(2026, 9, 15, 18, 30, tzinfo=UTC)
LAST_WORDS = "and that is all of it"
LONG = "Nobody counted how many began with a drawing. " * 42 + LAST_WORDS


@pytest_asyncio.fixture
async def crowd(stage: Stage) -> list[Person]:
    return [stage.person(f"Teacher {name}") for name in ("One", "Two", "Three", "Four", "Five", "Six")]


async def a_session(stage: Stage, ada: Person, crowd: list[Person]) -> None:
    """Everybody was there, it is over, and feedback has been asked for."""
    stage.channel("math-plc", ada, *crowd)
    await stage.community(ada)
    await stage.convening(ada, {"Date": date(2026, 9, 8), "Start": time(10)})
    await stage.jobs()
    for person in crowd:
        await person.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    await stage.until(datetime(2026, 9, 8, 19, tzinfo=UTC))


async def says(stage: Stage, person: Person, words: str, more: dict[str, object] | None = None) -> None:
    await person.clicks("Give feedback")
    well(await person.submits({**RATINGS, VALUABLE: words, **(more or {})}))
    await stage.settle()


def summaries(person: Person) -> list[ShownMessage]:
    return [shown for shown in person.dms if "6 answered" in shown.text]


async def test_once_feedback_is_closed_its_facilitator_reads_all_of_it(
    stage: Stage, ada: Person, crowd: list[Person]
) -> None:
    await a_session(stage, ada, crowd)
    for person in crowd[:4]:
        await says(stage, person, f"{person.name}: {LONG}"[:2000])
    await says(stage, crowd[4], HOSTILE["channel"], {ANONYMOUS: ["Keep my answers anonymous"]})
    await stage.until(datetime(2026, 9, 9, 19, tzinfo=UTC))
    (first,) = summaries(ada)
    assert "5 of 6 answered" in first.text
    assert READ_ALL not in first.buttons
    assert LAST_WORDS not in first.text
    await says(stage, crowd[5], "I came to it late")

    await stage.until(CLOSED_AT)
    _, final = summaries(ada)
    assert "6 of 6 answered" in final.text
    assert "I came to it late" in final.text

    await ada.clicks(READ_ALL, message=final)
    await stage.settle()
    read: list[str] = []
    for page in (1, 2):
        assert ada.modal is not None
        assert f"Page {page} of 2" in ada.modal.text
        read.append(ada.modal.text)
        if page == 1:
            await ada.clicks("Next page")
            await stage.settle()
    whole = "\n".join(read)
    assert whole.count(LAST_WORDS) == 4
    assert "I came to it late" in whole
    assert HOSTILE["channel"] in whole
    assert [f"@{person.name}" in whole for person in crowd] == [True, True, True, True, False, True]
    assert not stage.workspace.rejected_calls

    await ada.clicks("Previous page")
    await stage.settle()
    assert ada.modal is not None
    assert ada.modal.text == read[0]


async def test_who_does_not_facilitate_is_refused_though_the_button_be_forwarded(
    stage: Stage, ada: Person, crowd: list[Person]
) -> None:
    await a_session(stage, ada, crowd)
    for person in crowd[:5]:
        await says(stage, person, f"{person.name} liked the pace")
    await stage.until(CLOSED_AT)
    await crowd[0].clicks(READ_ALL, message=summaries(ada)[-1])
    await stage.settle()
    assert crowd[0].modal is None
    assert not crowd[0].sees("Teacher Two liked the pace")
