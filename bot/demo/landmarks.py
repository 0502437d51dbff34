"""Where the clock of the demo can be turned to. Instants are aware UTC, wall times naive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from community.communities.views import Holiday
from community.walltime import instant_of, is_working_day, moment_words, next_working_day, wall_of
from sandbox.page.director import CannotTurn

MORNING: Final = time(8)
_WEEK: Final = timedelta(weeks=1)
_FARTHEST: Final = timedelta(days=400)


def next_morning(now: datetime, zone: str, holidays: Sequence[Holiday]) -> datetime:
    """The next 8:00 of a working day: today's, if it is still to come."""
    wall = wall_of(now, zone)
    is_today = wall.time() < MORNING and is_working_day(wall.date(), holidays)
    day = wall.date() if is_today else next_working_day(wall.date(), holidays)
    return instant_of(datetime.combine(day, MORNING), zone)


def a_week_later(now: datetime, zone: str) -> datetime:
    """The same time on the wall in seven days, clock changes or not."""
    return instant_of(wall_of(now, zone) + _WEEK, zone)


def moment_at(wall: datetime, now: datetime, zone: str) -> datetime:
    """The instant of a wall time to come: one that clocks skip moves on by the jump. Raises `CannotTurn`."""
    at = instant_of(wall, zone)
    if at <= now:
        raise CannotTurn(f"Time only goes forward: it is {moment_words(wall_of(now, zone))} already.")
    if at - now > _FARTHEST:
        raise CannotTurn(f"Choose a day within the next {_FARTHEST.days} days.")
    return at
