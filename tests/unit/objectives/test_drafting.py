"""The forms of objectives: what is refused beside its field, and what is only asked about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from community.communities.views import Person
from community.errors import InvalidInput
from community.ids import MeasureId, UserId
from community.objectives.drafting import Asked, CheckedObjective, check, check_value, draft_of, name_key
from community.objectives.views import Objective, ObjectiveDraft
from community.pdsa.views import Measure
from tests.support.convenings import ZONE, a_community
from tests.support.cycles import a_measure
from tests.support.objectives import MAY, an_objective, an_objective_draft

TODAY = date(2026, 9, 7)
ADA, ROBOT, GUS = UserId("UADA"), UserId("UROBOT"), UserId("UGUS")
PEOPLE = {
    ADA: Person(ADA, "Ada", ZONE),
    ROBOT: Person(ROBOT, "Robot", None, is_bot=True),
    GUS: Person(GUS, "Gus", ZONE, is_deactivated=True),
}


def checked(
    draft: ObjectiveDraft,
    *,
    accepted: bool = False,
    existing: Objective | None = None,
    measures: tuple[Measure, ...] = (),
    belonging: tuple[UserId, ...] = (ADA,),
) -> CheckedObjective:
    asked = Asked(a_community(), PEOPLE, belonging, measures, TODAY, existing)
    return check(draft, asked, accepted=accepted)


def refused(draft: ObjectiveDraft, **around: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as error:
        checked(draft, **around)
    return error.value


def test_an_objective_is_kept_trimmed_with_its_numbers_read() -> None:
    found = checked(
        an_objective_draft(
            name="  Pupils  explain ", unit=" pupils ", baseline="12,5 %", target="1 200", owner=ADA
        )
    )
    assert (found.name, found.unit, found.baseline, found.target) == (
        "Pupils explain",
        "pupils",
        12.5,
        1200.0,
    )
    assert (found.by_on, found.owner, found.is_closed) == (MAY, ADA, False)


def test_only_the_aim_must_be_said() -> None:
    found = checked(an_objective_draft(unit="", baseline=" "))
    assert (found.unit, found.baseline, found.owner, found.measures) == ("", None, None, ())


def test_an_empty_form_is_told_what_each_field_wants() -> None:
    problems = refused(ObjectiveDraft(better="")).problems
    assert set(problems) == {"name", "measure", "better", "target", "by_on"}


@pytest.mark.parametrize("field", ["baseline", "target"])
@pytest.mark.parametrize("typed", ["many", "1,234", "12 of 26", "1e5"])
def test_what_is_no_number_is_quoted_beside_its_field(field: str, typed: str) -> None:
    problems = refused(an_objective_draft(**{field: typed})).problems
    assert set(problems) == {field}
    assert f"“{typed}”" in problems[field]


@pytest.mark.parametrize("field", ["name", "measure", "unit"])
def test_what_is_too_long_is_told_by_how_much(field: str) -> None:
    problems = refused(an_objective_draft(**{field: "x" * 151})).problems
    assert problems[field].endswith("these are 151.")


def test_a_day_that_is_past_or_mistyped_is_refused() -> None:
    assert "is past" in refused(an_objective_draft(by_on=TODAY - timedelta(days=1))).problems["by_on"]
    assert "Check the year" in refused(an_objective_draft(by_on=date(2126, 5, 30))).problems["by_on"]
    assert checked(an_objective_draft(by_on=TODAY)).by_on == TODAY


def test_a_day_that_has_passed_since_may_stay() -> None:
    past = date(2026, 6, 1)
    assert checked(an_objective_draft(by_on=past), existing=an_objective(by_on=past)).by_on == past
    other = an_objective_draft(by_on=past - timedelta(days=1))
    assert "by_on" in refused(other, existing=an_objective(by_on=past)).problems


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": "30"}, "The target 30 % is below the baseline 40 %, though more is said to be better."),
        ({"better": "down"}, "The target 70 % is above the baseline 40 %, though less is said to be better."),
        ({"target": "40"}, "The target is where you begin: there is no way to go."),
    ],
)
def test_a_target_on_the_wrong_side_is_asked_about_and_may_be_meant(
    changes: dict[str, str], said: str
) -> None:
    draft = an_objective_draft(**changes)
    error = refused(draft)
    assert (error.problems, error.warnings) == ({}, {"target": said})
    assert checked(draft, accepted=True).better == draft.better


def test_an_app_or_a_closed_account_owns_nothing() -> None:
    assert "is an app" in refused(an_objective_draft(owner=ROBOT)).problems["owner"]
    assert "deactivated" in refused(an_objective_draft(owner=GUS)).problems["owner"]


def test_an_owner_outside_the_channel_is_asked_about() -> None:
    draft = an_objective_draft(owner=ADA)
    assert refused(draft, belonging=()).warnings["owner"].startswith("Ada is not in the channel of Math PLC")
    assert checked(draft, belonging=(), accepted=True).owner == ADA


def test_measures_that_are_gone_are_left_out_and_the_others_kept_once() -> None:
    found = checked(an_objective_draft(measures=(1, 99, 1)), measures=(a_measure(1), a_measure(2)))
    assert found.measures == (MeasureId(1),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "pupils"}, "is in another unit than"),
        ({"better": "down"}, "is better in the other direction"),
    ],
)
def test_a_measure_that_counts_otherwise_is_asked_about(changes: dict[str, str], said: str) -> None:
    draft = an_objective_draft(measures=(1,))
    assert said in refused(draft, measures=(a_measure(1, **changes),)).warnings["measures"]
    assert checked(draft, measures=(a_measure(1, **changes),), accepted=True).measures == (1,)


def test_the_form_of_an_objective_reads_back_as_itself() -> None:
    objective = an_objective(baseline=0.1, target=99.5, owner=ADA)
    draft = draft_of(objective, (1,))
    found = checked(draft, existing=objective, measures=(a_measure(1),))
    assert (found.name, found.baseline, found.target) == (objective.name, 0.1, 99.5)
    assert (found.by_on, found.owner, found.measures) == (objective.by_on, ADA, (1,))


def test_names_are_the_same_whatever_their_case_and_spaces() -> None:
    assert name_key("  Pupils  EXPLAIN ") == name_key("pupils explain")


def test_a_value_is_read_in_the_persons_notation() -> None:
    assert check_value("52,5 %", TODAY, unit="%", today=TODAY, accepted=False) == (52.5, TODAY)


def test_a_percentage_that_cannot_be_is_asked_about_and_may_be_meant() -> None:
    with pytest.raises(InvalidInput) as error:
        check_value("440", TODAY, unit="% of pupils", today=TODAY, accepted=False)
    assert error.value.warnings == {"value": "440 % is not between 0 % and 100 %. Keep it if it is meant so."}
    assert check_value("440", TODAY, unit="%", today=TODAY, accepted=True) == (440.0, TODAY)
    assert check_value("440", TODAY, unit="pupils", today=TODAY, accepted=False) == (440.0, TODAY)
    assert set(refused(an_objective_draft(baseline="-1", target="700")).warnings) == {"baseline", "target"}


@pytest.mark.parametrize(
    ("text", "on", "field", "said"),
    [
        ("", TODAY, "value", "Write the value"),
        ("half", TODAY, "value", "“half” is not a number"),
        ("52", None, "on", "Choose the day"),
        ("52", date(2026, 9, 8), "on", "Tuesday 8 September 2026 has not come yet"),
        ("52", date(1926, 9, 8), "on", "Check the year"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(
    text: str, on: date | None, field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        check_value(text, on, unit="", today=TODAY, accepted=False)
    assert set(error.value.problems) == {field}
    assert said in error.value.problems[field]
