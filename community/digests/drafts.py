"""The draft of a digest, and a facilitator's hand in it: edited, held, released, sent now."""

from __future__ import annotations

from community.digests.views import Draft, DraftEdit
from community.ids import CommunityId, DigestId, WorkspaceId
from community.work import Caller, UseCases


class DigestDrafts(UseCases):
    """For facilitators: everybody else raises `NotAllowed`. A digest that has gone raises `DigestSent`."""

    async def draft(self, caller: Caller, community_id: CommunityId) -> Draft:
        """The digest that is to come, as it would go now. Raises `DigestNotFound` when none is planned."""
        raise NotImplementedError

    async def open(self, caller: Caller, digest_id: DigestId) -> Draft:
        """The draft a button belongs to."""
        raise NotImplementedError

    async def edit(self, caller: Caller, digest_id: DigestId, edit: DraftEdit, *, version: int) -> Draft:
        """Raises `InvalidInput` beside `intro` or `leaders_note`, `EditedMeanwhile`."""
        raise NotImplementedError

    async def hold(self, caller: Caller, digest_id: DigestId) -> Draft:
        """Not to be sent until somebody releases it. Holding a held one changes nothing."""
        raise NotImplementedError

    async def release(self, caller: Caller, digest_id: DigestId) -> Draft:
        """It goes at its hour; at once, if that has passed."""
        raise NotImplementedError

    async def send_now(self, caller: Caller, digest_id: DigestId) -> Draft:
        """It goes at once, held or not, and stands for its own week."""
        raise NotImplementedError

    async def draft_for(self, workspace_id: WorkspaceId, digest_id: DigestId) -> Draft | None:
        """For what is sent about it, also once it has gone (`state`); `None` when there is none."""
        raise NotImplementedError
