"""Feedback: asked for, given, summed up."""

from datetime import timedelta

from community.feedback.views import Comment, CommentGroup, Question, RatingLine
from tests.golden.case import typed, usual
from tests.golden.samples import (
    STARTS,
    a_convening,
    a_feedback_form,
    a_summary,
    instant,
    my_feedback,
)

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
LONG_WINDED = CommentGroup("What was most valuable?", (Comment("Seeing how others do it", None),) * 80)
RATING = RatingLine("It was relevant to my work", 4.0, (0, 0, 0, 9, 0))

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
    usual("feedback/summary", name="first", summary=a_summary(previous_overall=None)),
    usual("feedback/summary", name="down", summary=a_summary(overall=3.5, comments=())),
    usual(
        "feedback/summary",
        name="many",
        summary=a_summary(ratings=(RATING,) * 12, comments=(LONG_WINDED,) * 9),
    ),
    *typed(SUMMARY, "channel", "right_to_left", "long"),
]
