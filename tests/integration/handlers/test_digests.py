"""The weekly digest, as people read it, edit it, and answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
import pytest_asyncio

from community.clock import MovableClock
from community.communities.views import Community
from sandbox.people import Person
from sandbox.screens import ShownMessage
from storage.unit_of_work import Store
from tests.support.community_stage import Stage, well
from tests.support.digests import a_learning
from tests.support.pdsa_stage import TEAM, a_moment, at, card_of, make_team, start_cycle
from tests.support.slack_text import pings, text_objects

SILENCE, LOTS, PHOTO = "Silence helps.", "Lots drawn by pupils.", "A photo of the board."
HOSTILE = "<!channel> & <@U0X|you>: *look* `here`"
FRIDAY = at(9, 11, 15, 1)
NATIVE = {"data_visualization", "data_table"}


@pytest_asyncio.fixture
async def lea(stage: Stage, ada: Person) -> Person:
    """Who leads, in #leaders alone."""
    lea = stage.person("Lea Okafor")
    stage.channel("leaders", ada, lea, private=True)
    return lea


@pytest_asyncio.fixture
async def plc(stage: Stage, math: str, lea: Person, ada: Person, ben: Person) -> Community:
    """Ada's and Ben's community in #math-plc, its digest reviewed, on Fridays at three."""
    review = {"Before the weekly digest goes": ["Show facilitators the draft a day before"]}
    return await stage.community(
        ada, changes={"Leaders' channel": "leaders", "Facilitators": [ada, ben], **review}
    )


async def told_of(
    store: Store, clock: MovableClock, plc: Community, texts: Sequence[str] = (SILENCE, LOTS, PHOTO)
) -> None:
    """These, in this order if the ranking decides."""
    for number, text in enumerate(texts):
        await a_learning(store, plc.id, text, clock.now() - timedelta(days=3 * number))


def draft_of(person: Person) -> ShownMessage:
    return [shown for shown in person.dms if "The digest of Math PLC" in shown.text][-1]


def edition(person: Person, channel: str = "math-plc") -> ShownMessage:
    """The newest that was posted there."""
    posted = [
        shown
        for shown in person.messages(channel)
        if not shown.is_ephemeral and ("in Math PLC" in shown.text or "for leaders" in shown.text)
    ]
    return posted[-1]


def pinged_by(message: ShownMessage) -> set[str]:
    said = [found["text"] for found in text_objects(message.blocks) if found["type"] == "mrkdwn"]
    return {somebody for text in said for somebody in pings(text)}


def comes_first(text: str, *of: str) -> str:
    """Which of these comes first in the text."""
    return min(of, key=lambda each: text.find(each) if each in text else len(text))


# --- reading ------------------------------------------------------------------------------------------------


async def test_before_the_first_digest_it_says_that_there_is_none(
    stage: Stage, plc: Community, ben: Person
) -> None:
    await ben.runs("/cop digest", channel="math-plc")
    assert ben.sees("Math PLC has no digest yet.")


async def test_a_preview_shows_what_would_go_and_takes_nothing(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person
) -> None:
    await told_of(store, clock, plc)
    for _ in range(2):
        well(await ben.runs("/cop digest preview", channel="math-plc"))
        await stage.settle()
        assert "This is how it would go now." in ben.ephemerals[-1].text
        assert SILENCE in ben.ephemerals[-1].text
    await stage.until(FRIDAY)
    assert SILENCE in edition(ben).text


@pytest.mark.parametrize("day", ["2026-09-10", "10 Sep", "September 10"])
async def test_a_digest_is_read_again_by_a_day_it_told_of(
    day: str, stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person
) -> None:
    await told_of(store, clock, plc)
    await stage.until(at(9, 18, 15, 1))
    well(await ben.runs(f"/cop digest {day}", channel="math-plc"))
    await stage.settle()
    assert SILENCE in ben.ephemerals[-1].text
    assert "As it was posted, with what changed since." in ben.ephemerals[-1].text


@pytest.mark.parametrize("words", ["of last week", "2026-02-31", "preview <!channel>"])
async def test_words_it_does_not_know_are_answered_in_words(
    words: str, stage: Stage, plc: Community, ben: Person
) -> None:
    await ben.runs(f"/cop digest {words}", channel="math-plc")
    assert ben.sees("I know /cop digest")


async def test_a_day_without_a_digest_is_said_so(stage: Stage, plc: Community, ben: Person) -> None:
    await stage.until(FRIDAY)
    await ben.runs("/cop digest 2025-01-01", channel="math-plc")
    assert ben.sees("Math PLC has no digest that tells of")


async def test_what_is_for_leaders_is_shown_to_leaders_and_facilitators_alone(
    stage: Stage, plc: Community, ada: Person, ben: Person, lea: Person
) -> None:
    carmen = stage.person("Carmen Ruiz")
    await carmen.joins("math-plc")
    await stage.settle()
    await ada.runs("/cop digest draft", channel="math-plc")
    await stage.settle()
    await ada.clicks("Edit")
    well(await ada.submits({"A note to the leaders": "Two teams need cover."}))
    for reader, channel, sees in (
        (lea, "leaders", True),
        (ada, "math-plc", True),
        (carmen, "math-plc", False),
    ):
        well(await reader.runs("/cop digest preview leaders", channel=channel))
        await stage.settle()
        assert ("Two teams need cover." in reader.ephemerals[-1].text) is sees


async def test_what_did_not_fit_is_in_the_thread_and_behind_a_button(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person, lea: Person
) -> None:
    texts = [f"Learning number {number:02}." for number in range(27)]
    await told_of(store, clock, plc, texts)
    await stage.until(FRIDAY + timedelta(minutes=1))
    in_thread = "".join(reply.text for reply in ben.thread(edition(ben)))
    told = [text for text in texts if text in edition(ben).text]
    assert len(told) == 5
    assert sorted(told + [text for text in texts if text in in_thread]) == texts
    well(await lea.clicks("More", message=edition(lea, "leaders")))
    assert lea.modal is not None
    page = lea.modal.text
    well(await lea.clicks("Go on"))
    assert lea.modal is not None
    behind, for_leaders = page + lea.modal.text, edition(lea, "leaders").text
    assert len([text for text in texts if text in for_leaders]) == 3
    assert all((text in behind) is not (text in for_leaders) for text in texts)


async def test_a_learning_leads_to_its_message_until_that_is_deleted(
    stage: Stage, plc: Community, ben: Person
) -> None:
    said = await ben.posts(SILENCE, channel="math-plc")
    well(await ben.uses_message_shortcut("Save as key learning", said))
    await stage.until(FRIDAY)
    assert f"/{said.channel_id}/p{said.ts.replace('.', '')}" in str(edition(ben).blocks)
    await ben.deletes(said)
    await a_moment(stage)
    well(await ben.runs("/cop digest", channel="math-plc"))
    await stage.settle()
    assert "from a message that was deleted since" in ben.ephemerals[-1].text
    assert SILENCE in ben.ephemerals[-1].text


async def test_the_menu_beside_a_learning_does_what_it_says(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person, lea: Person
) -> None:
    await told_of(store, clock, plc, [SILENCE])
    await stage.until(FRIDAY)
    for reader, channel in ((ben, "math-plc"), (lea, "leaders")):
        well(await reader.clicks("Useful to me", message=edition(reader, channel)))
        await stage.settle()
        assert reader.sees("Useful to you")
    well(await ben.clicks("Show it whole", message=edition(ben)))
    await stage.settle()
    assert "useful to 2 people" in ben.ephemerals[-1].text


async def test_useful_to_me_chosen_again_takes_nothing_back_and_what_it_shows_does(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person
) -> None:
    await told_of(store, clock, plc, [SILENCE])
    await stage.until(FRIDAY)
    for _ in range(2):
        well(await ben.clicks("Useful to me", message=edition(ben)))
        await stage.settle()
        assert "Useful to you" in ben.ephemerals[-1].text
        assert "useful to 1 person" in ben.ephemerals[-1].text
    well(await ben.clicks("Not useful after all", message=ben.ephemerals[-1]))
    await stage.settle()
    assert "Taken back" in ben.ephemerals[-1].text
    assert "useful to 1 person" not in ben.ephemerals[-1].text


# --- the draft ----------------------------------------------------------------------------------------------


async def test_only_facilitators_see_the_draft(stage: Stage, plc: Community) -> None:
    carmen = stage.person("Carmen Ruiz")
    await carmen.joins("math-plc")
    await stage.settle()
    await carmen.runs("/cop digest draft", channel="math-plc")
    assert carmen.sees("Only the facilitators of Math PLC can do this.")


async def test_two_facilitators_at_once_do_not_lose_each_others_edits(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ada: Person, ben: Person
) -> None:
    await told_of(store, clock, plc)
    await stage.until(at(9, 10, 15, 1))
    await ada.clicks("Edit", message=draft_of(ada))
    await ben.clicks("Edit", message=draft_of(ben))
    well(await ben.submits({"A few words on top": "Ben's words"}))
    await a_moment(stage)
    assert "Ben's words" in draft_of(ada).text
    outcome = await ada.submits({"A few words on top": "Ada's words", "What leads": PHOTO})
    assert outcome.modal is not None
    assert "Somebody changed this draft while you were editing." in outcome.modal.text
    assert outcome.modal.values["A few words on top"] == "Ada's words"
    assert outcome.modal.values["What leads"] == PHOTO
    well(await ada.submits())
    await a_moment(stage)
    for facilitator in (ada, ben):
        assert "Ada's words" in draft_of(facilitator).text
        assert comes_first(draft_of(facilitator).text, SILENCE, LOTS, PHOTO) == PHOTO


async def test_a_learning_cannot_lead_and_not_lead(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ada: Person
) -> None:
    await told_of(store, clock, plc)
    await ada.runs("/cop digest draft", channel="math-plc")
    await stage.settle()
    await ada.clicks("Edit")
    outcome = await ada.submits({"What leads": LOTS, "… third": LOTS, "What shall not lead": [LOTS]})
    assert set(outcome.errors) == {"… third", "What shall not lead"}
    well(await ada.submits({"… third": None, "What shall not lead": [SILENCE]}))
    await stage.settle()
    assert comes_first(ada.ephemerals[-1].text, SILENCE, LOTS, PHOTO) == LOTS


async def test_choices_last_while_the_learnings_are_left_out(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ada: Person
) -> None:
    await told_of(store, clock, plc)
    await ada.runs("/cop digest draft", channel="math-plc")
    await stage.settle()
    await ada.clicks("Edit")
    well(await ada.submits({"What leads": PHOTO, "Leave out this time": ["Key learnings"]}))
    await stage.settle()
    assert PHOTO not in ada.ephemerals[-1].text
    await ada.clicks("Edit")
    assert ada.modal is not None
    assert "What leads" not in ada.modal.labels
    well(await ada.submits({"Leave out this time": []}))
    await stage.settle()
    assert comes_first(ada.ephemerals[-1].text, SILENCE, LOTS, PHOTO) == PHOTO


async def test_sent_now_it_goes_once_and_its_old_draft_says_so(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ada: Person, ben: Person
) -> None:
    await told_of(store, clock, plc)
    await stage.until(at(9, 10, 15, 1))
    before = draft_of(ben)
    await ada.clicks("Send now", message=draft_of(ada), confirms=False)
    assert "Send now" in draft_of(ada).buttons
    well(await ada.clicks("Send now", message=draft_of(ada)))
    await stage.settle()
    assert "goes now" in draft_of(ada).text
    await a_moment(stage)
    assert SILENCE in edition(ben).text
    await ben.clicks("Hold", message=before)
    await stage.settle()
    assert ben.sees("This digest has gone out already.")
    await stage.until(FRIDAY)
    assert len([shown for shown in ben.messages("math-plc") if SILENCE in shown.text]) == 1


# --- what comes back ----------------------------------------------------------------------------------------


async def test_pages_of_asks_are_turned(stage: Stage, plc: Community, ada: Person) -> None:
    answers = stage.services.digest_answers
    for number in range(9):
        await answers.ask_leaders(stage.caller(ada), plc.id, f"Ask number {number}")
    well(await ada.runs("/cop asks", channel="math-plc"))
    assert ada.sees("Page 1 of 2")
    well(await ada.clicks("Next page"))
    await stage.settle()
    assert ada.sees("Ask number 8")
    well(await ada.clicks("Previous page"))
    await stage.settle()
    assert ada.sees("Ask number 0")


async def test_who_is_no_member_may_ask_nothing_of_the_leaders(stage: Stage, plc: Community) -> None:
    gus = stage.person("Gus Stranger")
    stage.channel("lounge", gus)
    await gus.runs("/cop asks", channel="lounge")
    await stage.settle()
    assert not gus.sees("Ask the leaders")


async def test_hostile_asks_and_offers_ping_nobody(
    stage: Stage, plc: Community, ben: Person, lea: Person
) -> None:
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Ask the leaders")
    well(await ben.submits({"What do you ask of them?": HOSTILE}))
    await stage.until(FRIDAY)
    well(await lea.clicks("Offer help", message=edition(lea, "leaders")))
    well(await lea.submits({"How can you help?": HOSTILE}))
    await stage.until(at(9, 14, 12))
    assert [shown for shown in ben.dms if "offers help" in shown.text]
    for person in (ben, lea):
        shown = [
            message for channel in person.screen.channels() for message in person.screen.messages(channel)
        ]
        assert "look" in "".join(message.text for message in shown)
        assert not {pinged for message in shown for pinged in pinged_by(message)} & {"!channel", "@U0X"}


async def test_how_an_ask_ended_is_told_even_if_nothing_else_happened(
    stage: Stage, plc: Community, ben: Person
) -> None:
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Ask the leaders")
    well(await ben.submits({"What do you ask of them?": "A room"}))
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Say how it ended")
    well(await ben.submits({"How did it end?": "The library has one."}))
    await stage.until(FRIDAY)
    assert "A room → The library has one." in edition(ben).text
    await stage.until(at(9, 18, 15, 1))
    assert "The library has one." not in edition(ben).text


async def test_every_offer_of_an_ask_can_be_ended_one_after_the_other(
    stage: Stage, plc: Community, ada: Person, ben: Person
) -> None:
    answers, asker = stage.services.digest_answers, stage.caller(ada)
    ask = await answers.ask_leaders(asker, plc.id, "A room")
    digest_id = (await stage.services.digest_drafts.draft(asker, plc.id)).digest.id
    for text in ("Take mine.", "The hall is free."):
        await answers.offer(asker, digest_id, ask.id, text)
    for text in ("Take mine.", "The hall is free."):
        well(await ada.runs("/cop asks", channel="math-plc"))
        await stage.settle()
        await ada.clicks("What came of the offer")
        assert ada.modal is not None
        assert text in ada.modal.text
        well(await ada.submits({"What came of it?": "We met there."}))
    well(await ada.runs("/cop asks", channel="math-plc"))
    await stage.settle()
    assert "What came of the offer" not in ada.ephemerals[-1].buttons


async def test_help_with_what_is_settled_meanwhile_is_refused_and_nothing_typed_is_lost(
    stage: Stage, plc: Community, ben: Person, lea: Person
) -> None:
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Ask the leaders")
    well(await ben.submits({"What do you ask of them?": "A room"}))
    await stage.until(FRIDAY)
    await lea.clicks("Offer help", message=edition(lea, "leaders"))
    well(await ben.runs("/cop asks", channel="math-plc"))
    await ben.clicks("Say how it ended")
    well(await ben.submits({"How did it end?": "The library has one."}))
    outcome = await lea.submits({"How can you help?": "Take mine."})
    assert list(outcome.errors.values()) == ["This ask is settled: The library has one."]
    assert lea.modal is not None
    assert lea.modal.values["How can you help?"] == "Take mine."


async def test_nothing_said_is_said_beside_the_field(
    stage: Stage, plc: Community, ben: Person, lea: Person
) -> None:
    await stage.until(FRIDAY)
    well(await lea.clicks("Offer help", message=edition(lea, "leaders")))
    outcome = await lea.submits({"How can you help?": " "})
    assert outcome.errors == {"How can you help?": "Say how you can help: a sentence is enough."}
    well(await lea.submits({"How can you help?": "Ask me."}))
    await stage.until(at(9, 14, 12))
    well(await ben.clicks("Say what came of it"))
    outcome = await ben.submits({"What came of it?": " "})
    assert outcome.errors == {"What came of it?": "Say what came of it: a sentence is enough."}


async def test_less_of_this_is_counted_for_facilitators_and_can_be_taken_back(
    stage: Stage, plc: Community, ada: Person, store: Store, clock: MovableClock
) -> None:
    carmen = stage.person("Carmen Ruiz")
    await carmen.joins("math-plc")
    await told_of(store, clock, plc)
    await stage.until(FRIDAY)
    for told, counted in (("Noted: less of", True), ("Taken back:", False)):
        await carmen.clicks("Less of this", message=edition(carmen))
        well(await carmen.submits({"Of what would you like less?": "PDSA cycles"}))
        await a_moment(stage)
        assert carmen.sees(told)
        well(await ada.runs("/cop digest draft", channel="math-plc"))
        await stage.settle()
        assert ("PDSA cycles (1 person)" in ada.ephemerals[-1].text) is counted
        assert "Carmen" not in ada.ephemerals[-1].text


async def test_a_leader_gets_a_copy_until_they_stop_it(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, lea: Person
) -> None:
    await stage.until(FRIDAY)
    well(await lea.clicks("Also by direct message", message=edition(lea, "leaders")))
    await a_moment(stage)
    await told_of(store, clock, plc)
    await stage.until(at(9, 18, 15, 5))
    assert SILENCE in lea.dms[-1].text
    well(await lea.clicks("Stop these messages", message=lea.dms[-1]))
    await a_moment(stage)
    copies = len(lea.dms)
    await stage.until(at(9, 25, 15, 5))
    assert len(lea.dms) == copies


async def test_a_facilitators_line_stays_when_a_posted_digest_is_edited(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ada: Person, ben: Person
) -> None:
    well(await ben.runs("/cop learning", channel="math-plc"))
    well(await ben.submits({"What was learnt?": SILENCE}))
    (planned,) = [
        each
        for each in (await stage.services.status.status(stage.caller(ada), plc.id)).planned
        if each.kind == "digests.members"
    ]
    await stage.services.status.add_note(stage.caller(ada), plc.id, planned.group, "Bring cake.")
    await stage.until(FRIDAY)
    assert "Bring cake." in edition(ben).text
    well(await ben.runs("/cop learnings silence", channel="math-plc"))
    well(await ben.clicks("Take it back"))
    await a_moment(stage)
    assert SILENCE not in edition(ben).text
    assert "Bring cake." in edition(ben).text


# --- charts -------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def cycles(stage: Stage, plc: Community, ada: Person, ben: Person) -> None:
    """Two: one that is planned, one that is being done."""
    await make_team(stage, ben, ada)
    await start_cycle(stage, ben)
    await make_team(stage, ada, ben, changes={"Name": "Maple grade 4", "School or site": TEAM["Name"]})
    await start_cycle(stage, ada, {"Title": "Peer marking"})
    well(await ben.clicks("Begin to do it", message=card_of(ben)))
    await a_moment(stage)


def kinds(message: ShownMessage) -> set[str]:
    return {block["type"] for block in message.blocks}


@pytest.mark.usefixtures("cycles")
async def test_leaders_see_cycles_by_stage_as_a_chart(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, ben: Person, lea: Person
) -> None:
    await told_of(store, clock, plc)
    await stage.until(FRIDAY)
    assert "data_visualization" in kinds(edition(lea, "leaders"))
    assert not kinds(edition(ben)) & NATIVE
    well(await lea.runs("/cop digest", channel="leaders"))
    await a_moment(stage)
    assert "data_visualization" in kinds(lea.ephemerals[-1])


@pytest.mark.usefixtures("cycles")
async def test_where_slack_knows_no_charts_leaders_get_the_same_in_words(
    stage: Stage, store: Store, clock: MovableClock, plc: Community, lea: Person
) -> None:
    stage.workspace.unknown_blocks |= NATIVE
    await told_of(store, clock, plc)
    await stage.until(FRIDAY)
    told = edition(lea, "leaders")
    assert not kinds(told) & NATIVE
    assert "1 cycle planning, 1 doing" in told.text
