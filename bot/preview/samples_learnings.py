"""Key learnings as they might be: what the cases of `learnings/*` are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.preview.samples import ADA, BEN, CHI, HOME, a_community
from community.ids import CommunityId, LearningId, QuestionId
from community.learnings.views import (
    Learning,
    LearningForReader,
    LearningRequest,
    LearningsPage,
    Question,
    Search,
    Source,
)

MESSAGE_URL = "https://school.slack.com/archives/C01MATHPLC/p1796142600000100"
SILENCE = "Ninety seconds of silence before anybody speaks doubles the hands that go up."
TICKETS = "Exit tickets on paper got lost. A photo of the board did the same job: https://example.org/board"


def a_learning(**changes: Any) -> Learning:
    """Ben's, kept from his message."""
    usual = Learning(
        id=LearningId("3f2a"),
        community_id=CommunityId(7),
        kind="strategy",
        text=SILENCE,
        author=BEN,
        source=Source("message", channel=HOME, ts="1796142600.000100"),
        tags=("Grade 4", "talk"),
        shared_on=date(2026, 10, 6),
        endorsements=3,
        also_said=1,
        is_withdrawn=False,
        version=2,
    )
    return replace(usual, **changes)


def an_unnamed_learning(**changes: Any) -> Learning:
    """As little as there may be: a member's, typed into the form."""
    bare: dict[str, Any] = {
        "id": LearningId("77c1"),
        "kind": "did_not_work",
        "text": TICKETS,
        "author": None,
        "source": Source("form"),
        "tags": (),
        "endorsements": 0,
        "also_said": 0,
    }
    return a_learning(**(bare | changes))


def a_withdrawn_learning() -> Learning:
    return a_learning(text="", author=None, tags=(), is_withdrawn=True)


def a_reader(learning: Learning | None = None, **changes: Any) -> LearningForReader:
    """Chi, who may do what any member may."""
    usual = LearningForReader(learning or a_learning(), source_url=MESSAGE_URL, may_ask=True)
    return replace(usual, **changes)


def a_page(**changes: Any) -> LearningsPage:
    from_convening = Source("feedback", title="Number talks", convening_id=41)
    found = (
        a_reader(has_endorsed=True),
        a_reader(an_unnamed_learning(), source_url="", is_mine=True, may_ask=False, may_edit=True),
        a_reader(
            an_unnamed_learning(kind="success", source=from_convening, endorsements=1),
            source_url="",
            may_ask=False,
        ),
        a_reader(a_learning(author=ADA, source=replace(a_learning().source, state="edited"), tags=())),
    )
    usual = LearningsPage(a_community(), Search(), found, count=12, page=2, pages=3, tags=("Grade 4", "talk"))
    return replace(usual, **changes)


def a_request(state: str = "asked", **changes: Any) -> LearningRequest:
    usual = LearningRequest(
        id=9,
        community_name="Math PLC",
        asked_by=CHI,
        author=BEN,
        text=SILENCE if state == "asked" else "",
        channel=HOME,
        ts="1796142600.000100",
        state=state,
    )
    return replace(usual, **changes)


def a_question(learning: Learning | None = None, **changes: Any) -> Question:
    """Chi's to Ben, by direct message; of an unnamed learning nobody is named."""
    learning = learning or a_learning()
    usual = Question(
        id=QuestionId(4),
        learning=learning,
        asker=CHI if learning.author else None,
        text="How did you keep the quick ones from calling out?",
        answer="",
        answered_by=None,
        asked_at=datetime(2026, 10, 7, 16, tzinfo=UTC),
    )
    return replace(usual, **changes)


def an_answered_question(learning: Learning | None = None, **changes: Any) -> Question:
    asked = a_question(learning)
    answer = "They write first. I collect three slips before anybody may say a word."
    usual = replace(asked, answer=answer, answered_by=asked.learning.author, is_answered=True)
    return replace(usual, **changes)
