"""What buttons and forms of problems of practice say, read into the community's terms."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.ids import ProblemId
from community.problems.views import FollowUpDraft, Problem, ProblemDraft, ReflectionDraft, Search, Step
from handlers.payloads import FormValues
from message_templates.values import Ref, UnreadableRef

DEFAULT_PACE = "normal"


def problem_of(ref: Ref) -> ProblemId:
    """Raises `UnreadableRef` when no problem is named."""
    if ref.problem is None:
        raise UnreadableRef("no problem is named")
    return ProblemId(ref.problem)


def step_of(ref: Ref) -> Step:
    """The step a button was made for. Raises `UnreadableRef` when it names none."""
    try:
        return Step(ref.step or 0)
    except ValueError as error:
        raise UnreadableRef("no step is named") from error


def read_problem(values: FormValues) -> ProblemDraft:
    return ProblemDraft(
        title=values.text("title"),
        numbers=values.text("numbers"),
        observations=values.text("observations"),
        metric=values.text("metric"),
        practice=values.text("practice"),
        student_group=values.text("student_group"),
        tried=values.text("tried"),
        focus_question=values.text("focus_question"),
        begins_on=values.date("begins_on"),
        begins_time=values.time("begins_time"),
        pace=values.choice("pace") or DEFAULT_PACE,
        is_anonymous=values.is_ticked("is_anonymous"),
    )


def draft_of(problem: Problem) -> ProblemDraft:
    """What the form shows when a problem is edited; its beginning in the community's wall time."""
    begins_at = problem.begins_at.astimezone(ZoneInfo(problem.zone))
    return ProblemDraft(
        title=problem.title,
        numbers=problem.numbers,
        observations=problem.observations,
        metric=problem.metric,
        practice=problem.practice,
        student_group=problem.student_group,
        tried=problem.tried,
        focus_question=problem.focus_question,
        begins_on=begins_at.date(),
        begins_time=begins_at.time().replace(second=0, microsecond=0),
        pace=problem.pace.value,
        is_anonymous=problem.is_anonymous,
    )


def read_reflection(values: FormValues) -> ReflectionDraft:
    return ReflectionDraft(
        heard=values.text("heard"),
        will_try=values.text("will_try"),
        takeaways=values.text("takeaways"),
        shares=values.is_ticked("shares"),
        shows_name=values.is_ticked("shows_name"),
    )


def read_follow_up(values: FormValues) -> FollowUpDraft:
    return FollowUpDraft(
        tried=values.text("tried"),
        result=values.text("result"),
        learning=values.text("learning"),
        went=values.choice("went") or "",
        shares=values.is_ticked("shares"),
        shows_name=values.is_ticked("shows_name"),
    )


def read_search(values: FormValues) -> Search:
    return Search(
        words=values.text("words"),
        metric=values.text("metric"),
        group=values.text("group"),
        practice=values.text("practice"),
    )
