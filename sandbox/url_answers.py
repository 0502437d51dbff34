"""What an app answers to an interaction, by its ack or a response URL, put before people's eyes."""

from typing import Any

from sandbox.block_kit import check_blocks
from sandbox.errors import SlackError
from sandbox.messages import Content
from sandbox.model import Channel, Json, Message
from sandbox.triggers import ResponseUrl
from sandbox.web_api.content import refuse_problems
from sandbox.workspace import Workspace


def show_answer(workspace: Workspace, place: ResponseUrl, answer: Json | str | None) -> Message | None:
    """Show an answer where `place` says: a new message, or a change of the one it came from.

    `answer` is text or `{text, blocks, response_type, replace_original, delete_original, thread_ts}`; the
    message is ephemeral unless `response_type` is `in_channel`. Returns the message, `None` if nothing is
    to be seen. Raises `SlackError`: `invalid_payload`, `invalid_blocks`, `no_text`.
    """
    given = _as_object(answer)
    if not given:
        return None
    channel = workspace.channel(place.channel_id)
    original = _original(channel, place)
    if given.get("delete_original"):
        _delete(workspace, channel, original)
        return None
    content = _content(workspace, given)
    if given.get("replace_original") and original is not None:
        return _replace(workspace, channel, original, content)
    return _show_new(workspace, channel, place, given, content)


def _as_object(answer: Any) -> Json:
    if isinstance(answer, str):
        return {"text": answer} if answer.strip() else {}
    if answer is None or isinstance(answer, dict):
        return answer or {}
    raise SlackError("invalid_payload")


def _original(channel: Channel, place: ResponseUrl) -> Message | None:
    if place.message_ts is None:
        return None
    return channel.ephemerals.get(place.message_ts) or channel.messages.get(place.message_ts)


def _content(workspace: Workspace, given: Json) -> Content:
    blocks, text = given.get("blocks"), given.get("text") or ""
    if blocks is not None:
        problems = check_blocks(blocks, "message", unknown=workspace.unknown_blocks)
        refuse_problems(problems, "invalid_blocks")
    if not isinstance(text, str):
        raise SlackError("invalid_payload")
    if not (text.strip() or blocks or given.get("attachments")):
        raise SlackError("no_text")
    return Content(text, blocks, given.get("attachments"), given.get("metadata"))


def _delete(workspace: Workspace, channel: Channel, original: Message | None) -> None:
    if original is None:
        return
    if original.ephemeral_to:
        workspace.remove_ephemeral(channel, original)
    else:
        workspace.remove_message(channel, original, by=original.user_id)


def _replace(workspace: Workspace, channel: Channel, original: Message, content: Content) -> Message:
    if original.ephemeral_to:
        workspace.change_ephemeral(channel, original, content)
    else:
        workspace.change_message(channel, original, content, by=original.user_id)
    return original


def _show_new(
    workspace: Workspace, channel: Channel, place: ResponseUrl, given: Json, content: Content
) -> Message:
    app = workspace.apps[place.app_id]
    thread_ts = given.get("thread_ts") or place.thread_ts
    if given.get("response_type", "ephemeral") == "in_channel":
        return workspace.add_message(channel, app.bot_user_id, content, thread_ts=thread_ts, app=app)
    return workspace.add_ephemeral(channel, place.user_id, content, app=app, thread_ts=thread_ts)
