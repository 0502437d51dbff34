"""Communities: set up, chosen, in trouble."""

from bot.preview.case import typed, usual
from bot.preview.samples import (
    HOME,
    LEADERS,
    a_community,
    a_community_draft,
    an_empty_community_draft,
)

READY = usual("communities/ready", community=a_community())
TROUBLE = usual(
    "communities/trouble",
    community=a_community(),
    channel=LEADERS,
    error="is_archived",
    advice="The channel is archived. Unarchive it, or choose another one with /cop setup.",
)
SETUP = usual(
    "communities/setup",
    "modal",
    name="edit",
    community=a_community(),
    draft=a_community_draft(),
    channel=HOME,
    warnings=("The school year is longer than a year.",),
    notice="Ben changed this while you were editing.",
    ref_text='{"v":1,"community":7,"version":3,"channel":"C01MATHPLC"}',
)
SAVED = usual("communities/saved", name="new", community=a_community(), is_new=True)
SEVERAL = (a_community(), a_community(id=8, name="Reading circle"))
CHOOSE = usual("communities/choose", communities=SEVERAL, words="schedule Thu 3 Dec 3:30pm Data walk")
CHOOSE_FORM = usual(
    "communities/choose_form",
    "modal",
    communities=SEVERAL,
    words="They wait until a partner has the first line.",
    ref_text='{"v":1}',
)

CASES = [
    READY,
    *typed(READY, "channel", "right_to_left", "long", "empty"),
    TROUBLE,
    usual(
        "communities/trouble",
        name="person",
        community=a_community(),
        channel="U02BEN",
        error="",
        advice="Ask them.",
    ),
    *typed(TROUBLE, "channel"),
    usual(
        "communities/setup",
        "modal",
        name="new",
        community=None,
        draft=an_empty_community_draft(),
        channel=HOME,
        warnings=(),
        notice="",
        ref_text='{"v":1,"channel":"C01MATHPLC"}',
    ),
    SETUP,
    *typed(SETUP, "channel", "long"),
    SAVED,
    usual("communities/saved", name="edited", community=a_community(), is_new=False),
    *typed(SAVED, "channel"),
    CHOOSE,
    usual("communities/choose", name="many", communities=SEVERAL * 30, words="upcoming"),
    *typed(CHOOSE, "channel", "long"),
    CHOOSE_FORM,
    usual(
        "communities/choose_form",
        "modal",
        name="many",
        communities=tuple(a_community(id=n) for n in range(1, 121)),
        words="",
        ref_text='{"v":1}',
    ),
    *typed(CHOOSE_FORM, "channel", "long", "empty"),
    usual("communities/none", command="/cop upcoming"),
]
