"""How long to leave a row alone after it failed."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(minutes=10)


class Backoff:
    """Doubles with every attempt, with jitter: rows that failed together do not come back together."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def after(self, attempts: int) -> timedelta:
        """The pause after this many attempts (1 for the first), give or take a quarter."""
        doublings = min(max(attempts - 1, 0), 10)
        pause: timedelta = min(FIRST * 2**doublings, LONGEST)
        return pause * self._chance.uniform(0.75, 1.25)
