"""The draft of a digest, and a facilitator's hand in it: edited, held, released, sent now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from community.communities.reading import get_community
from community.communities.views import Community
from community.digests.period import Period, columns_of
from community.digests.planning import plan_messages, subject_of
from community.digests.reading import find_period, get_open_period, get_period, read_digest, rehearse
from community.digests.updating import touch_posted
from community.digests.views import LONGEST_INTRO, LONGEST_NOTE, PARTS, Draft, DraftEdit, LessOf
from community.errors import DigestSent, EditedMeanwhile, InvalidInput
from community.home_refresh import touch_homes
from community.ids import CommunityId, DigestId, WorkspaceId
from community.permissions import require_facilitator
from community.work import Caller, UseCases, Work, audit
from storage.queries import digest_answers as answer_queries
from storage.queries import digests as queries

OPEN, HELD, GONE = "open", "held", "gone"

_EDITED = (
    "Somebody changed this draft while you were editing. What you chose is kept here: look it through, and "
    "save again to put it over theirs."
)


class DigestDrafts(UseCases):
    """For facilitators: everybody else raises `NotAllowed`. A digest that has gone raises `DigestSent`."""

    async def draft(self, caller: Caller, community_id: CommunityId) -> Draft:
        """The digest that is to come, as it would go now. Raises `DigestNotFound` when none is planned."""
        async with self._chore() as work:
            await require_facilitator(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            return await _draft(work, community, await get_open_period(work, community))

    async def open(self, caller: Caller, digest_id: DigestId) -> Draft:
        """The draft a button belongs to. Raises `DigestSent` once it has gone."""
        async with self._chore() as work:
            period, community = await _get(work, caller, digest_id)
            return await _draft(work, community, period)

    async def edit(self, caller: Caller, digest_id: DigestId, edit: DraftEdit, *, version: int) -> Draft:
        """Raises `InvalidInput` beside `intro`, `leaders_note` or `without`; `EditedMeanwhile`."""
        check(edit)
        async with self._work(caller) as work:
            period, community = await _get(work, caller, digest_id)
            edit = replace(edit, intro=edit.intro.strip(), leaders_note=edit.leaders_note.strip())
            if not await queries.edit_draft(work.session, digest_id, version, columns_of(edit)):
                raise EditedMeanwhile(_EDITED, period.version)
            return await _follow(work, caller, community, period, "edit")

    async def hold(self, caller: Caller, digest_id: DigestId) -> Draft:
        """Not to be sent until somebody releases it. Holding a held one changes nothing."""
        async with self._work(caller) as work:
            period, community = await _get(work, caller, digest_id)
            if not period.is_held:
                await queries.hold_draft(work.session, digest_id, work.now, caller.user_id)
            return await _follow(work, caller, community, period, "hold")

    async def release(self, caller: Caller, digest_id: DigestId) -> Draft:
        """It goes at its hour; at once, if that has passed. One that is not held is left as it is."""
        async with self._work(caller) as work:
            period, community = await _get(work, caller, digest_id)
            if not period.is_held:
                return await _draft(work, community, period)
            await _let_go(work, period)
            return await _follow(work, caller, community, period, "release")

    async def send_now(self, caller: Caller, digest_id: DigestId) -> Draft:
        """It goes at once, held or not, and stands for its own week."""
        async with self._work(caller) as work:
            period, community = await _get(work, caller, digest_id)
            await _let_go(work, period)
            return await _follow(work, caller, community, period, "send_now", at=work.now)

    async def draft_for(self, workspace_id: WorkspaceId, digest_id: DigestId) -> Draft | None:
        """For what is sent about it, also once it has gone (`state`); `None` when there is none."""
        async with self._chore() as work:
            found = await find_period(work, workspace_id, digest_id)
            if found is None:
                return None
            period, community = found
            return await _draft(work, community, period)


def check(edit: DraftEdit) -> None:
    """Raises `InvalidInput` beside `intro`, `leaders_note` or `without`."""
    problems = {
        "intro": _length_problem(edit.intro, LONGEST_INTRO),
        "leaders_note": _length_problem(edit.leaders_note, LONGEST_NOTE),
        "without": "" if set(edit.without) <= set(PARTS) else "Choose among the parts of the digest.",
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidInput(found)


def _length_problem(text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return f"At most {most:,} characters fit here; these are {len(text):,}."


async def _get(work: Work, caller: Caller, digest_id: DigestId) -> tuple[Period, Community]:
    """Locked, so that it cannot go while it is being changed."""
    period, community = await get_period(work, caller.workspace_id, digest_id, to_change=True)
    await require_facilitator(work, caller, community.id)
    if not period.is_open:
        raise DigestSent("This digest has gone out already. /cop digest shows what it told.")
    return period, community


async def _let_go(work: Work, period: Period) -> None:
    """A digest held past its hour is due now: messages are known by the hour they were planned for."""
    await queries.hold_draft(work.session, period.id, None, None)
    if period.is_held and period.due_at <= work.now:
        await queries.move_digest(work.session, period.id, work.now.replace(microsecond=0))


async def _follow(
    work: Work,
    caller: Caller,
    community: Community,
    before: Period,
    action: str,
    *,
    at: datetime | None = None,
) -> Draft:
    period, _ = await get_period(work, caller.workspace_id, before.id)
    await plan_messages(work, community, period, at=at)
    await touch_posted(work, community.workspace_id, community.id, [period.id], drafts_only=True)
    await audit(work, caller, f"digests.draft.{action}", subject_of(period.id), community.id)
    await touch_homes(work, community.id, facilitators_only=True)
    return await _draft(work, community, period)


async def _draft(work: Work, community: Community, period: Period) -> Draft:
    if period.is_open:
        digest = await rehearse(work, community, period)
    else:
        digest = await read_digest(work, community, period)
    counts = await answer_queries.count_less_of(work.session, community.id)
    return Draft(
        digest=digest,
        edit=period.edit,
        due_at=period.due_at,
        state=_state(period),
        held_by=period.held_by if period.is_held else None,
        held_at=period.held_at if period.is_held else None,
        version=period.version,
        less_of=tuple(LessOf(part, count) for part, count in counts),
    )


def _state(period: Period) -> str:
    if not period.is_open:
        return GONE
    return HELD if period.is_held else OPEN
