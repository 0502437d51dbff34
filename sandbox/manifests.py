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
_SECTIONS = ("display_information", "features", "oauth_config", "settings")


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
    settings = _section(manifest, "settings")
    if settings.get("socket_mode_enabled"):
        return None
    places = (_section(settings, "event_subscriptions"), _section(settings, "interactivity"))
    urls = [place.get("request_url") for place in places]
    urls += [command.get("url") for command in _items(_section(manifest, "features"), "slash_commands")]
    return next((str(url) for url in urls if url), None)


def _parsed(text: str, *, is_json: bool) -> Any:
    return json.loads(text) if is_json else yaml.safe_load(text)


def _where(error: Exception) -> str:
    """A parser's complaint in one line."""
    return " ".join(str(error).split())


def _section(given: Json, name: str) -> Json:
    section = given.get(name)
    return section if isinstance(section, dict) else {}


def _items(section: Json, name: str) -> list[Json]:
    items = section.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _problems(given: Json) -> Iterator[str]:
    for section in _SECTIONS:
        if section in given and not isinstance(given[section], dict):
            yield f"{section} should hold settings by name, not {_kind(given[section])}."
    name: object = _section(given, "display_information").get("name")
    if not isinstance(name, str) or not name.strip():
        yield "display_information.name is missing: what is the app called?"
    features = _section(given, "features")
    yield from _list_problems(features, "features", "slash_commands", _command_problems)
    yield from _list_problems(features, "features", "shortcuts", _shortcut_problems)
    scopes = _section(_section(given, "oauth_config"), "scopes")
    yield from _names_problems(scopes, "oauth_config.scopes", "bot")
    if scopes.get("bot") and not _section(features, "bot_user").get("display_name"):
        yield "features.bot_user.display_name is missing: the scopes are for a bot, and it needs a name."
    settings = _section(given, "settings")
    events = _section(settings, "event_subscriptions")
    yield from _names_problems(events, "settings.event_subscriptions", "bot_events")
    yield from _delivery_problems(given)


def _list_problems(
    section: Json, where: str, name: str, look: Callable[[str, Json], Iterator[str]]
) -> Iterator[str]:
    items = section.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        yield f"{where}.{name} should be a list, each with its own settings."
        return
    for number, item in enumerate(items):
        yield from look(f"{where}.{name}[{number}]", item)


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


def _names_problems(section: Json, where: str, name: str) -> Iterator[str]:
    names = section.get(name, [])
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        yield f"{where}.{name} should be a list of names."


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
