"""Feedback: asked for, given, summed up."""

from datetime import timedelta

from bot.preview.case import typed, usual
from bot.preview.samples import (
    ADA,
    QUESTIONS,
    STARTS,
    a_comment_page,
    a_community,
    a_convening,
    a_feedback_form,
    a_summary,
    instant,
    my_feedback,
)
from community.feedback.views import Comment, CommentGroup, Question, RatingLine, Wording, WordingDraft

CLOSES = instant(STARTS) + timedelta(days=7)
REF = '{"v":1,"convening":42}'
REQUEST = usual("feedback/request", convening=a_convening(), closes_at=CLOSES, note="Thank you for coming!")
REMINDER = usual("feedback/reminder", convening=a_convening(), closes_at=CLOSES, note="")
FORM = usual("feedback/form", "modal", name="fresh", form=a_feedback_form(), ref_text=REF)
AGAIN = usual(
    "feedback/form",
    "modal",
    name="again",
    form=a_feedback_form(mine=my_feedback(), has_answered=True),
    ref_text=REF,
)
SUMMARY = usual("feedback/summary", summary=a_summary())
CLOSED = usual("feedback/summary", name="closed", summary=a_summary(is_closed=True))
# 2,000 characters are the most the form takes.
AT_LENGTH = (
    "We looked at the exit tickets of three classes & sorted them twice:\n"
    "first by answer, <then> by the way to it.\n\n"
    + "Nobody had counted how many *began* with a drawing, and it was nearly half. "
    * 30
)[:2000]
IN_FULL = CommentGroup("What was most valuable?", (Comment(AT_LENGTH, ADA), Comment("🧮" * 1000, None)))
COMMENTS = usual("feedback/comments", "modal", page=a_comment_page(), ref_text=REF)
LONG_WINDED = CommentGroup("What was most valuable?", (Comment("Seeing how others do it", None),) * 80)
RATING = RatingLine("It was relevant to my work", 4.0, (0, 0, 0, 9, 0))
PROMPT = Question("prompt", "open", "Whose voice did we miss today?")
LONGEST = "We heard from everybody who wanted to speak, and nobody waited until the thought was gone".ljust(
    150, "!"
)
MOST_STATEMENTS = tuple(Question(f"own_{number:08}", "rating", LONGEST) for number in range(7))
ASKED_IN_TURN = CommentGroup(PROMPT.text, (Comment("The aides'", None), Comment("Nobody's", None)))
QUESTIONS_FORM = usual(
    "feedback/questions",
    "modal",
    community=a_community(),
    draft=WordingDraft(
        statements_text="The pace suited me\nI could speak up, and I was heard.",
        valuable="What helped you most?",
        change="What is one thing we should do differently?",
        prompts_text="Whose voice did we miss today?\nWhat surprised you?",
    ),
    always_asked=QUESTIONS[-2:],
    notice="",
    ref_text='{"v":1,"community":7,"version":3}',
)
QUESTIONS_SAVED = usual(
    "feedback/questions_saved",
    name="no_prompts",
    community=a_community(),
    wording=Wording(QUESTIONS[:5], "What helped you most?", "What should change?", ()),
)
PROMPTS = ("Whose voice did we miss today?", "What surprised you?")
WITH_ONE, WITH_TWO = (
    Wording(QUESTIONS[:1], "What helped you most?", "What should change?", PROMPTS[:count])
    for count in (1, 2)
)

CASES = [
    REQUEST,
    *typed(REQUEST, "channel"),
    REMINDER,
    *typed(REMINDER, "channel"),
    FORM,
    AGAIN,
    usual(
        "feedback/form",
        "modal",
        name="own_questions",
        form=a_feedback_form(
            questions=(
                Question("q1", "rating", "The pace suited me"),
                Question("q2", "open", "Anything else?"),
            )
        ),
        ref_text=REF,
    ),
    usual(
        "feedback/form",
        "modal",
        name="most",
        form=a_feedback_form(questions=(*MOST_STATEMENTS, *QUESTIONS[5:7], PROMPT, *QUESTIONS[7:])),
        ref_text=REF,
    ),
    *typed(AGAIN, "channel", "right_to_left", "long"),
    usual("feedback/thanks", form=a_feedback_form(mine=my_feedback(), has_answered=True)),
    usual("feedback/thanks", name="anonymous", form=a_feedback_form(mine=my_feedback(is_anonymous=True))),
    *typed(usual("feedback/thanks", form=a_feedback_form()), "channel"),
    SUMMARY,
    usual(
        "feedback/summary",
        name="too_few",
        summary=a_summary(
            answered=4, is_shown=False, ratings=(), comments=(), overall=None, previous_overall=None
        ),
    ),
    usual(
        "feedback/summary",
        name="nobody_asked",
        summary=a_summary(asked=0, answered=0, is_shown=False, overall=None),
    ),
    usual("feedback/summary", name="prompt", summary=a_summary(comments=(ASKED_IN_TURN,))),
    usual("feedback/summary", name="first", summary=a_summary(previous_overall=None)),
    usual("feedback/summary", name="down", summary=a_summary(overall=3.5, comments=())),
    usual(
        "feedback/summary",
        name="many",
        summary=a_summary(ratings=(RATING,) * 12, comments=(LONG_WINDED,) * 9),
    ),
    *typed(SUMMARY, "channel", "right_to_left", "long"),
    CLOSED,
    usual("feedback/summary", name="closed_without_comments", summary=a_summary(is_closed=True, comments=())),
    usual("feedback/summary", name="at_length", summary=a_summary(is_closed=True, comments=(IN_FULL,))),
    COMMENTS,
    usual(
        "feedback/comments",
        "modal",
        name="at_length",
        page=a_comment_page(groups=(IN_FULL,)),
        ref_text=REF,
    ),
    usual(
        "feedback/comments",
        "modal",
        name="second_page",
        page=a_comment_page(
            groups=(
                CommentGroup(IN_FULL.question, (Comment("The pace", None),), goes_on=True),
                ASKED_IN_TURN,
            ),
            count=25,
            page=2,
            pages=3,
        ),
        ref_text=REF,
    ),
    usual("feedback/comments", "modal", name="none", page=a_comment_page(groups=(), count=0), ref_text=REF),
    usual(
        "feedback/comments",
        "modal",
        name="too_few",
        page=a_comment_page(answered=4, is_shown=False, groups=(), count=0),
        ref_text=REF,
    ),
    *typed(COMMENTS, "channel", "newlines", "right_to_left", "long"),
    QUESTIONS_FORM,
    usual(
        "feedback/questions",
        "modal",
        name="edited_meanwhile",
        **{**QUESTIONS_FORM.context, "notice": "Ben changed this while you were editing."},
    ),
    *typed(QUESTIONS_FORM, "channel", "right_to_left", "long"),
    QUESTIONS_SAVED,
    usual("feedback/questions_saved", name="one_prompt", community=a_community(), wording=WITH_ONE),
    usual("feedback/questions_saved", name="prompts", community=a_community(), wording=WITH_TWO),
    *typed(QUESTIONS_SAVED, "channel"),
]
