"""What the setup form refuses, beside which field; and what may be stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from community.communities.rules import problems_of, warnings_of
from community.communities.trouble import advice_for
from community.communities.views import CommunityDraft, Person, Purpose
from community.errors import StaleButton
from community.ids import ChannelId, DeliveryKind, UserId
from community.members.prompts import PROMPT_GROUPS, kinds_of, stopped_groups

HOME, LEADERS = ChannelId("C1"), ChannelId("C2")
ADA, ROBOT, GONE, GUEST = UserId("U1"), UserId("U2"), UserId("U3"), UserId("U4")
PEOPLE = {
    ADA: Person(ADA, "Ada", "America/Los_Angeles"),
    ROBOT: Person(ROBOT, "Robot", None, is_bot=True),
    GONE: Person(GONE, "Gus", None, is_deactivated=True),
    GUEST: Person(GUEST, "Gil", None, is_guest=True),
}
DRAFT = CommunityDraft(
    name="Math PLC",
    purpose=Purpose("teachers", "word problems", "let pupils talk"),
    zone="America/Los_Angeles",
    facilitators=(ADA,),
    leaders_channel=LEADERS,
    year_starts_on=date(2026, 9, 1),
    year_ends_on=date(2027, 6, 30),
    semester_ends_on=date(2027, 1, 29),
    digest_weekday=4,
    digest_time=time(15),
    holidays_text="2026-11-26 to 2026-11-27 Thanksgiving",
)


def test_a_good_draft_has_no_problems() -> None:
    assert problems_of(DRAFT, HOME, PEOPLE) == {}
    assert warnings_of(DRAFT, ADA, date(2026, 9, 7)) == {}


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"name": "  "}, "name", "Give the community a name"),
        ({"name": "x" * 81}, "name", "At most 80"),
        ({"purpose": Purpose("", "a", "b")}, "purpose_whom", "few words"),
        ({"purpose": Purpose("a", " ", "b")}, "purpose_shared", "few words"),
        ({"purpose": Purpose("a", "b", "x" * 501)}, "purpose_practice", "At most 500"),
        ({"zone": "Pacific"}, "zone", "“Pacific” is no time zone"),
        ({"zone": ""}, "zone", "no time zone"),
        ({"zone": "../etc/passwd"}, "zone", "no time zone"),
        ({"facilitators": ()}, "facilitators", "at least one facilitator"),
        ({"facilitators": (ADA, ROBOT)}, "facilitators", "Robot is an app"),
        ({"facilitators": (GONE,)}, "facilitators", "Gus's account is deactivated"),
        ({"facilitators": (UserId("U9"),)}, "facilitators", "does not know U9"),
        ({"leaders_channel": HOME}, "leaders_channel", "own channel"),
        ({"year_starts_on": None}, "year_starts_on", "Choose a date"),
        ({"semester_ends_on": None}, "semester_ends_on", "Choose a date"),
        ({"year_ends_on": date(2026, 8, 31)}, "year_ends_on", "ends before it starts"),
        ({"year_ends_on": date(2028, 6, 30)}, "year_ends_on", "at most 400 days"),
        (
            {
                "year_starts_on": date(1999, 9, 1),
                "year_ends_on": date(2000, 6, 1),
                "semester_ends_on": date(2000, 1, 9),
            },
            "year_starts_on",
            "between",
        ),
        ({"semester_ends_on": date(2027, 7, 1)}, "semester_ends_on", "within the school year"),
        ({"semester_ends_on": date(2026, 9, 1)}, "semester_ends_on", "within the school year"),
        ({"digest_weekday": 7}, "digest_weekday", "day of the week"),
        ({"holidays_text": "Thanksgiving"}, "holidays", "“Thanksgiving”"),
    ],
)
def test_says_what_is_wrong_beside_the_field(changes: dict[str, object], field: str, why: str) -> None:
    problems = problems_of(replace(DRAFT, **changes), HOME, PEOPLE)  # type: ignore[arg-type] # a table of cases
    assert why in problems[field]
    assert set(problems) == {field}


def test_a_guest_may_facilitate() -> None:
    assert problems_of(replace(DRAFT, facilitators=(ADA, GUEST)), HOME, PEOPLE) == {}


def test_a_digest_hour_that_spring_skips_is_accepted() -> None:
    assert problems_of(replace(DRAFT, digest_weekday=6, digest_time=time(2, 30)), HOME, PEOPLE) == {}


def test_warns_who_shuts_themselves_out_and_of_a_year_gone_by() -> None:
    assert "only they" in warnings_of(DRAFT, GUEST, date(2026, 9, 7))["facilitators"]
    assert "over" in warnings_of(DRAFT, ADA, date(2027, 7, 1))["year_ends_on"]


def test_each_group_of_prompts_stands_for_kinds_of_messages_to_one_person() -> None:
    assert kinds_of("feedback") == {DeliveryKind.FEEDBACK_REQUEST, DeliveryKind.FEEDBACK_REMINDER}
    assert stopped_groups([DeliveryKind.RSVP_NUDGE, DeliveryKind.FEEDBACK_REQUEST]) == ("rsvp_nudges",)
    assert stopped_groups([kind for kinds in PROMPT_GROUPS.values() for kind in kinds]) == tuple(
        PROMPT_GROUPS
    )


def test_a_foreign_word_for_prompts_is_a_stale_button() -> None:
    with pytest.raises(StaleButton):
        kinds_of("everything")


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found", "something_new"])
def test_every_refusal_comes_with_advice(error: str) -> None:
    assert len(advice_for(error)) > 40
