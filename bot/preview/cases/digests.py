"""The week's digest: its editions, its draft, and what comes back on it."""

from dataclasses import replace
from typing import Any

from bot.preview.case import Case, typed, usual
from bot.preview.samples import ADA, BEN, STARTS, a_community, instant
from bot.preview.samples_digests import (
    COVERS_FROM,
    CYCLES,
    DATA_WALK,
    DELETED,
    EDITED,
    ENDED,
    FAILED,
    FROM_A_RECAP,
    NO_VALUE,
    OFFERED_ON,
    ON_NO_ASK,
    PROBLEMS,
    REQUIREMENT,
    SETTLED,
    URLS,
    a_digest,
    a_draft,
    a_quiet_digest,
    a_rich_digest,
    a_told,
    an_ask,
    an_objective,
    an_offer,
    taken_back,
)
from community.digests.views import (
    AsksPage,
    AtRisk,
    DraftEdit,
    Heard,
    HeldConvening,
    LessOfSaid,
    OfferForm,
    OfferNews,
    Requirement,
    ToldLearning,
)
from community.feedback.views import FeedbackTrend
from community.ids import DigestId
from community.pdsa.views import DigestCycles
from community.problems.views import DigestProblems

REF = '{"v":1,"channel":"C01MATHPLC"}'
OF_DIGEST = '{"v":1,"digest":9,"version":3}'

QUIET = a_quiet_digest()
STILL = a_quiet_digest(next_convening=None)
FIRST_WEEK = a_quiet_digest(
    learnings=(a_told(source=a_told().source, endorsements=0),), next_convening=None, heard=Heard(1, 2)
)
FEW = a_digest(
    learnings=(a_told(),),
    feedback=(FeedbackTrend("Check-in", 3, 12, None, None), FeedbackTrend("Data walk", 5, 6, 4.0, 4.0)),
    held=(
        HeldConvening("Check-in", instant(STARTS), None, 1),
        HeldConvening("Data walk", instant(STARTS), 1, 2),
    ),
    next_convening=None,
)


def tales(first: int, count: int, **changes: Any) -> tuple[ToldLearning, ...]:
    """Learnings that have a lot to say."""
    told = "What we saw in the second week was not what we had seen in the first. " * 12
    return tuple(
        a_told(number, text=told, endorsements=31, **changes) for number in range(first, first + count)
    )


MANY = a_rich_digest(
    learnings=tales(100, 5),
    bright_spots=tales(110, 2, kind="success"),
    did_not_work=tales(120, 2, kind="did_not_work"),
    more=tales(130, 60),
    feedback=(FeedbackTrend(DATA_WALK, 9, 12, 4.1, 4.5),) * 8,
    held=(HeldConvening(DATA_WALK, instant(STARTS), 11, 12),) * 12,
    cycles=DigestCycles(CYCLES.by_stage, 200, CYCLES.stuck * 9, CYCLES.closed * 9),
    problems=DigestProblems(PROBLEMS.open * 9, PROBLEMS.closed * 9),
    objectives=tuple(an_objective(f"Objective {number}", number / 12) for number in range(12)),
    requirement=Requirement(3, 40, 2, (AtRisk("Elm grade 4", None, "no cycle is finished"),) * 30),
    asks=tuple(an_ask(number, offers=(an_offer(),) * 3) for number in range(1, 11)) + (SETTLED,) * 5,
    offers=(ENDED,) * 8,
)
WORK = a_digest(cycles=CYCLES, problems=PROBLEMS)
MUCH_WORK = a_digest(
    learnings=(),
    cycles=DigestCycles((("do", 31),), 200, CYCLES.stuck * 9, CYCLES.closed * 9),
    problems=DigestProblems(PROBLEMS.open * 9, PROBLEMS.closed * 9),
)
NO_NEWS = a_quiet_digest(cycles=DigestCycles((("do", 2),)))
WITHDRAWN = a_rich_digest(
    learnings=(taken_back(1), EDITED, DELETED), bright_spots=(taken_back(2),), did_not_work=(FAILED,)
)
ASKS_ALONE = a_quiet_digest(asks=(OFFERED_ON,), leaders_note="A word from you would help.")
SKIPPED = a_quiet_digest(community=a_community(skips_quiet_weeks=True))
FOR_LEADERS_ALONE = replace(SKIPPED, leaders_note="Two teams need cover in January.")
LEFT_OUT = a_digest(learnings=(), intro="Learnings come next week, all together.", left_out=("learnings",))
LITTLE = a_quiet_digest(left_out=("learnings", "convenings"), next_convening=None, requirement=REQUIREMENT)
ON_TIME = replace(REQUIREMENT, at_risk=(), met=6)


def members(name: str = "usual", digest: Any = None, **changes: Any) -> Case:
    told: dict[str, Any] = {"digest": digest or a_digest(), "note": "", "how": "posted", "urls": URLS}
    return usual("digests/members", name=name, **(told | changes))


def leaders(name: str = "usual", digest: Any = None, **changes: Any) -> Case:
    told: dict[str, Any] = {"digest": digest or a_digest(), "note": "", "how": "posted", "urls": URLS}
    return usual("digests/leaders", name=name, **(told | {"native": True} | changes))


def all_of(name: str, digest: Any, page: int = 0, **changes: Any) -> Case:
    told: dict[str, Any] = {
        "digest": digest,
        "page": page,
        "for_leaders": False,
        "ref_text": REF,
    }
    return usual("digests/all", "modal", name=name, **(told | changes))


def draft_form(name: str = "usual", **changes: Any) -> Case:
    draft = a_draft()
    told: dict[str, Any] = {
        "draft": draft,
        "edit": draft.edit,
        "choices": draft.digest.all_learnings,
        "less": {"cycles": 3, "feedback": 1},
        "notice": "",
        "ref_text": OF_DIGEST,
    }
    return usual("digests/draft_form", "modal", name=name, **(told | changes))


PUT_FIRST = DraftEdit(
    intro="A week with snow in it.",
    leaders_note="Two teams need cover.",
    first=(FAILED.id, a_told(2).id),
    dropped=(a_told(1).id, a_told(999).id),
    without=("feedback",),
)
CHANGED = a_draft(
    edit=DraftEdit(
        intro="Snow, and still this much.",
        leaders_note="Two teams need cover.",
        first=(a_told(2).id, FAILED.id),
        without=("convenings", "cycles"),
    )
)
ASKS = AsksPage(
    community=a_community(),
    open=(OFFERED_ON, an_ask(3, text="A day for the data team")),
    settled=(SETTLED,),
    offers=(ON_NO_ASK, ENDED),
    may_settle=True,
    reads_by_dm=False,
)
FIRST_ENDED = replace(ASKS, open=(an_ask(offers=(ENDED, an_offer(3, text="I can lend my room."))),))
NO_ASKS = replace(ASKS, open=(), settled=(), offers=(), may_settle=False)
MANY_ASKS = replace(
    ASKS,
    open=tuple(an_ask(number, offers=(an_offer(number),) * 6) for number in range(1, 9)),
    settled=(SETTLED,) * 6,
    offers=(ON_NO_ASK,) * 4,
    reads_by_dm=True,
    page=2,
    pages=3,
)
NEWS = OfferNews(a_community(), an_offer())

RICH = members("rich", a_rich_digest())
LEADERS_RICH = leaders("rich", a_rich_digest(), note="A full week.")
MORE = usual("digests/more", digest=a_rich_digest(), page=0, urls={})
ALL = all_of("usual", MANY)
DRAFT = usual("digests/draft", draft=a_draft())
DRAFT_FORM = draft_form()
OFFER = usual(
    "digests/offer", "modal", form=OfferForm(a_community(), DigestId(9), OFFERED_ON), ref_text=OF_DIGEST
)
OFFERED = usual("digests/offered", offer=an_offer())
OFFER_NEWS = usual("digests/offer_news", news=NEWS)
OUTCOME = usual("digests/outcome", "modal", news=NEWS, ref_text='{"v":1,"offer":1}')
OUTCOME_KEPT = usual("digests/outcome_kept", offer=ENDED)
ASK = usual("digests/ask", "modal", community=a_community(), ref_text='{"v":1,"community":7}')
ASKED = usual("digests/asked", ask=an_ask())
ASKS_PAGE = usual("digests/asks", page=ASKS, reader=ADA, is_leader=False)
SETTLE = usual("digests/settle", "modal", ask=an_ask(), ref_text='{"v":1,"ask":1}')
SETTLED_CASE = usual("digests/settled", ask=SETTLED)

CASES = [
    members(),
    RICH,
    members("quiet", QUIET),
    members("still", STILL),
    members("first_week", FIRST_WEEK),
    members("few", FEW),
    members("many", MANY, note="A full week."),
    members("work", WORK),
    members("much_work", MUCH_WORK),
    members("no_news", NO_NEWS),
    members("withdrawn", WITHDRAWN, how="again"),
    members("preview", how="preview"),
    members("left_out", LEFT_OUT),
    members("little_to_tell", LITTLE),
    members("no_leaders", a_digest(community=a_community(leaders_channel=None))),
    *typed(RICH, "channel", "right_to_left", "long"),
    leaders(),
    LEADERS_RICH,
    leaders("rich_without_charts", a_rich_digest(), native=False),
    leaders("quiet", QUIET),
    leaders("little_to_tell", LITTLE),
    leaders("quiet_with_an_ask", ASKS_ALONE),
    leaders("first_week", FIRST_WEEK),
    leaders("few", FEW),
    leaders("many", MANY, note="A full week."),
    leaders("many_without_charts", MANY, native=False),
    leaders("work", WORK),
    leaders("withdrawn", WITHDRAWN, how="again"),
    leaders("direct", a_rich_digest(requirement=ON_TIME, objectives=(NO_VALUE,)), how="direct"),
    leaders("preview", how="preview"),
    *typed(LEADERS_RICH, "channel", "right_to_left", "long"),
    MORE,
    usual("digests/more", name="last", digest=a_rich_digest(), page=1, urls={}),
    usual("digests/more", name="withdrawn", digest=a_rich_digest(more=(taken_back(),)), page=0, urls={}),
    usual(
        "digests/more",
        name="from_recap",
        digest=a_rich_digest(more=(FROM_A_RECAP,)),
        page=0,
        urls=URLS,
    ),
    *typed(MORE, "channel", "right_to_left", "long"),
    ALL,
    all_of("leaders", MANY, for_leaders=True),
    all_of(
        "many_offers",
        a_digest(
            asks=tuple(an_ask(number) for number in range(1, 31)),
            offers=tuple(an_offer(number, text=f"Offer number {number}") for number in range(1, 21)),
        ),
        for_leaders=True,
    ),
    all_of("last", MANY, page=3),
    all_of("nothing", a_digest()),
    *typed(ALL, "channel", "long"),
    DRAFT,
    usual("digests/draft", name="held", draft=a_draft(state="held", held_by=BEN, held_at=COVERS_FROM)),
    usual(
        "digests/draft",
        name="overdue",
        draft=a_draft(state="held", held_by=BEN, held_at=COVERS_FROM, due_at=instant(STARTS)),
    ),
    usual("digests/draft", name="gone", draft=a_draft(state="gone")),
    usual("digests/draft", name="edited", draft=a_draft(a_rich_digest(left_out=PUT_FIRST.without))),
    usual("digests/draft", name="quiet", draft=a_draft(QUIET, less_of=())),
    usual("digests/draft", name="little_to_tell", draft=a_draft(LITTLE, less_of=())),
    usual("digests/draft", name="quiet_skipped", draft=a_draft(SKIPPED, less_of=())),
    usual("digests/draft", name="quiet_for_leaders", draft=a_draft(FOR_LEADERS_ALONE, less_of=())),
    usual("digests/draft", name="gone_skipped", draft=a_draft(SKIPPED, state="gone")),
    usual("digests/draft", name="gone_to_leaders", draft=a_draft(FOR_LEADERS_ALONE, state="gone")),
    usual(
        "digests/draft",
        name="left_out",
        draft=a_draft(LEFT_OUT, edit=DraftEdit(without=("learnings",)), less_of=()),
    ),
    usual("digests/draft", name="many", draft=a_draft(MANY)),
    usual("digests/draft_ended", draft=a_draft()),
    *typed(DRAFT, "channel", "right_to_left", "long"),
    DRAFT_FORM,
    draft_form("again", draft=CHANGED, edit=PUT_FIRST, notice="Somebody changed this draft meanwhile."),
    draft_form("nothing_to_choose", choices=(), less={}),
    draft_form("many", choices=MANY.all_learnings[:40]),
    *typed(
        draft_form("again", draft=CHANGED, edit=PUT_FIRST, notice="Changed meanwhile."),
        "channel",
        "right_to_left",
        "long",
    ),
    OFFER,
    usual(
        "digests/offer",
        "modal",
        name="on_no_ask",
        form=OfferForm(a_community(), DigestId(9), None),
        ref_text=REF,
    ),
    *typed(OFFER, "channel", "long"),
    OFFERED,
    usual("digests/offered", name="on_no_ask", offer=ON_NO_ASK),
    *typed(OFFERED, "channel"),
    OFFER_NEWS,
    usual("digests/offer_news", name="on_no_ask", news=OfferNews(a_community(), ON_NO_ASK)),
    usual("digests/offer_news", name="ended", news=OfferNews(a_community(), ENDED)),
    *typed(OFFER_NEWS, "channel", "long"),
    OUTCOME,
    usual("digests/outcome", "modal", name="again", news=OfferNews(a_community(), ENDED), ref_text=REF),
    OUTCOME_KEPT,
    ASK,
    ASKED,
    *typed(ASKED, "channel"),
    ASKS_PAGE,
    usual("digests/asks", name="nothing", page=NO_ASKS, reader=BEN, is_leader=False),
    usual("digests/asks", name="leader", page=replace(ASKS, may_settle=False), reader=ADA, is_leader=True),
    usual("digests/asks", name="asker", page=replace(ASKS, may_settle=False), reader=BEN, is_leader=False),
    usual("digests/asks", name="first_ended", page=FIRST_ENDED, reader=ADA, is_leader=False),
    usual("digests/asks", name="many", page=MANY_ASKS, reader=ADA, is_leader=True),
    usual("digests/asks", name="last", page=replace(NO_ASKS, page=3, pages=3), reader=BEN, is_leader=False),
    *typed(ASKS_PAGE, "channel", "right_to_left", "long"),
    SETTLE,
    SETTLED_CASE,
    *typed(SETTLED_CASE, "channel", "long"),
    usual("digests/less", "modal", said=LessOfSaid(a_community().id, "", ("cycles",)), ref_text=REF),
    usual("digests/less_noted", said=LessOfSaid(a_community().id, "cycles", ("cycles",))),
    usual("digests/less_noted", name="taken_back", said=LessOfSaid(a_community().id, "cycles", ())),
    usual("digests/by_dm", gets_it=True),
    usual("digests/by_dm", name="stopped", gets_it=False),
]
