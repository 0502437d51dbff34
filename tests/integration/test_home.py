"""The Home tab: what it shows one person, and that it follows what they see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import event

from community.clock import MovableClock
from community.communities.views import Community
from community.home_refresh import touch_homes
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.work import Work
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, CLEO, HOME, PEOPLE, caller, deliveries, set_up
from tests.support.digests import Newsroom, a_held_convening, a_survey, answers


@pytest.fixture
def news(store: Store, clock: MovableClock) -> Newsroom:
    return Newsroom(store, clock)


@pytest.fixture
async def community(store: Store, clock: MovableClock, news: Newsroom) -> Community:
    """Ada's, with Ben as a member."""
    community = await set_up(store, clock)
    await news.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    return community


async def homes(store: Store) -> list[str]:
    """Whose Home is to be published again."""
    return [row.recipient for row in await deliveries(store, DeliveryKind.HOME) if row.state == "planned"]


async def touch(
    store: Store, clock: MovableClock, community: Community, user_ids: Sequence[UserId] | None = None
) -> None:
    async with store.transaction() as session:
        await touch_homes(Work(session, clock.now()), community.id, user_ids)


async def test_somebody_in_no_community_has_an_empty_home(news: Newsroom, community: Community) -> None:
    assert await news.services.home.home_for(caller(CLEO)) == ()
    assert await news.services.home.home_for(caller(BEN, workspace_id=WorkspaceId("T2"))) == ()


async def test_shows_the_next_convening_with_my_answer_for_the_time_that_holds(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    await a_held_convening(store, community, tomorrow + timedelta(days=7), title="Later")
    await a_held_convening(store, community, tomorrow - timedelta(hours=3), title="Off", state="cancelled")
    coming = await a_held_convening(store, community, tomorrow, title="Next")
    await answers(store, coming, tomorrow, UBEN="maybe")
    await answers(store, coming, tomorrow - timedelta(days=1), UADA="going")
    (mine,) = await news.services.home.home_for(caller(BEN))
    assert mine.next_convening is not None
    assert (mine.next_convening.title, mine.next_convening.my_answer) == ("Next", "maybe")
    (adas,) = await news.services.home.home_for(caller(ADA))
    assert adas.next_convening is not None
    assert adas.next_convening.my_answer is None


async def test_a_convening_that_is_under_way_is_still_the_next(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    await a_held_convening(store, community, clock.now() - timedelta(minutes=30), title="Under way")
    (mine,) = await news.services.home.home_for(caller(BEN))
    assert mine.next_convening is not None
    clock.advance(timedelta(hours=1))
    (mine,) = await news.services.home.home_for(caller(BEN))
    assert mine.next_convening is None


async def test_shows_feedback_that_waits_for_me_until_it_closes(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    held = await a_held_convening(store, community, clock.now() - timedelta(hours=2))
    await a_survey(store, community, held, clock.now(), [4], asked=(BEN, CLEO))
    (mine,) = await news.services.home.home_for(caller(BEN))
    assert [(each.title, each.has_answered) for each in mine.feedback] == [("Data walk", True)]
    (adas,) = await news.services.home.home_for(caller(ADA))
    assert adas.feedback == ()
    clock.advance(timedelta(days=7))
    (mine,) = await news.services.home.home_for(caller(BEN))
    assert mine.feedback == ()


async def test_only_facilitators_see_what_is_planned(news: Newsroom, community: Community) -> None:
    (mine,) = await news.services.home.home_for(caller(BEN))
    (adas,) = await news.services.home.home_for(caller(ADA))
    assert (mine.is_facilitator, mine.status) == (False, None)
    assert adas.is_facilitator
    assert adas.status is not None
    assert [line.kind for line in adas.status.planned] == ["communities.ready", "digests.members"]


async def test_shows_what_i_stopped_and_every_community_by_name(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    await set_up(store, clock, channel=ChannelId("C3"), name="Arts", facilitators=(BEN,), by=BEN)
    await news.services.members.stop_prompts(caller(BEN), community.id, "feedback")
    shown = await news.services.home.home_for(caller(BEN))
    assert [(each.community.name, each.stopped) for each in shown] == [
        ("Arts", ()),
        ("Math PLC", ("feedback",)),
    ]


async def test_who_never_opened_their_home_has_none_to_refresh(
    store: Store, clock: MovableClock, community: Community
) -> None:
    await touch(store, clock, community)
    assert await homes(store) == []


async def test_a_hundred_changes_are_one_refresh(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    await news.services.people.home_opened(caller(BEN))
    for _ in range(100):
        await touch(store, clock, community, [BEN])
    assert await homes(store) == [BEN]
    clock.advance(timedelta(seconds=2))
    await news.at(clock.now())
    assert news.slack.homes == [BEN]
    await touch(store, clock, community)
    await news.at(clock.now() + timedelta(seconds=2))
    assert news.slack.homes == [BEN, BEN]


async def test_only_the_people_concerned_are_refreshed(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    for user_id in (ADA, BEN, CLEO):
        await news.services.people.home_opened(caller(user_id))
    await touch(store, clock, community, [ADA, CLEO])  # Cleo has just left
    assert await homes(store) == [ADA, CLEO]
    async with store.transaction() as session:
        await touch_homes(Work(session, clock.now()), community.id, facilitators_only=True)
    assert sorted(await homes(store)) == [ADA, CLEO]
    await touch(store, clock, community)
    assert sorted(await homes(store)) == [ADA, BEN, CLEO]


async def test_touching_costs_two_statements_at_most(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    await news.services.people.home_opened(caller(BEN))
    for user_ids in ([BEN], [ADA], None):
        seen: list[str] = []
        async with store.transaction() as session:
            connection = (await session.connection()).sync_connection

            def note(_c: object, _cur: object, statement: str, *_: object, seen: list[str] = seen) -> None:
                seen.append(statement)

            event.listen(connection, "before_cursor_execute", note)
            await touch_homes(Work(session, clock.now()), community.id, user_ids)
            event.remove(connection, "before_cursor_execute", note)
        assert len(seen) == (1 if user_ids == [ADA] else 2)


async def test_a_facilitators_home_follows_what_was_sent(
    news: Newsroom, clock: MovableClock, community: Community
) -> None:
    await news.services.people.home_opened(caller(ADA))
    await news.services.people.home_opened(caller(BEN))
    await news.at(clock.now() + timedelta(seconds=1))  # the channel is told that it is ready
    await news.at(clock.now() + timedelta(seconds=12))
    assert news.slack.homes == [ADA]
    (adas,) = await news.services.home.home_for(caller(ADA))
    assert adas.status is not None
    assert [line.kind for line in adas.status.planned] == ["digests.members"]
    assert community.facilitators == (ADA,)


async def test_homes_follow_the_start_the_end_and_feedback_that_opens_once_each(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    starts_at = clock.now() + timedelta(hours=2)
    held = await a_held_convening(store, community, starts_at)
    await a_survey(store, community, held, starts_at + timedelta(minutes=70), [], asked=(BEN,))
    await news.services.people.home_opened(caller(BEN))
    minute = timedelta(minutes=1)
    drawn = []
    for minutes in (-1, 0, 1, 59, 60, 61, 69, 70, 71):
        clock.move_to(starts_at + minutes * minute)
        await news.services.home.follow_time()
        await news.at(clock.now() + timedelta(seconds=5))
        drawn += [minutes] * len(news.slack.homes)
        news.slack.homes.clear()
    assert drawn == [0, 60, 70]


async def test_a_session_that_has_begun_is_shown_as_begun(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    await a_held_convening(store, community, clock.now() + timedelta(minutes=1))
    (before,) = await news.services.home.home_for(caller(BEN))
    clock.advance(timedelta(minutes=1))
    (after,) = await news.services.home.home_for(caller(BEN))
    assert before.next_convening is not None
    assert after.next_convening is not None
    assert (before.next_convening.has_begun, after.next_convening.has_begun) == (False, True)


async def test_what_somebody_sees_of_their_membership_refreshes_their_home(
    news: Newsroom, store: Store, clock: MovableClock, community: Community
) -> None:
    for user_id in (ADA, BEN):
        await news.services.people.home_opened(caller(user_id))

    async def refreshed() -> list[str]:
        clock.advance(timedelta(minutes=1))
        news.slack.homes.clear()
        await news.at(clock.now())
        return sorted(news.slack.homes)

    await refreshed()  # what setting up sent
    await refreshed()
    await news.services.members.stop_prompts(caller(BEN), community.id, "reminders")
    assert await refreshed() == [BEN]
    await news.services.members.left(caller(BEN), HOME)
    assert await refreshed() == [BEN]
    await news.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    assert BEN in await refreshed()
    await set_up(store, clock, version=1, name="Maths")
    assert await refreshed() == [ADA, BEN]
    await news.services.communities.channel_archived(caller(BEN), HOME)
    assert await refreshed() == [ADA]
