"""Problems in a digest: the open ones, which want voices, and closed ones with their takeaways, told once.

Takeaways are key learnings: their words are read where those are kept, so that what was taken back is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from community.communities.views import Community
from community.ids import DigestId, ProblemId
from community.problems.searching import voices_of
from community.problems.takeaways import as_they_stand
from community.problems.views import DigestProblem, DigestProblems, State
from community.work import Work
from storage.queries import problems as queries
from storage.queries.problems import Spoken
from storage.tables import ProblemRow

MOST_OPEN = 5  # in one digest: those that have the fewest voices
MOST_CLOSED = 5  # the others come with the next


async def take_problems(work: Work, community: Community, digest_id: DigestId) -> DigestProblems:
    """What a digest tells; the closed ones belong to it from now on, so that no other tells them again.

    Without takeaways: what is made of this is stored.
    """
    rows = await queries.all_problems(work.session, community.id)
    open_ones = [row for row in rows if row.state == State.OPEN]
    closed = await queries.to_tell(work.session, community.id, MOST_CLOSED)
    spoken = await queries.spoken_in(work.session, [row.id for row in (*open_ones, *closed)])
    for row in closed:
        row.digest_id = digest_id
    open_ones.sort(key=lambda row: (voices_of(spoken, row.id), row.id))
    return DigestProblems(
        open=tuple(_line(row, spoken) for row in open_ones[:MOST_OPEN]),
        closed=tuple(_line(row, spoken) for row in closed),
    )


def _line(row: ProblemRow, spoken: Sequence[Spoken]) -> DigestProblem:
    return DigestProblem(
        id=ProblemId(row.id),
        title=row.title,
        focus_question=row.focus_question,
        step=row.step if row.state == State.OPEN else None,
        voices=voices_of(spoken, row.id),
    )


async def with_takeaways(work: Work, told: DigestProblems) -> DigestProblems:
    """With the takeaways that were shared and not withdrawn, in the presenter's order, as they read now."""
    if not told.closed:
        return told
    ids = [problem.id for problem in told.closed]
    written = await queries.takeaways_of(work.session, ids)
    standing = await queries.takeaways_standing(work.session, ids)
    closed = (
        replace(one, takeaways=as_they_stand(written.get(one.id, ""), standing.get(one.id, ())))
        for one in told.closed
    )
    return replace(told, closed=tuple(closed))
