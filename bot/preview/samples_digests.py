"""Digests as they might be: what the cases of `digests/*` are made of."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.preview.samples import ADA, BEN, CHI, DAY, DEV, HOME, STARTS, a_community, instant
from community.digests.views import (
    AnsweredQuestions,
    Ask,
    AtRisk,
    Digest,
    Draft,
    DraftEdit,
    Heard,
    HeldConvening,
    LessOf,
    NextConvening,
    Offer,
    Requirement,
    ToldLearning,
)
from community.feedback.views import FeedbackTrend
from community.ids import AskId, DigestId, LearningId, ObjectiveId, OfferId, ProblemId
from community.learnings.views import Source
from community.objectives.telling import sentence
from community.objectives.views import Objective, Progress
from community.pdsa.views import DigestCycle, DigestCycles, Observation
from community.problems.views import DigestProblem, DigestProblems

COVERS_FROM = instant(datetime(2026, 11, 27, 15, 0))  # noqa: DTZ001 - wall time
COVERS_TO = instant(datetime(2026, 12, 4, 15, 0))  # noqa: DTZ001 - wall time
DATA_WALK = "Data walk: word problems in grade 4"
BOARD_URL = "https://school.slack.com/archives/C01MATHPLC/p1796142600000100"
RECAP_URL = "https://slack.example.org/archives/C1/p1796142600000200"


def a_told(number: int = 1, **changes: Any) -> ToldLearning:
    """Chi's, from the data walk."""
    usual = ToldLearning(
        id=LearningId(f"{number:032x}"),
        kind="strategy",
        text="Waiting ten seconds after a question doubled the hands.\nTry it: https://example.org/wait",
        author=CHI,
        source=Source("feedback", title=DATA_WALK, convening_id=42),
        tags=("Grade 4",),
        shared_on=date(2026, 12, 3),
    )
    return replace(usual, **changes)


def taken_back(number: int = 1) -> ToldLearning:
    return ToldLearning(
        LearningId(f"{number:032x}"), "strategy", "", None, Source("feedback"), is_withdrawn=True
    )


FROM_A_CYCLE = a_told(
    2,
    kind="success",
    text="Drawing first helps.",
    author=None,
    source=Source("pdsa", title="Exit tickets every Friday", cycle_id=3),
    endorsements=4,
)
FROM_A_MESSAGE = a_told(
    3,
    text="A photo of the board at the end of the lesson replaced the exit tickets we kept losing.",
    author=DEV,
    source=Source("message", channel=HOME, ts="1796142600.000100"),
    endorsements=1,
    also_said=1,
)
EDITED = replace(
    FROM_A_MESSAGE, id=LearningId("e" * 32), source=replace(FROM_A_MESSAGE.source, state="edited")
)
DELETED = replace(
    FROM_A_MESSAGE, id=LearningId("d" * 32), source=replace(FROM_A_MESSAGE.source, state="deleted")
)
FROM_A_RECAP = a_told(
    8,
    text="Walking the room with the data beats a slide of it.",
    author=None,
    source=Source("recap", DATA_WALK, HOME, "1796142600.000200", convening_id=42),
)
TYPED_IN = a_told(
    4,
    kind="question",
    text="Who has found a way to hear the three who never speak?",
    author=None,
    source=Source("form"),
    tags=(),
)
FROM_A_PROBLEM = a_told(
    5,
    kind="resource",
    text="Lots drawn by the pupils themselves: nobody is called on by the teacher any more.",
    author=BEN,
    source=Source("problem", title="Talk is led by three voices", problem_id=4),
)
BRIGHT = a_told(
    6,
    kind="success",
    text="In Oak grade 5 the silent minute brought 9 of 24 hands where there were 3.",
    endorsements=7,
    gained=4,
)
FAILED = a_told(
    7, kind="did_not_work", text="Peer marking without a rubric: kindness, and no information.", author=BEN
)
URLS = {FROM_A_MESSAGE.id: BOARD_URL, EDITED.id: BOARD_URL, FROM_A_RECAP.id: RECAP_URL}


def an_objective(
    name: str = "Pupils explain their thinking", share: float | None = 0.4, **changes: Any
) -> Progress:
    objective = Objective(
        id=ObjectiveId(2),
        community_id=a_community().id,
        name=name,
        measure="Pupils who write a first line",
        unit="%",
        better="up",
        baseline=20.0,
        target=70.0,
        by_on=date(2027, 5, 28),
        owner=BEN,
        is_closed=False,
        version=1,
    )
    values = (Observation(date(2026, 10, 2), 20.0), Observation(date(2026, 12, 2), 40.0))
    seen = values if share is not None else ()
    said = sentence(objective, seen, COVERS_TO.date(), teams=3)
    return replace(Progress(objective, seen, share, said), **changes)


NO_VALUE = an_objective("Families hear from us", None)

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
REQUIREMENT = Requirement(
    required=3,
    owners=6,
    met=1,
    at_risk=(
        AtRisk("Elm grade 4", None, "no cycle is finished, and the first semester ends on January 29"),
        AtRisk("", BEN, "one cycle is finished; two more would need eleven weeks each"),
    ),
)


def an_offer(number: int = 1, **changes: Any) -> Offer:
    usual = Offer(
        id=OfferId(number),
        ask_id=AskId(1),
        ask_text="Cover for two teachers on 14 January, so that they can visit each other",
        offered_by=ADA,
        text="I can send two substitutes, for the whole day.",
        offered_at=instant(STARTS) + DAY,
    )
    return replace(usual, **changes)


ENDED = an_offer(2, outcome="Both went. They plan a cycle together now.")
ON_NO_ASK = an_offer(3, ask_id=None, ask_text="", text="Shall I bring the board's data person along?")


def an_ask(number: int = 1, **changes: Any) -> Ask:
    usual = Ask(
        id=AskId(number),
        text="Cover for two teachers on 14 January, so that they can visit each other's lessons",
        asked_by=BEN,
        asked_at=instant(STARTS),
    )
    return replace(usual, **changes)


SETTLED = an_ask(
    2, text="A room with a projector", outcome="The library has one on Thursdays.", is_settled=True
)
OFFERED_ON = an_ask(offers=(an_offer(),))


def a_digest(**changes: Any) -> Digest:
    """A usual week."""
    usual = Digest(
        id=DigestId(9),
        community=a_community(),
        covers_from=COVERS_FROM,
        covers_to=COVERS_TO,
        learnings=(a_told(), FROM_A_CYCLE),
        feedback=(FeedbackTrend(DATA_WALK, 9, 12, 4.1, 3.8),),
        held=(HeldConvening(DATA_WALK, instant(STARTS), attended=11, going=12),),
        next_convening=NextConvening("Sharing what we tried", instant(STARTS + 42 * DAY), going=4, maybe=1),
        heard=Heard(9, 12),
    )
    return replace(usual, **changes)


def a_rich_digest(**changes: Any) -> Digest:
    """Something of everything."""
    usual = a_digest(
        learnings=(a_told(), FROM_A_CYCLE, FROM_A_MESSAGE, TYPED_IN, FROM_A_PROBLEM),
        bright_spots=(BRIGHT,),
        did_not_work=(FAILED,),
        more=tuple(a_told(number, text=f"Learning number {number}") for number in range(20, 33)),
        cycles=CYCLES,
        problems=PROBLEMS,
        objectives=(an_objective(), NO_VALUE, an_objective("Homework comes back", 1.2)),
        requirement=REQUIREMENT,
        asks=(OFFERED_ON, SETTLED),
        offers=(an_offer(), ENDED),
        answered=(AnsweredQuestions(FROM_A_CYCLE, 2),),
        intro="A week with snow in it, and still this much. Thank you.",
        leaders_note="Two teams need cover in January.",
    )
    return replace(usual, **changes)


def a_quiet_digest(**changes: Any) -> Digest:
    nothing: dict[str, Any] = {"learnings": (), "feedback": (), "held": (), "heard": Heard(0, 12)}
    return a_digest(**(nothing | changes))


def a_draft(digest: Digest | None = None, **changes: Any) -> Draft:
    usual = Draft(
        digest=digest or a_rich_digest(),
        edit=DraftEdit(),
        due_at=COVERS_TO,
        state="open",
        held_by=None,
        held_at=None,
        version=3,
        less_of=(LessOf("cycles", 3),),
    )
    return replace(usual, **changes)
