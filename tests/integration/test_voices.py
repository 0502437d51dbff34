"""What people say in problems' threads: counted whatever Slack tells, hinted at, invited, spoken for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.clock import MovableClock
from community.errors import InvalidInput, NotAllowed, NotAMember, ProblemOver, WrongStep
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.problems.views import Step
from community.problems.voices import Voices
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, CLEO, DEV, HOME, WORKSPACE, caller, deliveries, mark
from tests.support.problem_rows import (
    THREAD,
    a_plc,
    a_thread,
    change_problem,
    contributions,
    give_jobs,
    hints,
    invited,
    mark_posted,
    said,
    stopped_by,
    voices,
)

NOBODY = caller(UserId(""))
STRANGER = UserId("USTRANGER")
ADVICE = "You should try exit tickets."
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def service(store: Store, clock: MovableClock) -> Voices:
    return Voices(store, clock)


# --- counting


async def test_a_reply_belongs_to_the_step_that_is_open_and_edits_the_opening_post(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=2)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO))
    (row,) = await contributions(store)
    assert (row.problem_id, row.user_id, row.step, row.said_at) == (problem_id, CLEO, 2, clock.now())
    assert len(await deliveries(store, DeliveryKind.PROBLEM_OPENING_UPDATE)) == 1


async def test_replies_in_other_threads_channels_and_workspaces_are_nobodys_business(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    await service.heard(caller(CLEO), HOME, "1790000000.000999", said(clock, CLEO))
    await service.heard(caller(CLEO), ChannelId("C9"), THREAD, said(clock, CLEO))
    elsewhere = caller(CLEO, workspace_id=WorkspaceId("T2"))
    await service.heard(elsewhere, HOME, THREAD, said(clock, CLEO))
    await service.deleted(caller(CLEO), HOME, "1790000000.000999", "1790000001.000000")
    assert await contributions(store) == []


async def test_the_text_is_kept_only_where_the_community_chose_so(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    community = await a_plc(store, clock)
    await a_thread(store, clock, community)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, "Why so?", ago=MINUTE))
    await a_plc(store, clock, version=community.version, keeps_contributions=True)
    await service.heard(caller(DEV), HOME, THREAD, said(clock, DEV, "Why not?"))
    assert [row.text for row in await contributions(store)] == [None, "Why not?"]


async def test_a_late_event_counts_for_the_step_it_was_said_in_and_hints_at_nothing(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock), step=3)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE, ago=timedelta(hours=5)))
    await service.heard(caller(DEV), HOME, THREAD, said(clock, DEV, ADVICE, ago=timedelta(days=9)))
    assert [(row.user_id, row.step) for row in await contributions(store)] == [(DEV, 1), (CLEO, 2)]
    assert await hints(store) == []


async def test_a_reply_after_the_close_is_kept_as_such_and_fits(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    community = await a_plc(store, clock)
    await a_thread(store, clock, community, step=6, state="closed", closed_at=clock.now() - MINUTE)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE))
    assert [row.step for row in await contributions(store)] == [7]
    assert await hints(store) == []


async def test_a_reply_told_of_twice_counts_once(store: Store, clock: MovableClock, service: Voices) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    reply = said(clock, CLEO)
    await service.heard(caller(CLEO, "event:1"), HOME, THREAD, reply)
    await service.heard(caller(CLEO, "event:2"), HOME, THREAD, reply)
    assert len(await contributions(store)) == 1


async def test_an_edit_replaces_the_text_and_never_counts(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock, keeps_contributions=True))
    reply = said(clock, CLEO, "Wy?")
    await service.heard(caller(CLEO), HOME, THREAD, reply)
    edited = said(clock, CLEO, "Why?", ts=reply.ts, edited_at=clock.now() + MINUTE)
    await service.heard(NOBODY, HOME, THREAD, edited)
    assert [(row.text, row.edited_at) for row in await contributions(store)] == [("Why?", edited.edited_at)]


async def test_of_two_edits_out_of_order_the_later_one_holds(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock, keeps_contributions=True))
    reply = said(clock, CLEO, "first")
    await service.heard(caller(CLEO), HOME, THREAD, reply)
    for minutes, text in ((2, "third"), (1, "second")):
        edited_at = clock.now() + minutes * MINUTE
        edit = said(clock, CLEO, text, ts=reply.ts, edited_at=edited_at)
        await service.heard(NOBODY, HOME, THREAD, edit)
    assert [row.text for row in await contributions(store)] == ["third"]


async def test_an_edit_that_comes_before_its_message_is_the_message(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock, keeps_contributions=True))
    reply = said(clock, CLEO, "Wy?")
    edit = said(clock, CLEO, "Why?", ts=reply.ts, edited_at=clock.now() + MINUTE)
    await service.heard(NOBODY, HOME, THREAD, edit)
    await service.heard(caller(CLEO), HOME, THREAD, reply)
    assert [(row.user_id, row.text) for row in await contributions(store)] == [(CLEO, "Why?")]


async def test_a_deleted_reply_is_not_kept_in_whatever_order_slack_tells(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    first, second = said(clock, CLEO, ago=MINUTE), said(clock, DEV)
    await service.heard(caller(CLEO), HOME, THREAD, first)
    await service.deleted(NOBODY, HOME, THREAD, first.ts)
    await service.deleted(NOBODY, HOME, THREAD, second.ts)
    await service.heard(caller(DEV), HOME, THREAD, second)
    edit = said(clock, DEV, "Again", ts=second.ts, edited_at=clock.now())
    await service.heard(NOBODY, HOME, THREAD, edit)
    assert await contributions(store) == []


# --- hints


async def test_who_is_off_the_step_is_told_once_in_it_and_once_in_the_next(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=2)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE, ago=2 * MINUTE))
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE, ago=MINUTE))
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_HINT)
    assert (row.operation, row.recipient, row.thread_of) == (
        "whisper",
        HOME,
        f"problems.opening:{problem_id}",
    )
    whisper = await service.hint(WORKSPACE, problem_id, row.context)
    assert whisper is not None
    assert (whisper.to, whisper.hint.why, whisper.hint.step) == (CLEO, "advice", Step.CLARIFY)


async def test_not_now_ends_the_hints_of_one_person_in_one_thread(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    await service.hints_off(caller(CLEO), problem_id)
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE, ago=MINUTE))
    await service.heard(caller(DEV), HOME, THREAD, said(clock, DEV, ADVICE))
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_HINT)
    assert row.context["user"] == DEV


async def test_strangers_cannot_turn_hints_off(store: Store, clock: MovableClock, service: Voices) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    with pytest.raises(NotAMember):
        await service.hints_off(caller(STRANGER), problem_id)


async def test_a_facilitator_may_host_but_is_reminded_when_giving_advice(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock))
    hosting = "Two of you have asked for the schedule of the class, which Ben is going to post tomorrow."
    await service.heard(caller(ADA), HOME, THREAD, said(clock, ADA, hosting, ago=MINUTE))
    assert await hints(store) == []
    await service.heard(caller(ADA), HOME, THREAD, said(clock, ADA, ADVICE))
    assert [row.why for row in await hints(store)] == ["advice"]


async def test_nobody_is_hinted_at_while_the_thread_is_paused(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock), paused_at=clock.now())
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO, ADVICE))
    assert await hints(store) == []


async def test_a_hint_is_not_shown_once_the_thread_has_moved_on(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    context = {"step": 2, "why": "advice", "user": CLEO}
    await change_problem(store, problem_id, step=3)
    assert await service.hint(WORKSPACE, problem_id, context) is None


async def test_the_presenter_is_reminded_to_listen(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    await a_thread(store, clock, await a_plc(store, clock), step=4)
    await service.heard(caller(BEN), HOME, THREAD, said(clock, BEN, "But we did all of that!"))
    assert [row.why for row in await hints(store)] == ["presenter_listens"]


async def test_an_anonymous_presenters_reply_is_hinted_and_kept_like_anybodys_and_names_nobody(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), is_anonymous=True)
    await service.heard(caller(BEN), HOME, THREAD, said(clock, BEN, "Thirty, I believe"))
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_HINT)
    assert BEN not in f"{row.key} {row.context} {row.recipient} {row.subject}"
    whisper = await service.hint(WORKSPACE, problem_id, row.context)
    assert whisper is not None
    assert (whisper.to, whisper.hint.why) == (BEN, "shows_name")
    assert whisper.hint.problem.presenter is None
    assert [each.user_id for each in await contributions(store)] == [BEN]


# --- through the bot


async def test_an_anonymous_presenter_speaks_through_the_bot_and_nothing_names_them(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=5, is_anonymous=True)
    problem = await service.may_speak(caller(BEN), problem_id, 5)
    assert problem.presenter is None
    await service.speak(caller(BEN), problem_id, 5, "  I heard a lot.  ")
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_VOICE)
    assert BEN not in f"{row.key} {row.context} {row.recipient} {row.subject}"
    voice = await service.voice(WORKSPACE, row.context["voice"])
    assert voice is not None
    assert (voice.text, voice.problem.presenter) == ("I heard a lot.", None)
    assert [(each.user_id, each.step, each.text) for each in await contributions(store)] == [(None, 5, None)]


@pytest.mark.parametrize(
    ("changes", "by", "step", "error"),
    [
        ({"step": 2}, CLEO, 2, NotAllowed),
        ({"step": 2}, ADA, 2, NotAllowed),
        ({"step": 2}, STRANGER, 2, NotAMember),
        ({"step": 3}, BEN, 2, WrongStep),
        ({"step": 4}, BEN, 4, WrongStep),
        ({"step": 6, "state": "closed"}, BEN, 6, ProblemOver),
    ],
)
async def test_nobody_else_speaks_through_the_bot_and_only_in_turn(
    store: Store,
    clock: MovableClock,
    service: Voices,
    changes: dict[str, Any],
    by: UserId,
    step: int,
    error: type[Exception],
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), **{"is_anonymous": True} | changes)
    with pytest.raises(error):
        await service.may_speak(caller(by), problem_id, step)
    with pytest.raises(error):
        await service.speak(caller(by), problem_id, step, "Hello")
    assert await voices(store) == []


@pytest.mark.parametrize("words", ["", " \n ", "x" * 3001])
async def test_words_must_be_there_and_fit(
    store: Store, clock: MovableClock, service: Voices, words: str
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=1)
    with pytest.raises(InvalidInput) as refused:
        await service.speak(caller(BEN), problem_id, 1, words)
    assert list(refused.value.problems) == ["words"]


async def test_words_that_may_tell_who_a_student_is_are_asked_about(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=5)
    with pytest.raises(InvalidInput) as raised:
        await service.speak(caller(BEN), problem_id, 5, "My student Maria began by herself")
    assert "student Maria" in raised.value.warnings["words"]
    assert await voices(store) == []
    await service.speak(caller(BEN), problem_id, 5, "My student Maria began by herself", accepted=True)
    assert [each.text for each in await voices(store)] == ["My student Maria began by herself"]


async def test_words_that_were_said_are_forgotten_and_what_waits_is_kept(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=5, is_anonymous=True)
    for words in ("first", "second"):
        await service.speak(caller(BEN), problem_id, 5, words)
    first, second = await deliveries(store, DeliveryKind.PROBLEM_VOICE)
    await mark(store, first.key, "sent")
    await service.forget_said()
    assert [row.text for row in await voices(store)] == ["", "second"]
    assert await service.voice(WORKSPACE, first.context["voice"]) is None
    assert await service.voice(WORKSPACE, second.context["voice"]) is not None


async def test_what_the_bot_said_for_a_presenter_is_no_longer_counted_once_deleted(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=5, is_anonymous=True)
    await service.speak(caller(BEN), problem_id, 5, "Oh no, that says too much")
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_VOICE)
    await mark_posted(store, row.key, "1790000009.000100")
    await service.deleted(NOBODY, HOME, THREAD, "1790000009.000100")
    assert await contributions(store) == []


# --- invitations


WORKDAY = datetime(2026, 10, 6, 17, 0, tzinfo=UTC)  # Tuesday, 10:00 in Los Angeles


async def test_a_few_who_have_not_spoken_are_invited_once_a_day(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    """Ada is not: she facilitates, and hosts the thread."""
    clock.move_to(WORKDAY)
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO))
    await service.plan_due()
    await service.plan_due()
    assert await invited(store) == [DEV]
    (row,) = await deliveries(store, DeliveryKind.PROBLEM_INVITATION)
    assert row.recipient == DEV
    found = await service.invitation(WORKSPACE, problem_id, DEV, row.context)
    assert found is not None
    assert not found.role_alike
    clock.advance(DAY)
    await service.plan_due()
    assert len(await invited(store)) == 1  # nobody is left


async def test_three_at_most_at_a_time_and_those_alike_in_role_first(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    clock.move_to(WORKDAY)
    await a_thread(store, clock, await a_plc(store, clock), presenter=ADA)
    await give_jobs(store, {ADA: "Math teacher", BEN: "Principal", CLEO: "Coach", DEV: "Teacher, math"})
    await service.plan_due()
    rows = await deliveries(store, DeliveryKind.PROBLEM_INVITATION)
    assert [(row.recipient, row.context) for row in rows] == [
        (DEV, {"role_alike": True}),
        (BEN, {}),
        (CLEO, {}),
    ]


async def test_of_an_anonymous_problem_nothing_says_who_is_alike(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    clock.move_to(WORKDAY)
    problem_id = await a_thread(store, clock, await a_plc(store, clock), presenter=ADA, is_anonymous=True)
    await give_jobs(store, {ADA: "Math teacher", DEV: "Math teacher"})
    await service.plan_due()
    rows = await deliveries(store, DeliveryKind.PROBLEM_INVITATION)
    assert {row.recipient: row.context for row in rows} == {BEN: {}, CLEO: {}, DEV: {}}
    found = await service.invitation(WORKSPACE, problem_id, DEV, {"role_alike": True})
    assert found is not None
    assert not found.role_alike


@pytest.mark.parametrize(
    "changes",
    [
        {"step": 1},
        {"step": 5},
        {"paused_at": WORKDAY},
        {"state": "ended"},
        {"begun_at": WORKDAY - timedelta(hours=1)},
    ],
)
async def test_nobody_is_invited_when_peers_have_not_the_word_nor_on_the_first_day(
    store: Store, clock: MovableClock, service: Voices, changes: dict[str, Any]
) -> None:
    clock.move_to(WORKDAY)
    await a_thread(store, clock, await a_plc(store, clock), **changes)
    await service.plan_due()
    assert await invited(store) == []


async def test_one_invitation_a_week_across_problems(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    clock.move_to(WORKDAY)
    community = await a_plc(store, clock)
    first = await a_thread(store, clock, community)
    await service.plan_due()
    clock.advance(DAY)
    await change_problem(store, first, state="closed")
    await a_thread(store, clock, community, ts="1790000002.000100", presenter=ADA)
    await service.plan_due()
    assert await invited(store) == [CLEO, DEV, BEN]
    clock.advance(timedelta(days=7))
    await service.plan_due()
    assert (await invited(store))[3:] == [CLEO, DEV]


async def test_skip_and_not_for_me(store: Store, clock: MovableClock, service: Voices) -> None:
    clock.move_to(WORKDAY)
    community = await a_plc(store, clock)
    problem_id = await a_thread(store, clock, community)
    await service.plan_due()
    assert (await service.invitation_skip(caller(CLEO), problem_id)).id == problem_id
    await service.invitation_not_for_me(caller(DEV), problem_id)
    assert await stopped_by(store, DEV) == ["problems.invitation"]
    clock.advance(timedelta(days=8))
    await change_problem(store, problem_id, state="closed")
    await a_thread(store, clock, community, ts="1790000002.000100", presenter=ADA)
    await service.plan_due()
    assert (await invited(store))[2:] == [BEN, CLEO]


async def test_an_invitation_is_not_sent_to_who_has_spoken_meanwhile_or_left(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock))
    await service.heard(caller(CLEO), HOME, THREAD, said(clock, CLEO))
    assert await service.invitation(WORKSPACE, problem_id, CLEO, {}) is None
    assert await service.invitation(WORKSPACE, problem_id, STRANGER, {}) is None
    await change_problem(store, problem_id, step=5)
    assert await service.invitation(WORKSPACE, problem_id, DEV, {}) is None


# --- balance


async def test_facilitators_see_figures_and_nobody_else_does(
    store: Store, clock: MovableClock, service: Voices
) -> None:
    problem_id = await a_thread(store, clock, await a_plc(store, clock), step=3)
    for minutes, by in enumerate((CLEO, CLEO, CLEO, DEV, BEN), 1):
        await service.heard(caller(by), HOME, THREAD, said(clock, by, ago=minutes * MINUTE))
    balance = await service.balance(caller(ADA), problem_id)
    assert (balance.members, balance.voices, balance.contributions) == (3, 2, 4)
    assert balance.evenness == pytest.approx(0.811, abs=0.001)
    assert balance.by_step == ((Step.PROBE, 2, 4),)
    with pytest.raises(NotAllowed):
        await service.balance(caller(BEN), problem_id)
