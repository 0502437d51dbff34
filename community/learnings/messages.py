"""Messages that become learnings: one's own at once, another's after their yes.

Two ways lead here: the shortcut on a message, and the reaction a community chose. Taking the reaction back
undoes what it did: one's own message is kept no more, another's author is asked no more. What its author has
agreed to stays theirs to withdraw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.communities.reading import get_community
from community.communities.saving import at_home
from community.communities.views import Community
from community.deliveries.planning import Wanted, plan, touch
from community.errors import AnsweredAlready, InvalidInput, LearningNotFound, NotAllowed
from community.ids import ChannelId, CommunityId, DeliveryKind, LearningId, Operation, UserId, WorkspaceId
from community.learnings.keeping import NewLearning, forget, keep, withdraw
from community.learnings.reading import get_for_reader
from community.learnings.telling import touch_told
from community.learnings.views import LONGEST, KeptLearning, LearningRequest
from community.permissions import require_member
from community.walltime import today_in
from community.work import Caller, UseCases, Work
from storage.folding import folded
from storage.queries import learning_requests as requests
from storage.queries import learnings as queries
from storage.queries.members import belongs
from storage.tables import LearningRequestRow

FROM_MESSAGE = "message"
SHORTCUT, REACTION = "shortcut", "reaction"
ASKED, YES, NO, WITHDRAWN = "asked", "yes", "no", "withdrawn"
KIND = "success"  # what is kept of any message, until somebody edits it
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
        via: str = SHORTCUT,
    ) -> KeptLearning | LearningRequest:
        """The caller's own message is kept at once; another's author is asked, once.

        Raises `InvalidInput` beside `text` for a message without words, or too many; `NotAMember`;
        `AnsweredAlready` when its author was asked before.
        """
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            _check(message)
            there = await queries.from_message(work.session, community_id, message.channel, message.ts)
            if there is not None:
                reader = await get_for_reader(work, caller, LearningId(there.joined_to or there.id))
                return KeptLearning(reader.learning, is_known=True)
            if message.author != caller.user_id:
                return await _request(work, caller, community, message, via)
            await _settle_by_author(work, community, message)
            return await _keep(work, caller, community, message, via=via, shows_name=True)

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
            await _tell_asker(work, row)
            if not yes:
                return _view(community, row, NO)
            return await _keep(work, caller, community, message, shows_name=shows_name)

    async def community_of_reaction(
        self, workspace_id: WorkspaceId, channel: ChannelId, emoji: str
    ) -> CommunityId | None:
        """The community whose home the channel is, if it keeps what people mark with this emoji."""
        async with self._look() as work:
            community = await at_home(work, workspace_id, channel)
        name = base_name(emoji)
        return community.id if community and name and name == community.learning_reaction else None

    async def is_asked_for(self, caller: Caller, channel: str, ts: str) -> bool:
        """Whether the message's author is asked because the caller reacted to it, and has not answered."""
        async with self._look() as work:
            row = await requests.find(work.session, caller.workspace_id, channel, ts)
            return row is not None and _is_asked_by_reaction(row, caller)

    async def unreacted(
        self, caller: Caller, channel: str, ts: str, *, wanted_by: Sequence[UserId] = ()
    ) -> None:
        """The caller took their reaction back: a request of theirs nobody answered is withdrawn, and so is
        what they kept of their own message by reacting.

        `wanted_by`: whose reaction stands still. Of them the first other member is whose request it is then.
        """
        async with self._work(caller) as work:
            row = await requests.find(work.session, caller.workspace_id, channel, ts)
            if row is not None and _is_asked_by_reaction(row, caller):
                await _hand_over_or_undo(work, row, wanted_by)
            await _undo_own(work, caller, channel, ts)

    async def message_changed(
        self, workspace_id: WorkspaceId, channel: str, ts: str, text: str | None
    ) -> None:
        """The message says `text` now, or was deleted (None): for every change in any channel.

        What was kept stays, and its link says so, in digests that told of it as well. Who is still asked is
        asked about the words that hold now, or no more.
        """
        if not await self._is_watched(workspace_id, channel, ts):
            return
        async with self._chore() as work:
            state = "deleted" if text is None else "edited"
            for kept in await requests.note_source_state(work.session, workspace_id, channel, ts, state):
                await touch_told(work, workspace_id, kept)
            row = await requests.find(work.session, workspace_id, channel, ts)
            if row is None or row.state != ASKED:
                return
            if text is None:
                await _undo_request(work, row)
            elif _fits(text):
                await requests.note_words(work.session, row.id, text)
                await _touch_asking(work, row)

    async def forget_unanswered(self) -> int:
        """What nobody answered in time is asked no more; how many there were. Twice does no harm."""
        async with self._chore() as work:
            return await requests.forget_old(work.session, work.now - WAITS, work.now)

    async def _is_watched(self, workspace_id: WorkspaceId, channel: str, ts: str) -> bool:
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


def base_name(emoji: str) -> str:
    """Of an emoji's name, what is left without the skin tone."""
    return emoji.partition("::")[0]


def _check(message: SaidMessage) -> None:
    if not folded(message.text):
        raise InvalidInput({"text": "There are no words in this message to keep."})
    if not _fits(message.text):
        raise InvalidInput(
            {
                "text": f"This message has {len(message.text):,} characters; a learning has {LONGEST:,} at "
                "most. Say the heart of it with /cop learning."
            }
        )


def _fits(text: str) -> bool:
    return bool(folded(text)) and len(text) <= LONGEST


async def _keep(
    work: Work,
    caller: Caller,
    community: Community,
    message: SaidMessage,
    *,
    shows_name: bool,
    via: str = "",
) -> KeptLearning:
    new = NewLearning(
        community_id=community.id,
        source=FROM_MESSAGE,
        text=message.text,
        kind=KIND,
        author=message.author if shows_name else None,
        contact=message.author,
        shared_on=today_in(community.zone, work.now),
        # Without the name a link would give it away.
        channel=message.channel if shows_name else None,
        ts=message.ts if shows_name else None,
        via=via,
    )
    learning_id, joined = await keep(work, new)
    reader = await get_for_reader(work, caller, learning_id)
    return KeptLearning(reader.learning, joined, is_own=reader.is_mine)


async def _request(
    work: Work, caller: Caller, community: Community, message: SaidMessage, via: str
) -> LearningRequest:
    asked = {
        "workspace_id": caller.workspace_id,
        "community_id": community.id,
        "channel": message.channel,
        "ts": message.ts,
        "author": message.author,
        "asked_by": caller.user_id,
        "via": via,
        "kind": KIND,
        "text": message.text,
        "state": ASKED,
        "asked_at": work.now,
    }
    row = await requests.ask(work.session, asked) or await _ask_again(work, asked, message)
    if row is None:
        raise AnsweredAlready("Its author has been asked about this message before.")
    await _plan(work, row, [_asking(row, work.now)])
    return _view(community, row, ASKED)


async def _ask_again(
    work: Work, asked: Mapping[str, object], message: SaidMessage
) -> LearningRequestRow | None:
    """Whoever asked took it back, and now somebody wants it: the message the author has is used again."""
    workspace_id = str(asked["workspace_id"])
    row = await requests.find(work.session, workspace_id, message.channel, message.ts)
    if row is None or not await requests.ask_again(work.session, row.id, asked, only_if=WITHDRAWN):
        return None
    await _touch_asking(work, row)
    return await requests.find(work.session, workspace_id, message.channel, message.ts)


async def _settle_by_author(work: Work, community: Community, message: SaidMessage) -> None:
    """The author keeps it themselves: that is a yes to whoever had asked."""
    row = await requests.find(work.session, community.workspace_id, message.channel, message.ts)
    if row is not None and row.state == ASKED:
        await requests.settle(work.session, row.id, YES, work.now)
        await _tell_asker(work, row)
        await _touch_asking(work, row)


async def _plan(work: Work, row: LearningRequestRow, wanted: Sequence[Wanted]) -> None:
    await plan(
        work.session,
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
        subject=subject_of(row.id),
        wanted=wanted,
        now=work.now,
    )


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


async def _tell_asker(work: Work, row: LearningRequestRow) -> None:
    """Whoever asked learns of the answer; nothing else is waiting any more."""
    # With the person: a request may be withdrawn, asked again by somebody else, and answered to them.
    key = f"{DeliveryKind.LEARNING_ANSWERED}:{row.id}:{row.asked_by}"
    told = Wanted(
        kind=DeliveryKind.LEARNING_ANSWERED,
        key=key,
        recipient=row.asked_by,
        due_at=work.now,
        expires_at=work.now + WAITS,
    )
    await _plan(work, row, [told])


async def _touch_asking(work: Work, row: LearningRequestRow) -> None:
    """Have the message to the author say what holds now."""
    await touch(
        work.session,
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
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


async def _undo_request(work: Work, row: LearningRequestRow) -> None:
    if row.state != ASKED:
        return
    await requests.settle(work.session, row.id, WITHDRAWN, work.now)
    await _plan(work, row, [])
    await _touch_asking(work, row)


def _is_asked_by_reaction(row: LearningRequestRow, caller: Caller) -> bool:
    return row.state == ASKED and row.asked_by == caller.user_id and row.via == REACTION


async def _hand_over_or_undo(work: Work, row: LearningRequestRow, wanted_by: Sequence[UserId]) -> None:
    for person in wanted_by:
        is_other = person not in (row.asked_by, row.author)
        if is_other and await belongs(work.session, row.workspace_id, row.community_id, person):
            await requests.hand_over(work.session, row.id, person)
            await _touch_asking(work, row)
            return
    await _undo_request(work, row)


async def _undo_own(work: Work, caller: Caller, channel: str, ts: str) -> None:
    row = await requests.own_by_reaction(work.session, caller.workspace_id, caller.user_id, channel, ts)
    if row is None:
        return
    if row.digest_id is None:
        await forget(work, row.id)
    else:
        await withdraw(work, row.id)
    await touch_told(work, caller.workspace_id, row)  # a draft may show it, though no digest told it


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
