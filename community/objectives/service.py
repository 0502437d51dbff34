"""Objectives: setting them, adding values, and how far the community has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Row

from community.communities.reading import get_community
from community.communities.views import Community, Person
from community.errors import InvalidInput, NotAllowed, ObjectiveClosed
from community.ids import CommunityId, ObjectiveId, UserId
from community.objectives import setting
from community.objectives.drafting import check, check_value, draft_of
from community.objectives.progress import progress_of, progress_of_rows
from community.objectives.reading import get_row, objective_view
from community.objectives.views import (
    Noted,
    ObjectiveDraft,
    ObjectiveForm,
    ObjectivesPage,
    Progress,
    ValueForm,
)
from community.people import keep_persons
from community.permissions import is_facilitator, require_facilitator, require_member
from community.walltime import today_in
from community.work import Caller, UseCases, Work, audit
from storage.queries import objectives as queries

CREATED: Final = "objectives.objective.create"
EDITED: Final = "objectives.objective.edit"
NOTED: Final = "objectives.value.note"
TAKEN_BACK: Final = "objectives.value.take_back"


class Objectives(UseCases):
    """Members see them; facilitators set, edit and close them; the owner and facilitators add values.

    Raises the errors of `community.errors`.
    """

    async def page(self, caller: Caller, community_id: CommunityId) -> ObjectivesPage:
        """The community's objectives with how far they have come, those closed at the end. For members."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            return ObjectivesPage(
                community,
                await progress_of(work, community, with_closed=True),
                await is_facilitator(work, caller, community_id),
                caller.user_id,
            )

    async def form(
        self, caller: Caller, community_id: CommunityId, objective_id: ObjectiveId | None = None
    ) -> ObjectiveForm:
        """The form of an objective that is edited, or of a new one. For facilitators."""
        async with self._look() as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            if objective_id is None:
                return ObjectiveForm(
                    community, ObjectiveDraft(), None, await setting.offered(work, community)
                )
            row = await setting.get_row_in(work, community, objective_id)
            objective = objective_view(row, community.zone)
            tied = [tie.id for tie in (await queries.ties_of(work.session, [row.id])).get(row.id, [])]
            offered = await setting.offered(work, community, tied)
            return ObjectiveForm(community, draft_of(objective, tied), objective, offered)

    async def save(
        self,
        caller: Caller,
        community_id: CommunityId,
        objective_id: ObjectiveId | None,
        draft: ObjectiveDraft,
        *,
        version: int | None,
        people: Mapping[UserId, Person],
        accepted: bool,
    ) -> Progress:
        """Set the objective (`objective_id` is `None`), or change the one whose form was opened on `version`.

        `people`: what Slack says of its owner. `accepted`: the person has seen the warnings. Raises
        `InvalidInput` and `EditedMeanwhile`.
        """
        async with self._work(caller) as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            await keep_persons(work, caller.workspace_id, people.values())
            before = await setting.to_edit(work, community, objective_id, version)
            asked = await setting.asked(work, community, draft, people, before)
            checked = check(draft, asked, accepted=accepted)
            kept_id = await setting.keep(work, caller, community, before, checked)
            action = CREATED if before is None else EDITED
            await audit(work, caller, action, f"objective:{kept_id}", community_id)
            return await _progress(work, community, await get_row(work, caller.workspace_id, kept_id))

    async def value_form(self, caller: Caller, objective_id: ObjectiveId) -> ValueForm:
        """For the owner and facilitators. Raises `ObjectiveNotFound` and `ObjectiveClosed`."""
        async with self._look() as work:
            row = await get_row(work, caller.workspace_id, objective_id)
            community = await _to_note(work, caller, row)
            today = today_in(community.zone, work.now)
            return ValueForm(community, await _progress(work, community, row), today, on=today)

    async def note_value(
        self,
        caller: Caller,
        objective_id: ObjectiveId,
        value_text: str,
        on: date | None,
        *,
        accepted: bool,
    ) -> Noted:
        """Add what was seen that day, in the person's own notation; a value of the same day is replaced.

        `accepted`: the person has seen the warnings.
        """
        async with self._work(caller) as work:
            row = await get_row(work, caller.workspace_id, objective_id, to_change=True)
            community = await _to_note(work, caller, row)
            today = today_in(community.zone, work.now)
            value, day = check_value(value_text, on, unit=row.unit, today=today, accepted=accepted)
            before = await _noted_on(work, objective_id, day)
            kept = {"objective_id": objective_id, "observed_on": day, "value": value}
            by = {"noted_by": caller.user_id, "noted_at": work.now}
            await queries.keep_value(work.session, kept | by)
            await _audit_value(work, caller, NOTED, community, objective_id, day)
            return Noted(await _progress(work, community, row), day, value, before)

    async def take_value_back(self, caller: Caller, objective_id: ObjectiveId, on: date | None) -> Noted:
        """Remove what was noted by form for that day; what teams measured in their cycles stays."""
        async with self._work(caller) as work:
            row = await get_row(work, caller.workspace_id, objective_id, to_change=True)
            community = await _to_note(work, caller, row)
            before = None if on is None else await _noted_on(work, objective_id, on)
            if on is None or before is None:
                raise InvalidInput(
                    {"on": "No value was noted for this day. Choose the day it was noted for."}
                )
            await queries.take_value_back(work.session, objective_id, on)
            await _audit_value(work, caller, TAKEN_BACK, community, objective_id, on)
            return Noted(await _progress(work, community, row), on, None, before)


async def _to_note(work: Work, caller: Caller, row: Row[Any]) -> Community:
    """The objective's community. Raises `NotAllowed` and `ObjectiveClosed`."""
    community_id = CommunityId(row.community_id)
    await require_member(work, caller, community_id)
    if row.owner != caller.user_id and not await is_facilitator(work, caller, community_id):
        raise NotAllowed(
            f"Only the owner of “{row.name}” and the facilitators can add values to it. Ask one of them."
        )
    if row.closed_at is not None:
        raise ObjectiveClosed(
            f"“{row.name}” is no longer pursued. A facilitator can take it up again with Edit."
        )
    return await get_community(work.session, caller.workspace_id, community_id)


async def _noted_on(work: Work, objective_id: ObjectiveId, day: date) -> float | None:
    noted = await queries.values_of(work.session, [objective_id])
    return noted.get(objective_id, {}).get(day)


async def _audit_value(
    work: Work, caller: Caller, action: str, community: Community, objective_id: ObjectiveId, day: date
) -> None:
    """Under a subject of its own: a value is no edit, and in the way of none."""
    subject = f"objective_values:{objective_id}"
    await audit(work, caller, action, subject, community.id, on=day.isoformat())


async def _progress(work: Work, community: Community, row: Row[Any]) -> Progress:
    (found,) = await progress_of_rows(work, community, [row])
    return found
