"""The door before every method: arguments, token, scope, rate limit, faults; and how answers look."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.exchanges import ApiCall
from sandbox.faults import CUTS_CONNECTION, Fault, Faults, Rule
from sandbox.model import InstalledApp, Json, RejectedCall, TokenState
from sandbox.rate_limits import RateLimits
from sandbox.traffic import Traffic
from sandbox.web_api import apps, chat, conversations, files, marks, users, views
from sandbox.web_api.arguments import read_arguments
from sandbox.web_api.call import Auth, Call, Method, RateLimited, Surroundings
from sandbox.workspace import Workspace

METHODS: Final[Mapping[str, Method]] = {
    method.name: method
    for family in (apps, chat, conversations, files, marks, users, views)
    for method in family.METHODS
}


class WebApi:
    """Answers `/api/{method}` as Slack does, only stricter."""

    def __init__(
        self,
        workspace: Workspace,
        limits: RateLimits,
        faults: Faults,
        around: Surroundings,
        traffic: Traffic,
    ) -> None:
        self._workspace = workspace
        self._limits = limits
        self._faults = faults
        self._around = around
        self._traffic = traffic

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one call, with whatever fault befalls it."""
        name, begun, seen = request.match_info["method"], self._traffic.begin(), ApiCall()
        rule = self._faults.for_call(name)
        seen.fault = rule.fault if rule is not None else None
        response = await self._serve(name, request, rule, seen)
        if seen.fault not in CUTS_CONNECTION:
            seen.answered(response)
        self._traffic.add(begun, "api", name, seen, seen.app_id)
        return response

    async def _serve(self, name: str, request: web.Request, rule: Rule | None, seen: ApiCall) -> web.Response:
        if rule is not None:
            seen.given = await _given(request)
            if (broken := await _break_before(rule, request)) is not None:
                return broken
        self._workspace.post_scheduled()
        response = await self._answer(name, request, rule, seen)
        if rule is not None:
            await _break_after(rule, request)
        return response

    async def _answer(
        self, name: str, request: web.Request, rule: Rule | None, seen: ApiCall
    ) -> web.Response:
        method = METHODS.get(name)
        if method is None:
            seen.given = await _given(request)
            return self._refuse(name, SlackError("unknown_method", req_method=name))
        try:
            call = await self._admit(method, request, seen)
            self._apply_fault(rule, call)
            return _respond({"ok": True, **method.perform(call)}, method, call.caller)
        except RateLimited as limited:
            return too_many_requests(limited.retry_after)
        except SlackError as error:
            return self._refuse(name, error)

    async def _admit(self, method: Method, request: web.Request, seen: ApiCall) -> Call:
        """The call, if its token and scopes let it in and it does not come too early."""
        args, is_json = await read_arguments(request)
        seen.given = args.given
        authorization = request.headers.get("Authorization", "")
        token = _token(authorization, "" if is_json else args.text("token"), method)
        caller = self._caller(token, method)
        seen.app_id = caller.id if caller is not None else None
        call = Call(self._workspace, self._around, args, method.name, caller, authorization)
        if caller is not None:
            if method.scopes:
                call.need_scope(*method.scopes)
            wait = self._limits.wait_for_method(caller.id, method.name, method.limit)
            if wait:
                raise RateLimited(wait)
        return call

    def _caller(self, token: str, method: Method) -> InstalledApp | None:
        if method.auth is Auth.NONE:
            return None
        if not token:
            raise SlackError("not_authed")
        app, state = self._workspace.app_for_token(token)
        if token.startswith("xapp-") is not (method.auth is Auth.APP):
            raise SlackError("not_allowed_token_type")
        if state is not TokenState.LIVE:
            raise SlackError(state.value)
        return app

    def _apply_fault(self, rule: Rule | None, call: Call) -> None:
        if rule is None:
            return
        if rule.fault is Fault.ERROR:
            raise SlackError(rule.error)
        if rule.fault is Fault.EXPIRE_TRIGGER:
            self._workspace.triggers.expire(call.args.text("trigger_id"))

    def _refuse(self, name: str, error: SlackError) -> web.Response:
        rejected = RejectedCall(name, error.code, tuple(error.messages), self._workspace.now())
        self._workspace.rejected_calls.append(rejected)
        answer: Json = {"ok": False, "error": error.code, **error.extra}
        if error.messages:
            answer["response_metadata"] = {"messages": error.messages}
        return _respond(answer, METHODS.get(name), None)


def _token(authorization: str, argument: str, method: Method) -> str:
    kind, _, token = authorization.partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return argument if method.auth is Auth.BOT else ""


def _respond(answer: Json, method: Method | None, app: InstalledApp | None) -> web.Response:
    headers = {}
    if app is not None:
        headers["X-OAuth-Scopes"] = ",".join(sorted(app.scopes))
    if method is not None and method.scopes:
        headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
    body = json.dumps(answer, ensure_ascii=False).encode()
    return web.Response(body=body, headers=headers, content_type="application/json", charset="utf-8")


def too_many_requests(retry_after: int) -> web.Response:
    """Slack's 429."""
    body = json.dumps({"ok": False, "error": "ratelimited"})
    headers = {"Retry-After": str(retry_after)}
    return web.Response(status=429, text=body, content_type="application/json", headers=headers)


async def _given(request: web.Request) -> Mapping[str, Any]:
    """The arguments of a call that will not be performed, if they can be read."""
    try:
        args, _ = await read_arguments(request)
    except SlackError:
        return {}
    return args.given


async def _break_before(rule: Rule, request: web.Request) -> web.Response | None:
    """What goes wrong before the call is performed: the answer instead of it, or `None`."""
    match rule.fault:
        case Fault.RATE_LIMITED:
            return too_many_requests(rule.retry_after)
        case Fault.SERVER_ERROR:
            return web.Response(status=500, text="Internal Server Error")
        case Fault.UNAVAILABLE:
            return web.Response(status=503, text="<html><h1>503</h1></html>", content_type="text/html")
        case Fault.INVALID_JSON:
            return web.Response(text='{"ok": tru', content_type="application/json")
        case Fault.TIMEOUT:
            await asyncio.sleep(rule.hang)
            return cut(request)
        case Fault.REFUSE:
            return cut(request)
    return None


async def _break_after(rule: Rule, request: web.Request) -> None:
    """What goes wrong after the call was performed: its answer comes late, or never arrives."""
    if rule.fault in (Fault.APPLY_THEN_TIMEOUT, Fault.SLOW):
        await asyncio.sleep(rule.hang)
    if rule.fault in (Fault.APPLY_THEN_DROP, Fault.APPLY_THEN_TIMEOUT):
        cut(request)


def cut(request: web.Request) -> web.Response:
    """Cut the connection without an answer; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
