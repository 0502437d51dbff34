"""The scenarios of the demo, played by their people through the real bot: what is there in the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.scenarios import DEFAULT, SCENARIOS, Scenario
from bot.demo.scenarios.acting import Company, ScenarioFailed, clicks, types
from bot.demo.scenarios.people import (
    ADA,
    BEN,
    CARMEN,
    HOME,
    LEADERS,
    LENA,
    MEMBERS,
    NOOR,
    SAM,
    TITLES,
    ZONE,
    find,
)
from bot.stage.stage import Stage, open_stage
from community.clock import MovableClock
from sandbox.journal import Entry
from sandbox.page.marks import Marks
from sandbox.people.onlooker import Onlooker
from sandbox.screens import ShownMessage
from sandbox.snapshot import restored, saved
from sandbox.workspace import Workspace

PACIFIC = ZoneInfo(ZONE)
FRIDAY = 4
KINDS = ("Success", "Strategy that works", "Did not work", "Challenge", "Question", "Resource")


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was played: the workspace as it was then, and everything that was seen until then."""

    workspace: Workspace
    entries: Sequence[Entry]
    told: Sequence[datetime]  # what the progress was

    def looks(self, name: str) -> Onlooker:
        user = find(self.workspace, name)
        assert user is not None
        return Onlooker(self.workspace, user)

    def posts(self, kind: str) -> list[Entry]:
        """The bot's messages of one kind."""
        return [one for one in self.entries if one.action == "post" and kind_of(one) == kind]

    def cards(self) -> dict[str, str]:
        """The stage of each cycle, by its title."""
        texts = [str(shown.shape["text"]) for shown in self.looks(ADA).messages(HOME)]
        cards = [text.removeprefix("PDSA cycle: ") for text in texts if text.startswith("PDSA cycle: ")]
        return {
            title: rest.split(".")[0] for title, _, rest in (card.partition(". Stage: ") for card in cards)
        }


@dataclass(frozen=True, slots=True)
class Year:
    mid_year: Played
    end_of_year: Played
    review: Sequence[Entry]  # what came of asking for the review of the year
    refused: Sequence[object]


def named(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


def kind_of(entry: Entry) -> str:
    return (entry.key or "").partition(":")[0]


def wall(entry: Entry, zone: ZoneInfo = PACIFIC) -> datetime:
    return entry.at.astimezone(zone)


def to_the_minute(at: datetime) -> time:
    """On a busy machine the clock of a scenario may go on some seconds before a message is out."""
    return at.time().replace(second=0, microsecond=0)


async def _played(stage: Stage, scenario: Scenario) -> Played:
    told: list[datetime] = []
    await scenario.play(stage, told.append)
    kept = restored(saved(stage.workspace), MovableClock(stage.clock.now()))
    return Played(kept, list(stage.workspace.journal), told)


async def _a_year(folder: Path) -> Year:
    first = named("mid_year")
    async with open_stage(MovableClock(first.begins_at), f"sqlite:///{folder}/year.db") as stage:
        stage.ping_s = 1.0
        await stage.start_bot()
        mid_year = await _played(stage, first)
        end_of_year = await _played(stage, named("end_of_year"))
        seen = len(stage.workspace.journal)
        company = Company(stage, meets_on=(), thinks_on=())
        now = stage.clock.now()
        company.at(now + timedelta(minutes=5), ADA, types("/cop report annual"))
        await company.play(now + timedelta(minutes=15), lambda _: None)
        review = stage.workspace.journal.since(seen)
        return Year(mid_year, end_of_year, review, list(stage.workspace.rejected_calls))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The whole year, played once for all tests: it takes a minute."""
    return asyncio.run(_a_year(tmp_path_factory.mktemp("year")))


# --- what there is to choose from


def test_a_scenario_goes_on_where_the_one_before_ends() -> None:
    assert named(DEFAULT).goes_on_from is None
    for scenario in SCENARIOS:
        assert scenario.begins_at <= scenario.ends_at
        if scenario.goes_on_from is not None:
            assert named(scenario.goes_on_from).ends_at == scenario.begins_at


async def test_an_empty_workspace_has_people_and_channels_and_nothing_set_up(tmp_path: Path) -> None:
    scenario = named("empty")
    async with open_stage(MovableClock(scenario.begins_at), f"sqlite:///{tmp_path}/empty.db") as stage:
        await stage.start_bot()
        await scenario.play(stage, lambda _: None)
        assert stage.clock.now() == scenario.ends_at
        bot, workspace = stage.app.bot_user_id, stage.workspace
        by_name = {channel.name: channel for channel in workspace.channels.values()}
        assert {name: bot in channel.members for name, channel in by_name.items()} == {
            HOME: True,
            "general": False,
            LEADERS: True,
        }
        assert [workspace.user(one).real_name for one in by_name[HOME].members if one != bot] == list(MEMBERS)
        assert by_name[LEADERS].is_private
        assert not [one for channel in by_name.values() for one in channel.messages]
        people = {name: find(workspace, name) for name in TITLES}
        assert {name: user.title for name, user in people.items() if user} == TITLES
        zones = {user.tz for user in people.values() if user}
        assert {"America/Denver", "America/New_York", "Europe/Dublin"} < zones
        assert [name for name, user in people.items() if user and user.is_guest] == [NOOR]
        assert SAM not in MEMBERS


async def test_what_somebody_cannot_do_ends_a_scenario_with_who_when_and_what(tmp_path: Path) -> None:
    scenario = named("empty")
    async with open_stage(MovableClock(scenario.begins_at), f"sqlite:///{tmp_path}/fails.db") as stage:
        await stage.start_bot()
        await scenario.play(stage, lambda _: None)
        company = Company(stage, meets_on=(), thinks_on=())
        company.on(date(2026, 9, 8), "9:05", BEN, clicks("I'll be there"))
        with pytest.raises(ScenarioFailed, match=r"Ben Okafor, Tue 08 Sep 2026 09:05: no such message"):
            await company.play(scenario.begins_at + timedelta(hours=1), lambda _: None)


# --- the middle of the year


def test_half_a_year_has_five_convenings_behind_it_and_one_ahead(year: Year) -> None:
    played = year.mid_year
    assert len(played.posts("convenings.recap")) == 5
    assert len(played.posts("feedback.summary")) == 20  # a first and a final one, to both facilitators
    *past, ahead = [
        shown
        for shown in played.looks(CARMEN).messages(HOME)
        if is_of(played, shown, "convenings.announcement")
    ]
    assert [shown for shown in past if "I'll be there" in shown.buttons] == []
    assert "I'll be there" in ahead.buttons
    assert "Going (4)" in ahead.text


def test_cycles_are_in_different_stages(year: Year) -> None:
    assert Counter(year.mid_year.cards().values()) == {"done": 2, "do": 2, "study": 1, "plan": 1}


def test_one_problem_is_in_the_midst_of_its_steps_and_one_is_closed(year: Year) -> None:
    texts = [entry.text for entry in year.mid_year.posts("problems.step")]
    assert [text.split(",")[0] for text in texts[-3:]] == ["Step 1 of 6", "Step 2 of 6", "Step 3 of 6"]
    closed = [
        shown
        for shown in year.mid_year.looks(BEN).messages(HOME)
        if "Closed: The same five" in summary(shown)
    ]
    assert len(closed) == 1
    assert "bring back a question" in closed[0].text


def test_digests_came_every_friday_at_three_whatever_the_clocks_did(year: Year) -> None:
    came = [wall(entry) for entry in year.end_of_year.posts("digests.members")]
    assert {(at.weekday(), to_the_minute(at)) for at in came} == {(FRIDAY, time(15))}
    assert len(came) > 30
    offsets = {at.utcoffset() for at in came}
    assert len(offsets) == 2  # summer time and winter time


def test_learnings_of_every_kind_were_told_and_found_useful(year: Year) -> None:
    told = " ".join(
        shown.text for shown in year.mid_year.looks(BEN).messages(HOME) if "This week in" in shown.text
    )
    assert [kind for kind in KINDS if kind not in told] == []
    assert "useful to" in told


def test_an_ask_of_the_leaders_waits_for_an_answer(year: Year) -> None:
    editions = [shown for shown in year.mid_year.looks(LENA).messages(LEADERS) if "for leaders" in shown.text]
    assert "Cover for two teachers on 25 February" in editions[-1].text
    assert "Offer help" in editions[-1].buttons
    offers = [entry for entry in year.mid_year.posts("digests.offer") if wall(entry).year == 2027]
    assert offers == []


def test_only_the_last_day_is_news(year: Year) -> None:
    for played in (year.mid_year, year.end_of_year):
        workspace = played.workspace
        ada = find(workspace, ADA)
        assert ada is not None
        unread = sum(
            Marks(workspace, ada.id).unread(channel).count
            for channel in workspace.channels.values()
            if ada.id in channel.members
        )
        assert unread <= 5


def test_something_new_leads_to_where_the_community_talks(year: Year) -> None:
    for played in (year.mid_year, year.end_of_year):
        ada = find(played.workspace, ADA)
        assert ada is not None
        home = next(one for one in played.workspace.channels.values() if one.name == HOME)
        assert Marks(played.workspace, ada.id).unread(home).count > 0


# --- the end of the year


def test_the_year_ends_with_its_last_convening_ahead_and_the_review_due(year: Year) -> None:
    announcements = [entry.text for entry in year.end_of_year.posts("convenings.announcement")]
    assert announcements[-1].startswith("What we keep, and what we let go")
    assert len(year.end_of_year.posts("convenings.recap")) == 9
    files = [entry for entry in year.review if entry.action == "file" and entry.user is not None]
    assert len(files) == 2  # the page and the tables


def test_all_cycles_but_one_are_decided_about(year: Year) -> None:
    stages = year.end_of_year.cards()
    assert Counter(stages.values()) == {"done": 8, "act": 1}
    assert stages["What a substitute should know"] == "act"


def test_site_councils_have_heard_and_have_answered(year: Year) -> None:
    reports = [shown for shown in year.end_of_year.looks(CARMEN).dms if "For your site council" in shown.text]
    assert [shown for shown in reports if "The council said" in shown.text and "Shared on" in shown.text]


# --- throughout


def test_nothing_was_refused_and_nothing_came_twice(year: Year) -> None:
    assert year.refused == []
    posts = [entry for entry in year.end_of_year.entries if entry.action == "post" and entry.key]
    often = Counter((entry.key, entry.channel) for entry in posts)
    assert [key for key, times in often.items() if times > 1] == []
    assert [entry.text for entry in year.end_of_year.entries if "went wrong" in entry.text] == []


def test_direct_messages_came_on_working_days_in_their_readers_daytime(year: Year) -> None:
    users = year.end_of_year.workspace.users
    sent = [
        (kind_of(entry), wall(entry, ZoneInfo(users[entry.user].tz)))
        for entry in year.end_of_year.entries
        if entry.action == "post" and entry.key and entry.user
    ]
    odd = [(kind, at) for kind, at in sent if not time(8) <= at.time() <= time(20) or at.weekday() > FRIDAY]
    assert odd == []


def test_channels_hear_at_the_same_hour_in_summer_and_in_winter(year: Year) -> None:
    hours = {
        "convenings.announcement": time(9),
        "convenings.reminder": time(15, 30),
        "convenings.attendance": time(15, 30),
        "convenings.recap": time(9),
        "problems.opening": time(9),
        "digests.leaders": time(15),
    }
    for kind, at in hours.items():
        came = [wall(entry) for entry in year.end_of_year.posts(kind)]
        assert {to_the_minute(one) for one in came} == {at}, kind
        assert len({one.utcoffset() for one in came}) == 2, kind


def test_progress_is_told_by_the_clock(year: Year) -> None:
    for played, scenario in ((year.mid_year, named("mid_year")), (year.end_of_year, named("end_of_year"))):
        assert list(played.told) == sorted(played.told)
        assert scenario.begins_at <= played.told[0]
        assert played.told[-1] <= scenario.ends_at
        assert len(played.told) > 100


def summary(shown: ShownMessage) -> str:
    """What a notification would say of it."""
    return str(shown.shape["text"])


def is_of(played: Played, shown: ShownMessage, kind: str) -> bool:
    message = played.workspace.channels[shown.channel_id].messages.get(shown.ts)
    return message is not None and (message.key or "").partition(":")[0] == kind
