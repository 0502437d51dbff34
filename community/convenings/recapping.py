"""What a recap tells: only what people agreed to share. Posted, it is edited when they take that back.

An edit adds nothing without a name. Whoever makes their answer anonymous takes back what had their name: if
what they share instead came in its place, everybody would know whose it is. It waits for the next digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community.convenings.views import Convening, PostedRecap, Recap, SharedCommitment, SharedLearning
from community.deliveries.planning import Wanted, touch_many
from community.ids import CommunityId, DeliveryKind, LearningId, Operation, UserId, WorkspaceId
from community.work import Work
from storage.queries import convenings as queries
from storage.queries.digest_learnings import posted_under
from storage.queries.feedback import commitments_of, shared_learnings_of
from storage.tables import DeliveryRow, LearningRow

FROM_FEEDBACK = "feedback"

_TOLD = "learnings"  # in the context of its delivery: which learnings the recap went with
_USEFUL_FOR = timedelta(days=30)  # an edit that Slack refuses for so long


async def recap_of(session: AsyncSession, convening: Convening) -> Recap:
    """Who came, learnings shared with consent (and not withheld), commitments."""
    return await _recap(session, convening, await shared_learnings_of(session, convening.id))


async def remember_told(work: Work, workspace_id: WorkspaceId, key: str, recap: Recap) -> None:
    """The recap goes with these learnings. `key`: of its delivery."""
    told = {_TOLD: [learning.id for learning in recap.learnings]}
    await queries.add_context(work.session, workspace_id, key, told)


async def posted_recap_of(session: AsyncSession, convening: Convening, key: str) -> PostedRecap | None:
    """The recap of this key as it reads now; `None` once its delivery is forgotten."""
    posted = await queries.find_delivery(session, convening.workspace_id, key)
    if posted is None:
        return None
    learnings = await shared_learnings_of(session, convening.id)
    shown = [row for row in learnings if _is_shown(row, posted)]
    return PostedRecap(await _recap(session, convening, shown), posted.note)


async def touch_recap(
    work: Work, workspace_id: WorkspaceId, community_id: CommunityId, convening_id: int
) -> None:
    """Have the posted recap edited; nothing happens if none stands in Slack."""
    subject = f"convening:{convening_id}"
    posted = await posted_under(work.session, workspace_id, [subject])
    wanted = {
        f"{subject}/{key}": _edit(work, key, channel)
        for _, key, channel in posted
        if key.startswith(f"{DeliveryKind.RECAP}:")
    }
    await touch_many(
        work.session, workspace_id=workspace_id, community_id=community_id, wanted=wanted, now=work.now
    )


def _is_shown(row: LearningRow, posted: DeliveryRow) -> bool:
    """What the recap went with, and what was given with a name since; of an old recap it is not known."""
    if _TOLD not in posted.context or row.id in posted.context[_TOLD]:
        return True
    return row.author is not None and row.source == FROM_FEEDBACK


def _edit(work: Work, key: str, channel: str) -> Wanted:
    return Wanted(
        kind=DeliveryKind.RECAP_UPDATE,
        key=f"{DeliveryKind.RECAP_UPDATE}:{key}",
        recipient=channel,
        due_at=work.now,
        expires_at=work.now + _USEFUL_FOR,
        operation=Operation.UPDATE,
        target_key=key,
    )


async def _recap(session: AsyncSession, convening: Convening, learnings: Iterable[LearningRow]) -> Recap:
    attended = await queries.present_at(session, convening.id)
    commitments = await commitments_of(session, convening.id)
    return Recap(
        convening=convening,
        attended=tuple(UserId(user_id) for user_id in attended),
        attendance_known=bool(attended),
        learnings=tuple(_shared(row, convening) for row in learnings),
        commitments=tuple(SharedCommitment(UserId(row.user_id), row.text) for row in commitments),
    )


def _shared(row: LearningRow, convening: Convening) -> SharedLearning:
    author = UserId(row.author) if row.author else None
    return SharedLearning(LearningId(row.id), row.text, author, convening.title)
