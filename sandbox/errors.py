"""The one way the sandbox says no: an error code as Slack spells it."""

from typing import Any


class SlackError(Exception):
    """A refusal Slack would answer with `ok: false`.

    `code` is Slack's error name, `messages` go to `response_metadata.messages`, and `extra` keys
    (such as `needed` and `provided`) go beside the error.
    """

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra


def invalid_arguments(*messages: str) -> SlackError:
    """`invalid_arguments`, each message spelled the way Slack prefixes them."""
    return SlackError("invalid_arguments", messages=[f"[ERROR] {message}" for message in messages])
