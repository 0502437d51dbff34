"""Finding problems again, the same on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.problems.views import ProblemsPage, Search
from storage.unit_of_work import Store
from tests.support.problems import BEN, CAT, DAN, FAY, Room, a_room

NAMES = ("title", "metric", "student_group", "practice")
LINES = [
    dict(zip(NAMES, line, strict=True))
    for line in (
        ("100% of exit tickets", "Exit tickets", "Grade 9", "Feedback"),
        ("Quiet students_in pairs", "Voices", "Grade 7", "Discussion"),
        ("Élèves et «devoirs» d'été", "Homework", "grade 7", "Homework"),
    )
]


@pytest.fixture
async def room(store: Store, clock: MovableClock) -> Room:
    room = await a_room(store, clock)
    for who, line in zip((BEN, CAT, DAN), LINES, strict=True):
        await room.share(who, **line, numbers="", observations="", tried="", focus_question="Why?")
    return room


async def look(room: Room, search: Search, page: int = 1, by: str = FAY) -> ProblemsPage:
    return await room.problems.page(room.caller(by), room.community_id, search, page)


async def titles(room: Room, search: Search) -> list[str]:
    return [line.problem.title for line in (await look(room, search)).open]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), (2, 1, 0)),
        (Search(words="EXIT tick"), (0,)),
        (Search(words="tickets exit"), (0,)),
        (Search(words="100%"), (0,)),
        (Search(words="%"), (0,)),
        (Search(words="_in"), (1,)),
        (Search(words="élèves"), (2,)),
        (Search(words="ÉTÉ"), (2,)),
        (Search(words="d'été"), (2,)),
        (Search(words="nothing like it"), ()),
        (Search(metric="exit-tickets"), (0,)),
        (Search(metric="exit"), (0,)),
        (Search(group="GRADE 7"), (2, 1)),
        (Search(practice="discuss"), (1,)),
        (Search(group="grade 7", words="homework"), (2,)),
    ],
)
async def test_what_is_found(room: Room, search: Search, found: tuple[int, ...]) -> None:
    assert await titles(room, search) == [LINES[number]["title"] for number in found]


@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "\\",
        "%_%",
        "' OR 1=1 --",
        "a AND NOT (",
        "NEAR/2",
        "*",
        "“”",
        "a" * 5000,
        "\x00",
        "🙂",
        "; ; :",
    ],
)
async def test_whatever_is_typed_finds_or_does_not_but_never_fails(room: Room, words: str) -> None:
    page = await look(room, Search(words, words, words, words))
    assert page.open == ()


async def test_past_ones_come_page_by_page_the_last_closed_first(room: Room, clock: MovableClock) -> None:
    for number in range(12):
        problem = await room.share(FAY, title=f"Past {number}")
        clock.advance(timedelta(minutes=1))
        await room.run_until(problem.begins_at, every=timedelta(hours=8))
        await room.problems.end(room.caller(FAY), problem.id, "Enough")
    pages = [await look(room, Search(words="past"), number) for number in (1, 2, 3, 99, -4)]
    shown = [[line.problem.title for line in page.past] for page in pages]
    assert shown[0] == [f"Past {number}" for number in (11, 10, 9, 8, 7)]
    assert shown[2] == ["Past 1", "Past 0"]
    assert shown[3] == shown[2]
    assert shown[4] == shown[0]
    assert {page.pages for page in pages} == {3}


async def test_what_waits_for_review_is_seen_by_its_presenter_and_facilitators(room: Room) -> None:
    await room.set_up(reviews_problems=True)
    await room.share(BEN, title="Waiting")
    search = Search(words="waiting")
    seen = {who: len((await look(room, search, by=who)).open) for who in (BEN, CAT, FAY)}
    assert seen == {BEN: 1, CAT: 0, FAY: 1}


async def test_a_search_for_somebody_finds_nobody(room: Room) -> None:
    await room.share(FAY, title="Anonymous", is_anonymous=True)
    for words in (FAY, "UFAY", "Fay"):
        assert await titles(room, Search(words=words)) == []
