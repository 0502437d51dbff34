"""What has been told of a learning follows it: posted digests, drafts, questions and answers are edited, and
the summary of the problem whose takeaway it is."""

from __future__ import annotations

from community.convenings.recapping import FROM_FEEDBACK, touch_recap
from community.digests.updating import touch_posted
from community.ids import CommunityId, ProblemId, WorkspaceId
from community.learnings.carrying import touch_carried
from community.problems.takeaways import FROM_PROBLEM, follow_learnings
from community.work import Work
from storage.queries.digest_learnings import digests_showing
from storage.queries.learning_questions import about
from storage.tables import LearningRow


async def touch_told(work: Work, workspace_id: WorkspaceId, row: LearningRow) -> None:
    """Have every posted digest that told of this learning, a draft that may, what was asked about it, and the
    problem whose takeaway it is say what holds now."""
    community_id = CommunityId(row.community_id)
    showing = await digests_showing(work.session, row.community_id, row.id)
    await touch_posted(work, workspace_id, community_id, showing)
    if row.source == FROM_PROBLEM and row.problem_id is not None:
        await follow_learnings(work, workspace_id, ProblemId(row.problem_id))
    if row.source == FROM_FEEDBACK and row.convening_id is not None and not row.is_withheld:
        await touch_recap(work, workspace_id, community_id, row.convening_id)
    asked = await about(work.session, row.id)
    if asked:
        await touch_carried(work, workspace_id, community_id, asked)
