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
    TEAM_EDIT = "teams.team.edit"
    TEAM_NEW = "teams.team.new"
    CYCLE_START = "pdsa.cycle.start"  # also from a problem, or as the next of a finished cycle
    CYCLE_SHOW = "pdsa.cycle.show"
    CYCLE_PLAN = "pdsa.plan.edit"  # edited while planning, amended later
    CYCLE_ADD_MEASURE = "pdsa.plan.add_measure"
    CYCLE_BEGIN = "pdsa.cycle.begin"
    CYCLE_CHECK_IN = "pdsa.check_in.open"
    CYCLE_ON_TRACK = "pdsa.status.on_track"
    CYCLE_SLOWER = "pdsa.status.slower"
    CYCLE_STUCK = "pdsa.status.stuck"
    CYCLE_FINISH_DOING = "pdsa.cycle.finish_doing"
    CYCLE_STUDY = "pdsa.study.open"
    CYCLE_ACT = "pdsa.act.open"
    CYCLE_CHART = "pdsa.chart.show"
    CYCLE_RAMP = "pdsa.ramp.show"
    CYCLE_MORE = "pdsa.cycle.more"  # the ⋯ menu of a card: pause, resume, extend, close, hand_over
    PROMPT_SNOOZE = "pdsa.prompt.snooze"  # a menu: tomorrow, monday, next_week
    CYCLE_HAND_OVER = "pdsa.hand_over.open"
    CYCLES_OVERVIEW = "pdsa.overview.show"
    CYCLE_NUDGE = "pdsa.nudge.send"
    CYCLE_PEERS = "pdsa.peers.open"
    PROBLEM_SHARE = "problems.problem.share"
    PROBLEM_EDIT = "problems.problem.edit"
    PROBLEM_SHOW = "problems.problem.show"
    PROBLEM_SPEAK = "problems.voice.open"
    PROBLEM_NEXT_STEP = "problems.step.next"
    PROBLEM_EXTEND = "problems.step.extend"
    PROBLEM_PAUSE = "problems.problem.pause"
    PROBLEM_RESUME = "problems.problem.resume"
    PROBLEM_END = "problems.problem.end"
    PROBLEM_TAKE_OVER = "problems.problem.take_over"
    PROBLEM_REFLECT = "problems.reflection.open"
    PROBLEM_APPROVE = "problems.review.approve"
    PROBLEM_SEND_BACK = "problems.review.send_back"
    PROBLEM_ALLOW_ANOTHER = "problems.review.allow_another"
    PROBLEM_BALANCE = "problems.balance.show"
    PROBLEM_THREAD = "problems.thread.open"  # a link
    PROBLEM_HINTS_OFF = "problems.hints.off"
    INVITATION_SKIP = "problems.invitation.skip"
    INVITATION_NOT_FOR_ME = "problems.invitation.not_for_me"
    PROBLEM_FOLLOW_UP = "problems.follow_up.open"
    PROBLEMS_PAGE = "problems.list.page"
    PROBLEMS_FIND = "problems.list.find"
    PROBLEM_CONVENE = "problems.similar.convene"


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
    TEAM = "teams.team"
    PLAN = "pdsa.plan"
    CHECK_IN = "pdsa.check_in"
    STUDY = "pdsa.study"
    ACT = "pdsa.act"
    PAUSE = "pdsa.pause"
    RESUME = "pdsa.resume"
    EXTEND = "pdsa.extend"
    CLOSE_CYCLE = "pdsa.close"
    HAND_OVER = "pdsa.hand_over"
    CHOOSE_CYCLE = "pdsa.choose"
    PEERS = "pdsa.peers"
    PROBLEM = "problems.problem"
    PROBLEM_VOICE = "problems.voice"
    PROBLEM_REFLECTION = "problems.reflection"
    PROBLEM_END = "problems.end"
    PROBLEM_SEND_BACK = "problems.send_back"
    PROBLEM_FOLLOW_UP = "problems.follow_up"
    PROBLEMS_FIND = "problems.find"
    CHOOSE_COMMUNITY = "communities.choose"


class ShortcutId(StrEnum):
    """The `callback_id` of every shortcut of the manifest."""

    CHECK_IN = "pdsa.check_in"  # global
    SHARE_PROBLEM = "problems.share"  # global
    PROBLEM_FROM_MESSAGE = "problems.from_message"  # on a message
