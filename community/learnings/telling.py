"""What has been told of a learning follows it: digests that were posted are edited."""

from __future__ import annotations

from datetime import timedelta

from community.deliveries.planning import Wanted, touch_many
from community.ids import CommunityId, DeliveryKind, Operation, WorkspaceId
from community.work import Work
from storage.queries import digests as queries
from storage.tables import LearningRow

_USEFUL_FOR = timedelta(days=30)  # an older digest is hardly read; what it says can still be withdrawn


async def touch_digests(work: Work, workspace_id: WorkspaceId, row: LearningRow) -> None:
    """Have the posted editions that told of this learning say what holds now."""
    if row.digest_id is None:
        return
    posted = await queries.posted_editions(work.session, workspace_id, f"digest:{row.digest_id}")
    wanted = {
        f"digest:{row.digest_id}/{key}": Wanted(
            kind=DeliveryKind.DIGEST_UPDATE,
            key=f"{DeliveryKind.DIGEST_UPDATE}:{key}",
            recipient=channel,
            due_at=work.now,
            expires_at=work.now + _USEFUL_FOR,
            operation=Operation.UPDATE,
            target_key=key,
            context={"digest": row.digest_id},
        )
        for key, channel in posted
    }
    await touch_many(
        work.session,
        workspace_id=workspace_id,
        community_id=CommunityId(row.community_id),
        wanted=wanted,
        now=work.now,
    )
