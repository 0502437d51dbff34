"""What lies beneath, over HTTP: the traffic, refused calls, rate limits, faults on switches.

`DeveloperRoutes` adds these addresses below /control; docs/sandbox.md describes each.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

from aiohttp import web

from sandbox.faults import API_FAULTS, Fault, Rule
from sandbox.model import Json, iso_text
from sandbox.page.asked import read_asked
from sandbox.page.refusals import Refusal, bad_request
from sandbox.server import SandboxServer
from sandbox.traffic import KINDS, Exchange
from sandbox.web_api.door import METHODS

MOST_ENTRIES = 500
USUAL_ENTRIES = 200
MOST_INJECTED = 200
LONGEST_HANG_S = 60.0
MOST_DIGITS = 12  # of a number in an address

FAULT_WORDS: Final[dict[Fault, str]] = {
    Fault.RATE_LIMITED: "The call is answered 429 with Retry-After, and not performed.",
    Fault.SERVER_ERROR: "The call is answered 500 in plain text, and not performed.",
    Fault.UNAVAILABLE: "The call is answered 503 with a page of HTML, and not performed.",
    Fault.INVALID_JSON: "The call is answered with half a JSON object, and not performed.",
    Fault.TIMEOUT: "Nothing is answered for a while, then the connection is cut; not performed.",
    Fault.REFUSE: "The connection is cut at once; not performed.",
    Fault.APPLY_THEN_DROP: "The call is performed, then the connection is cut.",
    Fault.APPLY_THEN_TIMEOUT: "The call is performed, nothing is answered for a while, then it is cut.",
    Fault.ERROR: "The call is refused with the error named.",
    Fault.EXPIRE_TRIGGER: "The call's trigger_id has just expired.",
    Fault.SLOW: "The call is performed, and answered late.",
    Fault.DROP_SOCKET: "The Socket Mode connection is cut as it gets the envelope.",
    Fault.DUPLICATE: "An event is delivered a second time, with the same event_id.",
    Fault.LOSE_ACK: "The app's ack never arrives: an event comes again, a person sees an error.",
    Fault.REORDER: "An event is held back until the next one has overtaken it.",
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A switch: all the calls (and deliveries) there are go wrong in one way until it is turned off."""

    name: str
    title: str
    text: str
    faults: tuple[Fault, ...]
    retry_after: int = 1
    hang: float = 0.2


PRESETS: Final = {
    preset.name: preset
    for preset in (
        Preset(
            "429",
            "Too many requests",
            "Every call is answered 429: wait ten seconds.",
            (Fault.RATE_LIMITED,),
            retry_after=10,
        ),
        Preset("500", "Server error", "Every call is answered 500.", (Fault.SERVER_ERROR,)),
        Preset(
            "drop",
            "No network",
            "Every connection is cut: calls before they are performed, Socket Mode at each envelope.",
            (Fault.REFUSE, Fault.DROP_SOCKET),
        ),
        Preset("slow", "Slow", "Every call is answered two seconds late.", (Fault.SLOW,), hang=2.0),
    )
}


class ShownWorld(Protocol):
    """The world behind the page, as far as it matters here."""

    @property
    def server(self) -> SandboxServer: ...


class ShownPage(Protocol):
    """The page: its world may be another one at each request."""

    @property
    def world(self) -> ShownWorld: ...


Answer = Callable[[SandboxServer, web.Request], Awaitable[Json]]


class DeveloperRoutes:
    """The addresses beneath /control for developers; an `extras` object of the page."""

    def add_routes(self, router: web.UrlDispatcher, page: ShownPage) -> None:
        """Put them into the router; `page.world` is asked at each request."""
        table: tuple[tuple[str, str, Answer], ...] = (
            ("GET", "/control/traffic", list_traffic),
            ("POST", "/control/traffic", clear_traffic),
            ("GET", "/control/traffic/{id}", show_exchange),
            ("GET", "/control/rejected", list_rejected),
            ("GET", "/control/limits", show_limits),
            ("POST", "/control/limits", switch_limits),
            ("GET", "/control/faults", show_faults),
            ("POST", "/control/faults", change_faults),
            ("DELETE", "/control/faults", end_faults),
            ("POST", "/control/expire_triggers", expire_triggers),
            ("GET", "/control/connections", list_connections),
        )
        for method, path, answer in table:
            router.add_route(method, path, _handler(page, answer))


def _handler(page: ShownPage, answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(await answer(page.world.server, request))

    return handle


# --- traffic


async def list_traffic(server: SandboxServer, request: web.Request) -> Json:
    """Entries oldest first: the newest ones, or those right `before` or `after` an id."""
    limit = min(_query_number(request, "limit", USUAL_ENTRIES), MOST_ENTRIES)
    wanted = [one for one in server.traffic if _is_wanted(one, request)]
    if "after" in request.query:
        after = _query_number(request, "after", 0)
        later = (one for one in wanted if one.id > after)
        return {"entries": [one.as_json() for one in islice(later, limit)], "has_older": after > 0}
    before = _query_number(request, "before", 0)
    earlier = [one for one in wanted if one.id < before] if before else wanted
    shown = earlier[-limit:]
    return {"entries": [one.as_json() for one in shown], "has_older": len(shown) < len(earlier)}


def _is_wanted(exchange: Exchange, request: web.Request) -> bool:
    kind = request.query.get("kind", "")
    if kind and kind not in KINDS:
        raise bad_request(f"There is no kind {kind!r}, only: {', '.join(sorted(KINDS))}.")
    if request.query.get("errors") == "1" and exchange.ok:
        return False
    return not kind or exchange.kind == kind


async def show_exchange(server: SandboxServer, request: web.Request) -> Json:
    """One entry with its bodies; tokens and other secrets are struck out."""
    exchange = server.traffic.find(_whole_number("id", request.match_info["id"]))
    if exchange is None:
        raise Refusal(404, "not_found", "That exchange is not remembered any more.")
    return exchange.details()


async def clear_traffic(server: SandboxServer, request: web.Request) -> Json:
    """Forget all that was exchanged."""
    body = (await read_asked(request)).body
    if body.get("do") != "clear":
        raise bad_request('The traffic can only be cleared: {"do": "clear"}.')
    server.traffic.clear()
    return {"entries": [], "has_older": False}


async def list_rejected(server: SandboxServer, request: web.Request) -> Json:
    """Every Web API call and ack that was refused, oldest first."""
    return {
        "calls": [
            {"at": iso_text(one.at), "method": one.method, "error": one.error, "messages": list(one.messages)}
            for one in server.workspace.rejected_calls
        ]
    }


# --- rate limits


async def show_limits(server: SandboxServer, request: web.Request) -> Json:
    """How far each method and channel is used up in this minute, and how often it was refused."""
    return _limits(server)


async def switch_limits(server: SandboxServer, request: web.Request) -> Json:
    """Turn Slack's rate limits on or off."""
    body = (await read_asked(request)).body
    if not isinstance(body.get("enabled"), bool):
        raise bad_request('Say {"enabled": true} or {"enabled": false}.')
    server.limits.enabled = body["enabled"]
    return _limits(server)


def _limits(server: SandboxServer) -> Json:
    limits, channels = server.limits, server.workspace.channels
    return {
        "enabled": limits.enabled,
        "methods": [
            {
                "app_id": one.app_id,
                "method": one.method,
                "tier": METHODS[one.method].limit.name.lower().replace("_", " "),
                "allowed": METHODS[one.method].limit.value,
                "used": one.used,
                "refused": limits.refused.get(one.method, 0),
                "free_in": None if one.free_in is None else round(one.free_in, 1),
            }
            for one in limits.calls()
        ],
        "channels": [
            {
                "app_id": one.app_id,
                "id": one.channel_id,
                "name": channels[one.channel_id].name if one.channel_id in channels else one.channel_id,
                "tokens": round(one.tokens, 1),
                "burst": limits.burst,
            }
            for one in limits.posts()
        ],
    }


# --- faults


async def show_faults(server: SandboxServer, request: web.Request) -> Json:
    """The rules in force, the faults that happened, the kinds there are, and the switches."""
    return _faults(server)


async def change_faults(server: SandboxServer, request: web.Request) -> Json:
    """`do`: `add` a rule, `remove` the one with this `id`, `switch` a preset, or `clear` them all."""
    body = (await read_asked(request)).body
    match body.get("do", "add"):
        case "add":
            _add_rule(server, body)
        case "remove":
            _remove_rule(server, body)
        case "switch":
            _switch(server, body)
        case "clear":
            server.faults.clear()
        case other:
            raise bad_request(f"Faults can be added, removed, switched and cleared, but not {other!r}.")
    return _faults(server)


async def end_faults(server: SandboxServer, request: web.Request) -> Json:
    """End all faults; what happened stays on the list."""
    server.faults.clear()
    return _faults(server)


def _add_rule(server: SandboxServer, body: Json) -> None:
    fault = body.get("fault")
    known = [kind.value for kind in Fault]
    if fault not in known:
        raise bad_request(f"There is no fault {fault!r}, only: {', '.join(known)}.")
    server.faults.add(
        Fault(fault),
        *_methods(body),
        probability=_number(body, "probability", 1.0, 0.0, 1.0),
        count=None if body.get("count") is None else int(_number(body, "count", 1, 1, 1_000_000)),
        retry_after=int(_number(body, "retry_after", 1, 0, 86_400)),
        hang=_number(body, "hang", 0.2, 0.0, LONGEST_HANG_S),
        error=str(body.get("error") or "internal_error"),
    )


def _methods(body: Json) -> list[str]:
    methods = body.get("methods") or []
    if not isinstance(methods, list) or not all(isinstance(name, str) for name in methods):
        raise bad_request('“methods” is a list of names or patterns, such as ["chat.*"].')
    return methods


def _remove_rule(server: SandboxServer, body: Json) -> None:
    for rule in server.faults.rules:
        if rule.number == body.get("id"):
            server.faults.remove(rule)
            return
    raise Refusal(404, "not_found", "That fault has ended already.")


def _switch(server: SandboxServer, body: Json) -> None:
    preset = PRESETS.get(str(body.get("preset")))
    if preset is None:
        raise bad_request(f"There is no switch {body.get('preset')!r}, only: {', '.join(PRESETS)}.")
    if not isinstance(body.get("on"), bool):
        raise bad_request('Say whether the switch is on: {"on": true} or {"on": false}.')
    for rule in [rule for rule in server.faults.rules if rule.label == preset.name]:
        server.faults.remove(rule)
    if body["on"]:
        for fault in preset.faults:
            server.faults.add(fault, retry_after=preset.retry_after, hang=preset.hang, label=preset.name)


def _faults(server: SandboxServer) -> Json:
    faults = server.faults
    switched_on = {rule.label for rule in faults.rules}
    return {
        "rules": [_rule(rule) for rule in faults.rules if rule.count != 0],
        "injected": [
            {"at": iso_text(one.at), "method": one.method, "fault": one.fault.value}
            for one in faults.injected[-MOST_INJECTED:]
        ],
        "known": [
            {"fault": fault.value, "side": "api" if fault in API_FAULTS else "delivery", "text": text}
            for fault, text in FAULT_WORDS.items()
        ],
        "presets": [
            {"name": one.name, "title": one.title, "text": one.text, "is_on": one.name in switched_on}
            for one in PRESETS.values()
        ],
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.number,
        "fault": rule.fault.value,
        "methods": list(rule.methods),
        "probability": rule.probability,
        "count": rule.count,
        "retry_after": rule.retry_after,
        "hang": rule.hang,
        "error": rule.error,
        "preset": rule.label or None,
    }


# --- triggers and connections


async def expire_triggers(server: SandboxServer, request: web.Request) -> Json:
    """Let every trigger_id that was not used yet expire now."""
    return {"expired": server.workspace.triggers.expire_all()}


async def list_connections(server: SandboxServer, request: web.Request) -> Json:
    """How each app is reached, and how many Socket Mode connections it has open."""
    return {
        "apps": [
            {
                "id": app.id,
                "name": app.name,
                "transport": "http" if app.id in server.http.request_urls else "socket_mode",
                "connections": len(server.sockets.connections(app)),
            }
            for app in server.workspace.apps.values()
        ]
    }


# --- reading requests


def _number(body: Json, name: str, usual: float, least: float, most: float) -> float:
    value: Any = body.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise bad_request(f"“{name}” is a number from {least:g} to {most:g}.")
    return value


def _query_number(request: web.Request, name: str, usual: int) -> int:
    return _whole_number(name, request.query[name]) if name in request.query else usual


def _whole_number(name: str, given: str) -> int:
    if not given.isdecimal() or len(given) > MOST_DIGITS:
        raise bad_request(f"“{name}” must be a whole number.")
    return int(given)
