"""What buttons and forms of key learnings say, read into the community's terms."""

from __future__ import annotations

from community.ids import LearningId, QuestionId
from community.learnings.views import KINDS, LearningDraft, Search
from handlers.payloads import FormValues
from message_templates.values import Ref, UnreadableRef


def learning_of(ref: Ref) -> LearningId:
    """Raises `UnreadableRef` when no learning is named."""
    if ref.learning is None:
        raise UnreadableRef("no learning is named")
    return LearningId(ref.learning)


def question_of(ref: Ref) -> QuestionId:
    """Raises `UnreadableRef` when no question is named."""
    if ref.question is None:
        raise UnreadableRef("no question is named")
    return QuestionId(ref.question)


def request_of(ref: Ref) -> int:
    """Raises `UnreadableRef` when no request is named."""
    if ref.request is None:
        raise UnreadableRef("no request is named")
    return ref.request


def read_learning(values: FormValues) -> LearningDraft:
    return LearningDraft(
        text=values.text("text"),
        kind=values.choice("kind") or "",
        tags_text=values.text("tags"),
        shows_name=values.is_ticked("shows_name"),
    )


def read_find(values: FormValues) -> Search:
    kind = values.choice("kind") or ""
    return Search(
        words=values.text("words"),
        kind=kind if kind in KINDS else "",
        tag=values.text("tag").lstrip("#").strip(),
        since=values.date("since"),
    )
