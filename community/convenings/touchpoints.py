"""Which messages a convening calls for, and when: pure functions of what is known now.

Channel messages belong to the subject `convening:42`; one person's to `convening:42/U123` and
`survey:42/U123`, so that an RSVP click plans that person alone. Quiet hours and daily caps are the outbox's;
here stand the hours of the table in the domain's own terms.

| kind | to | due | not after |
|---|---|---|---|
| announcement | channel | as chosen; else 14 days before at 9:00, at once if later | start |
| calendar file | thread | with the announcement; at once for a change | end |
| RSVP nudge | who has not answered | 3 days before at 9:00, or a day after the announcement | 1 day before |
| reminder | channel | 1 day before, same time; not if announced later than that | 1 h before |
| starting soon | going or maybe; thread | 10 min before | start + 10 min |
| attendance | thread | start | end |
| feedback request | who came; if nobody was noted, going or maybe | 10 min after the end | 7 days later |
| recap | channel | next working day 9:00 | 3 days later |
| summary | facilitators | enough answered, or 48 hours after the end | 30 days later; longer in holidays |
| final summary | facilitators | feedback closes, and five answered | 30 days later; longer in holidays |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.communities.views import Holiday
from community.convenings.views import Convening
from community.deliveries import Wanted
from community.ids import DeliveryKind, Operation, UserId
from community.walltime import morning_before, next_working_morning, zone_of

ANNOUNCE_DAYS = 14
NUDGE_DAYS = 3
NUDGE_UNTIL = timedelta(days=1)
NUDGE_PAUSE = timedelta(days=1)  # after the announcement: nobody is nudged about what they have just read
REMIND = timedelta(days=1)
REMIND_UNTIL = timedelta(hours=1)
SOON = timedelta(minutes=10)
FEEDBACK_OPENS = timedelta(minutes=10)
FEEDBACK_LASTS = timedelta(days=7)
SUMMARY_AFTER = timedelta(hours=48)
SUMMARY_UNTIL = timedelta(days=30)
RECAP_UNTIL = timedelta(days=3)
EDITS_UNTIL = timedelta(days=1)  # after the end: until then a posted announcement is kept true

GOING, MAYBE, DECLINED = "going", "maybe", "declined"
COMING = (GOING, MAYBE)


@dataclass(frozen=True, slots=True)
class Participant:
    """A member who has not left and whose account works; `stopped` holds the kinds they do not want."""

    user_id: UserId
    answer: str | None = None  # only if it was given for the time that holds now
    is_present: bool = False
    stopped: frozenset[str] = frozenset()

    @property
    def is_coming(self) -> bool:
        return self.answer in COMING


def channel_subject(convening: Convening) -> str:
    return f"convening:{convening.id}"


def personal_subject(convening: Convening, user_id: UserId) -> str:
    return f"convening:{convening.id}/{user_id}"


def change_subject(convening: Convening, user_id: UserId) -> str:
    """Apart from the rest, so that an answer does not undo the news of a change that is on its way."""
    return f"change:{convening.id}/{user_id}"


def survey_subject(convening: Convening, user_id: UserId) -> str:
    return f"survey:{convening.id}/{user_id}"


def announcement_key(convening: Convening) -> str:
    """Without the time: a posted announcement is edited in place, whatever changes."""
    return f"{DeliveryKind.ANNOUNCEMENT}:{convening.id}"


def attendance_key(convening: Convening) -> str:
    return _key(DeliveryKind.ATTENDANCE, convening, "start", convening.home_channel)


def default_announce_at(starts_local: datetime, zone: str, now: datetime) -> datetime:
    """14 days before at 9:00; at once if that is past."""
    return max(morning_before(starts_local, ANNOUNCE_DAYS, zone), now)


def nudge_due_at(convening: Convening) -> datetime:
    """3 days before at 9:00, a day after the announcement at the earliest."""
    morning = morning_before(convening.starts_local, NUDGE_DAYS, convening.zone)
    return max(morning, convening.announce_at + NUDGE_PAUSE)


def feedback_opens_at(convening: Convening) -> datetime:
    return convening.ends_at + FEEDBACK_OPENS


def feedback_closes_at(convening: Convening) -> datetime:
    return feedback_opens_at(convening) + FEEDBACK_LASTS


def summary_at(convening: Convening) -> datetime:
    """When feedback is summed up unless enough have answered before."""
    return convening.ends_at + SUMMARY_AFTER


def channel_touchpoints(convening: Convening, holidays: Sequence[Holiday], now: datetime) -> list[Wanted]:
    """What the channel is to get."""
    if convening.is_cancelled:
        return _calendar(convening, now)
    return [
        *_announcement(convening),
        *_calendar(convening, now),
        *_reminder(convening, now),
        *_soon_in_thread(convening, now),
        *_attendance(convening, now),
        *_recap(convening, holidays),
    ]


def personal_touchpoints(convening: Convening, person: Participant, now: datetime) -> list[Wanted]:
    """What one person is to get before the session."""
    if convening.is_cancelled:
        return []
    wanted = [*_nudge(convening, person, now), *_soon(convening, person, now)]
    return [item for item in wanted if item.kind not in person.stopped]


def feedback_touchpoints(convening: Convening, person: Participant) -> list[Wanted]:
    """The request for feedback, if this person is to be asked; see `asked_for_feedback`."""
    if convening.is_cancelled or DeliveryKind.FEEDBACK_REQUEST in person.stopped:
        return []
    due_at, expires_at = feedback_opens_at(convening), feedback_closes_at(convening)
    return [_personal_message(DeliveryKind.FEEDBACK_REQUEST, convening, person, "end", due_at, expires_at)]


def reminder_touchpoints(
    convening: Convening, person: Participant, holidays: Sequence[Holiday]
) -> list[Wanted]:
    """The one reminder to give feedback: 9:00 of the next working day, if the survey is still open then."""
    due_at = next_working_morning(feedback_opens_at(convening), convening.zone, holidays)
    expires_at = feedback_closes_at(convening)
    if DeliveryKind.FEEDBACK_REMINDER in person.stopped:
        return []
    return _in_window(
        _personal_message(DeliveryKind.FEEDBACK_REMINDER, convening, person, "1wd", due_at, expires_at)
    )


def summary_touchpoints(
    convening: Convening, facilitators: Iterable[UserId], due_at: datetime, holidays: Sequence[Holiday]
) -> list[Wanted]:
    """The summary for each facilitator; `due_at`: `summary_at`, or when enough have answered."""
    return [_summary(convening, user_id, "48h", due_at, holidays) for user_id in facilitators]


def final_summary_touchpoints(
    convening: Convening, facilitators: Iterable[UserId], closed_at: datetime, holidays: Sequence[Holiday]
) -> list[Wanted]:
    """The summary of all answers for each facilitator, from which every comment can be read."""
    return [_summary(convening, user_id, "closed", closed_at, holidays) for user_id in facilitators]


def asked_for_feedback(participants: Iterable[Participant]) -> list[Participant]:
    """Those who came; if nobody was noted, those who said they would or might."""
    people = list(participants)
    return [one for one in people if one.is_present] or [one for one in people if one.is_coming]


def planned_for(
    convening: Convening, participants: Iterable[Participant], holidays: Sequence[Holiday], now: datetime
) -> dict[str, list[Wanted]]:
    """Everything the convening calls for before its survey opens, by subject: what `plan_many` takes."""
    wanted = {channel_subject(convening): channel_touchpoints(convening, holidays, now)}
    for person in participants:
        wanted |= personal_plan(convening, person, now)
    return wanted


def personal_plan(convening: Convening, person: Participant, now: datetime) -> dict[str, list[Wanted]]:
    """One person's part: the request for feedback is foreseen for those who mean to come."""
    foreseen = feedback_touchpoints(convening, person) if person.is_coming else []
    return {
        personal_subject(convening, person.user_id): personal_touchpoints(convening, person, now),
        survey_subject(convening, person.user_id): foreseen,
    }


def announcement_edit(convening: Convening, now: datetime) -> Wanted:
    """To be touched whenever the posted announcement is no longer what a reader should see."""
    return Wanted(
        kind=DeliveryKind.ANNOUNCEMENT_UPDATE,
        key=f"{DeliveryKind.ANNOUNCEMENT_UPDATE}:{convening.id}",
        recipient=convening.home_channel,
        due_at=now,
        expires_at=max(convening.ends_at, now) + EDITS_UNTIL,
        operation=Operation.UPDATE,
        target_key=announcement_key(convening),
        context=_context(convening),
    )


def attendance_edit(convening: Convening, now: datetime) -> Wanted:
    """To be touched whenever somebody says "I'm here"."""
    return Wanted(
        kind=DeliveryKind.ATTENDANCE_UPDATE,
        key=f"{DeliveryKind.ATTENDANCE_UPDATE}:{convening.id}",
        recipient=convening.home_channel,
        due_at=now,
        expires_at=max(convening.ends_at, now) + EDITS_UNTIL,
        operation=Operation.UPDATE,
        target_key=attendance_key(convening),
        context=_context(convening),
    )


def changed_message(
    convening: Convening, user_id: UserId, before: Mapping[str, object], now: datetime
) -> Wanted:
    """The news of a change to one who answered; `before` is what they last knew (`changes.known`)."""
    return Wanted(
        kind=DeliveryKind.CHANGED,
        key=f"{DeliveryKind.CHANGED}:{convening.id}:{convening.sequence}:{user_id}",
        recipient=user_id,
        due_at=now,
        expires_at=max(convening.starts_at, now + SOON),
        context=_context(convening) | {"before": dict(before)},
    )


def cancelled_message(convening: Convening, user_id: UserId, now: datetime) -> Wanted:
    return Wanted(
        kind=DeliveryKind.CANCELLED,
        key=f"{DeliveryKind.CANCELLED}:{convening.id}:{user_id}",
        recipient=user_id,
        due_at=now,
        expires_at=max(convening.ends_at, now + SOON),
        context=_context(convening),
    )


def _key(kind: DeliveryKind, convening: Convening, offset: str, recipient: str) -> str:
    """What the message is. The start is in it: a convening that moved is told of anew."""
    start = convening.starts_at.astimezone(zone_of(convening.zone)).isoformat(timespec="minutes")
    return f"{kind}:{convening.id}:{start}:{offset}:{recipient}"


def _context(convening: Convening) -> dict[str, object]:
    """The start is there for the composer: a message made for another time is not sent any more."""
    return {"convening": convening.id, "at": int(convening.starts_at.timestamp())}


def _announcement(convening: Convening) -> list[Wanted]:
    return [
        Wanted(
            kind=DeliveryKind.ANNOUNCEMENT,
            key=announcement_key(convening),
            recipient=convening.home_channel,
            due_at=convening.announce_at,
            expires_at=convening.starts_at,
            context=_context(convening),
        )
    ]


def _calendar(convening: Convening, now: datetime) -> list[Wanted]:
    """The file of the current sequence. A cancelled one that was never announced needs none."""
    if convening.is_cancelled and now < convening.announce_at:
        return []
    return [
        Wanted(
            kind=DeliveryKind.CALENDAR,
            key=f"{DeliveryKind.CALENDAR}:{convening.id}:{convening.sequence}",
            recipient=convening.home_channel,
            due_at=max(convening.announce_at, now),
            expires_at=max(convening.ends_at, now),
            operation=Operation.FILE,
            thread_of=announcement_key(convening),
            context=_context(convening) | {"sequence": convening.sequence},
        )
    ]


def _reminder(convening: Convening, now: datetime) -> list[Wanted]:
    due_at = convening.starts_at - REMIND
    if due_at <= convening.announce_at:
        return []  # the announcement has just said it all
    return _in_window(
        _channel_message(
            DeliveryKind.REMINDER, convening, "24h", max(due_at, now), convening.starts_at - REMIND_UNTIL
        )
    )


def _soon_in_thread(convening: Convening, now: datetime) -> list[Wanted]:
    due_at, expires_at = convening.starts_at - SOON, convening.starts_at + SOON
    return _in_window(
        _channel_message(
            DeliveryKind.STARTING_SOON_THREAD,
            convening,
            "10m",
            max(due_at, convening.announce_at, now),
            expires_at,
            in_thread=True,
        )
    )


def _attendance(convening: Convening, now: datetime) -> list[Wanted]:
    due_at, expires_at = max(convening.starts_at, now), convening.ends_at
    return _in_window(
        _channel_message(DeliveryKind.ATTENDANCE, convening, "start", due_at, expires_at, in_thread=True)
    )


def _recap(convening: Convening, holidays: Sequence[Holiday]) -> list[Wanted]:
    due_at = next_working_morning(convening.ends_at, convening.zone, holidays)
    return [_channel_message(DeliveryKind.RECAP, convening, "1wd", due_at, due_at + RECAP_UNTIL)]


def _channel_message(
    kind: DeliveryKind,
    convening: Convening,
    offset: str,
    due_at: datetime,
    expires_at: datetime,
    *,
    in_thread: bool = False,
) -> Wanted:
    return Wanted(
        kind=kind,
        key=_key(kind, convening, offset, convening.home_channel),
        recipient=convening.home_channel,
        due_at=due_at,
        expires_at=expires_at,
        thread_of=announcement_key(convening) if in_thread else None,
        context=_context(convening),
    )


def _nudge(convening: Convening, person: Participant, now: datetime) -> list[Wanted]:
    """Only if its hour is still to come: who joins later, or hears of a move, has just been asked."""
    due_at = nudge_due_at(convening)
    if person.answer is not None or due_at <= now:
        return []
    expires_at = convening.starts_at - NUDGE_UNTIL
    return _in_window(_personal_message(DeliveryKind.RSVP_NUDGE, convening, person, "3d", due_at, expires_at))


def _soon(convening: Convening, person: Participant, now: datetime) -> list[Wanted]:
    if not person.is_coming:
        return []
    due_at, expires_at = max(convening.starts_at - SOON, now), convening.starts_at + SOON
    return _in_window(
        _personal_message(DeliveryKind.STARTING_SOON, convening, person, "10m", due_at, expires_at)
    )


def _summary(
    convening: Convening, facilitator: UserId, offset: str, due_at: datetime, holidays: Sequence[Holiday]
) -> Wanted:
    """It says what holds when it goes, so it is as useful after a downtime, or the longest of holidays."""
    back_at_work = next_working_morning(due_at, convening.zone, holidays)
    return Wanted(
        kind=DeliveryKind.FEEDBACK_SUMMARY,
        key=_key(DeliveryKind.FEEDBACK_SUMMARY, convening, offset, facilitator),
        recipient=facilitator,
        due_at=due_at,
        expires_at=max(due_at + SUMMARY_UNTIL, back_at_work + RECAP_UNTIL),
        context=_context(convening),
    )


def _personal_message(
    kind: DeliveryKind,
    convening: Convening,
    person: Participant,
    offset: str,
    due_at: datetime,
    expires_at: datetime,
) -> Wanted:
    return Wanted(
        kind=kind,
        key=_key(kind, convening, offset, person.user_id),
        recipient=person.user_id,
        due_at=due_at,
        expires_at=expires_at,
        context=_context(convening),
    )


def _in_window(wanted: Wanted) -> list[Wanted]:
    """Nothing when its window is over before it opens."""
    return [wanted] if wanted.due_at < wanted.expires_at else []
