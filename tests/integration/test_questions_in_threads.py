"""Questions about learnings a digest has told: where they are asked, and what counts as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import pytest_asyncio
from sqlalchemy import update

from community.clock import MovableClock
from community.communities.views import Community
from community.errors import AnsweredAlready, NotAllowed, RepeatedRequest
from community.ids import DeliveryKind, LearningId, QuestionId, UserId
from community.learnings.views import LearningDraft
from jobs.gateway import SlackRefused, SlackUnsure
from storage.tables import PersonRow
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
    set_up,
)
from tests.support.digests import Newsroom
from tests.support.outbox import Sent
from tests.support.running import drive

FRIDAY = datetime(2026, 9, 11, 22, tzinfo=UTC)  # 15:00 in Los Angeles
MONDAY = datetime(2026, 9, 14, 18, tzinfo=UTC)  # a morning there, and a polite hour in Berlin, too
SILENCE = "Silence of ninety seconds helps."
HOW, WATCH = "How do you keep time?", "With a watch."
QUESTION, ANSWER = DeliveryKind.LEARNING_QUESTION, DeliveryKind.LEARNING_ANSWER
LATE = "9999.0"  # a message after all that the bot has posted
LEADER = DEV  # in the leaders' channel, and no member


@dataclass
class Told:
    """A learning of Ben's, told by the first digest; and a room of news that goes on."""

    news: Newsroom
    community: Community
    learning_id: LearningId

    async def asks(self, person: UserId = CLEO, text: str = HOW, *, at: datetime = MONDAY) -> QuestionId:
        asked = await self.news.services.learning_questions.ask(caller(person), self.learning_id, text)
        await self.sends(at)
        return asked.id

    async def sends(self, at: datetime = MONDAY) -> None:
        """Everything that is due then, and what it calls for a little later."""
        for later in range(0, 9, 3):
            await self.news.at(max(at, self.news.clock.now()) + timedelta(seconds=later))

    async def replies(
        self, person: UserId, receipt: str | None = None, ts: str | None = None, said: str = LATE
    ) -> None:
        place = caller(person, receipt), HOME, ts or self.thread
        await self.news.services.learning_questions.replied(*place, said)

    async def answers(self, question_id: QuestionId) -> None:
        await self.news.services.learning_questions.answer(caller(BEN), question_id, WATCH)
        await self.sends(MONDAY + timedelta(hours=14))  # a morning in Berlin

    async def edits(self, **changes: bool) -> None:
        draft = LearningDraft(SILENCE, "strategy", **changes)  # type: ignore[arg-type] # names fields of it
        learnings = self.news.services.learnings
        await learnings.edit(caller(BEN), self.learning_id, draft, version=1)
        await self.sends()

    @property
    def thread(self) -> str:
        """Under the first members' edition."""
        keys = self.news.slack.keys()
        return f"{next(n for n, key in enumerate(keys, 1) if key.startswith('digests.members'))}.0"

    def sent(self, kind: DeliveryKind) -> list[Sent]:
        return [item for item in self.news.slack.sent if item.key.startswith(f"{kind}:")]

    def places(self, kind: DeliveryKind) -> list[tuple[str, str | None]]:
        return [(item.channel, item.thread_ts) for item in self.sent(kind)]

    def shown(self, key: str) -> str:
        """How the message of this key reads since its last edit."""
        return [item.blocks for item in self.news.slack.edits if item.key == key][-1]


@pytest_asyncio.fixture
async def told(store: Store, clock: MovableClock) -> Told:
    """Ada facilitates; Ben and Cleo are members; Dev leads."""
    return await a_told_learning(store, clock, shows_name=True)


async def a_told_learning(store: Store, clock: MovableClock, *, shows_name: bool) -> Told:
    community = await set_up(store, clock, leaders_channel=LEADERS)
    news = Newsroom(store, clock)
    for person in (BEN, CLEO):
        await news.services.members.joined(caller(person), HOME, PEOPLE[person])
    draft = LearningDraft(SILENCE, "strategy", shows_name=shows_name)
    kept = await news.services.learnings.add(caller(BEN), community.id, draft)
    await news.at(FRIDAY)
    return Told(news, community, kept.learning.id)


# --- where --------------------------------------------------------------------------------------------------


async def test_a_question_about_what_a_digest_told_of_a_named_author_goes_to_its_thread(told: Told) -> None:
    form = await told.news.services.learning_questions.may_ask(caller(CLEO), told.learning_id)
    assert form.is_in_thread
    await told.asks()
    assert told.places(QUESTION) == [(HOME, told.thread)]


async def test_it_goes_at_any_hour_for_nobody_is_woken_by_a_thread(told: Told) -> None:
    await told.asks(at=FRIDAY + timedelta(hours=9))
    assert told.places(QUESTION) == [(HOME, told.thread)]


async def test_the_answer_by_button_stands_in_the_thread_too_and_the_question_says_so(told: Told) -> None:
    question_id = await told.asks()
    await told.answers(question_id)
    assert told.places(ANSWER) == [(HOME, told.thread)]
    assert "answered below" in told.shown(f"{QUESTION}:{question_id}")
    assert "learnings.answer.open" not in told.shown(f"{QUESTION}:{question_id}")


async def test_what_no_digest_has_told_yet_is_asked_directly(store: Store, clock: MovableClock) -> None:
    told = await a_told_learning(store, clock, shows_name=True)
    draft = LearningDraft("Start on time.", "strategy")
    kept = await told.news.services.learnings.add(caller(BEN), told.community.id, draft)
    untold = Told(told.news, told.community, kept.learning.id)
    question_id = await untold.asks()
    await untold.answers(question_id)
    assert told.places(QUESTION) == [(BEN, None)]
    assert told.places(ANSWER) == [(CLEO, None)]


async def test_the_author_of_an_unnamed_learning_is_never_asked_in_a_thread(
    store: Store, clock: MovableClock
) -> None:
    told = await a_told_learning(store, clock, shows_name=False)
    question_id = await told.asks()
    await told.answers(question_id)
    assert told.places(QUESTION) == [(BEN, None)]
    assert told.places(ANSWER) == [(CLEO, None)]
    assert not any(BEN in item.text + item.blocks for item in told.sent(ANSWER))


async def test_a_leader_who_does_not_read_the_home_channel_asks_directly(told: Told) -> None:
    questions = told.news.services.learning_questions
    await questions.ask(caller(LEADER), told.learning_id, HOW, channel=LEADERS)
    await told.sends()
    assert told.places(QUESTION) == [(BEN, None)]


async def test_an_author_who_has_left_is_asked_directly(told: Told) -> None:
    await told.news.services.members.left(caller(BEN), HOME)
    await told.asks()
    assert told.places(QUESTION) == [(BEN, None)]


GONE = ["thread_not_found", "is_archived", "not_in_channel", "restricted_action_thread_locked"]


@pytest.mark.parametrize("code", GONE)
async def test_where_the_thread_is_gone_question_and_answer_go_directly_and_once(
    code: str, told: Told
) -> None:
    told.news.slack.refusing[HOME] = SlackRefused(code)
    question_id = await told.asks()
    assert told.places(QUESTION) == [(BEN, None)]
    await told.answers(question_id)
    assert told.places(QUESTION) == [(BEN, None)]
    assert told.places(ANSWER) == [(CLEO, None)]
    trouble = await deliveries(told.news.store, DeliveryKind.TROUBLE)
    assert trouble == []


async def test_an_answer_goes_directly_if_its_thread_went_meanwhile(told: Told) -> None:
    question_id = await told.asks()
    told.news.slack.refusing[HOME] = SlackRefused("is_archived")
    await told.answers(question_id)
    assert told.places(QUESTION) == [(HOME, told.thread)]
    assert told.places(ANSWER) == [(CLEO, None)]


async def test_what_may_have_been_posted_is_not_said_a_second_time(told: Told) -> None:
    told.news.slack.after = [SlackUnsure("timeout")]
    told.news.slack.looks_refused = SlackRefused("missing_scope")
    news = told.news
    await drive(news.clock, told.asks(), is_busy=lambda: news.is_busy, at_most=timedelta(weeks=1))
    await told.sends(MONDAY + timedelta(hours=2))
    assert told.places(QUESTION) == [(HOME, told.thread)]
    assert told.sent(DeliveryKind.LEARNING_UNREACHED) == []


async def test_a_form_that_promised_another_way_is_kept_to_though_the_thread_is_open_now(told: Told) -> None:
    questions = told.news.services.learning_questions
    asked = await questions.ask(caller(CLEO), told.learning_id, HOW, promised="named")
    other = await questions.ask(caller(ADA), told.learning_id, HOW, promised="unnamed")
    await told.sends()
    assert told.places(QUESTION) == [(BEN, None), (BEN, None)]
    assert (asked.asker, other.asker) == (CLEO, None)


async def test_an_author_who_takes_their_name_away_before_the_question_is_posted_gets_it_directly(
    told: Told,
) -> None:
    asked = await told.news.services.learning_questions.ask(caller(CLEO), told.learning_id, HOW)
    await told.edits(shows_name=False)
    assert told.places(QUESTION) == [(BEN, None)]
    await told.answers(asked.id)
    assert told.places(ANSWER) == [(CLEO, None)]
    assert BEN not in str(told.sent(ANSWER))


async def test_an_answer_goes_directly_if_its_author_takes_their_name_away_before_it_is_posted(
    told: Told,
) -> None:
    question_id = await told.asks()
    await told.news.services.learning_questions.answer(caller(BEN), question_id, WATCH)
    await told.edits(shows_name=False)
    await told.sends(MONDAY + timedelta(hours=14))
    assert told.places(ANSWER) == [(CLEO, None)]
    assert BEN not in str(told.sent(ANSWER))


@pytest.mark.parametrize("shows_name", [True, False])
async def test_who_asked_somebody_out_of_reach_is_told_so_once_and_may_ask_again(
    shows_name: bool, store: Store, clock: MovableClock
) -> None:
    told = await a_told_learning(store, clock, shows_name=shows_name)
    told.news.slack.refusing |= {HOME: SlackRefused("is_archived"), BEN: SlackRefused("user_not_found")}
    question_id = await told.asks()
    await told.sends(MONDAY + timedelta(hours=14))  # a morning in Berlin
    assert told.places(QUESTION) == []
    (word,) = told.sent(DeliveryKind.LEARNING_UNREACHED)
    assert (word.channel, word.key) == (CLEO, f"{DeliveryKind.LEARNING_UNREACHED}:{question_id}")
    assert word.text == "Your question about a learning reached nobody"
    assert await told.asks(text="Are you there?") != question_id


async def test_while_a_question_is_on_its_way_there_is_no_second(told: Told) -> None:
    await told.asks()
    with pytest.raises(AnsweredAlready):
        await told.asks()
    assert told.sent(DeliveryKind.LEARNING_UNREACHED) == []


async def test_nobody_is_asked_who_has_left_the_workspace(told: Told) -> None:
    await told.asks()
    async with told.news.store.transaction() as session:
        left = update(PersonRow).where(PersonRow.user_id == BEN).values(is_deactivated=True)
        await session.execute(left)
    for person in (CLEO, ADA):
        with pytest.raises(NotAllowed, match="has left the workspace"):
            await told.asks(person)


# --- what counts as an answer -------------------------------------------------------------------------------


async def test_a_plain_reply_of_the_author_is_the_answer_and_its_words_are_not_kept(told: Told) -> None:
    question_id = await told.asks()
    await told.replies(BEN)
    await told.sends()
    questions = told.news.services.learning_questions
    asked = await questions.question(WORKSPACE, question_id)
    assert asked is not None
    assert (asked.is_answered, asked.answer) == (True, "")
    assert "answered below" in told.shown(f"{QUESTION}:{question_id}")
    assert told.sent(ANSWER) == []
    with pytest.raises(AnsweredAlready):
        await questions.answer(caller(BEN), question_id, WATCH)


async def test_the_next_digest_tells_of_it(told: Told) -> None:
    await told.asks()
    await told.replies(BEN)
    digest = await told.news.services.digests.preview(caller(CLEO), told.community.id)
    assert [(each.learning.id, each.count) for each in digest.answered] == [(told.learning_id, 1)]


@pytest.mark.parametrize("person", [CLEO, ADA, LEADER])
async def test_anybody_elses_reply_is_just_a_reply(person: UserId, told: Told) -> None:
    question_id = await told.asks()
    await told.replies(person)
    asked = await told.news.services.learning_questions.question(WORKSPACE, question_id)
    assert asked is not None
    assert not asked.is_answered


async def test_a_reply_elsewhere_or_before_the_question_stands_there_is_none_either(told: Told) -> None:
    questions = told.news.services.learning_questions
    asked = await questions.ask(caller(CLEO), told.learning_id, HOW)
    await told.replies(BEN)
    await told.sends()
    await told.replies(BEN, ts="99.0")
    found = await questions.question(WORKSPACE, asked.id)
    assert found is not None
    assert not found.is_answered


async def test_what_the_author_wrote_before_the_question_stood_there_is_none_though_slack_tells_of_it_late(
    told: Told,
) -> None:
    question_id = await told.asks()
    await told.replies(BEN, said=f"{float(told.thread) + 0.5}")
    found = await told.news.services.learning_questions.question(WORKSPACE, question_id)
    assert found is not None
    assert not found.is_answered


async def test_each_reply_answers_one_question_the_newest_first(told: Told) -> None:
    first, second = await told.asks(CLEO), await told.asks(ADA)
    questions = told.news.services.learning_questions
    answered = []
    for _ in range(2):
        await told.replies(BEN)
        found = [await questions.question(WORKSPACE, each) for each in (first, second)]
        answered.append([each is not None and each.is_answered for each in found])
    assert answered == [[False, True], [True, True]]


async def test_slack_tells_of_the_same_reply_twice_and_it_counts_once(told: Told) -> None:
    first, _ = await told.asks(CLEO), await told.asks(ADA)
    await told.replies(BEN, receipt="Ev1")
    with pytest.raises(RepeatedRequest):
        await told.replies(BEN, receipt="Ev1")
    asked = await told.news.services.learning_questions.question(WORKSPACE, first)
    assert asked is not None
    assert not asked.is_answered


# --- afterwards ---------------------------------------------------------------------------------------------


async def test_an_author_who_takes_their_name_away_is_named_in_the_thread_no_more(told: Told) -> None:
    question_id = await told.asks()
    await told.edits(shows_name=False)
    assert BEN not in told.shown(f"{QUESTION}:{question_id}")
    assert CLEO not in told.shown(f"{QUESTION}:{question_id}")
    await told.replies(BEN)
    asked = await told.news.services.learning_questions.question(WORKSPACE, question_id)
    assert asked is not None
    assert not asked.is_answered  # or the mark would tell whose it is
    await told.answers(question_id)
    assert told.places(ANSWER) == [(CLEO, None)]
    assert "answered" in told.shown(f"{QUESTION}:{question_id}")
    assert "below" not in told.shown(f"{QUESTION}:{question_id}")  # it went to whoever asked


async def test_an_answer_in_the_thread_loses_the_name_too(told: Told) -> None:
    question_id = await told.asks()
    await told.answers(question_id)
    await told.edits(shows_name=False)
    assert BEN not in told.shown(f"{ANSWER}:{question_id}")
    assert WATCH in told.shown(f"{ANSWER}:{question_id}")


async def test_of_a_learning_taken_back_neither_question_nor_answer_keeps_a_word(told: Told) -> None:
    question_id = await told.asks()
    await told.answers(question_id)
    await told.news.services.learnings.withdraw(caller(BEN), told.learning_id)
    await told.sends()
    for kind in (QUESTION, ANSWER):
        shown = told.shown(f"{kind}:{question_id}")
        assert "was taken back" in shown
        assert not any(words in shown for words in (HOW, WATCH, SILENCE, BEN, CLEO))


async def test_nobody_but_the_author_may_use_the_button_and_nobody_learns_who_may(told: Told) -> None:
    question_id = await told.asks()
    await told.edits(shows_name=False)
    refusals = set()
    for number, person in zip(count(), (CLEO, ADA, LEADER), strict=False):
        with pytest.raises(NotAllowed) as refused:
            await told.news.services.learning_questions.answer(
                caller(person, f"r{number}"), question_id, "I!"
            )
        refusals.add(str(refused.value))
    assert refusals == {"Only whoever shared the learning can answer this."}
