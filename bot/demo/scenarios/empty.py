"""A new workspace: people and channels are there, the bot was just invited, nothing is set up."""

from __future__ import annotations

from datetime import date

from bot.demo.scenarios.acting import Progress, wall
from bot.demo.scenarios.people import add_people
from bot.stage.stage import Stage

BEGINS_AT = wall(date(2026, 9, 8), "8:30")  # a Tuesday, the week school begins


async def play(stage: Stage, progress: Progress) -> None:
    """Let everybody in; nothing has to happen. The clock stands at `BEGINS_AT`."""
    add_people(stage.workspace, stage.app)
    progress(stage.clock.now())
