"""The Home tab, published again when something it shows has changed."""

from __future__ import annotations

from community.deliveries.views import Delivery
from community.ids import DeliveryKind, UserId
from community.services import Services
from community.work import Caller
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Renderer


def home_composers(services: Services, render: Renderer) -> dict[DeliveryKind, Composer]:
    async def refresh(delivery: Delivery) -> Composed | Skip:
        person = Caller(delivery.workspace_id, UserId(delivery.recipient))
        communities = await services.home.home_for(person)
        return Composed(view=render.home("home/home", communities=communities))

    return {DeliveryKind.HOME: refresh}
