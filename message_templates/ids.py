"""Ids that buttons and forms carry: said once, used by templates and by handlers.

Templates see both enums as globals: `actions.RSVP_GOING`, `forms.SCHEDULE`.
"""

from __future__ import annotations

from enum import StrEnum


class ActionId(StrEnum):
    """`area.object.verb` of everything that can be clicked."""

    RSVP_GOING = "convenings.rsvp.going"
    RSVP_MAYBE = "convenings.rsvp.maybe"
    RSVP_DECLINED = "convenings.rsvp.declined"
    RSVP_NOTE = "convenings.rsvp.note"
    CALENDAR_GOOGLE = "convenings.calendar.google"  # a link; Slack still reports the click
    CALENDAR_OUTLOOK = "convenings.calendar.outlook"
    SESSION_LINK = "convenings.link.open"
    CONVENING_EDIT = "convenings.convening.edit"
    CONVENING_CANCEL = "convenings.convening.cancel"
    CONVENING_ANSWERS = "convenings.answers.show"
    CONVENING_SCHEDULE = "convenings.convening.schedule"
    ATTENDANCE_HERE = "convenings.attendance.here"
    FEEDBACK_OPEN = "feedback.form.open"
    PROMPTS_STOP = "members.prompts.stop"
    PROMPTS_RESUME = "members.prompts.resume"
    MESSAGE_SKIP = "deliveries.message.skip"
    MESSAGE_SEND_NOW = "deliveries.message.send_now"
    MESSAGE_NOTE = "deliveries.message.note"
    STATUS_REFRESH = "deliveries.status.refresh"
    COMMUNITY_CHOOSE = "communities.community.choose"
    SETUP_OPEN = "communities.setup.open"


class FormId(StrEnum):
    """The `callback_id` of every modal."""

    SETUP = "communities.setup"
    SCHEDULE = "convenings.schedule"
    CANCEL = "convenings.cancel"
    RSVP_NOTE = "convenings.rsvp_note"
    ANSWERS = "convenings.answers"
    FEEDBACK = "feedback.form"
    QUESTIONS = "feedback.questions"
    MESSAGE_NOTE = "deliveries.note"
    NOTICE = "errors.notice"
