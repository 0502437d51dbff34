"""What can be done with a cycle when: one table, and the words for what cannot.

| action | plan | do | study | act | paused |
|---|---|---|---|---|---|
| edit the plan | yes | | | | |
| amend the plan | | yes | yes | yes | |
| begin | → do | | | | |
| check in | | yes | yes | | |
| finish doing | | → study | | | |
| study | | | → act | | |
| act | | | | → done | |
| pause, extend, hand over | yes | yes | yes | yes | |
| resume | | | | | yes |
| close early | → done | → done | → done | → done | → done |

Nothing can be done with a cycle that is over but look at it, and start the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from community.errors import CycleClosed, CyclePaused, WrongStage
from community.pdsa.views import Cycle, Stage
from community.walltime import day_words, today_in


class Action(StrEnum):
    EDIT_PLAN = "edit_plan"
    AMEND_PLAN = "amend_plan"
    BEGIN = "begin"
    CHECK_IN = "check_in"
    FINISH_DOING = "finish_doing"
    STUDY = "study"
    ACT = "act"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    CLOSE_EARLY = "close_early"
    HAND_OVER = "hand_over"


OPEN = (Stage.PLAN, Stage.DO, Stage.STUDY, Stage.ACT)

ALLOWED: Mapping[Action, tuple[Stage, ...]] = MappingProxyType(
    {
        Action.EDIT_PLAN: (Stage.PLAN,),
        Action.AMEND_PLAN: (Stage.DO, Stage.STUDY, Stage.ACT),
        Action.BEGIN: (Stage.PLAN,),
        Action.CHECK_IN: (Stage.DO, Stage.STUDY),
        Action.FINISH_DOING: (Stage.DO,),
        Action.STUDY: (Stage.STUDY,),
        Action.ACT: (Stage.ACT,),
        Action.PAUSE: OPEN,
        Action.RESUME: OPEN,
        Action.EXTEND: OPEN,
        Action.CLOSE_EARLY: OPEN,
        Action.HAND_OVER: OPEN,
    }
)
WHILE_PAUSED = (Action.RESUME, Action.CLOSE_EARLY)

_CANNOT: Mapping[Action, str] = MappingProxyType(
    {
        Action.EDIT_PLAN: "The plan cannot be rewritten",
        Action.AMEND_PLAN: "The plan cannot be amended",
        Action.BEGIN: "“Do” cannot begin",
        Action.CHECK_IN: "Nobody can check in",
        Action.FINISH_DOING: "“Do” cannot be finished",
        Action.STUDY: "The study cannot be written",
        Action.ACT: "Nothing can be decided",
        Action.PAUSE: "The cycle cannot be paused",
        Action.RESUME: "The cycle cannot be resumed",
        Action.EXTEND: "The cycle cannot be extended",
        Action.CLOSE_EARLY: "The cycle cannot be closed early",
        Action.HAND_OVER: "The cycle cannot be handed over",
    }
)
_NEXT: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.PLAN: "Next: complete the plan, then begin “do”.",
        Stage.DO: "Next: check in, and finish “do” when the test is over.",
        Stage.STUDY: "Next: study what the test has shown.",
        Stage.ACT: "Next: decide to adopt, adapt or abandon the change.",
    }
)
_DECISIONS = ("adopt", "adapt", "abandon")


def require_possible(cycle: Cycle, action: Action) -> None:
    """Raises `CycleClosed`, `CyclePaused` or `WrongStage`; the sentence says where the cycle is."""
    if not cycle.is_open:
        raise CycleClosed(f"{_CANNOT[action]}: {how_it_ended(cycle)}")
    if cycle.is_paused and action not in WHILE_PAUSED:
        raise CyclePaused(f"{_CANNOT[action]}: {_since_when(cycle)} Resume it first.")
    if action is Action.RESUME and not cycle.is_paused:
        raise WrongStage(f"The cycle is not paused: it is in “{cycle.stage}”. {_NEXT[cycle.stage]}")
    if cycle.stage not in ALLOWED[action]:
        raise WrongStage(f"{_CANNOT[action]} now: the cycle is in “{cycle.stage}”. {_NEXT[cycle.stage]}")


def is_possible(cycle: Cycle, action: Action) -> bool:
    """Whether `require_possible` would let it pass."""
    try:
        require_possible(cycle, action)
    except (CycleClosed, CyclePaused, WrongStage):
        return False
    return True


def how_it_ended(cycle: Cycle) -> str:
    """A sentence about a cycle that is over."""
    day = "" if cycle.closed_at is None else f" on {day_words(today_in(cycle.zone, cycle.closed_at))}"
    if cycle.closed_early:
        reason = f" ({cycle.close_reason.rstrip('.')})" if cycle.close_reason else ""
        return f"it was closed early{day}{reason}."
    decided = f" with the decision to {cycle.decision} the change" if cycle.decision in _DECISIONS else ""
    return f"it ended{day}{decided}. Start the next cycle from it."


def _since_when(cycle: Cycle) -> str:
    since = "" if cycle.paused_at is None else f" since {day_words(today_in(cycle.zone, cycle.paused_at))}"
    reason = f" ({cycle.pause_reason.rstrip('.')})" if cycle.pause_reason else ""
    return f"it is paused{since}{reason}."
