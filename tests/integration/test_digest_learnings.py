"""Learnings in digests: each told once, told again when it gained, gone when withdrawn; and read again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from community.clock import MovableClock
from community.communities.views import Community
from community.digests.ranking import TOLD_AGAIN_FROM
from community.digests.snapshot import Snapshot, from_json, to_json
from community.digests.views import MORE_AT_ONCE, PARTS, DraftEdit
from community.errors import CommunityNotFound, DigestNotFound, NotAllowed
from community.ids import CommunityId, DeliveryKind, DigestId, LearningId, WorkspaceId
from community.learnings.messages import SaidMessage
from community.objectives.views import ObjectiveDraft
from jobs.gateway import SlackRefused
from storage.queries.digest_learnings import digests_showing
from storage.tables import (
    CheckinRow,
    ContributionRow,
    CycleRow,
    EndorsementRow,
    LearningQuestionRow,
    ProblemRow,
)
from storage.unit_of_work import Store
from tests.support.communities import (
    ADA,
    BEN,
    CLEO,
    DEV,
    HOME,
    LEADERS,
    PEOPLE,
    WORKSPACE,
    caller,
    set_up,
)
from tests.support.digest_desk import Desk, words
from tests.support.digests import a_held_convening, a_learning, a_survey

FRIDAY = datetime(2026, 9, 11, 22, tzinfo=UTC)  # 15:00 in Los Angeles
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MEMBERS, MORE = DeliveryKind.DIGEST_MEMBERS, DeliveryKind.DIGEST_MORE


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
async def community(store: Store, clock: MovableClock) -> Community:
    return await set_up(store, clock, leaders_channel=LEADERS)


async def endorsed(store: Store, learning: str, at: datetime, *user_ids: str) -> None:
    async with store.transaction() as session:
        session.add_all(
            EndorsementRow(learning_id=learning, user_id=user_id, endorsed_at=at) for user_id in user_ids
        )


# --- once ---------------------------------------------------------------------------------------------------


async def test_what_does_not_lead_is_told_in_the_thread_of_the_members_edition(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    shared = {f"Learning {number}" for number in range(MORE_AT_ONCE + 8)}
    for text in sorted(shared):
        await a_learning(store, community.id, text, clock.now())
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + timedelta(minutes=1))
    (members,) = desk.sent(MEMBERS)
    first, second = desk.sent(MORE)
    assert {first.channel, second.channel} == {HOME}
    assert first.thread_ts == second.thread_ts is not None
    told = [text for item in (members, first, second) for text in item.text.split(", ")]
    assert (len(first.text.split(", ")), sorted(told)) == (MORE_AT_ONCE, sorted(shared))


async def test_a_learning_comes_again_once_three_more_people_found_it_useful(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait time works", clock.now())
    await endorsed(store, learning, clock.now(), "U1")
    await desk.at(FRIDAY)
    await endorsed(store, learning, clock.now(), *(f"V{n}" for n in range(TOLD_AGAIN_FROM - 1)))
    await desk.at(FRIDAY + WEEK)
    await endorsed(store, learning, clock.now(), "W1")
    await desk.at(FRIDAY + 2 * WEEK)
    await desk.at(FRIDAY + 3 * WEEK)
    told = []
    for row in (await desk.periods())[:4]:
        digest = await desk.services.digests.told(WORKSPACE, DigestId(row.id))
        assert digest is not None
        told.append([(each.text, each.gained, each.is_again) for each in digest.all_learnings])
    assert told == [[("Wait time works", 0, False)], [], [("Wait time works", 3, True)], []]


async def test_what_a_digest_nobody_was_shown_told_is_told_with_the_next(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    again = await a_learning(store, community.id, "Wait time works", clock.now())
    await desk.at(FRIDAY)
    await endorsed(store, again, clock.now(), "U1", "U2", "U3")
    await a_learning(store, community.id, "Silence helps", clock.now())
    for channel in (HOME, LEADERS):
        desk.slack.refusing[channel] = SlackRefused("is_archived")
    await desk.at(FRIDAY + WEEK)
    desk.slack.refusing.clear()
    await desk.at(FRIDAY + WEEK + 4 * DAY)
    clock.move_to(FRIDAY + 2 * WEEK)
    told = await desk.close()
    assert {(each.text, each.gained) for each in told.all_learnings} == {
        ("Silence helps", 0),
        ("Wait time works", 3),
    }


# --- withdrawn ----------------------------------------------------------------------------------------------


async def test_a_withdrawn_learning_leaves_every_posted_digest_and_its_thread(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    for number in range(5):
        await a_learning(store, community.id, f"Learning {number}", clock.now())
    late = FRIDAY - 3 * DAY
    thread = await a_learning(store, community.id, "In the thread", late - 9 * DAY, author=ADA)
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + timedelta(minutes=1))
    assert desk.sent(MORE)[0].text == "In the thread"
    await endorsed(store, thread, clock.now(), "U1", "U2", "U3")
    await desk.at(FRIDAY + WEEK)
    assert desk.sent(MEMBERS)[1].text == "quiet"  # a bright spot, not one of those that lead
    await desk.services.learnings.withdraw(caller(ADA), LearningId(thread))
    await desk.at(FRIDAY + WEEK + timedelta(minutes=1))
    edited = {item.key.partition(":")[0] for item in desk.slack.edits}
    assert edited == {MEMBERS, DeliveryKind.DIGEST_LEADERS, MORE}
    assert len(desk.slack.edits) == 5  # both digests in both channels, and the thread
    for row in (await desk.periods())[:2]:
        digest = await desk.services.digests.told(WORKSPACE, DigestId(row.id))
        assert digest is not None
        (gone,) = [each for each in digest.all_learnings if each.id == thread]
        assert (gone.is_withdrawn, gone.text, gone.author, gone.source.title) == (True, "", None, "")
        assert "In the thread" not in str(row.snapshot)


async def test_an_edited_learning_reads_as_it_stands_now(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait tme", clock.now(), author=ADA, contact=ADA)
    await desk.at(FRIDAY)
    form = await desk.services.learnings.form(caller(ADA), community.id, LearningId(learning))
    draft = type(form.draft)(text="Wait time", kind="strategy", shows_name=False)
    await desk.services.learnings.edit(caller(ADA), LearningId(learning), draft, version=1)
    (told,) = (await desk.services.digests.posted(caller(ADA), community.id)).learnings
    assert (told.text, told.kind, told.author) == ("Wait time", "strategy", None)


# --- read again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "state"), [("Other words", "edited"), (None, "deleted")])
async def test_a_posted_digest_says_what_became_of_the_message_it_links_to(
    desk: Desk, community: Community, text: str | None, state: str
) -> None:
    said = SaidMessage(HOME, "1796142600.000100", ADA, "Waiting works.")
    messages = desk.services.message_learnings
    await messages.save(caller(ADA), community.id, said)
    await desk.at(FRIDAY)
    for _ in range(2):  # told twice, it is news once
        await messages.message_changed(WORKSPACE, said.channel, said.ts, text)
        await desk.at(desk.clock.now() + timedelta(minutes=1))
    assert len(desk.edited(MEMBERS)) == 1
    digest = await desk.services.digests.told(WORKSPACE, DigestId((await desk.periods())[0].id))
    assert digest is not None
    assert [(each.text, each.source.state) for each in digest.learnings] == [(said.text, state)]


async def test_a_day_is_told_of_by_the_digest_posted_on_it_or_next(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    for text, friday in (("First", FRIDAY), ("Second", FRIDAY + WEEK)):
        await a_learning(store, community.id, text, clock.now())
        await desk.at(friday)
    posted = desk.services.digests.posted
    for on, text in (
        (None, "Second"),
        (date(2026, 9, 9), "First"),
        (date(2026, 9, 11), "First"),
        (date(2026, 9, 12), "Second"),
        (date(2026, 9, 18), "Second"),
    ):
        assert words((await posted(caller(ADA), community.id, on)).learnings) == text
    for on in (date(2026, 9, 19), date(2026, 8, 1)):
        with pytest.raises(DigestNotFound):
            await posted(caller(ADA), community.id, on)


async def test_before_the_first_digest_there_is_none_to_read(desk: Desk, community: Community) -> None:
    with pytest.raises(DigestNotFound, match="no digest yet"):
        await desk.services.digests.posted(caller(ADA), community.id)


async def test_a_preview_takes_nothing(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait time works", clock.now())
    await a_question(store, learning, answered_at=clock.now())
    for _ in range(2):
        seen = await desk.services.digests.preview(caller(ADA), community.id)
        assert (words(seen.learnings), len(seen.answered)) == ("Wait time works", 1)
    told = await desk.close()
    assert (words(told.learnings), len(told.answered)) == ("Wait time works", 1)


async def test_digests_are_for_members_and_leaders(desk: Desk, community: Community) -> None:
    await desk.at(FRIDAY)
    digests = desk.services.digests
    for asked in (
        digests.preview(caller(BEN), community.id),
        digests.posted(caller(BEN), community.id),
        digests.posted(caller(BEN), community.id, channel=HOME),
    ):
        with pytest.raises(NotAllowed):
            await asked
    assert await digests.posted(caller(BEN), community.id, channel=LEADERS)
    with pytest.raises(CommunityNotFound):
        await digests.posted(caller(ADA, workspace_id=WorkspaceId("T2")), community.id)
    assert await digests.told(WorkspaceId("T2"), DigestId(1)) is None
    assert await digests.told(WORKSPACE, await desk.open_id()) is None


async def test_a_preview_between_two_school_years_says_so(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    last = date(2026, 9, 12)
    community = await set_up(store, clock, year_ends_on=last, semester_ends_on=last)
    await desk.at(FRIDAY)
    with pytest.raises(DigestNotFound, match="school year is over"):
        await desk.services.digests.preview(caller(ADA), community.id)


def test_a_snapshot_of_the_first_release_can_still_be_read() -> None:
    line = {"title": "Data walk", "answered": 5, "asked": 6, "overall": 4.0, "previous_overall": None}
    held = {"title": "Data walk", "starts_at": "2026-09-08T15:00:00Z", "attended": None, "going": 2}
    words_then = {"text": "Wait time works", "author": None, "convening_title": ""}
    old = {"learnings": [words_then], "feedback": [line], "held": [held], "next_convening": None}
    snapshot = from_json(old)
    assert [each.title for each in snapshot.feedback] == ["Data walk"]
    assert from_json(to_json(snapshot)) == snapshot
    assert from_json({}) == Snapshot()


# --- objectives, and what is left out -----------------------------------------------------------------------


async def an_objective(desk: Desk, community: Community) -> None:
    objectives = desk.services.objectives
    draft = ObjectiveDraft(
        name="More talk", measure="Pupils who speak", unit="%", baseline="40", target="80",
        by_on=date(2027, 5, 1), owner=ADA,
    )  # fmt: skip
    made = await objectives.save(
        caller(ADA), community.id, None, draft, version=None, people=PEOPLE, accepted=True
    )
    await objectives.note_value(caller(ADA), made.objective.id, "60", date(2026, 9, 7), accepted=True)


async def test_a_digest_tells_how_far_objectives_have_come_and_keeps_it(
    desk: Desk, community: Community
) -> None:
    await an_objective(desk, community)
    seen = await desk.services.digests.preview(caller(ADA), community.id)
    await desk.at(FRIDAY)
    told = await desk.services.digests.posted(caller(ADA), community.id)
    (progress,) = told.objectives
    assert (progress.objective.name, progress.share) == ("More talk", 0.5)
    assert told.objectives == seen.objectives


async def test_parts_left_out_are_told_by_a_later_digest(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await an_objective(desk, community)
    await checked_in(store, community.id, ADA, clock.now())
    await said_in_a_thread(store, community.id, CLEO, clock.now())
    await a_learning(store, community.id, "Wait time works", clock.now())
    await a_held_convening(store, community, clock.now())
    without = DraftEdit(without=PARTS)
    await desk.services.digest_drafts.edit(caller(ADA), await desk.open_id(), without, version=1)
    clock.move_to(FRIDAY)
    nothing = await desk.close()
    await desk.at(FRIDAY)
    clock.move_to(FRIDAY + WEEK)
    everything = await desk.close()
    await desk.at(FRIDAY + WEEK)
    clock.move_to(FRIDAY + 2 * WEEK)
    after = await desk.close()
    assert [len(each.held) for each in (nothing, everything, after)] == [0, 1, 0]
    assert (everything.held[0].title, nothing.left_out, everything.left_out) == ("Data walk", PARTS, ())
    assert (nothing.all_learnings, nothing.objectives, nothing.problems.open) == ((), (), ())
    assert (nothing.cycles.by_stage, nothing.requirement.owners) == ((), 0)
    assert [each.text for each in everything.learnings] == ["Wait time works"]
    assert (len(everything.objectives), len(everything.problems.open)) == (1, 1)
    assert everything.cycles.by_stage == (("do", 1),)


# --- who was heard, what was answered, who may miss the requirement -----------------------------------------


async def a_question(store: Store, learning: str, *, answered_at: datetime | None = None) -> None:
    async with store.transaction() as session:
        session.add(
            LearningQuestionRow(
                learning_id=learning,
                asker=BEN,
                text="How long?",
                asked_at=datetime(2026, 9, 8, tzinfo=UTC),
                answer="Ten seconds." if answered_at else "",
                answered_at=answered_at,
            )
        )


async def test_answered_questions_are_counted_once_and_their_words_stay_where_they_are(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    learning = await a_learning(store, community.id, "Wait time works", clock.now())
    await a_question(store, learning, answered_at=clock.now())
    await a_question(store, learning, answered_at=clock.now())
    await a_question(store, learning)
    await desk.at(FRIDAY)
    told = await desk.services.digests.posted(caller(ADA), community.id)
    assert [(each.learning.text, each.count) for each in told.answered] == [("Wait time works", 2)]
    assert "Ten seconds" not in str((await desk.periods())[0].snapshot)
    clock.move_to(FRIDAY + WEEK)
    assert (await desk.close()).answered == ()


async def test_a_digest_that_only_says_a_learning_was_asked_about_is_one_that_shows_it(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    """Else its words would stand there after it was taken back."""
    learning = await a_learning(store, community.id, "Wait time works", clock.now())
    await desk.at(FRIDAY)
    await a_question(store, learning, answered_at=clock.now())
    await desk.at(FRIDAY + WEEK)
    told = await desk.services.digests.posted(caller(ADA), community.id)
    assert (words(told.learnings), len(told.answered)) == ("", 1)
    async with store.reading() as session:
        assert told.id in await digests_showing(session, community.id, learning)


async def test_members_who_were_heard_are_counted_whatever_way_they_spoke(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    for person in (BEN, CLEO, DEV):
        await desk.services.members.joined(caller(person), HOME, PEOPLE[person])
    assert (await desk.services.digests.preview(caller(ADA), community.id)).heard.people == 0
    now = clock.now()
    learning = await a_learning(store, community.id, "Wait time works", now, author=ADA)
    await endorsed(store, learning, now, BEN, "USTRANGER")
    await said_in_a_thread(store, community.id, CLEO, now)
    await said_in_a_thread(store, community.id, CLEO, now + timedelta(minutes=1))
    await checked_in(store, community.id, BEN, now)
    clock.move_to(FRIDAY)
    heard = (await desk.close()).heard
    assert (heard.people, heard.members) == (3, 4)


async def said_in_a_thread(store: Store, community_id: CommunityId, user_id: str, at: datetime) -> None:
    async with store.transaction() as session:
        problem = ProblemRow(
            workspace_id=WORKSPACE, community_id=community_id, channel=HOME, presenter=ADA, state="open",
            title="Homework", focus_question="How?", begins_at=at, created_at=at,
        )  # fmt: skip
        session.add(problem)
        await session.flush()
        said = {"ts": f"{at.timestamp()}", "step": 2, "said_at": at}
        session.add(ContributionRow(problem_id=problem.id, user_id=user_id, **said))


async def checked_in(store: Store, community_id: CommunityId, user_id: str, at: datetime) -> None:
    async with store.transaction() as session:
        cycle = CycleRow(
            workspace_id=WORKSPACE, community_id=community_id, lead=user_id, title="Exit tickets",
            stage="do", problem="", change="", starts_on=at.date(), ends_on=at.date() + 30 * DAY,
            created_at=at, created_by=user_id,
        )  # fmt: skip
        session.add(cycle)
        await session.flush()
        session.add(CheckinRow(cycle_id=cycle.id, status="on_track", noted_by=user_id, noted_at=at))


async def test_leaders_see_who_may_miss_the_requirement_and_members_do_not(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    await desk.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    await checked_in(store, community.id, ADA, clock.now())
    clock.move_to(FRIDAY + 25 * WEEK)
    digests = desk.services.digests
    by_member = [await digests.preview(caller(BEN), community.id)]
    await desk.close()
    by_member.append(await digests.posted(caller(BEN), community.id))
    for_leaders = (await digests.posted(caller(CLEO), community.id, channel=LEADERS)).requirement
    assert (for_leaders.required, for_leaders.owners, for_leaders.met) == (3, 1, 0)
    assert [(each.owner, each.person) for each in for_leaders.at_risk] == [("", ADA)]
    assert [seen.requirement.at_risk for seen in by_member] == [(), ()]


async def test_answers_without_a_name_count_as_many_people_as_there_were_answers(
    desk: Desk, store: Store, community: Community, clock: MovableClock
) -> None:
    for person in (BEN, CLEO, DEV):
        await desk.services.members.joined(caller(person), HOME, PEOPLE[person])
    held = await a_held_convening(store, community, clock.now())
    await a_survey(
        store, community, held, clock.now(), [4, 4, 5], asked=("U1", "U2", "U3"), summary_at=clock.now()
    )
    clock.move_to(FRIDAY)
    heard = (await desk.close()).heard
    assert (heard.people, heard.members) == (3, 4)
