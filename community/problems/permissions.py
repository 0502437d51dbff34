"""Who may do what with a problem, and what is kept of who did it.

What an anonymous presenter does is not kept: the list of who did what is read by others than facilitators.
"""

from __future__ import annotations

from community.errors import NotAllowed
from community.ids import UserId
from community.permissions import is_facilitator, require_member
from community.problems.thread import Thread
from community.work import Caller, audit
from storage.queries import problems as queries


def require_presenter(thread: Thread, caller: Caller) -> None:
    """Raises `NotAllowed` unless the caller presents the problem, or stands in."""
    if caller.user_id not in thread.no_peers:
        raise NotAllowed("Only who presents this problem can do that.")


async def require_mover(thread: Thread, caller: Caller) -> None:
    """Raises `NotAMember`, or `NotAllowed` unless the caller presents or facilitates."""
    await require_member(thread.work, caller, thread.community.id)
    if caller.user_id in thread.no_peers:
        return
    if not await is_facilitator(thread.work, caller, thread.community.id):
        name = thread.community.name
        raise NotAllowed(f"Only who presents this problem and the facilitators of {name} can do this.")


async def note(thread: Thread, caller: Caller, action: str, **details: object) -> None:
    """Keep that the caller did this to the problem; `details`: ids and numbers."""
    if thread.row.is_anonymous and caller.user_id == UserId(thread.row.presenter):
        return
    await audit(
        thread.work,
        caller,
        f"problems.problem.{action}",
        f"problem:{thread.row.id}",
        thread.community.id,
        **details,
    )


async def forget_presenter(thread: Thread) -> None:
    """What was kept of its presenter while the problem bore their name: it is to be anonymous now."""
    row = thread.row
    await queries.forget_doings(thread.work.session, row.community_id, f"problem:{row.id}", row.presenter)
