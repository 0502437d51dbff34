"""What comes back on a digest: offers of help, asks of leaders, less of this, reading by direct message.

Whoever writes in the leaders' channel is a leader: pass the channel of the message as `channel`.
"""

from __future__ import annotations

from community.digests.views import Ask, AsksPage, LessOfSaid, Offer, OfferForm, OfferNews
from community.ids import AskId, ChannelId, CommunityId, DigestId, OfferId, WorkspaceId
from community.work import Caller, UseCases


class DigestAnswers(UseCases):
    async def offer_form(
        self, caller: Caller, digest_id: DigestId, ask_id: AskId | None, *, channel: ChannelId | None = None
    ) -> OfferForm:
        """Raises `NotAllowed`, `DigestNotFound`, `AskNotFound`."""
        raise NotImplementedError

    async def offer(
        self,
        caller: Caller,
        digest_id: DigestId,
        ask_id: AskId | None,
        text: str,
        *,
        channel: ChannelId | None = None,
    ) -> Offer:
        """Help with an ask, or with anything in a digest: facilitators and who asked are told.

        For members, and readers of the leaders' edition. Raises `InvalidInput` beside `text`, `NotAllowed`.
        """
        raise NotImplementedError

    async def outcome_form(self, caller: Caller, offer_id: OfferId) -> OfferNews:
        """Raises `NotAllowed`, `OfferNotFound`."""
        raise NotImplementedError

    async def offer_outcome(self, caller: Caller, offer_id: OfferId, text: str) -> Offer:
        """What came of it: the next digest tells. For facilitators and who asked. Said again, the last holds.

        Raises `InvalidInput` beside `text`, `NotAllowed`.
        """
        raise NotImplementedError

    async def ask_leaders(self, caller: Caller, community_id: CommunityId, text: str) -> Ask:
        """Ask the leaders for something: shown in their edition until it is settled. For members.

        Raises `InvalidInput` beside `text`; `NotAllowed` when no leader reads this community's digest.
        """
        raise NotImplementedError

    async def settle_ask(self, caller: Caller, ask_id: AskId, outcome: str) -> Ask:
        """It is done with, and how: the next digest tells. For facilitators and who asked.

        Raises `InvalidInput` beside `outcome`, `AskNotFound`, `NotAllowed`, `AnsweredAlready`.
        """
        raise NotImplementedError

    async def asks(
        self, caller: Caller, community_id: CommunityId, *, channel: ChannelId | None = None
    ) -> AsksPage:
        """For members, and readers of the leaders' edition."""
        raise NotImplementedError

    async def less_of(self, caller: Caller, community_id: CommunityId, part: str) -> LessOfSaid:
        """Say that one wants less of a part (of `PARTS`); said once more, take that back."""
        raise NotImplementedError

    async def read_by_dm(
        self,
        caller: Caller,
        community_id: CommunityId,
        *,
        wants: bool,
        channel: ChannelId | None = None,
    ) -> bool:
        """Get the leaders' edition as a direct message, or no more; whether the caller gets it now.

        For facilitators and whoever is in the leaders' channel; anybody may stop it.
        """
        raise NotImplementedError

    async def offer_for(self, workspace_id: WorkspaceId, offer_id: OfferId) -> OfferNews | None:
        """For what is sent about it (DIGEST_OFFER, subject `offer:ID`); `None` once it is gone."""
        raise NotImplementedError
