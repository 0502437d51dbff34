"""A theme several problems share becomes a proposal for a convening on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from community.convenings.agenda import LONGEST_TOPIC, agenda_text
from community.convenings.views import AgendaItem, ConveningDraft
from community.ids import UserId
from community.problems.views import SharedTheme, SimilarProblem

MOST_PROBLEMS = 3  # in one agenda: each wants its time
ARRIVING, EACH, ENDING = 10, 20, 10  # minutes


def convening_on(theme: SharedTheme, facilitator: UserId) -> ConveningDraft:
    """What the form shows: the problems as agenda items, between a welcome and a round of commitments.

    Day and time are left to the facilitator. Nobody who presented is named: some did so anonymously.
    """
    agenda = _agenda(theme.problems)
    return ConveningDraft(
        title=f"Problems of practice: {theme.name}",
        objectives=f"Tell each other what we have tried on {theme.name}, and choose what to try next.",
        starts_on=None,
        starts_time=None,
        minutes_text=str(sum(item.minutes for item in agenda)),
        mode="virtual",
        place="",
        link="",
        agenda_text=agenda_text(agenda),
        facilitator=facilitator,
        note_taker=None,
        spotlight="",
        announce_on=None,
    )


def _agenda(problems: Sequence[SimilarProblem]) -> tuple[AgendaItem, ...]:
    return (
        AgendaItem("Welcome, and a round of voices", ARRIVING),
        *(AgendaItem(problem.title[:LONGEST_TOPIC], EACH) for problem in islice(problems, MOST_PROBLEMS)),
        AgendaItem("Reflect and commit", ENDING),
    )
