"""What has been told of a learning follows it: digests that were posted, and drafts, are edited."""

from __future__ import annotations

from community.digests.updating import touch_posted
from community.ids import CommunityId, WorkspaceId
from community.work import Work
from storage.queries.digest_learnings import digests_showing
from storage.tables import LearningRow


async def touch_digests(work: Work, workspace_id: WorkspaceId, row: LearningRow) -> None:
    """Have every posted digest that told of this learning, and a draft that may, say what holds now."""
    showing = await digests_showing(work.session, row.community_id, row.id)
    await touch_posted(work, workspace_id, CommunityId(row.community_id), showing)
