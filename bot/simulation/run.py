"""A simulation from its first morning to its last: what happens next, and who sees to it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.simulation import audit, digest_audit, learning_audit, objective_audit, report_audit, thread_audit
from bot.simulation.cast import HOME, LEADERS, Cast, gather
from bot.simulation.crews import fitting
from bot.simulation.learning_audit import Gone
from bot.simulation.ledger import Ledger
from bot.simulation.plan import SimulationPlan, Summary
from bot.simulation.script import Script
from bot.simulation.script.digests import Mood
from bot.simulation.transcript import read_lines
from bot.simulation.troubles import RETRY_AFTER, Troubles
from bot.stage.days import Days
from bot.stage.hours import Diary
from bot.stage.stage import Stage, open_stage
from community.clock import MovableClock

Progress = Callable[[datetime], None]

_NEAR_A_SESSION = timedelta(minutes=5)
_BY_DAY, _BY_NIGHT = timedelta(hours=2), timedelta(hours=4)
_MORNING, _EVENING = 6, 20  # hours on the wall
_AFTERMATH = timedelta(minutes=10)


async def simulate(plan: SimulationPlan, progress: Progress) -> Summary:
    """Play the plan through; `progress` hears the virtual time now and then. Files are written to `plan.out`.

    Raises `CannotRun` if the database cannot be reached, `TimeoutError` if something is stuck.
    """
    began = time.perf_counter()
    clock = MovableClock(plan.starts_at)
    plan.out.mkdir(parents=True, exist_ok=True)
    async with open_stage(clock, database_of(plan)) as stage:
        play = Play(plan, stage, progress)
        summary = await play.through()
    summary.wall_s = time.perf_counter() - began
    return summary


def database_of(plan: SimulationPlan) -> str:
    """The plan's database; without one a new SQLite file beside the transcript."""
    if plan.database is not None:
        return plan.database
    file = plan.out / "simulation.db"
    for leftover in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        leftover.unlink(missing_ok=True)
    return f"sqlite:///{file}"


class Play:
    """One run of one plan."""

    def __init__(self, plan: SimulationPlan, stage: Stage, progress: Progress) -> None:
        self._plan = plan
        self._stage = stage
        self._progress = progress
        self._diary = Diary()
        self._ledger = Ledger(plan.out, stage.workspace)
        self._cast = self._gather()
        self._script = Script(plan, self._cast, stage.workspace, self._diary, self._ledger)
        self._troubles = Troubles(stage, Random(f"{plan.seed}/troubles"))  # noqa: S311 - a story that repeats

    async def through(self) -> Summary:
        """From the first morning to the last, then the reckoning."""
        await self._stage.start_bot()
        self._script.begin()
        if self._plan.faults:
            self._troubles.begin(self._diary, self._plan)
        days = Days(self._stage, self._diary, self._pace)
        await days.pass_until(self._plan.ends_at, self._progress)
        self._troubles.end()
        # What faults put off in the last hours may still come.
        await days.pass_until(self._plan.ends_at + _AFTERMATH)
        self._ledger.close()
        return await self._reckon()

    def _gather(self) -> Cast:
        cast = gather(
            self._stage.server, members=self._plan.members, zone=self._plan.zone, seed=self._plan.seed
        )
        workspace, bot = self._stage.workspace, self._stage.app.bot_user_id
        ids = [member.person.id for member in cast.members]
        workspace.add_channel(HOME, members=[*ids, bot])
        workspace.add_channel(LEADERS, members=[cast.leader.person.id, ids[0], bot], private=True)
        everybody = [*ids, cast.leader.person.id, cast.stranger.person.id, cast.newcomer.person.id]
        workspace.add_channel("general", members=everybody)
        return cast

    def _pace(self, now: datetime) -> timedelta:
        local = now.astimezone(ZoneInfo(self._plan.zone))
        meets = self._script.is_meeting_time(local.date(), local.hour)
        if meets:
            return _NEAR_A_SESSION
        return _BY_DAY if _MORNING <= local.hour < _EVENING else _BY_NIGHT

    async def _reckon(self) -> Summary:
        kept = await self._stage.history.everything()
        injected = self._stage.server.faults.injected
        spans = audit.excused(injected, self._troubles.outages, RETRY_AFTER)
        worst, key = audit.latest(kept, spans)
        plan = self._plan
        summary = Summary(
            weeks=plan.weeks,
            members=plan.members,
            seed=plan.seed,
            faults=plan.faults,
            database="sqlite" if plan.database is None else plan.database.partition(":")[0],
            convenings=self._script.convenings.scheduled,
            digests=sum(row.kind == "digests.members" and row.state == "sent" for row in kept),
            deliveries=audit.by_kind(kept),
            duplicates=audit.duplicates(self._ledger),
            lost=audit.lost(kept, self._ledger, plan.ends_at) + self._script.hands.failed_acts,
            held_back=sum(row.was_held_back for row in kept),
            rejected_calls=audit.refused(self._stage.workspace.rejected_calls),
            max_lateness_s=worst,
            latest=key,
            rate_limited=self._stage.server.limits.total_refused,
            faults_injected=dict(Counter(fault.fault.value for fault in injected)),
            restarts=len(self._troubles.outages),
            seen=self._ledger.entries,
        )
        self._reckon_cycles(summary)
        self._reckon_threads(summary)
        self._reckon_reports(summary)
        await self._reckon_learnings(summary)
        return summary

    def _reckon_cycles(self, summary: Summary) -> None:
        """What the facilitator saw of the teams' year."""
        cycles, year = self._script.cycles, self._script.year
        expected = fitting(cycles.terms, year)
        summary.cycles = {name: seen.as_dict() for name, seen in cycles.standings.by_team.items()}
        summary.cycles_astray = cycles.standings.astray(
            finished=expected, semester_ends_on=year.semester_ends_on
        )

    def _reckon_threads(self, summary: Summary) -> None:
        """What everybody saw of the problems: the transcript is written by now."""
        lines = list(read_lines(self._ledger.transcript))
        threads = thread_audit.read_threads(lines)
        summary.problems = thread_audit.how_they_ended(threads)
        summary.threads_astray = thread_audit.out_of_step(threads)
        summary.errors_shown = audit.errors_shown(lines, self._stage.server.faults.injected)
        summary.named = thread_audit.named(lines, self._script.problems.unnamed)

    def _reckon_reports(self, summary: Summary) -> None:
        """What teams, leaders and facilitators were told, beside the learnings."""
        reports, pursued = self._script.reports, self._script.objectives.pursued
        facilitators = [one.person.id for one in self._cast.facilitators]
        lines = list(read_lines(self._ledger.transcript))
        due = reports.due()
        summary.pages_astray = report_audit.pages_astray(lines, due, reports.readers())
        summary.councils_overheard = report_audit.councils_overheard(lines, reports.said, facilitators)
        summary.reports_astray = report_audit.reports_astray(
            lines, reports.asked, is_calm=not self._plan.faults
        )
        summary.objectives_astray = objective_audit.told_otherwise(lines, pursued)
        summary.reports = {
            "pages_due": len(due),
            "councils_heard": len(reports.said),
            "asked": sum(each.is_promised for each in reports.asked),
            "objectives_told": objective_audit.how_often(lines, pursued),
        }

    async def _reckon_learnings(self, summary: Summary) -> None:
        """What everybody saw of what people learnt, and whether they agreed to that."""
        findings, reviews = self._script.hands.findings, self._script.digests.reviews
        seen = learning_audit.read_learnings(read_lines(self._ledger.transcript))
        history = self._stage.learning_history
        silent = {review.digest for review in reviews if review.mood == Mood.LEAVES_OUT}
        gone = [Gone(str(key), at, str(key) not in silent) for key, at in (await history.digests()).items()]
        taken_back = {one.mark: one.taken_back_at for one in findings if one.taken_back_at}
        summary.learnings = learning_audit.figures(findings, seen, gone)
        summary.not_told_once = learning_audit.not_told_once(findings, seen, gone)
        summary.without_consent = learning_audit.shown_without_consent(findings, seen)
        summary.kept_otherwise = learning_audit.kept_otherwise(await history.everything(), findings, seen)
        summary.reviews_unheeded = digest_audit.unheeded(reviews, seen.posted, seen.by_digest(), taken_back)
