"""What a person would see and hear of text that was sent to Slack: for tests of wording.

Written from Slack's rules alone, so it can contradict the renderer.
"""

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(r"<([^<>]*)>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


def text_objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every text object within a message, view or block."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
            yield value
        for part in value.values():
            yield from text_objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from text_objects(part)


def shown(text_object: dict[str, Any]) -> str:
    """The characters a person reads, emphasis marks included."""
    text = str(text_object["text"])
    return text if text_object["type"] == "plain_text" else shown_mrkdwn(text)


def shown_mrkdwn(text: str) -> str:
    tokens_read = _TOKEN.sub(lambda token: token.group(1).rpartition("|")[2], text)
    return tokens_read.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pings(mrkdwn: str) -> set[str]:
    """Whom Slack would notify because of this text: user ids, `!channel`, `!subteam^S1` and the like."""
    return {
        token.partition("|")[0]
        for token in _TOKEN.findall(mrkdwn)
        if token.startswith(("@", "!")) and not token.startswith("!date^")
    }


def is_well_escaped(mrkdwn: str) -> bool:
    """Whether nothing but whole tokens and the three escapes use Slack's markup characters."""
    rest = _TOKEN.sub("", mrkdwn)
    return "<" not in rest and ">" not in _without_quote_marks(rest) and not _BARE_AMPERSAND.search(rest)


def _without_quote_marks(text: str) -> str:
    return re.sub(r"(?m)^>", "", text)
