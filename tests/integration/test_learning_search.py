"""Learnings are found by their words, alike on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import insert

from community.clock import MovableClock
from community.ids import CommunityId
from community.learnings.service import Learnings
from community.learnings.views import LearningDraft, Search
from community.learnings.words import terms_of
from community.members.service import Members
from storage.folding import folded
from storage.queries.learning_search import RANKED, Narrowing, search_learnings
from storage.tables import LearningRow, LearningSearchRow
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, HOME, PEOPLE, caller, set_up

SILENCE = "Silence of ninety seconds before talk doubled the hands that go up."
ELEVES = "Les élèves parlent plus après un silence."
TICKETS = "Exit tickets on paper were lost: 3.5 of 30 came back."
HANDS = "Hands up, then silence: it did not help in grade 5."
KEPT = (
    LearningDraft(SILENCE, "strategy", "talk, Grade 4"),
    LearningDraft(ELEVES, "success", "#talk"),
    LearningDraft(TICKETS, "did_not_work", "Exit tickets"),
    LearningDraft(HANDS, "did_not_work", "grade 5"),
)
ODD = (
    *('"', '"unclosed', "AND OR NOT", "NEAR(a b)", "a:*", "*", "(((", "words:silence", "'; DROP TABLE x"),
    *("-", "\\", "^talk", "tal'k", "\x00", "🎉", "a" * 3000, "a " * 500, "<!channel>", "%_"),
)


class Shelf:
    def __init__(self, learnings: Learnings, community_id: CommunityId) -> None:
        self.learnings = learnings
        self.community_id = community_id

    async def ids(self, words: str) -> list[str]:
        page = await self.learnings.page(caller(ADA), self.community_id, Search(words))
        return [each.learning.id for each in page.found]

    async def found(self, words: str = "", **narrowing: str | date) -> list[str]:
        search = Search(words, **narrowing)  # type: ignore[arg-type] # the tests say what each holds
        page = await self.learnings.page(caller(ADA), self.community_id, search)
        return [each.learning.text for each in page.found]


@pytest_asyncio.fixture
async def shelf(store: Store, clock: MovableClock) -> Shelf:
    community = await set_up(store, clock)
    learnings = Learnings(store, clock)
    for draft in KEPT:
        await learnings.add(caller(ADA), community.id, draft)
    return Shelf(learnings, community.id)


async def test_words_are_found_whatever_their_case_and_accents(shelf: Shelf) -> None:
    assert await shelf.found("ELEVES") == [ELEVES]
    assert await shelf.found("élèves") == [ELEVES]
    assert set(await shelf.found("silence")) == {SILENCE, ELEVES, HANDS}


async def test_all_words_must_be_there_and_the_last_may_be_a_beginning(shelf: Shelf) -> None:
    assert await shelf.found("help gra") == [HANDS]
    assert await shelf.found("tick pap") == []
    assert await shelf.found("tick* pap") == [TICKETS]


async def test_quoted_words_stand_together(shelf: Shelf) -> None:
    assert await shelf.found('"ninety seconds"') == [SILENCE]
    assert await shelf.found('"seconds ninety"') == []


async def test_numbers_are_found_as_they_were_written(shelf: Shelf) -> None:
    assert await shelf.found("3.5") == [TICKETS]


async def test_tags_are_words_too_and_narrow_by_themselves(shelf: Shelf) -> None:
    assert set(await shelf.found(tag="TALK")) == {SILENCE, ELEVES}
    assert await shelf.found("exit", tag="exit tickets") == [TICKETS]
    assert set(await shelf.found(kind="did_not_work")) == {TICKETS, HANDS}


async def test_a_day_narrows_to_what_came_since(shelf: Shelf) -> None:
    assert len(await shelf.found(since=date(2026, 9, 7))) == len(KEPT)
    assert await shelf.found(since=date(2026, 9, 8)) == []


@pytest.mark.parametrize("words", ODD)
async def test_nothing_one_can_type_is_an_error(shelf: Shelf, words: str) -> None:
    assert isinstance(await shelf.found(words), list)


async def test_what_fits_best_comes_first_then_what_others_found_useful(
    store: Store, clock: MovableClock, shelf: Shelf
) -> None:
    """Each is a day younger than the one before it: by age alone they would stand the other way."""
    await Members(store, clock).joined(caller(BEN), HOME, PEOPLE[BEN])
    said = (
        "Whiteboards, small whiteboards, whiteboards.",
        "Whiteboards help in math.",
        "Whiteboards help in art.",
    )
    ids = []
    for text in said:
        clock.move_to(clock.now() + timedelta(days=1))
        kept = await shelf.learnings.add(caller(ADA), shelf.community_id, LearningDraft(text))
        ids.append(kept.learning.id)
    assert await shelf.found("whiteboards") == [said[0], said[2], said[1]]
    await shelf.learnings.endorse(caller(BEN), ids[1])
    assert await shelf.found("whiteboards") == list(said)


async def test_words_too_many_have_in_common_are_not_weighed_and_the_newest_come_first(
    store: Store, clock: MovableClock, shelf: Shelf
) -> None:
    clock.move_to(clock.now() + timedelta(days=1))
    await shelf.learnings.add(caller(ADA), shelf.community_id, LearningDraft("Silence helps everybody."))
    async with store.reading() as session:
        terms = terms_of("silence")
        found = [
            await search_learnings(
                session, shelf.community_id, terms, Narrowing(), count=count, limit=9, offset=0
            )
            for count in (4, RANKED + 1)
        ]
    assert [len(ids) for ids in found] == [4, 4]
    (newest,) = await shelf.ids("silence helps everybody")
    assert found[1][0] == newest


async def test_of_words_that_very_many_have_the_newest_are_shown_and_no_more_are_counted(
    store: Store, clock: MovableClock, shelf: Shelf
) -> None:
    await keep_many(store, shelf, "Silence again.", RANKED)
    clock.move_to(clock.now() + timedelta(days=1))
    await shelf.learnings.add(caller(ADA), shelf.community_id, LearningDraft("Silence today."))

    first, last, beyond = [
        await shelf.learnings.page(caller(ADA), shelf.community_id, Search("silence"), number)
        for number in (1, 400, 401)
    ]
    assert (first.are_many, first.count, first.pages) == (True, RANKED, 400)
    assert first.found[0].learning.text == "Silence today."
    assert len(last.found) == 5
    assert beyond.found == last.found

    weighed = await shelf.learnings.page(caller(ADA), shelf.community_id, Search("silence today"))
    assert (weighed.are_many, weighed.count) == (False, 1)
    everything = await shelf.learnings.page(caller(ADA), shelf.community_id, Search())
    assert (everything.are_many, everything.count) == (False, RANKED + len(KEPT) + 1)


async def keep_many(store: Store, shelf: Shelf, text: str, count: int) -> None:
    """As many that say the same; not through the service, which would join them."""
    (first,) = await shelf.ids("ninety")
    async with store.transaction() as session:
        usual = await session.get_one(LearningRow, first)
        columns = {each.name: getattr(usual, each.name) for each in LearningRow.__table__.columns}
        ids = [f"many{number}" for number in range(count)]
        words = {"community_id": shelf.community_id, "words": folded(text)}
        await session.execute(
            insert(LearningRow), [{**columns, "id": each, "text": text, "text_key": each} for each in ids]
        )
        await session.execute(
            insert(LearningSearchRow),
            [{**words, "id": number, "learning_id": each} for number, each in enumerate(ids)],
        )
