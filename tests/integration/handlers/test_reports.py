"""Reports as people ask for them, and pages for site councils as teams use them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest_asyncio

from sandbox.model import File
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import Crew, a_crew, a_moment, at

ENDED = at(10, 1, 16, 46)  # the data walk, a Thursday, is over
FRIDAY = at(10, 2, 9)


@pytest_asyncio.fixture
async def crew(stage: Stage) -> Crew:
    """Everybody, with a data walk planned."""
    crew = await a_crew(stage)
    await crew.ada.runs("/cop upcoming", channel="math-plc")
    await stage.convening(crew.ada)
    return crew


def files_to(stage: Stage, person: Person) -> list[File]:
    """What lies in this person's conversation with the bot, oldest first."""
    channel = person.screen.direct_channel(stage.app)
    assert channel is not None
    shared = [file for file in stage.workspace.files.values() if channel.id in file.shared_ts]
    return sorted(shared, key=lambda file: file.shared_ts[channel.id])


def page_for(person: Person, name: str = "Lincoln grade 4") -> ShownMessage:
    return next(shown for shown in reversed(person.dms) if f"What {name} can tell" in shown.text)


async def after(stage: Stage, instant: datetime) -> None:
    await stage.until(instant, planning_every=timedelta(days=1))


async def test_a_facilitator_asks_for_a_report_and_gets_both_files(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report this year", channel="math-plc")
    await stage.settle()
    assert crew.ada.sees("I am making the report of")
    assert crew.ada.sees("It comes as two files in a minute")
    await a_moment(stage)
    page, tables = sorted(files_to(stage, crew.ada), key=lambda file: file.name)
    assert page.name.startswith("math-plc-2026-09-01-to-2026-10-01-asked-")
    assert page.content.decode().lstrip().startswith("<!doctype html>")
    with zipfile.ZipFile(io.BytesIO(tables.content)) as packed:
        assert "convenings.csv" in packed.namelist()
    assert crew.ada.sees("Open it in a browser")


async def test_the_review_of_the_year_is_asked_for_by_its_name(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report annual", channel="math-plc")
    await a_moment(stage)
    assert crew.ada.sees("annual review")
    assert any("annual-review" in file.name for file in files_to(stage, crew.ada))


async def test_which_school_year_a_review_is_of_can_be_said_in_the_form(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report annual 2025", channel="math-plc")
    assert crew.ada.modal is not None
    assert "I cannot tell which school year “annual 2025” means" in crew.ada.modal.text
    outcome = await crew.ada.submits({"In words": "annual 2025-26"})
    assert "There is nothing to report from" in outcome.errors["In words"]
    well(await crew.ada.submits({"In words": "annual 2026-27"}))
    await a_moment(stage)
    assert any("annual-review-2026-09-01" in file.name for file in files_to(stage, crew.ada))


async def test_words_that_mean_no_time_open_the_form_with_what_was_typed(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report octember", channel="math-plc")
    assert crew.ada.modal is not None
    assert "I cannot tell which days “octember” means" in crew.ada.modal.text
    assert crew.ada.modal.values["In words"] == "octember"
    outcome = await crew.ada.submits({"In words": "2027-05-01"})
    assert "still to come" in outcome.errors["In words"]
    well(await crew.ada.submits({"In words": "since 1 Sep"}))
    await a_moment(stage)
    assert crew.ada.sees("I am making the report of")


async def test_a_time_without_anything_is_said_and_the_form_stays(stage: Stage, crew: Crew) -> None:
    await crew.ada.runs("/cop report last year", channel="math-plc")
    assert crew.ada.modal is not None
    assert "There is nothing to report" in crew.ada.modal.text
    outcome = await crew.ada.submits({"In words": "", "Or from": date(2026, 9, 1), "to": date(2026, 9, 2)})
    assert "There is nothing to report" in outcome.errors["Or from"]
    outcome = await crew.ada.submits({"In words": "", "Or from": date(2026, 9, 2), "to": date(2026, 9, 1)})
    assert "before it begins" in outcome.errors["to"]
    assert crew.ada.screen.modal() is not None


async def test_another_time_can_be_chosen_by_two_days(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report", channel="math-plc")
    await stage.settle()
    await crew.ada.clicks("Another time")
    well(await crew.ada.submits({"Or from": date(2026, 10, 1), "to": date(2026, 12, 31)}))
    await a_moment(stage)
    assert any("2026-10-01-to-2026-10-01" in file.name for file in files_to(stage, crew.ada))


async def test_a_member_is_refused_a_report(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    for words in ("", "annual", "octember"):
        await crew.ben.runs(f"/cop report {words}", channel="math-plc")
        await stage.settle()
        assert crew.ben.screen.modal() is None
    assert crew.ben.sees("Only the facilitators of Math PLC can do this")


async def test_a_member_cannot_open_the_form_with_a_facilitators_button(stage: Stage, crew: Crew) -> None:
    await after(stage, ENDED)
    await crew.ada.runs("/cop report", channel="math-plc")
    await stage.settle()
    await crew.ben.clicks("Another time", message=crew.ada.ephemerals[-1])
    await stage.settle()
    assert crew.ben.screen.modal() is None


async def test_the_lead_gets_the_page_and_notes_what_became_of_it(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    page = page_for(crew.ben)
    await crew.ben.clicks("Shared on …", message=page)
    outcome = await crew.ben.submits({"Shared on": date(2026, 10, 5)})
    assert "still to come" in outcome.errors["Shared on"]
    well(await crew.ben.submits({"Shared on": date(2026, 10, 2)}))
    await stage.settle()
    assert crew.ben.sees("Shared on Friday, October 2, 2026")
    await crew.ben.clicks("The council said …", message=page_for(crew.ben))
    outcome = await crew.ben.submits({"The council said": "   "})
    assert outcome.errors["The council said"]
    well(await crew.ben.submits({"The council said": "More of it. <!channel>"}))
    await stage.settle()
    assert len([shown for shown in crew.ben.dms if "can tell of" in shown.text]) == 1  # its place was taken
    await crew.ada.runs("/cop report back", channel="math-plc")
    await stage.settle()
    assert crew.ada.sees("1 of 2 teams have shared")
    assert crew.ada.sees("More of it. <!channel>")


async def test_a_teams_two_writers_read_each_other_before_one_writes_over(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    await crew.ben.clicks("The council said …", message=page_for(crew.ben))
    await crew.ada.runs("/cop report back", channel="math-plc")
    await stage.settle()
    await crew.ada.clicks("Show")
    await stage.settle()
    assert not crew.ada.sees("Don't send me these")  # hers it is not
    await crew.ada.clicks("The council said …", message=crew.ada.ephemerals[-1])
    well(await crew.ada.submits({"The council said": "They asked who covers the classes."}))
    await stage.settle()
    assert crew.ada.sees("Noted by")
    await crew.ben.submits({"The council said": "They liked it."})
    assert crew.ben.modal is not None
    assert "changed what is noted here while you were writing" in crew.ben.modal.text
    assert "They asked who covers the classes." in crew.ben.modal.text
    assert crew.ben.modal.values["The council said"] == "They liked it."
    well(await crew.ben.submits({}))
    await stage.settle()
    assert "They liked it." in page_for(crew.ben).text
    assert "covers the classes" not in page_for(crew.ben).text


async def test_a_day_and_words_noted_by_mistake_are_taken_away_again(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    await crew.ben.clicks("Shared on …", message=page_for(crew.ben))
    well(await crew.ben.submits({"Shared on": date(2026, 10, 2)}))
    await stage.settle()
    await crew.ben.clicks("The council said …", message=page_for(crew.ben))
    well(await crew.ben.submits({"The council said": "More of it."}))
    await stage.settle()
    await crew.ben.clicks("Shared on another day", message=page_for(crew.ben))
    well(await crew.ben.submits({"Was it a mistake?": ["It has not been shared yet"]}))
    await stage.settle()
    await crew.ben.clicks("Change what the council said", message=page_for(crew.ben))
    well(await crew.ben.submits({"The council said": ""}))
    await stage.settle()
    page = page_for(crew.ben).text
    assert "Shared on Friday" not in page
    assert "More of it." not in page
    assert "Don't send me these" in page


async def test_the_page_to_print_arrives_in_the_direct_message(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    await crew.ben.clicks("Printable page", message=page_for(crew.ben))
    await stage.settle()
    assert crew.ben.sees("It comes as a file in a minute")
    await a_moment(stage)
    (file,) = files_to(stage, crew.ben)
    assert file.name.startswith("lincoln-grade-4-2026-10-01-asked-")
    assert "For the site council of" in file.content.decode()


async def test_a_facilitator_opens_a_teams_page_again_from_the_list(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    await crew.ada.runs("/cop report back", channel="math-plc")
    await stage.settle()
    await crew.ada.clicks("Show")
    await stage.settle()
    assert crew.ada.sees("can tell of")


async def test_who_is_in_no_team_is_told_who_sees_what(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    await crew.gus.runs("/cop report back", channel="math-plc")
    await stage.settle()
    assert crew.gus.sees("see which teams have reported back")


async def test_a_forwarded_page_is_of_no_use_to_others(stage: Stage, crew: Crew) -> None:
    await after(stage, FRIDAY)
    page = page_for(crew.ben)
    for button in ("Printable page", "Shared on …", "The council said …"):
        await crew.gus.clicks(button, message=page)
        await stage.settle()
        assert crew.gus.screen.modal() is None
    await a_moment(stage)
    assert not [file for file in stage.workspace.files.values() if file.name.endswith("html")]
