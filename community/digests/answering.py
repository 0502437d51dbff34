"""Asks of leaders and offers of help: rows into views, and what a digest tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from community.communities.views import Community
from community.digests.period import Period
from community.digests.views import Ask, Offer
from community.ids import AskId, OfferId, UserId
from community.work import Work
from storage.queries import digest_answers as queries
from storage.tables import AskRow, OfferRow

MOST_ASKS: Final = 100  # open ones in one digest: the oldest; `/cop asks` has all
MOST_SETTLED: Final = 5  # the others come with the next
MOST_OFFERS: Final = 100  # whoever is offered more in a week has read them as they came


async def take_asks(work: Work, community: Community, period: Period) -> tuple[Ask, ...]:
    """Those that are open, then those that were settled since; how they ended is told once."""
    waiting = await queries.open_asks(work.session, community.id, MOST_ASKS)
    settled = await queries.settled_asks(work.session, community.id, MOST_SETTLED, untold=True)
    await queries.assign_asks(work.session, [row.id for row in settled], period.id)
    return await asks_of(work, [*waiting, *settled])


async def take_offers(work: Work, community: Community, period: Period) -> tuple[Offer, ...]:
    """Those made in the period, and those somebody has said the outcome of; each outcome is told once."""
    rows = await queries.offers_to_tell(work.session, community.id, period.covers_from, work.now, MOST_OFFERS)
    ended = [row.id for row in rows if row.outcome_at is not None]
    await queries.assign_offers(work.session, ended, period.id)
    return await offers_of(work, rows)


async def asks_of(work: Work, rows: Sequence[AskRow]) -> tuple[Ask, ...]:
    texts = {row.id: row.text for row in rows}
    offers: dict[int, list[Offer]] = {}
    for row in await queries.offers_on(work.session, list(texts)):
        if row.ask_id is not None:
            offers.setdefault(row.ask_id, []).append(_offer(row, texts[row.ask_id]))
    return tuple(_ask(row, offers.get(row.id, ())) for row in rows)


async def offers_of(work: Work, rows: Sequence[OfferRow]) -> tuple[Offer, ...]:
    asks = await queries.find_asks(work.session, {row.ask_id for row in rows if row.ask_id is not None})
    texts = {ask_id: row.text for ask_id, row in asks.items()}
    return tuple(_offer(row, texts.get(row.ask_id, "") if row.ask_id else "") for row in rows)


def _ask(row: AskRow, offers: Iterable[Offer]) -> Ask:
    return Ask(
        id=AskId(row.id),
        text=row.text,
        asked_by=UserId(row.asked_by),
        asked_at=row.asked_at,
        outcome=row.outcome,
        is_settled=row.closed_at is not None,
        offers=tuple(offers),
    )


def _offer(row: OfferRow, ask_text: str) -> Offer:
    return Offer(
        id=OfferId(row.id),
        ask_id=None if row.ask_id is None else AskId(row.ask_id),
        ask_text=ask_text,
        offered_by=UserId(row.offered_by),
        text=row.text,
        offered_at=row.offered_at,
        outcome=row.outcome,
    )
