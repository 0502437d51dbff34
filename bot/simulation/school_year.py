"""The days of a simulation: which week, which holiday, when something planned happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.simulation.plan import SimulationPlan

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A holiday: its first and its last day."""

    first: date
    last: date
    name: str


class SchoolYear:
    """The community's year as the simulation invents it. Weeks begin on the start's own weekday."""

    def __init__(self, plan: SimulationPlan) -> None:
        self._zone = ZoneInfo(plan.zone)
        self._start = plan.start
        self.weeks = plan.weeks
        self.year_ends_on = plan.start + timedelta(weeks=plan.weeks, days=6)
        self.semester_ends_on = plan.start + (self.year_ends_on - plan.start) / 2
        year = plan.start.year
        self.winter_break = DaysOff(date(year, 12, 21), date(year + 1, 1, 1), "Winter break")
        self.holidays = (DaysOff(date(year, 11, 26), date(year, 11, 27), "Thanksgiving"), self.winter_break)

    def day(self, week: int, weekday: int = 0) -> date:
        """The `weekday`-th day of a week of the simulation."""
        return self._start + timedelta(weeks=week, days=weekday)

    def moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone)

    def day_of(self, instant: datetime) -> date:
        """The day it is in the community at that instant."""
        return instant.astimezone(self._zone).date()

    def is_in_winter_break(self, day: date) -> bool:
        return self.winter_break.first <= day <= self.winter_break.last

    def holiday_between(self, first: date, last: date) -> DaysOff | None:
        """The first holiday that lies within these days altogether."""
        return next((off for off in self.holidays if first < off.first and off.last < last), None)

    def working_day_before(self, day: date) -> date:
        day -= ONE_DAY
        while day.weekday() >= _SATURDAY:
            day -= ONE_DAY
        return day

    def working_day_after(self, day: date) -> date:
        day += ONE_DAY
        while day.weekday() >= _SATURDAY:
            day += ONE_DAY
        return day

    def holidays_text(self) -> str:
        """As the community's form takes them."""
        return "\n".join(f"{off.first} to {off.last} {off.name}" for off in self.holidays)
