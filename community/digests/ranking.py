"""What leads a digest: pure rules, the same for the same learnings. Explained in docs/digest.md.

A learning's points: one for each endorsement, eight at most; one for each other person who said the same,
four at most; and up to four for being new. A facilitator's choice goes before any points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from community.ids import LearningId, UserId

MOST_LEADING: Final = 5
MOST_BRIGHT: Final = 2
MOST_FAILED: Final = 2
TOLD_AGAIN_FROM: Final = 3  # endorsements since a digest told it

MOST_FOR_ENDORSEMENTS: Final = 8
MOST_FOR_ECHOES: Final = 4
NEWEST: Final = 4  # points of today's; one less for every two days
BRIGHT_FROM: Final = 2  # endorsements

# What each one that leads already costs those like it: the digest is to have many voices.
SAME_VOICE: Final = 3
SAME_SOURCE: Final = 2
SAME_KIND: Final = 2

_STRONG = ("success", "strategy")
_FAILED = "did_not_work"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learning that may be told. `source`: what it came from ("convening:4"); "" for none of its own.

    `gained`: endorsements since an earlier digest told it, 0 when none has. `voice`: its author, None for "a
    member", who is taken for somebody else each time.
    """

    id: LearningId
    kind: str
    voice: UserId | None
    source: str
    shared_on: date
    endorsements: int = 0
    also_said: int = 0
    was_told: bool = False
    gained: int = 0


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where each learning stands, once. Those told before are in `more` never: they come again to be seen."""

    leading: tuple[LearningId, ...] = ()
    bright_spots: tuple[LearningId, ...] = ()
    did_not_work: tuple[LearningId, ...] = ()
    more: tuple[LearningId, ...] = ()


def arrange(
    candidates: Iterable[Candidate],
    today: date,
    *,
    first: Sequence[LearningId] = (),
    dropped: Iterable[LearningId] = (),
) -> Arranged:
    """`first`: learnings a facilitator put first, in order; `dropped`: those that shall not lead."""
    worthy = {each.id: each for each in candidates if not each.was_told or each.gained >= TOLD_AGAIN_FROM}
    unwanted = set(dropped)
    chosen = [worthy[one] for one in dict.fromkeys(first) if one in worthy and one not in unwanted]
    chosen = chosen[:MOST_LEADING]
    left = [each for each in worthy.values() if each not in chosen and each.id not in unwanted]
    bright_spots = _bright_spots(left)
    left = _without(left, bright_spots)
    failed = _best([each for each in left if each.kind == _FAILED], today)[:MOST_FAILED]
    leading = lead(chosen, _without(left, failed), today)
    shown = (*leading, *bright_spots, *failed)
    return Arranged(_ids(leading), _ids(bright_spots), _ids(failed), _more(worthy.values(), shown))


def lead(chosen: Sequence[Candidate], others: Sequence[Candidate], today: date) -> list[Candidate]:
    """Those chosen, then one after the other whoever has most points beside those that lead already."""
    leading, left = list(chosen), list(others)
    while left and len(leading) < MOST_LEADING:
        voices, sources, kinds = _counts(leading)
        best = min(
            left,
            key=lambda each: (-points(each, today) + _likeness(each, voices, sources, kinds), *_tie(each)),
        )
        leading.append(best)
        left.remove(best)
    return leading


def points(candidate: Candidate, today: date) -> int:
    """Of a learning told before only what it gained since counts."""
    useful = candidate.gained if candidate.was_told else candidate.endorsements
    age = max(0, (today - candidate.shared_on).days)
    return (
        min(useful, MOST_FOR_ENDORSEMENTS)
        + min(candidate.also_said, MOST_FOR_ECHOES)
        + (0 if candidate.was_told else max(0, NEWEST - age // 2))
    )


def _bright_spots(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most endorsed successes and strategies, of different people."""
    strong = [each for each in candidates if each.kind in _STRONG and each.endorsements >= BRIGHT_FROM]
    found: list[Candidate] = []
    for each in sorted(strong, key=lambda each: (-each.endorsements, *_tie(each))):
        if each.voice is None or all(each.voice != other.voice for other in found):
            found.append(each)
    return found[:MOST_BRIGHT]


def _more(candidates: Iterable[Candidate], shown: Sequence[Candidate]) -> tuple[LearningId, ...]:
    """The rest, those that have waited longest first."""
    rest = [each for each in candidates if each not in shown and not each.was_told]
    return _ids(sorted(rest, key=lambda each: (each.shared_on, each.id)))


def _likeness(
    candidate: Candidate, voices: Counter[UserId], sources: Counter[str], kinds: Counter[str]
) -> int:
    same_voice = voices[candidate.voice] if candidate.voice else 0
    same_source = sources[candidate.source] if candidate.source else 0
    return SAME_VOICE * same_voice + SAME_SOURCE * same_source + SAME_KIND * kinds[candidate.kind]


def _counts(leading: Iterable[Candidate]) -> tuple[Counter[UserId], Counter[str], Counter[str]]:
    return (
        Counter(each.voice for each in leading if each.voice),
        Counter(each.source for each in leading),
        Counter(each.kind for each in leading),
    )


def _best(candidates: Iterable[Candidate], today: date) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-points(each, today), *_tie(each)))


def _tie(candidate: Candidate) -> tuple[int, LearningId]:
    """The newer goes first; of the same day whichever, but always the same."""
    return -candidate.shared_on.toordinal(), candidate.id


def _without(candidates: Iterable[Candidate], taken: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in candidates if each not in taken]


def _ids(candidates: Iterable[Candidate]) -> tuple[LearningId, ...]:
    return tuple(each.id for each in candidates)
