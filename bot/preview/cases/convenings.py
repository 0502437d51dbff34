"""Convenings: scheduled, announced, answered, held, told of."""

from datetime import datetime, timedelta
from typing import Any

from bot.preview.case import typed, usual
from bot.preview.samples import (
    ADA,
    BEN,
    DAY,
    STARTS,
    a_bare_convening,
    a_community,
    a_convening,
    a_convening_draft,
    a_learning,
    a_recap,
    an_empty_convening_draft,
    answered,
    instant,
    people,
    unanswered,
)
from community.convenings.views import Answers, Change, RsvpNote, SharedCommitment

GOOGLE = "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Data+walk"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose?subject=Data+walk"
AHEAD: dict[str, Any] = {"google_url": GOOGLE, "outlook_url": OUTLOOK, "has_started": False}
NO_LINKS: dict[str, Any] = AHEAD | {"google_url": "", "outlook_url": ""}
REF = '{"v":1,"community":7,"convening":42,"version":1}'
NOTE = "Please bring two exit tickets."
CANCELLED = a_convening(is_cancelled=True, cancel_reason="The building is closed for snow.", sequence=2)
MANY = Answers(going=people(60), maybe=people(30), declined=people(20))

ANNOUNCEMENT = usual("convenings/announcement", item=answered(), note=NOTE, **AHEAD)
REMINDER = usual("convenings/reminder", item=answered(), note=NOTE)
NUDGE = usual("convenings/rsvp_nudge", convening=a_convening(), note="")
ANSWERED = usual("convenings/rsvp_answered", convening=a_convening(), answer="going", note="15 minutes late")
SOON = usual("convenings/starting_soon", convening=a_convening(), note=NOTE)
SOON_THREAD = usual("convenings/starting_soon_thread", convening=a_convening(), note=NOTE)
ATTENDANCE = usual("convenings/attendance", convening=a_convening(), here=(ADA, BEN), note="")
CHANGED = usual(
    "convenings/changed",
    name="moved",
    convening=a_convening(sequence=1),
    changes=(
        Change(
            "when",
            "Thu Dec 3, 3:30 PM (America/Los_Angeles)",
            "Fri Dec 4, 3:30 PM (America/Los_Angeles)",
            was_at=instant(STARTS - DAY),
        ),
        Change("where", "", "Library, Lincoln Elementary"),
        Change("link", "https://old.example.org", ""),
    ),
    asks_again=True,
)
RECAP = usual("convenings/recap", recap=a_recap(), note="")
FORM = usual(
    "convenings/schedule",
    "modal",
    name="filled",
    community=a_community(),
    draft=a_convening_draft(),
    is_edit=True,
    warnings=(
        "This is after the end of the school year.",
        "The agenda is 25 minutes shorter than the session.",
    ),
    notice="Ben changed this while you were editing.",
    ref_text=REF,
    zone_label="America/Los Angeles",
)
CANCEL = usual("convenings/cancel", "modal", convening=a_convening(), ref_text=REF)
RSVP_NOTE = usual("convenings/rsvp_note", "modal", convening=a_convening(), note="Late", ref_text=REF)
WHO = usual("convenings/answers", "modal", item=answered(), ref_text="")
FOR_A_FACILITATOR: dict[str, Any] = {"community": a_community(), "is_facilitator": True, "reader": ADA}
FOR_A_MEMBER: dict[str, Any] = {"community": a_community(), "is_facilitator": False, "reader": BEN}
UPCOMING = usual(
    "convenings/upcoming",
    name="facilitator",
    items=(answered(), unanswered(a_bare_convening(starts=datetime(2027, 1, 14, 15, 30)))),  # noqa: DTZ001 - wall time
    **FOR_A_FACILITATOR,
)
SCHEDULED = usual(
    "convenings/scheduled",
    convening=a_convening(),
    announce_at=instant(STARTS) - timedelta(days=14),
    is_edit=False,
)

CASES = [
    ANNOUNCEMENT,
    usual("convenings/announcement", name="no_answers", item=unanswered(), note="", **AHEAD),
    usual("convenings/announcement", name="bare", item=unanswered(a_bare_convening()), note="", **NO_LINKS),
    usual(
        "convenings/announcement", name="changed", item=answered(a_convening(sequence=1)), note="", **AHEAD
    ),
    usual("convenings/announcement", name="cancelled", item=answered(CANCELLED), note="", **AHEAD),
    usual(
        "convenings/announcement", name="started", item=answered(), note="", **(AHEAD | {"has_started": True})
    ),
    usual("convenings/announcement", name="many_answers", item=answered(answers=MANY), note="", **AHEAD),
    *typed(ANNOUNCEMENT, "channel", "mention", "quotes", "newlines", "right_to_left", "long", "empty"),
    REMINDER,
    usual("convenings/reminder", name="bare", item=unanswered(a_bare_convening()), note=""),
    *typed(REMINDER, "channel", "right_to_left", "long"),
    NUDGE,
    *typed(NUDGE, "channel"),
    ANSWERED,
    usual("convenings/rsvp_answered", name="maybe", convening=a_convening(), answer="maybe", note=""),
    usual("convenings/rsvp_answered", name="declined", convening=a_convening(), answer="declined", note=""),
    *typed(ANSWERED, "channel", "newlines"),
    SOON,
    usual(
        "convenings/starting_soon", name="no_link", convening=a_convening(link="", mode="in_person"), note=""
    ),
    *typed(SOON, "channel"),
    SOON_THREAD,
    usual("convenings/starting_soon_thread", name="bare", convening=a_bare_convening(), note=""),
    *typed(SOON_THREAD, "channel"),
    ATTENDANCE,
    usual("convenings/attendance", name="nobody_yet", convening=a_convening(), here=(), note=NOTE),
    usual("convenings/attendance", name="many", convening=a_convening(), here=people(120), note=""),
    *typed(ATTENDANCE, "channel"),
    usual("convenings/here", "text", convening=a_convening()),
    *typed(usual("convenings/here", "text", convening=a_convening()), "channel"),
    CHANGED,
    usual(
        "convenings/changed",
        name="new_place",
        convening=a_convening(),
        changes=(Change("where", "Room 12", "Library"), Change("length", "60 min", "75 min")),
        asks_again=False,
    ),
    *typed(CHANGED, "channel", "long"),
    usual("convenings/cancelled", convening=CANCELLED),
    usual("convenings/cancelled", name="no_reason", convening=a_convening(is_cancelled=True)),
    *typed(usual("convenings/cancelled", convening=CANCELLED), "channel"),
    usual("convenings/calendar_comment", "text", name="first", convening=a_convening()),
    usual("convenings/calendar_comment", "text", name="changed", convening=a_convening(sequence=1)),
    usual("convenings/calendar_comment", "text", name="cancelled", convening=CANCELLED),
    *typed(usual("convenings/calendar_comment", "text", convening=a_convening()), "channel"),
    RECAP,
    usual("convenings/recap", name="nothing_shared", recap=a_recap(learnings=(), commitments=()), note=NOTE),
    usual(
        "convenings/recap",
        name="nobody_noted",
        recap=a_recap(attended=(), attendance_known=False, learnings=(), commitments=()),
        note="",
    ),
    usual("convenings/recap", name="one_person", recap=a_recap(attended=(ADA,)), note=""),
    usual(
        "convenings/recap",
        name="many",
        recap=a_recap(
            attended=people(60),
            learnings=(a_learning(),) * 30,
            commitments=tuple(SharedCommitment(person, "Number talks") for person in people(30)),
        ),
        note=NOTE,
    ),
    *typed(RECAP, "channel", "right_to_left", "long"),
    usual(
        "convenings/schedule",
        "modal",
        name="empty",
        community=a_community(),
        draft=an_empty_convening_draft(),
        is_edit=False,
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7}',
        zone_label="America/Los Angeles",
    ),
    FORM,
    *typed(FORM, "channel", "newlines", "long"),
    CANCEL,
    *typed(CANCEL, "channel"),
    RSVP_NOTE,
    *typed(RSVP_NOTE, "channel"),
    WHO,
    usual("convenings/answers", "modal", name="nobody", item=unanswered(), ref_text=""),
    usual(
        "convenings/answers",
        "modal",
        name="many",
        item=answered(
            answers=MANY,
            notes=tuple(RsvpNote(person, "going", "Late") for person in people(60)),
            unanswered=1,
        ),
        ref_text="",
    ),
    *typed(WHO, "channel"),
    UPCOMING,
    usual(
        "convenings/upcoming",
        name="member",
        items=(answered(), unanswered(a_bare_convening())),
        **FOR_A_MEMBER,
    ),
    usual("convenings/upcoming", name="none", items=(), **FOR_A_FACILITATOR),
    usual("convenings/upcoming", name="none_member", items=(), **FOR_A_MEMBER),
    usual(
        "convenings/upcoming",
        name="many",
        items=(answered(),) * 30,
        **FOR_A_FACILITATOR,
    ),
    *typed(UPCOMING, "channel"),
    SCHEDULED,
    usual(
        "convenings/scheduled",
        name="edited",
        convening=a_convening(),
        announce_at=instant(STARTS),
        is_edit=True,
    ),
    *typed(SCHEDULED, "channel"),
]
