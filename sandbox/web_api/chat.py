"""chat.*: posting, editing, deleting, showing to one person, scheduling."""

from sandbox.errors import SlackError, invalid_arguments
from sandbox.messages import Content
from sandbox.model import Channel, ChannelKind, InstalledApp, Json, Message, ScheduledMessage
from sandbox.rate_limits import Limit
from sandbox.shapes import message_shape
from sandbox.web_api.call import Call, Method, RateLimited, with_cursor
from sandbox.web_api.content import read_content
from sandbox.workspace import Workspace

MAX_SCHEDULE_AHEAD_S = 120 * 24 * 3600
SCHEDULE_WINDOW_S = 300
MAX_PER_WINDOW = 30
LAST_CANCEL_S = 60


def post_message(call: Call) -> Json:
    channel = _target(call)
    _respect_channel_pace(call, channel)
    content, warnings = _content(call, truncate=True)
    thread_ts = _thread(call, channel)
    message = call.workspace.add_message(
        channel,
        call.bot,
        content,
        thread_ts=thread_ts,
        broadcast=call.args.flag("reply_broadcast"),
        app=call.app,
        extra=_custom_face(call),
    )
    shape = message_shape(call.workspace, message, with_metadata=True)
    return _warned({"channel": channel.id, "ts": message.ts, "message": shape}, warnings)


def update(call: Call) -> Json:
    channel = _writable(call, call.visible_channel())
    message = _own(call, channel, "cant_update_message")
    content, _ = _content(call, truncate=False)
    call.workspace.change_message(channel, message, content, by=call.bot)
    shape = message_shape(call.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(call: Call) -> Json:
    channel = _writable(call, call.visible_channel())
    message = _own(call, channel, "cant_delete_message")
    call.workspace.remove_message(channel, message, by=call.bot)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    channel = call.visible_channel()
    user_id = call.args.required("user")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if user_id not in channel.members or call.workspace.user(user_id).deleted:
        raise SlackError("user_not_in_channel")
    content, _ = _content(call, truncate=False)
    thread_ts = _thread(call, channel)
    message = call.workspace.add_ephemeral(channel, user_id, content, app=call.app, thread_ts=thread_ts)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.visible_channel()
    message = call.workspace.message(channel, call.args.required("message_ts"))
    link = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def schedule_message(call: Call) -> Json:
    channel = _target(call)
    post_at = _post_time(call)
    content, _ = _content(call, truncate=False)
    arguments = _scheduled_arguments(content, _thread(call, channel))
    _respect_schedule_window(call, channel, post_at)
    scheduled = ScheduledMessage(
        call.workspace.ids.next("Q"), call.app.id, channel.id, post_at, call.workspace.unix(), arguments
    )
    call.workspace.scheduled[scheduled.id] = scheduled
    message = {"text": content.text, "type": "delayed_message", "user": call.bot, "bot_id": call.app.bot_id}
    answer = {"channel": channel.id, "scheduled_message_id": scheduled.id, "post_at": post_at}
    return {**answer, "message": {**message, **arguments}}


def list_scheduled(call: Call) -> Json:
    mine = [m for m in call.workspace.scheduled.values() if m.app_id == call.app.id]
    if "channel" in call.args:
        channel = call.visible_channel()
        mine = [m for m in mine if m.channel_id == channel.id]
    oldest, latest = call.args.integer("oldest", 0), call.args.integer("latest", 2**40)
    wanted = sorted((m for m in mine if oldest <= m.post_at <= latest), key=lambda m: (m.post_at, m.id))
    page, cursor = call.page(wanted, default=100)
    return with_cursor({"scheduled_messages": [_scheduled_shape(m) for m in page]}, cursor)


def delete_scheduled(call: Call) -> Json:
    channel = call.visible_channel()
    scheduled = call.workspace.scheduled.get(call.args.required("scheduled_message_id"))
    mine = scheduled is not None and scheduled.app_id == call.app.id and scheduled.channel_id == channel.id
    if scheduled is None or not mine or scheduled.post_at - call.workspace.unix() <= LAST_CANCEL_S:
        raise SlackError("invalid_scheduled_message_id")
    del call.workspace.scheduled[scheduled.id]
    return {}


def _content(call: Call, *, truncate: bool) -> tuple[Content, list[str]]:
    return read_content(call.args, truncate=truncate, unknown_blocks=call.workspace.unknown_blocks)


# --- where to


def _target(call: Call) -> Channel:
    """Where to post: a conversation's id, or a person's, whose direct message it then is."""
    target = call.args.required("channel")
    if target.startswith(("U", "W")):
        return _writable(call, _direct_message(call.workspace, call.app, target))
    return _writable(call, call.visible_channel())


def _direct_message(workspace: Workspace, app: InstalledApp, user_id: str) -> Channel:
    if user_id not in workspace.users:
        raise SlackError("channel_not_found")
    if workspace.users[user_id].is_bot:
        raise SlackError("cannot_dm_bot")
    return workspace.direct_channel((user_id, app.bot_user_id))


def _writable(call: Call, channel: Channel) -> Channel:
    """The channel, if the bot may write there now."""
    if call.bot not in channel.members and "chat:write.public" not in call.app.scopes:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind is ChannelKind.DIRECT:
        if not call.app.messages_tab:
            raise SlackError("messages_tab_disabled")
        if any(call.workspace.users[user_id].deleted for user_id in channel.members):
            raise SlackError("user_disabled")
    return channel


def _respect_channel_pace(call: Call, channel: Channel) -> None:
    wait = call.around.limits.wait_for_channel(call.app.id, call.method, channel.id)
    if wait:
        raise RateLimited(wait)


def _thread(call: Call, channel: Channel) -> str | None:
    """The parent to reply to. Stricter than Slack, which lets a wrong `thread_ts` vanish silently."""
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.thread_ts is not None:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _own(call: Call, channel: Channel, otherwise: str) -> Message:
    message = call.workspace.message(channel, call.args.required("ts"))
    if message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if message.app_id != call.app.id or (message.subtype or "").startswith("channel_"):
        raise SlackError(otherwise)
    return message


def _custom_face(call: Call) -> Json:
    """A name and picture of the app's choice, which need a scope of their own."""
    face = {n: call.args.text(n) for n in ("username", "icon_emoji", "icon_url") if n in call.args}
    if face:
        call.need_scope("chat:write.customize")
    return {"username": face["username"]} if "username" in face else {}


def _warned(answer: Json, warnings: list[str]) -> Json:
    if not warnings:
        return answer
    return {**answer, "warning": ",".join(warnings), "response_metadata": {"warnings": warnings}}


# --- when


def _post_time(call: Call) -> int:
    post_at, now = call.args.integer("post_at"), call.workspace.unix()
    if post_at > 10**11:
        raise invalid_arguments("post_at must be in seconds, not milliseconds [json-pointer:/post_at]")
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at - now > MAX_SCHEDULE_AHEAD_S:
        raise SlackError("time_too_far")
    return post_at


def _respect_schedule_window(call: Call, channel: Channel, post_at: int) -> None:
    window = post_at // SCHEDULE_WINDOW_S
    others = (m for m in call.workspace.scheduled.values() if m.channel_id == channel.id)
    if sum(m.post_at // SCHEDULE_WINDOW_S == window for m in others) >= MAX_PER_WINDOW:
        raise SlackError("restricted_too_many")


def _scheduled_arguments(content: Content, thread_ts: str | None) -> Json:
    given = {
        "text": content.text,
        "blocks": content.blocks,
        "attachments": content.attachments,
        "metadata": content.metadata,
        "thread_ts": thread_ts,
    }
    return {name: value for name, value in given.items() if value is not None}


def _scheduled_shape(scheduled: ScheduledMessage) -> Json:
    return {
        "id": scheduled.id,
        "channel_id": scheduled.channel_id,
        "post_at": scheduled.post_at,
        "date_created": scheduled.created,
        "text": scheduled.arguments.get("text", ""),
    }


_WRITE = ("chat:write",)
METHODS = (
    Method("chat.postMessage", post_message, _WRITE, Limit.POSTS),
    Method("chat.update", update, _WRITE, Limit.TIER_3),
    Method("chat.delete", delete, _WRITE, Limit.TIER_3),
    Method("chat.postEphemeral", post_ephemeral, _WRITE, Limit.TIER_4),
    Method("chat.getPermalink", get_permalink, (), Limit.HUNDREDS),
    Method("chat.scheduleMessage", schedule_message, _WRITE, Limit.TIER_3),
    Method("chat.scheduledMessages.list", list_scheduled, (), Limit.TIER_3),
    Method("chat.deleteScheduledMessage", delete_scheduled, _WRITE, Limit.TIER_3),
)
