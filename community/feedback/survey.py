"""What is asked after a session, and what an answer must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from community.errors import InvalidInput
from community.feedback.views import FeedbackDraft, Question

RATING, OPEN = "rating", "open"
NEXT_STEP, LEARNING = "next_step", "learning"
LONGEST_COMMENT = 3000
SCALE = range(1, 6)  # from "not at all" to "fully"

DEFAULT_QUESTIONS = (
    Question("objectives_met", RATING, "We reached what this session set out to do."),
    Question("relevant", RATING, "What we did matters for my own work."),
    Question("voice_heard", RATING, "I could speak up, and I was heard."),
    Question("learnt", RATING, "I take away something I am going to use."),
    Question("worth_time", RATING, "It was time well spent."),
    Question("valuable", OPEN, "What helped you most?"),
    Question("change", OPEN, "What is one thing we should do differently?"),
    Question(NEXT_STEP, OPEN, "What will you try before we meet again?"),
    Question(LEARNING, OPEN, "What did you learn that others should hear?"),
)


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """Answers that can be kept: to the survey's own questions only, without empty comments."""

    ratings: dict[str, int]
    comments: dict[str, str]
    is_anonymous: bool
    commitment: str | None
    learning: str | None  # shared, with consent
    shows_name: bool


def stored(questions: Iterable[Question]) -> list[dict[str, str]]:
    return [asdict(question) for question in questions]


def questions_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(Question(one["id"], one["kind"], one["text"]) for one in kept)


def check(draft: FeedbackDraft, questions: Sequence[Question]) -> CheckedAnswers:
    """Raises `InvalidInput`; nothing is kept of answers with a problem."""
    asked = {kind: [one.id for one in questions if one.kind == kind] for kind in (RATING, OPEN)}
    comments = {name: draft.comments.get(name, "").strip() for name in asked[OPEN]}
    comments = {name: text for name, text in comments.items() if text}
    problems = _ratings(draft, asked[RATING]) | _lengths(comments) | _conflicts(draft, comments)
    if problems:
        raise InvalidInput(problems)
    return CheckedAnswers(
        ratings={name: draft.ratings[name] for name in asked[RATING]},
        comments=comments,
        is_anonymous=draft.is_anonymous,
        commitment=comments[NEXT_STEP] if draft.commits else None,
        learning=comments[LEARNING] if draft.shares_learning else None,
        shows_name=draft.shows_name,
    )


def _ratings(draft: FeedbackDraft, asked: Iterable[str]) -> dict[str, str]:
    return {name: "Choose a number from 1 to 5." for name in asked if draft.ratings.get(name) not in SCALE}


def _lengths(comments: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"At most {LONGEST_COMMENT} characters fit here; these are {len(text)}."
        for name, text in comments.items()
        if len(text) > LONGEST_COMMENT
    }


def _conflicts(draft: FeedbackDraft, comments: Mapping[str, str]) -> dict[str, str]:
    """What cannot be had together: a name is shown, or nobody knows it."""
    problems: dict[str, str] = {}
    if draft.is_anonymous and draft.commits:
        problems["commits"] = (
            "A commitment is shared with your name: untick this, or do not answer anonymously."
        )
    elif draft.commits and NEXT_STEP not in comments:
        problems[NEXT_STEP] = "Write what you will try, or untick making it a commitment."
    if draft.is_anonymous and draft.shows_name:
        problems["shows_name"] = "An anonymous answer has no name to show: untick one of the two."
    if draft.shares_learning and LEARNING not in comments:
        problems[LEARNING] = "Write what you learnt, or untick sharing it."
    return problems
