"""Key learnings: shared, found, kept from messages by consent, asked about."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.preview.case import Case, typed, usual
from bot.preview.hostile import HOSTILE
from bot.preview.samples import HOME, a_community
from bot.preview.samples_learnings import (
    MESSAGE_URL,
    a_learning,
    a_page,
    a_question,
    a_reader,
    a_request,
    a_withdrawn_learning,
    an_answered_question,
    an_unnamed_learning,
)
from community.learnings.views import KeptLearning, LearningDraft, LearningForm, QuestionForm, Search, Source

NEW = '{"v":1,"community":7}'
OF_ONE = '{"v":1,"learning":"3f2a"}'
DRAFT = LearningDraft(a_learning().text, "strategy", "Grade 4, talk", shows_name=True)
MEANWHILE = "Somebody changed this while you were editing."

FORM = usual(
    "learnings/form", "modal", form=LearningForm(a_community(), LearningDraft()), notice="", ref_text=NEW
)
EDIT = usual(
    "learnings/form",
    "modal",
    name="again",
    form=LearningForm(a_community(), DRAFT, a_learning()),
    notice=MEANWHILE,
    ref_text=OF_ONE,
)
KEPT = usual("learnings/kept", kept=KeptLearning(a_learning(endorsements=0, also_said=0), joined=False))
ONE = usual("learnings/one", name="endorsed", reader=a_reader(has_endorsed=True))
PAGE = usual("learnings/page", page=a_page(), looked_for="")
FIND = usual(
    "learnings/find",
    "modal",
    name="again",
    community=a_community(),
    search=Search("exit tick", "did_not_work", "Grade 4", date(2026, 10, 3)),
    ref_text=NEW,
)
REQUEST = usual("learnings/request", request=a_request(), url=MESSAGE_URL)
REQUESTED = usual("learnings/requested", request=a_request())
SAID_YES = usual("learnings/answered", name="yes", request=a_request("yes"), url=MESSAGE_URL)
ASK = usual("learnings/ask", "modal", form=QuestionForm(a_learning()), ref_text=OF_ONE)
ASKED = usual("learnings/asked", question=a_question())
QUESTION = usual("learnings/question", question=a_question())
UNREACHED = usual("learnings/unreached", question=a_question())
ANSWER_FORM = usual("learnings/answer_form", "modal", question=a_question(), ref_text='{"v":1,"question":4}')
ANSWER = usual("learnings/answer", question=an_answered_question())
QUESTION_IN_THREAD = usual("learnings/question_in_thread", question=a_question(is_in_thread=True))
ANSWER_IN_THREAD = usual("learnings/answer_in_thread", question=an_answered_question(is_in_thread=True))


def answered_with(case: Case, *names: str) -> list[Case]:
    """As `typed`, and the answer, too: a field's name that means a choice elsewhere."""
    cases = typed(case, *names)
    return [_answering(one, HOSTILE[one.name]) for one in cases]


def _answering(case: Case, text: str) -> Case:
    context: dict[str, Any] = dict(case.context)
    return replace(case, context=context | {"question": replace(context["question"], answer=text)})


CASES = [
    FORM,
    EDIT,
    usual(
        "learnings/form",
        "modal",
        name="facilitator",
        form=LearningForm(a_community(), DRAFT, an_unnamed_learning(), is_mine=False),
        notice="",
        ref_text=OF_ONE,
    ),
    usual(
        "learnings/form",
        "modal",
        name="from_recap",
        form=LearningForm(a_community(), LearningDraft(), convening_title="Data walk"),
        notice="",
        ref_text='{"v":1,"community":7,"convening":42}',
    ),
    *typed(EDIT, "channel", "long", "right_to_left"),
    KEPT,
    usual("learnings/kept", name="joined", kept=KeptLearning(a_learning(), joined=True)),
    usual("learnings/kept", name="own", kept=KeptLearning(a_learning(), joined=True, is_own=True)),
    usual("learnings/kept", name="known", kept=KeptLearning(a_learning(), is_known=True)),
    *typed(KEPT, "channel", "long", "quotes"),
    ONE,
    usual("learnings/one", name="plain", reader=a_reader(an_unnamed_learning(), source_url="")),
    usual("learnings/one", name="taken_back", reader=a_reader(), was_taken_back=True),
    usual("learnings/one", name="withdrawn", reader=a_reader(a_withdrawn_learning(), source_url="")),
    usual(
        "learnings/one",
        name="deleted_message",
        reader=a_reader(
            a_learning(source=replace(a_learning().source, state="deleted")), source_url="", may_edit=True
        ),
    ),
    usual(
        "learnings/one",
        name="from_recap",
        reader=a_reader(a_learning(source=Source("recap", "Data walk", HOME, "1796142600.000100"))),
    ),
    *typed(ONE, "channel", "long", "quotes", "right_to_left"),
    PAGE,
    usual(
        "learnings/page",
        name="own_only",
        page=a_page(
            found=(a_reader(is_mine=True, may_ask=False),), count=1, page=1, pages=1, is_own_only=True
        ),
        looked_for="",
    ),
    usual(
        "learnings/page",
        name="very_many",
        page=a_page(search=Search("the"), count=2_000, page=400, pages=400, are_many=True),
        looked_for="the",
    ),
    usual("learnings/page", name="none", page=a_page(found=(), count=0, page=1, pages=1), looked_for=""),
    usual(
        "learnings/page",
        name="not_found",
        page=a_page(
            found=(),
            count=0,
            page=1,
            pages=1,
            search=Search("fractions", "success", "Grade 4", date(2026, 10, 3)),
        ),
        looked_for="fractions kind:success #Grade-4 since 2026-10-03",
    ),
    usual(
        "learnings/page",
        name="unread_day",
        page=a_page(found=(), count=0, page=1, pages=1, search=Search("talk since 10/3")),
        looked_for="talk since 10/3",
    ),
    usual(
        "learnings/page",
        name="hostile_search",
        page=a_page(search=Search(HOSTILE["channel"], "", HOSTILE["long"])),
        looked_for=HOSTILE["long"],
    ),
    *typed(PAGE, "channel", "long", "right_to_left"),
    FIND,
    usual("learnings/find", "modal", community=a_community(), search=Search(), ref_text=NEW),
    usual(
        "learnings/find",
        "modal",
        name="hostile_search",
        community=a_community(),
        search=Search(HOSTILE["long"], "", HOSTILE["channel"]),
        ref_text=NEW,
    ),
    REQUEST,
    *(
        usual("learnings/request", name=state, request=a_request(state), url=MESSAGE_URL)
        for state in ("yes", "no")
    ),
    usual("learnings/request", name="withdrawn", request=a_request("withdrawn"), url=""),
    *typed(REQUEST, "channel", "long", "quotes", "right_to_left"),
    REQUESTED,
    *typed(REQUESTED, "channel"),
    SAID_YES,
    usual("learnings/answered", name="no", request=a_request("no"), url=""),
    *typed(SAID_YES, "channel", "long"),
    ASK,
    usual(
        "learnings/ask", "modal", name="unnamed", form=QuestionForm(an_unnamed_learning()), ref_text=OF_ONE
    ),
    usual(
        "learnings/ask",
        "modal",
        name="in_thread",
        form=QuestionForm(a_learning(), is_in_thread=True),
        ref_text=OF_ONE,
    ),
    *typed(ASK, "channel", "long"),
    ASKED,
    usual("learnings/asked", name="in_thread", question=a_question(is_in_thread=True)),
    *typed(ASKED, "channel", "long"),
    QUESTION,
    UNREACHED,
    *typed(UNREACHED, "channel", "long", "right_to_left"),
    usual("learnings/unreached", name="unnamed", question=a_question(an_unnamed_learning())),
    usual("learnings/question", name="unnamed", question=a_question(an_unnamed_learning())),
    usual("learnings/question", name="answered", question=an_answered_question()),
    *typed(QUESTION, "channel", "long", "right_to_left"),
    ANSWER_FORM,
    usual(
        "learnings/answer_form",
        "modal",
        name="unnamed",
        question=a_question(an_unnamed_learning()),
        ref_text='{"v":1,"question":4}',
    ),
    *typed(ANSWER_FORM, "channel", "long"),
    ANSWER,
    usual("learnings/answer", name="unnamed", question=an_answered_question(an_unnamed_learning())),
    usual("learnings/answer", name="withdrawn", question=an_answered_question(a_withdrawn_learning())),
    *answered_with(ANSWER, "channel", "long", "right_to_left"),
    QUESTION_IN_THREAD,
    usual("learnings/question_in_thread", name="answered", question=an_answered_question(is_in_thread=True)),
    usual(
        "learnings/question_in_thread",
        name="unnamed",
        question=a_question(an_unnamed_learning(), is_in_thread=True),
    ),
    usual(
        "learnings/question_in_thread",
        name="withdrawn",
        question=a_question(a_withdrawn_learning(), is_in_thread=True),
    ),
    *typed(QUESTION_IN_THREAD, "channel", "long", "right_to_left"),
    ANSWER_IN_THREAD,
    usual(
        "learnings/answer_in_thread",
        name="unnamed",
        question=an_answered_question(an_unnamed_learning(), is_in_thread=True),
    ),
    usual(
        "learnings/answer_in_thread",
        name="withdrawn",
        question=an_answered_question(a_withdrawn_learning(), is_in_thread=True),
    ),
    *answered_with(ANSWER_IN_THREAD, "channel", "long", "right_to_left"),
]
