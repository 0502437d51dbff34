"""Messages that become learnings: one's own at once, another's after their yes.

Two ways lead here: the shortcut on a message, and the reaction a community chose. Taking the reaction back
undoes what it did, as long as nobody else wants the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.communities.reading import get_community
from community.communities.views import Community
from community.deliveries.planning import Wanted, plan, touch
from community.errors import AnsweredAlready, InvalidInput, LearningNotFound, NotAllowed
from community.ids import CommunityId, DeliveryKind, LearningId, Operation, UserId, WorkspaceId
from community.learnings.keeping import NewLearning, forget, keep
from community.learnings.reading import get_for_reader
from community.learnings.telling import touch_digests
from community.learnings.views import LONGEST, KeptLearning, LearningRequest
from community.permissions import require_member
from community.walltime import today_in
from community.work import Caller, UseCases, Work
from storage.folding import folded
from storage.queries import learning_requests as requests
from storage.queries import learning_search
from storage.queries import learnings as queries
from storage.tables import LearningRequestRow, LearningRow

FROM_MESSAGE = "message"
ASKED, YES, NO, WITHDRAWN = "asked", "yes", "no", "withdrawn"
WAITS = timedelta(days=14)  # for the author's answer


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message somebody wants kept. `author` is whoever wrote it."""

    channel: str
    ts: str
    author: UserId
    text: str


class MessageLearnings(UseCases):
    async def save(
        self,
        caller: Caller,
        community_id: CommunityId,
        message: SaidMessage,
        *,
        via: str = "shortcut",
        kind: str = "success",
    ) -> KeptLearning | LearningRequest:
        """The caller's own message is kept at once; another's author is asked, once.

        Raises `InvalidInput` beside `text` for a message without words, `NotAMember`; `AnsweredAlready` when
        its author has said no, or was asked before.
        """
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            _check(message)
            there = await queries.from_message(work.session, community_id, message.channel, message.ts)
            if there is not None:
                reader = await get_for_reader(work, caller, LearningId(there.joined_to or there.id))
                return KeptLearning(reader.learning, joined=True)
            if message.author == caller.user_id:
                return await _keep(work, caller, community, message, kind, author=caller.user_id)
            return await _request(work, caller, community, message, via, kind)

    async def consent(
        self, caller: Caller, request_id: int, *, yes: bool, shows_name: bool = True
    ) -> KeptLearning | LearningRequest:
        """The author's answer. Only they may give it; a no is final, and the words are forgotten."""
        async with self._work(caller) as work:
            row = await _request_of(work, caller, request_id)
            if row.author != caller.user_id:
                raise NotAllowed("Only whoever wrote the message can say yes or no to this.")
            if row.state != ASKED:
                raise AnsweredAlready("This has been answered, or is no longer wanted.")
            community = await get_community(work.session, caller.workspace_id, CommunityId(row.community_id))
            message = SaidMessage(row.channel, row.ts, UserId(row.author), row.text)
            await requests.settle(work.session, row.id, YES if yes else NO, work.now)
            await _tell_asker(work, community, row)
            if not yes:
                return _view(community, row, NO)
            author = caller.user_id if shows_name else None
            return await _keep(work, caller, community, message, row.kind, author=author)

    async def unreacted(self, caller: Caller, channel: str, ts: str) -> None:
        """The caller took their reaction back: a request nobody answered is withdrawn, and so is what one
        kept of one's own message by reacting."""
        async with self._work(caller) as work:
            row = await requests.find(work.session, caller.workspace_id, channel, ts)
            if row is not None and row.asked_by == caller.user_id and row.via == "reaction":
                await _undo_request(work, caller, row)
            elif row is None:
                await _undo_own(work, caller, channel, ts)

    async def message_changed(self, caller: Caller, channel: str, ts: str, *, is_deleted: bool) -> None:
        """The message was edited or deleted: what was kept stays, and its link says so."""
        async with self._work(caller) as work:
            state = "deleted" if is_deleted else "edited"
            await requests.note_source_state(work.session, caller.workspace_id, channel, ts, state)

    async def is_watched(self, workspace_id: WorkspaceId, channel: str, ts: str) -> bool:
        """Whether anything was kept or asked of this message: one look, for every edit in any channel."""
        async with self._look() as work:
            return await requests.is_watched(work.session, workspace_id, channel, ts)

    async def request(self, workspace_id: WorkspaceId, request_id: int) -> LearningRequest | None:
        """For what is sent about it; `None` once there is nothing to ask."""
        async with self._look() as work:
            row = await requests.get(work.session, workspace_id, request_id)
            if row is None:
                return None
            community = await get_community(work.session, workspace_id, CommunityId(row.community_id))
            return _view(community, row, row.state)


def _check(message: SaidMessage) -> None:
    if not folded(message.text):
        raise InvalidInput({"text": "There are no words in this message to keep."})
    if len(message.text) > LONGEST:
        length = f"{len(message.text):,}"
        raise InvalidInput(
            {"text": f"This message has {length} characters; a learning has {LONGEST:,} at most. "
                     "Say the heart of it with /cop learning."}
        )  # fmt: skip


async def _keep(
    work: Work,
    caller: Caller,
    community: Community,
    message: SaidMessage,
    kind: str,
    *,
    author: UserId | None,
) -> KeptLearning:
    new = NewLearning(
        community_id=community.id,
        source=FROM_MESSAGE,
        text=message.text,
        kind=kind,
        author=author,
        shared_on=today_in(community.zone, work.now),
        # Without the name a link would give it away.
        channel=message.channel if author else None,
        ts=message.ts if author else None,
    )
    learning_id, joined = await keep(work, new)
    return KeptLearning((await get_for_reader(work, caller, learning_id)).learning, joined)


async def _request(
    work: Work, caller: Caller, community: Community, message: SaidMessage, via: str, kind: str
) -> LearningRequest:
    row = await requests.ask(
        work.session,
        {
            "workspace_id": caller.workspace_id,
            "community_id": community.id,
            "channel": message.channel,
            "ts": message.ts,
            "author": message.author,
            "asked_by": caller.user_id,
            "via": via,
            "kind": kind,
            "text": message.text,
            "state": ASKED,
            "asked_at": work.now,
        },
    )
    if row is None:
        raise AnsweredAlready("Its author has been asked about this message before.")
    await plan(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(row.id),
        wanted=[_asking(row, work.now)],
        now=work.now,
    )
    return _view(community, row, ASKED)


def subject_of(request_id: int) -> str:
    return f"learning_request:{request_id}"


def _asking(row: LearningRequestRow, now: datetime) -> Wanted:
    return Wanted(
        kind=DeliveryKind.LEARNING_REQUEST,
        key=_key(row),
        recipient=row.author,
        due_at=now,
        expires_at=now + WAITS,
    )


def _key(row: LearningRequestRow) -> str:
    return f"{DeliveryKind.LEARNING_REQUEST}:{row.id}"


async def _tell_asker(work: Work, community: Community, row: LearningRequestRow) -> None:
    """Whoever asked learns of the answer; nothing else is waiting any more."""
    wanted = Wanted(
        kind=DeliveryKind.LEARNING_ANSWERED,
        key=f"{DeliveryKind.LEARNING_ANSWERED}:{row.id}",
        recipient=row.asked_by,
        due_at=work.now,
        expires_at=work.now + WAITS,
    )
    await plan(
        work.session,
        workspace_id=community.workspace_id,
        community_id=community.id,
        subject=subject_of(row.id),
        wanted=[wanted],
        now=work.now,
    )


async def _undo_request(work: Work, caller: Caller, row: LearningRequestRow) -> None:
    if row.state != ASKED:
        return
    await requests.settle(work.session, row.id, WITHDRAWN, work.now)
    community_id = CommunityId(row.community_id)
    await plan(
        work.session, workspace_id=caller.workspace_id, community_id=community_id,
        subject=subject_of(row.id), wanted=[], now=work.now,
    )  # fmt: skip
    await touch(
        work.session,
        workspace_id=caller.workspace_id,
        community_id=community_id,
        subject=f"{subject_of(row.id)}/asked",
        wanted=Wanted(
            kind=DeliveryKind.LEARNING_REQUEST_UPDATE,
            key=f"{DeliveryKind.LEARNING_REQUEST_UPDATE}:{row.id}",
            recipient=row.author,
            due_at=work.now,
            expires_at=work.now + WAITS,
            operation=Operation.UPDATE,
            target_key=_key(row),
        ),
        now=work.now,
    )


async def _undo_own(work: Work, caller: Caller, channel: str, ts: str) -> None:
    row = await requests.own_by_reaction(work.session, caller.workspace_id, caller.user_id, channel, ts)
    if row is None:
        return
    if row.digest_id is None:
        await forget(work, row.id)
    else:
        await _withdraw(work, caller, row)


async def _withdraw(work: Work, caller: Caller, row: LearningRow) -> None:
    gone = {"withdrawn_at": work.now, "text": "", "text_key": "", "author": None}
    await queries.update_learning(work.session, row.id, gone)
    await queries.let_go_of_joined(work.session, row.id)
    await learning_search.take_out(work.session, row.id)
    await touch_digests(work, caller.workspace_id, row)


async def _request_of(work: Work, caller: Caller, request_id: int) -> LearningRequestRow:
    row = await requests.get(work.session, caller.workspace_id, request_id)
    if row is None:
        raise LearningNotFound("This request is no longer there.")
    return row


def _view(community: Community, row: LearningRequestRow, state: str) -> LearningRequest:
    return LearningRequest(
        id=row.id,
        community_name=community.name,
        asked_by=UserId(row.asked_by),
        author=UserId(row.author),
        text=row.text,
        channel=row.channel,
        ts=row.ts,
        state=state,
    )
