"""Every stage and every action: what is allowed, and with which words it is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from community.errors import CycleClosed, CyclePaused, WrongStage
from community.pdsa.stages import Action, is_possible, require_possible
from community.pdsa.views import Cycle, Stage
from tests.support.cycles import a_cycle

WEDNESDAY = datetime(2026, 9, 16, 20, tzinfo=UTC)
PLAN, DO, STUDY, ACT, DONE = Stage

NEXT = {
    PLAN: "the cycle is in “plan”. Next: complete the plan, then begin “do”.",
    DO: "the cycle is in “do”. Next: check in, and finish “do” when the test is over.",
    STUDY: "the cycle is in “study”. Next: study what the test has shown.",
    ACT: "the cycle is in “act”. Next: decide to adopt, adapt or abandon the change.",
}
# Which stages an open cycle that is not paused allows it in, and how a refusal begins.
TABLE: dict[Action, tuple[set[Stage], str]] = {
    Action.EDIT_PLAN: ({PLAN}, "The plan cannot be rewritten"),
    Action.AMEND_PLAN: ({DO, STUDY, ACT}, "The plan cannot be amended"),
    Action.BEGIN: ({PLAN}, "“Do” cannot begin"),
    Action.CHECK_IN: ({DO, STUDY}, "Nobody can check in"),
    Action.FINISH_DOING: ({DO}, "“Do” cannot be finished"),
    Action.STUDY: ({STUDY}, "The study cannot be written"),
    Action.ACT: ({ACT}, "Nothing can be decided"),
    Action.PAUSE: ({PLAN, DO, STUDY, ACT}, "The cycle cannot be paused"),
    Action.RESUME: (set(), "The cycle cannot be resumed"),
    Action.EXTEND: ({PLAN, DO, STUDY, ACT}, "The cycle cannot be extended"),
    Action.CLOSE_EARLY: ({PLAN, DO, STUDY, ACT}, "The cycle cannot be closed early"),
    Action.HAND_OVER: ({PLAN, DO, STUDY, ACT}, "The cycle cannot be handed over"),
}
EVERY = [(action, stage) for action in Action for stage in NEXT]


def refusal(cycle: Cycle, action: Action) -> Exception | None:
    try:
        require_possible(cycle, action)
    except (CycleClosed, CyclePaused, WrongStage) as error:
        return error
    return None


def test_the_table_knows_every_action() -> None:
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize(("action", "stage"), EVERY)
def test_an_open_cycle_allows_what_its_stage_allows_and_says_where_it_is_and_what_comes_next(
    action: Action, stage: Stage
) -> None:
    cycle = a_cycle(stage=stage)
    allowed, cannot = TABLE[action]
    error = refusal(cycle, action)
    assert is_possible(cycle, action) is (error is None) is (stage in allowed)
    if error is not None:
        assert isinstance(error, WrongStage)
        said = f"{cannot} now: {NEXT[stage]}"
        if action is Action.RESUME:
            said = f"The cycle is not paused: {NEXT[stage].replace('the cycle', 'it', 1)}"
        assert str(error) == said


@pytest.mark.parametrize(("action", "stage"), EVERY)
def test_a_paused_cycle_is_resumed_or_closed_and_nothing_else(action: Action, stage: Stage) -> None:
    cycle = a_cycle(stage=stage, paused_at=WEDNESDAY, pause_reason="Snow days.")
    error = refusal(cycle, action)
    if action in (Action.RESUME, Action.CLOSE_EARLY):
        assert error is None
    else:
        assert isinstance(error, CyclePaused)
        since = "it is paused since Wednesday 16 September 2026 (Snow days)"
        assert str(error) == f"{TABLE[action][1]}: {since}. Resume it first."


@pytest.mark.parametrize("action", Action)
def test_nothing_is_done_with_a_cycle_that_is_over(action: Action) -> None:
    cycle = a_cycle(stage=DONE, closed_at=WEDNESDAY, decision="adapt")
    error = refusal(cycle, action)
    assert isinstance(error, CycleClosed)
    ended = "it ended on Wednesday 16 September 2026 with the decision to adapt the change."
    assert str(error) == f"{TABLE[action][1]}: {ended} Start the next cycle from it."


@pytest.mark.parametrize("action", Action)
def test_a_cycle_closed_early_says_why(action: Action) -> None:
    cycle = a_cycle(stage=DONE, closed_at=WEDNESDAY, closed_early=True, close_reason="The team split up.")
    error = refusal(cycle, action)
    assert isinstance(error, CycleClosed)
    ended = "it was closed early on Wednesday 16 September 2026 (The team split up)."
    assert str(error) == f"{TABLE[action][1]}: {ended}"


def test_no_stage_can_be_skipped() -> None:
    """Each movement leads to the next stage only, so that whoever acts has planned, done and studied."""
    movements = {Action.BEGIN: PLAN, Action.FINISH_DOING: DO, Action.STUDY: STUDY, Action.ACT: ACT}
    for action, stage in movements.items():
        assert [each for each in NEXT if is_possible(a_cycle(stage=each), action)] == [stage]
