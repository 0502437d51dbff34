"""The plan's form: what is refused beside its field, and what is only asked about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from community.errors import InvalidInput
from community.ids import MeasureId
from community.pdsa.amending import changes
from community.pdsa.drafting import CheckedPlan, check
from community.pdsa.missing import missing_in
from community.pdsa.prefill import draft_after, draft_of, empty_draft
from community.pdsa.views import Cycle, MeasureDraft, PlanDraft
from tests.support.convenings import a_community
from tests.support.cycles import FRIDAY, MONDAY, a_cycle, a_measure, a_plan

TODAY = date(2026, 9, 7)
UP, DOWN = "up", "down"


def checked(draft: PlanDraft, *, accepted: bool = False, existing: Cycle | None = None) -> CheckedPlan:
    observed = [measure.id for measure in existing.measures] if existing else []
    return check(draft, a_community(), TODAY, accepted=accepted, existing=existing, observed=observed)


def refused(draft: PlanDraft) -> InvalidInput:
    with pytest.raises(InvalidInput) as error:
        checked(draft)
    return error.value


def test_a_plan_is_kept_trimmed_with_its_numbers_read() -> None:
    plan = checked(
        a_plan(
            title=" Wait  time ", measures=(MeasureDraft(" Exit  tickets ", " % ", UP, "12,5 %", "1 200"),)
        )
    )
    assert plan.title == "Wait time"
    (measure,) = plan.measures
    assert (measure.name, measure.unit, measure.baseline, measure.target) == ("Exit tickets", "%", 12.5, 1200)


def test_a_plan_may_be_started_without_what_doing_needs() -> None:
    plan = checked(a_plan(prediction="", measures=(MeasureDraft(),), evidence_student=""))
    assert plan.measures == ()


def test_what_must_be_there_is_asked_for_beside_its_field() -> None:
    assert refused(PlanDraft()).problems == {
        "title": "Give the cycle a title.",
        "problem": "Say which problem you work on.",
        "change": "Say which change you will test.",
        "starts_on": "Choose the day.",
        "ends_on": "Choose the day.",
    }


@pytest.mark.parametrize(
    ("field", "most"), [("title", 150), ("problem", 3000), ("prediction", 3000), ("evidence_adult", 3000)]
)
def test_what_is_too_long_is_said_with_its_length(field: str, most: int) -> None:
    problems = refused(a_plan(**{field: "x" * (most + 1)})).problems
    assert problems == {field: f"At most {most} characters fit here; these are {most + 1}."}


def test_an_end_before_the_start_is_refused() -> None:
    problems = refused(a_plan(ends_on=MONDAY - timedelta(days=1))).problems
    assert problems == {"ends_on": "This is before the start, Monday 14 September 2026."}


def test_a_mistyped_year_is_refused() -> None:
    assert list(refused(a_plan(starts_on=date(26, 9, 14))).problems) == ["starts_on"]
    assert refused(a_plan(ends_on=date(2028, 9, 14))).problems == {
        "ends_on": "A cycle lasts a year at most. Check the year."
    }


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (MONDAY, MONDAY + timedelta(days=5), ["shorter than a week"]),
        (date(2027, 5, 31), date(2027, 6, 18), ["The school year ends on Friday 11 June 2027"]),
        (date(2027, 6, 10), date(2027, 6, 14), ["shorter than a week", "The school year ends"]),
        (date(2026, 8, 24), date(2026, 9, 4), ["This day is past"]),
    ],
)
def test_doubtful_dates_are_asked_about_and_can_be_accepted(
    starts_on: date, ends_on: date, words: list[str]
) -> None:
    draft = a_plan(starts_on=starts_on, ends_on=ends_on)
    warned = refused(draft)
    assert warned.problems == {}
    assert all(word in warned.warnings["ends_on"] for word in words)
    assert checked(draft, accepted=True).ends_on == ends_on


def test_a_week_from_monday_to_sunday_is_long_enough() -> None:
    assert checked(a_plan(ends_on=MONDAY + timedelta(days=6)))


def test_an_edit_that_leaves_the_dates_alone_is_not_asked_about_them_again() -> None:
    short = a_cycle(ends_on=MONDAY + timedelta(days=2), measures=())
    assert checked(a_plan(ends_on=short.ends_on), existing=short)


@pytest.mark.parametrize("text", ["many", "1,234", "NaN", "inf", "12 of 20"])
def test_a_value_that_is_no_number_is_quoted_beside_its_field(text: str) -> None:
    problems = refused(a_plan(measures=(MeasureDraft("Tickets", "", UP, text, "60"),))).problems
    assert list(problems) == ["measure1_baseline"]
    assert text in problems["measure1_baseline"]


def test_a_measure_without_a_name_and_one_without_a_direction_are_refused() -> None:
    problems = refused(a_plan(measures=(MeasureDraft("", "%"), MeasureDraft("Tickets", "%", "")))).problems
    assert problems == {
        "measure1_name": "Name what you count, or leave the whole measure empty.",
        "measure2_better": "Choose whether more or less is better.",
    }


def test_two_measures_of_one_name_are_refused_beside_the_second() -> None:
    twins = (MeasureDraft("Exit tickets"), MeasureDraft(), MeasureDraft("exit  TICKETS"))
    problems = refused(a_plan(measures=twins)).problems
    assert list(problems) == ["measure3_name"]
    assert "Measure 1 has this name already" in problems["measure3_name"]


@pytest.mark.parametrize(
    ("better", "baseline", "target", "is_doubtful"),
    [
        (UP, "40", "60", False),
        (UP, "40", "40", False),
        (UP, "40", "30", True),
        (DOWN, "40", "30", False),
        (DOWN, "-1", "1,5", True),
        (UP, "", "30", False),
    ],
)
def test_a_target_on_the_wrong_side_of_the_baseline_is_asked_about(
    better: str, baseline: str, target: str, is_doubtful: bool
) -> None:
    draft = a_plan(measures=(MeasureDraft("Tickets", "%", better, baseline, target),))
    if is_doubtful:
        assert list(refused(draft).warnings) == ["measure1_target"]
        assert checked(draft, accepted=True)
    else:
        assert checked(draft)


def test_what_a_plan_lacks_before_doing_is_named() -> None:
    assert missing_in(a_cycle()) == ()
    assert missing_in(a_cycle(evidence_adult="", evidence_student="Tickets")) == ()
    assert missing_in(a_cycle(prediction=" ", measures=(), evidence_adult="", evidence_student="")) == (
        "the prediction",
        "a measure",
        "what evidence you will collect",
    )


def test_the_form_of_a_plan_saved_as_it_is_changes_nothing() -> None:
    cycle = a_cycle(measures=(a_measure(1), a_measure(3, id=MeasureId(9), name="Talk", baseline=0.5)))
    draft = draft_of(cycle)
    assert [measure.name for measure in draft.measures] == ["Exit tickets", "", "Talk"]
    assert changes(cycle, checked(draft, existing=cycle)) == {}


def test_a_new_plan_ends_with_the_school_year_at_the_latest() -> None:
    draft = empty_draft(a_community(), (), date(2027, 5, 19))
    assert (draft.starts_on, draft.ends_on) == (date(2027, 5, 24), date(2027, 6, 11))
    assert empty_draft(a_community(), (), TODAY).ends_on == FRIDAY


def test_a_decision_said_in_parts_becomes_the_next_change_and_without_any_the_old_one_stays() -> None:
    parts = a_cycle(act_start="Pair talk", act_stop="Cold calls")
    assert draft_after(parts, PlanDraft()).change == "Start: Pair talk\nStop: Cold calls"
    assert draft_after(a_cycle(), PlanDraft()).change == a_cycle().change
