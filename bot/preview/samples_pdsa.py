"""Teams and PDSA cycles as they might be: what the cases of the golden files are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from bot.preview.samples import ADA, BEN, CHI, DEV, HOME, TEAM, ZONE, a_community
from community.ids import CommunityId, CycleId, MeasureId, TeamId, UserId
from community.pdsa.views import (
    CheckedIn,
    Checkin,
    CheckinDraft,
    CheckinForm,
    Cycle,
    CycleCard,
    CycleLine,
    CyclesOverview,
    Due,
    HelpWanted,
    Introduction,
    Measure,
    MeasureDraft,
    MyCycles,
    Observation,
    OverviewLine,
    PlanDraft,
    PlanForm,
    Prompt,
    RunChart,
    Stage,
    Status,
    StoryEntry,
    Which,
)
from community.teams.views import Team, TeamDraft, TeamWithGaps

EVE = UserId("U05EVE")
BEGINS, ENDS = date(2026, 10, 5), date(2026, 11, 13)
MID = datetime(2026, 10, 22, 17, 5, tzinfo=UTC)


def a_team(**changes: Any) -> Team:
    usual = Team(
        id=TeamId(11),
        workspace_id=TEAM,
        community_id=CommunityId(7),
        name="Lincoln grade 4",
        site="Lincoln Elementary",
        school_level="elementary",
        lead=CHI,
        note_taker=DEV,
        decision_maker=ADA,
        members=(CHI, DEV, BEN),
        observers=(EVE,),
        version=2,
    )
    return replace(usual, **changes)


def a_team_with_gaps(**changes: Any) -> TeamWithGaps:
    usual = TeamWithGaps(
        team=a_team(),
        gaps=(
            "Four to seven people try the change; there are three.",
            "Somebody who can decide at the site.",
        ),
        may_edit=True,
    )
    return replace(usual, **changes)


def a_team_draft(**changes: Any) -> TeamDraft:
    team = a_team()
    usual = TeamDraft(
        name=team.name,
        site=team.site,
        school_level=team.school_level,
        lead=team.lead,
        note_taker=team.note_taker,
        decision_maker=team.decision_maker,
        members=team.members,
        observers=team.observers,
    )
    return replace(usual, **changes)


def a_measure(**changes: Any) -> Measure:
    usual = Measure(
        id=MeasureId(31),
        position=1,
        name="Answers with a reason",
        unit="% of pupils",
        better="up",
        baseline=31.0,
        target=50.0,
    )
    return replace(usual, **changes)


CALLED_ON = a_measure(
    id=MeasureId(32), position=2, name="Pupils called on", unit="", better="up", baseline=None, target=None
)
SILENCE = a_measure(
    id=MeasureId(33),
    position=3,
    name="Empty exit tickets",
    unit="pupils",
    better="down",
    baseline=9.0,
    target=4.5,
)


def a_cycle(**changes: Any) -> Cycle:
    """Half way through "do", the team's first of the year."""
    usual = Cycle(
        id=CycleId(21),
        workspace_id=TEAM,
        community_id=CommunityId(7),
        community_name="Math PLC",
        home_channel=HOME,
        zone=ZONE,
        team=a_team(),
        lead=CHI,
        note_taker=DEV,
        number=1,
        previous_id=None,
        next_id=None,
        problem_id=None,
        title="Wait time in grade 4",
        stage=Stage.DO,
        problem="Few pupils explain their answer: 8 of 26 on Monday's exit ticket.",
        shared_learning="An article on wait time: https://example.org/wait?a=1&b=2",
        change="Wait ten seconds after each question in math.",
        prediction="Half the class explains its answer by November.",
        measures=(a_measure(),),
        evidence_adult="Ben times the pauses in two lessons a week.",
        evidence_student="Exit ticket each Friday; Chi counts the answers with a reason.",
        starts_on=BEGINS,
        ends_on=ENDS,
        held=None,
        data_says="",
        successes="",
        challenges="",
        learnt="",
        decision=None,
        act_start="",
        act_stop="",
        act_keep="",
        act_scale="",
        next_step="",
        status=Status.SLOWER,
        checked_in_at=MID,
        paused_at=None,
        pause_reason="",
        closed_at=None,
        closed_early=False,
        close_reason="",
        version=4,
    )
    return replace(usual, **changes)


def a_planned_cycle(**changes: Any) -> Cycle:
    """Still planning, with as little as is asked."""
    bare: dict[str, Any] = {
        "stage": Stage.PLAN,
        "shared_learning": "",
        "prediction": "",
        "measures": (),
        "evidence_adult": "",
        "evidence_student": "",
        "status": None,
        "checked_in_at": None,
        "version": 1,
    }
    return a_cycle(**(bare | changes))


def a_studied_cycle(**changes: Any) -> Cycle:
    studied: dict[str, Any] = {
        "stage": Stage.ACT,
        "held": "partly",
        "data_says": "From 31 to 44 %; the jump came in week three.",
        "successes": "Quiet pupils began to speak.",
        "challenges": "Ten seconds feel long.",
        "learnt": "Waiting works once pupils know why we wait.",
    }
    return a_cycle(**(studied | changes))


def a_finished_cycle(**changes: Any) -> Cycle:
    finished: dict[str, Any] = {
        "stage": Stage.DONE,
        "decision": "adapt",
        "act_start": "Say why we wait.",
        "act_stop": "Calling on the first hand.",
        "act_keep": "The exit ticket.",
        "act_scale": "Grade 5 would like to try.",
        "next_step": "Wait ten seconds, and say why, in science too.",
        "closed_at": datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    }
    return a_studied_cycle(**(finished | changes))


def a_closed_cycle(**changes: Any) -> Cycle:
    closed: dict[str, Any] = {
        "stage": Stage.DONE,
        "closed_early": True,
        "close_reason": "The class was merged with another.",
        "closed_at": datetime(2026, 10, 29, 18, 0, tzinfo=UTC),
    }
    return a_cycle(**(closed | changes))


def a_paused_cycle(**changes: Any) -> Cycle:
    paused: dict[str, Any] = {"paused_at": MID, "pause_reason": "State tests until the end of the month"}
    return a_cycle(**(paused | changes))


def alone(**changes: Any) -> Cycle:
    return a_cycle(**({"team": None, "lead": BEN, "note_taker": None} | changes))


def observations(*values: float, first: date = BEGINS + timedelta(days=4)) -> tuple[Observation, ...]:
    """One a week."""
    return tuple(Observation(first + timedelta(weeks=nth), value) for nth, value in enumerate(values))


def a_chart(*values: float, measure: Measure | None = None, **changes: Any) -> RunChart:
    shown = observations(*(values or (31.0, 35.0, 33.5)))
    usual = RunChart(
        measure=measure or a_measure(),
        shown=shown[-20:],
        count=len(shown),
        median=median(point.value for point in shown),
        useful=2,
        longest_run=1,
        crossings=1,
        longest_run_limit=None,
        crossings_limit=None,
        sentence="3 values from 9 October to 23 October; their middle (the median) is 33.5 % of pupils.",
    )
    return replace(usual, **changes)


def a_long_chart(**changes: Any) -> RunChart:
    """34 values over the turn of the year, the newest 20 shown, with a signal."""
    return a_chart(
        *(30.0 + nth / 2 for nth in range(34)),
        useful=34,
        longest_run=17,
        longest_run_limit=8,
        crossings_limit=12,
        sentence="34 values; their middle (the median) is 38.25 % of pupils. The chart shows the newest 20.",
        signals=("17 values in a row are above the middle: something has probably changed, for the better.",),
        **changes,
    )


def no_chart(measure: Measure | None = None) -> RunChart:
    return a_chart(
        measure=measure, shown=(), count=0, median=None, useful=0, crossings=0, sentence="No values yet."
    )


THREE_CHARTS = (a_chart(), a_chart(12, 14, measure=CALLED_ON), a_chart(9, 7.5, measure=SILENCE))


def a_checkin(**changes: Any) -> Checkin:
    usual = Checkin(
        by=DEV,
        at=MID,
        which=Which.MID_STREAM,
        status=Status.SLOWER,
        happened="We waited in four of six lessons.",
        surprises="The quiet ones spoke first.",
        links=("https://example.org/photo-of-the-board",),
        help_wanted="",
        observations=((a_measure(), observations(31.0, 35.0)),),
    )
    return replace(usual, **changes)


def a_click(**changes: Any) -> Checkin:
    """A check-in by one click: no words yet."""
    return a_checkin(
        **({"happened": "", "surprises": "", "links": (), "observations": (), "help_wanted": ""} | changes)
    )


def due(which: Which | None = Which.END_OF_CYCLE, days_late: int = 0) -> Due:
    return Due(which, None if which is None else date(2026, 11, 10), days_late)


NOTHING_DUE = Due(None, None, 0)


def a_card(cycle: Cycle | None = None, **changes: Any) -> CycleCard:
    usual = CycleCard(
        cycle=cycle or a_cycle(),
        due=due(),
        checkins=2,
        last_checkin=a_checkin(),
        charts=(a_chart(),),
        missing=(),
    )
    return replace(usual, **changes)


def a_planned_card(**changes: Any) -> CycleCard:
    usual = a_card(
        a_planned_cycle(),
        due=due(Which.PLAN_DUE),
        checkins=0,
        last_checkin=None,
        charts=(),
        missing=("the prediction", "a measure", "what evidence you will collect"),
    )
    return replace(usual, **changes)


def a_prompt(which: Which = Which.MID_STREAM, **changes: Any) -> Prompt:
    return replace(Prompt(cycle=a_cycle(), which=which, due_on=date(2026, 10, 22)), **changes)


def a_plan_draft(**changes: Any) -> PlanDraft:
    cycle = a_cycle()
    usual = PlanDraft(
        team_id=TeamId(11),
        title=cycle.title,
        problem=cycle.problem,
        shared_learning=cycle.shared_learning,
        change=cycle.change,
        prediction=cycle.prediction,
        measures=(
            MeasureDraft(cycle.measures[0].name, cycle.measures[0].unit, "up", "30,5", "50 %"),
            MeasureDraft("Empty exit tickets", "pupils", "down", "9", ""),
        ),
        evidence_adult=cycle.evidence_adult,
        evidence_student=cycle.evidence_student,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
    )
    return replace(usual, **changes)


def a_plan_form(**changes: Any) -> PlanForm:
    teams = (a_team(), a_team(id=TeamId(12), name="Coaches"))
    return replace(PlanForm(community=a_community(), draft=a_plan_draft(), teams=teams), **changes)


def a_checkin_form(**changes: Any) -> CheckinForm:
    usual = CheckinForm(
        cycle=a_cycle(measures=(a_measure(), CALLED_ON, SILENCE)),
        draft=CheckinDraft(
            status="slower",
            happened="We waited in four of six lessons.",
            surprises="The quiet ones spoke first.",
            observations=("Oct 16: 35\n33,5", ""),
            links_text="https://example.org/board",
            help_wanted="How do others remember to wait?",
            share="A clock on the wall does the waiting for us.",
            shares=True,
            shows_name=True,
        ),
        which=Which.MID_STREAM,
        charts=(a_chart(), no_chart(CALLED_ON)),
    )
    return replace(usual, **changes)


def checked_in(**changes: Any) -> CheckedIn:
    usual = CheckedIn(
        cycle=a_cycle(),
        checkin=a_checkin(),
        understood=("Answers with a reason: 9 October, 31 %", "Answers with a reason: 16 October, 35 %"),
    )
    return replace(usual, **changes)


def an_entry(what: str = "checked_in", **changes: Any) -> StoryEntry:
    usual = StoryEntry(
        cycle=a_cycle(),
        what=what,
        by=DEV,
        at=MID,
        by_name="Dev Patel",
        lines=(
            ("What happened", "We waited in four of six lessons."),
            ("Evidence", "https://example.org/photo-of-the-board"),
        ),
    )
    return replace(usual, **changes)


def a_line(cycle: Cycle | None = None, due_next: Due | None = None) -> CycleLine:
    return CycleLine(cycle or a_cycle(), due_next or due())


def my_cycles(**changes: Any) -> MyCycles:
    usual = MyCycles(
        community=a_community(),
        lines=(
            a_line(due_next=due(Which.MID_STREAM, days_late=3)),
            a_line(alone(title="Exit tickets", stage=Stage.STUDY), due(Which.STUDY_DUE)),
            a_line(a_paused_cycle(title="Number talks"), NOTHING_DUE),
        ),
        finished=1,
        is_facilitator=False,
    )
    return replace(usual, **changes)


def an_overview_line(**changes: Any) -> OverviewLine:
    usual = OverviewLine(
        team=a_team(),
        person=None,
        current=a_line(due_next=due(Which.MID_STREAM, days_late=3)),
        finished=0,
        required=3,
        is_at_risk=True,
        risk="No cycle is finished, and the semester ends in five weeks.",
        last_checkin_at=MID,
    )
    return replace(usual, **changes)


def an_overview(**changes: Any) -> CyclesOverview:
    usual = CyclesOverview(
        community=a_community(),
        lines=(
            an_overview_line(),
            an_overview_line(
                team=None, person=BEN, current=a_line(alone()), finished=2, is_at_risk=False, risk=""
            ),
            an_overview_line(
                team=a_team(id=TeamId(12), name="Coaches"), current=None, last_checkin_at=None, risk=""
            ),
            an_overview_line(
                team=a_team(id=TeamId(13), name="Grade 5"),
                current=a_line(a_paused_cycle(), NOTHING_DUE),
                is_at_risk=False,
                risk="",
            ),
        ),
        required=3,
        semester_ends_on=date(2027, 1, 22),
        year_ends_on=date(2027, 6, 11),
    )
    return replace(usual, **changes)


def help_wanted(**changes: Any) -> HelpWanted:
    usual = HelpWanted(
        cycle=a_cycle(status=Status.STUCK),
        checkin=a_checkin(status=Status.STUCK, help_wanted="How do others remember to wait?"),
        peers=(a_line(a_cycle(id=CycleId(22), title="Think time in science")), a_line(alone(id=CycleId(23)))),
    )
    return replace(usual, **changes)


def an_introduction(**changes: Any) -> Introduction:
    other = a_cycle(
        id=CycleId(22), title="Think time in science", team=a_team(name="Washington grade 5"), lead=EVE
    )
    usual = Introduction(
        to=a_cycle(), other=other, facilitator=ADA, note="You both wait, and both find it hard."
    )
    return replace(usual, **changes)
