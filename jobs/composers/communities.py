"""Messages about a community itself, and to those who join it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from community.communities.trouble import advice_for
from community.communities.views import Community
from community.deliveries.views import Delivery
from community.ids import ChannelId, DeliveryKind, UserId
from community.services import Services
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Renderer

_GONE = Skip("the community is gone")


def community_composers(services: Services, render: Renderer) -> dict[DeliveryKind, Composer]:
    composers = _CommunityComposers(services, render)
    return {
        DeliveryKind.COMMUNITY_READY: composers.ready,
        DeliveryKind.TROUBLE: composers.trouble,
        DeliveryKind.WELCOME: composers.welcome,
        DeliveryKind.FACILITATOR_ADDED: composers.facilitator_added,
    }


class _CommunityComposers:
    def __init__(self, services: Services, render: Renderer) -> None:
        self._services = services
        self._render = render

    async def ready(self, delivery: Delivery) -> Composed | Skip:
        return await self._with_community(delivery, self._ready)

    async def trouble(self, delivery: Delivery) -> Composed | Skip:
        return await self._with_community(delivery, self._trouble)

    async def facilitator_added(self, delivery: Delivery) -> Composed | Skip:
        return await self._with_community(delivery, self._facilitator_added)

    async def welcome(self, delivery: Delivery) -> Composed | Skip:
        if delivery.community_id is None:
            return _GONE
        newcomer = await self._services.members.newcomer(delivery.community_id, UserId(delivery.recipient))
        if newcomer is None:
            return Skip("the person left again")
        message = self._render.message(
            "members/welcome",
            community=newcomer.community,
            next_convening=newcomer.next_convening,
            answer="",
        )
        return Composed(message)

    async def _ready(self, delivery: Delivery, community: Community) -> Composed | Skip:
        return Composed(self._render.message("communities/ready", community=community))

    async def _facilitator_added(self, delivery: Delivery, community: Community) -> Composed | Skip:
        if delivery.recipient not in community.facilitators:
            return Skip("the person is no facilitator any more")
        others = [user for user in community.facilitators if user != delivery.recipient]
        return Composed(self._render.message("members/facilitator_added", community=community, others=others))

    async def _trouble(self, delivery: Delivery, community: Community) -> Composed | Skip:
        channel, error = ChannelId(delivery.context["channel"]), str(delivery.context["error"])
        if not await self._services.communities.has_trouble(community.id, channel, error):
            return Skip("it works again")
        message = self._render.message(
            "communities/trouble", community=community, channel=channel, error=error, advice=advice_for(error)
        )
        return Composed(message)

    async def _with_community(
        self, delivery: Delivery, compose: Callable[[Delivery, Community], Awaitable[Composed | Skip]]
    ) -> Composed | Skip:
        if delivery.community_id is None:
            return _GONE
        community = await self._services.communities.find(delivery.community_id)
        return _GONE if community is None else await compose(delivery, community)
