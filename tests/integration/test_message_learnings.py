"""Messages that become learnings: one's own at once, another's after their yes, and all of it undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from community.clock import MovableClock
from community.errors import AnsweredAlready, InvalidInput, LearningNotFound, NotAllowed, NotAMember
from community.ids import ChannelId, CommunityId, DeliveryKind, UserId, WorkspaceId
from community.learnings.messages import REACTION, MessageLearnings, SaidMessage
from community.learnings.service import Learnings
from community.learnings.views import KeptLearning, Learning, LearningDraft, LearningRequest, Search
from community.members.service import Members
from storage.tables import DigestRow, LearningRequestRow, LearningRow
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
    deliveries,
    mark,
    set_up,
)

SAID = SaidMessage("C1", "1796142600.000100", BEN, "Silence helps.")


@dataclass
class Plc:
    """Ada facilitates; Ben and Cleo are members, Dev is none."""

    store: Store
    clock: MovableClock
    messages: MessageLearnings
    learnings: Learnings
    community_id: CommunityId

    async def save(
        self, person: UserId, message: SaidMessage = SAID, via: str = REACTION
    ) -> KeptLearning | LearningRequest:
        return await self.messages.save(caller(person), self.community_id, message, via=via)

    async def asks(self, person: UserId = CLEO) -> LearningRequest:
        found = await self.save(person)
        assert isinstance(found, LearningRequest)
        return found

    async def found(self) -> list[Learning]:
        page = await self.learnings.page(caller(ADA), self.community_id, Search())
        return [each.learning for each in page.found]

    async def unreacts(self, person: UserId) -> None:
        await self.messages.unreacted(caller(person), SAID.channel, SAID.ts)

    async def changes(self, text: str | None) -> None:
        await self.messages.message_changed(WORKSPACE, SAID.channel, SAID.ts, text)

    async def states(self) -> list[tuple[str, str]]:
        """State and words of every request."""
        async with self.store.reading() as session:
            rows = await session.scalars(select(LearningRequestRow).order_by(LearningRequestRow.id))
            return [(row.state, row.text) for row in rows]

    async def sent(self, *kinds: DeliveryKind) -> list[tuple[str, str]]:
        return [(row.recipient, row.state) for row in await deliveries(self.store, *kinds)]


@pytest_asyncio.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    community = await set_up(store, clock)
    for person in (BEN, CLEO):
        await Members(store, clock).joined(caller(person), HOME, PEOPLE[person])
    return Plc(store, clock, MessageLearnings(store, clock), Learnings(store, clock), community.id)


async def test_ones_own_is_kept_at_once_with_a_link_to_the_message(plc: Plc) -> None:
    kept = await plc.save(BEN)
    assert isinstance(kept, KeptLearning)
    (learning,) = await plc.found()
    assert (learning.text, learning.author) == ("Silence helps.", BEN)
    assert (learning.source.kind, learning.source.channel, learning.source.ts) == (
        "message",
        SAID.channel,
        SAID.ts,
    )


async def test_the_same_message_is_kept_once_whoever_wants_it(plc: Plc) -> None:
    await plc.save(BEN)
    again = await plc.save(BEN, via="shortcut")
    by_another = await plc.save(CLEO)
    assert isinstance(again, KeptLearning)
    assert isinstance(by_another, KeptLearning)
    assert (again.is_known, again.joined) == (True, False)
    assert (by_another.is_known, by_another.joined) == (True, False)
    assert [learning.also_said for learning in await plc.found()] == [0]


@pytest.mark.parametrize("text", ["", ":…!", "a" * 3_001])
async def test_a_message_without_words_or_with_too_many_is_refused(text: str, plc: Plc) -> None:
    for person in (BEN, CLEO):
        with pytest.raises(InvalidInput):
            await plc.save(person, replace(SAID, text=text))


async def test_only_members_keep_and_ask(plc: Plc) -> None:
    with pytest.raises(NotAMember):
        await plc.save(DEV)
    assert await plc.states() == []


async def test_anothers_author_is_asked_once_whoever_wants_it(plc: Plc) -> None:
    await plc.asks(CLEO)
    for person in (CLEO, ADA):
        with pytest.raises(AnsweredAlready):
            await plc.save(person)
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "planned")]
    assert await plc.found() == []


@pytest.mark.parametrize(("shows_name", "author", "ts"), [(True, BEN, SAID.ts), (False, None, None)])
async def test_a_yes_keeps_it_as_its_author_wants_and_tells_who_asked(
    shows_name: bool, author: UserId | None, ts: str | None, plc: Plc
) -> None:
    request = await plc.asks()
    await plc.messages.consent(caller(BEN), request.id, yes=True, shows_name=shows_name)
    (learning,) = await plc.found()
    assert (learning.author, learning.source.ts) == (author, ts)
    assert (await plc.learnings.get(caller(BEN), learning.id)).is_mine
    assert await plc.states() == [("yes", "")]
    assert await plc.sent(DeliveryKind.LEARNING_ANSWERED) == [(CLEO, "planned")]
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "cancelled")]


async def test_a_no_is_final_and_forgets_the_words(plc: Plc) -> None:
    request = await plc.asks()
    answered = await plc.messages.consent(caller(BEN), request.id, yes=False)
    assert isinstance(answered, LearningRequest)
    assert answered.state == "no"
    assert await plc.states() == [("no", "")]
    with pytest.raises(AnsweredAlready):
        await plc.messages.consent(caller(BEN), request.id, yes=True)
    with pytest.raises(AnsweredAlready):
        await plc.save(ADA)
    assert await plc.found() == []


async def test_who_never_was_a_member_may_take_back_what_they_agreed_to(plc: Plc) -> None:
    request = await plc.save(CLEO, replace(SAID, author=DEV))
    assert isinstance(request, LearningRequest)
    kept = await plc.messages.consent(caller(DEV), request.id, yes=True)
    assert isinstance(kept, KeptLearning)
    edited = LearningDraft("Silence helps some.", "strategy", "")
    await plc.learnings.edit(caller(DEV), kept.learning.id, edited, version=1)
    await plc.learnings.withdraw(caller(DEV), kept.learning.id)
    assert await plc.found() == []


async def test_only_its_author_answers(plc: Plc) -> None:
    request = await plc.asks()
    for person in (CLEO, ADA, DEV):
        with pytest.raises(NotAllowed):
            await plc.messages.consent(caller(person), request.id, yes=True)
    with pytest.raises(LearningNotFound):
        await plc.messages.consent(caller(BEN, workspace_id=WorkspaceId("T2")), request.id, yes=True)
    with pytest.raises(LearningNotFound):
        await plc.messages.consent(caller(BEN), 999, yes=True)


async def test_an_author_who_keeps_it_themselves_has_said_yes(plc: Plc) -> None:
    await plc.asks()
    assert isinstance(await plc.save(BEN), KeptLearning)
    assert await plc.states() == [("yes", "")]
    assert await plc.sent(DeliveryKind.LEARNING_ANSWERED) == [(CLEO, "planned")]
    assert [learning.also_said for learning in await plc.found()] == [0]


# --- undone -------------------------------------------------------------------------------------------------


async def test_taking_the_emoji_back_undoes_what_it_kept(plc: Plc) -> None:
    await plc.save(BEN)
    await plc.unreacts(CLEO)
    assert len(await plc.found()) == 1
    await plc.unreacts(BEN)
    assert await plc.found() == []
    async with plc.store.reading() as session:
        assert list(await session.scalars(select(LearningRow))) == []


async def test_what_was_kept_by_shortcut_or_by_form_no_emoji_undoes(plc: Plc) -> None:
    await plc.save(BEN, via="shortcut")
    await plc.learnings.add(caller(BEN), plc.community_id, LearningDraft("Another one."))
    await plc.unreacts(BEN)
    assert len(await plc.found()) == 2


async def test_what_a_digest_has_told_is_withdrawn_rather_than_gone(plc: Plc) -> None:
    await plc.save(BEN)
    now = plc.clock.now()
    async with plc.store.transaction() as session:
        row = (await session.scalars(select(DigestRow))).first()
        if row is None:
            row = DigestRow(community_id=plc.community_id, covers_from=now, covers_to=now + timedelta(days=7))
            session.add(row)
            await session.flush()
        await session.execute(update(LearningRow).values(digest_id=row.id))
    await plc.unreacts(BEN)
    assert await plc.found() == []
    async with plc.store.reading() as session:
        (left,) = await session.scalars(select(LearningRow))
        assert left.withdrawn_at is not None
        assert (left.text, left.author, left.contact) == ("", None, None)


async def test_taking_the_emoji_back_asks_the_author_no_more(plc: Plc) -> None:
    request = await plc.asks(CLEO)
    await plc.unreacts(ADA)
    assert await plc.states() == [("asked", SAID.text)]
    await plc.unreacts(CLEO)
    assert await plc.states() == [("withdrawn", "")]
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "cancelled")]
    with pytest.raises(AnsweredAlready):
        await plc.messages.consent(caller(BEN), request.id, yes=True)


async def test_taken_back_by_one_the_author_is_asked_for_the_next_who_marked_it(plc: Plc) -> None:
    """Not for the author themselves, nor for who is no member."""
    request = await plc.asks(CLEO)
    still = (CLEO, BEN, DEV, ADA)
    await plc.messages.unreacted(caller(CLEO), SAID.channel, SAID.ts, wanted_by=still)
    assert await plc.states() == [("asked", SAID.text)]
    await plc.messages.consent(caller(BEN), request.id, yes=True)
    assert await plc.sent(DeliveryKind.LEARNING_ANSWERED) == [(ADA, "planned")]


async def test_what_its_author_agreed_to_stays_theirs(plc: Plc) -> None:
    request = await plc.asks(CLEO)
    await plc.messages.consent(caller(BEN), request.id, yes=True)
    await plc.unreacts(CLEO)
    assert len(await plc.found()) == 1


async def test_wanted_again_the_author_is_asked_by_the_message_they_have(plc: Plc) -> None:
    request = await plc.asks(CLEO)
    (asking,) = await deliveries(plc.store, DeliveryKind.LEARNING_REQUEST)
    await mark(plc.store, asking.key, "sent")
    await plc.unreacts(CLEO)
    again = await plc.asks(ADA)
    assert (again.id, again.asked_by, again.state, again.text) == (request.id, ADA, "asked", SAID.text)
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "sent")]
    assert len(await plc.sent(DeliveryKind.LEARNING_REQUEST_UPDATE)) == 1
    await plc.messages.consent(caller(BEN), again.id, yes=True)
    assert await plc.sent(DeliveryKind.LEARNING_ANSWERED) == [(ADA, "planned")]


async def test_wanted_again_before_it_was_sent_the_question_goes_after_all(plc: Plc) -> None:
    await plc.asks(CLEO)
    await plc.unreacts(CLEO)
    await plc.asks(CLEO)
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "planned")]


async def test_what_nobody_answers_in_two_weeks_is_a_no_and_its_words_are_forgotten(plc: Plc) -> None:
    request = await plc.asks()
    plc.clock.move_to(plc.clock.now() + timedelta(days=13))
    assert await plc.messages.forget_unanswered() == 0
    plc.clock.move_to(plc.clock.now() + timedelta(days=2))
    assert await plc.messages.forget_unanswered() == 1
    assert await plc.messages.forget_unanswered() == 0
    assert await plc.states() == [("expired", "")]
    with pytest.raises(AnsweredAlready):
        await plc.messages.consent(caller(BEN), request.id, yes=True)
    with pytest.raises(AnsweredAlready):
        await plc.save(ADA)


# --- changed since ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "state"), [("Other words", "edited"), (None, "deleted")])
async def test_of_a_message_that_changed_the_learning_keeps_its_words_and_says_so(
    text: str | None, state: str, plc: Plc
) -> None:
    await plc.save(BEN)
    await plc.changes(text)
    await plc.changes(text)
    (learning,) = await plc.found()
    assert (learning.text, learning.source.state) == (SAID.text, state)


async def test_an_author_is_asked_about_the_words_that_hold_now(plc: Plc) -> None:
    request = await plc.asks()
    await plc.changes("Silence of ninety seconds helps.")
    await plc.changes("a" * 4_000)
    await plc.messages.consent(caller(BEN), request.id, yes=True)
    assert [learning.text for learning in await plc.found()] == ["Silence of ninety seconds helps."]


async def test_nobody_is_asked_about_a_message_that_is_gone(plc: Plc) -> None:
    await plc.asks()
    await plc.changes(None)
    assert await plc.states() == [("withdrawn", "")]
    assert await plc.sent(DeliveryKind.LEARNING_REQUEST) == [(BEN, "cancelled")]


async def test_other_messages_concern_nobody(plc: Plc) -> None:
    await plc.save(BEN)
    await plc.messages.message_changed(WORKSPACE, SAID.channel, "1.0", None)
    assert [learning.source.state for learning in await plc.found()] == [""]


# --- whose emoji --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "emoji", "counts"),
    [
        (HOME, "bulb", True),
        (HOME, "bulb::skin-tone-2", True),
        (HOME, "tada", False),
        (HOME, "", False),
        (LEADERS, "bulb", False),
    ],
)
async def test_only_the_communitys_emoji_counts_and_only_at_home(
    channel: str, emoji: str, counts: bool, plc: Plc
) -> None:
    found = await plc.messages.community_of_reaction(WORKSPACE, ChannelId(channel), emoji)
    assert (found == plc.community_id) is counts


async def test_without_an_emoji_none_counts(store: Store, clock: MovableClock) -> None:
    await set_up(store, clock, learning_reaction="")
    messages = MessageLearnings(store, clock)
    assert await messages.community_of_reaction(WORKSPACE, HOME, "") is None
    assert await messages.community_of_reaction(WORKSPACE, HOME, "bulb") is None
