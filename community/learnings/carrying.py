"""How questions about learnings and their answers reach people: in a digest's thread, or directly.

In the thread everybody reads along, so only what has a name is asked there: a learning whose author is named,
told in a members' edition that stands in the home channel, by somebody who reads that channel. All else goes
by direct message. What Slack refuses in a thread that is gone goes by direct message, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from community.communities.reading import get_community
from community.deliveries.instead import OR_DIRECTLY_TO, OR_TELL
from community.deliveries.planning import Wanted, add, touch_many
from community.ids import CommunityId, DeliveryKind, Operation, UserId, WorkspaceId
from community.work import Work
from storage.queries import learning_questions as queries
from storage.queries.digest_learnings import posted_under
from storage.queries.learning_questions import Thread
from storage.queries.members import belongs
from storage.tables import LearningQuestionRow, LearningRow

WAITS = timedelta(days=14)  # for whoever it goes to to be reached
_USEFUL_FOR = timedelta(days=30)  # an edit that Slack refuses for so long


async def thread_for(
    work: Work, workspace_id: WorkspaceId, learning: LearningRow, asker: str
) -> Thread | None:
    """Where this person's question about the learning goes; None: to its author, by direct message."""
    if learning.author is None:
        return None
    community = await get_community(work.session, workspace_id, CommunityId(learning.community_id))
    for person in (asker, learning.author):
        if not await belongs(work.session, workspace_id, community.id, person):
            return None  # they do not read the channel
    return await queries.thread_telling(
        work.session, workspace_id, learning.id, community.home_channel, DeliveryKind.DIGEST_MEMBERS
    )


async def carry_question(
    work: Work,
    workspace_id: WorkspaceId,
    learning: LearningRow,
    question_id: int,
    asker: UserId,
    thread: Thread | None,
) -> None:
    """To the author, named or not. If they cannot be reached, the asker is told, and may ask again."""
    key, author = question_key(question_id), UserId(str(learning.contact))
    message = _message(work, DeliveryKind.LEARNING_QUESTION, key, author, thread)
    unreached = DeliveryKind.LEARNING_UNREACHED
    or_tell = {OR_TELL: (unreached, f"{unreached}:{question_id}", asker)}
    message = replace(message, context={**message.context, **or_tell})
    await _carry(work, workspace_id, learning, question_id, message)


async def carry_answer(
    work: Work, workspace_id: WorkspaceId, learning: LearningRow, question: LearningQuestionRow
) -> None:
    """Where the question stands; but directly if the author has taken their name away since."""
    thread = await thread_of(work, workspace_id, question) if learning.author is not None else None
    kind = DeliveryKind.LEARNING_ANSWER
    message = _message(work, kind, f"{kind}:{question.id}", UserId(question.asker), thread)
    await _carry(work, workspace_id, learning, question.id, message)


async def thread_of(work: Work, workspace_id: WorkspaceId, question: LearningQuestionRow) -> Thread | None:
    """Where the question stands; None if it went directly, or stands nowhere yet."""
    if question.thread_ts is None:
        return None
    return await queries.thread_of(work.session, workspace_id, question_key(question.id))


async def stood_before(work: Work, workspace_id: WorkspaceId, question: LearningQuestionRow, ts: str) -> bool:
    """Whether the question stood in its thread already when the message `ts` was written there."""
    posted = await queries.posted_in_thread(work.session, workspace_id, question_key(question.id))
    return posted is not None and float(posted) < float(ts)


async def touch_carried(
    work: Work, workspace_id: WorkspaceId, community_id: CommunityId, question_ids: Sequence[int]
) -> None:
    """Have what stands in Slack of these questions and their answers say what holds now."""
    subjects = [_subject(each) for each in question_ids]
    posted = await posted_under(work.session, workspace_id, subjects)
    wanted = {f"{subject}/{key}": _edit(work, key, recipient) for subject, key, recipient in posted}
    await touch_many(
        work.session, workspace_id=workspace_id, community_id=community_id, wanted=wanted, now=work.now
    )


def question_key(question_id: int) -> str:
    return f"{DeliveryKind.LEARNING_QUESTION}:{question_id}"


def _subject(question_id: int) -> str:
    return f"learning_question:{question_id}"


def _message(work: Work, kind: DeliveryKind, key: str, person: UserId, thread: Thread | None) -> Wanted:
    return Wanted(
        kind=kind,
        key=key,
        recipient=person if thread is None else thread.channel,
        due_at=work.now,
        expires_at=work.now + WAITS,
        thread_of=None if thread is None else thread.key,
        context={} if thread is None else {OR_DIRECTLY_TO: person},
    )


def _edit(work: Work, key: str, recipient: str) -> Wanted:
    kind = DeliveryKind.LEARNING_QUESTION_UPDATE
    return Wanted(
        kind=kind,
        key=f"{kind}:{key}",
        recipient=recipient,
        due_at=work.now,
        expires_at=work.now + _USEFUL_FOR,
        operation=Operation.UPDATE,
        target_key=key,
    )


async def _carry(
    work: Work, workspace_id: WorkspaceId, learning: LearningRow, question_id: int, message: Wanted
) -> None:
    await add(
        work.session,
        workspace_id=workspace_id,
        community_id=CommunityId(learning.community_id),
        subject=_subject(question_id),
        wanted=[message],
        now=work.now,
    )
