"""A composer may ask Slack for the address of a message: trouble then is like trouble in sending."""

from __future__ import annotations

from community.clock import MovableClock
from community.deliveries.views import Delivery
from community.ids import DeliveryKind
from jobs.composing import Composed
from jobs.gateway import SlackBusy, SlackTrouble, SlackUnreachable
from message_templates.renderer import Message
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, a_dispatcher, a_wanted, plan_for, states
from tests.support.running import run_once


async def test_it_is_composed_again_when_slack_answers(store: Store, clock: MovableClock) -> None:
    slack = FakeSlack(clock)
    troubles: list[SlackTrouble] = [SlackUnreachable("no_link_in_time"), SlackBusy(3)]

    async def with_link(_: Delivery) -> Composed:
        if troubles:
            raise troubles.pop()
        return Composed(message=Message("There it is", []))

    await plan_for(store, clock.now(), [a_wanted("reminder", clock.now())])
    await run_once(clock, a_dispatcher(store, clock, slack, composers={DeliveryKind.REMINDER: with_link}))

    assert [item.text for item in slack.sent] == ["There it is"]
    assert await states(store) == {"reminder": "sent"}
    assert slack.lookups == []
