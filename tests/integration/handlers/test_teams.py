"""Teams, as people make and edit them with `/cop team`."""

from __future__ import annotations

import pytest_asyncio

from community.communities.views import Community
from community.teams.views import TeamWithGaps
from sandbox.people import Person
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import TEAM, make_team

ACCEPT = "Seen, and meant that way?"


@pytest_asyncio.fixture
async def carmen(stage: Stage) -> Person:
    return stage.person("Carmen Ruiz")


@pytest_asyncio.fixture
async def community(stage: Stage, ada: Person, ben: Person, carmen: Person) -> Community:
    stage.channel("math-plc", ada, ben, carmen)
    return await stage.community(ada)


async def teams(stage: Stage, community: Community, person: Person) -> tuple[TeamWithGaps, ...]:
    return await stage.services.teams.list(stage.caller(person), community.id)


async def test_where_there_is_no_team_yet_the_command_says_so_and_offers_one(
    stage: Stage, community: Community, ben: Person
) -> None:
    await ben.runs("/cop team", channel="math-plc")
    assert ben.sees("has no team yet")
    await ben.clicks("New team")
    assert ben.modal is not None
    assert ben.modal.title == "New team"


async def test_a_team_is_made_with_its_people_and_shown_with_what_it_lacks(
    stage: Stage, community: Community, ben: Person, carmen: Person
) -> None:
    await ben.runs("/cop team Lincoln grade 4", channel="math-plc")
    assert ben.modal is not None
    assert ben.modal.values["Name"] == "Lincoln grade 4"
    well(await ben.submits({**TEAM, "Lead": ben, "Note taker": carmen, "Members": [ben, carmen]}))
    await stage.settle()
    assert ben.sees("The team is there:")
    (item,) = await teams(stage, community, ben)
    assert (item.team.lead, item.team.note_taker) == (ben.id, carmen.id)
    assert item.team.site == "Lincoln Elementary"
    assert item.team.school_level == "elementary"
    assert item.gaps
    assert ben.sees("Worth adding when you can")


async def test_a_team_is_edited_by_its_name_however_it_is_written(
    stage: Stage, community: Community, ben: Person, carmen: Person
) -> None:
    await make_team(stage, ben, carmen)
    await ben.runs("/cop team LINCOLN grade 4")
    assert ben.modal is not None
    assert ben.modal.title == "Edit the team"
    well(await ben.submits({"Name": "Lincoln fours", "Lead": carmen}))
    await stage.settle()
    (item,) = await teams(stage, community, ben)
    assert (item.team.name, item.team.lead) == ("Lincoln fours", carmen.id)


async def test_only_those_who_may_edit_a_team_find_the_button_in_the_list(
    stage: Stage, community: Community, ada: Person, ben: Person, carmen: Person
) -> None:
    dmitri = stage.person("Dmitri Volkov")
    stage.workspace.join(ben.screen.channel("math-plc").id, dmitri.id)
    await stage.jobs()
    await make_team(stage, ben, carmen)
    for person, may in ((ada, True), (ben, True), (carmen, True), (dmitri, False)):
        await person.runs("/cop team", channel="math-plc")
        assert person.sees("Lincoln grade 4")
        assert ("Edit" in person.ephemerals[-1].buttons) is may, person.name
    theirs = next(shown for shown in ben.ephemerals if "Edit" in shown.buttons)
    await dmitri.clicks("Edit", message=theirs)
    await stage.settle()
    assert dmitri.screen.modal() is None
    await dmitri.runs("/cop team Lincoln grade 4")
    await stage.settle()
    assert dmitri.screen.modal() is None


async def test_what_is_wrong_stands_beside_its_field_and_all_that_was_typed_stays(
    stage: Stage, community: Community, ben: Person, carmen: Person
) -> None:
    await make_team(stage, ben, carmen)
    robot = stage.person("Robo Bot", is_bot=True)
    await ben.runs("/cop team Lincoln grade 5")
    outcome = await ben.submits({**TEAM, "Name": "Lincoln Grade 4", "Lead": robot, "Members": [ben, carmen]})
    assert "is an app" in outcome.errors["Lead"]
    outcome = await ben.submits({"Lead": ben})
    assert "already" in outcome.errors["Name"]
    assert ben.modal is not None
    assert ben.modal.values["School or site"] == "Lincoln Elementary"
    assert ben.modal.values["Members"] == [ben.id, carmen.id]
    well(await ben.submits({"Name": "Lincoln grade 5", "Lead": ben}))
    assert len(await teams(stage, community, ben)) == 2


async def test_somebody_outside_the_channel_is_asked_about_and_may_be_meant(
    stage: Stage, community: Community, ben: Person, carmen: Person
) -> None:
    lea = stage.person("Lea Okafor")
    await ben.runs("/cop team Lincoln grade 4", channel="math-plc")
    well(await ben.submits({**TEAM, "Lead": lea, "Note taker": carmen, "Members": [ben, carmen]}))
    assert ben.modal is not None
    assert "is not in the channel" in ben.modal.text
    assert ben.modal.values["School or site"] == "Lincoln Elementary"
    well(await ben.submits({ACCEPT: ["Save it all the same"]}))
    (item,) = await teams(stage, community, ben)
    assert item.team.lead == lea.id


async def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(
    stage: Stage, community: Community, ada: Person, ben: Person, carmen: Person
) -> None:
    await make_team(stage, ben, carmen)
    for person in (ada, ben):
        await person.runs("/cop team Lincoln grade 4", channel="math-plc")
    well(await ada.submits({"School or site": "Lincoln Annex"}))
    well(await ben.submits({"Name": "Lincoln fours"}))
    assert ben.modal is not None
    assert ben.modal.values["Name"] == "Lincoln fours"
    well(await ben.submits())
    (item,) = await teams(stage, community, ben)
    assert (item.team.name, item.team.site) == ("Lincoln fours", "Lincoln Elementary")


async def test_a_stranger_makes_no_team(stage: Stage, community: Community) -> None:
    lea = stage.person("Lea Okafor")
    stage.channel("lobby", lea)
    await lea.runs("/cop team Spies", channel="lobby")
    assert lea.screen.modal() is None
    assert lea.sees("There is no community here")
