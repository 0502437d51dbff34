"""What a simulation is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SimulationPlan:
    """How long, how many, where, and with what luck. `database` is a URL; `None` is a file in `out`."""

    weeks: int
    members: int
    seed: int
    start: date
    zone: str
    out: Path
    faults: bool = False
    database: str | None = None

    @property
    def starts_at(self) -> datetime:
        """Eight in the morning of the first day, in the community's zone, as aware UTC."""
        return datetime.combine(self.start, time(8), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The same hour on the wall that many weeks later, clock changes or not."""
        last = self.start + timedelta(weeks=self.weeks)
        return datetime.combine(last, time(8), ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(slots=True)
class Summary:
    """The figures of `summary.json`. `max_lateness_s` leaves out outages and waits that Slack asked for."""

    weeks: int
    members: int
    seed: int
    faults: bool
    database: str
    convenings: int = 0
    digests: int = 0
    deliveries: dict[str, dict[str, int]] = field(default_factory=dict)  # kind -> state -> how many
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    held_back: int = 0  # direct messages for which no polite hour came while they were of use
    rejected_calls: list[str] = field(default_factory=list)
    max_lateness_s: float = 0.0
    latest: str = ""  # the key of the latest delivery
    rate_limited: int = 0  # 429s by Slack's limits; injected ones are under `faults_injected`
    faults_injected: dict[str, int] = field(default_factory=dict)
    restarts: int = 0
    cycles: dict[str, dict[str, Any]] = field(default_factory=dict)  # by team, as facilitators saw them last
    problems: dict[str, int] = field(default_factory=dict)  # how many opened, and how they ended
    cycles_astray: list[str] = field(default_factory=list)  # teams whose year is not what they did for it
    threads_astray: list[str] = field(
        default_factory=list
    )  # problems whose steps did not come once, in order
    named: list[str] = field(default_factory=list)  # messages that name who presents without a name
    errors_shown: list[str] = field(
        default_factory=list
    )  # what people were told went wrong on the bot's side
    learnings: dict[str, Any] = field(default_factory=dict)  # how many were said, agreed to, told where
    not_told_once: list[str] = field(
        default_factory=list
    )  # learnings with consent, not in exactly one digest
    without_consent: list[str] = field(default_factory=list)  # where others saw what was not for them
    kept_otherwise: list[str] = field(default_factory=list)  # learnings kept unlike what was agreed or seen
    reviews_unheeded: list[str] = field(default_factory=list)  # drafts whose digest did not follow them
    reports: dict[str, int] = field(default_factory=dict)  # pages for councils, files, objectives told
    pages_astray: list[str] = field(default_factory=list)  # a team's page for its council, not come once
    councils_overheard: list[str] = field(default_factory=list)  # where others saw what a council said
    reports_astray: list[str] = field(default_factory=list)  # asked for, and not come once
    objectives_astray: list[str] = field(default_factory=list)  # told to leaders otherwise than noted
    seen: int = 0  # lines of the transcript
    wall_s: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing came twice, was lost, refused, late, astray, or told to the wrong people."""
        return not (any(self.wrongs.values()) or self.max_lateness_s > MOST_LATE_S)

    @property
    def wrongs(self) -> dict[str, list[str]]:
        """What must not be, by what is wrong about it."""
        return {
            "duplicates": self.duplicates,
            "lost": self.lost,
            "rejected_calls": self.rejected_calls,
            "cycles_astray": self.cycles_astray,
            "threads_astray": self.threads_astray,
            "named": self.named,
            "errors_shown": self.errors_shown,
            "not_told_once": self.not_told_once,
            "without_consent": self.without_consent,
            "kept_otherwise": self.kept_otherwise,
            "reviews_unheeded": self.reviews_unheeded,
            "pages_astray": self.pages_astray,
            "councils_overheard": self.councils_overheard,
            "reports_astray": self.reports_astray,
            "objectives_astray": self.objectives_astray,
        }

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it: counts first, and the names behind them under `details`."""
        return {
            "weeks": self.weeks,
            "members": self.members,
            "seed": self.seed,
            "faults": self.faults,
            "database": self.database,
            "holds": self.holds,
            "convenings": self.convenings,
            "digests": self.digests,
            "cycles": self.cycles,
            "problems": self.problems,
            "learnings": self.learnings,
            "reports": self.reports,
            "deliveries": self.deliveries,
            **{name: len(wrongs) for name, wrongs in self.wrongs.items()},
            "held_back": self.held_back,
            "max_lateness_s": round(self.max_lateness_s, 3),
            "rate_limited": self.rate_limited,
            "faults_injected": self.faults_injected,
            "restarts": self.restarts,
            "seen": self.seen,
            "wall_s": round(self.wall_s, 1),
            "details": {**self.wrongs, "latest": self.latest},
        }


MOST_LATE_S = 60.0
