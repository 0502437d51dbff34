"""What Slack would send, signed as Slack signs it: a command, a click, a form."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode

from community.convenings.calendar import google_url, outlook_url
from community.convenings.views import ConveningWithAnswers
from community.feedback.views import FeedbackForm
from community.ids import UserId, WorkspaceId
from message_templates.ids import ActionId
from message_templates.renderer import Renderer
from message_templates.values import make_ref

FORM_TYPE: Final = "application/x-www-form-urlencoded"
ANSWERS: Final = (ActionId.RSVP_GOING, ActionId.RSVP_MAYBE, ActionId.RSVP_DECLINED)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlackRequest:
    body: bytes
    headers: dict[str, str]


class SlackWriter:
    """Writes requests for one app. Each has a trigger (or view) of its own, as Slack's have."""

    def __init__(self, signing_secret: str, workspace_id: WorkspaceId, replies_to: str) -> None:
        self._secret = signing_secret.encode()
        self._workspace_id = workspace_id
        self._replies_to = replies_to
        self._numbers = count(1)
        self._render = Renderer()

    def help(self, user_id: UserId) -> SlackRequest:
        return self._signed(
            {
                "token": "legacy",
                "team_id": self._workspace_id,
                "team_domain": "bench",
                "channel_id": "C0BENCH",
                "channel_name": "math-plc",
                "user_id": user_id,
                "user_name": user_id.lower(),
                "command": "/cop",
                "text": "help",
                "api_app_id": "A0BENCH",
                "is_enterprise_install": "false",
                "response_url": self._replies_to,
                "trigger_id": self._trigger(),
            }
        )

    def rsvp(self, user_id: UserId, item: ConveningWithAnswers, action: ActionId) -> SlackRequest:
        """A click on a button of the announcement in the home channel."""
        convening = item.convening
        channel, ts = convening.home_channel, "1700000000.000100"
        clicked = {
            "type": "button",
            "action_id": action,
            "block_id": "rsvp",
            "text": {"type": "plain_text", "text": "…", "emoji": True},
            "value": make_ref(convening=convening.id, at=convening.starts_at),
            "action_ts": "1700000001.000000",
        }
        return self._interaction(
            {
                "type": "block_actions",
                "user": self._user(user_id),
                "container": {
                    "type": "message",
                    "message_ts": ts,
                    "channel_id": channel,
                    "is_ephemeral": False,
                },
                "channel": {"id": channel, "name": "math-plc"},
                "message": {"type": "message", "ts": ts, **self._announcement(item)},
                "response_url": self._replies_to,
                "actions": [clicked],
            }
        )

    def feedback(self, user_id: UserId, form: FeedbackForm) -> SlackRequest:
        """The form as it is opened from the request in the person's direct messages, filled in."""
        ref_text = make_ref(convening=form.convening.id, channel=f"D{user_id}", ts="1700000000.000200")
        view = self._render.modal("feedback/form", ref_text=ref_text, form=form)
        number = next(self._numbers)
        kept = {"id": f"V{number}", "hash": f"{number}.h", "team_id": self._workspace_id, "app_id": "A0BENCH"}
        state = {"values": _filled_in(view)}
        return self._interaction(
            {"type": "view_submission", "user": self._user(user_id), "view": {**view, **kept, "state": state}}
        )

    def _announcement(self, item: ConveningWithAnswers) -> Json:
        message = self._render.message(
            "convenings/announcement",
            item=item,
            has_started=False,
            google_url=google_url(item.convening),
            outlook_url=outlook_url(item.convening),
            note="",
        )
        return {"text": message.text, "blocks": message.blocks}

    def _user(self, user_id: UserId) -> Json:
        return {
            "id": user_id,
            "username": user_id.lower(),
            "name": user_id.lower(),
            "team_id": self._workspace_id,
        }

    def _trigger(self) -> str:
        return f"{next(self._numbers)}.{time.time_ns()}.bench"

    def _interaction(self, payload: Json) -> SlackRequest:
        whole = {
            "api_app_id": "A0BENCH",
            "token": "legacy",
            "team": {"id": self._workspace_id, "domain": "bench"},
            "is_enterprise_install": False,
            "trigger_id": self._trigger(),
            **payload,
        }
        return self._signed({"payload": json.dumps(whole)})

    def _signed(self, form: dict[str, str]) -> SlackRequest:
        body = urlencode(form).encode()
        timestamp = str(int(time.time()))
        base = b"v0:" + timestamp.encode() + b":" + body
        signature = "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": FORM_TYPE,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
        }
        return SlackRequest(body, headers)


def _filled_in(view: Json) -> Json:
    """The state of a feedback form: every rating chosen, every text written, no box ticked."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    return {block["block_id"]: {block["element"]["action_id"]: _chosen(block["element"])} for block in inputs}


def _chosen(element: Json) -> Json:
    match element["type"]:
        case "static_select":
            return {"type": "static_select", "selected_option": element["options"][0]}
        case "checkboxes":
            return {"type": "checkboxes", "selected_options": []}
        case kind:
            return {"type": kind, "value": "The gallery walk, because everybody spoke."}
