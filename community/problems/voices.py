"""Who speaks in problems' threads: heard, hinted, invited, and spoken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from community.communities.reading import find_communities
from community.communities.views import Community
from community.deliveries import Wanted, add
from community.errors import NotAllowed, ProblemOver, WrongStep
from community.home_refresh import touch_homes
from community.ids import ChannelId, CommunityId, DeliveryKind, ProblemId, UserId, WorkspaceId
from community.permissions import require_facilitator, require_member
from community.problems import touchpoints
from community.problems.balance import evenness
from community.problems.drafting import check_words
from community.problems.inviting import AT_MOST_EVERY, STEPS, Candidate, Chosen, choose, is_time_to_invite
from community.problems.listening import (
    STEP,
    USER,
    WHY,
    Said,
    hint_if_off,
    reconcile,
    say_for_presenter,
    take_in,
    take_out,
    touch_opening,
)
from community.problems.moves import NAMES
from community.problems.reading import (
    find_problem,
    get_problem,
    problem_of_thread,
    problem_view,
    seen_by,
    speaks_for,
)
from community.problems.thread import Thread, hold
from community.problems.views import AFTER_CLOSE, Balance, Hint, Problem, State, Step
from community.work import Caller, UseCases, Work
from storage.queries import members as member_queries
from storage.queries import problems as problem_queries
from storage.queries import voices as queries
from storage.tables import MemberRow, ProblemRow

INVITATION_LASTS = timedelta(days=3)
READ_EVERY = timedelta(
    hours=6
)  # an open thread is read from the history so often, in case Slack did not tell
SPEAKING = (Step.PRESENT, Step.CLARIFY, Step.PROBE, Step.REFLECT)  # in these the presenter may speak

_ROLE_ALIKE = "role_alike"  # key of an invitation's context


@dataclass(frozen=True, slots=True)
class Voice:
    """What the bot says for a presenter. Nothing in it says who that is."""

    problem: Problem
    text: str


@dataclass(frozen=True, slots=True)
class Whisper:
    """A hint, and whom it is for."""

    to: UserId
    hint: Hint


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is made of. `role_alike`: the reader's job is the presenter's."""

    problem: Problem
    role_alike: bool


@dataclass(frozen=True, slots=True)
class ThreadWanted:
    """A thread to be read from Slack's history, as wanted at `wanted_at` (`None`: it was never read)."""

    workspace_id: WorkspaceId
    problem_id: ProblemId
    channel: ChannelId
    thread_ts: str
    since: datetime
    wanted_at: datetime | None


class Voices(UseCases):
    """Members just reply in a thread; this is what becomes of it."""

    # --- what Slack tells

    async def heard(self, caller: Caller, channel: ChannelId, thread_ts: str, said: Said) -> None:
        """A reply was written or edited, in whichever thread of the workspace.

        Where the thread is no problem's that costs one indexed look and nothing else.
        """
        problem_id = await self._problem_of(caller, channel, thread_ts)
        if problem_id is None:
            return
        async with self._work(caller) as work:
            thread = await hold(work, caller.workspace_id, problem_id)
            if await take_in(thread, said):
                await hint_if_off(thread, said)
                await touch_opening(thread)

    async def deleted(self, caller: Caller, channel: ChannelId, thread_ts: str, ts: str) -> None:
        """A reply was deleted. Costs as little as `heard` where the thread is no problem's."""
        problem_id = await self._problem_of(caller, channel, thread_ts)
        if problem_id is None:
            return
        async with self._work(caller) as work:
            thread = await hold(work, caller.workspace_id, problem_id)
            if await take_out(thread, ts):
                await touch_opening(thread)

    # --- the presenter, through the bot

    async def may_speak(self, caller: Caller, problem_id: ProblemId, step: int) -> Problem:
        """The problem, if the caller presents it and `step` is the one that is open.

        Raises `NotAllowed`, `ProblemOver`, `WrongStep`, `ProblemNotFound`, `NotAMember`.
        """
        async with self._look() as work:
            whole = await get_problem(work.session, caller.workspace_id, problem_id)
            await require_member(work, caller, CommunityId(whole.row.community_id))
            _require_turn(whole.row, caller, step)
            return problem_view(whole)

    async def speak(
        self, caller: Caller, problem_id: ProblemId, step: int, words: str, *, accepted: bool = False
    ) -> Problem:
        """Have the bot say it in the thread. `accepted`: the person has seen the warnings.

        Raises as `may_speak`, and `InvalidInput` beside `words`; a warning if it may tell who a student is.
        """
        async with self._work(caller) as work:
            thread = await hold(work, caller.workspace_id, problem_id)
            await require_member(work, caller, CommunityId(thread.row.community_id))
            _require_turn(thread.row, caller, step)
            await say_for_presenter(thread, Step(step), check_words(words, accepted=accepted))
            return thread.view()

    async def voice(self, workspace_id: WorkspaceId, voice_id: int) -> Voice | None:
        """For the composer; `None` when there is nothing to say any more."""
        async with self._look() as work:
            row = await queries.find_voice(work.session, workspace_id, voice_id)
            if row is None or not row.text:
                return None
            problem = await find_problem(work.session, workspace_id, ProblemId(row.problem_id))
            return None if problem is None else Voice(problem, row.text)

    async def forget_said(self) -> None:
        """Empty the words the bot has said for presenters: the thread has them."""
        async with self._chore() as work:
            await queries.forget_said(work.session, work.now - timedelta(days=3))

    # --- hints

    async def hint(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, context: Mapping[str, Any]
    ) -> Whisper | None:
        """For the composer, of a delivery's context; `None` when the thread has moved on."""
        async with self._look() as work:
            whole = await problem_queries.load_problem(work.session, workspace_id, problem_id)
            if whole is None or whole.row.state != State.OPEN or whole.row.step != context[STEP]:
                return None
            # An anonymous presenter is named nowhere but in the problem.
            to = UserId(context.get(USER, whole.row.presenter))
            return Whisper(to, Hint(problem_view(whole), Step(whole.row.step), context[WHY]))

    async def hints_off(self, caller: Caller, problem_id: ProblemId) -> None:
        """The caller wants no more hints in this thread. Raises `ProblemNotFound`, `NotAMember`."""
        async with self._work(caller) as work:
            await seen_by(work, caller, problem_id)
            await queries.note_hint(work.session, problem_id, caller.user_id, queries.NO_HINTS, "", work.now)

    # --- invitations

    async def plan_due(self) -> None:
        """Invite a few who have not spoken, where it is time to. Done twice, it invites nobody twice."""
        async with self._look() as work:
            waiting = await queries.open_for_voices(work.session, STEPS)
            ids = {CommunityId(each.row.community_id) for each in waiting}
            communities = await find_communities(work.session, ids) if ids else {}
            due = [each.row for each in waiting if _may_invite(communities, each, work.now)]
        for row in due:
            await self._invite(row)

    async def invitation(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, user_id: UserId, context: Mapping[str, Any]
    ) -> Invited | None:
        """For the composer; `None` when the person has spoken meanwhile, or peers have the word no longer."""
        async with self._look() as work:
            problem = await find_problem(work.session, workspace_id, problem_id)
            if problem is None or not problem.is_open or problem.paused_at or problem.step not in STEPS:
                return None
            if not await member_queries.belongs(work.session, workspace_id, problem.community_id, user_id):
                return None
            if await queries.has_spoken(work.session, problem_id, user_id):
                return None
            return Invited(problem, bool(context.get(_ROLE_ALIKE)) and not problem.is_anonymous)

    async def invitation_skip(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """The caller will not speak in this thread. Raises `ProblemNotFound`, `NotAMember`."""
        async with self._work(caller) as work:
            problem = await seen_by(work, caller, problem_id)
            await queries.answer_invitation(work.session, problem_id, caller.user_id, "skip")
            return problem

    async def invitation_not_for_me(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """The caller wants no invitations in this community. Raises as `invitation_skip`."""
        async with self._work(caller) as work:
            problem = await seen_by(work, caller, problem_id)
            await queries.answer_invitation(work.session, problem_id, caller.user_id, "not_for_me")
            await _stop_invitations(work, problem.community_id, caller.user_id)
            return problem

    # --- figures

    async def balance(self, caller: Caller, problem_id: ProblemId) -> Balance:
        """Peers' part in the thread, in figures. Raises `NotAllowed` for all but facilitators."""
        async with self._look() as work:
            problem = await seen_by(work, caller, problem_id)
            await require_facilitator(work, caller, problem.community_id)
            members = await member_queries.list_members(work.session, problem.community_id)
            spoken = await problem_queries.speakers_of(work.session, problem_id)
        return _balance(problem, [member.user_id for member in members], spoken)

    # --- reading threads again

    async def want_all_threads(self) -> None:
        """After the bot was away: who knows what it has missed."""
        async with self._chore() as work:
            await queries.want_all_threads(work.session, work.now)

    async def threads_wanted(self) -> list[ThreadWanted]:
        """The threads to be read from Slack's history, longest waiting first."""
        async with self._look() as work:
            found = await queries.threads_to_read(work.session, work.now)
        return [
            ThreadWanted(
                workspace_id=WorkspaceId(each.row.workspace_id),
                problem_id=ProblemId(each.row.id),
                channel=ChannelId(each.row.channel),
                thread_ts=each.thread_ts,
                since=each.row.created_at,
                wanted_at=each.row.catch_up_at,
            )
            for each in found
        ]

    async def replies_read(self, wanted: ThreadWanted, replies: Sequence[Said], read_at: datetime) -> None:
        """Make what is kept equal to what stands in the thread. `read_at`: when the reading began."""
        async with self._chore() as work:
            thread = await hold(work, wanted.workspace_id, wanted.problem_id)
            if await reconcile(thread, replies, read_at):
                await touch_opening(thread)
            await _read_again_later(work, wanted, is_open=thread.row.state == State.OPEN)

    async def thread_refused(self, wanted: ThreadWanted) -> None:
        """Slack does not show the thread: ask again much later, or when the bot comes back."""
        async with self._chore() as work:
            await _read_again_later(work, wanted, is_open=True)

    # --- within

    async def _problem_of(self, caller: Caller, channel: ChannelId, thread_ts: str) -> ProblemId | None:
        async with self._look() as work:
            row = await problem_of_thread(work.session, caller.workspace_id, channel, thread_ts)
        return None if row is None else ProblemId(row.id)

    async def _invite(self, row: ProblemRow) -> None:
        async with self._chore() as work:
            thread = await hold(work, WorkspaceId(row.workspace_id), ProblemId(row.id))
            # Another process may have done it while we waited for the row.
            waiting = {each.row.id: each for each in await queries.open_for_voices(work.session, STEPS)}
            communities = {thread.community.id: thread.community}
            if row.id not in waiting or not _may_invite(communities, waiting[row.id], work.now):
                return
            chosen = await _chosen(thread)
            await queries.note_invited(
                work.session, thread.row, [person.user_id for person in chosen], work.now
            )
            await add(
                work.session,
                workspace_id=WorkspaceId(row.workspace_id),
                community_id=thread.community.id,
                subject=touchpoints.subject_of(ProblemId(row.id)),
                wanted=[_invitation(thread.row, person, work.now) for person in chosen],
                now=work.now,
            )


async def _chosen(thread: Thread) -> list[Chosen]:
    work, row = thread.work, thread.row
    silent = await queries.silent_members(
        work.session,
        row,
        but=sorted(thread.no_peers | set(thread.community.facilitators)),  # who host it anyway
        unless=DeliveryKind.PROBLEM_INVITATION,
        since=work.now - AT_MOST_EVERY,
    )
    return choose(
        [Candidate(each.user_id, each.job, each.invited_at) for each in silent],
        job=await queries.job_of(work.session, row.workspace_id, row.presenter),
        topic=f"{row.practice} {row.student_group}",
        is_anonymous=row.is_anonymous,
    )


def _may_invite(
    communities: Mapping[CommunityId, Community], thread: queries.OpenForVoices, now: datetime
) -> bool:
    row = thread.row
    community = communities.get(CommunityId(row.community_id))
    return community is not None and is_time_to_invite(
        now,
        begun_at=row.begun_at or row.begins_at,
        opened_at=thread.opened_at,
        last_at=thread.last_at,
        zone=community.zone,
        holidays=community.holidays,
    )


def _invitation(row: ProblemRow, person: Chosen, now: datetime) -> Wanted:
    return Wanted(
        kind=DeliveryKind.PROBLEM_INVITATION,
        key=f"{DeliveryKind.PROBLEM_INVITATION}:{row.id}:{person.user_id}",
        recipient=person.user_id,
        due_at=now,
        expires_at=now + INVITATION_LASTS,
        context={_ROLE_ALIKE: True} if person.is_role_alike else {},
    )


async def _stop_invitations(work: Work, community_id: CommunityId, user_id: UserId) -> None:
    member = await member_queries.find_member(work.session, community_id, user_id)
    if member is None:
        return
    stopped = {*member.stopped, DeliveryKind.PROBLEM_INVITATION.value}
    is_this = (MemberRow.community_id == community_id, MemberRow.user_id == user_id)
    await work.session.execute(update(MemberRow).where(*is_this).values(stopped=sorted(stopped)))
    await member_queries.cancel_messages_to(
        work.session, community_id, [user_id], [DeliveryKind.PROBLEM_INVITATION]
    )
    await touch_homes(work, community_id, [user_id])


def _require_turn(row: ProblemRow, caller: Caller, step: int) -> None:
    if caller.user_id not in (row.presenter, speaks_for(row)):
        raise NotAllowed("Only the presenter can say something here through me. Just reply in the thread.")
    if row.state != State.OPEN:
        raise ProblemOver("This thread is not open. What you want to say can be said in the channel.")
    if row.step != step:
        raise WrongStep(
            f"The thread has moved on: it is at {NAMES[Step(row.step)]} now. Use its newest post."
        )
    if Step(step) not in SPEAKING:
        raise WrongStep(
            "In the discussion the presenter listens. Your time to speak is the reflection after it."
        )


def _balance(
    problem: Problem, members: Sequence[str], spoken: Mapping[int, Mapping[str | None, int]]
) -> Balance:
    """Of peers alone, and until the close: neither the presenter nor who stands in counts."""
    apart = {None, problem.presenter, problem.stands_in}
    by_step = {
        step: {user_id: count for user_id, count in said.items() if user_id not in apart}
        for step, said in spoken.items()
        if step != AFTER_CLOSE
    }
    counts: dict[str | None, int] = {}
    for said in by_step.values():
        for user_id, count in said.items():
            counts[user_id] = counts.get(user_id, 0) + count
    return Balance(
        problem=problem,
        members=len([user_id for user_id in members if user_id not in apart]),
        voices=len(counts),
        contributions=sum(counts.values()),
        evenness=evenness(counts.values()),
        by_step=tuple(
            (Step(step), len(said), sum(said.values())) for step, said in sorted(by_step.items()) if said
        ),
    )


async def _read_again_later(work: Work, wanted: ThreadWanted, *, is_open: bool) -> None:
    again_at = work.now + READ_EVERY if is_open else None
    await queries.read_again_at(work.session, wanted.problem_id, again_at, wanted_at=wanted.wanted_at)
