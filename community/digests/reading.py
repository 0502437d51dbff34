"""A digest as it reads now: one that has gone, or the one that would go."""

from __future__ import annotations

from community.communities.reading import find_community
from community.communities.views import Community
from community.digests import learnings
from community.digests.gathering import Gathered, gather
from community.digests.period import Period
from community.digests.snapshot import from_json
from community.digests.views import AnsweredQuestions, Digest
from community.errors import DigestNotFound
from community.ids import CommunityId, DigestId, WorkspaceId
from community.problems.digesting import with_takeaways
from community.work import Work
from storage.queries import digests as queries


async def find_period(
    work: Work, workspace_id: WorkspaceId, digest_id: DigestId, *, to_change: bool = False
) -> tuple[Period, Community] | None:
    """The digest's row with its community, if it is of this workspace. `to_change`: nobody else changes it
    until the transaction ends."""
    if to_change:
        row = await queries.lock_digest(work.session, digest_id)
    else:
        row = await queries.find_digest(work.session, digest_id)
    community = None if row is None else await find_community(work.session, CommunityId(row.community_id))
    if row is None or community is None or community.workspace_id != workspace_id:
        return None
    return Period.of(row), community


async def get_period(
    work: Work, workspace_id: WorkspaceId, digest_id: DigestId, *, to_change: bool = False
) -> tuple[Period, Community]:
    """Raises `DigestNotFound`."""
    found = await find_period(work, workspace_id, digest_id, to_change=to_change)
    if found is None:
        raise DigestNotFound("There is no such digest here any more.")
    return found


async def get_open_period(work: Work, community: Community) -> Period:
    """Of the digest that is to come. Raises `DigestNotFound` between two school years."""
    newest = await queries.newest_digests(work.session, community.id, 1)
    if not newest or newest[0].covers_to is not None:
        raise DigestNotFound(
            f"No digest of {community.name} is planned right now. One just went out, and the next is planned "
            "in a minute; or the school year is over."
        )
    return Period.of(newest[0])


async def rehearse(work: Work, community: Community, period: Period) -> Digest:
    """What the digest would tell if it went now. Needs a transaction that writes; nothing of it is kept.

    Waits for whoever is sending it, since both write the same rows; then it is read as it went.
    """
    row = await queries.lock_digest(work.session, period.id)
    if row is not None and row.covers_to is not None:
        return await read_digest(work, community, Period.of(row))
    savepoint = await work.session.begin_nested()
    digest = await digest_of(work, community, period, await gather(work, community, period))
    await savepoint.rollback()
    return digest


async def read_digest(work: Work, community: Community, period: Period) -> Digest:
    """One that has gone: as it was posted, but what was withdrawn or edited since reads as it stands now."""
    snapshot = from_json(period.snapshot or {})
    return await digest_of(
        work, community, period, Gathered(snapshot, await learnings.places_in(work, period))
    )


async def digest_of(work: Work, community: Community, period: Period, gathered: Gathered) -> Digest:
    snapshot = gathered.snapshot
    parts = await learnings.read(work, gathered.places)
    return Digest(
        id=period.id,
        community=community,
        covers_from=period.covers_from,
        covers_to=period.covers_to or work.now,
        learnings=parts.get(learnings.LEARNINGS, ()),
        bright_spots=parts.get(learnings.BRIGHT_SPOTS, ()),
        did_not_work=parts.get(learnings.DID_NOT_WORK, ()),
        more=parts.get(learnings.MORE, ()),
        feedback=snapshot.feedback,
        held=snapshot.held,
        next_convening=snapshot.next_convening,
        cycles=snapshot.cycles,
        problems=await with_takeaways(work, snapshot.problems),
        objectives=snapshot.objectives,
        requirement=snapshot.requirement,
        heard=snapshot.heard,
        asks=snapshot.asks,
        offers=snapshot.offers,
        answered=await _answered(work, gathered),
        intro=period.edit.intro,
        leaders_note=period.edit.leaders_note,
        left_out=period.edit.without,
    )


async def _answered(work: Work, gathered: Gathered) -> tuple[AnsweredQuestions, ...]:
    """Of a learning that was withdrawn since, nothing."""
    counts = dict(gathered.snapshot.answered)
    words = await learnings.words_of(work, list(counts))
    return tuple(
        AnsweredQuestions(words[one], count)
        for one, count in counts.items()
        if one in words and not words[one].is_withdrawn
    )
