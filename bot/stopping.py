"""How a program of ours is told to stop: Ctrl-C, or SIGTERM from whoever runs it."""

from __future__ import annotations

import asyncio
import signal


def listen_for_stop() -> asyncio.Event:
    """Set once somebody wants this process to end. From now on the signals do nothing else."""
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    return told
