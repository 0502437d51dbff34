"""Where the demo can begin: worlds that people have brought about, by acting through the real bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.demo.scenarios import empty, end_of_year, mid_year
from bot.demo.scenarios.acting import Progress, ScenarioFailed
from bot.stage.stage import Stage

__all__ = ["DEFAULT", "SCENARIOS", "Progress", "Scenario", "ScenarioFailed"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world to begin in. `title` and `text` are for people.

    `begins_at`: where the clock stands before `play`, `ends_at` where it stands after. `goes_on_from`: the
    scenario that has to be played to its end before; `None` for one that begins in a workspace with nobody
    in it but the installed app. `play` needs the bot running, and the clock for itself; it tells the
    virtual time now and then, and raises `ScenarioFailed`.
    """

    name: str
    title: str
    text: str
    begins_at: datetime
    ends_at: datetime
    goes_on_from: str | None
    play: Callable[[Stage, Progress], Awaitable[None]]


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        name="empty",
        title="A new workspace",
        text="September. Convener was just installed and invited, and nothing is set up. The tour begins "
        "here.",
        begins_at=empty.BEGINS_AT,
        ends_at=empty.BEGINS_AT,
        goes_on_from=None,
        play=empty.play,
    ),
    Scenario(
        name="mid_year",
        title="In the middle of the year",
        text=(
            "February. Math PLC has met five times since September. Teams are testing changes, a problem of "
            "practice is being talked through, and an ask of the leaders waits for an answer."
        ),
        begins_at=empty.BEGINS_AT,
        ends_at=mid_year.ENDS_AT,
        goes_on_from=None,
        play=mid_year.play,
    ),
    Scenario(
        name="end_of_year",
        title="The end of the year",
        text=(
            "June. The last convening is a week away, and site councils have heard what was learnt. Ada, a "
            "facilitator, can ask for the review of the year: write /cop report annual in #math-plc."
        ),
        begins_at=mid_year.ENDS_AT,
        ends_at=end_of_year.ENDS_AT,
        goes_on_from="mid_year",
        play=end_of_year.play,
    ),
)
DEFAULT = "empty"
