"""Where an answer appears: it finds its way even where the bot may not speak."""

from __future__ import annotations

from datetime import timedelta

from structlog.testing import capture_logs

from sandbox.faults import Fault
from sandbox.people import Person
from tests.support.community_stage import DATA_WALK, Stage, well


async def test_in_a_channel_without_the_bot_a_form_is_answered_in_a_direct_message(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    stage.channel("lunch", ada, with_bot=False)
    await ada.runs("/cop schedule", channel="lunch")
    well(await ada.submits(DATA_WALK))
    await stage.settle()
    assert "Scheduled:" in ada.dms[-1].text


async def test_in_the_conversation_with_the_bot_a_form_is_answered_there(
    stage: Stage, math: str, ada: Person
) -> None:
    await stage.community(ada)
    ada.goes_to_dm()
    await ada.runs("/cop schedule")
    well(await ada.submits(DATA_WALK))
    await stage.settle()
    assert ada.sees("Scheduled:")


async def test_a_reply_that_slack_refuses_is_logged_and_the_work_stands(
    stage: Stage, math: str, ada: Person
) -> None:
    community = await stage.community(ada)
    stage.server.faults.add(Fault.ERROR, "chat.post*", error="restricted_action")
    await ada.runs("/cop schedule")
    with capture_logs() as logs:
        well(await ada.submits(DATA_WALK))
        await stage.settle()
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["reply.failed"]
    assert len(await stage.services.convenings.upcoming(stage.caller(ada), community.id)) == 1


async def test_a_list_can_be_refreshed_again_and_again_in_its_place(
    stage: Stage, math: str, ada: Person
) -> None:
    """A `response_url` is good for five answers: each click brings its own."""
    await stage.community(ada)
    await ada.runs("/cop status")
    for _ in range(6):
        stage.clock.advance(timedelta(minutes=10))
        well(await ada.clicks("Refresh"))
        await stage.settle()
    assert len([shown for shown in ada.ephemerals if "What I am going to send" in shown.text]) == 1


async def test_only_the_person_who_asked_sees_the_answer(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await ben.runs("/cop", channel="math-plc")
    assert ben.sees("What you can do")
    assert not ada.sees("What you can do")
