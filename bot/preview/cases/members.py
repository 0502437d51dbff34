"""Members: welcomed, and left in peace."""

from bot.preview.case import typed, usual
from bot.preview.samples import BEN, a_community, a_convening

WELCOME = usual("members/welcome", community=a_community(), next_convening=a_convening(), answer="")
ADDED = usual("members/facilitator_added", community=a_community(), others=[BEN])

CASES = [
    WELCOME,
    usual("members/welcome", name="nothing_next", community=a_community(), next_convening=None, answer=""),
    usual(
        "members/welcome",
        name="answered",
        community=a_community(),
        next_convening=a_convening(),
        answer="maybe",
    ),
    *typed(WELCOME, "channel", "long"),
    ADDED,
    usual("members/facilitator_added", name="alone", community=a_community(), others=[]),
    *typed(ADDED, "channel"),
    usual("members/stopped", name="nudges", community=a_community(), prompts="rsvp_nudges"),
    usual("members/stopped", name="reminders", community=a_community(), prompts="reminders"),
    usual("members/stopped", name="feedback", community=a_community(), prompts="feedback"),
    *typed(usual("members/stopped", community=a_community(), prompts="feedback"), "channel"),
    usual("members/resumed", name="nudges", community=a_community(), prompts="rsvp_nudges"),
    *typed(usual("members/resumed", community=a_community(), prompts="feedback"), "channel"),
]
