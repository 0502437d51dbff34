"""PDSA cycles in Slack: everything that can be clicked, sent or typed about them."""

from __future__ import annotations

from community.communities.views import Community
from community.errors import NotAllowed
from handlers.answers import Answer
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command
from handlers.pdsa_checking import STATUSES, CheckinListeners
from handlers.pdsa_learning import LearningListeners
from handlers.pdsa_moving import MovingListeners
from handlers.pdsa_planning import PlanListeners
from handlers.pdsa_watching import OverviewListeners, WatchingListeners
from message_templates.ids import ActionId, FormId, ShortcutId

UNKNOWN_WORD = "I know /cop pdsa, /cop pdsa start and /cop pdsa checkin."
START, CHECK_IN = "start", "checkin"
# What people write for it.
MEANT = {"new": START, "plan": START, "check-in": CHECK_IN, "check": CHECK_IN, "in": CHECK_IN}


def register(boundary: Boundary, desk: Desk) -> None:
    _register_plan(boundary, PlanListeners(desk))
    _register_checkins(boundary, CheckinListeners(desk))
    _register_moves(boundary, MovingListeners(desk))
    _register_learning(boundary, LearningListeners(desk))
    _register_watching(boundary, WatchingListeners(desk), OverviewListeners(desk))


def _register_plan(boundary: Boundary, plans: PlanListeners) -> None:
    boundary.on_click(ActionId.CYCLE_START, plans.open_from)
    boundary.on_click(ActionId.CYCLE_PLAN, plans.open_plan)
    boundary.on_click(ActionId.CYCLE_ADD_MEASURE, plans.add_measure)
    boundary.on_submission(FormId.PLAN, plans.save)


def _register_checkins(boundary: Boundary, checkins: CheckinListeners) -> None:
    for action in STATUSES:
        boundary.on_click(action, checkins.answer)
    boundary.on_click(ActionId.PROMPT_SNOOZE, checkins.snooze)
    boundary.on_click(ActionId.CYCLE_CHECK_IN, checkins.open_form)
    boundary.on_submission(FormId.CHOOSE_CYCLE, checkins.choose)
    boundary.on_submission(FormId.CHECK_IN, checkins.save)
    boundary.on_shortcut(ShortcutId.CHECK_IN, checkins.check_in_anywhere)


def _register_moves(boundary: Boundary, moves: MovingListeners) -> None:
    boundary.on_click(ActionId.CYCLE_BEGIN, moves.begin)
    boundary.on_click(ActionId.CYCLE_FINISH_DOING, moves.finish_doing)
    boundary.on_click(ActionId.CYCLE_MORE, moves.open_menu)
    boundary.on_click(ActionId.CYCLE_HAND_OVER, moves.open_hand_over)
    boundary.on_submission(FormId.PAUSE, moves.pause)
    boundary.on_submission(FormId.RESUME, moves.resume)
    boundary.on_submission(FormId.EXTEND, moves.extend)
    boundary.on_submission(FormId.CLOSE_CYCLE, moves.close_early)
    boundary.on_submission(FormId.HAND_OVER, moves.hand_over)


def _register_learning(boundary: Boundary, learning: LearningListeners) -> None:
    boundary.on_click(ActionId.CYCLE_STUDY, learning.open_study)
    boundary.on_submission(FormId.STUDY, learning.study)
    boundary.on_click(ActionId.CYCLE_ACT, learning.open_act)
    boundary.on_submission(FormId.ACT, learning.act)


def _register_watching(boundary: Boundary, watching: WatchingListeners, overview: OverviewListeners) -> None:
    boundary.on_click(ActionId.CYCLE_SHOW, watching.show)
    boundary.on_click(ActionId.CYCLE_CHART, watching.show_chart)
    boundary.on_click(ActionId.CYCLE_RAMP, watching.show_ramp)
    boundary.on_click(ActionId.CYCLES_OVERVIEW, overview.show)
    boundary.on_click(ActionId.CYCLE_NUDGE, overview.nudge)
    boundary.on_click(ActionId.CYCLE_PEERS, overview.open_peers)
    boundary.on_submission(FormId.PEERS, overview.introduce)


class CycleCommand:
    """`/cop pdsa`: alone the list, with a word more a form."""

    def __init__(self, desk: Desk) -> None:
        self._plans = PlanListeners(desk)
        self._checkins = CheckinListeners(desk)
        self._overview = OverviewListeners(desk)

    async def run(self, asked: Command | Click, community: Community, words: str) -> Answer:
        word = words.split()[0].lower() if words.split() else ""
        meant = MEANT.get(word, word)
        if meant == "":
            return await self._overview.list_for(asked, community)
        if meant == START:
            return await self._plans.open_new(asked, community, "")
        if meant == CHECK_IN:
            return await self._checkins.check_in_somewhere(asked, community, "")
        raise NotAllowed(UNKNOWN_WORD)
