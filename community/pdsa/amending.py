"""What an edit of a plan changes, in words that are kept; and two people at one form."""

from __future__ import annotations

from community.errors import EditedMeanwhile
from community.pdsa import keys
from community.pdsa.drafting import CheckedPlan, measure_words
from community.pdsa.views import Cycle
from community.walltime import day_words
from community.work import Work
from storage.queries.teams import last_changer

_WORDS = ("title", "problem", "shared_learning", "change", "prediction", "evidence_adult", "evidence_student")
_DAYS = ("starts_on", "ends_on")


def changes(before: Cycle, checked: CheckedPlan) -> dict[str, list[str]]:
    """What the draft would change: field to `[before, after]`, in words; empty when it is all as it was."""
    both = {name: [getattr(before, name), getattr(checked, name)] for name in _WORDS}
    both |= {name: [day_words(getattr(before, name)), day_words(getattr(checked, name))] for name in _DAYS}
    both["measures"] = [
        "; ".join(measure_words(measure) for measure in plan.measures) for plan in (before, checked)
    ]
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


async def must_be_current(work: Work, cycle: Cycle, version: int) -> None:
    """Raises `EditedMeanwhile`, naming who was faster, if the form was opened on an older version."""
    if cycle.version == version:
        return
    name = await last_changer(work.session, cycle.workspace_id, keys.cycle_subject(cycle.id))
    raise EditedMeanwhile(
        f"{name or 'Somebody'} changed this cycle while you were editing. Your text is kept here; save again "
        "to put it over theirs.",
        cycle.version,
    )
