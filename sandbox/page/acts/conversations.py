"""Joining, leaving, beginning and reading conversations."""

from sandbox.model import Json
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked
from sandbox.page.paging import is_ts
from sandbox.page.refusals import bad_request, not_found

MOST_OTHERS = 8


async def join(me: Actor, asked: Asked) -> Json:
    """Join a public channel. What was said in it before is not new."""
    channel = me.workspace.channels.get(asked.text("channel"))
    if channel is None or channel.is_private or me.user.is_guest:
        raise not_found("channel_not_found")
    await me.hands.join(channel.id)
    me.marks.read_all(channel)
    return me.done()


async def leave(me: Actor, asked: Asked) -> Json:
    """Leave a channel."""
    channel = me.channel(asked)
    if channel.is_direct:
        raise bad_request("Direct messages cannot be left.")
    await me.hands.leave(channel.id)
    return me.done()


async def open_dm(me: Actor, asked: Asked) -> Json:
    """Open the direct conversation with somebody, or with several; answers its `channel` too."""
    others = dict.fromkeys(user_id for user_id in asked.texts("with") if user_id != me.user.id)
    if len(others) > MOST_OTHERS:
        raise bad_request(f"A direct conversation is with at most {MOST_OTHERS} others.")
    for user_id in others:
        user = me.workspace.users.get(user_id)
        if user is None or user.deleted:
            raise not_found("user_not_found")
    return me.done(channel=me.workspace.direct_channel((me.user.id, *others)).id)


async def mark_read(me: Actor, asked: Asked) -> Json:
    """They have read a conversation, or the thread `thread_ts` in it, up to a message."""
    channel, ts = me.channel(asked), asked.text("ts")
    if not is_ts(ts):
        raise bad_request("“ts” must be a message's ts, such as 1796224500.000100.")
    thread_ts = asked.optional_text("thread_ts")
    if thread_ts is None:
        me.marks.read(channel, ts)
    else:
        me.marks.read_thread(channel, me.looker.find(channel, thread_ts), ts)
    return me.done()
