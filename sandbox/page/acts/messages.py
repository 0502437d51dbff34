"""Writing, editing, deleting, reacting."""

import re

from sandbox.model import Json
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked
from sandbox.page.refusals import Refusal, bad_request

LONGEST = 40_000
_EMOJI = re.compile(r"[\w+'’.&-]{1,100}(?:::skin-tone-[2-6])?\Z")


async def post(me: Actor, asked: Asked) -> Json:
    """Write a message, or a reply; they have then read the conversation up to it."""
    channel = me.channel(asked)
    if not me.looker.can_post(channel):
        raise Refusal(409, "closed", "Nothing can be written in this conversation.")
    thread_ts = asked.optional_text("thread_ts")
    if thread_ts is not None:
        parent = me.looker.find(channel, thread_ts)
        thread_ts = parent.thread_ts or parent.ts
    broadcast = asked.flag("broadcast")
    message = await me.hands.post(channel.id, _said(asked), thread_ts=thread_ts, broadcast=broadcast)
    me.marks.read_all(channel)
    return me.done(ts=message.ts)


async def edit(me: Actor, asked: Asked) -> Json:
    """Rewrite a message of their own."""
    channel, message = me.message(asked)
    await me.hands.edit(channel.id, message.ts, _said(asked))
    return me.done(ts=message.ts)


async def delete(me: Actor, asked: Asked) -> Json:
    """Delete a message of their own."""
    channel, message = me.message(asked)
    await me.hands.delete(channel.id, message.ts)
    return me.done()


async def dismiss(me: Actor, asked: Asked) -> Json:
    """Take away a message that only they can see."""
    channel, message = me.message(asked)
    if message.ephemeral_to is None:
        raise bad_request("Only what nobody else sees can be dismissed.")
    me.workspace.remove_ephemeral(channel, message)
    return me.done()


async def react(me: Actor, asked: Asked) -> Json:
    """Add an emoji by its name."""
    channel, message = me.message(asked)
    await me.hands.react(channel.id, message.ts, _emoji(asked))
    return me.done()


async def unreact(me: Actor, asked: Asked) -> Json:
    """Take an emoji back."""
    channel, message = me.message(asked)
    await me.hands.unreact(channel.id, message.ts, _emoji(asked))
    return me.done()


def _said(asked: Asked) -> str:
    text = asked.text("text").replace("\r\n", "\n")
    if not text.strip():
        raise bad_request("There is nothing written yet.")
    if len(text) > LONGEST:
        raise bad_request(f"A message has at most {LONGEST:,} characters; this one has {len(text):,}.")
    return text


def _emoji(asked: Asked) -> str:
    name = asked.text("name").strip(":")
    if _EMOJI.match(name) is None:
        raise bad_request("There is no emoji of this name.")
    return name
