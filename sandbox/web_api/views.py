"""views.*: modals and the Home tab."""

from sandbox.block_kit import check_view
from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import Json, View
from sandbox.rate_limits import Limit
from sandbox.shapes import view_shape
from sandbox.web_api.call import Call, Method, object_argument
from sandbox.web_api.content import refuse_problems


def open_(call: Call) -> Json:
    view = _modal(call)
    trigger = call.workspace.triggers.exchange(call.args.required("trigger_id"), call.app)
    return _shown(call, call.workspace.views.open(call.app, trigger.user_id, view))


def push(call: Call) -> Json:
    view = _modal(call)
    trigger = call.workspace.triggers.exchange(call.args.required("trigger_id"), call.app)
    return _shown(call, call.workspace.views.push(call.app, trigger.user_id, view))


def update(call: Call) -> Json:
    payload = checked_view(call)
    view = _existing(call)
    if payload["type"] != view.type:
        raise invalid_arguments("view type cannot be changed [json-pointer:/view/type]")
    return _shown(call, call.workspace.views.update(view, payload, expected_hash=_hash(call)))


def publish(call: Call) -> Json:
    payload = checked_view(call)
    if payload["type"] != "home":
        raise invalid_arguments('must be "home" [json-pointer:/view/type]')
    user = call.workspace.user(call.args.required("user_id"))
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    if user.deleted or user.is_bot:
        raise SlackError("user_not_found")
    view = call.workspace.views.publish(call.app, user.id, payload, expected_hash=_hash(call))
    return _shown(call, view)


def checked_view(call: Call) -> Json:
    """The `view` argument. `invalid_arguments` with a pointer for each problem, or `view_too_large`."""
    payload = object_argument(call, "view")
    refuse_problems(check_view(payload), "invalid_arguments", own_codes=("view_too_large",))
    return payload


def _modal(call: Call) -> Json:
    payload = checked_view(call)
    if payload["type"] != "modal":
        raise invalid_arguments('must be "modal" [json-pointer:/view/type]')
    return payload


def _existing(call: Call) -> View:
    if "view_id" not in call.args and "external_id" not in call.args:
        raise invalid_arguments("either view_id or external_id is required")
    if view_id := call.args.text("view_id"):
        view = call.workspace.views.get(view_id)
    else:
        view = call.workspace.views.by_external_id(call.app, call.args.text("external_id"))
    if view.app_id != call.app.id:
        raise SlackError("not_found")
    return view


def _hash(call: Call) -> str | None:
    return call.args.text("hash") or None


def _shown(call: Call, view: View) -> Json:
    return {"view": view_shape(call.workspace, view)}


METHODS = (
    Method("views.open", open_, (), Limit.TIER_4),
    Method("views.push", push, (), Limit.TIER_4),
    Method("views.update", update, (), Limit.TIER_4),
    Method("views.publish", publish, (), Limit.TIER_4),
)
