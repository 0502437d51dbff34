"""Objectives as they might be: what the cases of the golden files are made of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.preview.samples import ADA, BEN, CHI, a_community
from bot.preview.samples_pdsa import a_measure
from community.ids import CommunityId, ObjectiveId
from community.objectives.telling import sentence, share_of
from community.objectives.views import Objective, ObjectiveDraft, ObjectiveForm, ObjectivesPage, Progress
from community.pdsa.views import Observation

TODAY = date(2026, 11, 23)
FIRST = date(2026, 9, 14)
WEEK = timedelta(days=7)


def an_objective(**changes: Any) -> Objective:
    usual = Objective(
        id=ObjectiveId(51),
        community_id=CommunityId(7),
        name="Pupils explain their answers",
        measure="Answers with a reason on Friday's exit ticket",
        unit="%",
        better="up",
        baseline=40.0,
        target=70.0,
        by_on=date(2027, 5, 30),
        owner=CHI,
        is_closed=False,
        version=2,
        made_on=date(2026, 9, 10),
    )
    return replace(usual, **changes)


def some_values(*values: float, every: timedelta = 4 * WEEK) -> tuple[Observation, ...]:
    return tuple(Observation(FIRST + n * every, value) for n, value in enumerate(values))


RISING = some_values(44.0, 47.5, 52.0)


def a_progress(
    objective: Objective | None = None,
    values: Sequence[Observation] = RISING,
    *,
    teams: int = 0,
    **changes: Any,
) -> Progress:
    """With the sentence and the share that these values really get."""
    found = objective or an_objective()
    usual = Progress(
        objective=found,
        values=tuple(values),
        share=share_of(found, values),
        sentence=sentence(found, values, TODAY, teams=teams),
    )
    return replace(usual, **changes)


EMPTY_TICKETS = an_objective(
    id=ObjectiveId(52),
    name="Fewer empty exit tickets",
    measure="Tickets without a word",
    unit="tickets",
    better="down",
    baseline=30.0,
    target=10.0,
    by_on=date(2027, 1, 22),
    owner=None,
)
TEAMS = an_objective(
    id=ObjectiveId(53),
    name="Every team completes a cycle",
    measure="Teams with a cycle that was acted on",
    unit="",
    baseline=None,
    target=6.0,
    by_on=date(2027, 6, 11),
    owner=BEN,
)
LAST_YEAR = an_objective(id=ObjectiveId(54), name="Homework is handed in", is_closed=True)
TIED = (("Wait time in grade 4", a_measure(unit="%")), ("Sentence starters", a_measure(unit="%")))

PAGE = ObjectivesPage(
    community=a_community(),
    objectives=(
        a_progress(EMPTY_TICKETS, some_values(26.0, 24.0, 25.0, 21.0, every=2 * WEEK)),
        a_progress(teams=2, ties=TIED),
        a_progress(TEAMS, some_values(1.0)),
        a_progress(LAST_YEAR),
    ),
    is_facilitator=True,
    reader=ADA,
)


def an_objective_draft(**changes: Any) -> ObjectiveDraft:
    usual = ObjectiveDraft(
        name="Pupils explain their answers",
        measure="Answers with a reason on Friday's exit ticket",
        unit="%",
        better="up",
        baseline="40",
        target="70",
        by_on=date(2027, 5, 30),
        owner=CHI,
        measures=(31, 33),
    )
    return replace(usual, **changes)


def an_objective_form(**changes: Any) -> ObjectiveForm:
    usual = ObjectiveForm(
        community=a_community(),
        draft=an_objective_draft(),
        objective=an_objective(),
        measures=(
            (31, "Wait time in grade 4: Answers with a reason"),
            (33, "Wait time in grade 4: Empty exit tickets"),
            (34, "Sentence starters: Answers with a reason"),
        ),
    )
    return replace(usual, **changes)
