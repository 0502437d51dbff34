"""auth.test, apps.connections.open, oauth.v2.access, blocks.validate: the app's own affairs."""

import base64
import binascii
from collections.abc import Callable, Mapping

from sandbox.block_kit import Problem, check_blocks, check_message, check_view
from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import InstalledApp, Json
from sandbox.rate_limits import Limit
from sandbox.web_api.call import Auth, Call, Method

_VALIDATORS: Mapping[str, tuple[str, Callable[[object], list[Problem]]]] = {
    "blocks": ("invalid_blocks", check_blocks),
    "view": ("invalid_view", check_view),
    "message": ("invalid_message", check_message),
}


def api_test(call: Call) -> Json:
    if error := call.args.text("error"):
        raise SlackError(error)
    return {}


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[call.bot].name,
        "team_id": workspace.team_id,
        "user_id": call.bot,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    if not call.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"url": call.around.socket_url(call.app)}


def validate_blocks(call: Call) -> Json:
    given = [name for name in _VALIDATORS if name in call.args]
    if len(given) != 1:
        raise invalid_arguments("exactly one of blocks, view, message is required")
    code, check = _VALIDATORS[given[0]]
    problems = check(call.args.json(given[0]))
    if problems:
        raise SlackError(code, errors=[problem.as_dict() for problem in problems])
    return {}


def exchange_code(call: Call) -> Json:
    """oauth.v2.access: a code from the authorize page for a bot token."""
    app = _client(call)
    grant = call.workspace.oauth_codes.redeem(
        call.args.required("code"), app, redirect_uri=call.args.text("redirect_uri")
    )
    workspace = call.workspace
    return {
        "access_token": workspace.reinstall(app),
        "token_type": "bot",
        "scope": ",".join(sorted(app.scopes)),
        "bot_user_id": app.bot_user_id,
        "app_id": app.id,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "authed_user": {"id": grant.user_id},
        "is_enterprise_install": False,
    }


def _client(call: Call) -> InstalledApp:
    client_id, client_secret = _credentials(call)
    app = next((a for a in call.workspace.apps.values() if a.client_id == client_id), None)
    if app is None:
        raise SlackError("invalid_client_id")
    if app.client_secret != client_secret:
        raise SlackError("bad_client_secret")
    return app


def _credentials(call: Call) -> tuple[str, str]:
    kind, _, encoded = call.authorization.partition(" ")
    if kind.lower() != "basic":
        return call.args.text("client_id"), call.args.text("client_secret")
    try:
        client_id, _, client_secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, ValueError):
        raise SlackError("invalid_client_id") from None
    return client_id, client_secret


METHODS = (
    Method("api.test", api_test, (), Limit.TIER_4, Auth.NONE),
    Method("auth.test", auth_test, (), Limit.HUNDREDS),
    Method("apps.connections.open", open_connection, (), Limit.TIER_3, Auth.APP),
    Method("blocks.validate", validate_blocks, (), Limit.TIER_3, Auth.NONE),
    Method("oauth.v2.access", exchange_code, (), Limit.TIER_4, Auth.NONE),
)
