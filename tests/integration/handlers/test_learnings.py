"""Key learnings, as people click, type, mark and answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio

from community.communities.views import Community
from community.learnings.views import Learning, Search
from sandbox.faults import Fault
from sandbox.people import Person
from sandbox.screens import ShownMessage
from storage.queries.learnings import from_message
from tests.support.community_stage import Stage, well

SILENCE = "Ninety seconds of silence doubles the hands that go up."
HOSTILE = "<!channel> & <@U0X|you>: *look* `here`"
UNNAMED: dict[str, object] = {"Your name": []}
A_WHILE = timedelta(days=3)  # long enough to find an hour in which people are asked things


@pytest_asyncio.fixture
async def plc(stage: Stage, math: str, ada: Person, ben: Person) -> Community:
    """Ada's community in #math-plc, where Ben is a member."""
    return await stage.community(ada)


async def kept(stage: Stage, plc: Community, person: Person) -> list[Learning]:
    page = await stage.services.learnings.page(stage.caller(person), plc.id, Search())
    return [each.learning for each in page.found]


async def texts(stage: Stage, plc: Community, person: Person) -> list[tuple[str, str | None]]:
    return [(each.text, each.author) for each in await kept(stage, plc, person)]


async def a_while(stage: Stage) -> None:
    await stage.until(stage.clock.now() + A_WHILE, planning_every=timedelta(days=1))


def told(person: Person, words: str) -> ShownMessage:
    """The newest direct message that says so."""
    found = [message for message in person.screen.dms() if words in message.text]
    assert found, [message.text for message in person.screen.dms()]
    return found[-1]


async def shares(person: Person, text: str = SILENCE, **more: object) -> None:
    well(await person.runs("/cop learning", channel="math-plc"))
    well(await person.submits({"What was learnt?": text, **more}))


# --- by form ------------------------------------------------------------------------------------------------


async def test_a_learning_is_shared_by_form_and_found(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    well(await ben.runs(f"/cop learning {SILENCE}", channel="math-plc"))
    assert ben.modal is not None
    assert ben.modal.values["What was learnt?"] == SILENCE
    well(await ben.submits({"What kind is it?": "Strategy that works", "Tags": "Grade 4, talk"}))
    await stage.settle()
    assert ben.sees("Kept as a key learning.")
    well(await ada.runs("/cop learnings SILENC #grade-4", channel="math-plc"))
    assert ada.sees(SILENCE)
    assert ada.sees("1 learning")
    assert ada.sees("Useful to me")


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    stage: Stage, plc: Community, ben: Person
) -> None:
    await ben.runs("/cop learning", channel="math-plc")
    tags = ", ".join(f"tag {number}" for number in range(9))
    outcome = await ben.submits({"What was learnt?": "…", "Tags": tags})
    assert outcome.errors == {
        "What was learnt?": "Say what was learnt: a sentence or two is enough.",
        "Tags": "At most 8 tags; these are 9.",
    }
    assert ben.modal is not None
    assert ben.modal.values["Tags"] == tags


async def test_hostile_words_ping_nobody(stage: Stage, plc: Community, ada: Person, ben: Person) -> None:
    await shares(ben, HOSTILE, Tags="<!here>")
    well(await ada.runs("/cop learnings", channel="math-plc"))
    (shown,) = [
        message for message in ada.screen.messages(ada.screen.channel("math-plc")) if "look" in message.text
    ]
    assert "<!channel>" not in str(shown.blocks)
    assert "<!here>" not in str(shown.blocks)


async def test_edited_by_two_at_once_nobodys_words_are_lost(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ben)
    await ben.clicks("Edit, add tags")
    well(await ada.runs("/cop learnings", channel="math-plc"))
    await ada.clicks("Edit")
    well(await ada.submits({"What was learnt?": "Silence helps."}))
    outcome = await ben.submits({"What was learnt?": "Silence of ninety seconds helps."})
    assert outcome.modal is not None
    assert "Somebody changed this while you were editing" in outcome.modal.text
    assert outcome.modal.values["What was learnt?"] == "Silence of ninety seconds helps."
    well(await ben.submits())
    assert await texts(stage, plc, ben) == [("Silence of ninety seconds helps.", ben.id)]


async def test_taking_it_back_is_asked_about_and_then_done(stage: Stage, plc: Community, ben: Person) -> None:
    await shares(ben)
    await ben.clicks("Take it back", confirms=False)
    assert await texts(stage, plc, ben) == [(SILENCE, ben.id)]
    well(await ben.clicks("Take it back"))
    await stage.settle()
    assert await texts(stage, plc, ben) == []
    assert ben.sees("This learning was taken back.")


async def test_who_left_finds_their_own_and_takes_it_back(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ada, "Cold calls frighten.")
    await shares(ben)
    stage.channel("staff-room", ben)
    await ben.leaves("math-plc")
    await stage.settle()
    well(await ben.runs("/cop learnings", channel="staff-room"))
    assert ben.sees("Your key learnings in Math PLC")
    assert ben.sees(SILENCE)
    assert not ben.sees("Cold calls frighten.")
    well(await ben.clicks("Take it back"))
    await stage.settle()
    assert ben.sees("This learning was taken back.")
    assert await texts(stage, plc, ada) == [("Cold calls frighten.", ada.id)]


# --- from a recap -------------------------------------------------------------------------------------------


async def recap_of(stage: Stage, ada: Person, ben: Person) -> ShownMessage:
    """Of a convening that was held, as it stands in the channel."""
    await stage.convening(ada, {"Date": date(2026, 9, 8), "Start": time(10)})
    await stage.until(datetime(2026, 9, 9, 17, tzinfo=UTC), planning_every=timedelta(days=1))
    (recap,) = [one for one in ben.messages("math-plc") if "Recap: Data walk" in one.text]
    return recap


async def test_a_recap_leads_to_the_form_and_what_is_shared_leads_back_to_it(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    recap = await recap_of(stage, ada, ben)
    well(await ben.clicks("Share a learning", message=recap))
    assert ben.modal is not None
    assert "From Data walk" in ben.modal.text
    well(await ben.submits({"What was learnt?": SILENCE}))
    await stage.settle()
    (learning,) = await kept(stage, plc, ada)
    assert (learning.source.kind, learning.source.title) == ("recap", "Data walk")
    assert (learning.source.channel, learning.source.ts) == (ben.screen.channel("math-plc").id, recap.ts)
    well(await ada.runs("/cop learnings", channel="math-plc"))
    assert ada.sees("from Data walk")
    assert "Go to the recap" in ada.screen.messages(ada.screen.channel("math-plc"))[-1].buttons


async def test_a_recap_still_leads_from_a_learning_whose_name_was_taken_away(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    recap = await recap_of(stage, ada, ben)
    await ben.clicks("Share a learning", message=recap)
    well(await ben.submits({"What was learnt?": SILENCE}))
    await stage.settle()
    await ben.clicks("Edit, add tags")
    well(await ben.submits(UNNAMED))
    await stage.settle()
    (learning,) = await kept(stage, plc, ada)
    assert (learning.author, learning.source.ts) == (None, recap.ts)


async def test_what_was_shared_by_way_of_a_recap_is_not_what_is_kept_of_the_recap_itself(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    recap = await recap_of(stage, ada, ben)
    await ben.clicks("Share a learning", message=recap)
    well(await ben.submits({"What was learnt?": SILENCE}))
    async with stage.store.reading() as session:
        assert await from_message(session, plc.id, ben.screen.channel("math-plc").id, recap.ts) is None


async def test_who_is_no_member_cannot_share_from_a_recap(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    recap = await recap_of(stage, ada, ben)
    await ben.leaves("math-plc")
    await stage.settle()
    await ben.clicks("Share a learning", message=recap)
    assert ben.modal is None
    assert await kept(stage, plc, ada) == []


# --- found --------------------------------------------------------------------------------------------------


async def test_pages_are_turned_and_a_click_in_one_shows_it_again(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    for number in range(7):
        await shares(ben, f"Learning number {number}")
    well(await ada.runs("/cop learnings number", channel="math-plc"))
    assert ada.sees("page 1 of 2")
    well(await ada.clicks("Next page"))
    await stage.settle()
    assert ada.sees("page 2 of 2")
    well(await ada.clicks("Previous page"))
    await stage.settle()
    well(await ada.clicks("Useful to me"))
    await stage.settle()
    assert ada.sees("page 1 of 2")
    assert ada.sees("useful to 1 person")
    assert sorted(each.endorsements for each in await kept(stage, plc, ada)) == [0, 0, 0, 0, 1]
    well(await ada.clicks("Not useful after all"))
    await stage.settle()
    assert {each.endorsements for each in await kept(stage, plc, ada)} == {0}


async def test_the_form_to_search_is_filled_in_from_the_words(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ben)
    well(await ada.runs("/cop learnings tickets did not work #Grade-4 since 2026-09-01", channel="math-plc"))
    assert ada.sees("Nothing like that has been shared yet.")
    well(await ada.clicks("Search"))
    assert ada.modal is not None
    assert ada.modal.values["Words"] == "tickets"
    assert ada.modal.values["Kind"] == "Did not work"
    assert ada.modal.values["Tag"] == "Grade-4"
    assert ada.modal.values["Since"] == "2026-09-01"


@pytest.mark.parametrize(
    "words", ['"', '"unclosed', "AND OR NOT", "a:* NEAR(", "%_", "#", "since", "kind:", "💡"]
)
async def test_nothing_typed_is_an_error(words: str, stage: Stage, plc: Community, ada: Person) -> None:
    well(await ada.runs(f"/cop learnings {words}", channel="math-plc"))
    assert ada.sees("Key learnings of Math PLC")


async def test_learnings_are_a_click_away_on_home(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ben)
    await ada.opens_home()
    await stage.settle()
    well(await ada.clicks("Key learnings"))
    await stage.settle()
    assert told(ada, SILENCE)


async def test_who_is_no_member_any_more_may_not_look(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ada)
    well(await ben.runs("/cop learnings", channel="math-plc"))
    page = ben.screen.messages(ben.screen.channel("math-plc"))[-1]
    await ben.leaves("math-plc")
    await stage.settle()
    for button in ("Useful to me", "Ask about it", "Share a learning"):
        await ben.clicks(button, message=page)
        await stage.settle()
    assert [each.endorsements for each in await kept(stage, plc, ada)] == [0]
    assert ben.modal is None


# --- asked about --------------------------------------------------------------------------------------------


async def test_a_question_goes_to_the_author_and_the_answer_comes_back(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ben)
    await ada.runs("/cop learnings", channel="math-plc")
    await ada.clicks("Ask about it")
    well(await ada.submits({"What would you like to know?": f"How? {HOSTILE}"}))
    await a_while(stage)
    assert told(ben, "@Ada Osei would like to know more")
    await ben.clicks("Answer")
    well(await ben.submits({"What would you say?": "With a watch."}))
    await a_while(stage)
    assert "With a watch." in told(ada, "@Ben Whitehorse answered").text
    assert told(ben, "You answered")


async def test_of_an_unnamed_learning_neither_learns_who_the_other_is(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    await shares(ben, SILENCE, **UNNAMED)
    await ada.runs("/cop learnings", channel="math-plc")
    await ada.clicks("Ask about it")
    well(await ada.submits({"What would you like to know?": "How?"}))
    await a_while(stage)
    asked = told(ben, "A colleague would like to know more")
    assert "Ada" not in asked.text
    assert ada.id not in str(asked.shape)
    await ben.clicks("Answer")
    well(await ben.submits({"What would you say?": "With a watch."}))
    await a_while(stage)
    answer = told(ada, "Whoever shared it answered")
    assert "Ben" not in answer.text
    assert ben.id not in str(answer.shape)


# --- messages -----------------------------------------------------------------------------------------------


async def test_ones_own_message_is_kept_at_once_by_shortcut(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    well(await ben.uses_message_shortcut("Save as key learning", said))
    await stage.settle()
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]
    assert told(ben, "Kept as a key learning.")
    well(await ada.runs("/cop learnings", channel="math-plc"))
    assert "Go to the message" in ada.screen.messages(ada.screen.channel("math-plc"))[-1].buttons


@pytest.mark.parametrize(
    ("button", "is_kept", "is_named"),
    [("Yes, with my name", True, True), ("Yes, without my name", True, False), ("No", False, False)],
)
async def test_anothers_message_is_kept_after_their_yes(
    button: str, is_kept: bool, is_named: bool, stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    well(await ada.uses_message_shortcut("Save as key learning", said))
    await stage.settle()
    assert told(ada, "I ask @Ben Whitehorse")
    assert await texts(stage, plc, ada) == []
    await a_while(stage)
    assert told(ben, SILENCE)
    well(await ben.clicks(button))
    await a_while(stage)
    assert await texts(stage, plc, ada) == ([(SILENCE, ben.id if is_named else None)] if is_kept else [])
    assert told(ada, "said yes" if is_kept else "rather not")


async def test_an_author_who_said_no_is_not_asked_again(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    await ada.reacts("bulb", said)
    await a_while(stage)
    well(await ben.clicks("No"))
    assert told(ben, "nobody asks again")
    well(await ada.uses_message_shortcut("Save as key learning", said))
    assert ada.modal is not None
    assert "Its author has been asked about this message before." in ada.modal.text


async def test_messages_of_apps_are_refused_in_words(stage: Stage, plc: Community, ada: Person) -> None:
    await stage.jobs()
    (ready,) = [
        one
        for one in ada.screen.messages(ada.screen.channel("math-plc"))
        if one.app_id and not one.is_ephemeral
    ]
    well(await ada.uses_message_shortcut("Save as key learning", ready))
    assert ada.modal is not None
    assert "No person wrote this message" in ada.modal.text


async def test_where_several_communities_are_meant_it_asks_and_reads_the_message_then(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    stage.channel("science-plc", ada, ben)
    await stage.community(ada, "science-plc", {"Name of the community": "Science PLC"})
    stage.channel("lounge", ada, ben)
    said = await ben.posts(SILENCE, channel="lounge")
    well(await ben.uses_message_shortcut("Save as key learning", said))
    await stage.settle()
    well(await ben.clicks("This one"))
    await stage.settle()
    assert told(ben, "Kept as a key learning.")
    assert len(await texts(stage, plc, ada)) == 1


# --- reactions ----------------------------------------------------------------------------------------------


async def test_the_communitys_emoji_on_ones_own_message_keeps_it_until_taken_back(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    await ben.reacts("bulb", said)
    await stage.settle()
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]
    assert ben.sees("Kept as a key learning.")
    await ben.takes_back("bulb", said)
    await stage.settle()
    assert await texts(stage, plc, ada) == []


async def test_a_reaction_is_not_lost_when_slack_does_not_say_at_once_what_the_message_was(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    stage.server.faults.add(Fault.UNAVAILABLE, "conversations.history", count=1)
    await ben.reacts("bulb", said)
    await stage.settle()
    assert stage.server.faults.injected
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]


async def test_a_reply_in_a_thread_can_be_marked_too(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    top = await ada.posts("What did you find out?", channel="math-plc")
    reply = await ben.posts(SILENCE, channel="math-plc", thread=top)
    await ben.reacts("bulb", reply)
    await stage.settle()
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]


async def test_on_anothers_message_its_author_is_asked_until_it_is_taken_back(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    await ada.reacts("bulb", said)
    await a_while(stage)
    asked = told(ben, "May it become a key learning")
    await ada.takes_back("bulb", said)
    await a_while(stage)
    assert told(ben, "not wanted as a key learning any more")
    well(await ben.clicks("Yes, with my name", message=asked))
    assert await texts(stage, plc, ada) == []


async def test_taken_back_by_one_it_is_asked_for_another_whose_mark_stands(
    stage: Stage, plc: Community, math: str, ada: Person, ben: Person
) -> None:
    cleo = stage.person("Cleo Park")
    await cleo.joins("math-plc")
    await stage.settle()
    said = await ben.posts(SILENCE, channel="math-plc")
    await ada.reacts("bulb", said)
    await cleo.reacts("bulb::skin-tone-2", said)
    await stage.settle()
    await ada.takes_back("bulb", said)
    await a_while(stage)
    assert "@Cleo Park" in told(ben, "May it become a key learning").text
    well(await ben.clicks("Yes, with my name"))
    await a_while(stage)
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]
    assert told(cleo, "said yes")


async def test_ones_own_message_that_is_too_long_is_refused_in_words(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts("a" * 3_001, channel="math-plc")
    for person in (ada, ben):
        await person.reacts("bulb", said)
    await stage.settle()
    assert ben.sees("This message has 3,001 characters; a learning has 3,000 at most.")
    assert not ada.sees("3,001")
    assert await texts(stage, plc, ada) == []


async def test_a_message_that_is_kept_already_is_said_to_be(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    well(await ben.uses_message_shortcut("Save as key learning", said))
    await ben.reacts("bulb", said)
    await stage.settle()
    assert ben.sees("This message is kept already.")
    assert not ben.sees("Somebody had shared this before")


async def test_other_emoji_other_channels_and_apps_keep_nothing(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    stage.channel("lounge", ada, ben)
    said = await ben.posts(SILENCE, channel="math-plc")
    await ben.reacts("tada", said)
    await ben.reacts("bulb", await ben.posts(SILENCE, channel="lounge"))
    await stage.jobs()
    for message in ada.screen.messages(ada.screen.channel("math-plc")):
        if message.app_id and not message.is_ephemeral:
            await ada.reacts("bulb", message)
    await stage.settle()
    assert await texts(stage, plc, ada) == []


async def test_a_community_chooses_its_emoji_and_may_choose_none(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    field = "Reaction that keeps a message as a key learning"
    await ada.runs("/cop setup", channel="math-plc")
    outcome = await ada.submits({field: "two words"})
    assert outcome.errors == {field: "Write one emoji by its name, such as :bulb:, or leave this empty."}
    well(await ada.submits({field: "🌱"}))
    await stage.settle()
    said = await ben.posts(SILENCE, channel="math-plc")
    await ben.reacts("bulb", said)
    await stage.settle()
    assert await texts(stage, plc, ada) == []
    await ben.reacts("seedling", said)
    await stage.settle()
    assert await texts(stage, plc, ada) == [(SILENCE, ben.id)]


# --- afterwards ---------------------------------------------------------------------------------------------


async def test_a_message_edited_or_deleted_since_is_told_by_its_link(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    await ben.reacts("bulb", said)
    await stage.settle()
    await ben.edits(said, "Something else")
    await stage.settle()
    (learning,) = await kept(stage, plc, ada)
    assert (learning.text, learning.source.state) == (SILENCE, "edited")
    await ben.deletes(said)
    await stage.settle()
    well(await ada.runs("/cop learnings", channel="math-plc"))
    assert ada.sees("from a message that was deleted since")
    assert not ada.sees("Go to the message")


async def test_an_author_is_asked_about_the_words_that_hold_now(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    await ada.reacts("bulb", said)
    await a_while(stage)
    await ben.edits(said, "Silence helps.")
    await a_while(stage)
    assert told(ben, "Silence helps.")
    well(await ben.clicks("Yes, with my name"))
    await stage.settle()
    assert await texts(stage, plc, ada) == [("Silence helps.", ben.id)]
