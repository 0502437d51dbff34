"""Convenings: the use cases of facilitators and members, and the bot's own chores."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from community.clock import Clock
from community.communities.reading import get_community
from community.communities.views import Community, Person
from community.convenings import planning, touchpoints
from community.convenings.answering import (
    must_be_changeable,
    must_be_open,
    must_have_begun,
    refuse_foreign_time,
)
from community.convenings.changes import has_moved, known
from community.convenings.drafting import CheckedDraft, check, draft_of
from community.convenings.edits import EDITED, edited_fields, must_be_current
from community.convenings.reading import (
    convening_view,
    find_convenings,
    get_convening,
    list_participants,
    with_answers,
)
from community.convenings.recapping import posted_recap_of, recap_of, remember_told
from community.convenings.touchpoints import Participant
from community.convenings.views import (
    Announced,
    Convening,
    ConveningDraft,
    ConveningWithAnswers,
    Here,
    PostedRecap,
    Recap,
    RsvpResult,
)
from community.errors import ConveningNotFound, InvalidInput, NotAMember
from community.feedback.asking import ask_late_arrival
from community.home_refresh import touch_homes
from community.ids import CommunityId, ConveningId, DeliveryKind, UserId, WorkspaceId
from community.permissions import require_facilitator, require_member
from community.work import Caller, UseCases, Work, audit
from storage.queries import convenings as queries
from storage.queries.convenings import Encounter
from storage.queries.people import list_people
from storage.tables import ConveningRow
from storage.unit_of_work import Store

ANSWERS = (touchpoints.GOING, touchpoints.MAYBE, touchpoints.DECLINED)
LONGEST_NOTE = 300
LONGEST_REASON = 500
MOST_UPCOMING = 20
REPLAN_EVERY = timedelta(hours=1)
LATEST_CLOSING = timedelta(days=7)  # how long after a session its announcement may still lose its buttons
REPLAN_AHEAD = timedelta(days=touchpoints.ANNOUNCE_DAYS + 1)

SCHEDULED = "convenings.convening.schedule"
CANCELLED = "convenings.convening.cancel"


class Convenings(UseCases):
    """Everything about convenings. Raises the errors of `community.errors`; permission is checked inside."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._replanned_at: dict[int, datetime] = {}  # spares work only: planning twice changes nothing

    async def schedule(
        self, caller: Caller, community_id: CommunityId, draft: ConveningDraft, *, accepted: bool
    ) -> Convening:
        """Keep the convening and plan its messages. `accepted`: the person has seen the warnings."""
        async with self._work(caller) as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            people = await _people(work, caller.workspace_id, draft)
            checked = check(draft, community, people, work.now, accepted=accepted)
            convening = await self._insert(work, caller, community, checked)
            await planning.plan_convening(work, convening, community)
            await touch_homes(work, community_id)
            await audit(work, caller, SCHEDULED, touchpoints.channel_subject(convening), community_id)
            return convening

    async def edit(
        self,
        caller: Caller,
        convening_id: ConveningId,
        draft: ConveningDraft,
        *,
        version: int,
        accepted: bool,
    ) -> Convening:
        """Change the convening and all that follows from it: `version` is the one the form was opened on.

        Raises `EditedMeanwhile` with who changed what, if somebody did.
        """
        async with self._work(caller) as work:
            before = await self._to_change(work, caller, convening_id)
            await must_be_current(work, before, version)
            community = await get_community(work.session, caller.workspace_id, before.community_id)
            people = await _people(work, caller.workspace_id, draft)
            checked = check(draft, community, people, work.now, accepted=accepted, existing=before)
            edited = edited_fields(before, checked)
            if not edited:
                return before
            convening = await self._update(work, before, checked)
            await self._follow_edit(work, community, before, convening)
            await audit(
                work, caller, EDITED, touchpoints.channel_subject(convening), community.id,
                fields=edited, version=convening.version,
            )  # fmt: skip
            return convening

    async def cancel(self, caller: Caller, convening_id: ConveningId, reason: str) -> Convening:
        """Call it off: planned messages go, those who answered are told, the calendar entry is cancelled."""
        if len(reason.strip()) > LONGEST_REASON:
            raise InvalidInput({"reason": f"At most {LONGEST_REASON} characters fit here."})
        async with self._work(caller) as work:
            before = await self._to_change(work, caller, convening_id)
            values = {"state": "cancelled", "cancel_reason": reason.strip(), "sequence": before.sequence + 1}
            convening = await _write(work, before, values)
            community = await get_community(work.session, caller.workspace_id, before.community_id)
            await planning.plan_convening(work, convening, community)
            await planning.tell_cancellation(work, convening)
            await planning.touch_announcement(work, convening)
            await touch_homes(work, community.id)
            await audit(work, caller, CANCELLED, touchpoints.channel_subject(convening), community.id)
            return convening

    async def get(self, caller: Caller, convening_id: ConveningId) -> ConveningWithAnswers:
        """For members. Raises `ConveningNotFound`, `NotAMember`."""
        async with self._look() as work:
            convening = await get_convening(work.session, caller.workspace_id, convening_id)
            await require_member(work, caller, convening.community_id)
            return (await with_answers(work.session, [convening]))[0]

    async def upcoming(self, caller: Caller, community_id: CommunityId) -> list[ConveningWithAnswers]:
        """The scheduled convenings that are not over, the next first; at most 20. For members."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            ids = await queries.upcoming_ids(
                work.session, community_id, ending_after=work.now, most=MOST_UPCOMING
            )
            found = await find_convenings(work.session, [ConveningId(one) for one in ids])
            return await with_answers(work.session, [found[ConveningId(one)] for one in ids])

    @staticmethod
    def draft_of(convening: Convening) -> ConveningDraft:
        """The form filled in with the convening as it stands."""
        return draft_of(convening)

    async def answer(
        self, caller: Caller, convening_id: ConveningId, answer: str, for_starts_at: datetime
    ) -> RsvpResult:
        """Take an RSVP: going, maybe or declined. `for_starts_at`: the start the button was made for.

        A note given before is kept. Raises `ConveningCancelled`, `ConveningMoved`, `ConveningStarted`,
        `NotAMember`.
        """
        if answer not in ANSWERS:
            raise InvalidInput({"answer": "Choose going, maybe or can't."})
        async with self._work(caller) as work:
            met = await _meet(work, caller, convening_id)
            convening = convening_view(met.whole)
            must_be_open(convening, work.now)
            refuse_foreign_time(convening, for_starts_at)
            note = met.note if _answer_of(met, convening) else ""
            return await _keep_answer(work, met, caller, convening, answer, note)

    async def add_note(self, caller: Caller, convening_id: ConveningId, note: str) -> RsvpResult:
        """Say something with the answer given; an empty note takes it away. `InvalidInput` beside `note`."""
        if len(note.strip()) > LONGEST_NOTE:
            raise InvalidInput({"note": f"At most {LONGEST_NOTE} characters fit here."})
        async with self._work(caller) as work:
            met = await _meet(work, caller, convening_id)
            convening = convening_view(met.whole)
            must_be_open(convening, work.now)
            answer = _answer_of(met, convening)
            if answer is None:
                raise InvalidInput({"note": "Answer first whether you are coming, then add your note."})
            return await _keep_answer(work, met, caller, convening, answer, note.strip())

    async def note_presence(self, caller: Caller, convening_id: ConveningId) -> Convening:
        """ "I'm here": from ten minutes before the start until twelve hours after the end."""
        async with self._work(caller) as work:
            met = await _meet(work, caller, convening_id)
            convening = convening_view(met.whole)
            must_have_begun(convening, work.now)
            if await queries.keep_presence(work.session, convening_id, caller.user_id, work.now):
                await planning.touch_attendance(work, convening)
                await ask_late_arrival(work, convening, caller.user_id)
            return convening

    async def plan_due(self) -> None:
        """The minute's chores: people who joined since, and announcements of sessions that have begun."""
        async with self._chore() as work:
            await self._plan_newcomers(work)
            await self._close_answers(work)

    async def for_announcement(
        self, workspace_id: WorkspaceId, convening_id: ConveningId
    ) -> Announced | None:
        """For composers: the convening as it stands, cancelled ones too; `None` if there is none any more."""
        async with self._look() as work:
            whole = await queries.load_convening(work.session, workspace_id, convening_id)
            if whole is None:
                return None
            convening = convening_view(whole)
            item = (await with_answers(work.session, [convening]))[0]
            note = await queries.note_of(work.session, workspace_id, touchpoints.announcement_key(convening))
            return Announced(item, work.now >= convening.starts_at, note)

    async def for_people(
        self, workspace_id: WorkspaceId, convening_id: ConveningId, user_ids: Collection[UserId]
    ) -> dict[UserId, tuple[Convening, Participant]]:
        """For composers of direct messages, without those who no longer belong or cannot be reached."""
        async with self._look() as work:
            whole = await queries.load_convening(work.session, workspace_id, convening_id)
            if whole is None:
                return {}
            convening = convening_view(whole)
            people = await list_participants(work.session, convening, only=user_ids)
            return {person.user_id: (convening, person) for person in people}

    async def here(self, workspace_id: WorkspaceId, convening_id: ConveningId) -> Here | None:
        """For composers: the convening and who is there, in the order they said so."""
        async with self._look() as work:
            whole = await queries.load_convening(work.session, workspace_id, convening_id)
            if whole is None:
                return None
            convening = convening_view(whole)
            present = await queries.present_at(work.session, convening_id)
            note = await queries.note_of(work.session, workspace_id, touchpoints.attendance_key(convening))
            return Here(convening, tuple(UserId(user_id) for user_id in present), note)

    async def recap(self, workspace_id: WorkspaceId, convening_id: ConveningId) -> Recap | None:
        """For composers: who came, learnings shared with consent, commitments. `None` if it was cancelled."""
        async with self._look() as work:
            whole = await queries.load_convening(work.session, workspace_id, convening_id)
            if whole is None or whole.row.state == "cancelled":
                return None
            return await recap_of(work.session, convening_view(whole))

    async def note_recap(self, workspace_id: WorkspaceId, key: str, recap: Recap) -> None:
        """For the composer: the delivery of this key goes with this recap, which its edits go by."""
        async with self._chore() as work:
            await remember_told(work, workspace_id, key, recap)

    async def posted_recap(
        self, workspace_id: WorkspaceId, convening_id: ConveningId, key: str
    ) -> PostedRecap | None:
        """For composers: the recap posted under this key as it reads now, without what was taken back."""
        async with self._look() as work:
            whole = await queries.load_convening(work.session, workspace_id, convening_id)
            return None if whole is None else await posted_recap_of(work.session, convening_view(whole), key)

    async def _plan_newcomers(self, work: Work) -> None:
        """Every convening whose nudges are to come, once an hour: who joined since gets theirs as well."""
        ids = await queries.starting_between(work.session, work.now, work.now + REPLAN_AHEAD)
        stale = [one for one in ids if self._is_stale(one, work.now)]
        for convening in (await find_convenings(work.session, [ConveningId(one) for one in stale])).values():
            if touchpoints.nudge_due_at(convening) > work.now:
                await planning.plan_people(work, convening)
        kept = {one: at for one, at in self._replanned_at.items() if one in ids}
        self._replanned_at = kept | dict.fromkeys(stale, work.now)

    def _is_stale(self, convening_id: int, now: datetime) -> bool:
        planned_at = self._replanned_at.get(convening_id)
        return planned_at is None or planned_at <= now - REPLAN_EVERY

    async def _close_answers(self, work: Work) -> None:
        """Once a session begins its announcement loses its buttons, also if nobody looked meanwhile."""
        ids = await queries.begun_but_open(
            work.session, work.now, DeliveryKind.ANNOUNCEMENT_UPDATE, since=work.now - LATEST_CLOSING
        )
        for convening in (await find_convenings(work.session, [ConveningId(one) for one in ids])).values():
            await planning.touch_announcement(work, convening)

    async def _to_change(self, work: Work, caller: Caller, convening_id: ConveningId) -> Convening:
        convening = await get_convening(work.session, caller.workspace_id, convening_id, to_change=True)
        await require_facilitator(work, caller, convening.community_id)
        must_be_changeable(convening, work.now)
        return convening

    async def _insert(
        self, work: Work, caller: Caller, community: Community, checked: CheckedDraft
    ) -> Convening:
        values = _columns(checked) | {
            "workspace_id": community.workspace_id,
            "community_id": community.id,
            "created_at": work.now,
            "created_by": caller.user_id,
        }
        statement = insert(ConveningRow).values(values).returning(ConveningRow.id)
        convening_id = ConveningId((await work.session.execute(statement)).scalar_one())
        await _write_agenda(work, convening_id, checked)
        return await get_convening(work.session, caller.workspace_id, convening_id)

    async def _update(self, work: Work, before: Convening, checked: CheckedDraft) -> Convening:
        """The calendar's sequence rises only if people must know."""
        await _write_agenda(work, before.id, checked)
        after = await _write(work, before, _columns(checked))
        if known(before) == known(after):
            return after
        return await _write(work, before, {"sequence": before.sequence + 1})

    async def _follow_edit(
        self, work: Work, community: Community, before: Convening, convening: Convening
    ) -> None:
        if has_moved(known(before), convening):
            await planning.plan_convening(work, convening, community)
        else:
            await planning.plan_channel(work, convening, community)
        if convening.sequence != before.sequence:
            await planning.tell_change(work, before, convening)
        await planning.touch_announcement(work, convening)
        await touch_homes(work, community.id)


async def _keep_answer(
    work: Work, met: Encounter, caller: Caller, convening: Convening, answer: str, note: str
) -> RsvpResult:
    before = _answer_of(met, convening)
    await queries.keep_answer(
        work.session, convening.id, caller.user_id,
        answer=answer, note=note, for_starts_at=convening.starts_at, answered_at=work.now,
    )  # fmt: skip
    if before != answer:
        await planning.plan_person(work, convening, _answering(met, caller.user_id, answer))
    await planning.touch_announcement(work, convening)
    if met.has_home:
        await touch_homes(work, convening.community_id, [caller.user_id])
    return RsvpResult(convening, answer, note, before)


async def _meet(work: Work, caller: Caller, convening_id: ConveningId) -> Encounter:
    """The convening as this member meets it. Raises `ConveningNotFound`, `NotAMember`."""
    met = await queries.meet(work.session, caller.workspace_id, convening_id, caller.user_id)
    if met is None:
        raise ConveningNotFound("There is no such convening here any more.")
    if not met.is_member:
        name = met.whole.row.community_name
        raise NotAMember(f"Only members of {name} can do this. Join its channel to become one.")
    return met


def _answer_of(met: Encounter, convening: Convening) -> str | None:
    """What this person answered for the time that holds now."""
    return met.answer if met.for_starts_at == convening.starts_at else None


def _answering(met: Encounter, user_id: UserId, answer: str | None) -> Participant:
    return Participant(user_id, answer=answer, stopped=met.stopped)


async def _people(work: Work, workspace_id: WorkspaceId, draft: ConveningDraft) -> dict[UserId, Person]:
    chosen = {user_id for user_id in (draft.facilitator, draft.note_taker) if user_id}
    rows = await list_people(work.session, workspace_id, chosen)
    return {
        UserId(row.user_id): Person(
            UserId(row.user_id), row.name, row.zone, row.is_bot, row.is_guest, row.is_deactivated
        )
        for row in rows
    }


def _columns(checked: CheckedDraft) -> dict[str, Any]:
    return {field.name: getattr(checked, field.name) for field in fields(checked) if field.name != "agenda"}


async def _write(work: Work, before: Convening, values: dict[str, Any]) -> Convening:
    """The convening with these columns changed; its version rises once however often it is written."""
    changed = values | {"version": before.version + 1}
    await work.session.execute(update(ConveningRow).where(ConveningRow.id == before.id).values(changed))
    return await get_convening(work.session, before.workspace_id, before.id)


async def _write_agenda(work: Work, convening_id: ConveningId, checked: CheckedDraft) -> None:
    items = [(item.topic, item.minutes) for item in checked.agenda]
    await queries.replace_agenda(work.session, convening_id, items)
