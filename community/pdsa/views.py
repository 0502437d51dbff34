"""What callers see of PDSA cycles: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from community.communities.views import Community
from community.ids import CommunityId, CycleId, MeasureId, ProblemId, TeamId, UserId, WorkspaceId
from community.teams.views import Team


class Stage(StrEnum):
    """Where a cycle is. They follow each other in this order; none is skipped."""

    PLAN = "plan"
    DO = "do"
    STUDY = "study"
    ACT = "act"
    DONE = "done"  # acted on, or closed early


class Status(StrEnum):
    """How a team says it is going."""

    ON_TRACK = "on_track"
    SLOWER = "slower"
    STUCK = "stuck"


class Which(StrEnum):
    """What the bot asks a team in the course of a cycle, in this order."""

    PLAN_DUE = "plan_due"
    GAME_PLAN = "game_plan"
    MID_STREAM = "mid_stream"
    END_OF_CYCLE = "end_of_cycle"
    STUDY_DUE = "study_due"
    ACT_DUE = "act_due"


CHECK_INS = (Which.GAME_PLAN, Which.MID_STREAM, Which.END_OF_CYCLE)  # answered by a check-in


@dataclass(frozen=True, slots=True)
class Measure:
    id: MeasureId
    position: int  # 1 to 3
    name: str
    unit: str
    better: str  # up, down
    baseline: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """One measure as typed: numbers are text in the person's own notation."""

    name: str = ""
    unit: str = ""
    better: str = "up"
    baseline: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    id: CycleId
    workspace_id: WorkspaceId
    community_id: CommunityId
    community_name: str
    home_channel: str
    zone: str  # of the community
    team: Team | None  # None: one person working alone
    lead: UserId | None  # who is asked: of a team its lead, or whoever took over; alone the person
    note_taker: UserId | None
    number: int  # the how-manieth cycle of this team, or person, in this school year; from 1
    previous_id: CycleId | None
    next_id: CycleId | None
    problem_id: ProblemId | None
    title: str
    stage: Stage
    # plan
    problem: str
    shared_learning: str
    change: str
    prediction: str
    measures: tuple[Measure, ...]
    evidence_adult: str
    evidence_student: str
    starts_on: date
    ends_on: date
    # study
    held: str | None  # yes, partly, no, cannot_tell
    data_says: str
    successes: str
    challenges: str
    learnt: str
    # act
    decision: str | None  # adopt, adapt, abandon
    act_start: str
    act_stop: str
    act_keep: str
    act_scale: str
    next_step: str
    # how it goes
    status: Status | None
    checked_in_at: datetime | None
    paused_at: datetime | None
    pause_reason: str
    closed_at: datetime | None
    closed_early: bool
    close_reason: str
    version: int
    created_at: datetime | None = None
    began_at: datetime | None = None  # plan became do
    studied_at: datetime | None = None  # study became act

    @property
    def owner_name(self) -> str | None:
        """The team's name; None when one person works alone (then mention the lead)."""
        return None if self.team is None else self.team.name

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.DONE

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


@dataclass(frozen=True, slots=True)
class Due:
    """What a cycle waits for next, and since when: late is shown, never hidden."""

    which: Which | None  # None: nothing (paused, done)
    due_on: date | None
    days_late: int  # 0: not late


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What the plan's form asks, not yet checked. `None` where nothing readable was given."""

    team_id: TeamId | None = None  # None: alone
    title: str = ""
    problem: str = ""
    shared_learning: str = ""
    change: str = ""
    prediction: str = ""
    measures: tuple[MeasureDraft, ...] = (MeasureDraft(),)
    evidence_adult: str = ""
    evidence_student: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    previous_id: CycleId | None = None
    problem_id: ProblemId | None = None


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The plan's form, ready to be shown."""

    community: Community
    draft: PlanDraft
    teams: tuple[Team, ...]  # for which the caller may start a cycle
    cycle: Cycle | None = None  # the one that is edited (still planning) or amended (later)
    previous: Cycle | None = None
    missing: tuple[str, ...] = ()  # what must be filled in before "do" can begin: labels of fields


@dataclass(frozen=True, slots=True)
class Observation:
    observed_on: date
    value: float


@dataclass(frozen=True, slots=True)
class RunChart:
    """One measure over time. `shown` holds the newest 20 at most; figures are of all points.

    `signals`: words for readers, by Anhøj's rules; empty when there is none, or below ten useful points.
    """

    measure: Measure
    shown: tuple[Observation, ...]  # in order of time
    count: int  # of all observations
    median: float | None  # None without observations
    useful: int  # points not on the median
    longest_run: int
    crossings: int
    longest_run_limit: int | None  # a longer run is a signal; None below ten useful points
    crossings_limit: int | None  # fewer crossings are a signal
    sentence: str  # what the chart shows, in plain words
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkin:
    by: UserId
    at: datetime
    which: Which | None
    status: Status
    happened: str = ""
    surprises: str = ""
    links: tuple[str, ...] = ()
    help_wanted: str = ""
    observations: tuple[tuple[Measure, tuple[Observation, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckinDraft:
    """What the check-in's form asks, as typed. `observations`: by the measure's position, one a line."""

    status: str = ""
    happened: str = ""
    surprises: str = ""
    observations: tuple[str, ...] = ()  # "12,5" or "2026-10-05 12.5" lines, one text for each measure
    links_text: str = ""
    help_wanted: str = ""
    share: str = ""
    shares: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class CheckinForm:
    cycle: Cycle
    draft: CheckinDraft
    which: Which | None
    charts: tuple[RunChart, ...]


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in that was kept. `understood`: how each value was read: "Exit tickets: 5 October, 12.5 %"."""

    cycle: Cycle
    checkin: Checkin
    understood: tuple[str, ...] = ()
    helps: bool = False  # a facilitator is told


@dataclass(frozen=True, slots=True)
class StudyDraft:
    held: str = ""  # yes, partly, no, cannot_tell
    data_says: str = ""
    successes: str = ""
    challenges: str = ""
    learnt: str = ""
    share: str = ""  # what to share; a learning only if `shares`
    shares: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class ActDraft:
    decision: str = ""  # adopt, adapt, abandon
    act_start: str = ""
    act_stop: str = ""
    act_keep: str = ""
    act_scale: str = ""
    next_step: str = ""
    share: str = ""  # as of a study
    shares: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class StudyForm:
    """The study's form: the cycle with its prediction, and what the measures say."""

    cycle: Cycle
    draft: StudyDraft
    charts: tuple[RunChart, ...]


@dataclass(frozen=True, slots=True)
class ActForm:
    cycle: Cycle
    draft: ActDraft
    charts: tuple[RunChart, ...]


@dataclass(frozen=True, slots=True)
class CycleCard:
    """What the card in the home channel shows, and what a member sees of a cycle."""

    cycle: Cycle
    due: Due
    checkins: int
    last_checkin: Checkin | None
    charts: tuple[RunChart, ...]
    missing: tuple[str, ...]  # in the plan, before "do" can begin
    can_act: bool = True  # the reader may work on it; the card in the channel shows its buttons anyway


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One entry of a cycle's story. `what` as in `CycleEventRow`; `lines` are (label, text) pairs to show."""

    cycle: Cycle
    what: str
    by: UserId | None
    at: datetime
    by_name: str = ""  # a name pings nobody: most did it themselves, and who was handed a cycle is told so
    to_name: str = ""  # whom it was handed to
    lines: tuple[tuple[str, str], ...] = ()
    status: Status | None = None  # of a check-in
    charts: tuple[RunChart, ...] = ()  # of a check-in with observations, and of study


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to whoever leads a cycle. `answered_by`: a teammate was first; then nothing is asked."""

    cycle: Cycle
    which: Which
    due_on: date
    is_reminder: bool = False
    answered_by: UserId | None = None
    snoozed_until: datetime | None = None
    missing: tuple[str, ...] = ()  # plan_due: what the plan lacks
    charts: tuple[RunChart, ...] = ()  # study_due


@dataclass(frozen=True, slots=True)
class CycleLine:
    """One cycle in a list or a table."""

    cycle: Cycle
    due: Due
    can_act: bool = True  # the reader may work on it, and does not only observe


@dataclass(frozen=True, slots=True)
class MyCycles:
    """`/cop pdsa` for a member: their teams' cycles and their own, open ones first, what is due on top."""

    community: Community
    lines: tuple[CycleLine, ...]
    finished: int  # finished cycles of this school year
    is_facilitator: bool


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One team (or one person alone) in the facilitators' table."""

    team: Team | None
    person: UserId | None  # when alone
    current: CycleLine | None
    finished: int  # cycles acted on in this school year; those closed early do not count
    required: int  # three a year
    is_at_risk: bool
    risk: str  # why, in words; "" when not at risk
    last_checkin_at: datetime | None


@dataclass(frozen=True, slots=True)
class CyclesOverview:
    community: Community
    lines: tuple[OverviewLine, ...]
    required: int
    semester_ends_on: date
    year_ends_on: date


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """For a facilitator: a team is stuck, or asks for help."""

    cycle: Cycle
    checkin: Checkin
    peers: tuple[CycleLine, ...]  # working on something similar; may be empty


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two cycles whose people are put in touch. `to` is the reader's own."""

    to: Cycle
    other: Cycle
    facilitator: UserId
    note: str = ""


@dataclass(frozen=True, slots=True)
class DigestCycle:
    """A cycle in a digest, kept as it was: words and ids only."""

    title: str
    owner: str  # the team's name, or ""
    lead: UserId | None
    stage: str
    decision: str | None = None  # adopt, adapt, abandon; None: closed early, or open
    closed_early: bool = False
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class DigestCycles:
    """Cycles in a digest: how many in each stage (in order, open ones), who is stuck, what was closed."""

    by_stage: tuple[tuple[str, int], ...] = ()
    observations: int = 0  # noted in the period
    stuck: tuple[DigestCycle, ...] = ()
    closed: tuple[DigestCycle, ...] = ()

    @property
    def is_news(self) -> bool:
        return bool(self.observations or self.stuck or self.closed)
