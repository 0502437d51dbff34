"""Reports as they might be: what the cases of `reports/*` and of the pages are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.preview.samples import ADA, BEN, CHI, DEV, STARTS, a_community, a_convening
from bot.preview.samples_learnings import a_learning, an_unnamed_learning
from bot.preview.samples_objectives import a_progress
from bot.preview.samples_pdsa import (
    a_chart,
    a_cycle,
    a_finished_cycle,
    a_long_chart,
    a_team,
    alone,
    observations,
)
from community.feedback.views import FeedbackTrend
from community.learnings.views import Source
from community.pdsa.views import Stage
from community.reports.telling import sentences
from community.reports.views import (
    BackLine,
    ConveningBacks,
    Making,
    Period,
    Report,
    ReportBack,
    ReportBacks,
    ReportedConvening,
    ReportedCycle,
    ReportedFeedback,
    ReportKind,
    TeamRequirement,
    ToScale,
)

MADE = datetime(2026, 12, 18, 23, 5, tzinfo=UTC)
FALL = Period(date(2026, 8, 24), date(2026, 12, 18))
NAMES = ((ADA, "Ada Osei"), (BEN, "Ben Whitehorse"), (CHI, "Chi Nguyen"), (DEV, "Dev Patel"))
OF_THE_WALK = Source("feedback", title="Data walk: word problems in grade 4", convening_id=42)
LEARNINGS = (
    a_learning(),
    a_learning(
        kind="success",
        text="Drawing first helps.\n\nEven those who never speak had something to show.",
        author=CHI,
        source=OF_THE_WALK,
        endorsements=5,
    ),
    an_unnamed_learning(),
)
EARLIER = a_convening(STARTS - timedelta(days=56), title="Number talks", objectives="")
HELD = (
    ReportedConvening(EARLIER, attended=None, going=9),
    ReportedConvening(a_convening(), attended=11, going=12, commitments=4),
)
ADOPTED = a_finished_cycle(decision="adopt")
WEEKLY = observations(*(30.0 + nth / 2 for nth in range(34)))  # of the long chart
CYCLES = (
    ReportedCycle(ADOPTED, (a_long_chart(),), ((a_long_chart().measure, WEEKLY),)),
    ReportedCycle(a_cycle(), (a_chart(),), ((a_chart().measure, a_chart().shown),)),
    ReportedCycle(alone(title="Talk moves", stage=Stage.PLAN), ()),
)
FEEDBACK = (
    ReportedFeedback(FeedbackTrend("Number talks", 4, 9, None, None), is_open=False),
    ReportedFeedback(FeedbackTrend("Number strings", 8, 9, 3.84, None), is_open=False),
    ReportedFeedback(FeedbackTrend("Data walk: word problems in grade 4", 9, 12, 4.12, 3.84), is_open=False),
    ReportedFeedback(FeedbackTrend("Sharing what we tried", 6, 11, None, None), is_open=True),
)


def a_report(**changes: Any) -> Report:
    """A fall with a bit of everything."""
    usual = Report(
        community=a_community(),
        kind=ReportKind.PERIOD,
        period=FALL,
        made_at=MADE,
        team=None,
        convenings=HELD,
        feedback=FEEDBACK,
        cycles=CYCLES,
        decided=(ADOPTED,),
        requirement=(TeamRequirement("Lincoln grade 4", None, 1, 3), TeamRequirement("", BEN, 3, 3)),
        objectives=(a_progress(),),
        learnings=LEARNINGS,
        learnings_count=len(LEARNINGS),
        to_scale=(),
        strategies=(),
        names=NAMES,
    )
    return replace(usual, **changes)


def an_annual_review(**changes: Any) -> Report:
    usual = a_report(
        kind=ReportKind.ANNUAL,
        period=Period(date(2026, 8, 24), date(2027, 6, 11)),
        to_scale=(ToScale(ADOPTED, ADOPTED.act_scale), ToScale(alone(decision="adopt"), "")),
        strategies=(a_learning(),),
    )
    return replace(usual, **changes)


def a_council_page(**changes: Any) -> Report:
    usual = a_report(
        kind=ReportKind.COUNCIL,
        team=a_team(),
        convenings=HELD[1:],
        feedback=(),
        cycles=CYCLES[1:2],
        decided=(),
        requirement=(),
        objectives=(),
        names=NAMES[1:3],
    )
    return replace(usual, **changes)


def a_bare_report(**changes: Any) -> Report:
    """As little as makes a report: one learning."""
    bare: dict[str, Any] = {
        **dict.fromkeys(("convenings", "feedback", "cycles", "decided", "requirement", "objectives"), ()),
        "learnings": LEARNINGS[2:],
        "learnings_count": 1,
        "names": (),
    }
    return a_report(**(bare | changes))


def a_back(**changes: Any) -> ReportBack:
    convening, team = a_convening(), a_team()
    usual = ReportBack(
        convening=convening,
        team=team,
        to_say=sentences(convening, team, LEARNINGS, CYCLES[1:2], dict(NAMES)),
        shared_on=None,
        council_said="",
        is_sent_to_reader=True,
    )
    return replace(usual, **changes)


def a_told_back(**changes: Any) -> ReportBack:
    told: dict[str, Any] = {
        "shared_on": date(2026, 12, 8),
        "council_said": "They would like to see it in grade 5.\nAnd they asked who covers the classes.",
        "noted_by": CHI,
    }
    return a_back(**(told | changes))


def some_backs(**changes: Any) -> ReportBacks:
    lines = (
        BackLine(a_team(), date(2026, 12, 8), "They would like to see it in grade 5."),
        BackLine(a_team(name="Maple grade 4"), None, ""),
    )
    usual = ReportBacks(
        community=a_community(),
        convenings=(ConveningBacks(a_convening(), lines), ConveningBacks(EARLIER, lines[1:])),
        is_facilitator=True,
    )
    return replace(usual, **changes)


def a_making(**changes: Any) -> Making:
    return replace(Making(a_community(), ReportKind.PERIOD, FALL), **changes)
