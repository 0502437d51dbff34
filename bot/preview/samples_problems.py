"""Problems of practice as they might be: what the cases of `problems/*` are made of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.preview.samples import CHI, DAY, HOME, TEAM, ZONE, a_community, instant
from community.ids import CommunityId, ProblemId
from community.problems.views import (
    Balance,
    ForFacilitator,
    Hint,
    Invitation,
    Opening,
    Pace,
    Problem,
    ProblemDraft,
    ProblemLine,
    ProblemsPage,
    ProblemStep,
    Search,
    SharedTheme,
    SimilarProblem,
    State,
    Step,
    StepLink,
    StepPost,
)

BEGINS = instant(datetime(2026, 12, 1, 8, 30))  # noqa: DTZ001 - wall time
LENGTHS = {Step.PRESENT: 1, Step.CLARIFY: 1, Step.PROBE: 1, Step.DISCUSS: 4, Step.REFLECT: 1, Step.CLOSE: 0}
THREAD = "https://school.slack.com/archives/C01MATHPLC/p1796142600000100"
PRESENTER = CHI


def the_steps(now: Step | None = None) -> tuple[ProblemStep, ...]:
    """The calendar of a thread at the normal pace; `now` is the step that is open."""
    opens_at, steps = BEGINS, []
    for step, days in LENGTHS.items():
        ends_at = opens_at + days * DAY
        has_opened, has_closed = now is not None and step <= now, now is not None and step < now
        steps.append(
            ProblemStep(
                step, opens_at, ends_at, opens_at if has_opened else None, ends_at if has_closed else None
            )
        )
        opens_at = ends_at
    return tuple(steps)


def a_problem(step: Step | None = Step.CLARIFY, **changes: Any) -> Problem:
    usual = Problem(
        id=ProblemId(5),
        workspace_id=TEAM,
        community_id=CommunityId(7),
        community_name="Math PLC",
        channel=HOME,
        zone=ZONE,
        presenter=PRESENTER,
        is_anonymous=False,
        stands_in=None,
        state=State.OPEN,
        title="Eleven of 24 leave the word problem blank",
        numbers="11 of 24 exit tickets blank, three weeks in a row",
        observations="They look up, wait for a partner's first line, then write.",
        metric="Exit tickets handed in",
        practice="Independent practice after a worked example",
        student_group="Grade 4, those who read below grade level",
        tried="Sentence starters on the board: helped for a week.\nhttps://example.org/starters",
        focus_question="How could I get them to begin by themselves?",
        pace=Pace.NORMAL,
        begins_at=BEGINS,
        step=step,
        steps=the_steps(step),
        paused_at=None,
        end_reason="",
        heard="",
        will_try="",
        takeaways="",
        closed_at=None,
        version=2,
    )
    return replace(usual, **changes)


def a_bare_problem(step: Step | None = Step.CLARIFY, **changes: Any) -> Problem:
    """As little as a presenter may enter, and nothing of who they are."""
    bare: dict[str, Any] = {
        "numbers": "",
        "observations": "",
        "metric": "",
        "practice": "",
        "student_group": "",
        "tried": "",
        "presenter": None,
        "is_anonymous": True,
    }
    return a_problem(step, **(bare | changes))


def a_planned_problem(**changes: Any) -> Problem:
    return a_problem(None, **({"state": State.PLANNED} | changes))


def a_closed_problem(**changes: Any) -> Problem:
    closed: dict[str, Any] = {
        "state": State.CLOSED,
        "heard": "I come to the rescue too soon.",
        "will_try": "Wait three minutes before I help, for two weeks, and note who begins.",
        "takeaways": "Writing a first line before anybody speaks helps.\nCount who begins, not who ends.",
        "closed_at": BEGINS + 8 * DAY,
    }
    return a_problem(Step.CLOSE, **(closed | changes))


def an_ended_problem(**changes: Any) -> Problem:
    ended: dict[str, Any] = {
        "state": State.ENDED,
        "end_reason": "The schedule changed, and the problem with it.",
        "closed_at": BEGINS + 2 * DAY,
    }
    return a_problem(Step.PROBE, **(ended | changes))


def a_paused_problem(**changes: Any) -> Problem:
    return a_problem(**({"paused_at": BEGINS + timedelta(hours=30)} | changes))


def a_problem_draft(**changes: Any) -> ProblemDraft:
    problem = a_problem()
    usual = ProblemDraft(
        title=problem.title,
        numbers=problem.numbers,
        observations=problem.observations,
        metric=problem.metric,
        practice=problem.practice,
        student_group=problem.student_group,
        tried=problem.tried,
        focus_question=problem.focus_question,
        begins_on=datetime(2026, 12, 1).date(),  # noqa: DTZ001 - wall time
        begins_time=datetime(2026, 12, 1, 8, 30).time(),  # noqa: DTZ001 - wall time
        pace="slow",
        is_anonymous=True,
    )
    return replace(usual, **changes)


def a_similar(**changes: Any) -> SimilarProblem:
    usual = SimilarProblem(
        ProblemId(3),
        "Blank pages in grade 5",
        State.CLOSED,
        ("metric", "words"),
        closed_at=BEGINS - 60 * DAY,
        takeaways="Drawing first helps.\nSo does time.",
    )
    return replace(usual, **changes)


def similar_ones(count: int = 2) -> tuple[SimilarProblem, ...]:
    first = a_similar()
    others = (
        a_similar(id=ProblemId(8 + n), state=State.OPEN, closed_at=None, takeaways="", why=("group",))
        for n in range(count - 1)
    )
    return (first, *others)


def the_links() -> tuple[StepLink, ...]:
    voices = {
        Step.PRESENT: 0,
        Step.CLARIFY: 4,
        Step.PROBE: 3,
        Step.DISCUSS: 6,
        Step.REFLECT: 0,
        Step.CLOSE: 1,
    }
    return tuple(
        StepLink(step, f"{THREAD}{step}?thread_ts=1&cid=C01MATHPLC", count) for step, count in voices.items()
    )


def an_opening(problem: Problem | None = None, **changes: Any) -> Opening:
    usual = Opening(problem or a_problem(), voices=4, contributions=9)
    return replace(usual, **changes)


def a_step_post(number: Step, /, **changes: Any) -> StepPost:
    problem = a_closed_problem() if number is Step.CLOSE else a_problem(number)
    usual = StepPost(problem, the_steps(number)[number - 1], is_over=False)
    return replace(usual, **changes)


def an_invitation(**changes: Any) -> Invitation:
    usual = Invitation(a_problem(Step.PROBE), THREAD)
    return replace(usual, **changes)


def a_hint(why: str, step: Step = Step.CLARIFY, **changes: Any) -> Hint:
    return Hint(a_problem(step, **changes), step, why)


def for_facilitators(problem: Problem | None = None, reason: str = "") -> ForFacilitator:
    return ForFacilitator(problem or a_problem(), PRESENTER, reason)


def a_balance(**changes: Any) -> Balance:
    usual = Balance(
        a_problem(Step.DISCUSS),
        members=14,
        voices=5,
        contributions=17,
        evenness=0.82,
        by_step=((Step.CLARIFY, 4, 6), (Step.PROBE, 3, 4), (Step.DISCUSS, 5, 7)),
    )
    return replace(usual, **changes)


def a_problems_page(**changes: Any) -> ProblemsPage:
    usual = ProblemsPage(
        community=a_community(),
        search=Search(),
        open=(
            ProblemLine(a_problem(Step.DISCUSS), voices=5),
            ProblemLine(a_planned_problem(), 0, is_mine=True),
        ),
        past=(ProblemLine(a_closed_problem(), voices=6), ProblemLine(an_ended_problem(), voices=1)),
        page=1,
        pages=1,
        is_facilitator=False,
    )
    return replace(usual, **changes)


def a_theme(**changes: Any) -> SharedTheme:
    usual = SharedTheme(
        a_community(), "metric", "Exit tickets handed in", (a_similar(id=ProblemId(5)), *similar_ones())
    )
    return replace(usual, **changes)
