"""What a recap tells: only what people agreed to share."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from community.convenings.views import Convening, Recap, SharedCommitment, SharedLearning
from community.ids import UserId
from storage.queries import convenings as queries
from storage.queries.feedback import commitments_of, shared_learnings_of


async def recap_of(session: AsyncSession, convening: Convening) -> Recap:
    """Who came, learnings shared with consent (and not withheld), commitments."""
    attended = await queries.present_at(session, convening.id)
    learnings = await shared_learnings_of(session, convening.id)
    commitments = await commitments_of(session, convening.id)
    return Recap(
        convening=convening,
        attended=tuple(UserId(user_id) for user_id in attended),
        attendance_known=bool(attended),
        learnings=tuple(
            SharedLearning(row.text, UserId(row.author) if row.author else None, convening.title)
            for row in learnings
        ),
        commitments=tuple(SharedCommitment(UserId(row.user_id), row.text) for row in commitments),
    )
