"""A JSON body, read carefully: whatever a script sends, the answer is a sentence and not a stack trace."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.model import Json
from sandbox.page.refusals import bad_request

MAX_BODY = 8 * 1024 * 1024  # forms bring files along; the pretend Slack beside the page takes far more


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. Each look-up raises a `Refusal` naming the field that is not as it should be."""

    body: Json

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise bad_request(f"“{name}” must be a text.")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, or `None` if it is missing or null."""
        return None if self.body.get(name) is None else self.text(name)

    def texts(self, name: str) -> list[str]:
        """A list of texts that must be there."""
        value = self.body.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise bad_request(f"“{name}” must be a list of texts.")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false if it is missing."""
        value = self.body.get(name, False)
        if not isinstance(value, bool):
            raise bad_request(f"“{name}” must be true or false.")
        return value

    def number(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad_request(f"“{name}” must be a whole number.")
        return value

    def part(self, name: str) -> "Asked":
        """An object that must be there."""
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise bad_request(f"“{name}” must be an object.")
        return Asked(value)


async def read_asked(request: web.Request) -> Asked:
    """The body of a request, which must be a JSON object."""
    return asked_in(await request.clone(client_max_size=MAX_BODY).read())


def asked_in(data: bytes | str) -> Asked:
    """A JSON object; `Refusal` for anything else."""
    try:
        body: Any = json.loads(data)
        # Half a surrogate pair is text nowhere: it would fail later, when an app is told of it.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise bad_request("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return Asked(body)
