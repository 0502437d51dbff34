"""What Slack tells of a thread, taken in so that counts come out right whatever the order of events.

Slack may tell of a message twice, of its edit or deletion first, late, or never. So a reply is known by its
`ts` alone, and belongs to the step that was open when it was *said*; an edit of an unknown reply is the
reply; a deletion leaves a mark for a day, and what comes after it is not taken in. Threads are read again now
and then, and what is found there is the truth.

An anonymous presenter's own replies are kept and counted like anybody's. Left out, they could be told by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community.deliveries import Wanted, add, touch
from community.ids import ChannelId, CommunityId, DeliveryKind, Operation, ProblemId, UserId, WorkspaceId
from community.problems import touchpoints
from community.problems.fitting import PEERS_WAIT, TALKING, why_off
from community.problems.reading import speaks_for
from community.problems.thread import Thread
from community.problems.views import AFTER_CLOSE, State, Step
from community.work import Work
from storage.queries import voices as queries
from storage.tables import ProblemRow, ProblemStepRow

HINT_LASTS = timedelta(minutes=30)
STILL_NEWS = timedelta(minutes=10)  # so long after it was said a reply is still hinted at
_READING = timedelta(minutes=1)  # a reply so young may have come while the thread was being read

# Keys of a hint's context.
STEP, WHY, USER = "step", "why", "user"
HOSTING = (TALKING, PEERS_WAIT)  # what a facilitator says between others is no reply out of step


@dataclass(frozen=True, slots=True)
class Said:
    """A reply in a thread as Slack has it now. `ts` is Slack's name of the message in its channel."""

    ts: str
    user_id: UserId
    text: str
    edited_at: datetime | None = None

    @property
    def said_at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts), UTC)


async def take_in(thread: Thread, said: Said) -> bool:
    """Keep a reply, or what it was edited to; whether it is a new one."""
    session, row = thread.work.session, thread.row
    if await queries.is_noted(session, row.workspace_id, _gone(ChannelId(row.channel), said.ts)):
        return False
    text = said.text if thread.community.keeps_contributions else None
    is_new = await queries.keep_contribution(
        session,
        {
            "problem_id": row.id,
            "ts": said.ts,
            "user_id": said.user_id,
            "step": step_at(row, thread.whole.steps, said.said_at),
            "text": text,
            "said_at": said.said_at,
            "edited_at": said.edited_at,
        },
    )
    if not is_new and said.edited_at is not None:
        await queries.edit_contribution(session, row.id, said.ts, text, said.edited_at)
    return is_new


async def take_out(thread: Thread, ts: str) -> bool:
    """A reply was deleted: neither it nor its text is kept. Whether it was counted."""
    session, row = thread.work.session, thread.row
    workspace_id = WorkspaceId(row.workspace_id)
    await queries.note_deleted(session, workspace_id, _gone(ChannelId(row.channel), ts), thread.work.now)
    voice = await queries.voice_posted_as(
        session, workspace_id, touchpoints.subject_of(ProblemId(row.id)), ts
    )
    names = [ts] if voice is None else [ts, voice_ts(voice)]
    return await queries.drop_contributions(session, row.id, names) > 0


async def reconcile(thread: Thread, replies: Sequence[Said], read_at: datetime) -> bool:
    """Make what is kept equal to the history read at `read_at`; whether anything was missing or too much."""
    found = [await take_in(thread, said) for said in replies]
    there = {said.ts for said in replies}
    known = await queries.replies_known(thread.work.session, thread.row.id)
    gone = [ts for ts, said_at in known.items() if ts not in there and said_at < read_at - _READING]
    dropped = await queries.drop_contributions(thread.work.session, thread.row.id, gone) if gone else 0
    return any(found) or dropped > 0


async def hint_if_off(thread: Thread, said: Said) -> None:
    """Tell somebody privately, once in a step, that what they said belongs to another one."""
    why = _why_to_hint(thread, said)
    if why is None:
        return
    work, row = thread.work, thread.row
    if await queries.wants_no_hints(work.session, row.id, said.user_id):
        return
    if await queries.note_hint(work.session, row.id, said.user_id, row.step, why, work.now):
        await _want(thread, _hint(thread, said, why))


async def touch_opening(thread: Thread) -> None:
    """The opening post says how many voices there are."""
    problem = thread.view()
    await touch(
        thread.work.session,
        workspace_id=problem.workspace_id,
        community_id=problem.community_id,
        subject=touchpoints.subject_of(problem.id),
        wanted=touchpoints.opening_edit(problem, thread.work.now),
        now=thread.work.now,
    )


async def say_for_presenter(thread: Thread, step: Step, text: str) -> None:
    """Have the bot say it in the thread. Nothing of it names who it is from."""
    work, row = thread.work, thread.row
    values = {"problem_id": row.id, "step": step, "text": text, "created_at": work.now}
    voice_id = await queries.insert_voice(work.session, values)
    key = voice_key(voice_id)
    contribution = {
        "problem_id": row.id,
        "ts": voice_ts(key),
        "user_id": None,
        "step": int(step),
        "text": text if thread.community.keeps_contributions else None,
        "said_at": work.now,
        "edited_at": None,
    }
    await queries.keep_contribution(work.session, contribution)
    wanted = Wanted(
        kind=DeliveryKind.PROBLEM_VOICE,
        key=key,
        recipient=row.channel,
        due_at=work.now,
        expires_at=work.now + timedelta(days=1),
        thread_of=touchpoints.opening_key(ProblemId(row.id)),
        context={"voice": voice_id},
    )
    await _want(thread, wanted)


def step_at(row: ProblemRow, steps: Sequence[ProblemStepRow], said_at: datetime) -> int:
    """The step that was open at that instant: 1 before any was, `AFTER_CLOSE` once the thread was over."""
    if row.closed_at is not None and said_at >= row.closed_at:
        return AFTER_CLOSE
    opened = [step.step for step in steps if step.opened_at is not None and step.opened_at <= said_at]
    return max(opened, default=int(Step.PRESENT))


def voice_key(voice_id: int) -> str:
    return f"{DeliveryKind.PROBLEM_VOICE}:{voice_id}"


def voice_ts(key: str) -> str:
    """What stands for Slack's name of what the bot says for a presenter, which is not known yet."""
    return f"voice:{key.rpartition(':')[2]}"


def _why_to_hint(thread: Thread, said: Said) -> str | None:
    row = thread.row
    goes_on = row.state == State.OPEN and row.paused_at is None and thread.now_step is not None
    if not goes_on or thread.work.now - said.said_at > STILL_NEWS:
        return None
    if step_at(row, thread.whole.steps, said.said_at) != row.step:
        return None  # the thread has moved on since
    is_hidden = row.is_anonymous and said.user_id == row.presenter
    is_presenter = is_hidden or said.user_id == speaks_for(row)
    why = why_off(said.text, Step(row.step), is_presenter=is_presenter, is_anonymous=is_hidden)
    return None if why in HOSTING and said.user_id in thread.community.facilitators else why


def _hint(thread: Thread, said: Said, why: str) -> Wanted:
    """An anonymous presenter is not named: who it is for is read when it is shown."""
    row, now = thread.row, thread.work.now
    is_hidden = row.is_anonymous and said.user_id == row.presenter
    return Wanted(
        kind=DeliveryKind.PROBLEM_HINT,
        key=f"{DeliveryKind.PROBLEM_HINT}:{row.id}:{row.step}:{said.ts}",
        recipient=row.channel,
        due_at=now,
        expires_at=now + HINT_LASTS,
        operation=Operation.WHISPER,
        thread_of=touchpoints.opening_key(ProblemId(row.id)),
        context={STEP: row.step, WHY: why} | ({} if is_hidden else {USER: said.user_id}),
    )


async def _want(thread: Thread, wanted: Wanted) -> None:
    work: Work = thread.work
    await add(
        work.session,
        workspace_id=WorkspaceId(thread.row.workspace_id),
        community_id=CommunityId(thread.row.community_id),
        subject=touchpoints.subject_of(ProblemId(thread.row.id)),
        wanted=[wanted],
        now=work.now,
    )


def _gone(channel: ChannelId, ts: str) -> str:
    return f"deleted:{channel}:{ts}"
