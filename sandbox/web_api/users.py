"""users.*, team.info and bots.info: who is here."""

from sandbox.errors import SlackError
from sandbox.model import Json, User
from sandbox.rate_limits import Limit
from sandbox.shapes import bot_profile_shape, profile_shape, user_shape
from sandbox.web_api.call import Call, Method, with_cursor


def info(call: Call) -> Json:
    user = call.workspace.user(call.args.required("user"))
    return {"user": _shape(call, user)}


def list_(call: Call) -> Json:
    users = list(call.workspace.users.values())
    page, cursor = call.page(users, default=len(users) or 1, most=max(1000, len(users)))
    return with_cursor(
        {"members": [_shape(call, u) for u in page], "cache_ts": call.workspace.unix()}, cursor
    )


def lookup_by_email(call: Call) -> Json:
    email = call.args.required("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == email and not user.deleted and not user.is_bot:
            return {"user": _shape(call, user)}
    raise SlackError("users_not_found")


def get_profile(call: Call) -> Json:
    user = call.workspace.user(call.args.text("user") or call.bot)
    return {"profile": profile_shape(call.workspace, user, with_email=_sees_email(call))}


def team_info(call: Call) -> Json:
    workspace = call.workspace
    team = {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}
    return {"team": {**team, "icon": {"image_default": True}}}


def bot_info(call: Call) -> Json:
    bot_id = call.args.text("bot") or call.app.bot_id
    for app in call.workspace.apps.values():
        if app.bot_id == bot_id:
            return {"bot": bot_profile_shape(call.workspace, app)}
    raise SlackError("bot_not_found")


def _shape(call: Call, user: User) -> Json:
    return user_shape(call.workspace, user, with_email=_sees_email(call))


def _sees_email(call: Call) -> bool:
    return "users:read.email" in call.app.scopes


METHODS = (
    Method("users.info", info, ("users:read",), Limit.TIER_4),
    Method("users.list", list_, ("users:read",), Limit.TIER_2),
    Method("users.lookupByEmail", lookup_by_email, ("users:read.email",)),
    Method("users.profile.get", get_profile, ("users.profile:read",), Limit.TIER_4),
    Method("team.info", team_info, ("team:read",)),
    Method("bots.info", bot_info, ("users:read",)),
)
