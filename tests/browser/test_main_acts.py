"""What each role mainly does, in a browser, in a community in the middle of its year."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.demo import (
    PATIENCE_MS,
    Visitor,
    live_demo,
    meets_this_morning,
    reads,
    sees,
    with_scenario,
)

MOST_MESSAGES = 8  # until the problem that was shared opens
COMPLAINT = "A commitment is shared with your name: untick this, or do not answer anonymously."
AHEAD = "Second voices: pupils answer pupils"  # the next convening, a week ahead
RATINGS = {
    "We reached what this session set out to do.": "4 · agree",
    "What we did matters for my own work.": "5 · agree fully",
    "I could speak up, and I was heard.": "3 · partly",
    "I take away something I am going to use.": "5 · agree fully",
    "It was time well spent.": "4 · agree",
}
PROMISE = {
    "What will you try before we meet again?": "Ask a second pupil before I say anything.",
    "Your next step": "Make it my commitment",
}


@pytest.fixture
async def visitor(tmp_path: Path, run_folder: Path, page_of: PageOf) -> AsyncIterator[Visitor]:
    """In #math-plc on Thursday 4 February, in Ada's place."""
    folder = await with_scenario("mid_year", run_folder, tmp_path / "demo")
    async with live_demo(folder, "mid_year") as demo:
        visitor = Visitor(await page_of(demo.url), demo)
        await visitor.is_now("Ada Marsh")
        await visitor.goes_to("math-plc")
        yield visitor


async def test_a_facilitator_schedules_by_slash_command(visitor: Visitor) -> None:
    title = "What pupils ask each other"
    await visitor.writes(f"/cop schedule 9 Mar 2027 4pm 45m {title}")
    form = await visitor.fills("Schedule a convening", {"Link": "https://meet.example.org/math"})
    await expect(form.get_by_label("Title")).to_have_value(title)
    await expect(form.get_by_label("Date")).to_have_value("2027-03-09")
    await expect(form.get_by_label("Start")).to_have_value("16:00")
    await expect(form.get_by_label("Length in minutes")).to_have_value("45")
    await visitor.sends("Schedule a convening", {}, "Schedule")
    await reads(visitor.whisper(), title)
    await visitor.writes("/cop upcoming")
    await sees(visitor.whisper("Coming up in Math PLC", AHEAD, title))


async def test_a_member_answers_an_invitation_and_everybody_sees_it(visitor: Visitor) -> None:
    announcement = visitor.message(AHEAD, "Google Calendar")
    await sees(announcement)
    await expect(announcement).not_to_contain_text("Noor Patel")
    await visitor.becomes("Noor Patel")
    await announcement.get_by_role("button", name="I'll be there").click()
    await sees(visitor.whisper("You are going to", AHEAD))
    await visitor.becomes("Ada Marsh")
    await reads(announcement, "Noor Patel")


async def test_feedback_that_contradicts_itself_is_refused_beside_the_field_and_corrected(
    tmp_path: Path, page_of: PageOf
) -> None:
    async with live_demo(tmp_path / "demo") as demo:
        visitor = Visitor(await page_of(demo.url), demo)
        await meets_this_morning(visitor)
        await gives_feedback(visitor)


async def gives_feedback(visitor: Visitor) -> None:
    await visitor.reads_messages_of("Convener")
    await visitor.message("Exit tickets").get_by_role("button", name="Give feedback").click()
    title, anonymous = "Your feedback", "Keep my answers anonymous"
    form = await visitor.fills(title, {**RATINGS, **PROMISE, "Anonymous": anonymous})
    await form.get_by_role("button", name="Send").click()
    promise = form.get_by_role("group", name="Your next step")
    await reads(promise, COMPLAINT)
    await expect(promise.get_by_role("checkbox")).to_be_focused(timeout=PATIENCE_MS)

    await form.get_by_role("checkbox", name=anonymous).uncheck()
    await visitor.sends(title, {}, "Send")
    thanks = visitor.message("Thank you")
    await sees(thanks.get_by_role("button", name="Change my answers"))


async def test_a_member_checks_in_and_sees_the_chart(visitor: Visitor) -> None:
    await visitor.becomes("Carmen Ruiz")
    await visitor.reads_messages_of("Convener")
    await visitor.message("how is it going?").get_by_role("button", name="Add what you saw").click()
    values = {
        "How is it going?": "On track",
        "What have you tried so far": "A second pupil answers before I say anything.",
        "Answers with a reason": "2027-02-03: 61\n2027-02-04: 64",
    }
    await visitor.sends("Check in", values, "Save")
    noted = visitor.message("Noted for A second voice in grade 4")
    await reads(noted, "64")
    await noted.get_by_role("button", name="Have a look").click()
    chart = visitor.message("Evidence: students").get_by_role("figure", name="Answers with a reason")
    await sees(chart)
    await reads(chart.get_by_role("row", name="Observed"), "64")


async def test_a_problem_is_shared_and_answered_in_its_thread(visitor: Visitor) -> None:
    line, advice = "Two thirds copy from the board", "Do they copy before you turn round, or after?"
    values = {
        "The problem, in a line": line,
        "Focus question": "What could they write before they see what I wrote?",
        "What the numbers say": "16 of 24 notebooks are word for word the board.",
    }
    await visitor.becomes("Noor Patel")
    await visitor.writes("/cop problem")
    await visitor.sends("A problem of practice", values, "Share it")
    await sees(visitor.whisper(line))
    await visitor.turns("Next morning")
    opening = visitor.message("A problem of practice, put to you by", line)
    for _ in range(MOST_MESSAGES):
        if await opening.count():
            break
        await visitor.turns("Next message")

    await visitor.becomes("Hugo Lind")
    await visitor.opens_thread(opening)
    await visitor.replies_with(advice)
    await visitor.becomes("Noor Patel")
    await reads(visitor.replies(advice), "Hugo Lind")
    await visitor.replies_with("Before. They begin as soon as I lift the chalk.")
    await reads(opening, "replies")


async def test_a_digest_is_read_and_answered(visitor: Visitor) -> None:
    await visitor.becomes("Noor Patel")
    digest = visitor.message("Ask the leaders", "When the same four lead")
    menu = digest.get_by_role("button", name="More actions: When the same four lead")
    await menu.click()
    await visitor.page.get_by_role("menuitem", name="Useful to me").click()
    await sees(visitor.whisper("Not useful after all"))

    await digest.get_by_role("button", name="Ask the leaders").click()
    asked = "An hour to sit in Hugo's class."
    await visitor.sends("Ask the leaders", {"What do you ask of them?": asked}, "Ask")
    await sees(visitor.whisper("asks this of them", asked))


async def test_a_leader_reads_what_is_asked_and_offers_help(visitor: Visitor) -> None:
    offer = "I come along on the 25th, and pay for the half day."
    await visitor.becomes("Lena Whitfield")
    await visitor.goes_to("district-leaders")
    digest = visitor.message("Cover for two teachers", "Offer help")
    await digest.get_by_role("button", name="Offer help").first.click()
    await visitor.sends("Offer help", {"How can you help?": offer}, "Offer it")
    await sees(visitor.whisper("your offer is on its way", offer))
    await visitor.becomes("Carmen Ruiz")
    await visitor.reads_messages_of("Convener")
    await reads(visitor.message(offer), "Lena Whitfield")
