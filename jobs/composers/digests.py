"""The weekly digest: its editions, what did not fit into them, its draft, and what comes back on it.

The first edition to be composed closes the period; edits of what stands in Slack read it anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from community.deliveries.views import Delivery
from community.digests.answers import DigestAnswers
from community.digests.drafts import DigestDrafts
from community.digests.planning import DUE_AT, PAGE
from community.digests.service import Digests
from community.digests.views import Digest, ToldLearning
from community.ids import (
    ChannelId,
    CommunityId,
    DeliveryKind,
    DigestId,
    LearningId,
    OfferId,
    UserId,
    WorkspaceId,
)
from community.native_charts import NativeCharts
from jobs.composing import Composed, Composer, Skip
from jobs.gateway import SlackGateway, SlackRefused, SlackTrouble
from message_templates.renderer import Renderer

log = structlog.get_logger(__name__)

GONE = Skip("digest_gone")
NOT_NEEDED = Skip("not_needed")
MOVED = Skip("the digest is held, or was moved to another hour")
ELSEWHERE = Skip("the community reads its digest elsewhere now")
QUIET = Skip("a quiet week, and the community wants none of those")

LINK_SECONDS = 3.0  # all links of a message together: composing must end within what a call may take

_MEMBERS, _LEADERS, _MORE = "digests/members", "digests/leaders", "digests/more"
POSTED, DIRECT = "posted", "direct"  # `how` an edition is shown; see the templates


class HasDigests(Protocol):
    @property
    def digests(self) -> Digests: ...

    @property
    def digest_drafts(self) -> DigestDrafts: ...

    @property
    def digest_answers(self) -> DigestAnswers: ...

    @property
    def native_charts(self) -> NativeCharts: ...


def digest_composers(
    services: HasDigests, render: Renderer, gateway: SlackGateway
) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area. `gateway` is asked for links and nothing else."""
    editions = EditionComposers(services, render, gateway)
    personal = PersonalComposers(services, render)
    return {
        DeliveryKind.DIGEST_MEMBERS: editions.members,
        DeliveryKind.DIGEST_LEADERS: editions.leaders,
        DeliveryKind.DIGEST_READER: editions.reader,
        DeliveryKind.DIGEST_MORE: editions.more,
        DeliveryKind.DIGEST_UPDATE: editions.update,
        DeliveryKind.DIGEST_DRAFT: personal.draft,
        DeliveryKind.DIGEST_DRAFT_UPDATE: personal.draft_update,
        DeliveryKind.DIGEST_OFFER: personal.offer,
    }


class EditionComposers:
    """What members and leaders read."""

    def __init__(self, services: HasDigests, render: Renderer, gateway: SlackGateway) -> None:
        self._digests = services.digests
        self._answers = services.digest_answers
        self._native_charts = services.native_charts
        self._render = render
        self._links = MessageLinks(gateway)

    async def members(self, delivery: Delivery) -> Composed | Skip:
        digest = await self._close(delivery)
        if isinstance(digest, Skip):
            return digest
        if not digest.goes_to_members:
            return QUIET
        if delivery.recipient != digest.community.home_channel:
            return ELSEWHERE
        return await self._edition(_MEMBERS, delivery.workspace_id, digest, delivery.note)

    async def leaders(self, delivery: Delivery) -> Composed | Skip:
        digest = await self._close(delivery)
        if isinstance(digest, Skip):
            return digest
        if not digest.goes_to_leaders:
            return QUIET
        if delivery.recipient != digest.community.leaders_channel:
            return ELSEWHERE
        return await self._edition(_LEADERS, delivery.workspace_id, digest, delivery.note)

    async def reader(self, delivery: Delivery) -> Composed | Skip:
        """A leader's own copy, while they want one."""
        workspace_id, reader = delivery.workspace_id, UserId(delivery.recipient)
        community_id = CommunityId(delivery.community_id or 0)
        if not await self._answers.is_reader(workspace_id, community_id, reader):
            return NOT_NEEDED
        digest = await self._close(delivery)
        if isinstance(digest, Skip):
            return digest
        if not digest.goes_to_leaders:
            return QUIET
        return await self._edition(_LEADERS, workspace_id, digest, delivery.note, how=DIRECT)

    async def more(self, delivery: Delivery) -> Composed | Skip:
        digest = await self._digests.told(delivery.workspace_id, DigestId(delivery.subject_id))
        if digest is None:
            return GONE
        return await self._more(delivery.workspace_id, digest, int(delivery.context[PAGE]))

    async def update(self, delivery: Delivery) -> Composed | Skip:
        """Of whatever was posted of a digest: what kind of message it is stands in its key."""
        digest = await self._digests.told(delivery.workspace_id, DigestId(delivery.context["digest"]))
        if digest is None:
            return GONE
        target = delivery.target_key or ""
        kind = target.partition(":")[0]
        if kind == DeliveryKind.DIGEST_MORE:
            return await self._more(delivery.workspace_id, digest, int(target.rpartition(":")[2]))
        note = await self._digests.note_of(delivery.workspace_id, target)
        template = _MEMBERS if kind == DeliveryKind.DIGEST_MEMBERS else _LEADERS
        how = DIRECT if kind == DeliveryKind.DIGEST_READER else POSTED
        return await self._edition(template, delivery.workspace_id, digest, note, how=how)

    async def _close(self, delivery: Delivery) -> Digest | Skip:
        due_at = datetime.fromisoformat(delivery.context[DUE_AT])
        digest = await self._digests.close_period(DigestId(delivery.subject_id), due_at)
        return MOVED if digest is None else digest

    async def _edition(
        self, template: str, workspace_id: WorkspaceId, digest: Digest, note: str, *, how: str = POSTED
    ) -> Composed:
        shown = (*digest.learnings, *digest.bright_spots, *digest.did_not_work)
        return await self._message(
            template,
            workspace_id,
            digest,
            shown,
            note=note,
            how=how,
            native=await self._native_charts.has(workspace_id),
        )

    async def _more(self, workspace_id: WorkspaceId, digest: Digest, page: int) -> Composed | Skip:
        shown = digest.more_page(page)
        if not shown:
            return NOT_NEEDED
        return await self._message(_MORE, workspace_id, digest, shown, page=page)

    async def _message(
        self,
        template: str,
        workspace_id: WorkspaceId,
        digest: Digest,
        shown: Iterable[ToldLearning],
        **context: Any,
    ) -> Composed:
        urls = await self._links.of(workspace_id, shown)
        return Composed(self._render.message(template, digest=digest, urls=urls, **context))


class PersonalComposers:
    """Drafts for facilitators, and news of offers."""

    def __init__(self, services: HasDigests, render: Renderer) -> None:
        self._drafts = services.digest_drafts
        self._answers = services.digest_answers
        self._render = render

    async def draft(self, delivery: Delivery) -> Composed | Skip:
        """Nothing, if it has gone before anybody was shown it."""
        draft = await self._drafts.draft_for(delivery.workspace_id, DigestId(delivery.subject_id))
        if draft is None or draft.state == "gone":
            return NOT_NEEDED
        if delivery.recipient not in draft.digest.community.facilitators:
            return NOT_NEEDED
        return Composed(self._render.message("digests/draft", draft=draft))

    async def draft_update(self, delivery: Delivery) -> Composed | Skip:
        """Who facilitates no more is left nothing of it, nor of what is taken back later."""
        draft = await self._drafts.draft_for(delivery.workspace_id, DigestId(delivery.context["digest"]))
        if draft is None:
            return GONE
        is_theirs = draft.state == "gone" or delivery.recipient in draft.digest.community.facilitators
        template = "digests/draft" if is_theirs else "digests/draft_ended"
        return Composed(self._render.message(template, draft=draft))

    async def offer(self, delivery: Delivery) -> Composed | Skip:
        news = await self._answers.offer_for(delivery.workspace_id, OfferId(delivery.subject_id))
        return GONE if news is None else Composed(self._render.message("digests/offer_news", news=news))


class MessageLinks:
    """Addresses of the messages that learnings were kept from, asked for while a digest is composed."""

    def __init__(self, gateway: SlackGateway) -> None:
        self._gateway = gateway

    async def of(
        self, workspace_id: WorkspaceId, learnings: Iterable[ToldLearning]
    ) -> Mapping[LearningId, str]:
        """By learning. Those Slack gives no link for in time go without: a digest is not kept waiting."""
        linked = [each for each in learnings if _has_message(each)]
        urls = await asyncio.gather(*(self._to(workspace_id, each) for each in linked))
        return {each.id: url for each, url in zip(linked, urls, strict=True) if url}

    async def _to(self, workspace_id: WorkspaceId, learning: ToldLearning) -> str:
        source = learning.source
        try:
            async with asyncio.timeout(LINK_SECONDS):
                return await self._gateway.permalink(
                    workspace_id, ChannelId(source.channel or ""), source.ts or ""
                )
        except (SlackTrouble, SlackRefused, TimeoutError) as error:
            log.info("digests.link.missing", workspace=workspace_id, reason=type(error).__name__)
            return ""


def _has_message(learning: ToldLearning) -> bool:
    """Of "a member" no link is given to their message, which shows whose it is; a recap shows nobody."""
    source = learning.source
    tells_nobody = source.kind == "recap" or (source.kind == "message" and learning.author is not None)
    return tells_nobody and bool(source.channel and source.ts) and source.state != "deleted"
