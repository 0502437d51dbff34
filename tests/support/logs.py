"""Logging is set up for a whole process: a test that does so puts it back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.logs import OURS


@contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Afterwards levels and handlers are what they were before."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    our_levels = {name: logging.getLogger(name).level for name in OURS}
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        for name, our_level in our_levels.items():
            logging.getLogger(name).setLevel(our_level)
        structlog.reset_defaults()
