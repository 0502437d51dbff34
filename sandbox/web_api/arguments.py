"""A call's arguments, however they came: query string, form or JSON body, merged."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.errors import SlackError, invalid_arguments

_TRUE, _FALSE = frozenset({"1", "true", "True"}), frozenset({"0", "false", "False", ""})


class Arguments:
    """Reads arguments as what they mean. A missing or malformed one raises `invalid_arguments`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    @property
    def given(self) -> Mapping[str, Any]:
        """All arguments, each as it came."""
        return self._given

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def raw(self, name: str) -> Any:
        """The argument as it came, `None` if it did not."""
        return self._given.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self._given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._given.get(name, default)
        if isinstance(value, bool):
            return value
        if str(value) in _TRUE:
            return True
        if str(value) in _FALSE:
            return False
        raise invalid_arguments(f"must be a boolean [json-pointer:/{name}]")

    def integer(self, name: str, default: int | None = None) -> int:
        value = self._given.get(name, default)
        if value is None:
            raise invalid_arguments(f"missing required field: {name}")
        try:
            return int(str(value))
        except ValueError:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def names(self, name: str) -> list[str]:
        """A list, given as a JSON list or with commas between; empty if missing."""
        value = self._given.get(name, "")
        items = value if isinstance(value, list) else str(value).split(",")
        return [str(item).strip() for item in items if str(item).strip()]

    def json(self, name: str, otherwise: str = "invalid_arguments") -> Any:
        """A structure, given as itself in a JSON body or as JSON text elsewhere; `None` if missing.

        Text that is no JSON raises the error named `otherwise`.
        """
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            message = f"[ERROR] must be valid JSON [json-pointer:/{name}]"
            raise SlackError(otherwise, messages=[message]) from None


async def read_arguments(request: web.Request) -> tuple[Arguments, bool]:
    """The arguments of a request, and whether the body was JSON (whose `token` does not count).

    Raises `invalid_post_type`, `missing_post_type`, `invalid_charset`, `invalid_form_data`, `invalid_json`,
    `json_not_object`.
    """
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "multipart/form-data":  # read in parts, so never as a whole before
        return Arguments({**given, **await _parts(request)}), False
    body = await request.read()
    if not body:
        return Arguments(given), False
    if "Content-Type" not in request.headers:
        raise SlackError("missing_post_type")
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise SlackError("invalid_charset")
    kind = request.content_type
    if kind == "application/json":
        return Arguments({**given, **_json_object(body)}), True
    if kind == "application/x-www-form-urlencoded":
        return Arguments({**given, **_form(body)}), False
    raise SlackError("invalid_post_type")


async def _parts(request: web.Request) -> dict[str, Any]:
    try:
        return dict(await request.post())
    except ValueError:
        raise SlackError("invalid_form_data") from None


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


def _form(body: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict"))
    except ValueError:
        raise SlackError("invalid_form_data") from None
