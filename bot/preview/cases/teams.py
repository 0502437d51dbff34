"""Teams: made, edited, shown with what they lack."""

from typing import Any

from bot.preview.case import typed, usual
from bot.preview.samples import a_community, people
from bot.preview.samples_pdsa import a_team, a_team_draft, a_team_with_gaps
from community.ids import TeamId
from community.teams.views import TeamDraft

FORM: dict[str, Any] = {
    "community": a_community(),
    "warnings": (),
    "notice": "",
    "ref_text": '{"v":1,"community":7,"team":11,"version":2}',
}
TEAM_FORM = usual(
    "teams/team",
    "modal",
    **(
        FORM
        | {
            "draft": a_team_draft(),
            "team": a_team(),
            "warnings": ("<@U03CHI> is not in the community's channel yet.",),
            "notice": "Ben changed this while you were editing.",
        }
    ),
)
COMPLETE = a_team_with_gaps(
    team=a_team(id=TeamId(12), name="Coaches", site="", school_level="", observers=()),
    gaps=(),
    may_edit=False,
)
BARE = a_team(
    site="", school_level="", lead=None, note_taker=None, decision_maker=None, members=(), observers=()
)
TEAMS = usual(
    "teams/teams", community=a_community(), teams=(a_team_with_gaps(), COMPLETE), is_facilitator=False
)
SAVED = usual("teams/saved", item=a_team_with_gaps(), is_new=True)
HOSTILE = ("channel", "long", "right_to_left", "quotes")

CASES = [
    TEAM_FORM,
    usual("teams/team", "modal", name="new", **(FORM | {"draft": TeamDraft(), "team": None})),
    *typed(TEAM_FORM, *HOSTILE),
    TEAMS,
    usual(
        "teams/teams",
        name="facilitator",
        community=a_community(),
        teams=(a_team_with_gaps(team=BARE, gaps=("A lead.", "A note taker."), may_edit=False),),
        is_facilitator=True,
    ),
    usual(
        "teams/teams",
        name="many",
        community=a_community(),
        teams=(a_team_with_gaps(team=a_team(members=people(40), observers=people(20))),) * 30,
        is_facilitator=True,
    ),
    usual("teams/teams", name="none", community=a_community(), teams=(), is_facilitator=False),
    *typed(TEAMS, *HOSTILE),
    SAVED,
    usual("teams/saved", name="complete", item=COMPLETE, is_new=False),
    usual("teams/saved", name="bare", item=a_team_with_gaps(team=BARE), is_new=False),
    *typed(SAVED, *HOSTILE),
]
