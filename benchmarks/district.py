"""A district whose people are all due a message: communities with a convening each, and nobody has answered.

The messages are RSVP nudges (direct messages with blocks and buttons), or reminders in a home channel; they
are planned by scheduling convenings, and rendered and sent by the bot's own dispatcher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from benchmarks.communities import schedule, set_up
from bot.rate_limits import CALLS_A_MINUTE, SlackLimits
from bot.settings import settings_of
from bot.slack_client import make_client
from bot.slack_gateway import SlackWebGateway
from community.clock import Clock
from community.convenings.touchpoints import REMIND, nudge_due_at
from community.convenings.views import Convening
from community.deliveries.outbox import Outbox
from community.deliveries.outcomes import Outcome
from community.ids import DeliveryKind, DeliveryState, WorkspaceId
from community.services import Services, build_services
from jobs.composers.communities import community_composers
from jobs.composers.convenings import convening_composers
from jobs.dispatcher import Dispatcher
from message_templates.renderer import Renderer
from storage.unit_of_work import Store

WORKSPACE: Final = WorkspaceId("T0SANDBOX")
# A Monday morning of the school year in Los Angeles, when all is scheduled and announced, and the Friday of
# the convenings. People are nudged on the Tuesday; the reminder comes on the Thursday.
MONDAY: Final = datetime(2026, 10, 5, 16, 0, tzinfo=UTC)
FRIDAY: Final = datetime(2026, 10, 9, 22, 30, tzinfo=UTC)


@dataclass(slots=True)
class Sent:
    """What the dispatcher has sent, in order."""

    kinds: list[DeliveryKind] = field(default_factory=list)
    last_at: datetime = MONDAY

    def note(self, outcome: Outcome, at: datetime) -> None:
        if outcome.state is DeliveryState.SENT:
            self.kinds.append(outcome.delivery.kind)
            self.last_at = at


@dataclass(frozen=True, slots=True)
class District:
    """The bot's own parts, at rest, on a database with everything in it."""

    services: Services
    gateway: SlackWebGateway
    dispatcher: Dispatcher
    sent: Sent


def build_district(
    store: Store, clock: Clock, limits: SlackLimits, *, api_url: str, token: str, concurrency: int
) -> District:
    services, render, sent = build_services(store, clock), Renderer(), Sent()
    settings = settings_of(SLACK_BOT_TOKEN=token, SLACK_API_URL=api_url)
    gateway = SlackWebGateway(make_client(settings), OneToken(token), limits)
    composers = {**community_composers(services, render), **convening_composers(services, render)}
    outbox = Outbox(store, clock)
    dispatcher = Dispatcher(outbox, gateway, composers, clock, concurrency=concurrency, observe=sent.note)
    return District(services, gateway, dispatcher, sent)


async def settle_in(
    district: District, clock: Clock, channels: Sequence[str], people: Sequence[str], convenings: int = 1
) -> list[Convening]:
    """Spread the people over communities, one in each channel, and schedule convenings for each."""
    share = len(people) // len(channels)
    scheduled = []
    for number, channel in enumerate(channels):
        members = people[number * share : (number + 1) * share]
        community = await set_up(district.services, clock, WORKSPACE, channel, members)
        scheduled += [
            await schedule(district.services, community, FRIDAY, f"Data walk {which + 1}")
            for which in range(convenings)
        ]
    return scheduled


def nudges_due_at(convenings: Sequence[Convening]) -> datetime:
    """When every nudge is due."""
    return max(nudge_due_at(convening) for convening in convenings)


def reminders_due_at(convenings: Sequence[Convening]) -> datetime:
    """When every reminder is due; the nudges' time is over then."""
    return max(convening.starts_at - REMIND for convening in convenings)


def unlimited(clock: Clock) -> SlackLimits:
    """The bot's own limits, lifted: for a sandbox without any."""
    return SlackLimits(clock, dict.fromkeys(CALLS_A_MINUTE, 10**9))


class OneToken:
    """The token of the only workspace there is."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token_for(self, _: WorkspaceId) -> str:
        return self._token
