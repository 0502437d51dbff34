"""Questions to a learning's author, and their answers. The bot carries both: see `carrying` for where.

Where the author agreed to be named, either knows the other. Where the learning comes from "a member", neither
does: not the author who asks, not the asker who answers.
"""

from __future__ import annotations

from community.errors import AnsweredAlready, InvalidInput, LearningNotFound, LearningWithdrawn, NotAllowed
from community.ids import ChannelId, CommunityId, DeliveryKind, LearningId, QuestionId, UserId, WorkspaceId
from community.learnings.carrying import carry_answer, carry_question, stood_before, thread_for, touch_carried
from community.learnings.reading import get_row, refuse_withdrawn, require_reader, view_of
from community.learnings.views import LONGEST_QUESTION, Learning, Question, QuestionForm, Way
from community.work import Caller, UseCases, Work
from storage.queries import learning_questions as queries
from storage.queries.learnings import load_learnings
from storage.queries.people import list_people
from storage.tables import LearningQuestionRow, LearningRow

NOBODY = (
    "Nobody knows whose learning this is: it was shared without a name. Ask in the channel; whoever it is "
    "may answer there."
)


class LearningQuestions(UseCases):
    async def may_ask(
        self, caller: Caller, learning_id: LearningId, *, channel: ChannelId | None = None
    ) -> QuestionForm:
        """The learning, for the form. Raises as `ask` does."""
        async with self._look() as work:
            row = await _askable(work, caller, learning_id, channel)
            thread = await thread_for(work, caller.workspace_id, row, caller.user_id)
            return QuestionForm(await _learning(work, row), is_in_thread=thread is not None)

    async def ask(
        self,
        caller: Caller,
        learning_id: LearningId,
        text: str,
        *,
        channel: ChannelId | None = None,
        promised: Way | None = None,
    ) -> Question:
        """Carry a question to the author. One at a time: the next when this one is answered.

        For members, and for leaders, who ask in their `channel` or read the digest by direct message.
        `promised`: the way the form named; whatever happened since it was opened, the question is shown to
        nobody else and under no name the form did not tell of.

        Raises `InvalidInput` beside `words`; `NotAllowed` for one's own, and for what nobody can be asked
        about; `LearningWithdrawn`, `NotAMember`, `AnsweredAlready` while another is open.
        """
        _check(text, "Write what you would like to know.")
        async with self._work(caller) as work:
            row = await _askable(work, caller, learning_id, channel)
            is_for_all = promised in (None, "thread")
            thread = await thread_for(work, caller.workspace_id, row, caller.user_id) if is_for_all else None
            values = {
                "learning_id": row.id,
                "asker": caller.user_id,
                "is_unnamed": row.author is None or promised == "unnamed",
                "text": text,
                "channel": None if thread is None else thread.channel,
                "thread_ts": None if thread is None else thread.ts,
                "asked_at": work.now,
            }
            question_id = await queries.insert(work.session, values)
            await carry_question(work, caller.workspace_id, row, question_id, caller.user_id, thread)
            return await _view(work, await _question(work, caller.workspace_id, question_id))

    async def to_answer(self, caller: Caller, question_id: QuestionId) -> Question:
        """The question, for the form of its answer. Raises as `answer` does."""
        async with self._look() as work:
            question, _ = await _answerable(work, caller, question_id)
            return await _view(work, question)

    async def answer(self, caller: Caller, question_id: QuestionId, text: str) -> Question:
        """Carry the answer back. Raises `InvalidInput` beside `words`; `NotAllowed` for anybody but the
        author; `AnsweredAlready`, `LearningWithdrawn`."""
        _check(text, "Write an answer. A sentence is enough.")
        async with self._work(caller) as work:
            question, learning = await _answerable(work, caller, question_id)
            if not await queries.answer(work.session, question.id, text, work.now):
                raise AnsweredAlready(_ANSWERED)
            await carry_answer(work, caller.workspace_id, learning, question)
            await _touch(work, caller.workspace_id, learning, question)
            return await _view(work, await _question(work, caller.workspace_id, question.id))

    async def replied(self, caller: Caller, channel: ChannelId, thread_ts: str, ts: str) -> None:
        """The caller wrote the message `ts` in a thread of the workspace, whichever it is.

        Of an author who was asked there under their name that is the answer: to the newest question they have
        not answered. It is not kept, for it stands in the thread. Anybody else's reply is a reply.
        """
        if not await self._was_asked(caller, channel, thread_ts):
            return
        async with self._work(caller) as work:
            asked = (caller.workspace_id, channel, thread_ts, caller.user_id)
            for question in await queries.open_in_thread(work.session, *asked):
                # One that did not stand there yet (Slack may tell late), or went directly, cannot be meant.
                if await stood_before(work, caller.workspace_id, question, ts):
                    await queries.answer(work.session, question.id, "", work.now)
                    learning = await work.session.get_one(LearningRow, question.learning_id)
                    await _touch(work, caller.workspace_id, learning, question)
                    return

    async def question(
        self, workspace_id: WorkspaceId, question_id: int, *, even_if_withdrawn: bool = False
    ) -> Question | None:
        """For what is sent about it. None once the learning was taken back, but for what is edited then."""
        async with self._look() as work:
            row = await queries.find(work.session, workspace_id, question_id)
            found = None if row is None else await _view(work, row)
            if found is None or (found.learning.is_withdrawn and not even_if_withdrawn):
                return None
            return found

    async def _was_asked(self, caller: Caller, channel: ChannelId, thread_ts: str) -> bool:
        async with self._look() as work:
            asked = (caller.workspace_id, channel, thread_ts, caller.user_id)
            return bool(await queries.open_in_thread(work.session, *asked))


_ANSWERED = "This question has been answered."
_LEFT = "Whoever shared this has left the workspace. Ask in the community's channel: others may know."


def _check(text: str, when_empty: str) -> None:
    """Raises `InvalidInput` beside `words`."""
    if not text.strip():
        raise InvalidInput({"words": when_empty})
    if len(text) > LONGEST_QUESTION:
        length = f"{len(text):,}"
        raise InvalidInput(
            {"words": f"At most {LONGEST_QUESTION:,} characters fit here; these are {length}."}
        )


async def _askable(
    work: Work, caller: Caller, learning_id: LearningId, channel: ChannelId | None
) -> LearningRow:
    row = await get_row(work, caller, learning_id)
    await require_reader(work, caller, row, channel)
    refuse_withdrawn(row)
    if row.contact is None:
        raise NotAllowed(NOBODY)
    if row.contact == caller.user_id:
        raise NotAllowed("This one is yours: others may ask you about it.")
    known = await list_people(work.session, caller.workspace_id, [row.contact])
    if any(person.is_deactivated for person in known):
        raise NotAllowed(_LEFT)
    who = (caller.workspace_id, row.id, caller.user_id)
    if await queries.has_open(work.session, *who, unreached=DeliveryKind.LEARNING_UNREACHED):
        raise AnsweredAlready("You have asked about this already, and there is no answer yet.")
    return row


async def _answerable(
    work: Work, caller: Caller, question_id: QuestionId
) -> tuple[LearningQuestionRow, LearningRow]:
    question = await _question(work, caller.workspace_id, question_id)
    learning = await work.session.get_one(LearningRow, question.learning_id, populate_existing=True)
    if learning.withdrawn_at is not None:
        raise LearningWithdrawn("The learning was taken back, and the question with it.")
    if learning.contact != caller.user_id:
        raise NotAllowed("Only whoever shared the learning can answer this.")
    if question.answered_at is not None:
        raise AnsweredAlready(_ANSWERED)
    return question, learning


async def _question(work: Work, workspace_id: WorkspaceId, question_id: int) -> LearningQuestionRow:
    row = await queries.find(work.session, workspace_id, question_id)
    if row is None:
        raise LearningNotFound("There is no such question here any more.")
    return row


async def _touch(
    work: Work, workspace_id: WorkspaceId, learning: LearningRow, question: LearningQuestionRow
) -> None:
    """In the thread the question says from now on that it was answered."""
    if question.thread_ts is not None:
        await touch_carried(work, workspace_id, CommunityId(learning.community_id), [question.id])


async def _learning(work: Work, row: LearningRow) -> Learning:
    return view_of((await load_learnings(work.session, [row.id], None))[row.id])


async def _view(work: Work, row: LearningQuestionRow) -> Question:
    """Without names where the learning has none, or had none when it was asked about."""
    learning = view_of((await load_learnings(work.session, [row.learning_id], None))[row.learning_id])
    is_named = learning.author is not None and not row.is_unnamed
    return Question(
        id=QuestionId(row.id),
        learning=learning,
        asker=UserId(row.asker) if is_named else None,
        text=row.text,
        answer=row.answer,
        answered_by=learning.author if is_named and row.answered_at is not None else None,
        asked_at=row.asked_at,
        is_answered=row.answered_at is not None,
        is_in_thread=row.thread_ts is not None,
    )
