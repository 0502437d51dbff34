"""Rows into views of learnings, for one reader."""

from __future__ import annotations

from collections.abc import Sequence

from community.communities.reading import get_community
from community.digests.permissions import is_leader
from community.errors import LearningNotFound, LearningWithdrawn
from community.ids import ChannelId, CommunityId, LearningId, UserId
from community.learnings.views import Learning, LearningForReader, Source
from community.permissions import is_facilitator, require_member
from community.work import Caller, Work
from storage.queries import learnings as queries
from storage.queries.learnings import WholeLearning
from storage.tables import LearningRow


async def get_row(work: Work, caller: Caller, learning_id: LearningId) -> LearningRow:
    """Raises `LearningNotFound` for one of another workspace, or one nobody may see yet."""
    row = await queries.find_learning(work.session, caller.workspace_id, learning_id)
    if row is None:
        raise LearningNotFound("There is no such learning here any more.")
    return row


async def require_reader(work: Work, caller: Caller, row: LearningRow, channel: ChannelId | None) -> None:
    """For members, for leaders, whose digest tells of it, and for whose it is. Raises `NotAMember`.

    `channel`: where it is done; in the leaders' channel whoever does it is a leader.
    """
    if row.contact == caller.user_id:
        return
    community = await get_community(work.session, caller.workspace_id, CommunityId(row.community_id))
    if not await is_leader(work, caller, community, channel):
        await require_member(work, caller, community.id)


def refuse_withdrawn(row: LearningRow) -> None:
    if row.withdrawn_at is not None:
        raise LearningWithdrawn("This learning was taken back.")


async def get_for_reader(work: Work, caller: Caller, learning_id: LearningId) -> LearningForReader:
    found = await for_reader(work, caller, [learning_id])
    if not found:
        raise LearningNotFound("There is no such learning here any more.")
    return found[0]


async def for_reader(work: Work, caller: Caller, ids: Sequence[str]) -> tuple[LearningForReader, ...]:
    """In the order of `ids`; those that are gone are left out."""
    whole = await queries.load_learnings(work.session, ids, caller.user_id)
    rights = {
        community_id: await is_facilitator(work, caller, CommunityId(community_id))
        for community_id in {each.row.community_id for each in whole.values()}
    }
    found = [whole[learning_id] for learning_id in ids if learning_id in whole]
    return tuple(_met_by(caller, each, is_facilitator=rights[each.row.community_id]) for each in found)


def _met_by(caller: Caller, whole: WholeLearning, *, is_facilitator: bool) -> LearningForReader:
    contact = whole.row.contact
    is_mine = contact == caller.user_id
    return LearningForReader(
        learning=view_of(whole),
        has_endorsed=whole.has_endorsed,
        may_edit=is_facilitator or is_mine,
        is_mine=is_mine,
        may_ask=contact is not None and not is_mine,
    )


def view_of(whole: WholeLearning) -> Learning:
    """Of a withdrawn learning the words are gone."""
    row = whole.row
    is_withdrawn = row.withdrawn_at is not None
    return Learning(
        id=LearningId(row.id),
        community_id=CommunityId(row.community_id),
        kind=row.kind,
        text="" if is_withdrawn else row.text,
        author=None if row.author is None or is_withdrawn else UserId(row.author),
        source=Source(
            kind=row.source,
            title=whole.title,
            channel=row.source_channel,
            ts=row.source_ts,
            state=row.source_state,
            convening_id=row.convening_id,
            cycle_id=row.cycle_id,
            problem_id=row.problem_id,
        ),
        tags=whole.tags,
        shared_on=row.shared_on,
        endorsements=whole.endorsements,
        also_said=whole.also_said,
        is_withdrawn=is_withdrawn,
        version=row.version,
    )
