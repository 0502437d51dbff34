"""What Slack's client does with an app's answer to a command or to a submitted form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.block_kit import Problem, check_message, check_view
from sandbox.errors import SlackError
from sandbox.messages import Content
from sandbox.model import Channel, InstalledApp, Json, RejectedCall, User, View
from sandbox.workspace import Workspace

CONNECTION_TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the person is told: `trouble` by the client, `errors` by the app, under fields by block id."""

    trouble: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


class Answers:
    """Carries out one app's answers to one person. A refused answer is noted as a rejected call."""

    def __init__(self, workspace: Workspace, app: InstalledApp, user: User) -> None:
        self._workspace = workspace
        self._app = app
        self._user = user

    # --- commands

    def to_command(self, command: str, channel: Channel, body: object) -> Verdict:
        """Show the answer to a slash command: nothing, a text, or a message, to the person or to all."""
        if body in (None, "", {}):
            return Verdict()
        answer: Json = body if isinstance(body, dict) else {"text": str(body)}
        problems = check_message({k: answer[k] for k in ("text", "blocks", "attachments") if k in answer})
        if problems:
            self._reject(f"ack of {command}", "invalid_blocks", problems)
            return Verdict(trouble=f"{command} failed with the error “invalid_blocks”")
        content = Content(answer.get("text", ""), answer.get("blocks"), answer.get("attachments"))
        if answer.get("response_type") == "in_channel":
            self._workspace.add_message(channel, self._app.bot_user_id, content, app=self._app)
        else:
            self._workspace.add_ephemeral(channel, self._user.id, content, app=self._app)
        return Verdict()

    # --- forms

    def to_submission(self, view: View, body: object) -> Verdict:
        """Follow a `response_action`; without one the form closes. A wrong answer leaves everything as it is."""
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
            self._reject("ack of view_submission", "invalid_arguments", problems)
            return Verdict(trouble=CONNECTION_TROUBLE)
        try:
            show(new)
        except SlackError as refused:
            return self._wrong_answer(refused.code)
        return Verdict()

    def _wrong_answer(self, why: str) -> Verdict:
        self._reject("ack of view_submission", why, [])
        return Verdict(trouble=CONNECTION_TROUBLE)

    def _reject(self, what: str, error: str, problems: list[Problem]) -> None:
        messages = tuple(problem.as_slack() for problem in problems)
        self._workspace.rejected_calls.append(RejectedCall(what, error, messages, self._workspace.now()))
