"""The weekly digest: its hour, its periods, and that everything is told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.communities.views import Community
from community.digests.gathering import MOST_FEEDBACK
from community.digests.learnings import MOST_MORE
from community.digests.ranking import MOST_LEADING
from community.digests.views import Digest, DraftEdit, NextConvening
from community.ids import ChannelId, DeliveryKind, DigestId
from jobs.gateway import SlackRefused
from storage.tables import LearningRow
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, HOME, LEADERS, ZONE, caller, deliveries, mark, set_up
from tests.support.digests import Newsroom, a_held_convening, a_learning, a_survey, answers, came, leaves

FRIDAY = datetime(2026, 9, 11, 22, tzinfo=UTC)  # 15:00 in Los Angeles
WEEK = timedelta(weeks=1)


@pytest.fixture
def news(store: Store, clock: MovableClock) -> Newsroom:
    return Newsroom(store, clock)


async def close(news: Newsroom) -> Digest:
    """The open period, closed now."""
    (*_, newest) = await news.periods()
    digest = await news.services.digests.close_period(DigestId(newest.id))
    assert digest is not None
    return digest


def contiguous(periods: list[tuple[datetime, datetime | None]]) -> bool:
    return all(earlier[1] == later[0] for earlier, later in pairwise(periods))


async def boundaries(news: Newsroom) -> list[tuple[datetime, datetime | None]]:
    return [(row.covers_from, row.covers_to) for row in await news.periods()]


# --- the hour -----------------------------------------------------------------------------------------------


async def test_forty_weeks_bring_forty_digests_at_the_same_local_hour_to_each_channel(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    start = clock.now()
    await set_up(store, clock, leaders_channel=LEADERS)
    for week in range(40):
        for hour in (21, 22, 23, 24):  # 14:00 to 17:00 in Los Angeles, whatever the clocks do
            await news.at(datetime(2026, 9, 11, tzinfo=UTC) + week * WEEK + timedelta(hours=hour))
    assert clock.now() - start < timedelta(weeks=40)
    for channel, word in ((HOME, "quiet week"), (LEADERS, "quiet week")):
        hours = [at.astimezone(ZoneInfo(ZONE)) for at in news.posted(channel, word)]
        assert len(hours) == 40
        assert {(at.weekday(), at.time()) for at in hours} == {(4, time(15))}
    assert contiguous(await boundaries(news))


async def test_both_editions_tell_the_same_and_close_the_period_once(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, leaders_channel=LEADERS)
    await a_learning(store, community.id, "Wait time works", clock.now())
    await news.at(FRIDAY)
    assert (len(news.posted(HOME)), len(news.posted(LEADERS, "for leaders"))) == (1, 1)
    first, second = await news.periods()
    assert (first.covers_from, first.covers_to) == (community_start(), FRIDAY)
    assert (second.covers_from, second.due_at, second.covers_to) == (FRIDAY, FRIDAY + WEEK, None)


def community_start() -> datetime:
    return datetime(2026, 9, 7, 15, tzinfo=UTC)


async def test_closing_at_the_same_time_from_two_sides_makes_one_snapshot(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    await a_learning(store, community.id, "Wait time works", clock.now())
    clock.move_to(FRIDAY)
    one, two = await asyncio.gather(close(news), close(news))
    assert one == two
    assert len(one.learnings) == 1


async def test_what_was_closed_stays_as_it_was_but_for_what_was_withdrawn(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    held = await a_held_convening(store, community, clock.now(), title="Data walk")
    learning = await a_learning(store, community.id, "Wait time works", clock.now(), author=ADA)
    stays = await a_learning(store, community.id, "Silence helps", clock.now(), convening_id=held)
    clock.move_to(FRIDAY)
    before = await close(news)
    assert await close(news) == before
    async with store.transaction() as session:
        changed = update(LearningRow).where(LearningRow.id == learning)
        await session.execute(changed.values(text="", withdrawn_at=clock.now(), author=None))
    clock.advance(timedelta(hours=1))
    after = await close(news)
    assert {each.id: (each.text, each.author, each.is_withdrawn) for each in after.learnings} == {
        learning: ("", None, True),
        stays: ("Silence helps", None, False),
    }
    assert replace(after, learnings=before.learnings) == before


async def test_planning_again_and_again_changes_nothing(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await asyncio.gather(*(news.services.digests.plan_next() for _ in range(3)))
    assert len(await news.periods()) == 1
    assert len(await deliveries(store, DeliveryKind.DIGEST_MEMBERS)) == 1


async def test_after_the_school_year_nothing_is_posted_and_the_next_year_covers_the_summer(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, year_ends_on=datetime(2026, 9, 17, tzinfo=UTC).date(),
                 semester_ends_on=datetime(2026, 9, 16, tzinfo=UTC).date())  # fmt: skip
    await news.at(FRIDAY)
    await news.at(FRIDAY + 10 * WEEK)
    assert len(news.posted(HOME, "quiet week")) == 1
    await set_up(store, clock, version=1)
    await news.at(FRIDAY + 11 * WEEK + timedelta(hours=1))  # clocks went back in between
    assert len(news.posted(HOME, "quiet week")) == 2
    assert contiguous(await boundaries(news))


# --- missed, skipped, refused -------------------------------------------------------------------------------


async def test_after_a_short_downtime_the_digest_is_late_but_there(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await news.at(FRIDAY + timedelta(days=2))
    await news.at(FRIDAY + WEEK)
    assert news.posted(HOME, "quiet week") == [FRIDAY + timedelta(days=2), FRIDAY + WEEK]
    assert contiguous(await boundaries(news))


async def test_a_missed_digest_is_covered_by_the_next(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    await a_learning(store, community.id, "Wait time works", clock.now())
    await news.at(FRIDAY + timedelta(days=4))
    assert news.posted(HOME) == []
    await news.at(FRIDAY + WEEK)
    assert news.posted(HOME) == [FRIDAY + WEEK]
    first, _ = await boundaries(news)
    assert first == (community_start(), FRIDAY + WEEK)


async def test_a_digest_a_facilitator_skipped_is_covered_by_the_next(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    (planned,) = (await news.services.status.status(caller(ADA), community.id)).planned[-1:]
    assert planned.kind == DeliveryKind.DIGEST_MEMBERS
    await news.services.status.skip(caller(ADA), community.id, planned.group)
    for day in range(4, 14):
        await news.at(datetime(2026, 9, 7, 22, tzinfo=UTC) + timedelta(days=day))
    assert news.posted(HOME, "quiet week") == [FRIDAY + WEEK]
    assert len(await news.periods()) == 2


async def test_a_digest_sent_early_stands_for_its_week(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    (planned,) = (await news.services.status.status(caller(ADA), community.id)).planned[-1:]
    await news.services.status.send_now(caller(ADA), community.id, planned.group)
    early = clock.now() + timedelta(minutes=1)
    for instant in (early, FRIDAY, FRIDAY + WEEK):
        await news.at(instant)
    assert news.posted(HOME, "quiet week") == [early, FRIDAY + WEEK]
    assert contiguous(await boundaries(news))


async def test_a_digest_nobody_was_shown_is_told_with_the_next(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    await a_learning(store, community.id, "Wait time works", clock.now())
    news.slack.refusing[HOME] = SlackRefused("is_archived")
    await news.at(FRIDAY)
    del news.slack.refusing[HOME]
    await news.at(FRIDAY + timedelta(days=4))
    await news.at(FRIDAY + WEEK)
    assert news.posted(HOME, "1 learning") == [FRIDAY + WEEK]
    first, _ = await boundaries(news)
    assert first == (community_start(), FRIDAY + WEEK)


async def test_a_channel_mended_within_the_window_gets_the_digest_that_was_refused(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    news.slack.refusing[HOME] = SlackRefused("is_archived")
    await news.at(FRIDAY)
    del news.slack.refusing[HOME]
    clock.advance(timedelta(days=1))
    await news.services.communities.channel_unarchived(caller(ADA), HOME)
    await news.at(FRIDAY + timedelta(days=1, hours=1))
    assert len(news.posted(HOME, "quiet week")) == 1
    (first, second) = await news.periods()
    assert first.covers_to == FRIDAY  # told as it was when it was written
    assert second.due_at == FRIDAY + WEEK


async def test_one_edition_that_was_refused_does_not_bring_the_other_twice(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, leaders_channel=LEADERS)
    news.slack.refusing[LEADERS] = SlackRefused("channel_not_found")
    for days in (0, 4, 7):
        await news.at(FRIDAY + timedelta(days=days))
    assert news.posted(HOME, "quiet week") == [FRIDAY, FRIDAY + WEEK]
    (trouble,) = await deliveries(store, DeliveryKind.TROUBLE)
    assert trouble.context["channel"] == LEADERS


async def test_a_message_planned_for_an_hour_that_moved_is_not_sent(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    (stale,) = await deliveries(store, DeliveryKind.DIGEST_MEMBERS)
    await set_up(store, clock, version=1, digest_time=time(16))
    assert await news.services.digests.close_period(DigestId(1), stale.due_at) is None
    assert await news.services.digests.close_period(DigestId(99)) is None


# --- changes ------------------------------------------------------------------------------------------------


async def test_a_changed_hour_weekday_or_zone_moves_the_digest_that_is_to_come(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await set_up(store, clock, version=1, digest_weekday=2, digest_time=time(9), zone="Europe/Berlin")
    wednesday = datetime(2026, 9, 9, 7, tzinfo=UTC)
    for instant in (wednesday, FRIDAY, wednesday + WEEK):
        await news.at(instant)
    assert news.posted(HOME, "quiet week") == [wednesday, wednesday + WEEK]
    assert contiguous(await boundaries(news))
    states = [row.state for row in await deliveries(store, DeliveryKind.DIGEST_MEMBERS)]
    assert states == ["cancelled", "sent", "sent", "planned"]


async def test_moving_the_hour_just_after_a_digest_does_not_bring_another_the_same_day(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await news.at(FRIDAY)
    clock.advance(timedelta(minutes=30))
    await set_up(store, clock, version=1, digest_time=time(16))
    await news.at(FRIDAY + timedelta(hours=1))
    await news.at(FRIDAY + WEEK + timedelta(hours=1))
    assert news.posted(HOME, "quiet week") == [FRIDAY, FRIDAY + WEEK + timedelta(hours=1)]


async def test_an_hour_moved_to_one_just_gone_by_waits_for_next_week(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, digest_weekday=6)
    clock.move_to(FRIDAY + timedelta(hours=1))
    await set_up(store, clock, version=1, digest_weekday=4)
    await news.at(FRIDAY + timedelta(hours=2))
    assert news.posted(HOME, "quiet week") == []
    await news.at(FRIDAY + WEEK)
    assert news.posted(HOME, "quiet week") == [FRIDAY + WEEK]


async def test_a_new_leaders_channel_gets_the_digest_that_is_to_come(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await set_up(store, clock, version=1, leaders_channel=LEADERS)
    await news.at(FRIDAY)
    assert len(news.posted(LEADERS, "quiet week")) == 1


# --- what it tells ------------------------------------------------------------------------------------------


@pytest.fixture
async def community(store: Store, clock: MovableClock) -> Community:
    return await set_up(store, clock)


async def test_tells_learnings_with_consent_once_each(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    now = clock.now()
    held = await a_held_convening(store, community, now)
    await a_learning(store, community.id, "Wait time works", now, author=ADA, convening_id=held)
    await a_learning(store, community.id, "Not yet", now, is_withheld=True)
    await a_learning(store, community.id, "Taken back", now, withdrawn_at=now)
    clock.move_to(FRIDAY)
    told = (await close(news)).learnings
    assert [(each.text, each.author, each.source.title) for each in told] == [
        ("Wait time works", ADA, "Data walk")
    ]


async def test_a_learning_withheld_at_first_is_told_when_enough_have_answered(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Now", clock.now(), is_withheld=True)
    await news.at(FRIDAY)
    async with store.transaction() as session:
        released = update(LearningRow).where(LearningRow.id == learning).values(is_withheld=False)
        await session.execute(released)
    clock.move_to(FRIDAY + WEEK)
    assert [each.text for each in (await close(news)).learnings] == ["Now"]


async def test_more_learnings_than_fit_come_with_the_next_digest(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    shared = [f"Learning {number}" for number in range(MOST_LEADING + MOST_MORE + 3)]
    async with store.transaction() as session:
        session.add_all(
            LearningRow(
                id=text, community_id=community.id, source="form", kind="success", text=text,
                is_withheld=False, shared_on=clock.now().date(),
            )
            for text in shared
        )  # fmt: skip
    clock.move_to(FRIDAY)
    first = await close(news)
    assert (len(first.learnings), len(first.more)) == (MOST_LEADING, MOST_MORE)
    await news.at(FRIDAY)
    clock.move_to(FRIDAY + WEEK)
    second = await close(news)
    texts = [each.text for each in (*first.all_learnings, *second.all_learnings)]
    assert len(second.learnings) == 3
    assert sorted(texts) == sorted(shared)


async def test_tells_who_came_to_what_ended_in_the_period(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    tuesday = clock.now() + timedelta(days=1)
    noted = await a_held_convening(store, community, tuesday, title="Noted")
    await came(store, noted, tuesday, "U1", "U2")
    unknown = await a_held_convening(store, community, tuesday + timedelta(days=1), title="Unknown")
    await answers(store, unknown, tuesday + timedelta(days=1), U1="going", U2="declined")
    await answers(store, unknown, tuesday, U3="going")  # for a time that holds no more
    await a_held_convening(store, community, tuesday, title="Cancelled", state="cancelled")
    over_the_hour = FRIDAY - timedelta(minutes=30)
    await a_held_convening(store, community, over_the_hour, title="Still on")
    clock.move_to(FRIDAY)
    held = (await close(news)).held
    assert [(each.title, each.attended, each.going) for each in held] == [
        ("Noted", 2, 0),
        ("Unknown", None, 1),
    ]
    await news.services.digests.plan_next()
    (*_, first) = await deliveries(store, DeliveryKind.DIGEST_MEMBERS)
    await mark(store, first.key, "sent")
    await news.services.digests.plan_next()
    clock.move_to(FRIDAY + WEEK)
    assert [each.title for each in (await close(news)).held] == ["Still on"]


async def test_tells_thursdays_feedback_on_friday_if_its_summary_is_ready_and_never_again(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    thursday = FRIDAY - timedelta(days=1)
    held = await a_held_convening(store, community, thursday)
    await a_survey(store, community, held, thursday, [4, 4, 4, 4, 5], summary_at=FRIDAY - timedelta(hours=2))
    await news.at(FRIDAY)
    clock.move_to(FRIDAY + WEEK)
    await close(news)
    told = [row.snapshot["feedback"] for row in await news.periods() if row.snapshot]
    assert [[line["answered"] for line in lines] for lines in told] == [[5], []]


async def test_feedback_in_a_digest_nobody_was_shown_is_told_with_the_next(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    held = await a_held_convening(store, community, clock.now())
    await a_survey(store, community, held, clock.now(), [4, 4, 4, 4, 5])
    news.slack.refusing[HOME] = SlackRefused("is_archived")
    await news.at(FRIDAY)
    del news.slack.refusing[HOME]
    await news.at(FRIDAY + timedelta(days=4))
    await news.at(FRIDAY + WEEK)
    (first, _) = await news.periods()
    assert first.snapshot is not None
    assert [line["title"] for line in first.snapshot["feedback"]] == ["Data walk"]
    assert len(news.posted(HOME)) == 1


async def test_more_feedback_than_fits_comes_with_the_next_digest(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    for number in range(MOST_FEEDBACK + 1):
        starts_at = clock.now() + timedelta(hours=number)
        held = await a_held_convening(store, community, starts_at, title=f"Session {number}")
        await a_survey(store, community, held, starts_at, [4])
    await news.at(FRIDAY)
    await news.at(FRIDAY + WEEK)
    told = [row.snapshot["feedback"] for row in await news.periods() if row.snapshot]
    assert [len(lines) for lines in told] == [MOST_FEEDBACK, 1]
    assert told[1][0]["title"] == f"Session {MOST_FEEDBACK}"


async def test_the_trend_passes_over_convenings_too_few_answered(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    marks = {"Long ago": [2] * 5, "Before": [4] * 5, "Too few": [1] * 4, "Latest": [4, 4, 4, 5, 5, 4]}
    for number, (title, given) in enumerate(marks.items()):
        starts_at = clock.now() + timedelta(hours=3 * number)
        held = await a_held_convening(store, community, starts_at, title=title)
        await a_survey(store, community, held, starts_at, given)
    clock.move_to(FRIDAY)
    before, too_few, latest = (await close(news)).feedback[1:]
    assert (before.overall, before.previous_overall) == (4.0, 2.0)
    assert (too_few.overall, too_few.answered) == (None, 4)
    assert (latest.overall, latest.previous_overall) == (26 / 6, 4.0)


async def test_tells_feedback_once_it_has_come_in_with_its_trend(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    monday, wednesday = (
        clock.now(),
        clock.now() + timedelta(days=3),
    )  # the survey of the 2nd is a day old on Friday
    first = await a_held_convening(store, community, monday, title="First")
    await a_survey(store, community, first, monday + timedelta(hours=1), [4, 4, 4, 4, 4])
    second = await a_held_convening(store, community, wednesday, title="Second")
    await a_survey(store, community, second, wednesday + timedelta(hours=1), [5, 5, 5, 5, 5, 2])
    await news.at(FRIDAY)
    clock.move_to(FRIDAY + WEEK)
    await close(news)
    told = [row.snapshot["feedback"] for row in await news.periods() if row.snapshot]
    assert told == [
        [{"title": "First", "answered": 5, "asked": 6, "overall": 4.0, "previous_overall": None}],
        [{"title": "Second", "answered": 6, "asked": 6, "overall": 4.5, "previous_overall": 4.0}],
    ]


async def test_shows_no_figure_below_five_answers(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    held = await a_held_convening(store, community, clock.now())
    await a_survey(store, community, held, clock.now() + timedelta(hours=1), [1, 1, 1, 1])
    clock.move_to(FRIDAY)
    (line,) = (await close(news)).feedback
    assert (line.answered, line.asked, line.overall) == (4, 6, None)


async def test_tells_the_next_convening(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    starts_at = FRIDAY + timedelta(days=3)
    await a_held_convening(store, community, starts_at + WEEK, title="Later")
    coming = await a_held_convening(store, community, starts_at, title="Next")
    await answers(store, coming, starts_at, U1="going", U2="going", U3="maybe", U4="declined")
    clock.move_to(FRIDAY)
    digest = await close(news)
    assert digest.next_convening == NextConvening("Next", starts_at, going=2, maybe=1)
    assert digest.is_quiet


async def test_who_has_left_is_not_counted_among_those_who_come(
    news: Newsroom, store: Store, community: Community, clock: MovableClock
) -> None:
    starts_at = FRIDAY + timedelta(days=3)
    coming = await a_held_convening(store, community, starts_at, title="Next")
    await answers(store, coming, starts_at, U1="going", U2="going")
    await leaves(store, community.id, "U2", clock.now())
    clock.move_to(FRIDAY)
    assert (await close(news)).next_convening == NextConvening("Next", starts_at, going=1, maybe=0)


async def test_a_community_that_skips_quiet_weeks_still_closes_its_periods(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, skips_quiet_weeks=True, leaders_channel=LEADERS)
    await news.at(FRIDAY)
    await a_learning(store, community.id, "Wait time works", clock.now())
    await news.at(FRIDAY + WEEK)
    assert [item.at for item in news.slack.sent if item.channel == LEADERS] == [FRIDAY + WEEK]
    assert news.posted(HOME) == [FRIDAY + WEEK]
    assert [row.covers_to for row in await news.periods()] == [FRIDAY, FRIDAY + WEEK, None]


@pytest.mark.parametrize("reason", ["a note", "an ask"])
async def test_a_week_that_is_quiet_for_members_still_brings_leaders_what_is_said_to_them(
    news: Newsroom, store: Store, clock: MovableClock, reason: str
) -> None:
    community = await set_up(store, clock, skips_quiet_weeks=True, leaders_channel=LEADERS)
    services = news.services
    await services.digest_answers.read_by_dm(caller(ADA), community.id, wants=True)
    if reason == "a note":
        digest_id = DigestId((await news.periods())[0].id)
        edit = DraftEdit(leaders_note="Two teams need cover.")
        await services.digest_drafts.edit(caller(ADA), digest_id, edit, version=1)
    else:
        await services.digest_answers.ask_leaders(caller(ADA), community.id, "Cover for two visits")
    for hours in (0, 1, 72):
        await news.at(FRIDAY + timedelta(hours=hours))
    assert news.posted(HOME, "") == []
    assert news.posted(LEADERS, "quiet week") == [FRIDAY]
    assert len(news.posted(ChannelId(ADA), "quiet week")) == 1
    # An ask that was in one digest is no news in the next, though it is still open.
    await news.at(FRIDAY + WEEK)
    assert news.posted(LEADERS, "quiet week") == [FRIDAY]
    assert contiguous(await boundaries(news))


async def test_who_facilitates_no_more_is_left_nothing_of_the_draft_until_it_has_gone(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, reviews_digest=True, facilitators=(ADA, BEN))
    await a_learning(store, community.id, "Wait time works", clock.now())
    thursday = FRIDAY - timedelta(days=1)
    await news.at(thursday)
    await set_up(store, clock, version=1, reviews_digest=True, facilitators=(ADA,))
    await news.at(thursday + timedelta(minutes=1))
    digest_id = DigestId((await news.periods())[0].id)
    await news.services.digest_drafts.edit(caller(ADA), digest_id, DraftEdit(intro="Full."), version=1)
    await news.at(thursday + timedelta(minutes=2))
    await news.at(FRIDAY)
    await news.at(FRIDAY + timedelta(minutes=1))
    said = {who: [item.text for item in news.slack.edits if item.key.endswith(who)] for who in (ADA, BEN)}
    ended, gone = "The draft of the digest of Math PLC", "The digest of Math PLC has gone out"
    assert said[BEN] == [ended, ended, gone]
    assert said[ADA] == ["Before it goes: the next digest of Math PLC"] * 2 + [gone]
