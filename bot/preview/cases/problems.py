"""Problems of practice: shared, opened, taken step by step, closed, followed up, found again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.preview.case import typed, usual
from bot.preview.hostile import HOSTILE
from bot.preview.samples import BEN, DAY, a_community
from bot.preview.samples_problems import (
    BEGINS,
    a_balance,
    a_bare_problem,
    a_closed_problem,
    a_hint,
    a_paused_problem,
    a_planned_problem,
    a_problem,
    a_problem_draft,
    a_problems_page,
    a_similar,
    a_step_post,
    a_theme,
    an_ended_problem,
    an_invitation,
    an_opening,
    for_facilitators,
    similar_ones,
    the_links,
    the_steps,
)
from community.problems.drafting import LEARNING_NOT_SHARED
from community.problems.views import (
    FollowUp,
    FollowUpDraft,
    ForPresenter,
    Pace,
    ProblemDraft,
    ProblemForm,
    ReflectionDraft,
    Search,
    Shared,
    State,
    Step,
)

REF = '{"v":1,"problem":5}'
NOTE = "Please think of the aides, too."
ANONYMOUS: dict[str, Any] = {"presenter": None, "is_anonymous": True}
SENT_BACK = a_planned_problem(state=State.SENT_BACK)
IN_REVIEW = a_planned_problem(state=State.REVIEW)
TAKEN_OVER: dict[str, Any] = {"stands_in": BEN}

FORM = usual(
    "problems/problem",
    "modal",
    name="again",
    form=ProblemForm(a_community(reviews_problems=True), a_problem_draft(), similar_ones()),
    problem=None,
    warnings=("“Student Maria Lopez” looks like a name: write “a student”.",),
    notice="",
    ref_text='{"v":1,"community":7,"confirm":1}',
)
SHARED = usual(
    "problems/shared", shared=Shared(a_planned_problem(), is_in_review=False, similar=similar_ones())
)
OPENING = usual("problems/opening", opening=an_opening(similar=(a_similar(),), note=NOTE))
SUMMARY = usual(
    "problems/opening",
    name="summary",
    opening=an_opening(a_closed_problem(), voices=7, contributions=24, links=the_links()),
)
ENDED = usual(
    "problems/opening",
    name="ended",
    opening=an_opening(an_ended_problem(), voices=1, contributions=1, links=the_links()[:3]),
)
STEP = usual("problems/step", name="clarify", post=a_step_post(Step.CLARIFY, note=NOTE))
CLOSE = usual("problems/step", name="close", post=a_step_post(Step.CLOSE))
VOICE = usual("problems/voice", problem=a_problem(Step.PRESENT, **ANONYMOUS), text="It began in October.")
NEW: dict[str, Any] = {"words": "", "warnings": (), "notice": ""}
ODD: dict[str, Any] = {"warnings": ("“student Maria” looks like a student's name.",), "notice": ""}
SPEAK = usual(
    "problems/speak",
    "modal",
    problem=a_problem(Step.PRESENT),
    step=Step.PRESENT,
    words="It begins when they work alone.",
    ref_text=REF,
    **ODD,
)
HINT = usual("problems/hint", name="advice", hint=a_hint("advice"))
INVITATION = usual("problems/invitation", invitation=an_invitation(role_alike=True))
SKIPPED = usual("problems/invitation_answered", name="skip", problem=a_problem(), answer="skip")
NOT_FOR_ME = usual(
    "problems/invitation_answered", name="not_for_me", problem=a_problem(), answer="not_for_me"
)
REMINDER = usual(
    "problems/presenter_reminder",
    name="present",
    reminder=ForPresenter(a_planned_problem(), Step.PRESENT, BEGINS),
)
REMINDER_REFLECT = usual(
    "problems/presenter_reminder",
    name="reflect",
    reminder=ForPresenter(a_problem(Step.DISCUSS, **ANONYMOUS), Step.REFLECT, BEGINS + 7 * DAY),
)
REVIEW = usual("problems/review", view=for_facilitators(IN_REVIEW), similar=similar_ones())
ANOTHER = usual("problems/review", name="second", view=for_facilitators(IN_REVIEW, "second"), similar=())
REVIEWED = usual(
    "problems/reviewed", name="approved", problem=a_planned_problem(), note="Well put.", is_approved=True
)
RETURNED = usual(
    "problems/reviewed",
    name="sent_back",
    problem=SENT_BACK,
    note="Could you leave out the grade?\nIn a school this small one can tell who is meant.",
    is_approved=False,
)
SEND_BACK = usual("problems/send_back", "modal", problem=IN_REVIEW, ref_text=REF)
QUIET = usual("problems/unanswered", view=for_facilitators(), step=the_steps(Step.CLARIFY)[1])
LEFT = usual(
    "problems/needs_facilitator", name="presenter_left", view=for_facilitators(reason="presenter_left")
)
REFLECTION = usual(
    "problems/reflection",
    "modal",
    name="again",
    problem=a_problem(Step.REFLECT),
    draft=ReflectionDraft("I come to the rescue too soon.", "Wait.", "Wait\nCount who begins", True, True),
    ref_text=REF,
    **ODD,
)
REFLECTED = usual("problems/reflected", problem=a_problem(Step.REFLECT), learnings=2)
END = usual("problems/end", "modal", problem=a_problem(), needs_reason=True, ref_text=REF)
CLOSED = usual("problems/closed", problem=a_closed_problem())
FOLLOW_UP = usual("problems/follow_up", problem=a_closed_problem())
FOLLOW_UP_FORM = usual(
    "problems/follow_up_form",
    "modal",
    name="again",
    problem=a_closed_problem(),
    draft=FollowUpDraft(
        "Waiting three minutes", "Six began by themselves", "Waiting is a skill", "partly", True, True
    ),
    ref_text=REF,
    **ODD,
)
FOLLOWED_UP = usual("problems/followed_up", problem=a_closed_problem(), learned=True)
PAGE = usual("problems/page", page=a_problems_page())
FIND = usual(
    "problems/find",
    "modal",
    community=a_community(),
    search=Search("blank pages", "Exit tickets", "Grade 4", "Independent practice"),
    ref_text='{"v":1,"community":7}',
)
MINE: dict[str, Any] = {"is_mine": True, "is_facilitator": False, "follow_up": None}
FACILITATORS: dict[str, Any] = {"is_mine": False, "is_facilitator": True, "follow_up": None}
MEMBERS: dict[str, Any] = {"is_mine": False, "is_facilitator": False, "follow_up": None}
SHOW = usual("problems/show", name="member", opening=an_opening(similar=similar_ones()), **MEMBERS)
SHOW_PAST = usual(
    "problems/show", name="closed", opening=an_opening(a_closed_problem(), links=the_links()), **MEMBERS
)
SHOW_FOLLOWED_UP = usual(
    "problems/show",
    name="mine_followed_up",
    opening=an_opening(a_closed_problem(), links=the_links()),
    is_mine=True,
    is_facilitator=False,
    follow_up=FollowUp("Waiting three minutes, in two lessons a week.", "Six began by themselves."),
)
BALANCE = usual("problems/balance", balance=a_balance())
THEME = usual("problems/similar", theme=a_theme())
CHANGES = {
    "next_step": a_problem(),
    "extended": a_problem(),
    "paused": a_paused_problem(),
    "resumed": a_problem(),
    "ended": an_ended_problem(),
    "taken_over": a_problem(**TAKEN_OVER),
    "approved": a_planned_problem(),
    "sent_back": SENT_BACK,
    "allowed": a_planned_problem(),
    "saved": a_planned_problem(),
}
LONG_SEARCH = Search(HOSTILE["long"], HOSTILE["channel"], HOSTILE["quotes"], HOSTILE["control"])

CASES = [
    FORM,
    usual(
        "problems/problem",
        "modal",
        name="empty",
        form=ProblemForm(a_community(), ProblemDraft()),
        problem=None,
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7}',
    ),
    usual(
        "problems/problem",
        "modal",
        name="from_a_long_message",
        form=ProblemForm(a_community(), ProblemDraft(observations="They hide the page. " * 120)),
        problem=None,
        warnings=(),
        notice="",
        ref_text='{"v":1,"community":7}',
    ),
    usual(
        "problems/problem",
        "modal",
        name="edit",
        form=ProblemForm(a_community(), a_problem_draft(is_anonymous=False)),
        problem=a_planned_problem(),
        warnings=(),
        notice="A facilitator changed this while you were editing.",
        ref_text='{"v":1,"problem":5,"version":2}',
    ),
    *typed(FORM, "channel", "newlines", "quotes", "right_to_left", "long", "long_word"),
    SHARED,
    usual("problems/shared", name="review", shared=Shared(IN_REVIEW, is_in_review=True, similar=())),
    usual("problems/shared", name="second", shared=Shared(IN_REVIEW, True, (), is_second=True)),
    usual(
        "problems/shared",
        name="anonymous",
        shared=Shared(a_planned_problem(is_anonymous=True), is_in_review=False, similar=()),
    ),
    *typed(SHARED, "channel", "right_to_left", "long"),
    OPENING,
    usual("problems/opening", name="anonymous", opening=an_opening(a_problem(**ANONYMOUS))),
    usual("problems/opening", name="bare", opening=an_opening(a_bare_problem(), voices=0, contributions=0)),
    usual(
        "problems/opening",
        name="not_begun",
        opening=an_opening(a_planned_problem(state=State.OPEN), voices=0),
    ),
    usual(
        "problems/opening", name="paused", opening=an_opening(a_paused_problem(), voices=1, contributions=1)
    ),
    usual(
        "problems/opening",
        name="live",
        opening=an_opening(a_problem(pace=Pace.LIVE, paused_at=BEGINS + timedelta(minutes=12))),
    ),
    SUMMARY,
    ENDED,
    usual(
        "problems/opening",
        name="summary_bare",
        opening=an_opening(
            a_bare_problem(Step.CLOSE, state=State.CLOSED, closed_at=BEGINS), voices=0, contributions=0
        ),
    ),
    *typed(OPENING, "channel", "mention", "quotes", "newlines", "right_to_left", "long", "empty"),
    *(
        replace(case, name=f"summary_{case.name}")
        for case in typed(SUMMARY, "channel", "right_to_left", "long")
    ),
    usual("problems/step", name="present", post=a_step_post(Step.PRESENT)),
    STEP,
    usual("problems/step", name="probe", post=a_step_post(Step.PROBE)),
    usual("problems/step", name="discuss", post=a_step_post(Step.DISCUSS)),
    usual("problems/step", name="reflect", post=a_step_post(Step.REFLECT)),
    CLOSE,
    usual(
        "problems/step",
        name="close_silent",
        post=a_step_post(Step.CLOSE, problem=a_closed_problem(will_try="", **ANONYMOUS)),
    ),
    usual(
        "problems/step",
        name="anonymous",
        post=a_step_post(Step.CLARIFY, problem=a_problem(Step.CLARIFY, **ANONYMOUS)),
    ),
    usual(
        "problems/step",
        name="anonymous_probe",
        post=a_step_post(Step.PROBE, problem=a_problem(Step.PROBE, **ANONYMOUS)),
    ),
    usual("problems/step", name="paused", post=a_step_post(Step.CLARIFY, problem=a_paused_problem())),
    usual("problems/step", name="over", post=a_step_post(Step.PROBE, is_over=True)),
    usual("problems/step", name="ended", post=a_step_post(Step.PROBE, problem=an_ended_problem())),
    usual(
        "problems/step",
        name="over_long_ago",
        post=a_step_post(Step.PRESENT, step=the_steps(Step.CLARIFY)[0], is_over=True),
    ),
    usual(
        "problems/step",
        name="extended",
        post=a_step_post(Step.PROBE, step=replace(the_steps(Step.PROBE)[2], was_extended=True)),
    ),
    usual(
        "problems/step",
        name="live",
        post=a_step_post(Step.DISCUSS, problem=a_problem(Step.DISCUSS, pace=Pace.LIVE)),
    ),
    *typed(STEP, "channel", "quotes", "right_to_left", "long"),
    *(replace(case, name=f"close_{case.name}") for case in typed(CLOSE, "channel", "long")),
    VOICE,
    usual("problems/voice", name="named", problem=a_problem(Step.PRESENT), text="It began in October."),
    usual(
        "problems/voice",
        name="stand_in",
        problem=a_problem(Step.REFLECT, **TAKEN_OVER),
        text="What I take from it.",
    ),
    *typed(VOICE, "channel", "mention", "quotes", "newlines", "right_to_left", "long"),
    SPEAK,
    usual(
        "problems/speak",
        "modal",
        name="anonymous",
        problem=a_problem(Step.CLARIFY, **ANONYMOUS),
        step=Step.CLARIFY,
        ref_text=REF,
        **NEW,
    ),
    usual(
        "problems/speak",
        "modal",
        name="reflect",
        problem=a_problem(Step.REFLECT),
        step=Step.REFLECT,
        ref_text=REF,
        **NEW,
    ),
    *typed(SPEAK, "channel", "long"),
    HINT,
    usual("problems/hint", name="talking", hint=a_hint("talking", Step.PROBE)),
    usual("problems/hint", name="presenter_listens", hint=a_hint("presenter_listens", Step.DISCUSS)),
    usual("problems/hint", name="peers_wait", hint=a_hint("peers_wait", Step.PRESENT)),
    usual("problems/hint", name="peers_wait_reflect", hint=a_hint("peers_wait", Step.REFLECT)),
    usual("problems/hint", name="shows_name", hint=a_hint("shows_name", Step.CLARIFY, is_anonymous=True)),
    usual(
        "problems/hint", name="shows_name_discuss", hint=a_hint("shows_name", Step.DISCUSS, is_anonymous=True)
    ),
    usual("problems/hint", name="unknown", hint=a_hint("something new", Step.CLARIFY)),
    *typed(HINT, "channel"),
    usual("problems/hints_off"),
    INVITATION,
    usual("problems/invitation", name="clarify", invitation=an_invitation(problem=a_problem(Step.CLARIFY))),
    usual(
        "problems/invitation",
        name="anonymous",
        invitation=an_invitation(problem=a_problem(Step.DISCUSS, **ANONYMOUS), role_alike=True),
    ),
    usual("problems/invitation", name="no_link", invitation=an_invitation(thread_url="")),
    *typed(INVITATION, "channel", "right_to_left", "long"),
    SKIPPED,
    *typed(SKIPPED, "channel"),
    NOT_FOR_ME,
    REMINDER,
    REMINDER_REFLECT,
    *typed(REMINDER, "channel", "right_to_left", "long"),
    REVIEW,
    usual(
        "problems/review",
        name="anonymous",
        view=for_facilitators(a_bare_problem(None, state=State.REVIEW)),
        similar=(),
    ),
    ANOTHER,
    *typed(REVIEW, "channel", "quotes", "right_to_left", "long"),
    REVIEWED,
    usual("problems/reviewed", name="approved_bare", problem=a_planned_problem(), note="", is_approved=True),
    RETURNED,
    usual("problems/reviewed", name="sent_back_bare", problem=SENT_BACK, note="", is_approved=False),
    *typed(RETURNED, "channel", "right_to_left", "long"),
    SEND_BACK,
    *typed(SEND_BACK, "channel", "long"),
    QUIET,
    usual(
        "problems/unanswered",
        name="reflect",
        view=for_facilitators(a_problem(Step.REFLECT, is_anonymous=True)),
        step=the_steps(Step.REFLECT)[4],
    ),
    *typed(QUIET, "channel", "right_to_left", "long"),
    LEFT,
    usual(
        "problems/needs_facilitator",
        name="anonymous_left",
        view=for_facilitators(a_problem(is_anonymous=True), "presenter_left"),
    ),
    usual(
        "problems/needs_facilitator",
        name="deleted",
        view=for_facilitators(a_paused_problem(), "opening_deleted"),
    ),
    usual(
        "problems/needs_facilitator",
        name="archived",
        view=for_facilitators(a_paused_problem(), "channel_archived"),
    ),
    usual(
        "problems/needs_facilitator",
        name="unknown",
        view=for_facilitators(a_planned_problem(), "something new"),
    ),
    *typed(LEFT, "channel", "long"),
    REFLECTION,
    usual(
        "problems/reflection",
        "modal",
        name="empty",
        problem=a_problem(Step.REFLECT, **ANONYMOUS),
        draft=ReflectionDraft(),
        ref_text=REF,
        **NEW,
    ),
    *typed(REFLECTION, "channel", "right_to_left", "long"),
    REFLECTED,
    usual("problems/reflected", name="one", problem=a_problem(Step.REFLECT), learnings=1),
    usual("problems/reflected", name="none", problem=a_problem(Step.REFLECT), learnings=0),
    *typed(REFLECTED, "channel"),
    END,
    usual(
        "problems/end",
        "modal",
        name="withdraw",
        problem=a_planned_problem(),
        needs_reason=False,
        ref_text=REF,
    ),
    usual(
        "problems/end",
        "modal",
        name="withdraw_anothers",
        problem=a_planned_problem(),
        needs_reason=True,
        ref_text=REF,
    ),
    *typed(END, "channel", "long"),
    *(usual("problems/moved", name=what, problem=problem, what=what) for what, problem in CHANGES.items()),
    usual("problems/moved", name="withdrawn", problem=a_planned_problem(state=State.ENDED), what="ended"),
    usual("problems/moved", name="saved_for_review", problem=IN_REVIEW, what="saved"),
    usual(
        "problems/moved",
        name="taken_over_unnamed",
        problem=a_problem(is_anonymous=True, **TAKEN_OVER),
        what="taken_over",
    ),
    usual("problems/moved", name="unknown", problem=a_problem(), what="something new"),
    *typed(usual("problems/moved", problem=a_problem(), what="extended"), "channel", "long"),
    CLOSED,
    usual(
        "problems/closed", name="no_reflection", problem=a_closed_problem(heard="", will_try="", takeaways="")
    ),
    usual("problems/closed", name="ended", problem=an_ended_problem()),
    usual(
        "problems/closed", name="ended_before", problem=a_planned_problem(state=State.ENDED, closed_at=BEGINS)
    ),
    usual("problems/closed", name="stand_in", problem=a_closed_problem(**TAKEN_OVER)),
    *typed(CLOSED, "channel", "right_to_left", "long"),
    FOLLOW_UP,
    usual("problems/follow_up", name="bare", problem=a_closed_problem(will_try="", heard="")),
    *typed(FOLLOW_UP, "channel", "right_to_left", "long"),
    FOLLOW_UP_FORM,
    usual(
        "problems/follow_up_form",
        "modal",
        name="empty",
        problem=a_closed_problem(will_try="", **ANONYMOUS),
        draft=FollowUpDraft(),
        ref_text=REF,
        **NEW,
    ),
    usual(
        "problems/follow_up_form",
        "modal",
        name="not_shared",
        problem=a_closed_problem(),
        draft=FollowUpDraft("Waiting three minutes", learning="Waiting is a skill"),
        ref_text=REF,
        warnings=(LEARNING_NOT_SHARED,),
        notice="",
    ),
    *typed(FOLLOW_UP_FORM, "channel", "right_to_left", "long"),
    FOLLOWED_UP,
    usual("problems/followed_up", name="kept", problem=a_closed_problem(), learned=False),
    *typed(FOLLOWED_UP, "channel"),
    PAGE,
    usual("problems/page", name="nothing", page=a_problems_page(open=(), past=())),
    usual(
        "problems/page",
        name="nothing_found",
        page=a_problems_page(open=(), past=(), search=Search(words="fractions", metric="attendance")),
    ),
    usual(
        "problems/page",
        name="states",
        page=a_problems_page(
            open=tuple(
                replace(a_problems_page().open[1], problem=problem)
                for problem in (IN_REVIEW, SENT_BACK, a_paused_problem(), a_problem(pace=Pace.LIVE))
            ),
            past=(),
        ),
    ),
    usual(
        "problems/page",
        name="many",
        page=a_problems_page(
            open=a_problems_page().open * 20,
            past=a_problems_page().past * 20,
            page=2,
            pages=9,
            search=LONG_SEARCH,
        ),
    ),
    *typed(PAGE, "channel", "right_to_left", "long"),
    FIND,
    usual("problems/find", "modal", name="empty", community=a_community(), search=Search(), ref_text=""),
    usual("problems/find", "modal", name="hostile", community=a_community(), search=LONG_SEARCH, ref_text=""),
    *typed(FIND, "channel"),
    SHOW,
    usual("problems/show", name="mine", opening=an_opening(a_problem(is_anonymous=True)), **MINE),
    usual("problems/show", name="mine_planned", opening=an_opening(a_planned_problem(), voices=0), **MINE),
    usual("problems/show", name="mine_reflect", opening=an_opening(a_problem(Step.REFLECT)), **MINE),
    usual("problems/show", name="mine_sent_back", opening=an_opening(SENT_BACK, voices=0), **MINE),
    usual(
        "problems/show", name="facilitator", opening=an_opening(a_problem(is_anonymous=True)), **FACILITATORS
    ),
    usual(
        "problems/show", name="facilitator_review", opening=an_opening(IN_REVIEW, voices=0), **FACILITATORS
    ),
    usual("problems/show", name="facilitator_paused", opening=an_opening(a_paused_problem()), **FACILITATORS),
    usual(
        "problems/show",
        name="ended",
        opening=an_opening(an_ended_problem(), voices=1, contributions=1),
        **MEMBERS,
    ),
    usual("problems/show", name="bare", opening=an_opening(a_bare_problem(), voices=0), **MEMBERS),
    usual(
        "problems/show",
        name="stand_in",
        opening=an_opening(a_problem(is_anonymous=True, **TAKEN_OVER)),
        **MEMBERS,
    ),
    usual(
        "problems/show",
        name="facilitator_stand_in",
        opening=an_opening(a_problem(is_anonymous=True, **TAKEN_OVER)),
        **FACILITATORS,
    ),
    usual(
        "problems/show",
        name="mine_closed_silent",
        opening=an_opening(a_closed_problem(heard="", will_try="", takeaways="")),
        **MINE,
    ),
    SHOW_PAST,
    SHOW_FOLLOWED_UP,
    usual(
        "problems/show",
        name="mine_followed_up_bare",
        opening=an_opening(a_closed_problem()),
        is_mine=True,
        is_facilitator=False,
        follow_up=FollowUp("Nothing yet.", ""),
    ),
    *typed(SHOW, "channel", "quotes", "right_to_left", "long"),
    *(replace(case, name=f"closed_{case.name}") for case in typed(SHOW_PAST, "channel", "long")),
    *(replace(case, name=f"followed_up_{case.name}") for case in typed(SHOW_FOLLOWED_UP, "channel", "long")),
    BALANCE,
    usual(
        "problems/balance",
        name="nobody_yet",
        balance=a_balance(voices=0, contributions=0, evenness=None, by_step=()),
    ),
    usual(
        "problems/balance",
        name="one_voice",
        balance=a_balance(members=1, voices=1, contributions=1, evenness=None, by_step=((2, 1, 1),)),
    ),
    *typed(BALANCE, "channel"),
    THEME,
    usual(
        "problems/similar",
        name="group",
        theme=a_theme(what="group", name="Grade 4", problems=similar_ones(12)),
    ),
    *typed(THEME, "channel", "right_to_left", "long"),
]
