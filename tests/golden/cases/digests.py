"""The week's digest."""

from community.digests.views import HeldConvening
from community.feedback.views import FeedbackTrend
from tests.golden.case import typed, usual
from tests.golden.samples import STARTS, a_digest, a_learning, instant

QUIET = a_digest(learnings=(), feedback=(), held=())
STILL = a_digest(learnings=(), feedback=(), held=(), next_convening=None)
FEW = a_digest(
    learnings=(a_learning(),),
    feedback=(FeedbackTrend("Check-in", 3, 12, None, None), FeedbackTrend("Data walk", 1, 1, 4.0, 4.0)),
    held=(
        HeldConvening("Check-in", instant(STARTS), None, 1),
        HeldConvening("Data walk", instant(STARTS), 1, 2),
    ),
    next_convening=None,
)
MANY = a_digest(
    learnings=(a_learning(),) * 40,
    feedback=(FeedbackTrend("Data walk", 9, 12, 4.1, 4.5),) * 12,
    held=(HeldConvening("Data walk", instant(STARTS), 11, 12),) * 12,
)
MEMBERS = usual("digests/members", digest=a_digest(), note="")
LEADERS = usual("digests/leaders", digest=a_digest(), note="Two teams need cover in January.")

CASES = [
    MEMBERS,
    usual("digests/members", name="quiet", digest=QUIET, note=""),
    usual("digests/members", name="still", digest=STILL, note=""),
    usual("digests/members", name="few", digest=FEW, note=""),
    usual("digests/members", name="many", digest=MANY, note="A full week."),
    *typed(MEMBERS, "channel", "right_to_left", "long"),
    LEADERS,
    usual("digests/leaders", name="quiet", digest=QUIET, note=""),
    usual("digests/leaders", name="few", digest=FEW, note=""),
    usual("digests/leaders", name="many", digest=MANY, note="A full week."),
    *typed(LEADERS, "channel", "right_to_left", "long"),
]
