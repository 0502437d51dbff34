"""What Slack sends an app when a person does something with it."""

from sandbox.controls import Control
from sandbox.model import Channel, ChannelKind, InstalledApp, Json, User, View
from sandbox.screens import ShownMessage
from sandbox.shapes import view_shape
from sandbox.workspace import Workspace


class Interactions:
    """Builds the payloads of one person's interactions with one app."""

    def __init__(self, workspace: Workspace, app: InstalledApp, user: User) -> None:
        self._workspace = workspace
        self._app = app
        self._user = user

    # --- commands and shortcuts

    def slash_command(self, channel: Channel, command: str, text: str) -> Json:
        """A slash command; `text` is what came after it."""
        return {
            "token": self._app.verification_token,
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel.id,
            "channel_name": "privategroup" if channel.kind is ChannelKind.PRIVATE else channel.name,
            "user_id": self._user.id,
            "user_name": self._user.name,
            "command": command,
            "text": text,
            "api_app_id": self._app.id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(channel.id),
            "trigger_id": self._trigger(),
        }

    def shortcut(self, callback_id: str) -> Json:
        """A global shortcut: no channel, no response_url."""
        return {
            **self._common("shortcut"),
            "callback_id": callback_id,
            "trigger_id": self._trigger(),
            "action_ts": self._workspace.event_ts(),
        }

    def message_shortcut(self, callback_id: str, message: ShownMessage) -> Json:
        """A shortcut from a message's menu."""
        return {
            **self.shortcut(callback_id),
            "type": "message_action",
            "message_ts": message.ts,
            "message": message.shape,
            "channel": self._channel(message),
            "response_url": self._message_response_url(message),
        }

    # --- things clicked

    def action_in_message(
        self, message: ShownMessage, action: Json, values: dict[str, dict[str, Json]]
    ) -> Json:
        """Something clicked in a message; `values` is what the message's own inputs and menus hold."""
        # Slack keeps no copy of an ephemeral message, so the app is not told what stood in it.
        shape = {} if message.is_ephemeral else {"message": message.shape}
        return {
            **self._common("block_actions"),
            "container": self._message_container(message),
            "channel": self._channel(message),
            **shape,
            "state": {"values": values},
            "trigger_id": self._trigger(),
            "response_url": self._message_response_url(message),
            "actions": [action],
        }

    def action_in_view(self, view: View, action: Json) -> Json:
        """Something clicked in a modal or on the Home tab."""
        return {
            **self._common("block_actions"),
            "container": {"type": "view", "view_id": view.id},
            "view": view_shape(self._workspace, view),
            "trigger_id": self._trigger(view),
            "actions": [action],
        }

    def action(self, control: Control, detail: Json) -> Json:
        """An entry of `actions`: which element it was, and `detail`, what was done to it."""
        return {
            "type": control.kind,
            "block_id": control.block_id,
            "action_id": control.action_id,
            **detail,
            "action_ts": self._workspace.event_ts(),
        }

    def suggestion(self, where: View | ShownMessage, control: Control, typed: str) -> Json:
        """Options asked for while a person types into an external menu."""
        if isinstance(where, View):
            place: Json = {
                "container": {"type": "view", "view_id": where.id},
                "view": view_shape(self._workspace, where),
            }
        else:
            place = {
                "container": self._message_container(where),
                "channel": self._channel(where),
                "message": where.shape,
            }
        ids = {"block_id": control.block_id, "action_id": control.action_id}
        return {**self._common("block_suggestion"), **place, **ids, "value": typed}

    # --- forms

    def submission(self, view: View) -> Json:
        """A modal submitted with what it holds now."""
        return {
            **self._common("view_submission"),
            "trigger_id": self._trigger(view),
            "view": view_shape(self._workspace, view),
            "response_urls": self._response_urls(view),
        }

    def closing(self, view: View, *, is_cleared: bool) -> Json:
        """A modal closed without submitting; `is_cleared` when the whole stack went."""
        shape = view_shape(self._workspace, view)
        return {**self._common("view_closed"), "view": shape, "is_cleared": is_cleared}

    # --- parts

    def _common(self, kind: str) -> Json:
        return {
            "type": kind,
            "user": {
                "id": self._user.id,
                "username": self._user.name,
                "name": self._user.name,
                "team_id": self._workspace.team_id,
            },
            "api_app_id": self._app.id,
            "token": self._app.verification_token,
            "team": {"id": self._workspace.team_id, "domain": self._workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _trigger(self, view: View | None = None) -> str:
        view_id = view.id if view is not None and view.type == "modal" else None
        return self._workspace.triggers.issue(self._app, self._user.id, view_id=view_id)

    def _response_url(self, channel_id: str, message: ShownMessage | None = None) -> str:
        path = self._workspace.response_urls.issue(
            self._app,
            self._user.id,
            channel_id,
            message_ts=message.ts if message is not None else None,
            thread_ts=message.thread_ts if message is not None else None,
        )
        return f"{self._workspace.base_url}{path}"

    def _message_response_url(self, message: ShownMessage) -> str:
        return self._response_url(message.channel_id, message)

    def _channel(self, message: ShownMessage) -> Json:
        kind = self._workspace.channels[message.channel_id].kind
        name = "privategroup" if kind is ChannelKind.PRIVATE else message.channel_name
        return {"id": message.channel_id, "name": name}

    def _message_container(self, message: ShownMessage) -> Json:
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel_id,
            "is_ephemeral": message.is_ephemeral,
            **thread,
        }

    def _response_urls(self, view: View) -> list[Json]:
        """One for each chosen channel whose menu asked for it."""
        inputs = [block for block in view.payload["blocks"] if block.get("type") == "input"]
        asked = [block for block in inputs if block["element"].get("response_url_enabled")]
        urls: list[Json] = []
        for block in asked:
            ids = {"block_id": block["block_id"], "action_id": block["element"]["action_id"]}
            held = view.state[ids["block_id"]][ids["action_id"]]
            channel_id = held.get("selected_conversation") or held.get("selected_channel")
            if channel_id:
                url = self._response_url(channel_id)
                urls.append({**ids, "channel_id": channel_id, "response_url": url})
        return urls
