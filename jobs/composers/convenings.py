"""What is sent about convenings, composed from what holds at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from community.convenings.calendar import file_name, google_url, ics, outlook_url
from community.convenings.changes import changes_since, has_moved
from community.convenings.service import Convenings
from community.convenings.touchpoints import Participant
from community.convenings.views import Announced, Convening, Here
from community.deliveries.views import Delivery
from community.ids import ConveningId, DeliveryKind, UserId
from jobs.composing import Composed, Composer, Skip
from jobs.gateway import FileUpload
from jobs.gathering import Gathering
from message_templates.renderer import Renderer

GONE = Skip("convening_gone")
CANCELLED = Skip("convening_cancelled")
MOVED = Skip("convening_moved")
LEFT = Skip("left")
STOPPED = Skip("stopped")
ANSWERED = Skip("answered")
NOT_COMING = Skip("not_coming")
NO_CHANGE = Skip("no_change")
REPLACED = Skip("replaced_by_newer")


ALIKE = 64  # messages kept, for the next of the people who get the same


class HasConvenings(Protocol):
    @property
    def convenings(self) -> Convenings: ...


def convening_composers(services: HasConvenings, render: Renderer) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area."""
    channel = ChannelComposers(services.convenings, render)
    personal = PersonalComposers(services.convenings, render)
    return {
        DeliveryKind.ANNOUNCEMENT: channel.announcement,
        DeliveryKind.ANNOUNCEMENT_UPDATE: channel.announcement_update,
        DeliveryKind.CALENDAR: channel.calendar,
        DeliveryKind.REMINDER: channel.reminder,
        DeliveryKind.STARTING_SOON_THREAD: channel.starting_soon,
        DeliveryKind.ATTENDANCE: channel.attendance,
        DeliveryKind.ATTENDANCE_UPDATE: channel.attendance_update,
        DeliveryKind.RECAP: channel.recap,
        DeliveryKind.RECAP_UPDATE: channel.recap_update,
        DeliveryKind.RSVP_NUDGE: personal.rsvp_nudge,
        DeliveryKind.STARTING_SOON: personal.starting_soon,
        DeliveryKind.CHANGED: personal.changed,
        DeliveryKind.CANCELLED: personal.cancelled,
    }


class ChannelComposers:
    """What the home channel sees."""

    def __init__(self, convenings: Convenings, render: Renderer) -> None:
        self._convenings = convenings
        self._render = render

    async def announcement(self, delivery: Delivery) -> Composed | Skip:
        shown = await self._announced(delivery)
        if shown is None:
            return GONE
        return CANCELLED if shown.item.convening.is_cancelled else self._announcement(shown, delivery.note)

    async def announcement_update(self, delivery: Delivery) -> Composed | Skip:
        """Also of a cancelled convening, and of one that has begun."""
        shown = await self._announced(delivery)
        return GONE if shown is None else self._announcement(shown, shown.note)

    async def calendar(self, delivery: Delivery) -> Composed | Skip:
        """One file for each sequence; an older one is never posted after a newer."""
        shown = await self._announced(delivery)
        if shown is None:
            return GONE
        convening = shown.item.convening
        if delivery.context["sequence"] != convening.sequence:
            return REPLACED
        return Composed(file=self._file(convening, delivery.due_at))

    async def reminder(self, delivery: Delivery) -> Composed | Skip:
        shown = await self._announced(delivery)
        if shown is None:
            return GONE
        untrue = _untrue(delivery, shown.item.convening)
        return untrue or self._message("convenings/reminder", item=shown.item, note=delivery.note)

    async def starting_soon(self, delivery: Delivery) -> Composed | Skip:
        here = await self._here(delivery)
        if here is None:
            return GONE
        untrue = _untrue(delivery, here.convening)
        return untrue or self._message(
            "convenings/starting_soon_thread", convening=here.convening, note=delivery.note
        )

    async def attendance(self, delivery: Delivery) -> Composed | Skip:
        here = await self._here(delivery)
        if here is None:
            return GONE
        return _untrue(delivery, here.convening) or self._attendance(here, delivery.note)

    async def attendance_update(self, delivery: Delivery) -> Composed | Skip:
        here = await self._here(delivery)
        return GONE if here is None else self._attendance(here, here.note)

    async def recap(self, delivery: Delivery) -> Composed | Skip:
        recap = await self._convenings.recap(delivery.workspace_id, ConveningId(delivery.subject_id))
        if recap is None:
            return CANCELLED
        if untrue := _untrue(delivery, recap.convening):
            return untrue
        await self._convenings.note_recap(delivery.workspace_id, delivery.key, recap)
        return self._message("convenings/recap", recap=recap, note=delivery.note)

    async def recap_update(self, delivery: Delivery) -> Composed | Skip:
        convening_id, key = ConveningId(delivery.subject_id), delivery.target_key or ""
        posted = await self._convenings.posted_recap(delivery.workspace_id, convening_id, key)
        if posted is None:
            return GONE
        return self._message("convenings/recap", recap=posted.recap, note=posted.note)

    async def _announced(self, delivery: Delivery) -> Announced | None:
        convening_id = ConveningId(delivery.subject_id)
        return await self._convenings.for_announcement(delivery.workspace_id, convening_id)

    async def _here(self, delivery: Delivery) -> Here | None:
        return await self._convenings.here(delivery.workspace_id, ConveningId(delivery.subject_id))

    def _announcement(self, shown: Announced, note: str) -> Composed:
        convening = shown.item.convening
        return self._message(
            "convenings/announcement",
            item=shown.item,
            has_started=shown.has_started,
            google_url=google_url(convening),
            outlook_url=outlook_url(convening),
            note=note,
        )

    def _attendance(self, here: Here, note: str) -> Composed:
        return self._message("convenings/attendance", convening=here.convening, here=here.people, note=note)

    def _file(self, convening: Convening, now: datetime) -> FileUpload:
        return FileUpload(
            name=file_name(convening),
            content=ics(convening, now=now),
            title=convening.title,
            comment=self._render.text("convenings/calendar_comment", convening=convening),
        )

    def _message(self, template: str, **context: Any) -> Composed:
        return Composed(message=self._render.message(template, **context))


class PersonalComposers:
    """What one person gets."""

    def __init__(self, convenings: Convenings, render: Renderer) -> None:
        self._people = Gathering(convenings.for_people)
        # A hundred people get the very same words: they are put together once. Nobody changes a message.
        self._render = lru_cache(maxsize=ALIKE)(render.message)

    async def rsvp_nudge(self, delivery: Delivery) -> Composed | Skip:
        found = await self._find(delivery)
        if isinstance(found, Skip):
            return found
        convening, person = found
        if person.answer is not None:
            return ANSWERED
        return _untrue(delivery, convening) or self._message(delivery, "convenings/rsvp_nudge", convening)

    async def starting_soon(self, delivery: Delivery) -> Composed | Skip:
        found = await self._find(delivery)
        if isinstance(found, Skip):
            return found
        convening, person = found
        untrue = _untrue(delivery, convening)
        if untrue is None and not person.is_coming:
            return NOT_COMING
        return untrue or self._message(delivery, "convenings/starting_soon", convening)

    async def changed(self, delivery: Delivery) -> Composed | Skip:
        """What is news to this person now: later edits are in it, and what was undone is not."""
        found = await self._find(delivery)
        if isinstance(found, Skip):
            return found
        convening, person = found
        if convening.is_cancelled:
            return CANCELLED
        before = delivery.context["before"]
        changes = changes_since(before, convening)
        if not changes:
            return NO_CHANGE
        asks_again = has_moved(before, convening) and person.answer is None
        message = self._render(
            "convenings/changed", convening=convening, changes=changes, asks_again=asks_again
        )
        return Composed(message=message)

    async def cancelled(self, delivery: Delivery) -> Composed | Skip:
        found = await self._find(delivery)
        if isinstance(found, Skip):
            return found
        return Composed(message=self._render("convenings/cancelled", convening=found[0]))

    async def _find(self, delivery: Delivery) -> tuple[Convening, Participant] | Skip:
        session = delivery.workspace_id, ConveningId(delivery.subject_id)
        found = await self._people.find(session, UserId(delivery.recipient))
        if found is None:
            return LEFT
        return STOPPED if delivery.kind in found[1].stopped else found

    def _message(self, delivery: Delivery, template: str, convening: Convening) -> Composed:
        message = self._render(template, convening=convening, note=delivery.note)
        return Composed(message=message)


def _untrue(delivery: Delivery, convening: Convening) -> Skip | None:
    """Why a message planned for one start must not be sent now."""
    if convening.is_cancelled:
        return CANCELLED
    return MOVED if delivery.context["at"] != int(convening.starts_at.timestamp()) else None
