"""Convenings: scheduled, edited, cancelled, listed, answered, attended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from community.communities.views import Community
from community.convenings.answering import must_be_open
from community.convenings.prefill import prefill
from community.convenings.views import Convening, ConveningDraft, Prefill, RsvpResult
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed, StaleButton
from community.ids import UserId
from community.work import Caller
from handlers.answers import Answer, Nothing, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, FormValues, Submission
from message_templates.ids import ActionId, FormId
from message_templates.renderer import Message

ANSWERS = {
    ActionId.RSVP_GOING: "going",
    ActionId.RSVP_MAYBE: "maybe",
    ActionId.RSVP_DECLINED: "declined",
}
ANSWER_FIRST = "Answer first whether you are coming, then add your note."
DEFAULT_MODE = "virtual"
LINKS = (ActionId.CALENDAR_GOOGLE, ActionId.CALENDAR_OUTLOOK, ActionId.SESSION_LINK)


def register(boundary: Boundary, desk: Desk) -> None:
    members = RsvpListeners(desk)
    for action in ANSWERS:
        boundary.on_click(action, members.answer)
    boundary.on_click(ActionId.RSVP_NOTE, members.open_note)
    boundary.on_submission(FormId.RSVP_NOTE, members.add_note)
    boundary.on_click(ActionId.ATTENDANCE_HERE, members.note_presence)
    for link in LINKS:
        boundary.on_click(link, _link_opened)
    facilitators = ConveningListeners(desk)
    boundary.on_click(ActionId.CONVENING_SCHEDULE, facilitators.open_schedule_of)
    boundary.on_click(ActionId.CONVENING_EDIT, facilitators.open_edit)
    boundary.on_submission(FormId.SCHEDULE, facilitators.save)
    boundary.on_click(ActionId.CONVENING_CANCEL, facilitators.open_cancel)
    boundary.on_submission(FormId.CANCEL, facilitators.cancel)
    boundary.on_click(ActionId.CONVENING_ANSWERS, facilitators.show_answers)
    boundary.on_submission(FormId.ANSWERS, _form_closed)


class RsvpListeners:
    """What members do: answer, say something with their answer, say they are here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._convenings = desk.services.convenings
        self._communities = desk.services.communities

    async def answer(self, click: Click) -> Answer:
        starts_at = click.ref.starts_at
        if starts_at is None:
            raise StaleButton(
                "This button does not say which time it is for. Open the app's Home tab instead."
            )
        answer = ANSWERS[ActionId(click.action)]
        result = await self._convenings.answer(click.caller, click.convening(), answer, starts_at)
        return Say(await self._shown_again(click, result))

    async def open_note(self, click: Click) -> Answer:
        item = await self._convenings.get(click.caller, click.convening())
        must_be_open(item.convening, self._desk.clock.now())  # before anybody writes for nothing
        if item.answers.of(click.caller.user_id) is None:
            raise NotAllowed(ANSWER_FIRST)
        mine = [said.note for said in item.notes if said.user_id == click.caller.user_id]
        ref_text = click.ref_text(in_place=True, convening=item.convening.id)
        note = mine[0] if mine else ""
        return Open(self._desk.form("convenings/rsvp_note", ref_text, convening=item.convening, note=note))

    async def add_note(self, form: Submission) -> Answer:
        note = form.values.text("note")
        return Say(self._answered(await self._convenings.add_note(form.caller, form.convening(), note)))

    async def note_presence(self, click: Click) -> Answer:
        convening = await self._convenings.note_presence(click.caller, click.convening())
        return Say(Message(self._desk.render.text("convenings/here", convening=convening), []))

    async def _shown_again(self, click: Click, result: RsvpResult) -> Message:
        """What stands where the person clicked: a message that says more than the question stays."""
        if click.ref.within is None:
            return self._answered(result)
        community = await self._communities.get(click.caller, result.convening.community_id)
        if click.ref.within == "upcoming":
            return await upcoming_list(self._desk, click.caller, community)
        return self._desk.message(
            "members/welcome", community=community, next_convening=result.convening, answer=result.answer
        )

    def _answered(self, result: RsvpResult) -> Message:
        return self._desk.message(
            "convenings/rsvp_answered", convening=result.convening, answer=result.answer, note=result.note
        )


class ConveningListeners:
    """What facilitators do with a community's convenings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._convenings = desk.services.convenings
        self._communities = desk.services.communities

    async def open_schedule(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """A form filled with what could be read out of `words`; the rest is said in it."""
        _must_facilitate(asked.caller, community)
        read = prefill(words, zone=community.zone, now=self._desk.clock.now())
        draft = fresh_draft(read, asked.caller.user_id)
        ref_text = asked.ref_text(community=community.id)
        form = self._form(ref_text, community, draft, notice=" ".join(read.unread))
        return Open(form, removes_original=asked.answers_choice)

    async def open_drafted(self, click: Click, community: Community, draft: ConveningDraft) -> Answer:
        """A form filled with what another area proposes: nothing is scheduled until it is sent."""
        _must_facilitate(click.caller, community)
        return Open(self._form(click.ref_text(community=community.id), community, draft))

    async def open_schedule_of(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        return await self.open_schedule(click, community, "")

    async def open_edit(self, click: Click) -> Answer:
        convening = (await self._convenings.get(click.caller, click.convening())).convening
        community = await self._communities.get(click.caller, convening.community_id)
        _must_facilitate(click.caller, community)
        ref_text = click.ref_text(community=community.id, convening=convening.id, version=convening.version)
        draft = self._convenings.draft_of(convening)
        return Open(self._form(ref_text, community, draft, zone=convening.zone, is_edit=True))

    async def save(self, form: Submission) -> Answer:
        """What is wrong is said beside its field; what is only odd is asked about once more."""
        draft = read_convening(form.values)
        try:
            convening = await self._save(form, draft)
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        return Say(
            self._desk.message(
                "convenings/scheduled",
                convening=convening,
                announce_at=convening.announce_at,
                is_edit=_is_edit(form),
            )
        )

    async def open_cancel(self, click: Click) -> Answer:
        convening = (await self._convenings.get(click.caller, click.convening())).convening
        _must_facilitate(click.caller, await self._communities.get(click.caller, convening.community_id))
        ref_text = click.ref_text(convening=convening.id)
        return Open(self._desk.form("convenings/cancel", ref_text, convening=convening))

    async def cancel(self, form: Submission) -> Answer:
        reason = form.values.text("reason")
        convening = await self._convenings.cancel(form.caller, form.convening(), reason)
        return Say(self._desk.message("convenings/cancelled", convening=convening))

    async def show_answers(self, click: Click) -> Answer:
        item = await self._convenings.get(click.caller, click.convening())
        return Open(self._desk.form("convenings/answers", click.ref_text(), item=item))

    async def list_upcoming(self, asked: Command | Click, community: Community, _: str) -> Answer:
        return Say(await upcoming_list(self._desk, asked.caller, community))

    async def _save(self, form: Submission, draft: ConveningDraft) -> Convening:
        accepted = form.values.is_ticked("accept")
        chosen = (draft.facilitator, draft.note_taker)
        await self._desk.directory.acquaint(form.client, form.caller.workspace_id, chosen)
        if not _is_edit(form):
            return await self._convenings.schedule(form.caller, form.community(), draft, accepted=accepted)
        version = form.ref.version or 0
        return await self._convenings.edit(
            form.caller, form.convening(), draft, version=version, accepted=accepted
        )

    async def _again(self, form: Submission, draft: ConveningDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        community = await self._communities.get(form.caller, form.community())
        if not _is_edit(form):
            return self._form(ref_text, community, draft, **say)
        zone = (await self._convenings.get(form.caller, form.convening())).convening.zone
        return self._form(ref_text, community, draft, zone=zone, is_edit=True, **say)

    def _form(
        self,
        ref_text: str,
        community: Community,
        draft: ConveningDraft,
        *,
        zone: str | None = None,
        is_edit: bool = False,
        warnings: Sequence[str] = (),
        notice: str = "",
    ) -> View:
        """`zone`: of the convening that is edited; it keeps the one it was scheduled in."""
        return self._desk.form(
            "convenings/schedule",
            ref_text,
            community=community,
            draft=draft,
            zone_label=(zone or community.zone).replace("_", " "),
            is_edit=is_edit,
            warnings=warnings,
            notice=notice,
        )


async def upcoming_list(desk: Desk, caller: Caller, community: Community) -> Message:
    """The convenings to come as this person sees them, with their answers."""
    return desk.message(
        "convenings/upcoming",
        community=community,
        items=await desk.services.convenings.upcoming(caller, community.id),
        is_facilitator=caller.user_id in community.facilitators,
        reader=caller.user_id,
    )


def read_convening(values: FormValues) -> ConveningDraft:
    """The draft as typed: what cannot be read is said beside its field, and is there when it comes back."""
    return ConveningDraft(
        title=values.text("title"),
        objectives=values.text("objectives"),
        starts_on=values.date("starts_on"),
        starts_time=values.time("starts_time"),
        minutes_text=values.text("minutes"),
        mode=values.choice("mode") or DEFAULT_MODE,
        place=values.text("place"),
        link=values.text("link"),
        agenda_text=values.text("agenda"),
        facilitator=values.user("facilitator"),
        note_taker=values.user("note_taker"),
        spotlight=values.text("spotlight"),
        announce_on=values.date("announce_on"),
        announce_time=values.time("announce_time"),
    )


def fresh_draft(read: Prefill, facilitator: UserId) -> ConveningDraft:
    """What the form shows at first: what was read out of the command's words, and who ran it."""
    return ConveningDraft(
        title=read.title,
        objectives="",
        starts_on=read.starts_on,
        starts_time=read.starts_time,
        minutes_text="" if read.minutes is None else str(read.minutes),
        mode=DEFAULT_MODE,
        place="",
        link="",
        agenda_text="",
        facilitator=facilitator,
        note_taker=None,
        spotlight="",
        announce_on=None,
    )


def _must_facilitate(caller: Caller, community: Community) -> None:
    """Nobody should fill in a form that will be refused. The use case checks again."""
    if caller.user_id not in community.facilitators:
        raise NotAllowed(f"Only the facilitators of {community.name} can do this. Ask one of them.")


def _is_edit(form: Submission) -> bool:
    return form.ref.convening is not None


async def _link_opened(_: Click) -> Answer:
    """The browser has opened the link; Slack reports the click all the same."""
    return Nothing()


async def _form_closed(_: Submission) -> Answer:
    return Nothing()
