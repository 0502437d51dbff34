"""Keeping what the setup form asks: who may, what must hold, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert

from community.communities.edits import EDITED, SET_UP, edited_meanwhile
from community.communities.emoji import read_emoji
from community.communities.holidays import read_holidays
from community.communities.reading import (
    KEEPS_CONTRIBUTIONS,
    LEARNING_REACTION,
    REVIEWS_DIGEST,
    REVIEWS_PROBLEMS,
    SKIPS_QUIET_WEEKS,
    find_community,
    get_community,
)
from community.communities.rules import problems_of, warnings_of
from community.communities.views import Community, CommunityDraft, Person
from community.convenings.planning import plan_channel_again
from community.deliveries.planning import Wanted, add
from community.digests.planning import follow_settings
from community.errors import CommunityNotFound, InvalidInput, NotAllowed
from community.feedback.asking import ask_again
from community.home_refresh import touch_homes
from community.ids import ChannelId, CommunityId, DeliveryKind, UserId, WorkspaceId
from community.members.service import want_roster
from community.pdsa.planning import plan_all_again as plan_all_cycles_again
from community.permissions import require_facilitator, require_full_member
from community.problems.keeping import plan_all_again as plan_all_problems_again
from community.walltime import today_in
from community.work import Caller, Work, audit
from storage.queries import communities as queries
from storage.queries import members as member_queries
from storage.tables import CommunityRow, HolidayRow

_READY_LASTS = timedelta(days=1)
_ADDED_LASTS = timedelta(days=7)


async def at_home(work: Work, workspace_id: WorkspaceId, channel: ChannelId) -> Community | None:
    row = await queries.find_by_home(work.session, workspace_id, channel)
    return None if row is None else await find_community(work.session, CommunityId(row.id))


async def require_editor(work: Work, caller: Caller, community: Community | None) -> None:
    """A new community: any full member. One that exists: its facilitators.

    If every facilitator has left the workspace, any full member among its people: or nobody could ever again.
    """
    if community is None:
        await require_full_member(work, caller)
    elif community.facilitators:
        await require_facilitator(work, caller, community.id)
    else:
        await require_full_member(work, caller)
        if not await member_queries.belongs(work.session, caller.workspace_id, community.id, caller.user_id):
            raise NotAllowed(f"Only members of {community.name} can take it over. Join its channel first.")


def check(
    work: Work,
    caller: Caller,
    channel: ChannelId,
    draft: CommunityDraft,
    people: Mapping[UserId, Person],
    *,
    accepted: bool,
) -> None:
    problems = problems_of(draft, channel, people)
    if problems:
        raise InvalidInput(problems)
    warnings = warnings_of(draft, caller.user_id, today_in(draft.zone, work.now))
    if warnings and not accepted:
        raise InvalidInput(warnings=warnings)


async def insert_new(
    work: Work, caller: Caller, channel: ChannelId, channel_name: str, draft: CommunityDraft
) -> bool:
    """Whether the channel had no community, and has this one now."""
    values = _values(draft) | {
        "workspace_id": caller.workspace_id,
        "home_channel": channel,
        "home_channel_name": channel_name,
        "settings": _settings(draft),
        "version": 1,
        "created_at": work.now,
        "created_by": caller.user_id,
    }
    return await queries.insert_community(work.session, values) is not None


async def change(work: Work, before: Community | None, version: int | None, draft: CommunityDraft) -> None:
    """Raises `EditedMeanwhile` unless the community still is what the form was opened on."""
    if before is None:
        raise CommunityNotFound("There is no such community here any more.")
    row = await work.session.get_one(CommunityRow, before.id)
    values = _values(draft) | {"settings": {**row.settings, **_settings(draft)}}
    if version is not None and await queries.update_community(work.session, before.id, version, values):
        return
    raise await edited_meanwhile(work, before.id)


async def settle(
    work: Work, caller: Caller, channel: ChannelId, draft: CommunityDraft, before: Community | None
) -> Community:
    """What follows once the row holds the draft. Gives the community as it is now."""
    row = await queries.find_by_home(work.session, caller.workspace_id, channel)
    if row is None:
        raise LookupError("the community was just written")
    community_id = CommunityId(row.id)
    await _replace_holidays(work, community_id, draft)
    await member_queries.keep_facilitators(work.session, community_id, draft.facilitators)
    await member_queries.enter(
        work.session, caller.workspace_id, community_id, draft.facilitators, work.now, as_facilitators=True
    )
    # Also after an edit: whoever is a facilitator no longer belongs only if they are in the channel.
    await want_roster(work, community_id)
    community = await get_community(work.session, caller.workspace_id, community_id)
    await _tell(work, caller, before, community)
    await follow_settings(work, before, community)
    if before is not None:
        await _replan(work, before, community)
    action = SET_UP if before is None else EDITED
    await audit(
        work, caller, action, f"community:{community_id}", community_id, version=community.version,
        facilitators=list(community.facilitators),
    )  # fmt: skip
    await touch_homes(work, community_id)
    return community


async def _replan(work: Work, before: Community, community: Community) -> None:
    """What waits for a working day, or goes to whoever facilitates."""
    has_other_holidays = set(community.holidays) != set(before.holidays)
    has_others = set(community.facilitators) != set(before.facilitators)
    if has_other_holidays:
        await plan_channel_again(work, community)
    if has_other_holidays or has_others:
        await ask_again(work, community)
    if has_other_holidays or has_others or community.zone != before.zone:
        await plan_all_cycles_again(work, community)
        await plan_all_problems_again(work, community)


async def _replace_holidays(work: Work, community_id: CommunityId, draft: CommunityDraft) -> None:
    await work.session.execute(delete(HolidayRow).where(HolidayRow.community_id == community_id))
    holidays = read_holidays(draft.holidays_text)
    if holidays:
        rows = [{"community_id": community_id, **asdict(day)} for day in holidays]
        await work.session.execute(insert(HolidayRow), rows)


async def _tell(work: Work, caller: Caller, before: Community | None, community: Community) -> None:
    """The channel, once, that it is a community's home now; new facilitators, but whoever did it knows."""
    told: dict[str, Wanted] = {}
    if before is None:
        told[f"community:{community.id}"] = _ready(work, community)
    known = {caller.user_id, *(before.facilitators if before else ())}
    for user_id in community.facilitators:
        if user_id not in known:
            told[f"community:{community.id}/{user_id}"] = _facilitator_added(work, community, user_id)
    for subject, wanted in told.items():
        await add(
            work.session,
            workspace_id=community.workspace_id,
            community_id=community.id,
            subject=subject,
            wanted=[wanted],
            now=work.now,
        )


def _ready(work: Work, community: Community) -> Wanted:
    return Wanted(
        kind=DeliveryKind.COMMUNITY_READY,
        key=f"{DeliveryKind.COMMUNITY_READY}:{community.id}",
        recipient=community.home_channel,
        due_at=work.now,
        expires_at=work.now + _READY_LASTS,
    )


def _facilitator_added(work: Work, community: Community, user_id: UserId) -> Wanted:
    return Wanted(
        kind=DeliveryKind.FACILITATOR_ADDED,
        # With the version: somebody taken off the list and put back later is told again.
        key=f"{DeliveryKind.FACILITATOR_ADDED}:{community.id}:{community.version}:{user_id}",
        recipient=user_id,
        due_at=work.now,
        expires_at=work.now + _ADDED_LASTS,
    )


def _settings(draft: CommunityDraft) -> dict[str, bool | str]:
    return {
        SKIPS_QUIET_WEEKS: draft.skips_quiet_weeks,
        REVIEWS_PROBLEMS: draft.reviews_problems,
        KEEPS_CONTRIBUTIONS: draft.keeps_contributions,
        LEARNING_REACTION: read_emoji(draft.learning_reaction) or "",
        REVIEWS_DIGEST: draft.reviews_digest,
    }


def _values(draft: CommunityDraft) -> dict[str, Any]:
    """The columns that hold the draft."""
    return {
        "leaders_channel": draft.leaders_channel,
        "name": draft.name.strip(),
        "purpose_whom": draft.purpose.whom.strip(),
        "purpose_shared": draft.purpose.shared.strip(),
        "purpose_practice": draft.purpose.practice.strip(),
        "zone": draft.zone,
        "year_starts_on": draft.year_starts_on,
        "year_ends_on": draft.year_ends_on,
        "semester_ends_on": draft.semester_ends_on,
        "digest_weekday": draft.digest_weekday,
        "digest_time": draft.digest_time,
    }
