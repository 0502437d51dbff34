"""What Slack tells: people come, go and change; channels too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from community.communities.views import Community
from community.communities.views import Person as KnownPerson
from community.ids import ChannelId, UserId, WorkspaceId
from sandbox.people import Person
from tests.support.community_stage import Stage, well


async def community_now(stage: Stage, ada: Person, community: Community) -> Community:
    return await stage.services.communities.get(stage.caller(ada), community.id)


async def is_member(stage: Stage, person: Person) -> bool:
    """Whether a direct message would be enough for this person to mean a community."""
    nowhere = ChannelId("C0NOWHERE")
    return bool(await stage.services.communities.candidates(stage.caller(person), nowhere))


async def known(stage: Stage, person: Person) -> KnownPerson:
    found = await stage.services.people.find(WorkspaceId(stage.workspace.team_id), [UserId(person.id)])
    return found[UserId(person.id)]


async def test_joining_the_home_makes_a_member_and_leaving_ends_it(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    carmen = stage.person("Carmen Ruiz", tz="America/Denver")
    await carmen.joins("math-plc")
    await stage.settle()
    assert await is_member(stage, carmen)
    assert (await known(stage, carmen)).zone == "America/Denver"
    await carmen.leaves("math-plc")
    await stage.settle()
    assert not await is_member(stage, carmen)


async def test_an_app_that_joins_is_no_member(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    robot = stage.person("Robo Bot", is_bot=True)
    stage.workspace.join(math, robot.id)
    await stage.settle()
    assert not await is_member(stage, robot)


async def test_a_change_of_zone_is_kept(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    stage.workspace.change_user(ada.id, tz="America/New_York")
    await stage.settle()
    assert (await known(stage, ada)).zone == "America/New_York"


async def test_somebody_deactivated_leaves(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    carmen = stage.person("Carmen Ruiz")
    await carmen.joins("math-plc")
    await stage.settle()
    stage.workspace.deactivate(carmen.id)
    await stage.settle()
    assert not await is_member(stage, carmen)


async def test_an_archived_home_is_trouble_until_it_is_unarchived(
    stage: Stage, math: str, ada: Person
) -> None:
    community = await stage.community(ada)
    stage.workspace.archive(math, by=ada.id)
    await stage.settle()
    assert (await community_now(stage, ada, community)).channel_trouble == "is_archived"
    stage.workspace.unarchive(math, by=ada.id)
    await stage.settle()
    assert (await community_now(stage, ada, community)).channel_trouble is None


async def test_removing_the_bot_is_trouble_until_it_is_invited_again(
    stage: Stage, math: str, ada: Person
) -> None:
    community = await stage.community(ada)
    stage.workspace.remove_bot(math, stage.app, by=ada.id)
    await stage.settle()
    assert (await community_now(stage, ada, community)).channel_trouble == "not_in_channel"
    stage.workspace.join(math, stage.app.bot_user_id, inviter=ada.id)
    await stage.settle()
    assert (await community_now(stage, ada, community)).channel_trouble is None


@pytest.mark.parametrize("private", [False, True])
async def test_a_rename_is_taken_calmly(private: bool, stage: Stage, ada: Person) -> None:
    channel = stage.channel("quiet", ada, private=private)
    community = await stage.community(ada, "quiet")
    stage.workspace.rename(channel, "very-quiet", by=ada.id)
    await stage.settle()
    assert (await community_now(stage, ada, community)).channel_trouble is None
    assert not stage.server.deliveries.failed


async def test_a_private_home_shared_with_another_workspace_goes_on_under_its_new_id(
    stage: Stage, ada: Person
) -> None:
    old = stage.channel("quiet", ada, private=True)
    community = await stage.community(ada, "quiet", changes={"Leaders' channel": None})
    ahead = {"Announce on": date(2026, 9, 7), "Announce at": time(8, 0)}
    await stage.convening(ada, ahead)
    await stage.jobs()
    new = stage.workspace.share_externally(old)
    await stage.settle()
    assert (await community_now(stage, ada, community)).home_channel == new
    announced = [shown for shown in ada.messages("quiet") if "I'll be there" in shown.buttons]
    well(await ada.clicks("I'll be there", message=announced[0]))
    await ada.runs("/cop upcoming", channel="quiet")
    await ada.clicks("Edit", channel="quiet")
    well(await ada.submits({"Title": "Lesson study"}))
    await stage.settle()
    await stage.until(datetime(2026, 10, 1, 0, tzinfo=UTC), planning_every=timedelta(days=1))
    posted = [shown for shown in ada.messages("quiet") if shown not in ada.ephemerals]
    asking = [shown.text for shown in posted if "I'll be there" in shown.buttons]
    assert ["Lesson study" in text for text in asking] == [True, True]  # announced, edited; and reminded
    assert (await community_now(stage, ada, community)).channel_trouble is None


async def test_what_people_write_is_none_of_the_bots_business(stage: Stage, math: str, ada: Person) -> None:
    await ada.posts("Good morning!", channel="math-plc")
    await stage.settle()
    assert not stage.server.deliveries.failed


async def test_uninstalling_forgets_the_workspace(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    stage.workspace.uninstall(stage.app)
    await stage.settle()
    assert not stage.server.deliveries.failed


async def test_a_stranger_who_changes_is_not_written_down(stage: Stage, math: str, ada: Person) -> None:
    stranger = stage.person("Sam Stranger")
    stage.workspace.change_user(stranger.id, tz="Asia/Tokyo")
    await stage.settle()
    assert not await stage.services.people.find(WorkspaceId(stage.workspace.team_id), [UserId(stranger.id)])
