"""Settings: what is read from where, and what people are told when it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import (
    READ_BY_LIBRARIES,
    SHOULD_BE,
    SettingsError,
    read_settings,
    settings_of,
    take_over_environment,
    unseen_by_libraries,
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*READ_BY_LIBRARIES, *SHOULD_BE, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return iter(())


def problems_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(env_file=None)
    return caught.value.problems


def test_with_nothing_set_the_defaults_are_slack_itself_and_a_file_beside_the_bot() -> None:
    settings = read_settings(env_file=None)
    assert settings.slack_base_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///convener.db"
    assert not settings.is_single_workspace


def test_a_dotenv_file_is_read_and_the_environment_wins_over_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("SLACK_BOT_TOKEN=xoxb-from-file\nPORT=4000\nOF_ANOTHER_PROGRAM=1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "5000")
    settings = read_settings(env_file=dotenv)
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "xoxb-from-file"
    assert settings.port == 5000


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    assert read_settings(env_file=None).bot_token is None


@pytest.mark.parametrize(
    ("variable", "value", "should_be"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-swapped", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-swapped", "xapp-"),
        ("SLACK_API_URL", "slack.com/api", "http(s) address"),
        ("DATABASE_URL", "mysql://db/convener", "postgresql://"),
        ("CONVENER_SECRET_KEY", "correct horse", "Fernet"),
        ("PUBLIC_URL", "convener", "https address"),
        ("PORT", "99999", "port number"),
        ("PORT", "http", "port number"),
        ("LOG_LEVEL", "loud", "debug, info"),
        ("LOG_FORMAT", "xml", "console or json"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, should_be: str
) -> None:
    (problem,) = problems_of(monkeypatch, **{variable: value})
    assert problem.startswith(f"{variable} is not right. It should be ")
    assert should_be in problem


def test_a_wrong_secret_is_never_repeated_in_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = problems_of(monkeypatch, SLACK_BOT_TOKEN="xoxp-hunter2", CONVENER_SECRET_KEY="hunter2")
    assert len(problems) == 2
    assert "hunter2" not in " ".join(problems)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "hunter2" not in repr(settings_of(SLACK_BOT_TOKEN="xoxb-hunter2"))


def test_what_a_way_of_running_needs_is_asked_for_by_name() -> None:
    with pytest.raises(SettingsError) as socket_mode:
        settings_of().require_socket_mode()
    assert [problem.split()[0] for problem in socket_mode.value.problems] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]
    with pytest.raises(SettingsError) as many_workspaces:
        settings_of(SLACK_CLIENT_ID="1.2").require_http()
    assert [problem.split()[0] for problem in many_workspaces.value.problems] == [
        "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_SECRET",
        "CONVENER_SECRET_KEY",
        "PUBLIC_URL",
    ]


def test_several_fernet_keys_are_kept_newest_first() -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings = settings_of(CONVENER_SECRET_KEY=f"{new}, {old}")
    assert settings.fernet_keys == (new, old)


@pytest.mark.parametrize(
    ("api", "no_proxy", "expected"),
    [
        ("https://slack.com/api/", "", "http://proxy:3128"),
        ("https://slack.com/api/", ".slack.com,localhost", None),
        ("https://slack.com/api/", "ack.com", "http://proxy:3128"),
        ("https://slack.com/api/", "*", None),
        ("http://127.0.0.1:8000/api/", "", None),
    ],
)
def test_the_proxy_is_taken_unless_no_proxy_names_the_host(
    monkeypatch: pytest.MonkeyPatch, api: str, no_proxy: str, expected: str | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    monkeypatch.setenv("SLACK_API_URL", api)
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert read_settings(env_file=None).slack_proxy == expected


def test_libraries_find_none_of_their_variables_once_the_environment_is_taken_over() -> None:
    environment = {"SLACK_CLIENT_ID": "1.2", "HTTPS_PROXY": "http://proxy", "PATH": "/bin"}
    take_over_environment(environment)
    assert environment == {"PATH": "/bin"}


def test_variables_come_back_when_the_libraries_have_been_built() -> None:
    environment = {"SLACK_CLIENT_ID": "1.2"}
    with unseen_by_libraries(environment):
        assert environment == {}
    assert environment == {"SLACK_CLIENT_ID": "1.2"}
