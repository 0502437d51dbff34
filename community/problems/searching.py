"""Finding problems again: by metric, group, practice and words, the same on every database.

A word is found in any of a problem's texts, also within longer words, whatever its case; all words must be
found. Metric and group are compared as `likeness.key_of` writes them, practice like words. Nothing a person
types is a wildcard or an operator.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil

from community.communities.reading import get_community
from community.ids import CommunityId
from community.permissions import is_facilitator, require_member
from community.problems.likeness import key_of
from community.problems.reading import is_public, problem_view
from community.problems.views import ProblemLine, ProblemsPage, Search
from community.work import Caller, Work
from storage.queries import problems as queries
from storage.queries.problems import UNDER_WAY, Spoken
from storage.tables import ProblemRow

PER_PAGE = 5
MOST_WORDS = 20
LONGEST = 200  # characters of each field: what is longer finds nothing anyway

_TEXTS = (
    "title", "numbers", "observations", "metric", "practice", "student_group", "tried", "focus_question",
    "heard", "will_try", "takeaways",
)  # fmt: skip


async def find_page(
    work: Work, caller: Caller, community_id: CommunityId, search: Search, page: int
) -> ProblemsPage:
    """What `search` finds: all open ones, newest first, and one page of past ones, the last closed first.

    Those not yet approved are shown to their presenter and to facilitators. Raises `NotAMember`.
    """
    await require_member(work, caller, community_id)
    community = await get_community(work.session, caller.workspace_id, community_id)
    facilitates = await is_facilitator(work, caller, community_id)
    rows = [
        row
        for row in await queries.all_problems(work.session, community_id)
        if (facilitates or row.presenter == caller.user_id or is_public(row)) and matches(row, search)
    ]
    still_open = [row for row in rows if row.state in UNDER_WAY]
    past = sorted((row for row in rows if row.state not in UNDER_WAY), key=_closed_last, reverse=True)
    pages = max(1, ceil(len(past) / PER_PAGE))
    page = min(max(1, page), pages)
    shown = past[(page - 1) * PER_PAGE : page * PER_PAGE]
    return ProblemsPage(
        community=community,
        search=search,
        open=await _lines(work, caller, still_open, facilitates=facilitates),
        past=await _lines(work, caller, shown, facilitates=facilitates),
        page=page,
        pages=pages,
        is_facilitator=facilitates,
    )


def matches(row: ProblemRow, search: Search) -> bool:
    return (
        key_of(search.metric[:LONGEST]) in row.metric_key
        and key_of(search.group[:LONGEST]) in row.group_key
        and _holds_all(row.practice, search.practice)
        and _holds_all("\n".join(getattr(row, name) for name in _TEXTS), search.words)
    )


def voices_of(spoken: Sequence[Spoken], problem_id: int, step: int | None = None) -> int:
    """How many peers spoke, in one step or in all."""
    return len({each.user_id for each in _of(spoken, problem_id) if step in (None, each.step)})


def contributions_of(spoken: Sequence[Spoken], problem_id: int) -> int:
    """How often peers spoke."""
    return sum(each.count for each in _of(spoken, problem_id))


async def _lines(
    work: Work, caller: Caller, rows: Collection[ProblemRow], *, facilitates: bool
) -> tuple[ProblemLine, ...]:
    ids = [row.id for row in rows]
    whole = {each.row.id: each for each in await queries.load_problems(work.session, ProblemRow.id.in_(ids))}
    spoken = await queries.spoken_in(work.session, ids)
    return tuple(
        ProblemLine(
            problem=problem_view(
                whole[row.id], shows_presenter=facilitates or row.presenter == caller.user_id
            ),
            voices=voices_of(spoken, row.id),
            is_mine=caller.user_id in (row.presenter, row.stands_in),
        )
        for row in rows
        if row.id in whole
    )


def _holds_all(text: str, words: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words[:LONGEST].casefold().split()[:MOST_WORDS])


def _closed_last(row: ProblemRow) -> tuple[str, int]:
    return ("" if row.closed_at is None else row.closed_at.isoformat(), row.id)


def _of(spoken: Sequence[Spoken], problem_id: int) -> list[Spoken]:
    return [each for each in spoken if each.problem_id == problem_id]
