"""How far a community's objectives have come: for its page, for digests and for reports."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from community.communities.views import Community
from community.objectives.reading import objective_view, owner_of
from community.objectives.series import Seen, together
from community.objectives.telling import sentence, share_of
from community.objectives.views import Objective, Progress
from community.pdsa.reading import measure_view
from community.pdsa.views import Observation
from community.walltime import today_in
from community.work import Work
from storage.queries import objectives as queries
from storage.queries.pdsa import observed
from storage.queries.reports import Span, objectives_pursued

_Observed = Mapping[int, Sequence[tuple[date, float]]]


async def progress_of(work: Work, community: Community, *, with_closed: bool = False) -> tuple[Progress, ...]:
    """The community's objectives with how far they have come, the nearest day first.

    `with_closed`: those no longer pursued, too, after the others.
    """
    rows = await queries.objectives_in(work.session, community.id)
    return await progress_of_rows(
        work, community, [row for row in rows if with_closed or row.closed_at is None]
    )


async def progress_within(work: Work, community: Community, span: Span) -> tuple[Progress, ...]:
    """Of the objectives pursued at some time within the span, how far they had come on its last day.

    As it stood then: later values are left out, and what was closed later was still pursued.
    """
    rows = await objectives_pursued(work.session, community.id, span)
    return await progress_of_rows(work, community, rows, until=span.to_on)


async def progress_of_rows(
    work: Work, community: Community, rows: Sequence[Row[Any]], *, until: date | None = None
) -> tuple[Progress, ...]:
    """The same of these objectives only, in their order. `until`: as they stood on that day; None: today."""
    if not rows:
        return ()
    today = today_in(community.zone, work.now)
    day = today if until is None else min(until, today)  # a report's period may not be over yet
    ids = [row.id for row in rows]
    noted = await queries.values_of(work.session, ids)
    ties = await queries.ties_of(work.session, ids)
    seen = await observed(work.session, {tie.id for tied in ties.values() for tie in tied})
    return tuple(
        _progress(_as_of(row, community, day), noted.get(row.id, {}), ties.get(row.id, ()), seen, day)
        for row in rows
    )


def _as_of(row: Row[Any], community: Community, day: date) -> Objective:
    objective = objective_view(row, community.zone)
    is_closed = row.closed_at is not None and today_in(community.zone, row.closed_at) <= day
    return replace(objective, is_closed=is_closed)


def _progress(
    objective: Objective,
    noted: Mapping[date, float],
    ties: Sequence[Row[Any]],
    observed_values: _Observed,
    today: date,
) -> Progress:
    seen = [each for each in _seen(ties, observed_values) if each[1].observed_on <= today]
    values = together({day: value for day, value in noted.items() if day <= today}, seen)
    return Progress(
        objective=objective,
        values=values,
        share=share_of(objective, values),
        sentence=sentence(objective, values, today, teams=len(_owners(seen))),
        ties=tuple((tie.cycle_title, measure_view(tie)) for tie in ties),
    )


def _seen(ties: Iterable[Row[Any]], observed_values: _Observed) -> Iterable[Seen]:
    for tie in ties:
        for day, value in observed_values.get(tie.id, ()):
            yield owner_of(tie), Observation(day, value)


def _owners(seen: Iterable[Seen]) -> set[Hashable]:
    return {owner for owner, _ in seen}
