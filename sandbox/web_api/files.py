"""files.*: asking for a place, completing an upload, sharing it a moment later."""

import mimetypes
from functools import partial

from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import Channel, File, Json
from sandbox.rate_limits import Limit
from sandbox.shapes import file_shape
from sandbox.web_api.call import Call, Method
from sandbox.web_api.content import read_blocks

SHARING_DELAY_S = 0.02
MAX_FILE_BYTES = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    name, length = call.args.required("filename"), call.args.integer("length")
    if not 0 < length <= MAX_FILE_BYTES:
        raise invalid_arguments("length must be greater than 0 [json-pointer:/length]")
    workspace = call.workspace
    file = File(
        id=workspace.ids.next("F"),
        name=name,
        title=name,
        user_id=call.bot,
        created=workspace.unix(),
        expected_length=length,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Finish uploads; where a channel is named they are shared there shortly after this answer."""
    files = [_uploaded(call, item) for item in _items(call)]
    channels = [_shareable(call, channel_id) for channel_id in _channel_ids(call)]
    thread_ts = call.args.text("thread_ts") or None
    blocks = read_blocks(call.args)
    if thread_ts and not all(thread_ts in channel.messages for channel in channels):
        raise SlackError("thread_not_found")
    for file, item in zip(files, _items(call), strict=True):
        file.completed, file.title = True, item.get("title") or file.name
    for channel in channels:
        comment = call.args.text("initial_comment")
        share = partial(call.workspace.share_files, files, channel, app=call.app, comment=comment)
        call.around.later(SHARING_DELAY_S, partial(share, thread_ts=thread_ts, blocks=blocks))
    return {"files": [file_shape(call.workspace, file) for file in files]}


def _items(call: Call) -> list[Json]:
    items = call.args.json("files")
    if not isinstance(items, list) or not items or not all(isinstance(i, dict) and "id" in i for i in items):
        raise invalid_arguments("files must be a list of objects with an id [json-pointer:/files]")
    return items


def _uploaded(call: Call, item: Json) -> File:
    file = call.workspace.files.get(item["id"])
    if file is None or file.user_id != call.bot or not file.uploaded or file.completed:
        raise SlackError("file_not_found")
    return file


def _channel_ids(call: Call) -> list[str]:
    return call.args.names("channels") or call.args.names("channel_id")


def _shareable(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(channel_id)
    if channel is None or (channel.is_private and call.bot not in channel.members):
        raise SlackError("channel_not_found")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def info(call: Call) -> Json:
    return {"file": file_shape(call.workspace, visible_file(call)), "comments": []}


def delete(call: Call) -> Json:
    file = visible_file(call)
    if file.user_id != call.bot:
        raise SlackError("cant_delete_file")
    del call.workspace.files[file.id]
    for channel_id, ts in file.shared_ts.items():
        message = call.workspace.channels[channel_id].messages.get(ts)
        if message is not None:
            message.files.remove(file)
    return {}


def visible_file(call: Call) -> File:
    """The named file, if it is the bot's own or shared where the bot is; `file_not_found` otherwise."""
    file = call.workspace.files.get(call.args.required("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    channels = (call.workspace.channels[channel_id] for channel_id in file.shared_ts)
    if file.user_id != call.bot and not any(call.bot in channel.members for channel in channels):
        raise SlackError("file_not_found")
    return file


METHODS = (
    Method("files.getUploadURLExternal", get_upload_url, ("files:write",), Limit.TIER_4),
    Method("files.completeUploadExternal", complete_upload, ("files:write",), Limit.TIER_4),
    Method("files.info", info, ("files:read",), Limit.TIER_4),
    Method("files.delete", delete, ("files:write",), Limit.TIER_3),
)
