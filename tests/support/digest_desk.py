"""Digests that really go out, in plain words: what is in them is tested apart from how it is put."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from community.clock import MovableClock
from community.deliveries.views import Delivery
from community.digests.planning import DUE_AT, PAGE
from community.digests.views import Digest, ToldLearning
from community.ids import DeliveryKind, DigestId
from community.services import Services, build_services
from jobs.composing import Composed, Composer, Skip
from message_templates.renderer import Message
from storage.tables import DigestRow
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, Sent, a_dispatcher


@dataclass
class Desk:
    """Plans and sends on a clock that only `at` moves."""

    store: Store
    clock: MovableClock
    slack: FakeSlack = field(init=False)
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.slack = FakeSlack(self.clock)
        self.services = build_services(self.store, self.clock)
        composers: dict[DeliveryKind, Composer] = {
            DeliveryKind.DIGEST_MEMBERS: self._edition,
            DeliveryKind.DIGEST_LEADERS: self._edition,
            DeliveryKind.DIGEST_READER: self._edition,
            DeliveryKind.DIGEST_MORE: self._more,
            DeliveryKind.DIGEST_UPDATE: self._update,
            DeliveryKind.DIGEST_DRAFT: self._draft,
            DeliveryKind.DIGEST_DRAFT_UPDATE: self._draft,
        }
        self._dispatcher = a_dispatcher(self.store, self.clock, self.slack, composers=composers)

    async def at(self, instant: datetime) -> None:
        """Go there, and do what is due: plan, send what is there and what it calls for, plan."""
        self.clock.move_to(instant)
        await self.services.digests.plan_next()
        for _ in range(3):
            await self._dispatcher.run_once()
        await self.services.digests.plan_next()

    def sent(self, kind: DeliveryKind) -> list[Sent]:
        return [item for item in self.slack.sent if item.key.startswith(f"{kind}:")]

    def edited(self, kind: DeliveryKind) -> list[Sent]:
        """Edits of messages of this kind."""
        return [item for item in self.slack.edits if item.key.startswith(f"{kind}:")]

    async def periods(self) -> list[DigestRow]:
        """Every period there is, oldest first."""
        async with self.store.reading() as session:
            return list(await session.scalars(select(DigestRow).order_by(DigestRow.covers_from)))

    async def open_id(self) -> DigestId:
        """Of the digest that is to come."""
        (*_, newest) = await self.periods()
        assert newest.covers_to is None
        return DigestId(newest.id)

    async def close(self) -> Digest:
        """The open period, closed now."""
        digest = await self.services.digests.close_period(await self.open_id())
        assert digest is not None
        return digest

    async def _edition(self, delivery: Delivery) -> Composed | Skip:
        due_at = datetime.fromisoformat(delivery.context[DUE_AT])
        digest = await self.services.digests.close_period(DigestId(delivery.subject_id), due_at)
        return Skip("moved or held") if digest is None else _says(digest)

    async def _more(self, delivery: Delivery) -> Composed | Skip:
        digest = await self._told(delivery)
        return Composed(message=Message(words(digest.more_page(delivery.context[PAGE])), []))

    async def _update(self, delivery: Delivery) -> Composed | Skip:
        return _says(await self._told(delivery))

    async def _draft(self, delivery: Delivery) -> Composed | Skip:
        digest_id = DigestId(int(delivery.subject.partition("/")[0].partition(":")[2]))
        draft = await self.services.digest_drafts.draft_for(delivery.workspace_id, digest_id)
        assert draft is not None
        said = f"{draft.state}: {words(draft.digest.learnings)} {draft.digest.intro}".strip()
        return Composed(message=Message(said, []))

    async def _told(self, delivery: Delivery) -> Digest:
        digest = await self.services.digests.told(delivery.workspace_id, DigestId(delivery.subject_id))
        assert digest is not None
        return digest


def words(learnings: Iterable[ToldLearning]) -> str:
    return ", ".join("(withdrawn)" if each.is_withdrawn else each.text for each in learnings)


def _says(digest: Digest) -> Composed:
    return Composed(message=Message(f"{digest.intro} {words(digest.learnings)}".strip() or "quiet", []))
