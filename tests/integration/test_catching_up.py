"""What was said while nobody told the bot is read from the history, and what stands there is the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from community.clock import MovableClock
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.services import Services, build_services
from jobs.catching_up import CatchingUp
from jobs.gateway import Reply, SlackBusy, SlackRefused, SlackTrouble
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, CLEO, DEV, HOME, caller, deliveries
from tests.support.outbox import FakeSlack
from tests.support.problem_rows import (
    THREAD,
    a_plc,
    a_thread,
    change_problem,
    contributions,
    hints,
    problem_row,
    said,
)

ADVICE = "You should try exit tickets."
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Threads(FakeSlack):
    """A Slack with threads; `read` names those that were read, `troubles` holds one fault a reading."""

    read: list[str] = field(default_factory=list)
    troubles: list[SlackTrouble] = field(default_factory=list)

    async def replies(
        self, workspace_id: WorkspaceId, channel: str, thread_ts: str, *, since: datetime
    ) -> list[Reply]:
        self.read.append(thread_ts)
        if self.troubles:
            raise self.troubles.pop(0)
        return await super().replies(workspace_id, channel, thread_ts, since=since)


@pytest.fixture
def services(store: Store, clock: MovableClock) -> Services:
    return build_services(store, clock)


@pytest.fixture
def slack(clock: MovableClock) -> Threads:
    return Threads(clock)


@pytest.fixture
def job(services: Services, slack: Threads, clock: MovableClock) -> CatchingUp:
    return CatchingUp(services, slack, clock)


def a_reply(clock: MovableClock, by: UserId, text: str = "Why?", *, ago: timedelta = HOUR / 2) -> Reply:
    return Reply(said(clock, by, ago=ago).ts, by, text)


async def test_after_a_start_every_open_thread_is_read_once_and_nobody_is_hinted_at(
    store: Store, clock: MovableClock, slack: Threads, job: CatchingUp
) -> None:
    community = await a_plc(store, clock)
    later = clock.now() + HOUR
    await a_thread(store, clock, community, step=2, catch_up_at=later)
    await a_thread(store, clock, community, step=6, ts="1790000005.000100", state="closed")
    slack.threads[THREAD] = [
        a_reply(clock, CLEO, ADVICE, ago=timedelta(days=1)),
        Reply("1788000000.000001", None, "a bot's"),
        a_reply(clock, DEV, ADVICE, ago=MINUTE),
    ]
    await job.run_once()
    await job.run_once()
    assert slack.read == [THREAD]
    assert [(row.user_id, row.step) for row in await contributions(store)] == [(CLEO, 1), (DEV, 2)]
    assert await hints(store) == []
    assert len(await deliveries(store, DeliveryKind.PROBLEM_OPENING_UPDATE)) == 1


async def test_what_is_heard_already_is_not_counted_again_and_what_is_gone_goes(
    store: Store, clock: MovableClock, services: Services, slack: Threads, job: CatchingUp
) -> None:
    await a_thread(store, clock, await a_plc(store, clock, keeps_contributions=True))
    stays, goes = said(clock, CLEO, "Wy?", ago=HOUR / 2), said(clock, DEV, ago=20 * MINUTE)
    for reply in (stays, goes):
        await services.voices.heard(caller(reply.user_id), HOME, THREAD, reply)
    slack.threads[THREAD] = [Reply(stays.ts, CLEO, "Why?", edited_at=clock.now())]
    await job.run_once()
    assert [(row.user_id, row.text) for row in await contributions(store)] == [(CLEO, "Why?")]


async def test_a_reply_heard_while_slack_answers_stays(
    store: Store, clock: MovableClock, services: Services, slack: Threads, job: CatchingUp
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    await services.voices.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ago=timedelta(seconds=5)))
    await job.run_once()
    assert [row.user_id for row in await contributions(store)] == [CLEO]


async def test_what_an_anonymous_presenter_said_through_the_bot_stays(
    store: Store, clock: MovableClock, services: Services, slack: Threads, job: CatchingUp
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=5, is_anonymous=True)
    await services.voices.speak(caller(BEN), problem_id, 5, "I heard a lot")
    clock.advance(HOUR)
    await job.run_once()
    assert [row.user_id for row in await contributions(store)] == [None]


async def test_an_open_thread_is_read_again_now_and_then_and_once_more_after_its_close(
    store: Store, clock: MovableClock, slack: Threads, job: CatchingUp
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    await job.run_once()
    clock.advance(5 * HOUR)
    await job.run_once()
    assert len(slack.read) == 1
    clock.advance(HOUR)
    await job.run_once()
    assert len(slack.read) == 2
    await change_problem(store, problem_id, state="closed", closed_at=clock.now())
    for _ in range(5):
        clock.advance(6 * HOUR)
        await job.run_once()
    assert len(slack.read) == 3


async def test_a_bot_that_comes_back_reads_what_it_missed(
    store: Store, clock: MovableClock, services: Services, slack: Threads, job: CatchingUp
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    await job.run_once()
    await services.communities.bot_removed(caller(ADA), HOME)
    clock.advance(HOUR)
    slack.threads[THREAD] = [a_reply(clock, CLEO)]
    await services.communities.bot_returned(caller(ADA), HOME)
    await job.run_once()
    assert len(slack.read) == 2
    assert [row.user_id for row in await contributions(store)] == [CLEO]


async def test_a_busy_slack_is_asked_again_next_time_and_keeps_no_other_thread_waiting(
    store: Store, clock: MovableClock, slack: Threads, job: CatchingUp
) -> None:
    community = await a_plc(store, clock)
    await a_thread(store, clock, community)
    await a_thread(store, clock, community, ts="1790000002.000100")
    slack.threads[THREAD] = [a_reply(clock, CLEO)]
    slack.troubles = [SlackBusy(30)]
    await job.run_once()
    assert await contributions(store) == []
    await job.run_once()
    assert len(slack.read) == 3
    assert [row.user_id for row in await contributions(store)] == [CLEO]


async def test_a_channel_that_is_closed_to_the_bot_is_asked_much_later(
    store: Store, clock: MovableClock, slack: Threads, job: CatchingUp
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    slack.troubles = [SlackRefused("channel_not_found")]
    await job.run_once()
    await job.run_once()
    assert len(slack.read) == 1
    assert (await problem_row(store, problem_id)).catch_up_at == clock.now() + 6 * HOUR
    assert await deliveries(store, DeliveryKind.PROBLEM_NEEDS_FACILITATOR) == []


async def test_a_thread_whose_opening_post_is_gone_is_told_to_the_facilitators(
    store: Store, clock: MovableClock, slack: Threads, job: CatchingUp
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    slack.troubles = [SlackRefused("thread_not_found")]
    await job.run_once()
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_NEEDS_FACILITATOR)
    assert row.recipient == ADA


async def test_a_thread_wanted_anew_while_it_is_read_is_read_once_more(
    store: Store, clock: MovableClock, services: Services, slack: Threads, job: CatchingUp
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    read = slack.replies

    async def answer_late(
        workspace_id: WorkspaceId, channel: str, thread_ts: str, *, since: datetime
    ) -> list[Reply]:
        clock.advance(MINUTE)
        if len(slack.read) < 1:
            await services.communities.bot_returned(caller(ADA), ChannelId(channel))
        return await read(workspace_id, channel, thread_ts, since=since)

    slack.replies = answer_late  # type: ignore[method-assign] # this once Slack takes its time
    await job.run_once()
    await job.run_once()
    await job.run_once()
    assert len(slack.read) == 2
