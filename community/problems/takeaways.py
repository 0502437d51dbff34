"""A problem's takeaways follow the key learnings they became, when those are edited or taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from community.ids import ProblemId, WorkspaceId
from community.problems.drafting import takeaway_lines
from community.problems.planning import touch_openings
from community.problems.reading import problem_view
from community.problems.thread import hold
from community.work import Work
from storage.queries import problems as queries

FROM_PROBLEM = "problem"  # the source of a learning that is a takeaway


def as_they_stand(written: str, standing: Sequence[str]) -> tuple[str, ...]:
    """What still stands, one a line and in the presenter's order; one that was edited where it was before.

    `written`: one a line, as before the change; `standing`: the words of those that are learnings still.
    """
    lines = takeaway_lines(written)
    kept = Counter(" ".join(takeaway_lines(text)) for text in standing)
    edited = [*(kept - Counter(lines)).elements()]
    found = []
    for line in lines:
        if kept[line]:
            kept[line] -= 1
            found.append(line)
        elif edited:
            found.append(edited.pop(0))
    return (*found, *edited)


async def follow_learnings(work: Work, workspace_id: WorkspaceId, problem_id: ProblemId) -> None:
    """Have the problem say what its takeaways say now, also in the posts that show it.

    Those are its own summary, and the openings of open problems, which may point to it as much like them.
    """
    thread = await hold(work, workspace_id, problem_id)
    row = thread.row
    standing = await queries.takeaways_standing(work.session, [problem_id])
    row.takeaways = "\n".join(as_they_stand(row.takeaways, standing.get(problem_id, ())))
    await work.session.flush()
    others = await queries.open_in(work.session, row.community_id)
    await touch_openings(work, [thread.view(), *(problem_view(whole) for whole in others)])
