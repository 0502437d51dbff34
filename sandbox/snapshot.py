"""A workspace as bytes, and back: what lets a pretend Slack outlive the process that ran it.

    data = saved(workspace)
    workspace = restored(data, clock)

Kept: people, channels with their messages (ephemeral ones too), reactions, pins, files with their content,
apps with their tokens, dead tokens, direct conversations, scheduled messages, Home tabs, open modals, what
was entered into them and into messages, how far everybody has read, response URLs and OAuth codes that still
serve, and the counters ids are made from.

Not kept: the journal and the rejected calls, which are records of what one process did; trigger ids, which
live three seconds; modals that were closed, which nobody can reach any more; what is under way, such as an
event not acknowledged yet or a file about to be shared: `SandboxServer.settle` waits for those.
"""

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Any, TypeVar

from sandbox.model import (
    Channel,
    ChannelKind,
    Clock,
    File,
    InstalledApp,
    Json,
    Message,
    ScheduledMessage,
    TokenState,
    User,
    View,
)
from sandbox.oauth import Grant
from sandbox.triggers import ResponseUrl
from sandbox.workspace import Workspace

VERSION = 1
_HEADER = "sandbox workspace "
_LEVEL = 3  # zlib's higher levels take three times as long for a tenth less
T = TypeVar("T")


class UnreadableSnapshot(Exception):
    """The data cannot be made a workspace again. The message is a sentence for whoever runs the sandbox."""


class OtherVersion(UnreadableSnapshot):
    """It was saved by an earlier or a later sandbox, whose format this one does not read."""


class DamagedSnapshot(UnreadableSnapshot):
    """It is no saved workspace, or not a whole one."""


def saved(workspace: Workspace) -> bytes:
    """The workspace as compressed JSON under a line that names the format."""
    text = json.dumps(_packed_workspace(workspace), default=_plain)
    return f"{_HEADER}{VERSION}\n".encode() + zlib.compress(text.encode(), _LEVEL)


def restored(data: bytes, clock: Clock) -> Workspace:
    """The workspace that was saved. Nobody is told of anything that is in it.

    `clock` should stand no earlier than when it was saved: what is posted then comes after what is there.
    Raises `OtherVersion` and `DamagedSnapshot`.
    """
    header, _, compressed = data.partition(b"\n")
    _check_version(header)
    try:
        return _workspace(json.loads(zlib.decompress(compressed)), clock)
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise DamagedSnapshot("The saved workspace is damaged and cannot be opened.") from error


def _check_version(header: bytes) -> None:
    name, version = header[: len(_HEADER)], header[len(_HEADER) :]
    if name != _HEADER.encode() or not version.isdigit():
        raise DamagedSnapshot("This is no saved workspace.")
    if int(version) != VERSION:
        raise OtherVersion(
            f"The workspace was saved in format {int(version)}, but this sandbox reads format {VERSION}."
        )


# --- to JSON


def _packed_workspace(workspace: Workspace) -> Json:
    return {
        "team_id": workspace.team_id,
        "name": workspace.name,
        "domain": workspace.domain,
        "unknown_blocks": sorted(workspace.unknown_blocks),
        "ids": workspace.ids.counted(),
        "users": list(workspace.users.values()),
        "files": [_packed(file) for file in workspace.files.values()],
        "channels": list(workspace.channels.values()),
        "apps": list(workspace.apps.values()),
        "dead_tokens": [(token, app.id, state) for token, app, state in workspace.dead_tokens()],
        "last_read": workspace.last_read,
        "threads_read": workspace.threads_read,
        "chosen": workspace.chosen,
        "scheduled": list(workspace.scheduled.values()),
        "views": workspace.views.shown(),
        "response_urls": workspace.response_urls.living(),
        "response_url_ids": workspace.response_urls.ids.counted(),
        "oauth_codes": workspace.oauth_codes.living(),
    }


def _plain(thing: object) -> Any:
    """What `json` asks about everything it does not know itself."""
    match thing:
        case File():
            return thing.id  # a message only refers to its files
        case Channel():
            return {**_packed(thing), "members": list(thing.members), **_packed_messages(thing)}
        case datetime():
            return thing.isoformat()
        case bytes():
            return base64.b64encode(thing).decode()
        case frozenset():
            return sorted(thing)
        case _:
            return _packed(thing)


def _packed_messages(channel: Channel) -> Json:
    """The messages without their channel's id and without keys, which are their own `ts`."""
    return {
        "messages": list(channel.messages.values()),
        "ephemerals": list(channel.ephemerals.values()),
    }


def _packed(thing: object) -> Json:
    """The fields of a dataclass by name, but for those that are what they are without being set."""
    packed = {}
    for name, usual in _USUAL[type(thing)]:
        value = getattr(thing, name)
        if value != usual:
            packed[name] = value
    return packed


def _usual(one: Field[Any]) -> object:
    """The value of a field that nobody sets."""
    return one.default if one.default_factory is MISSING else one.default_factory()


_KEPT = (User, File, Channel, Message, InstalledApp, ScheduledMessage, View, ResponseUrl, Grant)
_USUAL: Mapping[type, list[tuple[str, object]]] = {
    kind: [(one.name, _usual(one)) for one in fields(kind)] for kind in _KEPT
}


# --- and back

_READERS: Mapping[type, Mapping[str, Callable[[Any], object]]] = {
    File: {"content": base64.b64decode},
    InstalledApp: {
        "scopes": frozenset,
        "events": frozenset,
        "commands": frozenset,
        "token_state": TokenState,
    },
    ResponseUrl: {"expires_at": datetime.fromisoformat},
    Grant: {"expires_at": datetime.fromisoformat},
}


def _workspace(kept: Json, clock: Clock) -> Workspace:
    workspace = Workspace(clock, team_id=kept["team_id"], name=kept["name"], domain=kept["domain"])
    workspace.unknown_blocks.update(kept["unknown_blocks"])
    workspace.ids.count_on(kept["ids"])
    workspace.users.update(_by_id(User, kept["users"]))
    workspace.files.update(_by_id(File, kept["files"]))
    workspace.apps.update(_by_id(InstalledApp, kept["apps"]))
    workspace.last_read.update(kept["last_read"])
    workspace.threads_read.update(kept.get("threads_read", {}))  # older ones of this format have none
    workspace.chosen.update(kept["chosen"])
    workspace.scheduled.update(_by_id(ScheduledMessage, kept["scheduled"]))
    for packed in kept["channels"]:
        workspace.take_in_channel(_channel(packed, workspace.files))
    for token, app_id, state in kept["dead_tokens"]:
        workspace.take_in_dead_token(token, workspace.apps[app_id], TokenState(state))
    _take_in_permissions(workspace, kept)
    return workspace


def _take_in_permissions(workspace: Workspace, kept: Json) -> None:
    """The views that were open, and what lets an app answer or come in for some time yet."""
    workspace.views.take_in(_made(View, packed) for packed in kept["views"])
    workspace.response_urls.ids.count_on(kept["response_url_ids"])
    for path, packed in kept["response_urls"].items():
        workspace.response_urls.take_in(path, _made(ResponseUrl, packed))
    for code, packed in kept["oauth_codes"].items():
        workspace.oauth_codes.take_in(code, _made(Grant, packed))


def _channel(packed: Json, files: Mapping[str, File]) -> Channel:
    messages = _by_ts(packed.pop("messages"), files)
    ephemerals = _by_ts(packed.pop("ephemerals"), files)
    packed |= {"kind": ChannelKind(packed["kind"]), "members": dict.fromkeys(packed["members"])}
    return Channel(**packed, messages=messages, ephemerals=ephemerals)


def _by_ts(packed: Iterable[Json], files: Mapping[str, File]) -> dict[str, Message]:
    return {one["ts"]: _message(one, files) for one in packed}


def _message(packed: Json, files: Mapping[str, File]) -> Message:
    if "files" in packed:
        packed["files"] = [files[file_id] for file_id in packed["files"] if file_id in files]
    return Message(**packed)


def _by_id(kind: Callable[..., T], packed: Iterable[Json]) -> dict[str, T]:
    return {one["id"]: _made(kind, one) for one in packed}


def _made(kind: Callable[..., T], packed: Json) -> T:
    readers = _READERS.get(kind, {}) if isinstance(kind, type) else {}
    for name, read in readers.items():
        if name in packed:
            packed[name] = read(packed[name])
    return kind(**packed)
