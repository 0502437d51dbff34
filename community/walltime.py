"""Wall time and the clocks that show it: what people agree on is "Thursday at 3:30 pm, here".

Wall times are naive datetimes that belong to an IANA zone named beside them; instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from community.communities.views import Holiday
from community.errors import InvalidInput

MORNING = time(9)  # when the bot speaks of its own accord
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Resolved:
    """The instant a wall time stands for; `is_twice` if clocks show it twice: then it is the first."""

    at: datetime
    is_twice: bool = False


class NoSuchWallTime(ValueError):
    """Clocks skip this wall time. `opens` and `closes` are the wall times they jump from and to."""

    def __init__(self, wall: datetime, zone: str, opens: datetime, closes: datetime) -> None:
        self.opens, self.closes = opens, closes
        super().__init__(
            f"On {day_words(wall.date())} clocks in {zone} go from {time_words(opens.time())} straight to "
            f"{time_words(closes.time())}: there is no {time_words(wall.time())}. "
            f"Choose {time_words(closes.time())} or later."
        )


def is_zone(name: str) -> bool:
    """Whether this is the name of an IANA zone, `America/Los_Angeles`."""
    try:
        zone_of(name)
    except InvalidInput:
        return False
    return True


def zone_of(name: str) -> ZoneInfo:
    """The zone's rules. Raises `InvalidInput` beside `zone` for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        sentence = f"“{name}” is no time zone. Choose one like America/Los_Angeles."
        raise InvalidInput({"zone": sentence}) from error


def resolve(wall: datetime, zone: str) -> Resolved:
    """What a person's wall time means. Raises `NoSuchWallTime` when clocks skip it."""
    rules = zone_of(zone)
    first = _instant(wall, rules, fold=0)
    second = _instant(wall, rules, fold=1)
    if first.astimezone(rules).replace(tzinfo=None) != wall:
        raise NoSuchWallTime(wall, zone, *_gap(second, first, rules))
    return Resolved(at=first, is_twice=first != second)


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant for the bot's own hours: a skipped time moves on by the jump, of two the first is taken."""
    return _instant(wall, zone_of(zone), fold=0)


def wall_of(instant: datetime, zone: str) -> datetime:
    """What clocks in the zone show at that instant: naive."""
    return instant.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def today_in(zone: str, now: datetime) -> date:
    return wall_of(now, zone).date()


def is_holiday(day: date, holidays: Collection[Holiday]) -> bool:
    return any(holiday.starts_on <= day <= holiday.ends_on for holiday in holidays)


def is_working_day(day: date, holidays: Sequence[Holiday]) -> bool:
    """Monday to Friday, and none of the community's holidays."""
    return day.weekday() < SATURDAY and not is_holiday(day, holidays)


def next_working_day(day: date, holidays: Sequence[Holiday]) -> date:
    """The first working day after this one.

    Looks a year ahead: with a calendar of nothing but holidays, the next day from Monday to Friday.
    """
    working = (candidate for candidate in _year_after(day) if is_working_day(candidate, holidays))
    return next(working, None) or next(one for one in _year_after(day) if is_working_day(one, ()))


def next_working_morning(after: datetime, zone: str, holidays: Sequence[Holiday]) -> datetime:
    """9:00 of the next working day after that instant, as the zone's clocks have it."""
    day = next_working_day(wall_of(after, zone).date(), holidays)
    return instant_of(datetime.combine(day, MORNING), zone)


def morning_before(wall: datetime, days: int, zone: str) -> datetime:
    """9:00 so many days before the day of that wall time."""
    return instant_of(datetime.combine(wall.date() - timedelta(days=days), MORNING), zone)


def day_words(day: date) -> str:
    """`Thursday 3 December 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_words(moment: time) -> str:
    """`3:30 pm`."""
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"


def moment_words(wall: datetime) -> str:
    """`Thursday 3 December 2026, 3:30 pm`."""
    return f"{day_words(wall.date())}, {time_words(wall.time())}"


def _year_after(day: date) -> Iterator[date]:
    return (day + timedelta(days=ahead) for ahead in range(1, 367))


def _instant(wall: datetime, rules: ZoneInfo, *, fold: int) -> datetime:
    return wall.replace(tzinfo=rules, fold=fold).astimezone(UTC)


def _gap(before: datetime, after: datetime, rules: ZoneInfo) -> tuple[datetime, datetime]:
    """The wall times between which clocks jump, found between two instants around the jump."""
    old = before.astimezone(rules).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(rules).utcoffset() == old:
            before = middle
        else:
            after = middle
    jump = after.replace(microsecond=0)
    return (jump + (old or timedelta())).replace(tzinfo=None), jump.astimezone(rules).replace(tzinfo=None)
