"""The plan's form as it opens: empty, from a cycle as it stands, from the cycle before, from a problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from community.communities.views import Community
from community.ids import ProblemId, TeamId
from community.pdsa.numbers import number_words
from community.pdsa.views import Cycle, Measure, MeasureDraft, PlanDraft
from community.teams.views import Team
from storage.tables import ProblemRow

USUAL_LENGTH = timedelta(days=7 * 6 - 3)  # from a Monday to the Friday of the sixth week


def empty_draft(community: Community, teams: Iterable[Team], today: date) -> PlanDraft:
    """For the first of these teams, from next Monday on for six weeks, or until the school year ends."""
    starts_on = today + timedelta(days=7 - today.weekday())
    ends_on = starts_on + USUAL_LENGTH
    if starts_on < community.year_ends_on < ends_on:
        ends_on = community.year_ends_on
    return PlanDraft(team_id=_first(teams), starts_on=starts_on, ends_on=ends_on)


def draft_of(cycle: Cycle) -> PlanDraft:
    """The form filled in with the plan as it stands."""
    return PlanDraft(
        team_id=cycle.team.id if cycle.team else None,
        title=cycle.title,
        problem=cycle.problem,
        shared_learning=cycle.shared_learning,
        change=cycle.change,
        prediction=cycle.prediction,
        measures=_measures(cycle),
        evidence_adult=cycle.evidence_adult,
        evidence_student=cycle.evidence_student,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        previous_id=cycle.previous_id,
        problem_id=cycle.problem_id,
    )


def draft_after(previous: Cycle, fresh: PlanDraft) -> PlanDraft:
    """The next cycle: the same problem and measures, what was learnt, the change as it was refined."""
    return PlanDraft(
        team_id=previous.team.id if previous.team else None,
        title=previous.title,
        problem=previous.problem,
        shared_learning=previous.learnt,
        change=_refined_change(previous),
        measures=_measures(previous),
        evidence_adult=previous.evidence_adult,
        evidence_student=previous.evidence_student,
        starts_on=fresh.starts_on,
        ends_on=fresh.ends_on,
        previous_id=previous.id,
        problem_id=previous.problem_id,
    )


def draft_from_problem(problem: ProblemRow, fresh: PlanDraft, *, is_theirs: bool) -> PlanDraft:
    """From a problem of practice. Its presenter is in none of these words: it may be anonymous.

    `is_theirs`: whoever plans presented it, and may have written down for themselves what came of it.
    """
    evidence = [problem.numbers.strip(), problem.observations.strip()]
    question = f"Focus question: {problem.focus_question.strip()}" if problem.focus_question.strip() else ""
    parts = [problem.title.strip(), *evidence, question]
    own = _what_came_of_it(problem) if is_theirs else []
    return PlanDraft(
        team_id=fresh.team_id,
        title=problem.title,
        problem="\n".join(part for part in parts if part),
        shared_learning="\n".join(part for part in (problem.takeaways, *own) if part),
        change=problem.will_try,
        starts_on=fresh.starts_on,
        ends_on=fresh.ends_on,
        problem_id=ProblemId(problem.id),
    )


def _first(teams: Iterable[Team]) -> TeamId | None:
    return next((team.id for team in teams), None)


def _what_came_of_it(problem: ProblemRow) -> list[str]:
    said = (("Tried since", problem.follow_up_tried), ("What came of it", problem.follow_up_result))
    return _labelled(said)


def _labelled(said: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label}: {text.strip()}" for label, text in said if text.strip()]


def _refined_change(previous: Cycle) -> str:
    if previous.next_step.strip():
        return previous.next_step
    said = (
        ("Start", previous.act_start),
        ("Stop", previous.act_stop),
        ("Keep", previous.act_keep),
        ("Scale", previous.act_scale),
    )
    unchanged = (
        "" if previous.decision == "abandon" else previous.change
    )  # what was given up is not tried again
    return "\n".join(_labelled(said)) or unchanged


def _measures(cycle: Cycle) -> tuple[MeasureDraft, ...]:
    """Each in its place: a form's third measure stays the third."""
    by_position = {measure.position: _measure_draft(measure) for measure in cycle.measures}
    last = max(by_position, default=1)
    return tuple(by_position.get(position, MeasureDraft()) for position in range(1, last + 1))


def _measure_draft(measure: Measure) -> MeasureDraft:
    return MeasureDraft(
        measure.name,
        measure.unit,
        measure.better,
        baseline=_number(measure.baseline),
        target=_number(measure.target),
    )


def _number(value: float | None) -> str:
    return "" if value is None else number_words(value)
