"""What must hold of what facilitators made of drafts, read from the transcript alone.

A held digest comes when it is let go and not before; one that is sent comes then; what was to lead leads,
what was dropped stands in the thread, what was left out is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulation.learning_audit import Told

_SOON = timedelta(minutes=30)  # a killed bot may be in between


@dataclass(slots=True, eq=False)
class Review:
    """What a facilitator did to a digest's draft. `first`, `dropped`: marks of learnings, or "".

    `let_go_at`: when they released it, or sent it; None if they did neither.
    """

    digest: str
    mood: str
    at: datetime
    let_go_at: datetime | None = None
    first: str = ""
    dropped: str = ""


def unheeded(
    reviews: Iterable[Review],
    posted: Mapping[str, datetime],
    told: Mapping[str, Sequence[Told]],
    is_gone: Mapping[str, datetime],
) -> list[str]:
    """The reviews a digest did not follow. `posted`, `told`: by digest; `is_gone`: marks, and since when."""
    return [
        f"digest {review.digest}, {review.mood}: {why}"
        for review in reviews
        if (why := _why_unheeded(review, posted.get(review.digest), told.get(review.digest, ()), is_gone))
    ]


def _why_unheeded(
    review: Review, at: datetime | None, told: Sequence[Told], is_gone: Mapping[str, datetime]
) -> str:
    if at is None:
        return "never posted"
    if review.let_go_at is not None and at < review.let_go_at:
        return f"posted at {at}, before it was let go at {review.let_go_at}"
    if review.mood == "holds" and review.let_go_at is None:
        return f"posted at {at}, and never released"
    if review.mood in ("holds", "sends") and review.let_go_at and at > review.let_go_at + _SOON:
        return f"let go at {review.let_go_at}, and posted at {at} only"
    if review.mood == "leaves out" and told:
        return f"learnings were left out, and it tells {len(told)}"
    return _why_disarranged(review, at, told, is_gone)


def _why_disarranged(
    review: Review, at: datetime, told: Sequence[Told], is_gone: Mapping[str, datetime]
) -> str:
    first, dropped = review.first, review.dropped
    if first and is_gone.get(first, at) >= at and (not told or told[0].mark != first):
        return f"{first} was to lead, and does not"
    places = [each.in_more for each in told if each.mark == dropped]
    if dropped and is_gone.get(dropped, at) >= at and places != [True]:
        return f"{dropped} was dropped, and stands in the message or nowhere"
    return ""
