"""The names of things: identifiers never travel as bare strings or numbers."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)  # Slack's team id
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
CommunityId = NewType("CommunityId", int)
ConveningId = NewType("ConveningId", int)
DeliveryId = NewType("DeliveryId", int)
DigestId = NewType("DigestId", int)
TeamId = NewType("TeamId", int)
CycleId = NewType("CycleId", int)
MeasureId = NewType("MeasureId", int)
ProblemId = NewType("ProblemId", int)
LearningId = NewType("LearningId", str)
QuestionId = NewType("QuestionId", int)
ObjectiveId = NewType("ObjectiveId", int)
AskId = NewType("AskId", int)
OfferId = NewType("OfferId", int)


class DeliveryKind(StrEnum):
    """What a message is, as `area.object`. One composer and one template answer to each."""

    ANNOUNCEMENT = "convenings.announcement"
    ANNOUNCEMENT_UPDATE = "convenings.announcement_update"
    CALENDAR = "convenings.calendar"
    RSVP_NUDGE = "convenings.rsvp_nudge"
    REMINDER = "convenings.reminder"
    STARTING_SOON = "convenings.starting_soon"
    STARTING_SOON_THREAD = "convenings.starting_soon_thread"
    ATTENDANCE = "convenings.attendance"
    ATTENDANCE_UPDATE = "convenings.attendance_update"
    CHANGED = "convenings.changed"
    CANCELLED = "convenings.cancelled"
    RECAP = "convenings.recap"
    RECAP_UPDATE = "convenings.recap_update"  # what it told was taken back, or changed
    FEEDBACK_REQUEST = "feedback.request"
    FEEDBACK_REMINDER = "feedback.reminder"
    FEEDBACK_SUMMARY = "feedback.summary"
    DIGEST_MEMBERS = "digests.members"
    DIGEST_LEADERS = "digests.leaders"
    WELCOME = "members.welcome"
    FACILITATOR_ADDED = "members.facilitator_added"
    COMMUNITY_READY = "communities.ready"
    TROUBLE = "communities.trouble"
    CYCLE_CARD = "pdsa.card"
    CYCLE_CARD_UPDATE = "pdsa.card_update"
    CYCLE_STORY = "pdsa.story"  # one entry of a cycle's story, in the card's thread
    CYCLE_PROMPT = "pdsa.prompt"
    CYCLE_PROMPT_REMINDER = "pdsa.prompt_reminder"
    CYCLE_PROMPT_UPDATE = "pdsa.prompt_update"
    CYCLE_UNANSWERED = "pdsa.unanswered"
    CYCLE_HELP_WANTED = "pdsa.help_wanted"
    CYCLE_INTRODUCTION = "pdsa.introduction"
    CYCLE_NUDGE = "pdsa.nudge"
    CYCLE_HANDED_OVER = "pdsa.handed_over"
    PROBLEM_OPENING = "problems.opening"
    PROBLEM_OPENING_UPDATE = "problems.opening_update"
    PROBLEM_STEP = "problems.step"
    PROBLEM_STEP_UPDATE = "problems.step_update"
    PROBLEM_VOICE = "problems.voice"  # what an anonymous presenter says, said by the bot
    PROBLEM_HINT = "problems.hint"
    PROBLEM_INVITATION = "problems.invitation"
    PROBLEM_PRESENTER_REMINDER = "problems.presenter_reminder"
    PROBLEM_REVIEW = "problems.review"
    PROBLEM_REVIEWED = "problems.reviewed"
    PROBLEM_UNANSWERED = "problems.unanswered"
    PROBLEM_NEEDS_FACILITATOR = "problems.needs_facilitator"
    PROBLEM_CLOSED = "problems.closed"
    PROBLEM_FOLLOW_UP = "problems.follow_up"
    PROBLEM_SIMILAR = "problems.similar"
    LEARNING_REQUEST = "learnings.request"  # may your message be kept?
    LEARNING_REQUEST_UPDATE = "learnings.request_update"
    LEARNING_ANSWERED = "learnings.answered"  # what the author of the message said
    LEARNING_QUESTION = "learnings.question"
    LEARNING_ANSWER = "learnings.answer"
    LEARNING_UNREACHED = "learnings.unreached"  # whoever shared it could not be asked
    LEARNING_QUESTION_UPDATE = "learnings.question_update"  # of a question or an answer
    DIGEST_DRAFT = "digests.draft"
    DIGEST_DRAFT_UPDATE = "digests.draft_update"
    DIGEST_READER = "digests.reader"  # the leaders' edition as a direct message
    DIGEST_MORE = "digests.more"  # what did not fit, in the digest's thread
    DIGEST_UPDATE = "digests.update"  # a learning was withdrawn: what was posted is edited
    DIGEST_OFFER = "digests.offer"  # somebody offers help
    REPORT_BACK = "reports.back"
    REPORT_FILE = "reports.file"
    REPORT_NOT_MADE = "reports.not_made"
    HOME = "home.refresh"


class Operation(StrEnum):
    """How a delivery reaches Slack."""

    POST = "post"
    UPDATE = "update"  # edits what another delivery posted
    FILE = "file"
    HOME = "home"  # publishes a person's Home tab
    WHISPER = "whisper"  # shown in a channel or thread to one person only; never looked for again


class DeliveryState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
