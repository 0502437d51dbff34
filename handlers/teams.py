"""Teams: listed, made and edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput
from community.ids import TeamId
from community.teams.drafting import name_key
from community.teams.views import TeamDraft, TeamForm, TeamWithGaps
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, FormValues, Submission
from message_templates.ids import ActionId, FormId
from message_templates.values import Ref, UnreadableRef


def register(boundary: Boundary, desk: Desk) -> None:
    teams = TeamListeners(desk)
    boundary.on_click(ActionId.TEAM_NEW, teams.open_new)
    boundary.on_click(ActionId.TEAM_EDIT, teams.open_edit)
    boundary.on_submission(FormId.TEAM, teams.save)


class TeamListeners:
    """The list of a community's teams, and the form of one of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._teams = desk.services.teams

    async def show_or_open(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """The team that `words` name; a new one of that name; without words the list."""
        found = await self._teams.list(asked.caller, community.id)
        if not words:
            return self._list(asked, community, found)
        named = _named(found, words)
        form = await self._teams.form(asked.caller, community.id, named)
        return self._open(asked, form if named else replace(form, draft=replace(form.draft, name=words)))

    async def open_new(self, click: Click) -> Answer:
        return self._open(click, await self._teams.form(click.caller, click.community(), None))

    async def open_edit(self, click: Click) -> Answer:
        team = (await self._teams.get(click.caller, team_of(click.ref))).team
        return self._open(click, await self._teams.form(click.caller, team.community_id, team.id))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_team(form.values)
        try:
            item = await self._save(form, draft)
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        return Say(self._desk.message("teams/saved", item=item, is_new=form.ref.team is None))

    async def _save(self, form: Submission, draft: TeamDraft) -> TeamWithGaps:
        named = (draft.lead, draft.note_taker, draft.decision_maker, *draft.members, *draft.observers)
        people = await self._desk.directory.people(
            form.client, form.caller.workspace_id, [user_id for user_id in named if user_id]
        )
        return await self._teams.save(
            form.caller,
            form.community(),
            _edited(form.ref),
            draft,
            version=form.ref.version,
            people=people,
            accepted=form.values.is_ticked("accept"),
        )

    def _open(self, asked: Command | Click, form: TeamForm) -> Answer:
        team = form.team
        ref_text = asked.ref_text(
            community=form.community.id,
            team=team.id if team else None,
            version=team.version if team else None,
        )
        return Open(self._form(ref_text, form), removes_original=asked.answers_choice)

    async def _again(self, form: Submission, draft: TeamDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        shown = await self._teams.form(form.caller, form.community(), _edited(form.ref))
        return self._form(ref_text, replace(shown, draft=draft), **say)

    def _form(self, ref_text: str, form: TeamForm, *, warnings: Sequence[str] = (), notice: str = "") -> View:
        return self._desk.form(
            "teams/team",
            ref_text,
            community=form.community,
            draft=form.draft,
            team=form.team,
            warnings=warnings,
            notice=notice,
        )

    def _list(self, asked: Command | Click, community: Community, teams: Sequence[TeamWithGaps]) -> Answer:
        is_facilitator = asked.caller.user_id in community.facilitators
        return Say(
            self._desk.message("teams/teams", community=community, teams=teams, is_facilitator=is_facilitator)
        )


def team_of(ref: Ref) -> TeamId:
    """Raises `UnreadableRef` when no team is named."""
    if ref.team is None:
        raise UnreadableRef("no team is named")
    return TeamId(ref.team)


def read_team(values: FormValues) -> TeamDraft:
    return TeamDraft(
        name=values.text("name"),
        site=values.text("site"),
        school_level=values.choice("school_level") or "",
        lead=values.user("lead"),
        note_taker=values.user("note_taker"),
        decision_maker=values.user("decision_maker"),
        members=values.users("members"),
        observers=values.users("observers"),
    )


def _edited(ref: Ref) -> TeamId | None:
    return None if ref.team is None else TeamId(ref.team)


def _named(teams: Sequence[TeamWithGaps], words: str) -> TeamId | None:
    """The team of that name, however it is written."""
    return next((item.team.id for item in teams if name_key(item.team.name) == name_key(words)), None)
