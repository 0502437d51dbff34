"""Logging: events with constant names and ids as fields. Never a body, never a token."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, LogLevel

# Our own packages speak at the level that is set. Libraries at warning or above: at debug they write request
# bodies, call arguments and SQL with its values.
OURS = ("bot", "handlers", "jobs", "community", "storage")

_SECRETS = re.compile(
    r"\b(xox[a-z]|xapp|xoxe\.xox[a-z])-[\w-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|v0=[0-9a-f]{64}"
)


def configure_logging(level: LogLevel, log_format: LogFormat, stream: TextIO = sys.stderr) -> None:
    """Send our events and the libraries' records through the same processors to `stream`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(log_format, shared, in_colour=stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, _number(level)))
    for name in OURS:
        logging.getLogger(name).setLevel(_number(level))


def without_secrets(text: str) -> str:
    """The text with tokens, signatures and passwords in addresses struck out."""
    return _SECRETS.sub("[secret]", text)


def strike_secrets_out(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A processor: no field leaves with a secret in it, whoever logged it."""
    return {
        name: without_secrets(value) if isinstance(value, str) else value for name, value in event.items()
    }


def _formatter(
    log_format: LogFormat, shared: Sequence[Processor], *, in_colour: bool
) -> structlog.stdlib.ProcessorFormatter:
    ending: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        strike_secrets_out,
    ]
    if log_format is LogFormat.JSON:
        ending.append(structlog.processors.JSONRenderer(ensure_ascii=False, default=str))
    else:
        ending.append(structlog.dev.ConsoleRenderer(colors=in_colour))
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ending)


def _number(level: LogLevel) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
