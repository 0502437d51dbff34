"""Teams on both databases: made, edited, and what their make-up lacks."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from community.clock import MovableClock
from community.errors import (
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotAMember,
    RepeatedRequest,
    TeamNotFound,
)
from community.ids import TeamId, UserId, WorkspaceId
from community.teams.views import Team
from community.work import Caller
from storage.unit_of_work import Store
from tests.support.cycles import OTTO, Pdsa, a_pdsa, people
from tests.support.plc import FAY
from tests.support.teams import ADA, BEN, CAT, DAN, EVE, a_team_draft

STRANGER = UserId("USTRANGER")


@pytest.fixture
async def pdsa(store: Store, clock: MovableClock) -> Pdsa:
    return await a_pdsa(store, clock)


async def edit(pdsa: Pdsa, by: str, team: Team, **changes: object) -> Team:
    saved = await pdsa.services.teams.save(
        pdsa.caller(by),
        pdsa.community_id,
        team.id,
        replace(a_team_draft(), **changes),  # type: ignore[arg-type]  # each by its field's name
        version=team.version,
        people=people(),
        accepted=True,
    )
    return saved.team


async def test_a_team_is_kept_with_everybody_in_it(pdsa: Pdsa) -> None:
    team = pdsa.team
    assert (team.name, team.site, team.school_level) == (
        "Lincoln grade 4",
        "Lincoln Elementary",
        "elementary",
    )
    assert (team.lead, team.note_taker, team.decision_maker) == (ADA, BEN, CAT)
    assert (team.members, team.observers) == ((ADA, BEN, CAT, DAN), (EVE,))
    assert (ADA, "teams.team.create") in await pdsa.audited()


async def test_every_member_may_make_a_team_and_is_offered_to_lead_it(pdsa: Pdsa) -> None:
    form = await pdsa.services.teams.form(pdsa.caller(OTTO), pdsa.community_id, None)
    assert (form.draft.lead, form.team, form.version) == (OTTO, None, None)
    team = await pdsa.save_team(OTTO, name="Solo", lead=OTTO, note_taker=None, members=(), observers=())
    listed = await pdsa.services.teams.list(pdsa.caller(DAN), pdsa.community_id)
    assert [(each.team.name, each.may_edit) for each in listed] == [
        ("Lincoln grade 4", False),
        ("Solo", False),
    ]
    assert (await pdsa.services.teams.get(pdsa.caller(OTTO), team.id)).may_edit


async def test_gaps_in_the_make_up_are_said_and_block_nothing(pdsa: Pdsa) -> None:
    assert (await pdsa.services.teams.get(pdsa.caller(), pdsa.team.id)).gaps == ()
    team = await edit(
        pdsa, ADA, pdsa.team, lead=None, note_taker=None, decision_maker=None, observers=(), site=""
    )
    gaps = (await pdsa.services.teams.get(pdsa.caller(FAY), team.id)).gaps
    assert gaps == (
        "Nobody leads the team: questions about its cycles go to others.",
        "There is no note taker.",
        "There is no decision maker of the site, who can keep what works.",
        "The team has 1 person; 4 to 7 are recommended.",
        "Nobody observes yet: a peer teacher or a coach sees what the team cannot.",
        "The site is not said yet.",
    )


async def test_who_is_not_in_the_channel_is_warned_of_and_then_shown_as_a_gap(pdsa: Pdsa) -> None:
    save = pdsa.services.teams.save
    draft = a_team_draft(name="Others", lead=STRANGER)
    with pytest.raises(InvalidInput) as warned:
        await save(
            pdsa.caller(), pdsa.community_id, None, draft, version=None, people=people(), accepted=False
        )
    assert list(warned.value.warnings) == ["lead"]
    saved = await save(
        pdsa.caller(), pdsa.community_id, None, draft, version=None, people=people(), accepted=True
    )
    assert saved.gaps == (
        "1 person of the team is not in the community's channel yet, so nothing reaches them.",
    )


async def test_two_teams_of_one_name_are_refused_however_it_is_written(pdsa: Pdsa) -> None:
    for name in ("Lincoln grade 4", "  lincoln  GRADE 4 "):
        with pytest.raises(InvalidInput) as refused:
            await pdsa.save_team(name=name)
        assert list(refused.value.problems) == ["name"]
    assert (await edit(pdsa, ADA, pdsa.team, name="LINCOLN grade 4")).name == "LINCOLN grade 4"


async def test_the_same_submission_twice_makes_one_team(pdsa: Pdsa) -> None:
    caller = pdsa.caller(ADA, "view:V1")
    arguments = {"version": None, "people": people(), "accepted": True}
    draft = a_team_draft(name="Second")
    await pdsa.services.teams.save(caller, pdsa.community_id, None, draft, **arguments)  # type: ignore[arg-type]
    with pytest.raises(RepeatedRequest):
        await pdsa.services.teams.save(caller, pdsa.community_id, None, draft, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("person", [ADA, BEN, CAT, FAY])
async def test_lead_note_taker_decision_maker_and_facilitators_edit_a_team(pdsa: Pdsa, person: str) -> None:
    form = await pdsa.services.teams.form(pdsa.caller(person), pdsa.community_id, pdsa.team.id)
    assert (form.draft.name, form.version) == ("Lincoln grade 4", pdsa.team.version)
    assert (await edit(pdsa, person, pdsa.team, site="Elsewhere")).site == "Elsewhere"


@pytest.mark.parametrize("person", [DAN, EVE, OTTO])
async def test_other_members_look_at_a_team_and_do_not_edit_it(pdsa: Pdsa, person: str) -> None:
    assert not (await pdsa.services.teams.get(pdsa.caller(person), pdsa.team.id)).may_edit
    with pytest.raises(NotAllowed, match="Lincoln grade 4"):
        await edit(pdsa, person, pdsa.team, site="Elsewhere")
    with pytest.raises(NotAllowed):
        await pdsa.services.teams.form(pdsa.caller(person), pdsa.community_id, pdsa.team.id)


async def test_strangers_and_other_workspaces_see_no_team(pdsa: Pdsa) -> None:
    teams = pdsa.services.teams
    for refused in (
        teams.get(pdsa.caller(STRANGER), pdsa.team.id),
        teams.list(pdsa.caller(STRANGER), pdsa.community_id),
        teams.form(pdsa.caller(STRANGER), pdsa.community_id, None),
    ):
        with pytest.raises(NotAMember):
            await refused
    with pytest.raises(TeamNotFound):
        await teams.get(Caller(WorkspaceId("T2"), ADA), pdsa.team.id)
    with pytest.raises(TeamNotFound):
        await teams.get(pdsa.caller(), TeamId(99))


async def test_the_slower_of_two_editors_is_told_who_was_faster(pdsa: Pdsa) -> None:
    await edit(pdsa, BEN, pdsa.team, site="North building")
    with pytest.raises(EditedMeanwhile, match="Ben changed this team") as refused:
        await edit(pdsa, ADA, pdsa.team, site="South building")
    again = replace(pdsa.team, version=refused.value.version)
    assert (await edit(pdsa, ADA, again, site="South building")).site == "South building"


async def test_a_renamed_team_has_its_cards_drawn_anew(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.at(pdsa.clock.now())
    await edit(pdsa, ADA, pdsa.team, name="Lincoln grade 5")
    assert (await pdsa.cycle(cycle.id)).owner_name == "Lincoln grade 5"
    card = await pdsa.services.cycles.card_for(cycle.id)
    assert card is not None
    assert card.cycle.owner_name == "Lincoln grade 5"


async def test_of_two_teams_given_one_name_at_once_the_slower_is_told_beside_the_field(pdsa: Pdsa) -> None:
    other = await pdsa.save_team(name="Maple grade 4")
    results = await asyncio.gather(
        edit(pdsa, ADA, pdsa.team, name="Oak"), edit(pdsa, ADA, other, name="Oak"), return_exceptions=True
    )
    (refused,) = [result for result in results if isinstance(result, InvalidInput)]
    assert list(refused.problems) == ["name"]
    assert sum(isinstance(result, Team) for result in results) == 1


async def test_a_taken_name_and_a_wrong_lead_are_said_together(pdsa: Pdsa) -> None:
    gone = {**people(), BEN: replace(people()[BEN], is_deactivated=True)}
    with pytest.raises(InvalidInput) as refused:
        await pdsa.services.teams.save(
            pdsa.caller(),
            pdsa.community_id,
            None,
            a_team_draft(lead=BEN),
            version=None,
            people=gone,
            accepted=True,
        )
    assert {"name", "lead"} <= set(refused.value.problems)


async def test_who_took_a_cycle_over_and_is_taken_out_of_the_team_leads_it_no_longer(pdsa: Pdsa) -> None:
    cycle = await pdsa.start()
    await pdsa.services.cycles.hand_over(pdsa.caller(), cycle.id, DAN)
    team = await edit(pdsa, ADA, pdsa.team, site="North building")
    assert (await pdsa.cycle(cycle.id)).lead == DAN
    await edit(pdsa, ADA, team, members=(ADA, BEN, CAT))
    assert (await pdsa.cycle(cycle.id)).lead == ADA
