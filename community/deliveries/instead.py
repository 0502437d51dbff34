"""What cannot be said in a thread any more is said by direct message, to the one it is for; and who waits for
something that does not come is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from community.deliveries.planning import Wanted, add
from community.deliveries.views import Delivery
from community.ids import DeliveryKind, UserId
from community.work import Work

OR_DIRECTLY_TO: Final = "or_directly_to"  # of a delivery's context: who gets it then

# Of a delivery's context: the kind and the key of what its recipient is told if it does not come; and who is
# told, where that is somebody else. Several deliveries of one key are told of once.
OR_TELL: Final = "or_tell"
TOLD_FOR: Final = timedelta(days=1)

NAME_TAKEN_AWAY: Final = "name_taken_away"  # our own word, before anything was said in the thread

# What Slack says when the thread or its channel is not there any more, or closed: surely nothing was posted.
_GONE: Final = frozenset(
    {"thread_not_found", "message_not_found", "channel_not_found", "not_in_channel", "is_archived"}
    | {"cannot_reply_to_message", NAME_TAKEN_AWAY}
)
_CLOSED: Final = "restricted_action"  # and what begins so: the thread is locked, or few may post


async def say_directly(work: Work, refused: Delivery, error: str) -> bool:
    """Whether it goes to its person instead, who must not be told twice: only where nothing was posted."""
    person = refused.context.get(OR_DIRECTLY_TO)
    if person is None or not (error in _GONE or error.startswith(_CLOSED)):
        return False
    directly = Wanted(
        kind=refused.kind,
        key=f"{refused.key}:directly",
        recipient=UserId(person),
        due_at=work.now,
        expires_at=max(refused.expires_at, work.now),
        context={OR_TELL: refused.context[OR_TELL]} if OR_TELL in refused.context else {},
    )
    await add(
        work.session,
        workspace_id=refused.workspace_id,
        community_id=refused.community_id,
        subject=refused.subject,
        wanted=[directly],
        now=work.now,
    )
    return True


async def tell_who_waits(work: Work, unsaid: Delivery, why: str) -> None:
    """Plan that word, if one is wanted; its context is that of what does not come, and `why`."""
    wanted = unsaid.context.get(OR_TELL)
    if wanted is None:
        return
    kind, key, *whom = wanted
    context = {name: value for name, value in unsaid.context.items() if name != OR_TELL}
    word = Wanted(
        kind=DeliveryKind(kind),
        key=key,
        recipient=UserId(whom[0]) if whom else unsaid.recipient,
        due_at=work.now,
        expires_at=work.now + TOLD_FOR,
        context={**context, "why": why},
    )
    await add(
        work.session,
        workspace_id=unsaid.workspace_id,
        community_id=unsaid.community_id,
        subject=unsaid.subject,
        wanted=[word],
        now=work.now,
    )
