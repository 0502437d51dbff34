"""The whole script: every area's scenes, and who reacts to which message of the bot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.simulation.cast import Cast
from bot.simulation.ledger import Ledger
from bot.simulation.plan import SimulationPlan
from bot.simulation.school_year import SchoolYear
from bot.simulation.script.convenings import SESSIONS_BEGIN, SESSIONS_END, ConveningScenes
from bot.simulation.script.cycles import CycleScenes
from bot.simulation.script.digests import DigestScenes
from bot.simulation.script.everyday import EverydayScenes
from bot.simulation.script.hands import Hands
from bot.simulation.script.learnings import LearningScenes
from bot.simulation.script.objectives import ObjectiveScenes
from bot.simulation.script.problems import ProblemScenes
from bot.simulation.script.reports import ReportScenes
from bot.stage.hours import Diary
from sandbox.journal import Entry
from sandbox.workspace import Workspace


class Script:
    """Puts what people do into the diary: their plans at once, their answers when the bot has spoken."""

    def __init__(
        self, plan: SimulationPlan, cast: Cast, workspace: Workspace, diary: Diary, ledger: Ledger
    ) -> None:
        self._workspace = workspace
        self.year = SchoolYear(plan)
        self.hands = Hands(self.year, cast, workspace, diary, ledger)
        self.convenings = ConveningScenes(self.hands)
        self.cycles = CycleScenes(self.hands)
        self.problems = ProblemScenes(self.hands, self.cycles)
        self.learnings = LearningScenes(self.hands)
        self.digests = DigestScenes(self.hands, self.learnings)
        self.objectives = ObjectiveScenes(self.hands, self.cycles.crews)
        self.reports = ReportScenes(self.hands, self.cycles.crews, self.convenings)
        self._everyday = EverydayScenes(plan, self.hands)
        self._reactions: dict[str, Callable[[Entry], None]] = {
            **self.convenings.reactions,
            **self.cycles.reactions,
            **self.problems.reactions,
            **self.learnings.reactions,
            **self.digests.reactions,
            **self.reports.reactions,
        }

    def begin(self) -> None:
        """Write the whole year's plans into the diary and begin to listen to the bot."""
        self._workspace.journal.subscribe(self._saw)
        talking = (self._everyday, self.convenings, self.cycles, self.problems, self.learnings)
        telling = (self.digests, self.objectives, self.reports)
        for each in (*talking, *telling):
            each.begin()

    def is_meeting_time(self, day: date, hour: int) -> bool:
        """Whether people may be meeting then, by the community's wall."""
        return day in self.convenings.meeting_days and SESSIONS_BEGIN <= hour < SESSIONS_END

    def _saw(self, entry: Entry) -> None:
        if entry.action == "post" and entry.key is not None:
            react = self._reactions.get(entry.key.partition(":")[0])
            if react is not None:
                react(entry)
        elif entry.action == "ephemeral":
            self.problems.saw_whisper(entry)
