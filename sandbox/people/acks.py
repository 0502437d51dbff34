"""What Slack's client does with what an app puts into its ack of a command or of a submitted form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.block_kit import check_view
from sandbox.errors import SlackError
from sandbox.model import InstalledApp, Json, RejectedCall, User, View
from sandbox.triggers import ResponseUrl
from sandbox.url_answers import show_answer
from sandbox.workspace import Workspace

CONNECTION_TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the person is told: `trouble` by the client, `errors` by the app, under fields by block id."""

    trouble: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


class Acks:
    """Carries out what one app answers to one person. A refused answer is noted as a rejected call."""

    def __init__(self, workspace: Workspace, app: InstalledApp, user: User) -> None:
        self._workspace = workspace
        self._app = app
        self._user = user

    # --- commands

    def to_command(self, payload: Json, body: object) -> Verdict:
        """Show the answer to a slash command: nothing, a text, or a message, to the person or to all."""
        command = payload["command"]
        now = self._workspace.now()
        place = ResponseUrl(self._app.id, self._user.id, payload["channel_id"], None, None, now)
        try:
            show_answer(self._workspace, place, body if isinstance(body, dict | str) else None)
        except SlackError as refused:
            self._reject(f"ack of {command}", refused.code, refused.messages)
            return Verdict(trouble=f"{command} failed with the error “{refused.code}”")
        return Verdict()

    # --- forms

    def to_submission(self, view: View, body: object) -> Verdict:
        """Follow a `response_action`; without one the form closes. A wrong answer changes nothing."""
        if body in (None, "", {}):
            self._close(view)
            return Verdict()
        action = body.get("response_action") if isinstance(body, dict) else None
        follow = self._followed(action)
        if follow is None or not isinstance(body, dict):
            return self._wrong_answer(f"unknown response_action: {action}")
        return follow(view, body)

    def _followed(self, action: object) -> Callable[[View, Json], Verdict] | None:
        match action:
            case "errors":
                return self._show_errors
            case "update":
                return self._update
            case "push":
                return self._push
            case "clear":
                return self._clear
        return None

    def _close(self, view: View) -> None:
        if self._workspace.views.top(self._user.id) is view:
            self._workspace.views.pop(self._user.id)

    def _show_errors(self, view: View, body: Json) -> Verdict:
        errors = body.get("errors")
        inputs = {b["block_id"] for b in view.payload["blocks"] if b.get("type") == "input"}
        if not isinstance(errors, dict) or not errors:
            return self._wrong_answer("response_action errors without errors")
        if strangers := set(errors) - inputs:
            return self._wrong_answer(f"errors for blocks that are no input: {sorted(strangers)}")
        return Verdict(errors={block_id: str(said) for block_id, said in errors.items()})

    def _update(self, view: View, body: Json) -> Verdict:
        return self._with_view(body, lambda new: self._workspace.views.update(view, new))

    def _push(self, view: View, body: Json) -> Verdict:
        views, user_id = self._workspace.views, self._user.id
        return self._with_view(body, lambda new: views.push(self._app, user_id, new))

    def _clear(self, view: View, body: Json) -> Verdict:
        self._workspace.views.clear(self._user.id)
        return Verdict()

    def _with_view(self, body: Json, show: Callable[[Json], View]) -> Verdict:
        new = body.get("view")
        problems = check_view(new)
        if problems or not isinstance(new, dict):
            messages = [problem.as_slack() for problem in problems]
            self._reject("ack of view_submission", "invalid_arguments", messages)
            return Verdict(trouble=CONNECTION_TROUBLE)
        try:
            show(new)
        except SlackError as refused:
            return self._wrong_answer(refused.code)
        return Verdict()

    def _wrong_answer(self, why: str) -> Verdict:
        self._reject("ack of view_submission", why, [])
        return Verdict(trouble=CONNECTION_TROUBLE)

    def _reject(self, what: str, error: str, messages: list[str]) -> None:
        at = self._workspace.now()
        self._workspace.rejected_calls.append(RejectedCall(what, error, tuple(messages), at))
