"""Opening periods, moving their hour, and the messages they call for. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.communities.views import Community
from community.deliveries.planning import Wanted, add, plan
from community.digests.periods import (
    SHORTEST_PERIOD,
    WINDOW,
    DigestHours,
    first_hour_after,
    hour_after_digest,
    is_missed,
)
from community.ids import ChannelId, DeliveryKind, DeliveryState, DigestId
from community.walltime import wall_of
from community.work import Work
from storage.queries import digests as queries
from storage.tables import DigestRow

DUE_AT = "due_at"  # of a delivery's context: the hour its message was planned for

_UNDER_WAY = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING})
_NOT_SHOWN = frozenset({DeliveryState.FAILED, DeliveryState.EXPIRED})


async def go_on(work: Work, community: Community, since: datetime) -> None:
    """Open, move or reopen the community's period, as the time and the fate of the last digest call for.

    `since`: where the very first period begins.
    """
    newest = await queries.newest_digests(work.session, community.id, 2)
    if not newest:
        await _open(work, community, since, first_hour_after(DigestHours.of(community), work.now))
        return
    latest = newest[0]
    if latest.covers_to is None:
        if is_missed(latest.due_at, work.now):
            await _try_again(work, community, latest, newest[1:])
        return
    if await _is_settled(work, community, latest):
        await _open(work, community, latest.covers_to, _next_hour(work, community, newest))
    elif await _was_never_shown(work, community, latest):
        await queries.reopen_digest(work.session, latest.id)
        await _try_again(work, community, latest, newest[1:])


async def follow_settings(work: Work, before: Community | None, community: Community) -> None:
    """After the community was set up or edited: its digest's hour and channels become those that hold now.

    A digest whose hour has come is left to be sent; the new hour holds from the one after it.
    """
    newest = await queries.newest_digests(work.session, community.id, 2)
    if not newest or newest[0].covers_to is not None or is_missed(newest[0].due_at, work.now):
        await go_on(work, community, work.now)
        return
    latest = newest[0]
    hours = DigestHours.of(community)
    if before is None or hours == DigestHours.of(before) or latest.due_at <= work.now:
        await _plan_editions(work, community, DigestId(latest.id), latest.due_at)
        return
    await _move(work, community, latest, first_hour_after(hours, max([work.now, *_after(newest[1:])])))


def subject_of(digest_id: DigestId) -> str:
    return f"digest:{digest_id}"


def editions(community: Community, digest_id: DigestId, due_at: datetime) -> list[Wanted]:
    """The members' and the leaders' message of a digest."""
    wanted = [_edition(DeliveryKind.DIGEST_MEMBERS, community, community.home_channel, digest_id, due_at)]
    if community.leaders_channel is not None:
        leaders = community.leaders_channel
        wanted.append(_edition(DeliveryKind.DIGEST_LEADERS, community, leaders, digest_id, due_at))
    return wanted


def _edition(
    kind: DeliveryKind, community: Community, channel: ChannelId, digest_id: DigestId, due_at: datetime
) -> Wanted:
    return Wanted(
        kind=kind,
        key=f"{kind}:{_stamp(digest_id, due_at)}:{channel}",
        recipient=channel,
        due_at=due_at,
        expires_at=due_at + WINDOW,
        context={DUE_AT: due_at.isoformat()},
    )


def _stamp(digest_id: DigestId, due_at: datetime) -> str:
    """What tells this attempt at a digest from an earlier one nobody got; in UTC, whatever the zone."""
    return f"{digest_id}:{wall_of(due_at, 'UTC'):%Y-%m-%dT%H:%MZ}"


def _next_hour(work: Work, community: Community, earlier: Sequence[DigestRow]) -> datetime | None:
    hours = DigestHours.of(community)
    last = next(iter(earlier), None)
    if last is None or last.covers_to is None:
        return first_hour_after(hours, work.now - WINDOW)
    return hour_after_digest(hours, due_at=last.due_at, closed_at=last.covers_to, now=work.now)


def _after(earlier: Sequence[DigestRow]) -> list[datetime]:
    """The instants after which the next digest comes, for each closed one."""
    closed = [(row.due_at, row.covers_to + SHORTEST_PERIOD) for row in earlier if row.covers_to is not None]
    return [instant for pair in closed for instant in pair]


async def _open(work: Work, community: Community, covers_from: datetime, due_at: datetime | None) -> None:
    if due_at is None:
        return
    digest_id = await queries.open_digest(work.session, community.id, covers_from, due_at)
    if digest_id is not None:
        await _plan_editions(work, community, DigestId(digest_id), due_at)


async def _move(work: Work, community: Community, digest: DigestRow, due_at: datetime | None) -> None:
    """To that hour; with none left in this school year, the digest waits for the dates of another."""
    if due_at is not None and await queries.move_digest(work.session, digest.id, due_at):
        await _plan_editions(work, community, DigestId(digest.id), due_at)
    elif due_at is None:
        await _plan(work, community, DigestId(digest.id), [])


async def _try_again(
    work: Work, community: Community, digest: DigestRow, earlier: Sequence[DigestRow]
) -> None:
    """A missed digest's days are covered at the next hour; what was missed is left to expire, to be seen."""
    due_at = _next_hour(work, community, earlier)
    if due_at is None or not await queries.move_digest(work.session, digest.id, due_at):
        return
    digest_id = DigestId(digest.id)
    await add(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(digest_id),
        wanted=editions(community, digest_id, due_at),
        now=work.now,
    )


async def _plan_editions(work: Work, community: Community, digest_id: DigestId, due_at: datetime) -> None:
    await _plan(work, community, digest_id, editions(community, digest_id, due_at))


async def _plan(work: Work, community: Community, digest_id: DigestId, wanted: list[Wanted]) -> None:
    await plan(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(digest_id),
        wanted=wanted,
        now=work.now,
    )


async def _is_settled(work: Work, community: Community, digest: DigestRow) -> bool:
    """Whether a closed digest was shown, or left out on purpose, and nothing of it is still to come."""
    states = await _states(work, community, digest)
    return not states & _UNDER_WAY and (DeliveryState.SENT in states or not states & _NOT_SHOWN)


async def _was_never_shown(work: Work, community: Community, digest: DigestRow) -> bool:
    """Whether a closed digest reached nobody, and never will: its window is over, no channel was mended."""
    states = await _states(work, community, digest)
    return is_missed(digest.due_at, work.now) and not states & (_UNDER_WAY | {DeliveryState.SENT})


async def _states(work: Work, community: Community, digest: DigestRow) -> set[str]:
    digest_id = DigestId(digest.id)
    stamp = f":{_stamp(digest_id, digest.due_at)}:"
    found = await queries.states_of_editions(work.session, community.workspace_id, subject_of(digest_id))
    return {state for key, state in found if stamp in key}
