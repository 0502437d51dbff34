"""What has been told of a learning follows it: posted digests, drafts, questions and answers are edited."""

from __future__ import annotations

from community.digests.updating import touch_posted
from community.ids import CommunityId, WorkspaceId
from community.learnings.carrying import touch_carried
from community.work import Work
from storage.queries.digest_learnings import digests_showing
from storage.queries.learning_questions import about
from storage.tables import LearningRow


async def touch_told(work: Work, workspace_id: WorkspaceId, row: LearningRow) -> None:
    """Have every posted digest that told of this learning, a draft that may, and what was asked about it say
    what holds now."""
    community_id = CommunityId(row.community_id)
    showing = await digests_showing(work.session, row.community_id, row.id)
    await touch_posted(work, workspace_id, community_id, showing)
    asked = await about(work.session, row.id)
    if asked:
        await touch_carried(work, workspace_id, community_id, asked)
