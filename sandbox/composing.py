"""What Slack makes of the text a person types: mentions and links become entities, `&<>` are escaped."""

import re
from collections.abc import Callable, Mapping

from sandbox.reading import unescape
from sandbox.state import State

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_ENTITY = re.compile(r"<([@#!]?)([^<>|\n]+)(?:\|([^<>\n]*))?>")
_HELD = re.compile(r"\x00(\d+)\x00")
_BROADCASTS = {name: f"<!{name}>" for name in ("here", "channel", "everyone")}


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack writes them in every text it passes on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def composed(state: State, typed: str) -> str:
    """The text of a message, or of a command with `should_escape`, after a person typed `typed`.

    People are mentioned as `@Full Name` or `@handle`, channels as `#name`.
    """
    held: list[str] = []

    def hold(entity: str) -> str:
        held.append(entity)
        return f"\x00{len(held) - 1}\x00"

    text = _ADDRESS.sub(lambda match: hold(f"<{escape(match[0])}>"), typed.replace("\x00", ""))
    for sign, entities in (("@", _people(state)), ("#", _channels(state))):
        if sign in text:
            text = _with_entities(text, sign, entities, hold)
    return _HELD.sub(lambda match: held[int(match[1])], escape(text))


def as_typed(state: State, text: str) -> str:
    """The text of a person's message as they typed it: what `composed` made of it, undone."""
    return unescape(_ENTITY.sub(lambda match: _typed_entity(state, match), text))


def _typed_entity(state: State, match: re.Match[str]) -> str:
    sign, name, label = match.groups()
    if sign == "@":
        return f"@{state.users[name].real_name}" if name in state.users else match[0]
    if sign == "#":
        return f"#{state.channels[name].name if name in state.channels else label or name}"
    return f"@{name}" if sign == "!" else name


def _people(state: State) -> Mapping[str, str]:
    named = {
        name.casefold(): f"<@{user.id}|{user.name}>"
        for user in state.users.values()
        for name in (user.real_name, user.name)
    }
    return {**named, **_BROADCASTS}


def _channels(state: State) -> Mapping[str, str]:
    return {c.name: f"<#{c.id}|{c.name}>" for c in state.channels.values() if not c.is_direct}


def _with_entities(text: str, sign: str, entities: Mapping[str, str], hold: Callable[[str], str]) -> str:
    def entity(match: re.Match[str]) -> str:
        # Ignoring case, `re` takes “ı” for “i”, which casefold() does not: then it is nobody's name.
        found = entities.get(match[1].casefold())
        return match[0] if found is None else hold(found)

    return _names(sign, entities).sub(entity, text)


def _names(sign: str, entities: Mapping[str, str]) -> re.Pattern[str]:
    """Matches `sign` and a known name, the longest name first."""
    longest_first = sorted(map(re.escape, entities), key=len, reverse=True)
    return re.compile(rf"(?<!\w){sign}({'|'.join(longest_first) or '(?!)'})(?!\w)", re.IGNORECASE)
