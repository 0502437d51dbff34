"""Answers summed up. Below five answers there are no figures and no comments, only how many answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from community.convenings.views import Convening
from community.feedback.anonymity import SHOWN_FROM
from community.feedback.survey import OPEN, RATING
from community.feedback.views import (
    Comment,
    CommentGroup,
    FeedbackSummary,
    FeedbackTrend,
    Question,
    RatingLine,
)
from community.ids import UserId
from storage.tables import ResponseRow


def summarise(
    convening: Convening,
    questions: Sequence[Question],
    responses: Sequence[ResponseRow],
    *,
    asked: int,
    previous_overall: float | None,
    closes_at: datetime,
    is_closed: bool,
) -> FeedbackSummary:
    is_shown = len(responses) >= SHOWN_FROM
    return FeedbackSummary(
        convening=convening,
        asked=asked,
        answered=len(responses),
        is_shown=is_shown,
        ratings=tuple(_ratings(questions, responses)) if is_shown else (),
        comments=tuple(_comments(questions, responses)) if is_shown else (),
        overall=overall(responses),
        previous_overall=previous_overall if is_shown else None,
        closes_at=closes_at,
        is_closed=is_closed,
    )


def trend(
    title: str, responses: Sequence[ResponseRow], *, asked: int, previous_overall: float | None
) -> FeedbackTrend:
    """Feedback in one line, beside that of the convening before."""
    return FeedbackTrend(title, len(responses), asked, overall(responses), previous_overall)


def overall(responses: Sequence[ResponseRow]) -> float | None:
    """The mean of all ratings, 1..5; `None` below five answers."""
    values: list[int] = [value for row in responses for value in row.ratings.values()]
    if len(responses) < SHOWN_FROM or not values:
        return None
    return sum(values) / len(values)


def _ratings(questions: Iterable[Question], responses: Sequence[ResponseRow]) -> Iterable[RatingLine]:
    for question in questions:
        values = [row.ratings[question.id] for row in responses if question.id in row.ratings]
        if question.kind == RATING and values:
            one, two, three, four, five = (values.count(mark) for mark in range(1, 6))
            yield RatingLine(question.text, sum(values) / len(values), (one, two, three, four, five))


def _comments(questions: Iterable[Question], responses: Sequence[ResponseRow]) -> Iterable[CommentGroup]:
    for question in questions:
        comments = tuple(
            Comment(row.comments[question.id], UserId(row.user_id) if row.user_id else None)
            for row in responses
            if question.id in row.comments
        )
        if question.kind == OPEN and comments:
            yield CommentGroup(question.text, comments)
