"""The settings: one tree, and the only place that reads the environment (and a `.env` file beside it)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

DATABASE_SCHEMES = ("sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg")

# What Bolt and the SDK read behind our back. SLACK_CLIENT_ID and SLACK_CLIENT_SECRET turn a token app into an
# OAuth app, SLACK_VERIFICATION_TOKEN turns the ssl_check upside down, the proxies ignore NO_PROXY.
READ_BY_LIBRARIES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_SCOPES",
    "SLACK_USER_SCOPES",
    "SLACK_REDIRECT_URI",
    "SLACK_VERIFICATION_TOKEN",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
)

# What an app that people install in their workspaces needs beside its SLACK_CLIENT_ID.
FOR_MANY_WORKSPACES = ("SLACK_CLIENT_SECRET", "CONVENER_SECRET_KEY", "PUBLIC_URL")

# Each variable and what it should be: read out in errors, in the doctor's advice and in the documentation.
SHOULD_BE = {
    "SLACK_BOT_TOKEN": "the bot token, which begins with xoxb- (your app's page, OAuth & Permissions)",
    "SLACK_APP_TOKEN": (
        "the app-level token with connections:write, which begins with xapp- "
        "(your app's page, Basic Information)"
    ),
    "SLACK_SIGNING_SECRET": "the signing secret (your app's page, Basic Information)",
    "SLACK_CLIENT_ID": "the client id (your app's page, Basic Information)",
    "SLACK_CLIENT_SECRET": "the client secret (your app's page, Basic Information)",
    "SLACK_API_URL": "an http(s) address such as https://slack.com/api/",
    "DATABASE_URL": "sqlite:///convener.db or postgresql://user:password@host/name",
    "CONVENER_SECRET_KEY": (
        "one or more Fernet keys separated by commas, the newest first; make one with: "
        'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
    ),
    "PUBLIC_URL": "the https address under which the internet reaches this bot, such as https://convener.example.org",
    "HOST": "the address to listen on, such as 0.0.0.0",
    "PORT": "a port number from 1 to 65535",
    "LOG_LEVEL": "one of debug, info, warning, error",
    "LOG_FORMAT": "console or json",
}


class SettingsError(Exception):
    """The settings do not do. `problems` are sentences, each naming its variable; no value is repeated."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


def _begins_with(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError(f"does not begin with {prefix}")
        return value

    return AfterValidator(check)


def _is_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is no http(s) address")
    return value.rstrip("/")


def _is_database(value: str) -> str:
    if urlsplit(value).scheme not in DATABASE_SCHEMES:
        raise ValueError("names no database this bot knows")
    return value


def _are_fernet_keys(value: SecretStr) -> SecretStr:
    for key in value.get_secret_value().split(","):
        Fernet(key.strip())
    return value


HttpUrl = Annotated[str, AfterValidator(_is_address)]


class Settings(BaseSettings):
    """Everything that can be set from outside. Build it with `read_settings`, whose errors are plain."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, case_sensitive=True, populate_by_name=True
    )

    bot_token: Annotated[SecretStr, _begins_with("xoxb-")] | None = Field(None, alias="SLACK_BOT_TOKEN")
    app_token: Annotated[SecretStr, _begins_with("xapp-")] | None = Field(None, alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    client_id: str | None = Field(None, alias="SLACK_CLIENT_ID")
    client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: HttpUrl = Field("https://slack.com/api", alias="SLACK_API_URL")
    database_url: Annotated[str, AfterValidator(_is_database)] = Field(
        "sqlite:///convener.db", alias="DATABASE_URL"
    )
    secret_key: Annotated[SecretStr, AfterValidator(_are_fernet_keys)] | None = Field(
        None, alias="CONVENER_SECRET_KEY"
    )
    public_url: HttpUrl | None = Field(None, alias="PUBLIC_URL")
    host: str = Field("0.0.0.0", alias="HOST")  # noqa: S104 - a container's web process must be reachable
    port: int | None = Field(None, alias="PORT", ge=1, le=65535)
    log_level: LogLevel = Field(LogLevel.INFO, alias="LOG_LEVEL")
    log_format: LogFormat = Field(LogFormat.CONSOLE, alias="LOG_FORMAT")
    https_proxy: str | None = Field(None, validation_alias=AliasChoices("HTTPS_PROXY", "https_proxy"))
    http_proxy: str | None = Field(None, validation_alias=AliasChoices("HTTP_PROXY", "http_proxy"))
    no_proxy: str = Field("", validation_alias=AliasChoices("NO_PROXY", "no_proxy"))

    @property
    def is_single_workspace(self) -> bool:
        """A bot token serves one workspace; without one the installations in the database are served."""
        return self.bot_token is not None

    @property
    def slack_base_url(self) -> str:
        """The Web API's address as the SDK wants it, with its slash at the end."""
        return self.slack_api_url + "/"

    @property
    def fernet_keys(self) -> tuple[str, ...]:
        """The keys of tokens at rest, newest first; none when no secret was set."""
        if self.secret_key is None:
            return ()
        return tuple(key.strip() for key in self.secret_key.get_secret_value().split(","))

    @property
    def slack_proxy(self) -> str | None:
        """The proxy on the way to Slack's API, `None` for the direct way. NO_PROXY counts."""
        target = urlsplit(self.slack_api_url)
        if _is_among(target.hostname or "", self.no_proxy):
            return None
        return self.https_proxy if target.scheme == "https" else self.http_proxy

    def missing(self, *variables: str) -> list[str]:
        """Those of the variables that are not set."""
        names = {field.alias: name for name, field in type(self).model_fields.items()}
        return [variable for variable in variables if getattr(self, names[variable]) is None]

    def require(self, *variables: str) -> Self:
        """These settings, when each of the variables is set; else a `SettingsError` naming what is not."""
        if missing := self.missing(*variables):
            raise SettingsError([is_not_set(variable) for variable in missing])
        return self

    def require_socket_mode(self) -> Self:
        return self.require("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")

    def require_http(self) -> Self:
        return self.require("SLACK_SIGNING_SECRET", *self._tokens_wanted())

    def require_worker(self) -> Self:
        return self.require(*self._tokens_wanted())

    def _tokens_wanted(self) -> tuple[str, ...]:
        if self.client_id is None or self.is_single_workspace:
            return ("SLACK_BOT_TOKEN",)
        return FOR_MANY_WORKSPACES


class DemoSettings(BaseSettings):
    """What the demo takes from outside. Build it with `read_demo_settings`."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, case_sensitive=True, populate_by_name=True
    )

    folder: Path | None = Field(None, alias="CONVENER_DEMO_DIR")  # None: in the user's own data folder
    in_ci: str = Field("", alias="CI")
    display: str = Field("", validation_alias=AliasChoices("DISPLAY", "WAYLAND_DISPLAY"))

    def has_browser(self, platform: str = sys.platform) -> bool:
        """Whether somebody sits before a screen on which a browser may open."""
        has_screen = platform in ("darwin", "win32") or bool(self.display)
        return has_screen and not self.in_ci


class _GivenSettings(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def settings_of(**variables: Any) -> Settings:
    """Settings that come from these variables alone: for tests, the demo and the simulation."""
    return _GivenSettings(**variables)


def is_not_set(variable: str) -> str:
    return f"{variable} is not set. It should be {SHOULD_BE[variable]}."


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings as environment and `.env` say; `SettingsError` with a sentence for each that is wrong."""
    try:
        options: dict[str, Any] = {"_env_file": env_file, "_env_file_encoding": "utf-8"}
        return Settings(**options)
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from None  # the cause repeats the values, secrets among them


def read_demo_settings(env_file: Path | None = Path(".env")) -> DemoSettings:
    """The demo's settings as environment and `.env` say."""
    options: dict[str, Any] = {"_env_file": env_file, "_env_file_encoding": "utf-8"}
    return DemoSettings(**options)


def _in_words(error: ValidationError) -> list[str]:
    variables = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
    return [f"{name} is not right. It should be {SHOULD_BE.get(name, 'an address')}." for name in variables]


def _is_among(host: str, domains: str) -> bool:
    """Whether the host is one of these comma-separated domains or below one; `*` is every host."""
    wanted = [domain.strip().lstrip(".").lower() for domain in domains.split(",") if domain.strip()]
    return any(domain == "*" or host == domain or host.endswith("." + domain) for domain in wanted)


def take_over_environment(environment: MutableMapping[str, str] = os.environ) -> None:
    """Remove, for the rest of this process, what libraries would read beside `Settings`."""
    for name in READ_BY_LIBRARIES:
        environment.pop(name, None)


@contextmanager
def unseen_by_libraries(environment: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Inside the block Bolt and the SDK find none of their variables; afterwards all is as it was."""
    kept = {name: environment[name] for name in READ_BY_LIBRARIES if name in environment}
    take_over_environment(environment)
    try:
        yield
    finally:
        environment.update(kept)
