"""The week's digest."""

from community.digests.views import HeldConvening
from community.feedback.views import FeedbackTrend
from community.ids import ProblemId
from community.pdsa.views import DigestCycle, DigestCycles
from community.problems.views import DigestProblem, DigestProblems
from tests.golden.case import typed, usual
from tests.golden.samples import BEN, STARTS, a_digest, a_learning, instant

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
CYCLES = DigestCycles(
    by_stage=(("plan", 1), ("do", 3), ("study", 1)),
    observations=14,
    stuck=(DigestCycle("Exit tickets every Friday", "Elm grade 4", None, "do"),),
    closed=(
        DigestCycle(
            "Silent minute before talk",
            "Oak grade 5",
            None,
            "done",
            "adapt",
            next_step="Try it in reading, too",
        ),
        DigestCycle("Peer marking", "", BEN, "done", closed_early=True),
    ),
)
PROBLEMS = DigestProblems(
    open=(
        DigestProblem(
            ProblemId(5), "Homework that does not come back", "What would make it worth doing?", 3, voices=2
        ),
    ),
    closed=(
        DigestProblem(
            ProblemId(4),
            "Talk is led by three voices",
            "How do we hear the others?",
            6,
            voices=9,
            takeaways=("Lots drawn by the pupils", "Write before you speak"),
        ),
    ),
)
WORK = a_digest(cycles=CYCLES, problems=PROBLEMS)
MUCH_WORK = a_digest(
    learnings=(),
    cycles=DigestCycles((("do", 31),), 200, CYCLES.stuck * 9, CYCLES.closed * 9),
    problems=DigestProblems(PROBLEMS.open * 9, PROBLEMS.closed * 9),
)
NO_NEWS = a_digest(learnings=(), feedback=(), held=(), cycles=DigestCycles((("do", 2),)))
MEMBERS = usual("digests/members", digest=a_digest(), note="")
LEADERS = usual("digests/leaders", digest=a_digest(), note="Two teams need cover in January.")

CASES = [
    MEMBERS,
    usual("digests/members", name="quiet", digest=QUIET, note=""),
    usual("digests/members", name="still", digest=STILL, note=""),
    usual("digests/members", name="few", digest=FEW, note=""),
    usual("digests/members", name="many", digest=MANY, note="A full week."),
    usual("digests/members", name="work", digest=WORK, note=""),
    usual("digests/members", name="much_work", digest=MUCH_WORK, note=""),
    usual("digests/members", name="no_news", digest=NO_NEWS, note=""),
    *typed(usual("digests/members", digest=WORK, note=""), "channel", "right_to_left", "long"),
    LEADERS,
    usual("digests/leaders", name="quiet", digest=QUIET, note=""),
    usual("digests/leaders", name="few", digest=FEW, note=""),
    usual("digests/leaders", name="many", digest=MANY, note="A full week."),
    usual("digests/leaders", name="work", digest=WORK, note=""),
    *typed(LEADERS, "channel", "right_to_left", "long"),
]
