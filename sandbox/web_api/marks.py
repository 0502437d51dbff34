"""reactions.* and pins.*: marks on messages."""

import re

from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import Channel, Json, Message
from sandbox.rate_limits import Limit
from sandbox.shapes import message_shape
from sandbox.web_api.call import Call, Method, with_cursor

_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
_TS = re.compile(r"\d{10}\.\d{6}")


def add_reaction(call: Call) -> Json:
    channel, message = _marked(call)
    call.workspace.add_reaction(channel, message, call.bot, _emoji(call))
    return {}


def remove_reaction(call: Call) -> Json:
    channel, message = _marked(call)
    call.workspace.remove_reaction(channel, message, call.bot, _emoji(call))
    return {}


def get_reactions(call: Call) -> Json:
    channel = call.visible_channel()
    message = _message(call, channel)
    return {
        "type": "message",
        "channel": channel.id,
        "message": message_shape(call.workspace, message),
    }


def list_reactions(call: Call) -> Json:
    user_id = call.args.text("user") or call.bot
    items = [
        {"type": "message", "channel": channel.id, "message": message_shape(call.workspace, message)}
        for channel in call.workspace.channels.values()
        if call.bot in channel.members
        for message in channel.messages.values()
        if any(user_id in who for who in message.reactions.values())
    ]
    page, cursor = call.page(items, default=100)
    return with_cursor({"items": list(page)}, cursor)


def add_pin(call: Call) -> Json:
    channel, message = _marked(call)
    call.workspace.pin(channel, message, call.bot)
    return {}


def remove_pin(call: Call) -> Json:
    channel, message = _marked(call)
    call.workspace.unpin(channel, message, call.bot)
    return {}


def list_pins(call: Call) -> Json:
    channel = call.visible_channel()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "message": message_shape(call.workspace, channel.messages[ts]),
        }
        for ts in reversed(channel.pins)
    ]
    return {"items": items}


def _marked(call: Call) -> tuple[Channel, Message]:
    """The message to mark, in a channel where the bot is a member."""
    channel = call.visible_channel()
    message = _message(call, channel)
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel, message


def _message(call: Call, channel: Channel) -> Message:
    ts = call.args.text("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    if not _TS.fullmatch(ts):
        raise SlackError("bad_timestamp")
    return call.workspace.message(channel, ts)


def _emoji(call: Call) -> str:
    if "name" not in call.args:
        raise invalid_arguments("missing required field: name")
    name = call.args.text("name")
    if not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    return name


METHODS = (
    Method("reactions.add", add_reaction, ("reactions:write",), Limit.TIER_3),
    Method("reactions.remove", remove_reaction, ("reactions:write",), Limit.TIER_2),
    Method("reactions.get", get_reactions, ("reactions:read",), Limit.TIER_3),
    Method("reactions.list", list_reactions, ("reactions:read",), Limit.TIER_2),
    Method("pins.add", add_pin, ("pins:write",), Limit.TIER_2),
    Method("pins.remove", remove_pin, ("pins:write",), Limit.TIER_2),
    Method("pins.list", list_pins, ("pins:read",), Limit.TIER_2),
)
