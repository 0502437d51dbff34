"""From setup to the annual review: its figures are what people did, and nothing more."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, time, timedelta

from sandbox.model import File
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.scenarios.test_from_setup_to_digest import ANONYMOUS, LEARNING, NAME, RATINGS, SHARES
from tests.support.community_stage import Stage, well
from tests.support.pdsa_stage import a_moment, at, card_of, make_team, start_cycle

SELDOM = timedelta(days=2)
OBJECTIVE: dict[str, object] = {
    "What is counted?": "Answers with a reason on Friday's exit ticket",
    "Unit": "%",
    "It is better": "when it goes up",
    "Where do you begin?": "40 %",
    "Where do you want to be?": "90",
    "By when?": date(2027, 5, 28),
}
WITH_NAME = "Silent looking first brings out more voices."
FROM_THE_RECAP = "Walking the room with the data beats a slide of it."
TAKEN_BACK = "Start five minutes late."
NOT_SHARED = "I was tired of it all."
COUNCIL = "They would like to see it in grade 5 as well."
WORST = dict.fromkeys(RATINGS, "1 · disagree fully")


async def notes_a_value(stage: Stage, person: Person, value: str) -> None:
    well(await person.runs("/cop objectives", channel="math-plc"))
    await stage.settle()
    await person.clicks("Add a value", message=person.ephemerals[-1])
    well(await person.submits({"What did you see (%)?": value}))
    await stage.settle()


async def is_asked_and_answers(stage: Stage, person: Person, answers: dict[str, object]) -> None:
    await person.clicks("Give feedback")
    well(await person.submits(answers))
    await stage.settle()


def recap_seen_by(person: Person) -> ShownMessage:
    (recap,) = [shown for shown in person.messages("math-plc") if "Recap: Data walk" in shown.text]
    return recap


async def a_convening_is_held(stage: Stage, cast: Cast) -> None:
    """On the ninth of September. Six come; five answer, one of them without a name."""
    ada, ben, carmen, dmitri, emi, farah = cast.ada, *cast.members
    everybody = (ada, *cast.members)
    await stage.convening(ada, {"Date": date(2026, 9, 9), "Start": time(15, 30)})
    await stage.jobs()
    (announcement,) = [one for one in ada.messages("math-plc") if "calendar is in the thread" in one.text]
    for person in everybody:
        await person.clicks("I'll be there", channel="math-plc")
    await stage.until(at(9, 9, 15, 31), planning_every=SELDOM)
    for person in everybody:
        (attendance,) = [one for one in person.thread(announcement) if "I'm here" in one.buttons]
        well(await person.clicks("I'm here", message=attendance))
    await stage.until(at(9, 9, 17), planning_every=SELDOM)
    shares = {SHARES: ["Share it in the recap and the digest"], NAME: ["Show my name with the learning"]}
    await is_asked_and_answers(stage, carmen, {**RATINGS, LEARNING: WITH_NAME, **shares})
    await is_asked_and_answers(stage, dmitri, {**RATINGS, LEARNING: NOT_SHARED})
    for person in (ben, emi):
        await is_asked_and_answers(stage, person, {**RATINGS})
    await is_asked_and_answers(stage, farah, {**WORST, ANONYMOUS: ["Keep my answers anonymous"]})


async def what_follows_it(stage: Stage, cast: Cast) -> None:
    """Two learnings from the recap, one taken back; and the team of Ben tells its council."""
    ben, farah, emi = cast.ben, cast.farah, cast.emi
    await stage.until(at(9, 10, 9, 5), planning_every=SELDOM)
    for person, learnt in ((farah, FROM_THE_RECAP), (emi, TAKEN_BACK)):
        await person.clicks("Share a learning", message=recap_seen_by(person))
        well(await person.submits({"What was learnt?": learnt, "What kind is it?": "Strategy that works"}))
        await stage.settle()
    well(await emi.clicks("Take it back"))
    page = next(shown for shown in reversed(ben.dms) if "can tell of" in shown.text)
    await ben.clicks("Shared on …", message=page)
    well(await ben.submits({"Shared on": date(2026, 9, 10)}))
    await stage.settle()
    page = next(shown for shown in reversed(ben.dms) if "can tell of" in shown.text)
    await ben.clicks("The council said …", message=page)
    well(await ben.submits({"The council said": COUNCIL}))
    await stage.settle()


async def a_cycle_is_done(stage: Stage, cast: Cast) -> None:
    """By Ben's team, within the week; what they tried is to be scaled."""
    ben = cast.ben
    await start_cycle(stage, ben, {"Begins on": date(2026, 9, 10), "Ends on": date(2026, 9, 25)})
    await ben.clicks("Begin to do it", message=card_of(ben))
    await a_moment(stage)
    await ben.clicks("Go on to study", message=card_of(ben))
    await a_moment(stage)
    await ben.clicks("Study it", message=card_of(ben))
    well(await ben.submits({"Did the prediction hold?": "Yes", "What did you learn?": "To wait."}))
    await a_moment(stage)
    await ben.clicks("Decide", message=card_of(ben))
    well(await ben.submits({"What becomes of the change?": "Adopt", "Scale": "All of grade 4 and 5"}))
    await a_moment(stage)


def files_to(stage: Stage, person: Person) -> dict[str, File]:
    """What lies in this person's conversation with the bot, by its ending."""
    channel = person.screen.direct_channel(stage.app)
    assert channel is not None
    shared = [file for file in stage.workspace.files.values() if channel.id in file.shared_ts]
    return {file.name.rpartition(".")[2]: file for file in shared}


def tables_of(file: File) -> dict[str, list[dict[str, str]]]:
    """The rows of every table, by its name."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in packed.namelist()
        }


async def test_the_annual_review_says_what_people_did(stage: Stage, cast: Cast) -> None:
    ada, ben, carmen, emi = cast.ada, cast.ben, cast.carmen, cast.emi
    await stage.community(ada, changes={"Leaders' channel": "leaders"})
    await make_team(stage, ben, carmen, emi)
    well(await ada.runs("/cop objectives Pupils explain their answers", channel="math-plc"))
    well(await ada.submits({**OBJECTIVE, "Who looks after it?": ben}))
    await stage.settle()
    await notes_a_value(stage, ben, "48")
    await a_convening_is_held(stage, cast)
    await what_follows_it(stage, cast)
    await a_cycle_is_done(stage, cast)
    await stage.until(at(9, 18, 16), planning_every=SELDOM)
    await notes_a_value(stage, ben, "6")  # a slip, mended the same day
    await notes_a_value(stage, ben, "60")

    # Members have no review made; the facilitator has.
    await ben.runs("/cop report annual", channel="math-plc")
    assert ben.sees("Only the facilitators of Math PLC can do this")
    well(await ada.runs("/cop report annual", channel="math-plc"))
    await a_moment(stage)
    files = files_to(stage, ada)
    assert sorted(files) == ["html", "zip"]

    # Its tables say what was done: who came, what five thought of it, how far the objective has come.
    tables = tables_of(files["zip"])
    (held,) = tables["convenings"]
    assert (held["title"], held["date"]) == ("Data walk", "2026-09-09")
    assert (held["said they would come"], held["came"]) == ("6", "6")
    (thought,) = tables["feedback"]
    assert (thought["asked"], thought["answered"]) == ("6", "5")
    (aim,) = tables["objectives"]
    assert (aim["objective"], aim["newest value"]) == ("Pupils explain their answers", "60.0")
    assert aim["share of the way"] == "0.4"
    assert [row["value"] for row in tables["objective values"]] == ["48.0", "60.0"]
    (cycle,) = tables["cycles"]
    assert (cycle["team"], cycle["decision"], cycle["held"]) == ("Lincoln grade 4", "adopt", "yes")
    (decided,) = tables["decisions"]
    assert (decided["scale"], decided["learnt"]) == ("All of grade 4 and 5", "To wait.")
    assert [(row["team"], row["finished"]) for row in tables["cycles of the year"]] == [
        ("Lincoln grade 4", "1")
    ]
    learnt = {row["learning"]: (row["by"], row["from"]) for row in tables["learnings"]}
    assert learnt == {
        WITH_NAME: ("Carmen", "Data walk"),
        FROM_THE_RECAP: ("Farah", "Data walk"),
    }

    # The page tells the same. Neither has what was taken back, was never shared, or was said in a council.
    page = files["html"].content.decode()
    for told in (WITH_NAME, FROM_THE_RECAP, "Pupils explain their answers", "40 %", "All of grade 4 and 5"):
        assert told in page
    for kept in (TAKEN_BACK, NOT_SHARED, COUNCIL):
        assert kept not in page
        assert kept not in str(tables)

    # The facilitators see that the team has reported back.
    well(await ada.runs("/cop report back", channel="math-plc"))
    await stage.settle()
    assert "1 of 1 team has shared" in ada.ephemerals[-1].text
    assert COUNCIL in ada.ephemerals[-1].text
    assert not stage.workspace.rejected_calls
    assert not stage.server.deliveries.failed
