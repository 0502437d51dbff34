"""What a team agrees to share of its cycle becomes a key learning."""

from __future__ import annotations

from typing import Final

from community.learnings.keeping import NewLearning, keep
from community.learnings.words import tags_of
from community.pdsa.views import Cycle
from community.walltime import today_in
from community.work import Caller, Work

FROM_PDSA: Final = "pdsa"
CHECK_IN: Final = "check_in"  # how it came: the decision at the end does not change what kind it is


async def share(
    work: Work, caller: Caller, cycle: Cycle, text: str, *, kind: str, shows_name: bool, via: str = ""
) -> None:
    """With the sharer's name only if they said so, else it comes from "a member"."""
    new = NewLearning(
        community_id=cycle.community_id,
        source=FROM_PDSA,
        cycle_id=cycle.id,
        kind=kind,
        text=text.strip(),
        tags=_tags(cycle, shows_name=shows_name),
        author=caller.user_id if shows_name else None,
        contact=caller.user_id,
        via=via,
        shared_on=today_in(cycle.zone, work.now),
    )
    await keep(work, new)


def _tags(cycle: Cycle, *, shows_name: bool) -> tuple[str, ...]:
    """Its measures. But those of whoever works alone stand on a card with their name: they would say who."""
    if cycle.team is None and not shows_name:
        return ()
    return tags_of(*(measure.name for measure in cycle.measures))
