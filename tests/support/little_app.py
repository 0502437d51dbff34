"""A small real Bolt app for the sandbox's people and page: forms, messages with controls, bad manners."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import SandboxServer
from sandbox.workspace import InstalledApp

Json = dict[str, Any]
DEADLINE = 1.0  # real seconds; Slack's own is 3. Less, and a busy machine is taken for a slow app


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def buttons(*pairs: tuple[str, str], **more: object) -> Json:
    elements = [
        {"type": "button", "text": plain(t), "action_id": a, "value": f"{a}:1", **more} for t, a in pairs
    ]
    return {"type": "actions", "block_id": "buttons", "elements": elements}


def asked(block_id: str, label: str, element: Json, **more: object) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def modal(callback_id: str, title: str, *blocks: Json, **more: object) -> Json:
    form = {"type": "modal", "callback_id": callback_id, "title": plain(title), "submit": plain("Save")}
    return {**form, "blocks": list(blocks), **more}


NOW_AND_LATER: Json = {"dispatch_action": True, "optional": True}
MODES = [{"text": plain(text), "value": text.lower()} for text in ("Virtual", "In person")]
SCHEDULE = modal(
    "schedule",
    "Schedule",
    asked("title", "Title", {"type": "plain_text_input", "min_length": 3}),
    asked("day", "Day", {"type": "datepicker"}),
    asked("at", "At", {"type": "timepicker", "initial_time": "15:30"}),
    asked("mode", "Mode", {"type": "static_select", "options": MODES}),
    asked("who", "Facilitators", {"type": "multi_users_select"}, optional=True),
    asked("mail", "Tell", {"type": "checkboxes", "options": MODES}, optional=True),
    notify_on_close=True,
)
AT_EACH_KEY = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
RICH = modal(
    "rich",
    "Rich",
    asked("city", "City", {"type": "external_select", "action_id": "city"}, optional=True),
    asked(
        "where",
        "Where",
        {"type": "conversations_select", "response_url_enabled": True, "filter": {"include": ["public"]}},
    ),
    asked("moment", "Moment", {"type": "datetimepicker"}, optional=True),
    asked("lead", "Lead", {"type": "users_select"}, optional=True),
    asked(
        "typed", "Typed", {"type": "plain_text_input", "action_id": "typed", **AT_EACH_KEY}, **NOW_AND_LATER
    ),
    asked("enter", "Entered", {"type": "plain_text_input", "action_id": "entered"}, **NOW_AND_LATER),
    clear_on_close=True,
    notify_on_close=True,
)
MANIFEST: Json = {
    "display_information": {"name": "Testbot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Testbot"},
        "slash_commands": [
            {"command": command, "should_escape": True}
            for command in ("/schedule", "/whisper", "/slow", "/steps", "/badly", "/many", "/rich")
        ],
        "shortcuts": [
            {"name": "Note it", "type": "global", "callback_id": "note"},
            {"name": "Keep this", "type": "message", "callback_id": "keep"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "channels:history", "reactions:read", "im:write"]}
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.channels", "reaction_added"]},
        "socket_mode_enabled": True,
    },
}


@dataclass
class Told:
    """What the app was told, as it was told."""

    commands: list[Json] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    slowness: float = 0.0

    @property
    def body(self) -> Json:
        return self.bodies[-1]


def listen(app: AsyncApp, told: Told) -> None:  # noqa: C901 # a row of small listeners, not one long function
    """A little app: a form, a message with a button, an ephemeral question, a Home tab, and bad manners."""

    @app.command("/schedule")
    async def schedule(ack: Any, command: Json, client: AsyncWebClient) -> None:
        told.commands.append(command)
        await client.views_open(trigger_id=command["trigger_id"], view=SCHEDULE)
        await ack()

    @app.view("schedule")
    async def scheduled(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        await asyncio.sleep(told.slowness)
        values = body["view"]["state"]["values"]
        if values["day"]["value"]["selected_date"] < "2026-11-23":
            await ack(response_action="errors", errors={"day": "That day is over."})
            return
        title = values["title"]["value"]["value"]
        blocks = [section(f"*{title}*"), buttons(("I'll be there", "going"))]
        await client.chat_postMessage(channel="C00000001", text=title, blocks=blocks)
        await ack()

    @app.view_closed("schedule")
    async def closed(ack: Any, body: Json) -> None:
        told.bodies.append(body)
        await ack()

    @app.action("going")
    async def going(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        await asyncio.sleep(told.slowness)
        message = body["message"]
        blocks = [message["blocks"][0], section(f"<@{body['user']['id']}> is going")]
        await client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="going", blocks=blocks)
        await ack()

    @app.command("/whisper")
    async def whisper(ack: Any, respond: Any) -> None:
        await respond(text="Sure?", blocks=[section("Sure?"), buttons(("Yes", "sure"))])
        await ack()

    @app.action("sure")
    async def sure(ack: Any, body: Json, respond: Any) -> None:
        told.bodies.append(body)
        await respond(text="Thank you", replace_original=True)
        await ack()

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        await asyncio.sleep(DEADLINE * 1.5)
        await ack("too late")

    @app.command("/badly")
    async def badly(ack: Any) -> None:
        await ack(blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "no"}}], text="no")

    @app.command("/many")
    async def many(ack: Any) -> None:
        options = [{"text": plain(f"Option {n}"), "value": f"o{n}"} for n in range(3)]
        menu = {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": plain("Pick"),
            "options": options,
        }
        more = {"type": "overflow", "action_id": "more", "options": options}
        day = {"type": "datepicker", "action_id": "pick", "placeholder": plain("Which day")}
        lines = {"type": "actions", "block_id": "row", "elements": [menu]}
        await ack(
            text="Many",
            response_type="in_channel",
            blocks=[lines, section("More", accessory=more), section("Day", accessory=day)],
        )

    @app.action("pick")
    @app.action("more")
    async def picked(ack: Any, body: Json) -> None:
        told.bodies.append(body)
        await ack()

    @app.command("/steps")
    async def steps(ack: Any, command: Json, client: AsyncWebClient) -> None:
        element = {"type": "plain_text_input"}
        view = modal("step", "One", asked("next", "Next", element), section("x", accessory=_button()))
        await client.views_open(trigger_id=command["trigger_id"], view=view)
        await ack()

    @app.command("/rich")
    async def rich(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=RICH)
        await ack()

    @app.options("city")
    async def cities(ack: Any, payload: Json, body: Json) -> None:
        told.bodies.append(body)
        found = [
            c for c in ("Oslo", "Osaka", "Lima") if c.casefold().startswith(payload["value"][:2].casefold())
        ]
        await ack(options=[{"text": plain(city), "value": city.lower()} for city in found])

    @app.action("typed")
    @app.action("entered")
    async def typed(ack: Any, body: Json) -> None:
        told.bodies.append(body)
        await ack()

    @app.view("rich")
    async def submitted(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        where = body["response_urls"][0]["channel_id"]
        confirm = {
            "title": plain("Sure?"),
            "text": plain("Really?"),
            "confirm": plain("Yes"),
            "deny": plain("No"),
        }
        blocks = [buttons(("Erase", "sure"), confirm=confirm)]
        await client.chat_postMessage(channel=where, text="Erase?", blocks=blocks)
        await ack()

    @app.view_closed("rich")
    async def abandoned(ack: Any, body: Json) -> None:
        told.bodies.append(body)
        await ack()

    @app.view("step")
    async def stepped(ack: Any, body: Json) -> None:
        wanted = body["view"]["state"]["values"]["next"]["value"]["value"]
        two = modal("step", "Two", asked("next", "Next", {"type": "plain_text_input"}))
        answers: dict[str, Json] = {
            "update": {"response_action": "update", "view": two},
            "push": {"response_action": "push", "view": two},
            "clear": {"response_action": "clear"},
            "stranger": {"response_action": "errors", "errors": {"nowhere": "?"}},
            "broken": {"response_action": "update", "view": {**two, "title": plain("x" * 25)}},
        }
        await ack(**answers[wanted])

    @app.action("refresh")
    async def refreshed(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        kept = asked("next", "Next", {"type": "plain_text_input"})
        view = modal("step", "Fresh", kept, section("y", accessory=_button()))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        await ack()

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Welcome"), buttons(("Hello", "hello"))]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("hello")
    async def greeted(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        view = {"type": "home", "blocks": [section("Hello yourself")]}
        await client.views_publish(user_id=body["user"]["id"], view=view)
        await ack()

    @app.shortcut("note")
    async def noted(ack: Any, body: Json, client: AsyncWebClient) -> None:
        told.bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal("note", "Note", section("Note")))
        await ack()

    @app.shortcut("keep")
    async def kept(ack: Any, body: Json, respond: Any) -> None:
        told.bodies.append(body)
        await respond(text="Kept")
        await ack()

    @app.event("message")
    async def heard(event: Json) -> None:
        told.events.append(event)

    @app.event("reaction_added")
    async def reacted(event: Json) -> None:
        told.events.append(event)


def _button() -> Json:
    return {"type": "button", "text": plain("Refresh"), "action_id": "refresh"}


@asynccontextmanager
async def over_socket_mode(bolt: AsyncApp, app: InstalledApp) -> AsyncIterator[None]:
    web_client = AsyncWebClient(token=app.app_token, base_url=bolt.client.base_url)
    handler = AsyncSocketModeHandler(bolt, app.app_token, web_client=web_client)
    await handler.connect_async()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped


@asynccontextmanager
async def over_http(bolt: AsyncApp, app: InstalledApp, server: SandboxServer) -> AsyncIterator[None]:
    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", receive)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.deliver_to(app, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()
