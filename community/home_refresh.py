"""Home tabs follow what people see of: whoever changes that touches the Homes of those concerned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from community.deliveries.planning import Wanted, touch_many
from community.ids import CommunityId, DeliveryKind, Operation, UserId, WorkspaceId
from community.work import Work
from storage.queries.people import home_openers

# Long enough for a downtime. A Home that was not refreshed in time is read afresh when it is opened.
_USEFUL_FOR = timedelta(days=1)


async def touch_homes(
    work: Work,
    community_id: CommunityId,
    user_ids: Collection[UserId] | None = None,
    *,
    facilitators_only: bool = False,
    within: timedelta = timedelta(0),
) -> None:
    """Have the Homes of the community's people published again, within a second or two; coalesced.

    `within`: they may wait so long for more to show, unless they are touched again with less patience.
    `user_ids`: only these (everybody if `None`); they need not be members any more. Costs one read, and one
    statement more if any of them has ever opened their Home; nobody else has one to refresh.
    """
    openers = await home_openers(work.session, community_id, user_ids, facilitators_only=facilitators_only)
    for workspace_id, users in openers.items():
        await touch_many(
            work.session,
            workspace_id=WorkspaceId(workspace_id),
            community_id=None,  # a Home shows all communities of its person
            wanted={f"home/{user_id}": _refresh(work, user_id, within) for user_id in users},
            now=work.now,
        )


def _refresh(work: Work, user_id: str, within: timedelta) -> Wanted:
    return Wanted(
        kind=DeliveryKind.HOME,
        key=f"{DeliveryKind.HOME}:{user_id}",
        recipient=user_id,
        due_at=work.now + within,
        expires_at=work.now + _USEFUL_FOR,
        operation=Operation.HOME,
    )
