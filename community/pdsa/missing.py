"""What a plan must hold before "do" can begin."""

from __future__ import annotations

from community.pdsa.views import Cycle, PlanDraft

PREDICTION = "the prediction"
MEASURE = "a measure"
EVIDENCE = "what evidence you will collect"


def missing_in(plan: Cycle | PlanDraft) -> tuple[str, ...]:
    """What it lacks, in words for a list; empty: it is complete."""
    has_evidence = plan.evidence_adult.strip() or plan.evidence_student.strip()
    has_measure = any(measure.name.strip() for measure in plan.measures)
    return tuple(
        label
        for label, is_there in (
            (PREDICTION, plan.prediction.strip()),
            (MEASURE, has_measure),
            (EVIDENCE, has_evidence),
        )
        if not is_there
    )
