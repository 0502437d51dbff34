"""What comes back on a digest: help offered, leaders asked, less of this, reading by direct message."""

from __future__ import annotations

from community.communities.views import Community
from community.ids import AskId
from handlers.answers import Answer, Open, Say
from handlers.desk import Desk
from handlers.digests_values import ask_of, digest_of, offer_of, place_of
from handlers.payloads import Click, Command, Submission
from message_templates.values import Ref, UnreadableRef

FIRST = 1
START, STOP = "start", "stop"  # of the leaders' edition by direct message: what a button says


class OfferListeners:
    """Offers of help, and what came of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers = desk.services.digest_answers

    async def open_offer(self, click: Click) -> Answer:
        found = await self._answers.offer_form(
            click.caller, digest_of(click.ref), _ask(click.ref), channel=place_of(click)
        )
        ref_text = click.ref_text(digest=found.digest_id, ask=click.ref.ask)
        return Open(self._desk.form("digests/offer", ref_text, form=found))

    async def offer(self, form: Submission) -> Answer:
        offer = await self._answers.offer(
            form.caller,
            digest_of(form.ref),
            _ask(form.ref),
            form.values.text("text"),
            channel=place_of(form),
        )
        return Say(self._desk.message("digests/offered", offer=offer))

    async def open_outcome(self, click: Click) -> Answer:
        news = await self._answers.outcome_form(click.caller, offer_of(click.ref))
        ref_text = click.ref_text(offer=news.offer.id)
        return Open(self._desk.form("digests/outcome", ref_text, news=news))

    async def save_outcome(self, form: Submission) -> Answer:
        offer = await self._answers.offer_outcome(form.caller, offer_of(form.ref), form.values.text("text"))
        return Say(self._desk.message("digests/outcome_kept", offer=offer))


class AskListeners:
    """What a community asks of its leaders."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers = desk.services.digest_answers
        self._communities = desk.services.communities

    async def list_asks(self, asked: Command | Click, community: Community, _: str) -> Answer:
        return await self._page(asked, community, FIRST)

    async def turn_page(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        return await self._page(click, community, click.ref.page or FIRST)

    async def _page(self, asked: Command | Click, community: Community, number: int) -> Answer:
        channel = place_of(asked)
        page = await self._answers.asks(asked.caller, community.id, page=number, channel=channel)
        return Say(
            self._desk.message(
                "digests/asks",
                page=page,
                reader=asked.caller.user_id,
                is_leader=channel is not None and channel == community.leaders_channel,
            )
        )

    async def open_ask(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        ref_text = click.ref_text(community=community.id)
        return Open(self._desk.form("digests/ask", ref_text, community=community))

    async def ask(self, form: Submission) -> Answer:
        ask = await self._answers.ask_leaders(form.caller, form.community(), form.values.text("text"))
        return Say(self._desk.message("digests/asked", ask=ask))

    async def open_settle(self, click: Click) -> Answer:
        ask = await self._answers.ask_form(click.caller, ask_of(click.ref))
        return Open(self._desk.form("digests/settle", click.ref_text(ask=ask.id), ask=ask))

    async def settle(self, form: Submission) -> Answer:
        ask = await self._answers.settle_ask(form.caller, ask_of(form.ref), form.values.text("outcome"))
        return Say(self._desk.message("digests/settled", ask=ask))


class ReaderListeners:
    """What readers want of the digest."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers = desk.services.digest_answers

    async def open_less(self, click: Click) -> Answer:
        said = await self._answers.less_form(click.caller, click.community())
        ref_text = click.ref_text(community=said.community_id)
        return Open(self._desk.form("digests/less", ref_text, said=said))

    async def less_of(self, form: Submission) -> Answer:
        said = await self._answers.less_of(form.caller, form.community(), form.values.choice("part") or "")
        return Say(self._desk.message("digests/less_noted", said=said))

    async def read_by_dm(self, click: Click) -> Answer:
        if click.ref.words not in (START, STOP):
            raise UnreadableRef("neither to start nor to stop")
        gets_it = await self._answers.read_by_dm(
            click.caller,
            click.community(),
            wants=click.ref.words == START,
            channel=place_of(click),
        )
        return Say(self._desk.message("digests/by_dm", gets_it=gets_it), is_beside=True)


def _ask(ref: Ref) -> AskId | None:
    """None: help with anything in the digest."""
    return None if ref.ask is None else AskId(ref.ask)
