"""Learnings in a digest: which are told where, and how they read afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from community.communities.views import Community
from community.digests.period import Period
from community.digests.ranking import Arranged, Candidate, arrange
from community.digests.views import ToldLearning
from community.ids import LearningId, UserId
from community.learnings.reading import view_of
from community.learnings.views import Learning, Source
from community.walltime import today_in
from community.work import Work
from storage.queries import digest_learnings as queries
from storage.queries.digest_learnings import Tellable
from storage.queries.learnings import load_learnings

MOST_MORE: Final = 500  # in the thread of one digest, ten a message: the others come with the next
MOST_LOOKED_AT: Final = 2_000  # of those nobody was told of, oldest first: what leads is chosen among them

LEARNINGS, BRIGHT_SPOTS, DID_NOT_WORK, MORE = "learnings", "bright_spots", "did_not_work", "more"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learning stands in a digest. `gained`: as in `ToldLearning`."""

    learning_id: LearningId
    part: str
    place: int
    endorsements: int
    gained: int
    was_told: bool = False


async def choose(work: Work, community: Community, period: Period) -> tuple[Place, ...]:
    """Where each learning would stand if the digest went now. Takes nothing."""
    found = await queries.tellable(work.session, community.id, period.covers_from, MOST_LOOKED_AT)
    candidates = {each.id: each for each in (_candidate(one) for one in found)}
    arranged = arrange(
        candidates.values(),
        today_in(community.zone, work.now),
        first=period.edit.first,
        dropped=period.edit.dropped,
    )
    return tuple(_place(candidates[one], part, place) for one, part, place in _places(arranged))


async def take(work: Work, period: Period, places: Sequence[Place]) -> None:
    """They are this digest's: no other tells them, unless they are found useful by more people."""
    rows = [
        {
            "learning_id": each.learning_id,
            "part": each.part,
            "place": each.place,
            "endorsements": each.endorsements,
            "gained": each.gained,
        }
        for each in places
    ]
    first_told = [each.learning_id for each in places if not each.was_told]
    await queries.take_learnings(work.session, period.id, rows, first_told)


async def places_in(work: Work, period: Period) -> tuple[Place, ...]:
    """Where they stood in a digest that has gone."""
    return tuple(
        Place(LearningId(row.learning_id), row.part, row.place, row.endorsements, row.gained)
        for row in await queries.told_by(work.session, period.id)
    )


async def read(work: Work, places: Iterable[Place]) -> dict[str, tuple[ToldLearning, ...]]:
    """By part, in order, as they read now."""
    in_order = sorted(places, key=lambda each: each.place)
    words = await words_of(work, [each.learning_id for each in in_order])
    parts: dict[str, tuple[ToldLearning, ...]] = {}
    for each in in_order:
        told = words.get(each.learning_id)
        if told is not None:
            parts[each.part] = (*parts.get(each.part, ()), _as_told(told, each))
    return parts


async def words_of(work: Work, ids: Collection[LearningId]) -> dict[LearningId, ToldLearning]:
    """Those that are there, withdrawn ones without their words."""
    whole = await load_learnings(work.session, ids, None)
    return {LearningId(key): _told(view_of(each)) for key, each in whole.items()}


def _told(learning: Learning) -> ToldLearning:
    if learning.is_withdrawn:
        # Not even the name of what it came from: that could tell whose it was.
        nowhere = Source(learning.source.kind)
        return ToldLearning(learning.id, learning.kind, "", None, nowhere, is_withdrawn=True)
    return ToldLearning(
        id=learning.id,
        kind=learning.kind,
        text=learning.text,
        author=learning.author,
        source=learning.source,
        tags=learning.tags,
        endorsements=learning.endorsements,
        also_said=learning.also_said,
        shared_on=learning.shared_on,
    )


def _as_told(learning: ToldLearning, place: Place) -> ToldLearning:
    if learning.is_withdrawn:
        return learning
    return replace(learning, endorsements=place.endorsements, gained=place.gained)


def _candidate(row: Tellable) -> Candidate:
    was_told = row.told_endorsements is not None
    return Candidate(
        id=LearningId(row.id),
        kind=row.kind,
        voice=None if row.author is None else UserId(row.author),
        source=_source(row),
        shared_on=row.shared_on,
        endorsements=row.endorsements,
        also_said=row.also_said,
        was_told=was_told,
        gained=row.endorsements - (row.told_endorsements or 0) if was_told else 0,
    )


def _source(row: Tellable) -> str:
    """What several learnings may have come from; "" for a message or a form, which stand by themselves."""
    for name, number in (
        ("convening", row.convening_id),
        ("cycle", row.cycle_id),
        ("problem", row.problem_id),
    ):
        if number is not None:
            return f"{name}:{number}"
    return ""


def _places(arranged: Arranged) -> Iterator[tuple[LearningId, str, int]]:
    parts = {
        LEARNINGS: arranged.leading,
        BRIGHT_SPOTS: arranged.bright_spots,
        DID_NOT_WORK: arranged.did_not_work,
        MORE: arranged.more[:MOST_MORE],
    }
    for part, ids in parts.items():
        for place, learning_id in enumerate(ids):
            yield learning_id, part, place


def _place(candidate: Candidate, part: str, place: int) -> Place:
    return Place(candidate.id, part, place, candidate.endorsements, candidate.gained, candidate.was_told)
