"""The team's form: what is refused beside its field, and what is only asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from community.errors import InvalidInput
from community.ids import UserId
from community.teams.drafting import check, name_key
from community.teams.makeup import gaps
from community.teams.views import TeamDraft
from tests.support.convenings import a_community
from tests.support.cycles import people
from tests.support.teams import ADA, BEN, DAN, TEAM, a_team, a_team_draft

EVERYBODY = set(people())


def refused(draft: TeamDraft, **about: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as error:
        check(
            draft,
            a_community(),
            about.get("people", people()),  # type: ignore[arg-type]  # a mapping where it is given
            EVERYBODY,
            accepted=False,
        )
    return error.value


def test_lead_note_taker_and_decision_maker_are_among_the_members_each_once() -> None:
    checked = check(a_team_draft(members=(DAN, ADA, DAN)), a_community(), people(), EVERYBODY, accepted=False)
    assert checked.members == (ADA, BEN, UserId("UCAT"), DAN)


def test_names_are_trimmed_and_compared_without_case() -> None:
    checked = check(a_team_draft(name="  Grade   4 "), a_community(), people(), EVERYBODY, accepted=False)
    assert checked.name == "Grade 4"
    assert name_key(" grade 4") == name_key("GRADE  4")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": "  "}, "name", "Give the team a name."),
        ({"name": "x" * 81}, "name", "At most 80 characters fit here; these are 81."),
        ({"site": "x" * 151}, "site", "At most 150 characters fit here; these are 151."),
        ({"school_level": "kindergarten"}, "school_level", "Choose elementary, middle, high or other."),
        (
            {"observers": (ADA,)},
            "observers",
            "Ada works in the team already. Observers only look on.",
        ),
        (
            {"members": tuple(UserId(f"U{number}") for number in range(41))},
            "members",
            "At most 40 people can be in a team.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    changes: dict[str, object], field: str, sentence: str
) -> None:
    assert refused(a_team_draft(**changes)).problems == {field: sentence}


def test_apps_and_deactivated_accounts_are_refused() -> None:
    odd = people() | {
        ADA: replace(people()[ADA], is_bot=True),
        DAN: replace(people()[DAN], is_deactivated=True),
    }
    assert refused(a_team_draft(), people=odd).problems == {
        "lead": "Ada is an app. Choose people.",
        "members": "Dan's account is deactivated. Choose somebody else.",
    }


def test_people_outside_the_channel_are_asked_about() -> None:
    strangers = tuple(UserId(name) for name in ("UX", "UY", "UZ", "UW"))
    warned = refused(a_team_draft(note_taker=UserId("UX"), members=strangers))
    assert warned.problems == {}
    assert warned.warnings == {
        "note_taker": "Somebody is not in the channel of Math PLC yet: nothing reaches them.",
        "members": "Somebody, Somebody and 2 more are not in the channel of Math PLC yet: nothing reaches "
        "them.",
    }


def test_a_large_team_is_told_what_is_recommended() -> None:
    crowd = tuple(UserId(f"U{number}") for number in range(9))
    team = a_team(members=crowd)
    assert "The team has 13 people; 4 to 7 are recommended, so that all are heard." in gaps(
        team, {*TEAM, *crowd}
    )
