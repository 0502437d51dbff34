"""The protocol in time: every step opens once and in order, whatever people, clocks and crashes do."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.clock import MovableClock
from community.errors import NotAllowed, NotAMember, ProblemOver, WrongStep
from community.ids import ChannelId, DeliveryKind, ProblemId
from community.problems import keeping
from community.problems.views import ReflectionDraft, State, Step
from community.work import Work
from jobs.gateway import SlackRefused, SlackUnreachable, SlackUnsure
from storage.tables import ProblemRow
from storage.unit_of_work import Store
from tests.support.communities import PEOPLE
from tests.support.outbox import CHANNEL, WORKSPACE
from tests.support.problems import BEN, CAT, DAN, FAY, Room, a_room, another_dispatcher

LA = ZoneInfo("America/Los_Angeles")
HEARD = ReflectionDraft(heard="Wait longer", will_try="Three seconds")
DAY = timedelta(days=1)


@pytest.fixture
async def room(store: Store, clock: MovableClock) -> Room:
    return await a_room(store, clock)


def days(room: Room) -> list[tuple[int, str]]:
    return [(step, f"{at.astimezone(LA):%a %d %H:%M}") for step, at in room.announced()]


# --- the usual course ---------------------------------------------------------------------------------------


async def test_a_whole_thread_takes_its_days_and_closes_with_the_reflection(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.REFLECT)
    await room.problems.reflect(room.caller(BEN), problem.id, HEARD)
    await room.tick()
    assert days(room) == [
        (1, "Tue 08 09:00"),
        (2, "Wed 09 09:00"),
        (3, "Thu 10 09:00"),
        (4, "Fri 11 09:00"),
        (5, "Tue 15 09:00"),
        (6, days(room)[-1][1]),
    ]
    closed = await room.problem(problem.id)
    assert (closed.state, closed.step) == (State.CLOSED, Step.CLOSE)
    assert room.sent(DeliveryKind.PROBLEM_OPENING) == [CHANNEL]
    assert room.sent(DeliveryKind.PROBLEM_CLOSED) == [BEN]


async def test_the_opening_comes_before_the_first_step_and_steps_go_to_its_thread(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    first, *steps = [item for item in room.slack.sent if item.channel == CHANNEL]
    assert first.key == f"problems.opening:{problem.id}"
    assert {item.thread_ts for item in steps} == {"2.0"}  # the reminder to Ben was the first message of all


async def test_without_a_reflection_the_thread_closes_at_its_time(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLOSE)
    assert [step for step, _ in room.announced()] == [1, 2, 3, 4, 5, 6]
    assert (await room.problem(problem.id)).state is State.CLOSED
    assert room.sent(DeliveryKind.PROBLEM_CLOSED) == [BEN]


async def test_a_live_thread_is_over_within_the_hour(room: Room, clock: MovableClock) -> None:
    begins_at = datetime(2026, 9, 7, 18, tzinfo=UTC)
    problem = await room.share(
        begins_on=date(2026, 9, 7), begins_time=begins_at.astimezone(LA).time(), pace="live"
    )
    for _ in range(60):
        await room.run_until(clock.now() + timedelta(minutes=4), every=timedelta(minutes=1))
        now = await room.problem(problem.id)
        if now.step is not None and now.step < Step.CLOSE:
            await room.says(BEN if now.step is Step.REFLECT else CAT, problem.id)
    minutes = [(at - begins_at) // timedelta(minutes=1) for _, at in room.announced()]
    assert minutes == [0, 10, 15, 25, 40, 47]


async def test_holidays_and_weekends_are_skipped(room: Room) -> None:
    await room.holiday(date(2026, 9, 10), date(2026, 9, 11))
    problem = await room.share()
    await room.run_to(problem.id, Step.DISCUSS)
    assert [day for _, day in days(room)] == ["Tue 08 09:00", "Wed 09 09:00", "Mon 14 09:00", "Tue 15 09:00"]


async def test_a_holiday_added_on_the_way_moves_what_is_to_come(room: Room, store: Store) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    await room.holiday(date(2026, 9, 10), date(2026, 9, 10))
    async with store.transaction() as session:
        await keeping.plan_all_again(Work(session, room.clock.now()), await room.community())
    await room.run_to(problem.id, Step.PROBE)
    assert days(room)[-1] == (3, "Fri 11 09:00")


async def test_the_hour_stays_when_clocks_change(room: Room) -> None:
    problem = await room.share(begins_on=date(2026, 10, 29))
    await room.run_to(problem.id, Step.REFLECT)
    assert {at.astimezone(LA).hour for _, at in room.announced()} == {9}
    assert {at.hour for _, at in room.announced()} == {16, 17}


async def test_the_presenter_is_reminded_on_the_working_mornings_before_steps_1_and_5(room: Room) -> None:
    problem = await room.share(begins_on=date(2026, 9, 10))
    await room.run_to(problem.id, Step.REFLECT)
    kind = DeliveryKind.PROBLEM_PRESENTER_REMINDER
    sent = [f"{item.at.astimezone(LA):%a %d %H:%M}" for item in room.slack.sent if item.key.startswith(kind)]
    assert sent == ["Wed 09 09:00", "Wed 16 09:00"]
    assert set(room.sent(kind)) == {BEN}


# --- nobody answers -----------------------------------------------------------------------------------------


async def test_a_silent_step_is_extended_once_then_the_facilitator_is_asked_and_it_waits(
    room: Room, clock: MovableClock
) -> None:
    problem = await room.share()
    await room.run_until(clock.now() + 20 * DAY, every=timedelta(hours=6))
    stands = await room.problem(problem.id)
    assert stands.step is Step.CLARIFY
    assert stands.now_step is not None
    assert stands.now_step.was_extended
    assert [step for step, _ in room.announced()] == [1, 2]
    assert room.sent(DeliveryKind.PROBLEM_UNANSWERED) == [FAY]
    asked = next(item for item in room.slack.sent if item.key.startswith(DeliveryKind.PROBLEM_UNANSWERED))
    assert f"{asked.at.astimezone(LA):%a %d %H:%M}" == "Fri 11 09:00"  # a day, and a day more


async def test_the_presenter_alone_does_not_answer_a_step_of_the_peers(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.PRESENT)
    await room.says(BEN, problem.id, Step.CLARIFY)
    await room.run_until(room.clock.now() + 2 * DAY)
    assert (await room.problem(problem.id)).steps[1].was_extended


async def test_who_speaks_after_the_facilitator_was_asked_sets_the_thread_going_again(room: Room) -> None:
    problem = await room.share()
    await room.run_until(room.clock.now() + 10 * DAY, every=timedelta(hours=6))
    await room.says(CAT, problem.id)
    await room.run_until(room.clock.now() + 5 * DAY, every=timedelta(hours=6))
    assert [step for step, _ in room.announced()] == [1, 2, 3]


async def test_a_facilitator_moves_a_silent_thread_on(room: Room) -> None:
    problem = await room.share()
    await room.run_until(room.clock.now() + 10 * DAY, every=timedelta(hours=6))
    moved = await room.problems.next_step(room.caller(FAY), problem.id, Step.CLARIFY)
    assert moved.step is Step.PROBE
    await room.tick()
    assert [step for step, _ in room.announced()] == [1, 2, 3]


async def test_a_presenter_who_writes_nothing_in_step_5_is_given_time_and_then_the_facilitator_is_asked(
    room: Room,
) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.DISCUSS)
    await room.run_until(room.clock.now() + 12 * DAY, every=timedelta(hours=6))
    assert await room.now_at(problem.id) is Step.REFLECT
    assert room.sent(DeliveryKind.PROBLEM_UNANSWERED) == [FAY]


# --- people move it -----------------------------------------------------------------------------------------


async def test_moving_on_early_moves_all_that_follows(room: Room) -> None:
    problem = await room.share()
    await room.run_until(problem.begins_at)
    moved = await room.problems.next_step(room.caller(BEN), problem.id, Step.PRESENT)
    assert moved.step is Step.CLARIFY
    assert f"{moved.steps[2].opens_at.astimezone(LA):%a %d %H:%M}" == "Wed 09 09:00"
    planned = await room.planned(DeliveryKind.PROBLEM_STEP)
    assert [row.key.split(":")[2] for row in planned] == ["2", "3"]


async def test_two_steps_within_a_second_are_both_announced_in_order(room: Room) -> None:
    problem = await room.share()
    await room.run_until(problem.begins_at)
    for step in (Step.PRESENT, Step.CLARIFY, Step.PROBE):
        await room.problems.next_step(room.caller(BEN), problem.id, step)
    await room.tick()
    assert [step for step, _ in room.announced()] == [1, 2, 3, 4]


async def test_an_old_button_is_told_which_step_holds_now(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.PROBE)
    with pytest.raises(WrongStep, match="step 3 now, probing questions"):
        await room.problems.next_step(room.caller(BEN), problem.id, Step.CLARIFY)
    with pytest.raises(WrongStep, match="step 3"):
        await room.problems.extend(room.caller(FAY), problem.id, Step.CLARIFY)


async def test_extending_moves_everything_after_it(room: Room) -> None:
    problem = await room.share()
    before = await room.run_to(problem.id, Step.CLARIFY)
    after = await room.problems.extend(room.caller(BEN), problem.id, Step.CLARIFY)
    assert after.steps[1].ends_at == before.steps[2].ends_at
    later = zip(after.steps[2:], before.steps[2:], strict=True)
    assert all(new.opens_at > old.opens_at for new, old in later)
    due = [row.due_at for row in await room.planned(DeliveryKind.PROBLEM_STEP)]
    assert due == [after.steps[2].opens_at]


async def test_a_paused_thread_opens_nothing_and_goes_on_with_what_was_left(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    await room.problems.pause(room.caller(BEN), problem.id)
    with pytest.raises(WrongStep, match="paused since"):
        await room.problems.next_step(room.caller(FAY), problem.id, Step.CLARIFY)
    await room.run_until(room.clock.now() + 10 * DAY, every=timedelta(hours=6))
    assert await room.planned(DeliveryKind.PROBLEM_STEP) == []
    assert [step for step, _ in room.announced()] == [1, 2]
    resumed = await room.problems.resume(room.caller(BEN), problem.id)
    assert resumed.paused_at is None
    await room.run_to(problem.id, Step.PROBE)
    assert [step for step, _ in room.announced()] == [1, 2, 3]


async def test_an_ended_thread_sends_nothing_more(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    ended = await room.problems.end(room.caller(FAY), problem.id, "Solved over lunch")
    assert (ended.state, ended.end_reason) == (State.ENDED, "Solved over lunch")
    await room.run_until(room.clock.now() + 20 * DAY, every=timedelta(hours=12))
    assert [step for step, _ in room.announced()] == [1, 2]
    assert room.sent(DeliveryKind.PROBLEM_CLOSED) == [BEN]  # somebody else ended it
    with pytest.raises(ProblemOver):
        await room.problems.next_step(room.caller(BEN), problem.id, Step.CLARIFY)
    with pytest.raises(ProblemOver):
        await room.problems.end(room.caller(BEN), problem.id, "")


async def test_a_problem_ended_before_it_began_is_never_posted(room: Room) -> None:
    problem = await room.share()
    await room.problems.end(room.caller(BEN), problem.id, "")
    await room.run_until(room.clock.now() + 5 * DAY, every=timedelta(hours=6))
    assert room.slack.sent == []


async def test_only_presenter_and_facilitators_move_a_thread(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    service, number = room.problems, problem.id
    moves: list[Callable[[str], Awaitable[object]]] = [
        lambda who: service.next_step(room.caller(who), number, Step.CLARIFY),
        lambda who: service.extend(room.caller(who), number, Step.CLARIFY),
        lambda who: service.pause(room.caller(who), number),
        lambda who: service.resume(room.caller(who), number),
        lambda who: service.end(room.caller(who), number, ""),
        lambda who: service.take_over(room.caller(who), number),
    ]
    for move in moves:
        with pytest.raises(NotAllowed):
            await move(CAT)
        with pytest.raises((NotAMember, NotAllowed)):
            await move("USTRANGER")
    with pytest.raises(NotAllowed):
        await service.take_over(room.caller(BEN), number)


# --- mishaps ------------------------------------------------------------------------------------------------


async def test_composing_a_step_again_changes_nothing(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    before = await room.problem(problem.id)
    due_at = before.steps[1].opens_at
    one, two = await asyncio.gather(
        room.problems.open_step(WORKSPACE, problem.id, Step.CLARIFY, due_at),
        room.problems.open_step(WORKSPACE, problem.id, Step.CLARIFY, due_at),
    )
    assert one == two
    assert one is not None
    assert await room.problem(problem.id) == before


async def test_a_crash_between_opening_a_step_and_sending_it_loses_and_repeats_nothing(room: Room) -> None:
    problem = await room.share()
    await room.run_until(problem.begins_at - timedelta(minutes=1))
    room.clock.move_to(problem.begins_at)
    opened = await room.problems.open_step(WORKSPACE, problem.id, Step.PRESENT, problem.begins_at)
    assert opened is not None  # composed, and then the process was gone
    await another_dispatcher(room).run_once()
    await room.run_until(problem.begins_at + timedelta(hours=1), every=timedelta(minutes=5))
    assert room.announced() == [(1, problem.begins_at)]


async def test_what_slack_did_not_take_or_perhaps_took_is_announced_once(room: Room) -> None:
    problem = await room.share()
    await room.run_until(problem.begins_at - timedelta(minutes=1))
    room.slack.before = [None, SlackUnreachable("down")]
    room.slack.after = [None, SlackUnsure("timeout")]
    await room.run_until(problem.begins_at + timedelta(hours=2), every=timedelta(minutes=1))
    assert [step for step, _ in room.announced()] == [1]
    assert await room.now_at(problem.id) is Step.PRESENT


async def test_a_step_due_while_the_bot_was_away_opens_at_the_next_working_hour(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)  # Wednesday
    room.clock.move_to(datetime(2026, 9, 12, 18, tzinfo=UTC))  # Saturday noon
    await room.run_until(datetime(2026, 9, 14, 18, tzinfo=UTC))
    assert days(room)[-1] == (3, "Mon 14 09:00")
    assert [step for step, _ in room.announced()] == [1, 2, 3]


async def test_a_whole_thread_due_while_the_bot_was_away_begins_when_it_is_back(room: Room) -> None:
    problem = await room.share()
    room.clock.move_to(datetime(2026, 9, 20, 5, tzinfo=UTC))
    await room.run_until(datetime(2026, 9, 21, 18, tzinfo=UTC))
    assert days(room) == [(1, "Mon 21 09:00")]
    assert room.sent(DeliveryKind.PROBLEM_OPENING) == [CHANNEL]
    assert (await room.problem(problem.id)).begins_at == room.announced()[0][1]


async def test_a_step_a_facilitator_skips_in_the_status_comes_a_working_day_later(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    page = await room.services.status.status(room.caller(FAY), room.community_id)
    line = next(one for one in page.planned if one.kind == DeliveryKind.PROBLEM_STEP)
    await room.services.status.skip(room.caller(FAY), room.community_id, line.group)
    await room.run_to(problem.id, Step.PROBE)
    assert days(room)[-1] == (3, "Fri 11 09:00")


async def test_a_step_sent_now_from_the_status_opens_even_if_nobody_has_spoken(room: Room) -> None:
    problem = await room.share()
    await room.run_until(problem.begins_at + timedelta(minutes=5))
    await room.problems.next_step(room.caller(BEN), problem.id, Step.PRESENT)
    await room.tick()
    page = await room.services.status.status(room.caller(FAY), room.community_id)
    line = next(one for one in page.planned if one.kind == DeliveryKind.PROBLEM_STEP)
    await room.services.status.send_now(room.caller(FAY), room.community_id, line.group)
    await room.tick()
    assert [step for step, _ in room.announced()] == [1, 2, 3]
    assert await room.now_at(problem.id) is Step.PROBE


async def test_a_channel_that_refuses_holds_the_thread_until_it_works_again(room: Room) -> None:
    problem = await room.share()
    room.slack.refusing[CHANNEL] = SlackRefused("is_archived")
    await room.run_until(problem.begins_at + 3 * DAY, every=timedelta(hours=6))
    assert (await room.problem(problem.id)).state is State.PLANNED
    assert room.sent(DeliveryKind.TROUBLE) == [FAY]
    del room.slack.refusing[CHANNEL]
    await room.services.communities.channel_unarchived(room.caller("UX"), ChannelId(CHANNEL))
    await room.run_until(room.clock.now() + 2 * DAY, every=timedelta(hours=6))
    assert [step for step, _ in room.announced()][:1] == [1]
    assert room.sent(DeliveryKind.PROBLEM_OPENING) == [CHANNEL]


async def test_an_archived_channel_asks_the_facilitators_once_and_a_returned_bot_reads_again(
    room: Room, store: Store
) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    for _ in range(2):
        await room.services.communities.channel_archived(room.caller("UX"), ChannelId(CHANNEL))
    rows = await room.deliveries(DeliveryKind.PROBLEM_NEEDS_FACILITATOR)
    assert [(row.recipient, row.context["reason"]) for row in rows] == [(FAY, "channel_archived")]
    await room.services.communities.bot_returned(room.caller("UX"), ChannelId(CHANNEL))
    assert await catch_up_wanted(store, problem.id)


async def catch_up_wanted(store: Store, problem_id: ProblemId) -> bool:
    async with store.reading() as session:
        row = await session.get(ProblemRow, problem_id)
        return row is not None and row.catch_up_at is not None


async def test_a_deleted_opening_post_asks_the_facilitators(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    place = await room.problems.thread_place(WORKSPACE, problem.id)
    assert place is not None
    await room.problems.opening_deleted(room.caller("UX"), ChannelId(CHANNEL), "999.9")
    await room.problems.opening_deleted(room.caller("UX"), ChannelId(place.channel), place.ts)
    rows = await room.deliveries(DeliveryKind.PROBLEM_NEEDS_FACILITATOR)
    assert [row.context["reason"] for row in rows] == ["opening_deleted"]


async def test_when_the_presenter_leaves_a_facilitator_takes_over_and_presents(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.PROBE)
    await room.leaves(BEN)
    rows = await room.deliveries(DeliveryKind.PROBLEM_NEEDS_FACILITATOR)
    assert [(row.recipient, row.context["reason"]) for row in rows] == [(FAY, "presenter_left")]
    assert all(row.recipient != BEN for row in await room.planned())
    taken = await room.problems.take_over(room.caller(FAY), problem.id)
    assert taken.stands_in == FAY
    assert await room.problems.for_facilitators(WORKSPACE, problem.id, "presenter_left") is None
    reminders = await room.planned(DeliveryKind.PROBLEM_PRESENTER_REMINDER)
    assert {row.recipient for row in reminders} == {FAY}
    await room.run_to(problem.id, Step.REFLECT)
    await room.problems.reflect(room.caller(FAY), problem.id, HEARD)
    assert (await room.problem(problem.id)).state is State.CLOSED
    with pytest.raises(NotAMember):
        await room.problems.pause(room.caller(BEN), problem.id)


async def test_facilitators_are_not_asked_about_a_presenter_who_is_back(room: Room) -> None:
    problem = await room.share()
    await room.run_to(problem.id, Step.CLARIFY)
    await room.leaves(BEN)
    assert await room.problems.for_facilitators(WORKSPACE, problem.id, "presenter_left") is not None
    await room.services.members.joined(room.caller(BEN), ChannelId(CHANNEL), PEOPLE[BEN])
    assert await room.problems.for_facilitators(WORKSPACE, problem.id, "presenter_left") is None


# --- any order ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
async def test_steps_open_once_and_in_order_whatever_happens(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    problem = await room.share(pace=chance.choice(["normal", "slow", "live"]))
    for _ in range(120):
        await _something(room, problem.id, chance)
        seen = await room.problem(problem.id)
        opened = [step.step for step in seen.steps if step.opened_at is not None]
        assert opened == list(Step)[: len(opened)]
        assert [step for step in seen.steps if step.opened_at and not step.closed_at] == (
            [seen.now_step] if seen.state is State.OPEN else []
        )
        if seen.state in (State.CLOSED, State.ENDED):
            break
    room.slack.before, room.slack.after = [], []
    await room.run_until(room.clock.now() + 2 * DAY)
    announced = [step for step, _ in room.announced()]
    assert announced == sorted(set(announced))
    seen = await room.problem(problem.id)
    assert announced == [step.step for step in seen.steps if step.opened_at is not None]


async def _something(room: Room, problem_id: ProblemId, chance: random.Random) -> None:
    """A person, the clock, or Slack does something; what is refused is refused in plain words."""
    who = room.caller(chance.choice([BEN, FAY, DAN]))
    step = await room.now_at(problem_id) or 0
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: room.problems.next_step(who, problem_id, step),
        lambda: room.problems.extend(who, problem_id, step),
        lambda: room.problems.pause(who, problem_id),
        lambda: room.problems.resume(room.caller(FAY), problem_id),
        lambda: room.says(chance.choice([BEN, CAT, None]), problem_id) if step else room.tick(),
        lambda: room.run_until(room.clock.now() + timedelta(minutes=chance.randrange(1, 3000))),
        lambda: asyncio.gather(room.send(), room.problems.plan_due()),
        lambda: _trouble(room, chance),
        lambda: room.problems.reflect(room.caller(BEN), problem_id, HEARD),
    ]
    with contextlib.suppress(ProblemOver, WrongStep, NotAllowed):
        await chance.choices(acts, weights=[2, 1, 1, 2, 6, 6, 3, 2, 1])[0]()


async def _trouble(room: Room, chance: random.Random) -> None:
    room.slack.before = [chance.choice([None, SlackUnreachable("down")]) for _ in range(3)]
    room.slack.after = [chance.choice([None, SlackUnsure("timeout")]) for _ in range(2)]
