"""Objectives: looked at, set, edited, and their values added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput
from community.ids import ObjectiveId
from community.objectives.drafting import name_key
from community.objectives.views import (
    Noted,
    ObjectiveDraft,
    ObjectiveForm,
    ObjectivesPage,
    Progress,
    ValueForm,
)
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, FormValues, Submission
from message_templates.ids import ActionId, FormId
from message_templates.values import Ref, UnreadableRef


def register(boundary: Boundary, desk: Desk) -> None:
    objectives = ObjectiveListeners(desk)
    boundary.on_click(ActionId.OBJECTIVE_NEW, objectives.open_new)
    boundary.on_click(ActionId.OBJECTIVE_EDIT, objectives.open_edit)
    boundary.on_click(ActionId.OBJECTIVE_VALUE, objectives.open_value)
    boundary.on_submission(FormId.OBJECTIVE, objectives.save)
    boundary.on_submission(FormId.OBJECTIVE_VALUE, objectives.note_value)


class ObjectiveListeners:
    """A community's objectives, the form of one of them, and the form of a value."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._objectives = desk.services.objectives

    async def show_or_open(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """All objectives. Words of a facilitator open the form: of the objective they name, or a new one."""
        page = await self._objectives.page(asked.caller, community.id)
        if not words or not page.is_facilitator:
            return await self._desk.say_with_charts(asked.caller, "objectives/page", page=page)
        named = _named(page, words)
        form = await self._objectives.form(asked.caller, community.id, named)
        return self._open(asked, form if named else replace(form, draft=replace(form.draft, name=words)))

    async def open_new(self, click: Click) -> Answer:
        return self._open(click, await self._objectives.form(click.caller, click.community()))

    async def open_edit(self, click: Click) -> Answer:
        objective_id = objective_of(click.ref)
        return self._open(click, await self._objectives.form(click.caller, click.community(), objective_id))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_objective(form.values)
        try:
            progress = await self._save(form, draft)
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        is_new = form.ref.objective is None
        return Say(self._desk.message("objectives/saved", progress=progress, is_new=is_new))

    async def open_value(self, click: Click) -> Answer:
        form = await self._objectives.value_form(click.caller, objective_of(click.ref))
        return Open(self._value(click.ref_text(objective=form.progress.objective.id), form))

    async def note_value(self, form: Submission) -> Answer:
        try:
            noted = await self._note(form)
        except InvalidInput as error:
            return await asked_again(form, error, partial(self._value_again, form))
        return Say(self._desk.message("objectives/noted", noted=noted))

    async def _note(self, form: Submission) -> Noted:
        objective_id, on = objective_of(form.ref), form.values.date("on")
        if form.values.is_ticked("takes_back"):
            return await self._objectives.take_value_back(form.caller, objective_id, on)
        value, accepted = form.values.text("value"), form.values.is_ticked("accept")
        return await self._objectives.note_value(form.caller, objective_id, value, on, accepted=accepted)

    async def _value_again(self, form: Submission, ref_text: str, **say: Any) -> View:
        """The form of a value as it was sent, with what must be read first."""
        shown = await self._objectives.value_form(form.caller, objective_of(form.ref))
        typed = replace(shown, value=form.values.text("value"), on=form.values.date("on"))
        return self._value(ref_text, typed, **say)

    def _value(
        self, ref_text: str, form: ValueForm, *, warnings: Sequence[str] = (), notice: str = ""
    ) -> View:
        return self._desk.form("objectives/value", ref_text, form=form, warnings=warnings, notice=notice)

    async def _save(self, form: Submission, draft: ObjectiveDraft) -> Progress:
        named = [draft.owner] if draft.owner else []
        people = await self._desk.directory.people(form.client, form.caller.workspace_id, named)
        return await self._objectives.save(
            form.caller,
            form.community(),
            _edited(form.ref),
            draft,
            version=form.ref.version,
            people=people,
            accepted=form.values.is_ticked("accept"),
        )

    def _open(self, asked: Command | Click, form: ObjectiveForm) -> Answer:
        objective = form.objective
        ref_text = asked.ref_text(
            community=form.community.id,
            objective=objective.id if objective else None,
            version=objective.version if objective else None,
        )
        return Open(self._form(ref_text, form), removes_original=asked.answers_choice)

    async def _again(self, form: Submission, draft: ObjectiveDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        shown = await self._objectives.form(form.caller, form.community(), _edited(form.ref))
        offered = {measure_id for measure_id, _ in shown.measures}
        kept = tuple(measure_id for measure_id in draft.measures if measure_id in offered)
        return self._form(ref_text, replace(shown, draft=replace(draft, measures=kept)), **say)

    def _form(
        self, ref_text: str, form: ObjectiveForm, *, warnings: Sequence[str] = (), notice: str = ""
    ) -> View:
        return self._desk.form("objectives/form", ref_text, form=form, warnings=warnings, notice=notice)


def objective_of(ref: Ref) -> ObjectiveId:
    """Raises `UnreadableRef` when no objective is named."""
    if ref.objective is None:
        raise UnreadableRef("no objective is named")
    return ObjectiveId(ref.objective)


def read_objective(values: FormValues) -> ObjectiveDraft:
    return ObjectiveDraft(
        name=values.text("name"),
        measure=values.text("measure"),
        unit=values.text("unit"),
        better=values.choice("better") or "",
        baseline=values.text("baseline"),
        target=values.text("target"),
        by_on=values.date("by_on"),
        owner=values.user("owner"),
        measures=tuple(sorted(int(each) for each in values.ticks("measures") if each.isdecimal())),
        is_closed=values.is_ticked("is_closed"),
    )


def _edited(ref: Ref) -> ObjectiveId | None:
    return None if ref.objective is None else ObjectiveId(ref.objective)


def _named(page: ObjectivesPage, words: str) -> ObjectiveId | None:
    """The objective of that name, however it is written; one that is closed, too."""
    alike = [
        progress.objective.id
        for progress in page.objectives
        if name_key(progress.objective.name) == name_key(words)
    ]
    return alike[0] if alike else None
