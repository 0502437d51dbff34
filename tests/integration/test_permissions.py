"""Who may do what, as one table: every use case, asked by every kind of person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from community.clock import MovableClock
from community.communities.views import Community
from community.convenings.views import ConveningDraft
from community.errors import ConvenerError, NotAllowed, NotAMember
from community.ids import ChannelId, ConveningId, UserId, WorkspaceId
from community.services import Services, build_services
from community.work import Caller
from storage.unit_of_work import Store
from tests.support.communities import (
    ADA,
    BEN,
    DEV,
    GIL,
    HOME,
    PEOPLE,
    a_community_draft,
    caller,
    set_up,
)
from tests.support.convenings import a_draft

FACILITATOR, MEMBER, OUTSIDER, GUEST = "facilitator", "member", "outsider", "guest"
WHO = {FACILITATOR: ADA, MEMBER: BEN, OUTSIDER: DEV, GUEST: GIL}
REFUSALS = (NotAllowed, NotAMember)

Asks = Callable[[Services, Caller, Community, ConveningId], Awaitable[object]]


def _convening_draft() -> ConveningDraft:
    return a_draft(facilitator=None)


USE_CASES: dict[str, tuple[set[str], Asks]] = {
    "set up another channel": (
        {FACILITATOR, MEMBER, OUTSIDER},
        lambda services, who, community, convening: services.communities.setup(
            who, ChannelId("C9"), "arts", a_community_draft(), people=PEOPLE, version=None, accepted=True
        ),
    ),
    "open the settings": (
        {FACILITATOR},
        lambda services, who, community, convening: services.communities.may_set_up(who, HOME),
    ),
    "change the settings": (
        {FACILITATOR},
        lambda services, who, community, convening: services.communities.setup(
            who, HOME, "math", a_community_draft(), people=PEOPLE, version=1, accepted=True
        ),
    ),
    "schedule": (
        {FACILITATOR},
        lambda services, who, community, convening: services.convenings.schedule(
            who, community.id, _convening_draft(), accepted=True
        ),
    ),
    "edit a convening": (
        {FACILITATOR},
        lambda services, who, community, convening: services.convenings.edit(
            who, convening, _convening_draft(), version=1, accepted=True
        ),
    ),
    "cancel a convening": (
        {FACILITATOR},
        lambda services, who, community, convening: services.convenings.cancel(who, convening, ""),
    ),
    "see what is planned": (
        {FACILITATOR},
        lambda services, who, community, convening: services.status.status(who, community.id),
    ),
    "stop prompts": (
        {FACILITATOR, MEMBER},
        lambda services, who, community, convening: services.members.stop_prompts(
            who, community.id, "feedback"
        ),
    ),
    "resume prompts": (
        {FACILITATOR, MEMBER},
        lambda services, who, community, convening: services.members.resume_prompts(
            who, community.id, "feedback"
        ),
    ),
}


@pytest.fixture
def services(store: Store, clock: MovableClock) -> Services:
    return build_services(store, clock)


@pytest.fixture
async def community(store: Store, clock: MovableClock, services: Services) -> Community:
    community = await set_up(store, clock)
    await services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    await services.people.remember(caller(GIL).workspace_id, [PEOPLE[GIL]])
    return community


@pytest.fixture
async def convening(services: Services, community: Community) -> ConveningId:
    return (
        await services.convenings.schedule(caller(ADA), community.id, _convening_draft(), accepted=True)
    ).id


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("use_case", USE_CASES)
async def test_only_those_who_may_do_it_can(
    use_case: str, role: str, services: Services, community: Community, convening: ConveningId
) -> None:
    allowed, ask = USE_CASES[use_case]
    if role in allowed:
        await ask(services, caller(WHO[role]), community, convening)
        return
    with pytest.raises(REFUSALS):
        await ask(services, caller(WHO[role]), community, convening)


@pytest.mark.parametrize("use_case", [name for name in USE_CASES if name != "set up another channel"])
async def test_another_workspace_reaches_nothing(
    use_case: str, services: Services, community: Community, convening: ConveningId
) -> None:
    """Not even the same user id: Slack's ids are unique within a workspace only."""
    _, ask = USE_CASES[use_case]
    foreign = Caller(WorkspaceId("T2"), UserId(ADA))
    before = await services.communities.get(caller(ADA), community.id)
    if use_case in {"open the settings", "change the settings"}:
        found = await services.communities.may_set_up(foreign, HOME)
        assert found is None  # their channel of the same id is another one
        return
    with pytest.raises(ConvenerError):
        await ask(services, foreign, community, convening)
    assert await services.communities.get(caller(ADA), community.id) == before
