"""Problems that are alike: shown to who shares one; facilitators hear of three with one metric or group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from community.communities.views import Community
from community.deliveries import Wanted
from community.ids import CommunityId, DeliveryKind, ProblemId
from community.problems.likeness import GROUP, METRIC, Traits, traits_of, why_alike
from community.problems.planning import tell
from community.problems.thread import Thread
from community.problems.touchpoints import TELLING_LASTS
from community.problems.views import ProblemDraft, SharedTheme, SimilarProblem, State
from community.work import Work
from storage.queries import problems as queries
from storage.tables import ProblemRow

MOST_COMPARED = 500  # the newest; a community's many years
MOST_SIMILAR = 5
THEME_FROM = 3  # problems
THEME_WITHIN = timedelta(days=365)


async def similar_to(
    work: Work, community_id: CommunityId, traits: Traits, *, other_than: ProblemId | None = None
) -> tuple[SimilarProblem, ...]:
    """Problems much like it that the community knows, the most alike and newest first; at most five."""
    rows = await queries.public_problems(work.session, community_id, MOST_COMPARED)
    found = [(why_alike(traits, traits_of_row(row)), row) for row in rows if row.id != other_than]
    alike = sorted(((why, row) for why, row in found if why), key=lambda pair: (-len(pair[0]), -pair[1].id))
    return tuple(_similar(row, why) for why, row in alike[:MOST_SIMILAR])


def traits_of_draft(draft: ProblemDraft) -> Traits:
    return traits_of(
        metric=draft.metric,
        student_group=draft.student_group,
        texts=(draft.title, draft.focus_question, draft.practice),
    )


def traits_of_row(row: ProblemRow) -> Traits:
    return traits_of(
        metric=row.metric,
        student_group=row.student_group,
        texts=(row.title, row.focus_question, row.practice),
    )


async def find_theme(
    work: Work, community: Community, row: ProblemRow, what: str | None = None
) -> SharedTheme | None:
    """The metric or group (`what`; either if `None`) that this problem and two of the last year share."""
    rows = await queries.public_problems(work.session, community.id, MOST_COMPARED)
    recent = [each for each in rows if each.created_at > work.now - THEME_WITHIN or each.id == row.id]
    themes = (_theme(community, row, recent, one) for one in (METRIC, GROUP) if what in (None, one))
    return next((theme for theme in themes if theme is not None), None)


async def tell_themes(thread: Thread) -> None:
    """Tell the facilitators of what three problems share now; of each theme once in a school year."""
    for what in (METRIC, GROUP):
        theme = await find_theme(thread.work, thread.community, thread.row, what)
        if theme is not None:
            await tell(thread, _told(thread, what))


def _told(thread: Thread, what: str) -> list[Wanted]:
    kind, community, now = DeliveryKind.PROBLEM_SIMILAR, thread.community, thread.work.now
    digest = hashlib.sha256(_key(thread.row, what).encode()).hexdigest()[:16]
    return [
        Wanted(
            kind=kind,
            key=f"{kind}:{community.id}:{what}:{digest}:{community.year_starts_on}:{user_id}",
            recipient=user_id,
            due_at=now,
            expires_at=now + TELLING_LASTS,
            context={"what": what},
        )
        for user_id in community.facilitators
    ]


def _theme(
    community: Community, row: ProblemRow, rows: Iterable[ProblemRow], what: str
) -> SharedTheme | None:
    key = _key(row, what)
    alike = [each for each in rows if key and _key(each, what) == key]
    if len(alike) < THEME_FROM:
        return None
    name = row.metric if what == METRIC else row.student_group
    return SharedTheme(community, what, name, tuple(_similar(each, (what,)) for each in alike))


def _key(row: ProblemRow, what: str) -> str:
    return row.metric_key if what == METRIC else row.group_key


def _similar(row: ProblemRow, why: tuple[str, ...]) -> SimilarProblem:
    return SimilarProblem(
        id=ProblemId(row.id),
        title=row.title,
        state=State(row.state),
        why=why,
        closed_at=row.closed_at,
        takeaways=row.takeaways,
    )
