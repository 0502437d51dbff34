"""conversations.*: what channels there are, who is in them, what was said, and changing that."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sandbox.errors import SlackError, invalid_arguments
from sandbox.events import history_scope, read_scope
from sandbox.model import Channel, ChannelKind, Json, Message
from sandbox.rate_limits import Limit
from sandbox.shapes import channel_shape, message_shape
from sandbox.web_api.call import Call, Method, encode_cursor, manage_scopes, with_cursor

KINDS_BY_TYPE = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": ChannelKind.GROUP_DIRECT,
}
MAX_DIRECT_USERS = 8
MAX_NAME = 80
MAX_TOPIC = 250
MAX_HISTORY = 999
_TS = re.compile(r"\d{1,10}(\.\d{1,6})?")
_CHANNEL_NAME = re.compile(r"[\w-]+")

# --- looking


def info(call: Call) -> Json:
    channel = call.readable_channel()
    shape = channel_shape(call.workspace, channel, call.bot)
    if call.args.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def list_(call: Call) -> Json:
    kinds = wanted_kinds(call)
    return _channel_page(call, [c for c in _listed(call) if c.kind in kinds])


def of_user(call: Call) -> Json:
    """users.conversations: the conversations of one member that the bot may know of."""
    kinds = wanted_kinds(call)
    user_id = call.workspace.user(call.args.text("user") or call.bot).id
    return _channel_page(call, [c for c in _listed(call) if c.kind in kinds and user_id in c.members])


def wanted_kinds(call: Call) -> set[ChannelKind]:
    """The kinds the `types` argument names, public channels by default, each of which needs its scope."""
    types = call.args.names("types") or ["public_channel"]
    if unknown := [t for t in types if t not in KINDS_BY_TYPE]:
        raise SlackError("invalid_types", messages=[f"[ERROR] unknown type: {unknown[0]}"])
    kinds = {KINDS_BY_TYPE[t] for t in types}
    for kind in kinds:
        call.need_scope(read_scope(kind))
    return kinds


def _listed(call: Call) -> list[Channel]:
    """The conversations the bot can see, archived ones only if the call wants them."""
    without_archived = call.args.flag("exclude_archived")
    return [
        channel
        for channel in call.workspace.channels.values()
        if not (channel.is_private and call.bot not in channel.members)
        and not (channel.is_archived and without_archived)
    ]


def _channel_page(call: Call, channels: list[Channel]) -> Json:
    page, cursor = call.page(channels, default=100, most=1000)
    return with_cursor({"channels": [channel_shape(call.workspace, c, call.bot) for c in page]}, cursor)


def members(call: Call) -> Json:
    channel = call.readable_channel()
    page, cursor = call.page(list(channel.members), default=100, most=1000)
    return with_cursor({"members": list(page)}, cursor)


def history(call: Call) -> Json:
    channel = _channel_with_history(call)
    low, high = _span(call, channel.timeline)
    limit = call.limit(100, MAX_HISTORY)
    if before := call.cursor("before"):
        high = min(high, bisect_left(channel.timeline, _ts_from(before)))
    start = max(low, high - limit)
    chosen = [channel.messages[ts] for ts in reversed(channel.timeline[start:high])]
    has_more = start > low
    answer: Json = {"messages": _shapes(call, chosen), "has_more": has_more, "pin_count": len(channel.pins)}
    return with_cursor(answer, encode_cursor("before", _number_of(chosen[-1].ts)) if has_more else "")


def replies(call: Call) -> Json:
    """A thread: its parent first, then replies, oldest first."""
    channel = _channel_with_history(call)
    asked = channel.messages.get(_ts_argument(call, "ts", required=True))
    if asked is None:
        raise SlackError("thread_not_found")
    parent = channel.messages[asked.thread_ts] if asked.thread_ts else asked
    low, high = _span(call, parent.reply_ts)
    found = [parent, *(channel.messages[ts] for ts in parent.reply_ts[low:high])]
    page, cursor = call.page(found, default=1000, most=1000)
    return with_cursor({"messages": _shapes(call, page), "has_more": bool(cursor)}, cursor)


def _channel_with_history(call: Call) -> Channel:
    channel = call.visible_channel()
    call.need_scope(history_scope(channel.kind))
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _span(call: Call, ordered: list[str]) -> tuple[int, int]:
    """Where in a sorted list of `ts` the `oldest`, `latest` and `inclusive` arguments begin and end."""
    oldest, latest = _ts_argument(call, "oldest"), _ts_argument(call, "latest")
    inclusive = call.args.flag("inclusive")
    low, high = 0, len(ordered)
    if oldest and float(oldest) > 0:
        low = bisect_left(ordered, oldest) if inclusive else bisect_right(ordered, oldest)
    if latest:
        high = bisect_right(ordered, latest) if inclusive else bisect_left(ordered, latest)
    return low, max(low, high)


def _ts_argument(call: Call, name: str, *, required: bool = False) -> str:
    """A timestamp argument, brought to the width of a message's `ts`; `""` if it is not given."""
    value = call.args.required(name) if required else call.args.text(name)
    if not value:
        return ""
    if not _TS.fullmatch(value):
        raise SlackError(f"invalid_ts_{name}")
    seconds, _, fraction = value.partition(".")
    return f"{seconds.zfill(10)}.{fraction.ljust(6, '0')}"


def _number_of(ts: str) -> int:
    return int(ts.replace(".", ""))


def _ts_from(number: int) -> str:
    return f"{number // 1_000_000:010d}.{number % 1_000_000:06d}"


def _shapes(call: Call, messages: Sequence[Message]) -> list[Json]:
    with_metadata = call.args.flag("include_all_metadata")
    return [message_shape(call.workspace, message, with_metadata=with_metadata) for message in messages]


# --- direct messages


def open_(call: Call) -> Json:
    """Find or make the direct conversation with one to eight people."""
    if "channel" in call.args:
        channel = call.visible_channel()
        if not channel.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
        return {"no_op": True, "already_open": True, "channel": _opened(call, channel)}
    people = [user_id for user_id in call.args.names("users") if user_id != call.bot]
    _check_people(call, people)
    call.need_scope("im:write" if len(people) == 1 else "mpim:write")
    known = call.workspace.find_direct_channel([call.bot, *people]) is not None
    channel = call.workspace.direct_channel([call.bot, *people])
    return {"no_op": known, "already_open": known, "channel": _opened(call, channel)}


def _check_people(call: Call, people: list[str]) -> None:
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > MAX_DIRECT_USERS:
        raise SlackError("too_many_users")
    for user in map(call.workspace.user, people):
        if user.deleted:
            raise SlackError("user_disabled")
        if user.is_bot:
            raise SlackError("cannot_dm_bot")


def _opened(call: Call, channel: Channel) -> Json:
    if call.args.flag("return_im"):
        return channel_shape(call.workspace, channel, call.bot)
    return {"id": channel.id}


def close(call: Call) -> Json:
    channel = call.visible_channel()
    if not channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    return {}


# --- membership


def join(call: Call) -> Json:
    channel = call.visible_channel()
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    joined = call.workspace.join(channel.id, call.bot)
    answer: Json = {"channel": channel_shape(call.workspace, channel, call.bot)}
    if joined:
        return answer
    warnings = {"warnings": ["already_in_channel"]}
    return {**answer, "warning": "already_in_channel", "response_metadata": warnings}


def invite(call: Call) -> Json:
    channel = call.managed_channel("write.invites")
    people = call.args.names("users")
    if not people:
        raise SlackError("no_user")
    for user_id in people:
        _check_invitable(call, channel, user_id)
    for user_id in people:
        call.workspace.join(channel.id, user_id, inviter=call.bot)
    return {"channel": channel_shape(call.workspace, channel, call.bot)}


def _check_invitable(call: Call, channel: Channel, user_id: str) -> None:
    if user_id == call.bot:
        raise SlackError("cant_invite_self")
    if call.workspace.user(user_id).deleted:
        raise SlackError("user_disabled")
    if user_id in channel.members:
        raise SlackError("already_in_channel")


def kick(call: Call) -> Json:
    channel = call.managed_channel()
    user_id = call.args.required("user")
    if user_id == call.bot:
        raise SlackError("cant_kick_self")
    call.workspace.kick(channel.id, call.workspace.user(user_id).id, by=call.bot)
    return {}


def leave(call: Call) -> Json:
    channel = call.visible_channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope(*manage_scopes(channel.kind))
    return {} if call.workspace.leave(channel.id, call.bot) else {"not_in_channel": True}


# --- the channel itself


def create(call: Call) -> Json:
    private = call.args.flag("is_private")
    call.need_scope(*manage_scopes(ChannelKind.PRIVATE if private else ChannelKind.PUBLIC))
    name = _free_name(call)
    channel = call.workspace.add_channel(name, private=private, members=[call.bot])
    return {"channel": channel_shape(call.workspace, channel, call.bot)}


def rename(call: Call) -> Json:
    channel = call.managed_channel()
    if channel.creator != call.bot:
        raise SlackError("not_authorized")
    call.workspace.rename(channel.id, _free_name(call), by=call.bot)
    return {"channel": channel_shape(call.workspace, channel, call.bot)}


def _free_name(call: Call) -> str:
    name = call.args.text("name")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise SlackError("invalid_name_maxlength")
    if not _CHANNEL_NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    call.workspace.check_name_is_free(name)
    return name


def archive(call: Call) -> Json:
    channel = call.visible_channel()
    if channel.is_archived:
        raise SlackError("already_archived")
    call.workspace.archive(call.managed_channel().id, by=call.bot)
    return {}


def unarchive(call: Call) -> Json:
    channel = call.visible_channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope(*manage_scopes(channel.kind))
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    call.workspace.unarchive(channel.id, by=call.bot)
    return {}


def set_topic(call: Call) -> Json:
    channel = call.managed_channel("write.topic")
    call.workspace.set_topic(channel.id, _short(call, "topic"), by=call.bot)
    return {"channel": channel_shape(call.workspace, channel, call.bot)}


def set_purpose(call: Call) -> Json:
    channel = call.managed_channel("write.topic")
    call.workspace.set_purpose(channel.id, _short(call, "purpose"), by=call.bot)
    return {"channel": channel_shape(call.workspace, channel, call.bot)}


def _short(call: Call, name: str) -> str:
    if name not in call.args:
        raise invalid_arguments(f"missing required field: {name}")
    text = call.args.text(name)
    if len(text) > MAX_TOPIC:
        raise SlackError("too_long")
    return text


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_MANAGE = ("channels:manage", "groups:write")
METHODS = (
    Method("conversations.info", info, _READ),
    Method("conversations.list", list_, _READ, Limit.TIER_2),
    Method("conversations.members", members, _READ, Limit.TIER_4),
    Method("conversations.history", history, _HISTORY),
    Method("conversations.replies", replies, _HISTORY),
    Method("conversations.open", open_, ("im:write", "mpim:write")),
    Method("conversations.close", close, ("im:write", "mpim:write"), Limit.TIER_2),
    Method("conversations.join", join, ("channels:join",)),
    Method("conversations.invite", invite, (*_MANAGE, "channels:write.invites", "groups:write.invites")),
    Method("conversations.kick", kick, _MANAGE),
    Method("conversations.leave", leave, _MANAGE),
    Method("conversations.create", create, _MANAGE, Limit.TIER_2),
    Method("conversations.rename", rename, _MANAGE, Limit.TIER_2),
    Method("conversations.archive", archive, _MANAGE, Limit.TIER_2),
    Method("conversations.unarchive", unarchive, _MANAGE, Limit.TIER_2),
    Method(
        "conversations.setTopic",
        set_topic,
        (*_MANAGE, "channels:write.topic", "groups:write.topic"),
        Limit.TIER_2,
    ),
    Method(
        "conversations.setPurpose",
        set_purpose,
        (*_MANAGE, "channels:write.topic", "groups:write.topic"),
        Limit.TIER_2,
    ),
    Method("users.conversations", of_user, _READ, Limit.TIER_2),
)
