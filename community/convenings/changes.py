"""What changed between what people knew of a convening and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.convenings.views import Change, Convening
from community.walltime import instant_of, moment_words

MODES = {"virtual": "online", "in_person": "in person", "hybrid": "in person and online"}


def known(convening: Convening) -> dict[str, Any]:
    """What a person knows once they were told of the convening: small, fits JSON."""
    return {
        "title": convening.title,
        "starts_local": convening.starts_local.isoformat(timespec="minutes"),
        "zone": convening.zone,
        "minutes": convening.minutes,
        "mode": convening.mode,
        "place": convening.place,
        "link": convening.link,
    }


def changes_since(before: Mapping[str, Any], convening: Convening) -> tuple[Change, ...]:
    """What is news to somebody who knew `before`, in words for a list; empty when all is as it was."""
    now = known(convening)
    told = (
        Change("title", before["title"], now["title"]),
        Change("when", _when(before), _when(now), _start(before) if has_moved(before, convening) else None),
        Change("length", f"{before['minutes']} min", f"{now['minutes']} min"),
        Change("mode", MODES[before["mode"]], MODES[now["mode"]]),
        Change("where", before["place"], now["place"]),
        Change("link", before["link"], now["link"]),
    )
    return tuple(change for change in told if change.before != change.after)


def has_moved(before: Mapping[str, Any], convening: Convening) -> bool:
    """Whether the session starts at another instant than the one known."""
    return _start(before) != convening.starts_at


def _start(known: Mapping[str, Any]) -> datetime:
    return instant_of(datetime.fromisoformat(known["starts_local"]), known["zone"])


def _when(known: Mapping[str, Any]) -> str:
    return f"{moment_words(datetime.fromisoformat(known['starts_local']))} ({known['zone']})"
