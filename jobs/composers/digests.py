"""The weekly digest, for members in the home channel and for leaders in theirs."""

from __future__ import annotations

from datetime import datetime

from community.deliveries.views import Delivery
from community.digests.planning import DUE_AT
from community.digests.views import Digest
from community.ids import DeliveryKind, DigestId
from community.services import Services
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Renderer


def digest_composers(services: Services, render: Renderer) -> dict[DeliveryKind, Composer]:
    composers = _DigestComposers(services, render)
    return {
        DeliveryKind.DIGEST_MEMBERS: composers.members,
        DeliveryKind.DIGEST_LEADERS: composers.leaders,
    }


class _DigestComposers:
    def __init__(self, services: Services, render: Renderer) -> None:
        self._services = services
        self._render = render

    async def members(self, delivery: Delivery) -> Composed | Skip:
        return await self._edition(delivery, "digests/members")

    async def leaders(self, delivery: Delivery) -> Composed | Skip:
        return await self._edition(delivery, "digests/leaders")

    async def _edition(self, delivery: Delivery, template: str) -> Composed | Skip:
        due_at = datetime.fromisoformat(delivery.context[DUE_AT])
        digest = await self._services.digests.close_period(DigestId(delivery.subject_id), due_at)
        if digest is None:
            return Skip("the digest was moved to another hour")
        if delivery.recipient not in _channels(digest):
            return Skip("the community reads its digest elsewhere now")
        if digest.is_quiet and digest.community.skips_quiet_weeks:
            return Skip("a quiet week, and the community wants none of those")
        return Composed(self._render.message(template, digest=digest, note=delivery.note))


def _channels(digest: Digest) -> tuple[str | None, ...]:
    return digest.community.home_channel, digest.community.leaders_channel
