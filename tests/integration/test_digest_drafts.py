"""Drafts: shown, edited, held, released, sent now; and that a held digest loses nothing."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from community.clock import MovableClock
from community.communities.views import Community
from community.digests.reading import get_open_period, rehearse
from community.digests.views import LONGEST_INTRO, Digest, DraftEdit
from community.errors import (
    DigestNotFound,
    DigestSent,
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
)
from community.ids import ChannelId, DeliveryKind, DeliveryState, DigestId, LearningId, WorkspaceId
from community.learnings.messages import REACTION, SaidMessage
from community.work import Work
from storage.unit_of_work import Store
from tests.support.communities import (
    ADA,
    BEN,
    LEADERS,
    PEOPLE,
    WORKSPACE,
    audited,
    caller,
    deliveries,
    mark,
    set_up,
)
from tests.support.digest_desk import Desk, words
from tests.support.digests import a_held_convening, a_learning, a_survey

FRIDAY = datetime(2026, 9, 11, 22, tzinfo=UTC)  # 15:00 in Los Angeles
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MEMBERS, DRAFT = DeliveryKind.DIGEST_MEMBERS, DeliveryKind.DIGEST_DRAFT


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
async def community(store: Store, clock: MovableClock) -> Community:
    """One that looks at its digest first."""
    return await set_up(store, clock, reviews_digest=True)


# --- shown --------------------------------------------------------------------------------------------------


async def test_facilitators_get_the_draft_a_day_before(desk: Desk, store: Store, clock: MovableClock) -> None:
    community = await set_up(store, clock, reviews_digest=True, facilitators=(ADA, BEN))
    await a_learning(store, community.id, "Wait time works", clock.now())
    await desk.at(FRIDAY - DAY)
    assert [(item.at, item.text) for item in desk.sent(DRAFT)] == [
        (FRIDAY - DAY, "open: Wait time works")
    ] * 2
    await desk.at(FRIDAY)
    assert [item.at for item in desk.sent(MEMBERS)] == [FRIDAY]


async def test_a_community_that_did_not_ask_for_drafts_gets_none(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await desk.at(FRIDAY - DAY)
    assert await deliveries(store, DRAFT) == []


async def test_a_community_that_wants_drafts_from_now_on_gets_them_from_now_on(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await set_up(store, clock, version=1, reviews_digest=True)
    assert [row.due_at for row in await deliveries(store, DRAFT)] == [FRIDAY - DAY]


async def test_nobody_looked_and_it_goes_as_it_stands(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await a_learning(store, community.id, "Wait time works", clock.now())
    await desk.at(FRIDAY)
    assert [item.text for item in desk.sent(MEMBERS)] == ["Wait time works"]


async def test_a_draft_takes_nothing(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    held = await a_held_convening(store, community, clock.now())
    await a_survey(store, community, held, clock.now(), [4, 4, 4, 4, 5], summary_at=clock.now())
    await a_learning(store, community.id, "Wait time works", clock.now())
    clock.move_to(FRIDAY - DAY)
    for _ in range(2):
        draft = await desk.services.digest_drafts.draft(caller(ADA), community.id)
        assert words(draft.digest.learnings) == "Wait time works"
        assert len(draft.digest.feedback) == 1
    clock.move_to(FRIDAY)
    told = await desk.close()
    assert (words(told.learnings), len(told.feedback)) == ("Wait time works", 1)


async def test_a_draft_of_a_digest_that_goes_at_that_moment_is_read_as_it_went(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await a_learning(store, community.id, "Wait time works", clock.now())
    async with store.reading() as session:
        period = await get_open_period(Work(session, clock.now()), community)
    clock.move_to(FRIDAY)
    await desk.close()
    async with store.transaction() as session:
        digest = await rehearse(Work(session, clock.now()), community, period)
    assert (words(digest.learnings), digest.covers_to) == ("Wait time works", FRIDAY)


async def test_previews_do_not_get_in_each_others_way(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await a_learning(store, community.id, "Wait time works", clock.now())
    digests = desk.services.digests
    previews = [digests.preview(caller(ADA), community.id) for _ in range(4)]
    shown = await asyncio.gather(*previews, desk.close(), return_exceptions=True)
    read = [each for each in shown if not isinstance(each, DigestNotFound)]  # those that came too late
    assert {words(each.learnings) for each in read if isinstance(each, Digest)} == {"Wait time works"}
    assert all(isinstance(each, Digest) for each in read)


async def test_the_posted_draft_says_that_it_was_edited_held_and_has_gone(
    desk: Desk, community: Community
) -> None:
    await desk.at(FRIDAY - DAY)
    digest_id = await desk.open_id()
    drafts = desk.services.digest_drafts
    await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="A full week."), version=1)
    await desk.at(FRIDAY - DAY + timedelta(minutes=1))
    await drafts.hold(caller(ADA), digest_id)
    await desk.at(FRIDAY - DAY + timedelta(minutes=2))
    await drafts.release(caller(ADA), digest_id)
    await desk.at(FRIDAY - DAY + timedelta(minutes=3))
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + timedelta(minutes=1))
    edits = [item.text for item in desk.edited(DRAFT)]
    assert [said.partition(":")[0] for said in edits] == ["open", "held", "open", "gone"]
    assert all(said.endswith("A full week.") for said in edits)


async def test_the_posted_draft_follows_an_hour_that_is_moved_and_is_not_sent_twice_within_a_day(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await desk.at(FRIDAY - DAY)
    await set_up(store, clock, version=1, reviews_digest=True, digest_time=time(14))
    await desk.at(FRIDAY - DAY + timedelta(minutes=1))
    assert [item.at for item in desk.edited(DRAFT)] == [FRIDAY - DAY + timedelta(minutes=1)]
    await desk.services.digest_drafts.edit(
        caller(ADA), await desk.open_id(), DraftEdit(intro="A full week."), version=1
    )
    await desk.at(FRIDAY - DAY + timedelta(minutes=2))
    assert [item.at for item in desk.sent(DRAFT)] == [FRIDAY - DAY]


async def test_an_hour_moved_by_days_brings_the_draft_before_it_again(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await desk.at(FRIDAY - DAY)
    await set_up(store, clock, version=1, reviews_digest=True, digest_weekday=2)
    for days in range(7):
        await desk.at(FRIDAY - DAY + days * DAY + timedelta(minutes=1))
    tuesday = FRIDAY + 4 * DAY + timedelta(minutes=1)
    assert [item.at for item in desk.sent(DRAFT)] == [FRIDAY - DAY, tuesday]


async def test_no_draft_is_shown_on_a_holiday_and_the_digest_keeps_its_hour(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    holidays = "2026-09-21 to 2026-10-02"  # two weeks, with a Friday in each
    await set_up(store, clock, reviews_digest=True, holidays_text=holidays)
    minute = timedelta(minutes=1)
    for day in range(29):
        await desk.at(FRIDAY - DAY + day * DAY)
        await desk.at(clock.now() + minute)
    # The draft of the first Friday in them comes before they begin: right after the digest of that day.
    shown = [FRIDAY - DAY, FRIDAY + WEEK - DAY, FRIDAY + WEEK + minute, FRIDAY + 4 * WEEK - DAY]
    assert [item.at for item in desk.sent(DRAFT)] == shown
    assert [item.at for item in desk.sent(MEMBERS)] == [FRIDAY + week * WEEK for week in range(4)]


async def test_holidays_that_are_noted_later_move_the_draft(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await set_up(store, clock, version=1, reviews_digest=True, holidays_text="2026-09-10")
    assert [row.due_at for row in await deliveries(store, DRAFT)] == [FRIDAY - 2 * DAY]


async def test_the_draft_of_a_held_digest_that_is_edited_is_shown_again_all_the_same(
    desk: Desk, community: Community, clock: MovableClock
) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.hold(caller(ADA), digest_id)
    await desk.at(FRIDAY + 4 * DAY)
    await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="Later"), version=1)
    await desk.at(FRIDAY + WEEK - DAY)
    assert [item.at for item in desk.sent(DRAFT)] == [FRIDAY + WEEK - DAY]


async def test_who_facilitates_from_now_on_gets_the_draft_that_others_have(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await desk.at(FRIDAY - DAY)
    await set_up(store, clock, version=1, reviews_digest=True, facilitators=(ADA, BEN), digest_time=time(14))
    await desk.at(FRIDAY - DAY + timedelta(minutes=1))
    assert [item.channel for item in desk.sent(DRAFT)] == [ADA, BEN]


async def test_what_is_withdrawn_leaves_the_draft_that_was_posted(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait time works", clock.now(), author=ADA)
    await desk.at(FRIDAY - DAY)
    await desk.services.learnings.withdraw(caller(ADA), LearningId(learning))
    await desk.at(FRIDAY - DAY + timedelta(minutes=1))
    assert [item.text for item in desk.edited(DRAFT)] == ["open:"]


async def test_what_an_emoji_is_taken_off_leaves_the_draft_that_was_posted(
    desk: Desk, store: Store, community: Community
) -> None:
    said = SaidMessage("C1", "1796142600.000100", ADA, "Wait time works")
    await desk.services.message_learnings.save(caller(ADA), community.id, said, via=REACTION)
    await desk.at(FRIDAY - DAY)
    await desk.services.message_learnings.unreacted(caller(ADA), said.channel, said.ts)
    await desk.at(FRIDAY - DAY + timedelta(minutes=1))
    assert [item.text for item in desk.sent(DRAFT)] == ["open: Wait time works"]
    assert [item.text for item in desk.edited(DRAFT)] == ["open:"]


async def test_what_is_withdrawn_while_a_message_with_it_is_sent_is_edited_there(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait time works", clock.now(), author=ADA)
    clock.move_to(FRIDAY)
    await desk.close()
    (edition,) = await deliveries(store, MEMBERS)
    await mark(store, edition.key, DeliveryState.SENDING)
    await desk.services.learnings.withdraw(caller(ADA), LearningId(learning))
    (edit,) = await deliveries(store, DeliveryKind.DIGEST_UPDATE)
    assert edit.target_key == edition.key


# --- edited -------------------------------------------------------------------------------------------------


async def test_facilitators_put_first_drop_and_leave_out(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    held = await a_held_convening(store, community, clock.now())
    await a_survey(store, community, held, clock.now(), [4, 4, 4, 4, 5], summary_at=clock.now())
    first, second, third = [
        LearningId(await a_learning(store, community.id, text, clock.now(), kind="question"))
        for text in ("One", "Two", "Three")
    ]
    edit = DraftEdit(first=(third, first), dropped=(second,), without=("feedback", "convenings"))
    clock.move_to(FRIDAY)
    draft = await desk.services.digest_drafts.edit(caller(ADA), await desk.open_id(), edit, version=1)
    assert (words(draft.digest.learnings), words(draft.digest.more)) == ("Three, One", "Two")
    await desk.at(FRIDAY)
    told = await desk.services.digests.posted(caller(ADA), community.id)
    assert (words(told.learnings), words(told.more)) == ("Three, One", "Two")
    assert (told.feedback, told.held, told.next_convening) == ((), (), None)
    clock.move_to(FRIDAY + WEEK)
    assert len((await desk.close()).feedback) == 1


async def test_dropped_learnings_are_told_in_the_thread(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = LearningId(await a_learning(store, community.id, "Hardly said", clock.now()))
    await a_learning(store, community.id, "Well said", clock.now())
    await desk.services.digest_drafts.edit(
        caller(ADA), await desk.open_id(), DraftEdit(dropped=(learning,)), version=1
    )
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + timedelta(seconds=30))
    (members,) = desk.sent(MEMBERS)
    (more,) = desk.sent(DeliveryKind.DIGEST_MORE)
    assert (members.text, more.text) == ("Well said", "Hardly said")
    assert (more.channel, more.thread_ts) == (members.channel, "1.0")


async def test_the_intro_goes_to_both_editions_and_the_note_to_leaders_alone(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, leaders_channel=LEADERS, facilitators=(ADA,))
    edit = DraftEdit(intro="  A full week.  ", leaders_note="Two teams need cover.")
    await desk.services.digest_drafts.edit(caller(ADA), await desk.open_id(), edit, version=1)
    await desk.at(FRIDAY)
    digests = desk.services.digests
    by_leader = await digests.posted(caller(BEN), community.id, channel=LEADERS)
    await desk.services.members.joined(caller(BEN), community.home_channel, PEOPLE[BEN])
    by_member = await digests.posted(caller(BEN), community.id)
    assert (by_leader.intro, by_leader.leaders_note) == ("A full week.", "Two teams need cover.")
    assert (by_member.intro, by_member.leaders_note) == ("A full week.", "")


async def test_two_facilitators_at_once_do_not_lose_each_others_edits(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, facilitators=(ADA, BEN))
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    both = await asyncio.gather(
        drafts.edit(caller(ADA), digest_id, DraftEdit(intro="Ada's"), version=1),
        drafts.edit(caller(BEN), digest_id, DraftEdit(intro="Ben's"), version=1),
        return_exceptions=True,
    )
    (late,) = [each for each in both if isinstance(each, EditedMeanwhile)]
    kept = (await drafts.draft(caller(ADA), community.id)).edit.intro
    assert kept in ("Ada's", "Ben's")
    over = await drafts.edit(caller(BEN), digest_id, DraftEdit(intro="Both"), version=late.version)
    assert (over.edit.intro, over.version) == ("Both", 3)


async def test_holding_does_not_get_in_the_way_of_an_edit(desk: Desk, community: Community) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    held = await drafts.hold(caller(ADA), digest_id)
    edited = await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="Later"), version=1)
    assert (held.state, held.held_by, edited.state) == ("held", ADA, "held")


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (DraftEdit(intro="x" * (LONGEST_INTRO + 1)), "intro"),
        (DraftEdit(leaders_note="x" * 9_999), "leaders_note"),
        (DraftEdit(without=("weather",)), "without"),
    ],
)
async def test_what_does_not_fit_is_said_beside_the_field(
    desk: Desk, community: Community, edit: DraftEdit, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.services.digest_drafts.edit(caller(ADA), await desk.open_id(), edit, version=1)
    assert list(refused.value.problems) == [field]


# --- who may ------------------------------------------------------------------------------------------------


async def test_only_facilitators_have_a_hand_in_drafts(desk: Desk, community: Community) -> None:
    await desk.services.members.joined(caller(BEN), community.home_channel, PEOPLE[BEN])
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    for asked in (
        drafts.draft(caller(BEN), community.id),
        drafts.open(caller(BEN), digest_id),
        drafts.edit(caller(BEN), digest_id, DraftEdit(), version=1),
        drafts.hold(caller(BEN), digest_id),
        drafts.release(caller(BEN), digest_id),
        drafts.send_now(caller(BEN), digest_id),
    ):
        with pytest.raises(NotAllowed):
            await asked


async def test_a_digest_of_another_workspace_is_not_found(desk: Desk, community: Community) -> None:
    stranger = caller(ADA, workspace_id=WorkspaceId("T2"))
    with pytest.raises(DigestNotFound):
        await desk.services.digest_drafts.open(stranger, await desk.open_id())
    assert await desk.services.digest_drafts.draft_for(WorkspaceId("T2"), await desk.open_id()) is None


async def test_what_has_gone_cannot_be_changed(desk: Desk, community: Community) -> None:
    digest_id = await desk.open_id()
    await desk.at(FRIDAY)
    drafts = desk.services.digest_drafts
    for asked in (
        drafts.open(caller(ADA), digest_id),
        drafts.edit(caller(ADA), digest_id, DraftEdit(), version=1),
        drafts.hold(caller(ADA), digest_id),
        drafts.release(caller(ADA), digest_id),
        drafts.send_now(caller(ADA), digest_id),
    ):
        with pytest.raises(DigestSent):
            await asked
    gone = await drafts.draft_for(WORKSPACE, digest_id)
    assert gone is not None
    assert gone.state == "gone"


async def test_what_facilitators_do_is_kept(desk: Desk, store: Store, community: Community) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="A full week."), version=1)
    await drafts.hold(caller(ADA), digest_id)
    await drafts.release(caller(ADA), digest_id)
    await drafts.send_now(caller(ADA), digest_id)
    done = [action for _, action in await audited(store) if action.startswith("digests.")]
    assert done == [f"digests.draft.{word}" for word in ("edit", "hold", "release", "send_now")]


# --- held ---------------------------------------------------------------------------------------------------


async def test_a_held_digest_passes_its_hour_and_covers_everything_once_released(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    began = (await desk.periods())[0].covers_from
    await a_learning(store, community.id, "Before", clock.now())
    await desk.services.digest_drafts.hold(caller(ADA), await desk.open_id())
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + WEEK)
    await a_learning(store, community.id, "While held", clock.now())
    assert desk.sent(MEMBERS) == []
    released = FRIDAY + WEEK + DAY
    clock.move_to(released)
    await desk.services.digest_drafts.release(caller(ADA), await desk.open_id())
    await desk.at(released + timedelta(seconds=1))
    (posted,) = desk.sent(MEMBERS)
    assert set(posted.text.split(", ")) == {"Before", "While held"}
    first, second = await desk.periods()
    assert (first.covers_from, first.covers_to) == (began, released + timedelta(seconds=1))
    assert (second.covers_from, second.due_at) == (first.covers_to, FRIDAY + 2 * WEEK)


async def test_a_digest_released_before_its_hour_goes_at_its_hour(desk: Desk, community: Community) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.hold(caller(ADA), digest_id)
    await desk.at(FRIDAY - DAY)
    await drafts.release(caller(ADA), digest_id)
    await desk.at(FRIDAY - timedelta(hours=1))
    assert desk.sent(MEMBERS) == []
    await desk.at(FRIDAY)
    assert [item.at for item in desk.sent(MEMBERS)] == [FRIDAY]


async def test_a_held_digest_is_not_composed_even_if_its_message_was_just_being_sent(
    desk: Desk, community: Community
) -> None:
    digest_id = await desk.open_id()
    await desk.services.digest_drafts.hold(caller(ADA), digest_id)
    assert await desk.services.digests.close_period(digest_id, FRIDAY) is None
    assert await desk.services.digests.close_period(digest_id) is None


async def test_while_it_is_held_facilitators_are_shown_the_draft_before_every_hour(
    desk: Desk, community: Community
) -> None:
    await desk.at(FRIDAY - DAY)
    await desk.services.digest_drafts.hold(caller(ADA), await desk.open_id())
    for day in range(1, 22):
        await desk.at(FRIDAY - DAY + day * DAY)
    assert [item.at for item in desk.sent(DRAFT)] == [FRIDAY - DAY + week * WEEK for week in range(4)]
    assert {item.text for item in desk.sent(DRAFT)[1:]} == {"held:"}


async def test_a_changed_hour_does_not_let_a_held_digest_go(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.hold(caller(ADA), digest_id)
    await set_up(store, clock, version=1, reviews_digest=True, digest_time=time(16))
    await desk.at(FRIDAY + timedelta(hours=1))
    assert desk.sent(MEMBERS) == []
    await drafts.release(caller(ADA), digest_id)
    await desk.at(FRIDAY + timedelta(hours=1, minutes=1))
    assert len(desk.sent(MEMBERS)) == 1


async def test_a_held_digest_can_be_sent_now(desk: Desk, community: Community, clock: MovableClock) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.hold(caller(ADA), digest_id)
    await desk.at(FRIDAY + 5 * DAY)
    draft = await drafts.open(caller(ADA), digest_id)
    assert (draft.state, draft.is_overdue) == ("held", True)
    await drafts.send_now(caller(ADA), digest_id)
    await desk.at(clock.now() + timedelta(seconds=1))
    assert len(desk.sent(MEMBERS)) == 1


async def test_a_digest_sent_now_stands_for_its_week(desk: Desk, store: Store, clock: MovableClock) -> None:
    await set_up(store, clock, leaders_channel=LEADERS)
    clock.advance(timedelta(minutes=1))
    await desk.services.digest_drafts.send_now(caller(ADA), await desk.open_id())
    early = clock.now()
    for instant in (early, FRIDAY, FRIDAY + WEEK):
        await desk.at(instant)
    assert [item.at for item in desk.sent(MEMBERS)] == [early, FRIDAY + WEEK]
    assert [item.at for item in desk.sent(DeliveryKind.DIGEST_LEADERS)] == [early, FRIDAY + WEEK]


async def test_a_digest_sent_now_goes_whatever_is_changed_before_it_has_gone(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, leaders_channel=LEADERS, reviews_digest=True)
    clock.advance(timedelta(minutes=1))
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    await drafts.send_now(caller(ADA), digest_id)
    early = clock.now() + timedelta(seconds=2)
    clock.move_to(early)
    await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="A full week."), version=1)
    await set_up(store, clock, version=1, leaders_channel=LEADERS, reviews_digest=True, digest_time=time(16))
    await set_up(store, clock, version=2, leaders_channel=ChannelId("C9"), reviews_digest=True)
    for instant in (early, FRIDAY, FRIDAY + DAY):
        await desk.at(instant)
    assert [(item.at, item.text) for item in desk.sent(MEMBERS)] == [(early, "A full week.")]
    leaders = [(item.at, item.channel) for item in desk.sent(DeliveryKind.DIGEST_LEADERS)]
    assert leaders == [(early, "C9")]


async def test_a_digest_sent_now_and_then_held_waits_for_its_hour(
    desk: Desk, community: Community, clock: MovableClock
) -> None:
    drafts, digest_id = desk.services.digest_drafts, await desk.open_id()
    clock.advance(timedelta(minutes=1))
    await drafts.send_now(caller(ADA), digest_id)
    await drafts.hold(caller(ADA), digest_id)
    await drafts.release(caller(ADA), digest_id)
    await drafts.edit(caller(ADA), digest_id, DraftEdit(intro="A full week."), version=1)
    await desk.at(clock.now() + timedelta(minutes=1))
    assert desk.sent(MEMBERS) == []
    await desk.at(FRIDAY)
    assert [item.at for item in desk.sent(MEMBERS)] == [FRIDAY]


# --- whatever happens ---------------------------------------------------------------------------------------


async def _something(desk: Desk, store: Store, community: Community, chance: random.Random) -> None:
    """What a facilitator may do with a digest, at any time."""
    drafts = desk.services.digest_drafts
    (*_, newest) = await desk.periods()
    digest_id = DigestId(newest.id)
    what = chance.choice(["nothing", "hold", "release", "send_now", "edit", "settings", "restart"])
    if newest.covers_to is None and what in ("hold", "release", "send_now"):
        await getattr(drafts, what)(caller(ADA), digest_id)
    elif newest.covers_to is None and what == "edit":
        without = tuple(chance.sample(["feedback", "learnings", "problems"], chance.randint(0, 2)))
        await drafts.edit(caller(ADA), digest_id, DraftEdit(without=without), version=newest.version)
    elif what == "settings":
        changes: dict[str, Any] = {
            "digest_weekday": chance.randrange(7),
            "digest_time": time(chance.randrange(24)),
            "zone": chance.choice(["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"]),
            "reviews_digest": chance.random() < 0.5,
        }
        version = (await desk.services.communities.get(caller(ADA), community.id)).version
        await set_up(store, desk.clock, version=version, **changes)
    elif what == "restart":
        desk.clock.advance(timedelta(days=chance.randrange(9)))


@pytest.mark.parametrize("seed", range(5))
async def test_held_late_sent_early_or_moved_digests_neither_overlap_nor_leave_a_gap(
    desk: Desk, store: Store, community: Community, clock: MovableClock, seed: int
) -> None:
    chance = random.Random(seed)
    shared: list[str] = []
    for step in range(40):
        await _something(desk, store, community, chance)
        if chance.random() < 0.5:
            shared.append(f"Learning {step}")
            await a_learning(store, community.id, shared[-1], clock.now())
        await desk.at(clock.now() + timedelta(hours=chance.choice([1, 6, 30, 80])))
    (*_, newest) = await desk.periods()
    if newest.covers_to is None:
        last = await desk.services.digest_drafts.edit(
            caller(ADA), DigestId(newest.id), DraftEdit(), version=newest.version
        )
        await desk.services.digest_drafts.send_now(caller(ADA), last.digest.id)
    for _ in range(3):
        await desk.at(clock.now() + timedelta(minutes=1))
    closed = [row for row in await desk.periods() if row.covers_to is not None]
    assert all(earlier.covers_to == later.covers_from for earlier, later in pairwise(closed))
    posted = [item.text for item in (*desk.sent(MEMBERS), *desk.sent(DeliveryKind.DIGEST_MORE))]
    told = [text for said in posted for text in said.split(", ") if text.startswith("Learning")]
    assert sorted(told) == sorted(shared)
    hours = [item.at for item in desk.sent(MEMBERS)]
    assert hours == sorted(set(hours))
