"""Joining, leaving, rosters, and what each member does not want to be sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.clock import MovableClock
from community.communities.views import Community, Person
from community.convenings.service import Convenings
from community.deliveries.planning import Wanted, plan
from community.errors import NotAMember, RepeatedRequest, StaleButton
from community.ids import DeliveryKind, UserId
from community.members.service import Members
from community.people import People
from storage.tables import MemberRow
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
    caller,
    deliveries,
    members,
    set_up,
)
from tests.support.convenings import a_draft

Plans = Callable[..., Awaitable[None]]


@pytest.fixture
async def community(store: Store, clock: MovableClock) -> Community:
    return await set_up(store, clock)


@pytest.fixture
def service(store: Store, clock: MovableClock) -> Members:
    return Members(store, clock)


@pytest.fixture
def plan_nudge(store: Store, clock: MovableClock, community: Community) -> Plans:
    async def planned(user_id: UserId, kind: DeliveryKind = DeliveryKind.RSVP_NUDGE) -> None:
        later = clock.now() + timedelta(days=1)
        wanted = Wanted(kind, f"{kind}:42:{user_id}", user_id, later, later + timedelta(days=1))
        async with store.transaction() as session:
            await plan(
                session,
                workspace_id=WORKSPACE,
                community_id=community.id,
                subject=f"convening:42/{user_id}/{kind}",
                wanted=[wanted],
                now=clock.now(),
            )

    return planned


async def stopped(store: Store, user_id: UserId) -> list[str]:
    async with store.reading() as session:
        return list(
            (await session.scalars(select(MemberRow.stopped).where(MemberRow.user_id == user_id))).one()
        )


async def test_joining_the_home_channel_makes_a_member_who_is_welcomed_once(
    store: Store, community: Community, service: Members
) -> None:
    await service.joined(caller(BEN, "event:1"), HOME, PEOPLE[BEN])
    await service.joined(caller(BEN, "event:2"), HOME, PEOPLE[BEN])
    with pytest.raises(RepeatedRequest):
        await service.joined(caller(BEN, "event:2"), HOME, PEOPLE[BEN])
    assert await members(store) == [ADA, BEN]
    (welcome,) = await deliveries(store, DeliveryKind.WELCOME)
    assert welcome.recipient == BEN
    newcomer = await service.newcomer(community.id, BEN)
    assert newcomer is not None
    assert (newcomer.community, newcomer.next_convening) == (community, None)


@pytest.mark.parametrize("user_id", [ROBOT, GUS])
async def test_apps_and_deactivated_accounts_never_become_members(
    store: Store, community: Community, service: Members, user_id: UserId
) -> None:
    await service.joined(caller(user_id), HOME, PEOPLE[user_id])
    assert await members(store) == [ADA]
    assert await deliveries(store, DeliveryKind.WELCOME) == []


async def test_guests_become_members(store: Store, community: Community, service: Members) -> None:
    await service.joined(caller(GIL), HOME, PEOPLE[GIL])
    assert await members(store) == [ADA, GIL]


@pytest.mark.usefixtures("community")
async def test_other_channels_make_no_members(store: Store, service: Members) -> None:
    await service.joined(caller(BEN), LEADERS, PEOPLE[BEN])
    await service.left(caller(ADA), LEADERS)
    assert await members(store) == [ADA]


@pytest.mark.usefixtures("community")
async def test_somebody_slack_could_not_describe_waits_for_the_roster(store: Store, service: Members) -> None:
    await service.joined(caller(BEN), HOME, Person(BEN, name="", zone=None))
    assert await members(store) == [ADA]
    assert [wanted.channel for wanted in await service.rosters_wanted()] == [HOME]


async def test_leaving_ends_membership_and_takes_back_what_was_planned(
    store: Store, community: Community, service: Members, plan_nudge: Plans
) -> None:
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    await plan_nudge(BEN)
    await plan_nudge(CLEO)
    await service.left(caller(BEN), HOME)
    assert await members(store) == [ADA]
    nudges = {row.recipient: row.state for row in await deliveries(store, DeliveryKind.RSVP_NUDGE)}
    assert nudges == {BEN: "cancelled", CLEO: "planned"}
    assert await service.newcomer(community.id, BEN) is None


@pytest.mark.usefixtures("community")
async def test_who_comes_back_belongs_again_and_is_not_welcomed_twice_a_day(
    store: Store, clock: MovableClock, service: Members
) -> None:
    for away in (timedelta(minutes=5), timedelta(days=30)):
        await service.joined(caller(BEN), HOME, PEOPLE[BEN])
        clock.advance(away)
        await service.left(caller(BEN), HOME)
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    assert await members(store) == [ADA, BEN]
    assert len(await deliveries(store, DeliveryKind.WELCOME)) == 2


@pytest.mark.usefixtures("community")
async def test_a_facilitator_who_leaves_the_channel_still_belongs(store: Store, service: Members) -> None:
    await service.left(caller(ADA), HOME)
    assert await members(store) == [ADA]


@pytest.mark.usefixtures("community")
async def test_a_deactivated_person_leaves_every_community(
    store: Store, clock: MovableClock, service: Members, plan_nudge: Plans
) -> None:
    people = People(store, clock)
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    await plan_nudge(BEN)
    await people.remember(WORKSPACE, [replace(PEOPLE[BEN], is_deactivated=True)], receipt="event:9")
    assert await members(store) == [ADA]
    (nudge,) = await deliveries(store, DeliveryKind.RSVP_NUDGE)
    assert nudge.state == "cancelled"
    with pytest.raises(RepeatedRequest):
        await people.remember(WORKSPACE, [PEOPLE[BEN]], receipt="event:9")


async def test_people_are_known_as_slack_last_described_them(store: Store, clock: MovableClock) -> None:
    people = People(store, clock)
    await people.home_opened(caller(CLEO))
    assert await people.find(WORKSPACE, [CLEO]) == {}  # nobody said who that is
    await people.remember(WORKSPACE, [PEOPLE[BEN], PEOPLE[CLEO]])
    moved = replace(PEOPLE[CLEO], zone="Asia/Tokyo", name="Cleo T.")
    await people.remember(WORKSPACE, [moved])
    assert await people.find(WORKSPACE, [BEN, CLEO, DEV]) == {BEN: PEOPLE[BEN], CLEO: moved}


async def test_the_first_roster_makes_members_in_silence(
    store: Store, clock: MovableClock, community: Community, service: Members
) -> None:
    (wanted,) = await service.rosters_wanted()
    assert (wanted.community_id, wanted.workspace_id, wanted.channel) == (community.id, WORKSPACE, HOME)
    await service.sync_roster(
        community.id, [*PEOPLE.values()], wanted_at=wanted.wanted_at, read_at=clock.now()
    )
    assert await members(store) == [ADA, BEN, CLEO, DEV, GIL]
    assert await deliveries(store, DeliveryKind.WELCOME) == []
    assert await service.rosters_wanted() == []


async def test_a_later_roster_ends_memberships_but_never_a_facilitators(
    store: Store, clock: MovableClock, community: Community, service: Members
) -> None:
    await service.sync_roster(community.id, [PEOPLE[BEN], PEOPLE[CLEO]])
    clock.advance(timedelta(hours=1))
    await service.sync_roster(community.id, [PEOPLE[CLEO]])
    assert await members(store) == [ADA, CLEO]


async def test_who_comes_or_goes_while_the_roster_is_read_is_right(
    store: Store, clock: MovableClock, community: Community, service: Members
) -> None:
    await service.sync_roster(community.id, [PEOPLE[BEN]])
    clock.advance(timedelta(hours=1))
    read_at = clock.now()
    clock.advance(timedelta(seconds=1))
    await service.left(caller(BEN), HOME)
    await service.joined(caller(DEV), HOME, PEOPLE[DEV])
    await service.sync_roster(community.id, [PEOPLE[BEN], PEOPLE[CLEO]], read_at=read_at)
    assert await members(store) == [ADA, CLEO, DEV]


async def test_a_roster_wanted_again_while_it_is_read_stays_wanted(
    store: Store, clock: MovableClock, community: Community, service: Members
) -> None:
    (wanted,) = await service.rosters_wanted()
    clock.advance(timedelta(seconds=1))
    await set_up(store, clock, version=1)
    await service.sync_roster(community.id, [], wanted_at=wanted.wanted_at)
    assert len(await service.rosters_wanted()) == 1


async def test_stopping_prompts_takes_back_those_planned_and_no_others(
    store: Store, community: Community, service: Members, plan_nudge: Plans
) -> None:
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    for kind in (DeliveryKind.FEEDBACK_REQUEST, DeliveryKind.FEEDBACK_REMINDER, DeliveryKind.RSVP_NUDGE):
        await plan_nudge(BEN, kind)
    await service.stop_prompts(caller(BEN), community.id, "feedback")
    assert await stopped(store, BEN) == ["feedback.reminder", "feedback.request"]
    states = {row.kind: row.state for row in await deliveries(store) if row.subject.startswith("convening")}
    assert states == {
        "feedback.request": "cancelled",
        "feedback.reminder": "cancelled",
        "convenings.rsvp_nudge": "planned",
    }


async def test_prompts_can_be_resumed_group_by_group(
    store: Store, community: Community, service: Members
) -> None:
    for prompts in ("feedback", "rsvp_nudges", "rsvp_nudges"):
        await service.stop_prompts(caller(ADA), community.id, prompts)
    await service.resume_prompts(caller(ADA), community.id, "feedback")
    assert await stopped(store, ADA) == ["convenings.rsvp_nudge"]


async def test_who_joins_late_is_asked_about_what_is_announced_until_they_stop_it(
    store: Store, clock: MovableClock, community: Community, service: Members
) -> None:
    draft = a_draft(facilitator=None)
    await Convenings(store, clock).schedule(caller(ADA), community.id, draft, accepted=True)

    async def nudges() -> list[tuple[str, str]]:
        rows = await deliveries(store, DeliveryKind.RSVP_NUDGE)
        return [(row.recipient, row.state) for row in rows if row.recipient == BEN]

    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    assert await nudges() == [(BEN, "planned")]
    await service.stop_prompts(caller(BEN), community.id, "rsvp_nudges")
    assert await nudges() == [(BEN, "cancelled")]
    await service.resume_prompts(caller(BEN), community.id, "rsvp_nudges")
    assert await nudges() == [(BEN, "planned")]


async def test_what_was_stopped_stays_stopped_when_one_comes_back(
    store: Store, community: Community, service: Members
) -> None:
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    await service.stop_prompts(caller(BEN), community.id, "reminders")
    await service.left(caller(BEN), HOME)
    await service.joined(caller(BEN), HOME, PEOPLE[BEN])
    assert await stopped(store, BEN) == ["convenings.starting_soon"]


async def test_only_members_have_prompts_and_foreign_words_are_refused(
    community: Community, service: Members
) -> None:
    with pytest.raises(NotAMember):
        await service.stop_prompts(caller(DEV), community.id, "feedback")
    with pytest.raises(StaleButton):
        await service.stop_prompts(caller(ADA), community.id, "everything")
