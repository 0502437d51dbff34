"""The doctor: against a pretend Slack, against a broken one, and against nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from bot.doctor import Doctor, Finding, judge_skew
from bot.installations import Installation, InstalledWorkspaces, TokenVault
from bot.settings import Settings, settings_of
from community.clock import SystemClock
from community.ids import UserId, WorkspaceId
from sandbox.faults import Fault
from storage.engine import open_engine
from storage.tables import CommunityRow
from storage.unit_of_work import Store
from tests.support.slack_side import Slack, a_slack

NOW = datetime(2026, 9, 7, 15, tzinfo=UTC)


class ImpatientClock(SystemClock):
    async def sleep(self, seconds: float) -> None:
        """No pause between attempts: the tests do not wait for a Slack that will not come."""


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Slack]:
    async with a_slack() as slack:
        yield slack


async def findings_of(settings: Settings) -> dict[str, Finding]:
    doctor = Doctor(settings, ImpatientClock())
    try:
        return {finding.subject: finding async for finding in doctor.examine()}
    finally:
        await doctor.close()


def troubles(findings: dict[str, Finding]) -> set[str]:
    return {subject for subject, finding in findings.items() if not finding.is_well}


async def add_community(database_url: str, slack: Slack, home: str, leaders: str | None = None) -> None:
    store = Store(open_engine(database_url))
    async with store.transaction() as session:
        session.add(
            CommunityRow(
                workspace_id=slack.workspace.team_id,
                home_channel=home,
                leaders_channel=leaders,
                name="Math PLC",
                purpose_whom="teachers",
                purpose_shared="fractions",
                purpose_practice="teach them",
                zone="America/Los_Angeles",
                year_starts_on=date(2026, 8, 1),
                year_ends_on=date(2027, 6, 30),
                semester_ends_on=date(2027, 1, 15),
                digest_weekday=4,
                digest_time=time(9),
                created_at=NOW,
                created_by=slack.ada.id,
            )
        )
    await store.close()


async def test_all_is_well_with_a_workspace_that_is_set_up_right(slack: Slack, database_url: str) -> None:
    await add_community(database_url, slack, slack.channel.id)
    findings = await findings_of(slack.settings(DATABASE_URL=database_url))
    assert troubles(findings) == set()
    assert {"database", "socket mode", "bot token", "scopes", "clock", "home of Math PLC"} <= set(findings)


async def test_against_nothing_it_says_what_to_set_and_what_to_run(tmp_path: Path) -> None:
    missing = tmp_path / "convener.db"
    findings = await findings_of(settings_of(DATABASE_URL=f"sqlite:///{missing}"))
    assert troubles(findings) == {"database", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}
    assert "convener migrate" in findings["database"].advice
    assert "xoxb-" in findings["SLACK_BOT_TOKEN"].advice
    assert "xapp-" in findings["SLACK_APP_TOKEN"].advice
    assert not missing.exists(), "looking must not create the database"


async def test_an_unreachable_database_is_named_without_its_password(slack: Slack) -> None:
    url = "postgresql://ada:hunter2@127.0.0.1:9/convener"
    database = (await findings_of(slack.settings(DATABASE_URL=url)))["database"]
    assert not database.is_well
    assert "127.0.0.1:9" in database.sentence
    assert "hunter2" not in database.sentence


async def test_an_empty_database_wants_to_be_migrated(slack: Slack, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    database = (await findings_of(slack.settings(DATABASE_URL=f"sqlite:///{empty}")))["database"]
    assert database.sentence == "The database is empty."
    assert database.advice == "Run: convener migrate"


async def test_a_revoked_bot_token_is_to_be_copied_again(slack: Slack, database_url: str) -> None:
    slack.workspace.revoke_tokens(slack.app)
    token = (await findings_of(slack.settings(DATABASE_URL=database_url)))["bot token"]
    assert "token_revoked" in token.sentence
    assert "OAuth & Permissions" in token.advice


async def test_a_wrong_app_token_is_told_from_a_wrong_bot_token(slack: Slack, database_url: str) -> None:
    settings = slack.settings(DATABASE_URL=database_url, SLACK_APP_TOKEN="xapp-1-wrong")
    findings = await findings_of(settings)
    assert troubles(findings) == {"socket mode"}
    assert "SLACK_APP_TOKEN" in findings["socket mode"].sentence


async def test_a_socket_that_does_not_open_is_blamed_on_the_network(slack: Slack, database_url: str) -> None:
    slack.server.sockets.refuse(60)
    finding = (await findings_of(slack.settings(DATABASE_URL=database_url)))["socket mode"]
    assert not finding.is_well
    assert "WebSockets" in finding.advice


async def test_a_slack_that_is_away_is_said_to_be_unreachable(slack: Slack, database_url: str) -> None:
    slack.server.faults.add(Fault.UNAVAILABLE)
    findings = await findings_of(slack.settings(DATABASE_URL=database_url))
    assert troubles(findings) == {"socket mode", "bot token"}
    assert "could not be reached" in findings["bot token"].sentence


async def test_a_missing_scope_is_named_with_what_does_not_work_without_it(
    slack: Slack, database_url: str
) -> None:
    slack.app.scopes = slack.app.scopes - {"files:write"}
    scopes = (await findings_of(slack.settings(DATABASE_URL=database_url)))["scopes"]
    assert scopes.sentence == "Not granted: files:write (sharing calendar files)."
    assert "install the app again" in scopes.advice


async def test_each_channel_that_cannot_be_posted_to_is_found(slack: Slack, database_url: str) -> None:
    workspace = slack.workspace
    left = workspace.add_channel("left", members=[slack.ada.id])
    hidden = workspace.add_channel("leaders", private=True, members=[slack.ada.id])
    await add_community(database_url, slack, left.id, hidden.id)
    findings = await findings_of(slack.settings(DATABASE_URL=database_url))
    assert troubles(findings) == {"home of Math PLC", "leaders' channel of Math PLC"}
    assert findings["home of Math PLC"].sentence == "The bot is not in #left."
    assert "channel_not_found" in findings["leaders' channel of Math PLC"].sentence


async def test_an_archived_home_is_found_and_a_public_leaders_channel_needs_no_membership(
    slack: Slack, database_url: str
) -> None:
    leaders = slack.workspace.add_channel("leaders", members=[slack.ada.id])
    await add_community(database_url, slack, slack.channel.id, leaders.id)
    slack.workspace.archive(slack.channel.id, by=slack.ada.id)
    findings = await findings_of(slack.settings(DATABASE_URL=database_url))
    assert troubles(findings) == {"home of Math PLC"}
    assert "archived" in findings["home of Math PLC"].sentence


async def install(slack: Slack, database_url: str, key: str) -> None:
    store = Store(open_engine(database_url))
    kept = InstalledWorkspaces(store, TokenVault([key]), SystemClock())
    team = WorkspaceId(slack.workspace.team_id)
    bot_user = UserId(slack.app.bot_user_id)
    await kept.save(Installation(team, "Maple", bot_user, "B1", slack.app.bot_token, frozenset()))
    await store.close()


def for_many(slack: Slack, database_url: str, **variables: str) -> Settings:
    given = {
        "SLACK_API_URL": slack.server.api_url,
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s",
        "SLACK_SIGNING_SECRET": "s",
        "PUBLIC_URL": "https://convener.example.org",
        "DATABASE_URL": database_url,
    }
    return settings_of(**(given | variables))


async def test_with_many_workspaces_each_stored_token_is_tried(slack: Slack, database_url: str) -> None:
    key = Fernet.generate_key().decode()
    await install(slack, database_url, key)
    findings = await findings_of(for_many(slack, database_url, CONVENER_SECRET_KEY=key))
    assert troubles(findings) == set()
    assert findings["bot token"].is_well


async def test_a_stored_token_that_no_key_opens_is_found(slack: Slack, database_url: str) -> None:
    await install(slack, database_url, Fernet.generate_key().decode())
    other_key = Fernet.generate_key().decode()
    findings = await findings_of(for_many(slack, database_url, CONVENER_SECRET_KEY=other_key))
    assert troubles(findings) == {f"installation in {slack.workspace.team_id}"}


async def test_with_many_workspaces_the_key_for_their_tokens_is_asked_for(
    slack: Slack, database_url: str
) -> None:
    findings = await findings_of(for_many(slack, database_url))
    assert troubles(findings) == {"CONVENER_SECRET_KEY"}
    assert "Fernet" in findings["CONVENER_SECRET_KEY"].advice


@pytest.mark.parametrize(
    ("seconds", "is_well"), [(0, True), (29, True), (-29, True), (31, False), (-3600, False)]
)
def test_a_clock_that_is_off_is_said_to_be(seconds: int, is_well: bool) -> None:
    finding = judge_skew(NOW + timedelta(seconds=seconds), format_datetime(NOW, usegmt=True))
    assert finding.is_well is is_well


def test_without_a_date_in_the_answer_the_clock_is_not_blamed() -> None:
    assert judge_skew(NOW, "").is_well
