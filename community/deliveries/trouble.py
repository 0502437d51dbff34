"""Telling facilitators, once, that Slack refuses what the bot should send."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from community.deliveries.planning import Wanted, add
from community.deliveries.views import Delivery
from community.ids import CommunityId, DeliveryKind, UserId, WorkspaceId
from community.work import Work
from storage.queries.deliveries import insert_into
from storage.tables import CommunityRow, MemberRow, TroubleRow

PEOPLE = "people"  # stands for every direct message: one person's closed account must not be told fifty times
TROUBLE_LASTS = timedelta(days=7)


async def tell_trouble(work: Work, delivery: Delivery, error: str) -> None:
    """Plan a word to each facilitator, unless they were told of this channel and error already."""
    if delivery.community_id is None or not delivery.rule.is_told:
        return
    channel = PEOPLE if delivery.is_direct else delivery.recipient
    if not await _is_news(work, delivery, delivery.community_id, channel, error):
        return
    await work.session.execute(
        update(CommunityRow)
        .where(CommunityRow.id == delivery.community_id, CommunityRow.home_channel == channel)
        .values(channel_trouble=error)
    )
    for user_id in await _facilitators(work, delivery.community_id):
        await _tell(work, delivery, error, user_id)


async def troubled_channels(work: Work, workspace_id: WorkspaceId) -> set[str]:
    """The channels of which facilitators were told that Slack refuses them."""
    found = await work.session.scalars(
        select(TroubleRow.channel).where(TroubleRow.workspace_id == workspace_id)
    )
    return set(found) - {PEOPLE}


async def works_again(work: Work, workspace_id: WorkspaceId, channels: Collection[str]) -> None:
    """Something was posted in these channels: the next trouble there is news again."""
    if not channels:
        return
    gone = await work.session.scalars(
        delete(TroubleRow)
        .where(TroubleRow.workspace_id == workspace_id, TroubleRow.channel.in_(channels))
        .returning(TroubleRow.channel)
    )
    if mended := set(gone):
        await work.session.execute(
            update(CommunityRow)
            .where(CommunityRow.workspace_id == workspace_id, CommunityRow.home_channel.in_(mended))
            .values(channel_trouble=None)
        )


async def _is_news(
    work: Work, delivery: Delivery, community_id: CommunityId, channel: str, error: str
) -> bool:
    row = {
        "workspace_id": delivery.workspace_id,
        "community_id": community_id,
        "channel": channel,
        "error": error,
        "since": work.now,
    }
    statement = insert_into(work.session, TroubleRow).values(row).on_conflict_do_nothing()
    return await work.session.scalar(statement.returning(TroubleRow.channel)) is not None


async def _facilitators(work: Work, community_id: CommunityId) -> Sequence[str]:
    found = await work.session.scalars(
        select(MemberRow.user_id).where(
            MemberRow.community_id == community_id, MemberRow.is_facilitator, MemberRow.left_at.is_(None)
        )
    )
    return found.all()


async def _tell(work: Work, delivery: Delivery, error: str, user_id: str) -> None:
    told = Wanted(
        kind=DeliveryKind.TROUBLE,
        key=f"{DeliveryKind.TROUBLE}:{delivery.key}:{error}:{work.now:%Y-%m-%dT%H:%M}:{user_id}",
        recipient=UserId(user_id),
        due_at=work.now,
        expires_at=work.now + TROUBLE_LASTS,
        context={"channel": delivery.recipient, "error": error, "kind": delivery.kind},
    )
    await add(
        work.session,
        workspace_id=delivery.workspace_id,
        community_id=delivery.community_id,
        subject=f"trouble:{delivery.community_id}/{user_id}",  # its own: plan() must not cancel it
        wanted=[told],
        now=work.now,
    )
