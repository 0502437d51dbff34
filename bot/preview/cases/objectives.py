"""Objectives: the page, the form of one, and the form of a value."""

from dataclasses import replace
from datetime import date

from bot.preview.case import typed, usual
from bot.preview.samples import CHI, a_community
from bot.preview.samples_objectives import (
    LAST_YEAR,
    PAGE,
    TEAMS,
    TODAY,
    a_progress,
    an_objective,
    an_objective_form,
    some_values,
)
from bot.preview.samples_pdsa import a_measure
from community.ids import ObjectiveId
from community.objectives.views import Noted, ObjectiveDraft, ValueForm

HOSTILE = ("channel", "long", "right_to_left", "quotes")
REF = '{"v":1,"community":7,"objective":51,"version":2}'

WORDS = usual("objectives/page", name="words", page=PAGE, native=False)
OWNER = usual(
    "objectives/page", name="owner", page=replace(PAGE, is_facilitator=False, reader=CHI), native=True
)
MANY = replace(
    PAGE,
    objectives=(
        *(
            a_progress(
                an_objective(id=ObjectiveId(100 + n), name=f"Objective {n}"),
                some_values(*(float(value) for value in range(40, 65))),
                ties=tuple((f"Cycle {cycle}", a_measure()) for cycle in range(8)),
            )
            for n in range(12)
        ),
        *(a_progress(replace(LAST_YEAR, id=ObjectiveId(200 + n))) for n in range(7)),
    ),
)
FORM = usual(
    "objectives/form",
    "modal",
    form=an_objective_form(),
    warnings=("The target 30 % is below the baseline 40 %, though more is said to be better.",),
    notice="Ben changed this objective while you were editing.",
    ref_text=REF,
)
NEW = usual(
    "objectives/form",
    "modal",
    name="new",
    form=an_objective_form(draft=ObjectiveDraft(), objective=None, measures=()),
    warnings=(),
    notice="",
    ref_text='{"v":1,"community":7}',
)
VALUE = usual(
    "objectives/value",
    "modal",
    form=ValueForm(a_community(), a_progress(), TODAY, on=TODAY),
    warnings=(),
    notice="",
    ref_text='{"v":1,"objective":51}',
)
SAVED = usual("objectives/saved", progress=a_progress(values=()), is_new=True)
NOTED = usual("objectives/noted", noted=Noted(a_progress(), date(2026, 11, 9), 52.0, 51.5))

CASES = [
    usual("objectives/page", page=PAGE, native=True),
    WORDS,
    OWNER,
    usual("objectives/page", name="many", page=MANY, native=True),
    usual("objectives/page", name="none", page=replace(PAGE, objectives=()), native=True),
    usual(
        "objectives/page",
        name="none_member",
        page=replace(PAGE, objectives=(), is_facilitator=False),
        native=True,
    ),
    *typed(WORDS, *HOSTILE),
    FORM,
    NEW,
    *typed(FORM, *HOSTILE),
    VALUE,
    usual(
        "objectives/value",
        "modal",
        name="first",
        form=ValueForm(a_community(), a_progress(TEAMS, ()), TODAY, on=TODAY),
        warnings=(),
        notice="",
        ref_text='{"v":1,"objective":53}',
    ),
    usual(
        "objectives/value",
        "modal",
        name="again",
        form=ValueForm(a_community(), a_progress(), TODAY, "440", TODAY),
        warnings=("440 % is not between 0 % and 100 %. Keep it if it is meant so.",),
        notice="",
        ref_text='{"v":1,"objective":51}',
    ),
    *typed(VALUE, *HOSTILE),
    SAVED,
    usual("objectives/saved", name="closed", progress=a_progress(LAST_YEAR), is_new=False),
    *typed(SAVED, *HOSTILE),
    NOTED,
    usual(
        "objectives/noted",
        name="taken_back",
        noted=Noted(a_progress(values=some_values(44.0, 47.5)), date(2026, 11, 9), None, 52.0),
    ),
    *typed(NOTED, *HOSTILE),
]
