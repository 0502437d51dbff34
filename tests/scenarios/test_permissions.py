"""Who may do what: a guest, a stranger, a member and a facilitator try the same things."""

from __future__ import annotations

from datetime import date, time

import pytest_asyncio

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.scenarios.conftest import Cast
from tests.support.community_stage import Stage, well

TODAY = {"Announce on": date(2026, 9, 7), "Announce at": time(8, 0)}
ONLY_FACILITATORS = "Only the facilitators of Math PLC can do this"


@pytest_asyncio.fixture
async def announcement(stage: Stage, cast: Cast) -> ShownMessage:
    """Of a convening of Ada's community, in #math-plc."""
    await stage.community(cast.ada)
    await stage.convening(cast.ada, TODAY)
    await stage.jobs()
    return next(shown for shown in cast.ada.messages("math-plc") if "I'll be there" in shown.buttons)


async def tries(stage: Stage, person: Person, command: str, channel: str) -> str:
    """What the person reads after a command; "" if a form opened."""
    outcome = await person.runs(command, channel=channel)
    await stage.settle()
    return "" if outcome.modal is not None else person.ephemerals[-1].text


async def test_a_guest_may_not_set_up_a_community(stage: Stage, cast: Cast) -> None:
    guest = stage.person("Gus Guest", is_guest=True)
    stage.channel("visitors", guest)
    assert "guests cannot" in await tries(stage, guest, "/cop setup", "visitors")


async def test_a_guest_may_belong_and_answer(stage: Stage, cast: Cast) -> None:
    guest = stage.person("Gus Guest", is_guest=True)
    stage.workspace.join(cast.ada.screen.channel("math-plc").id, guest.id)
    await stage.community(cast.ada)
    await stage.convening(cast.ada, TODAY)
    await stage.jobs()
    well(await guest.clicks("I'll be there", channel="math-plc"))
    await stage.settle()
    assert guest.sees("You are going to")


async def test_a_stranger_may_do_nothing_in_somebody_elses_community(
    stage: Stage, cast: Cast, announcement: ShownMessage
) -> None:
    """Lea sees the announcement, forwarded; she is not in the channel."""
    stage.channel("lobby", cast.lea)
    for command in ("/cop schedule", "/cop upcoming", "/cop status"):
        assert "There is no community here" in await tries(stage, cast.lea, command, "lobby")
    await cast.lea.clicks("I'll be there", message=announcement)
    await stage.settle()
    await stage.jobs()
    now = next(shown for shown in cast.ada.messages("math-plc") if shown.ts == announcement.ts)
    assert "No answers yet" in now.text


async def test_a_member_may_look_and_answer_but_not_run_things(
    stage: Stage, cast: Cast, announcement: ShownMessage
) -> None:
    ben = cast.ben
    assert ONLY_FACILITATORS in await tries(stage, ben, "/cop schedule", "math-plc")
    assert ONLY_FACILITATORS in await tries(stage, ben, "/cop status", "math-plc")
    assert "facilitators" in await tries(stage, ben, "/cop setup", "math-plc")
    assert "Data walk" in await tries(stage, ben, "/cop upcoming", "math-plc")
    well(await ben.clicks("Maybe", message=announcement))
    await stage.settle()
    assert ben.sees("You are down as maybe")


async def test_a_member_who_gets_hold_of_a_facilitators_buttons_is_refused(
    stage: Stage, cast: Cast, announcement: ShownMessage
) -> None:
    await cast.ada.runs("/cop upcoming", channel="math-plc")
    theirs = next(shown for shown in cast.ada.ephemerals if "Edit" in shown.buttons)
    for label in ("Edit", "Cancel it"):
        await cast.ben.clicks(label, message=theirs)
        await stage.settle()
        assert cast.ben.screen.modal() is None
        assert cast.ben.sees(ONLY_FACILITATORS)
    await cast.ada.runs("/cop status", channel="math-plc")
    status = next(shown for shown in cast.ada.ephemerals if "Send now" in shown.buttons)
    planned = len(status.buttons)
    for label in ("Skip", "Send now", "Add a note"):
        await cast.ben.clicks(label, message=status)
        await stage.settle()
        assert cast.ben.screen.modal() is None
    await cast.ada.runs("/cop status", channel="math-plc")
    assert len(cast.ada.ephemerals[-1].buttons) == planned


async def test_a_new_facilitator_may_and_a_former_one_may_not(
    stage: Stage, cast: Cast, announcement: ShownMessage
) -> None:
    ada, ben = cast.ada, cast.ben
    await ada.runs("/cop setup", channel="math-plc")
    well(await ada.submits({"Facilitators": [ada, ben]}))
    await stage.settle()
    assert await tries(stage, ben, "/cop setup", "math-plc") == ""
    await ben.submits({"Facilitators": [ben]})
    await stage.settle()
    assert ONLY_FACILITATORS in await tries(stage, ada, "/cop status", "math-plc")


async def test_the_last_facilitator_cannot_remove_themselves(
    stage: Stage, cast: Cast, announcement: ShownMessage
) -> None:
    await cast.ada.runs("/cop setup", channel="math-plc")
    outcome = await cast.ada.submits({"Facilitators": []})
    assert "Facilitators" in outcome.errors
