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

# Bolt and the SDK write request bodies and call arguments at debug level, and every reconnect at info level.
LIBRARY_LEVELS = {
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "apscheduler": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
}

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
    root.setLevel(level.upper())
    for name, lowest in LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(max(lowest, root.level))


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
