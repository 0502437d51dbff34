"""What time and mishaps do to threads: steps that stand still, people who leave, channels that close."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from community.communities.views import Community
from community.ids import ChannelId, CommunityId, DeliveryState, ProblemId, UserId, WorkspaceId
from community.problems import touchpoints
from community.problems.moves import answered_after_all, is_answered, move_coming
from community.problems.planning import replan, want_facilitators
from community.problems.thread import Thread, hold
from community.problems.views import State
from community.work import Work
from storage.queries import problems as queries

STUCK_AFTER = timedelta(minutes=5)  # a step due this long is looked at

PRESENTER_LEFT, OPENING_DELETED, CHANNEL_ARCHIVED = "presenter_left", "opening_deleted", "channel_archived"

_WILL_GO = (DeliveryState.PLANNED, DeliveryState.SENDING)


async def may_go_on(thread: Thread) -> bool:
    """Whether a thread whose next step was due has something to go on with: a look, before it is held."""
    coming, now_step = thread.coming, thread.now_step
    if coming is None or thread.row.paused_at is not None:
        return False
    if now_step is not None and now_step.asked_at is not None:
        return await is_answered(thread, now_step)
    return coming.opens_at <= thread.work.now - STUCK_AFTER and not _is_refused(thread)


async def go_on(thread: Thread) -> None:
    """See after a thread whose next step was due: somebody spoke after all, or its post was never sent.

    A post that was not sent in its window (the bot was away, a facilitator skipped it) moves to the next
    working hour. One that Slack refuses waits until the channel works again.
    """
    if not await may_go_on(thread):
        return
    now_step = thread.now_step
    if now_step is not None and now_step.asked_at is not None:
        answered_after_all(thread)
        await replan(thread)
    else:
        await _free(thread)


async def presenter_left(work: Work, community_id: CommunityId, user_ids: Collection[UserId]) -> None:
    """These people belong no longer: a facilitator is to take their problems over, or to end them."""
    for workspace_id, problem_id in await queries.presented_by(work.session, community_id, user_ids):
        thread = await hold(work, WorkspaceId(workspace_id), ProblemId(problem_id))
        row = thread.row
        presents = row.stands_in or row.presenter
        if presents not in user_ids:
            continue
        row.stands_in = None
        await replan(thread)
        await want_facilitators(thread, PRESENTER_LEFT)


async def channel_closed(work: Work, workspace_id: WorkspaceId, channel: ChannelId) -> None:
    """The bot cannot post in the channel any more: facilitators decide about the threads in it."""
    for _, problem_id in await queries.under_way_in_channel(work.session, workspace_id, channel):
        thread = await hold(work, workspace_id, ProblemId(problem_id))
        if thread.row.state in (State.PLANNED, State.OPEN):
            await want_facilitators(thread, CHANNEL_ARCHIVED)


async def channel_returned(work: Work, workspace_id: WorkspaceId, channel: ChannelId) -> None:
    """The bot is back: what was said without it is to be read from Slack's history."""
    await queries.want_catching_up(work.session, workspace_id, channel, work.now)


async def plan_all_again(work: Work, community: Community) -> None:
    """After the community was edited: steps to come keep to its holidays, messages go to its facilitators."""
    for _, problem_id in await queries.under_way_in(work.session, community.id):
        thread = await hold(work, community.workspace_id, ProblemId(problem_id))
        coming = thread.coming
        if coming is not None and coming.opens_at > work.now:
            move_coming(thread, thread.calendar.next_slot(coming.opens_at))
        await replan(thread)


async def _free(thread: Thread) -> None:
    problem = thread.view()
    coming = touchpoints.next_step(problem)
    if coming is None:
        return
    opening, post = touchpoints.opening_key(problem.id), touchpoints.step_key(problem.id, coming)
    states = await queries.states_of(thread.work.session, problem.workspace_id, [opening, post])
    if states.get(opening) == DeliveryState.SKIPPED:
        await want_facilitators(thread, OPENING_DELETED, since=thread.row.begins_at)
    elif states.get(post) not in _WILL_GO and states.get(opening) not in _WILL_GO:
        await queries.forgive(thread.work.session, problem.workspace_id, opening)
        was_skipped = states.get(post) == DeliveryState.SKIPPED and states.get(opening) == DeliveryState.SENT
        calendar, now = thread.calendar, thread.work.now
        move_coming(thread, calendar.next_day(now) if was_skipped else calendar.next_slot(now))
        await replan(thread)


def _is_refused(thread: Thread) -> bool:
    community = thread.community
    return community.channel_trouble is not None and thread.row.channel == community.home_channel
