"""The weekly digest in Slack: read again, looked at before it goes, edited, answered.

Whoever writes or clicks in the leaders' channel is a leader: each call says in which channel it was done.
"""

from __future__ import annotations

from datetime import date

from community.communities.views import Community
from community.digests.views import Digest
from community.errors import NotAllowed
from community.learnings.views import LearningForReader
from community.walltime import today_in
from handlers.answers import Answer, Open, Refresh, Say, View
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.digests_answering import AskListeners, OfferListeners, ReaderListeners
from handlers.digests_drafting import DraftListeners
from handlers.digests_values import LEADERS, digest_of, find_day, place_of
from handlers.learnings_asking import QuestionListeners
from handlers.learnings_values import learning_of
from handlers.payloads import Click, Command, Surface
from handlers.slack_messages import links_to
from message_templates.ids import ActionId, FormId
from message_templates.values import UnreadableRef

UNKNOWN_WORD = (
    "I know /cop digest, with a day such as 2026-11-20 after it, /cop digest preview and /cop digest draft."
)
PREVIEW, DRAFT = "preview", "draft"
# What people write for it.
MEANT = {"next": PREVIEW, "now": PREVIEW, "edit": DRAFT, "review": DRAFT, "last": "", "latest": ""}


def register(boundary: Boundary, desk: Desk) -> None:
    reading = ReadingListeners(desk)
    boundary.on_click(ActionId.DIGEST_MORE, reading.show_more)
    boundary.on_click(ActionId.DIGEST_LEARNING, LearningMenu(desk).choose)
    _register_drafts(boundary, DraftListeners(desk))
    _register_answers(boundary, OfferListeners(desk), AskListeners(desk), ReaderListeners(desk))


def _register_drafts(boundary: Boundary, drafts: DraftListeners) -> None:
    boundary.on_click(ActionId.DIGEST_EDIT_DRAFT, drafts.open_edit)
    boundary.on_submission(FormId.DIGEST_DRAFT, drafts.save)
    boundary.on_click(ActionId.DIGEST_HOLD, drafts.hold)
    boundary.on_click(ActionId.DIGEST_RELEASE, drafts.release)
    boundary.on_click(ActionId.DIGEST_SEND_NOW, drafts.send_now)


def _register_answers(
    boundary: Boundary, offers: OfferListeners, asks: AskListeners, readers: ReaderListeners
) -> None:
    boundary.on_click(ActionId.OFFER_HELP, offers.open_offer)
    boundary.on_submission(FormId.OFFER, offers.offer)
    boundary.on_click(ActionId.OFFER_OUTCOME, offers.open_outcome)
    boundary.on_submission(FormId.OFFER_OUTCOME, offers.save_outcome)
    boundary.on_click(ActionId.ASK_LEADERS, asks.open_ask)
    boundary.on_submission(FormId.ASK_LEADERS, asks.ask)
    boundary.on_click(ActionId.ASK_SETTLE, asks.open_settle)
    boundary.on_submission(FormId.ASK_SETTLE, asks.settle)
    boundary.on_click(ActionId.ASKS_PAGE, asks.turn_page)
    boundary.on_click(ActionId.DIGEST_LESS, readers.open_less)
    boundary.on_submission(FormId.DIGEST_LESS, readers.less_of)
    boundary.on_click(ActionId.DIGEST_BY_DM, readers.read_by_dm)


class DigestCommand:
    """`/cop digest`: alone the latest, with a day the one that told of it; the next one, and its draft."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reading = ReadingListeners(desk)
        self._drafts = DraftListeners(desk)

    async def run(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """With the word `leaders`, or in their channel, it is the leaders' edition."""
        said = [word for word in words.lower().split() if word != LEADERS]
        for_leaders = LEADERS in words.lower().split() or place_of(asked) == community.leaders_channel
        meant = MEANT.get(" ".join(said), " ".join(said))
        if meant == DRAFT:
            return await self._drafts.show(asked, community)
        if meant == PREVIEW:
            return await self._reading.preview(asked, community, for_leaders=for_leaders)
        on = self._day(meant, community) if meant else None
        return await self._reading.read(asked, community, on, for_leaders=for_leaders)

    def _day(self, said: str, community: Community) -> date:
        found = find_day(said, today_in(community.zone, self._desk.clock.now()))
        if found is None:
            raise NotAllowed(UNKNOWN_WORD)
        return found


class ReadingListeners:
    """Digests as one person sees them. For leaders with what is meant for them alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._digests = desk.services.digests

    async def read(
        self, asked: Command | Click, community: Community, on: date | None, *, for_leaders: bool
    ) -> Answer:
        digest = await self._digests.posted(asked.caller, community.id, on, channel=place_of(asked))
        return await self._say(asked, digest, "again", for_leaders=for_leaders)

    async def preview(self, asked: Command | Click, community: Community, *, for_leaders: bool) -> Answer:
        digest = await self._digests.preview(asked.caller, community.id, channel=place_of(asked))
        return await self._say(asked, digest, "preview", for_leaders=for_leaders)

    async def show_more(self, click: Click) -> Answer:
        digest = await self._digests.read(click.caller, digest_of(click.ref), channel=place_of(click))
        page = max(click.ref.page or 0, 0)
        view = self._more(click, digest, page, for_leaders=click.ref.which == LEADERS)
        return Refresh(view) if click.surface is Surface.MODAL else Open(view)

    def _more(self, click: Click, digest: Digest, page: int, *, for_leaders: bool) -> View:
        return self._desk.form(
            "digests/all",
            click.ref_text(digest=digest.id),
            digest=digest,
            page=page,
            for_leaders=for_leaders,
        )

    async def _say(self, asked: Command | Click, digest: Digest, how: str, *, for_leaders: bool) -> Say:
        template = "digests/leaders" if for_leaders else "digests/members"
        return await self._desk.say_with_charts(
            asked.caller, template, digest=digest, note="", how=how, urls={}
        )


class LearningMenu:
    """The ⋯ beside a learning of a digest: what it offers is done where learnings are."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._learnings = desk.services.learnings
        self._questions = QuestionListeners(desk)

    async def choose(self, click: Click) -> Answer:
        match click.ref.words:
            case "endorse":
                return await self._endorse(click)
            case "ask":
                return await self._questions.open_question(click)
            case "show":
                return await self._show(click)
        raise UnreadableRef("no such choice")

    async def _endorse(self, click: Click) -> Answer:
        """The menu says the same to everybody, so a second choice takes nothing back."""
        found = await self._learnings.endorse(
            click.caller, learning_of(click.ref), channel=place_of(click), may_take_back=False
        )
        return await self._whole(click, found)

    async def _show(self, click: Click) -> Answer:
        found = await self._learnings.get(click.caller, learning_of(click.ref), channel=place_of(click))
        return await self._whole(click, found)

    async def _whole(self, click: Click, found: LearningForReader) -> Answer:
        [reader] = await links_to(click.client, [found])
        return Say(self._desk.message("learnings/one", reader=reader), is_beside=True)
