"""The Home tab."""

from bot.preview.case import typed, usual
from bot.preview.samples import (
    STARTS,
    a_failed_message,
    a_home_community,
    a_home_convening,
    a_planned_message,
    a_status_page,
    instant,
)
from bot.preview.samples_pdsa import my_cycles
from bot.preview.samples_problems import a_problems_page
from community.home_views import HomeFeedback
from community.members.prompts import PROMPT_GROUPS

STOPPED = tuple(PROMPT_GROUPS)
CYCLES = my_cycles().lines
PROBLEMS = a_problems_page().open
WAITING = HomeFeedback(41, "Number talks", instant(STARTS), has_answered=False)
GIVEN = HomeFeedback(40, "Kick-off", instant(STARTS), has_answered=True)
BUSY = a_status_page(planned=(a_planned_message(),) * 12, failed=(a_failed_message(),) * 5)
FACILITATOR = usual(
    "home/home",
    "home",
    name="facilitator",
    communities=(
        a_home_community(
            is_facilitator=True,
            next_convening=a_home_convening(my_answer="going"),
            feedback=(WAITING, GIVEN),
            stopped=("rsvp_nudges",),
            status=a_status_page(),
            cycles=CYCLES,
            problems=PROBLEMS,
        ),
    ),
)

CASES = [
    usual("home/home", "home", name="member", communities=(a_home_community(),)),
    usual("home/home", "home", name="no_community", communities=()),
    usual(
        "home/home",
        "home",
        name="nothing_next",
        communities=(a_home_community(next_convening=None, feedback=()),),
    ),
    usual(
        "home/home",
        "home",
        name="under_way",
        communities=(a_home_community(next_convening=a_home_convening(has_begun=True)),),
    ),
    FACILITATOR,
    usual(
        "home/home", "home", name="at_work", communities=(a_home_community(cycles=CYCLES, problems=PROBLEMS),)
    ),
    usual(
        "home/home",
        "home",
        name="many",
        communities=(
            a_home_community(
                is_facilitator=True,
                feedback=(WAITING,) * 5,
                status=BUSY,
                stopped=STOPPED,
                cycles=CYCLES,
                problems=PROBLEMS,
            ),
        )
        * 9,
    ),
    *typed(FACILITATOR, "channel", "right_to_left", "long"),
]
