"""Problems of practice: the use cases of presenters, members and facilitators, and the bot's own chores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import compress

from community.communities.reading import get_community
from community.deliveries.views import Place
from community.errors import ProblemNotFound
from community.ids import ChannelId, CommunityId, DeliveryKind, ProblemId, UserId, WorkspaceId
from community.permissions import require_facilitator, require_member
from community.problems import closing, keeping, moves, sharing, telling, touchpoints
from community.problems.drafting import check, check_line
from community.problems.permissions import note, require_mover
from community.problems.planning import replan, tell_presenter, want_facilitators
from community.problems.reading import seen_by
from community.problems.searching import find_page
from community.problems.themes import find_theme, similar_to, traits_of_draft
from community.problems.thread import Thread, hold
from community.problems.views import (
    FollowUp,
    FollowUpDraft,
    ForFacilitator,
    ForPresenter,
    Opening,
    PostedStep,
    Problem,
    ProblemDraft,
    ProblemForm,
    ProblemsPage,
    ReflectionDraft,
    Reviewed,
    Search,
    Shared,
    SharedTheme,
    SimilarProblem,
    State,
    Step,
    StepPost,
)
from community.work import Caller, UseCases, Work
from storage.queries import problems as queries

NO_REASON = "Say in a few words why: those it concerns will read it."


class Problems(UseCases):
    """Everything about problems of practice but what is said in their threads: that is `Voices`.

    Raises the errors of `community.errors`; permission is checked inside. A `Problem` given to a caller names
    its presenter if it is not anonymous, or if the caller presents or facilitates.
    """

    # --- sharing ----------------------------------------------------------------------------------------

    async def form(self, caller: Caller, community_id: CommunityId, *, text: str = "") -> ProblemForm:
        """An empty form, or one with `text` (a message made into a problem) as what was observed.

        All of it, to be shortened by the person who knows what matters.
        """
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
        return ProblemForm(community, ProblemDraft(observations=text.strip()))

    async def similar(
        self, caller: Caller, community_id: CommunityId, draft: ProblemDraft
    ) -> tuple[SimilarProblem, ...]:
        """Problems the community knows that are much like what is being written. For members."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            return await similar_to(work, community_id, traits_of_draft(draft))

    async def share(
        self, caller: Caller, community_id: CommunityId, draft: ProblemDraft, *, accepted: bool
    ) -> Shared:
        """Put a problem to the community. `accepted`: the person has seen the warnings.

        It waits for a facilitator if the community wants that, or if the same person has another one open.
        Raises `InvalidInput` by field, `NotAMember`.
        """
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            checked = check(draft, community, work.now, accepted=accepted)
            return await sharing.share(work, caller, community_id, checked)

    async def save(
        self, caller: Caller, problem_id: ProblemId, draft: ProblemDraft, *, version: int, accepted: bool
    ) -> Problem:
        """Change a problem that has not begun: its presenter only. `version`: the form was opened on it.

        Raises `InvalidInput` by field, `EditedMeanwhile`, `WrongStep` once it has begun, `ProblemOver`.
        """
        async with self._changing(caller, problem_id) as thread:
            return await sharing.save(thread, caller, draft, version=version, accepted=accepted)

    async def approve(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """Let a problem that waits for review go out. For facilitators."""
        async with self._changing(caller, problem_id) as thread:
            return await sharing.approve(thread, caller, "approve")

    async def allow_another(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """Let a problem go out although its presenter has another one open. For facilitators."""
        async with self._changing(caller, problem_id) as thread:
            return await sharing.approve(thread, caller, "allow_another")

    async def send_back(self, caller: Caller, problem_id: ProblemId, note: str) -> Problem:
        """Ask the presenter for something first. For facilitators. `InvalidInput` beside `note`."""
        words = check_line("note", note, missing="Say what is missing, so that it can be mended.")
        async with self._changing(caller, problem_id) as thread:
            return await sharing.send_back(thread, caller, words)

    # --- moving -----------------------------------------------------------------------------------------

    async def next_step(self, caller: Caller, problem_id: ProblemId, step: int) -> Problem:
        """Open the step after `step` now: the one the button was made for. After 5 that is the close.

        As all moves: for who presents and for facilitators. Raises `WrongStep`, `ProblemOver`, `NotAllowed`.
        """
        async with self._moving(caller, problem_id, step) as thread:
            moves.open_next(thread)
            await self._tell_if_closed(thread)
            return await _moved(thread, caller, "next_step", step=int(step))

    async def extend(self, caller: Caller, problem_id: ProblemId, step: int) -> Problem:
        """Give the open step as much time again; everything after it moves. Raises as `next_step`."""
        async with self._moving(caller, problem_id, step) as thread:
            moves.extend(thread)
            return await _moved(thread, caller, "extend", step=int(step))

    async def pause(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """Open no further step until `resume`. Twice changes nothing."""
        async with self._changing(caller, problem_id) as thread:
            await require_mover(thread, caller)
            moves.require_open(thread)
            moves.pause(thread)
            return await _moved(thread, caller, "pause")

    async def resume(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """Go on with what was left of the open step."""
        async with self._changing(caller, problem_id) as thread:
            await require_mover(thread, caller)
            moves.require_open(thread)
            moves.resume(thread)
            return await _moved(thread, caller, "resume")

    async def end(self, caller: Caller, problem_id: ProblemId, reason: str) -> Problem:
        """Over before all steps are done, or before it began. `InvalidInput` beside `reason`.

        Only who withdraws a problem of their own before it begins may leave `reason` empty.
        """
        async with self._changing(caller, problem_id) as thread:
            await require_mover(thread, caller)
            moves.require_under_way(thread)
            is_theirs = caller.user_id in thread.no_peers
            must_say = moves.needs_reason(has_begun=thread.row.begun_at is not None, is_theirs=is_theirs)
            moves.end(thread, check_line("reason", reason, missing=NO_REASON if must_say else ""))
            if not is_theirs:
                await tell_presenter(thread, DeliveryKind.PROBLEM_CLOSED)
            return await _moved(thread, caller, "end")

    async def take_over(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """Present in place of somebody who left, or cannot. For facilitators."""
        async with self._changing(caller, problem_id) as thread:
            await require_facilitator(thread.work, caller, thread.community.id)
            moves.require_under_way(thread)
            moves.take_over(thread, caller.user_id)
            return await _moved(thread, caller, "take_over")

    # --- what comes of it -------------------------------------------------------------------------------

    async def reflection_form(self, caller: Caller, problem_id: ProblemId) -> tuple[Problem, ReflectionDraft]:
        """For who presents, in step 5. Raises as `reflect`."""
        async with self._reading(caller, problem_id) as thread:
            closing.require_reflecting(thread, caller)
            row = thread.row
            draft = ReflectionDraft(row.heard, row.will_try, row.takeaways)
            return thread.view(shows_presenter=True), draft

    async def reflect(
        self, caller: Caller, problem_id: ProblemId, draft: ReflectionDraft, *, accepted: bool = False
    ) -> Problem:
        """Keep the presenter's reflection and close the thread; takeaways become learnings with consent.

        `accepted`: the person has seen the warnings.
        Raises `InvalidInput` by field, `WrongStep` before step 5, `ProblemOver`, `NotAllowed`.
        """
        async with self._changing(caller, problem_id) as thread:
            await require_member(thread.work, caller, thread.community.id)
            return await closing.reflect(thread, caller, draft, accepted=accepted)

    async def follow_up_form(self, caller: Caller, problem_id: ProblemId) -> tuple[Problem, FollowUpDraft]:
        """For who presented, once the thread has closed. Raises as `follow_up`."""
        async with self._reading(caller, problem_id) as thread:
            closing.require_following_up(thread, caller)
            return thread.view(shows_presenter=True), FollowUpDraft(tried=thread.row.will_try)

    async def follow_up(
        self, caller: Caller, problem_id: ProblemId, draft: FollowUpDraft, *, accepted: bool = False
    ) -> Problem:
        """Keep what was tried and how it went, once. `accepted` as in `reflect`.

        Raises `InvalidInput` by field, `ProblemOver`.
        """
        async with self._changing(caller, problem_id) as thread:
            await require_member(thread.work, caller, thread.community.id)
            return await closing.follow_up(thread, caller, draft, accepted=accepted)

    async def own_follow_up(self, caller: Caller, problem_id: ProblemId) -> FollowUp | None:
        """What the caller wrote down in `follow_up`; None for everybody else, and before that."""
        async with self._reading(caller, problem_id) as thread:
            return closing.own_follow_up(thread, caller)

    # --- finding ----------------------------------------------------------------------------------------

    async def get(self, caller: Caller, problem_id: ProblemId) -> Problem:
        """For members; before it is approved, for its presenter and facilitators."""
        async with self._look() as work:
            return await seen_by(work, caller, problem_id)

    async def page(
        self, caller: Caller, community_id: CommunityId, search: Search, page: int
    ) -> ProblemsPage:
        """What `search` finds: the open ones, and a page (from 1) of the past ones. For members."""
        async with self._look() as work:
            return await find_page(work, caller, community_id, search, page)

    async def theme(self, caller: Caller, problem_id: ProblemId, what: str | None = None) -> SharedTheme:
        """The metric or group (`what`; either if `None`) this problem shares with others, for facilitators.

        `ProblemNotFound` if it shares none.
        """
        async with self._reading(caller, problem_id) as thread:
            await require_facilitator(thread.work, caller, thread.community.id)
            found = await find_theme(thread.work, thread.community, thread.row, what)
        if found is None:
            raise ProblemNotFound("Fewer than three problems of the last year share this metric or group.")
        return found

    # --- what the bot does by itself --------------------------------------------------------------------

    async def plan_due(self) -> None:
        """The minute's chore: threads that stand still go on. Cheap when there is nothing to do."""
        async with self._look() as work:
            waiting = [
                (WorkspaceId(workspace_id), ProblemId(problem_id))
                for workspace_id, problem_id in await queries.standing_still(work.session, work.now)
            ]
            threads = [await telling.look(work, *names) for names in waiting]
            ready = [each is not None and await keeping.may_go_on(each) for each in threads]
        for workspace_id, problem_id in compress(waiting, ready):
            async with self._chore() as work:
                await keeping.go_on(await hold(work, workspace_id, problem_id))

    async def open_step(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, step: Step, due_at: datetime
    ) -> StepPost | None:
        """The step to be announced now: opened the first time, and the same for ever after.

        `due_at`: the hour its message was planned for. `None` when there is nothing to announce: the step was
        moved, the thread is paused or over, or nobody has spoken in the step before (which then goes on).
        """
        async with self._chore() as work:
            thread = await _hold_if_there(work, workspace_id, problem_id)
            if thread is None or not await self._opens(thread, step, due_at):
                return None
            return await telling.step_post(thread, step)

    async def opening_deleted(self, caller: Caller, channel: ChannelId, ts: str) -> None:
        """A message was deleted: if it began a thread that is not over, facilitators decide about it."""
        async with self._work(caller) as work:
            found = await queries.posted_openings(work.session, caller.workspace_id, channel, ts)
            for workspace_id, problem_id in found:
                thread = await hold(work, WorkspaceId(workspace_id), ProblemId(problem_id))
                await want_facilitators(thread, keeping.OPENING_DELETED)

    # --- for composers, who have no caller --------------------------------------------------------------

    async def opening_for(self, workspace_id: WorkspaceId, problem_id: ProblemId) -> Opening | None:
        """The opening post as it stands: never with an anonymous presenter."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.opening_of(thread)

    async def step_post(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, step: Step
    ) -> StepPost | None:
        """The announcement of a step that has opened, as it stands now."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.step_post(thread, step)

    async def thread_place(self, workspace_id: WorkspaceId, problem_id: ProblemId) -> Place | None:
        """Where the opening post stands in Slack; `None` before it is posted."""
        async with self._look() as work:
            key = touchpoints.opening_key(problem_id)
            places = await queries.posted_at(work.session, workspace_id, [key])
            return Place(*places[key]) if key in places else None

    async def posted_steps(self, workspace_id: WorkspaceId, problem_id: ProblemId) -> tuple[PostedStep, ...]:
        """Where each step was announced, in order, for links to them."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return () if thread is None else await telling.posted_steps(thread)

    async def for_presenter(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, person: UserId, step: Step
    ) -> ForPresenter | None:
        """The reminder of a step to come; `None` if there is nothing to remind this person of."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.for_presenter(thread, step, person)

    async def reviewed(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, person: UserId
    ) -> Reviewed | None:
        """What a facilitator said of the problem, for who presents it."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.reviewed(thread, person)

    async def closed(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, person: UserId
    ) -> Problem | None:
        """The problem that is over (closed, or ended by a facilitator), for who presented it."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return (
                None
                if thread is None
                else await telling.to_presenter(thread, person, State.CLOSED, State.ENDED)
            )

    async def to_follow_up(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, person: UserId
    ) -> Problem | None:
        """The problem whose presenter is asked how it went; `None` once that was told."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            if thread is None or thread.row.followed_up_at is not None:
                return None
            return await telling.to_presenter(thread, person, State.CLOSED)

    async def for_review(self, workspace_id: WorkspaceId, problem_id: ProblemId) -> ForFacilitator | None:
        """A problem that waits for a facilitator; `None` once one has said something."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.for_review(thread)

    async def for_facilitators(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, reason: str
    ) -> ForFacilitator | None:
        """Why facilitators are needed (`reason` of the message's context); `None` once they are not.

        For "unanswered" the silent step is the problem's `now_step`.
        """
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            return None if thread is None else await telling.for_facilitators(thread, reason)

    async def shared_theme(
        self, workspace_id: WorkspaceId, problem_id: ProblemId, what: str | None = None
    ) -> SharedTheme | None:
        """The metric or group (`what` of the message's context) the problem shares with two or more."""
        async with self._look() as work:
            thread = await telling.look(work, workspace_id, problem_id)
            if thread is None:
                return None
            return await find_theme(work, thread.community, thread.row, what)

    # ----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _changing(self, caller: Caller, problem_id: ProblemId) -> AsyncIterator[Thread]:
        async with self._work(caller) as work:
            yield await hold(work, caller.workspace_id, problem_id)

    @asynccontextmanager
    async def _reading(self, caller: Caller, problem_id: ProblemId) -> AsyncIterator[Thread]:
        """For members."""
        async with self._look() as work:
            thread = await telling.look(work, caller.workspace_id, problem_id)
            if thread is None:
                raise ProblemNotFound("There is no such problem of practice here any more.")
            await require_member(work, caller, thread.community.id)
            yield thread

    @asynccontextmanager
    async def _moving(self, caller: Caller, problem_id: ProblemId, step: int) -> AsyncIterator[Thread]:
        async with self._changing(caller, problem_id) as thread:
            await require_mover(thread, caller)
            moves.require_open(thread)
            moves.require_step(thread, step)
            moves.require_running(thread)
            yield thread

    async def _opens(self, thread: Thread, step: Step, due_at: datetime) -> bool:
        row = thread.step_row(step)
        if row is None or row.opens_at != due_at or thread.row.state == State.ENDED:
            return False
        if row.opened_at is not None:
            return True
        if row is not thread.coming or thread.row.paused_at is not None:
            return False
        is_sent_early = thread.work.now < due_at  # a facilitator chose so
        if not is_sent_early and await moves.wait_for_voices(thread):
            await replan(thread)
            return False
        moves.open_next(thread, opens_at=due_at)
        await self._tell_if_closed(thread)
        await replan(thread)
        return True

    async def _tell_if_closed(self, thread: Thread) -> None:
        if thread.row.state == State.CLOSED:
            await tell_presenter(thread, DeliveryKind.PROBLEM_CLOSED)


async def _hold_if_there(work: Work, workspace_id: WorkspaceId, problem_id: ProblemId) -> Thread | None:
    try:
        return await hold(work, workspace_id, problem_id)
    except ProblemNotFound:
        return None


async def _moved(thread: Thread, caller: Caller, action: str, **details: object) -> Problem:
    await replan(thread)
    await note(thread, caller, action, **details)
    return thread.seen_by(caller.user_id)
