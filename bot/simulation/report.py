"""A simulation as the command line shows it: progress while it runs, then what came of it."""

from __future__ import annotations

import json
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.simulation.plan import SimulationPlan, Summary
from bot.simulation.run import simulate


async def play_and_report(plan: SimulationPlan) -> bool:
    """Play `plan`, write `summary.json`, print it. Whether all that must hold did hold."""
    console = Console(stderr=True)
    with Progress(*_COLUMNS, console=console, refresh_per_second=4) as progress:
        length = (plan.ends_at - plan.starts_at).total_seconds()
        task = progress.add_task("Playing", total=length, day="")

        def show(now: datetime) -> None:
            progress.update(task, completed=(now - plan.starts_at).total_seconds(), day=f"{now:%a %d %b %Y}")

        summary = await simulate(plan, show)
    (plan.out / "summary.json").write_text(json.dumps(summary.as_dict(), indent=2) + "\n", encoding="utf-8")
    _print(Console(), plan, summary)
    return summary.holds


_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.percentage:>3.0f}%"),
    TextColumn("{task.fields[day]}"),
    TimeElapsedColumn(),
)


def _print(console: Console, plan: SimulationPlan, summary: Summary) -> None:
    figures = summary.as_dict()
    details = figures.pop("details")
    console.print_json(json.dumps(figures))
    for name in summary.wrongs:
        for line in details[name]:
            console.print(f"{name}: {line}", markup=False, highlight=False, style="red")
    verdict = "All of it held." if summary.holds else "Something did not hold: see summary.json."
    console.print(f"{verdict} What people saw is in {plan.out / 'transcript.jsonl'}", highlight=False)
