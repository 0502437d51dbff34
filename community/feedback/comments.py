"""What people wrote about a session, page by page: nothing cut, nothing left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from community.feedback.views import Comment, CommentGroup, CommentPage, FeedbackSummary

# Of one page, so that it can be read without getting lost, and that Slack takes it: a form has 100 blocks,
# and a thousand characters of `&` already are two.
MOST_COMMENTS = 10
MOST_CHARACTERS = 6_000

Asked = tuple[str, Comment]  # a comment, with the question it answers


def page_of(summary: FeedbackSummary, page: int) -> CommentPage:
    """Page number `page`, from 1; the nearest there is. Without comments there is one page, an empty one."""
    every = [(group.question, comment) for group in summary.comments for comment in group.comments]
    pages = list(_pages(every)) or [[]]
    number = min(max(page, 1), len(pages))
    last_before = pages[number - 2][-1] if number > 1 else None
    return CommentPage(
        convening=summary.convening,
        asked=summary.asked,
        answered=summary.answered,
        is_shown=summary.is_shown,
        groups=tuple(_groups(pages[number - 1], last_before)),
        count=len(every),
        page=number,
        pages=len(pages),
    )


def _pages(every: Iterable[Asked]) -> Iterator[list[Asked]]:
    """A comment longer than a page stands on one of its own."""
    page: list[Asked] = []
    characters = 0
    for asked in every:
        length = len(asked[1].text)
        if page and (len(page) == MOST_COMMENTS or characters + length > MOST_CHARACTERS):
            yield page
            page, characters = [], 0
        page.append(asked)
        characters += length
    if page:
        yield page


def _groups(page: Sequence[Asked], last_before: Asked | None) -> Iterator[CommentGroup]:
    goes_on_from = last_before[0] if last_before else None
    for question in dict.fromkeys(question for question, _ in page):
        comments = tuple(comment for of, comment in page if of == question)
        yield CommentGroup(question, comments, goes_on=question == goes_on_from)
