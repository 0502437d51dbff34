"""What comes back on digests: asks of leaders, offers of help, less of this, copies for leaders."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from community.clock import MovableClock
from community.communities.views import Community
from community.digests.answers import OFFERS_ON_A_PAGE, ON_A_PAGE
from community.digests.views import LONGEST_WORDS, PARTS
from community.errors import (
    AnsweredAlready,
    AskNotFound,
    DigestNotFound,
    InvalidInput,
    NotAllowed,
    NotAMember,
    OfferNotFound,
)
from community.ids import AskId, ChannelId, DeliveryKind, DigestId, OfferId, WorkspaceId
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
    audited,
    caller,
    deliveries,
    set_up,
)
from tests.support.digest_desk import Desk

FRIDAY = datetime(2026, 9, 11, 22, tzinfo=UTC)  # 15:00 in Los Angeles
WEEK = timedelta(weeks=1)
MONDAY_MORNING = timedelta(days=2, hours=12)  # after a Friday, wherever one is in Europe
LEADER = CLEO  # in the leaders' channel, and no member


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
async def community(desk: Desk, store: Store, clock: MovableClock) -> Community:
    """Ada facilitates, Ben is a member, leaders have their channel."""
    community = await set_up(store, clock, leaders_channel=LEADERS)
    await desk.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    return community


@pytest.fixture
async def gone(desk: Desk, community: Community) -> DigestId:
    """The first digest, which has been posted."""
    digest_id = await desk.open_id()
    await desk.at(FRIDAY)
    return digest_id


# --- asks ---------------------------------------------------------------------------------------------------


async def test_an_ask_is_in_every_digest_until_it_is_settled_and_then_once_with_how_it_ended(
    desk: Desk, community: Community, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    ask = await answers.ask_leaders(caller(BEN), community.id, "  Cover for two visits  ")
    told = []
    for week in range(4):
        if week == 2:
            await answers.settle_ask(caller(BEN), ask.id, "Two days of cover came.")
        clock.move_to(FRIDAY + week * WEEK)
        digest = await desk.close()
        await desk.at(clock.now())
        told.append([(each.text, each.is_settled, each.outcome) for each in digest.asks])
    open_one = ("Cover for two visits", False, "")
    assert told == [[open_one], [open_one], [("Cover for two visits", True, "Two days of cover came.")], []]


async def test_asks_are_listed_with_their_offers(desk: Desk, community: Community, gone: DigestId) -> None:
    answers = desk.services.digest_answers
    first = await answers.ask_leaders(caller(BEN), community.id, "Cover for two visits")
    second = await answers.ask_leaders(caller(ADA), community.id, "A room")
    await answers.offer(caller(LEADER), gone, first.id, "I have a substitute.", channel=LEADERS)
    alone = await answers.offer(caller(LEADER), gone, None, "Happy to visit.", channel=LEADERS)
    await answers.settle_ask(caller(ADA), second.id, "Room 12.")
    page = await answers.asks(caller(BEN), community.id)
    assert [(each.text, [offer.text for offer in each.offers]) for each in page.open] == [
        ("Cover for two visits", ["I have a substitute."])
    ]
    assert [(each.text, each.outcome) for each in page.settled] == [("A room", "Room 12.")]
    assert [each.id for each in page.offers] == [alone.id]
    assert (page.may_settle, page.reads_by_dm) == (False, False)
    assert (await answers.asks(caller(ADA), community.id)).may_settle
    assert await answers.asks(caller(LEADER), community.id, channel=LEADERS)


async def test_many_asks_and_offers_are_listed_page_by_page(
    desk: Desk, community: Community, gone: DigestId
) -> None:
    answers = desk.services.digest_answers
    asked = {f"Ask {number}" for number in range(ON_A_PAGE + 3)}
    offered = {f"Offer {number}" for number in range(3 * OFFERS_ON_A_PAGE)}
    for text in sorted(asked):
        await answers.ask_leaders(caller(BEN), community.id, text)
    for text in sorted(offered):
        await answers.offer(caller(LEADER), gone, None, text, channel=LEADERS)
    pages = [await answers.asks(caller(BEN), community.id, page=number) for number in (1, 2, 3)]
    assert [(page.page, page.pages, len(page.open), len(page.offers)) for page in pages] == [
        (1, 3, ON_A_PAGE, OFFERS_ON_A_PAGE),
        (2, 3, 3, OFFERS_ON_A_PAGE),
        (3, 3, 0, OFFERS_ON_A_PAGE),
    ]
    assert {ask.text for page in pages for ask in page.open} == asked
    assert {offer.text for page in pages for offer in page.offers} == offered
    assert (await answers.asks(caller(BEN), community.id, page=99)).page == 3


async def test_every_offer_of_a_week_and_every_open_ask_is_in_its_digest(
    desk: Desk, community: Community, gone: DigestId, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    for number in range(25):
        await answers.ask_leaders(caller(BEN), community.id, f"Ask {number}")
        await answers.offer(caller(LEADER), gone, None, f"Offer {number}", channel=LEADERS)
    clock.move_to(FRIDAY + WEEK)
    digest = await desk.close()
    assert len(digest.offers) == len(digest.asks) == 25


async def test_nothing_can_be_asked_of_leaders_who_do_not_read(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    alone = await set_up(store, clock)
    with pytest.raises(NotAllowed, match="leaders' channel"):
        await desk.services.digest_answers.ask_leaders(caller(ADA), alone.id, "Cover")


async def test_who_may_ask_and_settle(desk: Desk, community: Community) -> None:
    answers = desk.services.digest_answers
    with pytest.raises(NotAMember):
        await answers.ask_leaders(caller(LEADER), community.id, "Cover")
    ask = await answers.ask_leaders(caller(ADA), community.id, "Cover")
    for asked in (answers.settle_ask(caller(BEN), ask.id, "Done."), answers.ask_form(caller(BEN), ask.id)):
        with pytest.raises(NotAllowed):
            await asked
    with pytest.raises(NotAllowed):
        await answers.asks(caller(LEADER), community.id)
    assert (await answers.ask_form(caller(ADA), ask.id)).text == "Cover"
    await answers.settle_ask(caller(ADA), ask.id, "Done.")
    with pytest.raises(AnsweredAlready, match="Done"):
        await answers.settle_ask(caller(ADA), ask.id, "Done again.")


# --- offers -------------------------------------------------------------------------------------------------


async def test_a_leader_offers_help_those_who_asked_are_told_and_the_next_digest_says_what_came_of_it(
    desk: Desk, store: Store, community: Community, gone: DigestId, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    ask = await answers.ask_leaders(caller(BEN), community.id, "Cover for two visits")
    offer = await answers.offer(caller(LEADER), gone, ask.id, "I have a substitute.", channel=LEADERS)
    told = await deliveries(store, DeliveryKind.DIGEST_OFFER)
    assert [(row.recipient, row.subject) for row in told] == [
        (ADA, f"offer:{offer.id}"),
        (BEN, f"offer:{offer.id}"),
    ]
    news = await answers.offer_for(WORKSPACE, offer.id)
    assert news is not None
    assert (news.offer.ask_text, news.offer.offered_by) == ("Cover for two visits", LEADER)
    seen = []
    for week in range(1, 4):
        if week == 2:
            await answers.offer_outcome(caller(BEN), offer.id, "Two classes were covered.")
        clock.move_to(FRIDAY + week * WEEK)
        digest = await desk.close()
        await desk.at(clock.now())
        seen.append([(each.text, each.outcome) for each in digest.offers])
    assert seen == [
        [("I have a substitute.", "")],
        [("I have a substitute.", "Two classes were covered.")],
        [],
    ]


async def test_an_outcome_said_again_is_told_again(
    desk: Desk, community: Community, gone: DigestId, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    offer = await answers.offer(caller(BEN), gone, None, "I can visit.")
    await answers.offer_outcome(caller(ADA), offer.id, "On Monday.")
    await desk.at(FRIDAY + WEEK)
    await answers.offer_outcome(caller(ADA), offer.id, "It was Tuesday.")
    clock.move_to(FRIDAY + 2 * WEEK)
    assert [each.outcome for each in (await desk.close()).offers] == ["It was Tuesday."]


async def test_who_offers_is_not_told_of_their_own_offer(
    desk: Desk, store: Store, community: Community, gone: DigestId
) -> None:
    await desk.services.digest_answers.offer(caller(ADA), gone, None, "I can visit.")
    assert await deliveries(store, DeliveryKind.DIGEST_OFFER) == []


async def test_who_may_offer_and_say_what_came_of_it(
    desk: Desk, store: Store, community: Community, gone: DigestId
) -> None:
    answers = desk.services.digest_answers
    for channel in (None, HOME, ChannelId("C9")):
        with pytest.raises(NotAllowed):
            await answers.offer(caller(DEV), gone, None, "I can visit.", channel=channel)
        with pytest.raises(NotAllowed):
            await answers.offer_form(caller(DEV), gone, None, channel=channel)
    assert (await answers.offer_form(caller(DEV), gone, None, channel=LEADERS)).ask is None
    await answers.read_by_dm(caller(DEV), community.id, wants=True, channel=LEADERS)
    offer = await answers.offer(caller(DEV), gone, None, "I can visit.")
    for person in (BEN, DEV):
        with pytest.raises(NotAllowed):
            await answers.offer_outcome(caller(person), offer.id, "Done.")
        with pytest.raises(NotAllowed):
            await answers.outcome_form(caller(person), offer.id)
    assert (await answers.outcome_form(caller(ADA), offer.id)).offer == offer


async def test_nobody_offers_help_with_what_is_settled_or_belongs_elsewhere(
    desk: Desk, store: Store, community: Community, gone: DigestId, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    settled = await answers.ask_leaders(caller(ADA), community.id, "Cover")
    await answers.settle_ask(caller(ADA), settled.id, "Done.")
    with pytest.raises(AnsweredAlready):
        await answers.offer(caller(BEN), gone, settled.id, "I can.")
    other = await set_up(store, clock, channel=ChannelId("C9"), name="Reading PLC", leaders_channel=LEADERS)
    foreign = await answers.ask_leaders(caller(ADA), other.id, "Books")
    for ask_id in (foreign.id, AskId(99)):
        with pytest.raises(AskNotFound):
            await answers.offer(caller(BEN), gone, ask_id, "I can.")
    with pytest.raises(DigestNotFound):
        await answers.offer(caller(BEN), DigestId(99), None, "I can.")
    with pytest.raises(OfferNotFound):
        await answers.offer_outcome(caller(ADA), OfferId(99), "Done.")
    assert await answers.offer_for(WorkspaceId("T2"), OfferId(1)) is None


@pytest.mark.parametrize("typed", ["", "  \n ", "x" * (LONGEST_WORDS + 1)])
async def test_what_is_empty_or_too_long_is_said_beside_the_field(
    desk: Desk, community: Community, gone: DigestId, typed: str
) -> None:
    answers = desk.services.digest_answers
    ask = await answers.ask_leaders(caller(ADA), community.id, "Cover")
    offer = await answers.offer(caller(BEN), gone, ask.id, "I can.")
    for asked, field in (
        (answers.ask_leaders(caller(ADA), community.id, typed), "text"),
        (answers.offer(caller(BEN), gone, None, typed), "text"),
        (answers.offer_outcome(caller(ADA), offer.id, typed), "text"),
        (answers.settle_ask(caller(ADA), ask.id, typed), "outcome"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await asked
        assert list(refused.value.problems) == [field]


async def test_what_people_answer_is_kept(
    desk: Desk, store: Store, community: Community, gone: DigestId
) -> None:
    answers = desk.services.digest_answers
    ask = await answers.ask_leaders(caller(BEN), community.id, "Cover")
    offer = await answers.offer(caller(LEADER), gone, ask.id, "I can.", channel=LEADERS)
    await answers.offer_outcome(caller(BEN), offer.id, "It worked.")
    await answers.settle_ask(caller(ADA), ask.id, "Done.")
    assert [who for who, action in await audited(store) if action.startswith("digests.")] == [
        BEN,
        LEADER,
        BEN,
        ADA,
    ]


# --- less of this -------------------------------------------------------------------------------------------


async def test_facilitators_see_how_many_want_less_of_a_part_never_who(
    desk: Desk, community: Community
) -> None:
    answers = desk.services.digest_answers
    await answers.less_of(caller(ADA), community.id, "feedback")
    said = await answers.less_of(caller(BEN), community.id, "feedback")
    both = await answers.less_of(caller(BEN), community.id, "cycles")
    assert (said.parts, both.parts) == (("feedback",), ("cycles", "feedback"))
    draft = await desk.services.digest_drafts.draft(caller(ADA), community.id)
    assert [(each.part, each.people) for each in draft.less_of] == [("feedback", 2), ("cycles", 1)]
    assert (await answers.less_of(caller(BEN), community.id, "cycles")).parts == ("feedback",)
    assert (await answers.less_form(caller(BEN), community.id)).parts == ("feedback",)
    await desk.services.members.left(caller(BEN), HOME)
    draft = await desk.services.digest_drafts.draft(caller(ADA), community.id)
    assert [(each.part, each.people) for each in draft.less_of] == [("feedback", 1)]


async def test_less_of_is_for_members_and_of_parts_there_are(desk: Desk, community: Community) -> None:
    answers = desk.services.digest_answers
    with pytest.raises(NotAMember):
        await answers.less_of(caller(DEV), community.id, PARTS[0])
    with pytest.raises(InvalidInput):
        await answers.less_of(caller(BEN), community.id, "weather")


# --- the leaders' edition as a direct message ---------------------------------------------------------------


async def test_a_leader_gets_the_leaders_edition_as_a_message_of_their_own_until_they_want_it_no_more(
    desk: Desk, community: Community
) -> None:
    answers = desk.services.digest_answers
    assert await answers.read_by_dm(caller(LEADER), community.id, wants=True, channel=LEADERS)
    await answers.read_by_dm(caller(LEADER), community.id, wants=True, channel=LEADERS)
    await desk.at(FRIDAY)
    await desk.at(FRIDAY + MONDAY_MORNING)
    assert [item.channel for item in desk.sent(DeliveryKind.DIGEST_READER)] == [LEADER]
    assert await answers.is_reader(WORKSPACE, community.id, LEADER)
    assert not await answers.read_by_dm(caller(LEADER), community.id, wants=False)
    await desk.at(FRIDAY + WEEK)
    await desk.at(FRIDAY + WEEK + MONDAY_MORNING)
    assert len(desk.sent(DeliveryKind.DIGEST_READER)) == 1


async def test_who_leaves_the_leaders_channel_reads_for_leaders_no_more(
    desk: Desk, store: Store, community: Community, gone: DigestId
) -> None:
    answers, members = desk.services.digest_answers, desk.services.members
    for person in (LEADER, ADA):
        await answers.read_by_dm(caller(person), community.id, wants=True, channel=LEADERS)
    await members.left(caller(LEADER), HOME)
    assert (await answers.asks(caller(LEADER), community.id)).reads_by_dm
    for person in (LEADER, ADA):
        await members.left(caller(person), LEADERS)
    with pytest.raises(NotAllowed):
        await answers.asks(caller(LEADER), community.id)
    await desk.at(FRIDAY + WEEK)
    # Ada facilitates, and reads for leaders wherever she is.
    assert [row.recipient for row in await deliveries(store, DeliveryKind.DIGEST_READER)] == [ADA]


async def test_readers_of_a_leaders_channel_that_was_taken_away_or_exchanged_read_for_leaders_no_more(
    desk: Desk, store: Store, community: Community, gone: DigestId, clock: MovableClock
) -> None:
    answers = desk.services.digest_answers
    for version, channel in ((1, ChannelId("C9")), (3, None)):
        for person in (LEADER, ADA):
            await answers.read_by_dm(caller(person), community.id, wants=True, channel=LEADERS)
        await set_up(store, clock, version=version, leaders_channel=channel)
        assert not await answers.is_reader(WORKSPACE, community.id, LEADER)
        # Ada facilitates: it is not by that channel that she reads for leaders.
        assert await answers.is_reader(WORKSPACE, community.id, ADA)
        await set_up(store, clock, version=version + 1, leaders_channel=LEADERS)
        with pytest.raises(NotAllowed):
            await answers.asks(caller(LEADER), community.id)


async def test_who_facilitates_no_more_reads_for_leaders_no_more(
    desk: Desk, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock, leaders_channel=LEADERS, facilitators=(ADA, BEN))
    answers = desk.services.digest_answers
    for person, channel in ((ADA, None), (BEN, None), (LEADER, LEADERS)):
        await answers.read_by_dm(caller(person), community.id, wants=True, channel=channel)
    both = (ADA, BEN)
    await set_up(store, clock, version=1, leaders_channel=LEADERS, facilitators=both, digest_time=time(16))
    assert await answers.is_reader(WORKSPACE, community.id, BEN)
    await set_up(store, clock, version=2, leaders_channel=LEADERS, facilitators=(ADA,))
    for person, reads in ((ADA, True), (BEN, False), (LEADER, True)):
        assert await answers.is_reader(WORKSPACE, community.id, person) is reads


async def test_a_leaders_own_copy_goes_only_with_the_digest(
    desk: Desk, store: Store, community: Community
) -> None:
    await desk.services.digest_answers.read_by_dm(caller(ADA), community.id, wants=True)
    digest_id = await desk.open_id()
    for row in await deliveries(store, DeliveryKind.DIGEST_MEMBERS, DeliveryKind.DIGEST_LEADERS):
        group = next(
            line.group
            for line in (await desk.services.status.status(caller(ADA), community.id)).planned
            if line.kind == row.kind
        )
        await desk.services.status.skip(caller(ADA), community.id, group)
    for days in (0, 1, 3, 4):
        await desk.at(FRIDAY + timedelta(days=days))
    assert desk.sent(DeliveryKind.DIGEST_READER) == []
    assert await desk.open_id() == digest_id


async def test_only_leaders_and_facilitators_choose_the_leaders_edition(
    desk: Desk, community: Community
) -> None:
    answers = desk.services.digest_answers
    for channel in (None, HOME):
        with pytest.raises(NotAllowed):
            await answers.read_by_dm(caller(BEN), community.id, wants=True, channel=channel)
    assert await answers.read_by_dm(caller(ADA), community.id, wants=True)
