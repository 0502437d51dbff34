"""The draft of a digest in Slack: a facilitator edits it, holds it, lets it go."""

from __future__ import annotations

from functools import partial
from typing import Any

from community.communities.views import Community
from community.digests.views import Draft, DraftEdit
from community.errors import EditedMeanwhile, InvalidInput
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.desk import Desk
from handlers.digests_values import check_places, choices_of, digest_of, read_edit
from handlers.payloads import Click, Command, Submission


class DraftListeners:
    """For facilitators. What they do shows in the draft they clicked; the others' drafts follow."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drafts = desk.services.digest_drafts

    async def show(self, asked: Command | Click, community: Community) -> Answer:
        return self._said(await self._drafts.draft(asked.caller, community.id))

    async def open_edit(self, click: Click) -> Answer:
        draft = await self._drafts.open(click.caller, digest_of(click.ref))
        ref_text = click.ref_text(in_place=True, digest=draft.digest.id, version=draft.version)
        return Open(self._form(ref_text, draft, draft.edit))

    async def save(self, form: Submission) -> Answer:
        check_places(form)
        draft = await self._drafts.open(form.caller, digest_of(form.ref))
        edit = read_edit(form, draft)
        try:
            saved = await self._drafts.edit(
                form.caller, draft.digest.id, edit, version=form.ref.version or draft.version
            )
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, edit))
        return self._said(saved)

    async def hold(self, click: Click) -> Answer:
        return self._said(await self._drafts.hold(click.caller, digest_of(click.ref)))

    async def release(self, click: Click) -> Answer:
        return self._said(await self._drafts.release(click.caller, digest_of(click.ref)))

    async def send_now(self, click: Click) -> Answer:
        draft = await self._drafts.send_now(click.caller, digest_of(click.ref))
        return self._said(draft, is_going=True)

    async def _again(
        self, form: Submission, edit: DraftEdit, ref_text: str, *, warnings: object = (), notice: str = ""
    ) -> View:
        """The form as it was sent, with what must be read first. There are no warnings here."""
        draft = await self._drafts.open(form.caller, digest_of(form.ref))
        return self._form(ref_text, draft, edit, notice=notice)

    def _form(self, ref_text: str, draft: Draft, edit: DraftEdit, **say: Any) -> View:
        return self._desk.form(
            "digests/draft_form",
            ref_text,
            draft=draft,
            edit=edit,
            choices=choices_of(draft),
            less={each.part: each.people for each in draft.less_of},
            **({"notice": ""} | say),
        )

    def _said(self, draft: Draft, *, is_going: bool = False) -> Say:
        return Say(self._desk.message("digests/draft", draft=draft, is_going=is_going))
