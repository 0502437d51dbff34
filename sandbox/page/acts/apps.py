"""Commands, shortcuts and Homes."""

from sandbox.model import InstalledApp, Json
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked
from sandbox.page.refusals import Refusal, not_found


async def command(me: Actor, asked: Asked) -> Json:
    """Send a slash command, typed as `/name and the rest`."""
    channel = me.channel(asked)
    if channel.is_archived:
        raise Refusal(409, "is_archived", "This channel is archived: there is nothing to type into.")
    typed = asked.text("command").strip()
    name = typed.split(maxsplit=1)[0] if typed else ""
    for app in me.installed_apps():
        if name in app.commands:
            return me.told(await me.hands.command(app, channel, name, typed[len(name) :]))
    return me.stopped(f"{name[:60] or '/'} is not a command that anybody here knows.")


async def shortcut(me: Actor, asked: Asked) -> Json:
    """Start a global shortcut."""
    callback_id = asked.text("callback_id")
    app = _app_with_shortcut(me, callback_id, "global")
    return me.told(await me.hands.shortcut(app, callback_id))


async def message_shortcut(me: Actor, asked: Asked) -> Json:
    """Start a shortcut from a message's menu."""
    callback_id = asked.text("callback_id")
    app = _app_with_shortcut(me, callback_id, "message")
    return me.told(await me.hands.message_shortcut(app, callback_id, me.shown(asked)))


async def open_home(me: Actor, asked: Asked) -> Json:
    """Open an app's Home tab: the app hears so, and may publish it anew."""
    app = me.workspace.apps.get(asked.text("app"))
    if app is None or not app.home_tab or not app.is_installed:
        raise not_found("app_not_found")
    return me.told(await me.hands.open_home(app))


def _app_with_shortcut(me: Actor, callback_id: str, kind: str) -> InstalledApp:
    for app in me.installed_apps():
        for offered in app.manifest.get("features", {}).get("shortcuts", ()):
            if (offered.get("callback_id"), offered.get("type")) == (callback_id, kind):
                return app
    raise not_found("shortcut_not_found")
