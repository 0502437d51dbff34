"""What a digest keeps of what it told, beside its learnings: those stand in `digest_learnings`, by id.

No words of learnings are kept here, so that what is withdrawn, or goes without its name, is gone from every
digest at once.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from community.digests.views import Ask, Heard, HeldConvening, NextConvening, Offer, Requirement
from community.feedback.views import FeedbackTrend
from community.ids import LearningId
from community.objectives.views import Progress
from community.pdsa.views import DigestCycles
from community.problems.views import DigestProblems


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The stored part of a `Digest`. What earlier releases did not store has a default."""

    feedback: tuple[FeedbackTrend, ...] = ()
    held: tuple[HeldConvening, ...] = ()
    next_convening: NextConvening | None = None
    cycles: DigestCycles = field(default_factory=DigestCycles)
    problems: DigestProblems = field(default_factory=DigestProblems)
    objectives: tuple[Progress, ...] = ()
    requirement: Requirement = field(default_factory=Requirement)
    heard: Heard = field(default_factory=Heard)
    asks: tuple[Ask, ...] = ()
    offers: tuple[Offer, ...] = ()
    answered: tuple[tuple[LearningId, int], ...] = ()  # how many questions about which learning


_SNAPSHOT = TypeAdapter(Snapshot)


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """For the database; `from_json` gives back an equal one."""
    stored: dict[str, Any] = _SNAPSHOT.dump_python(snapshot, mode="json")
    return stored


def from_json(stored: dict[str, Any]) -> Snapshot:
    """Of this release's making or an earlier one's; what is not known any more is passed over."""
    return _SNAPSHOT.validate_python(stored)
