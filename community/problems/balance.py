"""How evenly a thread is spoken in: figures for facilitators, never names. Pure."""

from __future__ import annotations

from collections.abc import Collection
from math import log

FEWEST = 2  # voices: below that there is nothing to compare


def evenness(counts: Collection[int]) -> float | None:
    """From 1.0 (all said as much) towards 0.0 (one did all the talking); `None` below two voices.

    Pielou's evenness: Shannon's entropy of the shares, divided by the largest it could be for so many voices.
    `counts`: how often each spoke; those who did not speak are not among them.
    """
    spoken = [count for count in counts if count > 0]
    if len(spoken) < FEWEST:
        return None
    total = sum(spoken)
    entropy = -sum(count / total * log(count / total) for count in spoken)
    return round(min(1.0, entropy / log(len(spoken))), 3)
