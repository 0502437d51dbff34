"""PDSA cycles: planned, done, studied, acted on, and what is asked on the way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.preview.case import Case, typed, usual
from bot.preview.samples import ADA, BEN, CHI, DEV
from bot.preview.samples_pdsa import (
    CALLED_ON,
    MID,
    NOTHING_DUE,
    SILENCE,
    THREE_CHARTS,
    a_card,
    a_chart,
    a_checkin,
    a_checkin_form,
    a_click,
    a_closed_cycle,
    a_cycle,
    a_finished_cycle,
    a_line,
    a_long_chart,
    a_measure,
    a_paused_cycle,
    a_plan_draft,
    a_plan_form,
    a_planned_card,
    a_planned_cycle,
    a_prompt,
    a_studied_cycle,
    alone,
    an_entry,
    an_introduction,
    an_overview,
    an_overview_line,
    checked_in,
    due,
    help_wanted,
    my_cycles,
    no_chart,
    observations,
)
from community.ids import CommunityId, CycleId, ProblemId, TeamId
from community.pdsa.consent import NOT_SHARED
from community.pdsa.views import (
    ActDraft,
    ActForm,
    CheckinDraft,
    MeasureDraft,
    PlanDraft,
    Stage,
    Status,
    StudyDraft,
    StudyForm,
    Which,
)

HOSTILE = ("channel", "long", "right_to_left", "quotes")
REF = '{"v":1,"community":7,"cycle":21,"version":4}'
NOTE = "We look at your data on December 3."
THREE_MEASURES = a_cycle(measures=(a_measure(), CALLED_ON, SILENCE))
STUDYING = a_cycle(stage=Stage.STUDY)

PLAN = usual(
    "pdsa/plan",
    "modal",
    form=a_plan_form(previous=a_finished_cycle(id=CycleId(20))),
    warnings=("The cycle lasts less than a week.", "The target is on the wrong side of the baseline."),
    notice="",
    ref_text=REF,
)
CARD = usual("pdsa/card", card=a_card(due=due(Which.MID_STREAM, days_late=3)))
STORY = usual("pdsa/story", entry=an_entry(status=Status.SLOWER, charts=(a_chart(),)), native=True)
PROMPT = usual("pdsa/prompt", prompt=a_prompt(), note=NOTE, native=True)
CHECK_IN = usual(
    "pdsa/checkin",
    "modal",
    form=a_checkin_form(),
    warnings=("35 is more than twice the highest value so far.",),
    notice="Ben checked in while you were writing.",
    ref_text=REF,
)
CHECKED_IN = usual("pdsa/checked_in", result=checked_in(helps=True))
STUDY_FORM = StudyForm(
    STUDYING,
    StudyDraft(
        held="partly",
        data_says="From 31 to 44 %.",
        successes="Quiet pupils began to speak.",
        challenges="Ten seconds feel long.",
        learnt="Waiting works once pupils know why.",
        share="Say why you wait.",
        shares=True,
        shows_name=True,
    ),
    (a_long_chart(), no_chart(SILENCE)),
)
NEW: dict[str, Any] = {"warnings": (), "notice": ""}
STUDY = usual("pdsa/study", "modal", form=STUDY_FORM, ref_text=REF, **NEW)
ACT_FORM = ActForm(
    a_studied_cycle(),
    ActDraft(
        decision="adapt",
        act_start="Say why we wait.",
        act_stop="Calling on the first hand.",
        act_keep="The exit ticket.",
        act_scale="Grade 5.",
        next_step="The same in science.",
        share="Say why you wait, and pupils wait with you.",
        shares=True,
        shows_name=True,
    ),
    (a_long_chart(),),
)
ACT = usual("pdsa/act", "modal", form=ACT_FORM, ref_text=REF, **NEW)
ACTED = usual("pdsa/acted", card=a_card(a_finished_cycle(), due=NOTHING_DUE))
PAUSE = usual("pdsa/pause", "modal", cycle=a_cycle(), ref_text=REF)
RESUME = usual("pdsa/resume", "modal", cycle=a_paused_cycle(), ends_on=date(2026, 12, 4), ref_text=REF)
EXTEND = usual("pdsa/extend", "modal", cycle=a_cycle(), ref_text=REF)
CLOSE = usual("pdsa/close", "modal", cycle=a_cycle(), ref_text=REF)
HAND_OVER = usual("pdsa/hand_over", "modal", cycle=a_cycle(), teammates=(DEV, BEN), ref_text=REF)
MOVED = usual("pdsa/moved", name="began", card=a_card(due=due(Which.GAME_PLAN)), what="began")
SNOOZED = usual("pdsa/snoozed", prompt=a_prompt(snoozed_until=MID + timedelta(days=1)))
COACHES = {"community_id": CommunityId(8), "community_name": "Coaches"}
MINE = usual("pdsa/mine", mine=my_cycles())
OVERVIEW = usual("pdsa/overview", overview=an_overview(), native=True)
OVERVIEW_TEXT = usual("pdsa/overview", name="text", overview=an_overview(), native=False)
CYCLE = usual(
    "pdsa/cycle",
    card=a_card(a_finished_cycle(previous_id=CycleId(20)), due=NOTHING_DUE, charts=THREE_CHARTS),
    native=True,
)
CHART = usual("pdsa/chart", card=a_card(THREE_MEASURES, charts=THREE_CHARTS), native=True)
CHART_TEXT = usual("pdsa/chart", name="text", card=a_card(THREE_MEASURES, charts=THREE_CHARTS), native=False)
RAMP = usual(
    "pdsa/ramp",
    cards=(
        a_card(a_closed_cycle(next_id=CycleId(21))),
        a_card(a_finished_cycle(previous_id=CycleId(20), next_id=CycleId(22))),
        a_card(a_finished_cycle(id=CycleId(22), previous_id=CycleId(21))),
    ),
)
CHOOSE = usual(
    "pdsa/choose",
    "modal",
    lines=(a_line(), a_line(alone(id=CycleId(22), title="Exit tickets"))),
    ref_text='{"v":1,"community":7}',
)
HELP_WANTED = usual("pdsa/help_wanted", help=help_wanted())
PEERS = usual("pdsa/peers", "modal", help=help_wanted(), ref_text=REF)
INTRODUCTION = usual("pdsa/introduction", introduction=an_introduction())
INTRODUCED = usual("pdsa/introduced", introduction=an_introduction())
UNANSWERED = usual("pdsa/unanswered", prompt=a_prompt())
NUDGE = usual("pdsa/nudge", card=a_card(due=due(Which.MID_STREAM, days_late=3)))
NUDGED = usual("pdsa/nudged", card=a_card())
HANDED_OVER = usual("pdsa/handed_over", cycle=a_cycle(lead=DEV), by=CHI)

USUAL = (
    *(PLAN, CARD, STORY, PROMPT, CHECK_IN, CHECKED_IN, STUDY, ACT, ACTED, PAUSE, RESUME, EXTEND, CLOSE),
    *(HAND_OVER, MOVED, SNOOZED, MINE, OVERVIEW, CYCLE, CHART, RAMP, CHOOSE, HELP_WANTED, PEERS),
    *(INTRODUCTION, INTRODUCED, UNANSWERED, NUDGE, NUDGED, HANDED_OVER),
)


def _moved(what: str, **card: Any) -> Case:
    return usual("pdsa/moved", name=what, card=a_card(**card), what=what)


PLANS = [
    usual(
        "pdsa/plan",
        "modal",
        name="new",
        form=a_plan_form(draft=PlanDraft()),
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7}',
    ),
    usual(
        "pdsa/plan",
        "modal",
        name="from_a_problem",
        form=a_plan_form(draft=a_plan_draft(problem_id=ProblemId(5), measures=())),
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7,"problem":5}',
    ),
    usual(
        "pdsa/plan",
        "modal",
        name="no_team",
        form=a_plan_form(draft=PlanDraft(), teams=()),
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7}',
    ),
    usual(
        "pdsa/plan",
        "modal",
        name="edit",
        form=a_plan_form(
            draft=a_plan_draft(measures=(MeasureDraft(),) * 3, team_id=TeamId(99)),
            cycle=a_planned_cycle(),
            missing=("the prediction", "what evidence you will collect"),
        ),
        warnings=(),
        notice="Ben changed this while you were editing.",
        ref_text=REF,
    ),
    usual(
        "pdsa/plan",
        "modal",
        name="amend",
        form=a_plan_form(cycle=a_cycle()),
        warnings=(),
        notice="",
        ref_text=REF,
    ),
]
CARDS = [
    usual("pdsa/card", name="planned", card=a_planned_card()),
    usual("pdsa/card", name="ready", card=a_planned_card(missing=())),
    usual("pdsa/card", name="alone", card=a_card(alone(), last_checkin=None, charts=(no_chart(),))),
    usual("pdsa/card", name="nobody", card=a_card(alone(lead=None), last_checkin=None, charts=())),
    usual("pdsa/card", name="paused", card=a_card(a_paused_cycle(), due=NOTHING_DUE)),
    usual("pdsa/card", name="study", card=a_card(STUDYING, due=due(Which.STUDY_DUE), charts=THREE_CHARTS)),
    usual("pdsa/card", name="act", card=a_card(a_studied_cycle(), due=due(Which.ACT_DUE, days_late=1))),
    usual("pdsa/card", name="done", card=a_card(a_finished_cycle(), due=NOTHING_DUE)),
    usual("pdsa/card", name="went_on", card=a_card(a_finished_cycle(next_id=CycleId(22)), due=NOTHING_DUE)),
    usual("pdsa/card", name="closed_early", card=a_card(a_closed_cycle(), due=NOTHING_DUE)),
]
STORIES = [
    usual("pdsa/story", name="text", entry=STORY.context["entry"], native=False),
    usual("pdsa/story", name="three_charts", entry=an_entry(charts=THREE_CHARTS), native=True),
    *(
        usual("pdsa/story", name=what, entry=an_entry(what, lines=(("Why", "Snow days"),)), native=True)
        for what in ("planned", "began", "finished_doing", "studied", "acted", "paused", "resumed")
    ),
    usual(
        "pdsa/story",
        name="amended",
        entry=an_entry("amended", lines=(("Prediction, before", "A third."), ("Prediction", "Half."))),
        native=True,
    ),
    usual(
        "pdsa/story",
        name="amended_wholly",
        entry=an_entry("amended", lines=(("Prediction", "Half. " * 400),) * 20),
        native=True,
    ),
    usual(
        "pdsa/story",
        name="handed_over",
        entry=an_entry("handed_over", to_name="Emi Tanaka", lines=()),
        native=True,
    ),
    usual(
        "pdsa/story",
        name="by_the_bot",
        entry=an_entry("handed_over", by=None, by_name="", to_name="Emi", lines=()),
        native=True,
    ),
]
PROMPTS = [
    usual("pdsa/prompt", name="plan_due", prompt=a_prompt(Which.PLAN_DUE), note="", native=True),
    usual(
        "pdsa/prompt",
        name="plan_incomplete",
        prompt=a_prompt(Which.PLAN_DUE, cycle=a_planned_cycle(), missing=("the prediction", "a measure")),
        note="",
        native=True,
    ),
    usual("pdsa/prompt", name="game_plan", prompt=a_prompt(Which.GAME_PLAN), note="", native=True),
    usual("pdsa/prompt", name="end_of_cycle", prompt=a_prompt(Which.END_OF_CYCLE), note="", native=True),
    usual(
        "pdsa/prompt",
        name="study_due",
        prompt=a_prompt(Which.STUDY_DUE, cycle=STUDYING, charts=(a_chart(),)),
        note="",
        native=True,
    ),
    usual(
        "pdsa/prompt",
        name="study_due_still_doing",
        prompt=a_prompt(Which.STUDY_DUE, charts=(a_long_chart(), no_chart(SILENCE))),
        note="",
        native=False,
    ),
    usual(
        "pdsa/prompt",
        name="act_due",
        prompt=a_prompt(Which.ACT_DUE, cycle=a_studied_cycle()),
        note="",
        native=True,
    ),
    usual(
        "pdsa/prompt",
        name="to_a_facilitator",
        prompt=a_prompt(cycle=a_cycle(lead=None, note_taker=None)),
        note="",
        native=True,
    ),
    usual("pdsa/prompt", name="reminder", prompt=a_prompt(is_reminder=True), note="", native=True),
    usual("pdsa/prompt", name="answered", prompt=a_prompt(answered_by=DEV), note=NOTE, native=True),
]
CHECK_INS = [
    usual(
        "pdsa/checkin",
        "modal",
        name="fresh",
        form=a_checkin_form(cycle=a_cycle(), draft=CheckinDraft(), which=Which.GAME_PLAN, charts=()),
        warnings=(),
        notice="",
        ref_text=REF,
    ),
    usual(
        "pdsa/checkin",
        "modal",
        name="any_time",
        form=a_checkin_form(draft=CheckinDraft(), which=None),
        warnings=(),
        notice="",
        ref_text=REF,
    ),
    usual(
        "pdsa/checkin",
        "modal",
        name="end_of_cycle",
        form=a_checkin_form(cycle=a_cycle(measures=()), draft=CheckinDraft(), which=Which.END_OF_CYCLE),
        warnings=(),
        notice="",
        ref_text=REF,
    ),
    usual("pdsa/checked_in", name="one_click", result=checked_in(checkin=a_click(which=None), understood=())),
    usual(
        "pdsa/checked_in",
        name="stuck",
        result=checked_in(checkin=a_click(status=Status.STUCK), understood=(), helps=True),
    ),
    usual(
        "pdsa/checked_in", name="many_values", result=checked_in(understood=("Tickets: 5 October, 3",) * 60)
    ),
]
STUDIES = [
    usual(
        "pdsa/study",
        "modal",
        name="fresh",
        form=StudyForm(replace(STUDYING, prediction=""), StudyDraft(), ()),
        ref_text=REF,
        **NEW,
    ),
    usual(
        "pdsa/study",
        "modal",
        name="not_shared",
        form=replace(STUDY_FORM, draft=replace(STUDY_FORM.draft, shares=False, shows_name=False)),
        ref_text=REF,
        warnings=(NOT_SHARED,),
        notice="",
    ),
    usual(
        "pdsa/act",
        "modal",
        name="fresh",
        form=ActForm(a_studied_cycle(held="no", learnt=""), ActDraft(), ()),
        ref_text=REF,
        **NEW,
    ),
    usual(
        "pdsa/act",
        "modal",
        name="not_shared",
        form=replace(ACT_FORM, draft=replace(ACT_FORM.draft, shares=False, shows_name=False)),
        ref_text=REF,
        warnings=(NOT_SHARED,),
        notice="",
    ),
    usual("pdsa/acted", name="abandoned", card=a_card(a_finished_cycle(decision="abandon", next_step=""))),
    usual("pdsa/acted", name="went_on", card=a_card(a_finished_cycle(next_id=CycleId(22)))),
]
MOVES = [
    usual("pdsa/hand_over", "modal", name="one", cycle=a_cycle(), teammates=(DEV,), ref_text=REF),
    usual("pdsa/hand_over", "modal", name="alone", cycle=alone(), teammates=(), ref_text=REF),
    usual("pdsa/moved", name="planned", card=a_planned_card(), what="planned"),
    usual(
        "pdsa/moved", name="studied", card=a_card(a_studied_cycle(), due=due(Which.ACT_DUE)), what="studied"
    ),
    _moved("amended"),
    _moved("finished_doing", cycle=STUDYING, due=due(Which.STUDY_DUE)),
    _moved("paused", cycle=a_paused_cycle(), due=NOTHING_DUE),
    _moved("resumed"),
    _moved("extended"),
    _moved("closed_early", cycle=a_closed_cycle(), due=NOTHING_DUE),
    _moved("handed_over", cycle=a_cycle(lead=DEV), can_act=False),
    usual("pdsa/snoozed", name="study", prompt=a_prompt(Which.STUDY_DUE)),
]
LISTS = [
    usual("pdsa/mine", name="none", mine=my_cycles(lines=(), finished=0)),
    usual("pdsa/mine", name="many", mine=my_cycles(lines=(a_line(),) * 30, is_facilitator=True)),
    usual(
        "pdsa/mine",
        name="each_stage",
        mine=my_cycles(
            lines=(
                a_line(a_planned_cycle(), due(Which.PLAN_DUE)),
                a_line(a_cycle(), due(Which.STUDY_DUE, days_late=1)),
                a_line(a_studied_cycle(), due(Which.ACT_DUE)),
                a_line(a_finished_cycle(), NOTHING_DUE),
                a_line(a_cycle(), NOTHING_DUE),
                a_line(a_closed_cycle(), NOTHING_DUE),
            )
        ),
    ),
    OVERVIEW_TEXT,
    usual("pdsa/overview", name="many", overview=an_overview(lines=(an_overview_line(),) * 60), native=True),
    usual(
        "pdsa/overview",
        name="many_text",
        overview=an_overview(lines=(an_overview_line(),) * 60),
        native=False,
    ),
    usual("pdsa/overview", name="none", overview=an_overview(lines=()), native=True),
    usual(
        "pdsa/overview",
        name="nobody_leads_and_paused",
        overview=an_overview(
            lines=(
                an_overview_line(team=None, current=a_line(alone(lead=None))),
                an_overview_line(current=a_line(a_paused_cycle(), NOTHING_DUE)),
            )
        ),
        native=True,
    ),
    usual(
        "pdsa/overview",
        name="all_well",
        overview=an_overview(lines=(an_overview_line(is_at_risk=False, risk="", finished=3, current=None),)),
        native=True,
    ),
    usual("pdsa/cycle", name="doing", card=a_card(), native=True),
    usual("pdsa/cycle", name="text", card=a_card(THREE_MEASURES, charts=THREE_CHARTS), native=False),
    usual("pdsa/cycle", name="onlooker", card=a_card(can_act=False), native=True),
    usual("pdsa/cycle", name="planned", card=a_planned_card(), native=True),
    usual("pdsa/cycle", name="paused", card=a_card(a_paused_cycle(), due=NOTHING_DUE), native=True),
    usual("pdsa/cycle", name="closed_early", card=a_card(a_closed_cycle(), due=NOTHING_DUE), native=True),
    CHART_TEXT,
    usual("pdsa/chart", name="many_values", card=a_card(charts=(a_long_chart(),)), native=True),
    usual("pdsa/chart", name="many_values_text", card=a_card(charts=(a_long_chart(),)), native=False),
    usual("pdsa/chart", name="one_value", card=a_card(charts=(a_chart(31.0),)), native=True),
    usual("pdsa/chart", name="no_values", card=a_card(charts=(no_chart(),)), native=True),
    usual("pdsa/chart", name="no_measures", card=a_card(a_cycle(measures=()), charts=()), native=True),
    usual(
        "pdsa/chart",
        name="two_years",
        card=a_card(
            charts=(
                a_chart(
                    shown=observations(1, -2.5) + observations(3, first=MID.date() + timedelta(days=365))
                ),
            )
        ),
        native=True,
    ),
    usual(
        "pdsa/mine",
        name="of_an_observer",
        mine=my_cycles(lines=(replace(a_line(), can_act=False),), finished=0, is_facilitator=False),
    ),
    usual("pdsa/ramp", name="one", cards=(a_card(),)),
    usual("pdsa/ramp", name="many", cards=(a_card(a_finished_cycle(next_id=CycleId(22))),) * 20),
    usual(
        "pdsa/choose",
        "modal",
        name="of_two_communities",
        lines=(a_line(), a_line(a_cycle(id=CycleId(22), title="Exit tickets", **COACHES))),
        ref_text='{"v":1,"community":7}',
    ),
    usual(
        "pdsa/choose",
        "modal",
        name="many",
        lines=tuple(a_line(a_cycle(id=CycleId(number))) for number in range(1, 121)),
        ref_text='{"v":1,"community":7}',
    ),
]
FACILITATORS = [
    usual(
        "pdsa/help_wanted",
        name="no_peers",
        help=help_wanted(checkin=a_checkin(help_wanted="A second pair of eyes"), peers=()),
    ),
    usual("pdsa/help_wanted", name="many_peers", help=help_wanted(peers=(a_line(),) * 12)),
    usual("pdsa/peers", "modal", name="no_peers", help=help_wanted(peers=()), ref_text=REF),
    usual(
        "pdsa/peers",
        "modal",
        name="many",
        help=help_wanted(
            checkin=a_click(), peers=tuple(a_line(a_cycle(id=CycleId(number))) for number in range(1, 30))
        ),
        ref_text=REF,
    ),
    usual("pdsa/introduction", name="no_note", introduction=an_introduction(note="", other=alone(lead=None))),
    usual("pdsa/unanswered", name="nobody", prompt=a_prompt(cycle=a_cycle(lead=None, note_taker=None))),
    usual("pdsa/nudge", name="alone", card=a_card(alone(), due=due(Which.MID_STREAM))),
    usual("pdsa/nudged", name="nobody", card=a_card(alone(lead=None))),
    usual("pdsa/handed_over", name="alone", cycle=alone(), by=ADA),
]

CASES = [
    *USUAL,
    *PLANS,
    *CARDS,
    *STORIES,
    *PROMPTS,
    *CHECK_INS,
    *STUDIES,
    *MOVES,
    *LISTS,
    *FACILITATORS,
    *(case for usual_case in USUAL for case in typed(usual_case, *HOSTILE)),
]
