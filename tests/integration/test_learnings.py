"""Key learnings: who may do what, what joins what, what is forgotten, and how questions travel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from community.clock import MovableClock
from community.deliveries.status import Status
from community.errors import (
    AnsweredAlready,
    EditedMeanwhile,
    InvalidInput,
    LearningNotFound,
    LearningWithdrawn,
    NotAllowed,
    NotAMember,
    RepeatedRequest,
)
from community.ids import CommunityId, DeliveryKind, LearningId, QuestionId, UserId, WorkspaceId
from community.learnings.asking import LearningQuestions
from community.learnings.keeping import NewLearning, keep
from community.learnings.service import Learnings
from community.learnings.views import LearningDraft, Search
from community.members.service import Members
from community.work import Work
from storage.queries.digest_learnings import tellable
from storage.queries.learnings import update_version
from storage.tables import CycleRow, LearningQuestionRow, LearningRow, LearningSearchRow, LearningTagRow
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, CLEO, DEV, HOME, PEOPLE, audited, caller, deliveries, set_up

SILENCE = "Silence of ninety seconds helps."
DRAFT = LearningDraft(SILENCE, "strategy", "talk, Grade 4")


@dataclass
class Plc:
    """Ada facilitates; Ben and Cleo are members, Dev is none."""

    store: Store
    clock: MovableClock
    learnings: Learnings
    questions: LearningQuestions
    community_id: CommunityId

    async def shares(self, person: UserId = BEN, text: str = SILENCE, **changes: object) -> LearningId:
        draft = replace(DRAFT, text=text, **changes)  # type: ignore[arg-type] # the tests name fields of it
        return (await self.learnings.add(caller(person), self.community_id, draft)).learning.id

    async def rows(self) -> list[LearningRow]:
        async with self.store.reading() as session:
            return list(await session.scalars(select(LearningRow).order_by(LearningRow.text)))

    async def row(self, learning_id: LearningId) -> LearningRow:
        async with self.store.reading() as session:
            return await session.get_one(LearningRow, learning_id)

    async def keep(self, **changes: object) -> tuple[LearningId, bool]:
        usual = NewLearning(self.community_id, "feedback", SILENCE, date(2026, 9, 1))
        async with self.store.transaction() as session:
            work = Work(session, self.clock.now())
            return await keep(work, replace(usual, **changes))  # type: ignore[arg-type] # as above

    async def found(self, person: UserId = ADA, words: str = "") -> list[str]:
        page = await self.learnings.page(caller(person), self.community_id, Search(words))
        return [each.learning.text for each in page.found]


@pytest_asyncio.fixture
async def plc(store: Store, clock: MovableClock) -> Plc:
    community = await set_up(store, clock)
    for person in (BEN, CLEO):
        await Members(store, clock).joined(caller(person), HOME, PEOPLE[person])
    return Plc(store, clock, Learnings(store, clock), LearningQuestions(store, clock), community.id)


# --- kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " …! "}, "text"),
        ({"text": "a" * 10_000}, "text"),
        ({"kind": "secret"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"tags_text": "x" * 41}, "tags"),
        ({"tags_text": ",".join("abcdefghi")}, "tags"),
    ],
)
async def test_what_is_wrong_is_said_of_its_field_and_nothing_is_kept(
    changes: dict[str, str], field: str, plc: Plc
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await plc.learnings.add(caller(BEN), plc.community_id, replace(DRAFT, **changes))  # type: ignore[arg-type] # parametrised
    assert list(refused.value.problems) == [field]
    assert await plc.rows() == []


async def test_only_members_share_read_and_click(plc: Plc) -> None:
    learning_id = await plc.shares()
    for attempt in (
        plc.learnings.add(caller(DEV), plc.community_id, DRAFT),
        plc.learnings.form(caller(DEV), plc.community_id),
        plc.learnings.edit_form(caller(DEV), learning_id),
        plc.learnings.edit(caller(DEV), learning_id, DRAFT, version=1),
        plc.learnings.withdraw(caller(DEV), learning_id),
        plc.learnings.endorse(caller(DEV), learning_id),
        plc.learnings.get(caller(DEV), learning_id),
        plc.learnings.page(caller(DEV), plc.community_id, Search()),
        plc.questions.ask(caller(DEV), learning_id, "How?"),
    ):
        with pytest.raises(NotAMember):
            await attempt


async def test_another_workspace_finds_nothing(plc: Plc) -> None:
    learning_id = await plc.shares()
    stranger = caller(BEN, workspace_id=WorkspaceId("T2"))
    with pytest.raises(LearningNotFound):
        await plc.learnings.get(stranger, learning_id)
    with pytest.raises(LearningNotFound):
        await plc.questions.ask(stranger, learning_id, "How?")


async def test_a_request_that_slack_repeats_keeps_one(plc: Plc) -> None:
    await plc.learnings.add(caller(BEN, "view:1"), plc.community_id, DRAFT)
    with pytest.raises(RepeatedRequest):
        await plc.learnings.add(caller(BEN, "view:1"), plc.community_id, DRAFT)
    assert len(await plc.rows()) == 1


async def test_the_same_words_join_whatever_their_case_accents_and_punctuation(plc: Plc) -> None:
    first = await plc.shares(text="Le silence aidé.")
    second = await plc.learnings.add(caller(CLEO), plc.community_id, replace(DRAFT, text="LE SILENCE — aide"))
    assert second.joined
    assert second.learning.id == first
    assert second.learning.also_said == 1
    assert await plc.found() == ["Le silence aidé."]


async def test_whoever_says_the_same_twice_is_one_voice(plc: Plc) -> None:
    await plc.shares(BEN)
    again = await plc.learnings.add(caller(BEN), plc.community_id, replace(DRAFT, shows_name=False))
    assert (again.joined, again.is_own, again.learning.also_said) == (True, True, 0)
    await plc.shares(CLEO)
    await plc.shares(CLEO)
    (found,) = (await plc.learnings.page(caller(ADA), plc.community_id, Search())).found
    assert found.learning.also_said == 1


async def test_a_digest_ranks_by_as_many_voices_as_are_shown(plc: Plc) -> None:
    await plc.shares(BEN)
    for person in (BEN, BEN, CLEO, CLEO):
        await plc.shares(person)
    await plc.keep(author=None)  # nobody knows whose: somebody else's
    async with plc.store.reading() as session:
        (ranked,) = await tellable(session, plc.community_id, plc.clock.now(), 10)
    (shown,) = (await plc.learnings.page(caller(ADA), plc.community_id, Search())).found
    assert (ranked.also_said, shown.learning.also_said) == (2, 2)


async def test_when_the_first_is_taken_back_the_next_stands_by_itself(plc: Plc) -> None:
    first = await plc.shares(BEN)
    await plc.shares(CLEO)
    await plc.shares(ADA)
    await plc.learnings.withdraw(caller(BEN), first)
    page = await plc.learnings.page(caller(ADA), plc.community_id, Search())
    assert [(each.learning.text, each.learning.also_said) for each in page.found] == [(SILENCE, 1)]


async def test_what_is_withheld_joins_nothing_and_is_found_by_nobody(plc: Plc) -> None:
    withheld, joined = await plc.keep(is_withheld=True)
    assert not joined
    assert await plc.found() == []
    with pytest.raises(LearningNotFound):
        await plc.learnings.get(caller(ADA), withheld)
    kept = await plc.learnings.add(caller(BEN), plc.community_id, DRAFT)
    assert not kept.joined
    assert kept.learning.also_said == 0
    assert (await plc.learnings.page(caller(ADA), plc.community_id, Search())).tags == ("Grade 4", "talk")


async def test_whose_words_joined_are_not_counted_for_what_the_first_says_after_an_edit(plc: Plc) -> None:
    first = await plc.shares(BEN)
    for person in (CLEO, ADA):
        await plc.shares(person)
    edited = await plc.learnings.edit(caller(BEN), first, replace(DRAFT, text="Silence harms."), version=1)
    assert edited.also_said == 0
    page = await plc.learnings.page(caller(ADA), plc.community_id, Search())
    assert {(each.learning.text, each.learning.also_said) for each in page.found} == {
        ("Silence harms.", 0),
        (SILENCE, 1),
    }


async def test_an_edit_that_says_the_same_leaves_who_had_joined_where_they_are(plc: Plc) -> None:
    first = await plc.shares(BEN)
    await plc.shares(CLEO)
    edited = await plc.learnings.edit(caller(BEN), first, replace(DRAFT, text=SILENCE.upper()), version=1)
    assert edited.also_said == 1
    assert await plc.found() == [SILENCE.upper()]


async def test_an_edit_to_words_of_another_joins_it(plc: Plc) -> None:
    await plc.shares(CLEO)
    other = await plc.shares(BEN, "Silence harms.")
    await plc.learnings.edit(caller(BEN), other, DRAFT, version=1)
    (found,) = (await plc.learnings.page(caller(ADA), plc.community_id, Search())).found
    assert (found.learning.author, found.learning.also_said) == (CLEO, 1)


# --- edited, taken back -------------------------------------------------------------------------------------


async def test_its_author_and_facilitators_edit_it_and_nobody_else(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    with pytest.raises(NotAllowed):
        await plc.learnings.edit(caller(CLEO), learning_id, DRAFT, version=1)
    edited = await plc.learnings.edit(
        caller(ADA),
        learning_id,
        replace(DRAFT, text="Silence helps.", tags_text="", shows_name=False),
        version=1,
    )
    assert (edited.text, edited.tags, edited.author) == ("Silence helps.", (), BEN)
    assert await plc.found(words="talk") == []
    assert await plc.found(words="silence") == ["Silence helps."]


async def test_who_is_no_member_any_more_finds_their_own_and_may_change_them_and_nothing_else(
    plc: Plc,
) -> None:
    mine, others = await plc.shares(BEN), await plc.shares(CLEO, "Cold calls frighten.")
    joined = await plc.shares(BEN, "Cold calls frighten")
    assert joined == others
    assert await plc.learnings.left_behind(caller(BEN)) == []
    await Members(plc.store, plc.clock).left(caller(BEN), HOME)
    assert [each.id for each in await plc.learnings.left_behind(caller(BEN))] == [plc.community_id]
    page = await plc.learnings.page(caller(BEN), plc.community_id, Search())
    assert (page.is_own_only, page.tags) == (True, ())
    assert {(each.learning.text, each.is_mine) for each in page.found} == {
        (SILENCE, True),
        ("Cold calls frighten", True),
    }
    await plc.learnings.edit(caller(BEN), mine, replace(DRAFT, text="Silence harms."), version=1)
    assert (await plc.learnings.get(caller(BEN), mine)).learning.text == "Silence harms."
    for each in page.found:
        await plc.learnings.withdraw(caller(BEN), each.learning.id)
    assert await plc.found() == ["Cold calls frighten."]
    for refused in (
        plc.learnings.page(caller(BEN), plc.community_id, Search()),
        plc.learnings.get(caller(BEN), others),
        plc.learnings.withdraw(caller(BEN), others),
        plc.learnings.add(caller(BEN), plc.community_id, DRAFT),
    ):
        with pytest.raises(NotAMember):
            await refused


async def test_two_at_once_do_not_lose_each_others_words(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    await plc.learnings.edit(caller(ADA), learning_id, replace(DRAFT, text="Ada's"), version=1)
    with pytest.raises(EditedMeanwhile) as refused:
        await plc.learnings.edit(caller(BEN), learning_id, replace(DRAFT, text="Ben's"), version=1)
    again = await plc.learnings.edit(
        caller(BEN), learning_id, replace(DRAFT, text="Ben's"), version=refused.value.version
    )
    assert again.text == "Ben's"


async def test_an_author_without_a_name_still_edits_names_and_takes_back(plc: Plc) -> None:
    learning_id = await plc.shares(BEN, shows_name=False)
    reader = await plc.learnings.get(caller(BEN), learning_id)
    assert (reader.learning.author, reader.is_mine, reader.may_edit, reader.may_ask) == (
        None,
        True,
        True,
        False,
    )
    other = await plc.learnings.get(caller(CLEO), learning_id)
    assert (other.learning.author, other.is_mine, other.may_edit, other.may_ask) == (None, False, False, True)
    named = await plc.learnings.edit(caller(BEN), learning_id, DRAFT, version=1)
    assert named.author == BEN
    unnamed = await plc.learnings.edit(caller(BEN), learning_id, replace(DRAFT, shows_name=False), version=2)
    assert unnamed.author is None
    await plc.learnings.withdraw(caller(BEN), learning_id)


async def test_without_the_name_no_link_leads_to_the_message(plc: Plc) -> None:
    learning_id, _ = await plc.keep(source="message", author=BEN, channel="C1", ts="1.0", via="reaction")
    assert (await plc.learnings.get(caller(CLEO), learning_id)).learning.source.ts == "1.0"
    await plc.learnings.edit(caller(BEN), learning_id, replace(DRAFT, shows_name=False), version=1)
    assert (await plc.learnings.get(caller(CLEO), learning_id)).learning.source.ts is None


async def test_without_the_name_a_cycle_of_ones_own_is_not_named_either(plc: Plc) -> None:
    day = date(2026, 9, 1)
    async with plc.store.transaction() as session:
        cycle = CycleRow(
            workspace_id="T1", community_id=plc.community_id, lead=BEN, title="Exit tickets", stage="do",
            problem="", change="", starts_on=day, ends_on=day, created_at=plc.clock.now(), created_by=BEN,
        )  # fmt: skip
        session.add(cycle)
        await session.flush()
        cycle_id = cycle.id
    titles = []
    for author in (BEN, None):
        learning_id, _ = await plc.keep(
            source="pdsa", text=f"By {author}", cycle_id=cycle_id, author=author, contact=BEN
        )
        titles.append((await plc.learnings.get(caller(CLEO), learning_id)).learning.source.title)
    assert titles == ["Exit tickets", ""]


async def test_what_is_taken_back_is_forgotten(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    gone = await plc.learnings.withdraw(caller(BEN), learning_id)
    assert (gone.is_withdrawn, gone.text, gone.author, gone.tags) == (True, "", None, ())
    row = await plc.row(learning_id)
    assert (row.text, row.text_key, row.author, row.contact, row.source_ts) == ("", "", None, None, None)
    async with plc.store.reading() as session:
        assert list(await session.scalars(select(LearningSearchRow))) == []
        assert list(await session.scalars(select(LearningTagRow))) == []
    assert await plc.found() == []
    for attempt in (
        plc.learnings.withdraw(caller(ADA), learning_id),
        plc.learnings.endorse(caller(ADA), learning_id),
        plc.learnings.edit(caller(ADA), learning_id, DRAFT, version=1),
        plc.questions.ask(caller(ADA), learning_id, "How?"),
    ):
        with pytest.raises(LearningWithdrawn):
            await attempt


async def test_no_trace_leads_to_an_author_without_a_name(plc: Plc) -> None:
    for shows_name in (True, False):
        learning_id = await plc.shares(BEN, text=f"Silence {shows_name}", shows_name=shows_name)
        await plc.learnings.edit(
            caller(BEN), learning_id, replace(DRAFT, text="New", shows_name=shows_name), version=1
        )
        await plc.learnings.withdraw(caller(BEN), learning_id)
    found = await audited(plc.store)
    assert [(who, what) for who, what in found if what.startswith("learnings.")] == [
        (BEN, "learnings.learning.edit"),
        (BEN, "learnings.learning.withdraw"),
    ]


async def test_words_that_come_after_it_was_taken_back_are_not_kept(plc: Plc) -> None:
    """As when somebody saves an edit at the very moment its author takes it back."""
    learning_id = await plc.shares(BEN)
    await plc.learnings.withdraw(caller(BEN), learning_id)
    async with plc.store.transaction() as session:
        assert not await update_version(session, learning_id, 1, {"text": SILENCE})
    assert (await plc.row(learning_id)).text == ""


# --- useful -------------------------------------------------------------------------------------------------


async def test_an_endorsement_is_given_once_and_taken_back(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    assert (await plc.learnings.endorse(caller(CLEO), learning_id)).learning.endorsements == 1
    both = await plc.learnings.endorse(caller(ADA), learning_id)
    assert (both.learning.endorsements, both.has_endorsed) == (2, True)
    one = await plc.learnings.endorse(caller(ADA), learning_id)
    assert (one.learning.endorsements, one.has_endorsed) == (1, False)


@pytest.mark.parametrize("shows_name", [True, False])
async def test_ones_own_is_not_endorsed_named_or_not(shows_name: bool, plc: Plc) -> None:
    learning_id = await plc.shares(BEN, shows_name=shows_name)
    with pytest.raises(NotAllowed):
        await plc.learnings.endorse(caller(BEN), learning_id)


async def test_a_page_past_the_end_is_the_last(plc: Plc) -> None:
    for number in range(6):
        await plc.shares(text=f"Learning {number}")
    page = await plc.learnings.page(caller(ADA), plc.community_id, Search(), page=99)
    assert (page.page, page.pages, page.count, len(page.found)) == (2, 2, 6, 1)
    assert (await plc.learnings.page(caller(ADA), plc.community_id, Search(), page=-3)).page == 1


# --- asked --------------------------------------------------------------------------------------------------


async def test_a_question_and_its_answer_are_carried_with_names_where_the_author_is_named(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    asked = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    assert (asked.asker, asked.answered_by, asked.answer) == (CLEO, None, "")
    (to_author,) = await deliveries(plc.store, DeliveryKind.LEARNING_QUESTION)
    assert to_author.recipient == BEN
    answered = await plc.questions.answer(caller(BEN), asked.id, "With a watch.")
    assert (answered.answered_by, answered.answer) == (BEN, "With a watch.")
    (to_asker,) = await deliveries(plc.store, DeliveryKind.LEARNING_ANSWER)
    assert to_asker.recipient == CLEO


async def test_of_a_members_learning_nobody_is_named_either_way(plc: Plc) -> None:
    learning_id = await plc.shares(BEN, shows_name=False)
    asked = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    answered = await plc.questions.answer(caller(BEN), asked.id, "With a watch.")
    for view in (asked, answered, await plc.questions.question(caller(BEN).workspace_id, asked.id)):
        assert view is not None
        assert (view.asker, view.answered_by, view.learning.author) == (None, None, None)


async def test_who_asked_without_a_name_stays_without_one_whatever_the_author_does(plc: Plc) -> None:
    learning_id = await plc.shares(BEN, shows_name=False)
    asked = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    await plc.learnings.edit(caller(BEN), learning_id, DRAFT, version=1)
    for view in (
        await plc.questions.to_answer(caller(BEN), asked.id),
        await plc.questions.answer(caller(BEN), asked.id, "With a watch."),
    ):
        assert (view.learning.author, view.asker, view.answered_by) == (BEN, None, None)


async def test_facilitators_are_not_shown_whom_a_question_goes_to(plc: Plc) -> None:
    learning_id = await plc.shares(BEN, shows_name=False)
    await plc.questions.ask(caller(CLEO), learning_id, "How?")
    (row,) = await deliveries(plc.store, DeliveryKind.LEARNING_QUESTION)
    from_status = [line for line in await _status_of(plc) if BEN in line]
    assert row.recipient == BEN
    assert from_status == []


async def _status_of(plc: Plc) -> list[str]:
    page = await Status(plc.store, plc.clock).status(caller(ADA), plc.community_id)
    return [line.recipient for line in page.planned]


@pytest.mark.parametrize("text", ["", "   ", "a" * 1_001])
async def test_an_empty_or_endless_question_is_refused_beside_its_field(text: str, plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    with pytest.raises(InvalidInput) as refused:
        await plc.questions.ask(caller(CLEO), learning_id, text)
    assert list(refused.value.problems) == ["words"]


async def test_one_question_at_a_time_for_each_person_and_learning(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    first = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    with pytest.raises(AnsweredAlready):
        await plc.questions.ask(caller(CLEO), learning_id, "And why?")
    await plc.questions.ask(caller(ADA), learning_id, "How long?")
    await plc.questions.answer(caller(BEN), first.id, "Just so.")
    await plc.questions.ask(caller(CLEO), learning_id, "And why?")
    async with plc.store.reading() as session:
        assert len(list(await session.scalars(select(LearningQuestionRow)))) == 3


async def test_only_the_author_answers_and_once(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    asked = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    for stranger in (CLEO, ADA, DEV):
        with pytest.raises(NotAllowed):
            await plc.questions.answer(caller(stranger), asked.id, "I know!")
    await plc.questions.answer(caller(BEN), asked.id, "With a watch.")
    with pytest.raises(AnsweredAlready):
        await plc.questions.answer(caller(BEN), asked.id, "Or a bell.")
    with pytest.raises(LearningNotFound):
        await plc.questions.answer(caller(BEN), QuestionId(999), "What?")


async def test_nobody_is_asked_about_ones_own_or_about_feedback_without_a_name(plc: Plc) -> None:
    own = await plc.shares(BEN)
    with pytest.raises(NotAllowed):
        await plc.questions.ask(caller(BEN), own, "How?")
    from_feedback, _ = await plc.keep(text="Start on time.")
    assert not (await plc.learnings.get(caller(CLEO), from_feedback)).may_ask
    with pytest.raises(NotAllowed, match="Nobody knows whose"):
        await plc.questions.ask(caller(CLEO), from_feedback, "How?")


async def test_with_the_learning_its_questions_end(plc: Plc) -> None:
    learning_id = await plc.shares(BEN)
    asked = await plc.questions.ask(caller(CLEO), learning_id, "How?")
    await plc.learnings.withdraw(caller(BEN), learning_id)
    assert await plc.questions.question(caller(BEN).workspace_id, asked.id) is None
    with pytest.raises(LearningWithdrawn):
        await plc.questions.answer(caller(BEN), asked.id, "With a watch.")


async def test_found_by_kind_and_day(plc: Plc) -> None:
    await plc.shares(text="Old success", kind="success")
    plc.clock.move_to(plc.clock.now() + timedelta(days=30))
    await plc.shares(text="New success", kind="success")
    since = (plc.clock.now() - timedelta(days=2)).date()
    page = await plc.learnings.page(caller(ADA), plc.community_id, Search("success", "success", since=since))
    assert [each.learning.text for each in page.found] == ["New success"]
