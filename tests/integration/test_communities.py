"""Setting up a community, changing it, and what befalls its channels."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.clock import MovableClock
from community.communities.service import Communities
from community.communities.views import Holiday
from community.errors import (
    CommunityNotFound,
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
    RepeatedRequest,
)
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.people import People
from storage.tables import CommunityRow
from storage.unit_of_work import Store
from tests.support.communities import (
    ADA,
    BEN,
    CLEO,
    DEV,
    GIL,
    GUS,
    HOME,
    LEADERS,
    PEOPLE,
    ROBOT,
    WORKSPACE,
    audited,
    caller,
    deliveries,
    members,
    set_up,
)


@pytest.fixture
def communities(store: Store, clock: MovableClock) -> Communities:
    return Communities(store, clock)


async def the_row(store: Store) -> CommunityRow:
    async with store.reading() as session:
        return (await session.scalars(select(CommunityRow))).one()


async def test_a_full_member_sets_up_a_channel_which_says_so_once(store: Store, clock: MovableClock) -> None:
    community = await set_up(store, clock, holidays_text="2026-11-26 to 2026-11-27 Thanksgiving")
    assert community.home_channel == HOME
    assert community.facilitators == (ADA,)
    assert community.holidays == (Holiday(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving"),)
    (ready,) = await deliveries(store, DeliveryKind.COMMUNITY_READY)
    assert (ready.recipient, ready.due_at) == (HOME, clock.now())
    assert (await the_row(store)).roster_wanted_at == clock.now()
    assert await audited(store) == [(ADA, "communities.community.set_up")]


async def test_text_is_kept_without_the_blanks_around_it(store: Store, clock: MovableClock) -> None:
    assert (await set_up(store, clock, name="  Math PLC ")).name == "Math PLC"


@pytest.mark.parametrize("user_id", [GIL, ROBOT, GUS])
async def test_guests_apps_and_deactivated_people_set_nothing_up(
    store: Store, clock: MovableClock, communities: Communities, user_id: UserId
) -> None:
    with pytest.raises(NotAllowed):
        await set_up(store, clock, by=user_id)
    await People(store, clock).remember(WORKSPACE, [PEOPLE[user_id]])
    with pytest.raises(NotAllowed):
        await communities.may_set_up(caller(user_id), HOME)
    assert await deliveries(store) == []


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    store: Store, clock: MovableClock
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await set_up(store, clock, name="", facilitators=(ADA, ROBOT), leaders_channel=HOME)
    assert set(refused.value.problems) == {"name", "facilitators", "leaders_channel"}
    assert await deliveries(store) == []
    async with store.reading() as session:
        assert list(await session.scalars(select(CommunityRow))) == []


async def test_a_form_that_was_refused_may_be_sent_again_but_not_one_that_was_taken(
    store: Store, clock: MovableClock
) -> None:
    with pytest.raises(InvalidInput):
        await set_up(store, clock, name="", receipt="view:1")
    await set_up(store, clock, receipt="view:1")
    with pytest.raises(RepeatedRequest):
        await set_up(store, clock, receipt="view:1")


async def test_a_warning_is_shown_before_it_can_be_accepted(store: Store, clock: MovableClock) -> None:
    with pytest.raises(InvalidInput) as warned:
        await set_up(store, clock, facilitators=(BEN,), accepted=False)
    assert not warned.value.problems
    assert set(warned.value.warnings) == {"facilitators"}
    assert (await set_up(store, clock, facilitators=(BEN,))).facilitators == (BEN,)


async def test_only_facilitators_change_a_community(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock)
    assert await communities.may_set_up(caller(ADA), HOME) == community
    with pytest.raises(NotAllowed, match="facilitators of Math PLC"):
        await communities.may_set_up(caller(BEN), HOME)
    with pytest.raises(NotAllowed):
        await set_up(store, clock, by=BEN, version=1)
    assert await communities.may_set_up(caller(BEN), ChannelId("C9")) is None


async def test_an_edit_changes_what_is_there_and_says_ready_no_more(
    store: Store, clock: MovableClock
) -> None:
    before = await set_up(store, clock, holidays_text="2026-11-11", skips_quiet_weeks=True)
    after = await set_up(store, clock, version=1, name="Maths", holidays_text="2026-11-12")
    assert after.id == before.id
    assert (after.name, after.version) == ("Maths", 2)
    assert [day.starts_on for day in after.holidays] == [date(2026, 11, 12)]
    assert (before.skips_quiet_weeks, after.skips_quiet_weeks) == (True, False)
    assert len(await deliveries(store, DeliveryKind.COMMUNITY_READY)) == 1
    assert [action for _, action in await audited(store)] == [
        "communities.community.set_up",
        "communities.community.edit",
    ]


async def test_of_two_editors_the_second_is_told_by_whom_and_may_save_over_it(
    store: Store, clock: MovableClock
) -> None:
    both: dict[str, Any] = {"facilitators": (ADA, BEN)}
    await set_up(store, clock, **both)
    clock.advance(timedelta(minutes=1))
    await set_up(store, clock, by=BEN, version=1, name="Ben's", **both)
    with pytest.raises(EditedMeanwhile, match="Ben changed this") as met:
        await set_up(store, clock, version=1, name="Ada's", **both)
    assert (await the_row(store)).name == "Ben's"
    assert (await set_up(store, clock, version=met.value.version, name="Ada's", **both)).name == "Ada's"


async def test_a_fresh_form_does_not_write_over_a_community_set_up_meanwhile(
    store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    with pytest.raises(EditedMeanwhile) as met:
        await set_up(store, clock, by=BEN, name="Another")
    assert met.value.version == 1


async def test_two_people_who_set_up_one_channel_at_once_make_one_community(
    store: Store, clock: MovableClock
) -> None:
    both: dict[str, Any] = {"facilitators": (ADA, BEN)}
    outcomes = await asyncio.gather(
        set_up(store, clock, by=ADA, **both), set_up(store, clock, by=BEN, **both), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Community", "EditedMeanwhile"]
    await the_row(store)
    assert len(await deliveries(store, DeliveryKind.COMMUNITY_READY)) == 1


async def test_the_last_facilitator_cannot_remove_themselves(store: Store, clock: MovableClock) -> None:
    await set_up(store, clock)
    with pytest.raises(InvalidInput) as refused:
        await set_up(store, clock, version=1, facilitators=())
    assert set(refused.value.problems) == {"facilitators"}


async def test_a_new_facilitator_is_told_once_and_is_a_member_without_being_in_the_channel(
    store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    await set_up(store, clock, version=1, facilitators=(ADA, BEN))
    added = await deliveries(store, DeliveryKind.FACILITATOR_ADDED)
    assert [row.recipient for row in added] == [BEN]  # Ada did it herself
    assert await members(store) == [ADA, BEN]


async def test_a_facilitator_taken_off_may_change_nothing_and_is_told_again_when_put_back(
    store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    await set_up(store, clock, version=1, facilitators=(ADA,))
    with pytest.raises(NotAllowed):
        await set_up(store, clock, by=BEN, version=2)
    await set_up(store, clock, version=2, facilitators=(ADA, BEN))
    assert len(await deliveries(store, DeliveryKind.FACILITATOR_ADDED)) == 2


async def test_when_every_facilitator_left_the_workspace_a_member_may_take_over(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    await set_up(store, clock, version=1, facilitators=(ADA,))  # Ben stays a member
    gone = replace(PEOPLE[ADA], is_deactivated=True)
    await People(store, clock).remember(WORKSPACE, [gone])
    with pytest.raises(NotAllowed, match="Join its channel"):
        await communities.may_set_up(caller(CLEO), HOME)
    found = await communities.may_set_up(caller(BEN), HOME)
    assert found is not None
    assert found.facilitators == ()


async def test_a_community_of_another_workspace_is_not_there(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock)
    stranger = caller(ADA, workspace_id=WorkspaceId("T2"))
    with pytest.raises(CommunityNotFound):
        await communities.get(stranger, community.id)
    assert await communities.may_set_up(stranger, HOME) is None
    assert await communities.candidates(stranger, HOME) == []


async def test_a_command_means_the_community_of_its_channel_or_else_those_one_belongs_to(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    math = await set_up(store, clock, leaders_channel=LEADERS, facilitators=(ADA, BEN))
    arts = await set_up(
        store, clock, channel=ChannelId("C3"), name="Arts", leaders_channel=LEADERS, facilitators=(ADA,)
    )
    elsewhere = ChannelId("C9")
    assert await communities.candidates(caller(DEV), HOME) == [math]
    assert await communities.candidates(caller(DEV), LEADERS) == [arts, math]
    assert await communities.candidates(caller(ADA), elsewhere) == [arts, math]
    assert await communities.candidates(caller(BEN), elsewhere) == [math]
    assert await communities.candidates(caller(DEV), elsewhere) == []


async def test_an_archived_home_is_told_to_each_facilitator_once(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock, facilitators=(ADA, BEN))
    for receipt in ("event:1", "event:2"):
        await communities.channel_archived(caller(DEV, receipt), HOME)
        clock.advance(timedelta(minutes=5))
    told = await deliveries(store, DeliveryKind.TROUBLE)
    assert sorted(row.recipient for row in told) == [ADA, BEN]
    assert {row.context["error"] for row in told} == {"is_archived"}
    assert (await communities.get(caller(ADA), community.id)).channel_trouble == "is_archived"
    assert await communities.has_trouble(community.id, HOME, "is_archived")


async def test_a_trouble_that_ends_is_forgotten_and_the_next_one_is_news(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock)
    await communities.channel_archived(caller(DEV), HOME)
    clock.advance(timedelta(days=1))
    await communities.channel_unarchived(caller(DEV), HOME)
    assert (await communities.get(caller(ADA), community.id)).channel_trouble is None
    assert not await communities.has_trouble(community.id, HOME, "is_archived")
    assert (await the_row(store)).roster_wanted_at == clock.now()
    await communities.channel_archived(caller(DEV), HOME)
    assert len(await deliveries(store, DeliveryKind.TROUBLE)) == 2


async def test_a_bot_taken_out_and_invited_back(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock)
    await communities.bot_removed(caller(DEV), HOME)
    (told,) = await deliveries(store, DeliveryKind.TROUBLE)
    assert told.context == {"channel": HOME, "error": "not_in_channel"}
    await communities.bot_returned(caller(DEV), HOME)
    assert (await communities.get(caller(ADA), community.id)).channel_trouble is None


async def test_trouble_in_the_leaders_channel_is_told_and_leaves_the_home_alone(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    community = await set_up(store, clock, leaders_channel=LEADERS)
    await communities.channel_archived(caller(DEV), LEADERS)
    (told,) = await deliveries(store, DeliveryKind.TROUBLE)
    assert told.context["channel"] == LEADERS
    assert (await communities.get(caller(ADA), community.id)).channel_trouble is None


async def test_events_of_channels_without_a_community_change_nothing(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    await set_up(store, clock)
    before = len(await deliveries(store))
    elsewhere = ChannelId("C9")
    await communities.channel_archived(caller(DEV), elsewhere)
    await communities.channel_unarchived(caller(DEV), elsewhere)
    await communities.channel_renamed(caller(DEV), elsewhere, "else")
    await communities.bot_removed(caller(DEV), elsewhere)
    await communities.bot_returned(caller(DEV), elsewhere)
    assert len(await deliveries(store)) == before


async def test_a_renamed_home_keeps_its_community(
    store: Store, clock: MovableClock, communities: Communities
) -> None:
    await set_up(store, clock)
    await communities.channel_renamed(caller(DEV), HOME, "mathematics")
    row = await the_row(store)
    assert (row.home_channel, row.home_channel_name, row.channel_trouble) == (HOME, "mathematics", None)
