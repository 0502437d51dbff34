"""x"""
from datetime import date
from bot.demo.scenarios.acting import Progress, wall
from bot.stage.stage import Stage
ENDS_AT = wall(date(2027, 6, 3), "10:00")
async def play(stage: Stage, progress: Progress) -> None:
    raise NotImplementedError
