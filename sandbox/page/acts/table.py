"""Every act by its name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from sandbox.model import Json
from sandbox.page.acts import apps, controls, conversations, forms, messages
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked
from sandbox.page.refusals import bad_request

ACTS: Final[Mapping[str, Callable[[Actor, Asked], Awaitable[Json]]]] = {
    "post": messages.post,
    "edit": messages.edit,
    "delete": messages.delete,
    "dismiss": messages.dismiss,
    "react": messages.react,
    "unreact": messages.unreact,
    "join": conversations.join,
    "leave": conversations.leave,
    "open_dm": conversations.open_dm,
    "mark_read": conversations.mark_read,
    "command": apps.command,
    "shortcut": apps.shortcut,
    "message_shortcut": apps.message_shortcut,
    "open_home": apps.open_home,
    "act": controls.act,
    "fill": controls.fill,
    "suggest": controls.suggest,
    "submit": forms.submit,
    "close": forms.close,
}


async def act(me: Actor, asked: Asked) -> Json:
    """Do what is asked for, wait for the app's ack, and say what came of it.

    Raises `Refusal`, `SlackError` or `NotOnScreen` for what cannot be done.
    """
    name = asked.text("do")
    if name not in ACTS:
        raise bad_request(f"“do” must be one of: {', '.join(ACTS)}.")
    if name != "mark_read":
        me.refuse_while_playing()
    return await ACTS[name](me, asked)
