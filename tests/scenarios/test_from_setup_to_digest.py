"""A community's first convening, from `/cop setup` to the week's digest, as its people saw it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well

SELDOM = timedelta(days=30)  # nothing has to be planned meanwhile: all is known


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Wall time in Los Angeles, which is seven hours behind UTC until November."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=7)


def posts(person: Person, text: str, channel: str = "math-plc") -> list[ShownMessage]:
    return [shown for shown in person.messages(channel) if text in shown.text and not shown.is_ephemeral]


def dms(person: Person, text: str) -> list[ShownMessage]:
    return [shown for shown in person.dms if text in shown.text]


RATINGS = {
    "We reached what this session set out to do.": "4 · agree",
    "What we did matters for my own work.": "5 · agree fully",
    "I could speak up, and I was heard.": "5 · agree fully",
    "I take away something I am going to use.": "4 · agree",
    "It was time well spent.": "4 · agree",
}
NEXT_STEP, COMMITS = "What will you try before we meet again?", "Your next step"
LEARNING, SHARES, NAME = "What did you learn that others should hear?", "Your learning", "Your name"
ANONYMOUS = "Anonymous"


async def gives_feedback(stage: Stage, person: Person, more: dict[str, object]) -> None:
    await person.clicks("Give feedback")
    well(await person.submits({**RATINGS, **more}))
    await stage.settle()


async def test_a_convening_from_setup_to_digest(stage: Stage, cast: Cast) -> None:
    ada, ben, carmen, dmitri, emi, farah = cast.ada, *cast.members

    # Ada makes #math-plc a community; it is introduced, once.
    await stage.community(ada, changes={"Leaders' channel": "leaders"})
    await stage.jobs()
    introductions = len(ben.messages("math-plc"))
    assert introductions == 1

    # She schedules a session for the first of October. It is announced two weeks before at nine, not earlier.
    await stage.convening(ada)
    await stage.until(at(9, 17, 8, 59), planning_every=SELDOM)
    assert not posts(ben, "calendar is in the thread")
    await stage.until(at(9, 17, 9, 1), planning_every=SELDOM)
    (announcement,) = posts(ben, "calendar is in the thread")
    assert "I'll be there" in announcement.buttons
    assert [name for reply in ben.thread(announcement) for name in reply.files] == ["Data walk"]

    # Four answer. The announcement is edited, not posted again.
    await ben.clicks("I'll be there", channel="math-plc")
    await carmen.clicks("I'll be there", channel="math-plc")
    await dmitri.clicks("Maybe", channel="math-plc")
    await ada.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    await stage.until(at(9, 17, 9, 5), planning_every=SELDOM)
    (announcement,) = posts(ben, "calendar is in the thread")
    assert "Going (3)" in announcement.text
    assert "Maybe (1)" in announcement.text

    # Who has not answered is nudged once, three days before; the others are not.
    await stage.until(at(9, 28, 9, 5), planning_every=SELDOM)
    assert [len(dms(person, "would like to plan with you in mind")) for person in cast.members] == [
        0,
        0,
        0,
        1,
        1,
    ]
    await emi.clicks("I'll be there")
    await farah.clicks("Can't make it")
    await stage.settle()

    # One reminder in the channel, a day before.
    await stage.until(at(9, 30, 15, 29), planning_every=SELDOM)
    assert not posts(emi, "Coming up: Data walk")
    await stage.until(at(9, 30, 15, 31), planning_every=SELDOM)
    assert len(posts(emi, "Coming up: Data walk")) == 1

    # Ten minutes before, those who come get the link; Farah, who cannot, is left in peace.
    await stage.until(at(10, 1, 15, 21), planning_every=SELDOM)
    assert [len(dms(person, "Data walk starts at")) for person in cast.members] == [1, 1, 1, 1, 0]
    assert "Join online" in dms(emi, "Data walk starts at")[0].buttons

    # At the start they say that they are here; then nobody can answer any more.
    await stage.until(at(10, 1, 15, 31), planning_every=SELDOM)
    for person in (ada, ben, carmen, dmitri, emi):
        (attendance,) = [m for m in person.thread(announcement) if "I'm here" in m.buttons]
        well(await person.clicks("I'm here", message=attendance))
    await stage.until(at(10, 1, 15, 35), planning_every=SELDOM)
    (attendance,) = [m for m in ben.thread(announcement) if "I'm here" in m.buttons]
    assert "Here (5)" in attendance.text
    (announcement,) = [m for m in ben.messages("math-plc") if m.ts == announcement.ts]
    assert "I'll be there" not in announcement.buttons

    # Ten minutes after the end those who came are asked for feedback; Farah was not there.
    await stage.until(at(10, 1, 16, 46), planning_every=SELDOM)
    await stage.until(at(10, 1, 16, 56), planning_every=SELDOM)
    asked = [len(dms(person, "How was Data walk?")) for person in (ada, *cast.members)]
    assert asked == [1, 1, 1, 1, 1, 0]

    # Ben contradicts himself; the form says so beside the field, keeps his words, and takes the correction.
    await ben.clicks("Give feedback")
    outcome = await ben.submits(
        {
            **RATINGS,
            NEXT_STEP: "Use exit tickets",
            COMMITS: ["Make it my commitment"],
            ANONYMOUS: ["Keep my answers anonymous"],
        }
    )
    assert "commitment" in outcome.errors[COMMITS]
    assert ben.modal is not None
    assert ben.modal.values[NEXT_STEP] == "Use exit tickets"
    well(await ben.submits({ANONYMOUS: []}))
    await stage.settle()
    assert "Thank you" in ben.dms[-1].text
    assert "Give feedback" not in ben.dms[-1].buttons

    # Carmen shares a learning under her name; the others answer, one of them anonymously.
    await gives_feedback(
        stage,
        carmen,
        {
            LEARNING: "Silent looking first brings out more voices",
            SHARES: ["Share it in the recap and the digest"],
            NAME: ["Show my name with the learning"],
        },
    )
    await gives_feedback(stage, dmitri, {ANONYMOUS: ["Keep my answers anonymous"]})
    await gives_feedback(stage, emi, {})
    await gives_feedback(stage, ada, {})

    # Emi changes her mind: her answers are still there.
    await emi.clicks("Change my answers")
    assert emi.modal is not None
    assert emi.modal.values["It was time well spent."] == "4 · agree"
    well(await emi.submits({"It was time well spent.": "5 · agree fully"}))
    await stage.settle()

    # All have answered: the facilitator gets the summary, and nobody a reminder.
    await stage.until(at(10, 2, 9, 5))
    (summary,) = dms(ada, "answered")
    assert "5 of 5 answered" in summary.text
    assert not dms(ben, "5 of 5 answered")

    # The recap, the next working morning: who came, what was learnt, what will be tried.
    (recap,) = posts(farah, "Recap: Data walk")
    assert "5 people came" in recap.text
    assert "Silent looking first" in recap.text
    assert "Carmen Ruiz" in recap.text
    assert "Use exit tickets" in recap.text

    # And the week's digest, on Friday at three, for the members and for the leaders.
    await stage.until(at(10, 2, 15, 1))
    (digest,) = posts(farah, "This week in Math PLC")
    assert "Silent looking first" in digest.text
    assert posts(cast.lea, "Silent looking first", "leaders")

    # Nobody got anything twice, nothing was refused, nobody was reminded in vain.
    assert len(posts(ben, "Recap: Data walk")) == 1
    assert [len(dms(person, "How was Data walk?")) for person in cast.members] == [0, 0, 0, 0, 0]
    assert not stage.workspace.rejected_calls
    assert not stage.server.deliveries.failed
