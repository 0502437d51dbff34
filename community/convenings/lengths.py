"""How long something lasts, as people write it: 75, 75 min, 1h15, 2 hours."""

from __future__ import annotations

import re

# Without blanks, in small letters.
HOURS = re.compile(r"(\d\d?)(?:h|hrs?|hours?)(?:(\d\d?)(?:m|mins?|minutes?)?)?", re.ASCII)
MINUTES = re.compile(r"(\d{1,4})(?:m|mins?|minutes?)", re.ASCII)
_NUMBER = re.compile(r"-?\d+", re.ASCII)
_MORE_THAN_ANY = 10  # digits: longer numbers are cut, and are too long still


def read_length(text: str) -> int | None:
    """The minutes; `None` of what is no length. They may be none at all, or more than any session has."""
    typed = "".join(text.lower().split())
    if _NUMBER.fullmatch(typed):
        return int(typed[:_MORE_THAN_ANY])
    if found := MINUTES.fullmatch(typed):
        return int(found[1])
    if found := HOURS.fullmatch(typed):
        return int(found[1]) * 60 + int(found[2] or 0)
    return None
