from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from community.feedback.comments import MOST_CHARACTERS, MOST_COMMENTS, page_of
from community.feedback.views import Comment, CommentGroup, CommentPage, FeedbackSummary
from community.ids import UserId
from tests.support.convenings import a_convening


def a_summary(*groups: CommentGroup) -> FeedbackSummary:
    return FeedbackSummary(
        convening=a_convening(),
        asked=9,
        answered=6,
        is_shown=True,
        ratings=(),
        comments=groups,
        overall=4.0,
        previous_overall=None,
        closes_at=datetime(2026, 12, 10, tzinfo=UTC),
        is_closed=True,
    )


def a_group(question: str, *texts: str) -> CommentGroup:
    return CommentGroup(question, tuple(Comment(text, None) for text in texts))


def read(page: CommentPage) -> list[tuple[str, str]]:
    return [(group.question, comment.text) for group in page.groups for comment in group.comments]


def pages_of(summary: FeedbackSummary) -> list[CommentPage]:
    first = page_of(summary, 1)
    return [first, *(page_of(summary, number) for number in range(2, first.pages + 1))]


def test_a_few_comments_stand_on_one_page_with_who_wrote_them() -> None:
    group = CommentGroup("Best?", (Comment("The data", UserId("UBEN")), Comment("The pace", None)))
    page = page_of(a_summary(group, a_group("Worst?", "The coffee")), 1)
    assert page.groups == (group, a_group("Worst?", "The coffee"))
    assert (page.page, page.pages, page.count, page.asked, page.answered) == (1, 1, 3, 9, 6)


def test_ten_comments_stand_on_a_page_and_a_question_that_goes_on_says_so() -> None:
    first, second = pages_of(a_summary(a_group("Best?", *map(str, range(12))), a_group("Worst?", "No")))
    assert [len(read(first)), len(read(second))] == [10, 3]
    assert [(group.question, group.goes_on) for group in second.groups] == [
        ("Best?", True),
        ("Worst?", False),
    ]
    assert not first.groups[0].goes_on


def test_long_comments_are_fewer_on_a_page() -> None:
    pages = pages_of(a_summary(a_group("Best?", *["x" * 2_000] * 4)))
    assert [len(read(page)) for page in pages] == [3, 1]


def test_a_page_there_is_not_is_the_nearest_there_is() -> None:
    summary = a_summary(a_group("Best?", *map(str, range(12))))
    assert [page_of(summary, number).page for number in (-1, 0, 1, 2, 3)] == [1, 1, 1, 2, 2]


def test_without_comments_there_is_an_empty_page() -> None:
    page = page_of(a_summary(), 1)
    assert (page.groups, page.count, page.page, page.pages) == ((), 0, 1, 1)


@given(lengths=st.lists(st.lists(st.integers(1, 3_000), min_size=1, max_size=15), max_size=5))
def test_every_comment_is_read_once_whatever_their_lengths(lengths: list[list[int]]) -> None:
    groups = [
        a_group(
            f"Question {number}",
            *(f"{number}.{each} ".ljust(length, "x") for each, length in enumerate(group)),
        )
        for number, group in enumerate(lengths)
    ]
    pages = pages_of(a_summary(*groups))
    every = [(group.question, comment.text) for group in groups for comment in group.comments]
    assert [one for page in pages for one in read(page)] == every
    for page in pages:
        texts = [text for _, text in read(page)]
        assert len(texts) <= MOST_COMMENTS
        assert len(texts) == 1 or sum(map(len, texts)) <= MOST_CHARACTERS
