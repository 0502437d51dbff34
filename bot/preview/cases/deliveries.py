"""What the bot is going to send."""

from bot.preview.case import typed, usual
from bot.preview.samples import (
    a_community,
    a_failed_message,
    a_planned_message,
    a_status_page,
    to_people,
)

STATUS = usual("deliveries/status", page=a_status_page())
NOTE = usual(
    "deliveries/note",
    "modal",
    community=a_community(),
    planned=a_planned_message(note="Bring two exit tickets"),
    ref_text='{"v":1,"community":7,"group":"convenings.reminder|convening:42|29400000"}',
)

CASES = [
    STATUS,
    usual("deliveries/status", name="nothing", page=a_status_page(planned=(), planned_more=0, failed=())),
    usual(
        "deliveries/status",
        name="channel_gone",
        page=a_status_page(community=a_community(channel_trouble="channel_not_found")),
    ),
    usual(
        "deliveries/status",
        name="many",
        page=a_status_page(
            planned=(a_planned_message(), to_people(1200)) * 15,
            planned_more=70,
            failed=(a_failed_message(),) * 20,
        ),
    ),
    usual(
        "deliveries/status",
        name="too_early",
        page=a_status_page(planned=(a_planned_message(kind="convenings.recap", can_go_now=False),)),
    ),
    *typed(STATUS, "channel", "long"),
    NOTE,
    *typed(NOTE, "channel", "long"),
]
