"""Builders for deliveries, and a Slack of a few lines for tests of the jobs alone."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from community.clock import Clock
from community.communities.views import Person
from community.deliveries import Wanted, plan
from community.deliveries.outbox import Outbox
from community.deliveries.views import Delivery
from community.ids import ChannelId, CommunityId, DeliveryKind, Operation, UserId, WorkspaceId
from jobs.composing import Composed, Composer, Skip
from jobs.dispatcher import Dispatcher
from jobs.gateway import FileUpload, Posted, Reply, SlackTrouble
from message_templates.renderer import Message
from storage.tables import CommunityRow, DeliveryRow, MemberRow, PersonRow
from storage.unit_of_work import Store

WORKSPACE = WorkspaceId("T1")
CHANNEL = "C1"


def a_wanted(key: str, due_at: datetime, **changes: Any) -> Wanted:
    """A reminder to #C1, good for a day, unless said otherwise."""
    usual: dict[str, Any] = {
        "kind": DeliveryKind.REMINDER,
        "key": key,
        "recipient": CHANNEL,
        "due_at": due_at,
        "expires_at": due_at + timedelta(days=1),
    }
    return Wanted(**usual | changes)


async def plan_for(
    store: Store,
    now: datetime,
    wanted: Sequence[Wanted],
    *,
    subject: str = "convening:42",
    workspace_id: WorkspaceId = WORKSPACE,
    community_id: CommunityId | None = None,
) -> None:
    async with store.transaction() as session:
        await plan(
            session,
            workspace_id=workspace_id,
            community_id=community_id,
            subject=subject,
            wanted=wanted,
            now=now,
        )


async def rows(store: Store) -> dict[str, DeliveryRow]:
    """Every delivery by its key."""
    async with store.reading() as session:
        found = await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))
        return {row.key: row for row in found}


async def states(store: Store) -> dict[str, str]:
    return {key: row.state for key, row in (await rows(store)).items()}


async def a_community(
    store: Store, now: datetime, *, facilitators: Sequence[str] = ("UFAY",), zone: str = "America/Los_Angeles"
) -> CommunityId:
    """A community at home in #C1 with these facilitators."""
    community = {
        "workspace_id": WORKSPACE,
        "home_channel": CHANNEL,
        "home_channel_name": "math-plc",
        "name": "Math PLC",
        "purpose_whom": "math teachers",
        "purpose_shared": "want more talk in class",
        "purpose_practice": "lead discussions",
        "zone": zone,
        "year_starts_on": date(2026, 8, 24),
        "year_ends_on": date(2027, 6, 11),
        "semester_ends_on": date(2027, 1, 15),
        "digest_weekday": 4,
        "digest_time": time(15),
        "settings": {},
        "version": 1,
        "created_at": now,
        "created_by": "UFAY",
    }
    async with store.transaction() as session:
        made = await session.scalar(insert(CommunityRow).values(community).returning(CommunityRow.id))
        assert made is not None
        for user_id in facilitators:
            await session.execute(
                insert(MemberRow).values(
                    community_id=made,
                    user_id=user_id,
                    workspace_id=WORKSPACE,
                    is_facilitator=True,
                    stopped=[],
                    joined_at=now,
                )
            )
    return CommunityId(made)


async def a_person(store: Store, now: datetime, user_id: str, zone: str) -> None:
    async with store.transaction() as session:
        await session.execute(
            insert(PersonRow).values(
                workspace_id=WORKSPACE, user_id=user_id, name=user_id, zone=zone, seen_at=now
            )
        )


@dataclass(frozen=True, slots=True)
class Sent:
    at: datetime
    workspace_id: str
    channel: str
    thread_ts: str | None
    key: str
    text: str
    blocks: str = ""  # of an edit: all that is written in it


Fault = Callable[[str], SlackTrouble | None]


@dataclass
class FakeSlack:
    """Takes what it is sent. `before` and `after` hold one fault per call: nothing was done, or it was."""

    clock: Clock
    sent: list[Sent] = field(default_factory=list)
    edits: list[Sent] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    whispers: list[tuple[UserId, Sent]] = field(default_factory=list)  # to whom, and what
    threads: dict[str, list[Reply]] = field(default_factory=dict)  # what people wrote, by the parent's ts
    files: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    lookups: list[str] = field(default_factory=list)
    before: list[SlackTrouble | None] = field(default_factory=list)
    after: list[SlackTrouble | None] = field(default_factory=list)
    refusing: dict[str, SlackTrouble] = field(default_factory=dict)  # by channel
    looks_refused: SlackTrouble | None = None
    on_post: Callable[[str], Awaitable[None]] | None = None

    async def turn(
        self, workspace_id: WorkspaceId, operation: Operation, channel: str, priority: int
    ) -> None:
        self.turns.append(channel)

    async def post(
        self, workspace_id: WorkspaceId, channel: str, message: Message, *, thread_ts: str | None, key: str
    ) -> Posted:
        self._maybe_refuse(channel)
        if self.on_post:
            await self.on_post(key)
        self.sent.append(Sent(self.clock.now(), workspace_id, channel, thread_ts, key, message.text))
        self._raise_next(self.after)
        return Posted(channel, f"{len(self.sent)}.0")

    async def update(
        self, workspace_id: WorkspaceId, channel: str, ts: str, message: Message, key: str
    ) -> None:
        self._maybe_refuse(channel)
        if self.on_post:
            await self.on_post(key)
        shown = str(message.blocks)
        self.edits.append(Sent(self.clock.now(), workspace_id, channel, ts, key, message.text, shown))

    async def upload(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str | None, file: FileUpload, key: str
    ) -> Posted:
        self._maybe_refuse(channel)
        self.files.append(file.name)
        self._raise_next(self.after)
        return Posted(channel, "")

    async def publish_home(self, workspace_id: WorkspaceId, user_id: UserId, view: Mapping[str, Any]) -> None:
        self.homes.append(user_id)

    async def whisper(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        user_id: UserId,
        message: Message,
        *,
        thread_ts: str | None,
    ) -> None:
        self._maybe_refuse(channel)
        self.whispers.append(
            (user_id, Sent(self.clock.now(), workspace_id, channel, thread_ts, "", message.text))
        )
        self._raise_next(self.after)

    async def permalink(self, workspace_id: WorkspaceId, channel: str, ts: str) -> str:
        return f"https://slack.example.org/archives/{channel}/p{ts.replace('.', '')}"

    async def replies(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str, *, since: datetime
    ) -> list[Reply]:
        self._maybe_refuse(channel)
        return [reply for reply in self.threads.get(thread_ts, ()) if float(reply.ts) >= since.timestamp()]

    async def find_posted(
        self,
        workspace_id: WorkspaceId,
        channel: str,
        *,
        thread_ts: str | None,
        key: str,
        since: datetime,
        file_name: str | None = None,
    ) -> Posted | None:
        self.lookups.append(key)
        if self.looks_refused:
            raise self.looks_refused
        if file_name is not None:
            return Posted(channel, "") if file_name in self.files else None
        for number, item in enumerate(self.sent, 1):
            if item.key == key and item.channel == channel:
                return Posted(channel, f"{number}.0")
        return None

    async def members_of(self, workspace_id: WorkspaceId, channel: ChannelId) -> list[UserId]:
        return []

    async def person(self, workspace_id: WorkspaceId, user_id: UserId) -> Person:
        return Person(user_id, user_id, None)

    def keys(self) -> list[str]:
        return [item.key for item in self.sent]

    def _maybe_refuse(self, channel: str) -> None:
        if trouble := self.refusing.get(channel):
            raise trouble
        self._raise_next(self.before)

    @staticmethod
    def _raise_next(troubles: list[SlackTrouble | None]) -> None:
        if troubles and (trouble := troubles.pop(0)):
            raise trouble


async def say_the_key(delivery: Delivery) -> Composed | Skip:
    """A composer for any kind: the message is its key, and the note if there is one."""
    if delivery.operation is Operation.HOME:
        return Composed(view={"type": "home", "blocks": []})
    if delivery.operation is Operation.FILE:
        return Composed(file=FileUpload(f"{delivery.id}.ics", b"BEGIN:VCALENDAR", "Calendar", ""))
    if delivery.operation is Operation.WHISPER:
        return Composed(message=Message(delivery.key, []), to=UserId("UBEN"))
    return Composed(message=Message(f"{delivery.key} {delivery.note}".strip(), []))


def a_dispatcher(store: Store, clock: Clock, slack: FakeSlack, **changes: Any) -> Dispatcher:
    """`composers` are added to those that say the key; `outbox` takes the place of the real one."""
    composers: dict[DeliveryKind, Composer] = dict.fromkeys(DeliveryKind, say_the_key)
    composers |= changes.pop("composers", {})
    outbox = changes.pop("outbox", None) or Outbox(store, clock)
    return Dispatcher(outbox, slack, composers, clock, chance=random.Random(7), **changes)
