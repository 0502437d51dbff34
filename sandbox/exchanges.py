"""The exchanges the traffic remembers: calls, answers to response URLs, uploads, deliveries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import web

from sandbox.faults import Fault
from sandbox.model import Json
from sandbox.traffic import Way

SHOWN_TEXT = 80  # characters of a message's text in a summary
_TOLD = ("channel", "channels", "channel_id", "user", "user_id", "users", "ts", "name", "file", "filename")


# --- what an app asks of Slack


@dataclass(slots=True, eq=False)
class ApiCall:
    """A call of the Web API. `body` is the answer as it went out, empty if the connection was cut instead."""

    way: ClassVar[Way] = "in"
    given: Mapping[str, Any] = field(default_factory=dict)
    app_id: str | None = None
    http_status: int | None = None
    body: bytes = b""
    retry_after: int | None = None
    fault: Fault | None = None

    def answered(self, response: web.Response) -> None:
        """Remember the answer that went out."""
        self.http_status = response.status
        self.body = response.body if isinstance(response.body, bytes) else b""
        self.retry_after = int(response.headers["Retry-After"]) if response.status == 429 else None

    @property
    def status(self) -> int | str | None:
        return "cut" if self.http_status is None else self.http_status

    @property
    def error(self) -> str | None:
        if self.http_status is None:
            return "connection_cut"
        answer = self._answer()
        if isinstance(answer, dict):
            return None if answer.get("ok") else str(answer.get("error"))
        return f"http_{self.http_status}" if self.http_status >= 300 else "invalid_json"

    def _answer(self) -> Any:
        return _read(self.body)

    def summary(self) -> str:
        told = [f"{name}={self.given[name]}" for name in _TOLD if self.given.get(name)]
        told += [_said(text) for text in (self.given.get("text"), _view_name(self.given.get("view"))) if text]
        return " ".join(told)

    def facts(self) -> Json:
        return {"retry_after": self.retry_after}

    def contents(self) -> Json:
        answer = self._answer()
        metadata = answer.get("response_metadata") if isinstance(answer, dict) else None
        messages = metadata.get("messages", []) if isinstance(metadata, dict) else []
        return {
            "request": {name: _unfolded(value) for name, value in self.given.items()},
            "response": answer,
            "messages": messages,
        }


@dataclass(slots=True, eq=False)
class UrlAnswer:
    """What an app sent to a response URL, and what it was told."""

    way: ClassVar[Way] = "in"
    given: bytes
    status: int
    said: str
    fault: Fault | None = None

    @property
    def error(self) -> str | None:
        return None if self.status == 200 else self.said

    def summary(self) -> str:
        given = _read(self.given)
        return _said(given.get("text", "")) if isinstance(given, dict) else ""

    def facts(self) -> Json:
        return {}

    def contents(self) -> Json:
        return {"request": _read(self.given), "response": self.said}


@dataclass(slots=True, eq=False)
class Uploaded:
    """The bytes of a file, of which only the number is remembered."""

    way: ClassVar[Way] = "in"
    file: str
    size: int
    status: int
    said: str
    fault: Fault | None = None

    @property
    def error(self) -> str | None:
        return None if self.status == 200 else self.said

    def summary(self) -> str:
        return f"{self.file}, {self.size} bytes"

    def facts(self) -> Json:
        return {}

    def contents(self) -> Json:
        return {"request": f"{self.size} bytes", "response": self.said}


# --- what Slack tells an app


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt of a delivery: its number from 0, why it was made, and what came of it."""

    number: int
    reason: str
    ms: float
    http_status: int | None
    error: str | None
    ack: Any

    def as_json(self) -> Json:
        return {
            "number": self.number,
            "reason": self.reason,
            "ms": round(self.ms, 1),
            "status": self.http_status,
            "error": self.error,
            "ack": self.ack,
        }


@dataclass(slots=True, eq=False)
class Delivered:
    """A delivery. `payload` is the JSON text that was sent: what it was made of may have changed since."""

    way: ClassVar[Way] = "out"
    payload: str
    transport: str
    tries: list[Try] = field(default_factory=list)
    refusal: str | None = None
    fault: Fault | None = None

    @property
    def status(self) -> int | str | None:
        if not self.tries:
            return "refused" if self.refusal else None
        last = self.tries[-1]
        return last.http_status or ("failed" if last.error else "acked")

    @property
    def error(self) -> str | None:
        return self.tries[-1].error if self.tries else self.refusal

    def summary(self) -> str:
        payload = _read(self.payload)
        event = payload.get("event") or {}
        told = [
            payload.get("text") or event.get("text"),
            event.get("reaction"),
            _view_name(payload.get("view")),
        ]
        told += [action.get("action_id") for action in payload.get("actions", ())]
        return " ".join(_said(str(one)) for one in (*told, payload.get("callback_id")) if one)

    def facts(self) -> Json:
        return {"attempts": len(self.tries), "transport": self.transport}

    def contents(self) -> Json:
        return {
            "request": _read(self.payload),
            "response": self.tries[-1].ack if self.tries else None,
            "attempts_made": [one.as_json() for one in self.tries],
        }


# --- putting it into words


def _read(text: str | bytes) -> Any:
    """JSON as what it says, everything else as text."""
    try:
        return json.loads(text)
    except ValueError:
        return text.decode(errors="replace") if isinstance(text, bytes) else text


def _unfolded(value: Any) -> Any:
    """An argument as what it means: the SDK sends many structures as JSON text. Of a file, its name."""
    if isinstance(value, web.FileField):
        return value.filename
    return _read(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def _said(text: str) -> str:
    flat = " ".join(str(text).split())
    return f"“{flat[:SHOWN_TEXT]}{'…' if len(flat) > SHOWN_TEXT else ''}”"


def _view_name(view: Any) -> str:
    """What a view calls itself."""
    given = _unfolded(view)
    return str(given.get("callback_id") or given.get("type", "")) if isinstance(given, dict) else ""
