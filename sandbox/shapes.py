"""People, channels, messages, files and views as Slack's JSON shows them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.model import Channel, ChannelKind, File, InstalledApp, Json, Message, User, View
from sandbox.state import State


def user_shape(state: State, user: User, *, with_email: bool = True) -> Json:
    """A user object; `profile.email` only for those allowed to see it."""
    zone = datetime.fromtimestamp(state.unix(), UTC).astimezone(ZoneInfo(user.tz))
    offset = zone.utcoffset()
    return {
        "id": user.id,
        "team_id": state.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": zone.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile_shape(state, user, with_email=with_email),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }


def profile_shape(state: State, user: User, *, with_email: bool = True) -> Json:
    profile: Json = {
        "title": user.title,
        "phone": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": "" if user.is_bot else user.real_name.split(" ")[0],
        "display_name_normalized": "" if user.is_bot else user.real_name.split(" ")[0],
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "g000000",
        "team": state.team_id,
    }
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id}
    elif with_email:
        profile["email"] = user.email
    return profile


def channel_shape(state: State, channel: Channel, viewer: str) -> Json:
    """A conversation object as the bot user `viewer` sees it."""
    if channel.is_direct:
        return _direct_shape(state, channel, viewer)
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_member": viewer in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "creator": channel.creator,
        "context_team_id": state.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _direct_shape(state: State, channel: Channel, viewer: str) -> Json:
    others = [user_id for user_id in channel.members if user_id != viewer]
    is_im = channel.kind is ChannelKind.DIRECT
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": is_im,
        "is_mpim": not is_im,
        "is_private": True,
        "is_org_shared": False,
        "context_team_id": state.team_id,
    }
    if is_im:
        other = others[0] if others else viewer
        return {**shape, "user": other, "is_user_deleted": state.users[other].deleted, "is_open": True}
    return {**shape, "name": channel.name, "is_member": True, "topic": {"value": channel.topic}}


def bot_profile_shape(state: State, app: InstalledApp) -> Json:
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "name": state.users[app.bot_user_id].real_name,
        "icons": {"image_36": "https://a.slack-edge.com/sandbox.png"},
        "deleted": not app.is_installed,
        "updated": 0,
        "team_id": state.team_id,
    }


def message_shape(state: State, message: Message, *, with_metadata: bool = False) -> Json:
    """A message object as history and events show it; metadata only when asked for."""
    shape: Json = {"type": "message", "user": message.user_id, "text": message.text, "ts": message.ts}
    shape["team"] = state.team_id
    if message.app_id is not None:
        shape |= {"bot_id": message.bot_id, "app_id": message.app_id}
        shape["bot_profile"] = bot_profile_shape(state, state.apps[message.app_id])
    for name in ("subtype", "blocks", "attachments"):
        if value := getattr(message, name):
            shape[name] = value
    if message.edited_ts:
        shape["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.files:
        shape["files"] = [file_shape(state, file) for file in message.files]
    if message.reactions:
        shape["reactions"] = reactions_shape(message)
    if with_metadata and message.metadata is not None:
        shape["metadata"] = message.metadata
    return {**shape, **_thread_shape(state, message), **message.extra}


def reactions_shape(message: Message) -> list[Json]:
    return [{"name": name, "users": list(who), "count": len(who)} for name, who in message.reactions.items()]


def _thread_shape(state: State, message: Message) -> Json:
    if message.thread_ts is not None:
        parent = state.channels[message.channel_id].messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user_id if parent else None}
    if not message.reply_ts:
        return {}
    channel = state.channels[message.channel_id]
    writers = list(dict.fromkeys(channel.messages[ts].user_id for ts in message.reply_ts))
    return {
        "thread_ts": message.ts,
        "reply_count": len(message.reply_ts),
        "reply_users_count": len(writers),
        "latest_reply": message.reply_ts[-1],
        "reply_users": writers,
        "is_locked": False,
        "subscribed": False,
    }


def file_shape(state: State, file: File) -> Json:
    """A file object; `url_private_download` answers to the bot's token."""
    public, private = _shares(state, file)
    extension = file.name.rsplit(".", 1)[-1] if "." in file.name else "text"
    url = f"{state.base_url}/files-pri/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": extension,
        "user": file.user_id,
        "mode": "hosted",
        "size": len(file.content),
        "is_external": False,
        "is_public": bool(public),
        "url_private": url,
        "url_private_download": f"{url}?download=1",
        "permalink": f"{state.base_url}/files/{file.user_id}/{file.id}/{file.name}",
        "channels": list(public),
        "groups": [c for c in private if state.channels[c].kind is ChannelKind.PRIVATE],
        "ims": [c for c in private if state.channels[c].is_direct],
        "shares": {"public": public, "private": private},
    }


def _shares(state: State, file: File) -> tuple[Json, Json]:
    public: Json = {}
    private: Json = {}
    for channel_id, ts in file.shared_ts.items():
        channel = state.channels[channel_id]
        side = private if channel.is_private else public
        side[channel_id] = [{"ts": ts, "channel_name": channel.name, "team_id": state.team_id}]
    return public, private


def view_shape(state: State, view: View) -> Json:
    """A view object with its id, hash and state, as `views.*` answers and interactions carry it."""
    app = state.apps[view.app_id]
    given = view.payload
    shape: Json = {
        "id": view.id,
        "team_id": state.team_id,
        "type": view.type,
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": given.get("title") or {"type": "plain_text", "text": app.name, "emoji": True},
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": app.id,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": state.team_id,
        "bot_id": app.bot_id,
    }
    return shape
