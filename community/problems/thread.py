"""A problem that is being changed: its rows, held until the transaction ends, and what they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from community.communities.reading import get_community
from community.communities.views import Community
from community.ids import CommunityId, ProblemId, UserId, WorkspaceId
from community.problems.reading import get_problem, problem_view
from community.problems.steps import Calendar, Slot
from community.problems.views import Pace, Problem, State, Step
from community.work import Work
from storage.queries.problems import UNDER_WAY, WholeProblem
from storage.tables import ProblemRow, ProblemStepRow


@dataclass(frozen=True, slots=True)
class Thread:
    """Rows are changed in place; they are written when the transaction commits, or `planning` looks."""

    work: Work
    whole: WholeProblem
    community: Community

    @property
    def row(self) -> ProblemRow:
        return self.whole.row

    @property
    def calendar(self) -> Calendar:
        row = self.row
        return Calendar.of(Pace(row.pace), self.community.zone, self.community.holidays, row.begins_at)

    @property
    def is_under_way(self) -> bool:
        """Whether it is not over."""
        return self.row.state in UNDER_WAY

    @property
    def now_step(self) -> ProblemStepRow | None:
        """The step that is open."""
        return self.step_row(self.row.step) if self.row.state == State.OPEN else None

    @property
    def coming(self) -> ProblemStepRow | None:
        """The step that opens next."""
        if self.row.state not in (State.PLANNED, State.OPEN):
            return None
        return self.step_row(self.row.step + 1)

    @property
    def no_peers(self) -> set[str]:
        """Who presents: the presenter, and who stands in."""
        return {self.row.presenter, self.row.stands_in or self.row.presenter}

    @property
    def known_presenters(self) -> set[str]:
        """Who everybody knows to present. An anonymous presenter is none: else what counts would tell who."""
        return self.no_peers - ({self.row.presenter} if self.row.is_anonymous else set())

    def step_row(self, step: int) -> ProblemStepRow | None:
        return next((each for each in self.whole.steps if each.step == step), None)

    def view(self, *, shows_presenter: bool = False) -> Problem:
        return problem_view(self.whole, shows_presenter=shows_presenter)

    def seen_by(self, user_id: UserId) -> Problem:
        """As the presenter, a facilitator or another member may see it."""
        knows = user_id in self.no_peers or user_id in self.community.facilitators
        return self.view(shows_presenter=knows)

    def lay_out(self, first: Step, opens_at: datetime) -> None:
        """Give `first` and all steps after it their hours. None of them may be open."""
        self.keep(self.calendar.lay_out(first, opens_at))

    def keep(self, slots: Iterable[Slot]) -> None:
        for slot in slots:
            row = self.step_row(slot.step)
            if row is None:
                row = ProblemStepRow(problem_id=self.row.id, step=int(slot.step), was_extended=False)
                self.work.session.add(row)
                self.whole.steps.append(row)
            row.opens_at, row.ends_at = slot.opens_at, slot.ends_at

    def end_step_at(self, ends_at: datetime) -> None:
        """Have the open step end then, and everything after it follow."""
        now_step = self.now_step
        if now_step is not None:
            now_step.ends_at = ends_at
            if now_step.step < Step.CLOSE:
                self.lay_out(Step(now_step.step + 1), ends_at)


async def hold(work: Work, workspace_id: WorkspaceId, problem_id: ProblemId) -> Thread:
    """The problem to change; others who want to change it wait. Raises `ProblemNotFound`."""
    whole = await get_problem(work.session, workspace_id, problem_id, to_change=True)
    community = await get_community(work.session, workspace_id, CommunityId(whole.row.community_id))
    return Thread(work, whole, community)


def whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
