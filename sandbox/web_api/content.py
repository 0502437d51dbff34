"""What a message says, as every posting method takes it: text, blocks, attachments, metadata."""

import json
from collections.abc import Collection, Iterable

from sandbox.block_kit import Problem, check_blocks
from sandbox.errors import SlackError
from sandbox.messages import Content
from sandbox.model import Json
from sandbox.web_api.arguments import Arguments

MAX_TEXT = 40_000
MAX_STRICT_TEXT = 4_000
MAX_MARKDOWN = 12_000
MAX_ATTACHMENTS = 100
MAX_METADATA_BYTES = 8_000
_OWN_CODES = ("msg_blocks_too_long",)


def read_content(
    args: Arguments, *, truncate: bool, unknown_blocks: Collection[str] = ()
) -> tuple[Content, list[str]]:
    """The content of a message and the warnings that go with it.

    `truncate` cuts text over 40,000 characters (as posting does); otherwise over 4,000 is `msg_too_long`.
    Blocks of `unknown_blocks` are refused. Raises `no_text` when there is nothing at all.
    """
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks, attachments = read_blocks(args, unknown_blocks), _read_attachments(args)
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN:
            raise SlackError("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    text, warnings = _within_limits(text, truncate=truncate)
    return Content(text, blocks, attachments, read_metadata(args)), warnings


def _within_limits(text: str, *, truncate: bool) -> tuple[str, list[str]]:
    if truncate and len(text) > MAX_TEXT:
        return text[:MAX_TEXT], ["message_truncated"]
    if not truncate and len(text) > MAX_STRICT_TEXT:
        raise SlackError("msg_too_long")
    return text, []


def read_blocks(args: Arguments, unknown: Collection[str] = ()) -> list[Json] | None:
    """The `blocks` argument, checked. Raises `invalid_blocks_format`, `invalid_blocks`, ..."""
    blocks = args.json("blocks", otherwise="invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    refuse_problems(check_blocks(blocks, "message", unknown=unknown), "invalid_blocks")
    return blocks


def refuse_problems(problems: Iterable[Problem], code: str, own_codes: tuple[str, ...] = _OWN_CODES) -> None:
    """Raise `code` with one message for each problem, or the problem's own API error if it has one."""
    problems = list(problems)
    if not problems:
        return
    own = next((p.code for p in problems if p.code in own_codes), code)
    messages = [problem.as_slack() for problem in problems]
    raise SlackError(own, messages=messages, errors=[p.message for p in problems])


def _read_attachments(args: Arguments) -> list[Json] | None:
    attachments = args.json("attachments", otherwise="invalid_attachments")
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for number, attachment in enumerate(attachments):
        if "blocks" in attachment:
            pointer = f"/attachments/{number}/blocks"
            refuse_problems(check_blocks(attachment["blocks"], "message", pointer), "invalid_blocks")
    return attachments or None


def read_metadata(args: Arguments) -> Json | None:
    """The `metadata` argument, checked. Raises one of Slack's `metadata` errors."""
    metadata = args.json("metadata", otherwise="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not metadata["event_type"] or len(metadata["event_type"]) > 255:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MAX_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata
