"""What people type wrongly, click too late, or find broken: each is told in place, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from community.errors import DeliveryTooEarly
from sandbox.people import Person
from tests.scenarios.conftest import Cast
from tests.support.community_stage import DATA_WALK, SETUP, Stage, well

ACCEPT = "Seen, and meant that way?"
TODAY: dict[str, object] = {"Announce on": date(2026, 9, 7), "Announce at": time(8, 0)}
RATINGS = {
    "We reached what this session set out to do.": "4 · agree",
    "What we did matters for my own work.": "4 · agree",
    "I could speak up, and I was heard.": "4 · agree",
    "I take away something I am going to use.": "4 · agree",
    "It was time well spent.": "4 · agree",
}


async def test_a_setup_full_of_mistakes_is_corrected_field_by_field(stage: Stage, cast: Cast) -> None:
    robot = stage.person("Robo Bot", is_bot=True)
    ada = cast.ada
    await ada.runs("/cop setup", channel="math-plc")
    mistakes = {
        "Time zone": "Pacific Time",
        "Facilitators": [ada, robot],
        "School year ends on": date(2026, 6, 30),
        "Holidays": "2026-12-24 until the snow melts\n24.12.",
        "Leaders' channel": "math-plc",
    }
    outcome = await ada.submits({**SETUP, **mistakes})
    assert set(outcome.errors) == set(mistakes)
    well(
        await ada.submits(
            {
                "Time zone": "America/Los_Angeles",
                "Facilitators": [ada],
                "School year ends on": date(2027, 6, 30),
                "Holidays": "2026-12-24 to 2027-01-03 Winter break",
                "Leaders' channel": None,
            }
        )
    )
    await stage.settle()
    assert ada.sees("Math PLC")


async def test_a_schedule_full_of_mistakes_is_corrected_field_by_field(stage: Stage, cast: Cast) -> None:
    ada = cast.ada
    await stage.community(ada)
    await ada.runs("/cop schedule on 31/12 at 27:00 Data walk")
    assert ada.sees("31/12")
    mistakes = {
        "Date": date(2026, 9, 1),
        "Length in minutes": "0",
        "Link": "meet.example.org",
        "Agenda": "Welcome\nData walk, many minutes",
    }
    outcome = await ada.submits({**DATA_WALK, **mistakes})
    assert set(mistakes) <= set(outcome.errors)
    well(await ada.submits(DATA_WALK))
    await stage.settle()
    assert ada.sees("Scheduled:")


async def test_an_hour_that_does_not_exist_is_refused_and_one_that_comes_twice_is_asked_about(
    stage: Stage, cast: Cast
) -> None:
    ada = cast.ada
    await stage.community(ada)
    await ada.runs("/cop schedule")
    outcome = await ada.submits({**DATA_WALK, "Date": date(2027, 3, 14), "Start": time(2, 30)})
    assert list(outcome.errors) == ["Start"]
    well(await ada.submits({"Date": date(2026, 11, 1), "Start": time(1, 30)}))
    assert ada.modal is not None
    assert "comes twice" in ada.modal.text
    well(await ada.submits({ACCEPT: ["Schedule it all the same"]}))
    assert ada.screen.modal() is None


async def test_hostile_words_reach_everybody_as_typed_and_ping_nobody(stage: Stage, cast: Cast) -> None:
    ada = cast.ada
    title = "<!channel> & *all* <@U00000002> \N{RIGHT-TO-LEFT OVERRIDE}kcehc 🧮"
    await stage.community(ada)
    await stage.convening(ada, {**TODAY, "Title": title, "Agenda": "<!here> & welcome, 10"})
    await stage.jobs()
    posted = [shown for shown in cast.ben.messages("math-plc") if "I'll be there" in shown.buttons]
    assert len(posted) == 1
    parsed = [posted[0].shape["text"], *_mrkdwn_in(posted[0].shape)]
    assert not any(ping in text for text in parsed for ping in ("<!channel>", "<!here>", "<@U00000002>"))
    assert "<!channel> & *all*" in posted[0].text
    assert not stage.workspace.rejected_calls


async def test_feedback_of_somebody_not_asked_and_feedback_too_late(stage: Stage, cast: Cast) -> None:
    """Ben goes; Carmen never answered, so nobody asks her."""
    await stage.community(cast.ada)
    await stage.convening(cast.ada, {**TODAY, "Date": date(2026, 9, 8)})
    await stage.jobs()
    await cast.ben.clicks("I'll be there", channel="math-plc")
    await stage.settle()
    ends_at = datetime(2026, 9, 8, 23, 45, tzinfo=UTC)
    await stage.until(ends_at + timedelta(minutes=1), planning_every=timedelta(days=1))
    await stage.until(ends_at + timedelta(minutes=12))
    (request,) = [shown for shown in cast.ben.dms if "Give feedback" in shown.buttons][:1]

    await cast.carmen.clicks("Give feedback", message=request)
    await stage.settle()
    assert cast.carmen.screen.modal() is None

    await cast.ben.clicks("Give feedback", message=request)
    await cast.ben.fills(RATINGS)
    stage.clock.advance(timedelta(days=8))
    outcome = await cast.ben.submits()
    assert "closed" in str(outcome.errors)
    assert cast.ben.modal is not None


async def test_a_broken_home_is_told_to_the_facilitators_once_and_mended(stage: Stage, cast: Cast) -> None:
    ada, home = cast.ada, cast.ada.screen.channel("math-plc").id
    await stage.community(ada)
    await stage.jobs()
    stage.workspace.archive(home, by=ada.id)
    await stage.settle()
    await stage.jobs()
    assert len(_told_of_trouble(ada)) == 1
    assert not _told_of_trouble(cast.ben)
    stage.workspace.unarchive(home, by=ada.id)
    await stage.settle()
    await stage.convening(ada, TODAY)
    await stage.until(stage.clock.now() + timedelta(minutes=10))
    assert cast.ben.sees("Data walk")
    assert len(_told_of_trouble(ada)) == 1


async def test_a_renamed_home_changes_nothing_and_one_without_the_bot_is_told(
    stage: Stage, cast: Cast
) -> None:
    ada, home = cast.ada, cast.ada.screen.channel("math-plc").id
    await stage.community(ada)
    await stage.jobs()
    stage.workspace.rename(home, "maths", by=ada.id)
    await stage.settle()
    await stage.convening(ada, TODAY)
    await stage.jobs()
    assert any("Data walk" in shown.text for shown in cast.ben.messages("maths"))
    stage.workspace.remove_bot(home, stage.app, by=ada.id)
    await stage.settle()
    await stage.jobs()
    (told,) = _told_of_trouble(ada)
    assert "/invite" in told


async def test_a_home_made_private_goes_on_as_before(stage: Stage, cast: Cast) -> None:
    """Slack keeps the channel's id, and the bot's membership; nobody has to do anything."""
    ada, home = cast.ada, cast.ada.screen.channel("math-plc").id
    community = await stage.community(ada)
    stage.workspace.convert_to_private(home, by=ada.id)
    gil = stage.person("Gil New")
    stage.workspace.join(home, gil.id, inviter=ada.id)
    await stage.settle()
    await stage.convening(ada, TODAY)
    await stage.jobs()
    well(await cast.ben.clicks("I'll be there", channel="math-plc"))
    well(await gil.clicks("Maybe", channel="math-plc"))
    await stage.settle()
    (item,) = await stage.services.convenings.upcoming(stage.caller(ada), community.id)
    assert (len(item.answers.going), len(item.answers.maybe)) == (1, 1)
    assert not _told_of_trouble(ada)
    assert not stage.server.deliveries.failed


async def test_a_home_made_private_without_the_bot_is_told_once_and_mended_by_an_invitation(
    stage: Stage, cast: Cast
) -> None:
    ada, home = cast.ada, cast.ada.screen.channel("math-plc").id
    await stage.community(ada)
    await stage.jobs()
    del stage.workspace.channels[home].members[stage.app.bot_user_id]  # and Slack did not say so
    stage.workspace.convert_to_private(home, by=ada.id)
    await stage.settle()
    await ada.runs("/cop schedule", channel="math-plc")
    well(await ada.submits({**DATA_WALK, **TODAY}))
    await stage.settle()
    await stage.until(stage.clock.now() + timedelta(hours=1))
    (told,) = _told_of_trouble(ada)
    assert "private now" in told
    stage.workspace.join(home, stage.app.bot_user_id, inviter=ada.id)
    await stage.settle()
    await stage.until(stage.clock.now() + timedelta(minutes=10))
    assert cast.ben.sees("I'll be there")
    assert len(_told_of_trouble(ada)) == 1


@pytest.mark.parametrize("fate", ["hidden", "deleted"])
async def test_a_leaders_channel_out_of_reach_is_told_once_and_members_get_their_digest(
    fate: str, stage: Stage, cast: Cast
) -> None:
    ada = cast.ada
    cabinet = stage.channel("cabinet", ada, cast.lea, private=True, with_bot=fate == "deleted")
    await stage.community(ada, changes={"Leaders' channel": "cabinet"})
    if fate == "deleted":
        stage.workspace.delete_channel(cabinet, by=ada.id)
        await stage.settle()
    await stage.until(datetime(2026, 9, 19, tzinfo=UTC), planning_every=timedelta(hours=12))
    assert len([shown for shown in cast.ben.messages("math-plc") if "week in" in shown.text]) == 2
    (told,) = _told_of_trouble(ada)
    assert "/invite" in told
    assert "/cop setup" in told
    assert not _told_of_trouble(cast.lea)


def _mrkdwn_in(shape: Any) -> Iterator[str]:
    """Every text in which Slack would look for mentions."""
    if isinstance(shape, dict):
        if shape.get("type") == "mrkdwn":
            yield shape["text"]
        for part in shape.values():
            yield from _mrkdwn_in(part)
    elif isinstance(shape, list):
        for part in shape:
            yield from _mrkdwn_in(part)


def _told_of_trouble(person: Person) -> list[str]:
    return [shown.text for shown in person.dms if "archived" in shown.text or "/invite" in shown.text]


async def test_what_tells_of_a_session_cannot_be_sent_before_it(stage: Stage, cast: Cast) -> None:
    community = await stage.community(cast.ada)
    await stage.convening(cast.ada, TODAY)
    await stage.jobs()
    await cast.ben.clicks("I'll be there")
    await stage.jobs()
    page = await stage.services.status.status(stage.caller(cast.ada), community.id)
    held = {line.kind: line.group for line in page.planned if not line.can_go_now}
    assert set(held) == {"convenings.attendance", "feedback.request", "convenings.recap"}
    for group in held.values():
        with pytest.raises(DeliveryTooEarly):
            await stage.services.status.send_now(stage.caller(cast.ada), community.id, group)
    await stage.until(stage.clock.now() + timedelta(hours=1))
    assert not cast.ben.sees("Recap:")
