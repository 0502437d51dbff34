"""Identifiers as Slack shapes them, counted so that a run repeats exactly."""

import secrets
from collections import defaultdict
from collections.abc import Mapping


class Ids:
    """Numbers things by prefix: `U00000001`, `C00000001`, ..."""

    def __init__(self) -> None:
        self._last: defaultdict[str, int] = defaultdict(int)

    def next(self, prefix: str) -> str:
        self._last[prefix] += 1
        return f"{prefix}{self._last[prefix]:08d}"

    def counted(self) -> dict[str, int]:
        """The last number given out for each prefix."""
        return dict(self._last)

    def count_on(self, counted: Mapping[str, int]) -> None:
        """Go on behind what was counted before, so that no new id is an old one."""
        self._last.update(counted)


def secret(length: int = 16) -> str:
    """A fresh secret of `length` bytes in hex."""
    return secrets.token_hex(length)
