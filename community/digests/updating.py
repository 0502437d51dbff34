"""What stands in Slack of a digest follows it: editions, their threads, drafts are edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from community.deliveries.planning import Wanted, touch_many
from community.ids import CommunityId, DeliveryKind, DigestId, Operation, WorkspaceId
from community.work import Work
from storage.queries.digest_learnings import posted_under

_USEFUL_FOR = timedelta(days=30)  # an edit that Slack refuses for so long


async def touch_posted(
    work: Work,
    workspace_id: WorkspaceId,
    community_id: CommunityId,
    digest_ids: Sequence[int],
    *,
    drafts_only: bool = False,
) -> None:
    """Have everything posted of these digests say what holds now."""
    subjects = [f"digest:{digest_id}" for digest_id in digest_ids]
    posted = await posted_under(work.session, workspace_id, subjects)
    wanted = {
        f"{subject}/{key}": _edit(work, subject, key, recipient)
        for subject, key, recipient in posted
        if _is_draft(key) or not drafts_only
    }
    await touch_many(
        work.session, workspace_id=workspace_id, community_id=community_id, wanted=wanted, now=work.now
    )


async def holders_of_drafts(work: Work, workspace_id: WorkspaceId, digest_id: DigestId) -> set[str]:
    """Whoever was shown a draft of this digest, before whatever hour, or is just being shown one."""
    posted = await posted_under(work.session, workspace_id, [f"digest:{digest_id}"])
    return {recipient for _, key, recipient in posted if _is_draft(key)}


def _edit(work: Work, subject: str, key: str, recipient: str) -> Wanted:
    kind = DeliveryKind.DIGEST_DRAFT_UPDATE if _is_draft(key) else DeliveryKind.DIGEST_UPDATE
    return Wanted(
        kind=kind,
        key=f"{kind}:{key}",
        recipient=recipient,
        due_at=work.now,
        expires_at=work.now + _USEFUL_FOR,
        operation=Operation.UPDATE,
        target_key=key,
        context={"digest": int(subject.partition(":")[2])},
    )


def _is_draft(key: str) -> bool:
    return key.startswith(f"{DeliveryKind.DIGEST_DRAFT}:")
