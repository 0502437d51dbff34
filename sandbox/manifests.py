"""Reading an app's manifest, YAML or JSON, and saying in plain words what is wrong with it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from sandbox.model import Json

_COMMAND = re.compile(r"/[^\s/]{1,31}\Z")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|\Z)")
_SHORTCUT_FIELDS = ("name", "callback_id", "description")
_SECTIONS = (
    "display_information",
    "features",
    "features.app_home",
    "features.bot_user",
    "oauth_config",
    "oauth_config.scopes",
    "settings",
    "settings.event_subscriptions",
    "settings.interactivity",
)
_NAMES = (
    ("oauth_config.scopes", "bot"),
    ("oauth_config.scopes", "bot_optional"),
    ("settings.event_subscriptions", "bot_events"),
)


class WrongManifest(Exception):
    """A manifest no app can be made of. `problems` are sentences, each naming the place it is about."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def read_manifest(path: Path) -> Json:
    """The manifest in a file; `WrongManifest` if it cannot be read or lacks what Slack insists on."""
    try:
        given = _parsed(path.read_text(encoding="utf-8"), is_json=path.suffix == ".json")
    except OSError as error:
        raise WrongManifest(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise WrongManifest(f"{path} is no text file.") from error
    except (ValueError, yaml.YAMLError) as error:
        raise WrongManifest(f"{path} is neither YAML nor JSON: {_where(error)}.") from error
    if not isinstance(given, dict):
        raise WrongManifest(f"{path} holds no manifest: it should begin with display_information.")
    if problems := list(_problems(given)):
        raise WrongManifest(*problems)
    return given


def request_url(manifest: Json) -> str | None:
    """Where an app that does not use Socket Mode wants to be told of things; `None` if it uses it."""
    if _section(manifest, "settings").get("socket_mode_enabled"):
        return None
    places = ("settings.event_subscriptions", "settings.interactivity")
    urls = [_section(manifest, place).get("request_url") for place in places]
    commands = _section(manifest, "features").get("slash_commands", ())
    return next((str(url) for url in (*urls, *(command.get("url") for command in commands)) if url), None)


def _parsed(text: str, *, is_json: bool) -> Any:
    return json.loads(text) if is_json else yaml.safe_load(text)


def _where(error: Exception) -> str:
    """A parser's complaint in one line."""
    return " ".join(str(error).split())


def _section(given: Json, path: str) -> Json:
    """The settings at a place such as `settings.interactivity`, empty where there is nothing."""
    section = given
    for name in path.split("."):
        section = section.get(name, {})
    return section


def _problems(given: Json) -> Iterator[str]:
    """What is wrong; when the sections themselves are, nothing below them is looked at."""
    misshapen = list(_misshapen_sections(given))
    yield from misshapen or _problems_within(given)


def _misshapen_sections(given: Json) -> Iterator[str]:
    broken: list[str] = []
    for path in _SECTIONS:
        above, _, name = path.rpartition(".")
        if above in broken:
            continue
        section = (_section(given, above) if above else given).get(name, {})
        if not isinstance(section, dict):
            broken.append(path)
            yield f"{path} should hold settings by name, not {_kind(section)}."


def _problems_within(given: Json) -> Iterator[str]:
    name = _section(given, "display_information").get("name")
    if not isinstance(name, str) or not name.strip():
        yield "display_information.name is missing: what is the app called?"
    yield from _list_problems(given, "slash_commands", _command_problems)
    yield from _list_problems(given, "shortcuts", _shortcut_problems)
    for section, names in _NAMES:
        yield from _names_problems(given, section, names)
    bot_user = _section(given, "features.bot_user")
    if bot_user or _section(given, "oauth_config.scopes").get("bot"):
        yield from _bot_problems(bot_user.get("display_name"))
    if _is_list_of(_section(given, "features").get("slash_commands", []), dict):
        yield from _delivery_problems(given)


def _list_problems(given: Json, name: str, look: Callable[[str, Json], Iterator[str]]) -> Iterator[str]:
    items = _section(given, "features").get(name, [])
    if not _is_list_of(items, dict):
        yield f"features.{name} should be a list, each with its own settings."
        return
    for number, item in enumerate(items):
        yield from look(f"features.{name}[{number}]", item)


def _is_list_of(items: object, kind: type) -> bool:
    return isinstance(items, list) and all(isinstance(item, kind) for item in items)


def _command_problems(where: str, command: Json) -> Iterator[str]:
    name = command.get("command")
    if not isinstance(name, str) or not _COMMAND.match(name):
        yield f"{where}.command should be a slash and 1 to 31 characters without spaces, not {name!r}."


def _shortcut_problems(where: str, shortcut: Json) -> Iterator[str]:
    if shortcut.get("type") not in ("global", "message"):
        yield f'{where}.type should be "global" or "message", not {shortcut.get("type")!r}.'
    for name in _SHORTCUT_FIELDS:
        if not isinstance(shortcut.get(name), str):
            yield f"{where}.{name} is missing."


def _names_problems(given: Json, section: str, name: str) -> Iterator[str]:
    if not _is_list_of(_section(given, section).get(name, []), str):
        yield f"{section}.{name} should be a list of names."


def _bot_problems(display_name: object) -> Iterator[str]:
    if not isinstance(display_name, str) or not display_name.strip():
        yield "features.bot_user.display_name is missing: what is the app's bot called?"


def _delivery_problems(given: Json) -> Iterator[str]:
    if _section(given, "settings").get("socket_mode_enabled"):
        return
    url = request_url(given)
    if url is None or not _LOOPBACK.match(url):
        yield (
            f"The app could not be reached{f' at {url}' if url else ''}: set settings.socket_mode_enabled to "
            "true, or request_url to an address on this machine, such as http://127.0.0.1:3000/slack/events."
        )


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", type(None): "nothing"}.get(type(value), "a value")
