"""What comes back on a digest: offers of help, asks of leaders, less of this, reading by direct message.

Whoever writes in the leaders' channel is a leader: pass the channel of the message as `channel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from community.communities.reading import get_community
from community.communities.views import Community
from community.deliveries.planning import Wanted, add
from community.digests.answering import asks_of, offers_of
from community.digests.permissions import is_leader, require_reader
from community.digests.reading import get_period
from community.digests.views import (
    LONGEST_WORDS,
    PARTS,
    Ask,
    AsksPage,
    LessOfSaid,
    Offer,
    OfferForm,
    OfferNews,
)
from community.errors import AnsweredAlready, AskNotFound, InvalidInput, NotAllowed, OfferNotFound
from community.ids import (
    AskId,
    ChannelId,
    CommunityId,
    DeliveryKind,
    DigestId,
    OfferId,
    UserId,
    WorkspaceId,
)
from community.permissions import is_facilitator, require_member
from community.work import Caller, UseCases, Work, audit
from storage.queries import digest_answers as queries
from storage.tables import AskRow, OfferRow

MOST_SHOWN = 500  # asks, settled ones and offers that one can turn pages to
ON_A_PAGE = 8  # open asks
SETTLED_ON_A_PAGE = 6
OFFERS_ON_A_PAGE = 4
_USEFUL_FOR = timedelta(days=7)

Row = TypeVar("Row")


class DigestAnswers(UseCases):
    async def offer_form(
        self, caller: Caller, digest_id: DigestId, ask_id: AskId | None, *, channel: ChannelId | None = None
    ) -> OfferForm:
        """Raises `NotAllowed`, `DigestNotFound`, `AskNotFound`, `AnsweredAlready`."""
        async with self._look() as work:
            community, row = await _offered_on(work, caller, digest_id, ask_id, channel)
            asks = () if row is None else await asks_of(work, [row])
            return OfferForm(community, digest_id, asks[0] if asks else None)

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

        For members, and readers of the leaders' edition. Raises `InvalidInput` beside `text`, `NotAllowed`,
        `DigestNotFound`, `AskNotFound`; `AnsweredAlready` when the ask was settled meanwhile.
        """
        check(text, "text", "Say how you can help: a sentence is enough.")
        async with self._work(caller) as work:
            community, ask = await _offered_on(work, caller, digest_id, ask_id, channel)
            values = {
                "community_id": community.id,
                "ask_id": ask_id,
                "offered_in": digest_id,
                "offered_by": caller.user_id,
                "text": text.strip(),
                "offered_at": work.now,
                "outcome": "",
            }
            offer_id = OfferId(await queries.insert_offer(work.session, values))
            await _tell_of_offer(work, caller, community, offer_id, ask)
            await audit(work, caller, "digests.offer.make", f"offer:{offer_id}", community.id)
            return await _offer_of(work, await _offer_row(work, caller.workspace_id, offer_id))

    async def outcome_form(self, caller: Caller, offer_id: OfferId) -> OfferNews:
        """Raises `NotAllowed`, `OfferNotFound`."""
        async with self._look() as work:
            row = await _offer_row(work, caller.workspace_id, offer_id)
            community = await _to_settle_offer(work, caller, row)
            return OfferNews(community, await _offer_of(work, row))

    async def offer_outcome(self, caller: Caller, offer_id: OfferId, text: str) -> Offer:
        """What came of it: the next digest tells. For facilitators and who asked. Said again, the last holds.

        Raises `InvalidInput` beside `text`, `NotAllowed`, `OfferNotFound`.
        """
        check(text, "text", "Say what came of it: a sentence is enough.")
        async with self._work(caller) as work:
            row = await _offer_row(work, caller.workspace_id, offer_id, to_change=True)
            community = await _to_settle_offer(work, caller, row)
            await queries.note_outcome(work.session, offer_id, text.strip(), work.now)
            await audit(work, caller, "digests.offer.outcome", f"offer:{offer_id}", community.id)
            return await _offer_of(work, await _offer_row(work, caller.workspace_id, offer_id))

    async def ask_leaders(self, caller: Caller, community_id: CommunityId, text: str) -> Ask:
        """Ask the leaders for something: shown in their edition until it is settled. For members.

        Raises `InvalidInput` beside `text`; `NotAllowed` when no leader reads this community's digest.
        """
        check(text, "text", "Say what you ask of the leaders: a sentence or two is enough.")
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            await _require_leaders(work, community)
            values = {
                "community_id": community_id,
                "text": text.strip(),
                "asked_by": caller.user_id,
                "asked_at": work.now,
                "outcome": "",
            }
            ask_id = AskId(await queries.insert_ask(work.session, values))
            await audit(work, caller, "digests.ask.make", f"ask:{ask_id}", community_id)
            return await _ask_of(work, await _ask_row(work, caller.workspace_id, ask_id))

    async def ask_form(self, caller: Caller, ask_id: AskId) -> Ask:
        """What is to be settled. Raises as `settle_ask`."""
        async with self._look() as work:
            row = await _ask_row(work, caller.workspace_id, ask_id)
            await _require_settler(work, caller, row)
            return await _ask_of(work, row)

    async def settle_ask(self, caller: Caller, ask_id: AskId, outcome: str) -> Ask:
        """It is done with, and how: the next digest tells. For facilitators and who asked.

        Raises `InvalidInput` beside `outcome`, `AskNotFound`, `NotAllowed`, `AnsweredAlready`.
        """
        check(outcome, "outcome", "Say how it ended: a sentence is enough.")
        async with self._work(caller) as work:
            row = await _ask_row(work, caller.workspace_id, ask_id, to_change=True)
            await _require_settler(work, caller, row)
            await queries.settle_ask(work.session, ask_id, outcome.strip(), work.now)
            await audit(work, caller, "digests.ask.settle", f"ask:{ask_id}", CommunityId(row.community_id))
            return await _ask_of(work, await _ask_row(work, caller.workspace_id, ask_id))

    async def asks(
        self,
        caller: Caller,
        community_id: CommunityId,
        *,
        page: int = 1,
        channel: ChannelId | None = None,
    ) -> AsksPage:
        """For members, and readers of the leaders' edition. A page past the end is the last."""
        async with self._look() as work:
            community = await get_community(work.session, caller.workspace_id, community_id)
            await require_reader(work, caller, community, channel)
            waiting = await queries.open_asks(work.session, community_id, MOST_SHOWN)
            settled = await queries.settled_asks(work.session, community_id, MOST_SHOWN)
            alone = await queries.offers_on_no_ask(work.session, community_id, MOST_SHOWN)
            pages = max(
                _pages(waiting, ON_A_PAGE),
                _pages(settled, SETTLED_ON_A_PAGE),
                _pages(alone, OFFERS_ON_A_PAGE),
            )
            page = min(max(page, 1), pages)
            return AsksPage(
                community=community,
                open=await asks_of(work, _page(waiting, page, ON_A_PAGE)),
                settled=await asks_of(work, _page(settled, page, SETTLED_ON_A_PAGE)),
                offers=await offers_of(work, _page(alone, page, OFFERS_ON_A_PAGE)),
                page=page,
                pages=pages,
                may_settle=await is_facilitator(work, caller, community_id),
                reads_by_dm=await _reads_by_dm(work, caller, community_id),
            )

    async def less_of(self, caller: Caller, community_id: CommunityId, part: str) -> LessOfSaid:
        """Say that one wants less of a part (of `PARTS`); said once more, take that back. For members.

        Raises `InvalidInput` beside `part`. Facilitators see how many people said so, never who.
        """
        if part not in PARTS:
            raise InvalidInput({"part": "Choose a part of the digest."})
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            if not await queries.take_back_less(work.session, community_id, caller.user_id, part):
                await queries.say_less(work.session, community_id, caller.user_id, part, work.now)
            parts = await queries.less_of(work.session, community_id, caller.user_id)
            return LessOfSaid(community_id, part, tuple(parts))

    async def less_form(self, caller: Caller, community_id: CommunityId) -> LessOfSaid:
        """What the caller wants less of so far; `part` is "". For members."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            parts = await queries.less_of(work.session, community_id, caller.user_id)
            return LessOfSaid(community_id, "", tuple(parts))

    async def read_by_dm(
        self,
        caller: Caller,
        community_id: CommunityId,
        *,
        wants: bool,
        channel: ChannelId | None = None,
    ) -> bool:
        """Get the leaders' edition as a direct message, or no more; whether they get it from now on.

        For facilitators and whoever is in the leaders' channel (`NotAllowed`); anybody may stop it.
        """
        async with self._work(caller) as work:
            community = await get_community(work.session, caller.workspace_id, community_id)
            if wants:
                await _require_leader(work, caller, community, channel)
                await queries.put_reader(work.session, community_id, caller.user_id, work.now)
            else:
                await queries.take_reader(work.session, community_id, caller.user_id)
            return wants

    async def is_reader(self, workspace_id: WorkspaceId, community_id: CommunityId, user_id: UserId) -> bool:
        """Whether this person still wants a message of their own: for what is sent."""
        async with self._look() as work:
            await get_community(work.session, workspace_id, community_id)
            return user_id in await queries.readers_of(work.session, community_id)

    async def offer_for(self, workspace_id: WorkspaceId, offer_id: OfferId) -> OfferNews | None:
        """For what is sent about it (DIGEST_OFFER, subject `offer:ID`); `None` once it is gone."""
        async with self._look() as work:
            row = await queries.find_offer(work.session, workspace_id, offer_id)
            if row is None:
                return None
            community = await get_community(work.session, workspace_id, CommunityId(row.community_id))
            return OfferNews(community, await _offer_of(work, row))


def _pages(rows: Sequence[object], at_once: int) -> int:
    return max(1, -(-len(rows) // at_once))


def _page(rows: Sequence[Row], page: int, at_once: int) -> Sequence[Row]:
    return rows[(page - 1) * at_once : page * at_once]


def check(text: str, field: str, missing: str) -> None:
    """Raises `InvalidInput` beside `field`."""
    if not text.strip():
        raise InvalidInput({field: missing})
    if len(text) > LONGEST_WORDS:
        raise InvalidInput(
            {field: f"At most {LONGEST_WORDS:,} characters fit here; these are {len(text):,}."}
        )


async def _offered_on(
    work: Work, caller: Caller, digest_id: DigestId, ask_id: AskId | None, channel: ChannelId | None
) -> tuple[Community, AskRow | None]:
    """The community of a digest, and the ask if it is for one; both must belong together."""
    _, community = await get_period(work, caller.workspace_id, digest_id)
    await require_reader(work, caller, community, channel)
    if ask_id is None:
        return community, None
    ask = await _ask_row(work, caller.workspace_id, ask_id)
    if ask.community_id != community.id:
        raise AskNotFound("There is no such ask in this community.")
    _refuse_settled(ask)
    return community, ask


async def _tell_of_offer(
    work: Work, caller: Caller, community: Community, offer_id: OfferId, ask: AskRow | None
) -> None:
    """Everybody who may take it up, except whoever offers."""
    told = {*community.facilitators, *([] if ask is None else [UserId(ask.asked_by)])} - {caller.user_id}
    wanted = [
        Wanted(
            kind=DeliveryKind.DIGEST_OFFER,
            key=f"{DeliveryKind.DIGEST_OFFER}:{offer_id}:{person}",
            recipient=person,
            due_at=work.now,
            expires_at=work.now + _USEFUL_FOR,
        )
        for person in sorted(told)
    ]
    await add(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=f"offer:{offer_id}",
        wanted=wanted,
        now=work.now,
    )


async def _require_leaders(work: Work, community: Community) -> None:
    if community.leaders_channel is None and not await queries.readers_of(work.session, community.id):
        raise NotAllowed(
            f"No leader reads the digest of {community.name} yet. A facilitator can name a leaders' channel "
            "with /cop setup."
        )


async def _require_leader(
    work: Work, caller: Caller, community: Community, channel: ChannelId | None
) -> None:
    if await is_leader(work, caller, community, channel):
        return
    if not await is_facilitator(work, caller, community.id):
        raise NotAllowed(
            "The leaders' edition is for whoever is in the leaders' channel: choose it there, under a digest."
        )


async def _to_settle_offer(work: Work, caller: Caller, row: OfferRow) -> Community:
    """Raises `NotAllowed` unless the caller facilitates, or asked for what is offered."""
    community_id = CommunityId(row.community_id)
    if not await is_facilitator(work, caller, community_id):
        asked = (
            row.ask_id is not None and (await _ask_row(work, caller.workspace_id, AskId(row.ask_id))).asked_by
        )
        if asked != caller.user_id:
            raise NotAllowed("Only facilitators, and whoever asked for it, can say what came of an offer.")
    return await get_community(work.session, caller.workspace_id, community_id)


async def _require_settler(work: Work, caller: Caller, row: AskRow) -> None:
    if row.asked_by != caller.user_id and not await is_facilitator(
        work, caller, CommunityId(row.community_id)
    ):
        raise NotAllowed("Only facilitators, and whoever asked, can say how this ended.")
    _refuse_settled(row)


def _refuse_settled(row: AskRow) -> None:
    if row.closed_at is not None:
        raise AnsweredAlready(f"This ask is settled: {row.outcome}")


async def _reads_by_dm(work: Work, caller: Caller, community_id: CommunityId) -> bool:
    return caller.user_id in await queries.readers_of(work.session, community_id)


async def _ask_row(
    work: Work, workspace_id: WorkspaceId, ask_id: AskId, *, to_change: bool = False
) -> AskRow:
    row = await queries.find_ask(work.session, workspace_id, ask_id, to_change=to_change)
    if row is None:
        raise AskNotFound("There is no such ask here any more.")
    return row


async def _offer_row(
    work: Work, workspace_id: WorkspaceId, offer_id: OfferId, *, to_change: bool = False
) -> OfferRow:
    row = await queries.find_offer(work.session, workspace_id, offer_id, to_change=to_change)
    if row is None:
        raise OfferNotFound("There is no such offer here any more.")
    return row


async def _ask_of(work: Work, row: AskRow) -> Ask:
    return (await asks_of(work, [row]))[0]


async def _offer_of(work: Work, row: OfferRow) -> Offer:
    return (await offers_of(work, [row]))[0]
