"""What buttons and forms of PDSA cycles say, read into the community's terms."""

from __future__ import annotations

from collections.abc import Sequence

from community.deliveries.views import Place
from community.errors import StaleButton
from community.ids import CycleId, ProblemId, TeamId
from community.pdsa.views import (
    ActDraft,
    CheckinDraft,
    MeasureDraft,
    PlanDraft,
    StudyDraft,
    Which,
)
from handlers.payloads import Click, FormValues, Submission, Surface
from message_templates.values import Ref, UnreadableRef

MOST_MEASURES = 3
OLD_PROMPT = "This button does not say which question it answers. /cop pdsa shows what is due."


def cycle_of(ref: Ref) -> CycleId:
    """Raises `UnreadableRef` when no cycle is named."""
    if ref.cycle is None:
        raise UnreadableRef("no cycle is named")
    return CycleId(ref.cycle)


def find_which(ref: Ref) -> Which | None:
    """The prompt a button or form answers; None when it is of one's own accord."""
    if ref.which is None:
        return None
    try:
        return Which(ref.which)
    except ValueError as error:
        raise UnreadableRef("no such prompt") from error


def get_which(ref: Ref) -> Which:
    """Raises `StaleButton` when no prompt is named."""
    which = find_which(ref)
    if which is None:
        raise StaleButton(OLD_PROMPT)
    return which


def answered_in(asked: Click | Submission) -> Place | None:
    """The direct message whose place the answer will take; None when it appears elsewhere."""
    if isinstance(asked, Submission):
        return Place(asked.ref.channel, asked.ref.ts) if asked.ref.channel and asked.ref.ts else None
    is_direct = asked.surface is Surface.DIRECT
    return (
        Place(asked.channel, asked.message_ts) if is_direct and asked.channel and asked.message_ts else None
    )


def read_plan(values: FormValues, ref: Ref) -> PlanDraft:
    """The plan as typed, with as many measures as the form had; what it goes on from stands in `ref`."""
    return PlanDraft(
        team_id=_team(values, ref),
        title=values.text("title"),
        problem=values.text("problem"),
        shared_learning=values.text("shared_learning"),
        change=values.text("change"),
        prediction=values.text("prediction"),
        measures=_measures(values),
        evidence_adult=values.text("evidence_adult"),
        evidence_student=values.text("evidence_student"),
        starts_on=values.date("starts_on"),
        ends_on=values.date("ends_on"),
        previous_id=None if ref.previous is None else CycleId(ref.previous),
        problem_id=None if ref.problem is None else ProblemId(ref.problem),
    )


def read_checkin(values: FormValues) -> CheckinDraft:
    return CheckinDraft(
        status=values.choice("status") or "",
        happened=values.text("happened"),
        surprises=values.text("surprises"),
        observations=_numbered(values, "observations{}"),
        links_text=values.text("links"),
        help_wanted=values.text("help_wanted"),
        share=values.text("share"),
        shares=values.is_ticked("shares"),
        shows_name=values.is_ticked("shows_name"),
    )


def read_study(values: FormValues) -> StudyDraft:
    return StudyDraft(
        held=values.choice("held") or "",
        data_says=values.text("data_says"),
        successes=values.text("successes"),
        challenges=values.text("challenges"),
        learnt=values.text("learnt"),
        share=values.text("share"),
        shares=values.is_ticked("shares"),
        shows_name=values.is_ticked("shows_name"),
    )


def read_act(values: FormValues) -> ActDraft:
    return ActDraft(
        decision=values.choice("decision") or "",
        act_start=values.text("act_start"),
        act_stop=values.text("act_stop"),
        act_keep=values.text("act_keep"),
        act_scale=values.text("act_scale"),
        next_step=values.text("next_step"),
        share=values.text("share"),
        shares=values.is_ticked("shares"),
        shows_name=values.is_ticked("shows_name"),
    )


def _team(values: FormValues, ref: Ref) -> TeamId | None:
    """Whose cycle it is: as chosen; a form that does not ask (of a cycle that is there) carries it."""
    chosen = values.choice("team")
    if chosen is None:
        return None if ref.team is None else TeamId(ref.team)
    return TeamId(int(chosen)) if chosen.isdecimal() else None


def _measures(values: FormValues) -> tuple[MeasureDraft, ...]:
    names = _numbered(values, "measure{}_name")
    return tuple(
        MeasureDraft(
            name=name,
            unit=values.text(f"measure{number}_unit"),
            better=values.choice(f"measure{number}_better") or "up",
            baseline=values.text(f"measure{number}_baseline"),
            target=values.text(f"measure{number}_target"),
        )
        for number, name in enumerate(names, 1)
    )


def _numbered(values: FormValues, field: str) -> tuple[str, ...]:
    """The texts of the fields numbered from one on that the form has."""
    typed = values.typed()
    names: Sequence[str] = [field.format(number) for number in range(1, MOST_MEASURES + 1)]
    return tuple(typed[name] for name in names if name in typed)
