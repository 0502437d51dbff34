"""Opening periods, moving their hour, and the messages they call for. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from community.communities.views import Community
from community.deliveries.planning import Wanted, add, plan
from community.digests.leaving import readers_follow_settings
from community.digests.period import Period
from community.digests.periods import (
    SHORTEST_PERIOD,
    WINDOW,
    DigestHours,
    draft_due,
    first_hour_after,
    hour_after_digest,
    is_missed,
)
from community.digests.updating import holders_of_drafts, touch_posted
from community.digests.views import MORE_AT_ONCE, Digest
from community.ids import DeliveryKind, DeliveryState, DigestId
from community.walltime import wall_of
from community.work import Work
from storage.queries import digests as queries
from storage.queries.digest_answers import readers_of
from storage.tables import DigestRow

DUE_AT = "due_at"  # of a delivery's context: the hour its message was planned for
PAGE = "page"  # of a message of the thread: which part of what did not fit, from 0
COPY_WINDOW = timedelta(days=6)  # a leader's own copy waits for their morning, over weekends and holidays

_UNDER_WAY = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING})
_NOT_SHOWN = frozenset({DeliveryState.FAILED, DeliveryState.EXPIRED})
# A digest was shown when one of these was: a draft, or one leader's own copy, does not count.
_EDITIONS = (DeliveryKind.DIGEST_MEMBERS, DeliveryKind.DIGEST_LEADERS)


async def go_on(work: Work, community: Community, since: datetime) -> None:
    """Open, move or reopen the community's period, as the time and the fate of the last digest call for.

    `since`: where the very first period begins. A held digest that passes its hour stays as it is: its period
    is open until somebody releases it, and facilitators are shown the draft anew before every hour.
    """
    newest = await queries.newest_digests(work.session, community.id, 2)
    if not newest:
        await _open(work, community, since, first_hour_after(DigestHours.of(community), work.now))
        return
    latest = newest[0]
    if latest.covers_to is None:
        if not is_missed(latest.due_at, work.now):
            return
        if latest.held_at is not None:
            await _add(work, community, DigestId(latest.id), drafts(community, Period.of(latest), work.now))
        else:
            await _try_again(work, community, latest, newest[1:])
        return
    if await _is_settled(work, community, latest):
        await _open(work, community, latest.covers_to, _next_hour(work, community, newest))
    elif await _was_never_shown(work, community, latest):
        await queries.reopen_digest(work.session, latest.id)
        await _try_again(work, community, latest, newest[1:])


async def follow_settings(work: Work, before: Community | None, community: Community) -> None:
    """After the community was set up or edited: its digest's hour and channels become those that hold now.

    Drafts that were posted say so. A digest whose hour has come is left to be sent; the new hour holds from
    the one after it.
    """
    if before is not None:
        await readers_follow_settings(work, before, community)
    newest = await queries.newest_digests(work.session, community.id, 2)
    if not newest or newest[0].covers_to is not None or is_missed(newest[0].due_at, work.now):
        await go_on(work, community, work.now)
        return
    latest = newest[0]
    hours, period = DigestHours.of(community), Period.of(latest)
    stays = before is None or hours == DigestHours.of(before) or latest.due_at <= work.now
    if stays or await _sent_now_at(work, community, period) is not None:
        await plan_messages(work, community, period)
    else:
        await _move(work, community, latest, first_hour_after(hours, max([work.now, *_after(newest[1:])])))
    await touch_posted(work, community.workspace_id, community.id, [period.id], drafts_only=True)


async def follow_closing(work: Work, community: Community, period: Period, digest: Digest) -> None:
    """Once the period is closed: leaders get copies of their own, what did not fit goes to the thread, and
    drafts say that it has gone.

    A leader's copy is planned no earlier: it must not close a period whose editions were skipped.
    """
    wanted = [_more(work, community, period, page) for page in range(-(-len(digest.more) // MORE_AT_ONCE))]
    if digest.goes_to_leaders:
        wanted += [_copy(work, reader, period) for reader in await readers_of(work.session, community.id)]
    await _add(work, community, period.id, wanted)
    await touch_posted(work, community.workspace_id, community.id, [period.id], drafts_only=True)


async def plan_messages(
    work: Work, community: Community, period: Period, *, at: datetime | None = None
) -> None:
    """Make what is planned for an open period's digest what it should be: nothing goes while it is held.

    `at`: send it then, and not at its hour; that is not undone by planning again.
    """
    at = at or await _sent_now_at(work, community, period)
    going = [] if period.is_held else editions(community, period, at=at)
    looking = await _without_a_second(work, community, period, drafts(community, period, work.now))
    await _plan(work, community, period.id, [*going, *looking])


def subject_of(digest_id: DigestId) -> str:
    return f"digest:{digest_id}"


def editions(community: Community, period: Period, *, at: datetime | None = None) -> list[Wanted]:
    """The members' and the leaders' message of a digest."""
    wanted = [_edition(DeliveryKind.DIGEST_MEMBERS, community.home_channel, period, at)]
    if community.leaders_channel is not None:
        wanted.append(_edition(DeliveryKind.DIGEST_LEADERS, community.leaders_channel, period, at))
    return wanted


def drafts(community: Community, period: Period, now: datetime) -> list[Wanted]:
    """To the facilitators, before the hour, if the community wants to look at its digest first.

    One held past its hour is shown to them before each further one in any case: it must not be held for ever
    because nobody thinks of it. Over holidays nobody is shown anything.
    """
    is_overdue = period.is_held and period.due_at <= now
    hour = first_hour_after(DigestHours.of(community), now) if is_overdue else period.due_at
    if hour is None or not (is_overdue or community.reviews_digest):
        return []
    due_at = draft_due(hour, now, community.zone, community.holidays)
    if due_at is None:
        return []
    return [_draft(reader, period, hour, due_at) for reader in community.facilitators]


async def _without_a_second(
    work: Work, community: Community, period: Period, looking: Sequence[Wanted]
) -> list[Wanted]:
    """Without those that would go at once to somebody who has a draft of this digest: theirs is edited."""
    has_one = await holders_of_drafts(work, community.workspace_id, period.id)
    return [each for each in looking if each.due_at > work.now or each.recipient not in has_one]


def _edition(kind: DeliveryKind, recipient: str, period: Period, at: datetime | None) -> Wanted:
    return Wanted(
        kind=kind,
        key=f"{kind}:{_stamp(period.id, period.due_at)}:{recipient}",
        recipient=recipient,
        due_at=at or period.due_at,
        expires_at=period.due_at + WINDOW,
        context={DUE_AT: period.due_at.isoformat()},
    )


def _copy(work: Work, reader: str, period: Period) -> Wanted:
    copy = _edition(DeliveryKind.DIGEST_READER, reader, period, work.now)
    return replace(copy, expires_at=work.now + COPY_WINDOW)


def _draft(recipient: str, period: Period, hour: datetime, due_at: datetime) -> Wanted:
    """`hour`: before which the draft is shown: the digest's own, or a later one while it is held."""
    return Wanted(
        kind=DeliveryKind.DIGEST_DRAFT,
        key=f"{DeliveryKind.DIGEST_DRAFT}:{_stamp(period.id, hour)}:{recipient}",
        recipient=recipient,
        due_at=due_at,
        expires_at=hour,
    )


def _more(work: Work, community: Community, period: Period, page: int) -> Wanted:
    members = _edition(DeliveryKind.DIGEST_MEMBERS, community.home_channel, period, None)
    return Wanted(
        kind=DeliveryKind.DIGEST_MORE,
        key=f"{DeliveryKind.DIGEST_MORE}:{_stamp(period.id, period.due_at)}:{page}",
        recipient=community.home_channel,
        due_at=work.now,
        expires_at=work.now + WINDOW,
        thread_of=members.key,
        context={PAGE: page},
    )


async def _sent_now_at(work: Work, community: Community, period: Period) -> datetime | None:
    """When a facilitator sent it who would not wait for its hour, if it has still to go."""
    keys = [edition.key for edition in editions(community, period)]
    planned_at = await queries.goes_at(work.session, community.workspace_id, keys)
    return planned_at if planned_at is not None and planned_at < period.due_at else None


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
        await _plan_again(work, community, digest_id)


async def _move(work: Work, community: Community, digest: DigestRow, due_at: datetime | None) -> None:
    """To that hour; with none left in this school year, the digest waits for the dates of another."""
    if due_at is not None and await queries.move_digest(work.session, digest.id, due_at):
        await _plan_again(work, community, digest.id)
    elif due_at is None:
        await _plan(work, community, DigestId(digest.id), [])


async def _try_again(
    work: Work, community: Community, digest: DigestRow, earlier: Sequence[DigestRow]
) -> None:
    """A missed digest's days are covered at the next hour; what was missed is left to expire, to be seen."""
    due_at = _next_hour(work, community, earlier)
    if due_at is None or not await queries.move_digest(work.session, digest.id, due_at):
        return
    period = replace(Period.of(digest), covers_to=None, due_at=due_at)
    wanted = [*editions(community, period), *drafts(community, period, work.now)]
    await _add(work, community, period.id, wanted)
    await touch_posted(work, community.workspace_id, community.id, [period.id], drafts_only=True)


async def _plan_again(work: Work, community: Community, digest_id: int) -> None:
    row = await queries.find_digest(work.session, digest_id)
    if row is not None:
        await plan_messages(work, community, Period.of(row))


async def _add(work: Work, community: Community, digest_id: DigestId, wanted: Sequence[Wanted]) -> None:
    await add(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(digest_id),
        wanted=wanted,
        now=work.now,
    )


async def _plan(work: Work, community: Community, digest_id: DigestId, wanted: list[Wanted]) -> None:
    await plan(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(digest_id),
        wanted=wanted,
        now=work.now,
        # They come once it has gone, and it may have gone just now.
        leaving=(DeliveryKind.DIGEST_MORE, DeliveryKind.DIGEST_READER),
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
    return {state for key, state in found if stamp in key and key.startswith(_EDITIONS)}
