"""A community with very many learnings, written straight into the tables: for digests and searches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert

from benchmarks.communities import ZONE
from community.clock import MovableClock
from community.ids import CommunityId, UserId, WorkspaceId
from community.learnings.views import KINDS
from community.services import Services
from storage.base import Base
from storage.folding import folded
from storage.tables import (
    CommunityRow,
    ConveningRow,
    DigestLearningRow,
    DigestRow,
    EndorsementRow,
    LearningRow,
    LearningSearchRow,
    LearningTagRow,
    MemberRow,
    ResponseRow,
    SurveyRow,
)
from storage.unit_of_work import Store

WORKSPACE: Final = WorkspaceId("TBENCH")
FACILITATOR: Final = UserId("U0")
COMMUNITY: Final = CommunityId(1)
NOW: Final = datetime(2026, 11, 13, 22, 30, tzinfo=UTC)  # a Friday, 2:30 pm in Los Angeles
WEEKS: Final = 3 * 52
THIS_WEEK: Final = 40  # learnings and answers no digest has told, however many there are
ROWS_AT_ONCE: Final = 5_000
SHOWN_A_WEEK: Final = 5  # in a digest of old
DIFFERENT_WORDS: Final = 5_000

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Archive:
    """A database whose one community has so many learnings, told in weekly digests of three years."""

    learnings: int
    store: Store
    clock: MovableClock
    services: Services


async def fill(store: Store, learnings: int, members: int) -> None:
    """Learnings and as many answers to feedback, endorsed here and there; all but `THIS_WEEK` are told."""
    people = [f"U{number}" for number in range(members)]
    made: tuple[tuple[type[Base], Rows], ...] = (
        (CommunityRow, _communities()),
        (MemberRow, _members(people)),
        (DigestRow, _digests()),
        (ConveningRow, _convenings()),
        (SurveyRow, _surveys()),
        (ResponseRow, _responses(learnings, people)),
        (LearningRow, _learnings(learnings, people)),
        (LearningSearchRow, _searched(learnings)),
        (LearningTagRow, _tags(learnings)),
        (DigestLearningRow, _told(learnings)),
        (EndorsementRow, _endorsements(learnings, people)),
    )
    for table, rows in made:
        await _insert(store, table, rows)


def text_of(number: int) -> str:
    """Some thirty words, the common ones often, as in any language; the same for the same number."""
    chance = random.Random(number)
    return " ".join(word(int(DIFFERENT_WORDS ** chance.random())) for _ in range(30))


@cache
def word(rank: int) -> str:
    """The word of that rank, 1 for the commonest."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    chance = random.Random(rank * 7919)
    return "".join(chance.choices(letters, k=chance.randint(4, 9)))


async def _insert(store: Store, table: type[Base], rows: Rows) -> None:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        async with store.transaction() as session:
            await session.execute(insert(table), some)


def _week_of(number: int, learnings: int) -> int:
    """From 0; the last, `WEEKS`, is the one nobody was told of yet."""
    untold = min(THIS_WEEK, learnings)
    if number >= learnings - untold:
        return WEEKS
    return number * WEEKS // max(1, learnings - untold)


def _begins(week: int) -> datetime:
    return NOW - timedelta(weeks=WEEKS - week + 1)


def _communities() -> Rows:
    yield {
        "id": COMMUNITY,
        "workspace_id": WORKSPACE,
        "home_channel": "C1",
        "home_channel_name": "plc",
        "leaders_channel": "C2",
        "name": "PLC",
        "purpose_whom": "teachers of mathematics",
        "purpose_shared": "want more talk in class",
        "purpose_practice": "lead discussions",
        "zone": ZONE,
        "year_starts_on": date(2026, 8, 24),
        "semester_ends_on": date(2027, 1, 15),
        "year_ends_on": date(2027, 6, 11),
        "digest_weekday": 4,
        "digest_time": time(15),
        "settings": {},
        "version": 1,
        "created_at": _begins(0),
        "created_by": FACILITATOR,
    }


def _members(people: Sequence[str]) -> Rows:
    for user_id in people:
        yield {
            "workspace_id": WORKSPACE,
            "community_id": COMMUNITY,
            "user_id": user_id,
            "is_facilitator": user_id == FACILITATOR,
            "stopped": [],
            "joined_at": _begins(0),
        }


def _digests() -> Rows:
    """Numbered from 1 by week; the last is open."""
    for week in range(WEEKS + 1):
        is_open = week == WEEKS
        yield {
            "id": week + 1,
            "community_id": COMMUNITY,
            "covers_from": _begins(week),
            "covers_to": None if is_open else _begins(week + 1),
            "due_at": _begins(week + 1),
            "snapshot": None if is_open else {},
            "choices": {},
        }


def _convenings() -> Rows:
    for week in range(WEEKS + 1):
        starts_at = _begins(week) + timedelta(days=2)
        yield {
            "id": week + 1,
            "workspace_id": WORKSPACE,
            "community_id": COMMUNITY,
            "title": f"Data walk {week + 1}",
            "objectives": "",
            "starts_local": starts_at.replace(tzinfo=None),
            "zone": "UTC",
            "minutes": 60,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "mode": "virtual",
            "place": "",
            "link": "",
            "spotlight": "",
            "announce_at": starts_at - timedelta(days=14),
            "state": "scheduled",
            "created_at": starts_at - timedelta(days=20),
            "created_by": FACILITATOR,
        }


def _surveys() -> Rows:
    for week in range(WEEKS + 1):
        ends_at = _begins(week) + timedelta(days=2, hours=1)
        yield {
            "convening_id": week + 1,
            "community_id": COMMUNITY,
            "questions": [{"id": "worth_time", "kind": "rating", "text": "It was worth my time."}],
            "opens_at": ends_at,
            "closes_at": ends_at + timedelta(days=7),
            "summary_at": ends_at + timedelta(days=2),
            "digest_id": None if week == WEEKS else week + 1,
        }


def _responses(count: int, people: Sequence[str]) -> Rows:
    for number in range(count):
        week = _week_of(number, count)
        yield {
            "id": f"r{number}",
            "convening_id": week + 1,
            # One answer of each person to a survey; beyond that they have no name.
            "user_id": None,
            "is_anonymous": True,
            "ratings": {"worth_time": 3 + number % 3},
            "comments": {},
            "answered_on": (_begins(week) + timedelta(days=3)).date(),
        }


def _learnings(count: int, people: Sequence[str]) -> Rows:
    for number in range(count):
        week = _week_of(number, count)
        text = text_of(number)
        yield {
            "id": f"l{number}",
            "community_id": COMMUNITY,
            "source": "feedback",
            "convening_id": week + 1,
            "kind": KINDS[number % len(KINDS)],
            "text": text,
            "text_key": folded(text),
            "author": people[number % len(people)] if number % 3 else None,
            "is_withheld": False,
            "shared_on": (_begins(week) + timedelta(days=3)).date(),
            "digest_id": None if week == WEEKS else week + 1,
            "told_endorsements": 0,
        }


def _searched(count: int) -> Rows:
    for number in range(count):
        yield {
            "id": number + 1,
            "learning_id": f"l{number}",
            "community_id": COMMUNITY,
            "words": folded(text_of(number)),
        }


def _tags(count: int) -> Rows:
    for number in range(0, count, 2):
        tag = f"tag {number % 41}"
        yield {"learning_id": f"l{number}", "tag_key": tag, "tag": tag}


def _told(count: int) -> Rows:
    """As many in each digest however many there are, so that reading one again is the same work."""
    places: Counter[int] = Counter()
    for number in range(count):
        week = _week_of(number, count)
        if week < WEEKS and places[week] < SHOWN_A_WEEK:
            place = {"part": "more", "place": places[week], "endorsements": 0, "gained": 0}
            yield {"digest_id": week + 1, "learning_id": f"l{number}", **place}
            places[week] += 1


def _endorsements(count: int, people: Sequence[str]) -> Rows:
    """One in three is endorsed, in the week it was told; of this week's and the last ones some by several."""
    for number in range(0, count, 3):
        week = _week_of(number, count)
        by = 4 if number > count - 5 * THIS_WEEK else 1
        for person in range(min(by, len(people))):
            yield {
                "learning_id": f"l{number}",
                "user_id": people[(number + person) % len(people)],
                "endorsed_at": max(_begins(week), _begins(WEEKS)) if by > 1 else _begins(week),
            }
