"""The calendar of the consultancy protocol: when each step opens and ends. Pure, on instants and wall times.

| step | live | normal | slow |
|---|---|---|---|
| 1 present | 10 min | 1 day | 2 days |
| 2 clarifying questions | 5 min | 1 day | 2 days |
| 3 probing questions | 10 min | 1 day | 2 days |
| 4 discussion | 15 min | 2 days | 4 days |
| 5 reflection | 7 min | 1 day | 2 days |
| 6 close | at once | at once | at once |

Days are working days: Monday to Friday without the community's holidays. Steps open at the wall time the
thread begins at, between 8:00 and 17:00 where the community is, whatever its clocks do in spring and autumn.
A step that opens at another time (somebody moved on, the bot was away) still ends at that wall time; if it
opened more than four hours late in the day, or on a day off, the next working day counts as its first. A live
thread keeps to minutes alone, at any hour of any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from community.communities.views import Holiday
from community.problems.views import Pace, Step
from community.walltime import MORNING, instant_of, is_working_day, next_working_day, wall_of

DAY_BEGINS = time(8)
DAY_ENDS = time(17)
STILL_THAT_DAY = timedelta(hours=4)

DAYS: Mapping[Step, int] = MappingProxyType(
    {Step.PRESENT: 1, Step.CLARIFY: 1, Step.PROBE: 1, Step.DISCUSS: 2, Step.REFLECT: 1, Step.CLOSE: 0}
)
MINUTES: Mapping[Step, int] = MappingProxyType(
    {Step.PRESENT: 10, Step.CLARIFY: 5, Step.PROBE: 10, Step.DISCUSS: 15, Step.REFLECT: 7, Step.CLOSE: 0}
)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a step opens and ends."""

    step: Step
    opens_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides a thread's hours. `opens_time`: the wall time in `zone` at which its steps open."""

    pace: Pace
    zone: str
    holidays: tuple[Holiday, ...]
    opens_time: time

    @classmethod
    def of(cls, pace: Pace, zone: str, holidays: tuple[Holiday, ...], begins_at: datetime) -> Calendar:
        """For a thread that begins at that instant; its hour is brought within the working hours."""
        begins = wall_of(begins_at, zone).time().replace(second=0, microsecond=0)
        return cls(pace, zone, holidays, min(max(begins, DAY_BEGINS), DAY_ENDS))

    @property
    def is_live(self) -> bool:
        return self.pace is Pace.LIVE

    def lay_out(self, first: Step, opens_at: datetime) -> tuple[Slot, ...]:
        """The slots from `first` to the close, when `first` opens at that instant."""
        slots: list[Slot] = []
        for step in Step:
            if step >= first:
                ends_at = self.end_of(step, opens_at)
                slots.append(Slot(step, opens_at, ends_at))
                opens_at = ends_at
        return tuple(slots)

    def end_of(self, step: Step, opens_at: datetime) -> datetime:
        """When a step that opens at that instant ends by default."""
        if self.is_live:
            return opens_at + timedelta(minutes=MINUTES[step])
        if step is Step.CLOSE:
            return opens_at
        return self._after_days(self._first_day(opens_at), self.days(step))

    def days(self, step: Step) -> int:
        return DAYS[step] * (2 if self.pace is Pace.SLOW else 1)

    def extended(self, step: Step, ends_at: datetime, now: datetime) -> datetime:
        """A later end: as much again as the step has by default, from its end or from now."""
        return self.end_of(step, max(ends_at, now))

    def resumed(self, ends_at: datetime, paused_at: datetime, now: datetime) -> datetime:
        """The end of a step that was paused: what was left of it then, in minutes or begun working days."""
        left = max(ends_at - paused_at, timedelta(minutes=1))
        if self.is_live:
            return now + left
        days = self._working_days(wall_of(paused_at, self.zone).date(), wall_of(ends_at, self.zone).date())
        return self._after_days(self._first_day(now), max(1, days))

    def next_slot(self, now: datetime) -> datetime:
        """The first instant from now on at which a step may open: now itself within the working hours."""
        if self.is_live or self.is_working_hour(now):
            return now
        wall = wall_of(now, self.zone)
        is_before_work = is_working_day(wall.date(), self.holidays) and wall.time() < DAY_BEGINS
        return self._at(wall.date() if is_before_work else next_working_day(wall.date(), self.holidays))

    def next_day(self, now: datetime) -> datetime:
        """The hour of the next working day (of a live thread: a few minutes from now)."""
        if self.is_live:
            return now + timedelta(minutes=MINUTES[Step.CLARIFY])
        return self._at(next_working_day(wall_of(now, self.zone).date(), self.holidays))

    def is_working_hour(self, instant: datetime) -> bool:
        """Whether it is a working day between 8:00 and 17:00 there; live threads do not ask."""
        wall = wall_of(instant, self.zone)
        return is_working_day(wall.date(), self.holidays) and DAY_BEGINS <= wall.time() <= DAY_ENDS

    def morning_before(self, instant: datetime) -> datetime:
        """9:00 of the last working day before the day of that instant; of that day if there is none near."""
        day = wall_of(instant, self.zone).date()
        earlier = (day - timedelta(days=back) for back in range(1, 31))
        found = next((one for one in earlier if is_working_day(one, self.holidays)), day)
        return instant_of(datetime.combine(found, MORNING), self.zone)

    def morning_on_or_after(self, instant: datetime) -> datetime:
        """9:00 of the day of that instant if it is a working day, else of the next one."""
        day = wall_of(instant, self.zone).date()
        if not is_working_day(day, self.holidays):
            day = next_working_day(day, self.holidays)
        return instant_of(datetime.combine(day, MORNING), self.zone)

    def work_ends(self, instant: datetime) -> datetime:
        """17:00 of the day of that instant; for a live thread, and after hours, the instant itself."""
        wall = wall_of(instant, self.zone)
        if self.is_live or wall.time() >= DAY_ENDS:
            return instant
        return instant_of(datetime.combine(wall.date(), DAY_ENDS), self.zone)

    def _first_day(self, opens_at: datetime) -> date:
        wall = wall_of(opens_at, self.zone)
        day = wall.date()
        latest = datetime.combine(day, self.opens_time) + STILL_THAT_DAY
        if is_working_day(day, self.holidays) and wall <= latest:
            return day
        return next_working_day(day, self.holidays)

    def _after_days(self, day: date, days: int) -> datetime:
        for _ in range(days):
            day = next_working_day(day, self.holidays)
        return self._at(day)

    def _working_days(self, first: date, last: date) -> int:
        """How many working days come after `first` up to `last`."""
        span = (first + timedelta(days=ahead) for ahead in range(1, min((last - first).days, 366) + 1))
        return sum(1 for day in span if is_working_day(day, self.holidays))

    def _at(self, day: date) -> datetime:
        return instant_of(datetime.combine(day, self.opens_time), self.zone)
