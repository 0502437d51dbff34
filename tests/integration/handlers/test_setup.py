"""`/cop setup`, as facilitators and others meet it."""

from __future__ import annotations

from datetime import date

from community.ids import ChannelId
from sandbox.faults import Fault
from sandbox.people import Person
from tests.support.community_stage import SETUP, Stage, well

NAME, ZONE, FACILITATORS = "Name of the community", "Time zone", "Facilitators"


async def test_a_form_opens_with_what_is_known_of_the_person(stage: Stage, math: str, ada: Person) -> None:
    outcome = await ada.runs("/cop setup", channel="math-plc")
    assert outcome.modal is not None
    assert outcome.modal.title == "Set up a community"
    assert outcome.modal.values[ZONE] == "America/Los_Angeles"
    assert outcome.modal.values[FACILITATORS] == [ada.id]


async def test_a_form_sent_makes_the_channel_a_home(stage: Stage, math: str, ada: Person) -> None:
    community = await stage.community(ada)
    assert community.home_channel == math
    assert community.facilitators == (ada.id,)
    assert ada.sees("*Math PLC* is set up") or ada.sees("Math PLC is set up")


async def test_the_form_opens_though_slack_does_not_say_who_the_person_is(
    stage: Stage, math: str, ada: Person
) -> None:
    stage.server.faults.add(Fault.ERROR, "users.info")
    outcome = await ada.runs("/cop setup", channel="math-plc")
    assert outcome.modal is not None
    assert outcome.modal.values[ZONE] in ("", None)
    assert outcome.modal.values[FACILITATORS] == [ada.id]


async def test_run_again_it_shows_what_holds_now_and_edits(stage: Stage, math: str, ada: Person) -> None:
    await stage.community(ada)
    await ada.runs("/cop setup", channel="math-plc")
    assert ada.modal is not None
    assert ada.modal.values[NAME] == "Math PLC"
    well(await ada.submits({NAME: "Math circle"}))
    await stage.settle()
    assert ada.sees("Math circle")


async def test_a_public_channel_the_bot_is_not_in_is_joined(stage: Stage, ada: Person) -> None:
    channel = stage.channel("reading", ada, with_bot=False)
    await stage.community(ada, "reading")
    assert stage.app.bot_user_id in stage.workspace.channels[channel].members


async def test_a_private_channel_the_bot_is_not_in_asks_for_an_invitation(stage: Stage, ada: Person) -> None:
    stage.channel("quiet", ada, private=True, with_bot=False)
    outcome = await ada.runs("/cop setup", channel="quiet")
    assert outcome.modal is None
    assert ada.sees("/invite")


async def test_a_private_channel_the_bot_is_in_can_be_a_home(stage: Stage, ada: Person) -> None:
    channel = stage.channel("quiet", ada, private=True)
    assert (await stage.community(ada, "quiet")).home_channel == channel


async def test_in_a_direct_message_it_says_where_to_go(stage: Stage, math: str, ada: Person) -> None:
    ada.goes_to_dm()
    await ada.runs("/cop setup")
    assert ada.sees("A community lives in a channel")


async def test_guests_are_told_that_they_may_not(stage: Stage) -> None:
    guest = stage.person("Gus Guest", is_guest=True)
    stage.channel("math-plc", guest)
    outcome = await guest.runs("/cop setup", channel="math-plc")
    assert outcome.modal is None
    assert guest.sees("guests cannot")


async def test_members_may_not_change_what_facilitators_set_up(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada)
    outcome = await ben.runs("/cop setup", channel="math-plc")
    assert outcome.modal is None
    assert ben.sees("facilitators")


async def test_problems_stand_beside_their_fields_and_nothing_is_lost(
    stage: Stage, math: str, ada: Person
) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    wrong = {ZONE: "Mars/Olympus", "School year ends on": date(2026, 1, 1), "Holidays": "whenever"}
    outcome = await ada.submits({**SETUP, **wrong})
    assert "Mars/Olympus" in outcome.errors[ZONE]
    assert "before it starts" in outcome.errors["School year ends on"]
    assert "whenever" in outcome.errors["Holidays"]
    assert ada.modal is not None
    assert ada.modal.values[NAME] == "Math PLC"


async def test_a_bot_cannot_facilitate(stage: Stage, math: str, ada: Person) -> None:
    robot = stage.person("Robo Bot", is_bot=True)
    await ada.runs("/cop setup", channel="math-plc")
    outcome = await ada.submits({**SETUP, FACILITATORS: [ada, robot]})
    assert "is an app" in outcome.errors[FACILITATORS]


async def test_somebody_deactivated_while_the_form_was_open_cannot_facilitate(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    await ada.fills({**SETUP, FACILITATORS: [ada, ben]})
    stage.workspace.deactivate(ben.id)
    await stage.settle()
    outcome = await ada.submits()
    assert "deactivated" in outcome.errors[FACILITATORS]


async def test_a_warning_is_read_and_accepted_with_everything_typed_kept(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    outcome = await ada.submits({**SETUP, FACILITATORS: [ben]})
    well(outcome)
    assert ada.sees("You are not among the facilitators")
    assert ada.modal is not None
    assert ada.modal.values[NAME] == "Math PLC"
    well(await ada.submits({"Seen, and meant that way?": ["Save all the same"]}))
    assert ada.screen.modal() is None
    await stage.settle()
    found = await stage.services.communities.candidates(stage.caller(ben), ChannelId(math))
    assert found[0].facilitators == (ben.id,)


async def test_a_warning_that_is_not_accepted_is_shown_again(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    await ada.submits({**SETUP, FACILITATORS: [ben]})
    await ada.submits()
    assert ada.sees("You are not among the facilitators")


async def test_the_second_of_two_editors_is_told_and_keeps_the_text(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await stage.community(ada, changes={FACILITATORS: [ada, ben]})
    await ada.runs("/cop setup", channel="math-plc")
    await ben.runs("/cop setup", channel="math-plc")
    await ada.submits({NAME: "Ada's name"})
    await ben.submits({NAME: "Ben's name"})
    assert ben.modal is not None
    assert ben.modal.values[NAME] == "Ben's name"
    assert ben.sees("changed") or ben.sees("meanwhile")
    well(await ben.submits())
    assert ben.screen.modal() is None
    await stage.settle()
    assert ben.sees("Ben's name")


async def test_the_form_stays_open_with_the_text_when_slack_does_not_say_who_people_are(
    stage: Stage, math: str, ada: Person, ben: Person
) -> None:
    await ada.runs("/cop setup", channel="math-plc")
    stage.server.faults.add(Fault.ERROR, "users.info")
    outcome = await ada.submits({**SETUP, FACILITATORS: [ada, ben]})
    assert "Slack did not say" in str(outcome.errors)
    assert ada.modal is not None
    assert ada.modal.values[NAME] == "Math PLC"


async def test_the_leaders_channel_may_be_private(stage: Stage, math: str, ada: Person) -> None:
    leaders = stage.channel("leaders", ada, private=True)
    community = await stage.community(ada, changes={"Leaders' channel": "leaders"})
    assert community.leaders_channel == leaders
