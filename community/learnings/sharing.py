"""A learning somebody agrees to share with their feedback, and what becomes of it when the answer changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.convenings.recapping import FROM_FEEDBACK
from community.convenings.views import Convening
from community.ids import DeliveryKind, UserId
from community.learnings.keeping import NewLearning, forget, keep, release, withdraw
from community.learnings.telling import touch_told
from community.walltime import instant_of, today_in
from community.work import Work
from storage.queries import feedback as queries
from storage.tables import LearningRow


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared now. `author` is `None` for "a member"; `is_withheld` while too few have answered."""

    text: str
    author: UserId | None
    is_withheld: bool


async def share(
    work: Work, convening: Convening, shared: Shared | None, *, response_id: str, replaces: str | None
) -> None:
    """Make what the answer shares be `shared` (`None`: nothing). `replaces`: the answer's row until now.

    What a recap or a digest has told is withdrawn, and gone from there; a corrected one is added, which the
    next digest tells.
    """
    before = await queries.learning_from(work.session, replaces) if replaces else None
    if before is not None:
        if shared is not None and _says_the_same(before, shared) and replaces == response_id:
            return
        await _take_back(work, convening, before)
    if shared is not None:
        await keep(work, _new(work, convening, shared, response_id))


async def stop_withholding(work: Work, convening: Convening) -> None:
    """Enough have answered for what came without a name to be anybody's: now it joins what says the same."""
    for learning_id, text_key in await queries.withheld_of(work.session, convening.id):
        await release(work, learning_id, convening.community_id, text_key)


def _says_the_same(row: LearningRow, shared: Shared) -> bool:
    return (row.text, row.author) == (shared.text, shared.author)


async def _take_back(work: Work, convening: Convening, row: LearningRow) -> None:
    """Gone without a trace if nobody was told, else withdrawn: by the day only, as answers have no hour."""
    if await _was_told(work, convening, row):
        # Without name and words: an answer made anonymous must not be known again by either.
        day = datetime.combine(today_in(convening.zone, work.now), datetime.min.time())
        await withdraw(work, row.id, at=instant_of(day, convening.zone))
    else:
        await forget(work, row.id)
    await touch_told(work, convening.workspace_id, row)  # a draft may show it, though no digest told it


async def _was_told(work: Work, convening: Convening, row: LearningRow) -> bool:
    if row.digest_id is not None:
        return True
    if row.is_withheld:
        return False
    return await queries.was_sent(
        work.session, convening.workspace_id, f"convening:{convening.id}", DeliveryKind.RECAP
    )


def _new(work: Work, convening: Convening, shared: Shared, response_id: str) -> NewLearning:
    return NewLearning(
        community_id=convening.community_id,
        source=FROM_FEEDBACK,
        convening_id=convening.id,
        response_id=response_id,
        text=shared.text,
        author=shared.author,
        is_withheld=shared.is_withheld,
        shared_on=today_in(convening.zone, work.now),
    )
