"""Who may do what. Asked again on every action: a button may be old, a form may be forwarded."""

from __future__ import annotations

from community.errors import CommunityNotFound, NotAllowed, NotAMember
from community.ids import CommunityId
from community.work import Caller, Work
from storage.queries import members as queries
from storage.tables import CommunityRow, PersonRow


async def require_facilitator(work: Work, caller: Caller, community_id: CommunityId) -> None:
    """Raises `NotAllowed` unless the caller is a facilitator there, `CommunityNotFound` if there is none."""
    if await _belongs(work, caller, community_id, as_facilitator=True):
        return
    name = await _name_of(work, caller, community_id)
    raise NotAllowed(f"Only the facilitators of {name} can do this. Ask one of them.")


async def require_member(work: Work, caller: Caller, community_id: CommunityId) -> None:
    """Raises `NotAMember` unless the caller is a member there, `CommunityNotFound` if there is none."""
    if await _belongs(work, caller, community_id, as_facilitator=False):
        return
    name = await _name_of(work, caller, community_id)
    raise NotAMember(f"Only members of {name} can do this. Join its channel to become one.")


async def is_facilitator(work: Work, caller: Caller, community_id: CommunityId) -> bool:
    """Whether the caller facilitates the community now."""
    return await _belongs(work, caller, community_id, as_facilitator=True)


async def require_full_member(work: Work, caller: Caller) -> None:
    """Raises `NotAllowed` for guests, bots and deactivated people: they may not set up a community.

    A person the bot has never heard of passes: forms are checked again with what Slack says of their sender.
    """
    person = await work.session.get(PersonRow, (caller.workspace_id, caller.user_id))
    if person is not None and (person.is_guest or person.is_bot or person.is_deactivated):
        raise NotAllowed(
            "Only full members of the workspace can set up a community; guests cannot. "
            "Ask a colleague who is a full member to run /cop setup here."
        )


async def _belongs(work: Work, caller: Caller, community_id: CommunityId, *, as_facilitator: bool) -> bool:
    return await queries.belongs(
        work.session, caller.workspace_id, community_id, caller.user_id, as_facilitator=as_facilitator
    )


async def _name_of(work: Work, caller: Caller, community_id: CommunityId) -> str:
    row = await work.session.get(CommunityRow, community_id)
    if row is None or row.workspace_id != caller.workspace_id:
        raise CommunityNotFound("There is no such community here any more.")
    return row.name
